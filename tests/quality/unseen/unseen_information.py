"""Information: divergences in closed form, entropies, ELBOs with arbitrary densities, transforms, tails, Jensen."""

from sympy import EulerGamma, digamma, loggamma, polygamma
from sympy import beta as B

from checker import (
    Density,
    Derivation,
    Derivative,
    Eq,
    I,
    Interval,
    Matrix,
    Natural,
    Ne,
    Open01,
    Positive,
    Rational,
    Real,
    Simplex,
    Size,
    Smooth,
    Sum,
    Vector,
    derivation,
    diag,
    dot,
    entropy,
    equation,
    exp,
    expectation,
    factorial,
    gamma,
    gradient,
    hadamard,
    hessian,
    integral,
    kl,
    log,
    logsumexp,
    normal,
    ones,
    oo,
    pi,
    sigmoid,
    softmax,
    softplus,
    sqrt,
    total,
    variance,
)


@derivation(title="KL between two exponentials")
def kl_exponential(d: Derivation, x: Positive, l: Positive, m: Positive) -> None:
    p, q = l * exp(-l * x), m * exp(-m * x)
    with d.prove(kl(x, p, q), "=", log(l / m) + m / l - 1) as k:
        #! (m - l) * x => (l - m) * x
        k.eq(integral(l * exp(-l * x) * (log(l / m) + (m - l) * x), x), "the logarithm of the ratio")
        #! m - l => m + l
        k.eq(log(l / m) * integral(p, x) + (m - l) * expectation(x, p)(x), "linear")
        #! / l => * l
        k.eq(log(l / m) + (m - l) / l, "the mean is 1/λ")
    d.prove(log(l / m) + m / l - 1, ">=", 0, "log t ≥ 1 − 1/t")


@derivation(title="KL between two gammas, and a gamma's entropy")
def kl_gamma(d: Derivation, x: Positive, a: Positive, b: Positive, c: Positive, e: Positive) -> None:
    p = b**a * x ** (a - 1) * exp(-b * x) / gamma(a)
    q = e**c * x ** (c - 1) * exp(-e * x) / gamma(c)
    E = expectation(x, p)
    #! log(b) => log(a)
    d.prove(E(log(x)), "=", digamma(a) - log(b))
    front = a * log(b) - c * log(e) - loggamma(a) + loggamma(c)
    with d.prove(
        kl(x, p, q), "=", (a - c) * digamma(a) - loggamma(a) + loggamma(c) + c * (log(b) - log(e)) + a * (e - b) / b
    ) as k:
        #! (e - b) * x => (b - e) * x
        k.eq(E(front + (a - c) * log(x) + (e - b) * x), "the logarithm of the ratio")
        #! (a - c) * E => (a + c) * E
        k.eq(front + (a - c) * E(log(x)) + (e - b) * E(x), "linear")
        #! digamma(a) - log(b) => digamma(a) + log(b)
        k.eq(front + (a - c) * (digamma(a) - log(b)) + (e - b) * a / b, "both moments")
    #! (1 - a) * digamma => (a - 1) * digamma
    d.prove(entropy(x, p), "=", a - log(b) + loggamma(a) + (1 - a) * digamma(a))


@derivation(title="KL between two Poissons, and between two geometrics")
def kl_counts(d: Derivation, k: Natural, l: Positive, m: Positive, p: Open01, q: Open01) -> None:
    P, Q = exp(-l) * l**k / factorial(k), exp(-m) * m**k / factorial(k)
    with d.prove(kl(k, P, Q), "=", l * log(l / m) + m - l) as c:
        #! m - l => l - m
        c.eq(Sum(P * (k * log(l / m) + m - l), (k, 0, oo)), "the factorials cancel")
    g, h = p * (1 - p) ** k, q * (1 - q) ** k
    with d.prove(kl(k, g, h), "=", log(p / q) + (1 - p) / p * log((1 - p) / (1 - q))) as c:
        #! k * log => log
        c.eq(Sum(g * (log(p / q) + k * log((1 - p) / (1 - q))), (k, 0, oo)), "the ratio")
        #! (1 - p) / p => 1 / p
        c.eq(log(p / q) + log((1 - p) / (1 - q)) * (1 - p) / p, "the mean is (1 − p)/p")
    #! / p => / (1 - p)
    d.prove(entropy(k, g), "=", (-(1 - p) * log(1 - p) - p * log(p)) / p)


