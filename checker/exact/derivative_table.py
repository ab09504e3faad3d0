"""The derivatives of the named functions by their arguments. Decides nothing: a table, each row from the DLMF.

`OUTER[name](x)` is the derivative of a function of one argument; `INNER[name, count, k](*args)` the partial one by
argument k. A function that is missing has no elementary derivative here (or is no smooth function).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction

from checker.graph import MINUS_ONE, ONE, PI, TWO, Node, add, div, fn, mul, neg, power, rat, sub

HALF = Fraction(1, 2)


def _root(x: Node) -> Node:
    return power(x, rat(HALF))


def _square(x: Node) -> Node:
    return power(x, 2)


def _over(x: Node) -> Node:
    return power(x, -1)


def _gauss(c: Node, x: Node) -> Node:
    return mul(TWO, power(PI, rat(-HALF)), fn("exp", mul(c, _square(x))))


OUTER: Mapping[str, Callable[[Node], Node]] = {
    "exp": lambda x: fn("exp", x),
    "log": _over,
    "sin": lambda x: fn("cos", x),  # 4.20.1 and following
    "cos": lambda x: neg(fn("sin", x)),
    "tan": lambda x: power(fn("cos", x), -2),
    "cot": lambda x: neg(power(fn("sin", x), -2)),
    "sec": lambda x: mul(fn("sin", x), power(fn("cos", x), -2)),
    "csc": lambda x: neg(mul(fn("cos", x), power(fn("sin", x), -2))),
    "asin": lambda x: power(sub(ONE, _square(x)), rat(-HALF)),  # 4.24.7 and following
    "acos": lambda x: neg(power(sub(ONE, _square(x)), rat(-HALF))),
    "atan": lambda x: _over(add(ONE, _square(x))),
    "acot": lambda x: neg(_over(add(ONE, _square(x)))),
    "asec": lambda x: mul(power(x, -2), power(sub(ONE, power(x, -2)), rat(-HALF))),
    "acsc": lambda x: neg(mul(power(x, -2), power(sub(ONE, power(x, -2)), rat(-HALF)))),
    "sinh": lambda x: fn("cosh", x),  # 4.34.7 and following
    "cosh": lambda x: fn("sinh", x),
    "tanh": lambda x: power(fn("cosh", x), -2),
    "coth": lambda x: neg(power(fn("sinh", x), -2)),
    "sech": lambda x: neg(mul(fn("sinh", x), power(fn("cosh", x), -2))),
    "csch": lambda x: neg(mul(fn("cosh", x), power(fn("sinh", x), -2))),
    "asinh": lambda x: power(add(_square(x), ONE), rat(-HALF)),  # 4.38.9 and following
    "acosh": lambda x: _over(mul(_root(sub(x, ONE)), _root(add(x, ONE)))),
    "atanh": lambda x: _over(sub(ONE, _square(x))),
    "acoth": lambda x: _over(sub(ONE, _square(x))),
    "sigmoid": lambda x: mul(fn("sigmoid", x), sub(ONE, fn("sigmoid", x))),
    "sinc": lambda x: sub(div(fn("cos", x), x), div(fn("sin", x), _square(x))),
    "factorial": lambda x: mul(fn("gamma", add(x, ONE)), fn("digamma", add(x, ONE))),
    "gamma": lambda x: mul(fn("gamma", x), fn("digamma", x)),  # 5.2.2
    "loggamma": lambda x: fn("digamma", x),
    "digamma": lambda x: fn("polygamma", ONE, x),
    "harmonic": lambda x: fn("polygamma", ONE, add(x, ONE)),
    "erf": lambda x: _gauss(MINUS_ONE, x),  # 7.10.1
    "erfc": lambda x: neg(_gauss(MINUS_ONE, x)),
    "erfi": lambda x: _gauss(ONE, x),
    "erfinv": lambda x: mul(rat(HALF), _root(PI), fn("exp", _square(fn("erfinv", x)))),
    "erfcinv": lambda x: neg(mul(rat(HALF), _root(PI), fn("exp", _square(fn("erfcinv", x))))),
    "Ei": lambda x: div(fn("exp", x), x),  # 6.2.5
    "li": lambda x: _over(fn("log", x)),
    "Si": lambda x: fn("sinc", x),
    "Ci": lambda x: div(fn("cos", x), x),
    "Shi": lambda x: div(fn("sinh", x), x),
    "Chi": lambda x: div(fn("cosh", x), x),
    "fresnels": lambda x: fn("sin", mul(rat(HALF), PI, _square(x))),  # 7.2.8
    "fresnelc": lambda x: fn("cos", mul(rat(HALF), PI, _square(x))),
    "airyai": lambda x: fn("airyaiprime", x),
    "airybi": lambda x: fn("airybiprime", x),
    "airyaiprime": lambda x: mul(x, fn("airyai", x)),  # 9.2.1
    "airybiprime": lambda x: mul(x, fn("airybi", x)),
    "lambertw": lambda x: div(ONE, mul(fn("exp", fn("lambertw", x)), add(ONE, fn("lambertw", x)))),  # 4.13.4
    "elliptic_k": lambda m: div(  # 19.4.1, parameter m = k²
        sub(fn("elliptic_e", m), mul(sub(ONE, m), fn("elliptic_k", m))), mul(TWO, m, sub(ONE, m))
    ),
    "elliptic_e": lambda m: div(sub(fn("elliptic_e", m), fn("elliptic_k", m)), mul(TWO, m)),  # 19.4.2
}


def _bessel(name: str, below: int, above: int) -> Callable[[Node, Node], Node]:
    """Half of below·f_(ν-1) + above·f_(ν+1): 10.6.1, 10.29.1."""

    def rule(order: Node, x: Node) -> Node:
        lower, upper = fn(name, sub(order, ONE), x), fn(name, add(order, ONE), x)
        return mul(rat(HALF), add(mul(rat(below), lower), mul(rat(above), upper)))

    return rule


def _beta(a: Node, b: Node) -> Node:
    return mul(fn("beta", a, b), sub(fn("digamma", a), fn("digamma", add(a, b))))  # 5.12.1


def _log_gap(x: Node, y: Node) -> Node:
    """ψ(x + 1) - ψ(y + 1)."""
    return sub(fn("digamma", add(x, ONE)), fn("digamma", add(y, ONE)))


INNER: Mapping[tuple[str, int, int], Callable[..., Node]] = {
    ("atan2", 2, 0): lambda y, x: div(x, add(_square(x), _square(y))),
    ("atan2", 2, 1): lambda y, x: neg(div(y, add(_square(x), _square(y)))),
    ("beta", 2, 0): _beta,
    ("beta", 2, 1): lambda a, b: _beta(b, a),
    ("binomial", 2, 0): lambda n, k: mul(fn("binomial", n, k), _log_gap(n, sub(n, k))),
    ("binomial", 2, 1): lambda n, k: mul(fn("binomial", n, k), _log_gap(sub(n, k), k)),
    ("polygamma", 2, 1): lambda m, x: fn("polygamma", add(m, ONE), x),
    ("besselj", 2, 1): _bessel("besselj", 1, -1),
    ("bessely", 2, 1): _bessel("bessely", 1, -1),
    ("besseli", 2, 1): _bessel("besseli", 1, 1),
    ("besselk", 2, 1): _bessel("besselk", -1, -1),
    ("uppergamma", 2, 1): lambda a, x: neg(mul(power(x, sub(a, ONE)), fn("exp", neg(x)))),  # 8.8.13
    ("lowergamma", 2, 1): lambda a, x: mul(power(x, sub(a, ONE)), fn("exp", neg(x))),
    ("expint", 2, 1): lambda n, x: neg(fn("expint", sub(n, ONE), x)),  # 8.19.13
    ("polylog", 2, 1): lambda s, x: div(fn("polylog", sub(s, ONE), x), x),  # 25.12.10
    ("chebyshevt", 2, 1): lambda n, x: mul(n, fn("chebyshevu", sub(n, ONE), x)),  # 18.9.21
    ("chebyshevu", 2, 1): lambda n, x: div(
        sub(mul(add(n, ONE), fn("chebyshevt", add(n, ONE), x)), mul(x, fn("chebyshevu", n, x))),
        sub(_square(x), ONE),
    ),
    ("legendre", 2, 1): lambda n, x: div(  # 18.9.17
        mul(n, sub(mul(x, fn("legendre", n, x)), fn("legendre", sub(n, ONE), x))), sub(_square(x), ONE)
    ),
    ("hermite", 2, 1): lambda n, x: mul(TWO, n, fn("hermite", sub(n, ONE), x)),  # 18.9.25
    ("laguerre", 2, 1): lambda n, x: neg(fn("assoc_laguerre", sub(n, ONE), ONE, x)),  # 18.9.23
    ("assoc_laguerre", 3, 2): lambda n, a, x: neg(fn("assoc_laguerre", sub(n, ONE), add(a, ONE), x)),
    ("gegenbauer", 3, 2): lambda n, a, x: mul(TWO, a, fn("gegenbauer", sub(n, ONE), add(a, ONE), x)),  # 18.9.19
    ("jacobi", 4, 3): lambda n, a, b, x: mul(  # 18.9.15
        rat(HALF), add(n, a, b, ONE), fn("jacobi", sub(n, ONE), add(a, ONE), add(b, ONE), x)
    ),
    ("zeta", 2, 1): lambda s, a: neg(mul(s, fn("zeta", add(s, ONE), a))),  # 25.11.17
    ("elliptic_f", 2, 0): lambda phi, m: power(sub(ONE, mul(m, _square(fn("sin", phi)))), rat(-HALF)),
    ("elliptic_e", 2, 0): lambda phi, m: _root(sub(ONE, mul(m, _square(fn("sin", phi))))),
    ("rising", 2, 0): lambda x, n: mul(fn("rising", x, n), sub(fn("digamma", add(x, n)), fn("digamma", x))),
    ("falling", 2, 0): lambda x, n: mul(fn("falling", x, n), _log_gap(x, sub(x, n))),
}
