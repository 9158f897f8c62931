"""What magics do, and what they say when used wrongly."""

import re

import pytest

MAGICS = [
    "check", "data", "device", "help", "list", "memory", "models", "open", "ot4j", "plot", "results", "seed",
    "threads", "time", "timeit", "vars", "who",
]


def test_help_lists_all(kernel):
    text = kernel.run("%help").plain
    for name in MAGICS:
        assert re.search(rf"^%{name}\b", text, re.MULTILINE), name
    assert "%%quiet" in text


@pytest.mark.parametrize("name", [*MAGICS, "quiet"])
def test_help_explains_each_with_an_example(kernel, name):
    text = kernel.run(f"%help {name}").plain
    assert "Usage: %" in text
    assert re.search(rf"Example: %%?%?{name}", text)


def test_help_option_is_help(kernel):
    assert kernel.run("%timeit -h").plain == kernel.run("%help timeit").plain


@pytest.mark.parametrize(
    "line, part",
    [
        ("%help nothing", "there is no magic nothing"),
        ("%threads zero", "'zero' is not an int"),
        ("%threads 0", "expected at least 1"),
        ("%seed", "Missing required parameter"),
        ("%timeit --what 1", "Unknown option"),
        ("%plot nowhere", "there is no variable nowhere"),
        ("%timeit", "expected Java code"),
        ("%data nothing", "there is no data set nothing; expected one of gaussians, ring, moons"),
        ("%data moons -n 0", "expected at least 1"),
        ("%data moons --as 2x", "2x is not a valid name for a variable"),
        ("%device gpu7", "no device gpu7; expected one of [cpu"),
        ("%models save", "expected a name"),
        ("%models save nowhere", "there is no variable nowhere"),
        ("%models load nowhere", "there is no"),
        ("%models print x", "expected one of"),
        ("%open nowhere.jsh", "there is no file"),
        ("%open", "Missing required parameter"),
        ("%list nothingOfThatName", "there is no code of the name or number nothingOfThatName"),
        ("%quiet", "must be above a cell: write %%quiet"),
        ("%%seed 1\n2", "must be on a line: write %seed"),
    ],
)
def test_wrong_use_says_what_was_expected(kernel, line, part):
    error = kernel.run(line).error
    assert part in error
    assert kernel.run("1 + 1").plain == "2"


def test_ot4j(kernel):
    text = kernel.run("%ot4j").plain
    assert "engine   PyTorch 2.7.1" in text
    assert re.search(r"memory .* heap", text)


def test_seed_repeats(kernel):
    code = "m.randomNormal(new Shape(4)).toFloatArray()[3]"
    kernel.run("var m = NDManager.newBaseManager();")
    values = []
    for _ in range(2):
        kernel.run("%seed 7")
        values.append(kernel.run(code).plain)
    assert values[0] == values[1]
    assert kernel.run(code).plain != values[0]


def test_threads(kernel):
    before = re.search(r"\d+", kernel.run("%threads").plain)[0]
    assert kernel.run("%threads 1").plain == "1 threads of the engine, 1 of the library's own loops"
    kernel.run(f"%threads {before}")


def test_time_keeps_the_cell_s_variables(kernel):
    result = kernel.run("%%time\nint kept = 5;\nThread.sleep(60);\nkept * 2")
    assert result.plain == "10"
    millis = float(re.search(r"time: ([\d.]+) ms", result.text)[1])
    assert millis >= 60
    assert kernel.run("kept").plain == "5"


def test_timeit_measures(kernel):
    text = kernel.run("%timeit -r 3 -w 0.1 Thread.sleep(20)").plain
    assert 19 < float(re.match(r"([\d.]+) ms per run", text)[1]) < 40
    assert "3 rounds" in text
    assert "ns per run" in kernel.run("%timeit -r 3 -w 0.1 Math.sqrt(2)").plain
    assert "per run" in kernel.run("%%timeit -r 3 -w 0.1\nint s = 0;\nfor (int i = 0; i < 9; i++) s += i;").plain


def test_quiet_shows_nothing(kernel):
    result = kernel.run('%%quiet\nSystem.out.println("loud");\nint silent = 3;\nsilent')
    assert result.text == "" and result.bundles == [] and result.error is None
    assert kernel.run("silent").plain == "3"
    assert "boom" in kernel.run('%%quiet\nthrow new RuntimeException("boom");').error
    assert kernel.run('System.out.println("again");').text == "again\n"


def test_who(kernel):
    kernel.run("int answer = 42; var grid = NDManager.newBaseManager().ones(new Shape(2, 3));")
    text = kernel.run("%who").plain
    assert re.search(r"answer\s+\|\s+int\s+\|\s+42", text)
    assert re.search(r"grid\s+\|\s+NDArray\s+\|\s+float32 \(2, 3\)", text)


def test_memory_counts_arrays(kernel):
    kernel.run("var box = NDManager.newBaseManager();")
    kernel.run("%memory")
    kernel.run("for (int i = 0; i < 5; i++) { box.ones(new Shape(1000)); }")
    assert "+5 arrays since last asked, +19.5 KiB" in kernel.run("%memory").plain
    kernel.run("box.close();")
    assert "-5 arrays since last asked, -19.5 KiB" in kernel.run("%memory --gc").plain


def test_plot(kernel):
    kernel.run(
        'var run = Table.create("run", IntColumn.create("epoch", 1, 2, 3),'
        ' DoubleColumn.create("loss", 3, 2, 1), DoubleColumn.create("other", 0, 0, 0));'
    )
    bundle = kernel.run("%plot run epoch loss").bundles[-1]
    figure = bundle["application/vnd.plotly.v1+json"]
    assert figure["data"][0]["x"] == [1, 2, 3] and figure["data"][0]["y"] == [3, 2, 1]
    assert "no column nowhere" in kernel.run("%plot run epoch nowhere").error


def test_vars_are_those_of_who(kernel):
    kernel.run("int ofVars = 3;")
    assert kernel.run("%vars").plain == kernel.run("%who").plain
    assert "ofVars" in kernel.run("%vars").plain


def test_list_shows_what_is_in_force(kernel):
    kernel.run("int listed(int x) {\n    return x;\n}")
    kernel.run("int listed(int x) {\n    return 2 * x;\n}")
    text = kernel.run("%list listed").plain
    number = re.match(r" *(\d+) : ", text)
    assert text == f"{number[0]}int listed(int x) {{\n{' ' * len(number[0])}    return 2 * x;\n{' ' * len(number[0])}}}"
    assert kernel.run(f"%list {number[1]}").plain == text
    kernel.run("listed(4)")
    everything = kernel.run("%list").plain
    assert "listed(4)" in everything and "return x;" not in everything
    assert "import " not in everything and "org.ot4j.kernel" not in everything
    assert "listed(" in kernel.run("%list --all listed").plain


def test_open_runs_scripts(kernel, tmp_path):
    script = tmp_path / "a script.jsh"
    script.write_text("/set feedback concise\nint opened(int x) {\n    return x + 1;\n}\nopened(1)\n/vars\n", encoding="utf-8")
    assert kernel.run(f'%open "{script}"').plain == "2"
    assert kernel.run("opened(2)").plain == "3"
    assert kernel.run("%open PRINTING").error is None
    assert kernel.run('println("a"); printf("%d%n", 3); print(true);').text == "a\n3\ntrue"
