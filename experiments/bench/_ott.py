"""Sinkhorn in OTT-JAX as its users write it: compiled, in a precision of choice. What these functions give
solves once and returns both potentials; the first call compiles.
"""

from typing import Callable

import jax
import jax.numpy as jnp
import ott
from jax.experimental import enable_x64
from ott.geometry import geometry, grid as grids, pointcloud
from ott.problems.linear import linear_problem
from ott.solvers.linear import sinkhorn

NAME = f"OTT-JAX {ott.__version__}"
BATCH = 512
MOST = 20_000


def dense(costs, a, b, epsilon: float, lse: bool, precision: str, threshold: float) -> Callable:
    """With the matrix of all costs."""
    return solver(
        lambda c: geometry.Geometry(cost_matrix=c, epsilon=epsilon), (costs,), a, b, lse, precision, threshold
    )


def online(x, y, a, b, epsilon: float, precision: str, threshold: float) -> Callable:
    """Between points, by batches: no matrix."""
    return solver(
        lambda x, y: pointcloud.PointCloud(x, y, epsilon=epsilon, batch_size=BATCH),
        (x, y), a, b, True, precision, threshold,
    )


def grid(side: int, a, b, epsilon: float, lse: bool, precision: str, threshold: float) -> Callable:
    """Between pictures, whose costs are a sum over the axes."""
    axis = jnp.arange(side) / (side - 1)
    return solver(
        lambda axis: grids.Grid(x=[axis, axis], epsilon=epsilon), (axis,), a, b, lse, precision, threshold
    )


def solver(
    of: Callable, inputs: tuple, a, b, lse: bool, precision: str, threshold: float
) -> Callable[[], tuple]:
    solve_to = sinkhorn.Sinkhorn(lse_mode=lse, threshold=threshold, max_iterations=MOST)

    @jax.jit
    def potentials(a, b, *inputs):
        found = solve_to(linear_problem.LinearProblem(of(*inputs), a, b))
        return found.f, found.g

    # Doubles are a setting of the process; so it holds for these calls alone.
    double = precision == "float64"
    with enable_x64(double):
        arrays = [jnp.asarray(each, precision) for each in (a, b, *inputs)]

    def solve():
        with enable_x64(double):
            return jax.block_until_ready(potentials(*arrays))

    return solve
