"""The extension in a JJava that our launcher did not start."""

import os
from pathlib import Path

from conftest import Kernel


def test_loads_by_the_classpath_magic(root):
    newest = max((root / ".ot4j/lib").glob("*/classpath.txt"), key=lambda p: p.stat().st_mtime)
    kernel = Kernel("java")
    try:
        assert "Undefined" in kernel.run("%ot4j").error, "a stock kernel knows nothing of us"
        jars = newest.read_text(encoding="utf-8").split(os.pathsep)
        for jar in sorted(jars, key=lambda j: "ot4j-kernel-ext" in Path(j).name):
            assert kernel.run(f'%classpath "{jar}"').error is None
        assert kernel.run("NDManager.newBaseManager().ones(new Shape(2))").plain == (
            "float32 (2) on cpu\n[1, 1]"
        )
        assert "PyTorch" in kernel.run("%ot4j").plain
    finally:
        kernel.stop()
