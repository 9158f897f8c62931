"""What a person sees of exported pages and JupyterLab, in a real browser without internet access."""

import base64
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
    """A notebook in its own folder."""
    cell = nbformat.v4.new_code_cell
    cells = [
        nbformat.v4.new_markdown_cell(TITLE),
        cell("import java.util.concurrent.locks.LockSupport;"),
        cell(FIGURE),
        cell(ENDLESS),
        cell('"the kernel goes on"'),
        cell('Plots.row(Plots.density(points), Plots.scatter(points)).title("a row")'),
        cell("Plots.interactive().plan(new double[][] {{0, 0}, {1, 0}}, new double[][] {{0, 1}, {1, 1}})"),
        cell("Plots.film(new double[][][] {{{0, 0}, {1, 0}}, {{0, 1}, {1, 1}}})"),
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


def ground(png):
    """The colour at the corner of a picture."""
    return Image.open(io.BytesIO(png)).convert("RGB").getpixel((3, 3))


def brightest_grey(png):
    """The level of the brightest grey: of texts on a dark background."""
    image = Image.open(io.BytesIO(png)).convert("RGB")
    return max(sum(c) / 3 for _, c in image.getcolors(1 << 24) if max(c) - min(c) < 12)


def test_exported_page_follows_the_readers_theme(browser, root, tmp_path):
    path = tmp_path / "dark.ipynb"
    cells = [nbformat.v4.new_markdown_cell(TITLE), nbformat.v4.new_code_cell(FIGURE)]
    nbformat.write(nbformat.v4.new_notebook(cells=cells), path)
    subprocess.run([root / "ot4j", "run", path], check=True, stdout=subprocess.DEVNULL)
    context = browser.new_context(color_scheme="dark")
    page = context.new_page()
    page.goto((root / "target/notebooks/dark.html").as_uri())
    figure = page.locator(".ot4j-figure .svg-container")
    figure.wait_for()
    until(page, lambda: ground(figure.screenshot()) == (17, 17, 17), "the figure is dark")
    assert brightest_grey(figure.screenshot()) > 180, "and its texts are light"
    assert max(ground(page.screenshot())) < 40, "as the page is"
    page.emulate_media(color_scheme="light")
    until(page, lambda: ground(figure.screenshot()) == (255, 255, 255), "it follows")
    assert ground(page.screenshot()) == (255, 255, 255)
    context.close()


@pytest.fixture(scope="module")
def saved(tmp_path_factory, kernel):
    """Pages written by save(): a figure drawn by plotly, one drawn as SVG, and one with a forced theme."""
    folder = tmp_path_factory.mktemp("saved")
    chart = FIGURE.strip().split("\n")[-1]
    named = 'Plots.scatter(Map.of("first", points, "second", points)).title("two").labels("x", "y")'
    code = FIGURE.replace(chart, f'var chart = {named};')
    code += f'chart.save("{folder}/plotly.html"); Plots.row(chart, Plots.density(points)).save("{folder}/svg.html");'
    code += f'chart.theme(Theme.LIGHT).save("{folder}/light.html");'
    assert kernel.run(code).error is None
    return folder


@pytest.mark.parametrize("name, selector", [("plotly", ".svg-container"), ("svg", "svg")])
def test_saved_page_follows_the_readers_theme(browser, saved, name, selector):
    context = browser.new_context(color_scheme="dark")
    page = context.new_page()
    page.goto((saved / f"{name}.html").as_uri())
    figure = page.locator(selector).first
    until(page, lambda: ground(figure.screenshot()) == (17, 17, 17), "the figure is dark")
    assert brightest_grey(figure.screenshot()) > 180, "and its texts are light"
    assert ground(page.screenshot()) == (17, 17, 17)
    page.emulate_media(color_scheme="light")
    until(page, lambda: ground(figure.screenshot()) == (255, 255, 255), "it follows")
    context.close()


def test_the_frame_of_plotly_is_that_of_the_picture(browser, saved, kernel):
    """With plotly's own renderer alone, Jupyter shows the picture until the mouse enters it."""
    bundle = kernel.run("chart").bundles[-1]
    image = Image.open(io.BytesIO(base64.b64decode(bundle["image/png"]))).convert("L")
    dark = image.point(lambda level: level < 215)  # the lines of the frame are the longest
    count = lambda box: sum(dark.crop(box).tobytes())
    columns = [x for x in range(image.width) if count((x, 0, x + 1, image.height)) > image.height / 2]
    rows = [y for y in range(image.height) if count((0, y, image.width, y + 1)) > image.width / 2]
    page = browser.new_page()
    page.goto((saved / "plotly.html").as_uri())
    whole = page.locator(".svg-container").bounding_box()
    box = page.locator(".nsewdrag").bounding_box()
    assert (whole["width"], whole["height"]) == image.size
    left, top = box["x"] - whole["x"], box["y"] - whole["y"]
    assert left == pytest.approx(columns[0], abs=1.5) and top == pytest.approx(rows[0], abs=1.5)
    assert left + box["width"] == pytest.approx(columns[-1], abs=1.5)
    assert top + box["height"] == pytest.approx(rows[-1], abs=1.5)
    title = page.locator(".gtitle").bounding_box()
    assert title["y"] >= whole["y"] and title["y"] + title["height"] <= box["y"] + 1
    page.close()


@pytest.mark.parametrize("width", [420, 180])
def test_title_stays_within_its_chart(browser, saved, kernel, width):
    words = "Coupled VAE on 25 Gaussians, epsilon = 0.05, seeds 1 to 5"
    chart = f'Plots.points(new double[] {{1, 2}}, new double[] {{3, 4}}).title("{words}").labels("{words}", "{words}")'
    assert kernel.run(f'{chart}.size({width}, 300).save("{saved}/title.html")').error is None
    page = browser.new_page()
    page.goto((saved / "title.html").as_uri())
    whole = page.locator(".svg-container").bounding_box()
    axes = page.locator(".nsewdrag").bounding_box()
    for text in (".gtitle", ".xtitle", ".ytitle"):
        box = page.locator(text).bounding_box()
        assert box["x"] >= whole["x"] and box["x"] + box["width"] <= whole["x"] + whole["width"], text
        assert box["y"] >= whole["y"] and box["y"] + box["height"] <= whole["y"] + whole["height"], text
    assert page.locator(".gtitle tspan").count() > 1
    title = page.locator(".gtitle").bounding_box()
    assert title["y"] + title["height"] <= axes["y"] + 1, "above the axes"
    page.close()


def test_saved_page_is_as_it_was_told(browser, saved):
    context = browser.new_context(color_scheme="dark")
    page = context.new_page()
    page.goto((saved / "light.html").as_uri())
    page.locator(".svg-container").wait_for()
    page.wait_for_timeout(300)
    assert ground(page.screenshot()) == (255, 255, 255)
    context.close()


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
    """JupyterLab, started as the launcher starts it."""
    root = os.environ["OT4J_ROOT"]
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    process = subprocess.Popen(
        [
            os.path.join(root, "ot4j"), "lab", "--no-browser", f"--port={port}", "--expose-app-in-browser",
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


def open_lesson(browser, address, without=None):
    context = browser.new_context(viewport={"width": 1100, "height": 1400})
    if without:
        context.route(f"**/lab/extensions/{without}/**", lambda route: route.abort())
    # The page may talk to its own server only.
    context.route(re.compile(r"^https?://(?!127\.0\.0\.1)"), lambda route: route.abort())
    page = context.new_page()
    page.set_default_timeout(PATIENCE)
    frames = []
    page.on("websocket", lambda socket: socket.on("framereceived", lambda f: frames.append(f)))
    page.goto(address)
    page.wait_for_selector(".jp-Notebook .jp-CodeCell")
    # Cells that run before JupyterLab knows its kernel are sometimes lost.
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
    """Waits for a condition that no selector expresses."""
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
    """The status of the kernel that JupyterLab shows."""
    return page.locator(".jp-Notebook-ExecutionIndicator").first.get_attribute("data-status")


def test_kernel_is_idle_from_the_start_and_after_a_restart(page):
    until(page, lambda: status(page) == "idle", "idle before any cell")
    page.locator('[data-command="notebook:restart-kernel"]').first.click()
    page.locator(".jp-Dialog .jp-mod-warn").click()
    until(page, lambda: status(page) != "idle", "it restarts")
    until(page, lambda: status(page) == "idle", "and is idle again")


def check_figure(page):
    """Plotly draws a figure as soon as it comes into view."""
    figure = cell(page, 2).locator(".jp-RenderedPlotly")
    figure.locator(".main-svg").first.wait_for()
    drawn = lambda: colours(outputs(page, 2).first.screenshot()) > 500
    until(page, drawn, "plotly draws")


def frame(page):
    """Where a figure and the box within its axes are."""
    figure = cell(page, 2).locator(".jp-RenderedPlotly")
    boxes = [figure.locator(s).first.bounding_box() for s in (".svg-container", ".nsewdrag")]
    return [round(box[side], 1) for box in boxes for side in ("x", "y", "width", "height")]


def test_hovering_leaves_the_frame_of_a_figure_where_it_is(page):
    run_cell(page, 1)
    run_cell(page, 2)
    check_figure(page)
    page.mouse.move(5, 5)
    before = frame(page)
    box = cell(page, 2).locator(".nsewdrag").first.bounding_box()
    seen = set()
    for i in range(12):
        for j in range(8):
            page.mouse.move(box["x"] + box["width"] * (i + 0.5) / 12, box["y"] + box["height"] * (j + 0.5) / 8)
            assert frame(page) == before
            seen.add(cell(page, 2).locator(".hoverlayer .hovertext").count())
    assert 1 in seen, "a point was told of"


def test_picture_gives_way_to_plotly_where_its_own_renderer_is_alone(browser, lab):
    """As in another Jupyter: the picture appears at once, and the figure takes its place."""
    page = open_lesson(browser, lab, without="ot4j-figures")
    run_cell(page, 1)
    run_cell(page, 2)
    figure = cell(page, 2).locator(".jp-RenderedPlotly")
    figure.locator("img.plot-img").wait_for()
    drawn = lambda: colours(outputs(page, 2).first.screenshot()) > 500
    until(page, drawn, "the picture is drawn")
    before = figure.locator("img.plot-img").bounding_box()
    page.mouse.move(before["x"] + before["width"] / 2, before["y"] + before["height"] / 2)
    figure.locator(".main-svg").first.wait_for()
    until(page, drawn, "plotly draws")
    assert figure.locator(".svg-container").bounding_box() == before
    page.context.close()


def test_figures_follow_the_theme_of_jupyterlab(page):
    run_cell(page, 1)
    run_cell(page, 2)
    check_figure(page)
    run_cell(page, 5)
    check_theme(page, cell(page, 2).locator(".jp-RenderedPlotly .svg-container"))
    check_theme(page, cell(page, 5).locator(".jp-RenderedSVG svg"))


def check_theme(page, figure):
    figure.wait_for()
    assert ground(figure.screenshot()) == (255, 255, 255)
    try:
        change_theme(page, "Dark")
        until(page, lambda: ground(figure.screenshot()) == (17, 17, 17), "the figure is dark")
        assert brightest_grey(figure.screenshot()) > 180, "and its texts are light"
    finally:
        change_theme(page, "Light")
    until(page, lambda: ground(figure.screenshot()) == (255, 255, 255), "it follows")


def test_points_are_dragged_in_jupyterlab(page):
    run_cell(page, 6)
    dot = cell(page, 6).locator("circle[tabindex]").first
    dot.wait_for()
    told = cell(page, 6).locator("output")
    assert told.text_content() == "cost ⟨C, P⟩ = 1.00"
    dot.hover()  # which scrolls to it
    box = dot.bounding_box()
    page.mouse.down()
    page.mouse.move(box["x"] + 60, box["y"] - 30, steps=4)
    page.mouse.up()
    until(page, lambda: told.text_content() != "cost ⟨C, P⟩ = 1.00", "the plan follows")
    before = told.text_content()
    dot.focus()
    page.keyboard.press("ArrowUp")
    until(page, lambda: told.text_content() != before, "and so it does by keys")
    check_theme(page, cell(page, 6).locator(".ot4j-scene svg"))


def test_film_plays_in_jupyterlab(page):
    run_cell(page, 7)
    film = cell(page, 7)
    film.locator(".updatemenu-button").first.wait_for()
    height = lambda: film.locator(".point").first.bounding_box()["y"]
    low = height()
    film.locator(".updatemenu-button").first.click()
    until(page, lambda: height() < low - 50, "points move up")


def change_theme(page, name):
    """Switches the theme as the Settings menu does."""
    command = "name => jupyterapp.commands.execute('apputils:change-theme', {theme: 'JupyterLab ' + name})"
    page.evaluate(command, name)
    light = str(name == "Light").lower()
    page.locator(f'body[data-jp-theme-light="{light}"]').wait_for(state="attached")
