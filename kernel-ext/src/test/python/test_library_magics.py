"""Magics for the library: data sets, models, runs, devices."""

import csv
import gzip
import re

import pytest
from conftest import Kernel, lines

MODEL = """
%data gaussians -n 200 --as x
var layers = Networks.mlp(8);
var vae = Vae.builder().prior(Prior.standardNormal(2)).encoder(layers).decoder(layers)
    .likelihood(Likelihood.gaussian().fixed(0.3)).build();
var run = vae.train(x).epochs(3).batchSize(50).seed(7).fit();
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A folder with pictures, a table and half of MNIST."""
    folder = tmp_path_factory.mktemp("work")
    data = folder / "data"
    (data / "tiles").mkdir(parents=True)
    for i in range(3):
        (data / "tiles" / f"{i}.pgm").write_bytes(b"P5 8 8 255 " + bytes([80 * i] * 64))
    (data / "few rows.csv").write_text("a,b\n1,2\n3,4\n")
    (data / "mnist").mkdir()
    images = b"\0\0\x08\x03" + b"".join(n.to_bytes(4, "big") for n in (5, 28, 28)) + bytes(5 * 784)
    labels = b"\0\0\x08\x01" + (5).to_bytes(4, "big") + bytes([3, 1, 4, 1, 5])
    for part, content in {"images-idx3": images, "labels-idx1": labels}.items():
        (data / "mnist" / f"t10k-{part}-ubyte.gz").write_bytes(gzip.compress(content))
    return folder


@pytest.fixture(scope="module")
def kernel(folder):
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("OT4J_DATA", "")  # its own data only
        kernel = Kernel(cwd=str(folder))
    yield kernel
    kernel.stop()


def rows(result):
    """The rows of a table as text: lists of cells."""
    lines = [line for line in result.plain.splitlines() if "|" in line]
    return [[cell.strip() for cell in line.split("|") if cell.strip()] for line in lines]


def test_data_lists_what_can_be_loaded_and_what_is_here(kernel, folder):
    listed = {row[0]: row for row in rows(kernel.run("%data"))}
    assert listed["moons"][2] == "generated on the spot"
    assert listed["mnist"][2].startswith(str(folder / "data" / "mnist"))
    assert listed["mnist-train"][2:] == ["on the internet", "fetches 9680.1 KiB"]
    assert listed["tiles"][1] == "a folder of pictures"
    assert listed["tiles"][3] == "0.2 KiB"
    assert listed["few rows.csv"][1] == "a table"


@pytest.mark.parametrize(
    "line, variable, shown",
    [
        ("moons", "moons", "2000 samples of shape (2), 2 classes"),
        ("swiss-roll -n 50 --seed 3", "swissRoll", "50 samples of shape (3)"),
        ("mnist", "mnist", "5 samples of shape (1, 28, 28), 4 classes"),
        ("mnist -n 2 --as few", "few", "2 samples of shape (1, 28, 28)"),
        ("tiles", "tiles", "tiles: 3 samples of shape (3, 8, 8)"),
        ('"few rows.csv" --as table', "table", "2 samples of shape (2)"),
    ],
)
def test_data_loads_into_a_variable(kernel, line, variable, shown):
    result = kernel.run(f"%data {line}")
    assert result.error is None
    assert result.text.startswith(f"var {variable} = "), "the Java that does it is shown"
    assert shown in result.plain
    assert shown in kernel.run(f"{variable}.toString()").plain


def test_device(kernel):
    assert kernel.run("%device cpu").plain.endswith("arrays start on cpu")


def test_models_are_saved_and_loaded(kernel, folder):
    assert "no run yet" in kernel.run("%results").error
    assert kernel.run(MODEL).error is None
    assert ["vae", "VAE", "25 Gaussians", "12", "in this session"] in rows(kernel.run("%models"))
    file = folder / "data" / "models" / "vae.ot4j"
    assert kernel.run("%models save vae").plain.startswith(str(file))
    listed = rows(kernel.run("%models"))
    assert [row[:4] for row in listed if row[0] == "vae"] == 2 * [["vae", "VAE", "25 Gaussians", "12"]]

    result = kernel.run("%models load vae --as again")
    assert result.error is None and result.text.startswith("var again = (Vae) Checkpoint.read(")
    same = "Arrays.equals(vae.sample(9, 1).toFloatArray(), again.sample(9, 1).toFloatArray())"
    assert kernel.run(same).plain == "true"
    assert "no run of again is kept" in kernel.run("%models save again").error
    assert "expected a run or model" in kernel.run("%models save x").error


