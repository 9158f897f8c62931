"""A whole session, from a fresh checkout to executed notebooks, and its end."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

from conftest import ROOT, command, environment, notebook, ot4j

PATIENCE = 15


@pytest.mark.full
def test_fresh_checkout(fresh_checkout, tmp_path):
    """Two runs at once, from another directory, in a path with spaces, with their own home."""
    checkout = fresh_checkout
    home = tmp_path / "home"
    elsewhere = tmp_path / "else where"
    home.mkdir()
    elsewhere.mkdir()
    real = Path.home()
    env = environment(
        HOME=home,
        JAVA_TOOL_OPTIONS=f'-Duser.home="{home}"',
        MAVEN_OPTS=f"-Dmaven.repo.local={real}/.m2/repository",  # mvn would take quotes as they are
        MAVEN_USER_HOME=real / ".m2",
        DJL_CACHE_DIR=real / ".djl.ai",
        OT4J_PYTHON=sys.executable,
    )
    names = ["one", "two"]
    runs = []
    for name in names:
        path = notebook(elsewhere / f"{name} sheet.ipynb", "NDManager.newBaseManager().ones(new Shape(2))")
        runs.append(
            subprocess.Popen(
                command(checkout, "run", path.name), cwd=elsewhere, env=env, text=True,
                encoding="utf-8", stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
            )
        )
    outputs = [run.communicate(timeout=1800)[0] for run in runs]
    assert [run.returncode for run in runs] == [0, 0], "\n".join(outputs)
    assert sum("✓ making .venv" in o for o in outputs) == 1, "the second waited for the first"
    for name in names:
        page = checkout / "target" / "notebooks" / f"{name} sheet.html"
        assert "float32 (2) on cpu" in page.read_text(encoding="utf-8")
    made = {".ot4j", ".venv", "target"}
    assert made == {p.name for p in checkout.iterdir()} - {p.name for p in ROOT.iterdir()} | made
    assert sorted(p.name for p in elsewhere.iterdir()) == ["one sheet.ipynb", "two sheet.ipynb"]
    # pip asks rustc for its version, and rustup keeps its settings then
    assert [p for p in home.iterdir() if p.name != ".rustup"] == []

    assert min(second_set_up(checkout) for _ in range(3)) < 3


def second_set_up(checkout):
    """Processor time of a set-up when nothing changed; wall time depends on other processes."""
    before = os.times()
    again = ot4j(checkout, "setup")
    after = os.times()
    assert again.returncode == 0
    assert "building" not in again.stdout and "making" not in again.stdout
    return (
        after.children_user + after.children_system - before.children_user - before.children_system
    )


@pytest.mark.skipif(sys.platform == "win32", reason="process groups end in another way there")
@pytest.mark.parametrize("to_group", [True, False], ids=["ctrl-c", "signal to the launcher"])
def test_ctrl_c_leaves_no_process(root, tmp_path, to_group):
    started = tmp_path / "started"
    path = notebook(
        tmp_path / "long.ipynb", 'Files.createFile(Path.of("started"));\nThread.sleep(600_000);'
    )
    run = subprocess.Popen(
        command(root, "run", str(path)), env=environment(), start_new_session=True,
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )
    family = wait_for_kernel(run, started)
    if to_group:
        os.killpg(run.pid, signal.SIGINT)
    else:
        run.send_signal(signal.SIGTERM)
    assert run.wait(PATIENCE) != 0
    _, alive = psutil.wait_procs(family, timeout=PATIENCE)
    assert alive == []


def wait_for_kernel(run, started):
    """The descendants of a launcher once its kernel runs a cell, which creates a file."""
    end = time.time() + 300
    while time.time() < end and run.poll() is None:
        if started.exists():
            family = psutil.Process(run.pid).children(recursive=True)
            assert any("kernel.args" in command_of(p) for p in family)
            return family
        time.sleep(0.2)
    raise AssertionError("no kernel came up")


def command_of(process):
    """The command line; empty if the process has ended since it was listed."""
    try:
        return " ".join(process.cmdline())
    except psutil.NoSuchProcess:
        return ""
