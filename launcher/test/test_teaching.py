"""A teacher's walk: a new lab, what students get, what they hand in, and what becomes of it."""

import copy
import csv
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time

import nbformat
import psutil
import pytest

import submissions
import test_lab
from conftest import ROOT, one_line, ot4j

sys.path.insert(0, str(ROOT / "launcher"))
import teach  # noqa: E402
from teaching import assignment, feedback, grade, sandbox, submission  # noqa: E402

NAME = "line-transport"
SHUT_IN = sandbox.why_not() is None


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    folder = tmp_path_factory.mktemp("course")
    for command in ("new", "release"):
        run = ot4j(ROOT, "lab", command, NAME, cwd=folder)
        assert run.returncode == 0, run.stderr
    return folder / NAME


@pytest.fixture
def lab(made, tmp_path):
    """A new lab, released."""
    return shutil.copytree(made, tmp_path / NAME)


def released_notebook(lab):
    return lab / "release" / NAME / f"{NAME}.ipynb"


def cells(path):
    return nbformat.read(path, as_version=4).cells


def handed_out(folder):
    return "\n".join(file.read_text(encoding="utf-8") for file in folder.rglob("*") if file.is_file())


def test_students_get_no_solutions_and_no_hidden_checks(lab):
    text = handed_out(lab / "release")
    for secret in ("BEGIN SOLUTION", "sum += v", "HIDDEN", "Any two samples", "Wasserstein.between"):
        assert secret not in text
    given = {c.metadata.nbgrader.grade_id: c for c in cells(released_notebook(lab)) if "nbgrader" in c.metadata}
    assert given["1a"].source == (
        "double mean(double[] x) {\n"
        '    throw new UnsupportedOperationException("still to be filled in");\n}'
    )
    assert given["1a"].metadata.get("editable", True) and given["1a"].metadata.deletable is False
    assert given["check-1b"].metadata.editable is False and given["check-1b"].metadata.nbgrader.points == 2
    assert given["hidden-1b"].source == "%%check"
    assert "//// 1a" in (lab / "release" / NAME / "checks" / f"{NAME}.jsh").read_text()


def test_released_twice_is_the_same(lab, tmp_path):
    assignment.Assignment(lab).release(tmp_path / "again")
    assert handed_out(tmp_path / "again") == handed_out(lab / "release" / NAME)


@pytest.mark.parametrize("name", sorted(path.stem for path in (ROOT / "notebooks/labs").glob("*.ipynb")))
def test_the_project_s_labs_can_be_released(root, name, tmp_path):
    lab = assignment.Assignment(ROOT / "notebooks/labs" / f"{name}.ipynb")
    lab.release(tmp_path)
    text = handed_out(tmp_path)
    solutions = assignment.labs.solutions(lab.path)
    assert len(lab.graded()) == len(solutions)
    assert not [name for name, java in solutions.items() if java in text]
    assert [path.name for path in (tmp_path / "checks").iterdir()] == [f"{name}.jsh"]


def test_what_would_give_a_solution_away_is_refused(lab):
    path = lab / f"{NAME}.ipynb"
    notebook = nbformat.read(path, as_version=4)
    exercise = submissions.Maker.cell(notebook.cells, "1a")
    for source, reason in [
        ("double mean(double[] x) { return 3; }", "has no solution between BEGIN SOLUTION"),
        ("// BEGIN SOLUTION\nint x = 1;", "BEGIN SOLUTION without END SOLUTION"),
        ("// BEGIN SOLUTION\n// BEGIN SOLUTION\n// END SOLUTION", "within another"),
        ("// END SOLUTION", "END SOLUTION without"),
    ]:
        exercise.source = source
        nbformat.write(notebook, path)
        with pytest.raises(assignment.Refused, match=reason):
            assignment.Assignment(lab).released()


@pytest.mark.parametrize(
    "key, value, reason",
    [("points", -1, "points = -1"), ("points", "2", "points = '2'"), ("points", float("nan"), "points = nan"),
     ("grade_id", "a b", "grade_id = 'a b'"), ("grade_id", "1a", "grade_id = 1a is that of an earlier cell")],
)  # fmt: skip
def test_wrong_metadata_is_named(lab, key, value, reason):
    path = lab / f"{NAME}.ipynb"
    notebook = nbformat.read(path, as_version=4)
    submissions.Maker.cell(notebook.cells, "check-1b").metadata.nbgrader[key] = value
    nbformat.write(notebook, path)
    with pytest.raises(assignment.Refused, match=re.escape(reason)):
        assignment.Assignment(lab)


