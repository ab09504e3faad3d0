"""The LSTM backward pass with one slip each."""

from checker import Derivation, Matrix, Smooth, Vector, derivation, gradient, hadamard, ones, square, tanh


@derivation(title="an index: c for c₋ in δf")
def lstm_index(
    d: Derivation, i: Vector("h"), f: Vector("h"), g: Vector("h"), before: Vector("h"), rest: Smooth("h")
) -> None:
    c = hadamard(f, before) + hadamard(i, g)
    dc = rest.gradient(0)(c)
    d.prove(gradient(rest(c), f), "=", hadamard(dc, c), "∂c/∂f")  # expect: refuted


@derivation(title="a missing transpose")
def lstm_transpose(d: Derivation, W: Matrix("h", "h"), v: Vector("h"), b: Vector("h"), loss: Smooth("h")) -> None:
    z = W * v + b
    d.prove(gradient(loss(z), v), "=", W * loss.gradient(0)(z), "z is linear in v")  # expect: refuted


@derivation(title="δc without the path through the next cell")
def lstm_path(
    d: Derivation, o: Vector("h"), c: Vector("h"), f_next: Vector("h"), u: Vector("h"), loss: Smooth("h", "h")
) -> None:
    one = ones(c.shape[0])
    h_t, c_next = hadamard(o, tanh(c)), hadamard(f_next, c) + u
    dh = loss.gradient(0)(h_t, c_next)
    d.prove(  # expect: refuted
        gradient(loss(h_t, c_next), c), "=", hadamard(dh, o, one - square(tanh(c))), "through h_t"
    )
