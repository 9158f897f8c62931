"""./ot4j --version says which version and commit this is, in a clone, in an archive and in neither."""

import re
import shutil
import subprocess

import pytest

from conftest import environment, ot4j

VERSION = re.compile(r"ot4j (\S+), commit (.+), Java (\S+)\n")


def git(folder, *arguments):
    author = {f"GIT_{who}_{what}": "a@example.org" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
    result = subprocess.run(
        ["git", "-c", "safe.directory=*", *arguments], cwd=folder, env=environment(**author), check=True, capture_output=True,
    )
    return result.stdout.decode().strip()


def told(checkout, **env):
    result = ot4j(checkout, "--version", **env)
    assert result.returncode == 0 and result.stderr == ""
    version, commit, java = VERSION.fullmatch(result.stdout).groups()
    pom = (checkout / "pom.xml").read_text(encoding="utf-8")
    assert f"<artifactId>ot4j-parent</artifactId>\n  <version>{version}</version>" in pom
    assert int(java.split(".")[0]) >= 17
    return commit


@pytest.fixture
def clone(checkout):
    if not shutil.which("git"):
        pytest.skip("no git")
    git(checkout, "init", "-q")
    git(checkout, "add", "-A")
    git(checkout, "commit", "-q", "-m", "all")
    return checkout


def test_in_a_clone(clone, tmp_path):
    commit = git(clone, "rev-parse", "HEAD")
    assert told(clone) == commit
    git(clone, "tag", "-a", "-m", "a tag", "v1")
    assert told(clone, GIT_DIR=tmp_path / "nowhere") == commit
    (clone / "README.md").write_text("changed", encoding="utf-8")
    assert told(clone) == f"{commit} with changes"
    assert told(clone, PATH=without_git(tmp_path)) == "unknown"


def test_in_an_archive(clone, tmp_path):
    git(clone, "archive", "--output", str(tmp_path / "archive.tar"), "--prefix", "archive/", "HEAD")
    subprocess.run(["tar", "-xf", "archive.tar"], cwd=tmp_path, check=True)
    assert told(tmp_path / "archive") == git(clone, "rev-parse", "HEAD")


def test_in_neither(clone):
    """A copy without .git in somebody else's repository is not at that one's commit."""
    (clone / ".git").rename(clone.parent / ".git")
    assert told(clone) == "unknown"


def without_git(folder):
    """A PATH with Java and the shell's tools, and no git."""
    tools = folder / "tools"
    tools.mkdir()
    for name in ["java", "sh", "dirname", "head", "ls", "cmp"]:
        (tools / name).symlink_to(shutil.which(name))
    return tools
