"""%check says right or wrong at once, with a hint, and never with a stack trace."""

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
//// 1e Of the student's first number
//// needs double[] xs
answer.of("xs[7]", xs[7]).is(1);
//// 2a The check does not compile
//// needs double twice(double)
int one = 1;
answer.of("twice", twice(one + nowhere)).is(1);
//// 2b A variable with the name of the asker
//// needs double answer
answer.of("answer", answer).is(42);
answer.that(answer > 41, "answer.that(answer > 41)");
//// 2c The check itself has no end
while (true) { }
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
        ("float twice(double x) { return 1f; }", "returns `float`; expected `double`"),
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


SLIP = "this is an error in the check, not in your answer: tell your teacher"


def test_trouble_of_the_check_is_not_blamed_on_the_student(lab):
    text = verdict(lab, "1d")
    assert "the check itself, in first.jsh, line 15" in text
    assert "IndexOutOfBoundsException" in text and SLIP in text
    lab.run("double twice(double x) { return 2 * x; }")
    text = verdict(lab, "2a")
    assert "the check itself, in first.jsh, line 22" in text
    assert "cannot find symbol" in text and "nowhere" in text and SLIP in text


def test_what_an_answer_leads_to_in_the_check_is_told_with_the_line(lab):
    lab.run("double[] xs = {1, 2, 3};")
    assert "your answer led to ArrayIndexOutOfBoundsException" in verdict(lab, "1e")
    assert "in first.jsh, line 18" in verdict(lab, "1e")


def test_a_variable_named_answer(lab):
    lab.run("double answer = 41;")
    text = verdict(lab, "2b")
    assert "looked at  answer" in text and "found      41" in text and "expected   42" in text
    lab.run("answer = 42;")
    assert verdict(lab, "2b").startswith("✓ 2b")
    lab.run("double twice(double x) { return 2 * x; }")
    assert verdict(lab, "1a").startswith("✓ 1a")


def test_an_answer_without_end_is_stopped_and_told(lab):
    lab.run("double twice(double x) {\n    while (x < 10) {\n        x += 0;\n    }\n    return x;\n}")
    text = verdict(lab, "1a --seconds 1")
    assert "your code did not end, and was stopped after 1 seconds" in text
    assert "loop" in text
    assert lab.run("int sum = 0; for (int i = 0; i < 4; i++) { sum += i; } sum").plain == "6"
    lab.run("double twice(double x) { return 2 * x; }")
    assert verdict(lab, "1a --seconds 5").startswith("✓ 1a")
    text = verdict(lab, "2c --seconds 1")
    assert SLIP in text and "stopped after 1 seconds" in text


def test_all_of_a_lab_and_the_list(lab):
    lab.run("double twice(double x) { return 2 * x; } double[] xs = {1, 2, 3};")
    shown = [b["text/plain"].split("\n")[0] for b in lab.run("%check 1").bundles]
    assert shown[:2] == ["✓ 1a Twice a number", "✓ 1b Three numbers"] and len(shown) == 5
    assert lab.run("%check").plain.splitlines()[0] == "1a  Twice a number"


def test_unknown_check(lab, kernel):
    assert "there is no check 3; expected one of 1a, 1b, 1c, 1d, 1e, 2a, 2b, 2c" in lab.run("%check 3").error
    assert "a lab keeps them in the folder checks" in kernel.run("%check 1a").error


def test_checks_in_a_cell(lab):
    lab.run("double twice(double x) { return 2 * x; }")
    cell = "%%check\n// ### BEGIN HIDDEN TESTS\n" + CHECKS.split("//// 1b")[0] + "// ### END HIDDEN TESTS"
    result = lab.run(cell)
    assert result.plain == "✓ 1a Twice a number"
    facts = result.bundles[-1]["application/vnd.ot4j.check+json"]
    assert facts == {"name": "1a", "title": "Twice a number", "right": True}
    lab.run("double twice(double x) { return x; }")
    signed = lab.run(cell.replace("%%check", "%%check --token t1 1a")).bundles[-1]
    assert signed["application/vnd.ot4j.check+json"] == {
        "name": "1a", "title": "Twice a number", "right": False, "looked at": "twice(3)", "found": "3",
        "expected": "6", "hint": "this is the number itself", "token": "t1",
    }  # fmt: skip
    assert "there is no check 9; expected one of 1a" in lab.run(cell.replace("%%check", "%%check 9")).error
    slip = lab.run("%%check\n//// 1a Slip\n\nanswer.of(nowhere).is(1);").plain
    assert "in the cell, line 3" in slip and "tell your teacher" in slip
    assert "your teacher's" in lab.run("%%check").plain


def test_nbgrader_takes_a_wrong_answer_for_a_failure(tmp_path, monkeypatch):
    monkeypatch.setenv("NBGRADER_EXECUTION", "autograde")
    (tmp_path / "checks").mkdir()
    (tmp_path / "checks" / "first.jsh").write_text(CHECKS, encoding="utf-8")
    kernel = Kernel(cwd=str(tmp_path))
    try:
        kernel.run("double twice(double x) { return x; } double[] xs = {1, 2, 3};")
        assert "this is the number itself" in kernel.run("%check 1a").error
        right = kernel.run("%check 1b")
        assert right.error is None and right.plain == "✓ 1b Three numbers"
    finally:
        kernel.stop()
