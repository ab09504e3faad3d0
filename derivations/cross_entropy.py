"""Binary cross-entropy of a GAN's discriminator: labels 1 and 0, and its expectation, which is −V(G, D)."""

from checker import (
    Density,
    Derivation,
    Natural,
    Open01,
    Real,
    Simplex,
    Size,
    Smooth,
    Sum,
    Vector,
    derivation,
    expectation,
    integral,
    log,
    sigmoid,
)


def cross_entropy(y, guess):
    """−(y ln ŷ + (1 − y) ln(1 − ŷ))."""
    return -(y * log(guess) + (1 - y) * log(1 - guess))


@derivation(title="Cross-entropy with labels 1 and 0: −ln D(x) and −ln(1 − D(G(z)))", question="C.bce")
def labels(
    d: Derivation, real: Open01, fake: Open01, n: Size, k: Natural, y: Vector("n"), guess: Vector("n", Open01)
) -> None:
    """`real` is D(x), x from the data, printed n; `fake` is D(G(z)). Of n examples, `y` are the labels."""
    terms = Sum(cross_entropy(y[k], guess[k]), (k, 0, n - 1))
    d.erratum(
        terms,
        "=",
        -Sum(y[k] * log(guess[k]), (k, 0, n - 1)) + Sum((1 - y[k]) * log(1 - guess[k]), (k, 0, n - 1)),
        -Sum(y[k] * log(guess[k]) + (1 - y[k]) * log(1 - guess[k]), (k, 0, n - 1)),
        "the minus is of both terms, as the next two lines of the notes have it",
        printed=r"\mathcal{L} = - \sum y \ln \hat{y} + (1-y) \ln(1-\hat{y})",
        wrong="brackets are missing: as it stands the minus does not reach the second term; from that comes the wrong "
        "sign in the sum below",
        slip="author",
    )
    d.prove(cross_entropy(1, real), "=", -log(real), "y = 1 leaves the first term",
            printed=r"where, $y=1, \hat{y}=D(n) \Rightarrow \mathcal{L} = -\ln[D(n)]$")  # fmt: skip
    d.prove(cross_entropy(0, fake), "=", -log(1 - fake), "y = 0 leaves the second",
            printed=r"$y=0, \hat{y}=D(G(z)) \Rightarrow \mathcal{L} = -\ln[1-D(G(z))]$")  # fmt: skip
    d.erratum(
        cross_entropy(1, real) + cross_entropy(0, fake),
        "=",
        -log(real) + log(1 - fake),
        -log(real) - log(1 - fake),
        "the sum of the two lines above",
        printed=r"Adding, $\mathcal{L} = -\ln[D(n)] + \ln[1-D(G(z))]$",
        wrong="the sign of the second logarithm",
        slip="author",
    )


@derivation(title="The expected cross-entropy is −V(G, D): any numbers of values", question="C.bce")
def expected_discrete(
    d: Derivation, n: Size, m: Size, x: Natural, z: Natural, data: Simplex("n"), noise: Simplex("m"),
    real: Vector("n", Open01), fake: Vector("m", Open01),
) -> None:  # fmt: skip
    """`real[x]` is D(x), `fake[z]` is D(G(z)); both distributions have finitely many values."""
    Ex, Ez = expectation(x, data), expectation(z, noise)
    value = Ex(log(real[x])) + Ez(log(1 - fake[z]))
    loss = Ex(-log(real[x])) + Ez(-log(1 - fake[z]))

    d.prove(value, "=", Ez(log(1 - fake[z])) + Ex(log(real[x])), "the value function, which D raises and G lowers; "
            "G_2 is G, n is x and P_2 is P_z", printed=r"\min_{G_2} \max_D V(G, D) = E_{n \sim P_{data}} "
            r"[\ln(D(n))] + E_{z \sim P_2} [\ln(1 - D(G(z)))]")  # fmt: skip
    with d.prove(loss, "=", -value) as expected:
        expected.erratum(
            Ex(-log(real[x])) + Ez(log(1 - fake[z])),
            Ex(-log(real[x])) + Ez(-log(1 - fake[z])),
            "the expectation of the sum",
            printed=r"E(\mathcal{L}) = E[-\ln D(n)] + E[\ln[1-D(G(z))]]",
            wrong="the sign of the second term, carried on from the line before",
            slip="author",
        )
        expected.erratum(
            Sum(data[x] * log(real[x]), (x, 0, n - 1)) + Sum(noise[z] * log(1 - fake[z]), (z, 0, m - 1)),
            -Sum(data[x] * log(real[x]), (x, 0, n - 1)) - Sum(noise[z] * log(1 - fake[z]), (z, 0, m - 1)),
            "expectations of discrete variables",
            printed=r"= \sum P_{data}(n) \ln[D(n)] + \sum_z P_2(z) \ln[1-D(G(z))]",
            wrong="this is V, not the loss: the minus is lost",
            slip="author",
        )


@derivation(title="The expected cross-entropy is −V(G, D): densities", question="C.bce")
def expected_continuous(
    d: Derivation, x: Real, z: Real, data: Density, noise: Density, s: Smooth, G: Smooth
) -> None:  # fmt: skip
    """A discriminator with values in (0, 1) is 1/(1 + exp(−s(x))) for some function s."""
    Ex, Ez = expectation(x, data), expectation(z, noise)
    real, fake = sigmoid(s(x)), sigmoid(s(G(z)))
    value = Ex(log(real)) + Ez(log(1 - fake))
    over_data, over_noise = integral(data(x) * log(real), x), integral(noise(z) * log(1 - fake), z)

    with d.prove(Ex(-log(real)) + Ez(-log(1 - fake)), "=", -value) as expected:
        expected.erratum(
            over_data + over_noise,
            -over_data - over_noise,
            "expectations of continuous variables",
            printed=r"= \int P_{data}(n) \ln(D(n)) dn + \int P_2(z) \ln(1-D(G(z))) dz",
            wrong="this is V, not the loss: the minus is lost",
            slip="author",
        )
