"""The arithmetic of convolution layers: entries, output size, parameters.

Printed lines of 001_2589a4614ed558bc.txt, Q1. The filter is legible only in the products: (4 2; 5 1). Where recognition
made a multiplication dot a decimal point ("0.4" for 0·4), the line is kept as printed and counts as the scanner's slip.
"""

from sympy import Expr
from sympy import Matrix as Numbers

from checker import Derivation, Matrix, Natural, Rational, Size, Sum, derivation

PADDED = Numbers(
    [[0, 0, 0, 0, 0, 0], [0, 1, 2, 3, 4, 0], [0, 5, 6, 7, 8, 0], [0, 9, 10, 11, 12, 0], [0, 13, 14, 15, 16, 0], [0] * 6]
)
FILTER = Numbers([[4, 2], [5, 1]])
DOTS = "recognition made the dots of multiplication decimal points"


def output_size(length: Expr, padding: Expr, size: Expr, stride: Expr) -> Expr:
    """O = (L + 2P − F)/S + 1."""
    return (length + 2 * padding - size) / stride + 1


@derivation(title="The 3 × 3 output of a 2 × 2 filter, stride 2, padding 1, on the 4 × 4 ramp", question="B1.1")
def convolution_entries(d: Derivation, x: Matrix(6, 6), w: Matrix(2, 2), k: Natural, l: Natural) -> None:
    ramp = Numbers(4, 4, lambda i, j: 4 * i + j + 1)

    def entry(i: int, j: int, stride: int = 2) -> object:
        return Sum(x[stride * i + k, stride * j + l] * w[k, l], (k, 0, 1), (l, 0, 1))

    def spelt(i: int, j: int) -> object:
        return sum(x[2 * i + a, 2 * j + b] * w[a, b] for a in (0, 1) for b in (0, 1))

    def name(i: int, j: int) -> str:
        parts = [f"x_{{{2 * i + a},{2 * j + b}}} \\cdot w_{{{a},{b}}}" for a in (0, 1) for b in (0, 1)]
        return f"O_{{{i},{j}}} = " + " + ".join(parts)

    def value(i: int, j: int) -> object:
        return sum(PADDED[2 * i + a, 2 * j + b] * FILTER[a, b] for a in (0, 1) for b in (0, 1))

    d.prove(
        PADDED, "=", Numbers(6, 6, lambda i, j: ramp[i - 1, j - 1] if 0 < i < 5 and 0 < j < 5 else 0),
        "the ramp 1 … 16 inside a border of zeros",
        printed="x = [0 0 0 0 0 0; 0 1 2 3 4 0; 0 5 6 7 8 0; 0 9 10 11 12 0; 0 13 14 15 16 0; 0 0 0 0 0 0] → with "
        "padding.",
    )  # fmt: skip
    d.illegible(
        "O_{ij} = (x * w)_{ij} \\triangleq \\sum_k \\sum_l x_{k+i} \\cdot l_{j+l} w_{kl}",
        reading="O_{ij} = Σ_k Σ_l x_{k+i, l+j} w_{kl}", why="recognition broke the double index x_{k+i, l+j}",
    )  # fmt: skip
    d.erratum(
        spelt(0, 1), "=", entry(0, 1, stride=1), entry(0, 1),
        "with stride 2 the window starts at row 2i and column 2j, as the lines below have it (here i = 0, j = 1)",
        printed="as stride = 2, convolutional output is, O_{ij} = \\sum_k \\sum_l x_{k+i, l+j} w_{kl}",
        wrong="that is the formula for stride 1: with stride 2 the indices are 2i + k and 2j + l",
    )  # fmt: skip

    d.prove(entry(0, 0), "=", spelt(0, 0), "the four terms", label="O₀₀", printed=name(0, 0))
    d.erratum(
        value(0, 0), "=", Rational(4, 10) + Rational(2, 10) + Rational(5, 10) + Rational(11, 10),
        0 * 4 + 0 * 2 + 0 * 5 + 1 * 1,
        "read as 0·4 + 0·2 + 0·5 + 1·1", label="O₀₀", printed="= 0.4 + 0.2 + 0.5 + 1.1", wrong=DOTS, slip="scanner",
    )  # fmt: skip
    d.prove(value(0, 0), "=", 1, "sum", label="O₀₀", printed="= 1")

    d.prove(entry(0, 1), "=", spelt(0, 1), "the four terms", label="O₀₁", printed=name(0, 1))
    d.erratum(
        value(0, 1), "=", Rational(4, 10) + Rational(2, 10) + Rational(25, 10) + 3 * 1, 0 * 4 + 0 * 2 + 2 * 5 + 3 * 1,
        "read as 0·4 + 0·2 + 2·5 + 3·1", label="O₀₁", printed="= 0.4 + 0.2 + 2.5 + 3 \\cdot 1", wrong=DOTS,
        slip="scanner",
    )  # fmt: skip
    d.illegible("111th", reading="= 13", why="a value is due here, and 0·4 + 0·2 + 2·5 + 3·1 is 13")
    d.prove(value(0, 1), "=", 13, "sum", label="O₀₁")

    d.prove(entry(0, 2), "=", spelt(0, 2), "the four terms", label="O₀₂", printed=name(0, 2))
    d.erratum(
        value(0, 2), "=", Rational(4, 10) + Rational(2, 10) + Rational(45, 10) + Rational(1, 10),
        0 * 4 + 0 * 2 + 4 * 5 + 0 * 1,
        "read as 0·4 + 0·2 + 4·5 + 0·1", label="O₀₂", printed="= 0.4 + 0.2 + 4.5 + 0.1", wrong=DOTS, slip="scanner",
    )  # fmt: skip
    d.prove(value(0, 2), "=", 20, "sum", label="O₀₂", printed="= 20")

    d.prove(entry(1, 0), "=", spelt(1, 0), "the four terms", label="O₁₀", printed=name(1, 0))
    d.erratum(
        value(1, 0), "=", Rational(4, 10) + Rational(5, 10) * 2 + Rational(1, 10) + Rational(5, 10),
        0 * 4 + 5 * 2 + 0 * 5 + 9 * 1,
        "the terms are 0·4 + 5·2 + 0·5 + 9·1", label="O₁₀", printed="= 0.4 + 0.5 \\cdot 2 + 0.1 + 0.5",
        wrong="the dots are decimal points, and the factors of the last two terms are lost", slip="scanner",
    )  # fmt: skip
    d.erratum(
        value(1, 0), "=", Rational(19, 10), 19, "sum", label="O₁₀", printed="= 1.9",
        wrong="19 with a decimal point in it",
        slip="scanner",
    )  # fmt: skip

    d.prove(entry(1, 1), "=", spelt(1, 1), "the four terms", label="O₁₁", printed=name(1, 1))
    d.prove(
        value(1, 1), "=", 6 * 4 + 7 * 2 + 10 * 5 + 11 * 1, "insert", label="O₁₁",
        printed="= 6 \\cdot 4 + 7 \\cdot 2 + 10 \\cdot 5 + 11 \\cdot 1",
    )  # fmt: skip
    d.prove(value(1, 1), "=", 99, "sum", label="O₁₁", printed="= 99")

    d.prove(entry(1, 2), "=", spelt(1, 2), "the four terms", label="O₁₂", printed=name(1, 2))
    d.erratum(
        value(1, 2), "=", 8 * 4 + Rational(2, 10) + 12 * 5 + 0 * 1, 8 * 4 + 0 * 2 + 12 * 5 + 0 * 1,
        "read as 8·4 + 0·2 + 12·5 + 0·1", label="O₁₂", printed="= 8 \\cdot 4 + 0.2 + 12 \\cdot 5 + 0 \\cdot 1",
        wrong=DOTS,
        slip="scanner",
    )  # fmt: skip
    d.prove(value(1, 2), "=", 92, "sum", label="O₁₂", printed="= 92")

    d.prove(entry(2, 0), "=", spelt(2, 0), "the four terms", label="O₂₀", printed=name(2, 0))
    d.prove(
        value(2, 0), "=", 0 * 4 + 13 * 2 + 0 * 5 + 0 * 1, "insert", label="O₂₀",
        printed="= 0 \\cdot 4 + 13 \\cdot 2 + 0 \\cdot 5 + 0 \\cdot 1",
    )  # fmt: skip
    d.prove(value(2, 0), "=", 26, "sum", label="O₂₀", printed="= 26")

    d.prove(entry(2, 1), "=", spelt(2, 1), "the four terms", label="O₂₁", printed=name(2, 1))
    d.prove(
        value(2, 1), "=", 14 * 4 + 15 * 2 + 0 * 5 + 0 * 1, "insert", label="O₂₁",
        printed="= 14 \\cdot 4 + 15 \\cdot 2 + 0 \\cdot 5 + 0 \\cdot 1 = 86",
    )  # fmt: skip
    d.prove(value(2, 1), "=", 86, "sum", label="O₂₁", printed="= 86")

    d.prove(entry(2, 2), "=", spelt(2, 2), "the four terms", label="O₂₂", printed=name(2, 2))
    d.prove(
        value(2, 2), "=", 16 * 4 + 0 * 2 + 0 * 2 + 0 * 1,
        "right in value: the third factor is w₁₀ = 5, not 2, but 0·2 = 0·5",
        label="O₂₂", printed="= 16 \\cdot 4 + 0 \\cdot 2 + 0 \\cdot 2 + 0 \\cdot 1 = 64",
    )  # fmt: skip
    d.prove(value(2, 2), "=", 64, "sum", label="O₂₂")

    d.erratum(
        Numbers(3, 3, value), "=", Numbers([[1, 19, 26], [19, 99, 92], [26, 86, 64]]),
        Numbers([[1, 13, 20], [19, 99, 92], [26, 86, 64]]), "the nine entries together",
        printed="output = [1 19 26; 19 99 92; 26 86 64]",
        wrong="the first row is not what the lines above find: 13 and 20, not 19 and 26 (the first column was copied)",
        slip="author",
    )  # fmt: skip


