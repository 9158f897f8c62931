"""Labs: cells for students to fill in, and solutions, which are stored elsewhere.

An exercise is a code cell whose metadata names it: {"ot4j": {"exercise": "1a"}}. Its solution is the
Java block below the heading "## 1a" of solutions/NAME.md beside the notebook.
"""

import re

SECTION = re.compile(r"^## +(\S+)[^\n]*\n(.*?)(?=^## |\Z)", re.MULTILINE | re.DOTALL)
# The content of an exercise until a student fills it in.
TO_DO = ["UnsupportedOperationException", "still to be filled in"]
BLOCK = re.compile(r"^```java\n(.*?)^```", re.MULTILINE | re.DOTALL)


def exercise(cell):
    return cell.metadata.get("ot4j", {}).get("exercise")


def exercises(notebook):
    """The exercise cells by name."""
    return {exercise(c): c for c in notebook.cells if c.cell_type == "code" and exercise(c)}


def as_given(notebook):
    """Whether this is a lab whose exercises are all untouched."""
    cells = exercises(notebook).values()
    return bool(cells) and all(any(mark in c.source for mark in TO_DO) for c in cells)


def solutions_file(path):
    return path.parent / "solutions" / f"{path.stem}.md"


def solutions(path):
    """Java by name of exercise; the last block below a heading counts."""
    text = solutions_file(path).read_text(encoding="utf-8")
    found = {}
    for name, body in SECTION.findall(text):
        blocks = BLOCK.findall(body)
        if blocks:
            found[name] = blocks[-1].rstrip("\n")
    return found


def solve(notebook, path):
    """Puts the solutions into the exercise cells; returns their previous content."""
    cells = exercises(notebook)
    if not cells:
        return {}
    answers = solutions(path)
    if set(answers) != set(cells):
        differ = ", ".join(sorted(set(answers) ^ set(cells)))
        raise ValueError(f"exercises and {solutions_file(path).name} do not match: {differ}")
    before = {name: cell.source for name, cell in cells.items()}
    for name, cell in cells.items():
        cell.source = answers[name]
    return before


def take_back(notebook, before):
    """A lab as students get it: their cells and the checks' verdicts empty, all else as it came out.

    Takes what solve() returned; of a notebook that was not solved it is nothing, and all stays.
    """
    if not before:
        return
    for name, cell in exercises(notebook).items():
        cell.source = before[name]
        clear(cell)
    for cell in notebook.cells:
        if cell.cell_type == "code" and cell.source.lstrip().startswith("%check"):
            clear(cell)


def clear(cell):
    cell.outputs = []
    cell.execution_count = None
