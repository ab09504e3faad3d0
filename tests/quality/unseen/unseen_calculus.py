"""Calculus, sums, special functions, trigonometry, equations and inequalities as in a first course."""

from sympy import (
    And,
    Catalan,
    Eq,
    I,
    Integral,
    Or,
    atan,
    besselj,
    bessely,
    binomial,
    chebyshevt,
    conjugate,
    cot,
    digamma,
    legendre,
    re,
)

from checker import (
    Abs,
    Complex,
    Derivation,
    Derivative,
    Integer,
    Interval,
    Limit,
    Max,
    Min,
    Natural,
    Ne,
    Nonzero,
    Open01,
    Positive,
    Product,
    Rational,
    Real,
    Size,
    Smooth,
    Sum,
    cos,
    cosh,
    derivation,
    exp,
    factorial,
    gamma,
    log,
    oo,
    pi,
    sin,
    sqrt,
    tan,
    tanh,
)


@derivation(title="∫ eᵗ cos t, by parts twice")
def parts_twice(d: Derivation, x: Real, t: Real) -> None:
    with d.prove(Integral(exp(t) * cos(t), (t, 0, x)), "=", (exp(x) * (cos(x) + sin(x)) - 1) / 2) as k:
        #! - 1 + => + 1 + | + Integral => - Integral
        k.eq(exp(x) * cos(x) - 1 + Integral(exp(t) * sin(t), (t, 0, x)), "u = cos t")
        #! - Integral => + Integral
        k.eq(exp(x) * cos(x) - 1 + exp(x) * sin(x) - Integral(exp(t) * cos(t), (t, 0, x)), "u = sin t")


@derivation(title="Gamma's recurrence, by parts")
def gamma_recurrence(d: Derivation, x: Real, n: Size, a: Positive) -> None:
    with d.prove(Integral(x**n * exp(-x), (x, 0, oo)), "=", factorial(n)) as k:
        #! n * Integral => (n - 1) * Integral
        k.eq(n * Integral(x ** (n - 1) * exp(-x), (x, 0, oo)), "the boundary terms vanish")
        #! gamma(n) => gamma(n + 1)
        k.eq(n * gamma(n), "definition")
    with d.prove(Integral(x * exp(-a * x), (x, 0, oo)), "=", 1 / a**2) as e:
        #! 1 / a * Integral => Integral
        e.eq(Limit(-x / a * exp(-a * x), x, oo) + 1 / a * Integral(exp(-a * x), (x, 0, oo)), "by parts")


@derivation(title="The half disc")
def half_disc(d: Derivation, x: Real, u: Real) -> None:
    with d.prove(Integral(sqrt(1 - x**2), (x, -1, 1)), "=", pi / 2) as k:
        #! cos(u) ** 2 => cos(u)
        k.eq(Integral(cos(u) ** 2, (u, -pi / 2, pi / 2)), "x = sin u")
        #! cos(2 * u) => cos(u)
        k.eq(Integral((1 + cos(2 * u)) / 2, (u, -pi / 2, pi / 2)), "half angle")


@derivation(title="Partial fractions on a half line")
def half_line(d: Derivation, x: Real, t: Positive) -> None:
    with d.prove(Integral(1 / (x * (x + 1)), (x, 1, oo)), "=", log(2)) as k:
        #! 1 / x - => 1 / x +
        k.eq(Integral(1 / x - 1 / (x + 1), (x, 1, oo)), "partial fractions; neither half converges alone")
        #! - log(Rational(1, 2)) => + log(Rational(1, 2))
        k.eq(Limit(log(t / (t + 1)), t, oo) - log(Rational(1, 2)), "antiderivative")
    with d.prove(Integral(1 / (1 - x**2), (x, 0, Rational(1, 2))), "=", log(3) / 2) as p:
        #! 1 / (1 - x) + => 1 / (1 - x) -
        p.eq(Integral((1 / (1 - x) + 1 / (1 + x)) / 2, (x, 0, Rational(1, 2))), "partial fractions")


