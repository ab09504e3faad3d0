"""Sums and products: power, geometric, binomial and harmonic sums, double sums, Kronecker deltas, series."""

from __future__ import annotations

from typing import Any

from cases import Case, false, true
from sympy import (
    Abs,
    Function,
    Integer,
    KroneckerDelta,
    Ne,
    Product,
    Rational,
    Sum,
    Symbol,
    atan,
    atanh,
    binomial,
    cosh,
    exp,
    factorial,
    gamma,
    harmonic,
    log,
    oo,
    pi,
    sin,
    sinh,
    sqrt,
    symbols,
    zeta,
)

x, y, c, d = symbols("x y c d", real=True)
a, b, p, lam = symbols("a b p lam", positive=True)
i, j, k, r = symbols("i j k r", integer=True)
n, m = symbols("n m", integer=True, nonnegative=True)
N, M = symbols("N M", integer=True, positive=True)
q = Symbol("q", real=True)
f, g = Function("f", real=True), Function("g", real=True)
CONCRETE = "Graham, Knuth & Patashnik, Concrete Mathematics"
KNUTH = "Knuth, TAOCP 1, 1.2"
GR = "Gradshteyn & Ryzhik"
OWN = "author's derivation"
UNIT = [Abs(q) < 1]
OPEN = [q > 0, q < 1]


def total(body: Any, index: Any, first: Any, last: Any) -> Any:
    return Sum(body, (index, first, last))


def product(body: Any, index: Any, first: Any, last: Any) -> Any:
    return Product(body, (index, first, last))


