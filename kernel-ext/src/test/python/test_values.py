"""Values, names and help as a person expects them."""

import pytest
from conftest import Kernel
from test_hints import complete


@pytest.mark.parametrize(
    "code, shown",
    [
        ("List.of(1, 2, 3)", "[1, 2, 3]"),
        ("IntStream.range(0, 100_000).boxed().toList()", "[0, 1, 2, 3, 4, 5, 6, 7, 8, 9, … 100000 in all]"),
        ('Map.of("a", new double[] {1, 2.5})', "{a=[1, 2.5]}"),
        ("List.of(new int[] {1}, new double[9][2])", "[[1], [[0, 0], [0, 0], [0, 0], [0, 0], [0, 0], [0, 0], … 9 in all]]"),
        ("new ArrayList<Integer>()", "[]"),
        ("Set.of(Optional.of(3))", "[Optional[3]]"),
        ('"a text"', "a text"),
        ("Function<Integer, Integer> twice = i -> 2 * i; twice", "a lambda, Function"),
        ('class Point { double x = 0.5; String name = "p"; } new Point()', "Point(x = 0.5, name = p)"),
    ],
)
def test_values(kernel, code, shown):
    assert kernel.run(code).plain == shown


def test_a_solver_says_how_it_is_set(kernel):
    shown = kernel.run("Sinkhorn.of(0.05)").plain
    assert shown.startswith("Sinkhorn(epsilon = 0.05, ") and "@" not in shown


def test_what_is_immensely_long_is_cut(kernel):
    shown = kernel.run('Optional.of("x".repeat(1_000_000))').plain
    assert len(shown) < 110_000 and shown.endswith("x … 1000010 characters in total")


def test_assertions_are_checked_in_cells(kernel):
    assert kernel.run('assert 1 < 2 : "fine";').error is None
    error = kernel.run('assert 1 > 2 : "meant";').error
    assert "meant" in error.splitlines()[0] and "(java.lang.AssertionError)" in error
    assert "AssertionError" in kernel.run("int f(int x) { assert x > 0; return x; }\nf(-1)").error


def test_pictures_need_no_import(kernel):
    code = "var picture = new BufferedImage(2, 3, BufferedImage.TYPE_INT_RGB); ImageIO.write(picture, \"png\", new ByteArrayOutputStream())"
    assert kernel.run(code).plain == "true"


def test_a_picture_has_words_for_who_does_not_see_it(kernel):
    def alt(code):
        message = [m for m in kernel.run(code).messages if "metadata" in m["content"]][-1]
        return message["content"]["metadata"]["image/png"]["alt"]

    assert alt('Plots.scatter(new double[][] {{1, 2}}).title("two <clouds>")') == "two <clouds>"
    assert alt('Plots.images(NDManager.newBaseManager().ones(new Shape(1, 1, 8, 8))).title("digits")') == "digits"
    assert alt("new BufferedImage(2, 3, 1)") == "picture of 2 × 3"
    assert alt("Picture.of(new double[3][2])") == "Picture 2 x 3, grey"


def test_own_names_come_first(kernel):
    kernel.run("var sinkAll = 1; int sinkSome(int x) { return x; }")
    assert complete(kernel, "sink")["matches"][:2] == ["sinkAll", "sinkSome("]


def test_what_every_object_has_is_not_offered(kernel):
    kernel.run('var text = "a";')
    offered = complete(kernel, "text.")["matches"]
    assert "length()" in offered
    assert not {"wait(", "notify()", "notifyAll()", "getClass()", "hashCode()", "equals("} & set(offered)
    assert "toString()" in complete(kernel, "text.toS")["matches"], "whoever begins to type it wants it"
    assert "equals(" in complete(kernel, "text.eq")["matches"]


def test_help_lists_what_the_kernel_has_too(kernel):
    text = kernel.run("%help").plain
    for name in ("maven", "classpath", "load"):
        assert f"\n%{name} " in text
    assert "Run a script" in kernel.run("%help load").plain


def test_help_explains_a_class(kernel):
    text = kernel.run("%help Sinkhorn").plain
    assert text.startswith("org.ot4j.transport.entropic.Sinkhorn\n    Entropic optimal transport")
    assert "\nSinkhorn Sinkhorn.of(double epsilon)\n    A solver with this ε" in text
    assert "TransportResult Sinkhorn.solve(TransportProblem problem)\n    Solves a problem." in text
    assert "wait(" not in text
    assert "java.lang.String" in kernel.run("%help String").plain
    assert "no class of that name" in kernel.run("%help Nothing").error


def test_exit_says_what_happened():
    kernel = Kernel()
    try:
        kernel.client.execute('System.out.println("before"); System.exit(3);')
        text = ""
        while "ended the kernel" not in text:
            message = kernel.client.get_iopub_msg(timeout=60)
            text += message["content"].get("text", "")
        assert text.startswith("before\n") and "System.exit" in text
    finally:
        kernel.stop()
