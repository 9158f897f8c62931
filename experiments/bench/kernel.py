"""The kernel beside stock JJava and ipykernel: how long until the first cell is done, counted from
the start of the process, and how long a trivial cell takes after that.

All kernels are talked to in the same way, straight, with no server between. Ours has the library
imported: its first cell uses a name of it. The stock kernel's first cell, and that of ipykernel,
is 1 + 1. In every round each kernel is started anew, one after the other.
"""

import argparse
import json
import os
import subprocess
import time
from importlib.metadata import version
from pathlib import Path

import _common as common
from jupyter_client.manager import KernelManager

OURS = ("ot4j", "Scale.here()")
STOCK = ("java", "1 + 1")
PYTHON = ("python3", "1 + 1")
WARM = 15
TIMED = 25
PATIENCE = 120


def ask(client, code: str) -> float:
    """Runs a cell and returns the seconds until its reply."""
    start = time.perf_counter()
    request = client.execute(code)
    while True:
        reply = client.get_shell_msg(timeout=PATIENCE)
        if reply["parent_header"].get("msg_id") == request:
            break
    if reply["content"]["status"] != "ok":
        raise RuntimeError(f"{code}: {reply['content']}")
    return time.perf_counter() - start


def session(name: str, first: str) -> tuple[float, float]:
    """Seconds to the first finished cell, and the median seconds of a warm 1 + 1."""
    start = time.perf_counter()
    manager = KernelManager(kernel_name=name)
    manager.start_kernel(stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    client = manager.client()
    client.start_channels()
    try:
        ask(client, first)
        cold = time.perf_counter() - start
        for _ in range(WARM):
            ask(client, "1 + 1")
        return cold, common.spread([ask(client, "1 + 1") for _ in range(TIMED)])[0]
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)


def row(case: str, unit: str, ours: list, peer: list, peer_name: str, target) -> dict:
    value, low, high = common.spread(ours)
    other, other_low, other_high = common.spread(peer)
    ratio = value / other
    result = {
        "case": case, "measure": "median time", "unit": unit,
        "ours": value, "ours_spread": [low, high],
        "peer": other, "peer_spread": [other_low, other_high], "peer_name": peer_name,
        "ratio": ratio, "target": target,
        "holds": None if target is None else ratio <= target, "rounds": len(ours),
    }
    common.print_row(result)
    return result


def same_java() -> str:
    """Lets the stock kernel, which asks for "java", run on our JDK; returns the JDK's version."""
    java = os.environ["OT4J_JAVA"]
    os.environ["PATH"] = os.path.dirname(java) + os.pathsep + os.environ["PATH"]
    told = subprocess.run([java, "-version"], capture_output=True, text=True, encoding="utf-8", check=True).stderr
    return [line for line in told.splitlines() if "version" in line][0].split('"')[1]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="one round, nothing written")
    options = parser.parse_args()
    rounds = 1 if options.quick else 7
    jdk = same_java()
    cold, warm = {}, {}
    for round_ in range(rounds + 1):
        for kernel in (OURS, STOCK, PYTHON):
            first, cell = session(*kernel)
            if round_ > 0:  # the first brings files into memory
                cold.setdefault(kernel, []).append(first)
                warm.setdefault(kernel, []).append(1000 * cell)
    stock, python = f"JJava {version('jjava')}", f"ipykernel {version('ipykernel')}"
    common.print_header()
    rows = [common.machine(jdk, "default")]
    rows[0]["class_archive"] = any(name in java_options() for name in ("SharedArchiveFile", "AOTCache"))
    for peer, name, targets in ((STOCK, stock, (0.8, 1.0)), (PYTHON, python, (None, None))):
        kind = f"against {name}"
        rows.append(row(f"cold start to the first cell, {kind}", "s", cold[OURS], cold[peer], name,
                        targets[0]))
        rows.append(row(f"1 + 1, {kind}", "ms", warm[OURS], warm[peer], name, targets[1]))
    if not options.quick:
        common.save("kernel", rows)


def java_options() -> str:
    """What Java is started with."""
    spec = Path(os.environ["OT4J_ROOT"]) / ".venv/share/jupyter/kernels/ot4j/kernel.json"
    (file,) = (w for w in json.loads(spec.read_text(encoding="utf-8"))["argv"] if w.startswith("@"))
    return Path(file[1:]).read_text(encoding="utf-8")


if __name__ == "__main__":
    main()
