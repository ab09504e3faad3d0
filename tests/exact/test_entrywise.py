"""Entrywise operations and whole products: backward passes are proved, their neighbours never by this method."""

import time

from test_spans import verdicts

from checker import Derivation, Matrix, Smooth, Vector, derivation, gradient, hadamard, ones, sigmoid, square, tanh
from checker.exact.entrywise import equal
from checker.exact.indices import Indices
from checker.exact.prove import context_of
from checker.links import links
from checker.marked import build


def shown(function) -> list[bool]:  # type: ignore[no-untyped-def]
    record = build(derivation(title="a title")(function))
    every = [link for c in record.claims for _, link in links(c)]
    return [equal(x.left, x.right, Indices(context_of(x, time.monotonic() + 60))) for x in every]


def test_a_backward_pass() -> None:
    def words(d: Derivation, W: Matrix("h", "h"), U: Matrix("h", "k"), x: Vector("k"), s: Vector("h"),
              loss: Smooth("h")) -> None:  # fmt: skip
        a = tanh(W * s + U * x)
        b = sigmoid(W * a)
        da = W.T * hadamard(loss.gradient(0)(b), b, ones(b.shape[0]) - b)
        dz = hadamard(da, ones(a.shape[0]) - square(a))
        d.prove(gradient(loss(b), s), "=", W.T * dz)
        d.prove(gradient(loss(b), x), "=", U.T * dz)
        d.prove(gradient(loss(b), U), "=", dz * x.T)

    assert shown(words) == [True] * 3
    assert verdicts(words) == ["proved"] * 3


def test_what_does_not_hold_is_not_shown() -> None:
    def words(d: Derivation, W: Matrix("h", "h"), V: Matrix("h", "h"), s: Vector("h"), u: Vector("h"),
              loss: Smooth("h"), other: Smooth("h"), two: Smooth("h", "h")) -> None:  # fmt: skip
        a = tanh(W * s)
        g = hadamard(loss.gradient(0)(a), ones(a.shape[0]) - square(a))
        d.prove(gradient(loss(a), s), "=", W * g, "transpose")
        d.prove(gradient(loss(a), s), "=", W.T * loss.gradient(0)(a), "slope")
        d.prove(gradient(loss(a), s), "=", W.T * hadamard(loss.gradient(0)(s), ones(a.shape[0]) - square(a)), "place")
        d.prove(gradient(loss(a), s), "=", W.T * hadamard(other.gradient(0)(a), ones(a.shape[0]) - square(a)), "loss")
        d.prove(two.gradient(0)(a, u), "=", two.gradient(1)(a, u), "slot")
        d.prove(two.gradient(0)(s, u), "=", two.gradient(0)(u, s), "order of arguments")
        d.prove(W * V, "=", V * W, "order")
        d.prove(W * hadamard(s, u), "=", hadamard(W * s, W * u), "a product is not entrywise")
        d.prove(W.T, "=", W, "transpose")
        d.prove(tanh(W * s), "=", W * tanh(s), "linear")
        d.prove(square(W), "=", W * W, "square of entries")

    assert shown(words) == [False] * 11
