"""`checker clean`: forget what earlier runs found."""

from __future__ import annotations

import argparse

from checker.commands.usage import MET


def run(options: argparse.Namespace) -> int:
    """Runs the command; answers its exit code. Raises UsageError."""
    from checker.cache import FOLDER, clean

    gone = clean()
    print(f"{gone} {'file' if gone == 1 else 'files'} of {FOLDER} removed")
    return MET
