"""The guide's Java: each page's snippets run in one kernel, and the page holds what they print and draw.

What a snippet gives stands directly below it: a fence of text, and pictures in figures/. A page whose
snippets, outputs and library are those of the last run that agreed is not run again.
"""

import base64
import hashlib
import math
import os
import re
from html import escape, unescape
from pathlib import Path

import nbformat
from nbclient import NotebookClient

import whole

SNIPPET = re.compile(
    r"^```java\n(?P<code>.*?)^```\n(?P<given>(?:\n```text\n.*?^```\n|\n<img src=\"figures/[^\n]*\n)*)",
    re.MULTILINE | re.DOTALL,
)
PICTURE = re.compile(r'^<img src="figures/.*? alt="(.*?)">$', re.MULTILINE)
NUMBER = re.compile(r"-?\d[\d,]*(?:\.\d+)?(?:[eE][-+]?\d+)?")
CLOSE = 1e-3  # between processors


def pages(root):
    return sorted((root / "docs/guide").glob("*.md"))


def record(page):
    """Runs the snippets of a page and writes what they give into it; returns the text."""
    text = page.read_text(encoding="utf-8")
    cells = run(text, page)
    pictures = {}
    rest = iter(cells)

    def with_outputs(match):
        said, drawn = next(rest)
        parts = [f"```java\n{match['code']}```\n"]
        if said:
            parts.append(f"\n```text\n{said}\n```\n")
        for alt, width, png in drawn:
            name = f"{page.stem}-{len(pictures) + 1}.png"
            pictures[name] = png
            parts.append(f'\n<img src="figures/{name}" width="{width}" alt="{escape(alt)}">\n')
        return "".join(parts)

    text = SNIPPET.sub(with_outputs, text)
    folder = page.parent / "figures"
    folder.mkdir(exist_ok=True)
    for old in folder.glob(f"{page.stem}-*.png"):
        if old.name not in pictures:
            old.unlink()
    for name, png in pictures.items():
        whole.write_bytes(folder / name, png)
    whole.write(page, text)
    return text


def differences(page):
    """Where a page holds something else than its snippets give, a line each."""
    text = page.read_text(encoding="utf-8")
    for number, (match, (said, drawn)) in enumerate(zip(SNIPPET.finditer(text), run(text, page)), 1):
        held = "\n".join(re.findall(r"```text\n(.*?)\n?^```", match["given"], re.MULTILINE | re.DOTALL))
        if not alike(held, said):
            yield f"{page.name}, snippet {number}: the page holds\n{held}\nbut it gives\n{said}"
        alts = [unescape(alt) for alt in PICTURE.findall(match["given"])]
        if alts != [alt for alt, _, _ in drawn]:
            yield f"{page.name}, snippet {number}: the page shows {alts}, but it draws {[alt for alt, _, _ in drawn]}"


def alike(held, given):
    """Whether texts are the same, numbers up to what differs between processors, and without the padding of tables."""
    def parts(text):
        return [re.sub(r"[\s-]+", "", part) for part in NUMBER.split(text)], NUMBER.findall(text)
    (words, numbers), (others, given_numbers) = parts(held), parts(given)
    return words == others and all(
        math.isclose(float(a.replace(",", "")), float(b.replace(",", "")), rel_tol=CLOSE, abs_tol=1e-6)
        for a, b in zip(numbers, given_numbers)
    )


def run(text, page):
    """For each snippet what it prints, and its pictures with their titles and widths."""
    codes = [match["code"].rstrip("\n") for match in SNIPPET.finditer(text)]
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(code) for code in codes])
    os.environ["OT4J_FIGURES"] = "static"
    folder = page.parent.parent.parent / "target/guide"
    folder.mkdir(parents=True, exist_ok=True)
    NotebookClient(
        notebook, kernel_name="ot4j", timeout=300, startup_timeout=180, record_timing=False, coalesce_streams=True,
        resources={"metadata": {"path": str(folder)}},
    ).execute()
    return [outputs(cell) for cell in notebook.cells]


def outputs(cell):
    said, drawn = [], []
    for output in cell.outputs:
        data = output.get("data", {})
        if "image/png" in data:
            about = output.metadata.get("image/png", {})
            drawn.append((about.get("alt", ""), about.get("width", 640), base64.b64decode(data["image/png"])))
        elif output.output_type == "execute_result":
            said.append(data.get("text/plain", ""))
        elif output.output_type == "stream":
            said.append(output.text.rstrip("\n"))  # progress is display_data, and tells of this run only
    lines = re.sub(r"\x1b\[[\d;]*m", "", "\n".join(said)).split("\n")
    return "\n".join(line.rstrip() for line in lines).strip("\n"), drawn


class Checked:
    """Which pages agreed with their snippets, by a fingerprint of both and of the library."""

    def __init__(self, root):
        self.folder = root / ".ot4j/guide"
        self.library = Path(os.environ["OT4J_LIB"]).name

    def stamp(self, page):
        text = "\0".join([self.library, Path(__file__).read_text(encoding="utf-8"), page.read_text(encoding="utf-8")])
        return hashlib.sha256(text.encode("utf-8")).hexdigest()

    def agreed(self, page):
        mark = self.folder / page.stem
        return mark.exists() and mark.read_text() == self.stamp(page)

    def note(self, page):
        self.folder.mkdir(parents=True, exist_ok=True)
        (self.folder / page.stem).write_text(self.stamp(page))
