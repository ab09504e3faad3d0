"""Normal forms written back as expressions, canonically: equal fractions over the same kernels give equal nodes.

Exponentials of imaginary arguments come out as sines and cosines, several exponentials of a term as one. The order of
terms and the scaling of numerator and denominator depend on the kernels' content alone, not on the order in which
they were met. Decides nothing.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from math import gcd, lcm

from checker.exact.context import TooLarge
from checker.exact.kernels import Poly, Table, Value, degrees, terms_of
from checker.graph import MINUS_ONE, ONE, ZERO, I, Node, add, fn, mul, power, rat

#: Python writes no integer of more than 4300 digits
WRITTEN_TERMS = 400
WRITTEN_BITS = 14_000

Powers = dict[int, Fraction]
Key = tuple[tuple[bytes, Fraction], ...]


@dataclass(frozen=True, slots=True)
class Term:
    """coefficient · exp(i·pi·turns) · product of kernels' powers; `key` orders terms by content."""

    coefficient: Fraction
    turns: Fraction
    factors: tuple[tuple[Node, Fraction], ...]

    @property
    def key(self) -> tuple[Key, Fraction]:
        return tuple((n.digest, e) for n, e in self.factors), self.turns


def monomials(t: Table, p: Poly) -> list[tuple[Fraction, Powers]]:
    """The terms of a polynomial: coefficient, and exponents of the kernels (not of the generators)."""
    out = []
    scales = t.scales
    for exps, c in terms_of(p):
        powers = {k: Fraction(int(e), scales[k]) for k, e in enumerate(exps) if e}
        out.append((Fraction(int(c.p), int(c.q)), powers))
    return out


def to_node(t: Table, v: Value) -> Node:
    """The canonical node of a value. Raises TooLarge for one of more than `WRITTEN_TERMS` terms."""
    if max(len(v.num), len(v.den)) > WRITTEN_TERMS:
        raise TooLarge(f"more than {WRITTEN_TERMS} terms")
    num, den = _terms(t, v)
    top = _sum(num)
    if den is None:
        return top
    below = power(_sum(den), -1)
    return below if top == ONE else mul(below, *(top.args if top.op == "mul" else (top,)))


def leading_sign(t: Table, v: Value) -> int:
    """+1 or -1: of v and -v exactly one has +1. 0 for the value 0."""
    num, _ = _terms(t, v)
    if not num:
        return 0
    return 1 if min(num, key=lambda x: x.key).coefficient > 0 else -1


def split_terms(t: Table, v: Value) -> tuple[list[Term], list[Term] | None]:
    """Numerator and denominator (None: 1) as terms in canonical order."""
    return _terms(t, v)


def term_node(term: Term) -> Node:
    parts = [number_node(term.coefficient)] if term.coefficient != 1 else []
    if term.turns == Fraction(1, 2):
        parts.append(I)
    elif term.turns:
        parts.append(power(MINUS_ONE, rat(term.turns)))
    parts += [n if e == 1 else power(n, rat(e)) for n, e in term.factors]
    return mul(*parts)


def number_node(q: Fraction) -> Node:
    """The number as a node. Raises TooLarge for one that has too many digits to be written down."""
    if max(q.numerator.bit_length(), q.denominator.bit_length()) > WRITTEN_BITS:
        raise TooLarge
    return rat(q)


def _sum(terms: Iterable[Term]) -> Node:
    nodes = [term_node(x) for x in terms]
    return add(*nodes) if nodes else ZERO


def _terms(t: Table, v: Value) -> tuple[list[Term], list[Term] | None]:
    v = t.canonical(v)
    num, den = monomials(t, v.num), monomials(t, v.den)
    if len(den) == 1:
        c, below = den[0]
        return _collect(t, [(a / c, _divide(p, below)) for a, p in num]), None
    # exponentials are units: shift both so that the denominator's exponents lie symmetrically about 0
    middle: Powers = {}
    for k in {k for _, p in den for k in p if t.kernels[k].kind == "exp"}:
        span = [p.get(k, Fraction(0)) for _, p in den]
        middle[k] = (min(span) + max(span)) / 2 if t.kernels[k].imaginary else min(span)
    top, bottom = (_collect(t, [(c, _divide(p, middle)) for c, p in side]) for side in (num, den))
    if all(x.turns == Fraction(1, 2) for x in bottom):
        bottom = [Term(x.coefficient, Fraction(0), x.factors) for x in bottom]
        top = _collect_terms([_turned(x, Fraction(-1, 2)) for x in top])
    content = Fraction(
        gcd(*(x.coefficient.numerator for x in bottom)), lcm(*(x.coefficient.denominator for x in bottom))
    )
    if min(bottom, key=lambda x: x.key).coefficient < 0:
        content = -content
    top, bottom = ([Term(x.coefficient / content, x.turns, x.factors) for x in side] for side in (top, bottom))
    if len(bottom) == 1:
        only = bottom[0]
        inverse = [(n, -e) for n, e in only.factors]
        return _collect_terms([_turned(_merged(x, inverse), -only.turns, 1 / only.coefficient) for x in top]), None
    return top, bottom


