"""Progress is updated in place, and a kernel goes on after a stop."""

import json
import threading
import time

LOOP = """
try (var outer = Progress.start("outer", 4)) {
    for (int i = 0; i < 4; i++) {
        try (var inner = Progress.start("inner", 100)) {
            for (int j = 0; j < 100; j++) {
                Thread.sleep(8);
                inner.update(j + 1, "loss " + j);
            }
        }
        outer.update(i + 1);
    }
}
"""


def test_nested_bars_share_one_output(kernel):
    result = kernel.run(LOOP)
    assert result.error is None
    assert result.count("display_data") == 1
    assert result.count("stream") == 0
    updates = [m["content"] for m in result.messages if m["msg_type"] == "update_display_data"]
    assert 10 < len(updates) < 80
    shown = [m for m in result.messages if m["msg_type"] == "display_data"][0]["content"]
    assert {u["transient"]["display_id"] for u in updates} == {shown["transient"]["display_id"]}
    assert any("<progress" in u["data"]["text/html"] for u in updates)
    assert any(u["data"]["text/html"].count("<div") == 2 for u in updates), "both bars at once"
    last = updates[-1]["data"]
    assert last["text/html"].count("<div") == 1 and "<progress" not in last["text/html"]
    assert "✓ outer" in last["text/html"] and "4" in last["text/html"]


def test_short_task_is_silent(kernel):
    result = kernel.run('try (var p = Progress.start("short", 1)) { p.update(1); }')
    assert result.messages == [] or result.count("display_data") == 0


def test_stop_ends_a_loop_and_keeps_the_kernel(kernel):
    code = """
    int steps = 0;
    try (var p = Progress.start("endless", 0)) {
        while (!Progress.stopRequested()) { steps++; p.update(steps); Thread.onSpinWait(); }
    }
    """
    kernel.run("int steps = 0;")
    threading.Timer(3, kernel.manager.interrupt_kernel).start()
    start = time.time()
    stopped = kernel.run(code, timeout=30)
    assert time.time() - start < 10
    later = kernel.run("Thread.sleep(200);").messages
    assert int(kernel.run("steps").plain) > 0
    assert kernel.run("1 + 1").plain == "2"
    updates = stopped.messages + later
    last = [m["content"]["data"] for m in updates if m["msg_type"] == "update_display_data"][-1]
    assert "stopped: endless" in last["text/html"], "the last line comes, if need be with the next cell"
    assert "✓" not in last["text/html"], "it did not come to its end"
    assert "stopped after" in last["text/plain"]


# The stop ends loops and calls in the code of cells: this waits in the code of Java.
OUTLIVES = """
try (var p = Progress.start("outlives", 0)) {
    for (int i = 0; !Progress.stopRequested(); i++) { p.update(i); Thread.onSpinWait(); }
    new ProcessBuilder("sh", "-c", %s).start().onExit().join();
}
"""


SLOW_END = """
try (var p = Progress.start("slow end", 0)) {
    for (int i = 0; !Progress.stopRequested(); i++) { p.update(i); Thread.onSpinWait(); }
    for (long end = System.nanoTime() + %s; System.nanoTime() < end; ) { Thread.onSpinWait(); }
}
"""


def updates(messages):
    return [m for m in messages if m["msg_type"] == "update_display_data"]


def last_line(message):
    return "stopped: " in message["content"]["data"]["text/html"]


def stopped_soon(kernel, code):
    """Runs a cell, stops it as soon as its bar appears, and returns the result."""
    messages = []
    stop = lambda m: m["msg_type"] == "display_data" and kernel.manager.interrupt_kernel()
    hook = lambda m: (messages.append(m), stop(m))
    kernel.client.execute_interactive(code, timeout=30, output_hook=hook, allow_stdin=False)
    return messages


