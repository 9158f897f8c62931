"""The site of ./ot4j docs: its parts, and a newcomer's walk through it in a browser without internet access."""

import math
import re
import shutil
import sys
from xml.etree import ElementTree

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect, sync_playwright

from conftest import ROOT, one_line, ot4j

sys.path[:0] = [str(ROOT / "launcher"), str(ROOT / "launcher/website")]
import check  # noqa: E402
import equations  # noqa: E402
import models  # noqa: E402
import plots  # noqa: E402
import results  # noqa: E402
import snippets  # noqa: E402

CHROMIUM = next(filter(None, map(shutil.which, ["chromium", "chromium-browser", "google-chrome"])), None)


def test_unknown_option_is_refused_before_any_work(root):
    one_line(ot4j(root, "docs", "--serve"), "--serve")


def test_outputs_that_differ_by_rounding_are_alike():
    held = "  a | 1.234567 |\n-----\n[2, -3e-4]"
    assert snippets.alike(held, "a  |  1.234568  |\n-------\n[2, -3.0001e-4]")
    assert not snippets.alike(held, held.replace("1.234567", "1.244567"))
    assert not snippets.alike(held, held.replace("a |", "b |"))
    assert not snippets.alike(held, held + " 1")


def test_a_snippet_owns_the_outputs_below_it():
    page = (
        "```java\none()\n```\n\n```text\n1\n```\n\n<img src=\"figures/p-1.png\" width=\"9\" alt=\"x\">\n\n"
        "Text.\n\n```text\nnot of a snippet\n```\n\n```java\ntwo();\n```\n"
    )
    first, second = snippets.SNIPPET.finditer(page)
    assert first["code"] == "one()\n" and snippets.PICTURE.findall(first["given"]) == ["x"]
    assert "not of a snippet" not in first["given"]
    assert second["code"] == "two();\n" and second["given"] == ""


def test_equations_that_notebooks_cite():
    class Lesson:
        title = "A lesson"
        cells = [
            ("cell-1", "As WAE Eq. 4 and 5 say, and Eq. 18", {}),
            ("cell-2", "Algorithm 2", {"equations": ["C-VAE 18"]}),
        ]

    found = equations.cited({"notebooks/coupled-vae/x.ipynb": Lesson})
    assert set(found) == {"WAE 4", "WAE 5", "C-VAE 18", "C-VAE Alg. 2"}
    assert found["C-VAE 18"] == {"notebooks/coupled-vae/x.ipynb": ("A lesson", "cell-2")}, "the cell that is about it"


def test_equations_of_javadoc_are_set():
    of = equations.formulas("## GPC\n| Eq. 2 | a name: $a < b$ | [`A`](A.java) |  |\n")
    assert of == {"GPC 2": "a < b"}
    page = "<body><dt>Equation:</dt>\n<dd>GPC 2, WAE 4</dd></body>"
    assert equations.into_javadoc(page, "../", of) == (
        '<body><dt>Equation:</dt>\n<dd><a href="../docs/equations.html#gpc-2">GPC 2</a>'
        '<div class="arithmatex">\\[a &lt; b\\]</div>, <a href="../docs/equations.html#wae-4">WAE 4</a></dd>'
        + equations.MATHJAX.format("../")
    )
    assert equations.into_javadoc("<body></body>", "../", of) == "<body></body>"


def test_the_table_of_readme_is_that_of_the_site(root):
    readme = (root / "README.md").read_text(encoding="utf-8")
    assert len(models.TABLE.findall(readme)) == 1
    assert models.readme(root) == readme, "./ot4j docs --record writes it"
    assert "[VEGAN Eq. 4](equations.md#vegan-4)" in models.page(root)


def test_every_recorded_study_is_drawn(root):
    page = results.page(root)
    drawings = re.findall(r"<svg.*?</svg>", page)
    assert len(drawings) == page.count("role=\"img\"") > 8
    for drawing in drawings:
        svg = ElementTree.fromstring(drawing)
        _, _, width, height = map(float, svg.get("viewBox").split())
        for circle in svg.iter("circle"):
            assert 0 <= float(circle.get("cx")) <= width and 0 <= float(circle.get("cy")) <= height, drawing[:200]
    source = (root / "launcher/website/results.py").read_text(encoding="utf-8")
    for file in [*(root / "experiments/results").glob("*.csv"), *(root / "notebooks/results").glob("*.csv")]:
        assert f'"{file.name}"' in source, f"{file.name} is not drawn"


