"""The reparameterisation z = μ + σε, ε ~ N(0, 1): what z is distributed as, and gradients taken through it.

Kingma and Welling, Auto-Encoding Variational Bayes (2014), section 2.4; the path derivative and the score function in
Roeder, Wu and Duvenaud, Sticking the Landing (2017). Printed lines of 003_c1f01e979bb8e79a.txt, Q2 (4).
"""

from sympy import Expr, Matrix

from checker import (
    Derivation,
    Derivative,
    Positive,
    Real,
    Smooth,
    derivation,
    exp,
    expectation,
    integral,
    log,
    normal,
    oo,
    pi,
    sqrt,
)


@derivation(title="z̄, μ̄ and σ̄: the gradients of one sample", question="D2.4")
def sampled_gradients(
    d: Derivation, mu: Real, sigma: Positive, v: Positive, eps: Real, z: Real, r: Real, s: Real, q: Smooth, p: Smooth,
    m: Real, t: Positive,
) -> None:  # fmt: skip
    """The loss of one sample is r − s with r = log q(z), s = log p(z), at z = μ + σε; v is σ². Before the densities
    are inserted, q and p are arbitrary functions that stand for log q and log p. The document differentiates through
    z alone: m and t are the μ and σ inside log q, held fixed meanwhile.
    """
    log_q, log_p = log(normal(z, mu, sigma)), log(normal(z, 0, 1))
    slope = (mu - z) / sigma**2 + z

    def loss(at: Expr) -> Expr:
        return log(normal(at, m, t)) - log(normal(at, 0, 1))

    def z_bar(at: Expr) -> Expr:
        return (m - at) / t**2 + at

    d.prove(
        Matrix([mu, sigma**2]), "=", Matrix([mu, sigma**2]), "the parameters, as named",
        printed=r"\theta = [\mu_i; \sigma_i^2]",
    )  # fmt: skip
    d.prove(
        Matrix([Derivative(q(mu + sqrt(v) * eps), mu), Derivative(q(mu + sqrt(v) * eps), v)]), "=",
        Matrix([q(z).diff(z), q(z).diff(z) * eps / (2 * sqrt(v))]).subs(z, mu + sqrt(v) * eps),
        "the gradient by the entries of θ: dz/dμ = 1 and dz/dσ² = ε/(2σ)",
        printed=r"\bar{\theta} = [\bar{\mu}_i; \bar{\sigma}_i^2]",
    )  # fmt: skip
    d.illegible(
        r"\bar{x}_i = 1", reading="L̄ᵢ = 1: the derivative of the whole loss by its own term i",
        why="nothing in the question is called x; the loss is the sum over i of log qᵢ(zᵢ) − log pᵢ(zᵢ)",
    )  # fmt: skip
    d.prove(Derivative(r - s, r), "=", 1, "the loss is r − s", printed=r"\bar{r}_i = 1")
    d.prove(Derivative(r - s, s), "=", -1, "likewise", printed=r"\bar{s}_i = -1")
    d.erratum(
        Derivative(q(z) - p(z), z), "=", Derivative(mu, z, evaluate=False) - Derivative(sigma**2, z, evaluate=False),
        Derivative(q(z), z) - Derivative(p(z), z), "chain rule: z acts through r and s",
        printed=r"\bar{z}_i = \bar{r}_i \frac{d\mu_i}{dz_i} + \bar{s}_i \frac{d\sigma_i^2}{dz_i}",
        wrong="μ and σ² do not depend on z: what is to be differentiated by z is r = log q(z) and s = log p(z)",
        slip="either",
    )  # fmt: skip
    with d.prove(
        Derivative(log_q - log_p, z), "=", slope, "−(z − μ) = μ − z",
        printed=r"= \frac{\mu_i - z_i}{\sigma_i^2} + z_i",
    ) as path:  # fmt: skip
        path.eq(
            Derivative(log_q, z) - Derivative(log_p, z), "the derivative is linear",
            printed=r"= \frac{d}{dz_i} \log q_i(z_i) - \frac{d}{dz_i} \log p_i(z_i)",
        )  # fmt: skip
        path.eq(
            Derivative(log(exp(-((z - mu) ** 2) / (2 * sigma**2)) / (sqrt(2 * pi) * sigma)), z)
            - Derivative(log(exp(-(z**2) / 2) / sqrt(2 * pi)), z),
            "insert both densities",
            printed=r"= \frac{d}{dz_i} \log \left( \frac{1}{\sqrt{2\pi}\sigma_i} \exp\left(-\frac{(z_i - \mu_i)^2}"
            r"{2\sigma_i^2}\right) \right) - \frac{d}{dz_i} \log \left( \frac{1}{\sqrt{2\pi}} "
            r"\exp\left(-\frac{z_i^2}{2}\right) \right)",
        )  # fmt: skip
        path.eq(
            Derivative(-((z - mu) ** 2) / (2 * sigma**2), z) - Derivative(-(z**2) / 2, z),
            "the normalising factors do not depend on z",
            printed=r"= \frac{d}{dz_i} \left( -\frac{(z_i - \mu_i)^2}{2\sigma_i^2} \right) - \frac{d}{dz_i} "
            r"\left( -\frac{z_i^2}{2} \right)",
        )  # fmt: skip
        path.eq(
            -(z - mu) / sigma**2 - (-z), "derivative of squares",
            printed=r"= -\frac{z_i - \mu_i}{\sigma_i^2} - (-z_i)",
        )  # fmt: skip
    d.prove(
        Derivative(loss(mu + sigma * eps), mu), "=", z_bar(mu + sigma * eps), "dz/dμ = 1",
        printed=r"\bar{\mu}_i = \bar{z}_i = \frac{\mu_i - z_i}{\sigma_i^2} + z_i",
    )  # fmt: skip
    d.erratum(
        Derivative(loss(mu + sqrt(v) * eps), v), "=", z_bar(mu + sqrt(v) * eps) * eps,
        z_bar(mu + sqrt(v) * eps) * eps / (2 * sqrt(v)), "dz/dσ² = ε/(2σ)",
        printed=r"\bar{\sigma}_i^2 = \bar{z}_i \epsilon_i = \left( \frac{\mu_i - z_i}{\sigma_i^2} + z_i \right) "
        r"\epsilon_i",
        wrong="under θ = (μ, σ²) z̄ε is not the entry for σ²: it is the gradient by σ; by σ², as the line names it, "
        "the gradient is z̄ε/(2σ)",
    )  # fmt: skip
    d.prove(
        Derivative(loss(mu + sigma * eps), sigma), "=", z_bar(mu + sigma * eps) * eps,
        "dz/dσ = ε: what the line above computes is σ̄",
    )  # fmt: skip


