"""Thousands of float64 points at once: where a scalar link looks wrong, and where its conditions look satisfied.

A filter, never evidence: what it finds are candidates, exact rationals that the ball arithmetic then confirms or not,
and what it does not find means nothing. It handles elementary expressions in scalar symbols only.
Nothing is generated as text: a graph becomes a list of closures over NumPy arrays.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from functools import lru_cache, reduce
from math import gcd
from random import Random
from typing import Any

import numpy as np
from numpy.typing import NDArray

from checker.domains import Scalar
from checker.graph import Node, postorder
from checker.numeric.proposals import Number, contains, ladder

Array = NDArray[np.complex128]
Mask = NDArray[np.bool_]
Values = dict[str, Number]

#: points that are looked at
COUNT = 2000

_ONE_ARGUMENT: dict[str, Callable[[Array], Any]] = {
    "exp": np.exp, "log": np.log, "sin": np.sin, "cos": np.cos, "tan": np.tan, "asin": np.arcsin, "acos": np.arccos,
    "atan": np.arctan, "sinh": np.sinh, "cosh": np.cosh, "tanh": np.tanh, "asinh": np.arcsinh, "acosh": np.arccosh,
    "atanh": np.arctanh, "conjugate": np.conjugate,
    "cot": lambda x: 1 / np.tan(x), "sec": lambda x: 1 / np.cos(x), "csc": lambda x: 1 / np.sin(x),
    "coth": lambda x: 1 / np.tanh(x), "sech": lambda x: 1 / np.cosh(x), "csch": lambda x: 1 / np.sinh(x),
    "abs": lambda x: np.abs(x).astype(complex), "re": lambda x: x.real.astype(complex),
    "im": lambda x: x.imag.astype(complex), "arg": lambda x: np.angle(x).astype(complex),
    "sign": lambda x: np.where(x == 0, 0, x / np.abs(x)),
    "floor": lambda x: np.floor(x.real).astype(complex), "ceiling": lambda x: np.ceil(x.real).astype(complex),
    "frac": lambda x: (x.real - np.floor(x.real)).astype(complex),
    "heaviside": lambda x: np.heaviside(x.real, 0.5).astype(complex), "sigmoid": lambda x: 1 / (1 + np.exp(-x)),
    "sinc": lambda x: np.where(x == 0, 1, np.sin(x) / x),
}  # fmt: skip
_CONSTANTS = {
    "pi": np.pi, "E": np.e, "I": 1j, "EulerGamma": np.euler_gamma, "GoldenRatio": (1 + 5**0.5) / 2,
    "Catalan": 0.915965594177219,
}  # fmt: skip


class _No(Exception):
    pass


Step = Callable[[Sequence[Array]], Array]


class Arrays:
    """Several nodes as functions of arrays, one for each free symbol. Booleans come as 0 and 1.

    A node that is none of these is refused.
    """

    def __init__(self, nodes: Sequence[Node]) -> None:
        """Raises ValueError for nodes that are not elementary in scalar symbols."""
        order = list(postorder(*nodes))
        place = {n: k for k, n in enumerate(order)}
        try:
            self.steps = [(n.data if n.op == "sym" else None, _step(n, place)) for n in order]
        except _No as e:
            raise ValueError("not elementary") from e
        self.roots = [place[n] for n in nodes]

    def run(self, values: Mapping[str, Array]) -> list[Array]:
        done: list[Array] = []
        with np.errstate(all="ignore"):
            for name, step in self.steps:
                done.append(values[name] if name is not None else step(done))
        return [done[k] for k in self.roots]


def _step(n: Node, place: Mapping[Node, int]) -> Step:
    at = [place[a] for a in n.args]
    match n.op, n.data:
        case "rat", (p, q):
            try:
                value = np.complex128(p / q)
            except OverflowError as e:
                raise _No from e
            return lambda d: value  # type: ignore[return-value]
        case "const", name if name in _CONSTANTS:
            constant = np.complex128(_CONSTANTS[name])
            return lambda d: constant  # type: ignore[return-value]
        case "sym", _:
            return lambda d: d[0]
        case "add", _:
            return lambda d: reduce(np.add, [d[k] for k in at])
        case "mul", _:
            return lambda d: reduce(np.multiply, [d[k] for k in at])
        case "pow", _:
            base, top = at
            k = n.args[1]
            if k.op == "rat" and k.data[1] == 1 and abs(k.data[0]) < 64:
                exponent = k.data[0]
                return lambda d: d[base] ** exponent
            if k.op == "rat" and k.data == (1, 2):
                return lambda d: np.sqrt(d[base])
            return lambda d: _power(d[base], d[top])
        case "fn", name if name in _ONE_ARGUMENT:
            f, x = _ONE_ARGUMENT[name], at[0]
            return lambda d: np.asarray(f(np.asarray(d[x])))
        case "fn", "max":
            return lambda d: reduce(np.maximum, [d[k].real for k in at]).astype(complex)
        case "fn", "min":
            return lambda d: reduce(np.minimum, [d[k].real for k in at]).astype(complex)
        case "fn", "mod":
            return lambda d: (d[at[0]].real - d[at[1]].real * np.floor(d[at[0]].real / d[at[1]].real)).astype(complex)
        case "fn", "atan2":
            return lambda d: np.arctan2(d[at[0]].real, d[at[1]].real).astype(complex)
        case "piecewise", _:
            pairs = list(zip(at[::2], at[1::2], strict=True))

            def choose(d: Sequence[Array]) -> Array:
                out: Array = np.asarray(np.nan + 0j)
                for value, condition in reversed(pairs):
                    out = np.where(d[condition].real > 0.5, d[value], out)
                return out

            return choose
        case "rel", relation:
            l, r = at
            return lambda d: holds(d[l], relation, d[r]).astype(complex)
        case (("and" | "or"), _):
            join = np.multiply if n.op == "and" else np.maximum
            return lambda d: reduce(join, [d[k].real for k in at]).astype(complex)
        case "not", _:
            return lambda d: 1 - d[at[0]]
        case (("true" | "false"), _):
            truth = np.complex128(n.op == "true")
            return lambda d: truth  # type: ignore[return-value]
    raise _No


def _power(base: Any, exponent: Any) -> Array:
    return np.where(exponent == 0, 1, np.where(base == 0, 0, base**exponent))


def holds(l: Array, relation: str, r: Array) -> Mask:
    """Whether the relation holds in floating point, entry by entry."""
    x, y = np.real(l), np.real(r)
    match relation:
        case "=":
            return np.asarray(l == r)
        case "!=":
            return np.asarray(l != r)
        case "<":
            return np.asarray(x < y)
        case "<=":
            return np.asarray(x <= y)
        case ">":
            return np.asarray(x > y)
        case _:
            return np.asarray(x >= y)


def doubtful(l: Array, relation: str, r: Array) -> Mask:
    """Where both sides are finite and look as if the relation failed, by more than rounding may explain."""
    with np.errstate(all="ignore"):
        scale = np.abs(l) + np.abs(r)
        gap = np.abs(l - r) > 1e-7 * scale
        finite = np.isfinite(l) & np.isfinite(r)
        match relation:
            case "=":
                bad = gap
            case "!=":
                bad = np.abs(l - r) <= 1e-13 * scale
            case _:
                strict = relation in ("<", ">")
                bad = ~holds(l, relation, r) & (gap | strict)
                finite &= (np.abs(np.imag(l)) <= 1e-9 * scale) & (np.abs(np.imag(r)) <= 1e-9 * scale)
    return np.asarray(bad & finite)


def sample(domains: Mapping[str, Scalar], count: int, rng: Random) -> dict[str, list[Number]]:
    """Many members of each domain, exact: simple ones, integers in turn, random ones, some of every magnitude."""
    orders = _orders(domains, count, rng)
    return {n: [pool[k] for k in order] for n, pool, order in orders}


def _orders(
    domains: Mapping[str, Scalar], count: int, rng: Random
) -> list[tuple[str, tuple[Number, ...], NDArray[np.int64]]]:
    """For each symbol its domain's members, drawn once a domain, and an order of its own in which they are taken."""
    steps = [k for k in range(1, count + 1) if gcd(k, count) == 1]
    plain = np.arange(count)
    found = []
    for n, d in sorted(domains.items()):
        order = plain if len(domains) == 1 else (plain * rng.choice(steps) + rng.randrange(count)) % count
        found.append((n, _members(d, count), order))
    return found


