"""The pages that grading leaves: one for each student, and one of all. They run no script and load nothing."""

import hashlib
import re
import statistics
from html import escape
from pathlib import Path
from urllib.parse import quote

from teaching.assignment import marks

MARK = "<!-- written by ./ot4j lab grade -->"
PAGE = """\
<!DOCTYPE html>
{mark}
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<style>
:root {{ color-scheme: light dark; --ink: #1b1f24; --soft: #5b6570; --line: #d5dae0; --back: #fff; --card: #f5f7f9;
  --right: #1a7f37; --wrong: #c2334d; --bar: #3b78c9 }}
@media (prefers-color-scheme: dark) {{
  :root {{ --ink: #e4e8ec; --soft: #9aa5b1; --line: #3a424b; --back: #14181d; --card: #1d232a;
    --right: #57c46e; --wrong: #f0768b; --bar: #6ea4ec }}
}}
body {{ margin: 0 auto; max-width: 54rem; padding: 1.5rem; font: 16px/1.5 system-ui, sans-serif; color: var(--ink);
  background: var(--back) }}
h1 {{ font-size: 1.5rem; margin: 0 }} h2 {{ font-size: 1.05rem; margin: 0 }}
.points {{ font-size: 1.25rem; margin: .25rem 0 1rem }} .soft, dt {{ color: var(--soft) }}
section, .notes {{ border: 1px solid var(--line); border-left: .3rem solid var(--soft); border-radius: .3rem;
  padding: .6rem .9rem; margin: .8rem 0; background: var(--card) }}
section.right {{ border-left-color: var(--right) }} section.wrong {{ border-left-color: var(--wrong) }}
.right .sign {{ color: var(--right) }} .wrong .sign {{ color: var(--wrong) }}
h2 span.of {{ float: right; font-weight: normal; color: var(--soft) }}
dl {{ display: grid; grid-template-columns: 7rem 1fr; gap: .1rem .6rem; margin: .4rem 0 0 }} dd {{ margin: 0 }}
dd, pre, code {{ font-family: ui-monospace, monospace; font-size: .88rem; overflow-wrap: anywhere; white-space: pre-wrap }}
dd.hint {{ font-family: inherit; font-size: 1rem }}
pre {{ margin: .5rem 0 0; max-height: 24rem; overflow: auto }}
table {{ border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums }}
th, td {{ border-bottom: 1px solid var(--line); padding: .25rem .5rem; text-align: right; overflow-wrap: anywhere }}
th:first-child, td:first-child {{ text-align: left }} td.right {{ color: var(--right) }} td.wrong {{ color: var(--wrong) }}
.wide {{ overflow-x: auto }} ul {{ margin: .2rem 0; padding-left: 1.2rem }} a {{ color: var(--bar) }}
svg {{ max-width: 100%; height: auto }} svg text {{ fill: var(--soft); font: 12px system-ui, sans-serif }}
svg rect {{ fill: var(--bar) }} svg line {{ stroke: var(--line) }}
@media print {{ :root {{ color-scheme: light }} section {{ break-inside: avoid }} pre {{ max-height: none }} }}
</style>
</head>
<body>
{body}
</body>
</html>
"""


def html(title, *parts):
    return PAGE.format(mark=MARK, title=text(title), body="\n".join(part for part in parts if part))


def text(value):
    return escape(printable(str(value)), quote=True)


def printable(value):
    """Control signs, and those that turn the direction of writing, can be seen."""
    return re.sub(r"[\x00-\x08\x0a-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]",
                  lambda sign: f"\\x{ord(sign[0]):02x}", value)  # fmt: skip


def block(value):
    """Of several lines."""
    return "\n".join(text(line) for line in value.replace("\r\n", "\n").split("\n"))


def code(line):
    """Words in backquotes are code."""
    return re.sub(r"`([^`]*)`", r"<code>\1</code>", line)


def count(lines):
    return f"{len(lines)} note" + "s" * (len(lines) > 1)


def number(value):
    return f"{round(value, 2):g}"


def page(lab, student, result):
    grades = "\n".join(section(lab, grade) for grade in result["grades"])
    return html(
        f"{lab.title}: {student}",
        f"<h1>{text(lab.title)}</h1>",
        f'<p class="points">{text(student)}: <b>{number(result["points"])}</b> of {number(result["of"])} points</p>',
        notes(result["notes"]), grades, answers(result),
    )


def notes(lines):
    if not lines:
        return ""
    return '<div class="notes"><b>Notes</b><ul>' + "".join(f"<li>{text(line)}</li>" for line in lines) + "</ul></div>"


def section(lab, grade):
    open_ = grade["points"] is None
    right = not open_ and grade["points"] == grade["of"]
    kind = "" if open_ else "right" if right else "wrong"
    sign = "·" if open_ else "✓" if right else "✗"
    points = f"to be read, of {number(grade['of'])}" if open_ else f"{number(grade['points'])} of {number(grade['of'])}"
    titles = [each.get("title", "") for each in grade["results"]]
    title = titles[0] if len(titles) == 1 else grade["name"]
    name = grade["results"][0].get("name", "") if len(titles) == 1 else ""
    parts = [f'<h2><span class="of">{points}</span><span class="sign">{sign}</span> {text(f"{name} {title}")}</h2>']
    parts += [verdict(each, len(titles) > 1) for each in grade["results"]]
    if grade["why"]:
        parts.append(f"<pre>{block(grade['why'])}</pre>")
    if grade["answer"]:
        parts.append(f"<pre>{block(grade['answer'])}</pre>")
    return f'<section class="{kind}">{"".join(parts)}</section>'


