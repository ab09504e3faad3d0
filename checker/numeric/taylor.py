"""Taylor coefficients of the named functions at a number: closed forms, recurrences, differential equations.

Decides f(a), f'(a), f''(a)/2, … for every function that has a derivative here, by one of its arguments. Where nothing
better is known the coefficients are rigorous Cauchy integrals over a circle on whose disc the function is seen to be
holomorphic. Says nothing of functions that are not holomorphic (abs, max, …): those are `jets`'.
"""

from __future__ import annotations

from collections.abc import Callable
from math import comb, factorial

from flint import acb, acb_series, arb, ctx, fmpq

from checker.numeric import arithmetic as ar
from checker.numeric.arithmetic import ONE, ZERO, Mode, Number, Singular, Undecided, Value
from checker.numeric.functions import cut_above_one, cut_negative, evaluator
from checker.numeric.series import Jet, Seam


def function_of(name: str, x: Value, mode: Mode) -> Value:
    """A function of one argument, of a number or a jet."""
    if type(x) is Jet:
        return x.apply(name, (x,), mode)
    f = evaluator(name, mode)
    assert f is not None
    return f(x)


def taylor(name: str, a: Number, n: int, mode: Mode) -> list[Number]:
    """f(a), f'(a), f''(a)/2, … up to degree n, for a function of one argument."""
    f = evaluator(name, mode)
    if f is None:
        raise Undecided(f"no derivative of {name}", precision=False)
    first = f(a)
    if n == 0:
        return [first]
    if type(first) is not fmpq and not first.is_finite():
        return [first] + [ar.nan()] * n
    if (direct := _TAYLOR.get(name)) is not None:
        return [first, *direct(a, first, n, mode)]
    if (rule := _DERIVATIVE.get(name)) is not None:
        return _solve(rule, a, first, n, mode)
    if (method := _SERIES.get(name)) is not None:
        return [first, *_flint(method, a, n)]
    return [first, *cauchy(f, a, n, lambda z: evaluator(name, Mode.ANALYTIC))]


# closed forms: coefficients 1 … n


def _exp_series(a: Number, first: Number, n: int, _: Mode) -> list[Number]:
    return [first * fmpq(1, factorial(k)) for k in range(1, n + 1)]


def _cycle(names: tuple[str, ...], signs: tuple[int, ...]) -> Callable[..., list[Number]]:
    def coefficients(a: Number, first: Number, n: int, mode: Mode) -> list[Number]:
        values: dict[str, Number] = {}
        for name in set(names):
            f = evaluator(name, mode)
            assert f is not None
            values[name] = f(a)
        return [signs[k % 4] * values[names[k % 4]] * fmpq(1, factorial(k)) for k in range(1, n + 1)]

    return coefficients


def _log_series(a: Number, first: Number, n: int, _: Mode) -> list[Number]:
    r = ar.invert(a)
    return [fmpq((-1) ** (k + 1), k) * ar.int_power(r, k) for k in range(1, n + 1)]


def _sigmoid_series(a: Number, s: Number, n: int, _: Mode) -> list[Number]:
    c = [s]
    for k in range(n):  # s' = s - s²
        total = c[k]
        for j in range(k + 1):
            total = total - c[j] * c[k - j]
        c.append(total * fmpq(1, k + 1))
    return c[1:]


def _tanh_series(a: Number, t: Number, n: int, _: Mode) -> list[Number]:
    c = [t]
    for k in range(n):  # t' = 1 - t²
        total = ONE if k == 0 else ZERO
        for j in range(k + 1):
            total = total - c[j] * c[k - j]
        c.append(total * fmpq(1, k + 1))
    return c[1:]


def _digamma_series(a: Number, first: Number, n: int, mode: Mode) -> list[Number]:
    f = evaluator("polygamma", mode)
    assert f is not None
    return [f(fmpq(k), a) * fmpq(1, factorial(k)) for k in range(1, n + 1)]


