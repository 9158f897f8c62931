"""System.in asks the front end; where that takes no input, reading is an error."""

import time

import pytest


def answered(kernel, code, answers):
    """Runs a cell in a front end that answers; returns what it printed and its error."""
    client = kernel.client
    answers = list(answers)
    request = client.execute(code, allow_stdin=True)
    text, error = "", None
    while True:
        if client.stdin_channel.msg_ready():
            asked = client.get_stdin_msg(timeout=1)
            assert asked["msg_type"] == "input_request"
            client.input(answers.pop(0))
        try:
            message = client.get_iopub_msg(timeout=0.1)
        except Exception:
            continue
        if message["parent_header"].get("msg_id") != request:
            continue
        if message["msg_type"] == "stream":
            text += message["content"]["text"]
        if message["msg_type"] == "error":
            error = message["content"]
        if message["content"].get("execution_state") == "idle":
            break
    while client.get_shell_msg(timeout=60)["parent_header"].get("msg_id") != request:
        pass
    return text, error


def test_short_arrays(kernel):
    code = """
        byte[] four = new byte[4];
        int n = System.in.read(four);
        System.out.print(n + new String(four, 0, n));
        n = System.in.read(four, 1, 2);
        System.out.print(n + new String(four, 1, n) + System.in.available());"""
    assert answered(kernel, code, ["abcdefg"]) == ("4abcd2ef2", None)


def test_lines_and_signs_beyond_ascii(kernel):
    code = """
        var lines = new Scanner(System.in, "UTF-8");
        System.out.print("name? ");
        System.out.print(lines.nextLine() + "|" + lines.nextLine());"""
    assert answered(kernel, code, ["Jörg €😀", "two"]) == ("name? Jörg €😀|two", None)


def test_single_bytes_are_not_negative(kernel):
    assert answered(kernel, "System.out.print(System.in.read());", ["ü"]) == ("195", None)


@pytest.mark.parametrize(
    "code", ["System.in.read()", "System.in.read(new byte[4])", "new Scanner(System.in).nextLine()"]
)
def test_without_input_to_ask_is_an_error(kernel, code):
    answered(kernel, "System.in.read();", ["old answer"])
    result = kernel.run(code)
    assert "this front end takes none" in result.error


def test_a_cell_that_waits_for_input_can_be_stopped(kernel):
    client = kernel.client
    request = client.execute("System.in.read();", allow_stdin=True)
    client.get_stdin_msg(timeout=60)
    time.sleep(0.5)
    kernel.manager.interrupt_kernel()
    while client.get_shell_msg(timeout=60)["parent_header"].get("msg_id") != request:
        pass
    client.input("old")
    assert answered(kernel, "System.out.print((char) System.in.read());", ["new"]) == ("n", None)
