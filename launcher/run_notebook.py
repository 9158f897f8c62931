"""Executes a notebook in the ot4j kernel and leaves the notebook and an HTML page."""

import atexit
import copy
import os
import sqlite3
import sys
import threading
import time
from pathlib import Path

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError
from nbformat.sign import NotebookNotary

import expectations
import labs
import pdf
import record
import whole
from html_page import write_page
from notebooks import ROOT, scales

# Longer than any cell takes at quick scale: a test must end.
MOST_SECONDS_A_CELL = 1200


# A log is never silent for longer, no matter how long a cell takes.
SECONDS_OF_SILENCE = 60


class Narrator:
    """Reports progress: on a terminal the running cell, in a log one line for each finished cell.

    A long cell also has a line a minute.
    """

    def __init__(self, name, notebook):
        self.name = name
        self.code = [i for i, c in enumerate(notebook.cells) if is_code(c)]
        self.start = time.time()
        self.current = None
        self.terminal = sys.stdout.isatty()
        self.over = threading.Event()
        self.lock = threading.Lock()
        self.last = self.start
        if not self.terminal:
            threading.Thread(target=self.break_silence, daemon=True).start()

    def cell_starts(self, cell, cell_index):
        if is_code(cell):
            self.current = cell_index
            if self.terminal:
                print(f"\r\033[K{self.progress()}", end="", flush=True)

    def cell_ends(self, cell, cell_index, **reply):
        if is_code(cell) and not self.terminal:
            self.say(self.progress())

    def break_silence(self):
        while not self.over.wait(max(0.1, self.last + SECONDS_OF_SILENCE - time.time())):
            if time.time() >= self.last + SECONDS_OF_SILENCE:
                where = "the kernel starts" if self.current is None else "still runs"
                self.say(f"{self.progress()}, {where}")

    def progress(self):
        seconds = time.time() - self.start
        cell = 0 if self.current is None else self.code.index(self.current) + 1
        return f"· {self.name}: cell {cell} of {len(self.code)} · {seconds:.0f} s"

    def say(self, line):
        with self.lock:
            if not self.over.is_set():
                print(line, flush=True)
                self.last = time.time()

    def ends(self, mark, text):
        erase = "\r\033[K" if self.terminal else ""
        seconds = time.time() - self.start
        with self.lock:
            self.over.set()
            print(f"{erase}{mark} {self.name}  {text}  {seconds:.1f} s", flush=True)

    def where(self):
        if self.current is None:
            return "before the first cell"
        return f"in code cell {self.code.index(self.current) + 1}"


def is_code(cell):
    return cell.cell_type == "code" and cell.source.strip() != ""


def target_of(path):
    """Below target/notebooks, in the folder that the notebook has below notebooks."""
    try:
        relative = path.relative_to(ROOT / "notebooks")
    except ValueError:
        relative = Path(path.name)
    return ROOT / "target" / "notebooks" / relative


def shown(path):
    try:
        return path.relative_to(Path.cwd())
    except ValueError:
        return path


