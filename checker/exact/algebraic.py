"""Exact zero test of algebraic numbers: elements of towers of roots and roots of unity, by a separation bound.

An algebraic integer that is not 0 has a norm of at least 1 in absolute value; with all D conjugates at most B in
absolute value, none is below B^(1-D). So a ball that is smaller than that and contains 0 proves 0, and a ball that
excludes 0 proves the contrary (the argument of Mignotte 1982; Burnikel, Fleischer, Mehlhorn, Schirra 2000). A
polynomial whose coefficients over the other kernels all vanish so is 0. Decides nothing where a kernel is no algebraic
number, and gives up where the bound asks for too many bits.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from flint import acb, arb, ctx, fmpq, fmpz_poly

from checker.exact.kernels import Poly, Table, Value, degrees, terms_of

#: numbers that would take more bits than this are left undecided
BITS = 60_000


@dataclass(frozen=True, slots=True)
class Bound:
    """An algebraic number times `den` is an algebraic integer whose conjugates are at most 2^`log2` in size."""

    log2: float
    den: int


def numeric_kernels(t: Table) -> frozenset[int]:
    """The kernels that are algebraic numbers: the unit, and roots of what is made of such."""
    out = {0}
    for k, kernel in enumerate(t.kernels):
        if kernel.kind == "root" and kernel.argument is not None and t.generators(t.current(kernel.argument)) <= out:
            out.add(k)
    return frozenset(out)


def vanishes(t: Table, p: Poly) -> bool:
    """Proves that the polynomial's value is 0 because its algebraic coefficients are, one by one."""
    numeric = numeric_kernels(t)
    used = [k for k, d in enumerate(degrees(p)) if d]
    if not any(k in numeric for k in used) or (set(used) & numeric == {0} and t.scales[0] == 2):
        return False
    groups: dict[tuple[int, ...], dict[tuple[int, ...], Any]] = {}
    for exps, c in terms_of(p):
        outer = tuple(0 if k in numeric else e for k, e in enumerate(exps))
        groups.setdefault(outer, {})[tuple(e if k in numeric else 0 for k, e in enumerate(exps))] = c
    return all(is_zero(t, t.ring.from_dict(d)) is True for d in groups.values())


def is_zero(t: Table, p: Poly) -> bool | None:
    """Whether a polynomial in kernels that are algebraic numbers is 0; None if that takes too many bits."""
    if p.is_zero():
        return True
    used = _closure(t, [k for k, d in enumerate(degrees(p)) if d])
    degree = 1
    for k in used:
        degree *= _euler(2 * t.scales[0]) if k == 0 else t.scales[k]
    bounds: dict[int, Bound] = {}
    for k in used:
        bounds[k] = _kernel_bound(t, k, bounds)
    bound = _poly_bound(t, p, bounds)
    needed = bound.log2 * (degree - 1) + _log2(bound.den) + 20
    precision = 64
    while True:
        t.ctx.tick()
        ball = enclose(t, p, used, precision)
        if not ball.contains(0):
            return False
        if ball.abs_upper() < arb(2) ** -int(needed + 1):
            return True
        if precision > BITS or precision > 8 * needed + 512:
            return None
        precision *= 2


def _euler(n: int) -> int:
    return int(fmpz_poly.cyclotomic(n).degree())


def _closure(t: Table, kernels: Iterable[int]) -> list[int]:
    """The kernels and those in the bases of their roots, bases first (a base has lower numbers)."""
    found: set[int] = set()
    stack = list(kernels)
    while stack:
        k = stack.pop()
        if k not in found:
            found.add(k)
            argument = t.kernels[k].argument
            if k and argument is not None:
                stack.extend(t.generators(t.current(argument)))
    return sorted(found)


def _log2(n: int) -> float:
    return float(abs(n).bit_length())


def _kernel_bound(t: Table, k: int, bounds: dict[int, Bound]) -> Bound:
    """Of a generator g with g^q = base: if d·base is an algebraic integer, so is d·g."""
    if k == 0:
        return Bound(0.0, 1)
    argument = t.kernels[k].argument
    assert argument is not None
    base = t.current(argument)
    inner = _poly_bound(t, base.num, bounds)
    lead = base.den.leading_coefficient()
    den = inner.den * abs(int(lead.p))
    q = t.scales[k]
    # conjugates of base are at most 2^log2 / den; d·g has conjugates at most d (2^log2 / den)^(1/q) <= d·2^(log2/q)
    return Bound(_log2(den) + inner.log2 / q, den)


def _poly_bound(t: Table, p: Poly, bounds: dict[int, Bound]) -> Bound:
    """Of a polynomial in generators with rational coefficients."""
    top = degrees(p)
    den = 1
    for c in p.coeffs():
        q = int(c.q)
        den = den * q // _gcd(den, q)
    whole = den
    for k, b in bounds.items():
        whole *= b.den ** top[k]
    total = 0.0
    for exps, c in terms_of(p):
        # |conjugate of the term| · whole; each generator is (integer of size <= 2^log2)/den
        size = _log2(int(c.p)) + _log2(whole)
        size += sum(e * bounds[k].log2 for k, e in enumerate(exps) if e)
        total = max(total, size)
    return Bound(total + _log2(len(p)), whole)


def _gcd(a: int, b: int) -> int:
    while b:
        a, b = b, a % b
    return a


def enclose(t: Table, p: Poly, used: list[int], precision: int) -> acb:
    """A ball around the value of a polynomial in algebraic numbers."""
    with ctx.workprec(precision):
        values: dict[int, acb] = {}
        for k in used:
            if k == 0:
                values[k] = acb.exp_pi_i(acb(arb(1) / t.scales[0]))
                continue
            argument = t.kernels[k].argument
            assert argument is not None
            base = t.current(argument)
            values[k] = _root(_evaluate(base, values), t.scales[k])
        return _evaluate(Value(p, p.context().constant(1), t.version), values)


def _root(base: acb, q: int) -> acb:
    """The principal root; an enclosure of everything where the base may lie on the cut."""
    if base.imag == 0 and base.real > 0:
        return acb(base.real.root(q))
    if base.imag.contains(0) and not base.real > 0:
        radius = base.abs_upper().root(q)
        return acb(arb(0, radius), arb(0, radius))
    return base ** (acb(1) / q)


def _evaluate(v: Value, values: dict[int, acb]) -> acb:
    out = []
    for p in (v.num, v.den):
        total = acb(0)
        for exps, c in terms_of(p):
            term = acb(arb(fmpq(c)))
            for k, e in enumerate(exps):
                if e:
                    term *= values[k] ** e
            total += term
        out.append(total)
    return out[0] / out[1]
