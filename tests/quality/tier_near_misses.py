"""Near misses: claims that hold to twelve digits, to thirty, to sixty and beyond; and true ones that look like it.

Refuting these needs digits, proving the true ones needs more than digits.
"""

from __future__ import annotations

from typing import Any

from cases import Case, false, true
from mpmath import libmp
from sympy import (
    Abs,
    Add,
    E,
    EulerGamma,
    GoldenRatio,
    Integer,
    Integral,
    Mul,
    Pow,
    Rational,
    Sum,
    atan,
    cbrt,
    cos,
    cosh,
    exp,
    factorial,
    fibonacci,
    gamma,
    log,
    oo,
    pi,
    sin,
    sinc,
    sinh,
    sqrt,
    symbols,
    tanh,
    zeta,
)

x, y = symbols("x y", real=True)
a, b = symbols("a b", positive=True)
k = symbols("k", integer=True)
OWN = "author's derivation"
BORWEIN = "Borwein-Borwein, Strange Series and High Precision Fraud, Amer. Math. Monthly 99 (1992)"
WEISSTEIN = "Weisstein, Almost Integer, MathWorld"


def decimal_pi(digits: int) -> Any:
    """π cut after so many digits, from mpmath's fixed-point routine."""
    return Rational(
        libmp.to_int(libmp.mpf_mul(libmp.mpf_pi(8 * digits), libmp.from_int(10**digits), 8 * digits)), 10**digits
    )


def exp_series(terms: int) -> Any:
    return Add(*(Rational(1, factorial(j)) for j in range(terms)))


def sine_series(v: Any, terms: int) -> Any:
    return Add(*((-1) ** j * v ** (2 * j + 1) / factorial(2 * j + 1) for j in range(terms)))


def sinc_integral(count: int) -> tuple[Any, ...]:
    """Borwein's integrals: π/2 up to 13, and less than that by 1e-11 from 15 on."""
    body = Mul(*(sinc(x / j) for j in range(1, count + 1, 2)))
    return Integral(body, (x, 0, oo)), "=", pi / 2


def cosine_chain(scale: Any) -> Any:
    return Mul(*(cos(x / 2**j) for j in range(1, 11))) * 2**10 * sin(x / 2**10) * scale


