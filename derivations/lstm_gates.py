"""Gates: what they do to the state of an LSTM or GRU, where they lie, and what they do not stop."""

from checker import (
    Abs,
    Derivation,
    Derivative,
    Limit,
    Matrix,
    Max,
    Min,
    Natural,
    Nonzero,
    Open01,
    Rational,
    Real,
    Size,
    Sum,
    Vector,
    derivation,
    diag,
    hadamard,
    jacobian,
    ones,
    oo,
    sigmoid,
    square,
    tanh,
    total,
    zeros,
)


@derivation(title="An LSTM with biases does not stay at rest: h₁ = σ(b_o) tanh(σ(b_i) tanh b_c)", question="A2a")
def lstm_counterexample(
    d: Derivation, bf: Vector("n"), bi: Vector("n"), bc: Vector("n"), bo: Vector("n"), k: Natural, i: Real, c: Real,
    o: Real, biased: Nonzero,
) -> None:  # fmt: skip
    """From h₀ = c₀ = 0 and x₀ = 0 every pre-activation is its bias. `i`, `c`, `o` are one entry of b_i, b_c, b_o."""
    rest = zeros(bf.shape[0])
    forget, candidate = sigmoid(bf), tanh(bc)
    cell = hadamard(forget, rest) + hadamard(sigmoid(bi), candidate)
    state = hadamard(sigmoid(bo), tanh(cell))

    d.prove(rest, "=", hadamard(rest, rest), "the state and the input at the start",
            printed="tounter Eg: Let ho = 0, no, = 0, co = 0")  # fmt: skip
    d.prove(sigmoid(rest + bf), "=", forget, "W x₀ + U h₀ = 0; σ is recognised as T", printed="=) f1= T(b)")
    d.prove(sigmoid(rest + bi), "=", sigmoid(bi), "likewise; σ is recognised as r", printed="i, = r(b;)")
    d.erratum(
        tanh(rest + bc),
        "=",
        hadamard(tanh(bi), tanh(bc)),
        candidate,
        "the candidate at rest is tanh of its bias",
        printed="C, = tanh(b) tanh (bc)",
        wrong="a factor tanh(b) too many, perhaps one that was struck out",
        slip="either",
    )
    d.prove(
        cell,
        "=",
        hadamard(sigmoid(bf), rest) + hadamard(sigmoid(bi), tanh(bc)),
        "the cell's equation; ĩ₁ is the input gate",
        printed=r"$C_1 = f_1 \circ G_0 + \tilde{I}_1 \circ \tilde{C}_1$",
    )
    d.prove(cell, "=", rest + hadamard(sigmoid(bi), candidate), "c₀ = 0",
            printed=r"C1 = 0+ T(bi)otanh(bc) \$ 0 (its value)")  # fmt: skip
    d.refute(
        sigmoid(i) * tanh(c),
        "!=",
        0,
        "not for all biases: with b_c = 0 the cell stays 0. The counterexample needs b_c ≠ 0",
        printed=r"C1 = 0+ T(bi)otanh(bc) \$ 0 (≠ 0)",
    )
    d.prove(sigmoid(i) * tanh(biased), "!=", 0, "σ > 0, and tanh is 0 only at 0")
    d.prove(sigmoid(rest + bo), "=", sigmoid(bo), "the output gate at rest", printed=", - o (bo)")
    d.prove(state, "=", hadamard(tanh(cell), sigmoid(bo)), "h₁ = o₁ ∘ tanh(c₁)", printed="h, = 0, 0 tanh(4)")
    d.prove(
        state,
        "=",
        hadamard(sigmoid(bo), tanh(hadamard(sigmoid(bi), tanh(bc)))),
        "insert o₁ and c₁",
        printed="h, = r(bo) 0 tem h (r lbi) 0 tem h (b) + 0 (its value)",
    )
    d.refute(
        sigmoid(o) * tanh(sigmoid(i) * tanh(c)),
        "!=",
        0,
        "not for all biases: with b_c = 0 the state stays 0. The counterexample needs b_c ≠ 0",
        printed="h, = r(bo) 0 tem h (r lbi) 0 tem h (b) + 0 (≠ 0)",
    )
    d.prove(
        sigmoid(o) * tanh(sigmoid(i) * tanh(biased)),
        "!=",
        0,
        "σ > 0, and tanh is 0 only at 0: h₁ ≠ h₀ wherever b_c ≠ 0",
        printed="=> / h, + ho /",
    )
    d.prove(sigmoid(0) * tanh(sigmoid(0) * tanh(1)), ">", Rational(1, 6), "for example b_i = b_o = 0, b_c = 1")
    d.refute(
        sigmoid(o) * tanh(sigmoid(i) * tanh(c)),
        "=",
        0,
        "the statement of the exercise, that the state stays zero",
        label="the statement",
        printed="2) a) False. hy the due to the bear term.",
    )


