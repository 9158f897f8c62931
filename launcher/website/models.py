"""The table of models, for README and the site: from docs/models/models.tsv, which a study writes."""

import csv
import re

TABLE = re.compile(r"(?<=<!-- models: ./ot4j docs --record -->\n).*?(?=<!-- /models -->)", re.DOTALL)


def rows(root):
    with open(root / "docs/models/models.tsv", encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t"))


def picture(root, row, folder):
    """Nothing where the study has not drawn it yet."""
    if not (root / f"docs/models/{row['file']}.png").exists():
        return "–"
    return (
        f'<img src="{folder}{row["file"]}.png" width="80" height="80" '
        f'alt="Samples of {row["name"]} on a ring of eight Gaussians">'
    )


def readme(root):
    """README's text with the table as it should be."""
    return TABLE.sub(lambda _: table(root, "docs/models/"), (root / "README.md").read_text(encoding="utf-8"))


def table(root, folder):
    """In Markdown, with pictures in a folder."""
    lines = ["| samples | model | begins with | can | s | paper |", "| --- | --- | --- | --- | --- | --- |"]
    for row in rows(root):
        can = ["sample", *(name for name in ("encode", "density") if row[name])]
        lines.append(
            f"| {picture(root, row, folder)} | {row['name']} | `{row['begins']}` | {', '.join(can)} | {row['seconds'] or '–'} "
            f"| {row['paper']} |"
        )
    return "\n".join(lines) + "\n"


def page(root):
    """The site's page, whose papers lead to the equations."""
    return PAGE.format(table=re.sub(r"(?<=\| )((?:VEGAN|WAE|C-VAE|GPC) [^|]*?)(?= \|$)", linked, table(root, "models/"), flags=re.MULTILINE))


def linked(match):
    from equations import anchor

    def each(text):
        numbered = re.match(r"(VEGAN|WAE|C-VAE|GPC) (?:Eq\. (\d+)|Algorithm (\d+)|(WGAN|WVAE))", text)
        if not numbered:
            return text
        key, equation, algorithm, label = numbered.groups()
        reference = f"{key} {equation or label or f'Alg. {algorithm}'}"
        return f"[{text}](equations.md#{anchor(reference)})"
    return "; ".join(each(text) for text in match[1].split("; "))


PAGE = """\
---
hide:
  - navigation
  - toc
---
# Models
Each model learned the same ring of eight Gaussians: 600 samples in blue over the data in grey. *s* is how many seconds
of processor time its training took, once, on a shared virtual machine; *density* is a log-likelihood in nats.
[Latent densities](latent-densities.md) are fitted to the codes of a trained model, here of a WAE-MMD, whose training is in their
seconds. Papers are cited by the keys of [the papers](papers.md). How models are used is told in [the guide](guide/models.md); the Javadoc of `org.ot4j.model` has one
line for each variant.

{table}
`./ot4j experiment model-pictures docs/models` makes the pictures and this table again.
"""
