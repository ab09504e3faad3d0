"""The errata of document C at their witnesses, recomputed without the checker: the printed line must be false there."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from errata_of import false_lines, holds
from mpmath import exp, inf, log, mpf, npdf, pi, quad, tanh

Line = tuple[object, str, object]


def sigma(t: object) -> mpf:
    return 1 / (1 + exp(-t))  # type: ignore[operator]


def log_normal(x: object, mean: object, variance: object) -> mpf:
    return -log(2 * pi * variance) / 2 - (x - mean) ** 2 / (2 * variance)  # type: ignore[operator]


def mean(f: Callable[[mpf], mpf]) -> mpf:
    """E f(z) for z ~ N(0, 1)."""
    return quad(lambda z: npdf(z) * f(z), [-inf, -2, 0, 2, inf])


def log_likelihood() -> mpf:
    """E log p(x | z) at x = 1 for p(x | z) = N(x; z, 1)."""
    return mean(lambda z: log_normal(1, z, 1))


def log_posterior() -> mpf:
    """E log p(z | x) at x = 1: the posterior of N(0, 1) under N(x; z, 1) is N(½, ½)."""
    return mean(lambda z: log_normal(z, mpf(1) / 2, mpf(1) / 2))


LINES: dict[str, Callable[[], Line]] = {
    "gaussian_reconstruction.1/1": lambda: (log_likelihood() - 0, "=", -0 + log_posterior()),  # q is the prior: KL = 0
    "gaussian_reconstruction.4/1": lambda: (log_likelihood(), "=", log_posterior()),
    # n = 1, x = 1, f = 0, μ = σ = 1: the regulariser is ½
    "gaussian_reconstruction.6/1": lambda: (
        0.5 - log(npdf(1)) - log(2 * pi) / 2, "=", mpf(1) / 2 + 1,
    ),
    "labels.1/1": lambda: (-log(1 - mpf(1) / 15), "=", log(1 - mpf(1) / 15)),
    "labels.4/1": lambda: (-log(mpf(1) / 2) - log(mpf(1) / 2), "=", -log(mpf(1) / 2) + log(mpf(1) / 2)),
    "expected_discrete.2/1": lambda: (-log(mpf(1) / 2) - log(mpf(1) / 2), "=", -log(mpf(1) / 2) + log(mpf(1) / 2)),
    "expected_discrete.2/2": lambda: (-log(mpf(3) / 4) - log(mpf(1) / 2), "=", log(mpf(3) / 4) + log(mpf(1) / 2)),
    "expected_continuous.1/1": lambda: (
        mean(lambda x: -log(sigma(x))) + mean(lambda z: -log(1 - sigma(z))), "=",
        mean(lambda x: log(sigma(x))) + mean(lambda z: log(1 - sigma(z))),
    ),
    "memory_cell.2/1": lambda: (1 * tanh(0 * 0 + 0 * 0), "=", 1 * tanh(1)),
    "memory_cell.9/1": lambda: (0 * 0 + 1 * 1, "=", 0 * 0 + 1 * 0),
    "memory_cell.10/1": lambda: (0 * 0 + 1 * 1, "=", 0 * 0 + 1 * 0),
}  # fmt: skip


@pytest.mark.parametrize("line", LINES)
def test_what_is_printed_is_false(line: str) -> None:
    assert not holds(*LINES[line]())


def test_every_erratum_is_recomputed() -> None:
    assert false_lines("C") == set(LINES)
