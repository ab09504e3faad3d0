"""Two steps of an LSTM in numbers, the shapes of its parts, and the forward equations with their bounds."""

from sympy import Matrix as Numbers

from checker import (
    Derivation,
    Matrix,
    Rational,
    Vector,
    derivation,
    hadamard,
    norm,
    sigmoid,
    tanh,
)

HALF = Rational(1, 2)


@derivation(title="The gates of an LSTM with one hidden unit and two inputs are 1 × 1", question="A3a")
def lstm_shapes(
    d: Derivation, Wf: Matrix(1, 2), Wi: Matrix(1, 2), Wo: Matrix(1, 2), Wc: Matrix(1, 2), Uf: Matrix(1, 1),
    Ui: Matrix(1, 1), Uo: Matrix(1, 1), Uc: Matrix(1, 1), bf: Vector(1), bi: Vector(1), bo: Vector(1), bc: Vector(1),
    x: Vector(2), h: Vector(1), c: Vector(1),
) -> None:  # fmt: skip
    """W: 1 × 2, x: 2 × 1, U: 1 × 1, h, c and b: 1 × 1. Every claim has one entry on its right side."""

    def entry(W, U, b):
        return W[0, 0] * x[0] + W[0, 1] * x[1] + U[0, 0] * h[0] + b[0]

    f, i, o = (sigmoid(W * x + U * h + b) for W, U, b in ((Wf, Uf, bf), (Wi, Ui, bi), (Wo, Uo, bo)))
    g = tanh(Wc * x + Uc * h + bc)
    for gate, value, printed in (
        (f, sigmoid(entry(Wf, Uf, bf)), r"Dimension of $t_t$: $1\times 1$ (f_t)"),
        (i, sigmoid(entry(Wi, Ui, bi)), r"Dimension of $t_t$: $1\times 1$ (i_t)"),
        (o, sigmoid(entry(Wo, Uo, bo)), r"Dimension of $0_t$: $1\times 1$ (o_t)"),
    ):
        d.prove(gate, "=", Numbers([[value]]), "(1 × 2)(2 × 1) + (1 × 1)(1 × 1) + 1 × 1", printed=printed)
    d.prove(
        hadamard(f, c) + hadamard(i, g),
        "=",
        Numbers([[sigmoid(entry(Wf, Uf, bf)) * c[0] + sigmoid(entry(Wi, Ui, bi)) * tanh(entry(Wc, Uc, bc))]]),
        "products entry by entry keep the shape; the second 0_t is read as c_t, the part of the cell that is left",
        printed=r"Dimension of $0_t$: $1\times 1$ (c_t)",
    )


# ---------------------------------------------------------------- the exercise in numbers

#: Weights for the gates f, i, c, o: rows (W, U, b). The document's own are illegible; these give every printed value.
WEIGHTS = {
    "f": (Numbers([[1, 2]]), HALF, Rational(1, 5)),
    "i": (Numbers([[-1, 0]]), Rational(2), -Rational(1, 10)),
    "c": (Numbers([[1, 2]]), 3 * HALF, HALF),
    "o": (Numbers([[3, 0]]), Rational(-1), Rational(4, 5)),
}
X0, X1 = Numbers([1, 0]), Numbers([HALF, -1])
Y0, Y1 = HALF, Rational(4, 5)


def before(gate, x, h):
    """The pre-activation W x + U h + b."""
    W, U, b = WEIGHTS[gate]
    return (W * x)[0] + U * h + b


def step(x, h, c):
    """f, i, the candidate, c, o and h of the next step."""
    f, i, o = (sigmoid(before(gate, x, h)) for gate in "fio")
    g = tanh(before("c", x, h))
    cell = f * c + i * g
    return f, i, g, cell, o, o * tanh(cell)


F1, I1, G1, C1, O1, H1 = step(X0, Rational(0), Rational(0))
F2, I2, G2, C2, O2, H2 = step(X1, H1, C1)


def dec(text):
    """The number that a printed decimal is."""
    return Rational(text)


