"""What MkDocs asks while it builds: which pages there are, and what they become."""

import os
import re
import sys
from pathlib import Path
from posixpath import dirname, join, normpath, relpath

from mkdocs.exceptions import PluginError
from mkdocs.structure.files import File, InclusionLevel

sys.path.insert(0, str(Path(__file__).parent))
import api  # noqa: E402
import benchmarks  # noqa: E402
import equations  # noqa: E402
import lessons  # noqa: E402
import models  # noqa: E402
import names  # noqa: E402
import results  # noqa: E402
from notebooks import ROOT, project  # noqa: E402

API = ROOT / "target/site-api"
# Pages beside those below docs/, where they are there.
PAGES = [
    "README.md", "CHANGELOG.md", "CONTRIBUTING.md", "CODE_OF_CONDUCT.md", "SECURITY.md", "data/README.md",
    "notebooks/README.md", "notebooks/labs/README.md", "notebooks/results/README.md", "experiments/README.md",
]
LINK = re.compile(r"\]\((?!\w+:)([^)\s#]+)(#[^)\s]*)?\)")

found = None  # what this build knows; see Build


class Build:
    """Pages by their path in the repository, and what they may link to."""

    def __init__(self):
        self.index = api.Index(API)
        self.names = names.Names(ROOT, self.index)
        self.pages = {}
        for name in PAGES:
            if (ROOT / name).exists():
                self.pages[name] = (ROOT / name).read_text(encoding="utf-8")
        for path in sorted((ROOT / "docs").rglob("*.md")):
            self.pages[path.relative_to(ROOT).as_posix()] = path.read_text(encoding="utf-8")
        self.lessons = {p.relative_to(ROOT).as_posix(): lessons.Lesson(ROOT, p) for p in project()}
        for path, lesson in self.lessons.items():
            self.pages[path + ".md"] = lesson.page
        self.pages["notebooks.md"] = lessons.overview(self.lessons)
        self.pages["gallery.md"] = lessons.gallery(self.lessons)
        self.pages["benchmarks.md"] = benchmarks.page(ROOT)
        self.pages["results.md"] = results.page(ROOT)
        if (ROOT / "docs/models/models.tsv").exists():
            self.pages["docs/models.md"] = models.page(ROOT)
        self.pages["docs/equations.md"] = equations.page(ROOT, self.pages["docs/equations.md"], self.lessons)
        self.sources = set()
        for path in list(self.pages):
            self.pages[path] = LINK.sub(lambda link: self.link(path, link), self.pages[path])
        for path in sorted(self.sources):
            self.pages[path + ".md"] = source_page(path)

    def link(self, page, link):
        """A link as the site has it: to Javadoc where there is a page, else to a page with the source."""
        target, anchor = link[1], (link[2] or "")[1:]
        path = normpath(join(dirname(page), target))
        file = ROOT / path
        if path.endswith(".ipynb") and path in self.lessons:
            path += ".md"
        elif file.is_dir() and (file / "README.md").exists():
            path = normpath(f"{path}/README.md")
        elif path.endswith(".java") and file.exists():
            return f"]({relpath(self.java(path, anchor), dirname(page) or '.')})"
        elif file.is_file() and not path.endswith(".md") and path not in self.pages:
            self.sources.add(path) if file.suffix in LANGUAGES else None
            path += ".md" if file.suffix in LANGUAGES else ""
        return f"]({relpath(path, dirname(page) or '.')}{'#' + anchor if anchor else ''})"

    def java(self, path, member):
        """Where a class is, or its member."""
        name = Path(path).stem
        where = "/".join(Path(path).parts[3 if path.startswith("src/") else 4:])[:-len(".java")] + ".html"
        if "/main/" in path and self.index.types.get(name) == where:
            if not member or member in self.index.members[name]:
                return "api/" + self.index.page(name, member)
        self.sources.add(path)
        line = line_of(path, member) if member else 0
        return f"{path}.md" + (f"#__codelineno-0-{line}" if line else "")


LANGUAGES = {".java": "java", ".jsh": "java", ".py": "python", ".txt": "text"}


