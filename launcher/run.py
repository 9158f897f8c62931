"""./ot4j run NOTEBOOK...: executes notebooks, one by one or some at a time."""

import json
import os
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import notebooks
from arguments import Parser, checked


def parse():
    parser = Parser("run")
    parser.add_argument("notebooks", nargs="*", metavar="NOTEBOOK")
    parser.add_argument("--all", action="store_true", help="all of the project's, labs with their solutions")
    parser.add_argument("--scaled", action="store_true", help="all whose length depends on OT4J_SCALE")
    parser.add_argument("--check", action="store_true", help="for what the recorded notebook shows")
    parser.add_argument("--record", action="store_true", help="store the outputs in the notebook itself")
    parser.add_argument("--solved", action="store_true", help="run labs with their solutions")
    parser.add_argument("--own-solved", action="store_true", help="only those of the project")
    parser.add_argument("--to", choices=["html", "pdf"], default="html")
    parser.add_argument("--jobs", type=int, choices=range(1, 100), default=1, metavar="N")
    parser.add_argument("--part", action="store_true", help="of a larger run, which sums up")
    options = parser.parse_args()
    for name in options.notebooks:
        if not os.path.isfile(name):
            parser.error(f"there is no notebook {name} (looked for {os.path.abspath(name)})")
        if not name.endswith(".ipynb"):
            parser.error(f"{name} is not a notebook: its name does not end in .ipynb")
    options.notebooks = [Path(os.path.abspath(name)) for name in options.notebooks]
    if options.all or options.scaled:
        options.notebooks += notebooks.project() if options.all else notebooks.scaled()
        options.own_solved = True
    if not options.notebooks:
        parser.error("nothing to run: name a notebook, or --all; ./ot4j notebooks lists them")
    return checked(options)


def in_parallel(options):
    """Runs each notebook by a process of its own, some at a time; tells of each when it ends."""
    threads = max(1, (os.cpu_count() or 1) // options.jobs)
    env = {**os.environ, "OMP_NUM_THREADS": str(threads)}
    names = ["record", "check", "solved", "own_solved"]
    flags = ["--" + name.replace("_", "-") for name in names if getattr(options, name)]
    flags += [f"--to={options.to}", "--part"]

    def run(path):
        start = time.time()
        process = subprocess.Popen(
            [sys.executable, __file__, *flags, str(path)], env=env, text=True, encoding="utf-8",
            bufsize=1, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        )
        result = []
        for line in process.stdout:
            if line.startswith("· "):  # how far it is: at once
                print(line, end="", flush=True)
            else:
                result.append(line)
        process.wait()
        print("".join(result), end="", flush=True)
        return process.returncode == 0, time.time() - start

    # Those that took longest when they were recorded begin, so that none is left alone at the end.
    order = sorted(options.notebooks, key=recorded_seconds, reverse=True)
    with ThreadPoolExecutor(options.jobs) as pool:
        outcomes = dict(zip(order, pool.map(run, order)))
    return [outcomes[path] for path in options.notebooks]


def recorded_seconds(path):
    try:
        return json.loads(path.read_text(encoding="utf-8"))["metadata"]["ot4j"]["recorded"]["seconds"]
    except (OSError, ValueError, LookupError, TypeError):
        return 0


def one_by_one(options):
    from run_notebook import execute

    outcomes = []
    for path in options.notebooks:
        start = time.time()
        outcomes.append((execute(path, options), time.time() - start))
    return outcomes


def summary(options, outcomes, start):
    from run_notebook import shown

    print("\nsummary")
    width = max(len(str(shown(path))) for path in options.notebooks)
    for path, (ok, seconds) in zip(options.notebooks, outcomes):
        print(f"{'✓' if ok else '✗'} {str(shown(path)):{width}}  {'ok' if ok else 'FAILED':6}  {seconds:6.1f} s")
    passed = sum(ok for ok, _ in outcomes)
    print(f"{passed} passed, {len(outcomes) - passed} failed in {time.time() - start:.1f} s")


def main():
    options = parse()
    import pdf
    import whole
    from run_notebook import target_of

    start = time.time()
    if options.to == "pdf":
        try:
            pdf.browser()  # an hour of cells later is too late to say so
        except pdf.NoPdf as problem:
            sys.exit(f"ot4j: {problem}")
    if options.record:
        os.environ["OT4J_FIGURES"] = "static"
    for folder in {place.parent for path in options.notebooks for place in (path, target_of(path))}:
        whole.sweep(folder)
    parallel = options.jobs > 1 and len(options.notebooks) > 1
    outcomes = in_parallel(options) if parallel else one_by_one(options)
    if len(outcomes) > 1:
        summary(options, outcomes, start)
    failed = sum(not ok for ok, _ in outcomes)
    if failed and not options.part:
        print(f"ot4j: {failed} of {len(outcomes)} notebooks failed", file=sys.stderr)
    return 1 if failed else 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        print("\not4j: stopped", file=sys.stderr)
        sys.exit(130)
    except OSError as problem:
        sys.exit(f"ot4j: cannot write: {problem}")
