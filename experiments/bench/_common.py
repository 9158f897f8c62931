"""What every benchmark suite needs: one Java process that stays warm, inputs handed over as raw
files, runs in alternation, and the table and the JSON file at the end.

A suite is a list of `Case`s. Each case has one peer and one or more variants of ours; in every round
all of them run one after the other, so that whatever slows the machine slows them alike.
"""

import ctypes
import gc
import json
import os
import platform
import re
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Callable, Optional

RESULTS = Path(__file__).parent / "results"


def allocator(function: str, *arguments: int) -> None:
    """Calls what Linux's C library has to set its allocator; others do without."""
    if sys.platform == "linux":
        getattr(ctypes.CDLL(None), function, lambda *_: None)(*arguments)


ARENA_MAX = -8
# Of the arenas that threads have of their own, what is free is not given back.
allocator("mallopt", ARENA_MAX, 1)


def limit_threads(threads: int) -> None:
    """Holds BLAS, OpenMP and XLA to some threads; call before numpy is imported."""
    for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
        os.environ[name] = str(threads)
    parallel = str(threads > 1).lower()
    os.environ["XLA_FLAGS"] = f"--xla_cpu_multi_thread_eigen={parallel} intra_op_parallelism_threads={threads}"


class Java:
    """A Java program that reads a case a line and answers each with a line of JSON."""

    running: list["Java"] = []

    def __init__(self, main: str, heap: str = "2g"):
        self.folder = tempfile.TemporaryDirectory(prefix="ot4j-bench-")
        command = [os.environ.get("OT4J_JAVA", "java"), f"-Xmx{heap}"]
        command += ["-cp", os.environ["OT4J_CLASSPATH"], main]
        self.process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8"
        )
        self.version = self.run("version")["jdk"]
        Java.running.append(self)

    def export(self, name: str, array) -> str:
        """Writes an array as little-endian doubles (once for each name) and returns the file."""
        path = Path(self.folder.name) / name
        if not path.exists():
            array.astype("<f8").tofile(path)
        return str(path)

    def run(self, case: str, **options) -> dict:
        words = [case] + [f"{key}={value}" for key, value in options.items()]
        self.process.stdin.write(" ".join(words) + "\n")
        self.process.stdin.flush()
        for line in self.process.stdout:
            if line.startswith("{"):
                answer = json.loads(line)
                if "error" in answer:
                    raise RuntimeError(f"{case}: {answer['error']}")
                return answer
        raise RuntimeError(f"the Java side ended during {case}")

    def close(self) -> None:
        Java.running.remove(self)
        self.process.stdin.close()
        self.process.wait()
        self.folder.cleanup()


@dataclass
class Case:
    """One row group of the table.

    ours: variant name -> () -> dict with "seconds" and what `check` looks at
    peer: () -> the peer's result; timed here. None where no peer can run the case.
    check: (our dict, peer result) -> None, or a text that says how they differ
    """

    name: str
    ours: dict[str, Callable[[], dict]]
    peer: Optional[Callable[[], Any]]
    peer_name: str
    target: Optional[float]
    check: Callable[[dict, Any], Optional[str]] = lambda ours, peer: None
    rounds: int = 5
    warm: int = 3
    extra: dict = field(default_factory=dict)


def resident(name: str) -> float:
    """VmRSS, the MiB that this process holds, or VmHWM, the most that it has held."""
    status = Path("/proc/self/status").read_text(encoding="utf-8")
    return int(re.search(rf"{name}:\s+(\d+)", status)[1]) / 1024


def memory_of(call: Callable[[], Any]) -> Optional[float]:
    """The MiB by which a call raises what this process holds at most, once what is free has been given back; None
    where the system does not say."""
    gc.collect()
    allocator("malloc_trim", 0)
    try:
        Path("/proc/self/clear_refs").write_text("5", encoding="utf-8")
    except OSError:
        return None
    before = resident("VmRSS")
    call()
    return max(0.0, resident("VmHWM") - before)


def memory_of_ours(call: Callable[[], dict]) -> Optional[float]:
    """The same of Java's process; the first call reads the inputs, which do not count."""
    call()
    for java in Java.running:
        java.run("settle")
    return call().get("memoryMib")


def spread(times: list[float]) -> tuple[float, float, float]:
    return statistics.median(times), min(times), max(times)


def run(case: Case) -> list[dict]:
    """Warms both sides up, runs them in alternation, and gives one row for each variant of ours. Memory is
    measured in a round of its own, since giving it back slows what comes next."""
    for call in case.ours.values():
        for _ in range(case.warm):
            call()
    if case.peer and case.warm:
        case.peer()
    times = {variant: [] for variant in case.ours}
    peer_times = []
    problems = set()
    for _ in range(case.rounds):
        answers = {}
        for variant, call in case.ours.items():
            answers[variant] = call()
            times[variant].append(answers[variant]["seconds"])
        if case.peer:
            start = time.perf_counter()
            result = case.peer()
            peer_times.append(time.perf_counter() - start)
            for variant, answer in answers.items():
                fault = case.check(answer, result)
                if fault:
                    problems.add(f"{variant}: {fault}")
    # Where one long run is all, its own process tells.
    alone = case.peer is None and case.rounds == 1
    needed = {
        variant: answers[variant].get("memoryMib") if alone else memory_of_ours(call)
        for variant, call in case.ours.items()
    }
    peer_needed = memory_of(case.peer) if case.peer else None
    rows = []
    for variant in case.ours:
        ours, low, high = spread(times[variant])
        row = {
            "case": f"{case.name}, {variant}" if variant else case.name,
            "measure": "median time",
            "unit": "s",
            "ours": ours,
            "ours_spread": [low, high],
            "peer": None,
            "peer_name": case.peer_name,
            "ratio": None,
            "target": case.target,
            "holds": None,
            "rounds": case.rounds,
            "ours_memory_mib": needed[variant],
            "peer_memory_mib": peer_needed,
            **case.extra,
        }
        if case.peer:
            peer, peer_low, peer_high = spread(peer_times)
            row.update(peer=peer, peer_spread=[peer_low, peer_high], ratio=ours / peer)
            if case.target is not None:
                row["holds"] = row["ratio"] <= case.target and not problems
        if problems:
            row["problems"] = sorted(problems)
        rows.append(row)
        print_row(row)
    return rows