def line_of(path, member):
    """The line on which a member is declared."""
    declared = re.compile(rf"^\s+(?!return\b|\*|//)[\w@<][\w<>\[\], .?@]*\s{re.escape(member)}\s*[(=;]")
    for number, line in enumerate((ROOT / path).read_text(encoding="utf-8").splitlines(), 1):
        if declared.match(line):
            return number
    raise PluginError(f"{path} has no member {member}, but a page links to it")


def source_page(path):
    text = (ROOT / path).read_text(encoding="utf-8")
    language = LANGUAGES[Path(path).suffix]
    return (
        f"---\nsearch:\n  exclude: true\nhide:\n  - toc\n---\n# {Path(path).stem}\n`{path}`\n\n"
        f"``````{language} linenums=\"1\"\n{text}\n``````\n"
    )


def on_config(config):
    global found
    found = Build()
    config.nav = entries(config.nav, found.pages)
    listed = set(paths(config.nav))
    for section in config.nav:
        (title, of), = section.items()
        if title == "Guide":
            of += sorted(
                p for p in found.pages
                if p.startswith("docs/") and p.count("/") == 1 and p.endswith(".md") and p not in listed
            )
        if title == "Notebooks":
            of += [p + ".md" for p in found.lessons if "/labs/" not in p] + ["notebooks/README.md"]
        if title == "Labs":
            of += [p + ".md" for p in found.lessons if "/labs/" in p]
    return config


def entries(nav, pages):
    """The entries whose page is there."""
    kept = []
    for entry in nav:
        if isinstance(entry, dict):
            (title, of), = entry.items()
            of = entries(of, pages) if isinstance(of, list) else of
            if isinstance(of, list) and of or isinstance(of, str) and (of in pages or of.startswith("api/")):
                kept.append({title: of})
        elif entry in pages:
            kept.append(entry)
    return kept


def paths(nav):
    for entry in nav:
        if isinstance(entry, dict):
            for of in entry.values():
                yield from paths(of) if isinstance(of, list) else [of]
        else:
            yield entry


def on_files(files, config):
    for path, text in found.pages.items():
        page = File.generated(config, path, content=text)
        if path.endswith(".java.md"):
            page.inclusion = InclusionLevel.NOT_IN_NAV
        files.append(page)
    for lesson in found.lessons.values():
        for path, data in lesson.pictures.items():
            files.append(File.generated(config, path, content=data))
    pictures = [*(ROOT / "docs").rglob("*.png"), *(ROOT / "docs").rglob("*.svg"), *(ROOT / "notebooks").glob("*.png")]
    linked = {p for page, text in found.pages.items() for p in others(page, text)}
    for path in sorted({*(p.relative_to(ROOT).as_posix() for p in pictures), *linked}):
        files.append(File.generated(config, path, abs_src_path=str(ROOT / path)))
    for path in sorted(API.rglob("*")):
        if path.is_file():
            name = "api/" + path.relative_to(API).as_posix()
            files.append(File.generated(config, name, abs_src_path=str(path)))
    script = Path(os.environ["OT4J_LIB"]) / "tex-svg-full.js"
    files.append(File.generated(config, script.name, abs_src_path=str(script)))
    return files


def others(page, text):
    """Files that a page links to and that are no pages: tables, the licence."""
    for link in LINK.finditer(text):
        path = normpath(join(dirname(page), link[1]))
        if not path.endswith(".md") and (ROOT / path).is_file():
            yield path


def on_page_markdown(markdown, page, config, files):
    if page.file.src_uri == "README.md":
        page.meta["title"] = "ot4j: optimal transport for Java"
        page.meta["hide"] = ["navigation"]
    if page.file.src_uri.startswith("docs/guide/"):
        page.meta["search"] = {"boost": 4}  # who searches for how to do something finds that first


def on_page_content(html, page, config, files):
    return found.names.linked(html, page.file.src_uri, page.file.url)


def on_post_page(output, page, config):
    if 'class="arithmatex"' in output:
        up = "../" * page.file.dest_uri.count("/")
        output = output.replace("</body>", equations.MATHJAX.format(up))
    return output