def test_a_bad_file_hides_no_model(kernel, folder):
    """The message names the file and what is wrong with it."""
    models = folder / "data" / "models"
    models.mkdir(exist_ok=True)
    good = (models / "vae.ot4j").read_bytes()
    bad = {
        "nothing": b"", "short": good[:60], "half": good[: len(good) // 2], "text": b"nothing",
        "flipped": good[:-9] + bytes([good[-9] ^ 1]) + good[-8:], "zeros": bytes(len(good)),
    }
    for name, content in bad.items():
        (models / f"{name}.ot4j").write_bytes(content)
    (models / "folder.ot4j").mkdir()
    (models / "loop.ot4j").symlink_to("loop.ot4j")
    result = kernel.run("%models")
    assert result.error is None
    listed = {row[0]: row for row in rows(result) if "in this session" not in row}
    assert listed["vae"][1:3] == ["VAE", "25 Gaussians"]
    for name in (*bad, "folder", "loop"):
        assert f"{name}.ot4j cannot be read: " in listed[name][-1], name
    failed = kernel.run("%models load half")
    assert "half.ot4j" in failed.error and "\tat " not in failed.error
    assert kernel.run("%models load vae --as still").error is None


def test_results_compare_the_runs(kernel, folder):
    kernel.run("var second = vae.train(x).epochs(1).batchSize(100).seed(8).fit();")
    kernel.run('var scores = new Comparison().add("VAE", "FID", 1, 63.5);')
    result = kernel.run("%results --save runs.csv")
    assert "63.5" in result.bundles[0]["text/plain"], "the comparison first"
    head, first, other = rows(result)
    assert head[:7] == ["run", "model", "data", "seed", "steps", "seconds", "end"]
    assert head[-1] == "loss"
    assert first[:5] == ["run", "VAE", "25 Gaussians", "7", "12"]
    assert other[:5] == ["second", "VAE", "25 Gaussians", "8", "2"]
    assert first[6] == "finished"
    saved = list(csv.reader(open(folder / "runs.csv")))
    assert len(saved) == 3 and saved[2][0] == "second"
    history = kernel.run("second.history().doubleColumn(\"loss\").get(0)").plain
    assert float(history) == pytest.approx(float(saved[2][-1]))


def test_a_look_at_all_variables_keeps_nothing_alive(kernel):
    kernel.run("class Box { } var box = new Box(); var ghost = new java.lang.ref.WeakReference<>(box);")
    kernel.run("%who")
    kernel.run("box = null;")
    assert kernel.run("System.gc(); ghost.get() == null").plain == "true"
    assert not re.search(r"^\s*\$\d+", kernel.run("%who").plain, re.MULTILINE)


def test_what_cannot_be_fetched_leaves_no_variable_and_no_file(kernel, folder):
    before = sorted((folder / "data").rglob("*"))
    for name, value in {"Host": "127.0.0.1", "Port": "9"}.items():  # nobody is there
        kernel.run(f'System.setProperty("https.proxy{name}", "{value}");')
    result = kernel.run("%data kmnist")
    assert "kmnist" in result.error and "could not be downloaded" in result.error
    assert "OT4J_DATA" in result.error, "and how else to have it"
    assert kernel.run("kmnist").error is not None, "no variable of nothing"
    java = result.text.splitlines()[0].removeprefix("var kmnist = ").removesuffix(";")
    plain = kernel.run(java)
    error = lambda r: next(m["content"] for m in r.messages if m["msg_type"] == "error")
    assert [error(result)[k] for k in ("ename", "evalue")] == [error(plain)[k] for k in ("ename", "evalue")]
    assert lines(result) == lines(plain)
    folders = {folder / "data" / "kmnist"}
    assert [f for f in sorted((folder / "data").rglob("*")) if f not in folders] == before
    kernel.run("%data gaussians -n 20 --as kept")
    assert kernel.run("%data kmnist --as kept").error is not None
    assert kernel.run("kept.size()").plain == "20", "what was there is as it was"