@derivation(title="E μ̄ = μ and E σ̄ = σ − 1/σ: the gradients of the closed form", question="D2.4")
def expected_gradients(d: Derivation, mu: Real, sigma: Positive, eps: Real) -> None:
    E = expectation(eps, normal(eps, 0, 1))
    z = mu + sigma * eps
    slope = (mu - z) / sigma**2 + z
    closed = (sigma**2 + mu**2 - log(sigma**2) - 1) / 2
    loss = log(normal(z, mu, sigma)) - log(normal(z, 0, 1))

    d.prove(
        Derivative(closed, mu), "=", E(Derivative(loss, mu)),
        "the law of ε does not depend on μ and σ, so the gradient goes under the expectation",
        printed=r"\nabla_{\theta} D_{KL}(q(z) \| p(z)) = E_{\epsilon} [\nabla_{\theta} L]",
    )  # fmt: skip
    d.prove(Derivative(closed, sigma), "=", E(Derivative(loss, sigma)), "likewise, the other entry of the gradient")
    d.prove(
        z, "=", mu + sigma * eps, "the sample in terms of ε",
        printed=r"z_i = \mu_i + \sigma_i \epsilon_i, i.e., \epsilon \sim N(0, 1)",
    )  # fmt: skip
    d.prove(
        Matrix([slope, slope * eps]), "=", Matrix([slope, slope * eps]), "by σ this time, as computed",
        printed=r"\bar{\theta} = [\bar{\mu}_i; \bar{\sigma}_i]",
    )  # fmt: skip
    with d.prove(
        Derivative(closed, mu), "=", mu, "the density of ε integrates to 1", printed=r"= E_{\epsilon_i} [\mu_i] = \mu_i"
    ) as by_mu:
        by_mu.eq(
            E(slope), "the path derivative has the mean of the total one (shown below)",
            printed=r"\frac{d}{d\mu} D_{KL}(q_i(z_i) \| p_i(z_i)) = E_{\epsilon_i} [\bar{\mu}_i]",
        )  # fmt: skip
        by_mu.eq(
            E((mu - z) / sigma**2 + z), "insert μ̄",
            printed=r"= E_{\epsilon_i} \left[ \frac{\mu_i - z_i}{\sigma_i^2} + z_i \right]",
        )  # fmt: skip
        by_mu.eq(
            E((mu - mu - sigma * eps) / sigma**2 + mu + sigma * eps), "z = μ + σε",
            printed=r"= E_{\epsilon_i} \left[ \frac{\mu_i - \mu_i - \sigma_i \epsilon_i}{\sigma_i^2} + \mu_i "
            r"+ \sigma_i \epsilon_i \right]",
        )  # fmt: skip
        by_mu.eq(
            E(-eps / sigma) + E(mu) + E(sigma * eps), "the expectation is linear",
            printed=r"= E_{\epsilon_i} \left[ -\frac{\epsilon_i}{\sigma_i} \right] + E_{\epsilon} [\mu_i] "
            r"+ E_{\epsilon} [\sigma_i \epsilon_i]",
        )  # fmt: skip
        by_mu.eq(E(mu), "E ε = 0")
    with d.prove(
        Derivative(closed, sigma), "=", sigma - 1 / sigma, "in another order",
        printed=r"= \sigma_i - \frac{1}{\sigma_i} \quad (A)",
    ) as by_sigma:  # fmt: skip
        by_sigma.eq(
            E(slope * eps), "the path derivative has the mean of the total one (shown below)",
            printed=r"\frac{d}{d\sigma_i} D_{KL}(q_i(z_i) \| p_i(z_i)) = E_{\epsilon_i} [\bar{\sigma}_i]",
        )  # fmt: skip
        by_sigma.eq(
            E(eps * ((mu - z) / sigma**2 + z)), "insert σ̄",
            printed=r"= E_{\epsilon_i} \left[ \epsilon_i \left( \frac{\mu_i - z_i}{\sigma_i^2} + z_i \right) \right]",
        )  # fmt: skip
        by_sigma.eq(
            E(eps * (-eps / sigma + mu + sigma * eps)), "z = μ + σε",
            printed=r"= E_{\epsilon_i} \left[ \epsilon_i \left( -\frac{\epsilon_i}{\sigma_i} + \mu_i + \sigma_i "
            r"\epsilon_i \right) \right]",
        )  # fmt: skip
        by_sigma.eq(
            -E(eps**2) / sigma + E(eps * mu) + E(sigma * eps**2), "the expectation is linear",
            printed=r"= -\frac{1}{\sigma_i} \underbrace{E_{\epsilon_i} [\epsilon_i^2]}_{=1} + E_{\epsilon_i} "
            r"[\epsilon_i \mu_i] + \underbrace{E_{\epsilon_i} [\sigma_i \epsilon_i^2]}_{=\sigma_i \cdot 1}",
        )  # fmt: skip
        by_sigma.eq(-1 / sigma + sigma, "E ε² = 1, E ε = 0", printed=r"= -\frac{1}{\sigma_i} + \sigma_i")


