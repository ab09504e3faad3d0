"""The words that authors write: each means what its textbook definition says, and its near misses do not."""

from judged import verdicts
from sympy import Abs, Rational, pi

from checker import (
    Derivation,
    Derivative,
    Matrix,
    Natural,
    Positive,
    Real,
    Simplex,
    Size,
    Smooth,
    Vector,
    diag,
    dot,
    entropy,
    exp,
    gradient,
    hessian,
    identity,
    inverse,
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
    zeros,
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


def test_sizes_are_read_as_in_declarations() -> None:
    def words(d: Derivation, x: Vector("n + 1"), W: Matrix("2*m", "n + 1"), n: Size) -> None:
        d.prove(x + zeros("n + 1"), "=", identity("n + 1") * x)
        d.prove(total(ones("n + 1")), "=", n + 1)
        d.prove(W + zeros("2*m", "n + 1"), "=", identity("2*m") * W)
        d.refute(x + ones("n + 1"), "=", x, "not zeros")

    assert verdicts(words) == ["proved"] * 3 + ["refuted"]


def test_an_entry_of_a_gradient_or_an_unknown_vector_takes_one_index() -> None:
    def words(d: Derivation, x: Vector("n"), p: Simplex("n"), f: Smooth("n", to="n"), i: Natural, n: Size) -> None:
        g = gradient(logsumexp(x) - dot(p, x), x)
        d.prove(g[i], "=", softmax(x)[i, 0] - p[i], where=[i < n])
        d.prove(f(x)[i], "=", f(x)[i, 0], where=[i < n])
        d.refute(g[i], "=", p[i] - softmax(x)[i, 0], "the sign", where=[i < n])

    assert verdicts(words) == ["proved"] * 2 + ["refuted"]


def test_an_inverse_is_not_cancelled_while_it_is_built() -> None:
    def derivation(d: Derivation, A: Matrix("n", "n"), B: Matrix("n", "n", structure="invertible")) -> None:
        for product in (inverse(A) * A, A * inverse(A), A**-1 * A, A.I * A, inverse(A * A) * (A * A)):
            d.prove(product, "=", identity("n"))
        for product in (inverse(B) * B, B * inverse(B), B**-1 * B):
            d.prove(product, "=", identity("n"))

    assert verdicts(derivation) == ["undefined"] * 5 + ["proved"] * 3
