#!/usr/bin/env python3
"""Transport side by side with POT, on the same inputs, with one thread on either side.

Run it as `./ot4j bench transport`. POT gets its cost matrix ready made and its time does not count;
ours is timed both with the same matrix and with the points alone, where it computes all costs itself.
"""

import argparse

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


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="small sizes, nothing written")
    quick = parser.parse_args().quick
    java = common.Java("org.ot4j.bench.TransportBench")
    common.print_header()
    rows = [common.machine(java.version, "1 on either side, where a case does not say otherwise")]
    rows += exact(java, [500, 1000] if quick else [500, 1000, 2000, 4000])
    java.close()
    if not quick:
        rows += large(20_000, "2g")
        common.save("transport", rows)


if __name__ == "__main__":
    main()
