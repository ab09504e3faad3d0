"""Probability, information, reinforcement: inference, bounds, conjugate models, estimators."""

from sympy import beta as B
from sympy import binomial

from checker import (
    Derivation,
    Derivative,
    Interval,
    Natural,
    Open01,
    Positive,
    Rational,
    Real,
    Simplex,
    Size,
    Sum,
    Vector,
    bernoulli,
    cosh,
    derivation,
    dot,
    exp,
    expectation,
    factorial,
    gamma,
    gradient,
    hadamard,
    integral,
    log,
    normal,
    ones,
    oo,
    pi,
    sigmoid,
    sqrt,
    total,
)


@derivation(title="Chernoff's bound for a Gaussian tail")
def chernoff(d: Derivation, t: Positive, x: Real, s: Positive, l: Positive) -> None:
    E = expectation(x, normal(x, 0, s))
    with d.prove(E(exp(l * x)), "=", exp(l**2 * s**2 / 2)) as mgf:
        #! l**2 * s**2 / 2) * => l**2 * s**2) *
        mgf.eq(exp(l**2 * s**2 / 2) * integral(normal(x, l * s**2, s), x), "complete the square")
    d.prove(exp(l**2 * s**2 / 2 - l * t), ">=", exp(-(t**2) / (2 * s**2)), "the least at l = t/s²")
    #! l: t / s**2 => l: t / s
    d.prove((l**2 * s**2 / 2 - l * t).subs({l: t / s**2}), "=", -(t**2) / (2 * s**2), "at the best l")


@derivation(title="Hoeffding's lemma on a symmetric coin")
def hoeffding(d: Derivation, l: Real, n: Natural, t: Positive, k: Natural) -> None:
    with d.prove(cosh(l), "=", Sum(l ** (2 * n) / factorial(2 * n), (n, 0, oo))) as c:
        #! + Sum => - Sum | (-l) ** n => l ** n
        c.eq((Sum(l**n / factorial(n), (n, 0, oo)) + Sum((-l) ** n / factorial(n), (n, 0, oo))) / 2, "two exponentials")


@derivation(title="Jensen, and Hölder for two numbers")
def convexity(d: Derivation, a: Open01, x: Positive, y: Positive) -> None:
    #! <= => >=
    d.prove(a * log(x) + (1 - a) * log(y), "<=", log(a * x + (1 - a) * y), "log is concave")
    with d.prove(x**a * y ** (1 - a), "<=", a * x + (1 - a) * y) as young:
        #! (1 - a) * log => (1 + a) * log
        young.eq(exp(a * log(x) + (1 - a) * log(y)), "x = e^{log x}")
        young.le(exp(log(a * x + (1 - a) * y)), "Jensen")


@derivation(title="The chain rule of entropy, for a table")
def entropy_chain(d: Derivation, p: Simplex(2), q: Simplex(3), r: Simplex(3)) -> None:
    """X ~ p; given X = 0, Y ~ q, given X = 1, Y ~ r."""

    def H(v):
        return -dot(v, log(v))

    joint = H(p[0] * q) + H(p[1] * r)
    with d.prove(joint, "=", H(p) + p[0] * H(q) + p[1] * H(r)) as k:
        #! - p[0] * log(p[0]) => + p[0] * log(p[0]) | total(q) => 2 * total(q)
        k.eq(p[0] * H(q) - p[0] * log(p[0]) * total(q) + p[1] * H(r) - p[1] * log(p[1]) * total(r), "log of a product")
        k.eq(-p[0] * log(p[0]) - p[1] * log(p[1]) + p[0] * H(q) + p[1] * H(r), "q and r sum to 1")


