"""The backward pass of one LSTM step, for any hidden size h and input size x, in vectors.

The loss is an arbitrary smooth function of what the step hands on: its output h_t and, through the next cell, c_{t+1}.
"""

from checker import (
    Derivation,
    Matrix,
    Smooth,
    Vector,
    derivation,
    gradient,
    hadamard,
    ones,
    sigmoid,
    square,
    stack,
    tanh,
)  # fmt: skip


@derivation(title="From the output to the cell and the gates", question="B2.1")
def lstm_cell_gradients(
    d: Derivation, i: Vector("h"), f: Vector("h"), o: Vector("h"), g: Vector("h"), c: Vector("h"), before: Vector("h"),
    i_next: Vector("h"), f_next: Vector("h"), g_next: Vector("h"), loss: Smooth("h", "h"),
) -> None:  # fmt: skip
    """`loss(h_t, c_{t+1})` is everything that comes after; `before` is c_{t−1}."""
    one = ones(c.shape[0])
    h_t = hadamard(o, tanh(c))
    c_next = hadamard(f_next, c) + hadamard(i_next, g_next)
    L = loss(h_t, c_next)
    dh, dc_next = loss.gradient(0)(h_t, c_next), loss.gradient(1)(h_t, c_next)

    d.prove(gradient(L, o), "=", hadamard(dh, tanh(c)), "h_t = o ⊙ tanh(c)")
    d.prove(
        gradient(L, c), "=", hadamard(dh, o, one - square(tanh(c))) + hadamard(dc_next, f_next),
        "c acts through h_t and through c_{t+1} = f′ ⊙ c + i′ ⊙ g′",
    )  # fmt: skip


@derivation(title="From the cell to its gates", question="B2.1")
def lstm_gate_gradients(
    d: Derivation, i: Vector("h"), f: Vector("h"), g: Vector("h"), before: Vector("h"), rest: Smooth("h"),
) -> None:  # fmt: skip
    """`rest(c)` is the loss as a function of the cell; δc is its gradient there."""
    c = hadamard(f, before) + hadamard(i, g)
    dc = rest.gradient(0)(c)
    d.prove(gradient(rest(c), i), "=", hadamard(dc, g), "∂c/∂i = diag(g)")
    d.prove(gradient(rest(c), f), "=", hadamard(dc, before), "∂c/∂f = diag(c₋)")
    d.prove(gradient(rest(c), g), "=", hadamard(dc, i), "∂c/∂g = diag(i)")
    d.prove(gradient(rest(c), before), "=", hadamard(dc, f), "∂c/∂c₋ = diag(f)")


@derivation(title="From the gates to their pre-activations", question="B2.1")
def lstm_preactivation_gradients(d: Derivation, a: Vector("h"), loss: Smooth("h")) -> None:
    one = ones(a.shape[0])
    gate, candidate = sigmoid(a), tanh(a)
    d.prove(
        gradient(loss(gate), a),
        "=",
        hadamard(loss.gradient(0)(gate), gate, one - gate),
        "σ′ = σ(1 − σ), entry by entry",
    )
    d.prove(
        gradient(loss(candidate), a), "=", hadamard(loss.gradient(0)(candidate), one - square(candidate)),
        "tanh′ = 1 − tanh², entry by entry",
    )  # fmt: skip


@derivation(title="Through the linear map: δI = Wᵀδz, δW = δz Iᵀ, δb = δz", question="B2.1")
def lstm_linear_gradients(
    d: Derivation, W: Matrix("4*h", "h + x"), below: Vector("h"), x_t: Vector("x"), b: Vector("4*h"),
    loss: Smooth("4*h"),
) -> None:  # fmt: skip
    """z = W I + b with I the stack of h_{t−1} and x_t; the loss is an arbitrary function of z."""
    I_t = stack(below, x_t)
    z = W * I_t + b
    dz = loss.gradient(0)(z)
    d.prove(gradient(loss(z), W), "=", dz * I_t.T, "z is linear in W")
    d.prove(gradient(loss(z), b), "=", dz, "z = … + b")


@derivation(title="δI = Wᵀδz", question="B2.1")
def lstm_input_gradient(
    d: Derivation, W: Matrix("4*h", "k"), v: Vector("k"), b: Vector("4*h"), loss: Smooth("4*h")
) -> None:
    z = W * v + b
    d.prove(gradient(loss(z), v), "=", W.T * loss.gradient(0)(z), "z is linear in I")