def test_a_result_that_misses_is_told(root, tmp_path):
    head = "experiment,model,seed,scale,metric,value,paper\n"
    table = "".join(
        f"x,{model},{seed},paper,high-density ratio,{value + seed / 1e3},{'' if model == 'other' else 0.9}\nx,{model},{seed},paper,std within modes of draws,0.05{seed},\n"
        for model, value in [("good", 0.95), ("bad", 0.8), ("other", 0.5)] for seed in (1, 2, 3)
    )
    (tmp_path / "gaussians25.csv").write_text(head + table)
    page = results.gaussians(tmp_path)
    assert "1 of 2, bad." in page
    assert re.findall(r'<g class="(\w+)"><title>(\w+):', page)[:3] == [("held", "good"), ("missed", "bad"), ("held", "other")]
    (tmp_path / "wasserstein-auto-encoders.csv").write_text(head + "".join(
        f"{data},{model},{seed},quick,FID,{fid + seed % 2},\n"
        for data, fids in [("digits", (9, 6, 3)), ("faces", (9, 6, 6))]
        for model, fid in zip(["VAE", "WAE-MMD", "WAE-GAN"], fids) for seed in (1, 2, 3)
    ))
    assert "holds 0: on faces, WAE-GAN is not better than WAE-MMD (by 0.000 ± 0.000)" in results.encoders(tmp_path)
    (tmp_path / "experiments").mkdir()
    (tmp_path / "experiments/README.md").write_text("## `results/transport-models.csv`\n| GAN | W₁ | ≤ 0.4 |\n| C-VAE | share | ≥ 0.8 |\n")
    (tmp_path / "transport-models.csv").write_text(head + "x,GAN,1,quick,W1,0.3,\nx,C-VAE,1,quick,share,0.9,\nx,C-VAE,2,quick,share,0.7,\n")
    assert "**1 of 2** models have a run that misses: C-VAE: share ≥ 0.8." in results.thresholds(tmp_path, tmp_path)
    assert "0 of 27 runs" in results.digits(tmp_path) and results.missing(27, 27) == ""


def test_the_interval_of_a_mean_is_student_s():
    assert plots.interval([3.0]) == (3.0, 0.0)
    mean, half = plots.interval([1.0, 2.0, 3.0, 4.0, 5.0])
    assert mean == 3 and half == pytest.approx(2.776 * math.sqrt(2.5 / 5))


def test_the_check_of_the_built_site_finds_each_kind_of_fault(tmp_path):
    (tmp_path / "good.html").write_text('<title>Good</title><a id="here"></a><a href="bad.html">x</a>')
    (tmp_path / "bad.html").write_text(
        '<title> </title><a href="good.html#here">x</a><a href="good.html#there">x</a><a href="gone.html">x</a>'
        '<img src="https://example.org/x.png" alt="x"><img src="good.html"><a href="https://example.org">x</a>'
    )
    (tmp_path / "x.css").write_text('@import url("https://example.org/font.css");')
    faults = list(check.faults(tmp_path))
    assert len(faults) == 6, faults
    for part in ["#there", "gone.html", "loads https", "without alternative text", "no title", "x.css: loads"]:
        assert sum(part in fault for fault in faults) == 1, (part, faults)


@pytest.fixture(scope="module")
def site():
    """Built as users do, with the guide's snippets run."""
    result = ot4j(ROOT, "docs", "--check", timeout=1200)
    assert result.returncode == 0, result.stdout + result.stderr
    return ROOT / "target/site"


@pytest.fixture(scope="module")
def page(site):
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        page = browser.new_context(offline=True, viewport={"width": 1400, "height": 900}).new_page()
        page.set_default_timeout(60_000)
        page.faults = []
        page.on("requestfailed", lambda request: page.faults.append(f"{request.url}: {request.failure}"))
        page.on("pageerror", lambda error: page.faults.append(str(error)))
        yield page
        browser.close()


