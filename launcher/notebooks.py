"""The project's notebooks; ./ot4j notebooks lists them: what each one shows, how long it takes."""

import json
import textwrap
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def project():
    """All of them, in order."""
    found = (ROOT / "notebooks").rglob("*.ipynb")
    return sorted(path for path in found if ".ipynb_checkpoints" not in path.parts)


def scaled():
    """Those that take longer at a larger scale."""
    return [path for path in project() if scales(json.loads(path.read_text(encoding="utf-8")))]


def scales(notebook):
    """Whether its length depends on OT4J_SCALE."""
    return any(c["cell_type"] == "code" and "Scale.here()" in "".join(c["source"]) for c in notebook["cells"])


def title(notebook):
    for cell in notebook["cells"]:
        for line in "".join(cell["source"]).splitlines():
            if cell["cell_type"] == "markdown" and line.startswith("# "):
                return line[2:].strip()
    return ""


def duration(minutes):
    return f"{minutes / 60:.0f} h" if minutes >= 100 else f"{minutes:.{1 if minutes < 10 else 0}f} min".replace(".0 ", " ")


def main():
    for path in project():
        notebook = json.loads(path.read_text(encoding="utf-8"))
        ours = notebook["metadata"].get("ot4j", {})
        times = [f"{scale} {duration(m)}" for scale, m in sorted(ours.get("minutes", {}).items(), reverse=True)]
        print(path.relative_to(ROOT), f" ({', '.join(times)})" if times else "")
        text = f"{title(notebook)}. {ours.get('shows', '')}"
        print(textwrap.fill(text, 100, initial_indent="    ", subsequent_indent="    "))


if __name__ == "__main__":
    main()
