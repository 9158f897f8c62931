"""./ot4j test [PART...]: the tests of the whole project, as far as there are processors side by side."""

import os
import sys

from arguments import Parser, checked
from notebooks import ROOT

NAMES = ["java", "launcher", "kernel", "notebooks"]
PYTESTS = {"launcher": "launcher/test", "kernel": "kernel-ext/src/test/python"}
SECONDS = {  # where no run was timed yet; and with --full
    "java": (600, 600), "launcher": (480, 840), "kernel": (690, 120), "notebooks": (420, 1500),
}
BRIEF = "-XX:TieredStopAtLevel=1"  # for a Java that ends soon


def parse():
    parser = Parser("test")
    parser.add_argument("parts", nargs="*", metavar="PART", help="some of " + " ".join(NAMES))
    parser.add_argument("--full", action="store_true", help="the slow tests that it leaves out")
    options = parser.parse_args()
    for part in options.parts:
        if part not in NAMES:
            parser.error(f"there is no part '{part}'; expected some of {' '.join(NAMES)}")
    return checked(options)


def stage(name, full):
    from stages import Stage

    make = {"java": java, "notebooks": lessons}.get(name, python)
    command, environment = make(name, full)
    scale = environment.get("OT4J_SCALE", "smoke")
    return Stage(
        name, f"--full {name}" if full else name, SECONDS[name][full or scale != "smoke"],
        [str(word) for word in command], environment,
        f"{name}-{scale}" if name == "notebooks" else f"{'full-' if full else ''}{name}",
    )


def java(name, full):
    """The tests; or those with the tag "full", and format, Error Prone and Javadoc of all sources."""
    launcher = ROOT / ("ot4j.cmd" if os.name == "nt" else "ot4j")
    if full:
        return [launcher, "maven", "clean", "verify", "-Dgroups=full"], {}
    quick = f"-Dot4j.jvmArgs=-Xmx3g {BRIEF}"
    return [launcher, "maven", "verify", "-Dfast", "-Dot4j.excludedGroups=full", quick], {}


def lessons(name, full):
    """All notebooks of the project, labs with their solutions, each checked for what it promises;
    or at their recorded length those that the others ran shorter."""
    scale = "quick" if full else os.environ.get("OT4J_SCALE") or "smoke"
    which = "--scaled" if full else "--all"
    command = [sys.executable, ROOT / "launcher/run.py", which, "--check", "--jobs=2"]
    return command, {"OT4J_SCALE": scale, **(brief() if scale == "smoke" else {})}


def brief():
    """Java's options where it is started some hundred times for a few seconds: no optimising."""
    return {"JAVA_TOOL_OPTIONS": f"{os.environ.get('JAVA_TOOL_OPTIONS', '')} {BRIEF}".strip()}


def python(name, full):
    """What is marked as "full" or what is not; the kernel's long tests measure what users have."""
    command = [
        sys.executable, "-m", "pytest", "-q", "-ra", "-p", "no:cacheprovider", "--durations=5",
        "-m", "full" if full else "not full", ROOT / PYTESTS[name],
    ]
    environment = {"OT4J_ROOT": str(ROOT), "PYTHONUNBUFFERED": "1"}
    if not full or name == "launcher":
        environment.update(brief())
        environment["OMP_NUM_THREADS"] = "1"  # stages side by side have the processors to share
    return command, environment


def main():
    options = parse()
    from stages import Run

    chosen = [stage(name, options.full) for name in NAMES if name in (options.parts or NAMES)]
    if options.full:
        chosen.reverse()  # the notebooks take longest, so they begin
    return 0 if Run(ROOT, chosen).run() else 1


if __name__ == "__main__":
    sys.exit(main())
