"""docs/equations.md for the site: each equation a heading of its own, set large, with what leads to it."""

import re

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


def link_from_javadoc(html, up):
    """Links what Javadoc prints for the tag to the equations' page."""
    def links(match):
        each = (f'<a href="{up}docs/equations.html#{anchor(r.strip())}">{r.strip()}</a>' for r in match[2].split(", "))
        return match[1] + ", ".join(each) + match[3]
    return re.sub(r"(<dt>Equation:</dt>\n<dd>)(.*?)(</dd>)", links, html)
