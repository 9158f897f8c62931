"""The checks of the labs tell right from wrong, and say what is wrong.

The run of all notebooks shows that solved labs pass.
"""

import json
import re

import pytest

from conftest import ROOT, Kernel

FOLDER = ROOT / "notebooks" / "labs"
LABS = sorted(p.stem for p in FOLDER.glob("*.ipynb"))


def exercises(lab):
    """What students find in the cells, by the name of the exercise."""
    cells = json.loads((FOLDER / f"{lab}.ipynb").read_text(encoding="utf-8"))["cells"]
    named = [(c["metadata"].get("ot4j", {}).get("exercise"), "".join(c["source"])) for c in cells]
    return {name: source for name, source in named if name}


def solution(lab, name):
    text = (FOLDER / "solutions" / f"{lab}.md").read_text(encoding="utf-8")
    return re.search(rf"^## {name} .*?^```java\n(.*?)^```", text, re.MULTILINE | re.DOTALL)[1]


@pytest.fixture(scope="module")
def student():
    kernel = Kernel(cwd=str(FOLDER))
    yield kernel
    kernel.stop()


def verdict(student, name):
    result = student.run(f"%check {name}")
    assert result.error is None, result.error
    assert "\tat " not in result.plain and "$JShell" not in result.plain
    return result.plain


@pytest.mark.parametrize("lab", LABS)
def test_every_exercise_has_a_check_and_starts_out_wrong(student, lab):
    names = exercises(lab)
    listed = re.findall(rf"^({lab[0]}\w+) ", student.run("%check").plain, re.MULTILINE)
    assert listed == list(names)
    for name, source in names.items():
        student.run(source)
        assert verdict(student, name).startswith(f"✗ {name}")
        assert "still to be filled in" in source


