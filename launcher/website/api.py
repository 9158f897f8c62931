"""The Javadoc of all modules in one place, and where in it a class or a member is.

One run for all, on the class path: spark is no module. What modules do not export is left out.
"""

import hashlib
import json
import os
import re
import subprocess
from pathlib import Path

import equations

MODULES = {"src": "The library", "kernel-ext": "Notebooks and JShell", "spark": "Apache Spark"}
LOCAL = re.compile(r"^(?:module|package|type|member|tag)SearchIndex = (.*?);updateSearchResults\(\);$", re.DOTALL)


def exported(root, module):
    """The packages of a module that are for users: what it exports to all, or all where it is no module."""
    sources = root / module / "src/main/java" if module != "src" else root / "src/main/java"
    info = sources / "module-info.java"
    if info.exists():
        names = re.findall(r"exports ([\w.]+);", info.read_text(encoding="utf-8"))
    else:
        names = {".".join(f.parent.relative_to(sources).parts) for f in sources.rglob("*.java")}
    return {name: sources / name.replace(".", "/") for name in sorted(names)}


def write(root, lib, folder):
    """Runs javadoc, unless neither sources nor versions nor the JDK nor this file have changed."""
    packages = {m: exported(root, m) for m in MODULES}
    files = [f for of in packages.values() for place in of.values() for f in sorted(place.glob("*.java"))]
    class_path = [(lib / name).read_text(encoding="utf-8") for name in ("classpath.txt", "spark-classpath.txt")]
    class_path.append(str(root / ".venv/share/jupyter/kernels/java/jjava.jar"))
    looks = Path(__file__).with_name("javadoc.css")
    seen = hashlib.sha256("\0".join([*class_path, os.environ.get("JAVA_HOME", "")]).encode())
    listed = root / "docs/equations.md"
    for file in [Path(__file__), Path(equations.__file__), listed, looks, *files]:
        seen.update(file.read_bytes())
    stamp = folder.with_suffix(".stamp")
    if stamp.exists() and stamp.read_text() == seen.hexdigest():
        return
    stamp.unlink(missing_ok=True)
    arguments = folder.with_suffix(".args")
    options = [
        "-quiet", "-Xdoclint:none", "-breakiterator", "-encoding", "UTF-8", "-charset", "UTF-8", "-notimestamp", "-linksource",
        "-d", folder, "-windowtitle", "ot4j API", "-doctitle", "ot4j", "--add-stylesheet", looks,
        "-header", '<a href="{@docRoot}/../index.html">ot4j</a>', "-tag", "equation:a:Equation:",
        "-classpath", os.pathsep.join(class_path),
    ]
    for module, title in MODULES.items():
        options += ["-group", title, ":".join(packages[module])]
    lines = (str(word).replace("\\", "\\\\").replace('"', '\\"') for word in [*options, *files])
    arguments.parent.mkdir(parents=True, exist_ok=True)
    arguments.write_text("".join(f'"{line}"\n' for line in lines), encoding="utf-8")
    tool = Path(os.environ.get("JAVA_HOME", "")) / "bin/javadoc"
    subprocess.run([tool, "-J-Dfile.encoding=UTF-8", "-J-XX:+UseSerialGC", f"@{arguments}"], check=True)
    (folder / "resources/fonts").mkdir(parents=True, exist_ok=True)
    (folder / "resources/fonts/dejavu.css").touch()  # javadoc 17 asks for it and does not bring it
    formulas = equations.formulas(listed.read_text(encoding="utf-8"))
    for page in folder.rglob("*.html"):
        text = page.read_text(encoding="utf-8")
        up = "../" * (len(page.relative_to(folder).parts))
        written = equations.into_javadoc(text, up, formulas)
        if written != text:
            page.write_text(written, encoding="utf-8")
    stamp.write_text(seen.hexdigest())


class Index:
    """What the Javadoc holds."""

    def __init__(self, folder):
        self.folder = folder
        self.types = {}  # Outer.Inner to its page, from the folder
        self.members = {}  # Outer.Inner to {member: the page's anchor}
        self.packages = set()
        for entry in self.entries("package"):
            self.packages.add(entry["l"])
        for entry in self.entries("type"):
            if "p" in entry:
                self.types[entry["l"]] = f"{entry['p'].replace('.', '/')}/{entry['l']}.html"
                self.members.setdefault(entry["l"], {})
        for entry in self.entries("member"):
            anchor = entry.get("u", entry["l"])
            self.members.setdefault(entry["c"], {}).setdefault(entry["l"].split("(")[0], anchor)

    def entries(self, kind):
        text = (self.folder / f"{kind}-search-index.js").read_text(encoding="utf-8")
        return json.loads(LOCAL.match(text.strip())[1])

    def page(self, name, member=""):
        """The page of a type, at a member if it has it."""
        page = self.types[name]
        anchor = self.members[name].get(member)
        return f"{page}#{anchor}" if anchor else page
