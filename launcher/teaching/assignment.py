"""A lab as its teacher keeps it, and what students get of it.

Cells carry nbgrader's metadata (its schema 3), so that nbgrader can take a lab as it is: a cell with a
solution, a cell that gives points, a cell that stays as it is. A lab without that metadata gets it from
what it says itself: exercises, %check, and cells of code. Solutions lie between the comments BEGIN SOLUTION
and END SOLUTION, or in solutions/NAME.md; what lies between BEGIN HIDDEN TESTS and END HIDDEN TESTS is for
the teacher's eyes.
"""

import copy
import hashlib
import re
import shutil
from pathlib import Path

import labs
import whole

SCHEMA = 3
KINDS = ("grade", "solution", "locked", "task")
STUB = 'throw new UnsupportedOperationException("still to be filled in");'
CHECK = re.compile(r"\s*(%%?)check\b[ \t]*([^\n]*)")
GRADE_ID = re.compile(r"[\w-]+", re.ASCII)
TEACHERS = {"solutions", "submissions", "grades", "release", "README.md"}  # which students do not get
TITLE = re.compile(r"^//// +(?!needs )(\w+) +(\S.*)$", re.MULTILINE)


class Refused(ValueError):
    """Why a lab cannot be used, for its teacher."""


def marks(cell):
    return cell.metadata.get("nbgrader", {})


def is_code(cell):
    return cell.cell_type == "code" and bool(cell.source.strip())


class Assignment:
    def __init__(self, path):
        """path is that of the notebook, or a folder with one."""
        self.path = notebook_of(Path(path).absolute())
        self.name, self.folder = self.path.stem, self.path.parent
        self.notebook = read(self.path)
        mark(self.notebook)
        self.check_marks()

    @property
    def title(self):
        import notebooks

        return notebooks.title(self.notebook) or self.name

    @property
    def cells(self):
        return self.notebook.cells

    def graded(self):
        """The cells that give points, in order."""
        return [cell for cell in self.cells if marks(cell).get("grade")]

    def check_marks(self):
        seen = set()
        for number, cell in enumerate(self.cells, 1):
            ours = marks(cell)
            if not ours:
                continue
            where, name = f"{self.path.name}, cell {number}", ours["grade_id"]
            if not isinstance(name, str) or not GRADE_ID.fullmatch(name):
                raise Refused(f"{where}: grade_id = {name!r}: expected letters, digits, - and _")
            if name in seen:
                raise Refused(f"{where}: grade_id = {name} is that of an earlier cell, too")
            seen.add(name)
            points = ours.get("points", 0)
            if isinstance(points, bool) or not isinstance(points, (int, float)) or not 0 <= points < float("inf"):
                raise Refused(f"{where}: points = {points!r}: expected a number from 0")
        if not self.graded():
            raise Refused(f"{self.path.name} has nothing that gives points: no %check and no cell that nbgrader grades")

    def check_files(self):
        """The files with its checks: its own, else all in the folder."""
        own = self.folder / "checks" / f"{self.name}.jsh"
        return [own] if own.exists() else sorted((self.folder / "checks").glob("*.jsh"))

    def checks(self):
        return "".join(file.read_text(encoding="utf-8") + "\n" for file in self.check_files())

    def others(self):
        """The other files that students get: all in the folder but other notebooks and the teacher's."""
        for file in sorted(self.folder.iterdir()):
            teachers = file.name in TEACHERS or file.name.startswith((".", "__")) or file.suffix == ".ipynb"
            if not teachers and file.name != "checks":
                yield file

    def released(self):
        """The notebook that students get."""
        given = copy.deepcopy(self.notebook)
        for number, cell in enumerate(given.cells, 1):
            strip(cell, f"{self.path.name}, cell {number}")
        given.metadata.get("ot4j", {}).pop("recorded", None)
        return given

    def release(self, target):
        """Writes what students get into a folder; returns the notebook."""
        given = self.released()
        target.mkdir(parents=True, exist_ok=True)
        (target / "checks").mkdir(exist_ok=True)
        for file in self.check_files():
            whole.write_bytes(target / "checks" / file.name, file.read_bytes())
        for file in self.others():
            if file.is_dir():
                shutil.copytree(file, target / file.name, dirs_exist_ok=True)
            else:
                whole.write_bytes(target / file.name, file.read_bytes())
        import nbformat

        whole.write(target / self.path.name, nbformat.writes(given) + "\n")
        return given


