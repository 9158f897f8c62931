"""The benchmarks' page: what experiments/bench/results holds, drawn; a figure that misses its target is red."""

import json
import math
from html import escape

SUITES = {
    "transport": "Transport: POT, SciPy, lapx, OR-tools, GeomLoss, KeOps, OTT-JAX", "training": "Training: PyTorch",
    "flow": "Flow matching: PyTorch, POT",
    "evaluation": "Evaluation: torchvision, Pillow, NumPy, SciPy, prdc", "kernel": "The kernel: JJava, ipykernel",
}
LABEL, WIDTH, LINE = 430, 900, 20  # of the drawing

HEAD = """\
# Benchmarks
Recorded figures of `./ot4j bench SUITE`; [how they are measured](experiments/README.md#benchmarks). A bar is the ratio of our
median to the peer's on a logarithmic scale: to the left of the line we are faster. **{missed} of {judged}** figures with a
target miss it; their bars are red, and the tables say *missed*. Where there is no target, the bar is grey.
"""


def page(root):
    parts = []
    missed = judged = 0
    for suite, title in SUITES.items():
        folder = root / "experiments/bench/results"
        rows = json.loads((folder / f"{suite}.json").read_text(encoding="utf-8"))
        misses = sum(row.get("holds") is False for row in rows)
        of = sum(row.get("target") is not None for row in rows)
        missed, judged = missed + misses, judged + of
        machine = next(row for row in rows if row["case"] == "machine")
        text = (folder / f"{suite}.md").read_text(encoding="utf-8")
        table = text[text.index("| case"):].replace("| **no** |", "| **missed** |")
        parts.append(
            f"\n## {title}\n{misses} of {of} targets missed. {machine['cpu']}, {machine['cores']} cores, "
            f"JDK {machine['jdk']}, Python {machine['python']}.\n\n{drawing(rows, title)}\n\n"
            f'??? note "The figures"\n\n' + "\n".join(f"    {line}" for line in table.splitlines()) + "\n"
        )
    return HEAD.format(missed=missed, judged=judged) + "".join(parts)


def drawing(rows, title):
    """Bars of ratios. Exponents of growth are no times, and have none."""
    bars = [row for row in rows if row.get("ratio") and row.get("unit")]
    reach = max(abs(math.log10(row["ratio"])) for row in bars) * 1.05
    middle = LABEL + (WIDTH - LABEL) / 2

    def place(ratio):
        return middle + math.log10(ratio) / reach * (WIDTH - LABEL) / 2

    height = LINE * len(bars) + 24
    lines = [
        f'<div class="ot4j-bars" tabindex="0"><svg viewBox="0 0 {WIDTH} {height}" role="img" aria-label="{escape(title)}: ratios of '
        f'medians, {sum(row["ratio"] < 1 for row in bars)} of {len(bars)} below 1">'
    ]
    for power in range(-math.floor(reach), math.floor(reach) + 1):
        x = place(10.0 ** power)
        lines.append(f'<line x1="{x:.1f}" x2="{x:.1f}" y1="0" y2="{height - 20}" class="{"one" if power == 0 else "tick"}"/>')
        lines.append(f'<text x="{x:.1f}" y="{height - 5}" text-anchor="middle">{10.0 ** power:g}</text>')
    for number, row in enumerate(bars):
        x, y = sorted([middle, place(row["ratio"])]), LINE * number
        kind = {True: "held", False: "missed", None: "open"}[row["holds"] if row.get("target") is not None else None]
        name = row["case"] if len(row["case"]) <= 62 else row["case"][:61] + "…"
        tip = f"{row['case']}: {row['ours']:.3g} {row['unit']}, {row['peer_name']} {row['peer']:.3g} {row['unit']}"
        lines.append(
            f'<g><title>{escape(tip)}</title><text x="0" y="{y + 14}">{escape(name)}</text>'
            f'<rect x="{x[0]:.1f}" y="{y + 4}" width="{max(1, x[1] - x[0]):.1f}" height="{LINE - 7}" class="{kind}"/></g>'
        )
    return "".join(lines) + "</svg></div>"
