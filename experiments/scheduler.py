#!/usr/bin/env python3
"""Simulates Spark's scheduler with measured task times: what 10, 100 and 1,000 cores would give.

    python3 experiments/scheduler.py

Reads the seconds of the recorded studies and `results/task-costs.csv`; writes
`results/scheduler.csv` beside it and prints the same as a table. docs/scale.md says what follows.

Each task is a job of its own, which the driver starts one after the other; a free core takes the
next. Some machines are slow, and one is lost in the middle: its tasks start again on others, a run of
a study from its last checkpoint.
"""

import csv
import heapq
import math
import random
from pathlib import Path

HERE = Path(__file__).resolve().parent
CORES = (1, 10, 100, 1_000)
CORES_PER_MACHINE = 8
SLOW_SHARE, SLOW_FACTOR = 0.05, 2.0  # of the machines; how many times as long
BANDWIDTH = 1.25e9 / 4  # bytes/s, a quarter of ten Gbit/s
FEATURES = 2_048
MOMENTS = 8 * (FEATURES * (FEATURES + 1) // 2 + FEATURES)  # bytes of a partition's moments
MERGED = 16  # partitions merged at a time


def costs() -> dict:
    """Processor seconds by what was measured and at which size."""
    found = {}
    with open(HERE / "results/task-costs.csv", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            found.setdefault(row["what"], {})[int(row["size"])] = float(row["processor seconds"])
    return found


def power(points: dict) -> tuple:
    """The least-squares fit of c·k^p to times by size: (c, p)."""
    logs = [(math.log(k), math.log(t)) for k, t in points.items()]
    mx = sum(x for x, _ in logs) / len(logs)
    my = sum(y for _, y in logs) / len(logs)
    p = sum((x - mx) * (y - my) for x, y in logs) / sum((x - mx) ** 2 for x, _ in logs)
    return math.exp(my - p * mx), p


def study(seeds: int, generator: random.Random) -> list:
    """The 25 Gaussians: each model with so many seeds, each as long as a recorded run of its own."""
    recorded = {}
    with open(HERE.parent / "notebooks/results/gaussians25.csv", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            if row["metric"] == "seconds" and not row["model"].startswith("flow"):  # as scheduler.csv was made
                recorded.setdefault(row["model"], []).append(float(row["value"]))
    return [generator.choice(recorded[model]) for model in recorded for _ in range(seeds)]


def simulate(tasks: list, cores: int, start: float, troubled: bool, redone: float, seed: int) -> float:
    """When the last task ends.

    start: seconds of the driver for each task; redone: the share of a lost task that is done again.
    """
    generator = random.Random(seed)
    machines = math.ceil(cores / CORES_PER_MACHINE)
    slow = set()
    lost, lost_at = -1, math.inf
    if troubled:
        slow = set(generator.sample(range(machines), round(SLOW_SHARE * machines)))
        if machines > 1:
            lost, lost_at = machines - 1, sum(tasks) / cores / 2
    free = [(0.0, core) for core in range(cores)]
    waiting = [(0.0, task) for task in reversed(tasks)]
    started = end = 0.0
    while waiting:
        at, core = heapq.heappop(free)
        machine = core // CORES_PER_MACHINE
        if machine == lost and at >= lost_at:
            continue
        ready, task = waiting.pop()
        begins = max(started + start, at, ready)
        started = max(started + start, at)
        length = task * (SLOW_FACTOR if machine in slow else 1)
        if machine == lost and begins < lost_at < begins + length:
            # What it still needs goes to the head of the queue; the core is gone.
            left = task * (1 - (lost_at - begins) / length * (1 - redone))
            waiting.append((lost_at, left))
            continue
        end = max(end, begins + length)
        heapq.heappush(free, (begins + length, core))
    return end


def main() -> None:
    measured = costs()
    start = next(iter(measured["task that does nothing"].values()))
    c, p = power(measured["exact distance of two measures"])
    rows = measured["moments of rows of 2048"]
    (few, little), (many, much) = sorted(rows.items())
    row = (much - little) / (many - few)
    print(f"start of a task: {1e3 * start:.1f} ms of the driver")
    print(f"a pair of measures of k points: {1e6 * c:.3g} µs · k^{p:.2f}")
    print(f"a row of {FEATURES} features: {1e3 * row:.2f} ms; moments of a partition: "
          f"{MOMENTS / 1e6:.1f} MB\n")

    table = []
    for name, make, redone, start in workloads(c, p, row, start):
        for cores in CORES:
            tasks, sent, merge = make(cores)
            work, longest = sum(tasks), max(tasks)
            before = sent / BANDWIDTH * (1 + (cores > CORES_PER_MACHINE))
            bound = max(len(tasks) * start, work / cores + longest * (1 - 1 / cores))
            plain = simulate(tasks, cores, start, False, 0, 1)
            ordered = simulate(sorted(tasks, reverse=True), cores, start, False, 0, 1)
            troubled = simulate(tasks, cores, start, True, redone, 1)
            whole = before + plain + merge
            table.append({
                "workload": name,
                "cores": cores,
                "tasks": len(tasks),
                "core-seconds": work,
                "longest task": longest,
                "MB to each machine": sent / 1e6,
                "model": before + bound + merge,
                "simulated": whole,
                "longest first": before + ordered + merge,
                "slow and lost machines": before + troubled + merge,
                "efficiency": work / cores / whole,
            })
    with open(HERE / "results/scheduler.csv", "w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(table[0])
        for line in table:
            writer.writerow(f"{v:.4g}" if isinstance(v, float) else v for v in line.values())
    print("| " + " | ".join(table[0]) + " |")
    print("|" + "---|" * len(table[0]))
    for line in table:
        print("| " + " | ".join(f"{v:.3g}" if isinstance(v, float) else f"{v:,}" if isinstance(v, int)
                                else v for v in line.values()) + " |")


def workloads(c: float, p: float, row: float, start: float):
    """Names; tasks, bytes that each machine is sent, and seconds of merging, by cores; what a lost
    task does again; what the driver needs to start one."""
    generator = random.Random(7)
    runs = study(20, generator)
    # 2,000 steps, a checkpoint every 500: half of a quarter is lost on average.
    yield "study, 6 models x 20 seeds", lambda cores: (runs, 1e6, 0), 0.125, start

    for n, share in ((2_000, 1), (20_000, 1), (20_000, 0.017)):
        sizes = [max(30, random.Random(i).gauss(150, 40)) for i in range(n)]
        sent = sum(24 * k for k in sizes)

        def blocks(cores, n=n, share=share, sizes=sizes):
            count = max(8 * cores, n // 256)
            pairs = share * n * (n - 1) / 2
            spread = random.Random(n)
            # What a pair takes goes by its points; a block's mean differs by that of its rows.
            weights = []
            for _ in range(count):
                some = spread.sample(sizes, max(1, min(256, n // count)))
                weights.append(sum(c * k**p for k in some) / len(some))
            return [w * pairs / count for w in weights]

        kind = "all pairs" if share == 1 else "nearest, 98.3 % skipped"
        yield (f"distances of {n:,} measures, {kind}",
               lambda cores, blocks=blocks, sent=sent: (blocks(cores), sent, 0), 1, start)

    # One job, whose tasks Spark starts together: what that takes is left out.
    pictures = 1_000_000

    def parts(cores):
        partitions = min(1_024, max(4 * cores, 16))
        levels = math.ceil(math.log(partitions, MERGED))
        # At each level sixteen moments come to one machine; the last come to the driver.
        merge = levels * MERGED * MOMENTS / BANDWIDTH
        return [row * pictures / partitions] * partitions, 0, merge

    yield f"moments of {pictures:,} rows of {FEATURES}", parts, 1, 0


if __name__ == "__main__":
    main()
