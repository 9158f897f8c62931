"""Prints a page as PDF with an installed browser of the Chromium family."""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import whole

NAMES = [
    "chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome",
    "microsoft-edge", "msedge", "brave-browser",
]
ELSEWHERE = [
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
    r"C:\Program Files\Google\Chrome\Application\chrome.exe",
    r"C:\Program Files (x86)\Google\Chrome\Application\chrome.exe",
    r"C:\Program Files (x86)\Microsoft\Edge\Application\msedge.exe",
]
MOST_SECONDS = 180

# Time of the page for the scripts that draw figures and formulas.
MS_FOR_SCRIPTS = 20_000


class NoPdf(Exception):
    """Why there is none."""


def browser():
    """The one that OT4J_BROWSER names, else the first that is found."""
    told = os.environ.get("OT4J_BROWSER")
    if told:
        found = shutil.which(told)
        if not found:
            raise NoPdf(f"OT4J_BROWSER = {told}: expected a Chromium, Chrome or Edge that can be run")
        return found
    for place in [*map(shutil.which, NAMES), *ELSEWHERE]:
        if place and os.path.exists(place):
            return place
    raise NoPdf(
        "a PDF is printed by Chromium, Chrome or Edge, and none was found: install one, or name it in OT4J_BROWSER"
    )


def write_pdf(page):
    """Prints a page that is a file; returns the PDF beside it."""
    target = page.with_suffix(".pdf")
    with tempfile.TemporaryDirectory(prefix="ot4j-pdf-", ignore_cleanup_errors=True) as folder:
        made = Path(folder) / "page.pdf"
        command = [
            browser(), "--headless", "--disable-gpu", "--no-pdf-header-footer", "--no-first-run",
            f"--user-data-dir={folder}/profile", f"--virtual-time-budget={MS_FOR_SCRIPTS}",
            f"--print-to-pdf={made}", page.resolve().as_uri(),
        ]
        if sys.platform == "linux" and os.geteuid() == 0:
            command.insert(1, "--no-sandbox")  # which root cannot have
        try:
            done = subprocess.run(command, capture_output=True, text=True, errors="replace", timeout=MOST_SECONDS)
        except subprocess.TimeoutExpired:
            raise NoPdf(f"{command[0]} did not print {page.name} within {MOST_SECONDS} s") from None
        except OSError as problem:
            raise NoPdf(f"{command[0]} cannot be run: {problem.strerror}") from None
        if not made.exists():
            last = (done.stderr.strip().splitlines() or [f"it ended with code {done.returncode}"])[-1]
            raise NoPdf(f"{command[0]} did not print {page.name}: {last}")
        whole.write_bytes(target, made.read_bytes())
    return target
