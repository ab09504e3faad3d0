"""The discriminator that is best against a fixed generator, and what the game is worth then (Goodfellow et al. 2014)."""

from checker import Density, Derivation, Derivative, Open01, Positive, Real, Smooth, derivation, integral, log


@derivation(title="p log D + q log(1 − D) is largest at D* = p/(p + q)", question="B4.1, E2")
def optimal_discriminator(d: Derivation, p: Positive, q: Positive, D: Open01) -> None:
    value = p * log(D) + q * log(1 - D)
    best = p / (p + q)

    with d.prove(Derivative(value, D), "=", (p - (p + q) * D) / (D * (1 - D))) as slope:
        slope.eq(p / D - q / (1 - D), "derivative of both logarithms")

    d.prove(p / best - q / (1 - best), "=", 0, "1 − D* = q/(p + q), so both terms are p + q")

    with d.prove(Derivative(value, D, 2), "<", 0) as concave:
        concave.eq(-p / D**2 - q / (1 - D) ** 2, "differentiate p/D − q/(1 − D)")

    d.prove(best, ">", 0)
    d.prove(best, "<", 1)
    d.prove(
        value, "<=", p * log(best) + q * log(1 - best), "a concave function lies below its value where it is stationary"
    )


@derivation(title="V(D, G) ≤ V(D*, G) for every discriminator", question="B4.1")
def optimal_under_the_integral(d: Derivation, x: Real, p: Density, q: Density, s: Smooth) -> None:
    """A discriminator with values in (0, 1) is 1/(1 + exp(−s(x))) for some function s."""
    from checker import sigmoid

    D = sigmoid(s(x))
    best = p(x) / (p(x) + q(x))
    with d.prove(
        integral(p(x) * log(D) + q(x) * log(1 - D), x), "<=", integral(p(x) * log(best) + q(x) * log(1 - best), x)
    ):
        pass


@derivation(title="C(G) = −log 4 + 2 JSD(p ‖ q) ≥ −log 4", question="B4.1")
def value_of_the_game(d: Derivation, x: Real, p: Density, q: Density) -> None:
    best = p(x) / (p(x) + q(x))
    m = (p(x) + q(x)) / 2
    jsd = (integral(p(x) * log(p(x) / m), x) + integral(q(x) * log(q(x) / m), x)) / 2
    value = integral(p(x) * log(best) + q(x) * log(1 - best), x)

    with d.prove(value, "=", -log(4) + 2 * jsd) as at_best:
        at_best.eq(
            integral(p(x) * (log(p(x) / m) - log(2)), x) + integral(q(x) * (log(q(x) / m) - log(2)), x),
            "D* = p/(2m) and 1 − D* = q/(2m), with m = (p + q)/2",
        )

    with d.prove(integral(p(x) * log(p(x) / m), x), ">=", 0) as gibbs_p:
        gibbs_p.ge(integral(p(x) - m, x), "log t ≥ 1 − 1/t, at t = p/m")

    with d.prove(integral(q(x) * log(q(x) / m), x), ">=", 0) as gibbs_q:
        gibbs_q.ge(integral(q(x) - m, x), "log t ≥ 1 − 1/t, at t = q/m")

    with d.prove(value, ">=", -log(4)) as bound:
        bound.eq(-log(4) + 2 * jsd, "the line above", by=at_best)
