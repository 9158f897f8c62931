"""Runs a few cells in the ot4j kernel, so that Java records the classes that a start needs.

Called by the launcher: rehearse.py OPTION, the option with which Java writes the archive. Exits with
0, with 3 if Java wrote no archive, and with 1 and a message if the kernel does not work.
"""

import json
import queue
import subprocess
import sys
import tempfile
import time

from jupyter_client.manager import KernelManager

PATIENCE = 300
# The kernel works, but Java wrote no archive.
NO_ARCHIVE = 3
CELLS = [
    "1 + 1",
    "int twice(int x) { return 2 * x; }",
    "System.out.println(twice(21));",
    "NDManager.newBaseManager().ones(new Shape(2, 2))",
    # Java keeps a list of fonts in the home folder: a set-up leaves nothing there. The engine, which
    # may be loading on another thread, must not find its libraries in two places.
    'System.setProperty("DJL_CACHE_DIR", Path.of(System.getProperty("user.home"), ".djl.ai").toString());',
    'var home = System.getProperty("user.home"); System.setProperty("user.home", {folder});',
    "Plots.scatter(new double[][] {{1, 2}, {3, 4}})",
    'System.setProperty("user.home", home);',
    "Transport.exact(new double[][] {{1.0}}, new double[][] {{2.0}}).cost()",
    "%help",
    "%who",
]
# An ahead-of-time cache keeps profiles, from which Java compiles JShell's compiler sooner: they grow
# with each cell.
AGAIN = [
    "1 + 1",
    "var x = 3.5; x * 2",
    "int twice(int x) { return 2 * x; } twice(21)",
    "IntStream.range(0, 5).map(i -> i * i).boxed().toList()",
    'String s = ""; for (int i = 0; i < 3; i++) { s += i; } s',
    "Transport.exact(new double[][] {{1.0}}, new double[][] {{2.0}}).cost()",
]
TIMES = 10


class Rehearsal(KernelManager):
    option = None

    def format_kernel_cmd(self, extra_arguments=None):
        java, *rest = super().format_kernel_cmd(extra_arguments)
        return [java, self.option, *rest]


def main(folder):
    manager = Rehearsal(kernel_name="ot4j")
    manager.option = sys.argv[1]
    manager.start_kernel()
    client = manager.client()
    try:
        client.start_channels()
        for cell in CELLS:
            run(manager, client, cell.replace("{folder}", json.dumps(folder)))
        if manager.option.startswith("-XX:AOT"):
            for cell in TIMES * AGAIN:
                run(manager, client, cell)
        client.execute("System.exit(0);")
        try:
            return 0 if manager.provisioner.process.wait(PATIENCE) == 0 else NO_ARCHIVE
        except subprocess.TimeoutExpired:
            return NO_ARCHIVE
    finally:
        client.stop_channels()
        if manager.provisioner.process.poll() is None:
            manager.shutdown_kernel(now=True)


def run(manager, client, cell):
    """Waits for the reply to a cell; a kernel that dies, fails or is silent ends the set-up."""
    request = client.execute(cell)
    end = time.monotonic() + PATIENCE
    while True:
        try:
            reply = client.get_shell_msg(timeout=1)
        except queue.Empty:
            code = manager.provisioner.process.poll()
            if code is not None:
                raise SystemExit(f"the kernel's process ended with {code} before it answered")
            if time.monotonic() > end:
                raise SystemExit(f"no answer in {PATIENCE} s: {cell}")
            continue
        if reply["parent_header"].get("msg_id") == request:
            if reply["content"]["status"] != "ok":
                raise SystemExit(f"{cell}: {reply['content']}")
            return


if __name__ == "__main__":
    with tempfile.TemporaryDirectory(prefix="ot4j-") as home:
        sys.exit(main(home))
