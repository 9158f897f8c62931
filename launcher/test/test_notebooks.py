"""Recording notebooks, checking runs against what they promise, labs and solutions."""

import copy
import struct
import sys

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from conftest import ROOT, ot4j

sys.path.insert(0, str(ROOT / "launcher"))
import expectations  # noqa: E402
import labs  # noqa: E402
import notebooks  # noqa: E402
import record  # noqa: E402

PLOTLY = "application/vnd.plotly.v1+json"
TABLE = (
    "<table><thead><tr><th>model</th><th>task</th><th>score</th></tr></thead>"
    "<tr><td>VAE</td><td>easy</td><td>0.715 ± 0.004</td></tr>"
    "<tr><td>C-VAE</td><td>easy</td><td>−1,250.5</td></tr>"
    "<tr><td>C-VAE</td><td>hard</td><td>1.2e-3</td></tr></table>"
)


def cell(source="1", ranges=None, **data):
    outputs = [new_output("display_data", {k.replace("_", "/", 1): v for k, v in data.items()})] if data else []
    metadata = {"ot4j": {"ranges": ranges}} if ranges else {}
    return new_code_cell(source, outputs=outputs, metadata=metadata)


def missed(committed, fresh, *how):
    figure = cell(image_png="")
    pair = [new_notebook(cells=[figure, c]) for c in (committed, fresh)]
    return list(expectations.missed(*pair, *how))


def test_what_was_shown_must_be_shown():
    assert missed(cell(image_png=""), cell(image_png="")) == []
    assert missed(cell(image_png=""), cell(text_plain="figure")) == ["code cell 2: 0 figures, 1 expected"]
    assert missed(cell(text_html=TABLE), cell()) == ["code cell 2: 0 tables, 1 expected"]
    nothing = new_notebook(cells=[cell()])
    assert list(expectations.missed(nothing, nothing)) == ["the committed notebook shows no figure"]


@pytest.mark.parametrize(
    "name, inside",
    [
        ("VAE | score", 0.715),
        ("C-VAE | score", -1250.5),
        ("C-VAE | hard | score", 0.0012),
    ],
)
def test_ranges_of_tables(name, inside):
    stated = cell(ranges={name: [inside - 1e-9, inside + 1e-9]})
    assert missed(stated, cell(text_html=TABLE)) == []
    stated = cell(ranges={name: [inside + 1e-9, 2000]})
    (line,) = missed(stated, cell(text_html=TABLE))
    assert f"“{name}” is" in line and "outside" in line


@pytest.mark.parametrize(
    "text, value",
    [
        ("cost 4.5 and more", 4.5),
        ("the cost: 7,500 points", 7500),
        ("cost = -0.25", -0.25),
        ("cost is 3e-2.", 0.03),
        ("cost  12", 12),
    ],
)
def test_ranges_of_text(text, value):
    name = "cost is" if "cost is" in text else "cost"
    assert missed(cell(ranges={name: [value, value]}), cell(text_plain=text)) == []
    assert "outside" in missed(cell(ranges={name: [value + 1, value + 2]}), cell(text_plain=text))[0]


def test_ranges_are_for_the_scale_and_the_data_of_the_run():
    stated = cell(ranges={"cost": [1, 2]})
    stated.metadata.ot4j.update({"ranges-real": {"score": [3, 4]}, "ranges-drawn": {"score": [5, 6]}})
    some, none = lambda name: name == "mnist", lambda name: False
    for score, real, drawn in [(3.5, True, False), (5.5, False, True), (7, False, False)]:
        fresh = cell(text_plain=f"cost 1.5, score {score}")
        assert (missed(stated, fresh, "quick", some) == []) == real
        assert (missed(stated, fresh, "quick", none) == []) == drawn
        assert missed(stated, fresh, "smoke", some) == missed(stated, fresh, "smoke", none) == []
    assert "“cost” is 9" in missed(stated, cell(text_plain="cost 9, score 5.5"), "quick", none)[0]
    assert missed(cell(image_png=""), cell(), "smoke") != [], "all else holds at smoke scale, too"
    assert missed(cell(), cell(text_plain="✗ 1a no"), "smoke") == ["code cell 2: ✗ 1a no"]
    stated.metadata.ot4j.data = "faces"
    assert missed(stated, cell(text_plain="cost 1.5, score 5.5"), "quick", some) == []


