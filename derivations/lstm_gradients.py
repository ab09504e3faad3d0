"""The backward pass of one LSTM step, for any hidden size h and input size x, in vectors.

The loss is an arbitrary smooth function of what the step hands on: its output h_t and, through the next cell, c_{t+1}.
"""

from typing import Any

from checker import (
    Derivation,
    Matrix,
    Real,
    Smooth,
    Vector,
    block,
    derivation,
    diag,
    exp,
    gradient,
    hadamard,
    jacobian,
    ones,
    sigmoid,
    square,
    stack,
    tanh,
)


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


# The lines of 001_2589a4614ed558bc.txt, Q2.1, in its order. δ stands for the gradient of the loss; "·" between vectors
# is read entry by entry, as the document's own ⊙ in the next line.


@derivation(title="Printed: the gates and their pre-activations", question="B2.1")
def lstm_gates_printed(
    d: Derivation, a: Real, W1: Matrix("h", "k"), W2: Matrix("h", "k"), W3: Matrix("h", "k"), W4: Matrix("h", "k"),
    v: Vector("k"),
) -> None:  # fmt: skip
    """a is an entry of a pre-activation; v is I_t, the stack of h_{t−1} and x_t."""
    z = stack(W1 * v, W2 * v, W3 * v, W4 * v)
    gate, candidate = 1 / (1 + exp(-a)), (exp(a) - exp(-a)) / (exp(a) + exp(-a))

    d.erratum(
        block([[W1], [W2], [W3], [W4]]) * v, "=", stack(sigmoid(W1 * v), sigmoid(W2 * v), W3 * v, W4 * v), z,
        "each block of rows gives one pre-activation: î, f̂, ô, ĝ",
        printed=r"z_t = (i_t; f_t; \hat{o}_t; \hat{a}_t) = (w_1; w_2; w_3; w_4) (h_{t-1}; x_t)",
        wrong="z holds pre-activations: the hats of i and f are missing, and the last one, â, is ĝ further on",
        slip="either",
    )  # fmt: skip
    d.prove(block([[W1], [W2], [W3], [W4]]) * v, "=", z, "the four maps as one", printed=r"z_t = w \times I_t")
    d.erratum(
        sigmoid(a), "=", a, gate, "i_t = σ(î_t), entry by entry", printed=r"\hat{i}_t = \sigma(\hat{i}_t)",
        wrong="the left side is the gate i_t, without a hat; no number is its own sigmoid but one", slip="either",
    )  # fmt: skip
    d.prove(sigmoid(a), "=", gate, "the definition of σ", printed=r"f_t = \sigma(\hat{f}_t)")
    d.erratum(
        sigmoid(a), "=", a, gate, "o_t = σ(ô_t), entry by entry", printed=r"\hat{o}_t = \sigma(\hat{o}_t)",
        wrong="the left side is the gate o_t, without a hat", slip="either",
    )  # fmt: skip
    d.erratum(
        tanh(a), "=", sigmoid(a), candidate, "g_t = tanh(ĝ_t)", printed=r"g_t = \sigma(\hat{g}_t)",
        wrong="the candidate has tanh, not σ: the document itself differentiates tanh for it below",
    )  # fmt: skip


