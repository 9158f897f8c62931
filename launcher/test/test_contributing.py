"""CONTRIBUTING.md shows the examples as they are; its notebook and its lab keep their promises.

Run as a program, it writes the examples into the page again.
"""

import json
import os
import re
import shutil
from pathlib import Path

import nbformat
import pytest

ROOT = Path(os.environ.get("OT4J_ROOT", Path(__file__).parents[2]))
PAGE = ROOT / "CONTRIBUTING.md"
EXAMPLES = ROOT / "launcher/test/examples"
SHOWN = re.compile(r"(<!-- (\S+)(?:, (cell|metadata of) (\S+))? -->\n(`{3,})\w+\n)(.*?)(^\5$)", re.MULTILINE | re.DOTALL)
POLICIES = ["CONTRIBUTING.md", "CODE_OF_CONDUCT.md", "SECURITY.md", "docs/versions.md"]


def example(file, what, name):
    text = (ROOT / file).read_text(encoding="utf-8")
    if not what:
        return text
    (cell,) = [cell for cell in json.loads(text)["cells"] if cell["id"] == name]
    if what == "cell":
        return "".join(cell["source"]) + "\n"
    return json.dumps(cell["metadata"], ensure_ascii=False) + "\n"


def filled(page):
    return SHOWN.sub(lambda m: m[1] + example(m[2], m[3], m[4]) + m[7], page)


def test_examples_are_shown_as_they_are():
    page = PAGE.read_text(encoding="utf-8")
    assert filled(page) == page, f"run python {Path(__file__).relative_to(ROOT)}"
    shown = {m[2] for m in SHOWN.finditer(page)}
    for kind in "ArcLength", "NorthWestCorner", "MomentMatching", "SpreadMagic", "two-clouds", "means.jsh", "means.md":
        assert any(kind in file for file in shown), kind


def test_a_page_that_lags_behind_is_found():
    page = PAGE.read_text(encoding="utf-8")
    assert filled(page.replace("Math.min(turn", "Math.max(turn")) == page
    assert page.count("Math.min(turn") == 1


@pytest.mark.parametrize("name", POLICIES)
def test_what_pages_for_maintainers_name_is_there(root, name):
    from conftest import ot4j

    page = re.sub(r"(`{3,})(?!sh)\w+\n.*?^\1$", "", (root / name).read_text(encoding="utf-8"), flags=re.MULTILINE | re.DOTALL)
    for target in re.findall(r"\]\((?!https?:)([^)#]+)", page):
        assert ((root / name).parent / target).exists(), target
    help_page = ot4j(root, "help").stdout + "--version maven"
    for command in re.findall(r"\./ot4j ([\w-]+)", page):
        assert re.search(rf"\./ot4j {command}\b|^{command}\b|{command}", help_page), command
    poms = "".join((root / pom).read_text(encoding="utf-8") for pom in ("pom.xml", "src/pom.xml"))
    for profile in re.findall(r"\./mvnw[^`\n]* -P(\w+)", page):
        assert f"<id>{profile}</id>" in poms, profile
    for path in re.findall(r"`((?:\.ci|\.github|launcher|kernel-ext|src|notebooks)/[\w./-]+)`", page):
        assert (root / path).exists(), path


@pytest.mark.full
def test_the_notebook_and_the_lab_keep_their_promises(root, tmp_path):
    from conftest import ot4j

    shutil.copytree(EXAMPLES, tmp_path, dirs_exist_ok=True)
    notebook, lab = tmp_path / "two-clouds.ipynb", tmp_path / "means.ipynb"
    recorded = ot4j(root, "run", "--record", str(notebook), str(lab))
    assert recorded.returncode == 0, recorded.stdout + recorded.stderr
    assert "still to be filled in" in lab.read_text(encoding="utf-8"), "students get it unsolved"
    checked = ot4j(root, "run", "--check", "--solved", str(notebook), str(lab))
    assert checked.returncode == 0, checked.stdout + checked.stderr
    stated = nbformat.read(notebook, as_version=4)
    stated.cells[1].metadata.ot4j.ranges["distance"] = [3, 4]
    nbformat.write(stated, notebook)
    wrong = ot4j(root, "run", "--check", str(notebook), str(lab))
    assert wrong.returncode == 1
    assert "“distance” is" in wrong.stdout and "outside [3, 4]" in wrong.stdout
    assert "0 of 1 exercises are right" in wrong.stdout


if __name__ == "__main__":
    PAGE.write_text(filled(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
