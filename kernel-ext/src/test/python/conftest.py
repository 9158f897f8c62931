import os
import re
from pathlib import Path

import pytest
from jupyter_client.manager import start_new_kernel

ROOT = Path(os.environ["OT4J_ROOT"])
# The launcher sets this for its tests; here it serves a test that is run on its own.
os.environ.setdefault("JUPYTER_PATH", str(ROOT / ".ot4j/stock"))


class Kernel:
    """A running ot4j kernel."""

    def __init__(self, name="ot4j", **options):
        self.manager, self.client = start_new_kernel(kernel_name=name, startup_timeout=120, **options)

    def run(self, code, timeout=120):
        """Runs a cell; returns its outputs as a notebook would store them, with updates applied."""
        return Result(self.messages(code, timeout))

    def messages(self, code, timeout=120):
        messages = []
        self.client.execute_interactive(
            code, timeout=timeout, output_hook=messages.append, allow_stdin=False
        )
        return messages

    def stop(self):
        self.client.stop_channels()
        self.manager.shutdown_kernel(now=True)


class Result:
    def __init__(self, messages):
        self.messages = messages
        self.text = ""
        self.bundles = []
        self.error = None
        for message in messages:
            kind, content = message["msg_type"], message["content"]
            if kind == "stream":
                self.text += content["text"]
            elif kind in ("execute_result", "display_data"):
                self.bundles.append(content["data"])
            elif kind == "error":
                self.error = "\n".join(content["traceback"])

    @property
    def plain(self):
        return self.bundles[-1]["text/plain"]

    def count(self, kind):
        return sum(m["msg_type"] == kind for m in self.messages)


def lines(result):
    """An error as a person reads it, without its colours."""
    return re.sub(r"\x1b\[[\d;]*m", "", result.error).splitlines()


@pytest.fixture(scope="session")
def kernel():
    kernel = Kernel()
    yield kernel
    kernel.stop()


@pytest.fixture
def root():
    return ROOT


def pytest_configure(config):
    config.addinivalue_line("markers", "full: takes long and rarely breaks; ./ot4j test --full runs it")