def prepare(count: int = COUNT) -> None:
    """Draws the members of the commonest domains, for all processes that are forked from this one."""
    for d in (Scalar(), Scalar("complex"), Scalar(lower=Fraction(0)), Scalar(lower=Fraction(0), lower_open=True)):
        _members_array(d, count)


@lru_cache(maxsize=64)
def _members(d: Scalar, count: int) -> tuple[Number, ...]:
    rng = Random(f"{d}:{count}")
    own = [x for x in _many(d, count, rng) if contains(d, x)]
    simple = ladder(d)
    while len(own) < count:
        own.append(rng.choice(simple))
    return tuple(own[:count])


@lru_cache(maxsize=64)
def _members_array(d: Scalar, count: int) -> Array:
    return as_array(_members(d, count))


def _many(d: Scalar, count: int, rng: Random) -> list[Number]:
    if d.kind == "complex":
        real = Scalar()
        a, b = _many(real, count, rng), _many(real, count, rng)
        rng.shuffle(b)
        zero = Fraction(0)
        pairs: list[Number] = []
        for x, y in zip(a, b, strict=True):
            assert isinstance(x, Fraction)
            assert isinstance(y, Fraction)
            pairs.append((x, zero) if rng.random() < 0.15 else (zero, y) if rng.random() < 0.1 else (x, y))
        return pairs
    out: list[Number] = list(ladder(d))
    if d.kind == "integer":
        start = (
            -(-d.lower // 1) if d.lower is not None else d.upper // 1 - count if d.upper is not None else -count // 8
        )
        out += [Fraction(int(start) + k) for k in range(count - len(out))]
        return out
    lo, hi = d.lower, d.upper
    random = rng.random
    while len(out) < count:
        q = 1 + int(40 * random())
        if lo is not None and hi is not None:
            out.append(lo + (hi - lo) * Fraction(int((q + 1) * random()), q))
            continue
        x = Fraction(1 + int(60 * random()), q)
        if random() < 0.2:
            x *= Fraction(10) ** rng.choice((-6, -4, -3, -2, 2, 3))
        out.append(lo + x if lo is not None else hi - x if hi is not None else x if random() < 0.5 else -x)
    return out


def as_array(values: Sequence[Number]) -> Array:
    return np.array([complex(v[0], v[1]) if isinstance(v, tuple) else complex(float(v)) for v in values])


def candidates(
    left: Node, relation: str, right: Node, conditions: Sequence[Node], domains: Mapping[str, Scalar], rng: Random,
    *, count: int = COUNT, keep: int = 6,
) -> list[Values]:  # fmt: skip
    """Points that look like failures of the relation under the conditions; simplest first. Empty where none does."""
    if not domains:
        return []
    try:
        program = Arrays([left, right, *conditions])
    except ValueError:
        return []
    drawn = _orders(domains, count, rng)
    l, r, *masks = program.run({n: _members_array(domains[n], count)[order] for n, _, order in drawn})
    bad = np.broadcast_to(doubtful(l, relation, r), (count,)).copy()
    for m in masks:
        bad &= np.broadcast_to(np.real(m) > 0.5, (count,))
    found = [{n: pool[order[k]] for n, pool, order in drawn} for k in np.flatnonzero(bad)[:400]]
    found.sort(key=lambda p: sum(len(str(v)) for v in p.values()))
    return found[:keep]


# ---------------------------------------------------------------- thin regions


def _slacks(condition: Node) -> list[tuple[Node, Node, bool]] | None:
    """Pairs (small, great, strict) that must be in order; None for what is no inequality."""
    if condition.op == "and":
        parts = [_slacks(c) for c in condition.args]
        return None if any(p is None for p in parts) else [x for p in parts if p is not None for x in p]
    if condition.op != "rel" or condition.data in ("=", "!="):
        return []
    l, r = condition.args
    return [(l, r, condition.data == "<")] if condition.data in ("<", "<=") else [(r, l, condition.data == ">")]


def seek(conditions: Sequence[Node], domains: Mapping[str, Scalar], seed: int, rounds: int = 60) -> list[Values]:
    """Points at which the inequalities seem to hold, found by minimising their violation; none where it fails.

    For regions too thin for chance: a population moves by random steps whose size shrinks as it improves.
    """
    pairs: list[tuple[Node, Node, bool]] = []
    for c in conditions:
        found = _slacks(c)
        if found is None:
            return []
        pairs += found
    if not pairs or not domains or any(d.kind == "complex" for d in domains.values()):
        return []
    try:
        program = Arrays([x for l, r, _ in pairs for x in (l, r)])
    except ValueError:
        return []
    rng = np.random.default_rng(seed)
    names = sorted(domains)
    size = 400
    start = sample({n: domains[n] for n in names}, size, Random(seed))
    people = np.array([as_array(start[n]).real for n in names])
    step = np.ones(size)

    def clip(x: NDArray[np.float64]) -> NDArray[np.float64]:
        for k, n in enumerate(names):
            d = domains[n]
            if d.lower is not None or d.upper is not None:
                lo = -np.inf if d.lower is None else float(d.lower)
                hi = np.inf if d.upper is None else float(d.upper)
                x[k] = np.clip(x[k], lo, hi)
            if d.kind == "integer":
                x[k] = np.round(x[k])
        return x

    def violation(x: NDArray[np.float64]) -> NDArray[np.float64]:
        values = program.run({n: x[k].astype(complex) for k, n in enumerate(names)})
        total = np.zeros(x.shape[1])
        with np.errstate(all="ignore"):
            for k in range(0, len(values), 2):
                l, r = (np.broadcast_to(v, total.shape) for v in (values[k], values[k + 1]))
                gap = l.real - r.real + (1e-300 if pairs[k // 2][2] else 0.0)
                bad = np.where(gap > 0, gap, 0.0)
                bad = np.where((np.abs(l.imag) > 0) | (np.abs(r.imag) > 0) | ~np.isfinite(gap), np.inf, bad)
                total = total + bad
        return np.asarray(total)

    people = clip(people)
    cost = violation(people)
    for _ in range(rounds):
        if np.count_nonzero(cost == 0) >= 8:
            break
        order = np.argsort(cost, kind="stable")[: size // 4]
        parents = np.tile(order, 4)
        kids = people[:, parents].copy()
        scale = step[parents] * np.where(rng.random(size) < 0.5, 0.4, 1.3)
        kids += rng.standard_normal(kids.shape) * scale * (0.05 + np.abs(kids)) * (rng.random(kids.shape) < 0.7)
        kids = clip(kids)
        fresh = violation(kids)
        everyone, costs = np.hstack([people, kids]), np.concatenate([cost, fresh])
        steps = np.concatenate([step, scale])
        best = np.argsort(costs, kind="stable")[:size]
        people, cost, step = everyone[:, best], costs[best], steps[best]
    return [{n: Fraction(float(people[k, j])) for k, n in enumerate(names)} for j in np.flatnonzero(cost == 0)[:8]]
