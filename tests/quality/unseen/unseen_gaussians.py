"""Gaussians: noising and denoising in diffusion, conditioning, Kalman, transport in one dimension, flows."""

from checker import (
    Derivation,
    Derivative,
    Interval,
    Matrix,
    Open01,
    Positive,
    Real,
    Smooth,
    derivation,
    exp,
    expectation,
    integral,
    inverse,
    log,
    normal,
    pi,
    sqrt,
)


@derivation(title="Two noising steps are one: variance 1 − a b")
def two_noising_steps(d: Derivation, x: Real, y: Real, z: Real, a: Open01, b: Open01) -> None:
    first, second = normal(y, sqrt(a) * x, sqrt(1 - a)), normal(z, sqrt(b) * y, sqrt(1 - b))
    mean = sqrt(a * b) * x
    with d.prove(integral(z * integral(first * second, y), z), "=", mean) as m:
        #! b * a => b
        m.eq(integral(z * normal(z, sqrt(b * a) * x, sqrt(b * (1 - a) + 1 - b)), z), "a Gaussian with a Gaussian mean")
        #! 1 - a * b => 1 - a - b
        m.eq(integral(z * normal(z, sqrt(a * b) * x, sqrt(1 - a * b)), z), "b(1 − a) + 1 − b = 1 − ab")
    #! 1 - a * b => 1 + a * b | a * b => a
    d.prove(b * (1 - a) + (1 - b), "=", 1 - a * b, "the variances add")


@derivation(title="The posterior q(x₁ | x₂, x₀) of the diffusion process")
def diffusion_posterior(d: Derivation, x: Real, x0: Real, xt: Real, a: Open01, b: Open01) -> None:
    """`a` is ᾱ_{t−1}, `b` is α_t, so ᾱ_t = ab."""
    v = (1 - b) * (1 - a) / (1 - a * b)
    m = (sqrt(b) * (1 - a) * xt + sqrt(a) * (1 - b) * x0) / (1 - a * b)
    forward, prior, marginal = (
        normal(xt, sqrt(b) * x, sqrt(1 - b)),
        normal(x, sqrt(a) * x0, sqrt(1 - a)),
        normal(xt, sqrt(a * b) * x0, sqrt(1 - a * b)),
    )
    with d.prove(
        -((xt - sqrt(b) * x) ** 2) / (1 - b)
        - (x - sqrt(a) * x0) ** 2 / (1 - a)
        + (xt - sqrt(a * b) * x0) ** 2 / (1 - a * b),
        "=",
        -((x - m) ** 2) / v,
    ) as k:
        #! 1 / (1 - a)) * x**2 => 1 / (1 + a)) * x**2 | sqrt(b) * xt => b * xt | 2 * ( => (
        k.eq(
            -(b / (1 - b) + 1 / (1 - a)) * x**2
            + 2 * (sqrt(b) * xt / (1 - b) + sqrt(a) * x0 / (1 - a)) * x
            - xt**2 / (1 - b)
            - a * x0**2 / (1 - a)
            + (xt - sqrt(a * b) * x0) ** 2 / (1 - a * b),
            "powers of x",
        )
        #! 2 * m => m | m**2 => m
        k.eq(-(x**2) / v + 2 * m * x / v - m**2 / v, "complete the square")
    #! marginal => prior | forward => prior
    d.prove(log(forward * prior / marginal), "=", log(normal(x, m, sqrt(v))), "Bayes")