@derivation(title="Mutual information is not negative, on a binary channel")
def channel(d: Derivation, e: Open01) -> None:
    h = -e * log(e) - (1 - e) * log(1 - e)
    with d.prove(log(2) - h, "=", (1 - e) * log(2 * (1 - e)) + e * log(2 * e)) as k:
        #! (1 - e) * log(1 - e) => (1 - e) * log(e) | + e * log(e) => - e * log(e)
        k.eq(log(2) + e * log(e) + (1 - e) * log(1 - e), "the entropy of the noise")
    d.prove(log(2) - h, ">=", 0, "the uniform coin has the largest entropy")


@derivation(title="Data processing for two points")
def data_processing(d: Derivation, a: Positive, b: Positive, c: Positive, e: Positive) -> None:
    #! (a + b) * log => (a - b) * log | >= => <=
    d.prove(a * log(a / c) + b * log(b / e), ">=", (a + b) * log((a + b) / (c + e)), "the log-sum inequality")


@derivation(title="Pinsker's inequality for coins")
def pinsker(d: Derivation, p: Open01, q: Open01) -> None:
    #! 2 * (p => 3 * (p
    d.prove(p * log(p / q) + (1 - p) * log((1 - p) / (1 - q)), ">=", 2 * (p - q) ** 2, "Pinsker")


@derivation(title="Beta and binomial are conjugate")
def beta_binomial(d: Derivation, t: Open01, a: Positive, b: Positive, n: Natural, k: Natural) -> None:
    prior = t ** (a - 1) * (1 - t) ** (b - 1) / B(a, b)
    with d.prove(integral(t**k * (1 - t) ** n * prior, t), "=", B(a + k, b + n) / B(a, b)) as ev:
        #! a + k - 1 => a + k | b + n - 1 => b - n - 1
        ev.eq(integral(t ** (a + k - 1) * (1 - t) ** (b + n - 1), t) / B(a, b), "collect powers")
    with d.prove(integral(t * prior, t), "=", a / (a + b)) as mean:
        #! B(a + 1, b) => B(a + 1, b + 1)
        mean.eq(B(a + 1, b) / B(a, b), "a beta integral")
        #! gamma(a + b + 1) => gamma(a + b + 2) | gamma(a + 1) => gamma(a)
        mean.eq(gamma(a + 1) * gamma(a + b) / (gamma(a) * gamma(a + b + 1)), "B in gammas")


@derivation(title="Gamma and Poisson: the negative binomial")
def gamma_poisson(d: Derivation, l: Positive, a: Positive, b: Positive, k: Natural) -> None:
    prior = b**a * l ** (a - 1) * exp(-b * l) / gamma(a)
    with d.prove(
        integral(l**k * exp(-l) / factorial(k) * prior, l),
        "=",
        gamma(a + k) / (factorial(k) * gamma(a)) * (b / (1 + b)) ** a * (1 / (1 + b)) ** k,
    ) as nb:
        #! (1 + b) * l => b * l | a + k - 1 => a + k
        nb.eq(b**a / (factorial(k) * gamma(a)) * integral(l ** (a + k - 1) * exp(-(1 + b) * l), l), "collect")
        #! (1 + b) ** (a + k) => (1 + b) ** a | gamma(a + k) / => gamma(a + k + 1) /
        nb.eq(b**a / (factorial(k) * gamma(a)) * gamma(a + k) / (1 + b) ** (a + k), "a gamma integral")
    #! a / b => b / a
    d.prove(integral(l * prior, l), "=", a / b, "the prior's mean")


@derivation(title="Poisson: mean and variance from the series")
def poisson(d: Derivation, l: Positive, k: Natural) -> None:
    w = exp(-l) * l**k / factorial(k)
    #! k * w => k**2 * w | "=", l => "=", l**2
    d.prove(Sum(k * w, (k, 0, oo)), "=", l, "the mean")
    with d.prove(Sum(k**2 * w, (k, 0, oo)) - l**2, "=", l) as v:
        #! k * (k - 1) => k * (k + 1) | + Sum => - Sum
        v.eq(Sum(k * (k - 1) * w, (k, 0, oo)) + Sum(k * w, (k, 0, oo)) - l**2, "k² = k(k − 1) + k")
        #! l**2 + l => l + l
        v.eq(l**2 + l - l**2, "factorial moments")


