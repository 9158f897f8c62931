"""./ot4j kernel install and uninstall: the kernel in a user's own Jupyter."""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from PIL import Image

from conftest import environment, one_line, ot4j

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="HOME names no home there")

SESSION = """
from jupyter_client.manager import start_new_kernel
manager, client = start_new_kernel(kernel_name="ot4j", startup_timeout=120)
shown = []
client.execute_interactive("Transport.wasserstein(new double[][] {{0}}, new double[][] {{3}}, 2)",
    output_hook=lambda m: shown.append(m["content"].get("data", {}).get("text/plain")), timeout=120)
manager.shutdown_kernel(now=True)
print(shown)
"""


def kernels(**env):
    """What Jupyter itself finds."""
    command = [sys.executable, "-m", "jupyter", "kernelspec", "list", "--json"]
    told = subprocess.run(command, env=environment(**env), capture_output=True, text=True, check=True)
    return json.loads(told.stdout)["kernelspecs"]


@pytest.fixture
def home(tmp_path):
    return {"HOME": tmp_path / "a home", "XDG_DATA_HOME": None}


def test_for_a_user(root, home, tmp_path):
    for _ in range(2):  # once more is no harm
        result = ot4j(root, "kernel", "install", cwd=tmp_path, **home)
        assert result.returncode == 0, result.stderr
    folder = home["HOME"] / ".local/share/jupyter/kernels/ot4j"
    assert str(folder) in result.stdout
    found = kernels(**home, JUPYTER_PREFER_ENV_PATH="0")["ot4j"]
    assert found["resource_dir"] == str(folder)
    assert found["spec"]["display_name"] == "Java (ot4j)"
    for size in (32, 64):
        assert Image.open(folder / f"logo-{size}x{size}.png").size == (size, size)
    assert (folder / "logo-svg.svg").read_text().startswith("<svg")

    # Jupyter of another environment: nothing but the kernelspec tells it of the checkout.
    moved = tmp_path / "elsewhere/kernels"
    moved.mkdir(parents=True)
    shutil.copytree(folder, moved / "ot4j")
    env = environment(**home, JUPYTER_PATH=moved.parent)
    run = subprocess.run([sys.executable, "-c", SESSION], env=env, cwd=tmp_path, capture_output=True, text=True)
    assert "'3.0'" in run.stdout, run.stderr

    assert ot4j(root, "kernel", "uninstall", "--user", **home).returncode == 0
    assert not folder.exists()
    one_line(ot4j(root, "kernel", "uninstall", **home), "there is no kernel ot4j in", str(folder.parent))


def test_in_an_environment(root, home, tmp_path):
    assert ot4j(root, "kernel", "install", "--prefix", "env", cwd=tmp_path, **home).returncode == 0
    folder = tmp_path / "env/share/jupyter/kernels/ot4j"
    assert folder.is_dir() and not home["HOME"].exists()
    (folder / "mine.txt").write_text("a user's own")
    assert ot4j(root, "kernel", "install", "--prefix", "env", cwd=tmp_path, **home).returncode == 0
    result = ot4j(root, "kernel", "uninstall", f"--prefix={tmp_path}/env", **home)
    assert result.returncode == 0 and "left other files in" in result.stdout
    assert os.listdir(folder) == ["mine.txt"]


def test_others_keep_their_kernel(root, home):
    folder = home["HOME"] / ".local/share/jupyter/kernels/ot4j"
    folder.mkdir(parents=True)
    spec = folder / "kernel.json"
    spec.write_text('{"argv": ["mine"], "display_name": "mine", "language": "java"}')
    for action in ("install", "uninstall"):
        one_line(ot4j(root, "kernel", action, **home), "was not installed by ot4j", str(folder))
        assert os.listdir(folder) == ["kernel.json"] and "mine" in spec.read_text()


def test_another_checkout_keeps_its_kernel(root, home, tmp_path):
    assert ot4j(root, "kernel", "install", **home).returncode == 0
    spec = home["HOME"] / ".local/share/jupyter/kernels/ot4j/kernel.json"
    other = tmp_path / "other"
    other.mkdir()
    (other / "ot4j").touch()
    theirs = json.loads(spec.read_text())["metadata"]["ot4j"]["root"]
    spec.write_text(spec.read_text().replace(theirs, str(other)))
    one_line(ot4j(root, "kernel", "install", **home), "another checkout", f"{other}/ot4j kernel uninstall")
    (other / "ot4j").unlink()
    assert ot4j(root, "kernel", "install", **home).returncode == 0, "that checkout is gone"
    assert json.loads(spec.read_text())["metadata"]["ot4j"]["root"] == str(root)


@pytest.mark.parametrize(
    "arguments, told",
    [
        ([], "required: install|uninstall"),
        (["add"], "invalid choice: 'add' (choose from"),
        (["install", "--system"], "unrecognized arguments: --system"),
        (["install", "--prefix"], "--prefix: expected one argument"),
        (["install", "--prefix="], "--prefix: expected a folder, not ''"),
        (["install", "--prefix=/dev/null"], "--prefix: expected a folder, not '/dev/null'"),
        (["install", "--user", "--prefix=x"], "--prefix: not allowed with argument --user"),
    ],
)
def test_what_cannot_be_meant(root, home, arguments, told):
    one_line(ot4j(root, "kernel", *arguments, **home), told)
    assert not home["HOME"].exists()


def test_the_stock_kernel_is_not_beside_ours(root, home):
    """In the checkout's own environment, such as VS Code looks into it."""
    assert "java" not in kernels(**home)
    assert (root / ".venv/share/jupyter/kernels/java/jjava.jar").exists()


def test_it_starts_from_what_the_rehearsal_has_recorded(root):
    """A class archive; from Java 25 on, an ahead-of-time cache."""
    options = (root / ".ot4j/kernel.args").read_text(encoding="utf-8")
    ((kind, file),) = re.findall(r'^"-XX:(SharedArchiveFile|AOTCache)=(.*)"$', options, re.MULTILINE)
    java = json.loads((root / ".venv/share/jupyter/kernels/ot4j/kernel.json").read_text(encoding="utf-8"))["argv"][0]
    told = subprocess.run([java, "-version"], capture_output=True, text=True, check=True).stderr
    assert kind == ("AOTCache" if int(re.search(r'version "(\d+)', told)[1]) >= 25 else "SharedArchiveFile")
    assert Path(file).stat().st_size > 10_000_000
