"""Completion and inspection: of Java by the kernel, of magics by us."""

import pytest


def complete(kernel, code, at=None):
    client = kernel.client
    message = client.complete(code, len(code) if at is None else at)
    while True:
        reply = client.get_shell_msg(timeout=60)
        if reply["parent_header"].get("msg_id") == message:
            return reply["content"]


def inspect(kernel, code, at=None):
    client = kernel.client
    message = client.inspect(code, len(code) if at is None else at)
    while True:
        reply = client.get_shell_msg(timeout=60)
        if reply["parent_header"].get("msg_id") == message:
            return reply["content"]


@pytest.mark.parametrize(
    "line, matches",
    [
        ("%da", ["%data"]),
        ("%%q", ["%%quiet"]),
        ("%timeit -", ["--help", "-r", "-w"]),
        ("%data mo", ["moons"]),
        ("%data moons --s", ["--seed"]),
        ("%models ", ["load", "save"]),
        ("%help re", ["results"]),
        ("%device c", ["cpu"]),
        ("%seed ", []),
    ],
)
def test_magics_and_their_options_are_completed(kernel, line, matches):
    reply = complete(kernel, "int before = 1;\n" + line)
    assert reply["status"] == "ok"
    assert reply["matches"] == matches
    if matches:
        start, end = reply["cursor_start"], reply["cursor_end"]
        assert end == len("int before = 1;\n" + line)
        typed = ("int before = 1;\n" + line)[start:end]
        assert all(m.startswith(typed) for m in matches)


def test_java_on_a_magic_s_line_is_completed(kernel):
    line = "%time Transport.exa"
    reply = complete(kernel, line)
    assert "exact(" in reply["matches"]
    assert line[reply["cursor_start"] : reply["cursor_end"]] == "exa"


def test_plot_offers_variables_and_columns(kernel):
    kernel.run('var losses = Table.create("t", DoubleColumn.create("epoch", 1.0), DoubleColumn.create("loss", 2.0));')
    assert complete(kernel, "%plot los")["matches"] == ["losses"]
    assert complete(kernel, "%plot losses ")["matches"] == ["epoch", "loss"]


def test_names_of_the_library_are_completed(kernel):
    assert "exact(" in complete(kernel, "Transport.exa")["matches"]
    assert "Sinkhorn" in complete(kernel, "var s = Sinkh")["matches"]


def test_a_magic_is_explained(kernel):
    reply = inspect(kernel, "%timeit -r 3 Math.sqrt(2)", 4)
    assert reply["found"] and reply["data"]["text/plain"].strip() == kernel.run("%help timeit").plain
    assert inspect(kernel, "%nothing", 4)["data"] == {} or not inspect(kernel, "%nothing", 4)["found"]


def test_a_method_of_the_library_is_explained(kernel):
    code = "Transport.exact(x, y)"
    reply = inspect(kernel, code, 12)
    assert reply["found"]
    assert "TransportResult Transport.exact(Measure source, Measure target)" in reply["data"]["text/plain"]


def told(kernel, code):
    """What inspection says of the name at the bar."""
    reply = inspect(kernel, code.replace("|", ""), code.index("|"))
    return reply["data"].get("text/plain")


def test_documentation_is_told_beside_the_signature(kernel):
    one = told(kernel, "Sinkhorn.o|f(0.1)")
    assert one.splitlines()[0] == "Sinkhorn Sinkhorn.of(double epsilon)"
    assert one.splitlines()[1].startswith("    A solver with this ε")
    many = told(kernel, "var x = 1;\nTransport.exact|(x, y);")
    assert many.count("TransportResult Transport.exact(") == many.count("    The exact optimum") == 10
    assert told(kernel, "Sinkhorn.builder().epsilon|") == told(kernel, "Sinkhorn.builder().ep|silon(1)")
    assert told(kernel, "import java.util.List;\nint f(Vae| v) { return 1; }").startswith("org.ot4j.model.autoencoder.Vae\n    ")
    assert told(kernel, '"text".length|()') == "int String.length()"
    assert told(kernel, "neverDefined|") is None
