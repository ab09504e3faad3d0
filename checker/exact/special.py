"""Named functions as values over kernels: what is rational in exponentials is written so, others shifted, reflected.

Sines and hyperbolic sines, sigmoid and their inverses become exponentials, logarithms and roots; factorials,
binomials and beta become gamma functions with arguments shifted into one class a whole number apart; odd and even
functions get arguments of canonical sign. Every rule holds for all arguments (or asks `signs`). Any other function is
a kernel with canonical arguments.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from math import floor, lcm

from checker.exact import orders, signs
from checker.exact.elementary import (
    HALF,
    abs_of,
    conjugate_of,
    constant_value,
    exp_of,
    imaginary_part,
    log_of,
    power_rational,
    real_part,
    sign_value,
)
from checker.exact.factors import (
    is_integer,
    is_real,
    nonnegative,
    nonpositive,
    product,
    sign_of,
)
from checker.exact.kernels import Kernel, Table, Value
from checker.exact.render import leading_sign, monomials, to_node
from checker.exact.signs import Sign
from checker.graph import Node, fn

#: gamma functions and sums are shifted by no more than this
SHIFT = 60
ODD = frozenset("asin atan erf erfi Si Shi fresnels fresnelc erfinv asinh atanh".split())


def function(t: Table, node: Node, args: list[Value]) -> Value:
    """The value of a named function of values; `node` is the application, for its name."""
    name = node.data
    rule = _RULES.get((name, len(args)))
    if rule is not None:
        return rule(t, *args)
    if name in ("max", "min"):
        return _extremum(t, name, args)
    if name in orders.FAMILIES and len(args) == 2:
        return orders.by_order(t, name, args[0], args[1], _shifted(t, args[0]), opaque)
    return opaque(t, name, args)


def opaque(t: Table, name: str, args: list[Value]) -> Value:
    """The application as a kernel."""
    args = [t.canonical(a) for a in args]
    sign = 1
    if name in ODD and len(args) == 1:
        if t.current(args[0]).num.is_zero():
            return t.number(0)
        if leading_sign(t, args[0]) < 0:
            args, sign = [t.negative(args[0])], -1
    node = fn(name, *(to_node(t, a) for a in args))
    k = t.add_kernel("opaque", Kernel(node, "opaque", args[-1] if args else None))
    return t.scaled(t.generator(k), sign)


# ---------------------------------------------------------------- circular and hyperbolic functions


def _turn(t: Table, x: Value) -> Value:
    return exp_of(t, t.times(t.imaginary(), x))


def _sin(t: Table, x: Value) -> Value:
    e = _turn(t, x)
    return t.times(t.minus(e, t.inverse(e)), t.scaled(t.imaginary(), -HALF))


def _cos(t: Table, x: Value) -> Value:
    e = _turn(t, x)
    return t.scaled(t.plus(e, t.inverse(e)), HALF)


def _sinh(t: Table, x: Value) -> Value:
    e = exp_of(t, x)
    return t.scaled(t.minus(e, t.inverse(e)), HALF)


def _cosh(t: Table, x: Value) -> Value:
    e = exp_of(t, x)
    return t.scaled(t.plus(e, t.inverse(e)), HALF)


def _quotient(
    top: Callable[[Table, Value], Value], bottom: Callable[[Table, Value], Value]
) -> Callable[[Table, Value], Value]:
    return lambda t, x: t.over(top(t, x), bottom(t, x))


def _one(t: Table, _: Value) -> Value:
    return t.number(1)


def _sinc(t: Table, x: Value) -> Value:
    return t.number(1) if t.current(x).num.is_zero() else t.over(_sin(t, x), x)


def _sigmoid(t: Table, x: Value) -> Value:
    e = exp_of(t, x)
    return t.over(e, t.plus(e, t.number(1)))


# ---------------------------------------------------------------- their inverses

_SINES = {
    Fraction(0): Fraction(0), Fraction(1, 4): Fraction(1, 6), HALF: Fraction(1, 4), Fraction(3, 4): Fraction(1, 3),
    Fraction(1): HALF,
}  # sin² -> angle/pi  # fmt: skip
_TANGENTS = {
    Fraction(0): Fraction(0), Fraction(1, 3): Fraction(1, 6), Fraction(1): Fraction(1, 4), Fraction(3): Fraction(1, 3),
}  # tan² -> angle/pi  # fmt: skip


def _special_angle(t: Table, x: Value, table: Mapping[Fraction, Fraction]) -> Value | None:
    if any(t.kernels[k].kind not in ("root", "unit") for k in t.generators(x)):
        return None
    square = t.rational(t.canonical(t.times(x, x)))
    if square is None or square not in table:
        return None
    s = sign_of(t, x)
    if s not in (Sign.POS, Sign.NEG, Sign.ZERO):
        return None
    angle = t.scaled(constant_value(t, "pi"), table[square])
    return angle if s == Sign.POS else t.negative(angle)


def _asin(t: Table, x: Value) -> Value:
    found = _special_angle(t, x, _SINES)
    return found if found is not None else opaque(t, "asin", [x])


def _acos(t: Table, x: Value) -> Value:
    return t.minus(t.scaled(constant_value(t, "pi"), HALF), _asin(t, x))  # DLMF 4.23.26, on the cuts too


def _atan(t: Table, x: Value) -> Value:
    found = _special_angle(t, x, _TANGENTS)
    if found is not None:
        return found
    s = sign_of(t, x)
    if s in (Sign.POS, Sign.NEG) and t.generators(x):  # atan x + atan 1/x is pi/2 for x > 0: keep one of the two
        y = t.canonical(t.inverse(x))
        keep = min((to_node(t, v) for v in (_positive(t, x), _positive(t, y))), key=lambda n: (_length(n), n.digest))
        if keep != to_node(t, _positive(t, x)):
            quarter = t.scaled(constant_value(t, "pi"), HALF if s == Sign.POS else -HALF)
            return t.minus(quarter, opaque(t, "atan", [y]))
    return opaque(t, "atan", [x])


def _positive(t: Table, x: Value) -> Value:
    return t.negative(x) if leading_sign(t, x) < 0 else x


def _length(n: Node) -> int:
    """How long a node is, for choosing the shorter of two."""
    return 1 + sum(_length(a) for a in n.args) if n.args else 1


def _asinh(t: Table, x: Value) -> Value:
    if not is_real(t, x):
        return opaque(t, "asinh", [x])
    # DLMF 4.37.16; of a positive argument, so that the logarithm is of canonical sign
    s = leading_sign(t, x)
    y = t.negative(x) if s < 0 else x
    root = power_rational(t, t.plus(t.times(y, y), t.number(1)), HALF)
    return t.scaled(log_of(t, t.plus(y, root)), -1 if s < 0 else 1)


def _acosh(t: Table, x: Value) -> Value:
    if not nonnegative(sign_of(t, t.minus(x, t.number(1)))):
        return opaque(t, "acosh", [x])
    root = power_rational(t, t.minus(t.times(x, x), t.number(1)), HALF)
    return log_of(t, t.plus(x, root))


def _atanh(t: Table, x: Value) -> Value:
    one = t.number(1)
    up, down = t.plus(one, x), t.minus(one, x)
    if sign_of(t, up) == Sign.POS and sign_of(t, down) == Sign.POS:
        return t.scaled(t.minus(log_of(t, up), log_of(t, down)), HALF)  # DLMF 4.37.24
    return opaque(t, "atanh", [x])


def _of_inverse(rule: Callable[[Table, Value], Value]) -> Callable[[Table, Value], Value]:
    return lambda t, x: rule(t, t.inverse(x))


def _acot(t: Table, x: Value) -> Value:
    if sign_of(t, x) & Sign.ZERO:
        return opaque(t, "acot", [x])
    return _atan(t, t.inverse(x))


def _atan2(t: Table, y: Value, x: Value) -> Value:
    if sign_of(t, x) == Sign.POS and is_real(t, y):
        return _atan(t, t.over(y, x))
    return opaque(t, "atan2", [y, x])


# ---------------------------------------------------------------- parts, steps, whole numbers


def _arg(t: Table, x: Value) -> Value:
    s = sign_of(t, x)
    if s == Sign.POS:
        return t.number(0)
    if s == Sign.NEG:
        return constant_value(t, "pi")
    return opaque(t, "arg", [x])


def _heaviside(t: Table, x: Value) -> Value:
    s = sign_of(t, x)
    if s & (Sign.ZERO | Sign.NONREAL):
        return opaque(t, "heaviside", [x])
    return t.scaled(t.plus(t.number(1), sign_value(t, x)), HALF)


def _extremum(t: Table, name: str, args: list[Value]) -> Value:
    kept: list[Value] = []
    for v in args:
        place = True
        for k, w in enumerate(kept):
            s = sign_of(t, t.minus(v, w))
            if name == "min":
                s = signs.opposite(s)
            if nonpositive(s):
                place = False
                break
            if nonnegative(s):
                kept[k], place = v, False
                break
        if place:
            kept.append(v)
    if len(kept) == 1:
        return kept[0]
    if len(kept) == 2 and all(is_real(t, v) for v in kept):
        a, b = kept
        gap = abs_of(t, t.minus(a, b))
        return t.scaled(t.plus(t.plus(a, b), gap if name == "max" else t.negative(gap)), HALF)
    nodes = sorted({to_node(t, v) for v in kept}, key=lambda n: n.digest)
    k = t.add_kernel("opaque", Kernel(fn(name, *nodes), "opaque"))
    return t.generator(k)


def _floor(t: Table, x: Value) -> Value:
    """floor, with the whole terms taken out."""
    x = t.canonical(x)
    whole, rest = t.number(0), t.number(0)
    if len(x.den) == 1 and is_real(t, x):
        den = t.inverse(Value(x.den, x.den.context().constant(1), x.version))
        for c, powers in monomials(t, x.num):
            term = t.scaled(product(t, [t.generator(k, e) for k, e in powers.items()]), c)
            term = t.canonical(t.times(term, den))
            q = t.rational(term)
            if q is not None:
                whole = t.plus(whole, t.number(floor(q)))
                rest = t.plus(rest, t.number(q - floor(q)))
            elif is_integer(t, term):
                whole = t.plus(whole, term)
            else:
                rest = t.plus(rest, term)
        q = t.rational(rest)
        if q is not None:
            return t.plus(whole, t.number(floor(q)))
        turned = _turned(t, rest)
        if turned is not None:
            return t.minus(t.minus(whole, t.number(1)), _floor(t, turned))
        return t.plus(whole, opaque(t, "floor", [rest]))
    return opaque(t, "floor", [x])


def _turned(t: Table, x: Value) -> Value | None:
    """y with floor(x) = -1 - floor(y), where one of x and y is to stand for both: floor(p/q) = -1 - floor((-p - 1)/q)
    for whole p and positive whole q (Graham, Knuth and Patashnik, Concrete Mathematics, 1994, exercise 3.12).
    """
    one = x.den.context().constant(1)
    parts = lcm(*(c.denominator for p in (x.num, x.den) for c, _ in monomials(t, p)))
    top, bottom = (t.scaled(Value(p, one, x.version), parts) for p in (x.num, x.den))
    if not (is_integer(t, top) and is_integer(t, bottom) and signs.is_positive(to_node(t, bottom), t.ctx)):
        return None
    constant = sum((c for c, powers in monomials(t, t.current(top).num) if not powers), Fraction(0))
    direction = leading_sign(t, t.minus(top, t.number(constant)))
    if direction > 0 or (direction == 0 and constant >= 0):
        return None
    return t.over(t.minus(t.negative(top), t.number(1)), bottom)


def _ceiling(t: Table, x: Value) -> Value:
    return t.negative(_floor(t, t.negative(x))) if is_real(t, x) else opaque(t, "ceiling", [x])


def _frac(t: Table, x: Value) -> Value:
    return t.minus(x, _floor(t, x)) if is_real(t, x) else opaque(t, "frac", [x])


def _mod(t: Table, x: Value, y: Value) -> Value:
    if is_real(t, x) and is_real(t, y):
        return t.minus(x, t.times(y, _floor(t, t.over(x, y))))
    return opaque(t, "mod", [x, y])


def _kronecker(t: Table, i: Value, j: Value) -> Value:
    s = sign_of(t, t.minus(i, j))
    if s == Sign.ZERO:
        return t.number(1)
    if not s & Sign.ZERO:
        return t.number(0)
    nodes = sorted((to_node(t, i), to_node(t, j)), key=lambda n: n.digest)
    k = t.add_kernel("step", Kernel(fn("kronecker", *nodes), "step", t.minus(i, j), power=2, fold=1))
    return t.generator(k)


# ---------------------------------------------------------------- the gamma family


def _shifted(t: Table, x: Value) -> tuple[Value, int]:
    """(y, n) with x = y + n, the constant term of y in [0, 1) (in (0, 1] for a number)."""
    x = t.canonical(x)
    q = t.rational(x)
    if q is not None:
        n = floor(q) if q.denominator > 1 else int(q) - 1
    elif len(x.den) == 1:
        den = monomials(t, x.den)[0]
        n = 0
        for c, powers in monomials(t, x.num):
            if powers == den[1]:
                n = floor(c / den[0])
    else:
        n = _whole_part(t, x)
    return t.minus(x, t.number(n)), n


def _whole_part(t: Table, x: Value) -> int:
    """A whole number that grows by 1 with x: the floor of the quotient of two coefficients of the same monomial."""
    top = {tuple(sorted(p.items())): c for c, p in monomials(t, x.num)}
    below = sorted(((tuple(sorted(p.items())), c) for c, p in monomials(t, x.den)), key=lambda m: m[0])
    powers, c = below[-1]
    return floor(top.get(powers, Fraction(0)) / c)


def gamma(t: Table, x: Value) -> Value:
    """Γ: Γ(y + n) = y (y + 1) … (y + n - 1) Γ(y) (DLMF 5.5.1)."""
    y, n = _shifted(t, x)
    q = t.rational(y)
    if abs(n) > SHIFT * (20 if q == 1 else 1) or (q == 1 and n < 0):
        return opaque(t, "gamma", [x])
    if q == 1:
        base = t.number(1)
    elif q == HALF:
        base = power_rational(t, constant_value(t, "pi"), HALF)  # DLMF 5.4.6
    else:
        base = opaque(t, "gamma", [y])
    return t.times(base, _rising_product(t, y, n))


def _rising_product(t: Table, y: Value, n: int) -> Value:
    """Γ(y + n)/Γ(y)."""
    q = t.rational(y)
    if q is not None and n >= 0:
        out = Fraction(1)
        for k in range(n):
            out *= q + k
        return t.number(out)
    steps = [t.plus(y, t.number(k)) for k in (range(n) if n >= 0 else range(n, 0))]
    out_value = product(t, steps)
    return out_value if n >= 0 else t.inverse(out_value)


def _factorial(t: Table, x: Value) -> Value:
    return gamma(t, t.plus(x, t.number(1)))


def _beta(t: Table, a: Value, b: Value) -> Value:
    return t.over(t.times(gamma(t, a), gamma(t, b)), gamma(t, t.plus(a, b)))  # DLMF 5.12.1


def _binomial(t: Table, n: Value, k: Value) -> Value:
    q = t.rational(k)
    if q is not None and q.denominator == 1 and 0 <= q <= SHIFT:
        out = product(t, [t.scaled(t.minus(n, t.number(j)), Fraction(1, j + 1)) for j in range(int(q))])
        return out
    one = t.number(1)
    m = t.plus(n, one)
    if sign_of(t, m) == Sign.POS and is_real(t, k):  # continuous in (n, k) for n > -1: poles below are zeros
        return t.over(gamma(t, m), t.times(gamma(t, t.plus(k, one)), gamma(t, t.plus(t.minus(n, k), one))))
    return opaque(t, "binomial", [n, k])


def _rising(t: Table, x: Value, n: Value) -> Value:
    q = t.rational(n)
    if q is not None and q.denominator == 1 and abs(q) <= SHIFT:
        return _rising_product(t, x, int(q))
    if sign_of(t, x) == Sign.POS and nonnegative(sign_of(t, n)):
        return t.over(gamma(t, t.plus(x, n)), gamma(t, x))
    return opaque(t, "rising", [x, n])


def _falling(t: Table, x: Value, n: Value) -> Value:
    q = t.rational(n)
    if q is not None and q.denominator == 1 and 0 <= q <= SHIFT:
        return product(t, [t.minus(x, t.number(k)) for k in range(int(q))])
    one = t.number(1)
    if sign_of(t, t.plus(x, one)) == Sign.POS and nonnegative(sign_of(t, n)):
        return t.over(gamma(t, t.plus(x, one)), gamma(t, t.plus(t.minus(x, n), one)))
    return opaque(t, "falling", [x, n])


def _digamma(t: Table, x: Value) -> Value:
    return _polygamma_integer(t, 0, x)


def _polygamma_integer(t: Table, m: int, x: Value) -> Value:
    """ψ^(m)(y + n) = ψ^(m)(y) + (-1)^m m! Σ 1/(y + k)^(m+1) (DLMF 5.5.2, 5.15.5)."""
    y, n = _shifted(t, x)
    q = t.rational(y)
    if abs(n) > SHIFT * (5 if q is not None else 1) or (q == 1 and n < 0):
        return opaque(t, "polygamma", [t.number(m), x]) if m else opaque(t, "digamma", [x])
    if q == 1 and m == 0:
        base = t.negative(constant_value(t, "EulerGamma"))
    elif q == HALF and m == 0:  # DLMF 5.4.13
        base = t.minus(t.scaled(log_of(t, t.number(2)), -2), constant_value(t, "EulerGamma"))
    elif q == 1 and m == 1:
        base = t.scaled(t.raised(constant_value(t, "pi"), 2), Fraction(1, 6))
    else:
        base = opaque(t, "polygamma", [t.number(m), y]) if m else opaque(t, "digamma", [y])
    factor = Fraction(-1) ** m
    for k in range(1, m + 1):
        factor *= k
    span = range(n) if n >= 0 else range(n, 0)
    terms = [t.raised(t.inverse(t.plus(y, t.number(k))), m + 1) for k in span]
    return t.plus(base, t.scaled(t.total(terms), factor if n >= 0 else -factor)) if terms else base


def _polygamma(t: Table, m: Value, x: Value) -> Value:
    q = t.rational(m)
    if q is not None and q.denominator == 1 and 0 <= q <= 20:
        return _polygamma_integer(t, int(q), x)
    return opaque(t, "polygamma", [m, x])


def _harmonic(t: Table, n: Value) -> Value:
    q = t.rational(n)
    if q is not None and q == 0:
        return t.number(0)
    return t.plus(_digamma(t, t.plus(n, t.number(1))), constant_value(t, "EulerGamma"))


def _loggamma(t: Table, x: Value) -> Value:
    """ln Γ(y + n) = ln Γ(y) + Σ ln(y + k); of a positive y it is the logarithm of Γ(y)."""
    y, n = _shifted(t, x)
    q = t.rational(y)
    if sign_of(t, x) != Sign.POS or abs(n) > SHIFT:
        return opaque(t, "loggamma", [x])
    while n > 0 and sign_of(t, y) != Sign.POS:
        y, n = t.plus(y, t.number(1)), n - 1
    if (n < 0 and sign_of(t, y) != Sign.POS) or (n < 0 and sign_of(t, t.plus(y, t.number(n))) != Sign.POS):
        return opaque(t, "loggamma", [x])
    base = log_of(t, gamma(t, y)) if q == HALF or sign_of(t, y) == Sign.POS else opaque(t, "loggamma", [y])
    span = range(n) if n >= 0 else range(n, 0)
    logs = [log_of(t, t.plus(y, t.number(k))) for k in span]
    return t.plus(base, t.scaled(t.total(logs), 1 if n >= 0 else -1)) if logs else base


def _erfc(t: Table, x: Value) -> Value:
    return t.minus(t.number(1), opaque(t, "erf", [x]))


def _erf(t: Table, x: Value) -> Value:
    """erf(i y) = i erfi(y) (DLMF 7.2.3), y being real."""
    turned = t.times(x, t.negative(t.imaginary()))
    if not is_real(t, x) and is_real(t, turned):
        return t.times(t.imaginary(), opaque(t, "erfi", [turned]))
    return opaque(t, "erf", [x])


def _upper_gamma(t: Table, a: Value, x: Value) -> Value:
    return orders.upper_gamma(t, a, x, _shifted(t, a), opaque)


def _lower_gamma(t: Table, a: Value, x: Value) -> Value:
    """γ(a, x) = Γ(a) - Γ(a, x) (DLMF 8.2.3), for positive a."""
    if sign_of(t, a) != Sign.POS:
        return opaque(t, "lowergamma", [a, x])
    return t.minus(gamma(t, a), _upper_gamma(t, a, x))


def _polylog(t: Table, s: Value, x: Value) -> Value:
    """Li_1(x) = -log(1 - x) (DLMF 25.12.1), for x < 1."""
    rest = t.minus(t.number(1), x)
    if t.rational(s) == 1 and sign_of(t, rest) == Sign.POS:
        return t.negative(log_of(t, rest))
    return opaque(t, "polylog", [s, x])


def _li(t: Table, x: Value) -> Value:
    return opaque(t, "Ei", [log_of(t, x)]) if sign_of(t, x) == Sign.POS else opaque(t, "li", [x])


def _trivial_zero(name: str) -> Callable[[Table, Value], Value]:
    return lambda t, x: t.number(0) if t.current(x).num.is_zero() else opaque(t, name, [x])


_RULES: Mapping[tuple[str, int], Callable[..., Value]] = {
    ("exp", 1): exp_of, ("log", 1): log_of, ("sin", 1): _sin, ("cos", 1): _cos, ("tan", 1): _quotient(_sin, _cos),
    ("cot", 1): _quotient(_cos, _sin), ("sec", 1): _quotient(_one, _cos), ("csc", 1): _quotient(_one, _sin),
    ("sinh", 1): _sinh, ("cosh", 1): _cosh, ("tanh", 1): _quotient(_sinh, _cosh), ("coth", 1): _quotient(_cosh, _sinh),
    ("sech", 1): _quotient(_one, _cosh), ("csch", 1): _quotient(_one, _sinh), ("sinc", 1): _sinc,
    ("sigmoid", 1): _sigmoid, ("asin", 1): _asin, ("acos", 1): _acos, ("atan", 1): _atan, ("acot", 1): _acot,
    ("asec", 1): _of_inverse(_acos), ("acsc", 1): _of_inverse(_asin), ("asinh", 1): _asinh, ("acosh", 1): _acosh,
    ("atanh", 1): _atanh, ("atan2", 2): _atan2, ("abs", 1): abs_of, ("sign", 1): sign_value, ("re", 1): real_part,
    ("im", 1): imaginary_part, ("conjugate", 1): conjugate_of, ("arg", 1): _arg, ("heaviside", 1): _heaviside,
    ("floor", 1): _floor, ("ceiling", 1): _ceiling, ("frac", 1): _frac, ("mod", 2): _mod,
    ("kronecker", 2): _kronecker, ("gamma", 1): gamma, ("factorial", 1): _factorial, ("beta", 2): _beta,
    ("binomial", 2): _binomial, ("rising", 2): _rising, ("falling", 2): _falling, ("digamma", 1): _digamma,
    ("polygamma", 2): _polygamma, ("harmonic", 1): _harmonic, ("loggamma", 1): _loggamma, ("erf", 1): _erf,
    ("erfc", 1): _erfc, ("li", 1): _li, ("lambertw", 1): _trivial_zero("lambertw"),
    ("uppergamma", 2): _upper_gamma, ("lowergamma", 2): _lower_gamma, ("polylog", 2): _polylog,
}  # fmt: skip
