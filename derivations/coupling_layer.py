"""The affine coupling layer y₁ = exp(G(x₂)) ⊙ x₁ + F(x₂), y₂ = exp(s) ⊙ x₂: inverse, Jacobian, determinant."""

from checker import (
    Derivation,
    Smooth,
    Vector,
    block,
    derivation,
    det,
    diag,
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

    d.prove(hadamard(exp(-s), hadamard(exp(s), x2)), "=", x2, "x₂ = exp(−s) ⊙ y₂ undoes the second half")
    with d.prove(hadamard(exp(-G(x2)), (hadamard(exp(G(x2)), x1) + F(x2)) - F(x2)), "=", x1) as first:
        first.eq(hadamard(exp(-G(x2)), hadamard(exp(G(x2)), x1)), "F(x₂) cancels, since x₂ is already known")
    d.prove(hadamard(exp(s), back2), "=", y2, "and the other way round")
    d.prove(hadamard(exp(G(back2)), hadamard(exp(-G(back2)), y1 - F(back2))) + F(back2), "=", y1, "likewise")


@derivation(title="The Jacobian of the coupling layer, in four blocks", question="D1.2")
def coupling_jacobian(
    d: Derivation, x1: Vector("n"), x2: Vector("m"), s: Vector("m"), F: Smooth("m", to="n"), G: Smooth("m", to="n"),
) -> None:  # fmt: skip
    y1 = hadamard(exp(G(x2)), x1) + F(x2)
    y2 = hadamard(exp(s), x2)

    d.prove(jacobian(y1, x1), "=", diag(exp(G(x2))), "y₁ is linear in x₁, entry by entry")
    with d.prove(jacobian(y1, x2), "=", diag(hadamard(exp(G(x2)), x1)) * jacobian(G(x2), x2) + jacobian(F(x2), x2)):
        pass
    d.prove(jacobian(y2, x1), "=", zeros(x2.shape[0], x1.shape[0]), "y₂ does not depend on x₁")
    d.prove(jacobian(y2, x2), "=", diag(exp(s)), "y₂ is linear in x₂, entry by entry")


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