@derivation(title="Under the integral sign")
def under_the_integral(d: Derivation, x: Real, a: Positive, t: Real, y: Positive) -> None:
    with d.prove(Derivative(Integral(exp(-a * x) * sin(x) / x, (x, 0, oo)), a), "=", -1 / (1 + a**2)) as k:
        #! -Integral => Integral
        k.eq(-Integral(exp(-a * x) * sin(x), (x, 0, oo)), "the integrand's derivative")
    #! 2 * y * exp => exp
    d.prove(Derivative(Integral(exp(-(t**2)), (t, 0, y**2)), y), "=", 2 * y * exp(-(y**4)), "the chain rule")


@derivation(title="Integrals of arbitrary functions")
def arbitrary(d: Derivation, x: Real, a: Real, t: Real, f: Smooth, g: Smooth, h: Smooth(None, None)) -> None:
    #! - Integral => + Integral | - f(a) => + f(a)
    d.prove(
        Integral(f(t) * Derivative(g(t), t), (t, a, x)),
        "=",
        f(x) * g(x) - f(a) * g(a) - Integral(g(t) * Derivative(f(t), t), (t, a, x)),
        "integration by parts",
    )
    #! f(a - t) => f(t - a)
    d.prove(Integral(f(t), (t, 0, a)), "=", Integral(f(a - t), (t, 0, a)), "reflection")
    #! + f(-t) => - f(-t)
    d.prove(Integral(f(t), (t, -a, a)), "=", Integral(f(t) + f(-t), (t, 0, a)), "fold at 0")
    #! + h(x, x) => - h(x, x)
    d.prove(
        Derivative(Integral(h(x, t), (t, a, x)), x),
        "=",
        Integral(Derivative(h(x, t), x), (t, a, x)) + h(x, x),
        "Leibniz's rule",
    )
    #! f.gradient(0)(g(x)) => f.gradient(0)(x)
    d.prove(Derivative(f(g(x)), x), "=", f.gradient(0)(g(x)) * Derivative(g(x), x), "the chain rule")
    #! (x - t) * => (x - a) *
    d.prove(
        f(x),
        "=",
        f(a) + (x - a) * f.gradient(0)(a) + Integral((x - t) * Derivative(f(t), (t, 2)), (t, a, x)),
        "Taylor, with the remainder as an integral",
    )


@derivation(title="Limits by l'Hôpital")
def hopital(d: Derivation, x: Real) -> None:
    with d.prove(Limit((1 - cos(x)) / x**2, x, 0), "=", Rational(1, 2)) as p:
        #! 2 * x => x
        p.eq(Limit(sin(x) / (2 * x), x, 0), "0/0")
        #! cos(x) / 2 => -cos(x) / 2
        p.eq(Limit(cos(x) / 2, x, 0), "0/0 again")
    #! Rational(1, 2) => 1
    d.prove(Limit(sqrt(x**2 + x) - x, x, oo), "=", Rational(1, 2), "multiply by the conjugate")


@derivation(title="Three sums that telescope")
def telescopes(d: Derivation, n: Size, k: Natural) -> None:
    with d.prove(Sum(k * factorial(k), (k, 1, n)), "=", factorial(n + 1) - 1) as p:
        #! factorial(k + 1) - => factorial(k + 1) +
        p.eq(Sum(factorial(k + 1) - factorial(k), (k, 1, n)), "k = (k + 1) − 1")
    with d.prove(Sum(1 / (sqrt(k) + sqrt(k + 1)), (k, 1, n)), "=", sqrt(n + 1) - 1) as r:
        #! sqrt(k + 1) - sqrt(k) => sqrt(k) - sqrt(k + 1)
        r.eq(Sum(sqrt(k + 1) - sqrt(k), (k, 1, n)), "rationalise")
    with d.prove(Product(1 - 1 / k**2, (k, 2, n)), "=", (n + 1) / (2 * n), where=[n >= 2]) as q:
        #! / k**2 => / k
        q.eq(Product((k - 1) * (k + 1) / k**2, (k, 2, n)), "factor")