@derivation(title="Laplace: divergence, entropy, characteristic function")
def laplace(d: Derivation, x: Real, m: Real, n: Real, b: Positive, c: Positive, t: Real) -> None:
    p, q = exp(-abs(x - m) / b) / (2 * b), exp(-abs(x - n) / c) / (2 * c)
    #! + abs(m - n) / c => - abs(m - n) / c
    d.prove(kl(x, p, q), "=", log(c / b) + b / c * exp(-abs(m - n) / b) + abs(m - n) / c - 1)
    #! 1 + log => log
    d.prove(entropy(x, p), "=", 1 + log(2 * b))
    #! 2 * b**2 => b**2
    d.prove(variance(x, p)(x), "=", 2 * b**2)
    #! 1 + b**2 => 1 - b**2 | exp(I * m * t) => exp(-I * m * t)
    d.prove(expectation(x, p)(exp(I * t * x)), "=", exp(I * m * t) / (1 + b**2 * t**2))


@derivation(title="Weibull: the mean and the entropy")
def weibull(d: Derivation, x: Positive, k: Positive, l: Positive) -> None:
    w = k / l * (x / l) ** (k - 1) * exp(-((x / l) ** k))
    #! 1 + 1 / k => 1 / k
    d.prove(expectation(x, w)(x), "=", l * gamma(1 + 1 / k))
    #! (1 - 1 / k) => (1 + 1 / k)
    d.prove(entropy(x, w), "=", EulerGamma * (1 - 1 / k) + log(l / k) + 1)


@derivation(title="The mutual information of two correlated Gaussians")
def gaussian_information(d: Derivation, x: Real, y: Real, r: Interval(-1, 1)) -> None:
    joint = exp(-(x**2 - 2 * r * x * y + y**2) / (2 * (1 - r**2))) / (2 * pi * sqrt(1 - r**2))
    #! -log(1 - r**2) => log(1 - r**2)
    d.prove(integral(integral(joint * log(joint / (normal(x, 0, 1) * normal(y, 0, 1))), x), y), "=", -log(1 - r**2) / 2)
    #! >= => <=
    d.prove(-log(1 - r**2) / 2, ">=", 0)


@derivation(title="The mutual information of a table, and a symmetric channel")
def table(d: Derivation, p: Open01, e: Open01) -> None:
    j = {(0, 0): (1 - p) * (1 - e), (0, 1): (1 - p) * e, (1, 0): p * e, (1, 1): p * (1 - e)}
    py = {0: j[0, 0] + j[1, 0], 1: j[0, 1] + j[1, 1]}
    px = {0: 1 - p, 1: p}
    information = sum(j[a, b] * log(j[a, b] / (px[a] * py[b])) for a in (0, 1) for b in (0, 1))

    def h(u):
        return -u * log(u) - (1 - u) * log(1 - u)

    #! - h(e) => - h(p)
    d.prove(information, "=", h(p * (1 - e) + (1 - p) * e) - h(e), "H(Y) − H(Y | X)")
    #! >= => <=
    d.prove(information, ">=", 0, "Gibbs")


@derivation(title="An exponential family with two parameters: the gamma")
def gamma_family(d: Derivation, x: Positive, a: Positive, b: Positive) -> None:
    A = loggamma(a) - a * log(b)
    p = exp((a - 1) * log(x) - b * x - A)
    E = expectation(x, p)
    d.prove(integral(p, x), "=", 1)
    #! digamma(a) - log(b) => digamma(a) + log(b)
    d.prove(Derivative(A, a), "=", digamma(a) - log(b))
    d.prove(Derivative(A, a), "=", E(log(x)), "the mean of the statistic")
    #! E(x**2) - E(x) ** 2 => E(x**2)
    d.prove(Derivative(A, b, 2), "=", E(x**2) - E(x) ** 2)
    #! polygamma(1, a) => polygamma(2, a)
    d.prove(E(log(x) ** 2) - E(log(x)) ** 2, "=", polygamma(1, a))


