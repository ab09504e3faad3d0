"""Infinite sums of terms that fall like a power of n: exactly by partial fractions, or by Euler-Maclaurin summation.

Rational terms with rational coefficients, perhaps times (-1)^n: sum over the poles of polygamma and Hurwitz zeta
values (DLMF 5.7.6, 5.15.1, 25.11.1). Other terms f(n) with f holomorphic around the half-line:

    sum_{n=N}^{X-1} f(n) = int_N^X f + (f(N) - f(X))/2 + sum_{k=1}^{M} B_2k/(2k)! (f^(2k-1)(X) - f^(2k-1)(N)) + R,
    |R| <= 4/(2 pi)^(2M) int_N^X |f^(2M)|        (DLMF 2.10.1, 24.9.1)

with |f^(2M)(x)| <= (2M)! max |f| / r^(2M) on discs of radius r about x, the maximum by balls on blocks growing
geometrically, and the terms from X on by the growth bound of |f|. Everything is an enclosure; None where it fails.
"""

from __future__ import annotations

from collections.abc import Mapping
from math import factorial
from typing import Any

from flint import acb, acb_poly, arb, fmpq, fmpq_poly

from checker.graph import MINUS_ONE, ONE, Node, mul, postorder, power, substitute, sym
from checker.numeric.critical import polynomial, rational
from checker.numeric.growthrules import analyse
from checker.numeric.quadrature import in_logarithm
from checker.numeric.scope import Scope, Undefined, Unknown
from checker.numeric.terms import slope, truncation
from checker.numeric.workspace import Work


def rational_function(body: Node, variable: str, scope: Scope) -> tuple[fmpq_poly, fmpq_poly] | None:
    """Numerator and denominator, of degree at most 24, of a rational function with rational coefficients."""
    done: dict[Node, tuple[fmpq_poly, fmpq_poly]] = {}
    one = fmpq_poly([1])
    for n in postorder(body):
        args = [done.get(a) for a in n.args]
        if any(a is None for a in args):
            return None
        known = [a for a in args if a is not None]
        match n.op:
            case "rat":
                done[n] = (fmpq_poly([fmpq(*n.data)]), one)
            case "sym":
                p = polynomial(n, variable, scope)
                if p is None and n.data != variable:
                    return None
                done[n] = (p if p is not None else fmpq_poly([0, 1]), one)
            case "add":
                top, low = known[0]
                for p, q in known[1:]:
                    top, low = top * q + p * low, low * q
                done[n] = (top, low)
            case "mul":
                top, low = known[0]
                for p, q in known[1:]:
                    top, low = top * p, low * q
                done[n] = (top, low)
            case "pow":
                e = n.args[1]
                if e.op != "rat" or e.value.denominator != 1 or abs(e.value) > 24:
                    return None
                k = int(e.value)
                top, low = known[0] if k >= 0 else known[0][::-1]
                if not low:
                    return None
                done[n] = (top ** abs(k), low ** abs(k))
            case _:
                return None
        top, low = done[n]
        common = top.gcd(low)
        if common.degree() > 0:
            top, low = divmod(top, common)[0], divmod(low, common)[0]
            done[n] = (top, low)
        if top.degree() > 24 or low.degree() > 24:
            return None
    return done[body]


def plain_signs(body: Node, variable: str, scope: Scope) -> Node:
    """The body with (-1)^(n + k) and (-1)^(-n + k) written as ±(-1)^n."""
    n = sym(variable)
    swap: dict[Node, Node] = {}
    for x in postorder(body):
        if x.op == "pow" and x.args[1] == n and x.args[0].op == "sym" and rational(x.args[0], scope) == -1:
            swap[x] = power(MINUS_ONE, n)
        elif x.op == "pow" and x.args[0] == MINUS_ONE and x.args[1] != n:
            p = polynomial(x.args[1], variable, Blind())
            if p is not None and p.degree() == 1 and abs(p[1]) == 1 and p[0].q == 1:
                sign = power(MINUS_ONE, n)
                swap[x] = sign if int(p[0].p) % 2 == 0 else mul(MINUS_ONE, sign)
    return substitute(body, swap) if swap else body


class Blind:
    """A scope that knows no values: with it only numbers written out are read."""

    precision = 64
    estimates = False

    def evaluate(self, node: Node, bindings: Mapping[str, acb], *, analytic: bool = False) -> acb:
        """No node has a value."""
        raise Unknown("no values")

    def exact(self, name: str) -> None:
        """No symbol has one."""


