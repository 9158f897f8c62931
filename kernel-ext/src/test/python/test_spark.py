"""%spark: Apache Spark in a notebook, on the cores of this machine."""

import json
import re
import threading
import time
import urllib.request

import pytest
from conftest import Kernel

CLOUDS = """
var clouds = IntStream.range(0, 12)
    .mapToObj(i -> Measure.of(GaussianMixture.ring(3, 1 + i, 0.1).sample(20, i))).toList();
"""


@pytest.fixture(scope="module")
def kernel():
    kernel = Kernel()
    yield kernel
    kernel.run("spark.stop();")
    kernel.stop()


def test_a_master_that_is_none_is_refused(kernel):
    error = kernel.run("%spark nowhere", timeout=600).error
    assert "master = nowhere: expected local[n], spark://host:port" in error


def test_the_session_is_a_variable_and_its_pages_are_named(kernel):
    result = kernel.run("%spark local[2]")
    assert re.search(r"Spark 4\.\S+ on local\[2\], shown at http://127\.0\.0\.1:\d+", result.plain)
    assert kernel.run("spark.range(7).count()").plain == "7"


def test_distances(kernel):
    kernel.run(CLOUDS)
    near = kernel.run("Distances.of(clouds, Distance.wasserstein(2)).nearest(spark, 1)").plain
    assert re.fullmatch(r"12 distances of 12 measures, \d+\.\d % of 132 pairs skipped", near)


def test_a_study_whose_lambdas_are_cells(kernel):
    kernel.run("""
        var net = Networks.mlp(8);
        var vae = Vae.builder().prior(Prior.standardNormal(2)).encoder(net).decoder(net)
            .likelihood(Likelihood.gaussian().fixed(0.3)).build();
        var study = Study.of(GaussianMixture.ring(8, 1, 0.05).sample(100, 1))
            .model("VAE", vae).training(t -> t.steps(20).batchSize(20)).seeds(1, 2)
            .judge((model, scores) -> scores.add("seed", scores.seed()));
        """)
    assert "VAE" in kernel.run("study.on(spark).table()").plain
    assert kernel.run('study.on(spark).value("VAE", "seed").value()').plain == "1.5"


def test_stop_cancels_the_tasks(kernel):
    kernel.run("var longer = study.training(t -> t.steps(10_000_000));")
    address = kernel.run("spark.sparkContext().uiWebUrl().get()").plain
    number = kernel.run("spark.sparkContext().applicationId()").plain
    running = f"{address}/api/v1/applications/{number}/jobs?status=running"

    def stop():
        while len(json.load(urllib.request.urlopen(running))) < 2:
            time.sleep(0.2)
        kernel.manager.interrupt_kernel()

    stopper = threading.Thread(target=stop, daemon=True)
    stopper.start()
    kernel.run("System.out.println(longer.on(spark).longTable().rowCount());")
    stopper.join()
    for _ in range(100):
        if json.load(urllib.request.urlopen(running)) == []:
            return
        time.sleep(0.2)
    raise AssertionError("tasks went on after the stop")