@derivation(title="ELBO with a hierarchy of two latents")
def hierarchy(
    d: Derivation,
    z: Real,
    w: Real,
    x: Real,
    p2: Density,
    p1: Density(given=1),
    lik: Density(given=1),
    q1: Density,
    q2: Density(given=1),
) -> None:
    """z ~ q1, w ~ q2(· | z)."""

    def E(body):
        return integral(q1(z) * integral(q2(w, z) * body, w), z)

    with d.prove(
        E(log(lik(x, z) * p1(z, w) * p2(w) / (q1(z) * q2(w, z)))),
        "=",
        expectation(z, q1)(log(lik(x, z))) - E(log(q1(z) / p1(z, w))) - expectation(z, q1)(kl(w, q2(w, z), p2)),
    ) as k:
        #! E(log(lik(x, z))) - => E(log(lik(x, z))) + | p2(w) / q2(w, z) => q2(w, z) / p2(w)
        k.eq(E(log(lik(x, z))) - E(log(q1(z) / p1(z, w))) + E(log(p2(w) / q2(w, z))), "split the logarithm")


@derivation(title="The law of total variance")
def total_variance(d: Derivation, y: Real, x: Real, q: Density, r: Density(given=1)) -> None:
    def Ey(body):
        return integral(body * r(y, x), y)

    def Ex(body):
        return integral(body * q(x), x)

    mu = Ex(Ey(y))
    #! + Ex((Ey(y) - mu) ** 2) => - Ex((Ey(y) - mu) ** 2) | - mu) ** 2)), => + mu) ** 2)),
    d.prove(Ex(Ey((y - mu) ** 2)), "=", Ex(Ey((y - Ey(y)) ** 2)) + Ex((Ey(y) - mu) ** 2))


@derivation(title="Score-function and pathwise gradients")
def estimators(d: Derivation, x: Real, t: Real, s: Positive, f: Smooth, b: Real) -> None:
    p = normal(x, t, s)
    E = expectation(x, p)
    with d.prove(Derivative(E(f(x)), t), "=", E((f(x) - b) * Derivative(log(p), t))) as k:
        k.eq(integral(f(x) * Derivative(p, t), x), "under the integral")
        #! f(x) * p * => f(x) *
        k.eq(integral(f(x) * p * Derivative(log(p), t), x), "log-derivative trick")
        #! (x - t) / s**2 => (x - t) / s
        k.eq(E(f(x) * (x - t) / s**2), "the Gaussian score; the baseline's mean is 0")
    with d.prove(Derivative(E(f(x)), s), "=", E((x - t) / s * Derivative(f(x), x)), "pathwise") as k:
        #! - 1 / s) => + 1 / s)
        k.eq(E(f(x) * ((x - t) ** 2 / s**3 - 1 / s)), "the score in s")


@derivation(title="DDIM keeps the marginals")
def ddim(d: Derivation, x0: Real, y: Real, z: Real, a: Open01, b: Open01, s: Positive) -> None:
    """a = ᾱ_{t−1}, b = ᾱ_t, σ² = s."""
    mean = sqrt(a) * x0 + sqrt(1 - a - s) * (y - sqrt(b) * x0) / sqrt(1 - b)
    #! sqrt(1 - a)), where => sqrt(1 - a - s)), where
    d.prove(
        integral(normal(y, sqrt(b) * x0, sqrt(1 - b)) * normal(z, mean, sqrt(s)), y),
        "=",
        normal(z, sqrt(a) * x0, sqrt(1 - a)), where=[s < 1 - a],
    )  # fmt: skip


