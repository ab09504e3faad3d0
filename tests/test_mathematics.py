"""The words that authors write: each means what its textbook definition says, and its near misses do not."""

from judged import verdicts
from sympy import Abs, Rational, pi

from checker import (
    Derivation,
    Derivative,
    Natural,
    Positive,
    Real,
    Simplex,
    Size,
    Vector,
    diag,
    dot,
    entropy,
    exp,
    hessian,
    jacobian,
    kl,
    log,
    logsumexp,
    normal,
    ones,
    relu,
    sigmoid,
    softmax,
    softplus,
    total,
    variance,
)


def test_softmax_and_its_derivatives() -> None:
    def words(d: Derivation, x: Vector("n"), c: Real, p: Simplex("n"), n: Size) -> None:
        s = softmax(x)
        d.prove(jacobian(s, x), "=", diag(s) - s * s.T)
        d.prove(hessian(logsumexp(x), x), "=", diag(s) - s * s.T)
        d.prove(softmax(x + c * ones(n)), "=", s)
        d.prove(-dot(p, log(s)), "=", logsumexp(x) - dot(p, x))
        d.refute(jacobian(s, x), "=", diag(s) + s * s.T, "the sign")
        d.refute(softmax(c * x), "=", s, "not unmoved by a factor")
        d.refute(total(s), "=", n, "it sums to 1")

    assert verdicts(words) == ["proved"] * 4 + ["refuted"] * 3


def test_activations_on_numbers_and_on_vectors() -> None:
    def words(d: Derivation, x: Real, v: Vector("n")) -> None:
        d.prove(relu(x), "=", (x + Abs(x)) / 2)
        d.prove(relu(v) - relu(-v), "=", v)
        d.prove(Derivative(softplus(x), x), "=", sigmoid(x))
        d.prove(relu(x), "<=", softplus(x))
        d.refute(softplus(v), "=", relu(v), "only far out")

    assert verdicts(words) == ["proved"] * 4 + ["refuted"]


def test_moments_and_information() -> None:
    def words(d: Derivation, x: Real, t: Positive, m: Real, s: Positive, k: Natural, p: Simplex("n"), q: Simplex("n"),
              l: Positive) -> None:  # fmt: skip
        d.prove(entropy(x, normal(x, m, s)), "=", log(2 * pi * s**2) / 2 + Rational(1, 2))
        d.prove(variance(x, normal(x, m, s))(x), "=", s**2)
        d.prove(variance(t, l * exp(-l * t))(t), "=", 1 / l**2)
        d.prove(kl(k, p, q), ">=", 0)
        d.refute(variance(x, normal(x, m, s))(2 * x), "=", 2 * s**2, "it is quadratic")
        d.refute(kl(k, p, q), "=", kl(k, q, p), "not symmetric")

    assert verdicts(words) == ["proved"] * 4 + ["refuted"] * 2
