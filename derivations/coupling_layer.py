"""The affine coupling layer y₁ = exp(G(x₂)) ⊙ x₁ + F(x₂), y₂ = exp(s) ⊙ x₂: inverse, Jacobian, determinant.

The printed lines are those of 003_c1f01e979bb8e79a.txt. It writes ∘ and / entry by entry, and its Jacobian as if every
half had one entry: those lines are read with one entry each, beside the derivation for halves of any length.
"""

from sympy import Matrix

from checker import (
    Derivation,
    Derivative,
    Real,
    Smooth,
    Vector,
    block,
    derivation,
    det,
    diag,
    dot,
    equation,
    exp,
    hadamard,
    jacobian,
    log,
    total,
    zeros,
)


@derivation(title="The coupling layer is inverted by subtracting and dividing", question="D1.1")
def coupling_inverse(
    d: Derivation, x1: Vector("n"), x2: Vector("m"), y1: Vector("n"), y2: Vector("m"), s: Vector("m"),
    F: Smooth("m", to="n"), G: Smooth("m", to="n"),
) -> None:  # fmt: skip
    back2 = hadamard(exp(-s), y2)
    back1 = hadamard(exp(-G(back2)), y1 - F(back2))
    forth1, forth2 = hadamard(exp(G(x2)), x1) + F(x2), hadamard(exp(s), x2)

    d.prove(
        forth1, "=", hadamard(exp(G(x2)), x1) + F(x2), "the layer's first half, as given",
        printed="y_1 = \\exp(G(x_2)) \\circ x_1 + F(x_2)",
    )  # fmt: skip
    d.prove(forth2, "=", hadamard(exp(s), x2), "its second half, as given", printed="y_2 = \\exp(s) \\circ x_2")
    with d.prove(
        hadamard(exp(-G(x2)), forth1 - F(x2)), "=", x1, "exp(−g) exp(g) = 1, entry by entry",
        printed="\\text{So, } x_1 = (y_1 - F(x_2)) / \\exp(G(x_2))",
    ) as first:  # fmt: skip
        first.eq(hadamard(exp(-G(x2)), hadamard(exp(G(x2)), x1)), "F(x₂) cancels, since x₂ is already known")
    d.prove(
        hadamard(exp(-s), forth2), "=", x2, "x₂ = exp(−s) ⊙ y₂ undoes the second half",
        printed="x_2 = y_2 / \\exp(s)",
    )  # fmt: skip
    d.prove(hadamard(exp(s), back2), "=", y2, "the other way round: the layer after its inverse gives back y₂")
    d.prove(hadamard(exp(G(back2)), back1) + F(back2), "=", y1, "and y₁: exp(g) exp(−g) = 1, and F cancels")


@derivation(title="The Jacobian of the coupling layer, in four blocks", question="D1.2")
def coupling_jacobian(
    d: Derivation, x1: Vector("n"), x2: Vector("m"), s: Vector("m"), F: Smooth("m", to="n"), G: Smooth("m", to="n"),
) -> None:  # fmt: skip
    y1 = hadamard(exp(G(x2)), x1) + F(x2)
    y2 = hadamard(exp(s), x2)

    d.prove(jacobian(y1, x1), "=", diag(exp(G(x2))), "y₁ is linear in x₁, entry by entry")
    d.prove(
        jacobian(y1, x2), "=", diag(hadamard(exp(G(x2)), x1)) * jacobian(G(x2), x2) + jacobian(F(x2), x2),
        "product and chain rule: each row of ∂G/∂x₂ is scaled by its entry of exp(G(x₂)) ⊙ x₁",
    )  # fmt: skip
    d.prove(jacobian(y2, x1), "=", zeros(x2.shape[0], x1.shape[0]), "y₂ does not depend on x₁")
    d.prove(jacobian(y2, x2), "=", diag(exp(s)), "y₂ is linear in x₂, entry by entry")