def rational_sum(body: Node, variable: str, first: int, scope: Scope) -> acb | None:
    """The sum from `first` of a rational function of the variable, or of one times (-1)^n; None for other terms.

    Raises Undefined for a divergent sum and for a pole among its terms.
    """
    sign = power(MINUS_ONE, sym(variable))
    alternating = sign in set(postorder(body))
    found = rational_function(substitute(body, {sign: ONE}) if alternating else body, variable, scope)
    if alternating and not linear_in(body, sign):
        return None
    if found is None:
        return None
    top, low = found
    if not top:
        return acb(0)
    for factor, _ in low.factor()[1]:
        if factor.degree() == 1:
            root = -fmpq(factor[0]) / fmpq(factor[1])
            if root.q == 1 and root.p >= first:
                raise Undefined("divisor", body, f"the term at {int(root.p)} divides by zero")
    fall = low.degree() - top.degree()
    if fall < 1 or (fall == 1 and not alternating):
        raise Undefined("diverges", body, "the terms do not fall faster than 1/n")
    total = acb(0)
    for root_, order in _roots(low):
        for k, c in enumerate(_principal_part(top, low, root_, order), start=1):
            at = first - root_
            if alternating:
                halves = _hurwitz(k, at / 2) - _hurwitz(k, (at + 1) / 2)
                total += c * halves / 2**k
            else:
                total += c * _hurwitz(k, at)
    if alternating and first % 2:
        total = -total
    if not total.is_finite():
        return None
    return acb(total.real) if total.imag.contains(0) else total  # rational coefficients: the sum is real


def rational_product(body: Node, variable: str, first: int, scope: Scope) -> acb | None:
    """The product from `first` of a rational function of the variable: quotients of gamma functions of its zeros and
    poles (DLMF 5.8.2 and 5.11.12); None for other factors, and for products that do not converge to a number but 0."""
    found = rational_function(body, variable, scope)
    if found is None or not found[0]:
        return None
    top, low = found
    for p, text in ((low, "pole"), (top, "zero")):
        for factor, _ in p.factor()[1]:
            if factor.degree() == 1:
                root = -fmpq(factor[0]) / fmpq(factor[1])
                if root.q == 1 and root.p >= first:
                    if text == "pole":
                        raise Undefined("divisor", body, f"the factor at {int(root.p)} divides by zero")
                    if _tends_to_one(top, low):
                        return acb(0)
    if not _tends_to_one(top, low):
        return None
    total = acb(1)
    for p, up in ((top, False), (low, True)):
        for root_, order in _roots(p):
            value = (first - root_).gamma() if up else (first - root_).rgamma()
            total = total * value**order
    return acb(total.real) if total.imag.contains(0) else total


def _tends_to_one(top: fmpq_poly, low: fmpq_poly) -> bool:
    """Whether top/low = 1 + O(1/n^2)."""
    gap = top - low
    return bool(top.degree() == low.degree() and gap.degree() <= top.degree() - 2)


def linear_in(body: Node, sign: Node) -> bool:
    """Whether the body is sign times something free of it."""
    if body == sign:
        return True
    if body.op != "mul":
        return False
    having = [a for a in body.args if sign in set(postorder(a))]
    return len(having) == 1 and linear_in(having[0], sign)


def _hurwitz(k: int, x: acb) -> acb:
    """sum 1/(n + x)^k, and for k = 1 -psi(x): the same up to what cancels between the poles (DLMF 5.7.6)."""
    return -x.digamma() if k == 1 else acb(k).zeta(x)


def _roots(low: fmpq_poly) -> list[tuple[acb, int]]:
    out: list[tuple[acb, int]] = []
    for factor, order in low.factor()[1]:
        if factor.degree() == 1:
            out.append((acb(-fmpq(factor[0]) / fmpq(factor[1])), order))
        else:
            roots: Any = factor.complex_roots()
            out.extend((z, order) for z, _ in roots)
    return out


def _principal_part(top: fmpq_poly, low: fmpq_poly, root: acb, order: int) -> list[acb]:
    """The coefficients of 1/(x - root), 1/(x - root)^2, … in top/low."""
    shift = acb_poly([root, 1])
    p = acb_poly([acb(c) for c in top.coeffs()])(shift)
    q = acb_poly([acb(c) for c in low.coeffs()])(shift)
    numerator = [p[k] for k in range(order)]
    denominator = [q[k + order] for k in range(order)]
    series: list[acb] = []
    for k in range(order):
        s = numerator[k]
        for j in range(k):
            s -= series[j] * denominator[k - j]
        series.append(s / denominator[0])
    return [series[order - k] for k in range(1, order + 1)]


# ---------------------------------------------------------------- Euler-Maclaurin