def _loggamma_series(a: Number, first: Number, n: int, mode: Mode) -> list[Number]:
    f = evaluator("polygamma", mode)
    assert f is not None
    return [f(fmpq(k - 1), a) * fmpq(1, factorial(k)) for k in range(1, n + 1)]


def _airy_series(name: str) -> Callable[..., list[Number]]:
    def coefficients(a: Number, first: Number, n: int, mode: Mode) -> list[Number]:
        f = evaluator(name + "prime", mode)
        assert f is not None
        c = [first, f(a)]
        for k in range(n - 1):  # y'' = x y
            c.append((a * c[k] + (c[k - 1] if k else ZERO)) * fmpq(1, (k + 1) * (k + 2)))
        return c[1 : n + 1]

    return coefficients


def _airy_prime_series(name: str) -> Callable[..., list[Number]]:
    def coefficients(a: Number, first: Number, n: int, mode: Mode) -> list[Number]:
        f = evaluator(name, mode)
        assert f is not None
        c = [f(a), *_airy_series(name)(a, f(a), n + 1, mode)]
        return [(k + 1) * c[k + 1] for k in range(1, n + 1)]

    return coefficients


_TAYLOR: dict[str, Callable[..., list[Number]]] = {
    "exp": _exp_series,
    "sin": _cycle(("sin", "cos", "sin", "cos"), (1, 1, -1, -1)),
    "cos": _cycle(("cos", "sin", "cos", "sin"), (1, -1, -1, 1)),
    "sinh": _cycle(("sinh", "cosh", "sinh", "cosh"), (1, 1, 1, 1)),
    "cosh": _cycle(("cosh", "sinh", "cosh", "sinh"), (1, 1, 1, 1)),
    "log": _log_series,
    "sigmoid": _sigmoid_series,
    "tanh": _tanh_series,
    "digamma": _digamma_series,
    "loggamma": _loggamma_series,
    "airyai": _airy_series("airyai"),
    "airybi": _airy_series("airybi"),
    "airyaiprime": _airy_prime_series("airyai"),
    "airybiprime": _airy_prime_series("airybi"),
}


# differential equations of first order: y' = rule(x, y)


def _e(x: Value, m: Mode) -> Value:
    return function_of("exp", x, m)


def _root(x: Value, m: Mode) -> Value:
    return ar.power(x, ar.HALF, m)


def _i(x: Value, m: Mode) -> Value:
    return ar.invert(x)


def _sqrt_pi() -> arb:
    return arb.pi().sqrt()


_DERIVATIVE: dict[str, Callable[[Value, Value, Mode], Value]] = {
    "asin": lambda x, y, m: _i(_root(1 - x * x, m), m),
    "acos": lambda x, y, m: -_i(_root(1 - x * x, m), m),
    "atan": lambda x, y, m: _i(1 + x * x, m),
    "asinh": lambda x, y, m: _i(_root(1 + x * x, m), m),
    "acosh": lambda x, y, m: _i(_root(x - 1, m) * _root(x + 1, m), m),
    "atanh": lambda x, y, m: _i(1 - x * x, m),
    "erf": lambda x, y, m: 2 / _sqrt_pi() * _e(-x * x, m),
    "erfc": lambda x, y, m: -2 / _sqrt_pi() * _e(-x * x, m),
    "erfi": lambda x, y, m: 2 / _sqrt_pi() * _e(x * x, m),
    "erfinv": lambda x, y, m: _sqrt_pi() / 2 * _e(y * y, m),
    "erfcinv": lambda x, y, m: -(_sqrt_pi() / 2) * _e(y * y, m),
    "Ei": lambda x, y, m: _e(x, m) * _i(x, m),
    "li": lambda x, y, m: _i(function_of("log", x, m), m),
    "Si": lambda x, y, m: function_of("sinc", x, m),
    "Ci": lambda x, y, m: function_of("cos", x, m) * _i(x, m),
    "Chi": lambda x, y, m: function_of("cosh", x, m) * _i(x, m),
    "fresnels": lambda x, y, m: function_of("sin", arb.pi() / 2 * (x * x), m),
    "fresnelc": lambda x, y, m: function_of("cos", arb.pi() / 2 * (x * x), m),
    "lambertw": lambda x, y, m: _i(_e(y, m) * (1 + y), m),
}