@derivation(title="f_t = 0 cuts the path through the cell, not those through the gates", question="A2b")
def forget_gate_closed(
    d: Derivation, before: Vector("n"), h: Vector("n"), bi: Vector("n"), bg: Vector("n"), bo: Vector("n"),
    Ui: Matrix("n", "n"), Ug: Matrix("n", "n"), Uo: Matrix("n", "n"), t: Real, x: Real,
) -> None:  # fmt: skip
    """`before` is c_{t−1} and `h` is h_{t−1}; the input's share W x_t is in the biases. f_t = 0 is the forget gate."""
    one = ones(h.shape[0])
    i, g, o = sigmoid(Ui * h + bi), tanh(Ug * h + bg), sigmoid(Uo * h + bo)
    cell = hadamard(zeros(h.shape[0]), before) + hadamard(i, g)
    state = hadamard(o, tanh(cell))
    through_gates = diag(hadamard(i, one - i, g)) * Ui + diag(hadamard(i, one - square(g))) * Ug

    d.prove(Limit(sigmoid(t), t, -oo), "=", 0, "f = 0 is the limit of a gate whose pre-activation goes to −∞")
    d.prove(
        jacobian(cell, before), "=", zeros(h.shape[0], h.shape[0]), "∂c_t/∂c_{t−1} = diag(f_t): nothing passes here",
        printed="b) False. Even though due to f, being 0 the gradient flowing through the forget gete will be get",
    )  # fmt: skip
    d.prove(jacobian(cell, h), "=", through_gates, "∂c_t/∂h_{t−1} through the input gate and the candidate")
    d.prove(
        jacobian(state, h), "=",
        diag(hadamard(o, one - o, tanh(cell))) * Uo + diag(hadamard(o, one - square(tanh(cell)))) * through_gates,
        "∂h_t/∂h_{t−1} through the output gate besides",
        printed="gradients flowing through the input and output gate to the previous time steps.",
    )  # fmt: skip
    # one unit with U_i = U_o = 0, U_g = 1 and no biases: i = o = ½ and g = tanh(x), at any h_{t−1} = x
    unit_cell = sigmoid(0) * tanh(x)
    unit_state = sigmoid(0) * tanh(unit_cell)
    d.prove(Derivative(unit_cell, x), "=", (1 - tanh(x) ** 2) / 2, "a unit that shows it")
    with d.prove(Derivative(unit_state, x), ">", 0, "both factors 1 − tanh² are positive") as positive:
        positive.eq((1 - tanh(unit_cell) ** 2) * (1 - tanh(x) ** 2) / 4, "chain rule")
    d.refute(
        Derivative(unit_state, x),
        "=",
        0,
        "the gradient does not stop: ∂h_t/∂h_{t−1} is not 0 although f_t is",
        label="the statement",
    )


