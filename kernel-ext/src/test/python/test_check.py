"""%check: right or wrong at once, with what helps, and never a stack trace."""

import pytest

from conftest import Kernel

CHECKS = """\
//// 1a Twice a number
//// needs double twice(double)
answer.of("twice(3)", twice(3)).mistake(3, "this is the number itself").hint("add it to itself").is(6);
answer.of("twice(-1)", twice(-1)).is(-2);
//// 1b Three numbers
//// needs double[] xs
answer.of("xs", xs).hint("one, two, three").is(1, 2, 3);
//// 1c A table of them
//// needs double[][] table
answer.of("table", table).near(new double[4][5], 0.1);
answer.of("table", table).hint("never below 0").between(0, 1);
//// 1d Something of the check's own
var late = new ArrayList<Double>();
answer.that(late.isEmpty(), "never");
answer.of("late", late.get(0)).is(1);
"""


@pytest.fixture(scope="module")
def lab(tmp_path_factory):
    folder = tmp_path_factory.mktemp("lab")
    (folder / "checks").mkdir()
    (folder / "checks" / "first.jsh").write_text(CHECKS, encoding="utf-8")
    kernel = Kernel(cwd=str(folder))
    yield kernel
    kernel.stop()


def verdict(lab, name):
    result = lab.run(f"%check {name}")
    assert result.error is None
    text = result.plain
    assert "\tat " not in text and "$JShell" not in text and "java.lang" not in text
    return text


def test_nothing_there_yet(lab):
    lab.run("/* a fresh start */")
    assert "there is no variable `double[] xs` yet" in verdict(lab, "1b")


@pytest.mark.parametrize(
    "cell, part",
    [
        ("double twice(double x, int y) { return x; }", "takes (double, int); expected `double twice(double)`"),
        ("float twice(double x) { return 1f; }", "gives `float`; expected `double`"),
        ("double twice(double x) { return nothing(x); }", "not defined: method nothing(double)"),
        ("double twice(double x) { throw new UnsupportedOperationException(); }", "still to be filled in"),
        (
            "double twice(double x) {\n    int[] one = {1};\n    return one[(int) x];\n}",
            "ArrayIndexOutOfBoundsException: Index 3 out of bounds for length 1, in `return one[(int) x];`",
        ),
        ("double twice(double x) { return twice(x); }", "StackOverflowError"),
        ("double twice(double x) { return Double.NaN; }", "found      NaN"),
        ("double twice(double x) { return x; }", "hint       this is the number itself"),
        ("double twice(double x) { return x * x; }", "hint       add it to itself"),
        ("double twice(double x) { return 6; }", "looked at  twice(-1)"),
    ],
)
def test_wrong_method(lab, cell, part):
    lab.run(cell)
    text = verdict(lab, "1a")
    assert text.startswith("✗ 1a Twice a number: not yet")
    assert part in text


def test_found_and_expected(lab):
    lab.run("double twice(double x) { return x + 1; }")
    assert "found      4\n    expected   6\n" in verdict(lab, "1a")
    lab.run("double[] xs = {1, 2};")
    assert "found      2 numbers\n    expected   3 numbers" in verdict(lab, "1b")
    lab.run("double[] xs = {1, 2.5, 3};")
    assert "found      (1, 2.5, 3)\n    expected   (1, 2, 3)" in verdict(lab, "1b")
    lab.run("double[] xs = null;")
    assert "found      nothing (null)" in verdict(lab, "1b")
    lab.run("String xs = \"one\";")
    assert "of type `String`; expected `double[]`" in verdict(lab, "1b")
    lab.run("double[][] table = new double[4][5]; table[2][3] = 7;")
    assert "found      7 at [2][3]\n    expected   0 at [2][3]" in verdict(lab, "1c")
    lab.run("table[2][3] = -0.05;")
    assert "found      -0.05 at [2][3]\n    expected   from 0 to 1" in verdict(lab, "1c")


def test_right(lab):
    lab.run("double twice(double x) { return 2 * x; }")
    result = lab.run("%check 1a")
    assert result.plain == "✓ 1a Twice a number"
    assert "✓ 1a" in result.bundles[-1]["text/html"]


def test_trouble_of_the_check_is_not_blamed_on_a_line(lab):
    assert "your answer led to IndexOutOfBoundsException" in verdict(lab, "1d")


def test_all_of_a_lab_and_the_list(lab):
    lab.run("double twice(double x) { return 2 * x; } double[] xs = {1, 2, 3};")
    shown = [b["text/plain"].split("\n")[0] for b in lab.run("%check 1").bundles]
    assert shown[:2] == ["✓ 1a Twice a number", "✓ 1b Three numbers"] and len(shown) == 4
    assert lab.run("%check").plain.splitlines()[0] == "1a  Twice a number"


def test_unknown_check(lab, kernel):
    assert "there is no check 2; expected one of 1a, 1b, 1c, 1d" in lab.run("%check 2").error
    assert "a lab has them in the folder checks" in kernel.run("%check 1a").error
