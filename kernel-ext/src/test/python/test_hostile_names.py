"""Names and titles that contain markup or scripts are shown as they are, and nothing runs."""

import json
import os
import shutil
import subprocess

import nbformat
import pytest
from playwright.sync_api import sync_playwright

CHROMIUM = next(filter(None, map(shutil.which, ["chromium", "chromium-browser", "google-chrome"])), None)

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium is installed")

TAG = "<img src=x onerror=pwned=1>"
EVIL = TAG + "</script><script>pwned=1</script>\"'><!-- \\u202Egnp &lt;b&gt;"

# What the kernel itself says about input that it rejects; each of these cells fails.
REFUSED = [
    f"%help {TAG}",
    f"%{TAG}",
    f"%data {TAG}",
    f"%device {TAG}",
    f"%plot {TAG}",
    f"%check {TAG}",
    f"%%time\nthrow new IllegalStateException({json.dumps(TAG)});",
    f"throw new IllegalStateException({json.dumps(TAG)});",
    f"int number = {json.dumps(TAG)};",
    f"Networks.mlp({json.dumps(TAG)})",
    f"CsvPoints.read(Path.of({json.dumps(TAG)}))",
]

TITLES = [
    "it's",
    'say "so"',
    "\\alpha and \\theta",
    "two\nlines",
    "ends in \\",
    "</script><script>pwned=1</script>",
    "<!-- <script>",
    "<b>b</b> <a href='javascript:pwned=1'>a</a>",
    "a < b &amp; c",
    "größe 数字 🦊",
    "$a$ and ${x} {{y}}",
    "the last one",
]

VALUES = """
String evil = %s;
double[][] rows = {{1, 2, 3}, {4, 5, 6}, {7, 8, 10}};
---
DataSet.of(rows).named(evil)
---
DataSet.csv(Path.of("data", %s))
---
DataSet.of(new double[][] {{1, 2}, {3, 4}}).named(evil)
---
Table.create(evil, StringColumn.create(evil, evil), DoubleColumn.create("<b>", 1.5))
---
new Comparison().add(evil, evil, 1, 2.5)
---
Estimate.exact(2, evil)
---
try (var progress = Progress.start(evil, 10)) {
    Thread.sleep(700);
    progress.update(5, evil);
}
---
%%who
---
%%data
---
new String[] {evil}
---
Vae.builder().prior(Prior.standardNormal(2)).encoder(Networks.mlp(8)).decoder(Networks.mlp(8))
    .likelihood(Likelihood.gaussian().fixed(0.3)).build()
    .train(DataSet.of(rows).named(evil)).epochs(2).batchSize(3).seed(1).fit()
"""


def java(text):
    """A string literal; JSON's escapes are Java's."""
    return json.dumps(text)


@pytest.fixture(scope="module")
def page_of_all(tmp_path_factory):
    folder = tmp_path_factory.mktemp("hostile")
    (folder / "data").mkdir()
    (folder / "data" / f"{TAG}.csv").write_text("a,b,c\n1,2,3\n4,5,6\n", encoding="utf-8")
    values = VALUES % ('"' + EVIL.replace('"', '\\"') + '"', java(f"{TAG}.csv"))
    cells = [nbformat.v4.new_markdown_cell("A formula, so that MathJax is there: $x^2$")]
    cells += [nbformat.v4.new_code_cell(code.strip()) for code in values.split("---\n")]
    for title in TITLES:
        text = java(title)
        code = f"Plots.scatter(Map.of({text}, rows2)).title({text}).labels({text}, {text})"
        cells.append(nbformat.v4.new_code_cell("var rows2 = new double[][] {{0, 1}, {1, 2}};\n" + code))
    for code in REFUSED:
        cells.append(nbformat.v4.new_code_cell(code, metadata={"tags": ["raises-exception"]}))
    (folder / "data/models").mkdir()
    (folder / "data/models" / f"{TAG}.zip").write_text("no model", encoding="utf-8")
    cells.append(nbformat.v4.new_code_cell("%models"))
    path = folder / f"{TAG}.ipynb"
    nbformat.write(nbformat.v4.new_notebook(cells=cells), path)
    subprocess.run(
        [os.path.join(os.environ["OT4J_ROOT"], "ot4j"), "run", path],
        check=True, stdout=subprocess.DEVNULL, env={**os.environ, "OT4J_DATA": ""},
    )
    return os.path.join(os.environ["OT4J_ROOT"], "target", "notebooks", f"{TAG}.html")


def test_no_name_runs_and_every_title_is_drawn(page_of_all):
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        page = browser.new_page()
        wrong = []
        page.on("dialog", lambda dialog: (wrong.append(dialog.message), dialog.dismiss()))
        page.on("pageerror", lambda error: wrong.append(str(error)))
        with open(page_of_all, encoding="utf-8") as file:
            page.goto("about:blank")
            page.set_content(file.read(), wait_until="load")
        page.wait_for_function(
            "title => [...document.querySelectorAll('.gtitle')].some(t => t.textContent === title)",
            arg=TITLES[-1], timeout=90_000,
        )
        assert page.evaluate("typeof pwned") == "undefined"
        assert wrong == []
        assert page.locator("img[src=x]").count() == 0
        drawn = page.evaluate("[...document.querySelectorAll('.gtitle')].map(t => t.textContent)")
        for title in TITLES:
            assert title.replace("\n", " ") in drawn
        for part in ("xtitle", "ytitle"):
            labels = page.evaluate(f"[...document.querySelectorAll('.{part}')].map(t => t.textContent)")
            for title in TITLES:
                assert title.replace("\n", " ") in labels
        shown = page.locator("body").inner_text()
        assert shown.count(TAG) > 8, "the names are there to read"
        if os.environ.get("OT4J_SCREENSHOTS"):
            page.screenshot(path=os.path.join(os.environ["OT4J_SCREENSHOTS"], "hostile.png"), full_page=True)
        browser.close()
