"""How an expression behaves as u -> +oo: bounds that hold for all u >= U, by one pass over its graph.

For every node g(u) of a real variable u it finds, where it can: a main part P(u) + c ln u (P a sum of real powers)
with a bound of what is left, bounds of |g| from above and below, whether g is real, and its sign. Each rule is an
inequality that holds on the whole half-line (`terms` does the arithmetic); where none applies, nothing is known of
that node. So this decides convergence and bounds tails; it never estimates, and it computes no integral.

The variable itself may be u, -u, 1/u or -1/u: the ends of an integral are all brought to u -> +oo this way.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from fractions import Fraction

from flint import acb, arb, fmpq

from checker.graph import Node, add, fn, mul, neg, postorder
from checker.numeric.terms import (
    Exponent,
    Term,
    Terms,
    bounds,
    exponent,
    inverse,
    merged,
    powered,
    product,
    real,
    scaled,
    single,
    slope,
    supremum,
    times,
)

Number = acb | fmpq
Poly = dict[Fraction, Number]


@dataclass(frozen=True, slots=True)
class Growth:
    """What is known of a node for all u >= U.

    node = sum poly[k] u^k + log ln u + R with |R| <= rest (None: nothing known of R); |node| <= upper (None: no
    bound); |node| >= lower (None: no bound but 0); `sign` +1: real and >= 0, -1: real and <= 0, 0: not known.
    """

    poly: Poly
    log: Number
    rest: Terms | None
    upper: Terms | None
    lower: Term | None = None
    real: bool = False
    sign: int = 0

    @property
    def exact(self) -> bool:
        return self.rest == () and zero(self.log)


_NONE = fmpq(0)
NOTHING = Growth({}, _NONE, None, None)


def bounded(upper: Terms | None, lower: Term | None = None, is_real: bool = False, sign: int = 0) -> Growth:
    """A node of which only bounds are known."""
    return Growth({}, _NONE, upper, upper, lower, is_real, sign)


def _ball(x: Number) -> acb:
    return acb(x)


def zero(x: Number) -> bool:
    return x == 0 if isinstance(x, fmpq) else bool(x.is_zero())


def _size(x: Number) -> arb:
    return arb(abs(x)) if isinstance(x, fmpq) else x.abs_upper()


def _is_real(x: Number) -> bool:
    return isinstance(x, fmpq) or bool(x.imag.is_zero())


def _sign(x: Number) -> int:
    if isinstance(x, fmpq):
        return (x > 0) - (x < 0)
    return 0 if not x.imag.is_zero() else 1 if x.real > 0 else -1 if x.real < 0 else 0


def _least(x: Number) -> arb | None:
    """A positive lower bound of |x|, or None."""
    low = arb(abs(x)) if isinstance(x, fmpq) else x.abs_lower()
    return low if low > 0 else None


class Analysis:
    """The growth of the nodes of one graph for u >= start.

    `variable` names the symbol that stands for sign * u^power, power 1 or -1; `constant` gives the value of a node
    free of it, or None; `function` has the rules of the named functions (`growthrules.function`).
    """

    def __init__(
        self,
        variable: str,
        sign: int,
        power: int,
        start: arb,
        constant: Callable[[Node], Number | None],
        function: Callable[[Analysis, Node], Growth],
    ) -> None:
        self.variable, self.start, self.constant, self.function = variable, start, constant, function
        self.leaf = self.monomial(fmpq(sign), Fraction(power))
        self.memo: dict[Node, Growth] = {}
        self.depends: dict[Node, bool] = {}

    # ------------------------------------------------------------ building

    def monomial(self, c: Number, k: Fraction) -> Growth:
        low = _least(c)
        return Growth(
            {} if zero(c) else {k: c},
            _NONE,
            (),
            () if zero(c) else (Term(_size(c), p=k),),
            None if low is None else Term(low, p=k),
            _is_real(c),
            1 if zero(c) else _sign(c),
        )

    def of(self, root: Node) -> Growth:
        """The growth of the node."""
        if (known := self.memo.get(root)) is not None:
            return known
        for n in postorder(root):
            if n not in self.depends:
                self.depends[n] = (n.op == "sym" and n.data == self.variable) or any(self.depends[a] for a in n.args)
        return self.visit(root)

    def visit(self, n: Node) -> Growth:
        got = self.memo.get(n)
        if got is None:
            got = self.memo[n] = self._visit(n)
        return got

    def _visit(self, n: Node) -> Growth:
        if not self.depends[n]:
            c = self.constant(n)
            return NOTHING if c is None or (isinstance(c, acb) and not c.is_finite()) else self.monomial(c, Fraction(0))
        match n.op:
            case "sym":
                return self.leaf
            case "add":
                return self.sum([self.visit(a) for a in n.args])
            case "mul":
                out = self.visit(n.args[0])
                for a in n.args[1:]:
                    out = self.product(out, self.visit(a))
                return out
            case "pow":
                return self.power(n)
            case "fn":
                return self.function(self, n)
            case "piecewise":
                return self.piecewise(n)
        return NOTHING

    # ------------------------------------------------------------ sums

    def sum(self, parts: list[Growth]) -> Growth:
        poly: Poly = {}
        log: Number = _NONE
        rest: Terms | None = ()
        upper: Terms | None = ()
        for g in parts:
            for k, c in g.poly.items():
                poly[k] = poly[k] + c if k in poly else c
            log = log + g.log
            rest = None if rest is None or g.rest is None else rest + g.rest
            upper = None if upper is None or g.upper is None else upper + g.upper
        poly = {k: c for k, c in poly.items() if not zero(c)}
        rest = None if rest is None else merged(rest)
        is_real = all(g.real for g in parts)
        whole = self.assembled(poly, log, rest, is_real)
        if whole.upper is None or any(not g.poly and zero(g.log) and g.upper is None for g in parts):
            whole = replace(whole, upper=None if upper is None else merged(upper))
        signs = {g.sign for g in parts}
        if len(signs) == 1 and 0 not in signs:
            lows = [g.lower for g in parts if g.lower is not None]
            best = max(lows, key=self.rank) if lows else None
            if whole.lower is None or (best is not None and self.rank(best) > self.rank(whole.lower)):
                whole = replace(whole, lower=best)
            return replace(whole, sign=signs.pop())
        if whole.lower is None:
            return self.dominated(whole, parts)
        return whole

    def dominated(self, whole: Growth, parts: list[Growth]) -> Growth:
        """A lower bound where one part outgrows the rest: |g| >= |g_i| (1 - sum of the others / |g_i|)."""
        candidates = [g for g in parts if g.lower is not None]
        for g in sorted(candidates, key=lambda g: self.rank(g.lower), reverse=True)[:2]:
            assert g.lower is not None
            others: list[Term] = []
            for h in parts:
                if h is not g:
                    if h.upper is None:
                        return whole
                    others.extend(h.upper)
            down = inverse(g.lower)
            ratio = supremum([times(t, down) for t in others], self.start)
            if ratio is not None and ratio < 1:
                return replace(whole, lower=scaled(g.lower, 1 - ratio), sign=g.sign if whole.real else 0)
        return whole

    def assembled(self, poly: Poly, log: Number, rest: Terms | None, is_real: bool) -> Growth:
        """The growth of poly + log ln u + R, |R| <= rest: its bounds follow from the leading part."""
        if rest is None:
            return Growth(poly, log, None, None, None, is_real, 0)
        pieces: list[tuple[Term, Number]] = [(Term(_size(c), p=k), c) for k, c in poly.items()]
        if not zero(log):
            pieces.append((Term(_size(log), l=Fraction(1)), log))
        upper = merged((*(t for t, _ in pieces), *rest))
        if not pieces:
            return Growth(poly, log, rest, upper, None, is_real, 0)
        lead, c = max(pieces, key=lambda tc: self.rank(tc[0]))
        least = _least(c)
        if least is None:
            return Growth(poly, log, rest, upper, None, is_real, 0)
        low = replace(lead, c=least)
        down = inverse(low)
        ratio = supremum([times(t, down) for t in (*(t for t, _ in pieces if t is not lead), *rest)], self.start)
        if ratio is None or not ratio < 1:
            return Growth(poly, log, rest, upper, None, is_real, 0)
        return Growth(poly, log, rest, upper, scaled(low, 1 - ratio), is_real, _sign(c) if is_real else 0)

    def rank(self, t: Term | None) -> float:
        return -1e308 if t is None else t.log_at(float(self.start.log().mid()) * 4 + 10)

    # ------------------------------------------------------------ products and powers

    def product(self, a: Growth, b: Growth) -> Growth:
        upper = product(a.upper, b.upper)
        lower = None if a.lower is None or b.lower is None else times(a.lower, b.lower)
        is_real, sign = a.real and b.real, a.sign * b.sign
        for x, y in ((a, b), (b, a)):
            if x.exact and set(x.poly) <= {Fraction(0)}:  # a constant factor keeps everything
                c = x.poly.get(Fraction(0), _NONE)
                rest = None if y.rest is None else tuple(scaled(t, _size(c)) for t in y.rest)
                if zero(c):
                    rest, upper = (), ()
                poly = {} if zero(c) else {k: c * v for k, v in y.poly.items()}
                return Growth(poly, c * y.log, rest, upper, lower, is_real, sign)
        if zero(a.log) and zero(b.log) and a.poly and b.poly and len(a.poly) * len(b.poly) <= 64:
            out: Poly = {}
            for k, c in a.poly.items():
                for m, d in b.poly.items():
                    out[k + m] = out[k + m] + c * d if k + m in out else c * d
            out = {k: c for k, c in out.items() if not zero(c)}
            rest = self.cross(a, b)
            if rest is not None:
                whole = self.assembled(out, _NONE, rest, is_real)
                if whole.lower is None:
                    whole = replace(whole, lower=lower)
                return replace(whole, sign=sign or whole.sign)
        return bounded(upper, lower, is_real, sign)

    def cross(self, a: Growth, b: Growth) -> Terms | None:
        if a.rest is None or b.rest is None:
            return None
        if not a.rest and not b.rest:
            return ()
        main = tuple(Term(_size(c), p=k) for k, c in a.poly.items())
        first, second = product(main, b.rest), product(a.rest, b.upper)
        return None if first is None or second is None else merged(first + second)

    def relative(self, g: Growth) -> tuple[Fraction, Number, Terms, arb] | None:
        """g = c u^k (1 + r) with |r| <= the terms, whose supremum is at most 1/2; or None."""
        if g.rest is None or not g.poly or not zero(g.log):
            return None
        lead = max(g.poly)
        c = g.poly[lead]
        least = _least(c)
        if least is None:
            return None
        down = Term(1 / least, p=-lead)
        rest = [times(Term(_size(d), p=k), down) for k, d in g.poly.items() if k != lead]
        rest += [times(t, down) for t in g.rest]
        top = supremum(rest, self.start)
        return (lead, c, tuple(rest), top) if top is not None and top <= 0.5 else None

    def off_cut(self, g: Growth) -> bool:
        """Whether all values stay off the half-line (-oo, 0], in a convex part of what is left: there principal powers
        and logarithms are holomorphic, and those of c u^k (1 + r) the products and sums of those of its factors."""
        z = self.direction(g)
        return z is not None and bool(z.real > 0 or z.imag > 0 or z.imag < 0)

    def right(self, g: Growth) -> bool:
        """Whether all values have a positive real part."""
        z = self.direction(g)
        return z is not None and bool(z.real > 0)

    def direction(self, g: Growth) -> acb | None:
        """A ball that holds a positive multiple of every value."""
        lead = self.relative(g)
        return None if lead is None else _ball(lead[1]) * acb(arb(1, lead[3].upper()), arb(0, lead[3].upper()))

    def power(self, n: Node) -> Growth:
        base, exp = self.visit(n.args[0]), n.args[1]
        if self.depends[exp]:
            fixed = not self.depends[n.args[0]] and base.lower is not None
            return self.of(fn("exp", mul(exp, fn("log", n.args[0])))) if base.sign > 0 or fixed else NOTHING
        value = self.constant(exp)
        if value is None or not _is_real(value):
            return NOTHING
        whole = int(value.p) if isinstance(value, fmpq) and value.q == 1 else None
        if whole is not None and whole >= 0 and whole <= 12:
            out = self.monomial(fmpq(1), Fraction(0))
            for _ in range(whole):
                out = self.product(out, base)
            return replace(out, sign=1) if whole % 2 == 0 and base.real else out
        s = arb(value) if isinstance(value, fmpq) else value.real
        is_real = base.real and (whole is not None or base.sign > 0)
        sign = 0 if not is_real else 1 if base.sign > 0 or (whole is not None and whole % 2 == 0) else base.sign
        top = single(base.upper, self.start)
        if s >= 0:
            upper = None if top is None else (powered(top, s, True),)
            lower = None if base.lower is None else powered(base.lower, s, False)
        elif s < 0:
            upper = None if base.lower is None else (powered(base.lower, s, True),)
            lower = None if top is None else powered(top, s, False)
        else:
            return NOTHING
        out = bounded(upper, lower, is_real, sign)
        lead = self.relative(base)
        if lead is None or not isinstance(value, fmpq):
            return out
        if not (is_real or whole is not None or self.off_cut(base)):
            return out
        k, c, rest, top_rest = lead
        # |(1 + r)^s - 1| <= |s| |r| max((1 - m)^(s-1), (1 + m)^(s-1)) for |r| <= m < 1
        spread = abs(s) * ((1 - top_rest) ** (s - 1)).max((1 + top_rest) ** (s - 1))
        lead_value: Number = c**whole if whole is not None else fmpq(1) if c == 1 else _ball(c) ** _ball(value)
        if isinstance(lead_value, acb) and is_real:
            lead_value = acb(lead_value.real)
        power_ = k * Fraction(int(value.p), int(value.q))
        left = merged(times(scaled(t, spread * _size(lead_value)), Term(arb(1), p=power_)) for t in rest)
        series = self.binomial(base, lead, value)
        if series is not None:
            scaled_ = self.product(series, self.monomial(lead_value, power_))
            return replace(out, poly=scaled_.poly, rest=scaled_.rest)
        return replace(out, poly={power_: lead_value}, rest=left)

    def quotient(self, g: Growth, lead: tuple[Fraction, Number, Terms, arb]) -> Growth:
        """The r of g = c u^k (1 + r)."""
        k, c, _, _ = lead
        poly = {m - k: d / c for m, d in g.poly.items() if m != k}
        down = Term(1 / _size(c), p=-k)
        return self.assembled(poly, _NONE, tuple(times(t, down) for t in g.rest or ()), g.real and _is_real(c))

    def binomial(self, g: Growth, lead: tuple[Fraction, Number, Terms, arb], s: fmpq) -> Growth | None:
        """(1 + r)^s to the fourth order; what is left is at most |binom(s, 5)| |r|^5 sup |1 + t r|^(s - 5), t <= 1."""
        m = lead[3]
        coefficients: list[Number] = [fmpq(1)]
        for k in range(5):
            coefficients.append(coefficients[-1] * (s - k) / (k + 1))
        last = arb(s) - 5
        factor = _size(coefficients[5]) * ((1 - m) ** last).max((1 + m) ** last)
        return self.expanded(self.quotient(g, lead), coefficients[:5], factor)

    def expanded(self, r: Growth, coefficients: list[Number], factor: arb) -> Growth | None:
        """sum a_k r^k, k from 0, where the true function differs from it by at most factor |r|^len(coefficients)."""
        if r.upper is None or r.rest is None or len(r.upper) > 10 or not r.poly:
            return None
        bound = single(r.upper, self.start)
        if bound is None:
            return None
        poly: Poly = {Fraction(0): coefficients[0]}
        rest: Terms = ()
        term, size = r, bound
        for k, a in enumerate(coefficients[1:], start=1):
            if k > 1:
                term, size = self.product(term, r), times(size, bound)
            if term.rest is None or not zero(term.log):
                return None
            for m, c in term.poly.items():
                poly[m] = poly[m] + a * c if m in poly else a * c
            rest = (*rest, *(scaled(t, _size(a)) for t in term.rest))
        left = merged((*rest, scaled(times(size, bound), factor)))
        return None if left is None else Growth({m: c for m, c in poly.items() if not zero(c)}, _NONE, left, None)

    # ------------------------------------------------------------ exponentials

    def exponential(self, g: Growth) -> Growth:
        """exp of what is known: real parts of rising powers go to the exponent, the rest is a factor."""
        sign = 1 if g.real else 0
        best: Terms | None = None
        if g.sign < 0:
            best = (Term(arb(1)),)
            if g.lower is not None:  # exp(-|g|), and |g| >= K u^2 where it grows that fast: exp(-exp(u))
                falling = times(inverse(g.lower), Term(arb(1), p=Fraction(2)))
                s = slope(falling, self.start)
                if s is not None and s <= 0 and g.lower.e:
                    best = (Term(arb(1), e=exponent([(Fraction(2), -1 / falling.at(self.start).upper())])),)
        lower_one = Term(arb(1)) if g.sign > 0 else None
        if g.rest is None:
            return bounded(best, lower_one, g.real, sign)
        rising: list[tuple[Fraction, arb]] = []
        factor, wobble = arb(0), arb(0)
        spread: list[tuple[Fraction, arb]] = []
        drift = Fraction(0)
        imaginary_rising = not _is_real(g.log)
        for k, c in g.poly.items():
            z = _ball(c)
            if k > 0:
                rising.append((k, z.real))
                imaginary_rising = imaginary_rising or not z.imag.is_zero()
            elif k == 0:
                factor = factor + z.real
            else:
                wobble += z.abs_upper() * self.start ** real(k)
        for t in g.rest:
            top = supremum([t], self.start)
            if top is not None:
                wobble += top
            elif not t.e and t.p == 0 and t.l <= 1:  # exp(C ln u) = u^C
                drift += bounds(t.c)[1]
            elif not t.e and t.p >= 0:
                half = t.p + (Fraction(1, 2) if t.l > 0 else 0)
                extra = supremum([Term(t.c, l=t.l, p=t.p - half)], self.start)
                if extra is None:
                    return bounded(best, lower_one, g.real, sign)
                spread.append((half, extra))
            else:
                return bounded(best, lower_one, g.real, sign)
        log_real = _ball(g.log).real
        shift = powered(Term(arb(1), p=Fraction(1)), log_real, True)
        unshift = powered(Term(arb(1), p=Fraction(1)), log_real, False)
        e_up: Exponent = exponent([*rising, *spread])
        e_down: Exponent = exponent([*rising, *((k, -c) for k, c in spread)])
        up = Term((factor + wobble).exp(), p=shift.p + drift, e=e_up)
        down = Term((factor - wobble).exp(), p=unshift.p - drift, e=e_down)
        # of two valid bounds, the one that falls faster
        upper = best if best is not None and self.rank(best[0]) < self.rank(up) else (up,)
        lower = lower_one if lower_one is not None and self.rank(lower_one) > self.rank(down) else down
        out = bounded(upper, lower, g.real, sign)
        if not rising and not imaginary_rising and not spread and zero(g.log) and wobble <= 1:
            c0 = _ball(g.poly.get(Fraction(0), _NONE))
            value: Number = fmpq(1) if c0.is_zero() else c0.exp()
            r = self.assembled({k: c for k, c in g.poly.items() if k < 0}, _NONE, g.rest, g.real)
            scale = _size(value) * wobble.exp() / 720
            series = self.expanded(r, [value * fmpq(1, n) for n in (1, 1, 2, 6, 24, 120)], scale)
            if series is not None:
                return replace(out, poly=series.poly, rest=series.rest)
            decay = [Term(_size(c), p=k) for k, c in g.poly.items() if k < 0] + list(g.rest)
            left = merged(scaled(t, _size(value) * wobble.exp()) for t in decay)  # |e^r - 1| <= |r| e^|r|
            return replace(out, poly={Fraction(0): value}, rest=left)
        return out

    def piecewise(self, n: Node) -> Growth:
        """The first branch whose condition holds on the whole half-line, if the ones before fail on it."""
        pairs = list(zip(n.args[::2], n.args[1::2], strict=True))
        for value, condition in pairs:
            held = self.holds(condition)
            if held is None:
                break
            if held:
                return self.visit(value)
        parts = [self.visit(v) for v, _ in pairs]
        uppers: Terms | None = ()
        for g in parts:
            uppers = None if uppers is None or g.upper is None else uppers + g.upper
        signs = {g.sign for g in parts}
        return bounded(uppers, None, all(g.real for g in parts), signs.pop() if len(signs) == 1 else 0)

    def holds(self, condition: Node) -> bool | None:
        """Whether a condition holds for all u >= U (True), for none (False), or is not known."""
        match condition.op:
            case "true":
                return True
            case "false":
                return False
            case "not":
                inner = self.holds(condition.args[0])
                return None if inner is None else not inner
            case "and" | "or":
                parts = [self.holds(a) for a in condition.args]
                decisive = condition.op == "or"
                return decisive if decisive in parts else None if None in parts else not decisive
            case "rel":
                g = self.of(add(condition.args[0], neg(condition.args[1])))
                if g.lower is None or not (g.sign or condition.data in ("=", "!=")):
                    return None
                match condition.data:
                    case "=":
                        return False
                    case "!=":
                        return True
                    case "<" | "<=":
                        return g.sign < 0
                    case _:
                        return g.sign > 0
        return None


def small(g: Growth, start: arb, bound: float) -> Terms | None:
    """The upper bound of g if it stays below `bound` for all u >= start, else None."""
    top = None if g.upper is None else supremum(g.upper, start)
    return g.upper if top is not None and top <= bound else None