@derivation(title="Printed: from time t + 1 to h_t", question="B2.1")
def lstm_next_step_printed(
    d: Derivation, a: Vector("h"), b: Vector("h"), c: Vector("h"), e: Vector("h"), i_t: Vector("h"), f_t: Vector("h"),
    o_t: Vector("h"), loss: Smooth("h", "h", "h", "h"), W1: Matrix("k", "h"), W2: Matrix("k", "m"), h_t: Vector("h"),
    x_next: Vector("m"), after: Smooth("k"), own: Smooth("h"), later: Smooth("h"),
) -> None:  # fmt: skip
    """a, b, c, e are the pre-activations î, f̂, ô, ĝ at t + 1; i_t, f_t, o_t the gates at t. `after(z)` is the loss as
    a function of z_{t+1} = W₁h_t + W₂x_{t+1}; `own` and `later` are the losses at t and after t as functions of h_t.
    """
    one = ones(a.shape[0])
    i, f, o, g = sigmoid(a), sigmoid(b), sigmoid(c), tanh(e)
    L = loss(i, f, o, g)
    di, df, do, dg = (loss.gradient(k)(i, f, o, g) for k in range(4))
    for variable, delta, gate, before, name in ((a, di, i, i_t, "i"), (b, df, f, f_t, "f"), (c, do, o, o_t, "o")):
        d.erratum(
            gradient(L, variable), "=", hadamard(delta, before, one - gate), hadamard(delta, gate, one - gate),
            "σ′ = σ(1 − σ) at the same time t + 1",
            printed=rf"\delta \hat{{{name}}}_{{t+1}} = \delta {name}_{{t+1}} \odot {name}_t \odot (1 - {name}_{{t+1}})",
            wrong=f"both factors of σ′ are of time t + 1: {name}_{{t+1}} ⊙ (1 − {name}_{{t+1}}), not {name}_t",
        )  # fmt: skip
    d.prove(
        gradient(L, e), "=", hadamard(dg, one - square(tanh(e))), "tanh′ = 1 − tanh²",
        printed=r"\delta \hat{g}_{t+1} = \delta g_{t+1} \odot (1 - \tanh^2(\hat{g}_{t+1}))",
    )  # fmt: skip
    d.prove(
        stack(gradient(L, a), gradient(L, b), gradient(L, c), gradient(L, e)), "=",
        stack(hadamard(di, i, one - i), hadamard(df, f, one - f), hadamard(do, o, one - o),
              hadamard(dg, one - square(g))),
        "the four on top of one another",
        printed=r"\delta z_{t+1} = (\delta \hat{i}_{t+1}; \delta \hat{f}_{t+1}; \delta \hat{o}_{t+1}; \delta "
        r"\hat{g}_{t+1})",
    )  # fmt: skip
    z = W1 * h_t + W2 * x_next
    dz = after.gradient(0)(z)
    d.prove(
        block([[W1, W2]]).T * dz, "=", stack(W1.T * dz, W2.T * dz), "the transpose turns columns into rows",
        printed=r"\delta I_{t+1} = W^T \times \delta z_{t+1}",
    )  # fmt: skip
    d.prove(
        block([[W1, W2]]) * stack(h_t, x_next), "=", z, "W acts on the stack", printed=r"I_{t+1} = (h_t; x_{t+1})"
    )  # fmt: skip
    d.prove(
        stack(gradient(after(z), h_t), gradient(after(z), x_next)), "=", stack(W1.T * dz, W2.T * dz),
        "z is linear in h_t and in x_{t+1}", printed=r"\delta I_{t+1} = (\delta h_t; \delta x_{t+1})",
    )  # fmt: skip
    d.prove(
        gradient(own(h_t) + later(h_t), h_t), "=", own.gradient(0)(h_t) + later.gradient(0)(h_t),
        "h_t acts on the loss at t and on all that comes after",
        printed=r"\Rightarrow \delta h_t = \Delta_t + \delta h_t (\text{from time } t+1)",
    )  # fmt: skip