@pytest.mark.parametrize(
    "arguments, part",
    [
        (["new"], "NAME"), (["new", "a b"], "NAME = a b"), (["new", ".."], "NAME = .."), (["new", NAME], "is there already"),
        ([], "new|release|grade"), (["release", NAME, "--to", NAME], "its notebook would be lost"),
        (["release", "nothing"], "expected the folder of a lab or its notebook"),
        (["release", "."], "expected a folder with one notebook"),
        (["grade", "nothing"], "expected the folder of a lab"),
        (["grade", ".", "--jobs", "0"], "number from 1 to 64"), (["grade", ".", "--fast"], "--fast"),
    ],
)  # fmt: skip
def test_wrong_arguments(monkeypatch, lab, capsys, arguments, part):
    monkeypatch.chdir(lab.parent)
    monkeypatch.setattr(sys, "argv", ["teach.py", *arguments])
    with pytest.raises(SystemExit) as end:
        teach.main()
    said = capsys.readouterr().err or str(end.value)
    assert end.value.code != 0 and said.startswith("ot4j: ") and part in said and said.strip().count("\n") == 0


def test_nothing_to_grade(root, lab):
    one_line(ot4j(root, "lab", "grade", str(lab)), "there is no folder", "submissions")
    (lab / "submissions").mkdir()
    options = type("Options", (), {"lab": lab, "submissions": None, "to": None})
    with pytest.raises(assignment.Refused, match="STUDENT.ipynb"):
        grade.grade(options)


def collect(lab, tmp_path):
    """Puts made submissions into the lab; returns what each should get."""
    secret = tmp_path / "secret"
    secret.mkdir()
    (secret / "secret").write_text("the answers")
    return submissions.make(released_notebook(lab), lab / "submissions", secret)


def files(folder, but):
    return {path for path in folder.rglob("*") if but not in [path, *path.parents]}


def graded(root, lab, *options):
    before = files(lab.parent, lab / "grades")
    run = ot4j(root, "lab", "grade", lab.name, "--jobs", "2", "--seconds", "15", *options, cwd=lab.parent, timeout=3000)
    assert run.returncode == 0, run.stdout + run.stderr
    assert files(lab.parent, lab / "grades") == before, "no submission has left anything"


def rows(folder):
    with open(folder / "grades.csv", encoding="utf-8", newline="") as file:
        return {row["student"]: row for row in csv.DictReader(file)}


def check_points(expected, folder):
    found = rows(folder)
    assert set(found) == set(expected)
    points = {s: tuple(float(row[c]) for c in ("check-1a", "check-1b", "hidden-1b")) for s, row in found.items()}
    assert points == {student: tuple(map(float, each)) for student, each in expected.items()}
    for row in found.values():
        assert float(row["points"]) == sum(float(row[c]) for c in ("check-1a", "check-1b", "hidden-1b"))
        assert row["of"] == "4"
    return found


@pytest.mark.full
@pytest.mark.skipif(not SHUT_IN, reason="this system cannot shut submissions in")
def test_a_teacher_s_and_a_student_s_walk(root, tmp_path):
    """The commands of docs/teaching.md, one after the other, with submissions of thirty students."""
    page = (ROOT / "docs/teaching.md").read_text(encoding="utf-8")
    commands = [block.split("\n")[0].split()[1:] for block in re.findall(r"```sh\n(.*?)```", page, re.DOTALL)]
    assert [" ".join(each[:2]) for each in commands] == [
        "lab new", f"lab {NAME}/{NAME}.ipynb", "run --check", "lab release", "lab grade",
        f"lab {NAME}/release/{NAME}/{NAME}.ipynb",
    ]  # fmt: skip
    lab = tmp_path / NAME
    for command in commands:
        if command[1] == "grade":
            expected = collect(lab, tmp_path)
            assert len(expected) >= 30
            graded(root, lab)
        elif command[1].endswith(".ipynb"):
            opened, _ = test_lab.opened(root, tmp_path, *command[1:])
            assert opened == f"/lab/tree/{command[1]}"
        else:
            run = ot4j(root, *command, cwd=tmp_path)
            assert run.returncode == 0, run.stdout + run.stderr
    folder = lab / "grades"
    found = check_points(expected, folder)
    assert found["ben wrong"]["notes"] == found["fred spies"]["notes"] == ""
    assert "did not end within 15 seconds" in found["carl hangs"]["notes"]
    assert found["dora exits"]["notes"] == "an additional cell ended the kernel"
    assert "changed cells: check-1a, check-1b, hidden-1b" in found["<b>eve forges"]["notes"]
    assert "it is a link" in found["zoe links"]["notes"]
    pages = {page.name: page.read_text(encoding="utf-8") for page in (folder / "feedback").iterdir()}
    assert len(pages) == len(expected)
    ben = next(text for name, text in pages.items() if name.startswith("ben_wrong"))
    for part in ("mean((1, 2, 6))", ">6<", ">3<", "the sum of all, divided by x.length", "sort copies"):
        assert part in ben
    assert "&lt;script&gt;" in next(text for name, text in pages.items() if "eve" in name)
    for text in [*pages.values(), (folder / "summary.html").read_text(encoding="utf-8")]:
        assert not re.search("<(script|img|iframe|link|object|a href=.(?!feedback/))", text)
    assert "look at it yourself" in found["own Math"]["notes"]
    assert "deleted cells: check-1a" in found['<b>"hugo" & co']["notes"]
    assert "more than a million characters" in found["gina prints"]["notes"]
    first = (folder / "grades.csv").read_bytes()
    few = lab / "few"
    few.mkdir()
    for student in ("anna", "ben wrong", "no json"):
        os.rename(lab / "submissions" / student, few / student)
    for target in ("one", "two"):
        assert ot4j(root, "lab", "grade", str(lab), "--submissions", str(few), "--to", str(lab / target)).returncode == 0
    assert handed_out(lab / "one") == handed_out(lab / "two"), "the same input gives the same points"
    lines = first.decode().splitlines()
    assert set((lab / "one" / "grades.csv").read_text().splitlines()) < set(lines)


