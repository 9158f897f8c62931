"""The extension in a JJava that our launcher did not start."""

import os
import shutil
from pathlib import Path

import pytest
from conftest import Kernel

VERSION = "0.1.0-SNAPSHOT"


@pytest.fixture
def jars(root):
    """What the launcher's newest kernel runs on, the extension last."""
    newest = max((root / ".ot4j/lib").glob("*/classpath.txt"), key=lambda p: p.stat().st_mtime)
    jars = [Path(jar) for jar in newest.read_text(encoding="utf-8").split(os.pathsep)]
    return sorted(jars, key=lambda jar: "ot4j-kernel-ext" in jar.name)


def test_loads_by_the_classpath_magic(jars):
    kernel = Kernel("java")
    try:
        assert "Undefined" in kernel.run("%ot4j").error, "a stock kernel knows nothing of us"
        for jar in jars:
            assert kernel.run(f'%classpath "{jar}"').error is None
        check(kernel)
    finally:
        kernel.stop()


def test_loads_by_the_dependency_magic(root, jars, tmp_path):
    repository = installed(root, jars, tmp_path)
    options = {"JJAVA_JVM_OPTS": f"-Dmaven.repo.local={repository}"}
    kernel = Kernel("java", env=os.environ | options)
    try:
        assert "Undefined" in kernel.run("%ot4j").error
        assert kernel.run(f"%maven org.ot4j:ot4j-kernel-ext:{VERSION}").error is None
        check(kernel)
    finally:
        kernel.stop()


def installed(root, jars, folder):
    """A Maven repository as after ./mvnw install: ours, beside all that the build downloaded."""
    downloaded = next(p for jar in jars for p in jar.parents if (p / "ai/djl/api").is_dir())
    folder.joinpath("org/ot4j").mkdir(parents=True)
    for level in ("", "org"):
        for group in (downloaded / level).iterdir():
            if not (folder / level / group.name).exists():
                (folder / level / group.name).symlink_to(group)
    for name, pom in (("ot4j-parent", "."), ("ot4j", "src"), ("ot4j-kernel-ext", "kernel-ext")):
        place = folder / "org/ot4j" / name / VERSION
        place.mkdir(parents=True)
        shutil.copy(root / pom / "pom.xml", place / f"{name}-{VERSION}.pom")
        for jar in jars:
            if jar.name == f"{name}-{VERSION}.jar":
                shutil.copy(jar, place)
    return folder


def check(kernel):
    assert kernel.run("NDManager.newBaseManager().ones(new Shape(2))").plain == (
        "float32 (2) on cpu\n[1, 1]"
    )
    assert "PyTorch" in kernel.run("%ot4j").plain