def test_which_data_a_run_has(tmp_path, monkeypatch):
    """As the library looks: OT4J_DATA, then data/ in the nearest folder above the notebook."""
    notebooks = tmp_path / "checkout" / "notebooks" / "digits"
    notebooks.mkdir(parents=True)
    monkeypatch.delenv("OT4J_DATA", raising=False)

    def has(name="mnist"):
        return expectations.has_data(notebooks, name)

    assert not has()
    above = tmp_path / "checkout" / "data" / "mnist"
    above.mkdir(parents=True)
    assert not has(), "an empty folder"
    (above / "t10k-images-idx3-ubyte.gz.part").touch()
    assert not has(), "what a download left"
    (above / "t10k-images-idx3-ubyte.gz").touch()
    assert not has(), "no labels"
    (above / "t10k-labels-idx1-ubyte").touch()
    assert has() and not has("faces")
    (above.parent / "faces" / "one").mkdir(parents=True)
    assert not has("faces")
    (above.parent / "faces" / "one" / "1.png").touch()
    assert has("faces")
    (tmp_path / "checkout" / "notebooks" / "data").mkdir()
    assert not has(), "the nearest folder is another one"
    monkeypatch.setenv("OT4J_DATA", str(tmp_path / "checkout" / "data"))
    assert has()
    monkeypatch.setenv("OT4J_DATA", "../../data")
    assert has(), "from the notebook's folder, where the kernel works"
    monkeypatch.setenv("OT4J_DATA", " ")
    assert not has()


def test_numbers_that_are_missing_or_nan():
    stated = cell(ranges={"cost": [0, 1]})
    assert "no number “cost” is printed" in missed(stated, cell(text_plain="nothing"))[0]
    assert "no number" in missed(cell(ranges={"GAN | score": [0, 1]}), cell(text_html=TABLE))[0]
    assert "outside" in missed(stated, cell(text_plain="cost NaN"))[0]
    assert "outside" in missed(stated, cell(text_plain="cost Infinity"))[0]


def test_a_check_that_says_no_is_a_failure():
    assert missed(cell("%check 1a"), cell("%check 1a", text_plain="✓ 1a Right")) == []
    wrong = cell("%check 1a", text_plain="✗ 1a A sum: not yet\n    found 3")
    assert missed(cell("%check 1a"), wrong) == ["code cell 2: ✗ 1a A sum: not yet"]


def test_recorded_form_is_static():
    figure = cell(image_png="", text_html="<div>", text_plain="figure")
    figure.outputs[0]["data"][PLOTLY] = {"data": []}
    notebook = new_notebook(cells=[figure, cell(text_html="<p><script></script>", text_plain="a")])
    record.make_static(notebook)
    assert [sorted(c.outputs[0]["data"]) for c in notebook.cells] == [["image/png", "text/plain"], ["text/plain"]]


def test_faults_of_a_committed_file(tmp_path):
    path = tmp_path / "a.ipynb"
    notebook = new_notebook(cells=[cell("int x = 1;", text_plain="1")])

    def faults():
        nbformat.write(notebook, path)
        return list(record.faults(path, notebook))

    assert "no recorded outputs" in faults()[0]
    record.note(notebook, "quick", 1)
    assert faults() == []
    notebook.cells[0].source = "int x = 2;"
    assert "edited since" in faults()[0]
    record.note(notebook, "quick", 1)
    notebook.cells[0].outputs[0]["data"][PLOTLY] = {}
    assert "needs a script" in faults()[0]
    del notebook.cells[0].outputs[0]["data"][PLOTLY]
    notebook.cells[0].outputs[0]["data"]["image/png"] = "A" * 2_000_000
    assert "less than 2" in faults()[0]


def test_committed_notebooks_hold_the_outputs_of_their_code():
    """A run of the notebook would say so, too, after its last cell."""
    found = {p.name: list(record.faults(p, nbformat.read(p, as_version=4))) for p in notebooks.project()}
    assert len(found) > 10 and not any(found.values()), found


def test_exercises_and_solutions_must_match(tmp_path):
    path = tmp_path / "lab.ipynb"
    (tmp_path / "solutions").mkdir()
    (tmp_path / "solutions" / "lab.md").write_text("## 1a One\nText.\n```java\nint x = 1;\n```\n## Notes\nend\n")
    exercise = new_code_cell("// your turn", metadata={"ot4j": {"exercise": "1a"}})
    lab = new_notebook(cells=[exercise])
    before = labs.solve(lab, path)
    assert exercise.source == "int x = 1;"
    labs.take_back(lab, before)
    assert exercise.source == "// your turn" and exercise.outputs == []
    assert not labs.as_given(lab), "an exercise that was worked on"
    exercise.source = 'throw new UnsupportedOperationException("still to be filled in");'
    assert labs.as_given(lab) and not labs.as_given(new_notebook(cells=[new_code_cell("1")]))
    assert labs.take_back(lab, {}) is None and exercise.source != "// your turn"
    exercise.metadata["ot4j"]["exercise"] = "1b"
    with pytest.raises(ValueError, match="do not match: 1a, 1b"):
        labs.solve(lab, path)


