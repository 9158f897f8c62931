"""JShell as a person meets it: in a terminal."""

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
