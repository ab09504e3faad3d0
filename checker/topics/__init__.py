"""What authors may have explained at length, each in a Markdown file beside this module: `checker explain TOPIC`.

The README has the same texts, word for word, and a test keeps it so. Decides nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from importlib.resources import files

#: Each topic and what it is about, in the order in which a new author needs them.
TOPICS: Mapping[str, str] = {
    "first": "a first derivation, from nothing",
    "domains": "what a symbol stands for, and what follows from that",
    "obligations": "what must hold for a line to mean anything",
    "vectors": "vectors and matrices of any size",
    "expectations": "expectations, densities, integrals",
    "inequalities": "inequalities, extrema, and steps between equations",
    "errata": "the lines of a document as printed, and what is wrong with them",
    "checked": "when numbers are enough, and what this run asks for",
    "trust": "what a verdict rests on, and what it does not",
}


def text(topic: str) -> str:
    """The whole text, as Markdown. Raises KeyError for a topic that there is not."""
    if topic not in TOPICS:
        raise KeyError(topic)
    return files(__package__).joinpath(f"{topic}.md").read_text(encoding="utf-8")
