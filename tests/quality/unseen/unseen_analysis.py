"""Matrices, sums, Fourier, series, differential equations, bounds."""

from sympy import I, binomial, cos, factorial, sin
from sympy import Matrix as M

from checker import (
    Derivation,
    Derivative,
    Interval,
    Limit,
    Matrix,
    Max,
    Natural,
    Ne,
    Open01,
    Positive,
    Product,
    Rational,
    Real,
    Simplex,
    Size,
    Sum,
    Vector,
    block,
    derivation,
    det,
    dot,
    exp,
    gradient,
    identity,
    integral,
    inverse,
    log,
    norm,
    ones,
    oo,
    pi,
    sqrt,
    trace,
    zeros,
)


@derivation(title="Woodbury's identity, verified by multiplying out")
def woodbury(
    d: Derivation, A: Matrix("n", "n", structure="positive-definite"), U: Matrix("n", "k"), n: Size, k: Size
) -> None:
    S = identity(k) + U.T * inverse(A) * U
    W = inverse(A) - inverse(A) * U * inverse(S) * U.T * inverse(A)
    with d.prove((A + U * U.T) * W, "=", identity(n)) as p:
        #! - U * inverse(S) => + U * inverse(S) | U * U.T * inverse(A) => U * U.T * A
        p.eq(
            identity(n)
            + U * U.T * inverse(A)
            - U * inverse(S) * U.T * inverse(A)
            - U * U.T * inverse(A) * U * inverse(S) * U.T * inverse(A),
            "multiply out",
        )
        #! - U * ( => + U * ( | identity(k) + => identity(k) -
        p.eq(
            identity(n)
            + U * U.T * inverse(A)
            - U * (identity(k) + U.T * inverse(A) * U) * inverse(S) * U.T * inverse(A),
            "factor U and S⁻¹",
        )
        #! - U * U.T => + U * U.T
        p.eq(identity(n) + U * U.T * inverse(A) - U * U.T * inverse(A), "S S⁻¹ = I")


@derivation(title="The Schur complement of a block matrix")
def schur(
    d: Derivation,
    A: Matrix("n", "n", structure="positive-definite"),
    B: Matrix("n", "m"),
    D: Matrix("m", "m"),
    n: Size,
    m: Size,
) -> None:
    S = D - B.T * inverse(A) * B
    lower = block([[identity(n), zeros(n, m)], [B.T * inverse(A), identity(m)]])
    middle = block([[A, zeros(n, m)], [zeros(m, n), S]])
    upper = block([[identity(n), inverse(A) * B], [zeros(m, n), identity(m)]])
    #! lower * middle * upper => upper * middle * lower
    d.prove(lower * middle * upper, "=", block([[A, B], [B.T, D]]), "block LDU")
    with d.prove(det(block([[A, B], [B.T, D]])), "=", det(A) * det(S)) as k:
        k.eq(det(lower * middle * upper), "the factorisation")
        #! det(middle) => -det(middle) | det(upper) => 2 * det(upper)
        k.eq(det(lower) * det(middle) * det(upper), "det is multiplicative")


@derivation(title="Rank-one updates")
def rank_one(d: Derivation, A: Matrix("n", "n", structure="positive-definite"), u: Vector("n"), v: Vector("n")) -> None:
    s = dot(v, inverse(A) * u)
    #! 1 + s => 1 - s
    d.prove(det(A + u * v.T), "=", (1 + s) * det(A), "the determinant lemma")


@derivation(title="Matrix calculus")
def matrix_calculus(
    d: Derivation,
    X: Matrix("n", "n", structure="invertible"),
    A: Matrix("n", "n"),
    a: Vector("n"),
    b: Vector("n"),
    x: Vector("n"),
) -> None:
    #! A.T) * x => A) * x | A + => A -
    d.prove(gradient(dot(x, A * x), x), "=", (A + A.T) * x, "a quadratic form")
    d.prove(gradient(trace(A.T * X), X), "=", A, "trace")
    #! a * b.T => b * a.T
    d.prove(gradient(dot(a, X * b), X), "=", a * b.T, "a bilinear form")
    #! -(inverse => (inverse
    d.prove(gradient(dot(a, inverse(X) * b), X), "=", -(inverse(X).T * a * b.T * inverse(X).T), "d X⁻¹ = −X⁻¹ dX X⁻¹")
    #! X * (A + A.T) => X * (A - A.T)
    d.prove(gradient(trace(X * A * X.T), X), "=", X * (A + A.T), "trace of a product")
    #! inverse(X).T => inverse(X)
    d.prove(gradient(log(det(X) ** 2) / 2, X), "=", inverse(X).T, "log det")