def search(page, site, words, title):
    """Types into the search of the first page, from the keyboard, and opens a result."""
    page.goto((site / "index.html").as_uri())
    page.keyboard.press("/")
    page.keyboard.type(words)
    page.locator(".md-search-result__item a", has_text=title).first.click()


@pytest.mark.full
@pytest.mark.skipif(CHROMIUM is None, reason="no Chromium is installed")
def test_a_newcomer_s_walk(site, page):
    search(page, site, "semi-dual", "C-VAE Eq. 10: semi-dual")
    heading = page.locator("#c-vae-10")
    expect(heading).to_be_in_viewport()
    formula = page.locator("#c-vae-10 + div.arithmatex svg").first
    expect(formula).to_be_visible()
    assert formula.bounding_box()["width"] > 100, "the equation is typeset"
    equation = page.url

    page.locator("#c-vae-10 ~ ul a", has_text="EntropicDual.semiDual").first.click()
    expect(page.locator("section.detail", has_text="semiDual").last).to_be_in_viewport()
    expect(page.locator("section.detail", has_text="semiDual").last.locator("div.arithmatex svg").first).to_be_visible()
    page.get_by_role("link", name="C-VAE 10", exact=True).first.click()  # and back
    expect(heading).to_be_in_viewport()

    page.locator("#c-vae-10 ~ ul a", has_text="EntropicDualTest").first.click()
    expect(page.locator("pre", has_text="class EntropicDualTest")).to_be_visible()

    page.goto(equation)
    page.locator("#c-vae-10 ~ ul a", has_text="Lab 3").first.click()
    expect(page.get_by_role("heading", name="The semi-dual")).to_be_in_viewport()

    search(page, site, "custom cost", "A cost of your own")
    expect(page.locator("pre", has_text="Cost manhattan")).to_be_visible()
    search(page, site, "cite", "citation")
    expect(page.locator("pre", has_text="@software{ot4j")).to_be_visible()
    # What was still on its way when a link was followed is no fault.
    assert [fault for fault in page.faults if "ERR_ABORTED" not in fault] == []


@pytest.mark.full
@pytest.mark.skipif(CHROMIUM is None, reason="no Chromium is installed")
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nothing_is_wider_than_a_telephone(site, page, scheme):
    page.set_viewport_size({"width": 400, "height": 800})
    page.emulate_media(color_scheme=scheme)
    for name in ["index.html", "docs/guide/transport.html", "docs/equations.html", "gallery.html", "results.html", "notebooks/quickstart.ipynb.html"]:
        page.goto((site / name).as_uri())
        wide = page.evaluate("document.documentElement.scrollWidth")
        assert wide <= 400, f"{name} is {wide} wide"
    page.set_viewport_size({"width": 1400, "height": 900})


@pytest.mark.full
@pytest.mark.skipif(CHROMIUM is None, reason="no Chromium is installed")
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_everyone_can_read_it(site, page, scheme):
    """WCAG 2, levels A and AA, as far as axe sees it: contrast, names, what the keyboard reaches."""
    page.emulate_media(color_scheme=scheme)
    faults = []
    for name in [
        "index.html", "docs/guide/transport.html", "docs/equations.html", "docs/models.html", "gallery.html",
        "benchmarks.html", "results.html", "notebooks/quickstart.ipynb.html", "api/org/ot4j/transport/entropic/EntropicDual.html",
        "src/test/java/org/ot4j/transport/entropic/EntropicDualTest.java.html",
    ]:  # fmt: skip
        page.goto((site / name).as_uri())
        if "equations" in name:
            expect(page.locator("div.arithmatex svg").first).to_be_attached()
        for rule in Axe().run(page, options={"runOnly": ["wcag2a", "wcag2aa"]}).response["violations"]:
            faults += [f"{name}: {rule['help']}: {node['html'][:150]}" for node in rule["nodes"][:3]]
    assert faults == []
