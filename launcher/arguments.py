"""The arguments of a command of ./ot4j, parsed before anything else is loaded."""

import argparse
import os
import sys


class Parser(argparse.ArgumentParser):
    """Says what is wrong in one line."""

    def __init__(self, command):
        super().__init__(prog=f"./ot4j {command}", allow_abbrev=False)

    def error(self, message):
        self.exit(2, f"ot4j: {self.prog.split()[-1]}: {message}\n")


def checked(options):
    """These options; the end where the launcher only asked whether the arguments can be meant."""
    if os.environ.get("OT4J_ONLY_PARSE"):
        sys.exit(0)
    return options
