"""What a person sees: the exported page and JupyterLab, in a real browser without the internet."""

import io
import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.request

import nbformat
import pytest
from PIL import Image
from playwright.sync_api import expect, sync_playwright

CHROMIUM = next(filter(None, map(shutil.which, ["chromium", "chromium-browser", "google-chrome"])), None)

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium is installed")

PATIENCE = 90_000  # ms

TITLE = "# A small lesson\n\nWith a formula: $\\varepsilon\\,\\mathrm{KL}(P\\,|\\,a\\otimes b)$"
FIGURE = """
var points = new double[200][2];
var random = new Random(1);
for (var p : points) { p[0] = random.nextGaussian(); p[1] = random.nextGaussian(); }
Plots.scatter(points).title("a cloud").size(400, 300)
"""
ENDLESS = """
try (var p = Progress.start("training", 1_000_000)) {
    for (int i = 0; i < 1_000_000 && !Progress.stopRequested(); i++) {
        p.update(i);
        if (i % 10 == 0) { LockSupport.parkNanos(1_000_000); }
    }
}
"""


@pytest.fixture(scope="module")
def browser():
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def lesson(tmp_path_factory):
    """A notebook in a folder of its own."""
    cell = nbformat.v4.new_code_cell
    cells = [
        nbformat.v4.new_markdown_cell(TITLE),
        cell("import java.util.concurrent.locks.LockSupport;"),
        cell(FIGURE),
        cell(ENDLESS),
        cell('"the kernel goes on"'),
    ]
    notebook = nbformat.v4.new_notebook(cells=cells)
    notebook.metadata["kernelspec"] = {"name": "ot4j", "display_name": "Java (ot4j)"}
    path = tmp_path_factory.mktemp("lesson") / "lesson.ipynb"
    nbformat.write(notebook, path)
    return path


def colours(png):
    """Pixels that are neither white, grey nor black."""
    image = Image.open(io.BytesIO(png)).convert("RGB")
    return sum(n for n, c in image.getcolors(1 << 24) if max(c) - min(c) > 60)


def test_exported_page_needs_no_internet(browser, root, tmp_path):
    cells = [nbformat.v4.new_markdown_cell(TITLE), nbformat.v4.new_code_cell(FIGURE)]
    path = tmp_path / "page.ipynb"
    nbformat.write(nbformat.v4.new_notebook(cells=cells), path)
    subprocess.run([root / "ot4j", "run", path], check=True, stdout=subprocess.DEVNULL)
    executed = root / "target" / "notebooks" / "page.ipynb"
    assert executed.stat().st_size < 200_000, "no script in the notebook"

    page = browser.new_page()
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(executed.with_suffix(".html").as_uri())
    page.wait_for_selector(".ot4j-figure .main-svg")
    page.wait_for_selector("mjx-container svg")
    assert colours(page.locator(".ot4j-figure").screenshot()) > 500
    assert [url for url in asked if url.startswith("http")] == []

    page.emulate_media(media="print")
    assert colours(page.locator(".ot4j-figure").screenshot()) > 500, "and so on paper"
    assert page.pdf().startswith(b"%PDF")
    page.close()

    static = browser.new_context(java_script_enabled=False).new_page()
    static.goto(executed.with_suffix(".html").as_uri())
    assert colours(static.locator(".ot4j-figure").screenshot()) > 500, "the picture stands in"
    static.context.close()


@pytest.fixture(scope="module")
def lab(lesson):
    """JupyterLab as the launcher starts it."""
    root = os.environ["OT4J_ROOT"]
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    process = subprocess.Popen(
        [
            os.path.join(root, "ot4j"), "lab", "--no-browser", f"--port={port}",
            "--IdentityProvider.token=secret", f"--ServerApp.root_dir={lesson.parent}",
        ],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True,
    )
    address = f"http://127.0.0.1:{port}"
    for _ in range(360):
        try:
            urllib.request.urlopen(f"{address}/api?token=secret", timeout=2)
            break
        except OSError:
            time.sleep(0.5)
    yield f"{address}/lab/tree/{lesson.name}?token=secret"
    process.terminate()
    process.wait(30)