def _solve(rule: Callable[[Value, Value, Mode], Value], a: Number, first: Number, n: int, mode: Mode) -> list[Number]:
    """Coefficients of the solution of y' = rule(x, y), y(a) = first, one more in each round."""
    y = [first]
    for k in range(n):
        x = Jet(0, [a, ONE, *[ZERO] * (k - 1)][: k + 1]) if k else a
        z = Jet(0, [*y]) if k else first
        slope = rule(x, z, mode)
        c = slope.c[k] if type(slope) is Jet else (slope if k == 0 else ZERO)
        y.append(c * fmpq(1, k + 1))
    return y


# FLINT's power series

_SERIES: dict[str, str] = {"gamma": "gamma", "elliptic_k": "elliptic_k"}


def _flint(method: str, a: Number, n: int) -> list[Number]:
    """Coefficients 1 … n by FLINT's acb_series."""
    saved = ctx.cap
    ctx.cap = n + 1
    try:
        z = acb(arb(a)) if type(a) is fmpq else acb(a)
        c = getattr(acb_series([z, 1]), method)().coeffs()
    finally:
        ctx.cap = saved
    real = type(ar.simple(a)) is not acb
    out = [*c[1:], *[acb(0)] * (n + 1 - len(c))]
    return [y.real if real and y.imag.is_zero() else y for y in out]


# functions with parameters: the coefficients by one argument


def parametric(name: str, args: list[Number], k: int, n: int, mode: Mode) -> list[Number]:
    """Taylor coefficients by argument k of a function of several arguments, the others fixed."""
    maybe = evaluator(name, mode)
    assert maybe is not None
    f = maybe
    first = f(*args)
    if type(first) is not fmpq and not first.is_finite():
        return [first] + [ar.nan()] * n
    last = k == len(args) - 1
    orders = range(1, n + 1)

    def over(j: int) -> fmpq:
        return fmpq(1, factorial(j))

    if last and name in ("uppergamma", "lowergamma", "expint", "besselj", "bessely", "besseli", "besselk", "polylog"):
        _away_from_cut(name, args)
    match name:
        case "lambertw" if k == 0:
            return _solve(_DERIVATIVE["lambertw"], args[0], first, n, mode)
        case "polygamma" if last:
            return [first, *[f(args[0] + j, args[1]) * over(j) for j in orders]]
        case "besselj" | "bessely" if last:  # 10.6.7
            return [first, *[_bessel_sum(f, args, j, -1) * over(j) * fmpq(1, 2**j) for j in orders]]
        case "besseli" if last:  # 10.29.5
            return [first, *[_bessel_sum(f, args, j, 1) * over(j) * fmpq(1, 2**j) for j in orders]]
        case "besselk" if last:
            return [first, *[_bessel_sum(f, args, j, 1) * over(j) * fmpq((-1) ** j, 2**j) for j in orders]]
        case "expint" if last:  # 8.19.13
            return [first, *[(-1) ** j * f(args[0] - j, args[1]) * over(j) for j in orders]]
        case "uppergamma" | "lowergamma" if last:
            s, sgn = args[0], -1 if name == "uppergamma" else 1
            return _solve(lambda x, y, m: sgn * _any_power(x, s - 1, m) * _e(-x, m), args[1], first, n, mode)
        case "polylog" if last and not _contains_zero(args[1]):
            return [first, *_polylog_coefficients(f, args[0], args[1], n)]
        case "hyper" if last:  # 16.3.1
            p = int(args[0].p)
            a, b, z = args[1 : 1 + p], args[1 + p : -1], args[-1]
            out, scale = [first], ONE
            for j in orders:
                for v in a:
                    scale = scale * (v + j - 1)
                for v in b:
                    scale = scale * ar.invert(v + j - 1)
                out.append(scale * f(args[0], *[v + j for v in a], *[v + j for v in b], z) * over(j))
            return out
        case "zeta" if k == 1:  # 25.11.17
            out, scale = [first], ONE
            for j in orders:
                scale = -scale * (args[0] + j - 1)
                out.append(scale * f(args[0] + j, args[1]) * over(j))
            return out
    return [first, *cauchy(lambda z: f(*args[:k], z, *args[k + 1 :]), args[k], n, lambda z: _partial(name, args, k))]