@derivation(title="The first step: x₀ = (1, 0), h₀ = c₀ = 0", question="A3b")
def lstm_first_step(d: Derivation) -> None:
    d.prove(Numbers([0, 0]), "=", Numbers([0, 0]), "the state at the start, h₀ over c₀",
            printed="b) at $$h_0 = 0$$, $c_0 = 0$")  # fmt: skip
    d.erratum(
        X0,
        "=",
        Numbers([12, 0]),
        Numbers([1, 0]),
        "the first input",
        printed=r"$\pi_0 = \begin{bmatrix} 12 \\ 0 \end{bmatrix}$",
        wrong="12 for 1: with 12 none of the values of the second step comes out",
        slip="scanner",
    )
    d.prove(X1, "=", Numbers([dec("0.5"), -1]), "the second input",
            printed=r"$\pi_1 = \begin{bmatrix} 0.5 \\ -1 \end{bmatrix}$")  # fmt: skip
    d.prove(Numbers([Y0, Y1]), "=", Numbers([dec("0.5"), dec("0.8")]), "the targets y₀ and y₁",
            printed="$J_0 = 0.5$, $J_1 = 0.8$")  # fmt: skip
    d.illegible(
        r"$f_1 = f_1$ $W_1 = \begin{bmatrix} 1.2 \\ -1.0 \end{bmatrix}$ … (the same matrix again and again)",
        reading="W_f = (1, 2), W_i = (−1, 0), W_c = (1, 2), W_o = (3, 0), U = (0.5, 2, 1.5, −1) and "
        "b = (0.2, −0.1, 0.5, 0.8) for f, i, c, o; then the first step, whose lines are lost",
        why="recognition repeats one matrix in place of the weights and of the whole first step; these weights give "
        "every value that is printed for the second step",
    )
    d.prove(before("f", X0, 0), "=", dec("1.2"), "1 + 0.2")
    d.decimal(F1, "0.769", "f₁ = σ(1.2)", printed="")
    d.prove(before("i", X0, 0), "=", dec("-1.1"), "−1 − 0.1")
    d.decimal(I1, "0.250", "i₁ = σ(−1.1)", printed="")
    d.prove(before("c", X0, 0), "=", dec("1.5"), "1 + 0.5")
    d.decimal(G1, "0.905", "c̃₁ = tanh(1.5)", printed="")
    d.decimal(C1, "0.226", "c₁ = f₁·0 + i₁ c̃₁", printed="")
    d.prove(before("o", X0, 0), "=", dec("3.8"), "3 + 0.8")
    d.decimal(O1, "0.978", "o₁ = σ(3.8)", printed="")
    d.decimal(H1, "0.217", "h₁ = o₁ tanh(c₁)", printed="")