@derivation(title="Denoising: predicting the mean is predicting the noise")
def noise_prediction(d: Derivation, x0: Real, e: Real, a: Open01, b: Open01, g: Real) -> None:
    """`g` is the network's noise; ᾱ_{t−1} = a, α_t = b."""
    s = sqrt(1 - a * b)
    xt = sqrt(a * b) * x0 + s * e
    guess = (xt - s * g) / sqrt(a * b)

    def mean(start):
        return (sqrt(b) * (1 - a) * xt + sqrt(a) * (1 - b) * start) / (1 - a * b)

    v = (1 - b) * (1 - a) / (1 - a * b)
    with d.prove((mean(x0) - mean(guess)) ** 2 / (2 * v), "=", (1 - b) / (2 * b * (1 - a)) * (e - g) ** 2) as k:
        #! a * (1 - b) ** 2 => a * (1 - b) | 2 * v => v
        k.eq(a * (1 - b) ** 2 * (x0 - guess) ** 2 / ((1 - a * b) ** 2 * 2 * v), "the terms in x_t cancel")
        #! g - e => g + e | / (a * b) => / (a + b)
        k.eq(
            a * (1 - b) ** 2 * (1 - a * b) * (g - e) ** 2 / (a * b) / ((1 - a * b) ** 2 * 2 * v),
            "x₀ − x̂₀ = s(g − e)/√(ab)",
        )
    #! 1 - b) * g => 1 + b) * g | / sqrt(b) => / b
    d.prove(mean(guess), "=", (xt - (1 - b) * g / s) / sqrt(b), "the mean in terms of the noise")


@derivation(title="Denoising score matching in one dimension")
def score_matching(d: Derivation, x: Real, y: Real, s: Positive, q: Smooth) -> None:
    k = normal(y, x, s)
    with d.prove(Derivative(log(k), y), "=", (x - y) / s**2) as score:
        #! -2 => 2 | (y - x) => (x - y)
        score.eq(-2 * (y - x) / (2 * s**2), "the logarithm of a Gaussian is a parabola")
    with d.prove(
        expectation(y, k)((q(y) - (x - y) / s**2) ** 2),
        "=",
        expectation(y, k)(q(y) ** 2 + 2 * Derivative(q(y), y)) + 1 / s**2,
    ) as loss:
        #! - 2 * q => + 2 * q | (x - y) ** 2 / s**4 => (x - y) ** 2 / s**2
        loss.eq(expectation(y, k)(q(y) ** 2 - 2 * q(y) * (x - y) / s**2 + (x - y) ** 2 / s**4), "expand")
        #! 1 / s**2 => 1 / s | - 2 * expectation => - expectation
        loss.eq(
            expectation(y, k)(q(y) ** 2) - 2 * expectation(y, k)(q(y) * (x - y) / s**2) + 1 / s**2, "E(x − y)² = s²"
        )
        #! 2 * expectation => expectation | + 2 * expectation => - 2 * expectation
        loss.eq(
            expectation(y, k)(q(y) ** 2) + 2 * expectation(y, k)(Derivative(q(y), y)) + 1 / s**2,
            "Stein: integrate by parts",
        )


@derivation(title="Tweedie's formula for a Gaussian prior")
def tweedie(d: Derivation, y: Real, m: Real, t: Positive, s: Positive, x: Real) -> None:
    p = normal(y, m, sqrt(t**2 + s**2))
    with d.prove(y + s**2 * Derivative(log(p), y), "=", (t**2 * y + s**2 * m) / (t**2 + s**2)) as k:
        #! y - s**2 => y + s**2 | (y - m) => (y + m) | t**2 + s**2 => t + s
        k.eq(y - s**2 * (y - m) / (t**2 + s**2), "the score of a Gaussian")
    #! sqrt(t**2 + s**2) => (t + s)
    d.prove(integral(normal(y, x, s) * normal(x, m, t), x), "=", normal(y, m, sqrt(t**2 + s**2)), "the marginal")


@derivation(title="The Kalman update in one dimension, as precision weighting")
def kalman_scalar(d: Derivation, m: Real, y: Real, h: Real, P: Positive, R: Positive) -> None:
    K = P * h / (h**2 * P + R)
    with d.prove((1 - K * h) * P, "=", 1 / (1 / P + h**2 / R)) as cov:
        #! R * P => P | h**2 * P + R => h**2 * P - R
        cov.eq(R * P / (h**2 * P + R), "1 − Kh = R/(h²P + R)")
    with d.prove(m + K * (y - h * m), "=", (m / P + h * y / R) / (1 / P + h**2 / R)) as mean:
        #! R * m => m | + h * P * y => - h * P * y
        mean.eq((R * m + h * P * y) / (h**2 * P + R), "common denominator")
    #! K**2 * R => K * R | (1 - K * h) ** 2 => (1 - K * h)
    d.prove((1 - K * h) * P, "=", (1 - K * h) ** 2 * P + K**2 * R, "Joseph's form")


