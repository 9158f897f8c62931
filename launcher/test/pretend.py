"""Runs pretended stages of the tests, on one processor: pretend.py ROOT SILENCE NAME=SHELL..."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from stages import Run, Stage  # noqa: E402

root, silence, *stages = sys.argv[1:]
stages = [Stage(name, name, 300, ["sh", "-c", shell], {}, name) for name, shell in (s.split("=", 1) for s in stages)]
sys.exit(0 if Run(Path(root), stages, float(silence), processors=1).run() else 1)
