"""./ot4j run NOTEBOOK --to pdf, with a browser and without."""

import shutil

import pypdfium2
import pytest

from conftest import notebook, one_line, ot4j, script

CHROMIUM = next(filter(None, map(shutil.which, ["chromium", "chromium-browser", "google-chrome"])), None)
CHART = 'Plots.scatter(new double[][] {{0, 1}, {1, 2}, {2, 0}}).title("three points")'


@pytest.mark.skipif(CHROMIUM is None, reason="no Chromium is installed")
def test_notebook_is_printed(root, tmp_path):
    path = notebook(tmp_path / "printed.ipynb", CHART + " // " + "long " * 40 + "end")
    result = ot4j(root, "run", path, "--to", "pdf")
    assert result.returncode == 0, result.stdout + result.stderr
    pdf = root / "target/notebooks/printed.pdf"
    assert str(pdf) in result.stdout or "target/notebooks/printed.pdf" in result.stdout
    text = "".join(page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(pdf))
    assert "Plots.scatter" in text and "three points" in text, "the code, and the figure that a script draws"
    right = pypdfium2.PdfDocument(pdf)[0].get_size()[0]
    page = pypdfium2.PdfDocument(pdf)[0].get_textpage()
    assert max(page.get_charbox(i)[2] for i in range(page.count_chars())) < right, "no line runs past the edge"


def test_without_a_browser_nothing_is_run_first(root, tmp_path):
    path = notebook(tmp_path / "unprinted.ipynb", "1 + 1")
    result = ot4j(root, "run", path, "--to=pdf", OT4J_BROWSER=tmp_path / "none")
    one_line(result, "OT4J_BROWSER", "expected a Chromium, Chrome or Edge")
    assert "unprinted" not in result.stdout
    one_line(ot4j(root, "run", path, "--to", "docx"), "--to: invalid choice: 'docx' (choose from", "html", "pdf")


def test_browser_that_does_not_print_is_told(root, tmp_path):
    path = notebook(tmp_path / "refused.ipynb", "1 + 1")
    broken = script(tmp_path / "broken", "echo it is not to be >&2; exit 3\n")
    result = ot4j(root, "run", path, "--to=pdf", OT4J_BROWSER=broken)
    assert result.returncode == 1
    assert "did not print refused.html: it is not to be" in result.stdout
