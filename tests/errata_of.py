"""What the scripts say is false of a document, and whether a relation holds between two recomputed sides."""

from __future__ import annotations

import math
import re
from fractions import Fraction
from functools import cache
from pathlib import Path

from checker.loading import load

SCRIPTS = Path(__file__).parent.parent / "derivations"


@cache
def false_lines(document: str) -> frozenset[str]:
    """The lines (claim/step) of every erratum and refutation in derivations for the document."""
    out = set()
    for record in load([SCRIPTS]).derivations:
        if not re.search(rf"(^|[ ,]){document}[.\d]", record.question):
            continue
        for claim in record.claims:
            lines = [*(s.erratum for s in claim.steps), claim.erratum or claim.refuted]
            out |= {f"{claim.id}/{k}" for k, erratum in enumerate(lines, 1) if erratum}
    return frozenset(out)


def holds(left: object, relation: str, right: object) -> bool:
    """The relation between two numbers, or two equally long lists; "≈": the decimal is the value, rounded or cut."""
    if isinstance(left, list) and isinstance(right, list):
        assert relation == "="
        return all(holds(a, "=", b) for a, b in zip(left, right, strict=True))
    if relation == "≈":
        text = str(right)
        unit = Fraction(1, 10 ** len(text.partition(".")[2]))
        value, printed = Fraction(float(left)), Fraction(text)  # type: ignore[arg-type]
        cut = math.trunc(value / unit) * unit
        return abs(value - printed) <= unit / 2 or cut == printed
    gap = float(left) - float(right)  # type: ignore[arg-type]
    equal = abs(gap) < 1e-9
    return {"=": equal, "!=": not equal, ">": gap > 0, "<": gap < 0, ">=": gap > 0 or equal, "<=": gap < 0 or equal}[
        relation
    ]
