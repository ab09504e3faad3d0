"""What a part of a wrong line would have to be: the line is solved for it, and the answer is held against what stands.

A line `left = right` is solved for each term on the right that is reached through sums, products, powers, logarithms
and exponentials, by undoing these. If what it had to be is what stands there times a number, a symbol or another short
factor, a factor was lost or gained; if it is what stands there plus a short term, a term was lost. This module makes
candidates, as `slips` does; it judges none, and undoing chooses the principal branch, so that some are wrong.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction

from checker.exact.context import Context
from checker.exact.normal import simplify
from checker.graph import ONE, Node, add, div, fn, is_matrix, mul, postorder, power, rat, rebuild, size, sub
from checker.slips import Slip

_TERMS = 16  # terms solved for
_DEPTH = 5
_SHORT = 14  # nodes of a missing term that is worth naming
_SMALL = 7  # nodes of a factor that is
_LARGEST = 12  # of the numbers in a factor

Place = Callable[[Node], Node]


@dataclass(frozen=True, slots=True)
class _Wanted:
    """A part, what it would have to be, and the whole with something else in its place."""

    part: Node
    value: Node
    place: Place


def relatives(left: Node, right: Node, ctx: Context) -> Iterator[Slip]:
    """Lines that equal `left` and differ from `right` by a factor at a term, or else by a term. Raises what `simplify`
    raises when time is up.
    """
    if is_matrix(left):
        return
    wanted = []
    for w in _solved(right, left, lambda new: new, 0):
        wanted.append(w)
        if len(wanted) >= _TERMS:
            break
    known = frozenset(postorder(left, right))
    for w in wanted:
        ratio = simplify(div(w.value, w.part), ctx)
        if _is_small_factor(ratio, known) and (w.part.op != "rat" or ratio.op in ("rat", "sym")):
            after = _product(w.part, ratio)
            yield Slip("factor", w.part, after, w.place(after))
    for w in wanted:
        missing = simplify(sub(w.value, w.part), ctx)
        if missing.op != "add" and size(missing) <= _SHORT:
            yield Slip("missing", missing, missing, w.place(add(w.part, missing)))


def _solved(n: Node, value: Node, place: Place, depth: int) -> Iterator[_Wanted]:
    if depth > _DEPTH:
        return
    yield _Wanted(n, value, place)
    if n.op == "mul":
        for a, others in _each(n):
            yield from _inner(a, div(value, mul(*others)), _under(place, n, others), depth + 1)
    else:
        yield from _inner(n, value, place, depth)


def _inner(n: Node, value: Node, place: Place, depth: int) -> Iterator[_Wanted]:
    """The terms inside a factor: of a sum itself, or of one below a power, a logarithm or an exponential."""
    if n.op == "add":
        for a, others in _each(n):
            yield from _solved(a, sub(value, add(*others)), _under(place, n, others), depth + 1)
    elif n.op == "pow" and n.args[1].op == "rat" and n.args[1].value:
        undone = power(value, rat(1 / n.args[1].value))
        yield from _inner(n.args[0], undone, lambda new: place(power(new, n.args[1])), depth + 1)
    elif n.op == "fn" and n.data in ("log", "exp"):
        undone = fn("exp" if n.data == "log" else "log", value)
        yield from _solved(n.args[0], undone, lambda new: place(fn(n.data, new)), depth + 1)


def _each(n: Node) -> Iterator[tuple[Node, list[Node]]]:
    for k, a in enumerate(n.args):
        if n.op == "add" or a.op != "rat":
            yield a, [*n.args[:k], *n.args[k + 1 :]]


def _under(place: Place, n: Node, others: list[Node]) -> Place:
    return lambda new: place(rebuild(n, [*others, new]))


def _is_small_factor(ratio: Node, known: frozenset[Node]) -> bool:
    """Whether it is a small number times one factor, or one over another, of those that occur in the line."""
    factors = list(ratio.args) if ratio.op == "mul" else [ratio]
    over = under = 0
    for f in factors:
        if f.op == "rat":
            if max(abs(f.value.numerator), f.value.denominator) > _LARGEST or not f.value:
                return False
            continue
        base, exponent = f.args if f.op == "pow" else (f, ONE)
        if exponent.op != "rat" or base not in known or size(base) > _SMALL or abs(exponent.value) > 2:
            return False
        over, under = (over + 1, under) if exponent.value > 0 else (over, under + 1)
    symbolic = [f for f in factors if f.op != "rat"]
    return ratio != ONE and over <= 1 and under <= 1 and (len(symbolic) < 2 or size(ratio) <= _SMALL)


def _product(part: Node, ratio: Node) -> Node:
    """The product, powers of one base written as one."""
    number = Fraction(1)
    powers: dict[Node, Fraction] = {}
    for f in (g for n in (part, ratio) for g in (n.args if n.op == "mul" else (n,))):
        if f.op == "rat":
            number *= f.value
            continue
        base, exponent = f.args if f.op == "pow" and f.args[1].op == "rat" else (f, ONE)
        powers[base] = powers.get(base, Fraction(0)) + exponent.value
    out = [b if e == 1 else power(b, rat(e)) for b, e in powers.items() if e]
    if number != 1 or not out:
        out.insert(0, rat(number))
    return mul(*out) if len(out) > 1 else out[0]
