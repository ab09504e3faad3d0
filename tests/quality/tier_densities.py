"""Densities: normalisations, moments, entropies, divergences, change of variables, evidence bounds, score functions."""

from __future__ import annotations

from typing import Any

from cases import Case, false, true
from sympy import (
    Abs,
    Derivative,
    EulerGamma,
    I,
    Integer,
    Integral,
    Piecewise,
    Rational,
    Sum,
    beta,
    binomial,
    digamma,
    exp,
    factorial,
    gamma,
    log,
    loggamma,
    oo,
    pi,
    sqrt,
    symbols,
)

from checker.declarations import Density, Real, Simplex, Smooth, declare
from checker.mathematics import bernoulli, expectation, normal

x, y, z, u, mu, nu, t, w = symbols("x y z u mu nu t w", real=True)
a, b, s, sigma, tau, lam, rho, theta = symbols("a b s sigma tau lambda rho theta", positive=True)
k = symbols("k", integer=True)
n = symbols("n", integer=True, nonnegative=True)
p, q = symbols("p q", real=True)
P = [p > 0, p < 1]
PQ = [p > 0, p < 1, q > 0, q < 1]
MURPHY = "Murphy, Probabilistic Machine Learning: An Introduction"
BISHOP = "Bishop, PRML"
CASELLA = "Casella & Berger, Statistical Inference"
COVER = "Cover & Thomas, Elements of Information Theory"
KINGMA = "Kingma & Welling, Auto-Encoding Variational Bayes (2014)"
GAN = "Goodfellow et al., Generative Adversarial Nets (2014)"
OWN = "author's derivation"


def line(body: Any, v: Any = x) -> Any:
    return Integral(body, (v, -oo, oo))


def half(body: Any, v: Any = x) -> Any:
    return Integral(body, (v, 0, oo))


def unit(body: Any, v: Any = x) -> Any:
    return Integral(body, (v, 0, 1))


def gauss(v: Any = x, m: Any = mu, d: Any = sigma) -> Any:
    return normal(v, m, d)


def exponential(rate: Any = lam, v: Any = x) -> Any:
    return rate * exp(-rate * v)


def laplace(m: Any = mu, scale: Any = b, v: Any = x) -> Any:
    return exp(-Abs(v - m) / scale) / (2 * scale)


def gamma_density(shape: Any = a, rate: Any = lam, v: Any = x) -> Any:
    return rate**shape * v ** (shape - 1) * exp(-rate * v) / gamma(shape)


def beta_density(first: Any = a, second: Any = b, v: Any = x) -> Any:
    return v ** (first - 1) * (1 - v) ** (second - 1) * gamma(first + second) / gamma(first) / gamma(second)


def poisson(rate: Any = lam, v: Any = k) -> Any:
    return exp(-rate) * rate**v / factorial(v)


def bernoulli_sum(body: Any, prob: Any = p) -> Any:
    return Sum(bernoulli(k, prob) * body, (k, 0, 1))


def words(**declarations: Any) -> Any:
    """The declared objects by name, as attributes."""
    objects, _ = declare(declarations)
    return type("Words", (), objects)


def kl(first: Any, second: Any, v: Any = x, low: Any = -oo, high: Any = oo) -> Any:
    return Integral(first * log(first / second), (v, low, high))


def elbo(reading: str) -> tuple[Any, ...]:
    """The evidence of an arbitrary joint density, split into a bound and a divergence, in several readings."""
    d = words(Q=Density(), P=Density(), L=Density(1), X=Real, Z=Real)
    prior, data = d.P(d.Z), d.L(d.X, d.Z)
    average = expectation(d.Z, d.Q)
    fit = average(log(data))
    match reading:
        case "joint":
            return average(log(data * prior / d.Q(d.Z))), "=", fit - average(log(d.Q(d.Z) / prior))
        case "joint-sign":
            return average(log(data * prior / d.Q(d.Z))), "=", fit + average(log(d.Q(d.Z) / prior))
        case "entropy":
            return average(log(data * prior / d.Q(d.Z))), "=", average(log(data * prior)) - average(log(d.Q(d.Z)))
        case "entropy-sign":
            return average(log(data * prior / d.Q(d.Z))), "=", average(log(data * prior)) + average(log(d.Q(d.Z)))
        case "constant":
            return average(d.X**2), "=", d.X**2
        case "constant-twice":
            return average(d.X**2), "=", d.X**2 * average(d.Z)
    raise ValueError(reading)


def gaussian_elbo(sign: int, factor: Any) -> tuple[Any, ...]:
    """q = N(μ, σ²), prior N(0, 1), likelihood N(x; z, 1): the bound in closed form."""
    left = line(gauss(z) * (log(normal(x, z, 1)) + log(normal(z, 0, 1)) - log(gauss(z))), z)
    fit = -log(2 * pi) / 2 - ((x - mu) ** 2 + sigma**2) / 2
    return left, "=", fit - factor * (mu**2 + sigma**2 - sign * 2 * log(sigma) - 1)


def jensen_shannon(factor: Any) -> tuple[Any, ...]:
    """Of Bernoulli p and q."""
    m = (p + q) / 2
    left = sum(Rational(1, 2) * r * log(r / o) for r, o in ((p, m), (1 - p, 1 - m), (q, m), (1 - q, 1 - m)))

    def entropy(r: Any) -> Any:
        return -r * log(r) - (1 - r) * log(1 - r)

    return left, "=", entropy(m) - factor * (entropy(p) + entropy(q)), PQ