@derivation(title="Sums of arbitrary terms")
def arbitrary_sums(d: Derivation, n: Size, k: Natural, j: Natural, a: Smooth, b: Smooth, f: Smooth(None, None)) -> None:
    #! a(n + 1 - k) => a(n - k)
    d.prove(Sum(a(k), (k, 1, n)), "=", Sum(a(n + 1 - k), (k, 1, n)), "backwards")
    #! (k, j, n) => (k, 0, n)
    d.prove(Sum(f(k, j), (j, 0, k), (k, 0, n)), "=", Sum(f(k, j), (k, j, n), (j, 0, n)), "over a triangle")
    #! a(2 * k + 1), (k, 0, n - 1) => a(2 * k + 1), (k, 0, n)
    d.prove(
        Sum(a(k), (k, 0, 2 * n)),
        "=",
        Sum(a(2 * k), (k, 0, n)) + Sum(a(2 * k + 1), (k, 0, n - 1)),
        "even and odd indices",
    )
    #! a(1) * b(1) => a(0) * b(0)
    d.prove(
        Sum(a(k) * (b(k + 1) - b(k)), (k, 1, n)),
        "=",
        a(n + 1) * b(n + 1) - a(1) * b(1) - Sum(b(k + 1) * (a(k + 1) - a(k)), (k, 1, n)),
        "Abel",
    )
    #! (n + 1 - j) / j => (n - j) / j
    d.prove(Sum(1 / j, (j, 1, k), (k, 1, n)), "=", Sum((n + 1 - j) / j, (j, 1, n)), "each 1/j occurs n + 1 − j times")


@derivation(title="The mean of a binomial distribution")
def binomial_mean(d: Derivation, n: Size, k: Natural, j: Natural, p: Open01) -> None:
    with d.prove(Sum(k * binomial(n, k) * p**k * (1 - p) ** (n - k), (k, 0, n)), "=", n * p) as q:
        #! n - 1, k - 1 => n, k - 1
        q.eq(
            n * p * Sum(binomial(n - 1, k - 1) * p ** (k - 1) * (1 - p) ** (n - k), (k, 1, n)),
            "k C(n, k) = n C(n − 1, k − 1)",
        )
        #! (n - 1 - j) => (n - j)
        q.eq(n * p * Sum(binomial(n - 1, j) * p**j * (1 - p) ** (n - 1 - j), (j, 0, n - 1)), "j = k − 1")
        #! p + 1 - p => p + 1 + p
        q.eq(n * p * (p + 1 - p) ** (n - 1), "the binomial theorem")


@derivation(title="Leibniz's series and its relatives")
def leibniz(d: Derivation, k: Natural, q: Interval(-1, 1), x: Real) -> None:
    with d.prove(Sum((-1) ** k / (2 * k + 1), (k, 0, oo)), "=", pi / 4) as p:
        #! 1 + x**2 => 1 - x**2 / 2
        p.eq(Integral(1 / (1 + x**2), (x, 0, 1)), "the geometric series of −x²")
    #! log(2) => log(3)
    d.prove(Sum((-1) ** (k + 1) / k, (k, 1, oo)), "=", log(2))
    #! 12 => 6
    d.prove(Sum((-1) ** (k + 1) / k**2, (k, 1, oo)), "=", pi**2 / 12)
    d.prove(Sum((-1) ** k / (2 * k + 1) ** 2, (k, 0, oo)), "=", Catalan)
    #! 32 => 16
    d.prove(Sum((-1) ** k / (2 * k + 1) ** 3, (k, 0, oo)), "=", pi**3 / 32)
    #! atan(q) => tanh(q)
    d.prove(Sum((-1) ** k * q ** (2 * k + 1) / (2 * k + 1), (k, 0, oo)), "=", atan(q))
    with d.prove(Sum(k * q**k, (k, 1, oo)), "=", q / (1 - q) ** 2) as g:
        #! q ** (k - 1) => q ** (k + 1)
        g.eq(q * Sum(k * q ** (k - 1), (k, 1, oo)), "take out q")


