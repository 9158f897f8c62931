"""What a run of a notebook must show: everything that its committed outputs show, and numbers in range.

A cell states its ranges in its metadata: {"ot4j": {"ranges": {"C-VAE | ratio": [0.9, 1]}}}. A name
with bars leads into a table: values of cells in one row, and last the column's heading. A name
without one is words of a text, with the number behind them. Numbers that depend on the data stand
in "ranges-real" for a run that had the files and in "ranges-drawn" for one that drew its pictures;
"data" names the folder of the files, mnist where it is not said. At smoke scale no range holds.
"""

import os
import re
from pathlib import Path

from bs4 import BeautifulSoup

NUMBER = r"[-+−]?(?:\d[\d,]*(?:\.\d+)?|\.\d+)(?:[eE][-+]?\d+)?|[-+]?(?:Infinity|∞)|NaN"


# Data sets of which the library takes a part where it has both its pictures and its labels.
IDX = ["mnist", "fashion-mnist", "kmnist"]


def missed(committed, fresh, scale="quick", real=lambda name: False):
    """What the committed notebook promises and a run lacks, one line each.

    real tells of a folder of data whether the run had its files.
    """
    counts = [0, 0]
    number = 0
    for old, new in zip(committed.cells, fresh.cells):
        if old.cell_type != "code" or not old.source.strip():
            continue
        number += 1
        for i, (kind, count) in enumerate([("figure", figures), ("table", tables)]):
            want, got = count(old), count(new)
            counts[i] += want
            if got < want:
                yield f"code cell {number}: {got} {kind}s, {want} expected"
        for line in verdicts(new):
            yield f"code cell {number}: {line}"
        for line in strayed(old, new, scale, real):
            yield f"code cell {number}: {line}"
    if counts[0] == 0:
        yield "the committed notebook shows no figure"


def handed_in(fresh, scale="quick", real=lambda name: False):
    """The same for a lab that a student filled in, whose recorded outputs do not count."""
    number = 0
    for cell in fresh.cells:
        if cell.cell_type != "code" or not cell.source.strip():
            continue
        number += 1
        failed = error(cell)
        if failed:
            yield f"code cell {number}: {failed}"
        for line in verdicts(cell):
            yield f"code cell {number}: {line}"
        if not failed:
            for line in strayed(cell, cell, scale, real):
                yield f"code cell {number}: {line}"


def strayed(stated, fresh, scale, real):
    """Numbers outside their ranges, one line each."""
    if scale != "smoke":
        for name, bounds in ranges(stated, real).items():
            problem = out_of_range(fresh, name, bounds)
            if problem:
                yield problem


def ranges(cell, real):
    ours = cell.metadata.get("ot4j", {})
    special = "ranges-real" if real(ours.get("data", "mnist")) else "ranges-drawn"
    return {**ours.get("ranges", {}), **ours.get(special, {})}


def has_data(folder, name):
    """Whether a notebook in that folder finds files of the data set, as the library looks for them."""
    roots = [Path(named)] if (named := os.environ.get("OT4J_DATA", "").strip()) else []
    roots += [above / "data" for above in [folder, *folder.parents] if (above / "data").is_dir()][:1]
    places = [folder / root / name for root in roots]  # the kernel works in the notebook's folder
    if name not in IDX:
        return any(any(files(place)) for place in places)
    return any(
        all(found(places, f"{part}-{file}") for file in ["images-idx3-ubyte", "labels-idx1-ubyte"])
        for part in ["t10k", "train"]
    )


def found(places, name):
    return any((place / (name + end)).exists() for place in places for end in ["", ".gz"])


def files(folder):
    if folder.is_dir():
        yield from (f for f in folder.rglob("*") if f.is_file() and not f.name.startswith("."))


def error(cell):
    """The error that ended a cell, in one line, or None."""
    for output in cell.outputs:
        if output.output_type == "error":
            return f"{output.ename}: {output.evalue}".strip().splitlines()[0]
    return None


def figures(cell):
    return sum("image/png" in o.get("data", {}) for o in cell.outputs)


def tables(cell):
    return sum("<table" in o.get("data", {}).get("text/html", "") for o in cell.outputs)


def verdicts(cell):
    """Checks of labs that failed."""
    for text in texts(cell):
        if text.startswith("✗"):
            yield text.splitlines()[0]


def texts(cell):
    for output in cell.outputs:
        if output.output_type == "stream":
            yield output.text
        elif "text/plain" in output.get("data", {}):
            yield output.data["text/plain"]


def out_of_range(cell, name, bounds):
    """Why a printed number is out of range, or None."""
    low, high = bounds
    parts = [part.strip() for part in name.split("|")]
    value = in_tables(cell, parts) if len(parts) > 1 else in_texts(cell, name)
    if value is None:
        return f"no number “{name}” is printed"
    if low <= value <= high:
        return None
    return f"“{name}” is {value:g}, outside [{low:g}, {high:g}]"


def in_texts(cell, words):
    for text in texts(cell):
        found = re.search(re.escape(words) + r"\D{0,3}?\s*(" + NUMBER + ")", text)
        if found:
            return number(found[1])
    return None


def in_tables(cell, parts):
    *row, column = parts
    for output in cell.outputs:
        html = output.get("data", {}).get("text/html", "")
        for table in BeautifulSoup(html, "html.parser").find_all("table"):
            heads = [th.get_text(strip=True) for th in table.find_all("th")]
            if column not in heads:
                continue
            for tr in table.find_all("tr"):
                cells = [td.get_text(strip=True) for td in tr.find_all("td")]
                if cells and all(part in cells for part in row):
                    found = re.search(NUMBER, cells[heads.index(column)])
                    return number(found[0]) if found else None
    return None


def number(text):
    plain = text.replace(",", "").replace("−", "-").replace("∞", "Infinity")
    return float(plain.replace("Infinity", "inf"))