@derivation(title="The output size O = (L + 2P − F)/S + 1", question="B1.1")
def convolution_output_size(d: Derivation, L: Size, P: Natural, F: Size, S: Size, o: Natural, r: Natural) -> None:
    """Windows start at 0, S, 2S, …; the last one that fits in L + 2P starts at (O − 1)S. r cells may be left over."""
    d.prove(
        output_size(L, P, F, S), "=", 1 + (L + 2 * P - F) / S, "one window, and one more for each whole stride left",
        printed="O = \\frac{L + 2(P) - F}{S} + 1",
    )  # fmt: skip
    d.prove(output_size(o * S + F - 2 * P, P, F, S), "=", o + 1, "o strides after the first window fill L + 2P exactly")
    d.prove(output_size(4, 1, 2, Rational(2)), "=", 3, "L = 4, P = 1, F = 2, S = 2: a 3 × 3 output")


@derivation(title="LeNet's layer 1: 26 parameters a filter, 156 in all, 28 × 28 × 6 out", question="B1.2i")
def lenet_first_layer(d: Derivation, filters: Size) -> None:
    d.prove(
        5 * 5 + 1,
        "=",
        26,
        "25 weights and a bias",
        printed="\\text{No. of parameters per filter} = (5 \\times 5) + 1 = 26",
    )
    d.prove(
        (5 * 5 + 1) * filters, "=", 26 * filters, "each filter has its own",
        printed="\\text{Total no. of parameters} = 26 \\times \\text{No. of filters}",
    )  # fmt: skip
    d.prove((5 * 5 + 1) * 6, "=", 26 * 6, "6 filters", printed="= 26 \\times 6")
    d.prove(26 * 6, "=", 156, "product", printed="= 156")
    d.prove(
        output_size(32, 0, 5, Rational(1)), "=", Rational(32 + 2 * 0 - 5, 1) + 1, "L = 32, P = 0, F = 5, S = 1",
        printed="\\text{o/p dimension of each filter} = O = \\frac{L + 2(P) - F}{S} + 1",
    )  # fmt: skip
    d.erratum(
        output_size(32, 0, 5, Rational(1)), "=", Rational(32 + 2 * 0 - 5, 4) + 1, Rational(32 + 2 * 0 - 5, 1) + 1,
        "the stride is 1", printed="O = \\frac{32 + 2(0) - 5}{4} + 1",
        wrong="with a divisor of 4 this would be 7.75; the stride is 1, and only that gives the 28 below",
        slip="either",
    )  # fmt: skip
    d.prove(output_size(32, 0, 5, Rational(1)), "=", 28, "27 + 1", printed="O = 28")
    d.prove(
        Numbers([[output_size(32, 0, 5, Rational(1))] * 2]), "=", Numbers([[28, 28]]), "rows and columns alike",
        printed="Each filter will output a 28×28 matrix",
    )  # fmt: skip
    d.prove(
        Numbers([[output_size(32, 0, 5, Rational(1))] * 2 + [6]]), "=", Numbers([[28, 28, 6]]),
        "one such matrix a filter",
        printed="6 filters \\rightarrow 28 \\times 28 \\times 6 output dimension.",
    )  # fmt: skip


