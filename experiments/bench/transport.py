#!/usr/bin/env python3
"""Transport side by side with POT, SciPy, lapx, OR-tools, GeomLoss, KeOps and OTT-JAX, on the same inputs, with one thread on either side.

Run it as `./ot4j bench transport`. POT gets its cost matrix ready made and its time does not count;
ours is timed both with the same matrix and with the points alone, where it computes all costs itself.
"""

import argparse
import itertools
import math
import statistics
import time
import warnings
from pathlib import Path

import _common as common

common.limit_threads(1)

import geomloss  # noqa: E402
import lap  # noqa: E402
import numpy as np  # noqa: E402
import ortools  # noqa: E402
import ot  # noqa: E402
import scipy  # noqa: E402
import scipy.optimize  # noqa: E402
import scipy.special  # noqa: E402
import scipy.stats  # noqa: E402
import torch  # noqa: E402
from ortools.graph.python import linear_sum_assignment, min_cost_flow  # noqa: E402

torch.set_num_threads(1)

POT = f"POT {ot.__version__}"
SCIPY = f"SciPy {scipy.__version__}"
LAPX = lap.__version__
ORTOOLS = f"OR-tools {ortools.__version__}"


def clouds(n: int, weights: str, seed: int = 1):
    """Two Gaussian clouds in the plane, one of them sheared and moved, and weights of mass 1."""
    random = np.random.default_rng(seed)
    x = random.normal(size=(n, 2))
    y = random.normal(size=(n, 2)) @ np.array([[1, 0.4], [0.4, 1]]) + np.array([1.0, 0.5])
    if weights == "uniform":
        return x, y, np.full(n, 1 / n), np.full(n, 1 / n)
    a, b = random.random(n), random.random(n)
    return x, y, a / a.sum(), b / b.sum()


def close(tolerance: float):
    def check(answer, value):
        if not answer["converged"] or not answer["gap"] < 1e-9:
            return f"not certified: gap {answer['gap']}"
        if abs(answer["value"] - value) > tolerance * abs(value):
            return f"{answer['value']!r} is not POT's {value!r}"
        return None

    return check