# A lab, an exercise, a mistake in place of a line of the solution, and the hint that it gets.
MISTAKES = [
    ("1-sinkhorn", "1a", "d * d;", "Math.abs(d);", "the sum over k"),
    ("1-sinkhorn", "1a", "k < x[i].length", "k < 2", "only two coordinates"),
    ("1-sinkhorn", "1b", "plan[i][j] * c[i][j]", "c[i][j]", "the sum of the costs alone"),
    ("1-sinkhorn", "1c", "Math.abs(row - a[i])", "row - a[i]", "too little is just as wrong"),
    ("1-sinkhorn", "1c", "columns[j] - b[j]", "0", "only rows were checked"),
    ("1-sinkhorn", "1d", " / c.length;", ";", "divide by n"),
    ("1-sinkhorn", "1d", "taken[j] = true;", "", "both rows use column 0"),
    ("1-sinkhorn", "1e", "c[i][j] - g[j]", "c[i][j] + g[j]", "g was added"),
    ("1-sinkhorn", "1e", "Double.POSITIVE_INFINITY", "0", "start at infinity"),
    ("1-sinkhorn", "1f", "a[i] * f[i]", "f[i]", "expected   0.5"),
    ("1-sinkhorn", "1g", "b[j] * Math", "Math", "the weights b[j] are missing"),
    ("1-sinkhorn", "1g", "-epsilon *", "epsilon *", "the sign"),
    ("1-sinkhorn", "1g", "Math.max(largest, (g[j] - c[i][j]) / epsilon)", "0", "Factor out the largest exponent"),
    ("1-sinkhorn", "1h", "b, epsilon)", "a, epsilon)", "ArrayIndexOutOfBoundsException"),
    ("1-sinkhorn", "1h", "f = softTransform", "g = g; // ", "row sums"),
    ("1-sinkhorn", "1h", "- c[i][j]) / epsilon", "- c[i][j])", "ε is missing"),
    ("1-sinkhorn", "1i", "moved[i][k] /= mass", "moved[i][k] /= 1", "divided by the row's mass"),
    ("2-vae-to-wae", "2a", "sum / 2", "sum", "the ½ in front"),
    ("2-vae-to-wae", "2a", "2 * Math.log", "Math.log", "the logarithm is of s²"),
    ("2-vae-to-wae", "2b", "sum / m.length", "sum", "q(z) is their mean"),
    ("2-vae-to-wae", "2b", "(2 * s * s)", "(2 * s)", "s has to be squared"),
    ("2-vae-to-wae", "2c", "c / (c + squared)", "1 / (c + squared)", "the numerator is C"),
    ("2-vae-to-wae", "2d", "if (i != j)", "if (true)", "i = j has to be left out"),
    ("2-vae-to-wae", "2d", "- 2 * mixed", "- mixed", "the factor 2"),
    ("2-vae-to-wae", "2d", "(n - 1.0)", "n", "found "),
    ("2-vae-to-wae", "2e", "x.size(0)", "x.size()", "only the batch is averaged"),
    ("2-vae-to-wae", "2e", ", lambda)", ", 1)", "multiplied by λ"),
    ("2-vae-to-wae", "2e", ".square().sum()", ".square()", "it must be one number"),
    ("3-prior-hole", "3a", "Math.sqrt(least)", "least", "squared distance"),
    ("3-prior-hole", "3b", "1.0 * count", "count", "integer division"),
    ("3-prior-hole", "3b", "> radius", "< radius", "NOT in a hole"),
    ("3-prior-hole", "3c", "1 - holeShare", "holeShare", "the share of bad ones"),
    ("3-prior-hole", "3d", "new double[plan.length][plan[0].length]", "plan", "make a new array"),
    ("3-prior-hole", "3e", "a[i] * posterior", "posterior", "the masses a[i] are missing"),
    ("3-prior-hole", "3f", " - largest) / n", " - largest)", "mean over the data"),
    ("3-prior-hole", "3f", "sum / m", "sum", "divide by m"),
    ("3-prior-hole", "3f", "mean - epsilon", "-epsilon", "adding 3 to every u[i]"),
    ("3-prior-hole", "3g", "/ total / m", "/ total", "averaged over the codes"),
    ("3-prior-hole", "3g", "1.0 / n", "0", "1/n is missing"),
    ("4-one-dimension", "4a", "    Arrays.sort(b);\n", "", "sort both"),
    ("4-one-dimension", "4a", "Math.abs(a[i] - b[i])", "(a[i] - b[i])", "expected   2"),
    ("4-one-dimension", "4a", "x.clone()", "x", "sort copies"),
    ("4-one-dimension", "4a", ", 1 / p)", ", 1)", "the root is missing"),
    ("4-one-dimension", "4b", "q - 1e-12", "q + 1e-9", "exactly q is enough"),
    ("4-one-dimension", "4c", "b.clone()", "b", "work on a copy"),
    ("4-one-dimension", "4c", "Math.min(left[i], open[j])", "a[i] * b[j]", "found "),
    ("4-one-dimension", "4d", "result[order[rank]]", "result[rank]", "this is y in order"),
    ("4-one-dimension", "4e", "(1 - t) * a[i] + t * b[i]", "t * a[i] + (1 - t) * b[i]", "t = 0 is x"),
    ("4-one-dimension", "4f", "w * w", "w", "the square is missing"),
    ("4-one-dimension", "4f", "sum / directions.length", "sum", "take the mean"),
    ("4-one-dimension", "4g", "* direction[k];\n        }\n    }\n    return", "* 1;\n        }\n    }\n    return", "found "),
    ("5-adversaries", "5a", "p[i] + q[i] == 0 ? 0.5 : ", "", "say ½"),
    ("5-adversaries", "5a", ": p[i] /", ": q[i] /", "data have mass p"),
    ("5-adversaries", "5b", "q[i] == 0 ? 0 : ", "", "leave out terms whose mass is 0"),
    ("5-adversaries", "5c", "Math.abs(f[i] - f[j])", "(f[i] - f[j])", "found "),
    ("5-adversaries", "5d", "Math.max(1, steepness(f, places))", "1", "too steep"),
    ("5-adversaries", "5d", "Math.max(1, steepness(f, places))", "steepness(f, places)", "a legal critic stays"),
    ("5-adversaries", "5e", "q[j] * least", "least", "weight each minimum"),
    ("5-adversaries", "5f", "p.clone()", "p", "work on a copy"),
    ("5-adversaries", "5f", "c[i][j] - f[i] <", "c[i][j] - f[i] <=", "take the first"),
    ("5-adversaries", "5g", " / 2;", ";", "half of the squared distance"),
    ("5-adversaries", "5g", "c - f[i] < least", "c < least", "f is not used"),
    ("6-couplings-to-flows", "6a", "(1 - t) * x0[i][k] + t", "t * x0[i][k] + (1 - t)", "exchanged"),
    ("6-couplings-to-flows", "6b", " - largest", "", "Factor out the largest exponent"),
    ("6-couplings-to-flows", "6b", "2 * h * h", "h * h", "the 2 is missing"),
    ("6-couplings-to-flows", "6b", "v[k] /= sum", "v[k] /= 1", "this is the sum"),
    ("6-couplings-to-flows", "6c", "v[d] / steps", "v[d]", "divide by the number of steps"),
    ("6-couplings-to-flows", "6c", "(double) k / steps", "k / steps", "a whole number"),
    ("6-couplings-to-flows", "6d", "plan.at(i, j) > plan.at(i, partner[i])", "plan.at(j, i) > plan.at(partner[i], i)", "exchanged"),
    ("6-couplings-to-flows", "6e", "straight == 0 ? 1 : ", "", "0 / 0"),
]


@pytest.mark.parametrize("lab, name, right, wrong, hint", MISTAKES)
def test_mistakes_are_told(student, lab, name, right, wrong, hint):
    student.run(GIVEN.get(name, ""))
    for helper in HELPERS.get(name, []):
        student.run(solution(lab, helper))
    student.run(TRANSPOSE)
    code = solution(lab, name)
    assert right in code
    student.run(code.replace(right, wrong))
    text = verdict(student, name)
    assert text.startswith(f"✗ {name}") and hint in text, text
    student.run(code)
    assert verdict(student, name).startswith(f"✓ {name}")


# Exercises that use others, or a method that a cell of the lab defines.
HELPERS = {"1f": ["1e"], "1h": ["1g"], "2d": ["2c"], "3b": ["3a"], "3c": ["3a", "3b"], "4f": ["4a"],
           "4g": ["4d"], "5d": ["5c"]}  # fmt: skip
GIVEN = {"6c": "interface Field { double[] at(double[] x, double t); }"}
TRANSPOSE = """
double[][] transpose(double[][] c) {
    double[][] t = new double[c[0].length][c.length];
    for (int i = 0; i < c.length; i++) { for (int j = 0; j < c[0].length; j++) { t[j][i] = c[i][j]; } }
    return t;
}
"""