def growth(rows: list[dict], name: str, sizes: list[int], peer_name: str) -> dict:
    """Fits time = c n^p to rows of growing size, on both sides."""

    def exponent(times):
        import numpy as np

        return float(np.polyfit(np.log(sizes), np.log(times), 1)[0])

    ours = exponent([row["ours"] for row in rows])
    peers = [row["peer"] for row in rows]
    peer = None if None in peers else exponent(peers)
    row = {
        "case": name,
        "measure": f"p of time ~ n^p, n = {sizes[0]} .. {sizes[-1]}",
        "unit": "",
        "ours": ours,
        "peer": peer,
        "peer_name": peer_name,
        "ratio": None if peer is None else ours / peer,
        "target": None,
        "holds": None,
    }
    print_row(row)
    return row


def print_header() -> None:
    print(f"{'case':<52} {'ours':>9} {'spread':>17} {'peer':>9} {'spread':>17}"
          f" {'ratio':>7} {'target':>6}  {'MiB':>6} {'peer':>6}  holds")


def print_row(row: dict) -> None:
    def number(value, width, digits=4):
        return f"{value:>{width}.{digits}g}" if value is not None else " " * (width - 1) + "-"

    def interval(values):
        return f"{values[0]:.3g} .. {values[1]:.3g}" if values else ""

    holds = {True: "yes", False: "NO", None: ""}[row["holds"]]
    print(f"{row['case']:<52} {number(row['ours'], 9)} {interval(row.get('ours_spread')):>17}"
          f" {number(row['peer'], 9)} {interval(row.get('peer_spread')):>17}"
          f" {number(row['ratio'], 7, 3)} {number(row['target'], 6, 3)}"
          f"  {number(row.get('ours_memory_mib'), 6, 3)} {number(row.get('peer_memory_mib'), 6, 3)}  {holds}"
          + "".join(f"  {p}" for p in row.get("problems", [])), flush=True)


def machine(java: str, threads: str) -> dict:
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return {
        "case": "machine",
        "cpu": cpu(),
        "cores": os.cpu_count(),
        "memory_gib": round(memory, 1),
        "os": f"{platform.system()} {platform.machine()}",
        "jdk": java,
        "python": platform.python_version(),
        "threads": threads,
    }


def cpu() -> str:
    try:
        for line in open("/proc/cpuinfo", encoding="utf-8"):
            if line.startswith("model name"):
                return line.split(":", 1)[1].strip()
    except OSError:
        pass
    return platform.processor() or platform.machine()


def table(path: Path, suite: str, rows: list[dict]) -> None:
    """The same figures as a table to read."""

    def number(value):
        return "–" if value is None else f"{value:.3g}"

    def interval(values):
        return f" ({values[0]:.3g} – {values[1]:.3g})" if values else ""

    lines = [f"# {suite}", ""]
    for row in rows:
        if row["case"] == "machine":
            lines += ["; ".join(f"{k}: {v}" for k, v in row.items() if k != "case"), ""]
    lines += [
        "Medians, with the least and the greatest in brackets. Memory is by how many MiB a call raises the most that "
        "its process holds, inputs and what it gave back before apart; Java's has what its collector has not yet freed.",
        "",
    ]
    lines += ["| case | measure | ours | peer | ratio | target | holds | our MiB | peer's MiB | peer is |"]
    lines += ["|---|---|---|---|---|---|---|---|---|---|"]
    for row in rows:
        if row["case"] != "machine":
            unit = f", {row['unit']}" if row["unit"] else ""
            cells = [
                row["case"],
                row["measure"] + unit,
                number(row["ours"]) + interval(row.get("ours_spread")),
                number(row["peer"]) + interval(row.get("peer_spread")),
                number(row["ratio"]),
                number(row["target"]),
                {True: "yes", False: "**no**", None: ""}[row["holds"]],
                number(row.get("ours_memory_mib")),
                number(row.get("peer_memory_mib")),
                row["peer_name"],
            ]
            lines.append("| " + " | ".join(cells) + " |")
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def save(suite: str, rows: list[dict], sections: tuple = ()) -> None:
    """Writes the rows; where only some sections were run, those of the others stay."""
    RESULTS.mkdir(exist_ok=True)
    path = RESULTS / f"{suite}.json"
    if sections and path.exists():
        rows += [
            row
            for row in json.loads(path.read_text(encoding="utf-8"))
            if row["case"] != "machine" and row["section"] not in sections
        ]
    path.write_text(json.dumps(rows, indent=1) + "\n", encoding="utf-8")
    table(RESULTS / f"{suite}.md", suite, rows)
    missed = [row["case"] for row in rows if row.get("holds") is False]
    print(f"\nwritten to {path}; targets missed: {len(missed)}", file=sys.stderr)
