"""The loss of a variational autoencoder: Gaussian regulariser, Gaussian reconstruction, and what each term wants."""

from checker import (
    Density,
    Derivation,
    Derivative,
    Natural,
    Nonzero,
    Positive,
    Product,
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
)

HALF = Rational(1, 2)


@derivation(title="KL(N(μ, σ²) ‖ N(0, 1)) from its two integrals, line by line as printed", question="A4a")
def kl_printed(d: Derivation, mu: Real, sigma: Positive, z: Real) -> None:
    """q is q(z|x) = N(μ, σ²) and p is p(z) = N(0, 1); z is recognised as 2, σ as τ, r, v or ∇."""
    q, p = normal(z, mu, sigma), normal(z, 0, 1)
    E = expectation(z, q)
    closed = (log(1 / sigma**2) + sigma**2 + mu**2 - 1) / 2

    with d.prove(integral(q * log(q / p), z), "=", integral(q * log(q), z) - integral(q * log(p), z)) as split:
        split.eq(
            -integral(q * log(p), z) + integral(q * log(q), z), "logarithm of a quotient; the integral is linear",
            printed=r"= - $$\int q(z|x) \log p(z) dz + \int q(z|x) \log (q(z|x)) dz$$",
        )  # fmt: skip
    d.erratum(
        p, "=", exp(-(4 * pi / (2 * pi)) * z**2 / (2 * pi)) / sqrt(2 * pi), exp(-(z**2) / 2) / sqrt(2 * pi),
        "the density of N(0, 1)",
        printed=r"P(z) = \frac{1}{\sqrt{2\pi}} \exp\left(-\frac{4\pi}{2\pi} \frac{z^2}{2\pi}\right) - 2",
        wrong="the exponent is −z²/2; 4π/2π and the second π are struck out or misread", slip="scanner",
    )  # fmt: skip
    d.erratum(
        q, "=", exp(-((z - mu) ** 2) / (2 * sigma**2)) / (sqrt(2 * pi) * sigma**2),
        exp(-((z - mu) ** 2) / (2 * sigma**2)) / sqrt(2 * pi * sigma**2), "the density of N(μ, σ²)",
        printed=r"q(2|x) = \frac{1}{\sqrt{2\pi}\tau^2} \exp\left(-\frac{(2-\mu)^2}{2\tau^2}\right) - 3",
        wrong="σ² stands beside the root, not under it: this does not integrate to 1", slip="either",
    )  # fmt: skip
    d.prove(
        log(p), "=", log(1 / sqrt(2 * pi)) - z**2 / 2, "logarithm of the density",
        printed=r"=) \log p(2) = \log \left(\frac{1}{\sqrt{2\pi}}\right) + -\left(\frac{Z^2}{2}\right)",
    )  # fmt: skip
    d.prove(
        log(q), "=", log(1 / sqrt(2 * pi * sigma**2)) - (z - mu) ** 2 / (2 * sigma**2), "logarithm of the density",
        printed=r"\log q(21x) = \log \left(\frac{1}{\sqrt{2\pi\sigma^2}}\right) - \frac{(2-\mu)^2}{2\sigma^2}",
    )  # fmt: skip

    first = -integral(q * log(1 / sqrt(2 * pi)), z) + integral(q * z**2 / 2, z)
    last = integral(q * (z - mu) ** 2 / (2 * sigma**2), z)
    with d.prove(integral(q * log(q / p), z), "=", closed) as kl:
        kl.erratum(
            first + integral(q * log(1 / (4 * pi * sigma**2)), z) - last,
            first + integral(q * log(1 / sqrt(2 * pi * sigma**2)), z) - last,
            "insert both logarithms",
            printed=r"=) $$P_{KL}(9.|2|x)||p||2)) = -\int 9.(2|x) \log \left(\frac{1}{\sqrt{2\pi}}\right) dz + \int "
            r"9.(2|x) \frac{z^2}{2} dz$$ + $$\int q(2|n) \log \left(\frac{1}{4\pi r r^2}\right) d2 - \int q(2|n) "
            r"\frac{(2-\mu)^2}{2r^2} d2$$",
            wrong="1/(4πσ²) for 1/√(2πσ²): a root recognised as 4",
            slip="scanner",
        )
        kl.erratum(
            log(1 / sigma**2) / 2 + E(z**2) / 2 - E(z**2) / 2 - mu**2 / (2 * sigma**2),
            log(1 / sigma**2) / 2 + E(z**2) / 2 - E(z**2) / (2 * sigma**2) + mu**2 / (2 * sigma**2),
            "∫ q = 1, and E (z − μ)² = E z² − μ²",
            printed=r"= \frac{1}{2} \log \left( \frac{1}{r^2} \right) + \frac{1}{2} \mathbb{E} \left[ 2^2 \right] - "
            r"\frac{1}{2} \mathbb{E} \left[ 2^2 \right] - \frac{\mu^2}{2r^2}",
            wrong="the second E z² has lost its 1/σ², and μ²/(2σ²) has the wrong sign; the next line has both right",
            slip="either",
        )
        kl.eq(
            log(1 / sigma**2) / 2 + (sigma**2 + mu**2) / 2 * (1 - 1 / sigma**2) + mu**2 / (2 * sigma**2),
            "E z² = σ² + μ², taken together",
            printed=r"=) D_{KL}(q(2|n)||p(2)) = \frac{1}{2}\log(\frac{1}{\sigma^2}) + (\frac{\sigma^2 + \mu^2}{2})"
            r"(1 - \frac{1}{\sigma^2}) + \frac{\mu^2}{2\sigma^2}",
        )
        kl.eq(
            log(1 / sigma**2) / 2 + (sigma**2 + mu**2) / 2 - HALF, "multiply out; v is σ",
            printed=r"\left| \mathcal{D}_{\text{KL}} \left( \frac{v(2 \ln 1)}{v(2 \ln 1)} \right) \right| = "
            r"\frac{1}{2} \log \left( \frac{1}{\sigma^2} \right) + \frac{v^2 + \mu^2}{2} - \frac{1}{2} \right|",
        )  # fmt: skip
    d.prove(
        E(z**2), "=", sigma**2 + mu**2, "used above: the second moment; ∇ is σ",
        printed=r"and $$\mathbb{E}\left[2^2\right] = \nabla^2 + \mu^2$$",
    )  # fmt: skip


