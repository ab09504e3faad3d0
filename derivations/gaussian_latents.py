"""Which latent distributions a standard VAE can reach: the encoder is Gaussian, so only Gaussian targets.

001_2589a4614ed558bc.txt, Q3 (1): its answer is in words ("the fourth distribution is not a Gaussian distribution so it
can't be learnt"). Here the target of the worked case is Laplace's density ½ exp(−|z|).
"""

from checker import (
    Abs,
    Derivation,
    Positive,
    Rational,
    Real,
    derivation,
    exp,
    expectation,
    integral,
    log,
    normal,
    pi,
    sqrt,
)


@derivation(title="A Gaussian target is reached, a Laplace target never is: KL ≥ log(2√e/π) > 0", question="B3.1")
def non_gaussian_target(d: Derivation, mu: Real, sigma: Positive, m: Real, s: Positive, z: Real, t: Positive) -> None:
    half = Rational(1, 2)
    q, gaussian = normal(z, mu, sigma), normal(z, m, s)
    centred, laplace = normal(z, 0, sigma), exp(-Abs(z)) / 2
    E = expectation(z, centred)
    closed = log(2) - half * log(2 * pi) - half - log(sigma) + sigma * sqrt(2 / pi)
    least = log(2) + half - log(pi)

    with d.prove(expectation(z, q)(log(q / gaussian)).subs({mu: m, sigma: s}), "=", 0) as reached:
        reached.eq(integral(0 * z, z), "with the target's own mean and deviation the two densities are one")
    d.prove(E(Abs(z)), "=", sigma * sqrt(2 / pi), "twice the integral of z over z > 0")
    with d.prove(E(log(centred / laplace)), "=", closed, "E z² = σ², E|z| = σ√(2/π)") as kl:
        kl.eq(log(2) - half * log(2 * pi) - log(sigma) - E(z**2) / (2 * sigma**2) + E(Abs(z)), "insert both densities")
    d.prove(log(t), "<=", t - 1, "the tangent of the logarithm at 1")
    d.prove(closed, ">=", least, "at t = σ√(2/π): whatever σ the encoder chooses")
    d.prove(least, ">", 0, "2√e > π")