@derivation(title="The Kalman gain, two ways")
def kalman_gain(
    d: Derivation,
    P: Matrix("n", "n", structure="positive-definite"),
    R: Matrix("m", "m", structure="positive-definite"),
    H: Matrix("m", "n"),
) -> None:
    S = H * P * H.T + R
    A = inverse(P) + H.T * inverse(R) * H
    with d.prove(A * P * H.T, "=", H.T * inverse(R) * S) as k:
        #! H.T + H.T * inverse(R) => H.T - H.T * inverse(R)
        k.eq(H.T + H.T * inverse(R) * H * P * H.T, "P⁻¹P = I")
        #! (R + => (R -
        k.eq(H.T * inverse(R) * (R + H * P * H.T), "factor HᵀR⁻¹ out on the left")
    #! inverse(A) * H.T => A * H.T | * inverse(R) => * R
    d.prove(P * H.T * inverse(S), "=", inverse(A) * H.T * inverse(R), "multiply by A⁻¹ and S⁻¹")
    #! P - P => P + P | inverse(S) => S
    d.prove(inverse(A), "=", P - P * H.T * inverse(S) * H * P, "Woodbury")


@derivation(title="Transport between Gaussians on the line")
def wasserstein(d: Derivation, x: Real, m: Real, n: Real, s: Positive, t: Positive) -> None:
    T = n + t / s * (x - m)
    E = expectation(x, normal(x, m, s))
    with d.prove(E((x - T) ** 2), "=", (m - n) ** 2 + (s - t) ** 2) as w:
        #! (1 - t / s) => (1 + t / s) | m - n => m + n
        w.eq(E(((m - n) + (1 - t / s) * (x - m)) ** 2), "x − T = (m − n) + (1 − t/s)(x − m)")
        #! (1 - t / s) ** 2 => (1 - t / s) | * s**2 => * s
        w.eq((m - n) ** 2 + (1 - t / s) ** 2 * s**2, "the cross term has mean 0")
    #! * t / s => * s / t | normal(T, n, t) => normal(T, m, t)
    d.prove(normal(T, n, t) * t / s, "=", normal(x, m, s), "T pushes N(m, s²) to N(n, t²)")


@derivation(title="A Gaussian conditional from the joint density")
def gaussian_conditional(d: Derivation, x: Real, y: Real, r: Interval(-1, 1)) -> None:
    joint = exp(-(x**2 - 2 * r * x * y + y**2) / (2 * (1 - r**2))) / (2 * pi * sqrt(1 - r**2))
    #! x, 0, 1 => y, 0, 1
    d.prove(integral(joint, y), "=", normal(x, 0, 1), "the marginal is standard")
    with d.prove(joint / normal(x, 0, 1), "=", normal(y, r * x, sqrt(1 - r**2))) as c:
        #! + x**2 / 2 => - x**2 / 2 | sqrt(2 * pi) => sqrt(pi)
        c.eq(
            exp(-(x**2 - 2 * r * x * y + y**2) / (2 * (1 - r**2)) + x**2 / 2) / (sqrt(2 * pi) * sqrt(1 - r**2)),
            "divide",
        )
        #! y - r * x => x - r * y | 1 - r**2) * pi => 1 + r**2) * pi
        c.eq(exp(-((y - r * x) ** 2) / (2 * (1 - r**2))) / sqrt(2 * (1 - r**2) * pi), "complete the square in y")
    #! r * x => r * y
    d.prove(integral(y * joint, y) / normal(x, 0, 1), "=", r * x, "the conditional mean")