@derivation(title="The KL term alone is least, 0, exactly at μ = 0, σ = 1: posterior collapse", question="A4b")
def posterior_collapse(
    d: Derivation, mu: Real, sigma: Positive, weight: Positive, reconstruction: Real, off: Nonzero
) -> None:
    """`weight` is λ. The KL term depends on x through μ(x) and σ(x) alone, so this holds for every input."""
    kl = (log(1 / sigma**2) + sigma**2 + mu**2 - 1) / 2
    loss = reconstruction + weight * kl

    d.prove(loss, "=", reconstruction + weight * (sigma**2 + mu**2 - log(sigma**2) - 1) / 2,
            "reconstruction and prior, with λ = x", printed="LUAR = Liveron + x Lprior")  # fmt: skip
    with d.prove(kl, ">=", 0) as least:
        least.eq(mu**2 / 2 + (sigma**2 - 1 - log(sigma**2)) / 2, "log(1/σ²) = −log σ²")
        least.ge(mu**2 / 2, "log t ≤ t − 1, at t = σ²")
    d.prove(kl.subs({mu: 0, sigma: 1}), "=", 0, "the value at μ = 0, σ = 1")
    with d.prove((log(1 / sigma**2) + sigma**2 + off**2 - 1) / 2, ">", 0, "μ ≠ 0: not least") as moved:
        moved.ge(off**2 / 2, "log t ≤ t − 1, at t = σ²")
    d.prove(sigma**2 - 1 - log(sigma**2), ">", 0, "σ ≠ 1: not least; equality in log t ≤ t − 1 is at t = 1 only",
            where=sigma > 1)  # fmt: skip
    d.prove(sigma**2 - 1 - log(sigma**2), ">", 0, "likewise below 1", where=sigma < 1)
    with d.prove(Derivative(kl, mu), "=", mu, "the pull on the mean is μ itself, λμ in the loss"):
        pass
    d.prove(Derivative(kl, sigma), "=", sigma - 1 / sigma, "and σ − 1/σ on the deviation, which is 0 at σ = 1 only")
    d.prove(
        Derivative(loss, mu), "=", weight * mu,
        "with λ too high this outweighs the reconstruction: every input is mapped to the same N(0, 1)",
        printed="If & is too high, the extense all the inputs will be mapped to the sample standard normal dir "
        "distribution.",
    )  # fmt: skip


