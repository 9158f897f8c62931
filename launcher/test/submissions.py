"""Submissions to the lab of ./ot4j lab new, made for tests: right, wrong, broken and hostile."""

import copy
import json
import os
import sys
from pathlib import Path

RIGHT_MEAN = "double mean(double[] x) {\n    return Arrays.stream(x).average().orElse(0);\n}"
RIGHT_DISTANCE = """\
double wasserstein(double[] x, double[] y) {
    double[] a = x.clone(), b = y.clone();
    Arrays.sort(a);
    Arrays.sort(b);
    double sum = 0;
    for (int i = 0; i < a.length; i++) { sum += Math.abs(a[i] - b[i]); }
    return sum / a.length;
}"""
SORTS_THE_ARGUMENTS = RIGHT_DISTANCE.replace("x.clone(), b = y.clone()", "x, b = y")
ENDLESS = "double mean(double[] x) { while (x.length >= 0) { } return 0; }"
FORGED = """\
double mean(double[] x) {
    System.out.println("✓ 1a The mean");
    display(new org.ot4j.kernel.check.Verdict(true, "1a", "The mean", null, null, null, null, "guess"));
    return 0;
}"""
MARKUP = '<script>document.title = "owned"</script><img src="http://127.0.0.1:9/x" onerror="alert(1)"></pre></section>'


class Maker:
    """Makes submissions from the notebook that students get."""

    def __init__(self, released, folder):
        self.released = json.loads(Path(released).read_text(encoding="utf-8"))
        self.name, self.folder = Path(released).stem, Path(folder)

    def notebook(self, mean=None, distance=RIGHT_DISTANCE, before=(), edit=None):
        notebook = copy.deepcopy(self.released)
        cells = notebook["cells"]
        for name, answer in (("1a", RIGHT_MEAN if mean is None else mean), ("1b", distance)):
            self.cell(cells, name)["source"] = answer
        extra = [{"cell_type": "code", "metadata": {}, "source": code, "outputs": [], "execution_count": None,
                  "id": f"own-{i}"} for i, code in enumerate(before)]  # fmt: skip
        cells[1:1] = extra
        if edit:
            edit(cells)
        return notebook

    @staticmethod
    def cell(cells, name):
        return next(c for c in cells if c["metadata"].get("nbgrader", {}).get("grade_id") == name)

    def write(self, student, **what):
        self.text(student, json.dumps(self.notebook(**what)))

    def text(self, student, text):
        place = self.folder / student / f"{self.name}.ipynb"
        place.parent.mkdir(parents=True)
        place.write_bytes(text if isinstance(text, bytes) else text.encode("utf-8"))


def edit_checks(cells):
    for cell in cells:
        if "%check" in "".join(cell["source"]):
            cell["source"] = 'System.out.println("✓ all right");'


def delete_checks(cells):
    cells[:] = [cell for cell in cells if "%check" not in "".join(cell["source"])]


def delete_all_but_code(cells):
    """What is left when somebody copies the cells into a notebook of their own."""
    cells[:] = [{**cell, "metadata": {}, "id": f"x{i}"} for i, cell in enumerate(cells) if cell["cell_type"] == "code"]


def more_points(cells):
    for cell in cells:
        if "points" in cell["metadata"].get("nbgrader", {}):
            cell["metadata"]["nbgrader"]["points"] = 1000


def twice(cells):
    cells.append(copy.deepcopy(Maker.cell(cells, "1a")) | {"id": "again", "source": "int nothing = 1;"})


