"""Polynomial and rational inequalities between numbers that are not negative, order by order.

For x1 <= x2 <= ... put x1 = t1, x2 = t1 + t2, ... with t >= 0: a polynomial all of whose coefficients are then >= 0 is
>= 0 for that order, and if this is so for every order, it is >= 0 (successive differences; Yang, Solving harder
problems with lesser mathematics, 2005). A real unknown that occurs in even powers only stands for its square, and 1 is
taken as one more number to be ordered. So AM-GM, Nesbitt's and Schur's inequality and Motzkin's polynomial are proved;
that no certificate is found says nothing. Strict inequalities are not attempted.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import permutations
from typing import Any

from flint import Ordering, fmpq, fmpq_mpoly_ctx

from checker.exact.context import Context
from checker.exact.signs import is_nonnegative
from checker.graph import Node, postorder, sym, symbols

UNKNOWNS = 4
DEGREE = 14
TERMS = 4000
#: how often the differences are ordered in their turn
ROUNDS = 3

Fraction_ = tuple[Any, Any]


def nonnegative(node: Node, ctx: Context) -> bool:
    """Proves that the node is >= 0 for all values in the context at which it is defined."""
    names = sorted(symbols(node))
    if not 2 <= len(names) <= UNKNOWNS or any(not _real(n, ctx) for n in names):
        return False
    ring = fmpq_mpoly_ctx.get([f"x{k}" for k in range(len(names))] + ["h"], Ordering.lex)
    generators = ring.gens()
    fraction = _read(node, dict(zip(names, generators, strict=False)), ring)
    if fraction is None:
        return False
    top, bottom = fraction
    parity = [_even(top, k) and _even(bottom, k) for k in range(len(names))]
    if not all(even or is_nonnegative(sym(n), ctx) for n, even in zip(names, parity, strict=True)):
        return False
    top, bottom = (_halved(p, ring, [e and not is_nonnegative(sym(n), ctx) for n, e in zip(names, parity, strict=True)])
                   for p in (top, bottom))  # fmt: skip
    if all(c <= 0 for c in bottom.coeffs()):
        top, bottom = -top, -bottom
    if not all(c >= 0 for c in bottom.coeffs()):
        return False
    count = len(names) + (not _is_homogeneous(top))
    return _every_order(_homogeneous(top, ring), count, ring, ctx, ROUNDS if count <= 3 else 1)


def _every_order(p: Any, count: int, ring: Any, ctx: Context, rounds: int) -> bool:
    """Whether the polynomial is seen to be >= 0 where its unknowns are; differences are ordered again if need be."""
    if all(c >= 0 for c in p.coeffs()):
        return True
    if rounds == 0 or all(c <= 0 for c in p.coeffs()):
        return False
    return all(_every_order(q, count, ring, ctx, rounds - 1) for q in _orders(p, count, ring, ctx))


def _real(name: str, ctx: Context) -> bool:
    domain = ctx.scalar(name)
    return domain is not None and domain.kind != "complex"


def _read(node: Node, table: Mapping[str, Any], ring: Any) -> Fraction_ | None:
    """Numerator and denominator over the rationals; None for anything else, or of great degree."""
    one = ring.constant(1)
    done: dict[Node, Fraction_] = {}
    for n in postorder(node):
        a = [done[x] for x in n.args] if n.op != "pow" else []
        match n.op:
            case "rat":
                done[n] = (ring.constant(fmpq(*n.data)), one)
            case "sym":
                done[n] = (table[n.data], one)
            case "add":
                top, bottom = ring.constant(0), one
                for p, q in a:
                    top, bottom = (top + p, bottom) if q == bottom else (top * q + p * bottom, bottom * q)
                done[n] = (top, bottom)
            case "mul":
                top = bottom = one
                for p, q in a:
                    top, bottom = top * p, bottom * q
                done[n] = (top, bottom)
            case "pow" if n.args[1].op == "rat" and n.args[1].data[1] == 1 and abs(n.args[1].data[0]) <= DEGREE:
                k = n.args[1].data[0]
                p, q = done[n.args[0]] if k >= 0 else done[n.args[0]][::-1]
                if q == 0:
                    return None
                done[n] = (p ** abs(k), q ** abs(k))
            case _:
                return None
        if any(p.total_degree() > DEGREE or len(p) > TERMS for p in done[n]):
            return None
    return done[node]


def _even(p: Any, k: int) -> bool:
    return all(m[k] % 2 == 0 for m in p.monoms())


def _halved(p: Any, ring: Any, which: list[bool]) -> Any:
    """The polynomial in squares, for the unknowns that occur in even powers and may be negative."""
    return ring.from_dict(
        {
            tuple(int(e) // 2 if k < len(which) and which[k] else int(e) for k, e in enumerate(m)): c
            for m, c in p.to_dict().items()
        }
    )


def _is_homogeneous(p: Any) -> bool:
    return len({sum(int(e) for e in m) for m in p.monoms()}) <= 1


def _homogeneous(p: Any, ring: Any) -> Any:
    """Filled up with powers of one more number, which stands for 1."""
    degree = max((sum(int(e) for e in m) for m in p.monoms()), default=0)
    filled = {}
    for m, c in p.to_dict().items():
        exponents = [int(e) for e in m]
        filled[(*exponents[:-1], degree - sum(exponents))] = c
    return ring.from_dict(filled)


def _orders(p: Any, count: int, ring: Any, ctx: Context) -> Any:
    """The polynomial in successive differences, for every order of the first `count` numbers (the last is 1)."""
    generators = list(ring.gens())
    places = list(range(len(generators))) if count == len(generators) else list(range(count))
    for order in permutations(places):
        ctx.tick()
        put = [ring.constant(0)] * len(generators)
        total = ring.constant(0)
        for k in order:
            total = total + generators[k]
            put[k] = total
        yield p.compose(*put, ctx=ring)