@derivation(title="Path derivative and total derivative agree in expectation: the score has mean 0", question="D2.4")
def path_and_total_derivative(d: Derivation, mu: Real, sigma: Positive, eps: Real, z: Real) -> None:
    """The total derivative of one sample's loss also counts the μ and σ inside log q: the score at fixed z."""
    E = expectation(eps, normal(eps, 0, 1))
    sample = mu + sigma * eps
    loss = log(normal(sample, mu, sigma)) - log(normal(sample, 0, 1))
    slope = (mu - sample) / sigma**2 + sample
    by_mu = (sample - mu) / sigma**2
    by_sigma = (sample - mu) ** 2 / sigma**3 - 1 / sigma

    score_mu = d.prove(
        Derivative(log(normal(z, mu, sigma)), mu), "=", (z - mu) / sigma**2, "the score by μ, at fixed z"
    )
    score_sigma = d.prove(
        Derivative(log(normal(z, mu, sigma)), sigma), "=", (z - mu) ** 2 / sigma**3 - 1 / sigma, "the score by σ"
    )
    d.prove(Derivative(loss, mu), "=", slope + by_mu, "total = path + score", by=score_mu)
    d.prove(Derivative(loss, sigma), "=", slope * eps + by_sigma, "total = path + score", by=score_sigma)
    d.prove(E(by_mu), "=", 0, "a score has mean 0: ∫ q = 1 for every μ")
    d.prove(E(by_sigma), "=", 0, "and for every σ")
    d.prove(E(Derivative(loss, mu)), "=", E(slope), "so both estimators of the gradient by μ have one mean")
    d.prove(E(Derivative(loss, sigma)), "=", E(slope * eps), "and by σ")