@derivation(title="Every gate lies strictly between 0 and 1, tanh between −1 and 1", question="A2c")
def gates_are_bounded(d: Derivation, z: Real) -> None:
    """Entry by entry: `z` is one entry of a pre-activation."""
    printed = "C) True. ft, 0t, it are all sigmoid functions and sigmoid outputs & a value between o an 1."
    d.prove(sigmoid(z), ">", 0, "1/(1 + e^{−z}) with a positive denominator", label="True", printed=printed)
    with d.prove(sigmoid(z), "<", 1, label="True") as below:
        below.eq(1 - sigmoid(-z), "σ(z) + σ(−z) = 1, and σ(−z) > 0")
    d.prove(tanh(z), ">", -1, "tanh z + 1 = 2σ(2z) > 0")
    d.prove(tanh(z), "<", 1, "1 − tanh z = 2σ(−2z) > 0")


@derivation(title="Entries in (0, 1) do not make a distribution: 0 < Σ f < n", question="A2d")
def gates_are_no_distribution(d: Derivation, n: Size, j: Natural, f: Vector("n", Open01), p: Open01, q: Open01) -> None:
    d.prove(p, "<", 1, "each entry is a value of σ", printed="0 < f_{tj} < 1")
    d.prove(total(f), ">", 0, "a sum of positive terms")
    with d.prove(total(f), "<=", n, printed=r"\Rightarrow \sum_{i=1}^{n} f_{ij} \leq n \neq") as above:
        above.lt(total(f) + Sum(1 - f[j], (j, 0, n - 1)), "1 − f_j > 0 for each j; the sum is over j, printed i")
        above.eq(Sum(1, (j, 0, n - 1)), "strictly less than n, in fact; after “≠” the line breaks off")
    d.refute(
        p + q, "!=", 1, "not never: (½, ½) does sum to 1. The entries need not sum to 1, that is all",
        printed="but the seem of all entries will too not be & equal 1.",
    )  # fmt: skip
    d.refute(p + q, "=", 1, "the statement of the exercise: two gates of ¼ sum to ½, so f is no distribution",
             label="the statement", printed="d) False.")  # fmt: skip
    d.prove(Rational(3, 4) + Rational(3, 4), "!=", 1, "a witness: σ(z) = ¾ in both entries")
    d.illegible(
        "En for f<sub>t</sub> to be a probability distribution",
        reading="[Σ_j f_tj must be 1] for f_t to be a probability distribution",
        why="the line is cut off; it is the condition that the line before is held against",
    )


# ---------------------------------------------------------------- the lecture notes


@derivation(title="A GRU's state is a convex combination: between the min and max of its parts", question="C.gru")
def gru_convex(
    d: Derivation, f: Vector("n", Open01), h: Vector("n"), g: Vector("n"), a: Open01, x: Real, y: Real
) -> None:  # fmt: skip
    """In vectors first; then `a`, `x`, `y` are one entry of f, of h_{t−1} and of g."""
    one = ones(f.shape[0])
    d.prove(
        hadamard(f, h) + hadamard(one - f, g), "=", g + hadamard(f, h - g), "from g a share f of the way to h_{t−1}",
        printed=r"\text{from GRU: } h_t = f \odot h_{t-1} + (1-f) \odot g",
    )  # fmt: skip
    d.prove(a + (1 - a), "=", 1, "the weights are positive and sum to 1")
    with d.prove(a * x + (1 - a) * y, "<=", Max(x, y)) as above:
        above.le(a * Max(x, y) + (1 - a) * Max(x, y), "x and y are at most the larger, the weights positive")
    with d.prove(a * x + (1 - a) * y, ">=", Min(x, y)) as below:
        below.ge(a * Min(x, y) + (1 - a) * Min(x, y), "x and y are at least the smaller")


