"""`checker new TOPIC`: writes a first script, which meets the bar as it stands and teaches by its comments.

Decides the names: the file and the derivation are called as the topic is, with words joined by _.
"""

from __future__ import annotations

import argparse
import json
import keyword
import re
import unicodedata
from pathlib import Path

from checker.commands.session import configuration_of
from checker.commands.usage import COMMANDS, MET, UsageError
from checker.topics import TOPICS

SCRIPT = '''\
"""A first derivation, to be replaced by your own. Check it with: checker run {path}

More: checker explain first
"""

from checker import Derivation, Real, derivation, exp, log, sqrt


# The parameters after d are the symbols. What stands behind the colon is the domain of each, and all that is assumed of
# it: Real, Positive, Integer, Vector("n") and more, see checker explain domains.
@derivation(title={title})
def {name}(d: Derivation, x: Real) -> None:
    # The claim stands first, with both sides. Then each step is the next line, as on paper, and the reason why it
    # follows from the line before. Leaving the block adds the link from the last line to the claim's right side.
    with d.prove(log(1 + exp(x)) - log(1 + exp(-x)), "=", x) as k:
        k.eq(log((1 + exp(x)) / (1 + exp(-x))), "difference of logarithms")
        k.eq(log(exp(x)), "multiply numerator and denominator by exp(x)")

    # Change a sign above and check again: that line is refuted, at numbers that you can put in by hand.

    # A short claim needs no steps. What holds on a part of the domain says so, and what is false can be refuted.
    d.prove(sqrt(x**2), "=", x, "x is not negative", where=[x >= 0])
    d.refute(sqrt(x**2), "=", x, "x may be negative")
'''
#: Names that the script needs for something else, or that mean something else to the command.
TAKEN = frozenset({"derivation", "exp", "log", "sqrt", "d", "x", "k", *COMMANDS, *TOPICS})


def run(options: argparse.Namespace) -> int:
    """Runs the command; answers its exit code. Raises UsageError rather than touch a file that is there."""
    title = " ".join("".join(c if c.isprintable() else " " for c in options.topic).split())
    name = identifier(title)
    folder = Path(options.directory) if options.directory else _folder(configuration_of(options).paths)
    path = folder / f"{name}.py"
    text = SCRIPT.format(path=path.as_posix(), title=json.dumps(title, ensure_ascii=False), name=name)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with path.open("x", encoding="utf-8") as file:
            file.write(text)
    except FileExistsError as e:
        raise UsageError(f"{path} is there already: name another topic, or edit it") from e
    except OSError as e:
        raise UsageError(f"{path} cannot be written: {e}") from e
    print(f"{path} written. Check it with: checker run {path}")
    return MET


def identifier(topic: str) -> str:
    """The topic as a Python name that nothing else has. Raises UsageError where no letter is left."""
    words = re.sub(r"\W+", "_", unicodedata.normalize("NFKC", topic).lower()).strip("_")
    if not re.search(r"[^\W\d_]", words):
        raise UsageError(f"no name can be made of the topic {topic!r}: use letters")
    if not words.isidentifier():
        words = f"topic_{words}"
    return f"{words}_derivation" if words in TAKEN or keyword.iskeyword(words) else words


def _folder(paths: tuple[Path, ...]) -> Path:
    """The first folder that is checked without being named."""
    return next((p for p in paths if p.suffix != ".py"), paths[0].parent)
