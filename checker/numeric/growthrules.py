"""The growth of named functions as u -> +oo, and the entry to the analysis of a whole expression.

Each rule is an inequality valid for every real argument it is used on; DLMF numbers where it is not school calculus.
A function without a rule is unknown; nothing is guessed.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction

from flint import acb, arb, fmpq

from checker.graph import Node, add, fn, mul, neg, power, rat
from checker.numeric.growth import NOTHING, Analysis, Growth, Number, bounded, small
from checker.numeric.terms import Term, Terms, infimum, merged, product, scaled, single, supremum

_ONE = (Term(arb(1)),)
_ZERO = Fraction(0)
_HALF = rat(1, 2)


def analyse(
    body: Node, variable: str, sign: int, degree: int, start: arb, constant: Callable[[Node], Number | None]
) -> Growth:
    """The growth of the body where the variable stands for sign * u^degree (degree 1 or -1), for all u >= start >= 16.

    `constant` gives the value of a node free of the variable: exact if rational, a ball, or None.
    """
    return Analysis(variable, sign, degree, start, constant, function).of(body)


def function(a: Analysis, n: Node) -> Growth:
    """The growth of a `fn` node."""
    x = n.args[0]
    match n.data:
        case "exp":
            return a.exponential(a.visit(x))
        case "log":
            return _log(a, a.visit(x))
        case "sin" | "cos":
            return _trigonometric(a, n.data, a.visit(x))
        case "sinh" if small(a.visit(x), a.start, 0.5) is None:
            return a.of(mul(_HALF, add(fn("exp", x), neg(fn("exp", neg(x))))))
        case "cosh":
            return a.of(mul(_HALF, add(fn("exp", x), fn("exp", neg(x)))))
        case "sech" | "csch" | "sec" | "csc" | "cot" | "coth":
            return a.of(power(fn(_RECIPROCAL[n.data], x), -1))
        case "sigmoid":
            return _sigmoid(a, x)
        case "tanh":
            return _tanh(a, x)
        case "erf" | "erfc":
            return _erf(a, n.data, x)
        case "tan" | "atan" | "asinh" | "sinh" | "asin" | "atanh":
            return _odd(a, n.data, x)
        case "acos":  # |acos z| <= pi + acosh 2 for |z| <= 2
            g = a.visit(x)
            top = supremum(g.upper, a.start) if g.upper is not None else None
            return bounded((Term(arb(5)),)) if top is not None and top <= 2 else NOTHING
        case "abs":
            return _abs(a.visit(x))
        case "max" | "min":
            return _extreme(a, n)
        case "sign" | "heaviside":
            g = a.visit(x)
            if g.sign and g.lower is not None:
                return a.monomial(fmpq(g.sign if n.data == "sign" else (g.sign + 1) // 2), Fraction(0))
            return bounded(_ONE if g.real else None, None, g.real, 1 if n.data == "heaviside" and g.real else 0)
        case "floor" | "ceiling":
            g = a.visit(x)
            if not g.real or g.rest is None:
                return NOTHING
            whole = a.assembled(g.poly, g.log, merged((*g.rest, *_ONE)), True)
            return replace(whole, sign=whole.sign or (g.sign if (g.sign > 0) == (n.data == "floor") else 0))
        case "frac":
            return bounded(_ONE, None, True, 1) if a.visit(x).real else NOTHING
        case "gamma" | "factorial":
            return _gamma(a, x if n.data == "gamma" else add(x, rat(1)))
        case "re" | "im":
            g = a.visit(x)
            return g if g.real and n.data == "re" else bounded(g.upper, None, True, 0)
        case "conjugate":
            g = a.visit(x)
            return g if g.real else bounded(g.upper, g.lower, False, 0)
        case "sinc":
            g = a.visit(x)
            if g.lower is not None:  # not 0 from the start on
                return a.of(mul(fn("sin", x), power(x, -1)))
            return bounded(_ONE, None, True, 0) if g.real else NOTHING
        case "besselj" if x.op == "rat" and x.value.denominator == 1:  # DLMF 10.14.1, real argument
            return bounded(_ONE, None, True, 0) if a.visit(n.args[1]).real else NOTHING
    return NOTHING


_RECIPROCAL = {"sech": "cosh", "csch": "sinh", "sec": "cos", "csc": "sin", "cot": "tan", "coth": "tanh"}


def _log(a: Analysis, g: Growth) -> Growth:
    """log of c u^k (1 + r) is log c + k ln u + O(2 r); else |log| <= the logs of the bounds, and pi off the reals."""
    if g.upper is None or g.lower is None:
        return NOTHING
    positive = g.real and g.sign > 0
    top = single(g.upper, a.start)
    sign = 0
    if positive:
        least = infimum(g.lower, a.start)
        most = supremum(g.upper, a.start)
        sign = 1 if least is not None and least >= 1 else -1 if most is not None and most <= 1 else 0
    lead = a.relative(g) if positive or a.off_cut(g) else None
    if lead is not None:
        k, c, rest, _ = lead
        value = acb(acb(c).real) if positive else acb(c)
        if not positive or value.real > 0:
            const = value.log()
            poly: dict[Fraction, Number] = {} if value == 1 else {Fraction(0): const}
            slope: Number = fmpq(k.numerator, k.denominator)
            out = a.assembled(poly, slope, merged(scaled(t, arb(2)) for t in rest), positive)
            signs: list[Number] = [fmpq(0), *(fmpq((-1) ** (j + 1), j) for j in range(1, 5))]
            series = a.expanded(a.quotient(g, lead), signs, 1 / (5 * (1 - lead[3])))  # |r|^5 / (5 (1 - m))
            if series is not None:
                whole = {m: c for m, c in series.poly.items() if m}
                out = a.assembled({**whole, **poly}, slope, series.rest, positive)
            return replace(out, sign=sign or out.sign) if positive else out
    if top is None:
        return NOTHING
    parts = _log_size(top) + _log_size(g.lower) + (() if positive else (Term(arb.pi()),))
    lower = None
    if sign:  # |log| >= the nearer of the two bounds, where that is a plain power in the exponent
        near = g.lower if sign > 0 else Term(1 / top.c, -top.l, -top.p, tuple((k, -q) for k, q in top.e))
        if len(near.e) == 1 and near.e[0][1] > 0 and near.c >= 1 and near.l >= 0 and near.p >= 0:
            lower = Term(near.e[0][1].lower(), p=near.e[0][0])
    return bounded(merged(parts), lower, positive, sign)


def _log_size(t: Term) -> Terms:
    """Terms whose sum bounds |ln t|; ln ln u <= ln u for u >= 16."""
    out = [Term(abs(q).upper(), p=k) for k, q in t.e]
    log = abs(t.l) + abs(t.p)
    if log:
        out.append(Term(arb(fmpq(log.numerator, log.denominator)), l=Fraction(1)))
    c = t.c.log()
    if not c.is_zero():
        out.append(Term(c.abs_upper()))
    return tuple(out)


def _trigonometric(a: Analysis, name: str, g: Growth) -> Growth:
    if not g.real:
        return _complex_trigonometric(a, name, g)
    near = small(g, a.start, 1.5)
    if near is None:
        return bounded(_ONE, None, True, 0)
    if name == "cos":
        square = product(near, near)
        rest = None if square is None else tuple(scaled(t, arb(0.5)) for t in square)
        even: list[Number] = [fmpq(1), fmpq(0), fmpq(-1, 2), fmpq(0), fmpq(1, 24), fmpq(0)]
        series = a.expanded(g, even, arb(1) / 720) if Fraction(0) not in g.poly else None
        if series is not None:
            return replace(a.assembled(series.poly, fmpq(0), series.rest, True), sign=1)
        return replace(a.assembled({Fraction(0): fmpq(1)}, fmpq(0), rest, True), sign=1)
    lower = None if g.lower is None else scaled(g.lower, arb(0.625))  # sin x >= 2 x / pi on [0, pi/2]
    odd: list[Number] = [fmpq(0), fmpq(1), fmpq(0), fmpq(-1, 6), fmpq(0), fmpq(1, 120), fmpq(0)]
    series = a.expanded(g, odd, arb(1) / 5040) if Fraction(0) not in g.poly else None
    if series is not None:
        return Growth(series.poly, series.log, series.rest, near, lower, True, g.sign)
    return _cubic(g, near, lower, arb(1) / 6)


def _complex_trigonometric(a: Analysis, name: str, g: Growth) -> Growth:
    """|sin z|, |cos z| <= (|exp(iz)| + |exp(-iz)|) / 2; |sin z - z| <= |z|^3/5, |cos z - 1| <= 3 |z|^2/5 for
    |z| <= 1/2."""
    near = small(g, a.start, 0.5)
    if near is not None:
        if name == "sin":
            return _cubic(g, near, None if g.lower is None else scaled(g.lower, arb(0.5)), arb(1) / 5)
        square = product(near, near)
        return a.assembled(
            {Fraction(0): fmpq(1)},
            fmpq(0),
            None if square is None else tuple(scaled(t, arb(0.6)) for t in square),
            False,
        )
    total: list[Term] = []
    for unit in (acb(0, 1), acb(0, -1)):
        turned = a.exponential(a.product(a.monomial(unit, Fraction(0)), g))
        if turned.upper is None:
            return NOTHING
        total.extend(scaled(t, arb(0.5)) for t in turned.upper)
    return bounded(merged(total))


def _cubic(g: Growth, near: Terms, lower: Term | None, factor: arb) -> Growth:
    """An odd function that differs from its argument by at most factor |x|^3, and not more than doubles it."""
    square = product(near, near)
    cube = product(square, near)
    upper = tuple(scaled(t, arb(2)) for t in near)
    rest = None
    if g.rest is not None and cube is not None:
        rest = merged((*g.rest, *(scaled(t, factor) for t in cube)))
    if rest is None:
        return bounded(upper, lower, g.real, g.sign)
    return Growth(g.poly, g.log, rest, upper, lower, g.real, g.sign)


def _odd(a: Analysis, name: str, x: Node) -> Growth:
    """Odd functions near 0: |f(x) - x| <= |x|^3 and |x| / 2 <= |f(x)| <= 2 |x| for |x| <= 1/2, also complex ones (their
    series are bounded by those of tan and atanh); and far away."""
    g = a.visit(x)
    near = small(g, a.start, 0.5)
    if near is not None:
        return _cubic(g, near, None if g.lower is None else scaled(g.lower, arb(0.5)), arb(1))
    if name == "atan" and not g.real and a.right(g):  # pi/2 - atan(1/z)
        turned = a.of(power(x, -1))
        rest = small(turned, a.start, 0.5)
        half = acb(arb.pi() / 2)
        return (
            NOTHING
            if rest is None
            else a.assembled({_ZERO: half}, fmpq(0), tuple(scaled(t, arb(2)) for t in rest), False)
        )
    if not g.real:
        return NOTHING
    if name == "atan":
        upper = (Term(arb(1.6)),)
        if g.sign and g.lower is not None:  # |atan x| = pi/2 - atan(1/|x|), and atan y <= y for y >= 0
            inverted = a.of(power(x, -1))
            if inverted.upper is not None:
                whole = a.assembled({Fraction(0): acb(arb.pi() / 2 * g.sign)}, fmpq(0), inverted.upper, True)
                return replace(whole, sign=g.sign)
        return bounded(upper, None, True, g.sign)
    if name == "asinh" and g.upper is not None:
        return bounded(g.upper, None, True, g.sign)
    top = supremum(g.upper, a.start) if g.upper is not None else None
    if name == "asin" and top is not None and top <= 2:  # |asin z| <= pi/2 + acosh 2 for |z| <= 2
        return bounded((Term(arb(3)),), None, bool(top <= 1), g.sign if top <= 1 else 0)
    if name == "atanh":
        return a.of(mul(_HALF, add(fn("log", add(rat(1), x)), neg(fn("log", add(rat(1), neg(x)))))))
    return NOTHING


def _sigmoid(a: Analysis, x: Node) -> Growth:
    g = a.visit(x)
    if not g.real:
        return a.of(power(add(rat(1), fn("exp", neg(x))), -1))
    e = a.of(fn("exp", neg(x)))
    if g.sign > 0:  # 1 - e^-x <= sigmoid x <= 1, and sigmoid x >= 1/2
        whole = a.assembled({Fraction(0): fmpq(1)}, fmpq(0), e.upper, True)
        lower = whole.lower if whole.lower is not None else Term(arb(0.5))
        return replace(whole, upper=_ONE, lower=lower, sign=1)
    if g.sign < 0:  # e^x / 2 <= sigmoid x <= e^x
        f = a.of(fn("exp", x))
        return bounded(f.upper, _half(f.lower), True, 1)
    size = a.exponential(a.of(neg(fn("abs", x))))
    return bounded(_ONE, _half(size.lower), True, 1)


def _gamma(a: Analysis, x: Node) -> Growth:
    """gamma(x + 1) >= (x/e)^x for x > 0 (from DLMF 5.6.1), so at least exp(x (ln m - 1)) where x >= m."""
    g = a.of(add(x, rat(-1)))
    least = None if g.lower is None or g.sign <= 0 else infimum(g.lower, a.start)
    if least is None or not least >= 3:
        return NOTHING
    rate = (least.log() - 1).lower()
    grown = a.exponential(a.product(a.monomial(acb(rate), Fraction(0)), g))
    return bounded(None, grown.lower, True, 1)


def _half(lower: Term | None) -> Term | None:
    return None if lower is None else scaled(lower, arb(0.5))


def _tanh(a: Analysis, x: Node) -> Growth:
    g = a.visit(x)
    near = small(g, a.start, 0.5)
    if not g.real and near is None:
        falling = fn("exp", mul(rat(-2), x))
        return a.of(mul(add(rat(1), neg(falling)), power(add(rat(1), falling), -1)))
    if near is not None:
        return _cubic(g, near, None if g.lower is None else scaled(g.lower, arb(0.5)), arb(1))
    if g.sign:  # 1 - tanh|x| <= 2 exp(-2|x|)
        e = a.of(fn("exp", mul(rat(-2 * g.sign), x)))
        rest = None if e.upper is None else tuple(scaled(t, arb(2)) for t in e.upper)
        whole = a.assembled({Fraction(0): fmpq(g.sign)}, fmpq(0), rest, True)
        return replace(whole, upper=_ONE, sign=g.sign)
    return bounded(_ONE, None, True, 0)


def _erf(a: Analysis, name: str, x: Node) -> Growth:
    """erfc x <= exp(-x^2) for x >= 0 (DLMF 7.8.3 is sharper), and erfc x <= 2."""
    g = a.visit(x)
    if not g.real:
        return NOTHING
    if name == "erf":
        near = small(g, a.start, 0.5)
        if near is not None:  # |erf x| <= 2 |x| / sqrt(pi), and >= |x| for |x| <= 1/2
            return bounded(tuple(scaled(t, arb(1.13)) for t in near), g.lower, True, g.sign)
    if not g.sign:
        return bounded(_ONE if name == "erf" else (Term(arb(2)),), None, True, 1 if name == "erfc" else 0)
    decay = a.of(fn("exp", neg(power(x, 2)))).upper
    if name == "erf":
        whole = a.assembled({Fraction(0): fmpq(g.sign)}, fmpq(0), decay, True)
        return replace(whole, upper=_ONE, sign=g.sign)
    if g.sign > 0:
        return bounded(decay if decay is not None else _ONE, None, True, 1)
    return replace(a.assembled({Fraction(0): fmpq(2)}, fmpq(0), decay, True), lower=Term(arb(1)), sign=1)


def _abs(g: Growth) -> Growth:
    if g.sign > 0:
        return g
    if g.sign < 0:
        return replace(g, poly={k: -c for k, c in g.poly.items()}, log=-g.log, sign=1)
    return bounded(g.upper, g.lower, True, 1)


def _extreme(a: Analysis, n: Node) -> Growth:
    """max or min: the argument that wins on the whole half-line, else bounds."""
    sign = 1 if n.data == "max" else -1
    best = n.args[0]
    for other in n.args[1:]:
        difference = a.of(add(best, neg(other)))
        if not difference.sign or not difference.real:
            break
        best = best if difference.sign == sign else other
    else:
        return a.visit(best)
    parts = [a.visit(x) for x in n.args]
    upper: Terms | None = ()
    for g in parts:
        upper = None if upper is None or g.upper is None else upper + g.upper
    lows = [g.lower for g in parts if g.sign == sign and g.lower is not None]
    is_real = all(g.real for g in parts)
    signs = {g.sign for g in parts}
    total = sign if sign in signs else -sign if signs == {-sign} else 0
    return bounded(upper, lows[0] if lows else None, is_real, total if is_real else 0)
