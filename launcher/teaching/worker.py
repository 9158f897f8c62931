"""Grades one submission: a process of its own, whose result is JSON on its standard output.

    python worker.py < {"lab": …, "submission": …, …}
"""

import json
import os
import re
import secrets
import shutil
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import labs  # noqa: E402
from teaching import sandbox, submission  # noqa: E402
from teaching.assignment import CHECK, Assignment, marks  # noqa: E402

MOST_RESTARTS = 5
TYPES = re.compile(r"\b(?:class|record|interface|enum)\s+(\w+)")
WHY = ("hint", "looked at", "found", "expected")


class Run:
    """A submission in its kernel."""

    def __init__(self, assignment, plan, session, seconds, total):
        self.assignment, self.plan, self.session, self.seconds = assignment, plan, session, seconds
        self.end = time.monotonic() + total
        self.restarts = 0
        self.done, self.bad = [], set()
        self.errors = {}
        self.checks = assignment.checks()
        self.shadowed = shadowed(assignment, plan)

    def grades(self):
        return [grade for number, step in enumerate(self.plan.steps) if (grade := self.step(number, step))]

    def step(self, number, step):
        if step.kind == "read":
            text = self.plan.answers.get(step.name, "")
            return grade_of(step, None, "to be read by the teacher", answer=text)
        if step.kind == "check":
            return self.check(step)
        if self.time_left() <= 0:
            self.note("the time for the whole notebook is over: what follows was not run")
            return None
        shown = self.execute(number, step, step.code, self.seconds)
        if shown and shown.end in ("hung", "died", "stopped"):
            self.fell(number, step, shown)
        else:
            self.done.append(number)
        return None

    def execute(self, number, step, code, seconds):
        shown = self.session.run(code, max(1, min(seconds, self.time_left())))
        if shown.error and step.kind in ("answer", "extra"):
            self.errors[step.name] = shown.error
        if shown.size > 1_000_000:
            self.note(f"{step.name} printed more than a million characters, of which most were left out")
        return shown

    def fell(self, number, step, shown):
        """A cell did not end, or took the kernel with it: go on behind it with what worked."""
        self.bad.add(number)
        what = "ended the kernel" if shown.end == "died" else f"did not end within {self.seconds:g} seconds"
        cell = step.name if step.kind == "extra" else f"cell {step.name}"
        self.note(f"{cell} {what}")
        if shown.end != "stopped":
            self.restart()

    def restart(self):
        """A fresh kernel in which all runs again that ran; repeated while that fails."""
        while self.session and self.restarts < MOST_RESTARTS and self.time_left() > 0:
            self.restarts += 1
            self.session.restart()
            fell = next((number for number in self.done if not self.again(number)), None)
            if fell is None:
                return
            self.done.remove(fell)
            self.bad.add(fell)
        self.note("the kernel ended too often: what follows was not run")
        self.end = 0

    def again(self, number):
        seconds = max(1, min(self.seconds, self.time_left()))
        return self.session.run(self.plan.steps[number].code, seconds).end in ("ok", "error")

    def check(self, step):
        if self.time_left() <= 0:
            return grade_of(step, 0, "it was not run: no time was left, or the kernel ended too often")
        if names := self.shadowed.get(step.name):
            self.note(f"{', '.join(names)} is declared again, which the checks use: look at it yourself")
            return grade_of(step, 0, f"your notebook declares {', '.join(names)}, which this check uses")
        token = secrets.token_hex(16)
        found = CHECK.match(step.code)
        code = step.code
        if found:
            body = step.code[found.end():] if found[1] == "%%" else self.checks
            code = f"%%check --token {token} --seconds {self.seconds:g} {found[2].strip()}\n{body}"
        shown = self.session.run(code, min(3 * self.seconds + 10, self.time_left()))
        if shown.end in ("hung", "died", "stopped"):
            what = "ended the kernel" if shown.end == "died" else "did not end"
            if shown.end != "stopped":
                self.restart()
            return grade_of(step, 0, f"your answer {what} while it was checked")
        if not found:
            return grade_of(step, 0 if shown.error else step.points, shown.error)
        verdicts = [each for each in shown.verdicts if isinstance(each, dict) and each.get("token") == token]
        return self.verdict(step, shown, verdicts)

    def verdict(self, step, shown, verdicts):
        if not verdicts:
            return grade_of(step, 0, shown.error or "the check gave no answer")
        right = sum(each.get("right") is True for each in verdicts)
        results = [
            {key: str(each[key])[:2000] for key in ("name", "title", *WHY) if key in each}
            | {"right": each.get("right") is True}
            for each in verdicts
        ]
        return grade_of(step, step.points * right / len(verdicts), results=results)

    def note(self, text):
        if text not in self.plan.notes:
            self.plan.notes.append(text)

    def time_left(self):
        return self.end - time.monotonic()


