"""./ot4j docs: the site, in target/site."""

import logging
import sys
import time

from arguments import Parser, checked
from notebooks import ROOT


def parse():
    parser = Parser("docs")
    return checked(parser.parse_args())


def main():
    parse()
    import os
    from pathlib import Path

    website = ROOT / "launcher/website"
    sys.path.insert(0, str(website))
    import api
    import check
    from mkdocs.commands.build import build
    from mkdocs.config import load_config
    from mkdocs.exceptions import MkDocsException

    start = time.time()
    api.write(ROOT, Path(os.environ["OT4J_LIB"]), ROOT / "target/site-api")
    logging.basicConfig(format="  %(message)s", level=logging.WARNING)
    try:
        config = load_config(str(website / "mkdocs.yml"), strict=True)
        build(config)
        faults = list(check.faults(ROOT / "target/site"))
    except MkDocsException as problem:
        sys.exit(f"ot4j: {problem}")
    if faults:
        print(*faults, sep="\n", file=sys.stderr)
        sys.exit(f"ot4j: {len(faults)} faults in target/site")
    print(f"{ROOT / 'target/site/index.html'}  ({time.time() - start:.0f} s)")


if __name__ == "__main__":
    main()
