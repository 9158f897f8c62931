"""Magics get their line exactly as it was written; all other percent signs belong to Java."""

import pytest
from conftest import lines


@pytest.mark.parametrize(
    "cell, value",
    [
        ('%time "a b".length()', "3"),
        ('%time "a  b".length()', "4"),
        (r'%time "a\\b\n".length()', "4"),
        (r"%time '\''", "'"),
        ('%%time\n"a  b".split(" ").length', "3"),
        ("int size = 3; int total = 10;\nint rest = total\n    %size;\nrest", "1"),
        ('var text = """\n%who x\n100 %time\n""";\ntext', "%who x\n100 %time\n"),
        ("\"\" + '\"' + \"x=%d\".formatted(4)", '"x=4'),
        ("// %time x\n/*\n%who\n*/\n5 % 3", "2"),
        ("int one = 1;\nif (one == 1) { one = 2; }\n%time one", "2"),
    ],
)
def test_value(kernel, cell, value):
    result = kernel.run(cell)
    assert result.error is None
    assert result.plain == value


def test_line_is_printed_as_written(kernel):
    assert kernel.run('%time System.out.println("hello  world")').text.startswith("hello  world\n")


@pytest.mark.parametrize("java", ['"x y".split(" ").length', r'"\\".length()', "-1 * 3", "(1 + 2)"])
def test_timeit_takes_any_java(kernel, java):
    result = kernel.run(f"%timeit -r 2 -w 0.01 {java}")
    assert result.error is None
    assert "per run" in result.plain


def test_plot_takes_java_and_names_with_blanks(kernel):
    kernel.run(
        'var lines = Table.create("t", DoubleColumn.create("my  x", 1, 2), DoubleColumn.create("my \\"y\\"", 3, 4));'
    )
    plotted = kernel.run('%plot lines "my  x" "my \\"y\\""')
    assert plotted.error is None
    figure = plotted.bundles[-1]["application/vnd.plotly.v1+json"]
    assert figure["data"][0]["x"] == [1, 2] and figure["data"][0]["y"] == [3, 4]
    points = kernel.run("%plot new double[][] {{1, 2}, {3, 4}}")
    assert points.error is None
    assert "application/vnd.plotly.v1+json" in points.bundles[-1]


MAGICS = ["%%time\n", "%time ", "%%quiet\n", "%timeit -r 2 -w 0.01 ", "%%timeit -r 2 -w 0.01\n"]


@pytest.mark.parametrize("magic", MAGICS)
def test_an_error_of_the_compiler_reads_as_without_the_magic(kernel, magic):
    assert lines(kernel.run(magic + "nowhere + 1")) == lines(kernel.run("nowhere + 1"))


@pytest.mark.parametrize("magic", MAGICS)
def test_the_user_s_exception_comes_by_its_own_name(kernel, magic):
    kernel.run("class Own extends RuntimeException { Own(String m) { super(m); } }\nint fail() { throw new Own(\"mine\"); }")
    for cell in ("fail()", magic + "fail()"):
        result = kernel.run(cell)
        shown = lines(result)
        assert shown[0] == "mine (Own)"
        assert shown[1] == "  in int fail() { throw new Own(\"mine\"); }"
        assert len(shown) == 3 and "fail()" in shown[2]
        error = next(m["content"] for m in result.messages if m["msg_type"] == "error")
        assert (error["ename"], error["evalue"]) == ("Own", "mine")


@pytest.mark.parametrize("cell", ["%foo bar", "%%foo\nbar", "var x = %foo"])
def test_an_unknown_magic(kernel, cell):
    assert lines(kernel.run(cell)) == ["there is no magic foo; %help lists them"]


@pytest.mark.parametrize("magic", ["", "%time ", "%%quiet\n"])
def test_a_method_with_an_unknown_name_names_it(kernel, magic):
    kernel.run("double scaled(double x) { return x * scaleNobodyMade; }")
    shown = lines(kernel.run(magic + "scaled(2);"))
    assert shown[-1] == "scaled cannot be used yet: it uses variable scaleNobodyMade, which is not defined"


@pytest.mark.parametrize("magic", ["", "%time ", "%%quiet\n"])
def test_a_method_of_an_unknown_type_names_it(kernel, magic):
    kernel.run("List<Missing> make() { return null; }")
    shown = lines(kernel.run(magic + "make()"))
    assert shown[-1] == "make cannot be used yet: it uses class Missing, which is not defined"


@pytest.mark.parametrize(
    "java", ["nowhere + 1", "nowhere.length", "new double[2][", '"a".charAt(5)', "Plots.nothing(3)"]
)
def test_plot_says_what_the_java_on_its_line_says(kernel, java):
    assert lines(kernel.run(f"%plot {java}")) == lines(kernel.run(java))
