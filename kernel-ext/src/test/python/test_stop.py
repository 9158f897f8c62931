"""Stop ends the work of a cell, and nothing else."""

import time

import psutil
import pytest
from conftest import Kernel


@pytest.fixture(scope="module")
def own():
    kernel = Kernel()
    yield kernel
    kernel.stop()


def stopped(kernel, code):
    """Runs a cell that reports its start, stops it, and returns its error."""
    client = kernel.client
    request = client.execute('System.out.println("begun");\n' + code)
    error = None
    while True:
        message = client.get_iopub_msg(timeout=60)
        if message["parent_header"].get("msg_id") != request:
            continue
        if message["msg_type"] == "stream" and "begun" in message["content"]["text"]:
            time.sleep(1)
            kernel.manager.interrupt_kernel()
        if message["msg_type"] == "error":
            error = message["content"]
        if message["content"].get("execution_state") == "idle":
            break
    while client.get_shell_msg(timeout=60)["parent_header"].get("msg_id") != request:
        pass
    return error


def wait_until_idle(kernel):
    """Waits until the kernel uses hardly any processor time."""
    process = psutil.Process(kernel.manager.provisioner.process.pid)
    for _ in range(60):
        before = sum(process.cpu_times()[:2])
        time.sleep(0.5)
        if sum(process.cpu_times()[:2]) - before < 0.2:
            return
    raise AssertionError("the stopped cell goes on")


@pytest.mark.parametrize(
    "code",
    [
        "long n = 0; while (true) { n++; }",
        "for (;;) { }",
        "do { } while (true);",
        "int k = 0; while (true) { switch (k) { case 0: continue; default: break; } }",
        "while (true) { try { Thread.sleep(1); } catch (Exception e) { } }",
        "while (true) { try { Integer.parseInt(\"x\"); } catch (Throwable e) { } }",
        "int calls(int d) { return d <= 0 ? 1 : calls(d - 1) + calls(d - 1); } calls(300);",
        "class Endless { void run() { while (true) { } } } new Endless().run();",
        "Runnable r = () -> { while (true) { } }; r.run();",
        "Stream.iterate(1, i -> i + 1).forEach(i -> { });",
        "Thread t = new Thread(() -> { while (true) { } }); t.start(); t.join();",
        "IntStream.range(0, 4).parallel().forEach(i -> { while (true) { } });",
        "java.util.concurrent.CompletableFuture.runAsync(() -> { while (true) { } }).get();",
    ],
)
def test_stop_ends_the_loop(own, code):
    error = stopped(own, code)
    assert error["ename"] == "EvaluationInterruptedException"
    wait_until_idle(own)
    assert own.run("int sum = 0; for (int i = 0; i < 10; i++) { sum += i; } sum").plain == "45"


def test_a_pool_works_on_after_its_task_was_stopped(own):
    own.run("var pool = java.util.concurrent.Executors.newFixedThreadPool(1);")
    stopped(own, "pool.submit(() -> { while (true) { } }).get();")
    wait_until_idle(own)
    assert own.run("pool.submit(() -> { int k = 0; while (k < 1_000) { k++; } return k; }).get()").plain == "1000"
    own.run("pool.shutdown();")


def test_threads_of_earlier_cells_go_on(own):
    own.run(
        "volatile long ticks = 0; volatile boolean enough = false;\n"
        "new Thread(() -> { while (!enough) { ticks++; "
        "try { Thread.sleep(5); } catch (InterruptedException e) { enough = true; } } }).start();"
    )
    stopped(own, "while (true) { }")
    assert own.run("long before = ticks; Thread.sleep(500); ticks > before").plain == "true"
    own.run("enough = true;")
    wait_until_idle(own)


def test_variables_survive_a_stop(own):
    stopped(own, "long counted = 0; while (true) { counted++; }")
    assert own.run("counted > 0").plain == "true"


def test_stopped_threads_print_nothing(own):
    stopped(own, "Thread loud = new Thread(() -> { while (true) { } }); loud.start(); loud.join();")
    assert own.run("loud.join(10_000); loud.isAlive()").plain == "false"
    assert "Stopped" not in own.run("Thread.sleep(200);").text


def test_a_stop_between_cells_harms_nothing(own):
    own.run("1 + 1")
    own.manager.interrupt_kernel()
    time.sleep(0.3)
    assert own.run("int s = 0; for (int i = 0; i < 100_000; i++) { s ^= i; } s").error is None