@derivation(title="−log N(x; f(z), I) is ½‖x − f(z)‖² plus a constant", question="C.vae")
def gaussian_reconstruction(
    d: Derivation, n: Size, k: Natural, x: Vector("n"), f: Vector("n"), mu: Real, sigma: Positive, z: Real,
    q: Density, prior: Density, likelihood: Density(given=1), y: Real,
) -> None:  # fmt: skip
    """`f` is f(z), the decoder's output; `y` is the observed x where the densities are arbitrary."""
    E = expectation(z, q)
    evidence = integral(likelihood(y, z) * prior(z), z)
    posterior = likelihood(y, z) * prior(z) / evidence
    elbo = E(log(likelihood(y, z))) - E(log(q(z) / prior(z)))

    d.erratum(
        elbo, "=", -E(log(q(z) / prior(z))) + E(log(posterior)), -E(log(q(z) / prior(z))) + E(log(likelihood(y, z))),
        "the bound: minus the regulariser, plus the reconstruction; as a loss it is taken with the other sign",
        printed=r"-D_{KL} [q_\phi(z|x) \parallel p_\theta(z)] + \mathbb{E}_{q_\phi(z|x)} [\log(p_\theta(z|x))]",
        wrong="log p(z|x) for log p(x|z)", slip="author",
    )  # fmt: skip
    gauss = Product(exp(-((x[k] - f[k]) ** 2) / 2) / sqrt(2 * pi), (k, 0, n - 1))
    with d.prove(-log(gauss), "=", dot(x - f, x - f) / 2 + n * log(2 * pi) / 2) as loss:
        loss.eq(Sum((x[k] - f[k]) ** 2 / 2 + log(2 * pi) / 2, (k, 0, n - 1)), "logarithm of a product of exponentials")
    d.prove(normal(z, mu, sigma), ">", 0, "the encoder's density, with μ and σ as functions of x",
            printed=r"$q_\phi(z|x) \rightarrow \mu(x), \sigma(x)$ Gaussian")  # fmt: skip
    d.erratum(
        E(log(likelihood(y, z)) * q(z) / q(z)), "=", E(log(posterior)), E(log(likelihood(y, z))),
        "the reconstruction term: the decoder's output gives the density of x, given z",
        printed=r"$$\mathbb{E} \log(p_\theta(z|x))$$ \rightarrow output of decoder.",
        wrong="log p(z|x) for log p(x|z): the decoder goes from z to x", slip="author",
    )  # fmt: skip
    regulariser = (sigma**2 + mu**2 - log(sigma**2) - 1) / 2
    kl_terms = expectation(z, normal(z, mu, sigma))(log(normal(z, mu, sigma) / normal(z, 0, 1)))
    d.prove(kl_terms, "=", regulariser, "in each dimension; σ(x) is the deviation",
            printed=r"$$KL[N(\mu(x), \sigma(x)) \parallel N(0, I)]$$")  # fmt: skip
    d.erratum(
        regulariser - log(gauss) - n * log(2 * pi) / 2, "=", regulariser + dot(x - f, x - f),
        regulariser + dot(x - f, x - f) / 2, "the loss without its constant, for a decoder N(x; f(z), I)",
        printed=r"$$+ \|x - f(z)\|^2.$$", wrong="the factor ½ of −log N(x; f(z), I) is lost; without it the decoder's "
        "variance would be ½", slip="author",
    )  # fmt: skip
