"""A point of a simplex of two or three places: the last entry is what the others leave."""

import pytest

from checker import (
    Derivation,
    Rational,
    Simplex,
    derivation,
    dot,
    exp,
    gradient,
    jacobian,
    log,
    ones,
    sqrt,
    stack,
    total,
    zeros,
)
from checker.api import check_derivation


@derivation(title="entries of fixed simplices")
def true(d: Derivation, p: Simplex(2), q: Simplex(3), u: Simplex(1)) -> None:
    d.prove(u[0], "=", 1)
    d.prove(total(q), "=", 1)
    d.prove(p[0] + p[1], "=", 1)
    d.prove(log(p[1] / q[2]), "=", log(p[1]) - log(q[2]))
    d.prove(log(1 - p[0]), "=", log(p[1]))
    d.prove(dot(p, log(p)), "=", p[0] * log(p[0]) + (1 - p[0]) * log(1 - p[0]))
    d.prove(log(p[0]) * total(q), "=", log(p[0]))
    d.prove(dot(q, q), ">=", Rational(1, 3))
    d.prove(q[0] + q[1], "<", 1)
    d.prove(1 / (1 - q[0]), "=", 1 / (q[1] + q[2]))
    d.prove(sqrt(q[2] ** 2), "=", q[2])
    d.prove(gradient(p[1], p), "=", stack(zeros(1), ones(1)), "a gradient takes the entries as independent")


@derivation(title="what does not hold")
def false(d: Derivation, p: Simplex(2), q: Simplex(3)) -> None:
    d.refute(q[0] + q[1], "=", 1, "something is left")
    d.refute(p[0], "=", p[1], "only at ½")
    d.refute(exp(q[0]) * exp(q[1]), "=", exp(1), "something is left")
    d.refute(gradient(p[1], p), "=", gradient(1 - p[0], p), "the values agree on the simplex, the gradients do not")
    d.refute(jacobian(p, p), "=", jacobian(stack(ones(1) * p[0], ones(1) * (1 - p[0])), p), "likewise")


@pytest.mark.parametrize("derivation", [true, false], ids=["true", "false"])
def test_fixed_simplex(derivation: object) -> None:
    lines = check_derivation(derivation).lines  # type: ignore[arg-type]
    wanted = "proved" if derivation is true else "refuted"
    assert [(x.place.line, x.verdict.value) for x in lines if x.verdict.value != wanted] == []
