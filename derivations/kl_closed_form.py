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
    exp,
    expectation,
    integral,
    log,
    normal,
    pi,
    sqrt,
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


@derivation(title="KL(N(μ, σ²) ‖ N(0, 1)): every printed integral", question="D2.3")
def kl_closed_form_printed(d: Derivation, mu: Real, sigma: Positive, z: Real) -> None:
    """003_c1f01e979bb8e79a.txt, Q2 (3), with the index i left out: it is the same in every line."""
    q, p = normal(z, mu, sigma), normal(z, 0, 1)
    E = expectation(z, q)
    half = Rational(1, 2)

    d.prove(q, "=", normal(z, mu, sigma), "normal dist.", printed="→ normal dist.")
    d.prove(p, "=", exp(-(z**2) / 2) / sqrt(2 * pi), "std. normal dist.", printed="→ std. normal dist.")
    with d.prove(
        E(log(q / p)), "=", half * (sigma**2 + mu**2 - log(sigma**2) - 1), "½ taken out",
        printed="= \\frac{1}{2} (\\sigma_i^2 + \\mu_i^2 - \\log(\\sigma_i^2) - 1)",
    ) as kl:  # fmt: skip
        kl.eq(
            E(log(q) - log(p)), "logarithm of a quotient",
            printed="D_{KL}(q_i(z_i) \\parallel p_i(z_i)) = E_q[(\\log q_i(z_i) - \\log p_i(z_i))]",
        )  # fmt: skip
        kl.eq(
            integral(q * (log(q) - log(p)), z), "the expectation is an integral",
            printed="= \\int q_i(z) (\\log q_i(z) - \\log p_i(z)) \\cdot dz",
        )  # fmt: skip
        kl.eq(
            integral(q * log(q / p), z), "logarithm of a quotient",
            printed="= \\int q_i(z) \\log \\frac{q_i(z)}{p_i(z)} dz",
        )  # fmt: skip
        kl.eq(
            integral(
                q * log(
                    exp(-((z - mu) ** 2) / (2 * sigma**2)) / (sqrt(2 * pi) * sigma) / (exp(-(z**2) / 2) / sqrt(2 * pi))
                ), z,
            ),
            "insert both densities",
            printed="= \\int q_i(z) \\log \\frac{\\frac{1}{\\sqrt{2\\pi}\\sigma_i} \\exp(-\\frac{(z-\\mu_i)^2}"
            "{2\\sigma_i^2})}{\\frac{1}{\\sqrt{2\\pi}} \\exp(-\\frac{z^2}{2})} dz",
        )  # fmt: skip
        kl.eq(
            integral(q * log(1 / sigma), z)
            + integral(q * log(exp(-((z - mu) ** 2) / (2 * sigma**2)) / exp(-(z**2) / 2)), z),
            "√(2π) cancels; logarithm of a product",
            printed="= \\int q_i(z) \\cdot \\log \\frac{1}{\\sigma_i} dz + \\int q_i(z) \\cdot \\log "
            "\\frac{\\exp(-\\frac{(z-\\mu_i)^2}{2\\sigma_i^2})}{\\exp(-\\frac{z^2}{2})} dz",
        )  # fmt: skip
        kl.eq(
            log(1 / sigma) * integral(q, z) - integral(q * (z - mu) ** 2 / (2 * sigma**2), z)
            + integral(q * z**2 / 2, z),
            "the logarithm undoes the exponentials; log(1/σ) does not depend on z",
            printed="= \\log \\frac{1}{\\sigma_i} \\int q_i(z) dz - \\int q_i(z) \\cdot "
            "\\frac{(z-\\mu_i)^2}{2\\sigma_i^2} dz"
            " + \\int q_i(z) \\frac{z^2}{2} dz",
        )  # fmt: skip
        kl.eq(
            log(1 / sigma) * 1 - E((z - mu) ** 2) / (2 * sigma**2) + E(z**2) / 2,
            "∫ q = 1; constants before the integrals; Var(z) = E[(z − μ)²]",
            printed="= \\log \\frac{1}{\\sigma_i} \\cdot 1 - \\frac{1}{2\\sigma_i^2} "
            "\\underbrace{\\text{Var}(z)}_{\\sigma_i^2}"
            " + \\frac{1}{2} E_q[z^2]",
        )  # fmt: skip
        kl.eq(
            log(1 / sigma) - half + half * (E((z - mu) ** 2) + E(z) ** 2), "Var(z) = σ²; E z² = Var(z) + (E z)²",
            printed="= \\log \\frac{1}{\\sigma_i} - \\frac{1}{2} + \\frac{1}{2} (\\text{Var}(z) + E_q[z]^2)",
        )  # fmt: skip
        kl.eq(
            -half * log(sigma**2) - half + half * (sigma**2 + mu**2), "log(1/σ) = −½ log σ²; Var(z) = σ²; E z = μ",
            printed="= -\\frac{1}{2} \\log(\\sigma_i^2) - \\frac{1}{2} + \\frac{1}{2} (\\sigma_i^2 + \\mu_i^2)",
        )  # fmt: skip
    d.prove(
        E((z - E(z)) ** 2), "=", E((z - mu) ** 2), "E z = μ",
        printed="[ \\text{Var}(z) = E[(z-\\mu_i)^2] ]",
    )  # fmt: skip


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