def _away_from_cut(name: str, args: list[Number]) -> None:
    x = args[-1]
    z = acb(arb(x)) if type(x) is fmpq else acb(x)
    if name in ("besselj", "besseli") and ar.integer(args[0]) is not None:
        return
    if (cut_above_one if name == "polylog" else cut_negative)(z):
        raise Seam(f"a derivative of {name} on its cut")


def _contains_zero(x: Number) -> bool:
    return x == 0 if type(x) is fmpq else bool(x.contains(0))


def _polylog_coefficients(f: Callable[..., Number], s: Number, z: Number, n: int) -> list[Number]:
    """z d/dz Li_s = Li_{s-1} (25.12.10), and z^m d^m is the falling factorial of z d/dz: Stirling numbers (26.8.7)."""
    lower = [f(s - j, z) for j in range(1, n + 1)]
    stirling, scale, out = [0, 1], ONE, []
    for m in range(1, n + 1):
        scale = scale * ar.invert(z)
        total: Number = ZERO
        for j in range(1, m + 1):
            total = total + stirling[j] * lower[j - 1]
        out.append(total * scale * fmpq(1, factorial(m)))
        stirling = [0] + [stirling[j - 1] - m * (stirling[j] if j <= m else 0) for j in range(1, m + 2)]
    return out


def _any_power(x: Value, e: Value, mode: Mode) -> Value:
    return ar.power(x, e, mode)


def _bessel_sum(f: Callable[..., Number], args: list[Number], j: int, sgn: int) -> Number:
    nu, x = args
    total: Number = ZERO
    for i in range(j + 1):
        total = total + sgn**i * comb(j, i) * f(nu - j + 2 * i, x)
    return total


def _partial(name: str, args: list[Number], k: int) -> Callable[[Number], Number] | None:
    f = evaluator(name, Mode.ANALYTIC)
    return None if f is None else (lambda z: f(*args[:k], z, *args[k + 1 :]))


def cauchy(
    f: Callable[[Number], Number], a: Number, n: int, holomorphic: Callable[[acb], Callable[[Number], Number] | None]
) -> list[Number]:
    """Coefficients 1 … n by Cauchy's integral over a circle on whose disc the function is seen to be holomorphic.

    The disc shrinks until the analytic-mode ball of the function on it is finite. The integral over the angle is
    enclosed rigorously (Johansson, Numerical integration in arbitrary-precision ball arithmetic, 2018).
    """
    z = acb(arb(a)) if type(a) is fmpq else acb(a)
    g = holomorphic(z)
    if g is None:
        raise Undecided("no derivative is known", precision=False)
    r = arb(1)
    for _ in range(6):
        r = r / 4
        disc = z + acb(arb(0, r.upper()), arb(0, r.upper()))
        try:
            if acb(arb(v) if type(v := g(disc)) is fmpq else v).is_finite():
                break
        except (Singular, Undecided):
            continue
    else:
        raise Undecided("no disc is seen on which the function is holomorphic")
    out = []
    real = type(ar.simple(a)) is not acb
    h = g

    def integrand(k: int) -> Callable[[acb, bool], acb]:
        def value(t: acb, analytic: bool) -> acb:
            turn = (t * acb(0, 1)).exp()
            v = h(z + r * turn)
            return acb(arb(v) if type(v) is fmpq else v) * (t * acb(0, -k)).exp()

        return value

    for k in range(1, n + 1):
        c = acb.integral(integrand(k), acb(0), acb(2 * arb.pi())) / (2 * arb.pi() * r**k)
        out.append(c.real if real and type(ar.simple(f(a))) is not acb else c)
    return out
