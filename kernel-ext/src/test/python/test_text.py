"""Notebooks as text: jupytext's pairs, there and back, and nbdime's differences."""

import copy

import nbformat
import pytest

jupytext = pytest.importorskip("jupytext")
ANY = ["quickstart.ipynb", "labs/1-sinkhorn.ipynb", "tutorials/many-machines.ipynb"]


@pytest.mark.parametrize("name", ANY)
def test_a_pair_says_the_same(root, name):
    """auto:percent, which JupyterLab's menu offers, takes the language from the notebook."""
    notebook = nbformat.read(root / "notebooks" / name, as_version=4)
    text = jupytext.writes(notebook, fmt="auto:percent")
    assert "// %% [markdown]" in text and " extension: .java\n" in text
    back = jupytext.reads(text, fmt="java:percent")
    assert [(c.cell_type, c.source) for c in back.cells] == [(c.cell_type, c.source) for c in notebook.cells]


def test_magics_come_back():
    cells = ["%data mnist", "int n = 3; // %% no cell", "%%check\n1 + 1", "%maven a:b:1\nvar x = 2;"]
    notebook = nbformat.v4.new_notebook(
        cells=[nbformat.v4.new_code_cell(c) for c in cells],
        metadata={"language_info": {"name": "Java", "file_extension": ".java"}},
    )
    text = jupytext.writes(notebook, fmt="java:percent")
    assert [c.source for c in jupytext.reads(text, fmt="java:percent").cells] == cells


def test_the_project_s_pairs_open_with_this_kernel(root):
    text = jupytext.writes(nbformat.read(root / "notebooks/quickstart.ipynb", as_version=4), fmt="java:percent")
    assert jupytext.reads(text, fmt="java:percent").metadata["kernelspec"]["name"] in ("ot4j", "java")


def test_a_changed_cell_is_the_only_difference(root):
    diff_notebooks = pytest.importorskip("nbdime").diff_notebooks
    before = nbformat.read(root / "notebooks/quickstart.ipynb", as_version=4)
    after = copy.deepcopy(before)
    (at, cell) = next((k, c) for k, c in enumerate(after.cells) if c.cell_type == "code")
    cell.source += "\n1 + 1"
    (cells,) = diff_notebooks(before, after)
    assert cells.key == "cells" and [d.key for d in cells.diff] == [at]
    assert [d.key for d in cells.diff[0].diff] == ["source"]