@derivation(title="Printed: the output gate and the cell at time t", question="B2.1")
def lstm_cell_printed(
    d: Derivation, i: Vector("h"), f: Vector("h"), o: Vector("h"), g: Vector("h"), b: Vector("h"), c: Vector("h"),
    c_before: Vector("h"), c_after: Vector("h"), i_next: Vector("h"), f_next: Vector("h"), g_next: Vector("h"),
    loss: Smooth("h", "h"),
) -> None:  # fmt: skip
    """`loss(h_t, c_{t+1})` is all that comes after; dh and dc_next are δh_t and δc_{t+1}."""
    one = ones(c.shape[0])
    h_t = hadamard(o, tanh(c))
    c_next = hadamard(f_next, c) + hadamard(i_next, g_next)
    L = loss(h_t, c_next)
    dh, dc_next = loss.gradient(0)(h_t, c_next), loss.gradient(1)(h_t, c_next)

    d.erratum(
        hadamard(i, g) + hadamard(f, c_before), "=", hadamard(f, c_after) + hadamard(i, g),
        hadamard(f, c_before) + hadamard(i, g), "the cell keeps the part f of what it was",
        printed=r"c_t = f_t \odot c_{t+1} + i_t \odot g_t",
        wrong="the cell comes from the one before it: c_{t−1}, not c_{t+1}", slip="either",
    )  # fmt: skip
    d.erratum(
        h_t, "=", hadamard(b, tanh(c)), hadamard(o, tanh(c)), "the output gate", slip="scanner",
        printed=r"\rightarrow h_t = b_t \odot \tanh(c_t)", wrong="b is the output gate o misread",
    )  # fmt: skip
    d.prove(
        gradient(L, o), "=", jacobian(h_t, o).T * dh, "chain rule: o acts through h_t alone",
        printed=r"\delta o_t = \frac{\partial L}{\partial o_t} = \frac{\partial L}{\partial h_t} \cdot "
        r"\frac{\partial h_t}{\partial o_t}",
    )  # fmt: skip
    d.refute(
        o, "=", tanh(h_t), "o is a gate, not a function of h_t: it enters by h_t = o ⊙ tanh(c)",
        printed=r"\text{function for } o_t \text{ is } o_t = \tanh(h_t)",
    )  # fmt: skip
    d.erratum(
        jacobian(h_t, o), "=", diag(one - square(tanh(o))), diag(tanh(c)), "h_t is linear in o",
        printed=r"\text{so } \frac{\partial h_t}{\partial o_t} = 1 - \tanh^2(o_t)",
        wrong="h_t = o ⊙ tanh(c) is linear in o with the factor tanh(c); 1 − tanh² belongs to the derivative by c",
    )  # fmt: skip
    for product in (r"\cdot", r"\odot"):
        d.erratum(
            gradient(L, o), "=", hadamard(dh, tanh(o)), hadamard(dh, tanh(c)), "the factor of o in h_t",
            printed=rf"\text{{so }} \delta o_t = \delta h_t {product} \tanh(o_t)",
            wrong="tanh is of the cell: tanh(c_t), as the document's own summary has it",
        )  # fmt: skip
    d.prove(
        gradient(L, c), "=", jacobian(h_t, c).T * dh + jacobian(c_next, c).T * dc_next,
        "chain rule: c acts through h_t and through c_{t+1}",
        printed=r"\text{So, } \delta c_t = \frac{\partial L}{\partial c_t} = \frac{\partial L}{\partial h_t} \cdot "
        r"\frac{\partial h_t}{\partial c_t} + \frac{\partial L}{\partial c_{t+1}} \cdot "
        r"\frac{\partial c_{t+1}}{\partial c_t}",
    )  # fmt: skip
    right = hadamard(dh, o, one - square(tanh(c))) + hadamard(dc_next, f_next)
    d.erratum(
        gradient(L, c), "=", hadamard(dh, o, one - square(tanh(o))) + hadamard(dc_next, f), right,
        "∂h/∂c = diag(o ⊙ (1 − tanh²(c))), ∂c_{t+1}/∂c = diag(f_{t+1})",
        printed=r"\delta c_t = \delta h_t \odot o_t \odot (1 - \tanh^2(o_t)) + \delta c_{t+1} \cdot f_t",
        wrong="tanh² is of c, not o, and the gate that passes c_t on to c_{t+1} is that of t + 1",
    )  # fmt: skip


