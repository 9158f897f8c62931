"""What a student has handed in, read with suspicion, and laid over the teacher's copy of the lab."""

import errno
import json
import os
import re
import stat
from dataclasses import dataclass, field
from pathlib import Path

from teaching.assignment import CHECK, marks

MOST_BYTES = 20 << 20
MOST_CELLS = 400  # of a student's own
MOST_CHARACTERS = 200_000  # of one cell


class Unreadable(Exception):
    """Why nothing can be run, for teacher and student."""


@dataclass
class Step:
    kind: str  # given, answer, extra, check
    code: str
    name: str = ""  # of the cell
    points: float = 0


@dataclass
class Plan:
    steps: list = field(default_factory=list)
    notes: list = field(default_factory=list)
    answers: dict = field(default_factory=dict)  # text by grade id, of cells with a solution
    touched: dict = field(default_factory=dict)  # the teacher's cells that were deleted or changed


def find(folder, name):
    """Submissions in a folder, by student: STUDENT.ipynb, STUDENT/NAME.ipynb or STUDENT/NAME/NAME.ipynb.

    The value is the notebook, or None where none is found. No link is followed.
    """
    found = {}
    for entry in sorted(os.scandir(folder), key=lambda each: each.name):
        path = Path(entry.path)
        if entry.name.startswith("."):
            continue
        if entry.is_symlink():
            found.setdefault(entry.name.removesuffix(".ipynb"), None)
        elif entry.is_dir(follow_symlinks=False):
            found[entry.name] = within(path, name)
        elif path.suffix == ".ipynb":
            found.setdefault(path.stem, path)
    return found


def within(folder, name):
    for place in (folder, folder / name):
        if place.is_symlink() or not place.is_dir():
            continue
        wanted = place / f"{name}.ipynb"
        if os.path.lexists(wanted):
            return wanted
        others = sorted(place.glob("*.ipynb"))
        if len(others) == 1:
            return others[0]
    return None


def read(path):
    """The cells of a notebook as (kind, id, metadata, source); everything that is not one is left out."""
    try:
        descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0))
    except OSError as problem:
        link = problem.errno == errno.ELOOP
        raise Unreadable("it is a link, not a file" if link else "it cannot be opened") from problem
    with open(descriptor, "rb") as file:
        status = os.fstat(file.fileno())
        if not stat.S_ISREG(status.st_mode):
            raise Unreadable("it is not a file")
        if status.st_size > MOST_BYTES:
            raise Unreadable(f"it has {status.st_size / 1e6:.0f} MB; at most {MOST_BYTES / 1e6:.0f} are read")
        text = file.read(MOST_BYTES + 1)
    try:
        content = json.loads(text.decode("utf-8-sig", errors="replace"))
    except (ValueError, RecursionError) as problem:
        raise Unreadable("it is not a notebook: it cannot be read as JSON") from problem
    cells = content.get("cells") if isinstance(content, dict) else None
    if not isinstance(cells, list):
        raise Unreadable("it is not a notebook: it has no cells")
    return [cell for cell in map(cell_of, cells) if cell]


def cell_of(cell):
    if not isinstance(cell, dict) or cell.get("cell_type") not in ("code", "markdown"):
        return None
    source = cell.get("source", "")
    if isinstance(source, list):
        source = "".join(part for part in source if isinstance(part, str))
    metadata = cell.get("metadata")
    if not isinstance(source, str):
        return None
    return cell["cell_type"], str(cell.get("id", "")), metadata if isinstance(metadata, dict) else {}, source


def names(cell, place):
    """What a student's cell may be recognised by."""
    _, identity, metadata, _ = cell
    for key, part in (("nbgrader", "grade_id"), ("ot4j", "exercise")):
        inner = metadata.get(key)
        name = inner.get(part) if isinstance(inner, dict) else None
        if isinstance(name, str) and name in place:
            yield name
    if identity in place:
        yield identity


def lay_over(assignment, cells):
    """The steps of a run: the teacher's cells, the student's answers, and cells of the student's own."""
    released = assignment.released().cells
    place = {}
    for index, cell in enumerate(released):
        place[marks(cell).get("grade_id") or cell.get("id")] = index
        if cell.get("id"):
            place.setdefault(cell["id"], index)
        exercise = cell.metadata.get("ot4j", {}).get("exercise")
        if exercise:
            place.setdefault(exercise, index)
    plan = Plan()
    mine, extras, last = {}, {}, -1
    for cell in cells:
        index = next((place[name] for name in names(cell, place)), None)
        if index is not None and index not in mine:
            mine[index] = cell
            last = index
        elif cell[0] == "code" and cell[3].strip() and not CHECK.match(cell[3]):
            extras.setdefault(last, []).append(cell[3])
    if sum(map(len, extras.values())) > MOST_CELLS:
        plan.notes.append(f"there are more than {MOST_CELLS} additional cells: they were left out")
        extras = {}
    lay(assignment, released, mine, extras, plan)
    for what, cells in plan.touched.items():
        plan.notes.append(f"{what}: {', '.join(cells)} (the teacher's were run)")
    return plan


def lay(assignment, released, mine, extras, plan):
    for index in range(-1, len(released)):
        if index >= 0:
            lay_cell(assignment.cells[index], released[index], mine.get(index), plan)
        for source in extras.get(index, []):
            add(plan, Step("extra", source, "an additional cell"))


def lay_cell(original, given, cell, plan):
    ours = marks(given)
    if not ours:
        return
    name = ours["grade_id"]
    if ours["solution"]:
        if cell is None:
            plan.notes.append(f"exercise {name} is missing")
        answer = cell[3] if cell else ""
        plan.answers[name] = answer[:MOST_CHARACTERS]
        if given.cell_type == "code" and answer.strip():
            add(plan, Step("answer", answer, name))
        if ours["grade"]:  # to be read by a person
            plan.steps.append(Step("read", "", name, ours["points"]))
    elif ours["grade"]:
        compare(plan, cell, given)
        plan.steps.append(Step("check", original.source, name, ours["points"]))
    elif given.cell_type == "code":
        if ours["locked"]:
            compare(plan, cell, given)
            plan.steps.append(Step("given", original.source, name))
        elif cell:
            add(plan, Step("extra", cell[3], name))


def compare(plan, cell, given):
    name = marks(given)["grade_id"]
    if cell is None:
        plan.touched.setdefault("deleted cells", []).append(name)
    elif re.sub(r"\s+", "", cell[3]) != re.sub(r"\s+", "", given.source):
        plan.touched.setdefault("changed cells", []).append(name)


def add(plan, step):
    if len(step.code) > MOST_CHARACTERS:
        plan.notes.append(f"{step.name} has {len(step.code):,} characters: it was not run")
    else:
        plan.steps.append(step)
