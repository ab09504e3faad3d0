"""The best discriminator against a fixed generator, and what the game is worth then (Goodfellow et al., 2014)."""

from checker import (
    Density,
    Derivation,
    Derivative,
    Open01,
    Positive,
    Rational,
    Real,
    Smooth,
    derivation,
    integral,
    log,
    sigmoid,
)


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


@derivation(title="V(D, G) ≤ V(D*, G) for every discriminator, at every x and so for the integrals", question="B4.1")
def optimal_under_the_integral(d: Derivation, x: Real, p: Density, q: Density, s: Smooth) -> None:
    """A discriminator with values in (0, 1) is 1/(1 + exp(−s(x))) for some function s. V is the integral over x of
    the left side, and an integral is monotone.
    """
    D = sigmoid(s(x))
    best = p(x) / (p(x) + q(x))
    d.prove(
        p(x) * log(D) + q(x) * log(1 - D), "<=", p(x) * log(best) + q(x) * log(1 - best),
        "the pointwise maximum, at a = p(x), b = q(x), y = D(x)",
    )  # fmt: skip


@derivation(title="C(G) = −log 4 + 2 JSD(p ‖ q) ≥ −log 4", question="B4.1, A5d")
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


@derivation(title="At the equilibrium the discriminator answers ½ for a generated sample", question="E2")
def discriminator_at_equilibrium(
    d: Derivation, x: Real, b: Positive, u: Positive, y: Open01, c: Real, e: Real, p: Density, q: Density,
    s: Smooth,
) -> None:  # fmt: skip
    """004_b8178e03069968f6.txt, question 2: p is p_data, q is p_g, and sigmoid(s(x)) any discriminator in (0, 1).
    The integral over z of p_z(z) log(1 − D(g(z))) is the one over x under p_g, the law of g(z), by definition of p_g.
    """
    D = sigmoid(s(x))
    best = p(x) / (p(x) + q(x))

    d.prove(
        p(x) * (1 - best) - q(x) * best, "=", 0, "the slope p/D − q/(1 − D) vanishes at D*",
        printed="D_G^*(x) = \\frac{p_{data}(x)}{p_{data}(x) + p_g(x)}",
    )  # fmt: skip
    with d.prove(
        integral(p(x) * log(D), x) + integral(q(x) * log(1 - D), x), "=",
        integral(p(x) * log(D) + q(x) * log(1 - D), x), "one integral",
        printed="= \\int_x p_{data}(x) \\log(D(x)) + p_g(x) \\log(1 - D(x)) dx",
    ) as value:  # fmt: skip
        value.eq(
            integral(p(x) * log(D), x) + integral(q(x) * log(1 - D), x), "x = g(z) has the density p_g",
            printed="V(G,D) = \\int_x p_{data}(x) \\log(D(x)) dx + \\int_z p_z(z) \\log(1 - D(g(z))) dz",
        )  # fmt: skip
    d.prove(
        u * log(y) + b * log(1 - y), "<=", u * log(u / (u + b)) + b * log(1 - u / (u + b)),
        "for a, b > 0: concave, and stationary at a/(a + b)",
    )  # fmt: skip
    d.prove(b * log(1 - y), "<=", 0, "for a = 0 the largest value, 0, is at y = 0 = a/(a + b)")
    d.refute(
        c * log(y) + e * log(1 - y), "<=", c * log(c / (c + e)) + e * log(1 - c / (c + e)),
        "not for every (a, b) other than (0, 0): with a, b < 0 the point a/(a + b) is the minimum; a and b must not be "
        "negative", where=[c < 0, e < 0],
        printed="For any (a,b) \\in R^2 \\setminus {0,0}, the function y \\to a \\log(y) + b \\log(1-y) achieves its "
        "maximum in [0,1] at \\frac{a}{a+b}",
    )  # fmt: skip
    d.prove(
        p(x) / (p(x) + p(x)), "=", Rational(1, 2), "p_g = p_data", label="option b",
        printed="p_g(x) equals the original data distribution, p_{data}(x), which leads to D(x) = 0.5 for all x",
    )  # fmt: skip
    for option, value in (("a", 1), ("c", 0), ("d", Rational(1, 4))):
        d.refute(
            p(x) / (p(x) + p(x)), "=", value, "at p_g = p_data the answer is ½", label=f"option {option}",
            printed=f"{option}. {'0.25' if option == 'd' else value}",
        )  # fmt: skip
    d.prove(p(x) / (p(x) + p(x)), "=", Rational(1, 2), "the option given", printed="b. 0.5 (Correct Answer: b)")