def open_lesson(browser, address, theme="light"):
    context = browser.new_context(viewport={"width": 1100, "height": 1400})
    # The page may talk to its own server and to nobody else.
    context.route(re.compile(r"^https?://(?!127\.0\.0\.1)"), lambda route: route.abort())
    page = context.new_page()
    page.set_default_timeout(PATIENCE)
    frames = []
    page.on("websocket", lambda socket: socket.on("framereceived", lambda f: frames.append(f)))
    page.goto(address)
    page.wait_for_selector(".jp-Notebook .jp-CodeCell")
    # Cells that are run before JupyterLab knows its kernel are lost now and then.
    answered = lambda: any(b"kernel_info_reply" in f for f in frames if isinstance(f, bytes))
    until(page, answered, "the kernel answers")
    return page


def cell(page, number):
    """A code cell, counted from 1."""
    return page.locator(".jp-CodeCell").nth(number - 1)


def run_cell(page, number):
    cell(page, number).locator(".cm-content").click()
    page.keyboard.press("Control+Enter")


def outputs(page, number):
    return cell(page, number).locator(".jp-OutputArea-output")


def until(page, condition, what):
    """Waits, as long as any wait of this file, for what no selector tells."""
    for _ in range(PATIENCE // 100):
        if condition():
            return
        page.wait_for_timeout(100)
    pytest.fail(what)


@pytest.fixture
def page(browser, lab):
    page = open_lesson(browser, lab)
    yield page
    keep = os.environ.get("OT4J_SCREENSHOTS")
    if keep:
        page.screenshot(path=os.path.join(keep, "lab.png"))
    page.context.close()


def test_session_in_jupyterlab(page, lesson):
    run_cell(page, 1)
    run_cell(page, 2)
    check_figure(page)

    run_cell(page, 3)
    bar = cell(page, 3).locator("progress")
    bar.wait_for()
    before = float(bar.get_attribute("value"))
    until(page, lambda: float(bar.get_attribute("value")) > before, "the bar moves")
    assert bar.count() == 1
    page.locator('[data-command="notebook:interrupt-kernel"]').first.click()
    run_cell(page, 4)
    outputs(page, 4).get_by_text("the kernel goes on").wait_for()
    expect(bar, "the bar gave way to a last line").to_have_count(0, timeout=PATIENCE)
    expect(outputs(page, 3).first).to_contain_text("stopped: training")

    page.keyboard.press("Control+s")
    until(page, lambda: "stopped: training" in lesson.read_text(encoding="utf-8"), "it is saved")
    assert "<progress" not in lesson.read_text(encoding="utf-8")
    page.reload()
    check_figure(page)


def status(page):
    """What JupyterLab says of the kernel."""
    return page.locator(".jp-Notebook-ExecutionIndicator").first.get_attribute("data-status")


def test_kernel_is_idle_from_the_start_and_after_a_restart(page):
    until(page, lambda: status(page) == "idle", "idle before any cell")
    page.locator('[data-command="notebook:restart-kernel"]').first.click()
    page.locator(".jp-Dialog .jp-mod-warn").click()
    until(page, lambda: status(page) != "idle", "it restarts")
    until(page, lambda: status(page) == "idle", "and is idle again")


def check_figure(page):
    """The picture is there at once, and gives way to plotly when the mouse comes."""
    figure = cell(page, 2).locator(".jp-RenderedPlotly")
    figure.locator("img.plot-img").wait_for()
    drawn = lambda: colours(outputs(page, 2).first.screenshot()) > 500
    until(page, drawn, "the picture is drawn")
    figure.hover()
    figure.locator(".main-svg").first.wait_for()
    until(page, drawn, "plotly draws")