@derivation(title="The memory cell's forward equations", question="C.lstm")
def memory_cell(
    d: Derivation, f: Vector("n"), i: Vector("n"), o: Vector("n"), g: Vector("n"), before: Vector("n"), h: Vector("n"),
    x: Vector("m"), Wo: Matrix("n", "n"), Uo: Matrix("n", "m"), Wg: Matrix("n", "n"), Ug: Matrix("n", "m"),
    zf: Vector("n"), zi: Vector("n"), zh: Vector("n"), z: Real, a: Vector("m"),
) -> None:  # fmt: skip
    """`before` is c_{t−1} and `h` is h_{t−1}; the notes leave out the biases."""
    c = hadamard(f, before) + hadamard(i, g)
    d.prove(c, "=", hadamard(i, g) + hadamard(before, f), "what is kept, plus what is let in",
            printed=r"c_t = f \odot c_{t-1} + \bar{i} \odot g")  # fmt: skip
    d.erratum(
        hadamard(o, tanh(c)), "=", hadamard(o, tanh(zh)), hadamard(tanh(c), o), "the output gate opens on the cell",
        printed=r"h_t = o \odot \tanh(z_h)", slip="author",
        wrong="tanh(z_h) for tanh(c_t): the memory cell would never be read",
    )  # fmt: skip
    d.prove(sigmoid(z), "<=", 1, "values of σ; the ends are not reached", printed=r"output $o \in [0, 1]$")
    d.prove(sigmoid(z), ">=", 0, "values of σ; the ends are not reached")
    d.prove(sigmoid(Wo * h + Uo * x), "=", sigmoid(Uo * x + Wo * h), "a gate", printed=r"o = \sigma(z_o)")
    d.prove(sigmoid(zf), "=", ones(f.shape[0]) - sigmoid(-zf), "a gate", printed=r"f = \sigma(z_f)")
    d.prove(sigmoid(zi), "=", ones(f.shape[0]) - sigmoid(-zi), "a gate", printed=r"\bar{i} = \sigma(z_{\bar{i}})")
    d.prove(tanh(Wg * h + Ug * x), "=", tanh(Ug * x + Wg * h), "the candidate", printed=r"g = \tanh(z_g)")
    d.erratum(
        Wo * h + Uo * x, "=", Wo * h + Uo * a, Uo * x + Wo * h, "the gate reads the state and the input",
        printed=r"z_o = w_o h_{t-1} + u_o a_t", wrong="a_t for the input x_t, of which nothing else is called a",
        slip="either",
    )  # fmt: skip
    d.erratum(
        Wg * h + Ug * x, "=", Wg * h + Ug * a, Ug * x + Wg * h,
        "the candidate's pre-activation: z_h is read as z_g, which the line g = tanh(z_g) needs",
        printed=r"z_h = w_h h_{t-1} + u_h a_t", wrong="a_t for x_t, and h for g in the index", slip="either",
    )  # fmt: skip


@derivation(title="|h_t| < 1 and |c_t| ≤ |c_{t−1}| + 1", question="C.lstm")
def memory_cell_bounds(d: Derivation, zf: Real, zi: Real, zo: Real, zg: Real, before: Real) -> None:
    """One entry of each vector; the four pre-activations are any numbers."""
    c = sigmoid(zf) * before + sigmoid(zi) * tanh(zg)
    with d.prove(Abs(sigmoid(zo) * tanh(c)), "<", 1) as output:
        output.eq(sigmoid(zo) * Abs(tanh(c)), "gates are positive")
        output.lt(Abs(tanh(c)) + (1 - Abs(tanh(c))), "gates are below 1, and |tanh| is")
    with d.prove(Abs(c), "<=", Abs(before) + 1) as cell:
        cell.le(Abs(sigmoid(zf) * before) + Abs(sigmoid(zi) * tanh(zg)), "triangle inequality")
        cell.eq(sigmoid(zf) * Abs(before) + sigmoid(zi) * Abs(tanh(zg)), "gates are positive")
        cell.le(Abs(before) + Abs(tanh(zg)), "gates are below 1")
