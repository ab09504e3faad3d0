"""The witnesses against the wrong options and printed lines of document E, evaluated by plain Python alone."""

from __future__ import annotations

from collections.abc import Callable
from math import log, pi
from operator import ge, gt, le, lt
from typing import Any

import pytest
from printed_lines import column, false_lines, witness_of

LINES = false_lines("E")


def fourth_moment(w: Any) -> tuple[float, float]:
    """E z⁴ of N(μ, σ²) is μ⁴ + 6μ²σ² + 3σ⁴; both sides less (E z)⁴."""
    m, s = float(w["mu"]), float(w["sigma"])
    return m**4 + 6 * m**2 * s**2 + 3 * s**4 - m**4, m**2 - m**4


def over_observations(w: Any) -> tuple[float, float]:
    table, codes = w["table"], w["codes"]
    by_x = -sum(c[0] * log(t[0] / c[0]) for t, c in zip(table, codes, strict=True))
    at_x = sum(table[0])
    kl = sum(c * log(c / (t / at_x)) for t, c in zip(table[0], codes[0], strict=True))
    return by_x, kl - log(at_x)


def weighted_by_posterior(w: Any) -> tuple[float, float]:
    joint, q = column(w["joint"]), column(w["q"])
    evidence = sum(joint)
    kl = sum(b * log(b / (a / evidence)) for a, b in zip(joint, q, strict=True))
    return sum(a / evidence * log(a / b) for a, b in zip(joint, q, strict=True)), kl - log(evidence)


def entries(f: Callable[[Any, Any], Any]) -> Callable[[Any], tuple[Any, Any]]:
    def sides(w: Any) -> tuple[Any, Any]:
        pairs = list(zip(column(w["f"]), column(w["g"]), strict=True))
        return [f_ + g - g for f_, g in pairs], [f(f_, g) for f_, g in pairs]

    return sides


#: equations: both sides at a witness, which must differ
DIFFERENT: dict[str, Callable[[Any], tuple[Any, Any]]] = {
    "latent_arithmetic.5": entries(lambda f, g: g),
    "latent_arithmetic.6": entries(lambda f, g: f + 2 * g),
    "sampling_options.6": lambda w: (w["n"] / 2, 0),
    "sampling_options.7": lambda w: (w["n"] * (log(pi / 2) / 2 + 1 / 6), 0),
    "sampling_options.8": lambda w: (w["n"] / 2, 0),
    "discriminator_at_equilibrium.7": lambda w: (0.5, 1),
    "discriminator_at_equilibrium.8": lambda w: (0.5, 0),
    "discriminator_at_equilibrium.9": lambda w: (0.5, 0.25),
    "gradient_through_the_sample.8": lambda w: (w["mu"], 0),
    "gradient_through_the_sample.9": fourth_moment,
    "variational_loss_options.4": over_observations,
    "variational_loss_options.5": weighted_by_posterior,
}


def weighted_logs(w: Any) -> tuple[float, float]:
    c, e, y = float(w["c"]), float(w["e"]), float(w["y"])
    best = c / (c + e)
    return c * log(y) + e * log(1 - y), c * log(best) + e * log(1 - best)


#: inequalities: both sides at a witness, where the relation must not hold
FALSE: dict[str, tuple[Callable[[Any], tuple[Any, Any]], Callable[[Any, Any], bool]]] = {
    "generator_options.9": (lambda w: (1 / (1 - w["D"]), 0), le),  # d/dD of −log(1 − D)
    "generator_options.11": (lambda w: (log(w["D"]), 0), ge),
    "discriminator_options.4": (lambda w: (1 / w["D"], 0), lt),  # d/dD of log D
    "latent_arithmetic.7": (lambda w: (0, 0), gt),  # |(f + g) − g − f|
    "equilibrium_options.2": (lambda w: (-w["x"], 0), ge),
    "equilibrium_options.3": (lambda w: (w["x"], 0), ge),
    "equilibrium_options.5": (lambda w: (w["x"] * w["u"], 0), le),
    "discriminator_at_equilibrium.5": (weighted_logs, le),
}

#: logarithms without a real value: the argument at a witness, which must not be positive
UNDEFINED = {
    "generator_options.5": lambda w: -w["D"],
    "generator_options.10": lambda w: 1 - 1 / w["D"],
    "discriminator_options.6": lambda w: 1 - (1 + w["D"]),
}


def test_every_false_line_is_here() -> None:
    assert set(LINES) == set(DIFFERENT) | set(FALSE) | set(UNDEFINED)


@pytest.mark.parametrize("key", DIFFERENT)
def test_the_sides_differ(key: str) -> None:
    left, right = DIFFERENT[key](witness_of(LINES[key]))
    assert left != right
    assert isinstance(left, list) or abs(left - right) > 1e-6


@pytest.mark.parametrize("key", FALSE)
def test_the_relation_fails(key: str) -> None:
    sides, relation = FALSE[key]
    assert not relation(*sides(witness_of(LINES[key])))


@pytest.mark.parametrize("key", UNDEFINED)
def test_the_logarithm_has_no_value(key: str) -> None:
    assert UNDEFINED[key](witness_of(LINES[key])) <= 0