def execute(path, options):
    """Runs one notebook; returns whether it succeeded and, if asked, keeps its promises."""
    try:
        notebook = nbformat.read(path, as_version=4)
    except Exception as problem:
        print(f"✗ {path.name} cannot be read as a notebook: {str(problem)[:200]}")
        return False
    committed = copy.deepcopy(notebook)
    before = {}
    try:
        if to_solve(notebook, path, options):
            before = labs.solve(notebook, path)
    except (OSError, ValueError) as problem:
        print(f"✗ {path.name} cannot be solved: {problem}")
        return False
    handed_in = options.check and not before and bool(labs.exercises(notebook))
    narrator = Narrator(path.name, notebook)
    client = NotebookClient(
        notebook,
        kernel_name="ot4j",
        timeout=MOST_SECONDS_A_CELL if options.check else None,
        startup_timeout=180,
        iopub_timeout=30,
        record_timing=False,
        coalesce_streams=True,
        allow_errors=handed_in,  # a teacher wants to see every verdict
        resources={"metadata": {"path": str(path.parent)}},
        on_cell_start=narrator.cell_starts,
        on_cell_executed=narrator.cell_ends,
    )
    problem = None
    details = ""
    try:
        client.execute()
    except CellExecutionError as error:
        problem = f"failed {narrator.where()}"
        details = f"{source_of(notebook, narrator)}\n{error_of(notebook, narrator) or error}"
    except CellTimeoutError:
        problem = f"took over {MOST_SECONDS_A_CELL} s {narrator.where()}"
        details = source_of(notebook, narrator)
    except DeadKernelError:
        problem = f"the kernel died {narrator.where()}"
        details = source_of(notebook, narrator)
    except RuntimeError as error:
        problem = f"the kernel does not start: {error}"
        atexit.unregister(client._cleanup_kernel)  # there is none to clean up
    seconds = time.time() - narrator.start
    try:
        kept = [*keep(path, notebook)]
        if options.to == "pdf":
            kept.append(pdf.write_pdf(kept[-1]))
    except (OSError, pdf.NoPdf) as error:
        narrator.ends("✗", str(error))
        return False
    if not problem and (options.check or options.record):
        lines = list(broken_promises(path, committed, notebook, handed_in, options))
        problem = "does not keep its promises" if lines else None
        if handed_in and lines:
            problem = f"{right(notebook)} of {len(labs.exercises(notebook))} exercises are right"
        details = "\n".join(f"    {line}" for line in lines)
    if problem:
        narrator.ends("✗", problem)
        print(details)
    else:
        narrator.ends("✓", f"{len(narrator.code)} cells")
    if options.record and not problem:
        try:
            write_back(path, committed, notebook, before, seconds)
        except OSError as error:
            problem = str(error)
            print(f"✗ {path.name}  {problem}; the notebook is unchanged")
    print("\n".join(f"  {shown(file)}" for file in kept), flush=True)
    return problem is None


def to_solve(notebook, path, options):
    """Whether to fill in solutions: into the work of a student only on request."""
    own = path.is_relative_to(ROOT / "notebooks")
    if options.solved or options.own_solved and own:
        return True
    return options.record and not options.check and labs.as_given(notebook)


def keep(path, notebook):
    """Writes the executed notebook and its HTML page; yields the files."""
    notebook.metadata["kernelspec"] = {
        "name": "ot4j", "display_name": "Java (ot4j)", "language": "java"
    }
    target = target_of(path)
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
    except OSError as problem:
        raise whole.CannotWrite(target.parent, problem) from problem
    whole.write(target, text_of(notebook))
    try:
        NotebookNotary().sign(notebook)
    except sqlite3.Error as problem:
        print(f"· JupyterLab will not trust {target.name}: {problem}")
    yield target
    yield write_page(notebook, target.with_suffix(".html"))


def text_of(notebook):
    text = nbformat.writes(notebook)
    return text if text.endswith("\n") else text + "\n"


def broken_promises(path, committed, notebook, handed_in, options):
    """What a run lacks, one line each."""
    scale = (os.environ.get("OT4J_SCALE") if scales(notebook) else None) or "quick"
    real = lambda name: expectations.has_data(path.parent, name)
    if handed_in:
        yield from expectations.handed_in(notebook, scale, real)
        return
    yield from expectations.missed(committed if options.check else notebook, notebook, scale, real)
    if options.check:
        yield from record.faults(path, committed)


def right(notebook):
    """How many exercises of a lab are right, by their verdicts."""
    names = labs.exercises(notebook)
    said = {text.split()[1] for c in notebook.cells if is_code(c) for text in expectations.texts(c)
            if text.startswith("✓ ") and len(text.split()) > 1}
    return len(said & set(names))


def write_back(path, committed, notebook, before, seconds):
    """Replaces a notebook by its executed form, with static pictures."""
    record.make_static(notebook)
    labs.take_back(notebook, before)
    language = notebook.metadata["language_info"]  # what JupyterLab would write on opening it
    notebook.metadata = committed.metadata
    notebook.metadata["language_info"] = language
    record.note(notebook, os.environ.get("OT4J_SCALE") or "quick", seconds)
    whole.write(path, text_of(notebook))
    size = path.stat().st_size
    print(f"  {shown(path)} now holds its outputs, {size / 1e6:.2f} MB")
    if size >= record.MOST_BYTES:
        print("  which are too large to commit: show fewer or smaller figures")


def source_of(notebook, narrator):
    if narrator.current is None:
        return ""
    lines = notebook.cells[narrator.current].source.splitlines()
    return "\n".join(f"    {line}" for line in lines)


def error_of(notebook, narrator):
    """The error below the cell; the reply to the client has only the frames of the kernel."""
    for output in notebook.cells[narrator.current].outputs:
        if output.output_type == "error":
            return "\n".join(output.traceback)
    return ""
