"""What can be checked of the container files without a daemon."""

import json
import re
import subprocess

import pytest

from conftest import ROOT, ot4j

FILES = ["Dockerfile", ".devcontainer/Dockerfile", "binder/Dockerfile"]


@pytest.mark.parametrize("name", FILES)
def test_shell_parts_parse(name):
    text = (ROOT / name).read_text(encoding="utf-8")
    assert text.startswith("# Untried")
    commands = re.findall(r"^RUN ((?:.*\\\n)*.*)", text, re.MULTILINE)
    assert commands
    for command in commands:
        subprocess.run(["sh", "-n", "-c", command], check=True)


@pytest.mark.parametrize("name", [*FILES, ".devcontainer/devcontainer.json"])
def test_commands_of_the_launcher_exist(name):
    text = (ROOT / name).read_text(encoding="utf-8")
    known = ot4j(ROOT, "help").stdout
    words = re.findall(r'ot4j"?,? "?(setup|run|lab)', text)
    assert words or name == ".devcontainer/Dockerfile"
    for word in words:
        assert f"./ot4j {word}" in known
    for notebook in re.findall(r"\S+\.ipynb", text):
        assert (ROOT / notebook).is_file()


def test_devcontainer():
    folder = ROOT / ".devcontainer"
    settings = json.loads((folder / "devcontainer.json").read_text(encoding="utf-8"))
    assert (folder / settings["build"]["dockerfile"]).is_file()
