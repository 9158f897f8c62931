"""The lab that ./ot4j lab new begins with: small, complete and right, to be written over."""

import nbformat
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

import whole
from teaching.assignment import mark

TITLE = """\
# {title}
*45 minutes. You need loops and arrays.*

What this lab is about, and what you will be able to do after it:

- measure how far two samples on the line are from each other,
- say what a transport plan on the line looks like.

Cells that say `still to be filled in` are yours. Run them, then the `%check` below: it tells you at once whether
your answer is right, and if not, what it found. Pictures show what you should get."""

FIRST = """\
## 1 · A warm-up
**1a.** Compute the mean of the numbers in `x`."""

FIRST_SOLUTION = """\
double mean(double[] x) {
    // BEGIN SOLUTION
    double sum = 0;
    for (double v : x) {
        sum += v;
    }
    return sum / x.length;
    // END SOLUTION
}"""

SECOND = """\
## 2 · Transport on the line
On the line the cheapest plan is in order: the smallest goes to the smallest, and so on.

**1b.** Compute $W_1$, the mean distance $|x_i - y_i|$ of the two samples *in order*. Both have the same size; leave
the arrays as they are."""

SECOND_SOLUTION = """\
double wasserstein(double[] x, double[] y) {
    // BEGIN SOLUTION
    double[] a = x.clone();
    double[] b = y.clone();
    Arrays.sort(a);
    Arrays.sort(b);
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
        sum += Math.abs(a[i] - b[i]);
    }
    return sum / a.length;
    // END SOLUTION
}"""

HIDDEN = """\
%%check
// ### BEGIN HIDDEN TESTS
//// 1b Any two samples
//// needs double wasserstein(double[], double[])
var random = new Random(5);
double[] x = random.doubles(50).toArray();
double[] y = random.doubles(50, 2, 4).toArray();
double first = x[0];
answer.of("wasserstein of two samples of 50", wasserstein(x, y))
    .hint("compare with `Wasserstein.between(x, y, 1)` of the library")
    .near(Wasserstein.between(x, y, 1).distance(), 1e-9);
answer.of("x[0] afterwards", x[0]).hint("sort copies: the caller's arrays stay as they are").is(first);
// ### END HIDDEN TESTS"""

PICTURE = """\
double[] xs = new Random(1).doubles(200).toArray();
double[] shifts = {0, 0.5, 1, 1.5, 2, 2.5, 3};
double[] distances = Arrays.stream(shifts)
    .map(s -> wasserstein(xs, Arrays.stream(xs).map(v -> v + s).toArray())).toArray();
Plots.curves(shifts, Map.of("W₁", distances)).title("A shift is as far as it is long").labels("shift", "distance")"""

CHECKS = """\
//// 1a The mean
//// needs double mean(double[])
answer.of("mean((1, 2, 6))", mean(new double[] {1, 2, 6}))
    .mistake(9, "this is the sum; divide by the number of entries")
    .mistake(2, "this is the median")
    .hint("the sum of all, divided by x.length")
    .is(3);

//// 1b The distance of two samples
//// needs double wasserstein(double[], double[])
answer.of("wasserstein((3, 1), (2, 5))", wasserstein(new double[] {3, 1}, new double[] {2, 5}))
    .mistake(2.5, "the samples are not in order: sort copies of both")
    .mistake(3, "this is the sum; divide by the number of points")
    .hint("sorted, the pairs are 1, 2 and 3, 5")
    .is(1.5);
"""


def cells(title):
    """Points are those of the checks; what students get stays editable only where they answer."""
    yield new_markdown_cell(TITLE.format(title=title))
    yield new_markdown_cell(FIRST)
    yield answer("1a", FIRST_SOLUTION)
    yield check("check-1a", "%check 1a", 1)
    yield new_markdown_cell(SECOND)
    yield answer("1b", SECOND_SOLUTION)
    yield check("check-1b", "%check 1b", 2)
    yield check("hidden-1b", HIDDEN, 1)
    yield new_code_cell(PICTURE)


def answer(name, source):
    ours = {"grade": False, "grade_id": name, "locked": False, "solution": True, "task": False}
    return new_code_cell(source, metadata={"ot4j": {"exercise": name}, "nbgrader": ours})


def check(name, source, points):
    ours = {"grade": True, "grade_id": name, "locked": True, "solution": False, "task": False, "points": points}
    return new_code_cell(source, metadata={"nbgrader": ours})


def write(folder):
    """Writes a lab into a new folder; returns its notebook."""
    name = folder.name
    notebook = new_notebook(cells=list(cells(name.replace("-", " ").capitalize())))
    for number, cell in enumerate(notebook.cells):
        cell["id"] = f"cell-{number:02d}"  # the same for every lab, so that a lab can be compared with another
    notebook.metadata.update(
        kernelspec={"name": "ot4j", "display_name": "Java (ot4j)", "language": "java"},
        language_info={"name": "Java", "file_extension": ".java", "mimetype": "text/x-java-source"},
        ot4j={"shows": "A lab: write in one sentence what it shows.", "minutes": {"quick": 1}},
    )
    mark(notebook)
    (folder / "checks").mkdir(parents=True)
    whole.write(folder / "checks" / f"{name}.jsh", CHECKS)
    path = folder / f"{name}.ipynb"
    whole.write(path, nbformat.writes(notebook) + "\n")
    return path
