"""Principal components against a variational autoencoder: orthogonal directions, a linear encoder."""

from checker import Derivation, Matrix, Ne, Real, Vector, derivation, dot, tanh


@derivation(title="Principal directions of a symmetric matrix with distinct eigenvalues are orthogonal", question="A4c")
def orthogonal_directions(
    d: Derivation, S: Matrix("n", "n", structure="symmetric"), u: Vector("n"), v: Vector("n"), a: Real, b: Real
) -> None:
    """For any u, v and any numbers a, b: what remains on the right vanishes for eigenpairs S u = a u, S v = b v."""
    left, right = S * u - a * u, S * v - b * v
    with d.prove(dot(S * u, v), "=", dot(u, S * v), "S is symmetric") as symmetric:
        symmetric.eq(dot(u, S.T * v), "(S u)ᵀ v = uᵀ Sᵀ v")
    with d.prove((a - b) * dot(u, v), "=", dot(u, right) - dot(left, v)) as difference:
        difference.eq(dot(a * u, v) - dot(u, b * v), "numbers come out of the product")
        difference.eq(
            dot(S * u, v) - dot(left, v) - dot(u, S * v) + dot(u, right), "a u = S u − (S u − a u), and so for v"
        )
    d.prove(
        dot(u, v), "=", (dot(u, right) - dot(left, v)) / (a - b),
        "divide by a − b ≠ 0. For eigenvectors both terms are 0: uᵀv = 0", where=Ne(a, b),
        printed="(i) The entre basis vectors on bearing PCA are orthogonal whereas the features learnt using VAE might "
        "be correlated.",
    )  # fmt: skip


@derivation(title="The PCA encoder is linear; a VAE's need not be", question="A4c")
def linear_encoder(d: Derivation, W: Matrix("k", "n"), x: Vector("n"), y: Vector("n"), a: Real, b: Real) -> None:
    d.prove(W * (a * x + b * y), "=", a * (W * x) + b * (W * y), "a matrix is a linear map",
            printed="i) PCA is a linear mapping between the input space to the encoded space,")  # fmt: skip
    d.refute(
        tanh(a + b), "=", tanh(a) + tanh(b), "a nonlinear encoder: one tanh unit",
        label="a nonlinear encoder is additive",
    )  # fmt: skip
