"""The witnesses against the printed lines of document B, evaluated by plain Python alone."""

from __future__ import annotations

from collections.abc import Callable
from math import exp, log, tanh
from typing import Any

import pytest
from printed_lines import column, false_lines, witness_of

LINES = false_lines("B")

PADDED = [[0] * 6, [0, 1, 2, 3, 4, 0], [0, 5, 6, 7, 8, 0], [0, 9, 10, 11, 12, 0], [0, 13, 14, 15, 16, 0], [0] * 6]
FILTER = [[4, 2], [5, 1]]

#: what the witness may draw for an undefined loss: the sum of the entries of its arguments, so that gradients are 1
SUMS = {
    "(u₀, u₁, u₂, u₃) ↦ u₀[0] + u₁[0] + u₂[0] + u₃[0]",
    "(u₀, u₁) ↦ u₀[0] + u₁[0]",
    "(u) ↦ u[0]",
    "(u₀) ↦ u₀[0]",
}


def sigmoid(u: float) -> float:
    return 1 / (1 + exp(-u))


def window(i: int, j: int) -> int:
    return sum(PADDED[2 * i + k][2 * j + m] * FILTER[k][m] for k in (0, 1) for m in (0, 1))


def entry(value: Callable[[int, int], Any], i: int, j: int, printed: float) -> Callable[[Any], tuple[Any, Any]]:
    return lambda w: (value(i, j), printed)


def stride_one(w: Any) -> tuple[Any, Any]:
    x, f = w["x"], w["w"]
    pairs = [(k, m) for k in (0, 1) for m in (0, 1)]
    return sum(x[k][2 + m] * f[k][m] for k, m in pairs), sum(x[k][1 + m] * f[k][m] for k, m in pairs)


def output(w: Any) -> tuple[Any, Any]:
    return [[window(i, j) for j in range(3)] for i in range(3)], [[1, 19, 26], [19, 99, 92], [26, 86, 64]]


# ---------------------------------------------------------------- the lower bound


def parts(w: Any) -> tuple[float, float, float, Callable[[Callable[[float, float, float], float]], float]]:
    """KL(q ‖ p(z|x)), the bound, log p(x), and the printed sum: c times the sum over z of f(likelihood, prior, q)."""
    rows = list(zip(column(w["likelihood"]), column(w["prior"]), column(w["q"]), strict=True))
    evidence = float(sum(a * b for a, b, _ in rows))
    kl = sum(float(q) * log(float(q) * evidence / float(a * b)) for a, b, q in rows)
    bound = sum(float(q) * log(float(a * b) / float(q)) for a, b, q in rows)
    c = float(w["c"]) if "c" in w else 1.0
    return kl, bound, log(evidence), lambda f: c * sum(f(float(a), float(b), float(q)) for a, b, q in rows)


def posterior_line(w: Any) -> tuple[float, float]:
    kl, _, log_x, total = parts(w)
    return kl, -total(lambda a, b, q: log(a * b / q) - log_x)


def constant_line(w: Any) -> tuple[float, float]:
    kl, _, log_x, total = parts(w)
    return kl, -total(lambda a, b, q: log(a * b / q)) + log_x


def maximised(w: Any) -> tuple[float, float]:
    kl, _, log_x, total = parts(w)
    return -kl, total(lambda a, b, q: log(a * b / q)) - log_x


def wrong_sign(w: Any) -> tuple[float, float]:
    kl, bound, log_x, _ = parts(w)
    return -kl, bound + log_x


def bound_line(w: Any) -> tuple[float, float]:
    _, bound, _, total = parts(w)
    return bound, total(lambda a, b, q: log(a * b / q))


def last_bound_line(w: Any) -> tuple[float, float]:
    _, bound, _, total = parts(w)
    kl = sum(float(q) * log(float(q) / float(b)) for b, q in zip(column(w["prior"]), column(w["q"]), strict=True))
    return bound, total(lambda a, b, q: log(a)) - kl


# ---------------------------------------------------------------- the GAN


