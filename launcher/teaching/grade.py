"""Grades all submissions of a lab, each in a process and a kernel of its own."""

import csv
import io
import json
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import whole
from teaching import feedback, sandbox, submission
from teaching.assignment import Assignment, Refused, marks

SLACK_SECONDS = 300  # for a worker to start kernels and to end
WORKERS = set()  # those that run


def grade(options):
    lab = Assignment(options.lab)
    folder = Path(options.submissions).absolute() if options.submissions else lab.folder / "submissions"
    target = Path(options.to).absolute() if options.to else lab.folder / "grades"
    if not folder.is_dir():
        raise Refused(f"there is no folder {folder} with submissions; --submissions names another")
    found = submission.find(folder, lab.name)
    if not found:
        raise Refused(f"{folder}: expected submissions, as STUDENT.ipynb or STUDENT/{lab.name}.ipynb")
    shut_in = shuts_in(options)
    settings = {
        "lab": str(lab.path), "shut_in": shut_in, "hidden": [str(lab.folder), str(folder), str(target)],
        "memory": options.memory, "seconds": options.seconds, "total": 60 * options.minutes,
    }
    print(f"{len(found)} submissions, {options.jobs} at a time", flush=True)
    with ThreadPoolExecutor(options.jobs) as pool:
        try:
            results = dict(zip(found, pool.map(lambda each: graded(each, settings, lab), found.items())))
        except KeyboardInterrupt:
            pool.shutdown(wait=False, cancel_futures=True)
            for process in list(WORKERS):
                process.kill()
            raise
    write(lab, results, target, shut_in)
    return 0 if not any(result.get("failed") for result in results.values()) else 1


def shuts_in(options):
    if options.open:
        print("! --open: submissions run with your rights: they can read and change your files and use the network")
        return False
    if why := sandbox.why_not():
        raise Refused(f"submissions cannot be shut in on this system ({why}); grade in a virtual machine, or "
                      "say --open to run them with your rights")  # fmt: skip
    return True


def graded(each, settings, lab):
    """The result of one submission; whatever happens, it is one."""
    student, path = each
    start = time.monotonic()
    try:
        result = work({**settings, "submission": str(path) if path else None})
    except Exception as problem:  # the others are still to be graded
        result = {
            "grades": [{"name": marks(c)["grade_id"], "points": 0, "of": marks(c)["points"], "results": [],
                        "answer": "", "why": "it could not be graded"} for c in lab.graded()],
            "notes": [f"grading failed, look at it yourself: {problem}"], "answers": {}, "errors": {}, "failed": True,
        }  # fmt: skip
    sum_up(result)
    mark = "✗" if result.get("failed") else "·" if result["notes"] else "✓"
    notes = f"  {'; '.join(result['notes'])}"[:120] if result["notes"] else ""
    seconds = time.monotonic() - start
    print(feedback.printable(f"{mark} {student}  {result['points']:g} of {result['of']:g}{notes}  {seconds:.0f} s"), flush=True)
    return result


def sum_up(result):
    result["points"] = round(sum(grade["points"] or 0 for grade in result["grades"]), 2)
    result["of"] = round(sum(grade["of"] for grade in result["grades"]), 2)


def work(settings):
    """Runs the worker; its process group ends with it."""
    command = [sys.executable, str(Path(__file__).with_name("worker.py"))]
    with tempfile.TemporaryFile() as errors:
        process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=errors, start_new_session=True
        )
        WORKERS.add(process)
        try:
            out, _ = process.communicate(json.dumps(settings).encode(), settings["total"] + SLACK_SECONDS)
        except BaseException as problem:
            process.kill()  # what it has shut in dies with it
            process.wait()
            late = isinstance(problem, subprocess.TimeoutExpired)
            raise TimeoutError("it took too long") from problem if late else problem
        finally:
            WORKERS.discard(process)
        if process.returncode != 0:
            errors.seek(0)
            last = errors.read().decode("utf-8", errors="replace").strip().splitlines() or ["no message"]
            raise RuntimeError(last[-1][:300])
    return json.loads(out)


def write(lab, results, target, shut_in):
    pages = target / "feedback"
    pages.mkdir(parents=True, exist_ok=True)
    names = feedback.file_names(results)
    for old in pages.glob("*.html"):  # of students who are no longer there
        if old.name not in names.values() and feedback.is_ours(old):
            old.unlink()
    for student, result in results.items():
        whole.write(pages / names[student], feedback.page(lab, student, result))
    whole.write(target / "summary.html", feedback.summary(lab, results, names))
    whole.write(target / "grades.csv", table(lab, results))
    points = [result["points"] for result in results.values()]
    print(f"mean {sum(points) / len(points):.1f} of {next(iter(results.values()))['of']:g} points")
    for file in ("grades.csv", "summary.html", "feedback"):
        print(f"  {feedback.shown(target / file)}")


def table(lab, results):
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    names = [marks(cell)["grade_id"] for cell in lab.graded()]
    writer.writerow(["student", *names, "points", "of", "notes"])
    for student, result in results.items():
        points = {grade["name"]: grade["points"] for grade in result["grades"]}
        each = ["" if points.get(name) is None else f"{round(points[name], 2):g}" for name in names]
        notes = "; ".join(result["notes"])
        writer.writerow([harmless(student), *each, f"{result['points']:g}", f"{result['of']:g}", harmless(notes)])
    return text.getvalue()


def harmless(text):
    """A spreadsheet takes what begins with such a sign for a formula."""
    text = feedback.printable(text)
    return "'" + text if text[:1] in ("=", "+", "-", "@", "\t") else text