@derivation(title="The exponential's order statistics")
def order_statistics(d: Derivation, x: Positive, l: Positive, n: Size) -> None:
    with d.prove(integral(x * n * l * exp(-l * x) * exp(-l * x) ** (n - 1), x), "=", 1 / (n * l)) as least:
        #! exp(-n * l * x) => exp(-l * x) | x * n * l => x**2 * n * l
        least.eq(integral(x * n * l * exp(-n * l * x), x), "the minimum is exponential with rate nλ")
    #! Rational(3, 2) => 2
    d.prove(
        integral(x * 2 * l * exp(-l * x) * (1 - exp(-l * x)), x), "=", Rational(3, 2) / l, "the larger of two: 1 + 1/2"
    )


@derivation(title="The maximum of n uniforms")
def uniform_maximum(d: Derivation, x: Open01, n: Size) -> None:
    with d.prove(integral(x * n * x ** (n - 1), x), "=", n / (n + 1)) as mean:
        #! n * integral => integral | x**n, => x**(n - 1),
        mean.eq(n * integral(x**n, x), "x · x^{n−1}")
    #! n + 2 => n + 1 | (n + 1) ** 2 => (n + 1)
    d.prove(
        integral(x**2 * n * x ** (n - 1), x) - (n / (n + 1)) ** 2, "=", n / ((n + 2) * (n + 1) ** 2), "the variance"
    )


@derivation(title="EM for a mixture: the bound is tight at the responsibilities")
def em(d: Derivation, q: Open01, a: Positive, b: Positive) -> None:
    def F(u):
        return u * log(a / u) + (1 - u) * log(b / (1 - u))

    #! a / (a + b) => b / (a + b) | log(a + b) => log(a * b)
    d.prove(F(a / (a + b)), "=", log(a + b), "at the posterior")
    d.prove(F(q), "<=", log(a + b), "Jensen")
    with d.prove(log(a + b) - F(q), "=", q * log(q * (a + b) / a) + (1 - q) * log((1 - q) * (a + b) / b)) as gap:
        #! (1 - q) * log(a + b) => (1 + q) * log(a + b) | - q * log(a / q) => + q * log(a / q)
        gap.eq(q * log(a + b) + (1 - q) * log(a + b) - q * log(a / q) - (1 - q) * log(b / (1 - q)), "q + (1 − q) = 1")


@derivation(title="REINFORCE for a coin, and why a baseline is free")
def reinforce(d: Derivation, t: Real, m: Interval(0, 1, closed=True, integer=True), r: Real, s: Real, c: Real) -> None:
    p = sigmoid(t)
    E = expectation(m, bernoulli(m, p))
    R = m * r + (1 - m) * s
    score = m - p
    d.prove(Derivative(m * log(p) + (1 - m) * log(1 - p), t), "=", score, "the score of a coin")
    with d.prove(Derivative(E(R), t), "=", E((R - c) * score)) as g:
        #! p * (1 - p) => p * (1 + p) | r - s => r + s
        g.eq(p * (1 - p) * (r - s), "E R = p r + (1 − p) s")
        #! E(R * score) => E(R) * E(score)
        g.eq(E(R * score), "the score function")
    #! "=", 0 => "=", p
    d.prove(E(c * score), "=", 0, "the score has mean 0")


@derivation(title="Policy gradient over a finite set of actions")
def policy_gradient(d: Derivation, z: Vector("n"), r: Vector("n"), b: Real, n: Size) -> None:
    from checker import softmax

    p = softmax(z)
    with d.prove(gradient(dot(p, r), z), "=", hadamard(p, r - dot(p, r) * ones(n))) as g:
        #! - dot(p, r) * p => + dot(p, r) * p | hadamard(p, r) => r
        g.eq(hadamard(p, r) - dot(p, r) * p, "(diag p − ppᵀ) r")
    #! - dot(p, r) => + dot(p, r) | - b => + b
    d.prove(
        hadamard(p, r - b * ones(n)) - dot(p, r - b * ones(n)) * p,
        "=",
        hadamard(p, r) - dot(p, r) * p,
        "a baseline changes nothing",
    )


