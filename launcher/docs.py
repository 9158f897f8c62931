"""./ot4j docs: the site, in target/site."""

import logging
import os
import sys
import time
from pathlib import Path

import whole
from arguments import Parser, checked
from notebooks import ROOT

WEBSITE = ROOT / "launcher/website"


def parse():
    parser = Parser("docs")
    what = parser.add_mutually_exclusive_group()
    what.add_argument("--check", action="store_true", help="run the guide's snippets: do they give what it shows?")
    what.add_argument("--record", action="store_true", help="run them, and store what they give")
    return checked(parser.parse_args())


def guide(record):
    """Runs the snippets of pages that changed, or whose library did; returns whether all agree."""
    import models
    import snippets

    if record:
        whole.write(ROOT / "README.md", models.readme(ROOT))
    done = snippets.Checked(ROOT)
    ok = True
    for page in snippets.pages(ROOT):
        if done.agreed(page):
            continue
        start = time.time()
        faults = []
        if record:
            snippets.record(page)
        else:
            faults = list(snippets.differences(page))
            print(*faults, sep="\n", file=sys.stderr)
        ok = ok and not faults
        if not faults:
            done.note(page)
        print(f"{'✗' if faults else '✓'} {page.relative_to(ROOT)}  {time.time() - start:.1f} s", flush=True)
    return ok


def site():
    import api
    import check
    from mkdocs.commands.build import build
    from mkdocs.config import load_config
    from mkdocs.exceptions import MkDocsException

    start = time.time()
    target = ROOT / "target/site"
    api.write(ROOT, Path(os.environ["OT4J_LIB"]), ROOT / "target/site-api")
    logging.basicConfig(format="  %(message)s", level=logging.WARNING)
    problems = []
    try:
        build(load_config(str(WEBSITE / "mkdocs.yml"), strict=True))
    except MkDocsException as problem:  # with all pages written, where warnings abort it
        problems.append(str(problem))
    faults = list(check.faults(target)) if target.exists() else []
    if faults:
        print(*faults, sep="\n", file=sys.stderr)
        problems.append(f"{len(faults)} faults in {target}")
    if problems:
        sys.exit(f"ot4j: {', '.join(problems)}")
    print(f"{target / 'index.html'}  ({time.time() - start:.0f} s)")


def main():
    options = parse()
    sys.path.insert(0, str(WEBSITE))
    if (options.check or options.record) and not guide(options.record):
        sys.exit("ot4j: pages of docs/guide differ from what their snippets give: ./ot4j docs --record stores it")
    site()


if __name__ == "__main__":
    main()