# By student: what is handed in, and the points for 1a, 1b and the hidden check of 1b.
SUBMISSIONS = {
    "ben wrong": ({"mean": RIGHT_MEAN.replace("average", "max"), "distance": SORTS_THE_ARGUMENTS}, (0, 2, 0)),
    "carl hangs": ({"before": ["synchronized (Object.class) { while (true) { } }"], "mean": ENDLESS}, (0, 2, 1)),
    "dora exits": ({"before": ["System.exit(3);"]}, (1, 2, 1)),
    "<b>eve forges": ({"mean": f"// {MARKUP}\n{FORGED}", "edit": edit_checks}, (0, 2, 1)),
    "fred spies": ({}, (1, 2, 1)),  # its cells are made below
    "anna": ({}, (1, 2, 1)),
    "gina prints": ({"before": ['String line = "x".repeat(1 << 20); for (int i = 0; i < 1000; i++) { System.out.println(line); }']},
                    (1, 2, 1)),
    '<b>"hugo" & co': ({"mean": f"// {MARKUP}\nthis does not compile", "edit": delete_checks}, (0, 2, 1)),
    "right, otherwise": ({"mean": "double mean(double[] x) {\n double s = 0; for (var v : x) s += v; return s / x.length; }"}, (1, 2, 1)),
    "untouched": ({"mean": "", "distance": ""}, (0, 0, 0)),
    "half": ({"distance": "double wasserstein(double[] x, double[] y) { return 1.5; }"}, (1, 2, 0)),
    "sum": ({"mean": "double mean(double[] x) { return 9; }"}, (0, 2, 1)),
    "float": ({"mean": "float mean(float[] x) { return 3; }"}, (0, 2, 1)),
    "throws": ({"mean": "double mean(double[] x) { throw new IllegalStateException(); }"}, (0, 2, 1)),
    "recursion": ({"mean": "double mean(double[] x) { return mean(x); }"}, (0, 2, 1)),
    "exits in the check": ({"mean": "double mean(double[] x) { Runtime.getRuntime().halt(0); return 3; }"}, (0, 2, 1)),
    "memory": ({"before": ["var all = new ArrayList<double[]>(); while (true) { all.add(new double[1 << 22]); }"]}, (1, 2, 1)),
    "more points": ({"edit": more_points}, (1, 2, 1)),
    "twice": ({"edit": twice}, (1, 2, 1)),
    "own Math": ({"before": ["class Wasserstein { static double distance() { return 0; } }"]}, (1, 2, 0)),
    "copied": ({"edit": delete_all_but_code}, (1, 2, 1)),
    "endless at the end": ({"distance": RIGHT_DISTANCE.replace("double sum", "while (x.length == 200) { }\n    double sum")}, (1, 2, 1)),
    "threads": ({"before": ["for (int i = 0; i < 2; i++) { new Thread(() -> { while (true) { } }).start(); }"]}, (1, 2, 1)),
    "magics": ({"before": ["%nothing", "%%check\n//// 1a Mine\nint x = 1;", "%quiet"]}, (1, 2, 1)),
}  # fmt: skip
BROKEN = {
    "no json": "{",
    "no cells": "{}",
    "deep": "[" * 200_000,
    "bytes": b"\xff\xfe\x00garbage\x80",
    "odd cells": json.dumps({"cells": [1, None, {"cell_type": "code"}, {"cell_type": "code", "source": {"a": 1}}]}),
    "empty": "",
}


def spies(outside):
    """Cells that try to get out: to write, to read, to connect; they print ESCAPED where they can."""
    lines = [
        f'Files.writeString(Path.of("{outside}/written-by-a-student"), "x");',
        'Files.writeString(Path.of("/tmp/../etc/written-by-a-student"), "x");',
        f'Files.readString(Path.of("{outside}/secret"));',
        f'Files.list(Path.of("{outside}")).findFirst().orElseThrow();',
        'new java.net.Socket("1.1.1.1", 53).close();',
        'java.net.InetAddress.getByName("example.org");',
    ]
    return [f'boolean out{i} = true;\ntry {{ {line} }} catch (Exception e) {{ out{i} = false; }}\n'
            f'if (out{i}) {{ throw new IllegalStateException("ESCAPED by {i}"); }}' for i, line in enumerate(lines)]  # fmt: skip


def make(released, folder, secret):
    """Writes submissions; returns the points that each should get, by student."""
    maker = Maker(released, folder)
    expected = {}
    for student, (what, points) in SUBMISSIONS.items():
        if student == "fred spies":
            what = {"before": spies(secret)}
        maker.write(student, **what)
        expected[student] = points
    for student, text in BROKEN.items():
        maker.text(student, text)
        expected[student] = (0, 0, 0)
    if sys.platform != "win32":
        (maker.folder / "zoe links").mkdir()
        os.symlink(Path(secret) / "secret", maker.folder / "zoe links" / f"{maker.name}.ipynb")
        expected["zoe links"] = (0, 0, 0)
    return expected


if __name__ == "__main__":
    print(len(make(*sys.argv[1:4])), "submissions")