@derivation(title="A Fourier series")
def sawtooth(d: Derivation, n: Size, x: Real) -> None:
    with d.prove(1 / pi * Integral(x * sin(n * x), (x, -pi, pi)), "=", 2 * (-1) ** (n + 1) / n) as p:
        #! -2 * pi * cos => -pi * cos
        p.eq(1 / pi * (-2 * pi * cos(n * pi) / n + 1 / n * Integral(cos(n * x), (x, -pi, pi))), "by parts")
        #! -2 * (-1) => 2 * (-1)
        p.eq(-2 * (-1) ** n / n, "cos nπ = (−1)ⁿ, and the integral is 0")


@derivation(title="Reflections, Wronskians, recurrences")
def special(d: Derivation, t: Open01, x: Positive, v: Positive, n: Size, y: Real, a: Real) -> None:
    #! cot(pi * t) => tan(pi * t)
    d.prove(digamma(1 - t) - digamma(t), "=", pi * cot(pi * t), "reflection")
    #! 2 / (pi * x) => -2 / (pi * x)
    d.prove(besselj(v + 1, x) * bessely(v, x) - besselj(v, x) * bessely(v + 1, x), "=", 2 / (pi * x), "the Wronskian")
    #! 2 * n + 1 => 2 * n - 1
    d.prove((n + 1) * legendre(n + 1, y), "=", (2 * n + 1) * y * legendre(n, y) - n * legendre(n - 1, y), "Bonnet")
    #! cos(n * a) => n * cos(a)
    d.prove(chebyshevt(n, cos(a)), "=", cos(n * a), "by definition")


@derivation(title="The triple angle, and half of one")
def angles(d: Derivation, x: Real, y: Real) -> None:
    with d.prove(sin(3 * x), "=", 3 * sin(x) - 4 * sin(x) ** 3) as p:
        #! + cos(2 * x) => - cos(2 * x)
        p.eq(sin(2 * x) * cos(x) + cos(2 * x) * sin(x), "addition theorem")
        #! 1 - 2 => 1 + 2
        p.eq(2 * sin(x) * cos(x) ** 2 + (1 - 2 * sin(x) ** 2) * sin(x), "double angles")
    #! 1 + tan => 1 - tan
    d.prove(Derivative(tan(x), x), "=", 1 + tan(x) ** 2, where=[Ne(cos(x), 0)])
    #! (cos(x - y) - => (cos(x - y) +
    d.prove(sin(x) * sin(y), "=", (cos(x - y) - cos(x + y)) / 2)
    #! cosh(x) - 1 => cosh(x) + 1
    d.prove((exp(x / 2) - exp(-x / 2)) ** 2, "=", 2 * (cosh(x) - 1), "4 sinh²(x/2)")


@derivation(title="Moduli of complex numbers")
def moduli(d: Derivation, z: Complex, w: Complex, t: Real, n: Natural) -> None:
    with d.prove(Abs(z + w) ** 2, "=", Abs(z) ** 2 + Abs(w) ** 2 + 2 * re(z * conjugate(w))) as p:
        #! conjugate(z) + conjugate(w) => conjugate(z) - conjugate(w)
        p.eq((z + w) * (conjugate(z) + conjugate(w)), "|u|² = u ū")
    #! sin(n * t) => sin(t)
    d.prove((cos(t) + I * sin(t)) ** n, "=", cos(n * t) + I * sin(n * t), "de Moivre")


