"""Drawings of recorded figures, as SVG in the page: their colours are those of the page, light or dark."""

import math
from html import escape

ROOM, LINE, LETTER = 480, 24, 7.2  # for the figures, a row, and about the width of a letter
# Of Student's t with 1, 2, … degrees of freedom, for the half widths of 95 % confidence intervals.
STUDENT = [
    12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228,
    2.201, 2.179, 2.160, 2.145, 2.131, 2.120, 2.110, 2.101, 2.093,
]


def interval(values):
    """Mean and half width of the 95 % confidence interval; of one value, 0."""
    mean = sum(values) / len(values)
    if len(values) == 1:
        return mean, 0.0
    spread = math.sqrt(sum((v - mean) ** 2 for v in values) / (len(values) - 1) / len(values))
    return mean, STUDENT[len(values) - 2] * spread


class Scale:
    """From values to places: linear between round numbers, or logarithmic between powers of ten."""

    def __init__(self, values, begin, end, log=False, most=7):
        self.begin, self.end, self.log = begin, end, log
        low, high = min(values), max(values)
        if log:
            self.low, self.high = math.floor(math.log10(low)), math.ceil(math.log10(high))
            self.ticks = [10.0 ** k for k in range(self.low, self.high + 1)]
        else:
            step = 10.0 ** math.floor(math.log10((high - low) / most))
            step = next(step * k for k in (1, 2, 5, 10) if (high - low) / (step * k) <= most)
            self.low, self.high = math.floor(low / step) * step, math.ceil(high / step) * step
            count = round((self.high - self.low) / step)
            self.ticks = [round(self.low + k * step, 12) for k in range(count + 1)]

    def __call__(self, value):
        at = math.log10(value) if self.log else value
        return self.begin + (at - self.low) / (self.high - self.low) * (self.end - self.begin)


def letters(names):
    """About how wide the longest is."""
    return LETTER * max(map(len, names))


def frame(title, width, height, lines):
    return (
        f'<div class="ot4j-plot" tabindex="0"><svg viewBox="0 0 {width:.0f} {height}" role="img" aria-label="{escape(title)}" '
        f'style="min-width: {0.8 * width:.0f}px; max-width: {1.15 * width:.0f}px">'
        + "".join(lines) + "</svg></div>"
    )


def dots(title, axis, rows, log=False, at=None):
    """A row for each case: a dot for each run, mean and interval from three runs on, and a diamond at a peer's figure.

    rows: {name, values, missed, also (hollow dots), peer}; at: where a line stands for a limit.
    """
    shown = [v for row in rows for v in [*row["values"], *row.get("also", []), row.get("peer")] if v is not None]
    label = letters(row["name"] for row in rows) + 20  # capitals are wider, and bold where it misses
    width = label + ROOM
    x = Scale(shown + ([at] if at is not None else []), label + 20, width - 20, log)
    height = LINE * len(rows) + 44
    lines = []
    for tick in x.ticks:
        lines.append(f'<line x1="{x(tick):.1f}" x2="{x(tick):.1f}" y1="0" y2="{height - 40}" class="tick"/>')
        lines.append(f'<text x="{x(tick):.1f}" y="{height - 24}" text-anchor="middle">{tick:g}</text>')
    lines.append(f'<text x="{label + ROOM / 2:.0f}" y="{height - 6}" text-anchor="middle">{escape(axis)}</text>')
    if at is not None:
        lines.append(f'<line x1="{x(at):.1f}" x2="{x(at):.1f}" y1="0" y2="{height - 40}" class="limit"/>')
    for number, row in enumerate(rows):
        y = LINE * number + LINE / 2
        kind = "missed" if row.get("missed") else "held"
        said = "".join(f"{v:.4g}, " for v in row["values"]).removesuffix(", ")
        peer = row.get("peer")
        tip = f"{row['name']}: {said}" + (f"; {peer:.4g}" if peer is not None else "") + (", missed" if row.get("missed") else "")
        lines.append(f'<g class="{kind}"><title>{escape(tip)}</title><text x="0" y="{y + 4}">{escape(row["name"])}</text>')
        if len(row["values"]) > 2 and not log and not row.get("plain"):
            mean, half = interval(row["values"])
            ends = [min(max(v, x.low), x.high) for v in (mean - half, mean + half)]
            lines.append(f'<line x1="{x(ends[0]):.1f}" x2="{x(ends[1]):.1f}" y1="{y}" y2="{y}" class="interval"/>')
            lines.append(f'<line x1="{x(mean):.1f}" x2="{x(mean):.1f}" y1="{y - 7}" y2="{y + 7}" class="mean"/>')
        lines += [f'<circle cx="{x(v):.1f}" cy="{y}" r="4" class="hollow"/>' for v in row.get("also", [])]
        lines += [f'<circle cx="{x(v):.1f}" cy="{y}" r="4" class="run"/>' for v in row["values"]]
        if peer is not None:
            p = x(peer)
            lines.append(f'<path d="M{p - 6:.1f} {y}L{p:.1f} {y - 6}L{p + 6:.1f} {y}L{p:.1f} {y + 6}Z" class="peer"/>')
        lines.append("</g>")
    return frame(title, width, height, lines)


def curves(title, across, up, series, log=(True, True), at=None):
    """Curves of named points, which a legend at the right names from the highest end to the lowest."""
    left, right, height, bottom = 70, ROOM, 320, 44
    values = [v for points in series.values() for _, v in points]
    x = Scale([v for points in series.values() for v, _ in points], left, right, log[0])
    y = Scale(values + [at or values[0]] + ([] if log[1] else [0]), height - bottom, 10, log[1])
    lines = []
    for tick in x.ticks:
        lines.append(f'<line x1="{x(tick):.1f}" x2="{x(tick):.1f}" y1="10" y2="{height - bottom}" class="tick"/>')
        lines.append(f'<text x="{x(tick):.1f}" y="{height - bottom + 18}" text-anchor="middle">{tick:g}</text>')
    for tick in y.ticks:
        lines.append(f'<line x1="{left}" x2="{right}" y1="{y(tick):.1f}" y2="{y(tick):.1f}" class="tick"/>')
        lines.append(f'<text x="{left - 8}" y="{y(tick) + 4:.1f}" text-anchor="end">{tick:g}</text>')
    lines.append(f'<text x="{(left + right) / 2:.0f}" y="{height - 6}" text-anchor="middle">{escape(across)}</text>')
    middle = (height - bottom) / 2
    lines.append(f'<text x="14" y="{middle}" text-anchor="middle" transform="rotate(-90 14 {middle})">{escape(up)}</text>')
    if at:
        lines.append(f'<line x1="{left}" x2="{right}" y1="{y(at):.1f}" y2="{y(at):.1f}" class="limit"/>')
    for number, (name, points) in enumerate(sorted(series.items(), key=lambda each: -each[1][-1][1])):
        path = " ".join(f"{x(a):.1f},{y(b):.1f}" for a, b in points)
        tip = name + ": " + ", ".join(f"{b:.3g} at {a:g}" for a, b in points)
        top = 24 + 22 * number
        lines.append(f'<g class="curve s{number}"><title>{escape(tip)}</title><polyline points="{path}"/>')
        lines += [f'<circle cx="{x(a):.1f}" cy="{y(b):.1f}" r="3.5"/>' for a, b in points]
        lines.append(f'<line x1="{right + 16}" x2="{right + 44}" y1="{top - 4}" y2="{top - 4}"/>')
        lines.append(f'<text x="{right + 50}" y="{top}">{escape(name)}</text></g>')
    return frame(title, right + 60 + letters(series), height, lines)