@derivation(title="The second step: x₁ = (0.5, −1), and the printed sums", question="A3b")
def lstm_second_step(d: Derivation) -> None:
    """Every printed result is right; of the sums inside, every product U h₁ is printed wrongly."""
    h1 = dec("0.217")
    printed_f = r"f_2 = \sigma(-1.5 + 0.216 + 0.2) = 0.233"
    printed_i = r"i_2 = \sigma(-0.5 + 0.108 - 0.1) = 0.458"
    printed_g = r"\tilde{c}_2 = \tanh(-1.5 + 0.314 + 0.5) = -0.587"
    printed_o = r"o_2 = \sigma(1.5 + 0.216 + 0.8) = 0.889"

    d.decimal(
        WEIGHTS["f"][1] * H1,
        "0.216",
        "U_f h₁ = 0.5 h₁",
        printed=printed_f + " (its second term)",
        correct="0.108",
        wrong="0.216 is nearly h₁ = 0.217, not 0.5 h₁; with it f₂ would be 0.252",
        slip="author",
    )
    d.decimal(F2, "0.233", "f₂ = σ(−1.5 + 0.5 h₁ + 0.2)", printed=printed_f + " (its value)",
              from_printed=sigmoid(before("f", X1, h1)))  # fmt: skip
    d.decimal(
        WEIGHTS["i"][1] * H1,
        "0.108",
        "U_i h₁ = 2 h₁",
        printed=printed_i + " (its second term)",
        correct="0.434",
        wrong="0.108 is 0.5 h₁, the term of f₂; with it i₂ would be 0.379",
        slip="author",
    )
    d.decimal(I2, "0.458", "i₂ = σ(−0.5 + 2 h₁ − 0.1)", printed=printed_i + " (its value)",
              from_printed=sigmoid(before("i", X1, h1)))  # fmt: skip
    d.decimal(
        WEIGHTS["c"][1] * H1,
        "0.314",
        "U_c h₁ = 1.5 h₁",
        printed=printed_g + " (its second term)",
        correct="0.326",
        wrong="1.5 · 0.217 is 0.326; with 0.314 c̃₂ would be −0.595",
        slip="either",
    )
    d.decimal(G2, "-0.587", "c̃₂ = tanh(−1.5 + 1.5 h₁ + 0.5)", printed=printed_g + " (its value)",
              from_printed=tanh(before("c", X1, h1)))  # fmt: skip
    d.decimal(
        C2, "-0.216", "c₂ = f₂ c₁ + i₂ c̃₂", printed=r"c_2 = f_2 O c_1 + i_2 O \tilde{c}_2 = -0.216",
        from_printed=dec("0.233") * dec("0.226") + dec("0.458") * dec("-0.587"),
    )  # fmt: skip
    d.decimal(
        WEIGHTS["o"][1] * H1,
        "0.216",
        "U_o h₁ = −h₁",
        printed=printed_o + " (its second term)",
        correct="-0.217",
        wrong="the sign of U_o = −1 is lost; with +0.216 o₂ would be 0.925",
        slip="either",
    )
    d.decimal(O2, "0.889", "o₂ = σ(1.5 − h₁ + 0.8)", printed=printed_o + " (its value)",
              from_printed=sigmoid(before("o", X1, h1)))  # fmt: skip
    d.decimal(
        H2, "-0.189", "h₂ = o₂ tanh(c₂); “(89)” is 189, with 1 recognised as a bracket",
        printed=r"M_2 = 0_2 O \tanh(C_2) = -0.(89)", from_printed=dec("0.889") * tanh(dec("-0.216")),
    )  # fmt: skip


@derivation(title="The squared errors of both steps and their mean", question="A3b")
def lstm_errors(d: Derivation, h: Vector(1), y: Vector(1)) -> None:
    h1, h2 = dec("0.217"), dec("-0.189")
    first, second = (H1 - Y0) ** 2, (H2 - Y1) ** 2
    d.prove(norm(h - y) ** 2, "=", (h[0] - y[0]) ** 2, "a vector of one entry: the norm is the absolute value")
    d.erratum(
        h1 - Y0,
        "=",
        dec("6.217") - dec("0.5"),
        dec("0.217") - dec("0.5"),
        "h₁ − y₀, with ‖ recognised as 11 and y as f",
        printed="for t = 1 MSE = $11h_1 - f_0 1_{12}^2 = (6.217 - 0.5)^2 = (0.0801)$ (the difference)",
        wrong="6 for 0: h₁ is 0.217, and only with it the square is 0.0801",
        slip="scanner",
    )
    d.decimal(
        first, "0.0801", "(h₁ − y₀)², right from the printed h₁ only: the exact value is 0.07985…",
        printed="for t = 1 MSE = $11h_1 - f_0 1_{12}^2 = (6.217 - 0.5)^2 = (0.0801)$ (its value)",
        from_printed=(h1 - Y0) ** 2,
    )  # fmt: skip
    d.decimal(
        second, "0.978", "(h₂ − y₁)², right from the printed h₂ only: the exact value is 0.97986…",
        printed="For t = 2 MSE = $11h_1 - f_1 1_2^2 = (-0.189 - 0.8)^2 = (0.978)$", from_printed=(h2 - Y1) ** 2,
    )  # fmt: skip
    d.decimal(
        (first + second) / 2, "0.529", "the mean of the two",
        printed=r"Overall MSE loss = $\frac{1}{2}(0.0801 + 0.978)$ = 0.529",
        from_printed=(dec("0.0801") + dec("0.978")) / 2,
    )  # fmt: skip