def _divide(p: Powers, q: Powers) -> Powers:
    out = dict(p)
    for k, e in q.items():
        out[k] = out.get(k, Fraction(0)) - e
    return {k: e for k, e in out.items() if e}


def _turned(x: Term, turns: Fraction, scale: Fraction = Fraction(1)) -> Term:
    whole, part = divmod(x.turns + turns, 1)
    return Term(x.coefficient * scale * (-1 if int(whole) % 2 else 1), part, x.factors)


def _merged(x: Term, factors: Iterable[tuple[Node, Fraction]]) -> Term:
    powers = dict(x.factors)
    for n, e in factors:
        powers[n] = powers.get(n, Fraction(0)) + e
    return Term(x.coefficient, x.turns, _sorted(powers))


def _sorted(powers: dict[Node, Fraction]) -> tuple[tuple[Node, Fraction], ...]:
    return tuple(sorted(((n, e) for n, e in powers.items() if e), key=lambda x: x[0].digest))


def _collect(t: Table, terms: Iterable[tuple[Fraction, Powers]]) -> list[Term]:
    out: list[Term] = []
    for c, powers in terms:
        turns = Fraction(0)
        factors: dict[Node, Fraction] = {}
        grow: list[tuple[int, Fraction]] = []
        turn: list[tuple[int, Fraction]] = []
        for k, e in powers.items():
            kernel = t.kernels[k]
            if k == 0:
                turns = e
            elif kernel.kind == "exp":
                (turn if kernel.imaginary else grow).append((k, e))
            elif kernel.kind == "parity" and e.denominator != 1:  # exp(i·pi·m·e), no root of a number
                minus_one, m = kernel.node.args
                factors[power(minus_one, mul(rat(e), *(m.args if m.op == "mul" else (m,))))] = Fraction(1)
            else:
                factors[kernel.node] = factors.get(kernel.node, Fraction(0)) + e
        for node in _exponentials(t, grow):
            factors[node] = factors.get(node, Fraction(0)) + 1
        base = _turned(Term(c, Fraction(0), _sorted(factors)), turns)
        if not turn:
            out.append(base)
            continue
        cosine, sine, sign = _phase(t, tuple(sorted(turn)))
        out.append(_merged(base, [(cosine, Fraction(1))]))
        out.append(_turned(_merged(base, [(sine, Fraction(1))]), Fraction(1, 2), Fraction(sign)))
    return _collect_terms(out)


def _collect_terms(terms: Iterable[Term]) -> list[Term]:
    sums: dict[tuple[tuple[tuple[Node, Fraction], ...], Fraction], Fraction] = {}
    for x in terms:
        key = (x.factors, x.turns)
        sums[key] = sums.get(key, Fraction(0)) + x.coefficient
    found = [Term(c, turns, factors) for (factors, turns), c in sums.items() if c]
    return sorted(found, key=lambda x: x.key)


def _exponentials(t: Table, powers: list[tuple[int, Fraction]]) -> list[Node]:
    """The product of exp kernels: b^n for each exp(n log b), and one exponential of the rest."""
    groups: dict[int, list[tuple[int, Fraction]]] = {}
    for k, e in powers:
        groups.setdefault(_logarithm_in(t, k), []).append((k, e))
    out = []
    for log, group in groups.items():
        key = ("exp", tuple(sorted(group)))
        if key not in t.nodes:
            whole = exponent(t, group)
            if log < 0:
                t.nodes[key] = fn("exp", to_node(t, whole))
            else:
                (base,) = t.kernels[log].node.args
                t.nodes[key] = power(base, to_node(t, t.over(whole, t.generator(log))))
        out.append(t.nodes[key])
    return out


def _logarithm_in(t: Table, k: int) -> int:
    """The one logarithm that is a factor of an exp kernel's exponent; -1 if there is none, or are several."""
    argument = t.kernels[k].argument
    assert argument is not None
    found = [j for j in t.generators(argument) if t.kernels[j].kind == "log"]
    if len(found) != 1 or len(argument.num) != 1 or len(argument.den) != 1:
        return -1
    argument = t.current(argument)
    return found[0] if degrees(argument.num)[found[0]] == t.scales[found[0]] else -1


def exponent(t: Table, powers: Iterable[tuple[int, Fraction]]) -> Value:
    """What the product of exp kernels is the exponential of."""
    parts = []
    for k, e in powers:
        argument = t.kernels[k].argument
        assert argument is not None
        parts.append(t.scaled(t.current(argument), e))
    return t.total(parts)


def _phase(t: Table, powers: tuple[tuple[int, Fraction], ...]) -> tuple[Node, Node, int]:
    """(cos φ, sin |φ|, sign of φ) for the product of imaginary exponentials exp(iφ)."""
    key = ("phase", powers)
    if key not in t.nodes:
        phase = t.times(exponent(t, powers), t.generator(0, Fraction(-1, 2)))
        sign = leading_sign(t, phase)
        angle = to_node(t, phase if sign >= 0 else t.negative(phase))
        t.nodes[key] = angle
        t.nodes["sign", powers] = rat(sign)
    angle = t.nodes[key]
    return fn("cos", angle), fn("sin", angle), int(t.nodes["sign", powers].value)
