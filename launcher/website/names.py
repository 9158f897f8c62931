"""Names in backticks: those of the API are linked to their Javadoc, and a name that is nowhere is a fault."""

import logging
import os
import re
import zipfile
from html import unescape
from pathlib import Path
from posixpath import dirname, relpath

log = logging.getLogger("mkdocs.hooks.names")

SKIPPED = re.compile(r"<(a|pre|h[1-6])\b.*?</\1>|<code>(.*?)</code>", re.DOTALL)
NAME = re.compile(r"^(org\.ot4j(?:\.[a-z]\w*)*(?:\.[A-Z]\w*)*|[A-Z]\w*(?:\.[A-Z]\w*)*)(?:[.#]([a-z]\w*))?(?:\(.*\))?$", re.DOTALL)
CAMEL = re.compile(r"^(?:[A-Z]+[a-z0-9]+){2,}$")
# Pages with lines of other languages, and with what used to be.
FOREIGN = {"docs/coming-from-python.md", "CHANGELOG.md"}
# Classes of the JDK's inside, of Jupyter's front end and of torchcfm.
ELSEWHERE = {"SourceCodeAnalysisImpl", "RenderMimeRegistry", "UNetModel"}


class Names:
    def __init__(self, root, index):
        self.index = index
        self.others = set(ELSEWHERE)  # classes without a page: of dependencies, Java, tests, the launcher
        self.packages = set()
        for module in ("src", "kernel-ext", "spark", "experiments", "launcher"):
            for path in (root / module).rglob("*.java"):
                package = ".".join(path.parent.parts[path.parts.index("java") + 1:]) if "java" in path.parts else ""
                self.packages.update(package[:end.start()] for end in re.finditer(r"\.|$", package))
                self.others.update(re.findall(r"\b(?:class|interface|record|enum) (\w+)", path.read_text(encoding="utf-8")))
        for jar in jars(root):
            with zipfile.ZipFile(jar) as file:
                for name in file.namelist():
                    if name.endswith((".class", ".sig")):
                        self.others.add(re.split(r"[/$]", name.rsplit(".", 1)[0])[-1])

    def linked(self, html, page, url):
        def replace(match):
            if match[1]:
                return match[0]
            target = self.target(unescape(re.sub(r"<.*?>", "", match[2])), page)
            if not target:
                return match[0]
            return f'<a href="{relpath("api/" + target, dirname(url) or ".")}"><code>{match[2]}</code></a>'
        return SKIPPED.sub(replace, html)

    def target(self, code, page):
        """The page of a name; none if it is not of the API. Tells of one that is nowhere."""
        match = NAME.match(code)
        if not match:
            return None
        name, member = match.groups()
        if name.startswith("org.ot4j"):
            parts = name.split(".")
            package = ".".join(p for p in parts if p[0].islower())
            name = ".".join(p for p in parts if p[0].isupper())
            if not name:
                full = f"{package}.{member}" if member else package
                if full not in self.packages and page not in FOREIGN:
                    log.warning(f"{page} names the package {full}, which is not there")
                return f"{full.replace('.', '/')}/package-summary.html" if full in self.index.packages else None
        if name in self.index.types:
            members = self.index.members[name]
            if member and member not in members and not self.inherited(name, member):
                if page not in FOREIGN:
                    log.warning(f"{page} names {name}.{member}, which is not there")
                return None
            return self.index.page(name, member)
        first = name.split(".")[0]
        if CAMEL.match(first) and first not in self.others and first not in self.index.types and page not in FOREIGN:
            log.warning(f"{page} names {name}, a class that is nowhere")
        return None

    def inherited(self, name, member):
        """Whether the page says that a supertype has it."""
        text = (self.index.folder / self.index.types[name]).read_text(encoding="utf-8")
        return re.search(rf"[>;.#(]{member}[<(]|\b{member}\(", text) is not None


def jars(root):
    """Of the dependencies; and Java's own list of its classes."""
    lib = Path(os.environ["OT4J_LIB"])
    for name in ("classpath.txt", "spark-classpath.txt"):
        yield from (lib / name).read_text(encoding="utf-8").split(os.pathsep)
    yield root / ".venv/share/jupyter/kernels/java/jjava.jar"
    yield Path(os.environ["JAVA_HOME"]) / "lib/ct.sym"