@derivation(title="Jensen, Cauchy-Schwarz and friends for any density")
def jensen(d: Derivation, y: Real, q: Density, f: Smooth) -> None:
    E = expectation(y, q)
    #! <= => >=
    d.prove(exp(E(y)), "<=", E(exp(y)))
    #! E(y**2)) => E(y) ** 2)
    d.prove(E(log(1 + y**2)), "<=", log(1 + E(y**2)))
    #! E(f(y) ** 2) => E(f(y)) ** 2
    d.prove(E(y * f(y)) ** 2, "<=", E(y**2) * E(f(y) ** 2), "Cauchy-Schwarz")
    #! <= => <
    d.prove(E(f(y)) ** 2, "<=", E(f(y) ** 2), "the variance is not negative")


@derivation(title="Simplices: log-sum-exp, collision probability, the variational formula")
def simplices(d: Derivation, p: Simplex("n"), n: Size, x: Vector("n")) -> None:
    #! - log(n) => - 2 * log(n)
    d.prove(logsumexp(x) - log(n), ">=", total(x) / n, "Jensen")
    #! 1 / n => 2 / n
    d.prove(dot(p, p), ">=", 1 / n, "the collision probability")
    #! - dot(p, log(p)) => + log(n)
    d.prove(logsumexp(x), ">=", dot(p, x) - dot(p, log(p)), "Gibbs' variational formula")
    #! >= => <=
    d.prove(logsumexp(x), ">=", x[0])


@derivation(title="Markov, Chebyshev, Chernoff for any density")
def tails(d: Derivation, y: Real, a: Positive, b: Positive, m: Real, q: Density) -> None:
    E = expectation(y, q)
    with d.prove(integral(q(y), y, a, oo), "<=", E(y**2) / a**2) as c:
        #! y**2 / a**2 => y**2 / (2 * a) ** 2
        c.le(integral(y**2 / a**2 * q(y), y, a, oo), "y ≥ a")
    #! exp(-a * b) => exp(-2 * a * b)
    d.prove(integral(q(y), y, a, oo), "<=", E(exp(b * y)) * exp(-a * b), "Chernoff")
    #! 1 - integral => 2 - integral | m) => 2 * m)
    d.prove(integral(q(y), y, m, oo), "=", 1 - integral(q(y), y, -oo, m), "the complement")
    #! m + a) - => m - a) -
    d.prove(
        integral(q(y), y, m, m + a), "=", integral(q(y), y, -oo, m + a) - integral(q(y), y, -oo, m), "F(m + a) − F(m)"
    )


@derivation(title="Characteristic functions")
def characteristic(
    d: Derivation, x: Real, y: Positive, t: Real, m: Real, s: Positive, l: Positive, a: Positive
) -> None:
    #! m * t - => m * t +
    d.prove(expectation(x, normal(x, m, s))(exp(I * t * x)), "=", exp(I * m * t - s**2 * t**2 / 2))
    #! l - I * t => l + I * t
    d.prove(integral(l * exp(-l * y) * exp(I * t * y), y), "=", l / (l - I * t))
    #! 1 - I * t / l => 1 + I * t / l
    d.prove(integral(l**a * y ** (a - 1) * exp(-l * y) / gamma(a) * exp(I * t * y), y), "=", (1 - I * t / l) ** (-a))


@derivation(title="Sums of independent variables: Poisson, beta-type convolutions")
def convolutions(d: Derivation, z: Positive, y: Positive, l: Positive, m: Positive, n: Natural, k: Natural) -> None:
    #! (l + m) ** n => (l + m) ** (n + 1) | exp(-(l + m)) => exp(-l * m)
    d.prove(
        Sum(exp(-l) * l**k / factorial(k) * exp(-m) * m ** (n - k) / factorial(n - k), (k, 0, n)),
        "=",
        exp(-(l + m)) * (l + m) ** n / factorial(n),
    )
    #! y ** (l + m - 1) => y ** (l + m)
    d.prove(integral(z ** (l - 1) * (y - z) ** (m - 1), z, 0, y), "=", y ** (l + m - 1) * B(l, m))
    #! (m - l) => (l - m)
    d.prove(
        integral(l * exp(-l * z) * m * exp(-m * (y - z)), z, 0, y),
        "=",
        l * m / (m - l) * (exp(-l * y) - exp(-m * y)),
        where=[Ne(l, m)],
    )


