"""In bad surroundings a command ends with one clear line and a non-zero exit code."""

import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from conftest import command, copy_checkout, environment, notebook, one_line, ot4j, script

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="the stand-ins are shell scripts")

NOWHERE = "http://127.0.0.1:9"  # the discard port: nothing listens


def test_no_jdk(root):
    one_line(ot4j(root, "help", JAVA_HOME="/nowhere"), "JDK 17", "is not there")


def test_old_jdk(root, tmp_path):
    script(tmp_path / "bin/java", "echo jdk.compiler@11.0.2\n")
    one_line(ot4j(root, "help", JAVA_HOME=tmp_path), "JDK 17", "11.0.2")


def test_jre_without_compiler(root, tmp_path):
    script(tmp_path / "bin/java", "exit 1\n")
    one_line(ot4j(root, "help", JAVA_HOME=tmp_path), "JDK 17", "no compiler")


def test_no_python(checkout):
    one_line(ot4j(checkout, "setup", OT4J_PYTHON="/nowhere"), "Python 3.10", "none was found")


def test_old_python(checkout, tmp_path):
    old = script(tmp_path / "python", "echo 3.8.18\n")
    one_line(ot4j(checkout, "setup", OT4J_PYTHON=old), "Python 3.10", "version 3.8.18")


def test_python_without_venv(checkout, tmp_path):
    python = pretender(tmp_path, venv="echo 'ensurepip is not available'; exit 1")
    one_line(ot4j(checkout, "setup", OT4J_PYTHON=python), "venv module is missing")


def test_no_network_for_python_packages(checkout):
    result = ot4j(
        checkout, "setup", OT4J_PYTHON=sys.executable,
        PIP_INDEX_URL=NOWHERE, PIP_RETRIES="0", PIP_FIND_LINKS=None,
    )
    one_line(result, "no network", "pip.log")


def test_no_network_for_maven(checkout, tmp_path):
    result = ot4j(
        checkout, "setup", OT4J_PYTHON=pretender(tmp_path),
        MVNW_REPOURL=NOWHERE, MAVEN_USER_HOME=tmp_path / "maven",
    )
    one_line(result, "no network", "build.log")


def test_the_library_is_built_while_packages_come(checkout, tmp_path):
    """Each waits for the other, so in sequence the packages would wait in vain."""
    met = 'touch "{0}"; for i in $(seq 300); do [ -e "{1}" ] && {2}; sleep 0.1; done; exit 1'
    packages, build = tmp_path / "packages", tmp_path / "build"
    script(checkout / "mvnw", met.format(build, packages, "echo met; exit 1"))
    python = pretender(tmp_path, pip=met.format(packages, build, "exit 0"))
    result = ot4j(checkout, "setup", OT4J_PYTHON=python)
    failure, told = result.stderr.strip().splitlines()
    assert result.returncode == 1 and "the build failed" in failure and told == "met"
    assert "✓ making .venv" in result.stdout and "✗ building the library" in result.stdout


def test_disk_full_while_installing(checkout, tmp_path):
    python = pretender(tmp_path, pip="echo 'OSError: [Errno 28] No space left on device'; exit 1")
    one_line(ot4j(checkout, "setup", OT4J_PYTHON=python), "the disk is full")


def test_disk_full_from_the_start(tmp_path):
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=64m", "tmpfs", str(disk)]
    if subprocess.run(mount, capture_output=True).returncode != 0:
        pytest.skip("no right to mount a small disk")
    try:
        one_line(ot4j(copy_checkout(disk / "checkout"), "setup"), "the disk is full", "MiB")
    finally:
        subprocess.run(["umount", str(disk)], check=True)


def test_no_write_permission():
    folder = Path(tempfile.mkdtemp())
    try:
        checkout = copy_checkout(folder / "checkout")
        prefix = []
        if os.getuid() == 0:
            if not shutil.which("setpriv"):
                pytest.skip("root may write everywhere, and there is no setpriv")
            prefix = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"]
            folder.chmod(0o755)
        checkout.chmod(0o555)
        result = subprocess.run(
            [*prefix, *command(checkout, "setup")],
            env=environment(), text=True, capture_output=True,
        )
        one_line(result, "cannot write below")
    finally:
        (folder / "checkout").chmod(0o755)
        shutil.rmtree(folder)