def notebook_of(path):
    if path.is_dir():
        found = sorted(path.glob("*.ipynb"))
        own = [file for file in found if file.stem == path.name] or found
        if len(own) != 1:
            names = ", ".join(file.name for file in found) or "none"
            raise Refused(f"{path}: expected a folder with one notebook, or a notebook; it has {names}")
        return own[0]
    if not path.is_file() or path.suffix != ".ipynb":
        raise Refused(f"{path}: expected the folder of a lab or its notebook")
    return path


def read(path):
    import nbformat

    try:
        return nbformat.read(path, as_version=4)
    except Exception as problem:
        raise Refused(f"{path} cannot be read as a notebook: {str(problem)[:200]}") from problem


def mark(notebook):
    """Gives each cell of code nbgrader's metadata, unless it has it."""
    taken = {marks(cell).get("grade_id") for cell in notebook.cells}
    for number, cell in enumerate(notebook.cells, 1):
        if "nbgrader" in cell.metadata:
            ours = cell.metadata["nbgrader"]
            for kind in KINDS:
                ours.setdefault(kind, False)
            ours.setdefault("grade_id", f"cell-{number:02d}")
        elif is_code(cell):
            check = CHECK.match(cell.source)
            exercise = labs.exercise(cell)
            name = exercise or (f"check-{check[2].strip() or number}" if check else f"cell-{number:02d}")
            name = re.sub(r"[^\w-]+", "-", name, flags=re.ASCII)
            while name in taken:
                name += "-more"
            taken.add(name)
            cell.metadata["nbgrader"] = {
                "grade": bool(check), "grade_id": name, "locked": not exercise, "solution": bool(exercise),
                "task": False, **({"points": 1} if check else {}),
            }
        else:
            continue
        ours = cell.metadata["nbgrader"]
        ours.setdefault("cell_type", cell.cell_type)
        ours["schema_version"] = SCHEMA


def strip(cell, where):
    """Takes out what is not for students, and locks what is to stay."""
    ours = marks(cell)
    if not ours:
        return
    if ours["solution"]:
        stub = STUB if cell.cell_type == "code" else "*Your answer here.*"
        before = cell.source
        cell.source = without(before, "SOLUTION", where, stub)
        untouched = before == cell.source
        if cell.cell_type == "code" and untouched and not any(mark in before for mark in labs.TO_DO):
            raise Refused(f"{where}: the exercise has no solution between BEGIN SOLUTION and END SOLUTION, "
                          "and does not say “still to be filled in”: it would be handed out as it is")  # fmt: skip
    elif "BEGIN SOLUTION" in cell.source:
        raise Refused(f"{where}: there is a solution in a cell that is no exercise")
    if ours["grade"]:
        cell.source = without(cell.source, "HIDDEN TESTS", where)
    elif "BEGIN HIDDEN TESTS" in cell.source:
        raise Refused(f"{where}: there are hidden tests in a cell that gives no points")
    if cell.cell_type == "code" and (ours["solution"] or ours["grade"]):
        labs.clear(cell)
    if ours["solution"] or ours["grade"] or ours["locked"]:
        cell.metadata["deletable"] = False
    if not ours["solution"] and (ours["grade"] or ours["locked"]):
        cell.metadata["editable"] = False
    if ours["grade"] or ours["solution"] or ours["locked"]:
        ours["checksum"] = checksum(cell)


def without(text, what, where, instead=None):
    """The text without what lies between BEGIN and END."""
    lines, inside = [], False
    for line in text.split("\n"):
        if f"BEGIN {what}" in line:
            if inside:
                raise Refused(f"{where}: BEGIN {what} stands within another")
            inside = True
            if instead:
                lines.append(re.match(r"\s*", line)[0] + instead)
        elif f"END {what}" in line:
            if not inside:
                raise Refused(f"{where}: END {what} without BEGIN {what}")
            inside = False
        elif not inside:
            lines.append(line)
    if inside:
        raise Refused(f"{where}: BEGIN {what} without END {what}")
    return "\n".join(lines)


def checksum(cell):
    """As nbgrader computes it, which takes an untouched answer for none."""
    ours = marks(cell)
    parts = [cell.source, cell.cell_type, *(str(bool(ours[kind])) for kind in ("grade", "solution", "locked"))]
    parts.append(ours["grade_id"])
    if ours["grade"]:
        parts.append(str(float(ours["points"])))
    return hashlib.md5("".join(parts).encode()).hexdigest()
