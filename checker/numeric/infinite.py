"""Sums and products of infinitely many terms; limits are `limits`'s.

Rigorous: terms that fall geometrically or faster, added up to where the ratio of neighbours or a bound of the term
bounds the rest; rational terms, by partial fractions and polygamma functions; terms that fall like a power, by
Euler-Maclaurin summation with a remainder bounded by Cauchy's formula (`summation`). A conditionally convergent sum
of other alternating terms is a labelled estimate. Divergence is claimed only from a bound of the terms from below.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from flint import acb, arb, ctx, fmpq_poly

from checker.graph import MINUS_ONE, ONE, Node, add, div, fn, mul, postorder, power, rat, sub, substitute, sym
from checker.numeric.critical import depends, polynomial
from checker.numeric.growth import Growth
from checker.numeric.growthrules import analyse
from checker.numeric.limits import limit
from checker.numeric.scope import Enclosure, Scope, Undefined, Unknown
from checker.numeric.summation import Blind, euler_maclaurin, linear_in, plain_signs, rational_product, rational_sum
from checker.numeric.terms import Terms, diverges, infimum, slope, supremum, tails, vanishes
from checker.numeric.waves import oscillating_sum, paired, signs
from checker.numeric.workspace import Work

#: terms that are added up one by one at most
MOST = 3000


def infinite_sum(body: Node, variable: str, first: int, scope: Scope) -> Enclosure:
    """The sum of the body over all integers from `first` on."""
    saved, ctx.prec = ctx.prec, scope.precision
    try:
        return _Series(body, variable, first, scope).run()
    finally:
        ctx.prec = saved


def infinite_product(body: Node, variable: str, first: int, scope: Scope) -> Enclosure:
    """The product of the body over all integers from `first` on; a finite number of zero factors makes it 0."""
    saved, ctx.prec = ctx.prec, scope.precision
    try:
        return _product(body, variable, first, scope)
    finally:
        ctx.prec = saved


def _product(body: Node, variable: str, first: int, scope: Scope) -> Enclosure:
    work = Work(scope, 4 * MOST)
    if not depends(body, variable):
        value = scope.evaluate(body, {})
        if (value - 1).is_zero() or value.is_zero():
            return Enclosure(value)
        if value.abs_lower() > 1:
            raise Undefined("diverges", body, "a constant factor above 1")
        raise Unknown("a product of infinitely many equal factors")
    exact = rational_product(body, variable, first, scope)
    if exact is not None and exact.is_finite():
        return Enclosure(exact, not scope.estimates)
    for start in (16, 64, 256):
        if start < first:
            continue
        g = analyse(sub(body, ONE), variable, 1, 1, arb(start), work.constant)
        top = None if g.upper is None else supremum(g.upper, arb(start))
        if top is None or not top <= 0.5:
            continue
        head = acb(1)
        for k in range(first, start):
            head = head * scope.evaluate(body, {variable: acb(k)})
        try:
            tail = infinite_sum(
                fn("log", body), variable, start, scope
            )  # |body - 1| <= 1/2: the principal log is right
        except Undefined as e:
            raise Unknown(f"a product whose logarithms do not add up: {e}") from e
        if head.is_zero():
            return Enclosure(acb(0), tail.rigorous)
        return Enclosure(head * tail.value.exp(), tail.rigorous and not scope.estimates)
    raise Unknown("factors that were not shown to tend to 1")


class _Series:
    def __init__(self, body: Node, variable: str, first: int, scope: Scope) -> None:
        self.body, self.variable, self.first, self.scope = plain_signs(body, variable, scope), variable, first, scope
        self.work = Work(scope, 8 * MOST)
        self.precision = scope.precision

    def run(self) -> Enclosure:
        if not depends(self.body, self.variable):
            c = self.scope.evaluate(self.body, {})
            if c.is_zero():
                return Enclosure(c)
            if not c.contains(0) and c.is_finite():
                raise Undefined("diverges", self.body, "infinitely many equal terms")
            raise Unknown("infinitely many equal terms, perhaps 0", precision=True)
        exact = rational_sum(self.body, self.variable, self.first, self.scope)
        if exact is not None:
            return Enclosure(exact, not self.scope.estimates)
        self.refuse_divergent()
        value = self.by_ratio()
        if value is None:
            value = self.by_bound()
        if value is None:
            value = self.by_waves()
        if value is None:
            value = euler_maclaurin(self.body, self.variable, self.first, self.scope)
        if value is not None and value.rad() < arb(2) ** -8 * value.abs_upper().max(arb(1)):
            return Enclosure(value, not self.scope.estimates)
        return self.alternating()

    def growth(self, start: int) -> Growth:
        return analyse(self.body, self.variable, 1, 1, arb(start), self.work.constant)

    def term(self, k: int) -> acb:
        """One term. An Undefined term makes the sum undefined."""
        return self.scope.evaluate(self.body, {self.variable: acb(k)})

    def refuse_divergent(self) -> None:
        for start in (16, 256, 2**16, 2**32):
            g = self.growth(start)
            if g.lower is None:
                continue
            low = infimum(g.lower, arb(start))
            if low is not None:
                raise Undefined("diverges", self.body, "the terms do not tend to 0")
            if g.sign and diverges(g.lower):
                raise Undefined("diverges", self.body, "the terms fall too slowly")

    def head(self, stop: int) -> acb:
        total = acb(0)
        for k in range(self.first, stop):
            total += self.term(k)
        return total

    # ------------------------------------------------------------ geometric decay

    def by_ratio(self) -> acb | None:
        """|a(n+1)/a(n)| <= r < 1 for all n >= N: the rest from N on is at most |a(N)| / (1 - r)."""
        quotient = ratio(self.body, self.variable)
        if quotient is None:
            return None
        for start in (16, 64, 256, 1024):
            if start < self.first:
                continue
            g = analyse(quotient, self.variable, 1, 1, arb(start), self.work.constant)
            r = None if g.upper is None else supremum(g.upper, arb(start))
            if r is not None and r < 0.999:
                gap = 1 - r

                def rest(k: int, size: arb, gap: arb = gap) -> arb:
                    return size / gap

                return self.added(start, rest)
        return None

    def by_bound(self) -> acb | None:
        """Terms below a bound that falls exponentially: the rest from N on is at most its integral from N - 1."""
        for start in (16, 64, 256, 1024):
            g = self.growth(start)
            if start < self.first or g.upper is None or not all(t.e for t in g.upper):
                continue
            upper = g.upper
            if any((s := slope(t, arb(start))) is None or s > 0 for t in upper):
                continue
            if tails(upper, arb(start)) is None:
                continue

            def rest(k: int, size: arb, start: int = start, upper: Terms = upper) -> arb:
                bound = tails(upper, arb(max(start, k - 1)))
                return arb("inf") if bound is None else bound

            return self.added(start + 1, rest)
        return None

    def added(self, least: int, rest: Callable[[int, arb], arb]) -> acb | None:
        """Terms added up until what is left is small against the sum, or the most terms are reached."""
        total, k = acb(0), self.first
        goal = arb(2) ** -self.precision
        while True:
            value = self.term(k)
            if k >= least:
                left = rest(k, value.abs_upper())
                if left < goal * total.abs_upper().max(arb(2) ** (-2 * self.precision)) or k - self.first > MOST:
                    r = arb(0, left.upper())
                    return total + (acb(r) if total.imag.is_zero() and value.imag.is_zero() else acb(r, r))
            total += value
            k += 1

    # ------------------------------------------------------------ oscillations

    def by_waves(self) -> acb | None:
        """What oscillates by contour integrals, the rest of the sum as it is; or by pairs of neighbouring terms."""
        found = oscillating_sum(self.body, self.variable, self.first, self.scope, self.work)
        pairs = found is None
        if found is None:
            found = paired(self.body, self.variable, self.first, self.scope, self.work)
            if found is None:
                return None
        value, rest, start = found
        if rest is None:
            return value
        try:
            beyond = _Series(rest, self.variable, start, self.scope).run()
        except Unknown:
            if pairs:
                return None
            raise
        if not beyond.rigorous:
            raise Unknown("a sum by an estimate")
        return value + beyond.value

    # ------------------------------------------------------------ estimates

    def alternating(self) -> Enclosure:
        """(-1)^n b(n) with b smooth: the algorithm of Cohen, Rodriguez Villegas and Zagier (2000), twice."""
        plain = substitute(self.body, {power(MINUS_ONE, sym(self.variable)): ONE})
        if plain == self.body or not linear_in(self.body, signs(self.variable)):
            raise Unknown("an infinite sum that could not be bounded")
        start = max(self.first, 16)
        g = analyse(plain, self.variable, 1, 1, arb(start), self.work.constant)
        if g.upper is None or not all(vanishes(t, arb(start)) for t in g.upper):
            raise Unknown("an alternating sum whose terms were not shown to vanish")
        count = int(self.precision * 0.4)
        answers = [self._accelerated(plain, n) for n in (count, count - 8)]
        gap = (answers[0] - answers[1]).abs_upper()
        if not gap < answers[0].abs_upper().max(arb(2) ** -20) * arb(2) ** (-self.precision // 4):
            raise Unknown("an alternating sum that could not be accelerated")
        r = arb(0, (4 * gap).upper())
        real_only = answers[0].imag.is_zero()
        return Enclosure(answers[0] + (acb(r) if real_only else acb(r, r)), rigorous=False)

    def _accelerated(self, plain: Node, n: int) -> acb:
        d = (3 + arb(8).sqrt()) ** n
        d = (d + 1 / d) / 2
        b, c, s = arb(-1), -d, acb(0)
        for k in range(n):
            c = b - c
            s += c * self.scope.evaluate(plain, {self.variable: acb(self.first + k)})
            b = b * (k + n) * (k - n) / ((k + arb(0.5)) * (k + 1))
        return acb(s / d * (-1) ** self.first)


# ---------------------------------------------------------------- ratios of neighbouring terms


def ratio(body: Node, variable: str) -> Node | None:
    """a(n+1)/a(n) for a product of powers, exponentials, factorials and gamma functions; None for other terms."""
    n = sym(variable)

    def varies(x: Node) -> bool:
        return bool(depends(x, variable))

    def shifted(x: Node) -> Node:
        return substitute(x, {n: add(n, ONE)})

    def step(x: Node) -> int | None:
        """The whole number by which a linear argument rises."""
        p = polynomial(x, variable, Blind())
        if p is None or p.degree() > 1:
            return None
        slope_ = Fraction(int(p[1].p), int(p[1].q)) if p.degree() == 1 else Fraction(0)
        return int(slope_) if slope_.denominator == 1 and abs(slope_) <= 8 else None

    def of(x: Node) -> Node | None:
        if not varies(x):
            return ONE
        match x.op:
            case "mul":
                parts = [of(a) for a in x.args]
                return None if any(p is None for p in parts) else mul(*(p for p in parts if p is not None))
            case "pow":
                base, e = x.args
                if not varies(base):  # c^e(n): c^(e(n+1) - e(n))
                    difference = _difference(e, variable)
                    return None if difference is None else power(base, difference)
                if e.op == "rat" and e.value.denominator == 1:
                    inner = of(base)
                    return None if inner is None else power(inner, e)
                return None
            case "fn" if x.data == "exp":
                difference = _difference(x.args[0], variable)
                return None if difference is None else fn("exp", difference)
            case "fn" if x.data in ("factorial", "gamma"):
                k = step(x.args[0])
                if k is None:
                    return None
                base = add(x.args[0], ONE) if x.data == "factorial" else x.args[0]  # gamma(base): base (base + 1) …
                if k >= 0:
                    return mul(*(add(base, rat(j)) for j in range(k)))
                return mul(*(power(add(base, rat(-j)), -1) for j in range(1, -k + 1)))
            case "fn" if x.data == "binomial":
                top, low = x.args
                whole = [of(fn("factorial", a)) for a in (top, low, sub(top, low))]
                if any(w is None for w in whole):
                    return None
                a, b, c = (w for w in whole if w is not None)
                return div(a, mul(b, c))
            case "sym" | "add":
                if polynomial(x, variable, Blind()) is None and not _plain(x):
                    return None
                return div(shifted(x), x)
        return None

    if not any(x.op == "fn" or (x.op == "pow" and varies(x.args[1])) for x in depends(body, variable)):
        return None  # a rational term: its ratio tends to 1
    return of(body)


def _plain(x: Node) -> bool:
    """Sums of powers: their quotient is one whose growth is seen."""
    return all(n.op in ("add", "mul", "pow", "rat", "sym", "const") for n in postorder(x))


def _difference(e: Node, variable: str) -> Node | None:
    """e(n+1) - e(n) for a polynomial e of degree at most 2, or a constant times one."""
    p = polynomial(e, variable, Blind())
    if p is None:
        if e.op == "mul":
            inside = depends(e, variable)
            varying = [a for a in e.args if a in inside]
            fixed = [a for a in e.args if a not in inside]
            if fixed and varying:
                inner = _difference(mul(*varying), variable)
                return None if inner is None else mul(inner, *fixed)
        return None
    if p.degree() > 4:
        return None
    q = p(fmpq_poly([1, 1])) - p
    n = sym(variable)
    parts = [mul(rat(Fraction(int(q[k].p), int(q[k].q))), power(n, k)) for k in range(q.degree() + 1)]
    return add(*parts) if parts else rat(0)


__all__ = ["infinite_product", "infinite_sum", "limit", "ratio"]
