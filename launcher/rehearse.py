"""Runs a few cells in the ot4j kernel, so that Java writes down the classes that a start needs.

Called by the launcher: rehearse.py ARCHIVE
"""

import json
import subprocess
import sys
import tempfile

from jupyter_client.manager import KernelManager

PATIENCE = 120
CELLS = [
    "1 + 1",
    "int twice(int x) { return 2 * x; }",
    "System.out.println(twice(21));",
    "NDManager.newBaseManager().ones(new Shape(2, 2))",
    # Java keeps a list of fonts in the home folder: a set-up leaves nothing there.
    'var home = System.getProperty("user.home"); System.setProperty("user.home", {folder});',
    "Plots.scatter(new double[][] {{1, 2}, {3, 4}})",
    'System.setProperty("user.home", home);',
    "Transport.exact(new double[][] {{1.0}}, new double[][] {{2.0}}).cost()",
    "%help",
    "%who",
]


class Rehearsal(KernelManager):
    archive = None

    def format_kernel_cmd(self, extra_arguments=None):
        java, *rest = super().format_kernel_cmd(extra_arguments)
        rest = [a for a in rest if not a.startswith("-XX:SharedArchiveFile=")]
        return [java, f"-XX:ArchiveClassesAtExit={self.archive}", *rest]


def main(folder):
    manager = Rehearsal(kernel_name="ot4j")
    manager.archive = sys.argv[1]
    manager.start_kernel()
    try:
        client = manager.client()
        client.start_channels()
        for cell in CELLS:
            request = client.execute(cell.replace("{folder}", json.dumps(folder)))
            while True:
                reply = client.get_shell_msg(timeout=PATIENCE)
                if reply["parent_header"].get("msg_id") == request:
                    break
            if reply["content"]["status"] != "ok":
                raise SystemExit(f"{cell}: {reply['content']}")
        client.execute("System.exit(0);")
        return manager.provisioner.process.wait(PATIENCE)
    except subprocess.TimeoutExpired:
        return 1
    finally:
        client.stop_channels()
        if manager.provisioner.process.poll() is None:
            manager.shutdown_kernel(now=True)


if __name__ == "__main__":
    with tempfile.TemporaryDirectory(prefix="ot4j-") as home:
        sys.exit(main(home))