@derivation(title="The quadratic formula")
def quadratic(d: Derivation, x: Real, a: Nonzero, b: Real, c: Real) -> None:
    D = b**2 - 4 * a * c
    roots = Or(Eq(x, (-b + sqrt(D)) / (2 * a)), Eq(x, (-b - sqrt(D)) / (2 * a)))
    with d.prove(Eq(a * x**2 + b * x + c, 0), "<=>", roots, where=[D >= 0]) as q:
        #! 2 * a * x + b => 2 * a * x - b | ** 2, D => ** 2, D + 1
        q.iff(Eq((2 * a * x + b) ** 2, D), "complete the square")


@derivation(title="Equations with two solutions, and with one")
def equations(d: Derivation, x: Real, y: Real, t: Positive) -> None:
    with d.prove(Eq(x**2 - 5 * x + 6, 0), "<=>", Or(Eq(x, 2), Eq(x, 3))) as p:
        #! x - 3 => x + 3
        p.iff(Eq((x - 2) * (x - 3), 0), "factor")
    #! Eq(x, -2) => Eq(x, 2)
    d.prove(Eq(Abs(x - 1), 3), "<=>", Or(Eq(x, 4), Eq(x, -2)))
    #! Eq(x, 0) => Eq(x, 1)
    d.prove(Eq(exp(2 * x) - 3 * exp(x) + 2, 0), "<=>", Or(Eq(x, 0), Eq(x, log(2))), "a quadratic in eˣ")
    #! Eq(t, 2) => Eq(t, 5)
    d.prove(Eq(log(t) + log(t + 3), log(10)), "<=>", Eq(t, 2), "t = −5 has no logarithm")
    #! Eq(x, 2) => Or(Eq(x, 2), Eq(x, -1))
    d.prove(Eq(sqrt(x + 2), x), "<=>", Eq(x, 2), "x = −1 is gained by squaring", where=[x >= -2])
    #! Or(Eq(x, y), Eq(x, -y)) => Eq(x, y)
    d.prove(Eq(x**2, y**2), "<=>", Or(Eq(x, y), Eq(x, -y)))
    #! Eq(x, 3), Eq(y, 2) => Eq(x, 2), Eq(y, 3)
    d.prove(And(Eq(x + y, 5), Eq(x - y, 1)), "<=>", And(Eq(x, 3), Eq(y, 2)), "a linear system")


@derivation(title="Inequalities solved")
def solved(d: Derivation, x: Real, y: Real) -> None:
    with d.prove(x**2 < 4, "<=>", And(x > -2, x < 2)) as p:
        #! < 2 => < 4
        p.iff(Abs(x) < 2, "√ increases")
    #! x < -2 => x < 2
    d.prove(x**2 > 4, "<=>", Or(x > 2, x < -2))
    #! x < -1 => x <= -1
    d.prove((x + 1) / (x - 2) > 0, "<=>", Or(x < -1, x > 2), "signs of both factors", where=[Ne(x, 2)])
    #! x >= y => x > y
    d.prove(Eq(Max(x, y), x), "<=>", x >= y)


@derivation(title="Means of two and three numbers")
def means(d: Derivation, a: Positive, b: Positive, c: Positive) -> None:
    with d.prove(sqrt(a * b), "<=", (a + b) / 2) as p:
        #! (sqrt(a) - sqrt(b)) ** 2 => (sqrt(a) + sqrt(b)) ** 2 - 4 * a
        p.le(sqrt(a * b) + (sqrt(a) - sqrt(b)) ** 2 / 2, "a square is not negative")
    #! "<=" => "<"
    d.prove(2 / (1 / a + 1 / b), "<=", sqrt(a * b), "the harmonic mean")
    #! Rational(3, 2) => 2
    d.prove(a / (b + c) + b / (c + a) + c / (a + b), ">=", Rational(3, 2), "Nesbitt")