CASES: list[Case] = [
    true("near/sqrt-sum", lambda: (sqrt(2) + sqrt(3), "=", sqrt(5 + 2 * sqrt(6))), "square both sides"),
    true("near/surds", lambda: (sqrt(5 + sqrt(24)) - sqrt(2) - sqrt(3), "=", Integer(0)), "an exact zero"),
    true(
        "near/shanks",
        lambda: (
            sqrt(5) + sqrt(22 + 2 * sqrt(5)),
            "=",
            sqrt(11 + 2 * sqrt(29)) + sqrt(16 - 2 * sqrt(29) + 2 * sqrt(55 - 10 * sqrt(29))),
        ),
        "Shanks, Incredible identities, Fibonacci Quarterly 12 (1974)",
    ),
    true(
        "near/golden-power",
        lambda: (GoldenRatio**20 + (1 - GoldenRatio) ** 20, "=", Integer(15127)),
        "Lucas number L_20",
    ),
    true(
        "near/cubic-surd",
        lambda: (cbrt(9 + 4 * sqrt(5)) + cbrt(9 - 4 * sqrt(5)), "=", Integer(3)),
        "root of t³ - 3t - 18",
    ),
    true("near/pell", lambda: ((3 + 2 * sqrt(2)) ** 10 * (3 - 2 * sqrt(2)) ** 10, "=", Integer(1)), "Pell's equation"),
    true(
        "near/sine-addition-big",
        lambda: (sin(Integer(10) ** 20 + 1), "=", sin(Integer(10) ** 20) * cos(1) + cos(Integer(10) ** 20) * sin(1)),
        "DLMF 4.21.2",
        "reduction of a big argument",
    ),
    true("near/log-of-huge", lambda: (log(Integer(10) ** 300 * 7), "=", 300 * log(10) + log(7)), "DLMF 4.8"),
    true(
        "near/cancelling",
        lambda: ((1 + a / 10**30) ** 2 - 1 - 2 * a / 10**30, "=", a**2 / 10**60),
        OWN,
        "cancels sixty digits",
    ),
    true("near/cosh-sinh-large", lambda: (cosh(50 + x) - sinh(50 + x), "=", exp(-50 - x)), "DLMF 4.35", "cancels"),
    true("near/telescoping-cosines", lambda: (cosine_chain(1), "=", sin(x)), "Viète's product"),
    true(
        "near/machin-large",
        lambda: (
            44 * atan(Rational(1, 57))
            + 7 * atan(Rational(1, 239))
            - 12 * atan(Rational(1, 682))
            + 24 * atan(Rational(1, 12943)),
            "=",
            pi / 4,
        ),
        "Størmer 1896; Kanada's computation of 2002",
    ),
    true(
        "near/fibonacci",
        lambda: (fibonacci(90) ** 2 - fibonacci(89) * fibonacci(91), "=", Integer(-1)),
        "Cassini's identity",
    ),
    true(
        "near/heegner-bound",
        lambda: (exp(pi * sqrt(163)), "<", Integer(640320) ** 3 + 744),
        "Ramanujan's constant",
        "the gap is 7.5e-13",
    ),
    true("near/pi-below", lambda: (decimal_pi(60), "<", pi), "DLMF 3.12.1"),
    true("near/pi-above", lambda: (pi, "<", decimal_pi(60) + Rational(1, 10**60)), "DLMF 3.12.1"),
    true("near/355-113", lambda: (pi, "<", Rational(355, 113)), "Zu Chongzhi"),
    true("near/e-pi", lambda: (exp(pi), ">", pi**E), "Wells, Curious and Interesting Numbers"),
    true("near/e-series", lambda: (exp_series(20), "<", E), "Taylor"),
    true("near/irrational-power", lambda: (sqrt(2) ** (2 * log(3) / log(2)), "=", Integer(3)), "2^(log 3/log 2) = 3"),
    true("near/sin-below-identity", lambda: (sin(Rational(1, 10**12)), "<", Rational(1, 10**12)), "DLMF 4.18.3"),
    true(
        "near/borwein-13",
        lambda: sinc_integral(13),
        "Borwein-Borwein, Some remarkable properties of sinc, Ramanujan J. 5 (2001)",
    ),
    # ------------------------------------------------------------------------------------------------ false
    false(
        "near/heegner-163",
        lambda: (exp(pi * sqrt(163)), "=", Integer(640320) ** 3 + 744),
        "Ramanujan's constant",
        "7.5e-13 off, 30 digits agree",
    ),
    false(
        "near/heegner-67", lambda: (exp(pi * sqrt(67)), "=", Integer(5280) ** 3 + 744), "Heegner numbers", "1.3e-6 off"
    ),
    false(
        "near/heegner-652",
        lambda: (exp(pi * sqrt(652)), "=", Integer(68925893036109279891085639286943768)),
        WEISSTEIN,
        "1.6e-10 off: 44 digits agree",
    ),
    false("near/gelfond", lambda: (exp(pi) - pi, "=", Integer(20)), "Conway-Sloane-Plouffe 1988", "19.9990999"),
    false(
        "near/gelfond-decimal",
        lambda: (exp(pi), "=", Rational(231406926327792690057, 10**19)),
        "Gelfond's constant",
        "cut at 21 digits",
    ),
    false("near/pi-cubed", lambda: (pi**3, "=", Integer(31)), "schoolbook estimate", "31.006"),
    false("near/pi-fourth-fifth", lambda: (pi**4 + pi**5, "=", exp(Integer(6))), WEISSTEIN, "4e-5 off"),
    false(
        "near/ramanujan-pi-4",
        lambda: (pi, "=", (Integer(9) ** 2 + Rational(361, 22)) ** Rational(1, 4)),
        "Ramanujan 1914",
        "1e-9 off",
    ),
    false(
        "near/ramanujan-log",
        lambda: (pi, "=", 12 / sqrt(190) * log((2 * sqrt(2) + sqrt(10)) * (3 + sqrt(10)))),
        "Ramanujan, Modular equations and approximations to π (1914)",
        "18 digits agree",
    ),
    false(
        "near/ramanujan-log-31",
        lambda: (
            pi,
            "=",
            4
            / sqrt(522)
            * log(
                ((5 + sqrt(29)) / sqrt(2)) ** 3
                * (5 * sqrt(29) + 11 * sqrt(6))
                * (sqrt((9 + 3 * sqrt(6)) / 4) + sqrt((5 + 3 * sqrt(6)) / 4)) ** 6
            ),
        ),
        "Ramanujan 1914",
        "30 digits agree",
    ),
    false("near/pi-60-digits", lambda: (pi, "=", decimal_pi(60)), "DLMF 3.12.1", "61 digits agree"),
    false("near/pi-200-digits", lambda: (pi, "=", decimal_pi(200)), "DLMF 3.12.1", "201 digits agree"),
    false("near/pi-500-digits", lambda: (sin(decimal_pi(500)), "=", Integer(0)), OWN, "sin is 1e-500 there"),
    false("near/e-truncated-25", lambda: (E, "=", exp_series(25)), "Taylor", "25 digits agree"),
    false("near/e-truncated-60", lambda: (E, "=", exp_series(60)), "Taylor", "80 digits agree"),
    false(
        "near/sine-truncated",
        lambda: (sin(x), "=", sine_series(x, 15), [x > 0, x < 1]),
        "Taylor",
        "33 digits agree at 1",
    ),
    false(
        "near/sine-truncated-small",
        lambda: (sin(x), "=", sine_series(x, 4), [x > 0, x < Rational(1, 1000)]),
        "Taylor",
        "below 1e-32",
    ),
    false(
        "near/almost-unit-cosine", lambda: (cos(log(pi + 20)), "=", Integer(-1)), "xkcd 217; Weisstein", "-0.9999999992"
    ),
    false("near/sin-eleven", lambda: (sin(Integer(11)), "=", Integer(-1)), WEISSTEIN, "-0.99999"),
    false(
        "near/sin-2017",
        lambda: (sin(2017 * 2 ** Rational(1, 5)), "=", Integer(-1)),
        "Weisstein, Almost Integer",
        "-0.9999999999999999785",
    ),
    false("near/tanh-pi-sum", lambda: (tanh(pi), "=", Integer(1) - Rational(3728, 10**6)), "DLMF 4.35", "five digits"),
    false(
        "near/floor-fraud",
        lambda: (Sum(1 / (k**2 + 1), (k, 0, oo)), "=", (pi + 1) / 2),
        "DLMF 4.36.3",
        "coth π taken for 1: 0.0117 off",
    ),
    false(
        "near/gaussian-sum",
        lambda: (Sum(exp(-((k / Integer(10)) ** 2)), (k, -oo, oo)), "=", 10 * sqrt(pi)),
        BORWEIN,
        "427 digits agree",
    ),
    false("near/borwein-15", lambda: sinc_integral(15), "Borwein-Borwein, Ramanujan J. 5 (2001)", "10 digits agree"),
    false("near/cos-plus-tiny", lambda: (cos(x) + x, "=", cos(x) + x + Rational(1, 10**12)), OWN, "1e-12"),
    false("near/tiny-30", lambda: (exp(x), "=", exp(x) + a / 10**30), OWN, "1e-30"),
    false("near/tiny-60", lambda: (log(a * b), "=", log(a) + log(b) + Rational(1, 10**60)), OWN, "1e-60"),
    false("near/tiny-150", lambda: (sin(x) ** 2 + cos(x) ** 2, "=", 1 + Rational(1, 10**150) * x**2), OWN, "1e-150"),
    false("near/relative-tiny", lambda: (exp(1000 * a), "=", exp(1000 * a) + a), OWN, "relative to e^1000"),
    false(
        "near/one-and-tiny-power",
        lambda: (Pow(1 + Rational(1, 10**8), 10**8, evaluate=False), "=", E),
        "definition of e",
        "8 digits agree",
    ),
    false(
        "near/derivative-step",
        lambda: ((sin(x + Rational(1, 10**20)) - sin(x)) * 10**20, "=", cos(x)),
        "difference for derivative",
        "1e-20",
    ),
    false(
        "near/central-step",
        lambda: ((exp(x + Rational(1, 10**25)) - exp(x - Rational(1, 10**25))) * 10**25 / 2, "=", exp(x)),
        "central difference for derivative",
        "1e-51",
    ),
    false("near/smooth-abs", lambda: (Abs(x), "=", sqrt(x**2 + Rational(1, 10**40))), "smoothed modulus", "1e-20 at 0"),
    false(
        "near/smooth-max",
        lambda: (log(exp(100 * x) + exp(100 * y)) / 100, "=", (x + y + Abs(x - y)) / 2),
        "log-sum-exp for maximum",
        "exact in doubles for most points",
    ),
    false(
        "near/telescoping-scale",
        lambda: (cosine_chain(1 + Rational(1, 10**45)), "=", sin(x)),
        "Viète's product",
        "1e-45",
    ),
    false(
        "near/machin-digit",
        lambda: (
            44 * atan(Rational(1, 57))
            + 7 * atan(Rational(1, 239))
            - 12 * atan(Rational(1, 682))
            + 24 * atan(Rational(1, 12944)),
            "=",
            pi / 4,
        ),
        "Størmer 1896",
        "12944 for 12943",
    ),
    false(
        "near/euler-gamma-rational",
        lambda: (EulerGamma, "=", Rational(228, 395)),
        "convergent of γ",
        "convergent 228/395",
    ),
    false(
        "near/golden-integer",
        lambda: (GoldenRatio**40, "=", Integer(228826127)),
        "Lucas number L_40",
        "the conjugate's power forgotten: 4e-9",
    ),
    false(
        "near/pell-integer",
        lambda: ((3 + 2 * sqrt(2)) ** 30, "=", 2 * ((3 + 2 * sqrt(2)) ** 30 + (3 - 2 * sqrt(2)) ** 30) / 2),
        "Pell's equation",
        "1e-23 off an integer of 23 digits",
    ),
    false(
        "near/surds-graham",
        lambda: (sqrt(10) + sqrt(11) + sqrt(12) + sqrt(13), "=", Rational(135485553411255231, 10**16)),
        OWN,
        "a decimal of 18 digits",
    ),
    false(
        "near/sum-of-roots",
        lambda: (
            sqrt(1_000_001)
            + sqrt(1_000_025)
            + sqrt(1_000_031)
            + sqrt(1_000_084)
            + sqrt(1_000_087)
            + sqrt(1_000_134)
            + sqrt(1_000_158)
            + sqrt(1_000_182)
            + sqrt(1_000_198),
            "=",
            sqrt(1_000_002)
            + sqrt(1_000_018)
            + sqrt(1_000_042)
            + sqrt(1_000_066)
            + sqrt(1_000_113)
            + sqrt(1_000_116)
            + sqrt(1_000_169)
            + sqrt(1_000_175)
            + sqrt(1_000_199),
        ),
        "Blömer; sums of square roots",
        "36 digits agree",
    ),
    false(
        "near/gamma-reflection-tiny",
        lambda: (gamma(a) * gamma(1 - a) * sin(pi * a), "=", pi * (1 + Rational(1, 10**35)), [a < 1]),
        "DLMF 5.5.3",
        "1e-35",
    ),
    false(
        "near/zeta-three",
        lambda: (zeta(3), "=", Rational(1202056903159594285399738161511449990764986292, 10**45)),
        "DLMF 25.6; OEIS A002117",
        "cut after 45 digits",
    ),
    false("near/order-355-113", lambda: (pi, ">", Rational(355, 113)), "Zu Chongzhi", "2.7e-7 the other way"),
    false(
        "near/order-heegner",
        lambda: (exp(pi * sqrt(163)), ">=", Integer(640320) ** 3 + 744),
        "Ramanujan's constant",
        "7.5e-13 the other way",
    ),
    false(
        "near/order-exp",
        lambda: (exp(x), "<=", 1 + x + x**2 / 2 + x**3 / 6 + x**4 / 24, [x > -Rational(1, 10), x < Rational(1, 10)]),
        "Taylor with remainder",
        "fails by x⁵/120 for x > 0",
    ),
]
