"""docs/equations.md for the site: each equation a heading of its own, set large, with what leads to it."""

import re
from html import escape

MATHJAX = '<script src="{0}formulas.js"></script><script src="{0}tex-svg-full.js" async></script></body>'
LABELS = {
    "Eq.": "", "Algorithm": "Alg. ", "Theorem": "Thm. ", "Proposition": "Prop. ", "Corollary": "Cor. ",
    "Lemma": "Lemma ", "Remark": "Remark ",
}
CITED = re.compile(
    r"(?:\b(VEGAN|WAE|C-VAE|GPC),?\s+)?(?<![\w-])(Eq\.|Algorithm|Theorem|Proposition|Corollary|Lemma|Remark)s?"
    r"[\s(]+(\d[\d.]*(?:(?:,| and| or)\s+\d[\d.]*)*)"
)
ROW = re.compile(r"^\| (.*?) \| (.*): \$(.*?)\$ \| (.*?) \| (.*?) \|$")
# Whose equations a notebook counts if it does not say.
PAPERS = {"coupled-vae": "C-VAE", "gan-vae": "GPC", "vegan": "VEGAN", "wasserstein-auto": "WAE", "2-vae": "WAE", "3-prior": "C-VAE"}


def anchor(reference):
    """C-VAE 10 to c-vae-10."""
    return re.sub(r"[^a-z0-9]+", "-", reference.lower()).strip("-")


def reference(key, label):
    """C-VAE, Eq. 10 to C-VAE 10."""
    return f"{key} {label.removeprefix('Eq. ')}"


def cited(lessons):
    """Cells by the equations that they are about, as their metadata says, or that they cite first."""
    found = {}
    for path, lesson in lessons.items():
        paper = next((key for name, key in PAPERS.items() if name in path), None)
        for anchor_, source, about in lesson.cells:
            of = set(about.get("equations", []))
            for key, kind, numbers in CITED.findall(source):
                for number in re.findall(r"\d+(?:\.\d+)*", numbers):
                    if key or paper:
                        of.add(f"{key or paper} {LABELS[kind]}{number}")
            for each in of:
                cells = found.setdefault(each, {})
                if path not in cells or each in about.get("equations", []):
                    cells[path] = (lesson.title, anchor_)
    return found


def page(root, text, lessons):
    cells = cited(lessons)
    key = ""
    lines = []
    for line in text.splitlines():
        if line.startswith("## "):
            key = line[3:]
        row = ROW.match(line)
        if not row:
            if not line.startswith("| "):
                lines.append(line)
            continue
        label, name, formula, where, tests = row.groups()
        of = reference(key, label)
        lines += ["", f"### {key} {label}: {name} {{#{anchor(of)}}}", "", f"$$\n{formula}\n$$", ""]
        if where.startswith("not computed"):
            lines.append(f"- {where[0].upper()}{where[1:]}")
        else:
            member = re.match(r"\[`(.*?)`\]\((.*?)\)(?:<br>`(.*?)`)?$", where)
            name, link, method = member.groups()
            kind = "Shown by the test" if "/test/" in link else "Code"
            full = f"{name}.{method}" if method else name
            lines.append(f"- {kind}: [`{full}`]({link}{'#' + method if method else ''})")
        if tests:
            lines.append(f"- Tests: {tests.replace('<br>', ', ')}")
        if of in cells:
            links = [f"[{title}](../{path}#{where})" for path, (title, where) in cells[of].items()]
            lines.append(f"- Notebooks: {', '.join(links)}")
        lines.append("")
    return "\n".join(lines)


def formulas(text):
    """The formulas of docs/equations.md by what they are cited as."""
    key = ""
    found = {}
    for line in text.splitlines():
        if line.startswith("## "):
            key = line[3:]
        if row := ROW.match(line):
            found[reference(key, row[1])] = row[3]
    return found


def into_javadoc(page, up, known):
    """Links what Javadoc prints for the tag to the equations' page, and sets the formula below it."""
    def each(cited):
        link = f'<a href="{up}docs/equations.html#{anchor(cited)}">{cited}</a>'
        return link + (f'<div class="arithmatex">\\[{escape(known[cited])}\\]</div>' if cited in known else "")

    def set_all(match):
        return match[1] + ", ".join(each(cited.strip()) for cited in match[2].split(", ")) + match[3]

    written = re.sub(r"(<dt>Equation:</dt>\n<dd>)(.*?)(</dd>)", set_all, page)
    return written if written == page else written.replace("</body>", MATHJAX.format(up))
