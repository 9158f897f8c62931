"""After a redefinition values survive, or a message names those that did not."""

import re


def test_values_survive_a_new_method(kernel):
    kernel.run("double rate(int e) { return 0.5 / e; } var total = rate(1) + rate(2);")
    result = kernel.run("double rate(int e) { return 0.25; }")
    assert result.error is None and result.text == ""
    assert kernel.run("total").plain == "0.75"
    assert kernel.run("rate(7)").plain == "0.25"


def test_values_survive_along_a_chain_and_again(kernel):
    kernel.run("int inner(int x) { return x + 1; } int outer(int x) { return 2 * inner(x); }")
    kernel.run('int made = outer(3); int[] kept = {outer(1), 5}; var names = new ArrayList<String>();')
    kernel.run('names.add("a"); made += 100; kept[1] = 7;')
    for n in (2, 3, 4):
        assert kernel.run(f"int inner(int x) {{ return x + {n}; }}").text == ""
    assert kernel.run('made + " " + kept[0] + " " + kept[1] + names').plain == "108 4 7[a]"
    assert kernel.run("outer(3)").plain == "14"


def test_values_survive_a_new_variable_that_a_method_reads(kernel):
    kernel.run("int step = 2; int next(int x) { return x + step; } int reached = next(5); boolean sure = next(1) > 0;")
    assert kernel.run("double step = 0.5; double next(double x) { return x + step; }").error is None
    assert kernel.run('reached + " " + sure').plain == "7 true"


def test_values_survive_an_import(kernel):
    kernel.run("import java.util.concurrent.atomic.AtomicInteger; var counter = new AtomicInteger(4);")
    kernel.run("import java.util.concurrent.atomic.AtomicInteger;")
    assert kernel.run("counter").plain == "4"


def test_values_survive_new_classes_that_only_made_them(kernel):
    kernel.run(
        "record Pair(int a, int b) {} enum Sign { PLUS, MINUS } interface Outline { default int sides() { return 3; } }\n"
        "int of = new Pair(3, 4).b(); String sign = Sign.MINUS.name(); int sides = new Outline() {}.sides();"
    )
    result = kernel.run(
        "record Pair(int a, int b, int c) { Pair(int a, int b) { this(a, b, 0); } } enum Sign { MINUS }\n"
        "interface Outline { default int sides() { return 4; } }"
    )
    assert result.error is None and result.text == ""
    assert kernel.run("of + sign + sides").plain == "4MINUS3"


def test_a_value_of_a_class_defined_anew_is_told(kernel):
    kernel.run("record Point(int x) {} var p = new Point(3); List<Point> all = List.of(p); Point[] some = {p}; int px = p.x();")
    result = kernel.run("record Point(int x, int y) { Point(int x) { this(x, 0); } }")
    for name, kind in (("p", "Point"), ("all", "List<Point>"), ("some", "Point[]")):
        reset = f"was reset: its type {re.escape(kind)} was"
        gone = "is gone: its declaration uses something that was"  # JShell drops some
        assert re.search(f"the variable {name} ({reset}|{gone}) redefined; run its cell again", result.text)
    assert "variable px" not in result.text
    assert kernel.run("px").plain == "3"


def test_a_value_whose_type_no_longer_fits_is_told(kernel):
    kernel.run("int word() { return 5; } int five = word(); var six = word();")
    result = kernel.run('String word() { return "five"; }')
    assert "the variable six" in result.text and "run its cell again" in result.text
    assert "the variable five" in result.text or kernel.run("five").plain == "5"


def test_a_new_declaration_of_the_user_s_own_begins_anew(kernel):
    kernel.run("int level = 5; level = 7;")
    kernel.run("int level;")
    assert kernel.run("level").plain == "0"
