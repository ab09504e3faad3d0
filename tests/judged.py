"""The verdicts on what a function with a derivation's parameters states, for tests of words and methods."""

from __future__ import annotations

from collections.abc import Callable

from checker import derivation, runner
from checker.links import links
from checker.marked import build
from checker.settings import Settings


def verdicts(function: Callable[..., None]) -> list[str]:
    """A verdict a line, in order."""
    record = build(derivation(title="a title")(function))
    every = [link for c in record.claims for _, link in links(c)]
    return [j.verdict.value for j in runner.examine_links(every, Settings(timeout=30, explain=False))]
