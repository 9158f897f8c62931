"""The magic that CONTRIBUTING.md adds: its class and its line in Magics make a kernel that has it."""

import json
import os
import re
import subprocess
from pathlib import Path

import pytest
from conftest import ROOT, Kernel, lines

SOURCES = "src/{}/java/org/ot4j/kernel/magic/{}.java"


@pytest.fixture(scope="module")
def extended(tmp_path_factory):
    folder = tmp_path_factory.mktemp("extended")
    arguments = (ROOT / ".ot4j/kernel.args").read_text(encoding="utf-8").splitlines()
    place = arguments.index('"-cp"') + 1
    compile_magics(folder, arguments[place].strip('"'))
    arguments[place] = f'"{(folder / "classes").as_posix()}{os.pathsep}{arguments[place][1:]}'
    (folder / "kernel.args").write_text("\n".join(arguments), encoding="utf-8")
    spec = json.loads((ROOT / ".venv/share/jupyter/kernels/ot4j/kernel.json").read_text(encoding="utf-8"))
    spec["argv"][1] = f"@{folder / 'kernel.args'}"
    kernels = folder / "kernels/extended"
    kernels.mkdir(parents=True)
    (kernels / "kernel.json").write_text(json.dumps(spec), encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("JUPYTER_PATH", str(folder))
        kernel = Kernel("extended")
    yield kernel
    kernel.stop()


def compile_magics(folder, class_path):
    page = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    (line,) = re.findall(r"^ALL\.put\(.*", page, re.MULTILINE)
    magics = (ROOT / "kernel-ext" / SOURCES.format("main", "Magics")).read_text(encoding="utf-8")
    first = "ALL.put("
    assert magics.count("static {\n") == 1
    (folder / "Magics.java").write_text(magics.replace(first, f"{line}\n        {first}", 1), encoding="utf-8")
    javac = Path(json.loads((ROOT / ".venv/share/jupyter/kernels/ot4j/kernel.json").read_text())["argv"][0])
    own = ROOT / "kernel-ext" / SOURCES.format("test", "SpreadMagic")
    subprocess.run(
        [javac.with_name(javac.name.replace("java", "javac")), "-proc:none", "-encoding", "UTF-8", "-cp", class_path,
         "-d", folder / "classes", folder / "Magics.java", own], check=True,
    )


def test_it_answers_with_a_table(extended):
    assert extended.run("double[][] x = {{1, 5}, {3, 5}}; int n = 3;").error is None
    page = extended.run("%spread x").bundles[-1]["text/html"]
    assert re.findall(r"<td[^>]*>([^<]+)</td>", page) == ["2", "1", "5", "0"]


def test_it_is_listed_and_offered(extended):
    assert "%spread" in extended.run("%help").plain
    reply = extended.client.complete("%spread ", reply=True, timeout=60)
    assert "x" in reply["content"]["matches"]


def test_it_says_what_it_expected(extended):
    assert "there is no variable y; %who lists them" in lines(extended.run("%spread y"))[0]
    assert "n = " in lines(extended.run("%spread n"))[0]
    assert "NAME" in "\n".join(lines(extended.run("%spread")))