@pytest.mark.skipif(not SHUT_IN, reason="this system cannot shut submissions in")
@pytest.mark.parametrize(
    "script, fails",
    [
        ("echo x > {outside}/written", True), ("cat {outside}/secret", True), ("ls {outside}/*", True),
        ("echo x > /tmp/lab/own && cat own", False), ("echo x > /tmp/written", False),
        ("echo x > $HOME/of-its-own", False), ("mount -o remount,rw /", True),
        ("unshare -rm mount -o remount,rw /", True), ("kill -9 {pid}", True),
        ("{python} -c 'import socket; socket.create_connection((\"127.0.0.1\", {port}), 5)'", True),
        ("{python} -c 'print(len(bytearray(600 << 20)))'", True),
        ("head -c 100000000 /dev/zero > large", True),
    ],
)  # fmt: skip
def test_what_is_shut_in_does_not_get_out(tmp_path, script, fails):
    """fails: whether it has to fail, since it tries to get out."""
    import socket

    outside, work = tmp_path / "outside", tmp_path / "work"
    outside.mkdir(), work.mkdir()
    (outside / "secret").write_text("x")
    with socket.create_server(("127.0.0.1", 0)) as server:
        places = {"outside": outside, "pid": os.getpid(), "port": server.getsockname()[1], "python": sys.executable}
        settings = {
            "program": ["sh", "-c", script.format(**places)], "work": str(work), "memory": 500,
            "shown": [sys.prefix, sys.base_prefix, str(ROOT)], "hidden": [str(outside)],
        }
        run = subprocess.run([sys.executable, sandbox.__file__, json.dumps(settings), "--network"], capture_output=True)
    assert (run.returncode != 0) == fails, run.stderr
    assert sorted(path.name for path in outside.iterdir()) == ["secret"]


def test_a_system_without_walls_asks_first(monkeypatch, lab):
    (lab / "submissions").mkdir()
    (lab / "submissions" / "anna.ipynb").write_bytes(released_notebook(lab).read_bytes())
    monkeypatch.setattr(sandbox, "why_not", lambda: "it needs Linux")
    options = type("Options", (), {"lab": lab, "submissions": None, "to": None, "open": False})
    with pytest.raises(assignment.Refused, match="it needs Linux.*--open"):
        grade.grade(options)


