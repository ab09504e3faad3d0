"""The evidence lower bound: E_q log p(x|z) − KL(q ‖ p(z)) = log p(x) − KL(q ‖ p(z|x)) ≤ log p(x)."""

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
