"""What GitHub reads: how to cite, workflows, issue forms. Valid by their schemas, and the shell in them parses."""

import re
import subprocess
import sys

import pytest
import yaml
from cffconvert import Citation
from jsonschema.exceptions import ValidationError

from conftest import ROOT

GITHUB = ROOT / ".github"
FORMS = [file for file in GITHUB.glob("ISSUE_TEMPLATE/*.yml") if file.name != "config.yml"]
WORKFLOWS = sorted(GITHUB.glob("workflows/*.yml"))


def test_the_citation_is_valid():
    text = (ROOT / "CITATION.cff").read_text(encoding="utf-8")
    citation = Citation(text)
    citation.validate()
    assert citation.cffversion == "1.2.0" and "title = {ot4j: optimal transport" in citation.as_bibtex()
    with pytest.raises(ValidationError, match="title"):
        Citation(re.sub(r"(?m)^title:.*\n", "", text)).validate()
    pom = (ROOT / "pom.xml").read_text(encoding="utf-8")
    assert f"<version>{yaml.safe_load(text)['version']}</version>" in pom


@pytest.mark.parametrize("schema, files", [
    ("github-workflows", WORKFLOWS), ("github-issue-forms", FORMS), ("github-issue-config", [GITHUB / "ISSUE_TEMPLATE/config.yml"]),
])  # fmt: skip
def test_files_are_valid(schema, files, tmp_path):
    def check(*which):
        command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", f"vendor.{schema}", *map(str, which)]
        return subprocess.run(command, text=True, capture_output=True)

    result = check(*files)
    assert files and result.returncode == 0, result.stdout + result.stderr
    bad = tmp_path / "bad.yml"
    bad.write_text(files[0].read_text(encoding="utf-8") + "\nmisspelt: 1\n", encoding="utf-8")
    assert check(bad).returncode == 1, "the schema allows no other key"


@pytest.mark.skipif(sys.platform == "win32", reason="the shell is Linux's")
@pytest.mark.parametrize("file", WORKFLOWS, ids=lambda file: file.name)
def test_workflows_run_what_parses_and_is_pinned(file):
    jobs = yaml.safe_load(file.read_text(encoding="utf-8"))["jobs"]
    for step in [step for job in jobs.values() for step in job["steps"]]:
        if "uses" in step:
            assert re.search(r"@[0-9a-f]{40}$", step["uses"]), f"{step['uses']} may change"
        elif "Windows" not in step.get("name", ""):
            subprocess.run(["bash", "-n", "-c", step["run"]], check=True)
            for script in re.findall(r"(?m)^\s*\./?([\w/-]+)", step["run"]):
                assert any((ROOT / name).is_file() for name in (script, f".{script}")), script