@derivation(title="Logistic regression: the loss two ways, gradient and Hessian")
def logistic(d: Derivation, X: Matrix("n", "k"), y: Vector("n"), w: Vector("k"), n: Size) -> None:
    z = X * w
    loss = total(softplus(z)) - dot(y, z)
    #! ones(n) - sigmoid(z)) => sigmoid(z))
    d.prove(-dot(y, log(sigmoid(z))) - dot(ones(n) - y, log(ones(n) - sigmoid(z))), "=", loss)
    #! sigmoid(z) - y => y - sigmoid(z)
    d.prove(gradient(loss, w), "=", X.T * (sigmoid(z) - y))
    #! ones(n) - sigmoid(z) => ones(n) + sigmoid(z)
    d.prove(hessian(loss, w), "=", X.T * diag(hadamard(sigmoid(z), ones(n) - sigmoid(z))) * X)


@derivation(title="Softmax regression with a one-hot target")
def softmax_regression(d: Derivation, W: Matrix("c", "k"), x: Vector("k"), y: Vector("c")) -> None:
    once = Eq(total(y), 1)
    z = W * x
    #! - dot(y, z) => + dot(y, z)
    d.prove(-dot(y, log(softmax(z))), "=", logsumexp(z) - dot(y, z), where=[once])
    #! softmax(z) - y => y - softmax(z)
    d.prove(gradient(-dot(y, log(softmax(z))), W), "=", (softmax(z) - y) * x.T, where=[once])


@derivation(title="Least-squares GANs: the best discriminator")
def least_squares_gan(d: Derivation, D: Real, u: Positive, v: Positive, a: Real, b: Real) -> None:
    best = (b * u + a * v) / (u + v)
    #! (D - a) => (D + a)
    d.prove(u * (D - b) ** 2 + v * (D - a) ** 2, ">=", u * (best - b) ** 2 + v * (best - a) ** 2)
    #! / (u + v) => / (u - v)
    d.prove(u * (best - b) ** 2 + v * (best - a) ** 2, "=", u * v * (a - b) ** 2 / (u + v))


@derivation(title="Direct preferences: the optimal policy solved for the reward")
def preferences(d: Derivation, s: Real, t: Real, b: Positive, p: Open01, q: Open01, Z: Positive, r: Real) -> None:
    #! sigmoid(s - t) => sigmoid(t - s)
    d.prove(exp(s) / (exp(s) + exp(t)), "=", sigmoid(s - t), "Bradley-Terry")
    #! -b * sigmoid => b * sigmoid
    d.prove(Derivative(-log(sigmoid(b * (s - t))), s), "=", -b * sigmoid(b * (t - s)))
    #! + b * log(Z) => - b * log(Z)
    d.prove(equation(p, q * exp(r / b) / Z), "<=>", equation(r, b * log(p / q) + b * log(Z)))


@derivation(title="The chi-square density, and its convolution")
def chi_square(d: Derivation, x: Real, y: Positive, u: Positive, k: Size) -> None:
    #! sqrt(2 * pi * y) => sqrt(2 * pi) * y
    d.prove(
        Derivative(integral(normal(x, 0, 1), x, -sqrt(y), sqrt(y)), y), "=", exp(-y / 2) / sqrt(2 * pi * y), "Leibniz"
    )
    f = u ** (Rational(1, 2) * k - 1) * exp(-u / 2) / (2 ** (Rational(1, 2) * k) * gamma(Rational(1, 2) * k))
    #! "=", k => "=", 2 * k
    d.prove(expectation(u, f)(u), "=", k)
    #! / (2 * pi) => / pi
    d.prove(
        integral(exp(-u / 2) / sqrt(2 * pi * u) * exp(-(y - u) / 2) / sqrt(2 * pi * (y - u)), u, 0, y),
        "=",
        exp(-y / 2) / (2 * pi) * pi,
        "two degrees of freedom",
    )
