"""Runs stages of tests, some side by side: each prints into a log, which is shown where it fails.

A stage that is alone is heard at once. How long stages took when they last passed is kept, and
tells how much time is left.
"""

import heapq
import os
import re
import signal
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor, wait
from dataclasses import dataclass, field

import psutil

import whole

MOST_LINES = 300
# Maven's line for a module; those for single classes have a time behind them.
MAVEN = re.compile(r"^(?:\[\w+\] +)?(Tests run: (\d+), Failures: (\d+), Errors: (\d+), Skipped: (\d+))$")
PYTHON = re.compile(r"^=*\s*((?:\d+ [a-z]+(?:, )?)*\d+ (?:passed|failed|errors?|skipped)\b.* in [\d.]+ ?s.*?)\s*=*$")


@dataclass(frozen=True)
class Stage:
    name: str
    arguments: str  # behind ./ot4j test, what runs it alone
    seconds: float  # how long it takes where no run was timed yet
    command: list
    environment: dict
    key: str  # of its time


@dataclass
class Count:
    """Tests that passed, failed and were skipped, and the lines that said so."""

    passed: int = 0
    failed: int = 0
    skipped: int = 0
    lines: list = field(default_factory=list)

    def __add__(self, other):
        return Count(
            self.passed + other.passed, self.failed + other.failed, self.skipped + other.skipped,
            self.lines + other.lines,
        )

    def __str__(self):
        text = f"{self.passed} passed, {self.failed} failed"
        return f"{text}, {self.skipped} skipped" if self.skipped else text

    @staticmethod
    def of(log):
        """Reads the lines with which Maven, pytest and the run of the notebooks close."""
        total = Count()
        for line in log.splitlines():
            if maven := MAVEN.match(line):
                run, failures, errors, skipped = map(int, maven.groups()[1:])
                failed = failures + errors
                total += Count(run - failed - skipped, failed, skipped, [maven[1]])
            elif python := PYTHON.match(line):
                said = {"passed": 0, "failed": 0, "error": 0, "skipped": 0}
                for number, kind in re.findall(r"(\d+) (passed|failed|error|skipped)", line):
                    said[kind] += int(number)
                total += Count(said["passed"], said["failed"] + said["error"], said["skipped"], [python[1]])
        return total


class Times:
    """How long stages took when they last passed in this checkout."""

    def __init__(self, file):
        self.file = file
        self.seconds = {}
        if file.exists():
            found = re.findall(r"^([\w-]+)=(\d+)$", file.read_text(errors="replace"), re.MULTILINE)
            self.seconds = {key: int(seconds) for key, seconds in found}

    def expected(self, stage):
        return self.seconds.get(stage.key, stage.seconds)

    def passed(self, stage, seconds):
        self.seconds[stage.key] = round(seconds)
        whole.write(self.file, "".join(f"{k}={s}\n" for k, s in sorted(self.seconds.items())))


def left(running, waiting, lanes):
    """Seconds until the last one ends where as many lanes take the waiting ones in order."""
    ends = list(running) + [0] * (lanes - len(running))
    heapq.heapify(ends)
    for seconds in waiting:
        heapq.heappush(ends, heapq.heappop(ends) + seconds)
    return max(ends)


def minutes(seconds):
    return f"{round(seconds) // 60}:{round(seconds) % 60:02d}"


