"""From which distribution to sample the latent code of a VAE trained towards N(0, I): the KL of each option to it.

004_b8178e03069968f6.txt, question 1. The KL of product distributions is the sum over the dimensions, so that each
option is decided in one dimension and holds for every number n of them.
"""

from checker import (
    Derivation,
    Natural,
    Rational,
    Real,
    Size,
    Sum,
    derivation,
    expectation,
    integral,
    log,
    normal,
    pi,
)


@derivation(title="KL to N(0, I) is 0 for option a and positive for b, c and d", question="E1")
def sampling_options(d: Derivation, n: Size, i: Natural, z: Real) -> None:
    p = normal(z, 0, 1)
    half = Rational(1, 2)

    def kl(mean: int) -> object:
        q = normal(z, mean, 1)
        return expectation(z, q)(log(q / p))

    d.prove(
        integral(p, z), "=", 1, "the latent codes are forced to N(0, I), which is a density",
        printed="P(z|x) \\sim N(0,I)",
    )  # fmt: skip
    with d.prove(
        Sum(kl(0), (i, 0, n - 1)), "=", 0, "every dimension gives 0", label="option a",
        printed="a. N(0, I): Normal distribution with zero mean and identity covariance",
    ) as a:  # fmt: skip
        a.eq(Sum(0 * z, (i, 0, n - 1)), "q/p = 1, and log 1 = 0")
    with d.prove(Sum(kl(1), (i, 0, n - 1)), "=", n * half, "n times ½", label="option b") as b:
        b.eq(Sum(half, (i, 0, n - 1)), "½(σ² + μ² − log σ² − 1) at μ = 1, σ = 1")
    with d.prove(Sum(kl(-1), (i, 0, n - 1)), "=", n * half, "n times ½", label="option d") as e:
        e.eq(Sum(half, (i, 0, n - 1)), "½(σ² + μ² − log σ² − 1) at μ = −1, σ = 1")
    uniform = integral(half * log(half / p), z, -1, 1)
    with d.prove(
        Sum(uniform, (i, 0, n - 1)), "=", n * (half * log(pi / 2) + Rational(1, 6)), "n equal terms", label="option c"
    ) as c:
        c.eq(
            Sum(half * log(pi / 2) + Rational(1, 6), (i, 0, n - 1)),
            "log(½√(2π)) + ½ E z², and E z² = 1/3 under the uniform distribution on [−1, 1]",
        )  # fmt: skip
    d.refute(
        n * half, "=", 0, "KL(N(1, I) ‖ N(0, I)) = n/2 > 0", label="option b",
        printed="b. N(1, I): Normal distribution with mean = 1 and identity covariance",
    )  # fmt: skip
    d.refute(
        n * (half * log(pi / 2) + Rational(1, 6)), "=", 0, "KL of the uniform distribution is n(½ log(π/2) + 1/6) > 0",
        label="option c", printed="c. Uniform distribution between [-1, 1]",
    )  # fmt: skip
    d.refute(
        n * half, "=", 0, "KL(N(−1, I) ‖ N(0, I)) = n/2 > 0", label="option d",
        printed="d. N(-1,I): Normal distribution with mean = -1 and identity covariance",
    )  # fmt: skip
    d.prove(n * half, ">", 0, "so b and d are further from N(0, I) than a")
    d.prove(n * (half * log(pi / 2) + Rational(1, 6)), ">", 0, "and so is c: π > 2", printed="Correct Answer: a")
