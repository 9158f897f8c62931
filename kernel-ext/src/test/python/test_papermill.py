"""Notebooks with parameters: papermill with our translator, installed as pip would."""

import os
import subprocess
import sys

import nbformat
import pytest

papermill = pytest.importorskip("papermill")


@pytest.fixture
def java(root, monkeypatch):
    monkeypatch.syspath_prepend(str(root / "launcher/papermill"))
    import ot4j_papermill

    return ot4j_papermill.JavaTranslator


@pytest.mark.parametrize(
    "value, text",
    [
        (3, "3"), (2**40, f"{2**40}L"), (0.1, "0.1"), (1e-9, "1e-09"), (float("nan"), "Double.NaN"),
        (float("-inf"), "Double.NEGATIVE_INFINITY"), (True, "true"), ('a "b"\n\\', '"a \\"b\\"\\n\\\\"'),
        ([1, 2.5], "new double[] {1, 2.5}"), ([[1], [2**40]], f"new long[][] {{{{1}}, {{{2**40}L}}}}"),
        (["a", True], 'List.of("a", true)'), ([], "List.of()"), ({"k": [1]}, 'Map.ofEntries(Map.entry("k", new int[] {1}))'),
    ],
)  # fmt: skip
def test_values_as_java(java, value, text):
    assert java.translate(value) == text
    assert java.assign("x", java.translate(value)) == f"var x = {text};"


def test_nothing_has_a_type(java):
    assert java.codify({"x": None}).splitlines() == ["// Parameters", "Object x = null;"]


def test_a_notebook_with_parameters(root, tmp_path):
    cells = [
        nbformat.v4.new_code_cell('int steps = 1; var name = "none"; double[] rates = {0};'),
        nbformat.v4.new_code_cell("name + steps + rates.length"),
    ]
    cells[0].metadata["tags"] = ["parameters"]
    notebook = nbformat.v4.new_notebook(cells=cells)
    notebook.metadata["kernelspec"] = {"name": "ot4j", "display_name": "Java (ot4j)", "language": "java"}
    notebook.metadata["language_info"] = {"name": "Java"}
    nbformat.write(notebook, tmp_path / "in.ipynb")
    program = (
        "import ot4j_papermill, papermill; papermill.execute_notebook('in.ipynb', 'out.ipynb',"
        " {'steps': 20, 'name': 'run', 'rates': [0.1, 0.2]}, progress_bar=False)"
    )
    env = os.environ | {"PYTHONPATH": str(root / "launcher/papermill")}
    subprocess.run([sys.executable, "-c", program], cwd=tmp_path, env=env, check=True, timeout=300)
    executed = nbformat.read(tmp_path / "out.ipynb", as_version=4)
    assert executed.cells[-1].outputs[0]["data"]["text/plain"] == "run202"