def exact(java: common.Java, sizes: list[int]) -> list[dict]:
    """Exact transport at squared Euclidean cost: ours against ot.emd2."""
    rows = []
    for weights in ("uniform", "random"):
        groups = []
        for n in sizes:
            x, y, a, b = clouds(n, weights)
            costs = ot.dist(x, y)
            files = {
                name: java.export(f"{weights}-{n}-{name}", array)
                for name, array in (("x", x), ("y", y), ("a", a), ("b", b), ("costs", costs))
            }
            case = common.Case(
                name=f"exact, n = {n}, {weights} weights",
                ours={
                    given: lambda given=given: java.run(
                        "exact", given=given, d=2, threads=1, **files
                    )
                    for given in ("matrix", "points")
                },
                peer=lambda: ot.emd2(a, b, costs, numItermax=10**9),
                peer_name=f"{POT} ot.emd2",
                target=0.5,
                check=close(1e-9),
                rounds=9 if n <= 1000 else 5,
                warm=max(3, 20_000 // n),
            )
            groups.append(common.run(case))
        for variant, given in enumerate(("matrix", "points")):
            rows += [group[variant] for group in groups]
            if len(sizes) > 1:
                rows.append(
                    common.growth(
                        [group[variant] for group in groups],
                        f"exact, growth, {weights} weights, {given}",
                        sizes,
                        f"{POT} ot.emd2",
                    )
                )
    return rows


def large(sizes: list[int], heap: str) -> list[dict]:
    """Exact transport between many points in a small heap, on all processors; POT would need 8 n²
    bytes for the costs alone."""
    rows = []
    for weights in ("uniform", "random"):
        group = []
        for n in sizes:
            java = common.Java("org.ot4j.experiments.bench.TransportBench", heap)
            x, y, a, b = clouds(n, weights)
            files = {
                name: java.export(name, array)
                for name, array in (("x", x), ("y", y), ("a", a), ("b", b))
            }
            answers = []

            def ours():
                answers.append(java.run("exact", given="points", d=2, threads=0, **files))
                return answers[-1]

            case = common.Case(
                name=f"exact, n = {n}, {weights}, heap {heap}, all cores",
                ours={"": ours},
                peer=None,
                peer_name=f"none: POT needs {8 * n * n / 2**30:.1f} GiB for the costs alone",
                target=None,
                rounds=1,
                warm=0,
            )
            (row,) = common.run(case)
            answer = answers[-1]
            row["holds"] = bool(answer["converged"] and answer["gap"] < 1e-9)
            row["gap"] = answer["gap"]
            row["pivots"] = answer["pivots"]
            group.append(of_processor(row, answer))
            java.close()
        rows += group
        if len(sizes) > 1:
            rows.append(
                common.growth(group, f"exact, growth, many points, {weights}", sizes, "none")
            )
    return rows


def alone(name: str, heap: str, call, holds) -> dict:
    """One run in a process of its own, of what no peer can do."""
    java = common.Java("org.ot4j.experiments.bench.TransportBench", heap)
    answers = []

    def ours():
        answers.append(call(java))
        return answers[-1]

    case = common.Case(
        name=f"{name}, heap {heap}, all cores",
        ours={"": ours},
        peer=None,
        peer_name="none",
        target=None,
        rounds=1,
        warm=0,
    )
    (row,) = common.run(case)
    row["holds"] = bool(holds(answers[-1]))
    for key in ("error1", "iterations", "value"):
        if key in answers[-1]:
            row[key] = answers[-1][key]
    java.close()
    return of_processor(row, answers[-1])


def semi_discrete(n: int, spread: str, heap: str) -> dict:
    """From the unit square to n targets in it, or about a corner; duality gives the bound."""
    random = np.random.default_rng(1)
    y = random.random((n, 2)) if spread == "uniform" else random.normal(size=(n, 2)) * 0.3
    return alone(
        f"semi-discrete, {n} targets, {spread}",
        heap,
        lambda java: java.run("laguerre", y=java.export("y", y)),
        lambda answer: answer["converged"]
        and answer["error1"] <= 1e-6
        and abs(answer["cost"] - answer["value"]) <= 1e-5 * (answer["cost"] + 1e-3),
    )


def sliced(n: int, heap: str) -> dict:
    """Between two Gaussians of one covariance: along directions at right angles in the plane the
    squared distance is half of that of the means."""
    random = np.random.default_rng(2)
    x, y = random.normal(size=(n, 2)), random.normal(size=(n, 2)) + np.array([3.0, 4.0])
    return alone(
        f"sliced, 50 directions, n = {n}",
        heap,
        lambda java: java.run(
            "sliced", d=2, directions=50, x=java.export("x", x), y=java.export("y", y)
        ),
        lambda answer: abs(answer["value"] - 12.5**0.5) <= 10 * n**-0.5,
    )


def of_processor(row: dict, answer: dict) -> dict:
    """Processor time in place of that on the clock, which others on the machine lengthen."""
    row["clock_seconds"] = row["ours"]
    row["measure"] = "processor time"
    row["ours"] = answer["processorSeconds"]
    row["ours_spread"] = None
    row["resident_mib"] = answer["residentMib"]
    common.print_row(row)
    return row


STOP = 1e-6
FIXED = {"sinkhorn": 50, "sinkhorn_log": 10}
# What POT is given at most. The plain kernel stops short of the error that ours reaches where it
# would need more: the true ratio is then smaller than the one printed. The log domain makes the same
# iterates as the plain kernel, so its time is scaled up to the number that the plain kernel needed.
MOST = {"sinkhorn": 2_000, "sinkhorn_log": 30}


def scale_up(row: dict, needed: int) -> None:
    if needed > MOST["sinkhorn_log"]:
        factor = needed / MOST["sinkhorn_log"]
        row["peer"] *= factor
        row["peer_spread"] = [t * factor for t in row["peer_spread"]]
        row["ratio"] /= factor
        row["holds"] = row["ratio"] <= row["target"] and "problems" not in row
        row["peer_name"] += f", time of {MOST['sinkhorn_log']} iterations scaled to {needed}"
        common.print_row(row)


def same_plan(tolerance: float):
    """The linear costs of two plans agree; `tolerance` is relative."""

    def check(answer, plan_cost):
        if abs(answer["cost"] - plan_cost[0]) > tolerance * abs(plan_cost[0]):
            return f"cost {answer['cost']!r} is not POT's {plan_cost[0]!r}"
        return None

    return check


def reaches(answer, _):
    """Ours is at the error at which POT stops, in POT's norm."""
    if not answer["converged"] or answer["error2"] > STOP:
        return f"error {answer['error2']:.1e} is above {STOP}"
    return None


def entropic(java: common.Java, sizes: list[int], part: float) -> list[dict]:
    """Sinkhorn against POT's log-domain and plain-kernel ones, which all get the same matrix."""
    rows = []
    growth = []
    for n in sizes:
        x, y, a, b = clouds(n, "uniform")
        costs = ot.dist(x, y)
        costs /= costs.max()
        files = {
            name: java.export(f"sinkhorn-{n}-{name}", array)
            for name, array in (("a", a), ("b", b), ("costs", costs))
        }

        def ours(**options):
            return lambda: java.run(
                "sinkhorn", given="matrix", threads=1, epsilon=part, **options, **files
            )

        needed = 0
        for name, function, target in (
            ("sinkhorn", ot.sinkhorn, 1.0),
            ("sinkhorn_log", ot.bregman.sinkhorn_log, 0.1),
        ):
            answers = []

            def peer(iterations, stop, function=function, answers=answers):
                with warnings.catch_warnings():
                    warnings.simplefilter("ignore")
                    plan, log = function(
                        a, b, costs, part, numItermax=iterations, stopThr=stop, log=True
                    )
                answers.append((np.sum(plan * costs), log["err"][-1], log.get("niter")))
                return answers[-1]

            slow = name == "sinkhorn_log"
            label = f"Sinkhorn, n = {n}, eps = {part:g}"
            group = common.run(
                common.Case(
                    name=f"{label}, {FIXED[name]} iterations, {name}",
                    ours={"": ours(tolerance=0, iterations=FIXED[name], plain=1)},
                    peer=lambda peer=peer, name=name: peer(FIXED[name], 0),
                    peer_name=f"{POT} {name}",
                    target=target,
                    # They set out from different potentials: the plans agree only roughly.
                    check=same_plan(0.2 if slow else 0.05),
                    rounds=2 if slow else 5,
                    warm=3,
                )
            )
            rows += group
            if not slow:
                growth.append(group[0])
            group = common.run(
                common.Case(
                    name=f"{label}, error {STOP:g}, {name}",
                    ours={"": ours(tolerance=2 * STOP, iterations=10**6)},
                    peer=lambda peer=peer, name=name: peer(MOST[name], STOP),
                    peer_name=f"{POT} {name}",
                    target=target,
                    check=reaches,
                    rounds=1 if slow else 3,
                    warm=0 if slow and n > 1000 else 2,
                )
            )
            group[0]["peer_error"] = float(answers[-1][1])
            group[0]["peer_iterations"] = answers[-1][2]
            if slow:
                scale_up(group[0], needed)
            else:
                needed = answers[-1][2] + 1
            rows += group
    if len(sizes) > 1:
        rows.append(
            common.growth(growth, f"Sinkhorn, growth, eps = {part:g}", sizes, f"{POT} sinkhorn")
        )
    return rows


def unbalanced(java: common.Java, n: int, parts: list[float]) -> list[dict]:
    """Epsilon and rho alike, to the same error; both sides say the linear cost."""
    x, y, a, b = clouds(n, "random")
    costs = ot.dist(x, y)
    costs /= costs.max()
    files = {k: java.export(f"unbalanced-{n}-{k}", v) for k, v in (("a", a), ("b", b), ("costs", costs))}
    rows = []
    for part in parts:
        peer = lambda stop, part=part: float(
            ot.unbalanced.sinkhorn_unbalanced2(
                a, b, costs, part, part, reg_type="kl", returnCost="linear", stopThr=stop, numItermax=10**5
            )
        )
        right = peer(1e-13)

        def check(answer, value, right=right):
            for name, cost in (("ours", answer["cost"]), ("POT's", value)):
                if abs(cost - right) > 1e-5 * right:
                    return f"{name} is {cost!r}, the limit {right!r}"
            return None

        rows += common.run(
            common.Case(
                name=f"unbalanced, n = {n}, eps = rho = {part:g}, error {STOP:g}",
                ours={
                    "": lambda part=part: java.run(
                        "sinkhorn", given="matrix", threads=1, epsilon=part, rho=part, tolerance=STOP,
                        iterations=10**6, **files
                    )
                },
                peer=lambda peer=peer: peer(STOP),
                peer_name=f"{POT} sinkhorn_unbalanced2",
                target=1.0,
                check=check,
                rounds=9,
            )
        )
    return rows


def online(n: int, heap: str) -> list[dict]:
    """Sinkhorn between many points with no matrix at all, on all processors."""
    part = lambda x, y: 5e-2 * float(np.max(ot.dist(x[::50], y[::50])))
    return [
        many_points(
            n, heap, "Sinkhorn online, n = {n}, eps = 0.05, error 0.01", part, warm=0,
            online=1, tolerance=1e-2, iterations=100,
        )
    ]


def multiscale(sizes: list[int], heap: str) -> list[dict]:
    """Sinkhorn between many points of the plane, from coarse to fine, on all processors: to an error of 0.001,
    and to the error of GeomLoss's multiscale solver, which stops when epsilon has fallen to its value."""

    def part(x, y):
        both = np.concatenate([x, y])
        return 1e-3 * float(np.sum((both.max(0) - both.min(0)) ** 2))

    rows = [
        many_points(
            n, heap, "Sinkhorn, n = {n}, eps = 0.001, error 0.001", part, warm=1,
            tolerance=1e-3, iterations=10_000,
        )
        for n in sizes
    ]
    rows.append(common.growth(rows, "Sinkhorn, growth, many points", sizes, "none"))
    for n in sizes[:3]:
        for scaling in (0.5, 0.9):
            rows.append(beside_geomloss(n, heap, part, scaling))
    return rows + peers_by_iteration(part)


def beside_geomloss(n: int, heap: str, part, scaling: float) -> dict:
    x, y, _, _ = clouds(n, "uniform")
    epsilon = part(x, y)
    # GeomLoss's cost is half of the square, and its blur the root of its epsilon.
    loss = geomloss.SamplesLoss(
        "sinkhorn", p=2, blur=(epsilon / 2) ** 0.5, scaling=scaling, backend="multiscale",
        debias=False, potentials=True,
    )
    given, others = torch.tensor(x), torch.tensor(y)
    times = []
    for _ in range(4):
        start = time.process_time()
        f, g = loss(given, others)
        times.append(time.process_time() - start)
    error = marginal_error(given, others, 2 * f.flatten(), 2 * g.flatten(), epsilon)
    ours = many_points(
        n, heap, f"Sinkhorn, n = {{n}}, eps = 0.001, error of GeomLoss {scaling}", part, warm=3, rounds=3,
        tolerance=error, iterations=10_000,
    )
    # The first call compiles.
    ours.update(
        case=f"Sinkhorn, n = {n}, eps = 0.001, error of GeomLoss {scaling}",
        peer=statistics.median(times[1:]),
        peer_memory_mib=common.memory_of(lambda: loss(given, others)),
        peer_name=f"GeomLoss {geomloss.__version__}, multiscale, scaling {scaling}, of error {error:.1e}",
        target=1.0,
    )
    ours["ratio"] = ours["ours"] / ours["peer"]
    ours["holds"] = bool(ours["holds"] and ours["ratio"] <= 1)
    common.print_row(ours)
    return ours


def marginal_error(x, y, f, g, epsilon: float) -> float:
    """The sum of both marginals' errors, from a sample of the rows and of the columns."""
    total = 0.0
    for points, others, own, other in ((x, y, f, g), (y, x, g, f)):
        n = len(points)
        at = torch.arange(0, n, max(1, n // 512))
        costs = torch.cdist(points[at], others, compute_mode="donot_use_mm_for_euclid_dist") ** 2
        sums = torch.exp((own[at, None] + other[None] - costs) / epsilon).mean(1)
        total += (sums - 1).abs().mean().item()
    return total


PEER_SIZES = [1_000, 2_000, 4_000]
PEER_ITERATIONS = 10


def lazy_peers() -> dict:
    """Peers that need no matrix: a name, and (x, y, epsilon) -> nothing, after some iterations."""
    import jax
    import ott
    from ott.geometry import pointcloud
    from ott.problems.linear import linear_problem
    from ott.solvers.linear import sinkhorn
    import pykeops
    from pykeops.torch import LazyTensor

    jax.config.update("jax_enable_x64", True)
    solver = sinkhorn.Sinkhorn(
        threshold=0.0,
        min_iterations=PEER_ITERATIONS,
        max_iterations=PEER_ITERATIONS,
        inner_iterations=PEER_ITERATIONS,
    )

    @jax.jit
    def solve(x, y, epsilon):
        geometry = pointcloud.PointCloud(x, y, epsilon=epsilon, batch_size=512)
        return solver(linear_problem.LinearProblem(geometry)).f

    def pot(x, y, epsilon):
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            ot.bregman.empirical_sinkhorn(
                x, y, epsilon, numIterMax=PEER_ITERATIONS, stopThr=0, isLazy=True, batchSize=512
            )

    def keops(x, y, epsilon):
        f, g = torch.zeros(len(x), 1, dtype=torch.float64), torch.zeros(len(y), 1, dtype=torch.float64)
        costs = ((LazyTensor(torch.tensor(x)[:, None]) - LazyTensor(torch.tensor(y)[None])) ** 2).sum(-1)
        for _ in range(PEER_ITERATIONS):
            f = -epsilon * ((LazyTensor(g[None]) - costs) / epsilon - math.log(len(y))).logsumexp(1)
            g = -epsilon * ((LazyTensor(f[:, None]) - costs) / epsilon - math.log(len(x))).logsumexp(0)
            f, g = f.view(-1, 1), g.view(-1, 1)

    return {
        f"{POT} empirical_sinkhorn, lazy": pot,
        f"KeOps {pykeops.__version__}": keops,
        f"OTT-JAX {ott.__version__}, batches": lambda x, y, e: solve(x, y, e).block_until_ready(),
    }


def peers_by_iteration(part) -> list[dict]:
    """What ten iterations of peers take, of which small ε needs hundreds: with the growth, what
    100,000 points would. One thread, like all of this program."""
    rows = []
    for name, peer in lazy_peers().items():
        times = []
        for n in PEER_SIZES:
            x, y, _, _ = clouds(n, "uniform")
            epsilon = part(x, y)
            peer(x, y, epsilon)
            start = time.process_time()
            peer(x, y, epsilon)
            times.append(time.process_time() - start)
            rows.append(
                {
                    "case": f"Sinkhorn without a matrix, n = {n}, {PEER_ITERATIONS} iterations",
                    "measure": "processor time",
                    "unit": "s",
                    "ours": None,
                    "peer": times[-1],
                    "peer_name": name,
                    "ratio": None,
                    "target": None,
                    "holds": None,
                    "peer_memory_mib": common.memory_of(lambda: peer(x, y, epsilon)),
                }
            )
            common.print_row(rows[-1])
        rows.append(
            {
                **rows[-1],
                "peer_memory_mib": None,
                "case": "Sinkhorn without a matrix, growth",
                "measure": f"p of time ~ n^p, n = {PEER_SIZES[0]} .. {PEER_SIZES[-1]}",
                "unit": "",
                "peer": float(np.polyfit(np.log(PEER_SIZES), np.log(times), 1)[0]),
            }
        )
        common.print_row(rows[-1])
    return rows


def many_points(n: int, heap: str, name: str, part, warm: int, rounds: int = 1, **options) -> dict:
    """Sinkhorn between the two clouds, of which no peer can hold the costs."""
    java = common.Java("org.ot4j.experiments.bench.TransportBench", heap)
    x, y, a, b = clouds(n, "uniform")
    files = {
        key: java.export(key, array) for key, array in (("x", x), ("y", y), ("a", a), ("b", b))
    }
    epsilon = part(x, y)
    answers = []

    def ours():
        answers.append(
            java.run(
                "sinkhorn", given="points", d=2, threads=0, epsilon=epsilon, **options, **files
            )
        )
        return answers[-1]

    case = common.Case(
        name=f"{name.format(n=n)}, heap {heap}, all cores",
        ours={"": ours},
        peer=None,
        peer_name=f"none: POT needs {8 * n * n / 2**30:.1f} GiB for the costs alone",
        target=None,
        rounds=rounds,
        warm=warm,
    )
    (row,) = common.run(case)
    last = sorted(answers[-rounds:], key=lambda answer: answer["processorSeconds"])
    middle = last[rounds // 2]
    row["holds"] = bool(middle["converged"])
    for key in ("iterations", "error1"):
        row[key] = middle[key]
    java.close()
    return of_processor(row, middle)


def modes(n: int):
    """Two mixtures of 20 narrow Gaussians in ten dimensions: what plans of rank 20 are made for."""
    random = np.random.default_rng(1)
    x, y = random.normal(size=(20, 10)), random.normal(size=(20, 10)) + np.eye(10)[0]
    at = np.arange(n) % 20
    return (side[at] + 0.1 * random.normal(size=(n, 10)) for side in (x, y))


def lowrank(java: common.Java, n: int, many: int) -> list[dict]:
    """Rank 20 beside POT at a size that it can do, and beside our own online Sinkhorn in 1 GiB."""
    x, y = modes(n)
    a = np.full(n, 1 / n)
    files = {k: java.export(f"lowrank-{k}", v) for k, v in (("x", x), ("y", y), ("a", a), ("b", a))}

    def cheaper(answer, log):
        cost = np.sum(log[0] * ((ot.dist(x, y) @ log[1]) / log[2]))
        if not answer["converged"] or answer["cost"] > 1.01 * cost:
            return f"cost {answer['cost']!r} is above POT's {cost!r}"
        return None

    rows = common.run(
        common.Case(
            name=f"low rank 20, n = {n}, d = 10",
            ours={"": lambda: java.run("lowrank", given="points", d=10, rank=20, threads=1, **files)},
            peer=lambda: ot.lowrank_sinkhorn(x, y, rank=20, seed_init=1, warn=False),
            peer_name=f"{POT} lowrank_sinkhorn",
            target=None,
            check=cheaper,
            rounds=3,
        )
    )
    if many == 0:
        return rows
    x, y = modes(many)
    a = np.full(many, 1 / many)
    java = common.Java("org.ot4j.experiments.bench.TransportBench", "1g")
    files = {k: java.export(k, v) for k, v in (("x", x), ("y", y), ("a", a), ("b", a))}
    options = {"given": "points", "d": 10, "threads": 0, **files}
    # At this epsilon both plans cost the same.
    soft = java.run("sinkhorn", epsilon=0.6, tolerance=1e-2, iterations=1000, online=1, **options)
    hard = java.run("lowrank", rank=20, **options)
    row = {
        "case": f"low rank 20, n = {many}, d = 10, heap 1g, all cores",
        "measure": "processor time",
        "unit": "s",
        "ours": hard["processorSeconds"],
        "peer": soft["processorSeconds"],
        "peer_name": "our Sinkhorn, online, eps = 0.6, error 0.01",
        "ratio": hard["processorSeconds"] / soft["processorSeconds"],
        "target": 0.1,
        "ours_memory_mib": hard["memoryMib"],
        "peer_memory_mib": soft["memoryMib"],
        "costs": [hard["cost"], soft["cost"]],
        "resident_mib": hard["residentMib"],
    }
    row["holds"] = bool(
        row["ratio"] <= 0.1
        and hard["converged"]
        and soft["converged"]
        and abs(hard["cost"] - soft["cost"]) <= 0.01 * soft["cost"]
    )
    java.close()
    common.print_row(row)
    return rows + [row]


def small(java: common.Java, sizes: dict[int, int]) -> list[dict]:
    """Many small problems of equal weights, one after the other: the tail shows in the sum."""
    rows = []
    for n, count in sizes.items():
        random = np.random.default_rng(n)
        a = np.full(n, 1 / n)
        costs = np.array(
            [ot.dist(random.normal(size=(n, 2)), random.normal(size=(n, 2))) for _ in range(count)]
        )
        file = java.export(f"small-{n}", costs)
        answers = []

        def ours():
            answers.append(java.run("small", n=n, costs=file))
            return answers[-1]

        def assignment():
            total = 0
            for c in costs:
                i, j = scipy.optimize.linear_sum_assignment(c)
                total += c[i, j].sum() / n
            return total

        for name, peer in (
            (f"{POT} ot.emd2", lambda: sum(ot.emd2(a, a, c, numItermax=10**9) for c in costs)),
            (f"{SCIPY} linear_sum_assignment", assignment),
        ):
            (row,) = common.run(
                common.Case(
                    name=f"exact, {count} problems of n = {n}, {name.split()[0]}",
                    ours={"": ours},
                    peer=peer,
                    peer_name=name,
                    target=0.5,
                    check=close(1e-9),
                    rounds=9,
                    warm=5,
                )
            )
            row["pivots"] = [answers[-1]["medianPivots"], answers[-1]["mostPivots"]]
            rows.append(row)
    return rows


def tails(java: common.Java, shapes: list[tuple[int, int, bool]], count: int) -> list[dict]:
    """The slowest of many fresh instances beside the median; each instance has the least time of three rounds,
    so that what else the machine does is left out."""
    rows = []
    for n, m, equal in shapes:
        random = np.random.default_rng([n, m, equal])
        costs = np.array(
            [ot.dist(random.normal(size=(n, 2)), random.normal(size=(m, 2))) for _ in range(count)]
        )
        a, b = (
            np.full((count, k), 1 / k) if equal else np.array([weights(random, k) for _ in range(count)])
            for k in (n, m)
        )
        name = f"tails-{n}-{m}-{equal}"
        files = {key: java.export(f"{name}-{key}", array) for key, array in (("costs", costs), ("a", a), ("b", b))}
        java.run("tails", n=n, m=m, rounds=1, **files)
        ours = java.run("tails", n=n, m=m, rounds=3, **files)
        least = np.full(count, np.inf)
        for _ in range(3):
            for k in range(count):
                start = time.perf_counter()
                ot.emd2(a[k], b[k], costs[k], numItermax=10**9)
                least[k] = min(least[k], time.perf_counter() - start)
        tail = ours["most"] / ours["median"]
        rows.append(
            {
                "case": f"exact, {count} fresh problems of {n} x {m}, {'equal' if equal else 'random'} weights",
                "measure": "slowest by median",
                "unit": "",
                "ours": tail,
                "peer": float(least.max() / np.median(least)),
                "peer_name": f"{POT} ot.emd2",
                "ratio": None,
                "target": 3.0,
                "holds": bool(ours["converged"] and tail <= 3),
                "medians": [ours["median"], float(np.median(least))],
            }
        )
        common.print_row(rows[-1])
    return rows


def penalty(java: common.Java, n: int, dimensions: list[int]) -> list[dict]:
    """WAE's MMD penalty: seven scales of the inverse multiquadratic, unbiased, with the gradient of the codes."""
    rows = []
    for d in dimensions:
        random = np.random.default_rng(d)
        x, y = random.normal(size=(n, d)) * 1.2 + 0.1, random.normal(size=(n, d))
        files = {key: java.export(f"penalty-{n}-{d}-{key}", v) for key, v in (("x", x), ("y", y))}
        codes = torch.tensor(x, dtype=torch.float32, requires_grad=True)
        prior = torch.tensor(y, dtype=torch.float32)

        def kernel(u, v, d=d):
            squares = ((u * u).sum(1, keepdim=True) + (v * v).sum(1)[None] - 2 * u @ v.T).clamp(min=0)
            return sum(2 * d * s / (2 * d * s + squares) for s in (0.1, 0.2, 0.5, 1, 2, 5, 10))

        def loss(codes, prior):
            own = sum((kernel(u, u).sum() - 7 * n) / (n * (n - 1)) for u in (codes, prior))
            return own - 2 * kernel(codes, prior).mean()

        for name, call in (("eager", loss), ("compiled", torch.compile(loss))):

            def peer(call=call):
                value = call(codes, prior)
                torch.autograd.grad(value, codes)
                return value.item()

            peer()
            rows += common.run(
                common.Case(
                    name=f"MMD penalty, batch {n}, d = {d}, against {name}",
                    ours={"": lambda: java.run("penalty", n=n, d=d, **files)},
                    peer=peer,
                    peer_name=f"PyTorch {torch.__version__}, {name}",
                    target=1.0,
                    check=near(1e-3),
                    rounds=9,
                    warm=20,
                )
            )
    return rows


def pictures(java: common.Java, side: int, epsilons: list[float]) -> list[dict]:
    """
    Barycenters of five pictures of some spots, both at errors of 1e-4. POT adds `stabThr`, 1e-30 unless set, to every
    product with the kernel, where at eps = 0.001 far smaller ones decide; below 1e-300 is nothing to protect from.
    """
    random = np.random.default_rng(1)
    grid = np.arange(side)
    spots = []
    for _ in range(5):
        picture = np.zeros((side, side))
        for _ in range(3):
            (x, y), width = random.uniform(0.2, 0.8, 2) * side, random.uniform(0.04, 0.1) * side
            squares = (grid[:, None] - x) ** 2 + (grid[None] - y) ** 2
            picture += np.exp(-squares / (2 * width**2))
        picture[picture < 1e-3] = 0
        spots.append(picture / picture.sum())
    file = java.export(f"pictures-{side}", np.array(spots))

    def same(answer, picture):
        squares = np.sum(picture**2)
        if not answer["converged"] or abs(answer["squares"] - squares) > 1e-2 * squares:
            return f"sum of squares {answer['squares']!r} is not POT's {squares!r}"
        return None

    rows = []
    for epsilon in epsilons:
        rows += common.run(
            common.Case(
                name=f"barycenter, five pictures of {side} x {side}, eps = {epsilon:g}",
                ours={
                    "": lambda epsilon=epsilon: java.run(
                        "pictures", side=side, epsilon=epsilon, pictures=file
                    )
                },
                peer=lambda epsilon=epsilon: ot.bregman.convolutional_barycenter2d(
                    np.array(spots), epsilon, stopThr=1e-4, stabThr=1e-300, warn=False
                ),
                peer_name=f"{POT} convolutional_barycenter2d",
                target=0.5,
                check=same,
                rounds=3,
            )
        )
    return rows


def support(java: common.Java, n: int) -> list[dict]:
    """The barycenter of five measures on points that are no grid, both to errors of 1e-9."""
    random = np.random.default_rng(1)
    x = random.normal(size=(n, 2))
    masses = np.array([weights(random, n) for _ in range(5)])
    costs = ot.dist(x)
    epsilon = 0.05 * float(costs.max())
    files = {"x": java.export(f"support-{n}", x), "masses": java.export(f"support-{n}-masses", masses)}

    def same(answer, found):
        off = abs(np.sum(found**2) - answer["squares"])
        return None if answer["converged"] and off < 1e-9 else f"squares are off by {off}"

    return common.run(
        common.Case(
            name=f"barycenter, five measures on {n} points, eps = 0.05",
            ours={"": lambda: java.run("support", d=2, epsilon=epsilon, **files)},
            peer=lambda: ot.bregman.barycenter(masses.T, costs, epsilon, stopThr=1e-9, numItermax=100_000),
            peer_name=f"{POT} barycenter",
            target=0.5,
            check=same,
            warm=200,  # until Java's compiler is done
        )
    )


def near(tolerance: float):
    def check(answer, value):
        if abs(answer["value"] - value) > tolerance * abs(value):
            return f"{answer['value']!r} is not {value!r}"
        return None

    return check


def gaussian(java: common.Java, dimensions: list[int]) -> list[dict]:
    """The Bures-Wasserstein distance of two covariances; ours finds the map, too."""
    rows = []
    for d in dimensions:
        random = np.random.default_rng(d)
        mean = np.zeros(d)
        a, b = (x @ x.T / (2 * d) for x in random.normal(size=(2, d, 2 * d)))
        files = {name: java.export(f"gaussian-{d}-{name}", c) for name, c in (("a", a), ("b", b))}
        rows += common.run(
            common.Case(
                name=f"Gaussian W2, d = {d}",
                ours={"": lambda: java.run("gaussian", d=d, **files)},
                peer=lambda: float(ot.gaussian.bures_wasserstein_distance(mean, mean, a, b)),
                peer_name=f"{POT} bures_wasserstein_distance",
                target=1.0,
                check=near(1e-8),
                warm=200 if d < 100 else 3,  # until Java's compiler is done
            )
        )
    return rows


def gromov(java: common.Java, n: int) -> list[dict]:
    """Gromov-Wasserstein between two clouds of other shapes by conditional gradients, from POT's
    start and from ours, which is to find a value that is no greater."""
    random = np.random.default_rng(1)
    x = random.normal(size=(n, 3)) * np.array([1.0, 2.0, 3.0])
    y = random.normal(size=(n, 2)) * np.array([1.0, 2.0])
    c, d = (ot.dist(points, metric="euclidean") for points in (x, y))
    files = {name: java.export(f"gromov-{n}-{name}", v) for name, v in (("c", c), ("d", d))}

    def check(answer, value):
        if not answer["converged"] or answer["value"] > value * (1 + 1e-6):
            return f"{answer['value']!r} is greater than POT's {value!r}"
        return None

    rows = common.run(
        common.Case(
            name=f"Gromov-Wasserstein, n = {n}",
            ours={
                start: lambda start=start: java.run("gromov", n=n, start=start, **files)
                for start in ("PRODUCT", "BEST")
            },
            peer=lambda: float(ot.gromov.gromov_wasserstein2(c, d)),
            peer_name=f"{POT} gromov_wasserstein2",
            target=0.5,
            check=check,
        )
    )
    # Entropic, between the first points, both until plans move by no more than 1e-7 in all or so.
    few = 2 * n // 5
    c, d = (costs[:few, :few] / costs[:few, :few].max() for costs in (c, d))
    files = {name: java.export(f"gromov-{few}-{name}", v) for name, v in (("c", c), ("d", d))}

    def same(answer, value):
        off = abs(answer["structure"] - value)
        return None if answer["converged"] and off < 1e-6 * value else f"off by {off} of {value}"

    return rows + common.run(
        common.Case(
            name=f"entropic Gromov-Wasserstein, n = {few}, eps = 0.005",
            ours={
                "": lambda: java.run(
                    "gromov", n=few, start="PRODUCT", epsilon=5e-3, tolerance=1e-7, **files
                )
            },
            peer=lambda: float(
                ot.gromov.entropic_gromov_wasserstein2(c, d, epsilon=5e-3, tol=1e-8, max_iter=1000)
            ),
            peer_name=f"{POT} entropic_gromov_wasserstein2",
            target=0.5,
            check=same,
        )
    )


def line(java: common.Java, n: int) -> list[dict]:
    """W1 of two samples of numbers."""
    random = np.random.default_rng(1)
    x, y = random.normal(size=n), random.normal(size=n) * 1.5 + 1
    files = {name: java.export(f"line-{n}-{name}", v) for name, v in (("x", x), ("y", y))}
    rows = []
    for name, peer in (
        (f"{SCIPY} wasserstein_distance", lambda: scipy.stats.wasserstein_distance(x, y)),
        (f"{POT} wasserstein_1d", lambda: float(ot.wasserstein_1d(x, y, p=1))),
        (
            f"NumPy {np.__version__} sort, twice",
            lambda: float(np.mean(np.abs(np.sort(x) - np.sort(y)))),
        ),
    ):
        rows += common.run(
            common.Case(
                name=f"W1 of {n} numbers, {name.split()[0]}",
                ours={"": lambda: java.run("line", p=1, **files)},
                peer=peer,
                peer_name=name,
                target=0.5,
                check=near(1e-9),
            )
        )
    return rows


class Beside:
    """A problem that OTT-JAX and ours solve: the peer to its threshold, and then ours to the error that the peer
    has really reached, which for single precision is not what it says."""

    def __init__(self, java: common.Java, options: dict, a, b, epsilon: float, sums):
        """`sums` are both marginals of potentials, relative to the weights: (f, g) -> rows, columns."""
        self.java, self.a, self.b, self.epsilon, self.sums = java, a, b, epsilon, sums
        self.options = {"threads": 1, "epsilon": epsilon, "iterations": 10**5, **options}

    def error(self, f, g) -> float:
        """What both marginals of a ⊗ b exp((f + g - c) / ε) lack, in double precision."""
        rows, columns = self.sums(f, g)
        return float(self.a @ np.abs(rows - 1) + self.b @ np.abs(columns - 1))

    def error_of_peer(self, found) -> float:
        """OTT-JAX's plan has no weights in it."""
        f, g = (np.asarray(each, np.float64).ravel() for each in found)
        return self.error(f - self.epsilon * np.log(self.a), g - self.epsilon * np.log(self.b))

    def rows(self, name: str, peer, peer_name: str, rounds: int, warm: int) -> list[dict]:
        error = self.error_of_peer(peer())
        file = Path(self.java.folder.name) / "potentials"
        answers = []

        def ours():
            answers.append(self.java.run("sinkhorn", tolerance=error, potentials=file, **self.options))
            return answers[-1]

        def check(answer, found):
            f, g = np.split(np.fromfile(file), [len(self.a)])
            answer["error"] = self.error(f, g)
            if not answer["converged"] or answer["error"] > 1.001 * error:
                return f"error {answer['error']:.2e} is above OTT-JAX's {error:.2e}"
            return None

        (row,) = common.run(
            common.Case(
                name=f"{name}, error {error:.0e}",
                ours={"": ours},
                peer=peer,
                peer_name=peer_name,
                target=1.0,
                check=check,
                rounds=rounds,
                warm=warm,
            )
        )
        last = [answer for answer in answers if "error" in answer][-1]
        row.update(peer_error=error, error=last["error"], iterations=last["iterations"])
        return [row]


def relative_sums(costs, a, b, epsilon: float):
    """Both marginals of potentials, relative to the weights, by all pairs."""

    def sums(f, g):
        density = np.exp((f[:, None] + g[None] - costs) / epsilon)
        return density @ b, a @ density

    return sums


def relative_sums_on_grid(side: int, a, b, epsilon: float):
    """The same between pictures whose costs are squares, axis by axis."""
    at = np.arange(side) / (side - 1)
    log_kernel = -((at[:, None] - at[None]) ** 2) / epsilon

    def smooth(logs):
        for _ in range(2):
            logs = scipy.special.logsumexp(log_kernel[:, :, None] + logs[None], axis=1).T
        return logs

    def sums(f, g):
        u, v = (f / epsilon + np.log(a)), (g / epsilon + np.log(b))
        grid = (side, side)
        rows = f / epsilon + smooth(v.reshape(grid)).ravel()
        columns = g / epsilon + smooth(u.reshape(grid)).ravel()
        return np.exp(rows), np.exp(columns)

    return sums


def beside_ott(java: common.Java, n: int, many: int, sides: list[int]) -> list[dict]:
    """OTT-JAX's Sinkhorn with a matrix, by batches and on grids, compiled, in the log domain (its default) and on
    the kernel itself, in either precision; ours has doubles in all rows."""
    import _ott

    rows = []
    x, y, a, b = clouds(n, "uniform")
    costs = ot.dist(x, y)
    costs /= costs.max()
    files = {
        key: java.export(f"ott-{n}-{key}", array) for key, array in (("a", a), ("b", b), ("costs", costs))
    }
    # At the greater epsilon the first look at the error, after ten iterations, finds it below either.
    for epsilon, thresholds in ((0.1, [1e-3]), (0.01, [1e-3, 1e-6])):
        problem = Beside(
            java, {"given": "matrix", **files}, a, b, epsilon, relative_sums(costs, a, b, epsilon)
        )
        for lse in (True, False):
            domain = "log" if lse else "kernel"
            for precision, threshold in [("float32", 1e-3), *(("float64", t) for t in thresholds)]:
                rows += problem.rows(
                    f"OTT, n = {n}, eps = {epsilon:g}, {domain}, peer {precision}",
                    _ott.dense(costs, a, b, epsilon, lse, precision, threshold),
                    f"{_ott.NAME}, {domain}, in {precision}, ours in doubles",
                    rounds=5,
                    warm=10,
                )
    x, y, a, b = clouds(many, "uniform")
    costs = ot.dist(x, y)
    epsilon = 0.05 * float(costs.max())
    files = {
        key: java.export(f"ott-{many}-{key}", array) for key, array in (("x", x), ("y", y), ("a", a), ("b", b))
    }
    problem = Beside(
        java,
        {"given": "points", "d": 2, "online": 1, **files}, a, b, epsilon, relative_sums(costs, a, b, epsilon),
    )
    for precision in ("float32", "float64"):
        rows += problem.rows(
            f"OTT online, n = {many}, eps = 0.05, peer {precision}",
            _ott.online(x, y, a, b, epsilon, precision, 1e-2),
            f"{_ott.NAME}, batches of {_ott.BATCH}, in {precision}, ours in doubles",
            rounds=3,
            warm=1,
        )
    for side in sides:
        rows += grids(java, side, 1e-2)
    return rows


def grids(java: common.Java, side: int, epsilon: float) -> list[dict]:
    """Two pictures of some spots on a ground that is not empty."""
    import _ott

    random = np.random.default_rng(side)
    at = np.arange(side) / (side - 1)
    pictures = []
    for _ in range(2):
        places = random.uniform(0.2, 0.8, (3, 2))
        ink = sum(np.exp(-((at[:, None] - p) ** 2 + (at[None] - q) ** 2) / 0.01) for p, q in places)
        pictures.append(((ink + 0.01) / (ink + 0.01).sum()).ravel())
    a, b = pictures
    files = {key: java.export(f"ott-grid-{side}-{key}", array) for key, array in (("a", a), ("b", b))}
    problem = Beside(
        java, {"given": "pictures", "side": side, **files}, a, b, epsilon, relative_sums_on_grid(side, a, b, epsilon)
    )
    rows = []
    for lse, precision in itertools.product((True, False), ("float32", "float64")):
        domain = "log" if lse else "kernel"
        rows += problem.rows(
            f"OTT, grid {side}, eps = {epsilon:g}, {domain}, peer {precision}",
            _ott.grid(side, a, b, epsilon, lse, precision, 1e-3),
            f"{_ott.NAME}, Grid, {domain}, in {precision}, ours in doubles",
            rounds=3,
            warm=1,
        )
    return rows


def weights(random, n: int):
    a = random.random(n)
    return a / a.sum()


def points(java: common.Java, name: str, x, y, a, b, target: float, rounds: int) -> list[dict]:
    """Exact transport between points of many coordinates or sides of unlike sizes: POT with its matrix
    ready made and with the matrix to make, ours from the points and, in the first case, from the matrix, too."""
    costs = ot.dist(x, y)
    files = {
        key: java.export(f"{name.replace(' ', '_')}-{key}", array)
        for key, array in (("x", x), ("y", y), ("a", a), ("b", b), ("costs", costs))
    }
    weights = {"a": files["a"], "b": files["b"], "threads": 1}
    from_points = {
        "points": lambda: java.run(
            "exact", given="points", d=x.shape[1], x=files["x"], y=files["y"], **weights
        )
    }
    from_matrix = {"matrix": lambda: java.run("exact", given="matrix", costs=files["costs"], **weights)}
    rows = []
    for given, peer_name, peer, ours in (
        (
            "matrix given", f"{POT} ot.emd2",
            lambda: ot.emd2(a, b, costs, numItermax=10**9), from_matrix | from_points,
        ),
        (
            "matrix made", f"{POT} ot.dist and ot.emd2",
            lambda: ot.emd2(a, b, ot.dist(x, y), numItermax=10**9), from_points,
        ),
    ):
        rows += common.run(
            common.Case(
                name=f"exact, {name}, {given}",
                ours=ours,
                peer=peer,
                peer_name=peer_name,
                target=target,
                check=close(1e-9),
                rounds=rounds,
                warm=max(2, 2_000_000 // costs.size),
            )
        )
    return rows


def high(java: common.Java, sizes: list[int]) -> list[dict]:
    """Points with as many coordinates as MNIST's digits have pixels."""
    rows = []
    for n in sizes:
        random = np.random.default_rng(n)
        x, y = random.normal(size=(n, 784)), random.normal(size=(n, 784)) * 1.2 + 0.1
        a = np.full(n, 1 / n)
        rows += points(java, f"n = {n}, d = 784", x, y, a, a, 0.5, 5)
    return rows


def wide(java: common.Java, shapes: list[tuple[int, int, int]]) -> list[dict]:
    """Few sources and many targets, with weights that are not equal."""
    rows = []
    for n, m, d in shapes:
        random = np.random.default_rng(1)
        x, y = random.normal(size=(n, d)), random.normal(size=(m, d)) * 1.2 + 0.1
        a, b = weights(random, n), weights(random, m)
        rows += points(java, f"{n} x {m}, d = {d}", x, y, a, b, 0.5, 3)
    return rows


def histograms(java: common.Java) -> list[dict]:
    """Two pictures of 28 x 28 as histograms, without the empty pixels: spots like strokes."""
    random = np.random.default_rng(5)
    grid = np.stack(np.meshgrid(np.arange(28.0), np.arange(28.0), indexing="ij"), 2).reshape(-1, 2)
    sides = []
    for _ in range(2):
        ink = sum(np.exp(-((grid - c) ** 2).sum(1) / 6) for c in random.uniform(6, 22, (6, 2)))
        sides += [grid[ink > 0.05], ink[ink > 0.05] / ink[ink > 0.05].sum()]
    x, a, y, b = sides
    return points(java, f"histograms of {len(a)} and {len(b)} pixels", x, y, a, b, 0.5, 25)


def arcs(costs):
    """All pairs, and their costs as OR-tools takes them."""
    i, j = np.divmod(np.arange(costs.size), len(costs))
    return i.astype(np.int32), j.astype(np.int32), costs.ravel().astype(np.int64)


def by_assignment(costs):
    """OR-tools' push-relabel for assignments; its time to take the arcs does not count."""
    solver = linear_sum_assignment.SimpleLinearSumAssignment()
    solver.add_arcs_with_cost(*arcs(costs))

    def solve():
        assert solver.solve() == solver.OPTIMAL
        return solver.optimal_cost() / len(costs)

    return solve


def by_flow(costs):
    """OR-tools' flow of least cost, through arcs of capacity 1."""
    n = len(costs)
    i, j, whole = arcs(costs)
    solver = min_cost_flow.SimpleMinCostFlow()
    solver.add_arcs_with_capacity_and_unit_cost(i, (j + n).astype(np.int32), np.ones(n * n, np.int64), whole)
    solver.set_nodes_supplies(np.arange(2 * n, dtype=np.int32), np.repeat(np.array([1, -1], np.int64), n))

    def solve():
        assert solver.solve() == solver.OPTIMAL
        return solver.optimal_cost() / n

    return solve


def integer(java: common.Java, n: int) -> list[dict]:
    """Assignments of whole costs, the fewer the more ties."""
    rows = []
    a = np.full(n, 1 / n)
    for most in (10, 1_000, 100_000):
        costs = np.random.default_rng(most).integers(0, most, size=(n, n)).astype(float)
        files = {
            "a": java.export(f"whole-{n}-a", a),
            "b": java.export(f"whole-{n}-b", a),
            "costs": java.export(f"whole-{n}-{most}", costs),
        }

        def assigned(costs=costs):
            i, j = scipy.optimize.linear_sum_assignment(costs)
            return costs[i, j].sum() / n

        for kind, name, peer in (
            ("lapx", f"lapx {LAPX} lapjv", lambda costs=costs: lap.lapjv(costs)[0] / n),
            ("SciPy", f"{SCIPY} linear_sum_assignment", assigned),
            ("OR-tools assignment", f"{ORTOOLS} SimpleLinearSumAssignment, arcs given before", by_assignment(costs)),
            ("OR-tools flow", f"{ORTOOLS} SimpleMinCostFlow, arcs given before", by_flow(costs)),
        ):
            rows += common.run(
                common.Case(
                    name=f"exact, n = {n}, whole costs below {most}, {kind}",
                    ours={"": lambda files=files: java.run(
                        "exact", given="matrix", threads=1, **files
                    )},
                    peer=peer,
                    peer_name=name,
                    target=1.0,
                    check=close(1e-9),
                )
            )
    return rows


def divergence(java: common.Java, shapes: list[tuple[int, int]]) -> list[dict]:
    """The Sinkhorn divergence with its gradient: to our tolerance, and to the error of GeomLoss's
    gradient, which lets epsilon fall by a factor and stops when it is there."""
    rows = []
    for n, d in shapes:
        random = np.random.default_rng(n)
        x, y = random.normal(size=(n, d)), random.normal(size=(n, d)) * 1.2 + 0.1
        epsilon = 0.1 * d
        files = {key: java.export(f"div-{n}-{d}-{key}", v) for key, v in (("x", x), ("y", y))}
        written = Path(java.folder.name) / "gradient"
        ours = lambda **options: java.run("divergence", n=n, d=d, epsilon=epsilon, **options, **files)

        def gradient(tolerance):
            ours(tolerance=tolerance, gradient=written)
            return np.fromfile(written)

        right = gradient(1e-12)
        error = lambda found: float(np.linalg.norm(found - right) / np.linalg.norm(right))
        given = torch.tensor(x, dtype=torch.float32, requires_grad=True)
        others = torch.tensor(y, dtype=torch.float32)
        for scaling in (0.5, 0.9):
            # GeomLoss's cost is half of the square, and its blur the root of its epsilon.
            loss = geomloss.SamplesLoss(
                "sinkhorn", p=2, blur=(epsilon / 2) ** 0.5, scaling=scaling, backend="tensorized"
            )

            def peer(loss=loss):
                value = loss(given, others)
                (slope,) = torch.autograd.grad(value, given)
                return 2 * value.item(), slope

            theirs = error(2 * peer()[1].double().numpy().ravel())
            tolerance = next(t for t in 10.0 ** np.arange(0, -13, -0.5) if error(gradient(t)) <= theirs)
            group = common.run(
                common.Case(
                    name=f"divergence, gradient, n = {n}, d = {d}, at {scaling}",
                    ours={"": ours, "to its error": lambda: ours(tolerance=tolerance)},
                    peer=peer,
                    peer_name=f"GeomLoss {geomloss.__version__}, scaling {scaling}",
                    target=1.0,
                    check=lambda answer, found: near(0.3 if scaling == 0.5 else 0.1)(answer, found[0]),
                    rounds=9,
                    warm=60,  # until Java's compiler is done
                )
            )
            group[1].update(peer_error=theirs, error=error(gradient(tolerance)), tolerance=tolerance)
            rows += group
    return rows


PARTS = (1e-1, 1e-2, 1e-3)
SECTIONS = (
    "exact",
    "small", "tails",
    "high", "wide", "histograms", "integer",
    "large",
    *(f"sinkhorn-{part:g}" for part in PARTS),
    "unbalanced",
    "online", "multiscale", "lowrank", "ott",
    "pictures",
    "gromov",
    "gaussian",
    "line",
    "divergence", "penalty",
)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="small sizes, nothing written")
    parser.add_argument(
        "--only", choices=SECTIONS, help="this part alone; its rows replace those in the file"
    )
    arguments = parser.parse_args()
    quick = arguments.quick
    wanted = (arguments.only,) if arguments.only else SECTIONS
    java = common.Java("org.ot4j.experiments.bench.TransportBench")
    common.print_header()
    machine = common.machine(
        java.version, "1 on either side, where a case does not say otherwise"
    )
    parts = {
        "exact": lambda: exact(java, [500, 1000] if quick else [500, 1000, 2000, 4000]),
        "small": lambda: small(java, {30: 20} if quick else {10: 1000, 30: 300, 100: 100, 200: 100}),
        "large": lambda: (
            [semi_discrete(2_000, "uniform", "2g"), sliced(10_000, "2g")]
            if quick
            else large([20_000, 50_000, 100_000], "2g")
            + [
                semi_discrete(100_000, "uniform", "2g"),
                semi_discrete(1_000_000, "uniform", "2g"),
                semi_discrete(20_000, "normal", "2g"),
                sliced(1_000_000, "2g"),
            ]
        ),
        **{
            f"sinkhorn-{part:g}": lambda part=part: entropic(
                java, [500, 1000] if quick else [500, 1000, 2000], part
            )
            for part in PARTS
        },
        "unbalanced": lambda: unbalanced(java, 200 if quick else 1000, [1e-1, 1e-2]),
        "online": lambda: [] if quick else online(50_000, "2g"),
        "multiscale": lambda: [] if quick else multiscale([25_000, 50_000, 100_000, 1_000_000], "2g"),
        "ott": lambda: beside_ott(java, *((200, 500, [32]) if quick else (1000, 4000, [64, 128]))),
        "lowrank": lambda: lowrank(java, 500 if quick else 2_000, 0 if quick else 50_000),
        "pictures": lambda: pictures(java, 16 if quick else 64, [1e-2] if quick else [1e-2, 1e-3])
        + support(java, 50 if quick else 200),
        "gromov": lambda: gromov(java, 100 if quick else 500),
        "gaussian": lambda: gaussian(java, [64] if quick else [64, 512]),
        "high": lambda: high(java, [200] if quick else [500, 1000, 2000]),
        "wide": lambda: wide(
            java,
            [(20, 1000, 100)] if quick else [
                (200, 20_000, 100), (100, 5_000, 10), (1_000, 3_000, 10), (20, 1_000, 2)
            ],
        ),
        "histograms": lambda: histograms(java),
        "integer": lambda: integer(java, 200 if quick else 1000),
        "divergence": lambda: divergence(
            java, [(128, 16)] if quick else [(256, 64), (512, 64), (512, 2)]
        ),
        "tails": lambda: tails(
            java,
            [(30, 30, True)] if quick else [
                (10, 10, True), (30, 30, True), (100, 100, True), (200, 200, True),
                (10, 10, False), (30, 30, False), (100, 100, False), (200, 200, False), (10, 200, False),
            ],
            50 if quick else 1000,
        ),
        "penalty": lambda: penalty(java, 100 if quick else 1000, [8] if quick else [8, 64]),
        "line": lambda: line(java, 10_000 if quick else 1_000_000),
    }
    rows = [machine]
    for section in SECTIONS:
        if section in wanted:
            rows += [{**row, "section": section} for row in parts[section]()]
    java.close()
    if not quick:
        common.save("transport", rows, wanted)


if __name__ == "__main__":
    main()
