"""The evidence lower bound: E_q log p(x|z) − KL(q ‖ p(z)) = log p(x) − KL(q ‖ p(z|x)) ≤ log p(x)."""

from sympy import Expr

from checker import (
    Density,
    Derivation,
    Natural,
    Positive,
    Real,
    Simplex,
    Size,
    Sum,
    Vector,
    derivation,
    expectation,
    integral,
    log,
)


@derivation(title="The ELBO identity for discrete latents of any number of values", question="B3.2, D2.1")
def elbo_discrete(
    d: Derivation, n: Size, z: Natural, q: Simplex("n"), prior: Simplex("n"), likelihood: Vector("n", Positive)
) -> None:
    """`likelihood[z]` is p(x | z) of the x that was observed."""
    E = expectation(z, q)
    joint = likelihood[z] * prior[z]
    evidence = Sum(joint, (z, 0, n - 1))
    posterior = joint / evidence

    with d.prove(
        E(log(likelihood[z])) - E(log(q[z] / prior[z])), "=", log(evidence) - E(log(q[z] / posterior))
    ) as elbo:
        elbo.eq(E(log(likelihood[z]) - log(q[z]) + log(prior[z])), "one expectation; logarithm of a quotient")
        elbo.eq(E(log(joint) - log(q[z])), "p(x|z) p(z) is the joint")
        elbo.eq(E(log(posterior) + log(evidence) - log(q[z])), "the joint is p(z|x) p(x)")
        elbo.eq(log(evidence) - E(log(q[z]) - log(posterior)), "log p(x) does not depend on z, and Σ q = 1")

    with d.prove(E(log(q[z] / posterior)), ">=", 0) as gibbs:
        gibbs.ge(Sum(q[z] - posterior, (z, 0, n - 1)), "Gibbs: log t ≥ 1 − 1/t, at t = q/p(z|x)")

    with d.prove(E(log(likelihood[z])) - E(log(q[z] / prior[z])), "<=", log(evidence)) as bound:
        bound.eq(log(evidence) - E(log(q[z] / posterior)), "the identity", by=elbo)


@derivation(title="The ELBO identity for arbitrary densities", question="B3.2, D2.1, E4")
def elbo_continuous(d: Derivation, x: Real, z: Real, q: Density, prior: Density, likelihood: Density(given=1)) -> None:
    E = expectation(z, q)
    joint = likelihood(x, z) * prior(z)
    evidence = integral(joint, z)
    posterior = joint / evidence

    with d.prove(
        E(log(likelihood(x, z))) - E(log(q(z) / prior(z))), "=", log(evidence) - E(log(q(z) / posterior))
    ) as elbo:
        elbo.eq(E(log(likelihood(x, z)) - log(q(z)) + log(prior(z))), "one expectation; logarithm of a quotient")
        elbo.eq(E(log(joint) - log(q(z))), "p(x|z) p(z) is the joint")
        elbo.eq(E(log(posterior) + log(evidence) - log(q(z))), "the joint is p(z|x) p(x)")
        elbo.eq(log(evidence) - E(log(q(z)) - log(posterior)), "log p(x) does not depend on z, and ∫ q = 1")

    with d.prove(E(log(q(z) / posterior)), ">=", 0) as gibbs:
        gibbs.ge(integral(q(z) - posterior, z), "Gibbs: log t ≥ 1 − 1/t, at t = q/p(z|x)")

    with d.prove(E(log(likelihood(x, z))) - E(log(q(z) / prior(z))), "<=", log(evidence)) as bound:
        bound.eq(log(evidence) - E(log(q(z) / posterior)), "the identity", by=elbo)


