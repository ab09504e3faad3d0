"""The ELBO identity with one slip each."""

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


@derivation(title="swapped prior and q in the KL term")
def elbo_swapped(
    d: Derivation, n: Size, z: Natural, q: Simplex("n"), prior: Simplex("n"), likelihood: Vector("n", Positive)
) -> None:
    E = expectation(z, q)
    joint = likelihood[z] * prior[z]
    evidence = Sum(joint, (z, 0, n - 1))
    with d.prove(
        E(log(likelihood[z])) - E(log(q[z] / prior[z])), "=", log(evidence) - E(log(q[z] * evidence / joint))
    ) as elbo:
        elbo.eq(E(log(likelihood[z]) + log(q[z]) - log(prior[z])), "one expectation")  # expect: refuted
        elbo.eq(E(log(joint) - log(q[z])), "p(x|z) p(z) is the joint")


@derivation(title="the evidence counted twice")
def elbo_evidence(d: Derivation, x: Real, z: Real, q: Density, prior: Density, likelihood: Density(given=1)) -> None:
    E = expectation(z, q)
    joint = likelihood(x, z) * prior(z)
    evidence = integral(joint, z)
    posterior = joint / evidence
    with d.prove(E(log(joint) - log(q(z))), "=", log(evidence) - E(log(q(z) / posterior))) as elbo:
        elbo.eq(E(log(posterior) + 2 * log(evidence) - log(q(z))), "the joint is p(z|x) p(x)")  # expect: refuted
        elbo.eq(log(evidence) - E(log(q(z)) - log(posterior)), "log p(x) does not depend on z, and ∫ q = 1")
