"""How ./ot4j test tells of its stages: pretended ones, and the lines that real ones print."""

import re
import signal
import subprocess
import sys

import pytest

from conftest import ROOT, environment, one_line, ot4j

sys.path.insert(0, str(ROOT / "launcher"))
import run_tests  # noqa: E402
from stages import Count, Times, left  # noqa: E402

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="the stages are shell commands")

SUREFIRE = (
    "echo '[INFO] Tests run: 12, Failures: 0, Errors: 0, Skipped: 1, Time elapsed: 1 s -- in A';"
    "echo '[WARNING] Tests run: 12, Failures: 1, Errors: 2, Skipped: 1'"
)
PYTEST = "echo '1 failed, 50 passed, 2 skipped in 251.33s (0:04:11)'"


def command(root, *stages, silence=50):
    return [sys.executable, ROOT / "launcher/test/pretend.py", root, str(silence), *stages]


def run(root, *stages, **how):
    return subprocess.run(
        command(root, *stages, **how), text=True, capture_output=True, timeout=120, env=environment(),
    )


def test_two_at_a_time_each_into_its_log(tmp_path):
    """On one processor. The first two wait for each other, so in sequence they would never end."""
    meet = "touch {0}; while [ ! -e {1} ]; do sleep 0.1; done; echo {0} met"
    mine = [f"one={meet.format(tmp_path / 'a', tmp_path / 'b')}; {PYTEST.replace('1 failed, ', '')}",
            f"two={meet.format(tmp_path / 'b', tmp_path / 'a')}", "three=echo '3 passed in 0.1s'"]
    result = run(tmp_path, *mine)
    assert result.returncode == 0, result.stdout
    assert "a met" in (tmp_path / ".ot4j/log/test-one.log").read_text()
    assert "met" not in result.stdout, "what a stage prints stays in its log"
    left = r"· (one|two): about 5:00, log .*, in all about (10:00|9:[345]\d) left"
    assert re.fullmatch(left, result.stdout.splitlines()[0]), "one of two lanes has two stages"
    summary = result.stdout.split("== summary")[1].splitlines()
    assert "50 passed, 2 skipped in 251.33s (0:04:11)" in summary, "the runner's own line"
    assert summary[-1].startswith("53 passed, 0 failed, 2 skipped in 0:")
    times = (tmp_path / ".ot4j/test-times.properties").read_text().splitlines()
    assert [t.split("=")[0] for t in times] == ["one", "three", "two"]


def test_a_failed_stage_says_so_at_once(tmp_path):
    gate = tmp_path / "gate"
    process = subprocess.Popen(
        command(tmp_path, f"bad=echo the reason; {SUREFIRE}; exit 1",
                f"long=while [ ! -e {gate} ]; do sleep 0.1; done; {PYTEST}; exit 1"),
        text=True, stdout=subprocess.PIPE, env=environment(),
    )
    lines = []
    for line in process.stdout:
        lines.append(line)
        if "to rerun it" in line:
            gate.touch()  # the other one runs until the first was told of
    assert process.wait(60) == 1
    text = "".join(lines)
    assert "    the reason\n" in text and "✗ bad        FAILED in 0:0" in text
    assert f"its output:   {tmp_path}/.ot4j/log/test-bad.log" in text
    assert "to rerun it:  ./ot4j test bad\n" in text
    assert text.index("./ot4j test bad") < text.index("✗ long")
    assert "\nTests run: 12, Failures: 1, Errors: 2, Skipped: 1\n" in text
    assert text.splitlines()[-1].startswith("58 passed, 4 failed, 3 skipped in 0:")
    assert not (tmp_path / ".ot4j/test-times.properties").exists(), "only what passed is a measure"


def test_a_stage_that_dies_counts_as_a_failure(tmp_path):
    result = run(tmp_path, "dies=kill -9 $$", "good=true")
    assert result.returncode == 1
    assert result.stdout.splitlines()[-1].startswith("0 passed, 1 failed in")


def test_no_log_is_silent(tmp_path):
    result = run(tmp_path, "slow=sleep 3", "quick=true", silence=1)
    told = [line for line in result.stdout.splitlines() if line.startswith("· slow 0:0")]
    assert told and re.fullmatch(r"· slow 0:\d\d of about 5:00.* · about 4:5\d left", told[0])
    alone = run(tmp_path, "talks=echo hear; sleep 2; echo me", silence=1)
    assert "hear\n· talks 0:0" in alone.stdout and "\nme\n" in alone.stdout


def test_stopped_by_hand(tmp_path):
    process = subprocess.Popen(
        command(tmp_path, "one=echo mine; sleep 600", "two=sleep 600"), text=True,
        stdout=subprocess.PIPE, env=environment(),
        # A shell that runs the tests in the background makes them ignore it.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )
    for line in process.stdout:
        if line.startswith("· two"):
            break
    process.send_signal(signal.SIGINT)
    rest = process.stdout.read()
    assert process.wait(30) == 130 and "FAILED" not in rest


def test_words_that_test_does_not_know(root):
    one_line(ot4j(root, "test", "--fast"), "unrecognized arguments: --fast")
    one_line(ot4j(root, "test", "--full", "javas"), "there is no part 'javas'")


def test_mavens_line_of_a_module_counts_and_those_of_classes_do_not():
    count = Count.of(
        "[INFO] Tests run: 12, Failures: 0, Errors: 0, Skipped: 1, Time elapsed: 1 s -- in A\n"
        "[WARNING] Tests run: 12, Failures: 1, Errors: 2, Skipped: 1\n"
        "Tests run: 3, Failures: 0, Errors: 0, Skipped: 0\n"
    )
    assert (count.passed, count.failed, count.skipped) == (8 + 3, 3, 1)
    assert str(count) == "11 passed, 3 failed, 1 skipped"
    assert count.lines[1] == "Tests run: 3, Failures: 0, Errors: 0, Skipped: 0"


def test_pytest_says_it_in_one_line():
    line = "1 failed, 50 passed, 2 skipped, 1 error in 251.33s (0:04:11)"
    assert Count.of(f"noise\n===== {line} =====\n") == Count(50, 2, 2, [line])
    assert Count.of("50 files passed on") == Count()
    assert str(Count()) == "0 passed, 0 failed"


def test_what_is_left_is_the_longest_lane():
    assert left([], [], 2) == 0
    assert left([9, 1], [], 2) == 9
    assert left([1, 3], [4, 5], 2) == 8, "4 follows the lane that ends after 1, 5 the one after 3"
    assert left([], [3, 4, 5], 1) == 12


def test_times_are_kept_for_each_stage_and_scale(tmp_path, monkeypatch):
    monkeypatch.setenv("OT4J_SCALE", "quick")
    java, slow, quick = (run_tests.stage(*which) for which in [("java", False), ("java", True), ("notebooks", False)])
    file = tmp_path / "test-times.properties"
    assert Times(file).expected(java) == java.seconds
    for stage, seconds in [(java, 99.6), (quick, 20)]:
        Times(file).passed(stage, seconds)
    assert Times(file).expected(java) == 100
    assert file.read_text() == "java=100\nnotebooks-quick=20\n"
    assert Times(file).expected(slow) == slow.seconds, "is another stage"
    file.write_text("java=\\u12")
    assert Times(file).expected(java) == java.seconds, "a broken file is none"