@pytest.mark.skipif(not SHUT_IN, reason="this system cannot shut submissions in")
def test_stopping_stops_all(root, lab):
    """Ctrl+C ends the batch, its workers and their kernels."""
    submissions.Maker(released_notebook(lab), lab / "submissions").write("anna", before=["Thread.sleep(600_000);"])
    process = subprocess.Popen(
        [sys.executable, str(root / "launcher/teach.py"), "grade", str(lab), "--seconds", "600"],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        # A shell that runs the tests in the background makes them ignore it.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )  # fmt: skip
    ours = psutil.Process(process.pid)
    end = time.monotonic() + 180
    while not any("java" in child.name() for child in ours.children(recursive=True)) and time.monotonic() < end:
        time.sleep(0.2)
    family = ours.children(recursive=True)
    assert any("java" in child.name() for child in family)
    process.send_signal(signal.SIGINT)
    _, said = process.communicate(timeout=60)
    assert process.returncode == 130 and said.strip() == "ot4j: stopped"
    assert not psutil.wait_procs(family, timeout=30)[1]


def test_where_submissions_may_lie(tmp_path):
    for place in ("a/lab.ipynb", "b/lab/lab.ipynb", "c/mine.ipynb", "d/x.ipynb", "d/y.ipynb", "e/nothing.txt", ".git/lab.ipynb"):
        (tmp_path / place).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / place).write_text("{}")
    (tmp_path / "f.ipynb").write_text("{}")
    found = submission.find(tmp_path, "lab")
    ours = {name: path and path.relative_to(tmp_path).as_posix() for name, path in found.items()}
    assert ours == {"a": "a/lab.ipynb", "b": "b/lab/lab.ipynb", "c": "c/mine.ipynb", "d": None, "e": None, "f": "f.ipynb"}


@pytest.mark.parametrize("text", [b"", b"{", b"[]", b'{"cells": 3}', b"[" * 100_000, b"\xff\xfe"])
def test_what_is_no_notebook(tmp_path, text):
    (tmp_path / "x.ipynb").write_bytes(text)
    with pytest.raises(submission.Unreadable, match="it is not a notebook"):
        submission.read(tmp_path / "x.ipynb")


def test_names_of_pages_stay_in_their_folder():
    students = ["../../etc/passwd", "anna", "ANNA", "a/b", "", "ü", "CON.", "x" * 300, "\u202egnp.exe", "\udcff"]
    names = feedback.file_names(students)
    assert len({name.lower() for name in names.values()}) == len(students)
    assert all(re.fullmatch(r"[A-Za-z0-9_-][A-Za-z0-9._-]*\.html", name) and len(name) < 90 for name in names.values())


def test_a_spreadsheet_finds_no_formula():
    assert grade.harmless("=HYPERLINK(1)") == "'=HYPERLINK(1)" and grade.harmless("-1") == "'-1"
    assert grade.harmless("anna\nb") == "anna\\x0ab"


def test_answers_are_laid_over_the_teacher_s_copy(lab):
    ours = assignment.Assignment(lab)
    maker = submissions.Maker(released_notebook(lab), lab)
    notebook = maker.notebook(before=["int helper = 1;"], edit=submissions.edit_checks)
    plan = submission.lay_over(ours, [submission.cell_of(c) for c in notebook["cells"]])
    kinds = [(step.kind, step.name) for step in plan.steps]
    assert kinds == [("extra", "an additional cell"), ("answer", "1a"), ("check", "check-1a"), ("answer", "1b"),
                     ("check", "check-1b"), ("check", "hidden-1b"), ("given", "cell-09")]  # fmt: skip
    assert plan.steps[5].code.startswith("%%check\n// ### BEGIN HIDDEN TESTS") and plan.steps[2].code == "%check 1a"
    assert plan.notes == ["changed cells: check-1a, check-1b, hidden-1b (the teacher's were run)"]
    renamed = copy.deepcopy(notebook)
    for cell in renamed["cells"]:
        cell["metadata"].pop("nbgrader", None)
    again = submission.lay_over(ours, [submission.cell_of(c) for c in renamed["cells"]])
    assert [(step.kind, step.name) for step in again.steps] == kinds, "cells are known by their other names as well"


def test_nbgrader_reads_what_is_written(lab):
    """Its own validator, checksums and preprocessors; the walk with its database is in docs/teaching.md."""
    nbgrader = pytest.importorskip("nbgrader")
    from nbgrader.nbgraderformat.v3 import MetadataValidatorV3
    from nbgrader.preprocessors import ClearHiddenTests, ClearSolutions
    from nbgrader.utils import compute_checksum, determine_grade

    assert nbgrader
    given = nbformat.read(released_notebook(lab), as_version=4)
    MetadataValidatorV3().validate_nb(given)
    for cell in given.cells:
        if "nbgrader" in cell.metadata:
            assert cell.metadata.nbgrader.checksum == compute_checksum(cell)
    graded = [determine_grade(cell) for cell in given.cells if cell.metadata.get("nbgrader", {}).get("grade")]
    assert [most for _, most in graded] == [1, 2, 1]
    source = nbformat.read(lab / f"{NAME}.ipynb", as_version=4)
    stub = {"java": assignment.STUB}
    source, _ = ClearSolutions(code_stub=stub).preprocess(source, {})
    source, _ = ClearHiddenTests().preprocess(source, {})
    assert [c.source for c in source.cells] == [c.source for c in given.cells]