def grade_of(step, points, why="", results=(), answer=""):
    return {"name": step.name, "points": points, "of": step.points, "why": why, "results": list(results),
            "answer": answer}  # fmt: skip


def shadowed(assignment, plan):
    """Types that a student declares and a check uses, by check; a lab's own may be declared again."""
    own = "\n".join(cell.source for cell in assignment.cells)
    declared = {
        name for step in plan.steps if step.kind in ("answer", "extra") for name in TYPES.findall(step.code)
    } - set(TYPES.findall(own))
    if not declared:
        return {}
    return {
        step.name: names
        for step in plan.steps if step.kind == "check"
        if (names := sorted(declared & set(re.findall(r"\w+", texts(assignment, step)))))
    }


def texts(assignment, step):
    """The text of the checks behind a cell."""
    found = CHECK.match(step.code)
    if not found or found[1] == "%%":
        return step.code
    name = found[2].split()[0] if found[2].split() else ""
    parts = re.split(r"(?m)^(?=//// +(?!needs )\w+ )", assignment.checks())
    return "".join(part for part in parts if re.match(rf"//// +{re.escape(name)}\D*? ", part))


def grade(settings):
    assignment = Assignment(settings["lab"])
    plan = submission.Plan()
    try:
        if settings["submission"] is None:
            raise submission.Unreadable("there is no notebook, or more than one with another name")
        plan = submission.lay_over(assignment, submission.read(Path(settings["submission"])))
    except submission.Unreadable as problem:
        steps = [submission.Step("check", "", marks(c)["grade_id"], marks(c)["points"]) for c in assignment.graded()]
        return {"grades": [grade_of(step, 0, "nothing could be run") for step in steps],
                "notes": [f"the notebook was not graded: {problem}"], "answers": {}, "errors": {}}  # fmt: skip
    scratch = Path(tempfile.mkdtemp(prefix="ot4j-grade-"))
    try:
        return run(assignment, plan, settings, scratch)
    finally:
        shutil.rmtree(scratch, ignore_errors=True)


def run(assignment, plan, settings, scratch):
    from teaching.session import Session

    work, ours = scratch / "work", scratch / "run"
    assignment.release(work)
    (work / assignment.path.name).unlink()
    ours.mkdir()
    hidden = [*settings["hidden"], str(Path.home()), tempfile.gettempdir()]
    session = Session(work, ours, settings["shut_in"], hidden, settings["memory"])
    try:
        session.start()
        grading = Run(assignment, plan, session, settings["seconds"], settings["total"])
        grades = grading.grades()
    finally:
        session.stop()
    return {"grades": grades, "notes": plan.notes, "answers": plan.answers, "errors": grading.errors}


def main():
    settings = json.load(sys.stdin)
    if sys.platform.startswith("linux"):
        sandbox.die_with_parent()
    result = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)  # whatever else prints does not belong to the result
    if settings["shut_in"]:
        sandbox.leave_network()
    json.dump(grade(settings), result)
    result.close()


if __name__ == "__main__":
    main()