@derivation(title="∇E_q f(z) = E_ε ∇f(μ + σε), for any smooth f and for f = z²", question="E3")
def gradient_through_the_sample(d: Derivation, mu: Real, sigma: Positive, eps: Real, z: Real, f: Smooth) -> None:
    """004_b8178e03069968f6.txt, question 3. Sampling itself has no derivative: the density carries the parameters. In
    terms of ε the sample is a smooth function of them.
    """
    q = normal(z, mu, sigma)
    E_z, E = expectation(z, q), expectation(eps, normal(eps, 0, 1))
    sample = mu + sigma * eps

    d.prove(Derivative(f(sample), mu), "=", f(z).diff(z).subs(z, sample), "∇_μ f(μ + σε): chain rule, dz/dμ = 1")
    d.prove(Derivative(f(sample), sigma), "=", eps * f(z).diff(z).subs(z, sample), "∇_σ f(μ + σε): dz/dσ = ε")
    with d.prove(E_z(z**2), "=", E(sample**2), "the same number without a density that depends on μ, σ") as same:
        same.eq(mu**2 + sigma**2, "second moment of N(μ, σ²)")
    d.prove(Derivative(E_z(z**2), mu), "=", E(2 * sample), "worked for f = z²: ∇_μ E z² = E 2(μ + σε)", by=same)
    d.prove(E(2 * sample), "=", 2 * mu, "E ε = 0")
    d.prove(Derivative(E_z(z**2), sigma), "=", E(2 * sample * eps), "∇_σ E z² = E 2(μ + σε)ε", by=same)
    d.prove(E(2 * sample * eps), "=", 2 * sigma, "E ε² = 1")
    d.refute(
        mu, "=", 0, "nothing draws the mean of the code to 0 without the trick: it is whatever the encoder says",
        label="option a",
    )  # fmt: skip
    d.refute(
        E(sample**4) - E(sample) ** 4, "=", E(sample) ** 2 - E(sample) ** 4,
        "z = μ + σε is still Gaussian: a Bernoulli variable has z = z², so that E z⁴ = E z",
        label="option c",
    )  # fmt: skip


@derivation(title="z = μ + σε has mean μ, variance σ² and the density of N(μ, σ²)", question="E5")
def law_of_the_sample(d: Derivation, mu: Real, sigma: Positive, eps: Real, z: Real, t: Real) -> None:
    """004_b8178e03069968f6.txt, question 5: only ε is random; z is a deterministic function of μ, σ and ε."""
    E = expectation(eps, normal(eps, 0, 1))
    sample = mu + sigma * eps

    d.prove(sample, "=", mu + sigma * eps, "the arrows go from μ, σ and ε to z", label="option a",
            printed="the forward arrows will emerge from \\mu, \\sigma, \\epsilon towards z")  # fmt: skip
    d.prove(
        integral(normal(eps, 0, 1), eps), "=", 1, "ε has the density of N(0, 1)",
        printed="\\in which is sampled from N(0, I)",
    )  # fmt: skip
    d.prove(E(sample), "=", mu, "E ε = 0")
    d.prove(E((sample - mu) ** 2), "=", sigma**2, "E ε² = 1")
    d.prove(
        normal((z - mu) / sigma, 0, 1) * Derivative((z - mu) / sigma, z), "=", normal(z, mu, sigma),
        "change of variables: the density of ε at (z − μ)/σ times dε/dz is that of N(μ, σ²)",
    )  # fmt: skip
    with d.prove(
        integral(normal(z, mu, sigma), z, -oo, t), "=", integral(normal(eps, 0, 1), eps, -oo, (t - mu) / sigma)
    ):
        pass
    d.illegible(
        "\\in", reading="ε", why="recognition took the letter for the sign of membership",
    )  # fmt: skip
