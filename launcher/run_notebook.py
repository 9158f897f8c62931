"""Executes notebooks in the ot4j kernel and leaves, for each, the notebook and an HTML page.

Called by the launcher: run_notebook.py ROOT NOTEBOOK...
"""

import atexit
import sys
import time
from pathlib import Path

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, DeadKernelError
from nbformat.sign import NotebookNotary

from html_page import write_page


class Narrator:
    """Tells on the terminal which cell runs; a log gets one line for each notebook."""

    def __init__(self, name, notebook):
        self.name = name
        self.code = [i for i, c in enumerate(notebook.cells) if is_code(c)]
        self.start = time.time()
        self.current = None
        self.terminal = sys.stdout.isatty()

    def cell_starts(self, cell, cell_index):
        if is_code(cell):
            self.current = cell_index
            if self.terminal:
                seconds = time.time() - self.start
                number = self.code.index(cell_index) + 1
                text = f"{self.name}: cell {number} of {len(self.code)} · {seconds:.0f} s"
                print(f"\r\033[K· {text}", end="", flush=True)

    def ends(self, mark, text):
        erase = "\r\033[K" if self.terminal else ""
        seconds = time.time() - self.start
        print(f"{erase}{mark} {self.name}  {text}  {seconds:.1f} s", flush=True)

    def where(self):
        if self.current is None:
            return "before the first cell"
        return f"in code cell {self.code.index(self.current) + 1}"


def is_code(cell):
    return cell.cell_type == "code" and cell.source.strip() != ""


def target_of(root, path):
    """Below target/notebooks, in the folder that the notebook has below notebooks."""
    try:
        relative = path.relative_to(root / "notebooks")
    except ValueError:
        relative = Path(path.name)
    return root / "target" / "notebooks" / relative


def shown(path):
    try:
        return path.relative_to(Path.cwd())
    except ValueError:
        return path


def execute(root, path):
    """Runs one notebook; returns whether all of its cells came through."""
    try:
        notebook = nbformat.read(path, as_version=4)
    except Exception as problem:
        print(f"✗ {path.name} cannot be read as a notebook: {str(problem)[:200]}")
        return False
    narrator = Narrator(path.name, notebook)
    client = NotebookClient(
        notebook,
        kernel_name="ot4j",
        timeout=None,
        startup_timeout=180,
        iopub_timeout=30,
        resources={"metadata": {"path": str(path.parent)}},
        on_cell_start=narrator.cell_starts,
    )
    problem = None
    try:
        client.execute()
    except CellExecutionError as error:
        problem = f"failed {narrator.where()}"
        details = f"{source_of(notebook, narrator)}\n{error_of(notebook, narrator) or error}"
    except DeadKernelError:
        problem = f"the kernel died {narrator.where()}"
        details = source_of(notebook, narrator)
    except RuntimeError as error:
        problem = f"the kernel does not start: {error}"
        details = ""
        atexit.unregister(client._cleanup_kernel)  # there is none to clean up
    notebook.metadata["kernelspec"] = {
        "name": "ot4j", "display_name": "Java (ot4j)", "language": "java"
    }
    target = target_of(root, path)
    target.parent.mkdir(parents=True, exist_ok=True)
    nbformat.write(notebook, target)
    NotebookNotary().sign(notebook)
    page = write_page(notebook, target.with_suffix(".html"))
    if problem:
        narrator.ends("✗", problem)
        print(details)
    else:
        narrator.ends("✓", f"{len(narrator.code)} cells")
    print(f"  {shown(target)}\n  {shown(page)}", flush=True)
    return problem is None


def source_of(notebook, narrator):
    if narrator.current is None:
        return ""
    lines = notebook.cells[narrator.current].source.splitlines()
    return "\n".join(f"    {line}" for line in lines)


def error_of(notebook, narrator):
    """What the kernel showed below the cell; its reply to the client holds its own frames only."""
    for output in notebook.cells[narrator.current].outputs:
        if output.output_type == "error":
            return "\n".join(output.traceback)
    return ""


def main():
    root = Path(sys.argv[1])
    results = [execute(root, Path(p)) for p in sys.argv[2:]]
    failed = results.count(False)
    if failed:
        print(f"ot4j: {failed} of {len(results)} notebooks failed", file=sys.stderr)
    return 1 if failed else 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        print("\not4j: stopped", file=sys.stderr)
        sys.exit(130)
    except OSError as problem:
        print(f"ot4j: cannot write: {problem}", file=sys.stderr)
        sys.exit(1)
