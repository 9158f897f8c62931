"""A notebook as PDF by Jupyter's own command, jupyter nbconvert --execute --to webpdf."""

import io
import os
import re
import subprocess
import sys

import nbformat
import pypdfium2
import pytest
from playwright.sync_api import Error, sync_playwright
from test_browser import CHROMIUM, FIGURE, TITLE, colours

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium is installed")

NO_INTERNET = "--host-resolver-rules=MAP * ~NOTFOUND"


@pytest.fixture
def browsers(tmp_path, monkeypatch):
    """A folder of browsers for Playwright that holds the system's Chromium in place of its own."""
    folder = tmp_path / "browsers"
    monkeypatch.setenv("PLAYWRIGHT_BROWSERS_PATH", str(folder))
    with sync_playwright() as playwright:
        with pytest.raises(Error) as missing:
            playwright.chromium.launch()
    place = re.search(r"Executable doesn't exist at (\S+)", str(missing.value)).group(1)
    os.makedirs(os.path.dirname(place))
    os.symlink(CHROMIUM, place)
    return folder


@pytest.mark.full
def test_figure_is_drawn_in_the_pdf(browsers, tmp_path):
    cells = [nbformat.v4.new_markdown_cell(TITLE), nbformat.v4.new_code_cell(FIGURE)]
    notebook = nbformat.v4.new_notebook(cells=cells)
    notebook.metadata["kernelspec"] = {"name": "ot4j", "display_name": "Java (ot4j)"}
    path = tmp_path / "page.ipynb"
    nbformat.write(notebook, path)
    command = [sys.executable, "-m", "nbconvert", "--execute", "--to", "webpdf", "--disable-chromium-sandbox"]
    subprocess.run([*command, f"--WebPDFExporter.browser_args={NO_INTERNET}", path], check=True, timeout=120)

    page = pypdfium2.PdfDocument(path.with_suffix(".pdf"))[0]
    assert "Plots.scatter(points)" in page.get_textpage().get_text_range()
    figure, = page.get_objects(filter=[pypdfium2.raw.FPDF_PAGEOBJ_IMAGE])
    left, bottom, right, top = figure.get_bounds()
    width, height = page.get_size()
    assert right - left > width / 4, "large enough to read"
    picture = io.BytesIO()
    page.render(scale=2, crop=(left, bottom, width - right, height - top)).to_pil().save(picture, "PNG")
    assert 2_000 < colours(picture.getvalue()) < 30_000, "points on an empty ground"