@derivation(title="Tangents and strictness")
def strictness(d: Derivation, x: Real, a: Positive) -> None:
    #! "<=" => "<"
    d.prove(log(a), "<=", a - 1, "the tangent at 1")
    #! ">=" => ">"
    d.prove(a + 2 / a, ">=", 2 * sqrt(2), "equality at √2")
    #! "<=" => "<"
    d.prove(sin(x) + cos(x), "<=", sqrt(2), "equality at π/4")
    #! "<=" => "<"
    d.prove(log(a) / a, "<=", exp(-1), "equality at e")
    #! x**2 / 2 => x**2
    d.prove(cosh(x) - 1, ">=", x**2 / 2)


@derivation(title="Inverse functions and their branches")
def branches(d: Derivation, x: Real, a: Positive, q: Interval(-1, 1)) -> None:
    #! pi / 2 => pi
    d.prove(atan(a) + atan(1 / a), "=", pi / 2, "complementary angles")
    #! 1 / sqrt(1 + x**2) => 1 / sqrt(1 - x**2)
    d.prove(cos(atan(x)), "=", 1 / sqrt(1 + x**2))
    with d.prove(4 * atan(Rational(1, 5)) - atan(Rational(1, 239)), "=", pi / 4) as m:
        #! Rational(120, 119) => Rational(119, 120)
        m.eq(atan(Rational(120, 119)) - atan(Rational(1, 239)), "twice the double angle")


@derivation(title="Max, min and the sign")
def extremes(d: Derivation, x: Real, y: Real) -> None:
    #! + Abs(x - y) => - Abs(x - y)
    d.prove(Max(x, y), "=", (x + y + Abs(x - y)) / 2)
    #! x * y => x + y
    d.prove(Max(x, y) * Min(x, y), "=", x * y)
    #! Max(Abs(x), Abs(y)) => Max(x, y)
    d.prove(Abs(x + y) + Abs(x - y), "=", 2 * Max(Abs(x), Abs(y)))


@derivation(title="Differential equations by substitution")
def ode(
    d: Derivation, t: Real, s: Real, c: Real, e: Real, w: Positive, a: Real, k: Positive, x: Positive, f: Smooth
) -> None:
    y = c * cos(w * t) + e * sin(w * t)
    #! + w**2 => - w**2
    d.prove(Derivative(y, t, 2) + w**2 * y, "=", 0)
    z = (c + e * t) * exp(a * t)
    #! 2 * a * Derivative => a * Derivative
    d.prove(Derivative(z, t, 2) - 2 * a * Derivative(z, t) + a**2 * z, "=", 0, "a double root")
    u = exp(-t) * (c + Integral(exp(s) * f(s), (s, 0, t)))
    #! + u => - u
    d.prove(Derivative(u, t) + u, "=", f(t), "variation of constants")
    v = exp(-(s**2) / (4 * k * x)) / sqrt(4 * pi * k * x)
    #! k * Derivative => 2 * k * Derivative
    d.prove(Derivative(v, x), "=", k * Derivative(v, s, 2), "the heat kernel")


@derivation(title="A whole number's small facts")
def whole(d: Derivation, n: Integer, x: Real, a: Positive, b: Positive) -> None:
    #! (2 * n) => (3 * n)
    d.prove((-1) ** (2 * n), "=", 1)
    #! + sqrt(3) => - sqrt(3)
    d.prove(sqrt(7 + 4 * sqrt(3)), "=", 2 + sqrt(3), "a square under the root")
    #! a ** log(b) => a ** log(a)
    d.prove(a ** log(b), "=", b ** log(a), "exp(log a · log b)")
    #! log(8, 2), "=", 3 => log(2, 8), "=", 3
    d.prove(log(8, 2), "=", 3)
    #! 1 - tanh => 1 + tanh
    d.prove(Derivative(tanh(x), x), "=", 1 - tanh(x) ** 2)
