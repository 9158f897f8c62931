"""Long sessions, several at once, and a front end that disappears."""

import psutil
import pytest
from conftest import Kernel

MIB = 1 << 20

TRAINING = """
var layers = Networks.mlp(32, 32).batchNorm();
var x = GaussianMixture.grid(5, 0.05).sample(1_000, 42);
"""
TRAIN = """
try (var vae = Vae.builder().prior(Prior.standardNormal(2)).encoder(layers).decoder(layers)
        .likelihood(Likelihood.gaussian().fixed(0.15)).build()) {
    vae.train(x).steps(10).batchSize(100).seed(SEED).fit();
    vae.sample(100, 1).close();
}
"""
CELLS = [
    "1 + 1",
    "Math.sqrt(STEP)",
    "try (var scope = NDManager.newBaseManager()) { scope.ones(new Shape(100, 100)).sum().getFloat(); }",
    "int step = STEP;",
    "Transport.exact(new double[][] {{STEP}}, new double[][] {{0}}).cost()",
]


def memory(kernel):
    """After a garbage collection, in MiB: the process, its part outside of Java's heap, and live objects."""
    heap = "System.gc(); long[] heap = {Runtime.getRuntime().totalMemory(), Runtime.getRuntime().freeMemory()};"
    kernel.run(heap)
    total, free = (int(kernel.run(f"heap[{i}]").plain) / MIB for i in (0, 1))
    whole = psutil.Process(kernel.manager.provisioner.process.pid).memory_info().rss / MIB
    return whole, whole - total, total - free


@pytest.mark.full
def test_500_cells_do_not_grow(capsys):
    """Each cell adds its class, a few kilobytes; the memory of the engine does not grow."""
    kernel = Kernel()
    try:
        for step in range(150):
            run(kernel, CELLS[step % len(CELLS)], step)
        arrays = kernel.run("%memory --gc").plain.splitlines()[1]
        before = memory(kernel)
        for step in range(150, 500):
            run(kernel, CELLS[step % len(CELLS)], step)
        after = memory(kernel)
        assert "+0 arrays since last asked" in kernel.run("%memory --gc").plain, arrays
    finally:
        kernel.stop()
    tell(capsys, "cells 150 to 500", before, after)
    assert after[1] < before[1] + 60
    assert after[2] < before[2] + 30


@pytest.mark.full
def test_200_cells_with_training_do_not_grow(capsys):
    kernel = Kernel()
    try:
        kernel.run(TRAINING)
        for step in range(40):
            run(kernel, TRAIN, step)
        kernel.run("%memory --gc")
        before = memory(kernel)
        for step in range(40, 200):
            run(kernel, TRAIN, step)
        after = memory(kernel)
        assert "+0 arrays since last asked" in kernel.run("%memory --gc").plain
    finally:
        kernel.stop()
    tell(capsys, "training, cells 40 to 200", before, after)
    assert after[1] < before[1] + 60
    assert after[2] < before[2] + 30


def run(kernel, code, step):
    result = kernel.run(code.replace("SEED", str(step)).replace("STEP", str(step)))
    assert result.error is None, result.error


def tell(capsys, what, before, after):
    names = ("resident", "not heap", "live heap")
    text = ", ".join(f"{n} {b:.0f} to {a:.0f} MiB" for n, b, a in zip(names, before, after))
    with capsys.disabled():
        print(f"\n{what}: {text}")


def test_two_notebooks_at_once(kernel):
    other = Kernel()
    try:
        requests = []
        for each, name in ((kernel, "first"), (other, "second")):
            code = (
                f'String whose = "{name}";\n'
                "Thread.sleep(500);\n"
                "NDManager.newBaseManager().ones(new Shape(3)).sum().getFloat()"
            )
            requests.append((each, each.client.execute(code)))
        for each, request in requests:
            while True:
                reply = each.client.get_shell_msg(timeout=60)
                if reply["parent_header"].get("msg_id") == request:
                    break
            assert reply["content"]["status"] == "ok"
        assert kernel.run("whose").plain == "first"
        assert other.run("whose").plain == "second"
    finally:
        other.stop()


def test_a_kernel_ends_cleanly_when_asked():
    kernel = Kernel()
    kernel.run("NDManager.newBaseManager().ones(new Shape(3))")
    process = psutil.Process(kernel.manager.provisioner.process.pid)
    kernel.client.stop_channels()
    kernel.manager.shutdown_kernel()
    with pytest.raises(psutil.NoSuchProcess):
        process.wait(10)
        psutil.Process(process.pid)


UNLOAD = """
var ours = new org.ot4j.kernel.Ot4jExtension();
var host = org.dflib.jjava.jupyter.kernel.BaseKernel.notebookKernel();
var display = new org.ot4j.base.ProgressDisplay() { public void show(ProgressState s) { } };
Progress.setDisplay(display);
ours.install(host);
ours.uninstall(host);
Progress.setDisplay(display) == display
"""


def test_unloading_gives_progress_back():
    kernel = Kernel()
    try:
        result = kernel.run(UNLOAD)
        assert result.error is None and result.plain == "true"
        assert kernel.run("1 + 1").plain == "2"
    finally:
        kernel.stop()


MODEL = """
var x = GaussianMixture.grid(3, 0.1).sample(64, 1);
var layers = Networks.mlp(8);
var vae = Vae.builder().prior(Prior.standardNormal(2)).encoder(layers).decoder(layers)
    .likelihood(Likelihood.gaussian().fixed(0.1)).build();
vae.train(x).steps(2).batchSize(16).fit();
var array = x.toNDArray(NDManager.newBaseManager());
""".strip()


@pytest.mark.full
def test_10000_samples_in_one_kernel_leave_memory_flat(capsys):
    """The same for codes and reconstructions of arrays, which nobody closes."""
    kernel = Kernel()
    try:
        ran = kernel.run(MODEL)
        assert not ran.error, ran.error
        calls = "for (int k = 0; k < {}; k++) {{ vae.sample(100, k); vae.encode(array); vae.reconstruct(vae.sample(9, k)); }}"
        kernel.run(calls.format(2_000))
        arrays = kernel.run("%memory --gc").plain
        before = memory(kernel)
        kernel.run(calls.format(10_000))
        after = memory(kernel)
        assert "+0 arrays since last asked" in kernel.run("%memory --gc").plain, arrays
    finally:
        kernel.stop()
    tell(capsys, "10,000 samples", before, after)
    assert after[1] < before[1] + 60
    assert after[2] < before[2] + 30
