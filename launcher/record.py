"""Committed notebooks hold the outputs of a real run in a form that displays everywhere."""

import hashlib

PLOTLY = "application/vnd.plotly.v1+json"
MOST_BYTES = 2_000_000


def make_static(notebook):
    """Keeps pictures, tables and text, and removes figures that need a script."""
    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            data = output.get("data", {})
            if "image/png" in data:
                data.pop(PLOTLY, None)
                data.pop("application/vnd.ot4j.chart", None)
                data.pop("application/vnd.ot4j.interactive.v1+json", None)
                data.pop("text/html", None)
            if "<script" in data.get("text/html", ""):
                del data["text/html"]


def code_of(notebook):
    """A fingerprint of all code, by which outputs belong to it."""
    text = "\0".join(c.source for c in notebook.cells if c.cell_type == "code")
    return hashlib.sha256(text.encode("utf-8")).hexdigest()[:16]


def note(notebook, scale, seconds):
    """Notes what was run."""
    ours = notebook.metadata.setdefault("ot4j", {})
    ours["recorded"] = {"code": code_of(notebook), "scale": scale, "seconds": round(seconds)}


def faults(path, notebook):
    """What a committed notebook lacks, one line each."""
    if path.stat().st_size >= MOST_BYTES:
        yield f"is {path.stat().st_size / 1e6:.1f} MB; a committed notebook must have less than 2"
    recorded = notebook.metadata.get("ot4j", {}).get("recorded")
    if not recorded:
        yield "has no recorded outputs: ./ot4j run --record records them"
    elif recorded["code"] != code_of(notebook):
        yield "was edited since its outputs were recorded: ./ot4j run --record records them again"
    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            data = output.get("data", {})
            if PLOTLY in data or "<script" in data.get("text/html", ""):
                yield "contains a figure that needs a script: ./ot4j run --record stores pictures instead"
                return
