"""The KL divergence of Gaussians in closed form, as the VAE objective uses it: one dimension, then any number."""

from checker import (
    Derivation,
    Natural,
    Positive,
    Rational,
    Real,
    Size,
    Sum,
    Vector,
    derivation,
    dot,
    expectation,
    log,
    normal,
    total,
)


@derivation(title="KL(N(μ, σ²) ‖ N(0, 1)) = ½(σ² + μ² − log σ² − 1)", question="D2.3, A4a")
def kl_closed_form(d: Derivation, mu: Real, sigma: Positive, z: Real) -> None:
    q, p = normal(z, mu, sigma), normal(z, 0, 1)
    E = expectation(z, q)

    with d.prove(E((z - mu) ** 2), "=", sigma**2):
        pass

    with d.prove(E(z**2), "=", sigma**2 + mu**2) as second_moment:
        second_moment.eq(E((z - mu) ** 2) + 2 * mu * E(z) - mu**2, "z² = (z − μ)² + 2μz − μ²")

    with d.prove(E(log(q / p)), "=", (sigma**2 + mu**2 - log(sigma**2) - 1) / 2) as kl:
        kl.eq(E(log(q)) - E(log(p)), "logarithm of a quotient; the integral is linear")
        kl.eq(-log(sigma) - E((z - mu) ** 2) / (2 * sigma**2) + E(z**2) / 2, "insert both densities")
        kl.eq(-log(sigma) - Rational(1, 2) + (sigma**2 + mu**2) / 2, "Var z = σ²; E z² = Var z + (E z)²")


@derivation(title="KL(N(μ, diag σ²) ‖ N(0, I)) is the sum over the dimensions", question="C.vae")
def kl_diagonal(d: Derivation, n: Size, i: Natural, mu: Vector("n"), sigma: Vector("n", Positive), z: Real) -> None:
    q, p = normal(z, mu[i], sigma[i]), normal(z, 0, 1)
    E = expectation(z, q)
    closed = (sigma[i] ** 2 + mu[i] ** 2 - log(sigma[i] ** 2) - 1) / 2

    # both densities are products, so log(q/p) is a sum over the dimensions, and each term depends on its z alone
    with d.prove(
        Sum(E(log(q / p)), (i, 0, n - 1)), "=", (dot(sigma, sigma) + dot(mu, mu) - n) / 2 - total(log(sigma))
    ) as kl:
        kl.eq(Sum(closed, (i, 0, n - 1)), "the closed form in each dimension")


@derivation(title="KL(N(μ₁, σ₁²) ‖ N(μ₂, σ₂²)) for any two Gaussians")
def kl_two_gaussians(d: Derivation, m1: Real, m2: Real, s1: Positive, s2: Positive, z: Real) -> None:
    q, p = normal(z, m1, s1), normal(z, m2, s2)
    E = expectation(z, q)

    with d.prove(E(log(q / p)), "=", log(s2 / s1) + (s1**2 + (m1 - m2) ** 2) / (2 * s2**2) - Rational(1, 2)) as kl:
        kl.eq(log(s2 / s1) + E((z - m2) ** 2) / (2 * s2**2) - E((z - m1) ** 2) / (2 * s1**2), "insert both densities")
        kl.eq(log(s2 / s1) + (s1**2 + (m1 - m2) ** 2) / (2 * s2**2) - Rational(1, 2), "second moments about m₂ and m₁")