def simplex(reading: str) -> tuple[Any, ...]:
    d = words(S=Simplex("K"), R=Simplex("K"), F=Smooth())
    K = d.S.shape[0]

    def over(body: Any) -> Any:
        return Sum(body, (k, 0, K - 1))

    match reading:
        case "normalised":
            return over(d.S[k]), "=", Integer(1)
        case "entropy":
            cross = -over(d.S[k] * log(d.R[k]))
            return cross, "=", over(d.S[k] * log(d.S[k] / d.R[k])) - over(d.S[k] * log(d.S[k]))
        case "entropy-sign":
            cross = -over(d.S[k] * log(d.R[k]))
            return cross, "=", over(d.S[k] * log(d.S[k] / d.R[k])) + over(d.S[k] * log(d.S[k]))
        case "variance":
            mean = over(d.S[k] * k)
            return over(d.S[k] * (k - mean) ** 2), "=", over(d.S[k] * k**2) - mean**2
        case "variance-lost":
            mean = over(d.S[k] * k)
            return over(d.S[k] * (k - mean) ** 2), "=", over(d.S[k] * k**2) - mean
        case "uniform":
            return over(d.S[k] * log(d.S[k] * K)), "=", log(K) + over(d.S[k] * log(d.S[k]))
        case "uniform-sign":
            return over(d.S[k] * log(d.S[k] * K)), "=", log(K) - over(d.S[k] * log(d.S[k]))
        case "gibbs":
            return over(d.S[k] * log(d.S[k] / d.R[k])), ">=", Integer(0)
        case "gibbs-strict":
            return over(d.S[k] * log(d.S[k] / d.R[k])), ">", Integer(0)
    raise ValueError(reading)


KL_GAUSS = log(tau / sigma) + (sigma**2 + (mu - nu) ** 2) / (2 * tau**2) - Rational(1, 2)