@pytest.mark.full
def test_a_lab_from_recording_to_testing(root, tmp_path):
    """Students get the text once: with empty cells, and the figures to reach."""
    lab = tmp_path / "lab.ipynb"
    (tmp_path / "checks").mkdir()
    (tmp_path / "checks" / "lab.jsh").write_text(
        '//// 1a The answer\n//// needs int answer()\nanswer.of("answer()", answer()).is(42);\n'
    )
    (tmp_path / "solutions").mkdir()
    (tmp_path / "solutions" / "lab.md").write_text("## 1a\n```java\nint answer() { return 42; }\n```\n")
    nothing = "int answer() {\n    throw new UnsupportedOperationException();\n}"
    cells = [
        new_markdown_cell("# A lab"),
        new_code_cell(nothing, metadata={"ot4j": {"exercise": "1a"}}),
        new_code_cell("%check 1a"),
        new_code_cell("Plots.scatter(new double[][] {{1, 2}, {3, answer()}})"),
        new_code_cell('"the answer is " + answer()', metadata={"ot4j": {"ranges": {"answer is": [42, 42]}}}),
    ]
    nbformat.write(new_notebook(cells=cells), lab)

    result = ot4j(root, "run", "--record", str(lab))
    assert result.returncode == 0, result.stdout + result.stderr
    recorded = nbformat.read(lab, as_version=4)
    code = recorded.cells[1:]
    assert code[0].source == nothing and code[0].outputs == [] and code[1].outputs == []
    (figure,) = code[2].outputs
    assert sorted(figure["data"]) == ["image/png", "text/plain"]
    assert figure["metadata"]["image/png"]["width"] > 0
    assert "42" in code[3].outputs[0]["data"]["text/plain"]

    broken = tmp_path / "broken.ipynb"
    worse = copy.deepcopy(recorded)
    worse.metadata["ot4j"]["recorded"]["seconds"] = 1000
    worse.cells[-1].metadata["ot4j"]["ranges"] = {"answer is": [43, 50]}
    nbformat.write(worse, broken)
    (tmp_path / "solutions" / "broken.md").write_text((tmp_path / "solutions" / "lab.md").read_text())
    result = ot4j(root, "run", "--check", "--solved", "--jobs=2", str(lab), str(broken))
    assert result.returncode == 1
    assert "✓ lab.ipynb  4 cells" in result.stdout
    assert "“answer is” is 42, outside [43, 50]" in result.stdout
    assert "ok" in result.stdout.split("summary")[1] and "FAILED" in result.stdout.split("summary")[1]
    assert result.stderr.strip() == "ot4j: 1 of 2 notebooks failed"

    # What was handed in is checked as it is: without solutions, and with every verdict.
    handed_in = copy.deepcopy(recorded)
    wrong = 'int answer() { return 41; }'
    handed_in.cells[1].source = wrong
    handed_in.cells.insert(2, new_code_cell("throw new IllegalStateException(\"on my way\");"))
    nbformat.write(handed_in, lab)
    right = copy.deepcopy(recorded)
    right.cells[1].source = "int answer() { return 6 * 7; }"
    nbformat.write(right, tmp_path / "right.ipynb")
    (tmp_path / "checks" / "right.jsh").write_text((tmp_path / "checks" / "lab.jsh").read_text())
    result = ot4j(root, "run", "--check", "--jobs=2", str(lab), str(tmp_path / "right.ipynb"))
    assert result.returncode == 1 and "✓ right.ipynb  4 cells" in result.stdout
    assert "0 of 1 exercises are right" in result.stdout
    assert "code cell 2: " in result.stdout and "on my way" in result.stdout
    assert "code cell 3: ✗ 1a" in result.stdout
    assert "“answer is” is 41, outside [42, 42]" in result.stdout
    run = nbformat.read(root / "target" / "notebooks" / "lab.ipynb", as_version=4)
    assert run.cells[1].source == wrong

    # Recording does not solve it either: outputs belong to the given answer.
    del handed_in.cells[2]
    nbformat.write(handed_in, lab)
    result = ot4j(root, "run", "--record", str(lab))
    assert "✗ 1a" in result.stdout and "does not keep its promises" in result.stdout
    assert nbformat.read(lab, as_version=4).cells[1].source == wrong
    nbformat.write(recorded, lab)

    (tmp_path / "solutions" / "lab.md").unlink()
    lost = ot4j(root, "run", "--solved", str(lab))
    assert lost.returncode == 1 and "lab.ipynb cannot be solved" in lost.stdout
    unsolved = ot4j(root, "run", str(lab))
    assert unsolved.returncode == 1 and "UnsupportedOperationException" in unsolved.stdout