@derivation(title="The smaller layer: 17 parameters a filter, 85 in all, 15 × 15 × 5 out", question="B1.2ii")
def smaller_first_layer(d: Derivation, filters: Size) -> None:
    """4 × 4 filters, stride 2, five of them."""
    d.erratum(
        4 * 4 + 1, "=", (4 * 4) * 1, 17, "16 weights and a bias",
        printed="\\text{No. of parameters per filter} = (4 \\times 4) * 1 = 16",
        wrong="the bias is added, not multiplied: 16 + 1 = 17, as in the layer before (and as the 85 below needs)",
        slip="either",
    )  # fmt: skip
    d.erratum(
        (4 * 4 + 1) * filters, "=", 16 * filters, 17 * filters, "17 a filter",
        printed="\\text{Total no. of parameters} = 16 \\times \\text{No. of filters}",
        wrong="17 parameters a filter, not 16", slip="either",
    )  # fmt: skip
    d.erratum(
        (4 * 4 + 1) * 5, "=", 16 * 5, 17 * 5, "five filters", printed="= 16 \\times 5",
        wrong="17 · 5 = 85, the number that the document itself ends on", slip="either",
    )  # fmt: skip
    d.prove(
        output_size(32, 0, 4, Rational(2)), "=", Rational(32 + 2 * 0 - 4, 2) + 1, "L = 32, P = 0, F = 4, S = 2",
        printed="\\text{O/P dimension of each filter} = O = \\frac{L + 2(P) - F}{S} + 1",
    )  # fmt: skip
    d.prove(
        output_size(32, 0, 4, Rational(2)),
        "=",
        Rational(28, 2) + 1,
        "insert",
        printed="O = \\frac{32 + 2(0) - 4}{2} + 1",
    )
    d.prove(output_size(32, 0, 4, Rational(2)), "=", 15, "14 + 1", printed="O = 15")
    d.prove(
        Numbers([[output_size(32, 0, 4, Rational(2))] * 2]), "=", Numbers([[15, 15]]), "rows and columns alike",
        printed="15×15 matrix is the o/p of each filter.",
    )  # fmt: skip
    d.prove(
        Numbers([[output_size(32, 0, 4, Rational(2))] * 2 + [5]]), "=", Numbers([[15, 15, 5]]),
        "one such matrix a filter",
        printed="5 filters therefore o/p dimension is 15 \\times 15 \\times 5",
    )  # fmt: skip
    d.prove(
        Numbers([[(5 * 5 + 1) * 6, (4 * 4 + 1) * 5]]), "=", Numbers([[156, 85]]), "both totals, with the biases",
        printed="The number of parameters has gone from 156 to 85 in just the first layer",
    )  # fmt: skip
