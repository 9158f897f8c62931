"""The library's values appear as the figure or table that a person would draw, and always as text."""

import base64
import io
import os

import pytest
from PIL import Image

SETUP = """
var x = GaussianMixture.grid(3, 0.1).sample(60, 1);
var y = GaussianMixture.ring(8, 2, 0.1).sample(50, 2);
var exact = Transport.exact(x.toArray(), y.toArray());
var layers = Networks.mlp(8);
var vae = Vae.builder().prior(Prior.standardNormal(2)).encoder(layers).decoder(layers)
    .likelihood(Likelihood.gaussian().fixed(0.3)).build();
"""


@pytest.fixture(scope="module", autouse=True)
def values(kernel):
    assert kernel.run(SETUP).error is None
    yield
    kernel.run("/* the kernel is shared */ x = null; y = null;")


def show(kernel, code):
    result = kernel.run(code)
    assert result.error is None
    assert "shown as text" not in result.plain
    return result.bundles[-1]


def ink(bundle, name):
    """Pixels of the figure that are neither white, grey nor black."""
    png = base64.b64decode(bundle["image/png"])
    if os.environ.get("OT4J_SCREENSHOTS"):
        with open(os.path.join(os.environ["OT4J_SCREENSHOTS"], f"value-{name}.png"), "wb") as file:
            file.write(png)
    image = Image.open(io.BytesIO(png)).convert("RGB")
    return sum(n for n, c in image.getcolors(1 << 24) if max(c) - min(c) > 40)


@pytest.mark.parametrize(
    "name, code, words",
    [
        ("exact", "exact", ["SparsePlan[60 x 50]", "cost", "converged", "optimal"]),
        ("plan", "exact.plan()", ["entries", "mass"]),
        ("soft", "Sinkhorn.of(0.05).solve(TransportProblem.between(x.toArray(), y.toArray()))",
         ["converged   true"]),
        ("binned", "Transport.exact(GaussianMixture.grid(3, 0.1).sample(700, 1).toArray(), y.toArray()).plan()",
         ["SparsePlan[700 x 50]"]),
        ("line", "Measure.onLine(new double[] {0, 1, 3}, new double[] {0.2, 0.5, 0.3})", ["points"]),
        ("plane", "Measure.of(x.toArray())", ["60"]),
        ("barycenter", "FreeSupportBarycenter.exact().solve(Measure.of(x.toArray()), "
         "List.of(Measure.of(x.toArray()), Measure.of(y.toArray())))", ["iterations"]),
        ("normal", "Prior.standardNormal(2)", ["N(0, I) in 2 dimensions"]),
        ("uniform", "Prior.uniform(1, -1, 2)", ["U(-1.0, 2.0) in 1 dimension"]),
        ("sphere", "Prior.sphere(2)", ["uniform on the sphere in 2 dimensions"]),
        ("simplex", "Prior.dirichlet(1, 2, 3)", ["Dirichlet in 3 dimensions"]),
        ("mixture", "GaussianMixture.grid(3, 0.2)", ["9 Gaussians"]),
        ("points", "x", ["60 samples of shape (2), 9 classes"]),
        ("pictures", "RenderedDigits.standard().sample(50, 1)", ["50 samples of shape (1, 28, 28)"]),
    ],
)
def test_figures(kernel, name, code, words):
    bundle = show(kernel, code)
    for word in words:
        assert word in bundle["text/plain"]
    assert "text/html" not in bundle, "which would hide the figure"
    if name == "pictures":
        assert "image/png" in bundle
    else:
        assert ink(bundle, name) > 150


def test_run_is_its_curves(kernel):
    bundle = show(kernel, "var run = vae.train(x).epochs(5).batchSize(20).seed(1).fit();\nrun")
    assert bundle["text/plain"].startswith("VAE: FINISHED after 15 steps")
    assert "loss" in bundle["text/plain"]
    assert ink(bundle, "run") > 150
    assert "application/vnd.plotly.v1+json" in bundle


@pytest.mark.parametrize(
    "code, words",
    [
        ("vae", ["VAE, codes from N(0, I) in 2 dimensions", "encoder", "decoder", "weights"]),
        ("vae.decoder()", ["layer", "output shape", "total"]),
        ("new Comparison().add(\"VAE\", \"FID\", 1, 63.5)", ["FID", "63.5"]),
        ("exact.certificate()", ["gap", "infeasibility"]),
        ("run.provenance()", ["fingerprint", "VAE"]),
        ("Synthetic.swissRoll(10, 0.1, 1)", ["10 samples of shape (3)"]),
    ],
)
def test_tables(kernel, code, words):
    bundle = show(kernel, code)
    for word in words:
        assert word in bundle["text/plain"]
    assert "<table" in bundle["text/html"]


def test_models_say_that_they_are_not_trained(kernel):
    code = "Vae.builder().prior(Prior.standardNormal(2)).encoder(layers).decoder(layers)"
    bundle = show(kernel, f"{code}.likelihood(Likelihood.gaussian().fixed(0.3)).build()")
    assert bundle["text/plain"].endswith("not trained yet")


def test_a_user_s_record_is_left_alone(kernel):
    kernel.run("record Pair(int left, int right) { }")
    assert show(kernel, "new Pair(1, 2)") == {"text/plain": "Pair[left=1, right=2]"}


def test_a_look_at_a_value_leaves_no_arrays_behind(kernel):
    kernel.run("%memory --gc")
    show(kernel, "Prior.standardNormal(2)")
    show(kernel, "vae")
    assert "+0 arrays since last asked" in kernel.run("%memory --gc").plain