def test_path_that_no_class_path_can_name(tmp_path):
    checkout = copy_checkout(tmp_path / "mine: ot4j")
    one_line(ot4j(checkout, "setup"), "mine: ot4j", "contains a ':'", "move the checkout")
    assert not (checkout / ".venv").exists(), "it was told before any set-up"


def test_no_threshold_makes_each_step_of_a_training_fetch_its_memory_anew(root):
    """It doubled the time of convolutional trainings; FreedMemory returns memory after them."""
    spec = json.loads((root / ".venv/share/jupyter/kernels/ot4j/kernel.json").read_text())
    assert not [name for name in spec["env"] if name.startswith("MALLOC_")]


def test_port_taken(root):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        one_line(ot4j(root, "lab", f"--port={port}"), f"port {port} is taken")
        one_line(ot4j(root, "lab", "--port", str(port)), f"port {port} is taken")


def test_missing_notebook(checkout):
    one_line(ot4j(checkout, "run", "notebooks/nothing.ipynb"), "there is no notebook")
    assert not (checkout / ".venv").exists(), "it was told before any set-up"


def test_not_a_notebook(root):
    one_line(ot4j(root, "run", "pom.xml"), "is not a notebook")
    one_line(ot4j(root, "run"), "nothing to run")


def test_unknown_words(root):
    one_line(ot4j(root, "rnu"), "there is no command 'rnu'")
    one_line(ot4j(root, "test", "nothing"), "there is no part 'nothing'")
    one_line(ot4j(root, "bench", "nothing"), "bench needs a suite", "evaluation flow kernel training transport")
    one_line(ot4j(root, "experiment"), "experiment needs a name", "auto-encoders coupled-ladder digits flow-couplings ")
    one_line(ot4j(root, "experiment", "Gaussians25"), "experiment needs a name")
    one_line(ot4j(root, "study"), "study needs a name", "auto-encoders coupled-ladder ")
    one_line(ot4j(root, "help", OT4J_SCALE="huge"), "OT4J_SCALE = huge", "quick or paper")


def test_broken_notebook(root, tmp_path):
    bad = tmp_path / "bad.ipynb"
    bad.write_text("not json")
    result = ot4j(root, "run", str(bad))
    assert result.returncode == 1
    assert "cannot be read as a notebook" in result.stdout


def test_kernel_that_dies(root, tmp_path):
    path = notebook(tmp_path / "dies.ipynb", "int x = 1;", "Runtime.getRuntime().halt(3);")
    result = ot4j(root, "run", str(path))
    assert result.returncode == 1
    assert "the kernel died in code cell 2" in result.stdout
    assert "Traceback" not in result.stdout + result.stderr


def test_cell_error_is_shown(root, tmp_path):
    path = notebook(tmp_path / "fails.ipynb", "int x = 1;", "Sinkhorn.of(-x);")
    result = ot4j(root, "run", str(path))
    assert result.returncode == 1
    assert "failed in code cell 2" in result.stdout
    assert "Sinkhorn.of(-x);" in result.stdout
    assert "epsilon = -1.0: expected a finite number above 0" in result.stdout


def pretender(folder, venv=None, pip="exit 0"):
    """A Python that pretends to make an environment, to reach the steps after it."""
    inner = script(folder / "inner", pip + "\n")
    make = venv or f'mkdir -p "$3/bin" && cp "{inner}" "$3/bin/python"'
    return script(
        folder / "python", f'case "$1 $2" in\n"-m venv") {make} ;;\n*) echo 3.12.1 ;;\nesac\n'
    )


def test_the_start_is_compiled_once_and_again_where_its_source_changed(fresh_checkout, tmp_path):
    checkout = fresh_checkout
    assert "./ot4j run" in ot4j(checkout, "help").stdout
    start = checkout / ".ot4j/launcher/start"
    stub = tmp_path / "Ot4j.java"
    stub.write_text('class Ot4j { public static void main(String[] a) { System.out.println("kept"); } }')
    subprocess.run(["javac", "--release", "17", "-d", start, stub], check=True)
    assert ot4j(checkout, "help").stdout == "kept\n", "what was compiled is what runs"
    source = checkout / "launcher/Ot4j.java"
    source.write_text(source.read_text(encoding="utf-8") + "// edited\n", encoding="utf-8")
    assert "./ot4j run" in ot4j(checkout, "help").stdout
    assert (start / "Ot4j.java").read_bytes() == source.read_bytes()