def verdict(each, named):
    head = f"<p>{'✓' if each['right'] else '✗'} {text(each.get('name', ''))} {text(each.get('title', ''))}</p>" if named else ""
    rows = "".join(
        f'<dt>{key}</dt><dd class="{key}">{code(block(each[key]))}</dd>'
        for key in ("looked at", "found", "expected", "hint") if key in each
    )
    return head + (f"<dl>{rows}</dl>" if rows else "")


def answers(result):
    parts = []
    for name, answer in result["answers"].items():
        error = result["errors"].get(name)
        below = f"<p class=\"soft\">This cell failed:</p><pre>{block(error)}</pre>" if error else ""
        parts.append(f"<section><h2>{text(name)}: what was handed in</h2><pre>{block(answer)}</pre>{below}</section>")
    return "\n".join(parts)


def summary(lab, results, names):
    points = [result["points"] for result in results.values()]
    most = next(iter(results.values()))["of"]
    facts = f"{len(points)} submissions, mean {statistics.mean(points):.1f}, median {statistics.median(points):.1f}"
    columns = [marks(cell)["grade_id"] for cell in lab.graded()]
    head = "".join(f"<th>{text(name)}</th>" for name in columns)
    rows = "\n".join(row(student, result, names[student]) for student, result in results.items())
    share = "".join(f"<td>{solved(results, name)}</td>" for name in columns)
    return html(
        f"{lab.title}: summary",
        f"<h1>{text(lab.title)}</h1>",
        f'<p class="points">{facts} of {number(most)} points</p>',
        histogram(points, most),
        f'<div class="wide"><table><thead><tr><th>student</th>{head}<th>points</th><th></th></tr></thead>'
        f"<tbody>{rows}</tbody><tfoot><tr><td>solved by</td>{share}<td></td><td></td></tr></tfoot></table></div>",
    )


def row(student, result, file):
    cells = []
    for grade in result["grades"]:
        if grade["points"] is None:
            cells.append('<td class="soft">to be read</td>')
        else:
            kind = "right" if grade["points"] == grade["of"] else "wrong"
            cells.append(f'<td class="{kind}">{number(grade["points"])}</td>')
    link = f'<a href="feedback/{quote(file)}">{text(student)}</a>'
    said = f'<span title="{text("; ".join(result["notes"]))}">{count(result["notes"])}</span>' if result["notes"] else ""
    return f'<tr><td>{link}</td>{"".join(cells)}<td><b>{number(result["points"])}</b></td><td class="soft">{said}</td></tr>'


def solved(results, name):
    points = [grade for result in results.values() for grade in result["grades"] if grade["name"] == name]
    right = sum(grade["points"] == grade["of"] for grade in points)
    return f"{100 * right / len(points):.0f} %"


def histogram(points, most):
    """How many students have how many points, as a picture: a bar for each point, or for tenths of many."""
    single = most <= 20
    bins = int(most) + 1 if single else 10
    counts = [0] * bins
    for each in points:
        counts[min(bins - 1, int(each if single else bins * each / most))] += 1
    width, height, base = 640, 180, 150
    step = width / bins
    parts = [f'<line x1="0" y1="{base}" x2="{width}" y2="{base}"/>']
    for place, count in enumerate(counts):
        tall = 120 * count / max(counts)
        x = place * step
        said = str(place) if single else f"{number(most * place / bins)} – {number(most * (place + 1) / bins)}"
        parts.append(f'<rect x="{x + 4:.1f}" y="{base - tall:.1f}" width="{step - 8:.1f}" height="{tall:.1f}"/>')
        parts.append(f'<text x="{x + step / 2:.1f}" y="{base + 18}" text-anchor="middle">{said}</text>')
        if count:
            parts.append(f'<text x="{x + step / 2:.1f}" y="{base - tall - 5:.1f}" text-anchor="middle">{count}</text>')
    label = f"histogram of {len(points)} results: " + ", ".join(map(str, counts))
    return f'<svg viewBox="0 0 {width} {height}" role="img" aria-label="{label}">{"".join(parts)}</svg>'


def file_names(students):
    """A name for each student's page that every file system and every link takes, and that is its own."""
    taken, found = set(), {}
    for student in students:
        name = re.sub(r"[^A-Za-z0-9._-]+", "_", student)[:60].strip(".")
        if name != student or name.lower() in taken or not name:
            name = f"{name or 'student'}-{hashlib.sha256(student.encode('utf-8', 'surrogateescape')).hexdigest()[:8]}"
        taken.add(name.lower())
        found[student] = name + ".html"
    return found


def is_ours(file):
    try:
        with open(file, encoding="utf-8", errors="replace") as page_:
            return MARK in page_.read(200)
    except OSError:
        return False


def shown(path):
    try:
        return path.relative_to(Path.cwd())
    except ValueError:
        return path
