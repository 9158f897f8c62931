"""Notebooks as pages, from their recorded outputs; their figures, for the gallery."""

import base64
import json
import re
from posixpath import basename, dirname

import notebooks

MOST_LINES = 40


class Lesson:
    """A notebook: its page in Markdown, its pictures by their path, its figures."""

    def __init__(self, root, path):
        self.path = path.relative_to(root).as_posix()
        notebook = json.loads(path.read_text(encoding="utf-8"))
        self.title = notebooks.title(notebook)
        self.about = notebook["metadata"].get("ot4j", {})
        self.pictures = {}
        self.figures = []  # title, picture, anchor
        self.cells = []  # anchor, source, of the cells in Markdown
        self.section = self.title
        parts = []
        for number, cell in enumerate(notebook["cells"]):
            anchor = f"cell-{number}"
            source = "".join(cell["source"])
            if cell["cell_type"] == "markdown":
                self.cells.append((anchor, source, cell["metadata"].get("ot4j", {})))
                for heading in re.findall(r"^#+ (.*)$", source, re.MULTILINE):
                    self.section = heading
                if source.startswith("#"):
                    heading, *rest = source.split("\n", 1)
                    parts.append(f"{heading} {{#{anchor}}}" if number else heading)
                    parts.append("\n".join(rest))
                else:
                    parts.append(f'<a id="{anchor}"></a>\n\n{source}')
            elif cell["cell_type"] == "code":
                parts.append(f'<a id="{anchor}"></a>\n\n``````java\n{source}\n``````')
                for output in cell["outputs"]:
                    parts.append(self.output(output, anchor))
        self.page = "\n\n".join(parts)

    def output(self, output, anchor):
        data = output.get("data", {})
        if "image/png" in data:
            return self.picture(output, anchor)
        if "text/html" in data:
            html = re.sub(r"\n\s*\n", "\n", "".join(data["text/html"]))
            return f'<div class="ot4j-output">{html}</div>'
        text = "".join(output.get("text") or output.get("traceback") or data.get("text/plain", ""))
        lines = re.sub(r"\x1b\[[\d;]*m", "", text).rstrip("\n").split("\n")
        if len(lines) > MOST_LINES:
            lines[MOST_LINES:] = [f"… {len(lines) - MOST_LINES} more lines"]
        return "``````{.text .ot4j-output}\n" + "\n".join(lines) + "\n``````"

    def picture(self, output, anchor):
        name = f"{basename(self.path).removesuffix('.ipynb')}-{len(self.figures) + 1}.png"
        about = output.get("metadata", {}).get("image/png", {})
        title = about.get("alt", "")
        if not title or re.fullmatch(r"Chart \d+ x \d+|picture", title):
            title = self.section
        path = f"{dirname(self.path)}/figures/{name}"
        self.pictures[path] = base64.b64decode("".join(output["data"]["image/png"]))
        self.figures.append((title, self.section, path, anchor))
        width = f' width="{about["width"]}"' if "width" in about else ""
        return f'![{plain(title)}](figures/{name}){{ loading=lazy{width} }}'


def plain(text):
    """Fit for an alternative text in Markdown."""
    return re.sub(r"[\[\]\"\n$\\]", " ", text).strip()


def overview(lessons):
    text = ["# Notebooks", "Executed pages, with the outputs of a recorded run. `./ot4j lab` opens the notebooks to run "
            "and change; [how they are written and tested](notebooks/README.md).", ""]
    for path, lesson in lessons.items():
        times = ", ".join(
            f"{scale} {notebooks.duration(m)}"
            for scale, m in sorted(lesson.about.get("minutes", {}).items(), reverse=True)
        )
        text.append(f"- [{lesson.title}]({path}): {lesson.about.get('shows', '')} *{times}*")
    return "\n".join(text)


def gallery(lessons):
    text = ["---\nhide:\n  - navigation\n  - toc\n---\n# Gallery", "Every figure of the notebooks; a press leads to the cell that draws it.", ""]
    for path, lesson in lessons.items():
        if not lesson.figures:
            continue
        text += [f"## {lesson.title}", '<div class="ot4j-gallery" markdown>', ""]
        for title, section, picture, anchor in lesson.figures:
            text.append(f"[![{plain(title)}]({picture}){{ loading=lazy }} {plain(title)}]({path}#{anchor}){{ .ot4j-tile }}")
        text += ["", "</div>", ""]
    return "\n".join(text)