@derivation(title="Eigenvalues of a symmetric 2 × 2 matrix")
def eigenvalues(d: Derivation, a: Real, b: Real, c: Real, l: Real) -> None:
    A = M([[a, b], [b, c]])
    r = sqrt((a - c) ** 2 + 4 * b**2)
    with d.prove(det(A - l * M([[1, 0], [0, 1]])), "=", (l - (a + c + r) / 2) * (l - (a + c - r) / 2)) as p:
        #! - (a + c) * l => + (a + c) * l | - b**2 => + b**2
        p.eq(l**2 - (a + c) * l + a * c - b**2, "expand")
        #! (a - c) ** 2 => (a + c) ** 2 | 4 * b => b
        p.eq((l - (a + c) / 2) ** 2 - ((a - c) ** 2 + 4 * b**2) / 4, "complete the square")


@derivation(title="PCA: the residual of a projection")
def projection(d: Derivation, x: Vector("n"), u: Vector("n"), n: Size) -> None:
    P = u * u.T / dot(u, u)
    #! "=", P => "=", 2 * P
    d.prove(P * P, "=", P, "a projection", where=[dot(u, u) > 0])
    with d.prove(dot(x - P * x, x - P * x), "=", dot(x, x) - dot(u, x) ** 2 / dot(u, u), where=[dot(u, u) > 0]) as k:
        #! 2 * dot(x, P => dot(x, P | + dot(P => - dot(P
        k.eq(dot(x, x) - 2 * dot(x, P * x) + dot(P * x, P * x), "expand")
        #! dot(u, x) ** 2 / => dot(u, x) /
        k.eq(dot(x, x) - 2 * dot(u, x) ** 2 / dot(u, u) + dot(u, x) ** 2 / dot(u, u), "P x = u (uᵀx)/(uᵀu)")


@derivation(title="Cauchy–Schwarz, the triangle and the parallelogram")
def cauchy_schwarz(d: Derivation, x: Vector("n"), y: Vector("n")) -> None:
    #! <= => <
    d.prove(dot(x, y) ** 2, "<=", dot(x, x) * dot(y, y), "Cauchy–Schwarz")
    #! norm(x) + norm(y) => norm(x) - norm(y)
    d.prove(norm(x + y), "<=", norm(x) + norm(y), "the triangle inequality")
    with d.prove(norm(x + y) ** 2 + norm(x - y) ** 2, "=", 2 * norm(x) ** 2 + 2 * norm(y) ** 2) as p:
        #! - 2 * dot(x, y) => - dot(x, y)
        p.eq(dot(x, x) + 2 * dot(x, y) + dot(y, y) + dot(x, x) - 2 * dot(x, y) + dot(y, y), "expand")


@derivation(title="The discrete Fourier transform: orthogonality and a shift")
def fourier(
    d: Derivation, n: Size, k: Natural, j: Natural, m: Interval(1, None, closed=True, integer=True), t: Real
) -> None:
    #! 2 * cos => cos
    d.prove(exp(I * t) + exp(-I * t), "=", 2 * cos(t), "Euler")
    #! Rational(1, 2) + Sum => 1 + Sum | n + Rational(1, 2) => n
    d.prove(
        Rational(1, 2) + Sum(cos(k * t), (k, 1, n)),
        "=",
        sin((n + Rational(1, 2)) * t) / (2 * sin(t / 2)),
        "Dirichlet's kernel",
        where=[t > 0, t < 6],
    )
    #! exp(2 * pi * I * k) => exp(pi * I * k)
    d.prove(exp(2 * pi * I * k), "=", 1, "a whole number of turns")


