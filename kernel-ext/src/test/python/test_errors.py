"""Errors show what went wrong, then the user's own line, and never the kernel's frames."""

from conftest import lines


def test_library_error(kernel):
    code = "Sinkhorn f(double e) {\n    return Sinkhorn.of(e);\n}\ndouble one = -1;\nf(one);"
    shown = lines(kernel.run(code))
    assert shown[0] == "epsilon = -1.0: expected a finite number above 0 (java.lang.IllegalArgumentException)"
    own = [line for line in shown if line.startswith("  in ")]
    assert own == ["  in return Sinkhorn.of(e);", "  in f(one);"]
    assert not any("jjava" in line or "jdk." in line for line in shown)
    assert len(shown) < 10


def test_cause_is_told(kernel):
    shown = lines(kernel.run('throw new RuntimeException("outer", new IllegalStateException("inner"));'))
    assert shown[0] == "outer (java.lang.RuntimeException)"
    assert any(line.endswith("inner (java.lang.IllegalStateException)") for line in shown)


def test_compile_error_points_at_the_line(kernel):
    shown = "\n".join(lines(kernel.run("int a = 1;\nint b = a + missing;")))
    assert "int b = a + missing;" in shown
    assert "cannot find symbol" in shown and "variable missing" in shown


def test_magic_error_has_no_frames(kernel):
    shown = lines(kernel.run("%threads 0"))
    assert shown == ["N = 0: expected at least 1"]


def test_renderer_that_fails_falls_back_to_text(kernel):
    kernel.run(
        "import tech.tablesaw.plotly.components.*; import tech.tablesaw.plotly.traces.*;"
    )
    maker = "ScatterTrace.builder(new double[] {1}, new double[] {1})"
    broken = 'public Layout getLayout() { throw new IllegalStateException("broken"); }'
    kernel.run(f"Trace[] traces = {{{maker}.build()}};")
    result = kernel.run(f"new Figure(traces) {{ {broken} }}")
    assert result.error is None
    assert "shown as text" in result.plain and "broken" in result.plain
    assert kernel.run("1 + 1").plain == "2"


def test_a_method_defined_anew_shows_its_new_line(kernel):
    kernel.run("int again(int n) { return n; }")
    kernel.run("int again(int n) { return 1 / n; }")
    assert "  in int again(int n) { return 1 / n; }" in lines(kernel.run("again(0);"))