@derivation(title="F(q) = log p(x) − KL(q ‖ p(z|x)): the printed lines", question="D2.1")
def elbo_printed(d: Derivation, x: Real, z: Real, q: Density, prior: Density, likelihood: Density(given=1)) -> None:
    """003_c1f01e979bb8e79a.txt, Q2 (1). Its products under a logarithm are read as log(p(x|z)·p(z)): only then does
    the line follow from the one before.
    """
    E = expectation(z, q)
    joint = likelihood(x, z) * prior(z)
    evidence = integral(joint, z)
    posterior = joint / evidence

    with d.prove(
        E(log(likelihood(x, z))) - E(log(q(z) / prior(z))), "=", log(evidence) - E(log(q(z) / posterior)),
        "the definition of KL(q ‖ p(z|x))", printed="= \\log p(x) - D_{KL}(q(z) \\parallel (z|x))",
    ) as elbo:  # fmt: skip
        elbo.eq(
            E(log(likelihood(x, z))) - E(log(q(z) / prior(z))), "the definition of F(q)",
            printed="f_q = E_q[\\log p(x|z)] - D_{KL}(q(z) \\parallel p(z))",
        )  # fmt: skip
        elbo.eq(
            E(log(likelihood(x, z)) - log(q(z)) + log(prior(z))), "one expectation; logarithm of a quotient",
            printed="= E_q[\\log p(x|z) - \\log q(z) + \\log p(z)]",
        )  # fmt: skip
        elbo.eq(
            E(log(likelihood(x, z) * prior(z)) - log(q(z))), "logarithm of a product",
            printed="= E_q[\\log p(x|z) \\cdot p(z) - \\log q(z)]",
        )  # fmt: skip
        elbo.eq(
            E(log(posterior * evidence) - log(q(z))), "p(x|z) p(z) = p(z|x) p(x), both the joint",
            printed="= E_q[\\log p(z|x) \\cdot p(x) - \\log q(z)]",
        )  # fmt: skip
        elbo.eq(
            E(log(evidence) + log(posterior) - log(q(z))), "logarithm of a product",
            printed="= E_q[\\log p(x) + \\log p(z|x) - \\log q(z)]",
        )  # fmt: skip
        elbo.eq(
            log(evidence) - E(log(q(z)) - log(posterior)), "log p(x) does not depend on z, and ∫ q = 1",
            printed="= \\log p(x) - E_q[\\log q(z) - \\log p(z|x)]",
        )  # fmt: skip
    d.illegible(
        "D_{KL}(q(z) \\parallel (z|x))", reading="KL(q(z) ‖ p(z|x))",
        why="the letter before (z|x) is missing; the line before it has log p(z|x) in its place",
    )  # fmt: skip


@derivation(title="The VAE's joint p(x, z) = p(z) p(x|z), its posterior, and the encoder's bound", question="E4")
def vae_factorisation(
    d: Derivation, x: Real, z: Real, encoder: Density(given=1), prior: Density, likelihood: Density(given=1)
) -> None:
    """004_b8178e03069968f6.txt, question 4; its four graphs are lost, the words name both arrows: x → z is the encoder
    Q(z|x), written encoder(z, x), and z → x the decoder P(x|z), written likelihood(x, z).
    """
    E = expectation(z, encoder(z, x))
    joint = likelihood(x, z) * prior(z)
    evidence = integral(joint, z)

    d.prove(integral(encoder(z, x), z), "=", 1, "for every x the encoder is a density of z", label="option a",
            printed="This part of the network can be denoted by Q(z|x) and directed from x to z.")  # fmt: skip
    d.prove(integral(likelihood(x, z), x), "=", 1, "for every z the decoder is a density of x", label="option a",
            printed="This part of the network is represented by P(x|z) and should be directed from z to "
            "x.")  # fmt: skip
    d.prove(integral(joint / evidence, z), "=", 1, "P(z|x) = P(x|z)P(z)/P(x) is a density of z")
    d.prove(
        E(log(likelihood(x, z))) - E(log(encoder(z, x) / prior(z))), "<=", log(evidence),
        "the lower bound with the encoder for q",
    )  # fmt: skip


