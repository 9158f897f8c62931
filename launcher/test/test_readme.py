"""Every command and snippet of README.md works."""

import re
import shutil
import subprocess

import pytest

from conftest import ROOT, command, environment, ot4j

README = (ROOT / "README.md").read_text(encoding="utf-8")
# Other parts of ./ot4j test run these: the notebook, the tests, JupyterLab in a browser.
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


def test_in_your_project_is_what_the_tests_of_the_library_build(root):
    page = (root / "docs/library.md").read_text(encoding="utf-8")
    snippets = blocks("xml") + blocks("groovy")
    assert len(snippets) == 2
    for snippet in snippets:
        for line in snippet.strip().splitlines():
            assert line.strip() in page, line


def test_inline_commands_exist(root):
    names = re.findall(r"`\./ot4j bench (\w+)`", README)
    assert names
    for name in names:
        assert (root / "experiments/bench" / f"{name}.py").is_file()


def test_links_lead_somewhere(root):
    for target in re.findall(r"\]\(([^)]+)\)", README):
        assert (root / target).exists(), target


def test_messages_of_the_table_of_help_are_the_launcher_s(root):
    sources = [*sorted((root / "launcher/org/ot4j/launcher").glob("*.java")), root / "ot4j"]
    text = " ".join(source.read_text(encoding="utf-8") for source in sources)
    text = re.sub(r'"\s*\+\s*"', "", text)
    help_table = README.split("## Help")[1].split("\n## ")[0]
    messages = re.findall(r"^\| `([^`]+)` \|", help_table, re.MULTILINE)
    assert len(messages) >= 6
    for message in messages:
        assert message in text, message


def test_every_model_of_the_table_can_be_begun(root, tmp_path):
    lines = [f"var begun{i} = {code}" for i, code in enumerate(re.findall(r"^\| <img .*\| `([^`]+)` \|", README, re.MULTILINE))]
    assert len(lines) >= 15
    answers = typed(root, tmp_path, lines)
    assert answers.count("==>") >= len(lines), answers


def test_java_in_the_shell(root, tmp_path):
    """Typed into JShell line by line, every line has an answer, none an error."""
    (snippet,) = [b for b in blocks("java") if "Transport.exact" in b]
    lines = snippet.strip().splitlines()
    assert len(lines) == 10
    answers = typed(root, tmp_path, lines)
    assert "==> true" in answers, "soft.converged()"
    assert "float64 (2) on cpu" in answers, "the values of an array are shown"
    page = tmp_path / "target" / "clouds.html"
    assert page.stat().st_size > 1_000_000, "with plotly's script in it"
    shutil.rmtree(tmp_path / "target")


def typed(root, folder, lines):
    """What JShell answers to these lines, none of them with an error."""
    result = subprocess.run(
        command(root, "shell"), input="\n".join([*lines, "/vars", "/exit", ""]), cwd=folder,
        env=environment(), text=True, encoding="utf-8", capture_output=True, timeout=300,
    )
    assert result.returncode == 0
    for word in ["Error", "Exception", "error:", "rejected"]:
        assert word not in result.stdout, result.stdout
    return result.stdout
