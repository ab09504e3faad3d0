"""`assert_derives`: one relation between two plain SymPy expressions, as an assertion of a user's own test.

What is asked of the line and how a failure is worded are those of a derivation: this module turns the relation into a
claim without steps and hands it on. It works under pytest, unittest and plain Python.
"""

from __future__ import annotations

import sys
from typing import Any

from checker import runner
from checker.api import link_of
from checker.diagnostics import of_line, sign
from checker.mathtext import plain
from checker.report.terminal import WIDE, diagnostic_rows
from checker.script import Claim, DerivationRecord, Place
from checker.settings import Settings
from checker.verify import verify


def assert_derives(
    lhs: Any,
    relation: str,
    rhs: Any,
    reason: str = "",
    *,
    where: Any = (),
    checked: str | None = None,
    settings: Settings | None = None,
) -> None:
    """Passes when `lhs relation rhs` is proved for all values of the symbols that satisfy `where`; see `check`.

    `checked` is a written reason why agreement at the points tried is enough. Raises AssertionError, with the
    diagnostic as its message, when the relation does not hold or is not shown; what `check` raises for what cannot be
    read; ValueError for an empty `checked`.
    """
    __tracebackhide__ = True
    if checked is not None and not checked.strip():
        raise ValueError("checked must say why numbers are enough here")
    link = link_of(lhs, relation, rhs, where)
    caller = sys._getframe(1)
    left, right = plain(lhs), plain(rhs)
    place = Place(caller.f_code.co_filename, caller.f_lineno, 0, f"{left} {sign(link.relation)} {right}")
    claim = Claim("assert_derives", link.left, link.relation, link.right, link.where, link.domains, (), place, left,
                  right, reason=reason, checked=checked)  # fmt: skip
    record = DerivationRecord("assert_derives", "", "", place, (claim,), link.domains)
    (found,) = verify([record], settings or Settings(), runner.local())
    messages = [d for d in map(of_line, found.lines) if d is not None]
    if messages:
        raise AssertionError("\n".join(row.text for d in messages for row in diagnostic_rows(d, WIDE)))
