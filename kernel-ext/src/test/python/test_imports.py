"""What a notebook can name without an import."""

import re

LIBRARY = "src/main/java/org/ot4j"
STARTUP = "kernel-ext/src/main/resources/org/ot4j/kernel/startup.jsh"


def packages(root):
    return sorted(p for p in (root / LIBRARY).iterdir() if p.is_dir())


def public_types(package):
    for source in sorted(package.glob("*.java")):
        kind = rf"^public .*?\b(class|interface|record|enum) {source.stem}\b"
        if re.search(kind, source.read_text(encoding="utf-8"), re.MULTILINE):
            yield source.stem


def test_every_package_of_the_library_is_imported(root):
    imported = re.findall(r"import org\.ot4j\.(\w+)\.\*;", (root / STARTUP).read_text())
    assert imported == [p.name for p in packages(root)]


def test_no_name_of_the_library_is_ambiguous(kernel, root):
    names = [name for package in packages(root) for name in public_types(package)]
    assert len(names) > 50
    listed = ", ".join(f"{name}.class" for name in names)
    result = kernel.run(f"Stream.of({listed}).filter(c -> c.getName().startsWith(\"org.ot4j\")).count()")
    assert result.error is None, result.error
    assert result.plain == str(len(names))
