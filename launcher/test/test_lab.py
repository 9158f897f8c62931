"""JupyterLab on a file, from anywhere."""

import json
import socket
import subprocess
import sys
import time
import urllib.request
from urllib.error import URLError

import pytest

from conftest import ROOT, command, environment, notebook, one_line, ot4j

sys.path.insert(0, str(ROOT / "launcher"))
import lab  # noqa: E402

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="a signal ends the server")


def opened(root, cwd, *arguments):
    """The page that JupyterLab opens, and the names in its folder."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = subprocess.Popen(
        command(root, "lab", "--no-browser", f"--port={port}", "--IdentityProvider.token=t", *arguments),
        cwd=cwd, env=environment(), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )
    try:
        address = f"http://127.0.0.1:{port}"
        end = time.time() + 180
        while time.time() < end and server.poll() is None:
            try:
                page = urllib.request.urlopen(f"{address}/?token=t", timeout=10)
                files = urllib.request.urlopen(f"{address}/api/contents?token=t", timeout=10)
                names = {entry["name"] for entry in json.load(files)["content"]}
                return page.url.removeprefix(address).partition("?")[0], names
            except (URLError, ConnectionError, TimeoutError):
                time.sleep(0.3)
        raise AssertionError("JupyterLab did not come up")
    finally:
        server.terminate()
        server.wait(30)


def test_begins_with_the_first_lesson(root, tmp_path):
    page, names = opened(root, tmp_path)
    assert page == "/lab/tree/notebooks/quickstart.ipynb"
    assert {"README.md", "notebooks"} <= names


def test_a_file_of_the_caller(root, tmp_path):
    notebook(tmp_path / "my work/a sheet.ipynb", "1 + 1")
    page, names = opened(root, tmp_path, "my work/a sheet.ipynb")
    assert page == "/lab/tree/my%20work/a%20sheet.ipynb"
    assert names == {"my work"}


def test_a_file_elsewhere(root, tmp_path):
    path = notebook(tmp_path / "there/sheet.ipynb", "1 + 1")
    (tmp_path / "here").mkdir()
    page, names = opened(root, tmp_path / "here", str(path))
    assert page == "/lab/tree/sheet.ipynb"
    assert names == {"sheet.ipynb"}


def test_a_file_that_is_not_there(root, tmp_path):
    one_line(ot4j(root, "lab", "nothing.ipynb", cwd=tmp_path), f"no file or folder {tmp_path}/nothing.ipynb")


def config_of(monkeypatch, folder, *options):
    """What JupyterLab is told where it is started with these options."""
    monkeypatch.chdir(folder)
    monkeypatch.setattr(lab, "ROOT", folder.parent / "checkout")
    server = lab.ServerApp(extra_args=[])
    server.parse_command_line(list(options))
    return server.config


@pytest.fixture
def folders(tmp_path):
    for name in ("checkout/a.ipynb", "mine/my work.ipynb"):
        notebook(tmp_path / name, "1 + 1")
    return tmp_path / "checkout", tmp_path / "mine"


def test_options_with_a_value_are_no_files(monkeypatch, folders):
    checkout, mine = folders
    config = config_of(monkeypatch, mine, "--no-browser", "my work.ipynb", "--port", "0")
    assert (config.ServerApp.root_dir, config.LabApp.default_url) == (str(mine), "/lab/tree/my%20work.ipynb")
    assert config.ServerApp.port == 0 and config.ExtensionApp.open_browser is False
    config = config_of(monkeypatch, mine, "../checkout/a.ipynb")
    assert (config.ServerApp.root_dir, config.LabApp.default_url) == (str(checkout), "/lab/tree/a.ipynb")
    config = config_of(monkeypatch, mine, ".")
    assert config.ServerApp.root_dir == str(mine) and "default_url" not in config.LabApp


def test_a_place_of_the_users_own_is_theirs(monkeypatch, folders):
    checkout, mine = folders
    config = config_of(monkeypatch, mine, f"--ServerApp.root_dir={checkout}", "--port=0")
    assert config.ServerApp.root_dir == str(checkout) and "default_url" not in config.LabApp
    config = config_of(monkeypatch, mine, f"--notebook-dir={checkout}", "../checkout/a.ipynb")
    assert config.ServerApp.root_dir == str(checkout)
    assert config.ServerApp.file_to_run == str(checkout / "a.ipynb")
    config = config_of(monkeypatch, mine, "--ServerApp.answer_yes=False")
    assert config.ServerApp.answer_yes is False, "so is any other setting"