CASES: list[Case] = [
    # ------------------------------------------------------------------------------------------------ Gaussian
    true("dens/gauss-normalised", lambda: (line(gauss()), "=", Integer(1)), f"{BISHOP} 1.48"),
    true("dens/gauss-mean", lambda: (line(x * gauss()), "=", mu), f"{BISHOP} 1.49"),
    true("dens/gauss-second", lambda: (line(x**2 * gauss()), "=", mu**2 + sigma**2), f"{BISHOP} 1.50"),
    true("dens/gauss-variance", lambda: (line((x - mu) ** 2 * gauss()), "=", sigma**2), f"{BISHOP} 1.51"),
    true("dens/gauss-third", lambda: (line(x**3 * gauss()), "=", mu**3 + 3 * mu * sigma**2), "Isserlis"),
    true("dens/gauss-fourth-central", lambda: (line((x - mu) ** 4 * gauss()), "=", 3 * sigma**4), "Isserlis"),
    true("dens/gauss-sixth", lambda: (line(x**6 * normal(x, 0, sigma)), "=", 15 * sigma**6), "Isserlis"),
    true(
        "dens/gauss-mgf", lambda: (line(exp(t * x) * gauss()), "=", exp(mu * t + sigma**2 * t**2 / 2)), f"{CASELLA} 2.3"
    ),
    true(
        "dens/gauss-characteristic",
        lambda: (line(exp(I * t * x) * gauss()), "=", exp(I * mu * t - sigma**2 * t**2 / 2)),
        "Billingsley 26",
    ),
    true(
        "dens/gauss-entropy",
        lambda: (-line(gauss() * log(gauss())), "=", log(2 * pi * sigma**2) / 2 + Rational(1, 2)),
        f"{COVER} 8.1.2",
    ),
    true(
        "dens/gauss-absolute",
        lambda: (line(Abs(x) * normal(x, 0, sigma)), "=", sigma * sqrt(2 / pi)),
        "half-normal mean",
    ),
    true("dens/gauss-kl", lambda: (kl(gauss(), gauss(x, nu, tau)), "=", KL_GAUSS), f"{KINGMA}, appendix B"),
    true(
        "dens/gauss-cross-entropy",
        lambda: (
            -line(gauss() * log(gauss(x, nu, tau))),
            "=",
            log(2 * pi * tau**2) / 2 + (sigma**2 + (mu - nu) ** 2) / (2 * tau**2),
        ),
        f"{BISHOP} exercise 1.30",
    ),
    true(
        "dens/gauss-product",
        lambda: (
            gauss() * gauss(x, nu, tau),
            "=",
            normal(mu, nu, sqrt(sigma**2 + tau**2))
            * normal(
                x,
                (mu * tau**2 + nu * sigma**2) / (sigma**2 + tau**2),
                sigma * tau / sqrt(sigma**2 + tau**2),
            ),
        ),
        "Petersen & Pedersen, The Matrix Cookbook 371",
    ),
    true(
        "dens/gauss-marginal",
        lambda: (line(normal(x, z, sigma) * normal(z, nu, tau), z), "=", normal(x, nu, sqrt(sigma**2 + tau**2))),
        f"{BISHOP} 2.115",
    ),
    true(
        "dens/gauss-score-zero",
        lambda: (line(gauss() * (x - mu) / sigma**2), "=", Integer(0)),
        f"{CASELLA} 7.3: the score has mean 0",
    ),
    true(
        "dens/gauss-fisher", lambda: (line(gauss() * ((x - mu) / sigma**2) ** 2), "=", sigma ** (-2)), f"{CASELLA} 7.3"
    ),
    true(
        "dens/gauss-fisher-deviation",
        lambda: (line(gauss() * ((x - mu) ** 2 / sigma**3 - 1 / sigma) ** 2), "=", 2 / sigma**2),
        f"{CASELLA} 7.3",
    ),
    true(
        "dens/stein",
        lambda: (line((x - mu) * x**3 * gauss()), "=", sigma**2 * line(3 * x**2 * gauss())),
        "Stein's lemma; Casella & Berger 3.6.5",
    ),
    true(
        "dens/reparameterised",
        lambda: (
            line((x**2 + w * x) * gauss()),
            "=",
            line(((mu + sigma * u) ** 2 + w * (mu + sigma * u)) * normal(u, 0, 1), u),
        ),
        f"{KINGMA} 2.4",
    ),
    true(
        "dens/reparameterised-gradient",
        lambda: (line(2 * (mu + sigma * u) * u * normal(u, 0, 1), u), "=", 2 * sigma),
        f"{KINGMA} 2.4",
    ),
    true(
        "dens/score-gradient",
        lambda: (line(x**2 * gauss() * (x - mu) / sigma**2), "=", 2 * mu),
        "Williams (1992), REINFORCE",
    ),
    # ------------------------------------------------------------------------------------------------ exponential
    true("dens/exp-normalised", lambda: (half(exponential()), "=", Integer(1)), f"{CASELLA} 3.3"),
    true("dens/exp-mean", lambda: (half(x * exponential()), "=", 1 / lam), f"{CASELLA} 3.3"),
    true("dens/exp-variance", lambda: (half((x - 1 / lam) ** 2 * exponential()), "=", lam ** (-2)), f"{CASELLA} 3.3"),
    true("dens/exp-entropy", lambda: (-half(exponential() * log(exponential())), "=", 1 - log(lam)), f"{COVER} 8"),
    true(
        "dens/exp-kl",
        lambda: (kl(exponential(), exponential(rho), x, 0, oo), "=", log(lam / rho) + rho / lam - 1),
        f"{COVER} 8.5",
    ),
    true("dens/exp-tail", lambda: (Integral(exponential(), (x, s, oo)), "=", exp(-lam * s)), f"{CASELLA} 3.3"),
    true(
        "dens/exp-memoryless",
        lambda: (
            Integral(exponential(), (x, s + a, oo)) / Integral(exponential(), (x, s, oo)),
            "=",
            Integral(exponential(), (x, a, oo)),
        ),
        f"{CASELLA} 3.3",
    ),
    true("dens/exp-mgf", lambda: (half(exp(t * x) * exponential()), "=", lam / (lam - t), [t < lam]), f"{CASELLA} 2.3"),
    true(
        "dens/exp-log-mean", lambda: (half(log(x) * exponential()), "=", -EulerGamma - log(lam)), "Gumbel; DLMF 5.9.18"
    ),
    true(
        "dens/exp-minimum",
        lambda: (
            half(exponential(lam) * exp(-rho * x)),
            "=",
            lam / (lam + rho),
        ),
        "the race of two exponentials",
    ),
    # ------------------------------------------------------------------------------------------------ Laplace
    true("dens/laplace-normalised", lambda: (line(laplace()), "=", Integer(1)), f"{MURPHY} 2.7.3"),
    true("dens/laplace-mean", lambda: (line(x * laplace()), "=", mu), f"{MURPHY} 2.7.3"),
    true("dens/laplace-variance", lambda: (line((x - mu) ** 2 * laplace()), "=", 2 * b**2), f"{MURPHY} 2.7.3"),
    true("dens/laplace-entropy", lambda: (-line(laplace() * log(laplace())), "=", 1 + log(2 * b)), f"{COVER} 8"),
    true(
        "dens/laplace-kl-scale",
        lambda: (kl(laplace(mu, b), laplace(mu, a)), "=", log(a / b) + b / a - 1),
        OWN,
    ),
    # ------------------------------------------------------------------------------------------------ gamma, beta
    true("dens/gamma-normalised", lambda: (half(gamma_density()), "=", Integer(1)), f"{CASELLA} 3.3.6"),
    true("dens/gamma-mean", lambda: (half(x * gamma_density()), "=", a / lam), f"{CASELLA} 3.3"),
    true("dens/gamma-second", lambda: (half(x**2 * gamma_density()), "=", a * (a + 1) / lam**2), f"{CASELLA} 3.3"),
    true("dens/gamma-log-mean", lambda: (half(log(x) * gamma_density()), "=", digamma(a) - log(lam)), f"{BISHOP} B.30"),
    true(
        "dens/gamma-entropy",
        lambda: (
            -half(gamma_density() * log(gamma_density())),
            "=",
            loggamma(a) - (a - 1) * digamma(a) - log(lam) + a,
        ),
        f"{BISHOP} B.31",
    ),
    true(
        "dens/gamma-inverse-mean",
        lambda: (half(gamma_density() / x), "=", lam / (a - 1), [a > 1]),
        "mean of the inverse gamma distribution",
    ),
    true(
        "dens/gamma-kl-rate",
        lambda: (
            kl(gamma_density(a, lam), gamma_density(a, rho), x, 0, oo),
            "=",
            a * (log(lam / rho) + rho / lam - 1),
        ),
        "Penny, KL divergences of gamma densities (2001)",
    ),
    true("dens/beta-normalised", lambda: (unit(beta_density()), "=", Integer(1)), f"{BISHOP} 2.13"),
    true("dens/beta-mean", lambda: (unit(x * beta_density()), "=", a / (a + b)), f"{BISHOP} 2.15"),
    true(
        "dens/beta-variance",
        lambda: (
            unit(x**2 * beta_density()) - unit(x * beta_density()) ** 2,
            "=",
            a * b / ((a + b) ** 2 * (a + b + 1)),
        ),
        f"{BISHOP} 2.16",
    ),
    true(
        "dens/beta-log-mean",
        lambda: (unit(log(x) * beta_density()), "=", digamma(a) - digamma(a + b)),
        f"{BISHOP} B.11",
    ),
    true(
        "dens/beta-marginal",
        lambda: (
            unit(beta_density() * binomial(n, k) * x**k * (1 - x) ** (n - k)),
            "=",
            binomial(n, k) * beta(a + k, b + n - k) / beta(a, b),
            [k >= 0, k <= n],
        ),
        "the beta-binomial distribution; Gelman et al., BDA3 2",
    ),
    true(
        "dens/uniform-variance", lambda: (Integral((x - (u + s / 2)) ** 2 / s, (x, u, u + s)), "=", s**2 / 12), CASELLA
    ),
    true("dens/uniform-entropy", lambda: (-Integral(log(1 / s) / s, (x, 0, s)), "=", log(s)), f"{COVER} 8.1.1"),
    true("dens/uniform-log", lambda: (unit(-log(x) / lam), "=", 1 / lam), "inversion sampling of an exponential"),
    # ------------------------------------------------------------------------------------------------ discrete
    true("dens/bernoulli-normalised", lambda: (bernoulli_sum(1), "=", Integer(1), P), f"{BISHOP} 2.2"),
    true("dens/bernoulli-variance", lambda: (bernoulli_sum((k - p) ** 2), "=", p * (1 - p), P), f"{BISHOP} 2.4"),
    true(
        "dens/bernoulli-entropy",
        lambda: (-bernoulli_sum(log(bernoulli(k, p))), "=", -p * log(p) - (1 - p) * log(1 - p), P),
        f"{BISHOP} B.4",
    ),
    true(
        "dens/bernoulli-kl",
        lambda: (
            bernoulli_sum(log(bernoulli(k, p) / bernoulli(k, q))),
            "=",
            p * log(p / q) + (1 - p) * log((1 - p) / (1 - q)),
            PQ,
        ),
        f"{COVER} 2.3",
    ),
    true(
        "dens/bernoulli-score", lambda: (bernoulli_sum((k - p) / (p * (1 - p))), "=", Integer(0), P), f"{CASELLA} 7.3"
    ),
    true(
        "dens/bernoulli-fisher",
        lambda: (bernoulli_sum(((k - p) / (p * (1 - p))) ** 2), "=", 1 / (p * (1 - p)), P),
        f"{CASELLA} 7.3",
    ),
    true("dens/poisson-normalised", lambda: (Sum(poisson(), (k, 0, oo)), "=", Integer(1)), f"{CASELLA} 3.2"),
    true("dens/poisson-second", lambda: (Sum(k**2 * poisson(), (k, 0, oo)), "=", lam + lam**2), f"{CASELLA} 3.2"),
    true(
        "dens/poisson-generating",
        lambda: (Sum(s**k * poisson(), (k, 0, oo)), "=", exp(lam * (s - 1))),
        f"{CASELLA} 2.3",
    ),
    true(
        "dens/poisson-kl",
        lambda: (
            Sum(poisson(lam) * (k * log(lam / rho) - lam + rho), (k, 0, oo)),
            "=",
            lam * log(lam / rho) + rho - lam,
        ),
        f"{COVER} 2.3",
    ),
    true(
        "dens/poisson-sum",
        lambda: (
            Sum(poisson(lam, k) * poisson(rho, n - k), (k, 0, n)),
            "=",
            poisson(lam + rho, n),
        ),
        f"{CASELLA} 4.3.2",
    ),
    true("dens/geometric-normalised", lambda: (Sum(p * (1 - p) ** (k - 1), (k, 1, oo)), "=", Integer(1), P), CASELLA),
    true("dens/geometric-mean", lambda: (Sum(k * p * (1 - p) ** (k - 1), (k, 1, oo)), "=", 1 / p, P), f"{CASELLA} 3.2"),
    true(
        "dens/geometric-second",
        lambda: (Sum(k**2 * p * (1 - p) ** (k - 1), (k, 1, oo)), "=", (2 - p) / p**2, P),
        f"{CASELLA} 3.2",
    ),
    true(
        "dens/geometric-entropy",
        lambda: (
            -Sum(p * (1 - p) ** k * (log(p) + k * log(1 - p)), (k, 0, oo)),
            "=",
            (-(1 - p) * log(1 - p) - p * log(p)) / p,
            P,
        ),
        f"{COVER} exercise 2.1",
    ),
    true(
        "dens/binomial-second-factorial",
        lambda: (
            Sum(k * (k - 1) * binomial(n, k) * p**k * (1 - p) ** (n - k), (k, 0, n)),
            "=",
            n * (n - 1) * p**2,
            P,
        ),
        f"{CASELLA} 3.2",
    ),
    # ------------------------------------------------------------------------------------------------ evidence bounds
    true("dens/elbo-joint", lambda: elbo("joint"), f"{KINGMA} 3"),
    true("dens/elbo-entropy", lambda: elbo("entropy"), f"{BISHOP} 10.3"),
    true("dens/elbo-constant", lambda: elbo("constant"), "a density has integral 1"),
    true("dens/elbo-gaussian", lambda: gaussian_elbo(1, Rational(1, 2)), f"{KINGMA}, appendix B"),
    true("dens/jensen-shannon", lambda: jensen_shannon(Rational(1, 2)), "Lin (1991)"),
    true("dens/simplex-normalised", lambda: simplex("normalised"), OWN),
    true("dens/simplex-cross-entropy", lambda: simplex("entropy"), f"{COVER} 2"),
    true("dens/simplex-variance", lambda: simplex("variance"), f"{CASELLA} 2.3"),
    true("dens/simplex-uniform", lambda: simplex("uniform"), f"{COVER} 2.6.4"),
    true("dens/simplex-gibbs", lambda: simplex("gibbs"), f"{COVER} 2.6.3"),
    true(
        "dens/optimal-discriminator",
        lambda: (Derivative(a * log(x) + b * log(1 - x), x).subs(x, a / (a + b)), "=", Integer(0)),
        f"{GAN} proposition 1",
    ),
    # ------------------------------------------------------------------------------------------------ change of variables
    true(
        "dens/lognormal-normalised",
        lambda: (half(normal(log(x), mu, sigma) / x), "=", Integer(1)),
        f"{CASELLA} 3.3",
    ),
    true(
        "dens/lognormal-mean",
        lambda: (half(x * normal(log(x), mu, sigma) / x), "=", exp(mu + sigma**2 / 2)),
        f"{CASELLA} 3.3",
    ),
    true(
        "dens/chi-square",
        lambda: (half(exp(-x / 2) / sqrt(2 * pi * x)), "=", Integer(1)),
        f"{CASELLA} 2.1.7: the square of a normal variable",
    ),
    true(
        "dens/rayleigh-mean",
        lambda: (half(x * x / sigma**2 * exp(-(x**2) / (2 * sigma**2))), "=", sigma * sqrt(pi / 2)),
        "Rayleigh; polar coordinates",
    ),
    true(
        "dens/weibull-normalised",
        lambda: (half(a * x ** (a - 1) * exp(-(x**a))), "=", Integer(1)),
        f"{CASELLA} 3.3: y = x^a",
    ),
    true(
        "dens/cauchy-normalised", lambda: (line(s / (pi * (s**2 + (x - mu) ** 2))), "=", Integer(1)), f"{CASELLA} 3.3"
    ),
    true(
        "dens/pareto-mean",
        lambda: (Integral(x * a * s**a / x ** (a + 1), (x, s, oo)), "=", a * s / (a - 1), [a > 1]),
        f"{CASELLA} exercise 3.23",
    ),
    true(
        "dens/logistic-normalised",
        lambda: (line(exp(-(x - mu) / s) / (s * (1 + exp(-(x - mu) / s)) ** 2)), "=", Integer(1)),
        f"{CASELLA} 3.3",
    ),
    true("dens/gumbel-normalised", lambda: (line(exp(-x - exp(-x))), "=", Integer(1)), "Gumbel (1935)"),
    true("dens/gumbel-mean", lambda: (line(x * exp(-x - exp(-x))), "=", EulerGamma), "Gumbel (1935)"),
    true(
        "dens/flow-affine",
        lambda: (log(normal(u * sigma + mu, mu, sigma)), "=", log(normal(u, 0, 1)) - log(sigma)),
        "Dinh et al., Real NVP (2017)",
    ),
    true(
        "dens/convolution-exponential",
        lambda: (Integral(exponential(lam, y) * exponential(lam, x - y), (y, 0, x)), "=", lam**2 * x * exp(-lam * x)),
        f"{CASELLA} 5.2: the sum of two exponentials",
    ),
    # ------------------------------------------------------------------------------------------------ false
    false(
        "dens/gauss-normaliser", lambda: (line(exp(-((x - mu) ** 2) / (2 * sigma**2))), "=", sqrt(2 * pi)), BISHOP, "σ"
    ),
    false("dens/gauss-second-sign", lambda: (line(x**2 * gauss()), "=", sigma**2 - mu**2), BISHOP, "sign"),
    false("dens/gauss-second-central", lambda: (line(x**2 * gauss()), "=", sigma**2), BISHOP, "the mean is not 0"),
    false(
        "dens/gauss-deviation", lambda: (line((x - mu) ** 2 * gauss()), "=", sigma), BISHOP, "deviation for variance"
    ),
    false(
        "dens/gauss-third-factor", lambda: (line(x**3 * gauss()), "=", mu**3 + mu * sigma**2), "Isserlis", "factor 3"
    ),
    false(
        "dens/gauss-fourth-factor", lambda: (line((x - mu) ** 4 * gauss()), "=", 2 * sigma**4), "Isserlis", "3 pairings"
    ),
    false(
        "dens/gauss-mgf-half", lambda: (line(exp(t * x) * gauss()), "=", exp(mu * t + sigma**2 * t**2)), CASELLA, "½"
    ),
    false(
        "dens/gauss-characteristic-sign",
        lambda: (line(exp(I * t * x) * gauss()), "=", exp(I * mu * t + sigma**2 * t**2 / 2)),
        "Billingsley 26",
        "sign",
    ),
    false(
        "dens/gauss-entropy-half",
        lambda: (-line(gauss() * log(gauss())), "=", log(2 * pi * sigma**2) / 2),
        COVER,
        "+ ½",
    ),
    false(
        "dens/gauss-entropy-deviation",
        lambda: (-line(gauss() * log(gauss())), "=", log(2 * pi * sigma) / 2 + Rational(1, 2)),
        COVER,
        "σ for σ²",
    ),
    false(
        "dens/gauss-absolute-root", lambda: (line(Abs(x) * normal(x, 0, sigma)), "=", sigma * sqrt(pi / 2)), OWN, "2/π"
    ),
    false(
        "dens/gauss-kl-swapped",
        lambda: (
            kl(gauss(), gauss(x, nu, tau)),
            "=",
            log(sigma / tau) + (tau**2 + (mu - nu) ** 2) / (2 * sigma**2) - Rational(1, 2),
        ),
        f"{KINGMA}, appendix B",
        "arguments swapped",
    ),
    false(
        "dens/gauss-kl-log-sign",
        lambda: (kl(gauss(), gauss(x, nu, tau)), "=", KL_GAUSS - 2 * log(tau / sigma)),
        f"{KINGMA}, appendix B",
        "sign of the logarithm",
    ),
    false(
        "dens/gauss-kl-half",
        lambda: (kl(gauss(), gauss(x, nu, tau)), "=", KL_GAUSS + Rational(1, 2)),
        f"{KINGMA}, appendix B",
        "the − ½ is lost",
    ),
    false(
        "dens/gauss-kl-symmetric",
        lambda: (kl(gauss(), gauss(x, nu, tau)), "=", kl(gauss(x, nu, tau), gauss())),
        COVER,
        "not symmetric",
    ),
    false(
        "dens/gauss-product-normaliser",
        lambda: (
            gauss() * gauss(x, nu, tau),
            "=",
            normal(x, (mu * tau**2 + nu * sigma**2) / (sigma**2 + tau**2), sigma * tau / sqrt(sigma**2 + tau**2)),
        ),
        "The Matrix Cookbook 371",
        "the constant is lost",
    ),
    false(
        "dens/gauss-product-weights",
        lambda: (
            gauss() * gauss(x, nu, tau),
            "=",
            normal(mu, nu, sqrt(sigma**2 + tau**2))
            * normal(x, (mu * sigma**2 + nu * tau**2) / (sigma**2 + tau**2), sigma * tau / sqrt(sigma**2 + tau**2)),
        ),
        "The Matrix Cookbook 371",
        "weights swapped",
    ),
    false(
        "dens/gauss-marginal-sum",
        lambda: (line(normal(x, z, sigma) * normal(z, nu, tau), z), "=", normal(x, nu, sigma + tau)),
        BISHOP,
        "deviations added",
    ),
    false(
        "dens/gauss-fisher-square",
        lambda: (line(gauss() * ((x - mu) / sigma**2) ** 2), "=", sigma ** (-4)),
        CASELLA,
        "σ⁻²",
    ),
    false(
        "dens/gauss-fisher-deviation-one",
        lambda: (line(gauss() * ((x - mu) ** 2 / sigma**3 - 1 / sigma) ** 2), "=", 1 / sigma**2),
        CASELLA,
        "factor 2",
    ),
    false(
        "dens/stein-variance",
        lambda: (line((x - mu) * x**3 * gauss()), "=", line(3 * x**2 * gauss())),
        "Stein's lemma",
        "factor σ²",
    ),
    false(
        "dens/reparameterised-variance",
        lambda: (line(x**2 * gauss()), "=", line((mu + sigma**2 * u) ** 2 * normal(u, 0, 1), u)),
        f"{KINGMA} 2.4",
        "variance for deviation",
    ),
    false(
        "dens/score-gradient-square",
        lambda: (line(x**2 * gauss() * (x - mu) / sigma), "=", 2 * mu),
        "Williams (1992)",
        "σ for σ²",
    ),
    false("dens/exp-mean-rate", lambda: (half(x * exponential()), "=", lam), CASELLA, "rate for mean"),
    false("dens/exp-second-variance", lambda: (half(x**2 * exponential()), "=", lam ** (-2)), CASELLA, "second moment"),
    false(
        "dens/exp-entropy-sign", lambda: (-half(exponential() * log(exponential())), "=", 1 + log(lam)), COVER, "sign"
    ),
    false(
        "dens/exp-kl-swapped",
        lambda: (kl(exponential(), exponential(rho), x, 0, oo), "=", log(rho / lam) + lam / rho - 1),
        COVER,
        "swapped",
    ),
    false(
        "dens/exp-tail-density", lambda: (Integral(exponential(), (x, s, oo)), "=", lam * exp(-lam * s)), CASELLA, "λ"
    ),
    false(
        "dens/exp-mgf-sign",
        lambda: (half(exp(t * x) * exponential()), "=", lam / (lam + t), [t < lam, t > -lam]),
        CASELLA,
        "sign",
    ),
    false(
        "dens/exp-log-mean-sign", lambda: (half(log(x) * exponential()), "=", EulerGamma - log(lam)), OWN, "sign of γ"
    ),
    false(
        "dens/exp-minimum-swapped",
        lambda: (half(exponential(lam) * exp(-rho * x)), "=", rho / (lam + rho)),
        OWN,
        "swap",
    ),
    false("dens/laplace-normaliser", lambda: (line(exp(-Abs(x - mu) / b)), "=", b), MURPHY, "2b"),
    false("dens/laplace-variance-factor", lambda: (line((x - mu) ** 2 * laplace()), "=", b**2), MURPHY, "factor 2"),
    false("dens/laplace-entropy-one", lambda: (-line(laplace() * log(laplace())), "=", log(2 * b)), COVER, "+ 1"),
    false(
        "dens/laplace-kl-swapped",
        lambda: (kl(laplace(mu, b), laplace(mu, a)), "=", log(b / a) + a / b - 1),
        OWN,
        "swap",
    ),
    false("dens/gamma-mean-scale", lambda: (half(x * gamma_density()), "=", a * lam), CASELLA, "rate for scale"),
    false(
        "dens/gamma-second-square", lambda: (half(x**2 * gamma_density()), "=", a**2 / lam**2), CASELLA, "+ variance"
    ),
    false(
        "dens/gamma-log-mean-sign", lambda: (half(log(x) * gamma_density()), "=", digamma(a) + log(lam)), BISHOP, "sign"
    ),
    false(
        "dens/gamma-entropy-shape",
        lambda: (-half(gamma_density() * log(gamma_density())), "=", loggamma(a) - a * digamma(a) - log(lam) + a),
        f"{BISHOP} B.31",
        "a for a − 1",
    ),
    false(
        "dens/gamma-inverse-mean-shape", lambda: (half(gamma_density() / x), "=", lam / a, [a > 1]), OWN, "a for a − 1"
    ),
    false(
        "dens/gamma-kl-shape",
        lambda: (kl(gamma_density(a, lam), gamma_density(a, rho), x, 0, oo), "=", log(lam / rho) + rho / lam - 1),
        "Penny (2001)",
        "factor a",
    ),
    false("dens/beta-mean-swapped", lambda: (unit(x * beta_density()), "=", b / (a + b)), BISHOP, "swapped"),
    false(
        "dens/beta-variance-one",
        lambda: (
            unit(x**2 * beta_density()) - unit(x * beta_density()) ** 2,
            "=",
            a * b / ((a + b) ** 2 * (a + b)),
        ),
        f"{BISHOP} 2.16",
        "+ 1",
    ),
    false(
        "dens/beta-log-mean-second",
        lambda: (unit(log(x) * beta_density()), "=", digamma(a) - digamma(b)),
        BISHOP,
        "a + b",
    ),
    false(
        "dens/beta-marginal-swapped",
        lambda: (
            unit(beta_density() * binomial(n, k) * x**k * (1 - x) ** (n - k)),
            "=",
            binomial(n, k) * beta(a + n - k, b + k) / beta(a, b),
            [k >= 0, k <= n],
        ),
        "beta-binomial",
        "swapped",
    ),
    false(
        "dens/uniform-variance-half", lambda: (Integral((x - s / 2) ** 2 / s, (x, 0, s)), "=", s**2 / 6), CASELLA, "12"
    ),
    false("dens/uniform-entropy-sign", lambda: (-Integral(log(1 / s) / s, (x, 0, s)), "=", -log(s)), COVER, "sign"),
    false(
        "dens/bernoulli-variance-square", lambda: (bernoulli_sum((k - p) ** 2), "=", p * (1 - p) ** 2, P), BISHOP, "p²"
    ),
    false(
        "dens/bernoulli-entropy-sign",
        lambda: (bernoulli_sum(log(bernoulli(k, p))), "=", -p * log(p) - (1 - p) * log(1 - p), P),
        BISHOP,
        "sign",
    ),
    false(
        "dens/bernoulli-kl-swapped",
        lambda: (
            bernoulli_sum(log(bernoulli(k, p) / bernoulli(k, q))),
            "=",
            q * log(q / p) + (1 - q) * log((1 - q) / (1 - p)),
            PQ,
        ),
        COVER,
        "arguments swapped",
    ),
    false(
        "dens/bernoulli-fisher-product",
        lambda: (bernoulli_sum(((k - p) / (p * (1 - p))) ** 2), "=", p * (1 - p), P),
        CASELLA,
        "inverse",
    ),
    false("dens/poisson-second-square", lambda: (Sum(k**2 * poisson(), (k, 0, oo)), "=", lam**2), CASELLA, "+ λ"),
    false(
        "dens/poisson-generating-sign",
        lambda: (Sum(s**k * poisson(), (k, 0, oo)), "=", exp(lam * (1 - s))),
        CASELLA,
        "sign",
    ),
    false(
        "dens/poisson-kl-swapped",
        lambda: (
            Sum(poisson(lam) * (k * log(lam / rho) - lam + rho), (k, 0, oo)),
            "=",
            lam * log(lam / rho) + lam - rho,
        ),
        COVER,
        "sign of the rates",
    ),
    false(
        "dens/geometric-mean-failures",
        lambda: (Sum(k * p * (1 - p) ** (k - 1), (k, 1, oo)), "=", (1 - p) / p, P),
        CASELLA,
        "support",
    ),
    false(
        "dens/geometric-second-variance",
        lambda: (Sum(k**2 * p * (1 - p) ** (k - 1), (k, 1, oo)), "=", (1 - p) / p**2, P),
        CASELLA,
        "variance",
    ),
    false(
        "dens/geometric-entropy-factor",
        lambda: (
            -Sum(p * (1 - p) ** k * (log(p) + k * log(1 - p)), (k, 0, oo)),
            "=",
            -(1 - p) * log(1 - p) - p * log(p),
            P,
        ),
        COVER,
        "the factor 1/p",
    ),
    false(
        "dens/binomial-second-factorial-square",
        lambda: (
            Sum(k * (k - 1) * binomial(n, k) * p**k * (1 - p) ** (n - k), (k, 0, n)),
            "=",
            n**2 * p**2,
            P,
        ),
        CASELLA,
        "n for n − 1",
    ),
    false("dens/elbo-joint-sign", lambda: elbo("joint-sign"), f"{KINGMA} 3", "sign of the divergence"),
    false("dens/elbo-entropy-sign", lambda: elbo("entropy-sign"), f"{BISHOP} 10.3", "sign of the entropy"),
    false("dens/elbo-constant-twice", lambda: elbo("constant-twice"), OWN, "the mean of z for 1"),
    false("dens/elbo-gaussian-log-sign", lambda: gaussian_elbo(-1, Rational(1, 2)), KINGMA, "sign of log σ²"),
    false("dens/elbo-gaussian-half", lambda: gaussian_elbo(1, Integer(1)), KINGMA, "factor ½"),
    false("dens/jensen-shannon-half", lambda: jensen_shannon(Integer(1)), "Lin (1991)", "factor ½"),
    false("dens/simplex-cross-entropy-sign", lambda: simplex("entropy-sign"), COVER, "sign"),
    false("dens/simplex-variance-square", lambda: simplex("variance-lost"), CASELLA, "the square of the mean"),
    false("dens/simplex-uniform-sign", lambda: simplex("uniform-sign"), COVER, "sign"),
    false("dens/simplex-gibbs-strict", lambda: simplex("gibbs-strict"), COVER, "equal distributions"),
    false(
        "dens/optimal-discriminator-swapped",
        lambda: (Derivative(a * log(x) + b * log(1 - x), x).subs(x, b / (a + b)), "=", Integer(0)),
        f"{GAN} proposition 1",
        "swapped",
    ),
    false(
        "dens/lognormal-jacobian",
        lambda: (half(normal(log(x), mu, sigma)), "=", Integer(1)),
        CASELLA,
        "the Jacobian 1/x",
    ),
    false("dens/lognormal-mean-half", lambda: (half(normal(log(x), mu, sigma)), "=", exp(mu + sigma**2)), CASELLA, "½"),
    false("dens/chi-square-root", lambda: (half(exp(-x / 2) / sqrt(2 * pi)), "=", Integer(1)), CASELLA, "Jacobian"),
    false(
        "dens/rayleigh-mean-factor",
        lambda: (half(x * x / sigma**2 * exp(-(x**2) / (2 * sigma**2))), "=", sigma * sqrt(2 / pi)),
        "Rayleigh",
        "π/2 inverted",
    ),
    false("dens/weibull-jacobian", lambda: (half(x ** (a - 1) * exp(-(x**a))), "=", Integer(1)), CASELLA, "factor a"),
    false("dens/cauchy-scale", lambda: (line(1 / (pi * (s**2 + (x - mu) ** 2))), "=", Integer(1)), CASELLA, "scale"),
    false(
        "dens/pareto-mean-shape",
        lambda: (Integral(x * a * s**a / x ** (a + 1), (x, s, oo)), "=", s / (a - 1), [a > 1]),
        CASELLA,
        "a",
    ),
    false(
        "dens/logistic-scale",
        lambda: (line(exp(-(x - mu) / s) / (1 + exp(-(x - mu) / s)) ** 2), "=", Integer(1)),
        CASELLA,
        "1/s",
    ),
    false("dens/gumbel-mean-sign", lambda: (line(x * exp(-x - exp(-x))), "=", -EulerGamma), "Gumbel (1935)", "sign"),
    false(
        "dens/flow-affine-sign",
        lambda: (log(normal(u * sigma + mu, mu, sigma)), "=", log(normal(u, 0, 1)) + log(sigma)),
        "Real NVP",
        "sign of the log-determinant",
    ),
    false(
        "dens/convolution-lost",
        lambda: (Integral(exponential(lam, y) * exponential(lam, x - y), (y, 0, x)), "=", lam**2 * exp(-lam * x)),
        CASELLA,
        "factor x",
    ),
    false(
        "dens/uniform-piecewise-end",
        lambda: (line(Piecewise((1, (x > 0) & (x < 1)), (0, True)) * x), "=", Integer(1)),
        OWN,
        "mean ½",
    ),
    false(
        "dens/expectation-of-square",
        lambda: (line(theta * x**2 * gauss()), "=", theta * line(x * gauss()) ** 2),
        "Jensen",
        "E x² for (E x)²",
    ),
    true(
        "dens/uniform-piecewise-mean",
        lambda: (line(Piecewise((1, (x > 0) & (x < 1)), (0, True)) * x), "=", Rational(1, 2)),
        OWN,
    ),
]