def test_pictures_from_files_and_drawn(root, tmp_path):
    """The same notebook with and without a data set, with ranges for each."""
    source = """
        var digits = Mnist.DIGITS.testSetIfHere().orElseGet(() -> RenderedDigits.standard().sample(7, 1));
        System.out.println("pictures: " + digits.size());
        Plots.scatter(new double[][] {{1, 2}, {3, 4}})
        """
    ranges = {"ranges-real": {"pictures": [3, 3]}, "ranges-drawn": {"pictures": [7, 7]}}
    shown = new_output("display_data", {"image/png": "", "text/plain": "figure"})
    code = new_code_cell(source, metadata={"ot4j": ranges}, outputs=[shown])
    lesson = new_notebook(cells=[code])
    record.note(lesson, "quick", 1)
    path = tmp_path / "notebooks" / "pictures.ipynb"
    path.parent.mkdir()
    nbformat.write(lesson, path)
    data = tmp_path / "files" / "mnist"
    data.mkdir(parents=True)
    (data / "t10k-images-idx3-ubyte").write_bytes(struct.pack(">iiii", 0x803, 3, 28, 28) + bytes(3 * 784))
    (data / "t10k-labels-idx1-ubyte").write_bytes(struct.pack(">ii", 0x801, 3) + bytes([1, 2, 3]))
    (tmp_path / "data").mkdir()
    for folder, count in [(data.parent, 3), (None, 7)]:
        result = ot4j(root, "run", "--check", str(path), OT4J_DATA=folder, OT4J_SCALE="quick")
        assert result.returncode == 0, result.stdout + result.stderr
        page = root / "target" / "notebooks" / "pictures.ipynb"
        assert f"pictures: {count}" in page.read_text(encoding="utf-8")
    text = result.stdout.splitlines()
    assert text[0].startswith("· pictures.ipynb: cell 1 of 1 · "), "a line for a cell that ended"
    assert text[1].startswith("✓ pictures.ipynb  1 cells")


def test_list_tells_what_and_how_long(checkout):
    path = checkout / "notebooks" / "aa.ipynb"
    notebook = new_notebook(cells=[new_markdown_cell("# The title\nMore.")])
    notebook.metadata["ot4j"] = {"shows": 'A "quoted" thing.', "minutes": {"quick": 2.5, "paper": 180}}
    nbformat.write(notebook, path)
    first, second = ot4j(checkout, "notebooks").stdout.splitlines()[:2]
    assert first.endswith("aa.ipynb  (quick 2.5 min, paper 3 h)")
    assert second.strip() == 'The title. A "quoted" thing.'


def test_only_what_the_scale_shortens_runs_again():
    scaled = notebooks.scaled()
    assert ROOT / "notebooks/quickstart.ipynb" in scaled and ROOT / "notebooks/labs/1-sinkhorn.ipynb" not in scaled
    assert set(scaled) < set(notebooks.project())


@pytest.mark.parametrize("first, stray", [("1", 1), ("var scale = Scale.here();", 0)])
def test_ranges_hold_at_smoke_scale_where_nothing_is_shortened(monkeypatch, tmp_path, first, stray):
    from run_notebook import broken_promises

    monkeypatch.setenv("OT4J_SCALE", "smoke")
    said = cell("answer", {"answer is": [42, 42]}, text_plain="the answer is 41")
    notebook = new_notebook(cells=[cell(first, image_png=""), said])
    options = type("Options", (), {"check": False})
    assert len(list(broken_promises(tmp_path / "a.ipynb", notebook, notebook, False, options))) == stray


def test_every_notebook_says_what_it_shows():
    for path in (ROOT / "notebooks").rglob("*.ipynb"):
        if ".ipynb_checkpoints" not in path.parts:
            ours = nbformat.read(path, as_version=4).metadata.get("ot4j", {})
            assert ours.get("shows") and ours.get("minutes", {}).get("quick"), path