class Run:
    def __init__(self, root, stages, silence=50, processors=os.cpu_count() or 1):
        """silence: after how many seconds without a line a log gets one."""
        self.root, self.stages, self.silence = root, stages, silence
        # one more than processors: a third of its time a stage waits for a message or a page
        self.lanes = min(len(stages), processors + 1)
        self.times = Times(root / ".ot4j/test-times.properties")
        self.alone = len(stages) == 1
        self.terminal = sys.stdout.isatty()
        self.begin = self.heard = time.monotonic()
        self.lock = threading.RLock()
        self.started, self.ended = {}, {}

    def run(self):
        """Runs all; returns whether all passed."""
        signal.signal(signal.SIGTERM, signal.default_int_handler)
        try:
            pool = ThreadPoolExecutor(self.lanes)
            waiting = {pool.submit(self.one, stage) for stage in self.stages}
            while waiting:
                done, waiting = wait(waiting, timeout=min(1, self.silence / 5))
                for each in done:
                    each.result()
                silent = time.monotonic() - self.heard
                if waiting and (self.terminal and not self.alone or silent >= self.silence):
                    self.progress()
        except KeyboardInterrupt:
            self.stop()
        print("\r\033[K" if self.terminal else "", "\n== summary", sep="")
        for stage in self.stages:
            self.verdict(print, stage)
        count = sum((count for _, _, count in self.ended.values()), Count())
        print(f"{count} in {minutes(time.monotonic() - self.begin)}")
        return all(passed for passed, _, _ in self.ended.values())

    def stop(self):
        """Stopped by hand: there is nothing to sum up."""
        with self.lock:  # so no stage tells that it failed
            family = psutil.Process().children(recursive=True)
            for process in family:
                process.terminate()
            for process in psutil.wait_procs(family, timeout=5)[1]:
                process.kill()
            os._exit(130)

    def one(self, stage):
        with self.lock:
            self.started[stage.name] = time.monotonic()
            expected = minutes(self.times.expected(stage))
            self.say(f"· {stage.name}: about {expected}, log {self.log(stage)}, in all about {self.left()} left")
        code, output = self.process(stage)
        count = Count.of(output)
        if code != 0 and count.failed == 0:
            count += Count(failed=1)  # the stage itself
        with self.lock:
            seconds = time.monotonic() - self.started[stage.name]
            self.ended[stage.name] = (code == 0, seconds, count)
            if code == 0:
                self.verdict(self.say, stage)
                self.remember(stage, seconds)
            else:
                self.failure(stage, output)

    def process(self, stage):
        """Runs a stage; what it prints goes to its log, and to the terminal if it is alone."""
        output = []
        with whole.log(self.log(stage)) as log, subprocess.Popen(
            stage.command, cwd=self.root, env={**os.environ, **stage.environment}, bufsize=0,
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        ) as process:
            while read := process.stdout.read(1 << 16):
                log.write(read)
                log.flush()
                output.append(read)
                if self.alone:
                    sys.stdout.buffer.write(read)
                    sys.stdout.flush()
                    self.heard = time.monotonic()
        return process.returncode, b"".join(output).decode("utf-8", errors="replace")

    def remember(self, stage, seconds):
        try:
            self.times.passed(stage, seconds)
        except OSError as problem:
            self.say(f"· cannot record how long it took: {problem}")

    def failure(self, stage, output):
        if not self.alone:
            lines = output.splitlines()
            if len(lines) > MOST_LINES:
                self.say(f"… {len(lines) - MOST_LINES} more lines in {self.log(stage)}")
            for line in lines[-MOST_LINES:]:
                self.say(f"    {line}")
        self.say(self.line(stage))
        self.say(f"  its output:   {self.log(stage)}")
        self.say(f"  to rerun it:  ./ot4j test {stage.arguments}")

    def verdict(self, say, stage):
        for line in [self.line(stage), *self.ended[stage.name][2].lines]:
            say(line)

    def line(self, stage):
        passed, seconds, _ = self.ended[stage.name]
        return f"{'✓' if passed else '✗'} {stage.name:9}  {'passed' if passed else 'FAILED'} in {minutes(seconds)}"

    def progress(self):
        with self.lock:
            parts = [
                f"{s.name} {minutes(time.monotonic() - self.started[s.name])} of about {minutes(self.times.expected(s))}"
                for s in self.stages if s.name in self.started and s.name not in self.ended
            ]
            text = f"· {', '.join(parts)} · about {self.left()} left"
            if self.terminal and not self.alone:
                print(f"\r\033[K{text}", end="", flush=True)
            else:
                self.say(text)

    def left(self):
        running, waiting = [], []
        for stage in self.stages:
            expected = self.times.expected(stage)
            if stage.name not in self.started:
                waiting.append(expected)
            elif stage.name not in self.ended:
                already = time.monotonic() - self.started[stage.name]
                running.append(max(0.1 * already, expected - already))
        return minutes(left(running, waiting, self.lanes))

    def say(self, text):
        print(f"\r\033[K{text}" if self.terminal else text, flush=True)
        self.heard = time.monotonic()

    def log(self, stage):
        return self.root / f".ot4j/log/test-{stage.name}.log"
