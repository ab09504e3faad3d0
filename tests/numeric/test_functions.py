"""The table of functions against mpmath at signed and complex arguments, on cuts and at poles; analytic mode."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from fractions import Fraction as F
from random import Random

import mpmath
import pytest
from flint import acb, arb, ctx, fmpq

from checker.grammar import FUNCTIONS
from checker.numeric.arithmetic import Mode, Singular, Undecided
from checker.numeric.functions import function

REALS = [F(0), F(1), F(-1), F(1, 2), F(-1, 2), F(1, 3), F(-2), F(2), F(3), F(-3), F(5, 2), F(-7, 3), F(17, 10), F(10)]
COMPLEX = [(F(1, 3), F(1, 2)), (F(-1, 2), F(1)), (F(0), F(2)), (F(0), F(-2)), (F(-3), F(1, 7)), (F(-3), F(-1, 7)),
           (F(2), F(-3)), (F(0), F(1, 2))]  # fmt: skip
INTEGERS = [F(0), F(1), F(2), F(3), F(5)]
m = mpmath

UNARY: dict[str, Callable] = {
    "exp": m.exp, "log": m.log, "sin": m.sin, "cos": m.cos, "tan": m.tan, "cot": m.cot, "sec": m.sec, "csc": m.csc,
    "asin": m.asin, "acos": m.acos, "atan": m.atan, "sinh": m.sinh, "cosh": m.cosh, "tanh": m.tanh, "coth": m.coth,
    "sech": m.sech, "csch": m.csch, "asinh": m.asinh, "acosh": m.acosh, "atanh": m.atanh,
    "acot": lambda v: m.pi / 2 if v == 0 else m.atan(1 / v), "asec": lambda v: m.acos(1 / v),
    "acoth": lambda v: m.mpc(0, m.pi / 2) if v == 0 else m.atanh(1 / v), "acsc": lambda v: m.asin(1 / v),
    "asech": lambda v: m.acosh(1 / v), "acsch": lambda v: m.asinh(1 / v), "abs": abs, "re": m.re, "im": m.im,
    "conjugate": m.conj, "factorial": m.factorial, "gamma": m.gamma, "loggamma": m.loggamma, "digamma": m.digamma,
    "erf": m.erf, "erfc": m.erfc, "erfi": m.erfi, "Ei": m.ei, "li": m.li, "Si": m.si, "Ci": m.ci, "Shi": m.shi,
    "Chi": m.chi, "fresnels": m.fresnels, "fresnelc": m.fresnelc, "airyai": m.airyai, "airybi": m.airybi,
    "airyaiprime": lambda v: m.airyai(v, derivative=1), "airybiprime": lambda v: m.airybi(v, derivative=1),
    "sigmoid": lambda v: 1 / (1 + m.exp(-v)), "dirichlet_eta": m.altzeta, "zeta": m.zeta, "lambertw": m.lambertw,
    "elliptic_k": m.ellipk, "elliptic_e": m.ellipe, "harmonic": m.harmonic, "sinc": m.sinc, "fibonacci": m.fibonacci,
    "catalan": lambda v: m.power(4, v) * m.gamma(v + 0.5) * m.rgamma(v + 2) / m.sqrt(m.pi),
    "arg": m.arg, "sign": m.sign,
}  # fmt: skip
NARY: dict[str, tuple[Callable, list[list]]] = {
    "beta": (m.beta, [REALS + COMPLEX] * 2),
    "polygamma": (lambda n, v: m.polygamma(int(n), v), [INTEGERS, REALS + COMPLEX]),
    "besselj": (m.besselj, [REALS, REALS + COMPLEX]), "bessely": (m.bessely, [REALS, REALS[1:] + COMPLEX]),
    "besseli": (m.besseli, [REALS, REALS + COMPLEX]), "besselk": (m.besselk, [REALS, REALS[1:] + COMPLEX]),
    "uppergamma": (m.gammainc, [REALS, REALS[1:] + COMPLEX]),
    "lowergamma": (lambda s, v: m.gammainc(s, 0, v), [REALS, REALS[1:] + COMPLEX]),
    "expint": (m.expint, [REALS, REALS[1:] + COMPLEX]), "polylog": (m.polylog, [INTEGERS, REALS + COMPLEX]),
    "chebyshevt": (m.chebyt, [[*INTEGERS, F(1, 2)], REALS + COMPLEX]),
    "chebyshevu": (m.chebyu, [[*INTEGERS, F(1, 3)], REALS + COMPLEX]),
    "legendre": (m.legendre, [[*INTEGERS, F(1, 2)], REALS + COMPLEX]),
    "hermite": (m.hermite, [[*INTEGERS, F(1, 2)], REALS + COMPLEX]),
    "laguerre": (lambda n, v: m.laguerre(n, 0, v), [[*INTEGERS, F(1, 2)], REALS + COMPLEX]),
    "rising": (m.rf, [REALS + COMPLEX, REALS]), "falling": (m.ff, [REALS + COMPLEX, REALS]),
    "binomial": (m.binomial, [REALS + COMPLEX, [*INTEGERS, F(1, 2), F(-7, 3)]]),
    "elliptic_f": (m.ellipf, [REALS + COMPLEX, REALS]), "elliptic_e": (m.ellipe, [REALS + COMPLEX, REALS]),
    "elliptic_pi": (m.ellippi, [[F(1, 3), F(-1, 2), F(-3), F(0)], [F(1, 2), F(-1, 2), F(-7, 3)]]),
    "assoc_laguerre": (m.laguerre, [INTEGERS, REALS, REALS + COMPLEX]),
    "assoc_legendre": (lambda n, k, v: m.legenp(n, k, v), [INTEGERS[:4], INTEGERS[:4], [F(1, 3), F(-1, 2)]]),
    "gegenbauer": (m.gegenbauer, [INTEGERS, [F(1, 2), F(1, 3), F(2)], REALS + COMPLEX]),
    "jacobi": (m.jacobi, [INTEGERS, [F(1, 2), F(1, 3), F(2)], [F(1, 2), F(1, 3), F(2)], REALS + COMPLEX]),
    "zeta": (m.zeta, [REALS + COMPLEX, [F(1, 3), F(1, 2), F(1), F(2), F(5, 2)]]),
    "lambertw": (lambda v, k: m.lambertw(v, int(k)), [REALS[1:] + COMPLEX, [F(0), F(1), F(-1), F(-2)]]),
    "atan2": (lambda b, a: m.atan2(b, a), [REALS, REALS]),
    "mod": (lambda a, b: a - b * m.floor(a / b), [REALS, REALS[1:]]),
    "max": (max, [REALS, REALS, REALS]), "min": (min, [REALS, REALS, REALS]),
    "hyper": (lambda p, a, b, c, v: m.hyp2f1(a, b, c, v), [[F(2)], REALS[3:], REALS[3:], [F(1, 2), F(5, 3)], REALS]),
}  # fmt: skip


def outside(v) -> mpmath.mpf:
    return m.mpf(v.numerator) / v.denominator if isinstance(v, F) else m.mpc(outside(v[0]), outside(v[1]))


def inside(v):
    return fmpq(v.numerator, v.denominator) if isinstance(v, F) else acb(arb(inside(v[0])), arb(inside(v[1])))


def as_ball(v) -> acb:
    return acb(arb(v)) if isinstance(v, fmpq) else acb(v)


@pytest.fixture(autouse=True)
def _precision():
    saved, ctx.prec = ctx.prec, 120
    with mpmath.workdps(30):
        yield
    ctx.prec = saved


def agree(name: str, f, reference: Callable, point: tuple, tolerance: float = 1e-15) -> bool:
    """Whether the two agree there; False where one of them has nothing to say. A disagreement fails the test."""
    try:
        found = as_ball(f(*map(inside, point)))
        expected = m.mpmathify(reference(*map(outside, point)))
    except (
        Singular,
        Undecided,
        ValueError,
        ZeroDivisionError,
        OverflowError,
        m.libmp.NoConvergence,
        TypeError,
        RecursionError,
    ):
        return False
    if not found.is_finite() or not m.isfinite(expected):
        return False
    error = acb(arb(m.nstr(m.re(expected), 30)), arb(m.nstr(m.im(expected), 30))) - found
    assert abs(error) < tolerance * (1 + float(abs(expected))), (name, point, found, expected)
    if all(isinstance(v, F) for v in point) and m.im(expected) == 0:
        assert abs(found.imag) < 1e-20, (name, point, "not real")
    return True


@pytest.mark.parametrize("name", UNARY)
def test_one_argument(name):
    f = function(name, Mode.POINT)
    assert sum(agree(name, f, UNARY[name], (p,)) for p in REALS + COMPLEX) >= 6


@pytest.mark.parametrize("name", NARY)
def test_several_arguments(name):
    reference, domains = NARY[name]
    points = list(itertools.product(*domains))
    Random(5).shuffle(points)
    f = function(name, Mode.POINT)
    assert sum(agree(name, f, reference, p) for p in points[:40]) >= 10


def test_inverse_error_functions():
    for p in (F(1, 3), F(-1, 2), F(9, 10)):
        assert agree("erfinv", function("erfinv", Mode.POINT), m.erfinv, (p,))
        assert agree("erfcinv", function("erfcinv", Mode.POINT), lambda v: m.erfinv(1 - v), (p,)) or p < 0


def test_integer_sequences():
    def run(name, *args):
        return function(name, Mode.POINT)(*map(fmpq, args))

    assert [run("fibonacci", k) for k in range(-4, 8)] == [-3, 2, -1, 1, 0, 1, 1, 2, 3, 5, 8, 13]
    assert [run("lucas", k) for k in range(-2, 6)] == [3, -1, 2, 1, 3, 4, 7, 11]
    assert [run("catalan", k) for k in range(6)] == [1, 1, 2, 5, 14, 42]
    assert [run("subfactorial", k) for k in range(7)] == [1, 0, 1, 2, 9, 44, 265]
    assert [run("factorial2", k) for k in range(-1, 8)] == [1, 1, 1, 2, 3, 8, 15, 48, 105]
    assert [run("factorial2", k) for k in (-3, -5)] == [-1, fmpq(1, 3)]
    assert [run("bernoulli", k) for k in range(5)] == [1, fmpq(1, 2), fmpq(1, 6), 0, fmpq(-1, 30)]
    assert [run("binomial", -3, k) for k in range(-1, 4)] == [0, 1, -3, 6, -10]
    assert run("harmonic", 4) == fmpq(25, 12)
    assert run("harmonic", 3, 2) == fmpq(49, 36)
    assert run("rising", 3, 3) == 60
    assert run("falling", 5, 2) == 20
    assert run("rising", 5, -2) == fmpq(1, 12)
    assert run("kronecker", 2, 2) == 1
    assert run("kronecker", 2, 3) == 0
    assert run("heaviside", 0) == fmpq(1, 2)
    assert run("sign", 0) == 0
    assert run("sinc", 0) == 1
    assert run("legendre", 2, 3) == 13
    assert run("mod", -7, 3) == 2


def test_poles():
    for name, *args in [("gamma", -2), ("loggamma", -30), ("digamma", 0), ("factorial", -1), ("zeta", 1), ("cot", 0),
                        ("csch", 0), ("atanh", -1), ("Ei", 0), ("Ci", 0), ("li", 1), ("elliptic_k", 1), ("erfinv", 1),
                        ("harmonic", -2), ("polygamma", 2, 0), ("besselk", 0, 0), ("bessely", 1, 0), ("expint", 1, 0),
                        ("polylog", 1, 1), ("zeta", 1, 2), ("lambertw", 0, -1), ("atan2", 0, 0), ("arg", 0),
                        ("mod", 1, 0), ("log", 0), ("acsc", 0), ("binomial", -1, fmpq(1, 2)),
                        ("hyper", 1, 1, -2, fmpq(1, 2))]:  # fmt: skip
        with pytest.raises(Singular):
            function(name, Mode.POINT)(*map(fmpq, args))
    with pytest.raises(Singular):
        function("atan", Mode.POINT)(acb(0, 1))


def test_every_name_is_known_or_says_so():
    without = {name for name in FUNCTIONS if function(name, Mode.POINT) is None}
    assert without == {"lerchphi2", "stirling"}


# ---------------------------------------------------------------- balls


def test_wide_balls_hold_all_their_values():
    rng = Random(11)
    for name in UNARY:
        f = function(name, Mode.BOX)
        for _ in range(12):
            c, r = F(rng.randint(-30, 30), 10), F(rng.randint(1, 15), 10)
            try:
                box = as_ball(f(arb(inside(c), inside(r))))
            except (Singular, Undecided):
                continue
            if not box.is_finite():
                continue
            for j in range(-4, 5):
                try:
                    inner = as_ball(f(inside(c + r * F(j, 4))))
                except Singular:
                    continue
                assert not inner.is_finite() or box.overlaps(inner), (name, c, r, j)


def test_analytic_mode_refuses_cuts_and_kinks():
    across = {
        "log": acb(arb(-1, 0.1), arb(0, 0.1)), "loggamma": acb(arb(-1.5, 0.1), arb(0, 0.1)),
        "asin": acb(arb(2, 0.1), arb(0, 0.1)), "acos": acb(arb(-2, 0.1), arb(0, 0.1)),
        "atan": acb(arb(0, 0.1), arb(2, 0.1)), "acosh": acb(arb(0, 0.1), arb(0, 0.1)),
        "atanh": acb(arb(2, 0.1), arb(0, 0.1)), "asinh": acb(arb(0, 0.1), arb(-2, 0.1)),
        "abs": acb(arb(0, 0.1), arb(0, 0.1)), "sign": acb(arb(0, 0.1), arb(1, 0.1)),
        "floor": acb(arb(1, 0.1), arb(0, 0.1)), "heaviside": acb(arb(0, 0.1), arb(0, 0.1)),
        "lambertw": acb(arb(-1, 0.1), arb(0, 0.1)), "Ei": acb(arb(-1, 0.1), arb(0, 0.1)),
        "Ci": acb(arb(-1, 0.1), arb(0, 0.1)), "li": acb(arb(0.5, 0.1), arb(0, 0.1)),
        "elliptic_k": acb(arb(2, 0.1), arb(0, 0.1)), "acot": acb(arb(0, 0.1), arb(0.5, 0.1)),
        "acoth": acb(arb(0.5, 0.1), arb(0, 0.1)), "asec": acb(arb(0.5, 0.1), arb(0, 0.1)),
        "asech": acb(arb(-0.5, 0.1), arb(0, 0.1)), "acsch": acb(arb(0, 0.1), arb(0.5, 0.1)),
        "elliptic_e": acb(arb(2, 0.1), arb(0, 0.1)),
    }  # fmt: skip
    for name, box in across.items():
        assert not as_ball(function(name, Mode.ANALYTIC)(box)).is_finite(), name
    for name, args in {"besselj": (fmpq(1, 2),), "besselk": (fmpq(1),), "uppergamma": (fmpq(1, 2),),
                       "expint": (fmpq(1),), "bessely": (fmpq(0),)}.items():  # fmt: skip
        box = acb(arb(-1, 0.1), arb(0, 0.1))
        assert not as_ball(function(name, Mode.ANALYTIC)(*args, box)).is_finite(), name
    box = acb(arb(2, 0.1), arb(0, 0.1))
    assert not as_ball(function("polylog", Mode.ANALYTIC)(fmpq(2), box)).is_finite()
    assert not as_ball(function("hyper", Mode.ANALYTIC)(*map(fmpq, (2, 1, 2, 4)), box)).is_finite()
    assert as_ball(function("besselj", Mode.ANALYTIC)(fmpq(1), acb(arb(-1, 0.1), arb(0, 0.1)))).is_finite()
    assert as_ball(function("abs", Mode.ANALYTIC)(acb(arb(-2, 0.1), arb(0, 1)))).overlaps(acb(2))


@pytest.mark.parametrize("shift", [-2, -1, 0, 1, 2], ids=str)
def test_hypergeometric_parameters_whole_numbers_apart(shift: int) -> None:
    """c - a - b whole, at 0.9, where the series about 1 has logarithms (DLMF 15.8.10): to full precision, and soon."""
    a, b, z = F(5, 3), F(1, 10), F(9, 10)
    row = (a, b, a + b + shift, z)
    hyper = function("hyper", Mode.POINT)
    assert hyper is not None
    with ctx.workprec(224), mpmath.workdps(60):
        found = acb(hyper(fmpq(2), *(fmpq(v.numerator, v.denominator) for v in row)))
        true = mpmath.hyp2f1(*(mpmath.mpf(v.numerator) / v.denominator for v in row))
        assert abs(mpmath.mpf(found.real.mid().str(58, radius=False)) - true) < mpmath.mpf(10) ** -50 * abs(true)
        assert found.rel_accuracy_bits() > 180
