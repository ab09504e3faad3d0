"""An integrand between two neighbouring kinks: abs, max, sign, floor and piecewise decided there.

What is left is smooth on the piece, also at its ends, where quadrature would otherwise creep towards the kink. Every
choice rests on a sign that holds on the whole open piece (`critical.zeros`); what was not decided stays as it is.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from flint import acb

from checker.graph import BINDERS, FALSE, PI, TRUE, Node, fn, mul, neg, postorder, rat, rebuild, sub
from checker.numeric.critical import Zeros, depends
from checker.numeric.terms import real
from checker.numeric.workspace import Work


def resolved(body: Node, variable: str, zeros: Mapping[Node, Zeros], a: Fraction, b: Fraction, work: Work) -> Node:
    """The body on (a, b) without its kinks: abs, max, sign, floor and piecewise decided there."""
    signs: dict[Node, int] = {}
    for node, z in zeros.items():
        if not any(low < b and high > a for low, high in z.spots):  # a spot that reaches in leaves the sign open
            signs[node] = z.signs[sum(1 for s in z.spots if s[1] <= a)]
    inside = depends(body, variable)
    done: dict[Node, Node] = {}
    for n in postorder(body):
        if n not in inside:
            done[n] = n
            continue
        if n.op in BINDERS:
            done[n] = n
            continue
        new = rebuild(n, [done[x] for x in n.args])
        if n.op == "fn" and n.data in ("abs", "sign", "heaviside"):
            s = signs.get(n.args[0], 0)
            if s:
                x = new.args[0]
                new = {
                    "abs": x if s > 0 else neg(x),
                    "sign": rat(s),
                    "heaviside": rat((s + 1) // 2),
                }[n.data]
        elif n.op == "fn" and n.data in ("max", "min"):
            new = _winner(n, new, signs)
        elif n.op == "fn" and n.data in ("floor", "ceiling", "frac"):
            if signs.get(fn("sin", mul(PI, n.args[0])), 0):
                new = _level(n, new, a, b, variable, work)
        elif n.op == "rel":
            s = signs.get(sub(*n.args), 0)
            if s:
                truth = {"=": False, "!=": True, "<": s < 0, "<=": s < 0, ">": s > 0, ">=": s > 0}[n.data]
                new = TRUE if truth else FALSE
        elif n.op == "piecewise":
            new = _chosen(new)
        done[n] = new
    return done[body]


def _winner(n: Node, new: Node, signs: dict[Node, int]) -> Node:
    want = 1 if n.data == "max" else -1
    for i, x in enumerate(n.args):
        beats = []
        for j, y in enumerate(n.args):
            if i < j:
                beats.append(signs.get(sub(x, y), 0) == want)
            elif j < i:
                beats.append(signs.get(sub(y, x), 0) == -want)
        if all(beats):
            return new.args[i]
    return new


def _level(n: Node, new: Node, a: Fraction, b: Fraction, variable: str, work: Work) -> Node:
    """floor, ceil or frac where the argument meets no integer."""
    middle = acb(real((a + b) / 2))
    value = work.at(n.args[0], variable, middle)
    whole = value.real.floor().unique_fmpz() if value.is_finite() and value.imag.is_zero() else None
    if whole is None:
        return new
    base = int(whole)
    return {"floor": rat(base), "frac": sub(new.args[0], rat(base))}.get(n.data, rat(base + 1))


def _chosen(n: Node) -> Node:
    """A piecewise node with the branches left out that are decided."""
    kept: list[Node] = []
    for value, condition in zip(n.args[::2], n.args[1::2], strict=True):
        if condition == FALSE:
            continue
        if condition == TRUE and not kept:
            return value
        kept += [value, condition]
        if condition == TRUE:
            break
    return Node("piecewise", tuple(kept), n.data) if kept else n