def value_of_the_game(w: Any) -> tuple[float, float]:
    real = sum(float(p) * log(d) for p, d in zip(column(w["data"]), column(w["D"]), strict=True))
    fake = [log(1 - d) for d in column(w["DG"])]

    def mean(weights: Any) -> float:
        return sum(float(p) * f for p, f in zip(column(weights), fake, strict=True))

    return real + mean(w["noise"]), real + mean(w["generated"])


def misread_discriminator(w: Any) -> tuple[float, float]:
    pairs = list(zip(column(w["noise"]), column(w["DG"]), column(w["bG"]), strict=True))
    return sum(float(p) * log(d) for p, d, _ in pairs), sum(float(p) * log(b) for p, _, b in pairs)


def gradient_by_noise(w: Any) -> tuple[float, float]:
    """d/dt against d/dz of log(1 − σ(s(G(z, t)))), where the witness draws s(u) = u and G = its first argument."""
    assert w["s"] == "(u) ↦ u"
    assert w["G"] == "(u₀, u₁) ↦ u₀"
    return 0.0, -sigmoid(float(w["z"]))


# ---------------------------------------------------------------- the LSTM


def blocks(w: Any) -> tuple[list[float], list[float]]:
    v = column(w["v"])
    z = [[float(sum(a * b for a, b in zip(row, v, strict=True))) for row in w[f"W{k}"]] for k in (1, 2, 3, 4)]
    return [*z[0], *z[1], *z[2], *z[3]], [*map(sigmoid, z[0]), *map(sigmoid, z[1]), *z[2], *z[3]]


def gate(name: str, before: str) -> Callable[[Any], tuple[list[float], list[float]]]:
    def sides(w: Any) -> tuple[list[float], list[float]]:
        assert w["loss"] in SUMS
        gates = [sigmoid(float(a)) for a in column(w[name])]
        old = [float(x) for x in column(w[before])]
        return [s * (1 - s) for s in gates], [b * (1 - s) for b, s in zip(old, gates, strict=True)]

    return sides


def lists(f: Callable[..., tuple[float, float]], *names: str) -> Callable[[Any], tuple[list[float], list[float]]]:
    """Both sides entry by entry; a loss that occurs has gradients of 1."""

    def sides(w: Any) -> tuple[list[float], list[float]]:
        assert w["loss"] in SUMS if "loss" in w else True
        rows = zip(*([float(x) for x in column(w[n])] for n in names), strict=True)
        left, right = zip(*(f(*row) for row in rows), strict=True)
        return list(left), list(right)

    return sides


def cell(i: float, f: float, g: float, before: float) -> float:
    return f * before + i * g


def slope(o: float, c: float) -> float:
    return o * (1 - tanh(c) ** 2)


INNER = ("i", "f", "o", "g", "before")
by_i = lists(lambda i, f, o, g, b: (slope(o, cell(i, f, g, b)) * g, g), *INNER)
by_f = lists(lambda i, f, o, g, b: (slope(o, cell(i, f, g, b)) * b, b), *INNER)
by_g = lists(lambda i, f, o, g, b: (slope(o, cell(i, f, g, b)) * i, i), *INNER)
by_f_summary = lists(lambda i, f, o, g, b: (slope(o, cell(i, f, g, b)) * b, cell(i, f, g, b)), *INNER)
output_gate = lists(lambda c, o: (tanh(c), tanh(o)), "c", "o")

