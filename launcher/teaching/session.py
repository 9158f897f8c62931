"""A kernel that runs what strangers have written: cell by cell, each with an end."""

import json
import os
import queue
import re
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

import zmq
from jupyter_client.kernelspec import KernelSpec
from jupyter_client.manager import KernelManager

from notebooks import ROOT
from teaching import sandbox

SPEC = Path(sys.prefix) / "share/jupyter/kernels/ot4j/kernel.json"
START_SECONDS = 180
MOST_CHARACTERS = 4_000  # of what a cell shows; more is counted
MOST_BYTES_A_MESSAGE = 32 << 20
PASSED_ON = {"PATH", "LANG", "LC_ALL", "TZ", "JAVA_HOME", "LD_LIBRARY_PATH", "OMP_NUM_THREADS", "OT4J_SCALE",
             "DJL_CACHE_DIR"}  # fmt: skip
VERDICT = "application/vnd.ot4j.check+json"


@dataclass
class Shown:
    """What a cell has shown, and how it ended: ok, error, hung, or died."""

    end: str = "ok"
    text: str = ""
    error: str = ""
    size: int = 0
    verdicts: list = field(default_factory=list)

    def add(self, kind, content):
        data = content.get("data", {})
        if VERDICT in data:
            self.verdicts.append(data[VERDICT])
        text = content.get("text", "") if kind == "stream" else data.get("text/plain", "")
        if kind == "error":
            text = "\n".join(content.get("traceback") or [content.get("evalue", "")])
            self.error = plain(text)[:MOST_CHARACTERS]
        if isinstance(text, str):
            self.size += len(text)
            self.text += plain(text)[: MOST_CHARACTERS - len(self.text)]


def plain(text):
    """Without the colours of terminals and what else is no text."""
    return re.sub(r"\x1b\[[\d;]*m|[\x00-\x08\x0b-\x1f\x7f]", "", text[: 8 * MOST_CHARACTERS])


class Session:
    def __init__(self, work, run, shut_in, hidden, memory):
        """work is the submission's folder, run one for files of ours; memory is in MB."""
        self.work, self.run_folder, self.shut_in, self.hidden, self.memory = work, run, shut_in, hidden, memory
        self.manager = self.client = None

    def start(self):
        self.manager = KernelManager(
            connection_file=str(self.run_folder / "connection.json"), context=zmq.Context()
        )
        self.manager.context.setsockopt(zmq.MAXMSGSIZE, MOST_BYTES_A_MESSAGE)
        spec = KernelSpec.from_resource_dir(str(SPEC.parent))
        spec.argv = self.program()
        self.manager._kernel_spec = spec
        environment = {name: value for name, value in os.environ.items() if name in PASSED_ON}
        self.manager.start_kernel(
            env=environment, cwd=str(self.work), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        self.client = self.manager.client()
        self.client.start_channels()
        self.client.wait_for_ready(timeout=START_SECONDS)

    def program(self):
        """The kernel's command line, with its limits."""
        java, arguments, connection = json.loads(SPEC.read_text(encoding="utf-8"))["argv"]
        home = ROOT / ".ot4j"
        scratch = Path("/tmp/.ot4j") if self.shut_in else self.run_folder / "scratch"
        if not self.shut_in:
            scratch.mkdir(exist_ok=True)
        text = Path(arguments[1:]).read_text(encoding="utf-8")
        for name in ("java.util.prefs.userRoot=", "jna.tmpdir="):
            text = re.sub(rf'("-D{re.escape(name)})[^"]*"', lambda found: f'{found[1]}{quoted(str(scratch))}"', text)
        ours = self.run_folder / "kernel.args"
        ours.write_text(text, encoding="utf-8")
        program = [java, f"-Xmx{self.memory // 2}m", "-XX:+ExitOnOutOfMemoryError", f"@{ours}", connection]
        if not self.shut_in:
            return program
        settings = {
            "work": str(self.work), "memory": self.memory, "hidden": self.hidden,
            "shown": [str(folder) for folder in shown(text, java, self.run_folder, home)],
        }
        return [sys.executable, sandbox.__file__, json.dumps({**settings, "program": program})]

    def run(self, code, seconds):
        """Runs a cell to its end, to the end of its time, or to that of the kernel."""
        shown = Shown()
        request = self.client.execute(code, allow_stdin=False, stop_on_error=False)
        deadline = time.monotonic() + seconds
        interrupted = False
        while True:
            left = deadline - time.monotonic()
            if left <= 0 and interrupted:
                shown.end = "hung"
                return shown
            if left <= 0:
                interrupted = True
                self.manager.interrupt_kernel()
                deadline = time.monotonic() + 5
                continue
            try:
                message = self.client.get_iopub_msg(timeout=min(left, 1))
            except queue.Empty:
                if not self.manager.is_alive():
                    shown.end = "died"
                    return shown
                continue
            if message["parent_header"].get("msg_id") != request:
                continue
            kind, content = message["msg_type"], message["content"]
            if kind == "status" and content["execution_state"] == "idle":
                break
            shown.add(kind, content)
        if interrupted:
            shown.end = "stopped"
        elif shown.error:
            shown.end = "error"
        return shown

    def stop(self):
        if self.client:
            self.client.stop_channels()
        if self.manager and self.manager.has_kernel:
            self.manager.shutdown_kernel(now=True)
        if self.manager:
            self.manager.context.destroy(linger=0)
        self.manager = self.client = None

    def restart(self):
        self.stop()
        self.start()


def quoted(text):
    return text.replace("\\", "\\\\")


def shown(arguments, java, run, home):
    """The folders that a kernel needs: the checkout, Java, Python, the jars, PyTorch."""
    yield from (ROOT, run, Path(os.path.realpath(java)).parent.parent, Path(sys.prefix), Path(sys.base_prefix))
    yield Path(__file__).parent
    jars = {Path(word) for word in re.findall(r'[^":@]+\.jar', arguments) if not Path(word).is_relative_to(home)}
    common = Path(os.path.commonpath([jar.parent for jar in jars])) if jars else ROOT
    yield from [common] if not Path.home().is_relative_to(common) else {jar.parent for jar in jars if jar.exists()}
    native = Path(os.environ.get("DJL_CACHE_DIR") or Path.home() / ".djl.ai")
    if native.is_dir():
        yield native
