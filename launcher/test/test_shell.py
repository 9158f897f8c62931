"""JShell in a terminal, as a person uses it."""

import sys
import time
from pathlib import Path
from urllib.parse import urlparse

import pytest

from conftest import command, environment, script

pexpect = pytest.importorskip("pexpect")
pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="there are no pseudo-terminals")

PROMPT = "jshell> "
LINES = [
    "var layers = Networks.mlp(16)",
    "var x = GaussianMixture.grid(3, 0.1).sample(500, 1)",
    "var vae = Vae.builder().prior(Prior.standardNormal(2)).encoder(layers).decoder(layers)"
    ".likelihood(Likelihood.gaussian().fixed(0.3)).build()",
]


@pytest.fixture
def shell(root, tmp_path):
    browser = script(tmp_path / "browser", f'echo "$1" > "{tmp_path}/opened"\n')
    program, *arguments = command(root, "shell")
    shell = pexpect.spawn(
        program, arguments, cwd=str(tmp_path), env=environment(BROWSER=browser, TERM="xterm"),
        encoding="utf-8", timeout=180, dimensions=(40, 160),
    )
    shell.expect_exact(PROMPT)
    yield shell
    shell.sendline("/exit")
    shell.expect(pexpect.EOF, timeout=30)
    shell.wait()


def say(shell, line, *answers):
    """Types a line and waits for the answers and the next prompt."""
    shell.sendline(line)
    for answer in answers:
        shell.expect(answer)
    shell.expect_exact(PROMPT)


def test_ctrl_c_ends_a_training_and_the_model_is_usable(shell):
    for line in LINES:
        say(shell, line, "==>")
    shell.sendline("var run = vae.train(x).epochs(1_000_000).batchSize(50).seed(1).fit()")
    shell.expect(r"training VAE [━─]+ +\d+% \d+/10000000 .*left")
    time.sleep(1)
    shell.sendintr()
    shell.expect_exact(PROMPT)
    if shell.expect_exact(["INTERRUPTED", pexpect.TIMEOUT], timeout=1) != 0:
        say(shell, "run", "INTERRUPTED after")
    say(shell, "vae.sample(3, 1)", r"float32 \(3, 2\) on cpu")
    say(shell, "1 + 1", "==> 2")


def test_values_are_whole_and_nothing_stray_is_said_at_the_start(shell):
    assert "feedback" not in shell.before
    shell.sendline('"y".repeat(3_000)')
    shell.expect_exact("y" * 3_000)
    shell.expect_exact(PROMPT)


def test_figures_open_in_the_browser(shell, tmp_path):
    say(shell, "show(Plots.scatter(new double[][] {{1, 2}, {3, 4}}))", r"ot4j-\d+\.html")
    opened = tmp_path / "opened"
    for _ in range(100):
        if opened.exists() and opened.read_text().strip():
            break
        time.sleep(0.1)
    page = opened.read_text().strip()
    assert page.startswith("file:///")
    file = Path(urlparse(page).path)
    assert "plotly" in file.read_text(encoding="utf-8").lower()
    file.unlink()


def press_tab_until(shell, line, wanted, times=4):
    """Presses Tab like a person who wants to know more; leaves an empty line."""
    shell.send(line)
    for _ in range(times):
        shell.send("\t")
        if shell.expect([wanted, pexpect.TIMEOUT], timeout=20) == 0:
            break
    else:
        pytest.fail(f"{line} and Tab do not tell: {shell.before[-2000:]}")
    shell.sendintr()
    shell.expect_exact(PROMPT)


def test_tab_tells_what_the_library_is_for(shell):
    press_tab_until(shell, "Transport.exact(", r"press tab again to see documentation")
    press_tab_until(shell, "Transport.wasserstein(", r"Wasserstein distance")


def test_what_a_notebook_shows_is_shown(shell):
    say(shell, 'show(Table.create("roots", IntColumn.create("n", 1, 2)))', r"roots", r"2")
    assert "<img src" in page(shell, "show(Picture.of(new double[][] {{0, 1}}))", r"Picture 2 x 1, grey")
    assert "<svg" in page(shell, "show(Prior.standardNormal(2))", r"in 2 dimensions")
    assert "Plotly.newPlot" in page(shell, "show(GaussianMixture.grid(3, 0.1).sample(50, 1))", r"50")
    say(shell, "show(List.of(1, 2))", r"\[1, 2\]")


def page(shell, line, text):
    """The page that a line opens in the browser."""
    shell.sendline(line)
    shell.expect(text)
    shell.expect(r"opened (\S*ot4j-\d+\.html)")
    file = Path(shell.match.group(1))
    shell.expect_exact(PROMPT)
    html = file.read_text(encoding="utf-8")
    file.unlink()
    return html


def test_magics_of_pasted_cells_say_what_to_do(shell):
    say(shell, "%time Transport.wasserstein(new double[] {0}, new double[] {2}, 2)",
        r"%time is a magic, which exists only in notebooks: leave out the word")
    say(shell, "%plot history epoch loss", r"%plot is a magic.*show\(Plots")
    say(shell, "%%time", r"%%time is a magic.*leave out the line")
    say(shell, "7 % 4", "==> 3")
