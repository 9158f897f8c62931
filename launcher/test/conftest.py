import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest

ROOT = Path(os.environ["OT4J_ROOT"])
LEFT_OUT = {".git", ".venv", ".ot4j", "target", "__pycache__", ".idea", ".vscode"}


@pytest.fixture
def root():
    return ROOT


@pytest.fixture
def fresh_checkout(tmp_path):
    """A fresh checkout at a path with spaces and other special characters."""
    name = "a fresh checkout" if sys.platform == "win32" else 'a "fresh" checkout, it\'s #1 & 100 % ours'
    return copy_checkout(tmp_path / name)


@pytest.fixture
def checkout(fresh_checkout):
    """The same with nothing set up but the compiled launcher."""
    compiled = ".ot4j/launcher"
    if (ROOT / compiled).is_dir():
        shutil.copytree(ROOT / compiled, fresh_checkout / compiled)
    return fresh_checkout


def copy_checkout(target):
    shutil.copytree(ROOT, target, ignore=lambda _, names: LEFT_OUT.intersection(names))
    return target


def ot4j(root, *arguments, cwd=None, timeout=600, **env):
    """Runs the launcher; variables set to None are removed from the environment."""
    result = subprocess.run(
        command(root, *arguments), cwd=cwd or root, env=environment(**env), timeout=timeout,
        text=True, encoding="utf-8", capture_output=True, stdin=subprocess.DEVNULL,
    )
    result.stderr = ours(result.stderr)
    return result


def ours(stderr):
    """Without the JVM's notice that the variable is set."""
    return re.sub(r"(?m)^Picked up JAVA_TOOL_OPTIONS:.*\n", "", stderr)


def command(root, *arguments):
    shim = "ot4j.cmd" if sys.platform == "win32" else "ot4j"
    return [str(root / shim), *arguments]


def environment(**changes):
    env = {k: v for k, v in os.environ.items() if not k.startswith(("JUPYTER", "IPYTHON", "PIP"))}
    for name, value in changes.items():
        env.pop(name, None)
        if value is not None:
            env[name] = str(value)
    return env


def one_line(result, *parts):
    """Asserts that a run failed with one line on stderr that contains the parts."""
    assert result.returncode != 0, result.stdout
    lines = ours(result.stderr).strip().splitlines()
    assert len(lines) == 1 and lines[0].startswith("ot4j: "), result.stderr
    for part in parts:
        assert part in lines[0]


def notebook(path, *sources):
    cells = [nbformat.v4.new_code_cell(s) for s in sources]
    path.parent.mkdir(parents=True, exist_ok=True)
    nbformat.write(nbformat.v4.new_notebook(cells=cells), path)
    return path


def script(path, text):
    """An executable shell script."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("#!/bin/sh\n" + text)
    path.chmod(0o755)
    return path


def pytest_configure(config):
    config.addinivalue_line("markers", "full: takes long and rarely breaks; ./ot4j test --full runs it")
