"""What cells print: all of it, in order, in few messages."""

import time

import pytest


def test_no_line_of_50_000_is_lost(kernel):
    result = kernel.run('for (int i = 0; i < 50_000; i++) { System.out.println("line " + i); }')
    assert result.text == "".join(f"line {i}\n" for i in range(50_000))
    assert result.count("stream") < 200


def test_2_000_lines_are_one_or_a_few_messages(kernel):
    result = kernel.run('for (int i = 0; i < 2_000; i++) { System.out.println("line " + i); }')
    assert result.text.count("\n") == 2_000
    assert result.count("stream") < 20


def told(message):
    kind, content = message["msg_type"], message["content"]
    if kind == "stream":
        return content["name"] + " " + content["text"]
    if kind in ("display_data", "execute_result"):
        return kind + " " + content["data"]["text/plain"]
    return content["execution_state"] if kind == "status" else kind


def test_order_of_streams_displays_and_value(kernel):
    code = """
        System.out.print("a"); System.out.printf("%d%n", 1); System.err.print("b"); display("c");
        System.out.print("d"); System.err.println("e"); System.out.write(102); 7"""
    shown = []
    for message in kernel.messages(code):
        text, last = told(message), shown[-1] if shown else ""
        if text[:7] == last[:7] and text[:3] == "std":  # statements are compiled separately
            shown[-1] += text[7:]
        else:
            shown.append(text)
    assert shown == [
        "busy", "execute_input", "stdout a1\n", "stderr b", "display_data c", "stdout d", "stderr e\n",
        "stdout f", "execute_result 7", "idle",
    ]  # fmt: skip


def test_output_stands_before_the_error(kernel):
    shown = [told(m) for m in kernel.messages('System.out.print("a"); throw new RuntimeException();')]
    assert shown[2:] == ["stdout a", "error", "idle"]


def test_signs_of_two_writes(kernel):
    code = """
        for (byte b : "ü€😀\\n".getBytes("UTF-8")) { System.out.write(b); System.out.flush(); }
        byte[] half = "ö".getBytes("UTF-8");
        System.err.write(half, 0, 1);"""
    result = kernel.run(code)
    assert result.text == "ü€😀\n�"


def test_threads(kernel):
    code = """
        Thread[] printers = new Thread[4];
        for (int t = 0; t < 4; t++) {
            String name = "t" + t;
            printers[t] = new Thread(() -> {
                for (int i = 0; i < 1_000; i++) { System.out.println(name + " " + i); }
            });
            printers[t].start();
        }
        for (Thread printer : printers) { printer.join(); }"""
    lines = kernel.run(code).text.splitlines()
    for t in range(4):
        assert [x for x in lines if x.startswith(f"t{t}")] == [f"t{t} {i}" for i in range(1_000)]


def test_many_displays_and_the_end_of_the_cell_arrive(kernel):
    """More messages than a ZeroMQ socket holds while nobody reads them."""
    client = kernel.client
    request = client.execute('for (int i = 0; i < 3_000; i++) { display("d" + i); }')
    while client.get_shell_msg(timeout=120)["parent_header"].get("msg_id") != request:
        pass
    shown = []
    while not shown or shown[-1] != "idle":
        message = client.get_iopub_msg(timeout=60)
        if message["parent_header"].get("msg_id") == request:
            shown.append(told(message))
    assert shown[2:-1] == [f"display_data d{i}" for i in range(3_000)]


def test_what_is_absurd_is_cut_and_told(kernel):
    code = 'var wide = "x".repeat(99); for (int i = 0; i < 150_000; i++) { System.out.println(wide); }'
    result = kernel.run(code)
    assert result.text.startswith(("x" * 99 + "\n") * 100_000)
    tail = result.text[10_000_000:]
    assert "the cell has printed 10,000,000 characters; more is not shown" in tail
    assert "5,000,000 characters in 50,000 lines were cut" in tail
    assert len(tail) < 300
    assert kernel.run('System.out.print("again");').text == "again"


def test_text_is_shown_while_the_cell_runs(kernel):
    client = kernel.client
    request = client.execute('System.out.println("first"); Thread.sleep(5_000);')
    begun = time.monotonic()
    while True:
        message = client.get_iopub_msg(timeout=60)
        if message["parent_header"].get("msg_id") == request:
            if message["msg_type"] == "execute_input":
                begun = time.monotonic()
            if message["msg_type"] == "stream":
                assert time.monotonic() - begun < 4.5
            if message["content"].get("execution_state") == "idle":
                break
    while client.get_shell_msg(timeout=60)["parent_header"].get("msg_id") != request:
        pass


@pytest.mark.parametrize("call", ["println(long)", "print(char[])", "append(CharSequence)"])
def test_other_ways_to_print(kernel, call):
    argument = {"long": "7L", "char[]": "new char[] {'7'}", "CharSequence": '"7"'}[call[call.index("(") + 1 : -1]]
    assert kernel.run(f"System.out.{call.split('(')[0]}({argument});").text.strip() == "7"
