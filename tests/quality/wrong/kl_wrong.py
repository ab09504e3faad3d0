"""The KL closed form with one slip each."""

from checker import Derivation, Positive, Rational, Real, derivation, expectation, log, normal


@derivation(title="a sign: the variance term is added")
def kl_sign(d: Derivation, mu: Real, sigma: Positive, z: Real) -> None:
    q, p = normal(z, mu, sigma), normal(z, 0, 1)
    E = expectation(z, q)
    with d.prove(E(log(q / p)), "=", (sigma**2 + mu**2 - log(sigma**2) - 1) / 2) as kl:
        kl.eq(E(log(q)) - E(log(p)), "logarithm of a quotient")
        kl.eq(-log(sigma) + E((z - mu) ** 2) / (2 * sigma**2) + E(z**2) / 2, "insert both densities")  # expect: refuted
        kl.eq(-log(sigma) - Rational(1, 2) + (sigma**2 + mu**2) / 2, "Var z = σ²; E z² = Var z + (E z)²")


@derivation(title="log σ for log σ²")
def kl_log(d: Derivation, mu: Real, sigma: Positive, z: Real) -> None:
    q, p = normal(z, mu, sigma), normal(z, 0, 1)
    E = expectation(z, q)
    with d.prove(E(log(q / p)), "=", (sigma**2 + mu**2 - log(sigma**2) - 1) / 2) as kl:
        kl.eq(-log(sigma) - E((z - mu) ** 2) / (2 * sigma**2) + E(z**2) / 2, "insert both densities")
        kl.eq((sigma**2 + mu**2 - log(sigma) - 1) / 2, "the moments of a Gaussian")  # expect: refuted


@derivation(title="swapped q and p")
def kl_swapped(d: Derivation, mu: Real, sigma: Positive, z: Real) -> None:
    q, p = normal(z, mu, sigma), normal(z, 0, 1)
    E = expectation(z, q)
    with d.prove(E(log(q / p)), "=", (sigma**2 + mu**2 - log(sigma**2) - 1) / 2) as kl:
        kl.eq(E(log(p)) - E(log(q)), "logarithm of a quotient")  # expect: refuted
        kl.eq(-log(sigma) - Rational(1, 2) + (sigma**2 + mu**2) / 2, "Var z = σ²; E z² = Var z + (E z)²")