@derivation(title="A convolution of two geometric sequences")
def convolution(d: Derivation, a: Positive, b: Positive, n: Natural, k: Natural) -> None:
    with d.prove(
        Sum(a**k * b ** (n - k), (k, 0, n)), "=", (a ** (n + 1) - b ** (n + 1)) / (a - b), where=[Ne(a, b)]
    ) as c:
        #! b**n * Sum => b * Sum | (k, 0, n) => (k, 0, n - 1)
        c.eq(b**n * Sum((a / b) ** k, (k, 0, n)), "take out bⁿ")
        #! ** (n + 1)) / (1 => ** n) / (1 | 1 - a / b => 1 + a / b
        c.eq(b**n * (1 - (a / b) ** (n + 1)) / (1 - a / b), "a geometric sum")


@derivation(title="Telescoping and arithmetic sums")
def sums(d: Derivation, n: Size, k: Natural, x: Real) -> None:
    with d.prove(Sum(1 / (k * (k + 1)), (k, 1, n)), "=", n / (n + 1)) as t:
        #! 1 / k - 1 => 1 / k + 1 | (k, 1, n) => (k, 1, n + 1)
        t.eq(Sum(1 / k - 1 / (k + 1), (k, 1, n)), "partial fractions")
        #! 1 / (n + 1) => 1 / n
        t.eq(1 - 1 / (n + 1), "it telescopes")
    #! (n + 1) ** 2 => (n + 1) | / 4 => / 2
    d.prove(Sum(k**3, (k, 1, n)), "=", n**2 * (n + 1) ** 2 / 4, "Nicomachus")
    with d.prove(Sum(k * 2**k, (k, 0, n)), "=", (n - 1) * 2 ** (n + 1) + 2) as s:
        #! n * 2 => (n + 1) * 2 | (k, 0, n - 1) => (k, 0, n)
        s.eq(n * 2 ** (n + 1) - 2 * Sum(2**k, (k, 0, n - 1)), "summation by parts")
    #! 2**n => 2**(n - 1)
    d.prove(Sum(binomial(n, k), (k, 0, n)), "=", 2**n, "the subsets")
    #! n * 2 ** (n - 1) => n * 2**n
    d.prove(Sum(k * binomial(n, k), (k, 0, n)), "=", n * 2 ** (n - 1), "absorption")


@derivation(title="A linear recurrence by induction")
def recurrence(d: Derivation, n: Natural, a: Real, c: Real, x: Real) -> None:
    def f(t):
        return a**t * (x - c / (1 - a)) + c / (1 - a)

    with d.prove(a * f(n) + c, "=", f(n + 1), where=[a > 0, Ne(a, 1)]) as k:
        #! a ** (n + 1) => a**n | + a * c => - a * c
        k.eq(a ** (n + 1) * (x - c / (1 - a)) + a * c / (1 - a) + c, "insert")
        #! (1 - a)) / => (1 + a)) / | a ** (n + 1) => a**n
        k.eq(a ** (n + 1) * (x - c / (1 - a)) + (a * c + c * (1 - a)) / (1 - a), "common denominator")
    #! "=", x => "=", c
    d.prove(f(0), "=", x, "it starts at x", where=[Ne(a, 1), Ne(a, 0)])


@derivation(title="Solutions of differential equations, by substitution")
def ode(d: Derivation, t: Real, k: Positive, x: Open01, w: Positive, g: Positive) -> None:
    L = 1 / (1 + (1 / x - 1) * exp(-k * t))
    with d.prove(Derivative(L, t), "=", k * L * (1 - L)) as logistic:
        #! (1 / x - 1) * exp(-k * t) / ( => (1 / x + 1) * exp(-k * t) / ( | ** 2 =>
        logistic.eq(k * (1 / x - 1) * exp(-k * t) / (1 + (1 / x - 1) * exp(-k * t)) ** 2, "chain rule")
    y = exp(-g * t) * cos(w * t)
    #! g**2 + w**2 => g**2 - w**2 | 2 * g => g
    d.prove(Derivative(y, t, 2) + 2 * g * Derivative(y, t) + (g**2 + w**2) * y, "=", 0, "damped oscillation")
    #! exp(-k * t) * x + => exp(k * t) * x +
    d.prove(
        Derivative(exp(-k * t) * x + (1 - exp(-k * t)) * w, t),
        "=",
        k * (w - exp(-k * t) * x - (1 - exp(-k * t)) * w),
        "relaxation to w",
    )