#: both sides of each false line at a witness
SIDES: dict[str, Callable[[Any], tuple[Any, Any]]] = {
    "convolution_entries.2#1": stride_one,
    "convolution_entries.4#1": entry(window, 0, 0, 0.4 + 0.2 + 0.5 + 1.1),
    "convolution_entries.7#1": entry(window, 0, 1, 0.4 + 0.2 + 2.5 + 3 * 1),
    "convolution_entries.10#1": entry(window, 0, 2, 0.4 + 0.2 + 4.5 + 0.1),
    "convolution_entries.13#1": entry(window, 1, 0, 0.4 + 0.5 * 2 + 0.1 + 0.5),
    "convolution_entries.14#1": entry(window, 1, 0, 1.9),
    "convolution_entries.19#1": entry(window, 1, 2, 8 * 4 + 0.2 + 12 * 5 + 0 * 1),
    "convolution_entries.30#1": output,
    "lenet_first_layer.6#1": lambda w: ((32 - 5) / 1 + 1, (32 - 5) / 4 + 1),
    "smaller_first_layer.1#1": lambda w: (4 * 4 + 1, (4 * 4) * 1),
    "smaller_first_layer.2#1": lambda w: (17 * w["filters"], 16 * w["filters"]),
    "smaller_first_layer.3#1": lambda w: (17 * 5, 16 * 5),
    **{f"elbo_discrete_printed.1#{k}": posterior_line for k in (1, 2, 3)},
    "elbo_discrete_printed.1#4": constant_line,
    "elbo_discrete_printed.2#1": posterior_line,
    "elbo_discrete_printed.3#1": maximised,
    **{f"elbo_discrete_printed.{k}#1": wrong_sign for k in (4, 5, 6)},
    **{f"elbo_discrete_printed.7#{k}": bound_line for k in (1, 2, 3)},
    "elbo_discrete_printed.7#4": last_bound_line,
    "gan_objectives_printed.1#1": value_of_the_game,
    "gan_objectives_printed.7#1": misread_discriminator,
    "collapse_printed.1#1": gradient_by_noise,
    "lstm_gates_printed.1#1": blocks,
    "lstm_gates_printed.3#1": lambda w: (sigmoid(w["a"]), float(w["a"])),
    "lstm_gates_printed.5#1": lambda w: (sigmoid(w["a"]), float(w["a"])),
    "lstm_gates_printed.6#1": lambda w: (tanh(w["a"]), sigmoid(w["a"])),
    "lstm_next_step_printed.1#1": gate("a", "i_t"),
    "lstm_next_step_printed.2#1": gate("b", "f_t"),
    "lstm_next_step_printed.3#1": gate("c", "o_t"),
    "lstm_cell_printed.1#1": lists(
        lambda i, f, g, before, after: (f * before + i * g, f * after + i * g), "i", "f", "g", "c_before", "c_after"
    ),
    "lstm_cell_printed.2#1": lists(lambda o, b, c: (o * tanh(c), b * tanh(c)), "o", "b", "c"),
    "lstm_cell_printed.4": lists(lambda o, c: (o, tanh(o * tanh(c))), "o", "c"),
    "lstm_cell_printed.5#1": lists(lambda o, c: (tanh(c), 1 - tanh(o) ** 2), "o", "c"),
    "lstm_cell_printed.6#1": output_gate,
    "lstm_cell_printed.7#1": output_gate,
    "lstm_cell_printed.9#1": lists(
        lambda o, c, f, after: (slope(o, c) + after, o * (1 - tanh(o) ** 2) + f), "o", "c", "f", "f_next"
    ),
    "lstm_gates_from_cell_printed.3#1": by_i,
    "lstm_gates_from_cell_printed.6#1": by_f,
    "lstm_gates_from_cell_printed.9#1": by_g,
    "lstm_gates_from_cell_printed.11#1": lists(
        lambda f, after, dc: (dc * after, dc * f), "f", "f_next", "dc_next"
    ),  # the first terms are the same
    "lstm_gates_from_cell_printed.12#1": by_i,
    "lstm_gates_from_cell_printed.13#1": by_f_summary,
    "lstm_gates_from_cell_printed.14#1": by_g,
}

#: Σ p log D ≥ 0, said of the discriminator's accuracy, must fail
NEGATIVE = {
    "gan_objectives_printed.2": lambda w: sum(
        float(p) * log(d) for p, d in zip(column(w["data"]), column(w["D"]), strict=True)
    )
}


def test_every_false_line_is_here() -> None:
    assert set(LINES) == set(SIDES) | set(NEGATIVE)


@pytest.mark.parametrize("key", SIDES)
def test_the_sides_differ(key: str) -> None:
    left, right = SIDES[key](witness_of(LINES[key]))
    pairs = [(left, right)] if not isinstance(left, list) else list(zip(left, right, strict=True))
    assert any(a != b if isinstance(a, list) else abs(a - b) > 1e-6 for a, b in pairs)


@pytest.mark.parametrize("key", NEGATIVE)
def test_the_sum_is_negative(key: str) -> None:
    assert NEGATIVE[key](witness_of(LINES[key])) < 0
