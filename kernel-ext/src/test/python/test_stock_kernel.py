"""The extension in a JJava kernel that our launcher did not start."""

import os
import shutil
from pathlib import Path

import pytest
from conftest import Kernel
from test_hints import complete

VERSION = "0.1.0-SNAPSHOT"


@pytest.fixture
def jars(root):
    """The class path of the launcher's newest kernel, the extension last."""
    newest = max((root / ".ot4j/lib").glob("*/classpath.txt"), key=lambda p: p.stat().st_mtime)
    jars = [Path(jar) for jar in newest.read_text(encoding="utf-8").split(os.pathsep)]
    return sorted(jars, key=lambda jar: "ot4j-kernel-ext" in jar.name)


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
    for jar in jars:
        if jar.with_suffix(".pom").exists() and jar.is_relative_to(root):
            name = jar.name.removesuffix(f"-{VERSION}.jar")
            place = folder / "org/ot4j" / name / VERSION
            place.mkdir(parents=True)
            shutil.copy(jar, place)
            shutil.copy(jar.with_suffix(".pom"), place)
    return folder


def check(kernel):
    assert kernel.run("NDManager.newBaseManager().ones(new Shape(2))").plain == (
        "float32 (2) on cpu\n[1, 1]"
    )
    assert "PyTorch" in kernel.run("%ot4j").plain


LOADED = """
var host = org.dflib.jjava.jupyter.kernel.BaseKernel.notebookKernel();
var field = org.dflib.jjava.jupyter.kernel.BaseKernel.class.getDeclaredField("extensions");
field.setAccessible(true);
var name = "org.ot4j.kernel.Ot4jExtension";
var ours = (org.dflib.jjava.jupyter.Extension) ((Map) field.get(host)).get(name);
var array = NDManager.newBaseManager().ones(new Shape(2));
int ones() { return (int) array.sum().getFloat(); }
"""
LONG = 'try (var p = Progress.start("long", 2)) { Thread.sleep(600); p.update(1); }'
THREADS = """
Thread.sleep(500);
Thread.getAllStackTraces().keySet().stream().map(Thread::getName).filter(n -> n.startsWith("ot4j"))
    .collect(Collectors.toList())
"""


def looks(kernel):
    """Tells by a value's display whether the extension is loaded."""
    return {
        "magic": kernel.run("%who").error is None,
        "JJava's own %time": [m["msg_type"] for m in kernel.run("%time 1 + 1").messages],
        "error": kernel.run('throw new Exception("meant");').error.splitlines()[0],
        "hints": complete(kernel, "%da")["matches"],
        "bars": kernel.run(LONG).count("display_data"),
    }


@pytest.mark.full
def test_loads_by_the_classpath_magic_unloads_and_loads_again(jars):
    kernel = Kernel("java")
    try:
        assert "Undefined" in kernel.run("%ot4j").error, "a stock kernel knows nothing of us"
        stock = looks(kernel)
        for jar in jars:
            assert kernel.run(f'%classpath "{jar}"').error is None
        check(kernel)
        assert kernel.run(LOADED).error is None
        loaded = looks(kernel)
        assert all(loaded[key] != stock[key] for key in stock)
        assert kernel.run("array").plain == "float32 (2) on cpu\n[1, 1]"

        assert kernel.run("ours.uninstall(host);").error is None
        assert looks(kernel) == stock
        assert kernel.run("array").plain.startswith("ND: (2) cpu() float32"), "as DJL has it"
        assert kernel.run("ones()").plain == "2", "what cells have defined stays"
        assert kernel.run(THREADS).plain == "[]"

        assert kernel.run("ours.install(host);").error is None
        assert looks(kernel) == loaded
        assert kernel.run("array").plain == "float32 (2) on cpu\n[1, 1]"
    finally:
        kernel.stop()
