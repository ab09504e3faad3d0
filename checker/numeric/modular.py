"""Identities of rational functions, tested modulo random primes on the expression graph itself, without expanding.

Decides, with a stated probability of error, whether two rational expressions over scalar symbols are the same rational
function: both are evaluated by straight-line arithmetic at random points of random prime fields (Schwartz 1980; Zippel
1979; DeMillo and Lipton 1978). Linear in the size of the graph. A difference is certain, but is one of functions: the
sides may still agree on a restricted domain, so it never refutes. Where the sides mean something is not asked here.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from functools import lru_cache
from math import log2
from random import Random

from flint import fmpz

from checker.graph import Node, open_binder, postorder, rat
from checker.records import Evidence, Link, Outcome

REPETITIONS = 3
#: primes are drawn from (2^60, 2^61) as the next after a random number, so one is drawn with a probability of at most
#: its distance to the one before / 2^60; no gap below 2^64 exceeds 1550 (Oliveira e Silva, Herzog, Pardi 2014)
LOW, GAP = 1 << 60, 1550
MAX_DEGREE = 1 << 40
MAX_TERMS = 256


@dataclass(frozen=True, slots=True)
class _Bound:
    """Of numerator and denominator: total degrees, and the base-2 logarithms of the sums of absolute coefficients."""

    top: int
    bottom: int
    top_bits: float
    bottom_bits: float


class _NotRational(Exception):
    pass


def identity_modulo_prime(link: Link, *, seed: int) -> Evidence | None:
    """Whether both sides are the same rational function. None where they are not rational in scalar symbols.

    HOLDS carries `error_bound`, the probability that unequal functions would have agreed at all repetitions.
    """
    if link.relation != "=":
        return None
    started = time.monotonic()
    try:
        left, right = _unrolled(link.left), _unrolled(link.right)
        order = list(postorder(left, right))
        bounds = _bounds(order)
    except _NotRational:
        return None
    a, b = bounds[left], bounds[right]
    degree = max(a.top + b.bottom, b.top + a.bottom)
    poles = a.top + a.bottom + b.top + b.bottom  # every denominator met on the way is a factor of one of these
    bits = max(a.top_bits + b.bottom_bits, b.top_bits + a.bottom_bits) + 1
    if degree > MAX_DEGREE or poles > MAX_DEGREE:
        return None
    rng = Random(f"{link.key}:{seed}:modular")
    bound = 1.0
    for _ in range(REPETITIONS):
        pair = None
        for _ in range(4):
            p = _prime(rng.getrandbits(64))
            values = _evaluate(order, p, rng)
            if values is not None:
                pair = values[left], values[right]
                break
        if pair is None:
            return None  # a denominator that is 0 identically, most likely
        if pair[0] != pair[1]:
            detail = "the sides differ as rational functions"
            return Evidence("numeric", "modulo primes", Outcome.UNKNOWN, detail=detail, seconds=_since(started))
        # a nonzero difference vanishes at the point (given that no denominator did), or its coefficients at the prime
        bound *= min(1.0, degree / (LOW - poles) + 2 * (bits / 60) * GAP / LOW)
    return Evidence(
        "numeric", "modulo primes", Outcome.HOLDS, points=REPETITIONS, error_bound=bound, seconds=_since(started)
    )


def _since(started: float) -> float:
    return time.monotonic() - started


@lru_cache(maxsize=512)
def _prime(start: int) -> int:
    """The first prime at or above 2^60 + a number below 2^60."""
    p = LOW + start % (LOW - (1 << 20)) | 1
    while not fmpz(p).is_prime():
        p += 2
    return p


def _unrolled(node: Node) -> Node:
    """Sums and products between given integers written out. Raises _NotRational for what is not handled."""
    done: dict[Node, Node] = {}
    for n in postorder(node):
        if n.op in ("sum", "product"):
            if n.level > 3:
                raise _NotRational
            done[n] = _terms(n)
    if not done:
        return node
    built: dict[Node, Node] = {}
    for n in postorder(node):
        if n in done:
            built[n] = done[n]
        elif n.op not in ("integral", "diff", "limit", "map", "entries", "gradient", "jacobian"):
            args = tuple(built.get(a, a) for a in n.args)
            built[n] = n if args == n.args else Node(n.op, args, n.data)
    return built[node]


def _terms(n: Node) -> Node:
    _, first, last = n.args
    if first.op != "rat" or last.op != "rat" or first.data[1] != 1 or last.data[1] != 1:
        raise _NotRational
    lo, hi = first.data[0], last.data[0]
    if not -1 <= hi - lo < MAX_TERMS:
        raise _NotRational
    parts = [_unrolled(open_binder(n, rat(k))[0]) for k in range(lo, hi + 1)]
    if not parts:
        return rat(0 if n.op == "sum" else 1)
    return Node("add" if n.op == "sum" else "mul", tuple(parts))


def _bounds(order: list[Node]) -> dict[Node, _Bound]:
    """Bounds of every node that is a rational scalar. Raises _NotRational where one is none."""
    b: dict[Node, _Bound] = {}
    for n in order:
        args = n.args
        match n.op:
            case "rat":
                p, q = n.data
                b[n] = _Bound(0, 0, log2(abs(p)) if p else 0.0, log2(q))
            case "sym":
                b[n] = _Bound(1, 0, 0.0, 0.0)
            case "add":
                b[n] = _sum([b[a] for a in args])
            case "mul":
                b[n] = _product([b[a] for a in args])
            case "pow":
                e = args[1]
                if e.op != "rat" or e.data[1] != 1:
                    raise _NotRational
                k, x = e.data[0], b[args[0]]
                y = _Bound(x.bottom, x.top, x.bottom_bits, x.top_bits) if k < 0 else x
                k = max(abs(k), 1)
                b[n] = _Bound(k * y.top, k * y.bottom, k * y.top_bits, k * y.bottom_bits)
            case "matrix":
                pass  # read by what takes its entries
            case "det":
                cols = _square(args[0])
                rows = [args[0].args[i : i + cols] for i in range(0, cols * cols, cols)]
                b[n] = _product([_sum([b[x] for x in row]) for row in rows])
            case "trace":
                cols = _square(args[0])
                b[n] = _sum([b[args[0].args[i * (cols + 1)]] for i in range(cols)])
            case "elem":
                b[n] = b[_chosen(n)]
            case _:
                raise _NotRational
        if n in b and max(b[n].top, b[n].bottom) > MAX_DEGREE:
            raise _NotRational
    return b


def _sum(parts: list[_Bound]) -> _Bound:
    bottom, bottom_bits = sum(x.bottom for x in parts), sum(x.bottom_bits for x in parts)
    if not parts:
        return _Bound(0, 0, 0.0, 0.0)
    return _Bound(
        max(x.top + bottom - x.bottom for x in parts),
        bottom,
        max(x.top_bits + bottom_bits - x.bottom_bits for x in parts) + log2(len(parts)),
        bottom_bits,
    )


def _product(parts: list[_Bound]) -> _Bound:
    return _Bound(
        sum(x.top for x in parts),
        sum(x.bottom for x in parts),
        sum(x.top_bits for x in parts),
        sum(x.bottom_bits for x in parts),
    )


def _square(matrix: Node) -> int:
    if matrix.op != "matrix" or matrix.data[0] != matrix.data[1]:
        raise _NotRational
    return int(matrix.data[1])


def _chosen(n: Node) -> Node:
    matrix, i, j = n.args
    if matrix.op != "matrix" or i.op != "rat" or j.op != "rat" or i.data[1] != 1 or j.data[1] != 1:
        raise _NotRational
    rows, cols = matrix.data
    if not (0 <= i.data[0] < rows and 0 <= j.data[0] < cols):
        raise _NotRational
    entry: Node = matrix.args[i.data[0] * cols + j.data[0]]
    return entry


def _evaluate(order: list[Node], p: int, rng: Random) -> dict[Node, int] | None:
    """Every node modulo p at a random point; None on a division by 0."""
    v: dict[Node, int] = {}
    points: dict[str, int] = {}
    for n in order:
        match n.op:
            case "rat":
                a, b = n.data
                if b % p == 0:
                    return None
                v[n] = a * pow(b, -1, p) % p if b != 1 else a % p
            case "sym":
                v[n] = points.setdefault(n.data, rng.randrange(p))
            case "add":
                v[n] = sum(v[a] for a in n.args) % p
            case "mul":
                x = 1
                for a in n.args:
                    x = x * v[a] % p
                v[n] = x
            case "pow":
                x, k = v[n.args[0]], n.args[1].data[0]
                if k < 0 and x == 0:
                    return None
                v[n] = pow(x, k, p)
            case "det":
                d = _square(n.args[0])
                v[n] = _det([[v[x] for x in n.args[0].args[i : i + d]] for i in range(0, d * d, d)], p)
            case "trace":
                d = _square(n.args[0])
                v[n] = sum(v[n.args[0].args[i * (d + 1)]] for i in range(d)) % p
            case "elem":
                v[n] = v[_chosen(n)]
    return v


def _det(m: list[list[int]], p: int) -> int:
    """The determinant modulo p, by elimination."""
    n, result = len(m), 1
    for c in range(n):
        pivot = next((r for r in range(c, n) if m[r][c]), None)
        if pivot is None:
            return 0
        if pivot != c:
            m[c], m[pivot] = m[pivot], m[c]
            result = -result
        result = result * m[c][c] % p
        inverse = pow(m[c][c], -1, p)
        for r in range(c + 1, n):
            if factor := m[r][c] * inverse % p:
                m[r] = [(x - factor * y) % p for x, y in zip(m[r], m[c], strict=True)]
    return result % p