@derivation(title="Bellman: a constant reward, and generalised advantages")
def bellman(d: Derivation, g: Open01, l: Open01, r: Real, n: Natural, k: Natural, v: Vector("m")) -> None:
    #! 1 - g => 1 + g
    d.prove(Sum(g**k * r, (k, 0, oo)), "=", r / (1 - g), "a geometric series")
    with d.prove(r + g * (r / (1 - g)), "=", r / (1 - g), "it solves V = r + γV") as b:
        #! + g * r => - g * r
        b.eq((r * (1 - g) + g * r) / (1 - g), "common denominator")
    with d.prove((1 - l) * Sum(l**k * (1 - g ** (k + 1)) / (1 - g), (k, 0, oo)), "=", 1 / (1 - g * l)) as gae:
        #! - g * Sum => - Sum | (g * l) ** k => g**k
        gae.eq((1 - l) / (1 - g) * (Sum(l**k, (k, 0, oo)) - g * Sum((g * l) ** k, (k, 0, oo))), "split")
        #! g / (1 - g * l) => 1 / (1 - g * l)
        gae.eq((1 - l) / (1 - g) * (1 / (1 - l) - g / (1 - g * l)), "two geometric series")


@derivation(title="Mean-field for a Gaussian with unknown mean")
def conjugate_mean(d: Derivation, x: Real, m: Real, s: Positive, t: Positive) -> None:
    v = 1 / (1 / s**2 + 1 / t**2)
    with d.prove(
        -((x - m) ** 2) / (2 * s**2) - m**2 / (2 * t**2),
        "=",
        -((m - v * x / s**2) ** 2) / (2 * v) - x**2 / (2 * (s**2 + t**2)),
    ) as k:
        #! m * x / s**2 => m * x / s | - x**2 => + x**2 | (2 * v) => v
        k.eq(-(m**2) / (2 * v) + m * x / s**2 - x**2 / (2 * s**2), "powers of m")
    #! t**2 / (s**2 + t**2) => s**2 / (s**2 + t**2)
    d.prove(v * x / s**2, "=", t**2 / (s**2 + t**2) * x, "shrinkage")


@derivation(title="An exponential family: the log-partition's derivatives are moments")
def exponential_family(d: Derivation, h: Real, l: Real, k: Interval(0, 1, closed=True, integer=True)) -> None:
    A = log(1 + exp(h))
    E = expectation(k, bernoulli(k, sigmoid(h)))
    d.prove(Derivative(A, h), "=", E(k), "the mean")
    with d.prove(Derivative(A, h, 2), "=", E(k**2) - E(k) ** 2) as v:
        #! 1 - sigmoid(h) => 1 + sigmoid(h)
        v.eq(sigmoid(h) * (1 - sigmoid(h)), "the derivative of the sigmoid")
    #! k * h - A => k * h + A
    d.prove(bernoulli(k, sigmoid(h)), "=", exp(k * h - A), "the natural form")


@derivation(title="Laplace's approximation of a gamma integral's exponent")
def laplace(d: Derivation, x: Positive, n: Positive) -> None:
    f = n * log(x) - x
    #! n / x - 1 => n / x + 1
    d.prove(Derivative(f, x), "=", n / x - 1, "zero at x = n")
    #! -n / x**2 => n / x**2
    d.prove(Derivative(f, x, 2), "=", -n / x**2, "curvature −1/n there")
    d.prove(f, "<=", n * log(n) - n, "the maximum")
    #! sqrt(2 * pi * n) => sqrt(pi * n)
    d.prove(
        integral(exp(n * log(n) - n - (x - n) ** 2 / (2 * n)), x, -oo, oo),
        "=",
        sqrt(2 * pi * n) * n**n * exp(-n),
        "Stirling's leading term",
    )


