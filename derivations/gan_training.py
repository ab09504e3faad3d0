"""How a GAN's generator is trained: against a fixed discriminator, at the start, with which loss, and to what end."""

from checker import (
    Density,
    Derivation,
    Derivative,
    Interval,
    Limit,
    Natural,
    Open01,
    Positive,
    Rational,
    Real,
    Simplex,
    Size,
    Smooth,
    Sum,
    Vector,
    derivation,
    exp,
    expectation,
    integral,
    log,
    oo,
    sigmoid,
)


@derivation(title="Against a fixed D the best generator is constant: G(z) = argmax D for every z", question="A5a")
def mode_collapse(
    d: Derivation, n: Size, k: Natural, weight: Simplex("n"), share: Vector("n", Interval(0, 1, closed=True)), z: Real,
    p: Density, gap: Smooth, best: Open01, score: Open01,
) -> None:  # fmt: skip
    """`best` is the largest value of D. Whatever D and G are, D(G(z)) lies between 0 and `best`: it is best · share[k]
    for a noise of n values, best · exp(−gap(z)²) for one with a density. The constant generator has share 1, gap 0.
    """
    E = expectation(z, p)
    reached = best * exp(-(gap(z) ** 2))
    with d.prove(Sum(weight[k] * log(1 - best * share[k]), (k, 0, n - 1)), ">=", log(1 - best)) as finite:
        finite.ge(Sum(weight[k] * log(1 - best), (k, 0, n - 1)), "D(G(z)) ≤ max D, and log(1 − t) falls")
    with d.prove(E(log(1 - reached)), ">=", log(1 - best)) as least:
        least.ge(
            E(log(1 - best)), "likewise under a density",
            checked="the integrand lies between log(1 − best) and 0 and p integrates to 1, so the integral converges",
        )  # fmt: skip
    d.prove(
        E(log(1 - best)), "=", log(1 - best), "reached by the constant generator, for any distribution of the noise"
    )
    d.prove(
        Derivative(log(1 - score), score), "<", 0,
        "the loss falls strictly in D(G(z)), so only an argmax of D reaches the minimum: one mode fools D for every z",
        label="False",
        printed="(4)5) a) False, because in case of a multimodal data data, over training the generator for a fixed "
        "discriminator can make the generator produce only one single mode",
    )  # fmt: skip


@derivation(title="At the start D separates easily, and the gradient of log(1 − D) vanishes", question="A5b")
def early_gradient(d: Derivation, s: Real) -> None:
    """`s` is the discriminator's logit: D(G(z)) = σ(s), near 0 while D separates easily."""
    with d.prove(Derivative(log(1 - sigmoid(s)), s), "=", -sigmoid(s)) as slope:
        slope.eq(-sigmoid(s) * (1 - sigmoid(s)) / (1 - sigmoid(s)), "σ′ = σ(1 − σ)")
    d.prove(Limit(sigmoid(s), s, -oo), "=", 0, "D easily tells real from generated data: D(G(z)) → 0",
            printed="it will be easier for the discriminator to figur learn to discriminate between them.")  # fmt: skip
    d.prove(Limit(-sigmoid(s), s, -oo), "=", 0, "the gradient is −D(G(z)): it vanishes with D")


@derivation(title="The non-saturating loss −log D has the larger gradient: the ratio is (1 − D)/D", question="A5c")
def non_saturating(d: Derivation, s: Real, D: Open01, x: Positive) -> None:
    with d.prove(Derivative(-log(sigmoid(s)), s), "=", sigmoid(s) - 1) as slope:
        slope.eq(-sigmoid(s) * (1 - sigmoid(s)) / sigmoid(s), "σ′ = σ(1 − σ)")
    d.prove((sigmoid(s) - 1) / -sigmoid(s), "=", (1 - sigmoid(s)) / sigmoid(s), "the ratio of both gradients")
    d.prove((1 - D) / D, ">", 1, "the non-saturating gradient is larger while D(G(z)) < ½", where=Rational(1, 2) > D,
            label="non-saturating",
            printed="I.M. this case the non-saturating loss will give higher magnitude for gradients")  # fmt: skip
    d.prove(((1 - D) / D).subs(D, Rational(1, 2)), "=", 1, "equal at D = ½")
    d.prove((1 - sigmoid(-x)) / sigmoid(-x), "=", exp(x), "with the logit s = −x the ratio is e^x, beyond every number")
    d.prove(exp(x), ">", x, "so it goes to ∞ as D → 0")
    d.prove(Limit(sigmoid(s), s, -oo), "=", 0, "D(b(2)) is D(G(z))", printed="D(b(2)) will be dose to O.")


@derivation(title="At p_g = p_data the best D is ½ and the game is worth −log 4, its minimum over G", question="A5d")
def value_at_equality(d: Derivation, x: Real, p: Density, D: Open01) -> None:
    """That −log 4 is the least over every G is the claim C(G) = −log 4 + 2 JSD ≥ −log 4, derived with the best D."""
    half = Rational(1, 2)
    best = p(x) / (p(x) + p(x))
    d.prove(best, "=", half, "D* = p_data/(p_data + p_g) with p_g = p_data",
            printed="the minima of loss is achieved at D(G(21) = 0.5")  # fmt: skip
    d.prove(log(D) + log(1 - D), "<=", 2 * log(half), "no other D does better: D(1 − D) ≤ ¼")
    with d.prove(integral(p(x) * log(best) + p(x) * log(1 - best), x), "=", -log(4)) as value:
        value.eq(integral(p(x) * (2 * log(half)), x), "D* = ½")
        value.eq(2 * log(half), "∫ p = 1")
    d.refute(
        log(1 - D),
        ">=",
        log(half),
        "the exercise's statement, read as training on to D(G(z)) → 1: only against a fixed D does the loss go on "
        "falling below its value at ½; a D that answers goes back to ½",
        label="the statement",
        printed="d) False.",
    )