def euler_maclaurin(body: Node, variable: str, first: int, scope: Scope) -> acb | None:
    """The sum of the body from `first` by Euler-Maclaurin summation from some N on; None where it can't be bounded."""
    work = Work(scope, 20000)
    tolerance = arb(2) ** (-int(scope.precision * 0.86))
    for start in (96, 384):
        start = max(start, first + 1)
        g = analyse(body, variable, 1, 1, arb(start), work.constant)
        if g.upper is None:
            continue
        cut = truncation(g.upper, arb(start), tolerance)
        if cut is None or any((s := slope(t, cut[0])) is None or s > 0 for t in g.upper):
            continue
        end = int(cut[0].ceil().unique_fmpz() or 0)
        if end <= start:
            end = start * 2
        value = _between(body, variable, start, end, work, tolerance)
        if value is None:
            continue
        # the terms from `end` on: the first, and the integral of the rest
        beyond = sum((t.at(arb(end)) for t in g.upper), cut[1]) + cut[1]
        total = value + _disc(beyond, g.real)
        for k in range(first, start):
            total += scope.evaluate(body, {variable: acb(k)})
        return total
    return None


def _disc(r: arb, is_real: bool) -> acb:
    ball = arb(0, r.upper())
    return acb(ball) if is_real else acb(ball, ball)


def _between(body: Node, variable: str, low: int, high: int, work: Work, tolerance: arb) -> acb | None:
    """The sum of the body from low to high - 1."""
    half = 20  # M
    radius = arb(low) / 4
    remainder = _remainder(body, variable, low, high, half, work)
    if remainder is None:
        return None
    here = _derivatives(body, variable, arb(low), radius, 2 * half, work)
    if here is None:
        return None
    far = work.at(body, variable, acb(arb(high) + arb(0, high // 4 + 1), arb(0, high // 4 + 1)), analytic=True)
    if not far.is_finite():
        return None
    size = far.abs_upper()
    try:
        inner = in_logarithm(body, variable, low, high, work.scope)
    except (Undefined, Unknown):
        return None
    is_real = inner.imag.is_zero()
    total = inner + (here[0] + _disc(size, is_real)) / 2
    for k in range(1, half + 1):
        b = arb.bernoulli(2 * k) / (2 * k)
        total -= b * here[2 * k - 1]  # the Taylor coefficient is f^(2k-1)/(2k-1)!
        total += _disc(abs(b) * size / (arb(high) / 4) ** (2 * k - 1), is_real)
    return total + _disc(remainder, is_real)


def _remainder(body: Node, variable: str, low: int, high: int, half: int, work: Work) -> arb | None:
    """4/(2 pi)^(2M) int |f^(2M)| over blocks [a, 9a/8] with discs of radius a/4."""
    total, a = arb(0), arb(low)
    factor = 4 * arb(factorial(2 * half)) / (2 * arb.pi()) ** (2 * half)
    blocks = 0
    while a < high:
        blocks += 1
        if blocks > 3000:
            return None
        b = (a * 9 / 8).mid()
        r = a / 4
        box = acb(a.union(b) + arb(0, r.upper()), arb(0, r.upper()))
        value = work.at(body, variable, box, analytic=True)
        if not value.is_finite():
            return None
        total += factor * (b - a) * value.abs_upper() / r ** (2 * half)
        a = b
    return total.upper()


def _derivatives(body: Node, variable: str, centre: arb, radius: arb, count: int, work: Work) -> list[acb] | None:
    """Taylor coefficients at the centre, from values on a circle (Cauchy), with the aliasing error bounded.

    With m points on the circle of radius s = r/4 the k-th is off by at most max|f| sum_j s^(jm) / r^(k+jm).
    """
    points = 2 * count + 16
    s = radius / 4
    disc = acb(centre + arb(0, radius.upper()), arb(0, radius.upper()))
    whole = work.at(body, variable, disc, analytic=True)
    if not whole.is_finite():
        return None
    values = []
    for j in range(points):
        turn = acb(arb(2 * j) / points).exp_pi_i()
        values.append(work.at(body, variable, acb(centre) + s * turn))
    turns = [acb(arb(-2 * j) / points).exp_pi_i() for j in range(points)]
    out: list[acb] = []
    alias = whole.abs_upper() * arb(2) ** (-2 * points) / (1 - arb(2) ** (-2 * points))
    is_real = whole.imag.contains(0) and work.at(body, variable, acb(centre)).imag.is_zero()
    for k in range(count):
        c = acb(0)
        for j, v in enumerate(values):
            c += v * turns[(j * k) % points]
        c = c / (points * s**k) + _disc(alias / radius**k, False)
        out.append(acb(c.real) if is_real else c)
    return out
