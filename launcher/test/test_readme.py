"""Every command and snippet of README.md works."""

import re
import shutil
import subprocess

import pytest

from conftest import ROOT, command, environment, ot4j

README = (ROOT / "README.md").read_text(encoding="utf-8")
# What other parts of ./ot4j test run: the notebook itself, the tests, JupyterLab in a browser.
ELSEWHERE = {"run", "test", "lab", "shell"}


def blocks(language):
    return re.findall(rf"```{language}\n(.*?)```", README, re.DOTALL)


COMMANDS = [line for block in blocks("sh") for line in block.strip().splitlines()]


@pytest.mark.parametrize("line", COMMANDS)
def test_command(root, line):
    words = line.split()
    assert words[0] == "./ot4j"
    assert f"./ot4j {words[1]}" in ot4j(root, "help").stdout
    if words[1] == "run" and words[2].startswith("--"):
        assert f"  {words[2]} " in ot4j(root, "help").stdout
    elif words[1] == "run":
        assert (root / words[2]).is_file()
    if words[1] not in ELSEWHERE:
        result = ot4j(root, *words[1:])
        assert result.returncode == 0 and result.stderr == ""


def test_inline_commands_exist(root):
    names = re.findall(r"`\./ot4j bench (\w+)`", README)
    assert names
    for name in names:
        assert (root / "bench" / f"{name}.py").is_file()


def test_links_lead_somewhere(root):
    for target in re.findall(r"\]\(([^)]+)\)", README):
        assert (root / target).exists(), target


def test_java_in_the_shell(root, tmp_path):
    """Typed into JShell line by line: every line answers, none with an error."""
    (snippet,) = blocks("java")
    lines = snippet.strip().splitlines()
    assert len(lines) == 10
    result = subprocess.run(
        command(root, "shell"), input="\n".join([*lines, "/vars", "/exit", ""]), cwd=tmp_path,
        env=environment(), text=True, encoding="utf-8", capture_output=True, timeout=300,
    )
    answers = result.stdout
    assert result.returncode == 0
    for word in ["Error", "Exception", "error:", "rejected"]:
        assert word not in answers, answers
    assert "==> true" in answers, "soft.converged()"
    assert "float64 (2) on cpu" in answers, "the values of an array are shown"
    page = tmp_path / "target" / "clouds.html"
    assert page.stat().st_size > 1_000_000, "with plotly's script in it"
    shutil.rmtree(tmp_path / "target")