@derivation(title="Taylor with remainder")
def taylor(d: Derivation, x: Real, y: Positive, t: Interval(-1, 1)) -> None:
    with d.prove(integral((x - y) * exp(y), y, 0, x), "=", exp(x) - 1 - x) as r:
        #! exp(x) - 1 => exp(x) + 1 | x * (exp => (exp
        r.eq(x * (exp(x) - 1) - ((x - 1) * exp(x) + 1), "by parts")
    d.prove(log(1 + y), ">=", y - y**2 / 2, "alternating series")
    #! <= => >=
    d.prove(y - y**3 / 6, "<=", sin(y), "alternating series")
    #! x**2 / 2 => x**2 / 3
    d.prove(1 - x**2 / 2, "<=", cos(x), "alternating series")
    #! 3 => 2
    d.prove(Limit((sin(x) - x) / x**3, x, 0), "=", -Rational(1, 6), "the third-order term")


@derivation(title="Stirling's lower bound and a factorial's growth")
def stirling(d: Derivation, n: Size, k: Natural, x: Positive) -> None:
    with d.prove(log(factorial(n)), "=", Sum(log(k), (k, 1, n))) as l:
        #! (k, 1, n) => (k, 1, n - 1)
        l.eq(log(Product(k, (k, 1, n))), "the definition")
    #! n * log(n) - n + 1 => n * log(n) - 1
    d.prove(integral(log(x), x, 1, n), "=", n * log(n) - n + 1, "by parts")
    #! factorial(n) => factorial(n - 1)
    d.prove(integral(x**n * exp(-x), x, 0, oo), "=", factorial(n), "Euler's integral")


@derivation(title="Power iteration and the matrix geometric series")
def neumann(d: Derivation, A: Matrix("n", "n"), n: Size, x: Vector("n"), b: Vector("n")) -> None:
    eye = identity(n)
    #! A * A * A => A * A | eye - A * => eye + A *
    d.prove((eye - A) * (eye + A + A * A), "=", eye - A * A * A, "telescopes")
    with d.prove(dot(A * x - b, A * x - b), "=", dot(x, A.T * A * x) - 2 * dot(b, A * x) + dot(b, b)) as k:
        #! dot(x, A.T * b) => dot(x, A * b) | - 2 => + 2
        k.eq(dot(x, A.T * A * x) - 2 * dot(x, A.T * b) + dot(b, b), "expand")


@derivation(title="Batch norm backward, one unit, two samples")
def batch_norm(d: Derivation, x: Real, y: Real, e: Positive) -> None:
    m = (x + y) / 2
    v = ((x - m) ** 2 + (y - m) ** 2) / 2
    z = (x - m) / sqrt(v + e)
    #! 4 => 2
    d.prove(v, "=", (x - y) ** 2 / 4, "two samples")
    with d.prove(Derivative(z, x), "=", e / (2 * (v + e) ** Rational(3, 2))) as k:
        #! 1 / (2 * sqrt => 1 / (sqrt | - (x - m) => + (x - m) | Rational(3, 2)) * => Rational(1, 2)) *
        k.eq(
            1 / (2 * sqrt(v + e)) - (x - m) / (2 * (v + e) ** Rational(3, 2)) * (x - y) / 2,
            "product rule; v′ = (x − y)/2",
        )


@derivation(title="Softplus and its bounds")
def softplus_bounds(d: Derivation, x: Real, t: Positive) -> None:
    sp = log(1 + exp(x))
    #! >= => <=
    d.prove(sp, ">=", Max(x, 0), "log is increasing")
    #! log(2) => log(2) / 2
    d.prove(sp, "<=", Max(x, 0) + log(2), "1 + eˣ ≤ 2 max(1, eˣ)")
    d.prove(Limit(log(1 + exp(x)) / x, x, oo), "=", 1, "it grows like x")
    d.prove(Limit(log(1 + exp(t * x)) / t, t, oo), "=", x, "a soft maximum", where=[x > 0])


@derivation(title="A simplex's Euclidean norm")
def simplex_norm(d: Derivation, p: Simplex("n"), n: Size) -> None:
    #! <= => <
    d.prove(dot(p, p), "<=", 1, "p² ≤ p")
    #! - 1 / n => + 1 / n
    d.prove(dot(p - ones(n) / n, p - ones(n) / n), "=", dot(p, p) - 1 / n, "Pythagoras")
