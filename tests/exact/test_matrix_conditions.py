"""Equations among the conditions put into scalars made of vectors; sums over several ranges next to sums over one."""

from judged import verdicts

from checker import (
    Derivation,
    Eq,
    Matrix,
    Positive,
    Size,
    Vector,
    dot,
    gradient,
    identity,
    log,
    logsumexp,
    ones,
    sigmoid,
    softmax,
    softplus,
    total,
)


def one_hot(d: Derivation, y: Vector("c"), z: Vector("c"), x: Vector("k"), W: Matrix("c", "k")) -> None:
    once = Eq(total(y), 1)
    d.prove(dot(y, log(softmax(z))), "=", dot(y, z) - logsumexp(z), where=[once])
    d.prove(gradient(-dot(y, log(softmax(z))), z), "=", softmax(z) - y, where=[once])
    d.prove(gradient(-dot(y, log(softmax(W * x))), W), "=", (softmax(W * x) - y) * x.T, where=[once])
    d.prove(dot(y, log(softmax(z))), "=", dot(y, z) - logsumexp(z), "false without the condition")
    d.prove(dot(y, log(softmax(z))), "=", dot(y, z) - 2 * logsumexp(z), where=[once])
    d.prove(gradient(-dot(y, log(softmax(z))), z), "=", softmax(z) - y, where=[Eq(total(y), 2)])


def test_a_condition_on_a_sum_of_entries_is_used() -> None:
    assert verdicts(one_hot) == ["proved"] * 3 + ["refuted"] * 3


def reflection(d: Derivation, u: Vector("n"), n: Size) -> None:
    H = identity(n) - 2 * u * u.T
    d.prove(H * H, "=", identity(n), "Householder", where=[Eq(dot(u, u), 1)])
    d.prove(H * H, "=", identity(n), where=[Eq(dot(u, u), 2)])


def test_a_condition_on_a_product_is_used() -> None:
    assert verdicts(reflection) == ["proved", "refuted"]


def cross_entropy(d: Derivation, X: Matrix("n", "k"), y: Vector("n"), w: Vector("k"), n: Size) -> None:
    z = X * w
    loss = -dot(y, log(sigmoid(z))) - dot(ones(n) - y, log(ones(n) - sigmoid(z)))
    d.prove(loss, "=", total(softplus(z)) - dot(y, z))
    d.prove(loss, "=", total(softplus(z)) + dot(y, z))
    d.prove(loss, "=", total(softplus(-z)) - dot(y, z))


def test_a_sum_over_two_ranges_cancels_against_one_over_one_range() -> None:
    assert verdicts(cross_entropy) == ["proved", "refuted", "refuted"]


def likelihood(d: Derivation, y: Vector("n", entries=Positive), l: Positive, n: Size) -> None:
    best = n * log(n / total(y)) - n
    d.prove(n * log(l) - l * total(y), "<=", best, "the rate n/Σy is best")
    d.prove(n * log(l) - l * total(y), "<", best, "false at that rate")


def test_a_strict_relation_of_vectors_and_numbers_is_looked_at_where_it_is_tight() -> None:
    assert verdicts(likelihood) == ["proved", "refuted"]
