"""The one edit that mends a refuted line, where there is one: "holds with −log σ in place of +log σ".

Every expression that is one slip away from the line's right side is compared with its left side, first at few points,
and the first that survives a full comparison is shown; after those, what the line itself says a term would have to be
(see `relatives`), and what an author leaves out (see `losses`). Of an inequality, the other relations are tried. A
suggestion is therefore itself checked, but not proved; it never changes a verdict.
"""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice

from checker.exact.context import OutOfTime, TooLarge, Unsupported
from checker.exact.prove import context_of
from checker.graph import ZERO, Node, postorder, size, symbols
from checker.losses import losses
from checker.nodetext import SIGNS, expression
from checker.numeric.compare import compare
from checker.records import Link, Outcome
from checker.relatives import relatives
from checker.settings import Settings
from checker.slips import Slip, slips

_COSTLY = 48  # edits tried where each takes an integral: counted, not timed, so that runs agree
_WORK = 40_000  # nodes in all the edits that are tried
_WIDE = 60  # letters of a part that is shown with what stands around it
_LONG = 400  # letters of a line that is looked through for a second part like the one that is edited
_ORDER = ("sign", "factor", "exponent", "term", "symbol", "function", "index", "bound", "transpose", "order")
#: what an author may have meant by an inequality that fails, the nearest first
_OTHERS = {"<": ("<=", ">", ">="), "<=": (">", ">="), ">": (">=", "<", "<="), ">=": ("<", "<=")}


def suggest(link: Link, settings: Settings, deadline: float) -> str:
    """What to write instead, in words; "" when no single edit of the right side mends the line before the deadline."""
    if link.relation in _OTHERS:
        return _turned(link, settings, deadline)
    if link.relation != "=":
        return ""
    try:
        for s in _candidates(link, deadline):
            if time.monotonic() > deadline:
                return ""
            if _holds(replace(link, right=s.whole), settings, deadline):
                return _words(s, link.right)
    except (OutOfTime, TooLarge, Unsupported):
        return ""
    return ""


def _candidates(link: Link, deadline: float) -> Iterator[Slip]:
    costly = any(n.op in ("integral", "limit") for n in postorder(link.left, link.right))
    found = sorted(slips(link.right, dict(link.domains), limit=400), key=_rank)
    yield from found[: _COSTLY if costly else _WORK // size(link.left, link.right)]
    yield from relatives(link.left, link.right, context_of(link, deadline))
    domains = {n: d for n, d in link.domains if n in symbols(link.left, link.right)}
    yield from islice(losses(link.right, domains), _COSTLY if costly else _WORK // size(link.left, link.right))


def _turned(link: Link, settings: Settings, deadline: float) -> str:
    for relation in _OTHERS[link.relation]:
        if _holds(replace(link, relation=relation), settings, deadline):
            return f"holds with {SIGNS[relation]} in place of {SIGNS[link.relation]}"
    return ""


def _holds(link: Link, settings: Settings, deadline: float) -> bool:
    """Whether it agrees at few points, and then at all of them."""
    first = compare(link, seed=settings.seed, samples=2, digits=15, deadline=deadline, simple=False)
    if first.outcome is not Outcome.HOLDS:
        return False
    full = compare(
        link, seed=settings.seed, samples=settings.samples, digits=settings.digits, deadline=deadline, simple=False
    )
    return full.outcome is Outcome.HOLDS and (full.points > 2 or not link.domains)


def _rank(s: Slip) -> int:
    return _ORDER.index(s.kind) if s.kind in _ORDER else len(_ORDER)


# ---------------------------------------------------------------- in words


def _words(s: Slip, line: Node) -> str:
    if s.kind == "missing":
        return f"holds with the term {expression(s.before)} added"
    if s.kind == "exchange":
        return f"holds with {expression(s.before)} and {expression(s.after)} exchanged"
    before, after = _shown(s, line)
    if s.kind == "term" and s.after == ZERO:
        return f"holds without the term {before}"
    if s.kind == "sign" and len(before) > _WIDE:
        return f"holds with the other sign before {before.removeprefix('−')}"
    return f"holds with {after} in place of {before}"


def _shown(s: Slip, line: Node) -> tuple[str, str]:
    """The edited part before and after, with so much around it as tells it from others that read the same."""
    whole = expression(line, _LONG)
    own = (expression(s.before), expression(s.after))
    if s.after == ZERO or _times(own[0], whole) == 1:
        return own
    for before, after in s.around:
        words = (expression(before), expression(after))
        if max(map(len, words)) > _WIDE:
            break
        if _times(words[0], whole) == 1:
            return words
    return own


def _times(part: str, whole: str) -> int:
    """How often the part, whatever its sign, is read in the whole, as words and numbers of its own."""
    return len(re.findall(rf"(?<![\w.]){re.escape(part.removeprefix('−'))}(?![\w.(])", whole))