CASES: list[Case] = [
    # ------------------------------------------------------------------------------------------------ power sums
    true("sums/gauss", lambda: (total(k, k, 1, n), "=", n * (n + 1) / 2), f"{CONCRETE} 2.2"),
    true("sums/squares", lambda: (total(k**2, k, 1, n), "=", n * (n + 1) * (2 * n + 1) / 6), f"{CONCRETE} 2.38"),
    true("sums/nicomachus", lambda: (total(k**3, k, 1, n), "=", total(k, k, 1, n) ** 2), "Nicomachus"),
    true(
        "sums/fourth-powers",
        lambda: (total(k**4, k, 0, n), "=", n * (n + 1) * (2 * n + 1) * (3 * n**2 + 3 * n - 1) / 30),
        "Faulhaber; DLMF 24.4",
    ),
    true(
        "sums/fifth-powers",
        lambda: (total(k**5, k, 1, n), "=", n**2 * (n + 1) ** 2 * (2 * n**2 + 2 * n - 1) / 12),
        "Faulhaber; DLMF 24.4",
    ),
    true("sums/odd-numbers", lambda: (total(2 * k - 1, k, 1, n), "=", n**2), f"{CONCRETE} ch. 2"),
    true("sums/odd-cubes", lambda: (total((2 * k - 1) ** 3, k, 1, n), "=", n**2 * (2 * n**2 - 1)), GR + " 0.122"),
    true(
        "sums/pairs-of-neighbours",
        lambda: (total(k * (k + 1), k, 1, n), "=", n * (n + 1) * (n + 2) / 3),
        f"{CONCRETE} 2.50: rising powers",
    ),
    true("sums/arithmetic", lambda: (total(x + k * d, k, 0, n), "=", (n + 1) * (2 * x + n * d) / 2), GR + " 0.111"),
    true(
        "sums/between",
        lambda: (total(k, k, n + 1, 2 * n), "=", n * (3 * n + 1) / 2),
        OWN,
        "both ends move",
    ),
    true(
        "sums/alternating-squares",
        lambda: (total((-1) ** k * k**2, k, 1, n), "=", (-1) ** n * n * (n + 1) / 2),
        f"{CONCRETE} exercise 2.24",
    ),
    # ------------------------------------------------------------------------------------------------ geometric
    true("sums/geometric", lambda: (total(q**k, k, 0, n), "=", (1 - q ** (n + 1)) / (1 - q), OPEN), GR + " 0.112"),
    true(
        "sums/geometric-first",
        lambda: (total(k * q**k, k, 0, n), "=", q * (1 - (n + 1) * q**n + n * q ** (n + 1)) / (1 - q) ** 2, OPEN),
        GR + " 0.113; " + CONCRETE + " 2.26",
    ),
    true(
        "sums/powers-of-two",
        lambda: (total(k * Integer(2) ** k, k, 0, n), "=", (n - 1) * 2 ** (n + 1) + 2),
        f"{CONCRETE} 2.4, summation by parts",
    ),
    true(
        "sums/geometric-tail",
        lambda: (total(q**k, k, n, oo), "=", q**n / (1 - q), [*UNIT, Ne(q, 0)]),
        GR + " 0.231",
    ),
    true(
        "sums/geometric-infinite-mean", lambda: (total(k * q**k, k, 1, oo), "=", q / (1 - q) ** 2, UNIT), GR + " 0.231"
    ),
    true(
        "sums/geometric-infinite-square",
        lambda: (total(k**2 * q**k, k, 0, oo), "=", q * (1 + q) / (1 - q) ** 3, UNIT),
        GR + " 0.231",
    ),
    true(
        "sums/discounted-return",
        lambda: (total(q**k * c, k, 0, oo), "=", c + q * total(q**k * c, k, 0, oo), UNIT),
        "Sutton & Barto, Reinforcement Learning 3.3",
    ),
    true(
        "sums/momentum-unrolled",
        lambda: ((1 - q) * total(q ** (n - k), k, 1, n), "=", 1 - q**n, OPEN),
        "Kingma & Ba, Adam (2015), section 3: bias correction",
    ),
    # ------------------------------------------------------------------------------------------------ binomial
    true("sums/binomial-row", lambda: (total(binomial(n, k), k, 0, n), "=", Integer(2) ** n), "DLMF 1.2.3"),
    true(
        "sums/binomial-theorem",
        lambda: (total(binomial(n, k) * a**k * b ** (n - k), k, 0, n), "=", (a + b) ** n),
        "DLMF 1.2.2",
    ),
    true(
        "sums/binomial-mean",
        lambda: (
            total(k * binomial(N, k) * q**k * (1 - q) ** (N - k), k, 0, N),
            "=",
            N * q,
            OPEN,
        ),
        "DeGroot & Schervish 5.2",
    ),
    true("sums/binomial-weighted", lambda: (total(k * binomial(N, k), k, 0, N), "=", N * 2 ** (N - 1)), f"{KNUTH}.6"),
    true(
        "sums/binomial-alternating",
        lambda: (total((-1) ** k * binomial(N, k), k, 0, N), "=", Integer(0)),
        "DLMF 1.2.4",
    ),
    true(
        "sums/hockey-stick",
        lambda: (total(binomial(k, m), k, m, m + n), "=", binomial(m + n + 1, m + 1)),
        f"{CONCRETE} 5.10",
    ),
    true(
        "sums/parallel",
        lambda: (total(binomial(m + k, k), k, 0, n), "=", binomial(m + n + 1, n)),
        f"{CONCRETE} 5.9",
    ),
    true(
        "sums/binomial-square",
        lambda: (total(binomial(n, k) ** 2, k, 0, n), "=", binomial(2 * n, n)),
        f"{CONCRETE} 5.23",
    ),
    true(
        "sums/binomial-over-k",
        lambda: (total(binomial(n, k) / (k + 1), k, 0, n), "=", (2 ** (n + 1) - 1) / (n + 1)),
        f"{KNUTH}.6 exercise",
    ),
    true(
        "sums/pascal",
        lambda: (binomial(N, k) + binomial(N, k - 1), "=", binomial(N + 1, k), [k >= 1, k <= N]),
        "DLMF 1.2.7",
    ),
    true(
        "sums/absorption",
        lambda: (k * binomial(N, k), "=", N * binomial(N - 1, k - 1), [k >= 1, k <= N]),
        f"{CONCRETE} 5.5",
    ),
    # ------------------------------------------------------------------------------------------------ telescoping
    true("sums/telescoping", lambda: (total(1 / (k * (k + 1)), k, 1, n), "=", n / (n + 1)), f"{CONCRETE} 2.46"),
    true(
        "sums/telescoping-roots",
        lambda: (total(1 / (sqrt(k) + sqrt(k + 1)), k, 1, n), "=", sqrt(n + 1) - 1),
        "Engel, Problem-Solving Strategies",
    ),
    true("sums/telescoping-log", lambda: (total(log(1 + 1 / k), k, 1, N), "=", log(N + 1)), "Engel"),
    true(
        "sums/telescoping-factorial",
        lambda: (total(k * factorial(k), k, 1, n), "=", factorial(n + 1) - 1),
        f"{KNUTH}.5",
    ),
    true(
        "sums/telescoping-function",
        lambda: (total(f(k + 1) - f(k), k, 0, n), "=", f(n + 1) - f(0)),
        f"{CONCRETE} 2.48",
    ),
    true(
        "sums/telescoping-three",
        lambda: (
            total(1 / (k * (k + 1) * (k + 2)), k, 1, n),
            "=",
            Rational(1, 4) - 1 / (2 * (n + 1) * (n + 2)),
        ),
        GR + " 0.142",
    ),
    true(
        "sums/telescoping-infinite",
        lambda: (total(1 / (k * (k + 1)), k, 1, oo), "=", Integer(1)),
        f"{CONCRETE} 2.46",
    ),
    true(
        "sums/product-telescoping",
        lambda: (product(1 - 1 / k**2, k, 2, N + 1), "=", (N + 2) / (2 * (N + 1))),
        "Engel",
    ),
    true("sums/product-factorial", lambda: (product(k, k, 1, n), "=", factorial(n)), "definition"),
    true(
        "sums/product-power", lambda: (product(x * k, k, 1, n), "=", x**n * factorial(n)), "linearity of the logarithm"
    ),
    true(
        "sums/log-likelihood",
        lambda: (log(product(exp(-c * f(k)), k, 1, n)), "=", -c * total(f(k), k, 1, n)),
        "Bishop, PRML 1.2.4",
    ),
    # ------------------------------------------------------------------------------------------------ harmonic
    true(
        "sums/harmonic-sum",
        lambda: (total(harmonic(k), k, 1, n), "=", (n + 1) * harmonic(n) - n),
        f"{CONCRETE} 2.36",
    ),
    true(
        "sums/harmonic-definition",
        lambda: (total(1 / k, k, 1, n + 1), "=", total(1 / k, k, 1, n) + 1 / (n + 1)),
        f"{CONCRETE} 2.13",
    ),
    true(
        "sums/harmonic-weighted",
        lambda: (total(k * harmonic(k), k, 1, n), "=", n * (n + 1) / 2 * harmonic(n) - n * (n - 1) / 4),
        f"{CONCRETE} 2.57",
    ),
    true(
        "sums/harmonic-alternating",
        lambda: (total((-1) ** (k + 1) / k, k, 1, 2 * n), "=", harmonic(2 * n) - harmonic(n)),
        "Catalan's identity; " + CONCRETE + " exercise 6.",
        "twice as many terms",
    ),
    # ------------------------------------------------------------------------------------------------ double sums
    true(
        "sums/product-of-sums",
        lambda: (
            total(f(i), i, 1, n) * total(g(j), j, 1, m),
            "=",
            Sum(f(i) * g(j), (i, 1, n), (j, 1, m)),
        ),
        f"{CONCRETE} 2.28",
    ),
    true(
        "sums/swap",
        lambda: (
            total(total(f(i) * i**j, i, 1, n), j, 1, m),
            "=",
            total(total(f(i) * i**j, j, 1, m), i, 1, n),
        ),
        f"{CONCRETE} 2.27",
    ),
    true(
        "sums/triangle",
        lambda: (total(total(1, i, 1, j), j, 1, n), "=", n * (n + 1) / 2),
        f"{CONCRETE} 2.32",
    ),
    true(
        "sums/triangle-product",
        lambda: (total(total(i * j, i, 1, j), j, 1, n), "=", n * (n + 1) * (n + 2) * (3 * n + 1) / 24),
        f"{CONCRETE} 2.33",
    ),
    true(
        "sums/variance-shift",
        lambda: (
            total((f(i) - c) ** 2, i, 1, N),
            "=",
            total(f(i) ** 2, i, 1, N) - 2 * c * total(f(i), i, 1, N) + N * c**2,
        ),
        "Steiner's theorem; Casella & Berger 5.2.4",
    ),
    true(
        "sums/sample-variance",
        lambda: (
            total((f(i) - total(f(j), j, 1, N) / N) ** 2, i, 1, N),
            "=",
            total(f(i) ** 2, i, 1, N) - total(f(i), i, 1, N) ** 2 / N,
        ),
        "Casella & Berger, Theorem 5.2.4",
    ),
    true(
        "sums/lagrange-identity",
        lambda: (
            Sum((f(i) * g(j) - f(j) * g(i)) ** 2, (i, 1, N), (j, 1, N)) / 2,
            "=",
            total(f(i) ** 2, i, 1, N) * total(g(i) ** 2, i, 1, N) - total(f(i) * g(i), i, 1, N) ** 2,
        ),
        "Lagrange; " + CONCRETE + " exercise 2.",
    ),
    # ------------------------------------------------------------------------------------------------ Kronecker
    true("sums/delta", lambda: (total(KroneckerDelta(i, j) * f(i), i, 1, N), "=", f(j), [j >= 1, j <= N]), "DLMF 1.2"),
    true(
        "sums/delta-double",
        lambda: (
            Sum(KroneckerDelta(i, j) * f(i) * g(j), (i, 1, N), (j, 1, N)),
            "=",
            total(f(i) * g(i), i, 1, N),
        ),
        OWN,
    ),
    true(
        "sums/delta-trace",
        lambda: (Sum(KroneckerDelta(i, j), (i, 1, N), (j, 1, N)), "=", N),
        "Einstein convention: the trace of the identity",
    ),
    true(
        "sums/one-hot-cross-entropy",
        lambda: (
            -total(KroneckerDelta(i, j) * log(1 + f(i) ** 2), i, 1, N),
            "=",
            -log(1 + f(j) ** 2),
            [j >= 1, j <= N],
        ),
        "Goodfellow et al., Deep Learning 6.2.2",
    ),
    # ------------------------------------------------------------------------------------------------ shifts
    true("sums/shift", lambda: (total(f(k + 1), k, 0, n), "=", total(f(k), k, 1, n + 1)), f"{CONCRETE} 2.18"),
    true("sums/reversed", lambda: (total(f(n - k), k, 0, n), "=", total(f(k), k, 0, n)), f"{CONCRETE} 2.18"),
    true(
        "sums/split-last",
        lambda: (total(f(k), k, 0, N), "=", total(f(k), k, 0, N - 1) + f(N)),
        f"{CONCRETE} 2.24",
    ),
    true(
        "sums/split-middle",
        lambda: (total(f(k), k, 0, n) + total(f(k), k, n + 1, n + m), "=", total(f(k), k, 0, n + m)),
        f"{CONCRETE} 2.20",
    ),
    true(
        "sums/by-parts",
        lambda: (
            total(f(k) * (g(k + 1) - g(k)), k, 0, n),
            "=",
            f(n + 1) * g(n + 1) - f(0) * g(0) - total(g(k + 1) * (f(k + 1) - f(k)), k, 0, n),
        ),
        f"{CONCRETE} 2.55",
    ),
    # ------------------------------------------------------------------------------------------------ infinite series
    true("sums/exponential-series", lambda: (total(x**k / factorial(k), k, 0, oo), "=", exp(x)), "DLMF 4.2.19"),
    true(
        "sums/poisson-mean",
        lambda: (total(k * exp(-lam) * lam**k / factorial(k), k, 0, oo), "=", lam),
        "DeGroot & Schervish 5.4",
    ),
    true(
        "sums/sine-series",
        lambda: (total((-1) ** k * x ** (2 * k + 1) / factorial(2 * k + 1), k, 0, oo), "=", sin(x)),
        "DLMF 4.19.1",
    ),
    true(
        "sums/cosh-series",
        lambda: (total(x ** (2 * k) / factorial(2 * k), k, 0, oo), "=", cosh(x)),
        "DLMF 4.33.2",
    ),
    true(
        "sums/log-series",
        lambda: (total((-1) ** (k + 1) * q**k / k, k, 1, oo), "=", log(1 + q), UNIT),
        "DLMF 4.6.1",
    ),
    true(
        "sums/atanh-series",
        lambda: (total(q ** (2 * k + 1) / (2 * k + 1), k, 0, oo), "=", atanh(q), UNIT),
        "DLMF 4.38",
    ),
    true(
        "sums/binomial-series",
        lambda: (total((k + 1) * (k + 2) / 2 * q**k, k, 0, oo), "=", (1 - q) ** (-3), UNIT),
        "DLMF 4.6.7",
    ),
    true("sums/basel", lambda: (total(1 / k**2, k, 1, oo), "=", pi**2 / 6), "Euler; DLMF 25.6.1"),
    true("sums/odd-basel", lambda: (total(1 / (2 * k + 1) ** 2, k, 0, oo), "=", pi**2 / 8), "Euler"),
    true("sums/zeta-four", lambda: (total(1 / k**4, k, 1, oo), "=", pi**4 / 90), "DLMF 25.6.1"),
    true("sums/leibniz", lambda: (total((-1) ** k / (2 * k + 1), k, 0, oo), "=", pi / 4), "Leibniz"),
    true("sums/alternating-harmonic", lambda: (total((-1) ** (k + 1) / k, k, 1, oo), "=", log(2)), "Mercator"),
    true(
        "sums/geometric-half-open",
        lambda: (total(Rational(1, 3) ** k, k, 2, oo), "=", Rational(1, 6)),
        "geometric series",
    ),
    true(
        "sums/geometric-entropy-mean",
        lambda: (total((1 - q) ** (k - 1) * q * k, k, 1, oo), "=", 1 / q, OPEN),
        "Casella & Berger 3.2",
    ),
    # ------------------------------------------------------------------------------------------------ false
    false("sums/gauss-bound", lambda: (total(k, k, 1, n), "=", n * (n - 1) / 2), f"{CONCRETE} 2.2", "sum to n − 1"),
    false(
        "sums/squares-factor", lambda: (total(k**2, k, 1, n), "=", n * (n + 1) * (2 * n + 1) / 3), GR + " 0.121", "6"
    ),
    false(
        "sums/squares-sign", lambda: (total(k**2, k, 1, n), "=", n * (n + 1) * (2 * n - 1) / 6), GR + " 0.121", "sign"
    ),
    false("sums/cubes-square", lambda: (total(k**3, k, 1, n), "=", total(k, k, 1, n) ** 3), "Nicomachus", "cube"),
    false(
        "sums/fourth-powers-sign",
        lambda: (total(k**4, k, 0, n), "=", n * (n + 1) * (2 * n + 1) * (3 * n**2 + 3 * n + 1) / 30),
        "Faulhaber",
        "sign",
    ),
    false("sums/odd-numbers-shift", lambda: (total(2 * k + 1, k, 1, n), "=", n**2), CONCRETE, "index shift"),
    false("sums/between-shift", lambda: (total(k, k, n, 2 * n), "=", n * (3 * n + 1) / 2), OWN, "starts at n"),
    false("sums/arithmetic-count", lambda: (total(x + k * d, k, 0, n), "=", n * (2 * x + n * d) / 2), GR, "n terms"),
    false("sums/constant-count", lambda: (total(c, k, 0, n), "=", n * c), OWN, "n + 1 terms"),
    false(
        "sums/alternating-squares-sign",
        lambda: (total((-1) ** k * k**2, k, 1, n), "=", (-1) ** (n + 1) * n * (n + 1) / 2),
        CONCRETE,
        "sign",
    ),
    false("sums/geometric-power", lambda: (total(q**k, k, 0, n), "=", (1 - q**n) / (1 - q), OPEN), GR, "n for n + 1"),
    false(
        "sums/geometric-start",
        lambda: (total(q**k, k, 1, n), "=", (1 - q ** (n + 1)) / (1 - q), OPEN),
        GR,
        "starts at 1",
    ),
    false(
        "sums/geometric-first-term",
        lambda: (total(k * q**k, k, 0, n), "=", q * (1 - n * q**n + n * q ** (n + 1)) / (1 - q) ** 2, OPEN),
        GR,
        "n for n + 1",
    ),
    false(
        "sums/powers-of-two-constant", lambda: (total(k * 2**k, k, 0, n), "=", (n - 1) * 2 ** (n + 1)), CONCRETE, "+ 2"
    ),
    false("sums/geometric-tail-power", lambda: (total(q**k, k, n, oo), "=", q ** (n + 1) / (1 - q), OPEN), GR, "shift"),
    false(
        "sums/geometric-mean-missing-q",
        lambda: (total(k * q**k, k, 1, oo), "=", 1 / (1 - q) ** 2, UNIT),
        GR,
        "factor q",
    ),
    false(
        "sums/geometric-square-sign",
        lambda: (total(k**2 * q**k, k, 0, oo), "=", q * (1 - q) / (1 - q) ** 3, UNIT),
        GR,
        "sign",
    ),
    false(
        "sums/momentum-bias",
        lambda: ((1 - q) * total(q ** (n - k), k, 1, n), "=", 1 - q ** (n + 1), OPEN),
        "Kingma & Ba, section 3",
        "exponent",
    ),
    false(
        "sums/momentum-normaliser",
        lambda: (total(q ** (n - k), k, 1, n), "=", 1 - q**n, OPEN),
        "Kingma & Ba, section 3",
        "the factor 1 − β lost",
    ),
    false("sums/binomial-row-start", lambda: (total(binomial(n, k), k, 1, n), "=", 2**n), "DLMF 1.2.3", "first term"),
    false(
        "sums/binomial-theorem-swapped",
        lambda: (total(binomial(N, k) * a**k * b ** (N - k), k, 0, N), "=", (a - b) ** N),
        "DLMF 1.2.2",
        "sign",
    ),
    false(
        "sums/binomial-mean-variance",
        lambda: (total(k * binomial(N, k) * q**k * (1 - q) ** (N - k), k, 0, N), "=", N * q * (1 - q), OPEN),
        "DeGroot & Schervish 5.2",
        "variance for mean",
    ),
    false(
        "sums/binomial-weighted-power", lambda: (total(k * binomial(N, k), k, 0, N), "=", N * 2**N), KNUTH, "factor 2"
    ),
    false(
        "sums/binomial-alternating-zero",
        lambda: (total((-1) ** k * binomial(n, k), k, 0, n), "=", Integer(0)),
        "DLMF 1.2.4",
        "n = 0",
    ),
    false(
        "sums/hockey-stick-lower",
        lambda: (total(binomial(k, m), k, m, m + n), "=", binomial(m + n + 1, m)),
        f"{CONCRETE} 5.10",
        "m for m + 1",
    ),
    false(
        "sums/parallel-shift", lambda: (total(binomial(m + k, k), k, 0, n), "=", binomial(m + n, n)), CONCRETE, "shift"
    ),
    false("sums/binomial-square-top", lambda: (total(binomial(n, k) ** 2, k, 0, n), "=", 4**n), CONCRETE, "C(2n, n)"),
    false(
        "sums/binomial-over-k-minus-one",
        lambda: (total(binomial(n, k) / (k + 1), k, 0, n), "=", Integer(2) ** (n + 1) / (n + 1)),
        KNUTH,
        "the lower end of the integral",
    ),
    false(
        "sums/pascal-shift",
        lambda: (binomial(N, k) + binomial(N, k + 1), "=", binomial(N + 1, k), [k >= 1, k <= N]),
        "DLMF 1.2.7",
        "k for k + 1",
    ),
    false("sums/telescoping-end", lambda: (total(1 / (k * (k + 1)), k, 1, n), "=", (n - 1) / (n + 1)), CONCRETE, "end"),
    false(
        "sums/telescoping-roots-end",
        lambda: (total(1 / (sqrt(k) + sqrt(k + 1)), k, 1, n), "=", sqrt(n)),
        "Engel",
        "− 1",
    ),
    false("sums/telescoping-log-end", lambda: (total(log(1 + 1 / k), k, 1, N), "=", log(N)), "Engel", "N for N + 1"),
    false(
        "sums/telescoping-factorial-end",
        lambda: (total(k * factorial(k), k, 1, n), "=", factorial(n + 1)),
        KNUTH,
        "− 1",
    ),
    false(
        "sums/telescoping-function-end",
        lambda: (total(f(k + 1) - f(k), k, 0, n), "=", f(n) - f(0)),
        f"{CONCRETE} 2.48",
        "n for n + 1",
    ),
    false(
        "sums/product-telescoping-half",
        lambda: (product(1 - 1 / k**2, k, 2, N + 1), "=", (N + 2) / (N + 1)),
        "Engel",
        "factor 2",
    ),
    false("sums/product-power-lost", lambda: (product(x * k, k, 1, N), "=", x * factorial(N)), OWN, "x once only"),
    false(
        "sums/log-of-sum",
        lambda: (log(total(exp(f(k)), k, 1, N)), "=", total(f(k), k, 1, N)),
        "Bishop 9.2",
        "the logarithm of a sum",
    ),
    false(
        "sums/harmonic-sum-constant", lambda: (total(harmonic(k), k, 1, n), "=", n * harmonic(n) - n), CONCRETE, "n + 1"
    ),
    false(
        "sums/harmonic-weighted-sign",
        lambda: (total(k * harmonic(k), k, 1, n), "=", n * (n + 1) / 2 * harmonic(n) - n * (n + 1) / 4),
        f"{CONCRETE} 2.57",
        "n + 1 for n − 1",
    ),
    false(
        "sums/harmonic-alternating-half",
        lambda: (total((-1) ** (k + 1) / k, k, 1, 2 * n), "=", harmonic(2 * n) - harmonic(n) / 2),
        "Catalan",
        "factor 2",
    ),
    false(
        "sums/product-of-sums-diagonal",
        lambda: (total(f(i), i, 1, N) * total(g(j), j, 1, N), "=", total(f(i) * g(i), i, 1, N)),
        CONCRETE,
        "only the diagonal",
    ),
    false(
        "sums/square-of-sum",
        lambda: (total(f(i), i, 1, N) ** 2, "=", total(f(i) ** 2, i, 1, N)),
        CONCRETE,
        "cross terms",
    ),
    false(
        "sums/triangle-strict", lambda: (total(total(1, i, 1, j - 1), j, 1, n), "=", n * (n + 1) / 2), CONCRETE, "bound"
    ),
    false(
        "sums/swap-triangle",
        lambda: (
            total(total(i * j**2, i, 1, j), j, 1, n),
            "=",
            total(total(i * j**2, j, 1, i), i, 1, n),
        ),
        f"{CONCRETE} 2.32",
        "the other triangle",
    ),
    false(
        "sums/variance-shift-sign",
        lambda: (
            total((f(i) - c) ** 2, i, 1, N),
            "=",
            total(f(i) ** 2, i, 1, N) - 2 * c * total(f(i), i, 1, N) - N * c**2,
        ),
        "Steiner",
        "sign",
    ),
    false(
        "sums/variance-shift-count",
        lambda: (
            total((f(i) - c) ** 2, i, 1, N),
            "=",
            total(f(i) ** 2, i, 1, N) - 2 * c * total(f(i), i, 1, N) + c**2,
        ),
        "Steiner",
        "the constant is summed, too",
    ),
    false(
        "sums/sample-variance-normaliser",
        lambda: (
            total((f(i) - total(f(j), j, 1, N) / N) ** 2, i, 1, N),
            "=",
            total(f(i) ** 2, i, 1, N) - total(f(i), i, 1, N) ** 2 / N**2,
        ),
        "Casella & Berger",
        "N² for N",
    ),
    false(
        "sums/lagrange-half",
        lambda: (
            Sum((f(i) * g(j) - f(j) * g(i)) ** 2, (i, 1, N), (j, 1, N)),
            "=",
            total(f(i) ** 2, i, 1, N) * total(g(i) ** 2, i, 1, N) - total(f(i) * g(i), i, 1, N) ** 2,
        ),
        "Lagrange",
        "factor ½",
    ),
    false(
        "sums/delta-outside", lambda: (total(KroneckerDelta(i, j) * f(i), i, 1, N), "=", f(j)), OWN, "j may be outside"
    ),
    false(
        "sums/delta-double-square",
        lambda: (Sum(KroneckerDelta(i, j), (i, 1, N), (j, 1, N)), "=", N**2),
        OWN,
        "delta dropped",
    ),
    false("sums/shift-end", lambda: (total(f(k + 1), k, 0, n), "=", total(f(k), k, 1, n)), f"{CONCRETE} 2.18", "end"),
    false("sums/reversed-shift", lambda: (total(f(n - k), k, 0, n), "=", total(f(k), k, 1, n)), CONCRETE, "start"),
    false(
        "sums/split-twice",
        lambda: (total(f(k), k, 0, n) + total(f(k), k, n, n + m), "=", total(f(k), k, 0, n + m)),
        f"{CONCRETE} 2.20",
        "the term at n twice",
    ),
    false(
        "sums/by-parts-shift",
        lambda: (
            total(f(k) * (g(k + 1) - g(k)), k, 0, n),
            "=",
            f(n + 1) * g(n + 1) - f(0) * g(0) - total(g(k) * (f(k + 1) - f(k)), k, 0, n),
        ),
        f"{CONCRETE} 2.55",
        "the shift E is lost",
    ),
    false(
        "sums/exponential-series-start",
        lambda: (total(x**k / factorial(k), k, 1, oo), "=", exp(x)),
        "DLMF",
        "first term",
    ),
    false(
        "sums/poisson-second-moment",
        lambda: (total(k**2 * exp(-lam) * lam**k / factorial(k), k, 0, oo), "=", lam),
        "DeGroot & Schervish",
        "the variance",
    ),
    false(
        "sums/sine-series-sign",
        lambda: (total(x ** (2 * k + 1) / factorial(2 * k + 1), k, 0, oo), "=", sin(x)),
        "DLMF 4.19.1",
        "sinh",
    ),
    false(
        "sums/cosh-series-odd",
        lambda: (total(x ** (2 * k) / factorial(2 * k), k, 0, oo), "=", sinh(x)),
        "DLMF 4.33.2",
        "parity",
    ),
    false("sums/log-series-sign", lambda: (total(q**k / k, k, 1, oo), "=", log(1 - q), UNIT), "DLMF 4.6.1", "sign"),
    false(
        "sums/atanh-series-atan",
        lambda: (total(q ** (2 * k + 1) / (2 * k + 1), k, 0, oo), "=", atan(q), UNIT),
        "DLMF 4.38",
        "alternating",
    ),
    false(
        "sums/binomial-series-power",
        lambda: (total((k + 1) * q**k, k, 0, oo), "=", (1 - q) ** (-3), UNIT),
        "DLMF 4.6.7",
        "power",
    ),
    false("sums/basel-six", lambda: (total(1 / k**2, k, 1, oo), "=", pi**2 / 8), "Euler", "only odd terms"),
    false(
        "sums/zeta-four-denominator", lambda: (total(1 / k**4, k, 1, oo), "=", pi**4 / 96), "DLMF 25.6.1", "odd terms"
    ),
    false("sums/zeta-three", lambda: (zeta(3), "=", pi**3 / 26), OWN, "agrees to three digits"),
    false("sums/leibniz-start", lambda: (total((-1) ** k / (2 * k - 1), k, 1, oo), "=", pi / 4), "Leibniz", "sign"),
    false("sums/alternating-harmonic-sign", lambda: (total((-1) ** k / k, k, 1, oo), "=", log(2)), "Mercator", "sign"),
    false(
        "sums/geometric-waiting",
        lambda: (total((1 - q) ** k * q * k, k, 0, oo), "=", 1 / q, OPEN),
        "Casella & Berger 3.2",
        "failures for trials",
    ),
    false(
        "sums/strict-at-start",
        lambda: (total(k**2, k, 1, N), ">", total(k, k, 1, N)),
        OWN,
        "equal at N = 1",
    ),
    false("sums/harmonic-strict", lambda: (harmonic(N), "<", 1 + log(N)), f"{CONCRETE} 6.60", "equal at 1"),
    true("sums/squares-weak", lambda: (total(k**2, k, 1, N), ">=", total(k, k, 1, N)), OWN),
    true("sums/gamma-factorial", lambda: (gamma(n + 1), "=", product(k, k, 1, n)), "DLMF 5.4.1"),
]
