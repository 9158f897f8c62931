"""Files written by the launcher's Python are complete or absent."""

import os
import signal
import stat
import subprocess
import sys
import time

import nbformat
import pytest

from conftest import ROOT, notebook, ot4j

sys.path.insert(0, str(ROOT / "launcher"))
import whole  # noqa: E402

posix = pytest.mark.skipif(sys.platform == "win32", reason="permissions and links are others there")


def names(folder):
    return sorted(os.listdir(folder))


def mode(path):
    return stat.S_IMODE(path.stat().st_mode)


def test_new_and_replaced(tmp_path):
    file = tmp_path / "a.txt"
    whole.write(file, "µ → ∞\n")
    assert file.read_bytes() == "µ → ∞\n".encode()
    whole.write(file, "two\r\n")
    assert file.read_bytes() == b"two\r\n"
    assert names(tmp_path) == ["a.txt"]


@posix
@pytest.mark.parametrize("mask, expected", [(0o022, 0o644), (0o077, 0o600), (0o002, 0o664)])
def test_a_new_file_has_the_permissions_of_the_umask(tmp_path, mask, expected):
    before = os.umask(mask)
    try:
        whole.write(tmp_path / "a", "")
    finally:
        os.umask(before)
    assert mode(tmp_path / "a") == expected


@posix
@pytest.mark.parametrize("kept", [0o640, 0o755, 0o600])
def test_a_replaced_file_keeps_its_permissions(tmp_path, kept):
    file = tmp_path / "a"
    file.write_text("old")
    file.chmod(kept)
    whole.write(file, "new")
    assert file.read_text() == "new" and mode(file) == kept
    if os.getuid() == 0:
        os.chown(file, 12345, 12346)
        whole.write(file, "newer")
        assert (file.stat().st_uid, file.stat().st_gid, mode(file)) == (12345, 12346, kept)


@posix
def test_a_link_stays_and_its_target_is_replaced(tmp_path):
    far = tmp_path / "far"
    far.mkdir()
    (far / "real").write_text("old")
    (tmp_path / "one").symlink_to("far/real")
    (tmp_path / "two").symlink_to(tmp_path / "one")
    whole.write(tmp_path / "two", "new")
    assert (tmp_path / "one").is_symlink() and (tmp_path / "two").is_symlink()
    assert (far / "real").read_text() == "new" and names(far) == ["real"]
    (tmp_path / "dangling").symlink_to("far/to-be")
    whole.write(tmp_path / "dangling", "first")
    assert (tmp_path / "dangling").is_symlink() and (far / "to-be").read_text() == "first"


@posix
def test_what_cannot_be_written_is_told_and_stays(tmp_path, monkeypatch):
    file = tmp_path / "a"
    file.write_text("old")
    file.chmod(0o444)
    if os.getuid() == 0:  # who may write everywhere
        monkeypatch.setattr(os, "access", lambda *_: False)
    with pytest.raises(whole.CannotWrite, match="a: no write permission"):
        whole.write(file, "new")
    with pytest.raises(whole.CannotWrite, match="nowhere/b: No such file"):
        whole.write(tmp_path / "nowhere" / "b", "new")
    with pytest.raises(whole.CannotWrite, match=tmp_path.name):
        whole.write(tmp_path, "new")
    assert file.read_text() == "old" and names(tmp_path) == ["a"]


@posix
def test_full_disk(tmp_path, monkeypatch):
    file = tmp_path / "a"
    file.write_text("old")
    import errno

    def full(descriptor):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(whole.CannotWrite, match="a: the disk is full"):
        whole.write(file, "new")
    assert file.read_text() == "old" and names(tmp_path) == ["a"]


@posix
def test_killed_in_the_middle(tmp_path):
    """The old file stays, and the next start removes what was left."""
    file = tmp_path / "a"
    file.write_text("old")
    program = (
        "import os, sys, time; sys.path.insert(0, sys.argv[1]); import whole\n"
        "os.replace = lambda *_: (print('here', flush=True), time.sleep(600))\n"
        "whole.write(sys.argv[2], 'new')\n"
    )
    writer = subprocess.Popen(
        [sys.executable, "-c", program, str(ROOT / "launcher"), str(file)], stdout=subprocess.PIPE, text=True
    )
    assert writer.stdout.readline() == "here\n"
    (tmp_path / ".ot4j-mine.tmp").touch()
    whole.sweep(tmp_path)
    assert len(names(tmp_path)) == 3, "of a writer that lives nothing is taken"
    writer.send_signal(signal.SIGKILL)
    writer.wait()
    assert file.read_text() == "old"
    whole.sweep(tmp_path)
    assert names(tmp_path) == [".ot4j-mine.tmp", "a"], "and nothing of somebody else"
    strange = tmp_path / ".ot4j-00000000-1-abcdef.tmp"
    strange.touch()
    whole.sweep(tmp_path)
    assert strange.exists(), "another machine may be writing"
    os.utime(strange, (time.time() - 2 * 24 * 3600,) * 2)
    whole.sweep(tmp_path)
    assert not strange.exists()


@posix
def test_a_full_disk_loses_no_notebook(root, tmp_path):
    disk = tmp_path / "small"
    disk.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=8k", "tmpfs", str(disk)]
    if subprocess.run(mount, capture_output=True).returncode != 0:
        pytest.skip("no right to mount a small disk")
    try:
        path = notebook(disk / "full.ipynb", "Plots.scatter(new double[][] {{0, 0}, {1, 1}})")
        before = path.read_bytes()
        result = ot4j(root, "run", "--record", str(path))
        assert result.returncode == 1
        assert "cannot write" in result.stdout and "the disk is full; the notebook is unchanged" in result.stdout
        assert "Traceback" not in result.stdout + result.stderr
        assert path.read_bytes() == before and names(disk) == ["full.ipynb"]
        assert nbformat.read(path, as_version=4).cells
    finally:
        subprocess.run(["umount", str(disk)], check=True)


def test_only_one_place_writes_files():
    """Nothing else in the launcher opens a file to write it."""
    for file in (ROOT / "launcher").glob("*.py"):
        text = file.read_text(encoding="utf-8").replace("whole.write_bytes(", "")
        for word in ["write_text", "write_bytes", "nbformat.write(", ", \"w"]:
            assert word not in text or file.name == "whole.py", f"{file.name}: {word}"
