#!/usr/bin/env python3
"""Transport side by side with POT, on the same inputs, with one thread on either side.

Run it as `./ot4j bench transport`. POT gets its cost matrix ready made and its time does not count;
ours is timed both with the same matrix and with the points alone, where it computes all costs itself.
"""

import argparse
import warnings

import _common as common

common.limit_threads(1)

import numpy as np  # noqa: E402
import ot  # noqa: E402

POT = f"POT {ot.__version__}"


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


def large(n: int, heap: str) -> list[dict]:
    """Exact transport between many points in a small heap, on all processors; POT would need 8 n²
    bytes for the costs alone."""
    rows = []
    for weights in ("uniform", "random"):
        java = common.Java("org.ot4j.bench.TransportBench", heap)
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
        row["holds"] = bool(answers[-1]["converged"] and answers[-1]["gap"] < 1e-9)
        row["peak_heap_mib"] = answers[-1]["peakHeapMib"]
        row["gap"] = answers[-1]["gap"]
        rows.append(row)
        java.close()
    return rows


FIXED = 50
STOP = 1e-6
PLAIN_ITERATIONS = 5_000
# sinkhorn_log is given so many iterations at most. Where it would need more it stops short of the
# error that ours reaches, so that the true ratio is smaller than the one printed.
LOG_ITERATIONS = 100


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


def entropic(java: common.Java, sizes: list[int]) -> list[dict]:
    """Sinkhorn against POT's log-domain and plain-kernel ones, which all get the same matrix."""
    rows = []
    for part in (1e-1, 1e-2, 1e-3):
        groups = {}
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

            def peer(function, iterations, stop, answers):
                def call():
                    with warnings.catch_warnings():
                        warnings.simplefilter("ignore")
                        plan, log = function(
                            a, b, costs, part, numItermax=iterations, stopThr=stop, log=True
                        )
                    answers.append((np.sum(plan * costs), log["err"][-1], log.get("niter")))
                    return answers[-1]

                return call

            for name, function, target in (
                ("sinkhorn_log", ot.bregman.sinkhorn_log, 0.1),
                ("sinkhorn", ot.sinkhorn, 1.0),
            ):
                if name == "sinkhorn_log" and n > 2000:
                    continue
                slow = name == "sinkhorn_log"
                answers = []
                label = f"Sinkhorn, n = {n}, eps = {part:g}"
                case = common.Case(
                    name=f"{label}, {FIXED} iterations, {name}",
                    ours={"": ours(tolerance=0, iterations=FIXED, plain=1)},
                    peer=peer(function, FIXED, 0, answers),
                    peer_name=f"{POT} {name}",
                    target=target,
                    # They set out from different potentials, so their plans agree only roughly.
                    check=same_plan(0.05),
                    rounds=2 if slow else 5,
                    warm=3 if not slow or n <= 1000 else 1,
                )
                group = common.run(case)
                rows += group
                groups.setdefault(name, []).append(group[0])
                if n > 2000:
                    continue
                answers = []
                case = common.Case(
                    name=f"{label}, error {STOP:g}, {name}",
                    ours={"": ours(tolerance=2 * STOP, iterations=10**6)},
                    peer=peer(function, LOG_ITERATIONS if slow else PLAIN_ITERATIONS, STOP, answers),
                    peer_name=f"{POT} {name}",
                    target=target,
                    check=reaches,
                    rounds=1 if slow else 3,
                    warm=1 if n > 1000 else 3,
                )
                group = common.run(case)
                group[0]["peer_error"] = float(answers[-1][1])
                group[0]["peer_iterations"] = answers[-1][2]
                rows += group
        if len(sizes) > 1:
            rows.append(
                common.growth(
                    groups["sinkhorn"],
                    f"Sinkhorn, growth, eps = {part:g}",
                    sizes,
                    f"{POT} sinkhorn",
                )
            )
    return rows


def online(n: int, heap: str) -> list[dict]:
    """Sinkhorn between many points with no matrix at all, on all processors."""
    java = common.Java("org.ot4j.bench.TransportBench", heap)
    x, y, a, b = clouds(n, "uniform")
    files = {
        name: java.export(name, array)
        for name, array in (("x", x), ("y", y), ("a", a), ("b", b))
    }
    epsilon = 1e-2 * float(np.max(ot.dist(x[::50], y[::50])))
    answers = []

    def ours():
        answers.append(
            java.run(
                "sinkhorn", given="points", d=2, threads=0, online=1, epsilon=epsilon,
                tolerance=1e-3, iterations=100, **files,
            )
        )
        return answers[-1]

    case = common.Case(
        name=f"Sinkhorn online, n = {n}, heap {heap}, all cores",
        ours={"": ours},
        peer=None,
        peer_name=f"none: POT needs {8 * n * n / 2**30:.1f} GiB for the costs alone",
        target=None,
        rounds=1,
        warm=0,
    )
    (row,) = common.run(case)
    row["holds"] = bool(answers[-1]["converged"])
    for key in ("peakHeapMib", "iterations", "error1"):
        row[key] = answers[-1][key]
    java.close()
    return [row]


SECTIONS = ("exact", "large", "sinkhorn", "online")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="small sizes, nothing written")
    parser.add_argument(
        "--only", choices=SECTIONS, help="this part alone; its rows replace those in the file"
    )
    arguments = parser.parse_args()
    quick = arguments.quick
    wanted = (arguments.only,) if arguments.only else SECTIONS
    java = common.Java("org.ot4j.bench.TransportBench")
    common.print_header()
    machine = common.machine(
        java.version, "1 on either side, where a case does not say otherwise"
    )
    parts = {
        "exact": lambda: exact(java, [500, 1000] if quick else [500, 1000, 2000, 4000]),
        "large": lambda: [] if quick else large(20_000, "2g"),
        "sinkhorn": lambda: entropic(java, [500, 1000] if quick else [500, 1000, 2000]),
        "online": lambda: [] if quick else online(50_000, "2g"),
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