@derivation(title="KL(q ‖ p(z|x)) = −(lower bound) + log p(x): the printed lines", question="B3.2")
def elbo_discrete_printed(
    d: Derivation, n: Size, z: Natural, q: Simplex("n"), prior: Simplex("n"), likelihood: Vector("n", Positive),
    c: Positive,
) -> None:  # fmt: skip
    """001_2589a4614ed558bc.txt, Q3. It writes KL(q/p) for KL(q ‖ p), and "q(x)" where the sum over z needs q(z): read
    as printed, q(x) is a number c that does not depend on z.
    """
    E = expectation(z, q)
    joint = likelihood[z] * prior[z]
    evidence = Sum(joint, (z, 0, n - 1))
    posterior = joint / evidence
    bound = E(log(joint / q[z]))
    kl = E(log(q[z] / posterior))
    weight = "the weights are q(z): q(x) does not depend on what is summed over"

    def printed_sum(f: Expr) -> Expr:
        return Sum(c * f, (z, 0, n - 1))

    with d.prove(
        kl, "=", -bound + log(evidence), "the sum is the variational lower bound",
        printed=r"KL\left(\frac{q(x)}{p(z|x)}\right) = - \text{Variational Lower bound} + \log(p(x))",
    ) as down:  # fmt: skip
        down.erratum(
            -printed_sum(log(posterior / q[z])), -E(log(posterior / q[z])), "log 1/t = −log t", slip="either",
            printed=r"KL\left(\frac{q(x)}{p(z|x)}\right) = -\sum q(x) \log \left(\frac{p(z|x)}{q(z)} \right)",
            wrong=weight,
        )  # fmt: skip
        down.erratum(
            -printed_sum(log(joint / (q[z] * evidence))), -E(log(joint / (q[z] * evidence))), "p(z|x) = p(x, z)/p(x)",
            printed=r"= -\sum q(x) \log \left(\frac{p(x,z)}{q(z) * p(x)} \right)", wrong=weight, slip="either",
        )  # fmt: skip
        down.erratum(
            -printed_sum(log(joint / q[z]) + log(1 / evidence)), -E(log(joint / q[z]) + log(1 / evidence)),
            "logarithm of a product", slip="either", wrong=weight,
            printed=r"= -\sum q(x) \left(\log \left(\frac{p(x,z)}{q(z)} \right) + \log \left(\frac{1}{p(x)} \right) "
            r"\right)",
        )  # fmt: skip
        down.erratum(
            -printed_sum(log(joint / q[z])) + log(evidence), -bound + log(evidence), "log p(x) is constant, Σ q = 1",
            printed=r"KL\left(\frac{q(x)}{p(z|x)}\right) = - \sum q(x) \left(\log \left(\frac{p(x,z)}{q(z)} \right) "
            r"\right)"
            r" + \log(p(x))", wrong=weight, slip="either",
        )  # fmt: skip
    d.erratum(
        kl, "=", -printed_sum(log(joint / q[z]) + log(1 / evidence)), -E(log(joint / q[z]) + log(1 / evidence)),
        "what is minimised", slip="either", wrong=weight,
        printed=r"\text{so we want to minimize } -\sum q(x) \left(\log \left(\frac{p(x,z)}{q(z)} \right) + \log "
        r"\left(\frac{1}{p(x)} \right) \right)",
    )  # fmt: skip
    d.erratum(
        -kl, "=", printed_sum(log(joint / q[z])) - log(evidence), bound - log(evidence), "what is maximised is −KL",
        printed=r"\text{so we want to maximize } \sum q(x) \log \left(\frac{p(x,z)}{q(z)} \right) - \log(p(x))",
        wrong=weight, slip="either",
    )  # fmt: skip
    for time in ("once", "twice", "three times"):
        d.erratum(
            -kl, "=", bound + log(evidence), bound - log(evidence), f"log 1/p(x) = −log p(x) (printed {time})",
            printed=r"\text{so we want to maximize } \sum q(x) \log \left(\frac{p(x,z)}{q(z)} \right) + \log(p(x))",
            wrong="the sign of log p(x): −KL is the bound minus log p(x); even with q(z) for the printed q(x)",
            slip="either",
        )  # fmt: skip
    with d.prove(
        bound, "=", E(log(likelihood[z])) - E(log(q[z] / prior[z])), "the first sum is an expectation under q(z)",
        printed=r"= E_{q(z)} \log(p(x|z)) - D_{KL}[q(z) || p(z)]",
    ) as lower:  # fmt: skip
        lower.erratum(
            printed_sum(log(joint / q[z])), E(log(joint / q[z])), "the definition", wrong=weight, slip="either",
            printed=r"\text{Lower Bound} = \sum q(x) \left(\log \left(\frac{p(x,z)}{q(z)} \right) \right)",
        )  # fmt: skip
        lower.erratum(
            printed_sum(log(likelihood[z] * prior[z] / q[z])), E(log(likelihood[z] * prior[z] / q[z])),
            "p(x, z) = p(x|z) p(z)", wrong=weight, slip="either",
            printed=r"= \sum q(x) \left(\log \left(\frac{p(x|z) \cdot p(z)}{q(z)} \right) \right)",
        )  # fmt: skip
        lower.erratum(
            printed_sum(log(likelihood[z]) + log(prior[z] / q[z])), E(log(likelihood[z]) + log(prior[z] / q[z])),
            "logarithm of a product", wrong=weight, slip="either",
            printed=r"= \sum q(x) \left(\log(p(x|z)) + \log \left(\frac{p(z)}{q(z)} \right) \right)",
        )  # fmt: skip
        lower.erratum(
            printed_sum(log(likelihood[z])) - E(log(q[z] / prior[z])), E(log(likelihood[z])) - E(log(q[z] / prior[z])),
            "the second part is −KL(q ‖ p(z))", wrong=weight, slip="either",
            printed=r"= \sum q(x) \log(p(x|z)) - D_{KL}[q(z) || p(z)]",
        )  # fmt: skip