@derivation(title="Printed: from the cell to its gates", question="B2.1")
def lstm_gates_from_cell_printed(
    d: Derivation, i: Vector("h"), f: Vector("h"), o: Vector("h"), g: Vector("h"), before: Vector("h"),
    loss: Smooth("h"), f_next: Vector("h"), dc_next: Vector("h"),
) -> None:  # fmt: skip
    """`before` is c_{t−1}. At the last time step the loss depends on h_t alone: δc_t = δh_t ⊙ o ⊙ (1 − tanh²(c_t)).
    What holds at every step is derived above from δc_t, whatever that is.
    """
    one = ones(i.shape[0])
    c = hadamard(f, before) + hadamard(i, g)
    h_t = hadamard(o, tanh(c))
    L, dh = loss(h_t), loss.gradient(0)(h_t)
    dc = hadamard(dh, o, one - square(tanh(c)))
    lost = "δh for δc: the gate acts on the loss through the cell, and δc is not δh"

    d.illegible(
        r"o_{ct-1}", reading="⊙ c_{t−1}", why="the sign ⊙ was taken for the letter o; ∂c_t/∂f_t is diag(c_{t−1})",
    )  # fmt: skip
    for variable, factor, name, text in ((i, g, "i", "g_t"), (f, before, "f", "o_{ct-1}"), (g, i, "g", "i_t")):
        d.prove(
            gradient(L, variable), "=", jacobian(c, variable).T * dc, "chain rule: it acts through c_t alone",
            printed=rf"\delta {name}_t = \frac{{\partial L}}{{\partial {name}_t}} = \frac{{\partial L}}"
            rf"{{\partial c_t}} \cdot \frac{{\partial c_t}}{{\partial {name}_t}}",
        )  # fmt: skip
        d.prove(
            gradient(L, variable), "=", hadamard(dc, factor), "c_t is linear in it, entry by entry",
            printed=rf"\delta {name}_t = \delta c_t \cdot {text}",
        )  # fmt: skip
        d.erratum(
            gradient(L, variable), "=", hadamard(dh, factor), hadamard(dc, factor), "δc stays",
            printed=rf"\delta {name}_t = \delta h_t \odot {text}", wrong=lost,
        )  # fmt: skip
    d.illegible(
        r"\delta x_t", reading="δx_t = W_xᵀ δz_t, the lower part of δI_t", why="the line stops after its left side"
    )
    d.prove(
        gradient(L, o), "=", hadamard(dh, tanh(c)), "the summary", printed=r"\delta o_t = \delta h_t \odot \tanh(c_t)"
    )
    d.erratum(
        hadamard(dh, o, one - square(tanh(c))) + hadamard(dc_next, f_next), "=",
        hadamard(dh, o, one - square(tanh(c))) + hadamard(dc_next, f),
        hadamard(dh, o, one - square(tanh(c))) + hadamard(f_next, dc_next), "∂c_{t+1}/∂c_t = diag(f_{t+1})",
        printed=r"\delta c_t = \delta h_t \odot o_t \odot (1 - \tanh^2(c_t)) + \delta c_{t+1} \odot f_t",
        wrong="the gate that passes c_t on to c_{t+1} is f_{t+1}, not f_t",
    )  # fmt: skip
    for variable, printed_factor, factor, name, text, wrong in (
        (i, g, g, "i", "g_t", lost),
        (f, c, before, "f", "c_t", lost + "; and the factor is the cell before, c_{t−1}"),
        (g, i, i, "g", "i_t", lost),
    ):
        d.erratum(
            gradient(L, variable), "=", hadamard(dh, printed_factor), hadamard(dc, factor), "through δc",
            printed=rf"\delta {name}_t = \delta h_t \odot {text}", wrong=wrong,
        )  # fmt: skip


@derivation(title="Two steps unrolled: the backward pass is the gradient", question="B2.1")
def lstm_unrolled(
    d: Derivation, c0: Vector("h"), h0: Vector("h"), Ui: Matrix("h", "h"), Uf: Matrix("h", "h"), Uo: Matrix("h", "h"),
    Ug: Matrix("h", "h"), i1: Vector("h"), f1: Vector("h"), o1: Vector("h"), g1: Vector("h"), i2: Vector("h"),
    f2: Vector("h"), o2: Vector("h"), g2: Vector("h"), loss: Smooth("h"),
) -> None:  # fmt: skip
    """As a check on the whole: i1, f1, … are what the inputs and biases add to the pre-activations of each step."""
    one = ones(c0.shape[0])

    def forward(h: Any, c: Any, i: Any, f: Any, o: Any, g: Any) -> tuple[Any, ...]:
        gates = sigmoid(Ui * h + i), sigmoid(Uf * h + f), sigmoid(Uo * h + o), tanh(Ug * h + g)
        cell = hadamard(gates[1], c) + hadamard(gates[0], gates[3])
        return hadamard(gates[2], tanh(cell)), cell, gates

    h_1, c_1, (_, F1, O1, _) = forward(h0, c0, i1, f1, o1, g1)
    h_2, c_2, (I2, F2, O2, G2) = forward(h_1, c_1, i2, f2, o2, g2)

    dh2 = loss.gradient(0)(h_2)
    dc2 = hadamard(dh2, O2, one - square(tanh(c_2)))
    zi = hadamard(dc2, G2, I2, one - I2)
    zf = hadamard(dc2, c_1, F2, one - F2)
    zo = hadamard(dh2, tanh(c_2), O2, one - O2)
    zg = hadamard(dc2, I2, one - square(G2))
    dh1 = Ui.T * zi + Uf.T * zf + Uo.T * zo + Ug.T * zg
    dc1 = hadamard(dh1, O1, one - square(tanh(c_1))) + hadamard(dc2, F2)
    d.prove(gradient(loss(h_2), c0), "=", hadamard(dc1, F1), "the backward pass, twice")
