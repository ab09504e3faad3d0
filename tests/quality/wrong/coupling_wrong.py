"""The coupling layer with one slip each."""

from checker import Derivation, Smooth, Vector, block, derivation, det, diag, exp, hadamard, jacobian, total, zeros


@derivation(title="a dropped Jacobian term: Σ s is missing")
def coupling_dropped(
    d: Derivation, x1: Vector("n"), x2: Vector("m"), s: Vector("m"), F: Smooth("m", to="n"), G: Smooth("m", to="n"),
) -> None:  # fmt: skip
    y1 = hadamard(exp(G(x2)), x1) + F(x2)
    J = block([[jacobian(y1, x1), jacobian(y1, x2)], [zeros(x2.shape[0], x1.shape[0]), diag(exp(s))]])
    with d.prove(det(J), "=", exp(total(G(x2)) + total(s))) as determinant:
        determinant.eq(det(diag(exp(G(x2)))), "block triangular")  # expect: refuted
        determinant.eq(exp(total(G(x2))) * exp(total(s)), "a diagonal determinant is the product of the entries")


@derivation(title="the upper right block without the derivative of F")
def coupling_block(
    d: Derivation, x1: Vector("n"), x2: Vector("m"), F: Smooth("m", to="n"), G: Smooth("m", to="n"),
) -> None:  # fmt: skip
    y1 = hadamard(exp(G(x2)), x1) + F(x2)
    d.prove(jacobian(y1, x2), "=", diag(hadamard(exp(G(x2)), x1)) * jacobian(G(x2), x2))  # expect: refuted