@derivation(title="Importance sampling between Gaussians: the second moment of the weight")
def importance(d: Derivation, x: Real, m: Real, s: Positive) -> None:
    p, q = normal(x, m, 1), normal(x, 0, 1)
    E = expectation(x, q)
    #! "=", 1 => "=", m
    d.prove(E(p / q), "=", 1, "the weights have mean 1")
    with d.prove(E((p / q) ** 2) - 1, "=", exp(m**2) - 1) as v:
        #! 2 * m * x - m**2 => m * x - m**2 | - m**2 => + m**2
        v.eq(E(exp(2 * m * x - m**2)) - 1, "p/q = exp(mx − m²/2)")
        #! exp(2 * m**2) => exp(m**2)
        v.eq(exp(-(m**2)) * exp(2 * m**2) - 1, "the moment generating function")


@derivation(title="f-divergences of two coins")
def f_divergences(d: Derivation, p: Open01, q: Open01) -> None:
    chi = (p - q) ** 2 / q + (p - q) ** 2 / (1 - q)
    with d.prove(p**2 / q + (1 - p) ** 2 / (1 - q) - 1, "=", chi) as k:
        #! q * (1 - q) => q * (1 + q) | p - q => p + q
        k.eq((p - q) ** 2 / (q * (1 - q)), "common denominator")
    #! <= => >=
    d.prove(p * log(p / q) + (1 - p) * log((1 - p) / (1 - q)), "<=", chi, "KL is at most χ²")
    #! 1 - sqrt => 2 - sqrt
    d.prove(
        ((sqrt(p) - sqrt(q)) ** 2 + (sqrt(1 - p) - sqrt(1 - q)) ** 2) / 2,
        "=",
        1 - sqrt(p * q) - sqrt((1 - p) * (1 - q)),
        "Hellinger",
    )


@derivation(title="A change of variables: the log-normal density")
def log_normal(d: Derivation, x: Real, y: Positive, m: Real, s: Positive) -> None:
    density = normal(log(y), m, s) / y
    #! "=", 1 => "=", 2
    d.prove(integral(density, y), "=", 1, "a density")
    with d.prove(integral(y * density, y), "=", exp(m + s**2 / 2)) as mean:
        #! exp(x) => x | exp(x) * => exp(2 * x) *
        mean.eq(integral(exp(x) * normal(x, m, s), x), "y = eˣ")
    #! normal(log(y), m, s) / y => normal(log(y), m, s)
    d.prove(
        Derivative(integral(normal(x, m, s), x, -oo, log(y)), y), "=", normal(log(y), m, s) / y, "the Jacobian is 1/y"
    )


@derivation(title="Multinomial moments, and the Dirichlet's mean for two classes")
def dirichlet(d: Derivation, p: Open01, n: Natural, k: Natural, a: Positive, b: Positive) -> None:
    w = binomial(n, k) * p**k * (1 - p) ** (n - k)
    #! n * p => n * p**2
    d.prove(Sum(k * w, (k, 0, n)), "=", n * p, "the mean of a binomial")
    #! n * p * (1 - p) + n**2 * p**2 => n * p * (1 - p) + n * p**2
    d.prove(Sum(k**2 * w, (k, 0, n)), "=", n * p * (1 - p) + n**2 * p**2, "its second moment")
    #! a * b / => a * b**2 /
    d.prove(
        integral(p ** (a - 1) * (1 - p) ** (b - 1) / B(a, b) * (p - a / (a + b)) ** 2, p),
        "=",
        a * b / ((a + b) ** 2 * (a + b + 1)),
        "the variance of a beta",
    )
