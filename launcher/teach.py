"""./ot4j lab new, release and grade: the teacher's half of labs."""

import os
import re
import sys
from pathlib import Path

from arguments import Parser, checked

NAME = re.compile(r"[A-Za-z0-9][\w-]*", re.ASCII)


def parse():
    parser = Parser("lab")
    commands = parser.add_subparsers(dest="command", required=True, metavar="new|release|grade", parser_class=Part)
    new = commands.add_parser("new", help="make a lab from a template")
    new.add_argument("folder", metavar="NAME", help="the folder to make; its last part names the lab")
    release = commands.add_parser("release", help="write what students get: no solutions, no hidden checks")
    release.add_argument("lab", metavar="LAB", help="its folder, or its notebook")
    release.add_argument("--to", metavar="FOLDER", help="where to; LAB/release/NAME if it is not said")
    grade = commands.add_parser("grade", help="run all submissions and give points")
    grade.add_argument("lab", metavar="LAB", help="its folder, or its notebook")
    grade.add_argument("--submissions", metavar="FOLDER", help="where they are: LAB/submissions if it is not said")
    grade.add_argument("--to", metavar="FOLDER", help="for points and pages: LAB/grades if it is not said")
    grade.add_argument("--jobs", type=number(1, 64), default=max(1, (os.cpu_count() or 1) // 2), metavar="N",
                       help="submissions at a time")  # fmt: skip
    grade.add_argument("--seconds", type=number(1, 3600), default=60, metavar="N", help="for a cell (60)")
    grade.add_argument("--minutes", type=number(1, 600), default=10, metavar="N", help="for a notebook (10)")
    grade.add_argument("--memory", type=number(1000, 1_000_000), default=4000, metavar="MB", help="(4000)")
    grade.add_argument("--open", action="store_true", help="where they cannot be shut in: run them with your rights")
    options = parser.parse_args()
    if options.command == "new" and not NAME.fullmatch(Path(options.folder).name):
        parser.error(f"new: NAME = {options.folder}: expected letters, digits, - and _")
    return checked(options)


class Part(Parser):
    def __init__(self, prog, **more):
        super().__init__(prog.removeprefix("./ot4j "))


def number(low, high):
    def of(text):
        if not re.fullmatch(r"\d{1,9}", text) or not low <= int(text) <= high:
            raise ValueError(text)
        return int(text)

    of.__name__ = f"number from {low} to {high}"
    return of


def new(options):
    from teaching import template

    folder = Path(options.folder).absolute()
    if os.path.lexists(folder):
        sys.exit(f"ot4j: {folder} is there already")
    path = template.write(folder)
    print(f"a lab with two exercises, its solutions and its checks, to be written over, is in {shown(folder)}")
    print(f"  ./ot4j lab {shown(path)}   edits it")
    print(f"  ./ot4j run --check {shown(path)}   runs it with its solutions")


def release(options):
    from teaching.assignment import Assignment

    lab = Assignment(options.lab)
    target = Path(options.to).absolute() if options.to else lab.folder / "release" / lab.name
    if target == lab.folder:
        sys.exit(f"ot4j: --to {options.to}: this is the lab's own folder, and its notebook would be lost")
    lab.release(target)
    points = sum(cell.metadata.nbgrader.points for cell in lab.graded())
    exercises = sum(bool(cell.metadata.get("nbgrader", {}).get("solution")) for cell in lab.cells)
    hidden = sum("BEGIN HIDDEN TESTS" in cell.source for cell in lab.graded())
    print(f"{exercises} exercises, {len(lab.graded())} checks, {points:g} points; hidden from students: the solutions"
          + (f" and {hidden} of the checks" if hidden else ""))  # fmt: skip
    print(f"what students get is in {shown(target)}")


def grade(options):
    from teaching import grade

    return grade.grade(options)


def shown(path):
    try:
        return path.relative_to(Path.cwd())
    except ValueError:
        return path


def main():
    options = parse()
    from teaching.assignment import Refused

    try:
        return {"new": new, "release": release, "grade": grade}[options.command](options)
    except Refused as problem:
        sys.exit(f"ot4j: {problem}")
    except OSError as problem:
        sys.exit(f"ot4j: {problem}")
    except KeyboardInterrupt:
        print("\not4j: stopped", file=sys.stderr)
        return 130


if __name__ == "__main__":
    sys.exit(main())