def test_last_line_of_a_task_that_outlives_its_cell_comes_at_once_to_its_cell(kernel, tmp_path):
    end = tmp_path / "end"
    waits = f"until [ -e '{end}' ]; do sleep 0.05; done"
    stopped = stopped_soon(kernel, OUTLIVES % json.dumps(waits))
    assert not any(map(last_line, updates(stopped)))
    end.touch()
    cell = stopped[0]["parent_header"]["msg_id"]
    while True:  # no other cell runs in the meantime
        message = kernel.client.get_iopub_msg(timeout=10)
        if message["msg_type"] == "update_display_data" and last_line(message):
            break
    assert message["parent_header"]["msg_id"] == cell
    again = updates(kernel.run("1 + 1").messages)
    assert [m["content"]["data"] for m in again] == [message["content"]["data"]]
    assert updates(kernel.run("1 + 1").messages) == []


def test_every_stopped_task_says_its_last_line_however_short_the_next_cell_is(kernel):
    for nanos in (0, 1_000_000, 10_000_000, 50_000_000, 100_000_000) * 3:
        messages = stopped_soon(kernel, SLOW_END % f"{nanos}L")
        shown = [m for m in messages if m["msg_type"] == "display_data"]
        bar = shown[0]["content"]["transient"]["display_id"]
        until = time.time() + 10
        while time.time() < until:
            messages += kernel.run("int brief = 1;").messages
            mine = [m for m in updates(messages) if m["content"]["transient"]["display_id"] == bar]
            if mine and last_line(mine[-1]):
                break
        # The next cell may repeat the line, with nothing after it.
        texts = [m["content"]["data"]["text/html"] for m in mine]
        first = next(i for i, m in enumerate(mine) if last_line(m))
        assert len(set(texts[first:])) == 1 and len(mine) - first <= 2


BARYCENTER = """
var support = new double[600][1];
for (int i = 0; i < 600; i++) { support[i][0] = i / 600.0; }
double[] weights(int k) {
    double[] w = IntStream.range(0, 600).mapToDouble(i -> 1 + (i * k) % 7).toArray();
    double sum = Arrays.stream(w).sum();
    return Arrays.stream(w).map(v -> v / sum).toArray();
}
var measures = List.of(Measure.of(support, weights(1)), Measure.of(support, weights(3)));
FixedSupportBarycenter.builder().epsilon(0.001).tolerance(1e-300).maxIterations(1_000_000).build()
    .solve(Measure.of(support), measures);
"""


def test_no_time_left_is_told_where_a_tolerance_ends_a_run(kernel):
    """A maximum of iterations says nothing about how many there will be."""
    shown = [m for m in stopped_soon(kernel, BARYCENTER) if m["msg_type"] == "display_data"]
    bar = shown[0]["content"]["data"]["text/html"]
    assert "barycenter <progress></progress>" in bar and "left" not in bar.split("<progress>")[1]


def test_a_training_is_watched_while_it_runs(kernel):
    code = """
    var watched = Vae.builder().prior(Prior.standardNormal(2)).encoder(Networks.mlp(64)).decoder(Networks.mlp(64))
        .likelihood(Likelihood.gaussian().fixed(0.1)).build();
    watched.train(Synthetic.twoMoons(2_000, 0.1, 1)).timeBudget(Duration.ofSeconds(4)).epochs(100_000).batchSize(100)
        .onEpoch(Plots.live(() -> Plots.scatter(watched.sample(50, 1)).title("samples"))).fit();
    """
    result = kernel.run("import java.time.Duration;" + code)
    assert result.error is None
    shown = [m["content"] for m in result.messages if m["msg_type"] in ("display_data", "update_display_data")]
    charts = [c for c in shown if "image/png" in c["data"] and "display_id" in c["transient"]]
    assert len(charts) >= 2, "first, and at the end"
    assert len({c["transient"]["display_id"] for c in charts}) == 1, "in one place"
    assert charts[0]["data"]["image/png"] != charts[-1]["data"]["image/png"], "it moves on"
