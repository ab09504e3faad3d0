"""The one edit that mends a refuted line, where there is one: "holds with −log σ in place of +log σ".

Every expression that is one slip away from the line's right side is compared with its left side, first at few points,
and the first that survives a full comparison is shown. A suggestion is therefore itself checked, but not proved; it
never changes a verdict.
"""

from __future__ import annotations

import time
from dataclasses import replace

from checker.exact.context import OutOfTime, TooLarge, Unsupported
from checker.exact.normal import simplify
from checker.exact.prove import context_of
from checker.graph import ZERO, add, is_matrix, postorder, size, sub
from checker.nodetext import expression
from checker.numeric.compare import compare
from checker.records import Link, Outcome
from checker.settings import Settings
from checker.slips import Slip, slips

_COSTLY = 48  # edits tried where each takes an integral: counted, not timed, so that runs agree
_WORK = 40_000  # nodes in all the edits that are tried
_SHORT = 14  # nodes of a missing term that is worth naming
_ORDER = ("sign", "factor", "exponent", "term", "symbol", "function", "index", "bound", "transpose", "order")


def suggest(link: Link, settings: Settings, deadline: float) -> str:
    """What to write instead, in words; "" when no single edit of the right side mends the line before the deadline."""
    if link.relation != "=":
        return ""
    costly = any(n.op in ("integral", "limit") for n in postorder(link.left, link.right))
    found = sorted(slips(link.right, dict(link.domains), limit=400), key=_rank)
    for s in found[: _COSTLY if costly else _WORK // size(link.left, link.right)]:
        if time.monotonic() > deadline:
            return ""
        mended = replace(link, right=s.whole)
        first = compare(mended, seed=settings.seed, samples=2, digits=15, deadline=deadline, simple=False)
        if first.outcome is not Outcome.HOLDS:
            continue
        full = compare(
            mended,
            seed=settings.seed,
            samples=settings.samples,
            digits=settings.digits,
            deadline=deadline,
            simple=False,
        )
        if full.outcome is Outcome.HOLDS and full.points > 2:
            return _words(s)
    return _missing(link, settings, deadline)


def _missing(link: Link, settings: Settings, deadline: float) -> str:
    """A term that is missing, where the difference of the sides is a single short one."""
    if is_matrix(link.left):
        return ""
    ctx = context_of(link, deadline)
    try:
        term = simplify(sub(link.left, link.right), ctx)
    except (OutOfTime, TooLarge, Unsupported):
        return ""
    if term.op == "add" or size(term) > _SHORT:
        return ""
    mended = replace(link, right=add(link.right, term))
    found = compare(mended, seed=settings.seed, samples=settings.samples, digits=settings.digits, deadline=deadline)
    return f"holds with the term {expression(term)} added" if found.outcome is Outcome.HOLDS else ""


def _rank(s: Slip) -> int:
    return _ORDER.index(s.kind) if s.kind in _ORDER else len(_ORDER)


def _words(s: Slip) -> str:
    if s.kind == "term" and s.after == ZERO:
        return f"holds without the term {expression(s.before)}"
    return f"holds with {expression(s.after)} in place of {expression(s.before)}"
