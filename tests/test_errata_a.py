"""The errata of document A at their witnesses, recomputed without the checker: the printed line must be false there."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from errata_of import false_lines, holds
from mpmath import diff, exp, log, mpf, pi, sqrt, tanh

Line = tuple[object, str, object]


def sigma(t: object) -> mpf:
    return 1 / (1 + exp(-t))  # type: ignore[operator]


def slope(t: object) -> mpf:
    return sigma(t) * (1 - sigma(t))


def first_output() -> mpf:
    """h₁ of the exercise: σ(3.8) tanh(σ(−1.1) tanh 1.5)."""
    return sigma(mpf("3.8")) * tanh(sigma(mpf("-1.1")) * tanh(mpf("1.5")))


LINES: dict[str, Callable[[], Line]] = {
    # h(w) = w and φ(z) = z at w = 1: z = w², so ∇z = 2, φ′ = 1, ∂_w φ′ = 0
    "scalar_recursion.2/2": lambda: (1 * 2, "=", 0 * 2),
    "scalar_recursion.3/1": lambda: (1, "=", diff(lambda w: w * w, 1)),
    "scalar_recursion.4/1": lambda: (sigma(1) - 0.5, "=", diff(sigma, 1)),
    "scalar_recursion.7/1": lambda: (1, "=", (diff(lambda w: sigma(w * w), 1) - 1) / 1),
    "gradient_at_zero.3/1": lambda: (1 * 0, "=", 1),
    # W = −1, ∇h = 1, h = 0: ∇h′ = ¼ · (−1)
    "gradient_at_zero.6/2": lambda: (1 / mpf(-1) * (slope(0) * -1 / slope(0)), "=", 4 / mpf(-1) * (slope(0) * -1 / -1)),
    "gradient_at_zero.8/1": lambda: (1, ">", abs(slope(0) * 5)),
    "lstm_first_step.2/1": lambda: ([1, 0], "=", [12, 0]),
    "lstm_second_step.1/1": lambda: (first_output() / 2, "≈", "0.216"),
    "lstm_second_step.3/1": lambda: (first_output() * 2, "≈", "0.108"),
    "lstm_second_step.5/1": lambda: (first_output() * 1.5, "≈", "0.314"),
    "lstm_second_step.8/1": lambda: (-first_output(), "≈", "0.216"),
    "lstm_errors.2/1": lambda: (mpf("0.217") - mpf("0.5"), "=", mpf("6.217") - mpf("0.5")),
    "lstm_counterexample.4/1": lambda: (tanh(1), "=", tanh(0) * tanh(1)),
    "lstm_counterexample.7/1": lambda: (sigma(1) * tanh(0), "!=", 0),
    "lstm_counterexample.12/1": lambda: (sigma(1) * tanh(sigma(1) * tanh(0)), "!=", 0),
    "lstm_counterexample.15/1": lambda: (sigma(1) * tanh(sigma(1) * tanh(1)), "=", 0),
    "forget_gate_closed.7/1": lambda: (diff(lambda x: tanh(tanh(x) / 2) / 2, 1), "=", 0),
    "gates_are_no_distribution.4/1": lambda: (mpf(1) / 2 + mpf(1) / 2, "!=", 1),
    "gates_are_no_distribution.5/1": lambda: (mpf(1) / 2 + mpf(1) / 3, "=", 1),
    "kl_printed.2/1": lambda: (exp(-mpf(1) / 2), "=", exp(-4 * pi / (2 * pi) / (2 * pi))),  # at z = 1, without 1/√(2π)
    "kl_printed.3/1": lambda: (1 / (sqrt(2 * pi) * 2), "=", 1 / (sqrt(2 * pi) * 2**2)),  # at z = μ, σ = 2
    # μ = σ = 1: KL = ½, E z² = 2, E (z − μ)² = 1
    "kl_printed.6/1": lambda: (mpf(1) / 2, "=", log(sqrt(2 * pi)) + 1 + log(1 / (4 * pi)) - mpf(1) / 2),
    "kl_printed.6/2": lambda: (mpf(1) / 2, "=", 0 + mpf(2) / 2 - mpf(2) / 2 - mpf(1) / 2),
    "linear_encoder.2/1": lambda: (tanh(2), "=", tanh(1) + tanh(1)),
    "value_at_equality.4/1": lambda: (log(1 - mpf(2) / 3), ">=", log(mpf(1) / 2)),
}


@pytest.mark.parametrize("line", LINES)
def test_what_is_printed_is_false(line: str) -> None:
    assert not holds(*LINES[line]())


def test_every_erratum_is_recomputed() -> None:
    assert false_lines("A") == set(LINES)


def test_the_corrections_of_the_decimals() -> None:
    """The same recomputation accepts what the scripts put in place of the printed numbers."""
    h = first_output()
    assert holds(h / 2, "≈", "0.108")
    assert holds(h * 2, "≈", "0.434")
    assert holds(h * 1.5, "≈", "0.326")
    assert holds(-h, "≈", "-0.217")
