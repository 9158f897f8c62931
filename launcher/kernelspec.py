"""./ot4j kernel install and uninstall: the kernel "Java (ot4j)" in a user's own Jupyter.

Jupyter's own "kernelspec install" empties the folder first and then copies file by file, and its
"remove" deletes whatever else is there; so here only the place is Jupyter's.
"""

import json
import os
import sys
from argparse import ArgumentTypeError
from pathlib import Path

from arguments import Parser, checked
from notebooks import ROOT

NAME = "ot4j"


class Refused(Exception):
    """Why nothing was changed."""


def folder_of(text):
    folder = Path(text).absolute()
    if not text.strip() or folder.exists() and not folder.is_dir():
        raise ArgumentTypeError(f"expected a folder, not '{text}'")
    return folder


def parse():
    parser = Parser("kernel")
    parser.add_argument("action", choices=["install", "uninstall"], metavar="install|uninstall")
    where = parser.add_mutually_exclusive_group()
    where.add_argument("--user", action="store_true", help="for this user, which is the default")
    where.add_argument("--prefix", type=folder_of, metavar="DIR", help="in the environment in this folder")
    return checked(parser.parse_args())


def check_owner(folder):
    """A kernel of that name that somebody else put there is not ours to change."""
    if not os.path.lexists(folder):
        return
    try:
        owner = json.loads((folder / "kernel.json").read_text(encoding="utf-8"))["metadata"]["ot4j"]["root"]
    except (OSError, ValueError, LookupError, TypeError):
        owner = None
    if folder.is_symlink() or not owner:
        raise Refused(f"{folder} was not installed by ot4j; move it away first")
    launcher = Path(owner) / ("ot4j.cmd" if os.name == "nt" else "ot4j")
    if owner != str(ROOT) and launcher.exists():
        raise Refused(f"{folder} belongs to another checkout; to remove it, run {launcher} kernel uninstall")


def install(ours, folder):
    import whole

    folder.mkdir(parents=True, exist_ok=True)
    for file in ours.iterdir():
        whole.write_bytes(folder / file.name, file.read_bytes())
    print(f'installed the kernel "Java (ot4j)" in {folder}')
    print("It runs from this checkout, so do not move that; after an update, run ./ot4j setup.")


def uninstall(ours, folder):
    for file in ours.iterdir():
        (folder / file.name).unlink(missing_ok=True)
    if any(folder.iterdir()):
        print(f"left other files in {folder}")
    else:
        folder.rmdir()
        print(f"removed {folder}")


def main():
    options = parse()
    from jupyter_core.paths import jupyter_data_dir

    data = options.prefix / "share/jupyter" if options.prefix else Path(jupyter_data_dir()).absolute()
    folder = data / "kernels" / NAME
    ours = Path(sys.prefix) / "share/jupyter/kernels" / NAME
    try:
        check_owner(folder)
        if options.action == "install":
            install(ours, folder)
        elif os.path.lexists(folder):
            uninstall(ours, folder)
        else:
            raise Refused(f"there is no kernel {NAME} in {folder.parent}")
    except Refused as reason:
        sys.exit(f"ot4j: {reason}")
    except OSError as problem:
        sys.exit(f"ot4j: cannot write in {folder}: {problem.strerror or problem}")


if __name__ == "__main__":
    main()