@derivation(title="The Jacobian as printed: halves of one entry", question="D1.2")
def coupling_jacobian_printed(d: Derivation, x1: Real, x2: Real, s: Real, F: Smooth, G: Smooth) -> None:
    y1, y2 = exp(G(x2)) * x1 + F(x2), exp(s) * x2
    slope_G, slope_F = Derivative(G(x2), x2), Derivative(F(x2), x2)

    d.prove(y1, "=", exp(G(x2)) * x1 + F(x2), "as given", printed="y_1 = \\exp(G(x_2)) \\circ x_1 + F(x_2)")
    d.prove(y2, "=", exp(s) * x2, "as given", printed="y_2 = \\exp(s) \\circ x_2")
    J = Matrix([[Derivative(y1, x1), Derivative(y1, x2)], [Derivative(y2, x1), Derivative(y2, x2)]])
    with d.prove(
        J,
        "=",
        Matrix([[exp(G(x2)), exp(G(x2)) * slope_G * x1 + slope_F], [0, exp(s)]]),
        "each entry differentiated; y₂ does not depend on x₁",
        printed="= [[\\exp(G(x_2)), \\exp(G(x_2)) \\circ G'(x_2) \\circ x_1 + F'(x_2)], [0, \\exp(s)]]",
    ) as four:
        four.eq(J, "rows are outputs, columns inputs", printed="J = [[∂y_1/∂x_1, ∂y_1/∂x_2], [∂y_2/∂x_1, ∂y_2/∂x_2]]")


@derivation(title="log det J = Σ G(x₂) + Σ s for every size", question="D1.3")
def coupling_determinant(
    d: Derivation, x1: Vector("n"), x2: Vector("m"), s: Vector("m"), F: Smooth("m", to="n"), G: Smooth("m", to="n"),
) -> None:  # fmt: skip
    y1 = hadamard(exp(G(x2)), x1) + F(x2)
    n, m = x1.shape[0], x2.shape[0]
    J = block([[jacobian(y1, x1), jacobian(y1, x2)], [zeros(m, n), diag(exp(s))]])

    with d.prove(det(J), "=", exp(total(G(x2)) + total(s))) as determinant:
        determinant.eq(
            det(diag(exp(G(x2)))) * det(diag(exp(s))), "block triangular: the product of the diagonal blocks"
        )
        determinant.eq(exp(total(G(x2))) * exp(total(s)), "a diagonal determinant is the product of the entries")
    d.prove(log(det(J)), "=", total(G(x2)) + total(s), by=determinant)


@derivation(title="The determinant as printed: halves of one entry, then of any length", question="D1.3")
def coupling_determinant_printed(
    d: Derivation, x1: Real, x2: Real, s: Real, F: Smooth, G: Smooth, g: Real, a: Vector("n"), b: Vector("n")
) -> None:
    """g is the number G(x₂); a and b are the vectors G(x₂) and s."""
    y1, y2 = exp(G(x2)) * x1 + F(x2), exp(s) * x2
    J = Matrix([[Derivative(y1, x1), Derivative(y1, x2)], [Derivative(y2, x1), Derivative(y2, x2)]])

    with d.prove(det(J), "=", exp(G(x2) + s), "one exponential", printed="= \\exp(G(x_2) + s)") as one:
        one.eq(exp(G(x2)) * exp(s), "J is triangular", printed="\\det(J) = \\exp(G(x_2)) \\cdot \\exp(s)")
    d.erratum(
        exp(total(a)) * exp(total(b)),
        "=",
        dot(exp(a), exp(b)),
        exp(total(a) + total(b)),
        "the determinant is the product of all the entries of the two diagonals",
        printed="\\det(J) = \\exp(G(x_2)) \\cdot \\exp(s)",
        wrong="for halves of more than one entry exp(G(x₂)) and exp(s) are vectors and their dot product is not the "
        "determinant: the sums over the entries are missing, det J = exp(Σ G(x₂) + Σ s)",
    )
    d.refute(exp(g + s), "!=", 1, "det J is 1 wherever G(x₂) + s = 0, for instance where both are 0", printed="\\neq 1")
    d.prove(
        equation(exp(total(a) + total(b)), 1), "<=>", equation(total(a) + total(b), 0),
        "exp is one-to-one: the volume is preserved exactly where the sum of all entries of G(x₂) and s is 0",
    )  # fmt: skip
    d.refute(
        exp(total(a) + total(-a)), "!=", 1,
        "whether the volume is kept depends on G, x₂ and s: it is where s = −G(x₂)",
        printed="So, it's not a volume preserving transformation [It's volume will be scaled by \\det(J) \\neq 1]",
    )  # fmt: skip
