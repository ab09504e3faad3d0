"""Which cross-entropies train a generator, and which a discriminator on generated samples: every option decided.

004_b8178e03069968f6.txt, questions 7 and 8. D stands for D(G(z)), a probability strictly between 0 and 1; the label
is kept as a symbol a, put to 1 by a condition, where the question is whether CE(1, ·) has a value at all: its second
argument must be a probability, and 1 − that one too.
"""

from sympy import Expr

from checker import Derivation, Derivative, Interval, Open01, Real, derivation, equation, log


def cross_entropy(a: Expr, b: Expr) -> Expr:
    """CE(a, b) = −[a log b + (1 − a) log(1 − b)]."""
    return -(a * log(b) + (1 - a) * log(1 - b))


@derivation(title="Only CE(1, D(G(z))) is smallest at D(G(z)) = 1", question="E7")
def generator_options(d: Derivation, a: Real, b: Open01, D: Open01, E: Interval(0, 1, closed=True)) -> None:
    """E is D(G(z)) with its ends."""
    labelled = [equation(a, 1)]
    d.prove(
        cross_entropy(a, b), "=", -(a * log(b) + (1 - a) * log(1 - b)), "the definition",
        printed="CE(a, b) = -[a*log(b) + (1-a)*log(1-b)]",
    )  # fmt: skip
    d.prove(cross_entropy(1, D), "=", -log(D), "the second term has the factor 0", label="option a")
    d.prove(Derivative(-log(D), D), "<", 0, "it keeps on decreasing as D(G(z)) increases", label="option a",
            printed="Loss function in option (a) is the only choice which keeps on decreasing as D(G(z)) "
            "increases.")  # fmt: skip
    d.prove(
        -log(D),
        ">",
        -log(1),
        "so that its minimum, 0, is at D(G(z)) = 1",
        label="option a",
        printed="a. CE(1, D(G(z)))",
    )
    d.refute(
        cross_entropy(a, -D), "=", cross_entropy(a, -D), "−D(G(z)) is no probability: log(−D) is no real number",
        where=labelled, label="option b", printed="b. CE(1, -D(G(z)))",
    )  # fmt: skip
    d.prove(-D, "<", 0, "the logarithm's argument is negative for every D(G(z)) > 0", label="option b")
    d.prove(cross_entropy(1, 1 - D), "=", -log(1 - D), "the second term has the factor 0", label="option c")
    d.prove(Derivative(-log(1 - D), D), ">", 0, "it increases with D(G(z))", label="option c")
    d.refute(
        Derivative(cross_entropy(1, 1 - D), D), "<=", 0,
        "it is smallest at D(G(z)) = 0, where the generator fails, and has no bound towards 1", label="option c",
        printed="c. CE(1, 1 - D(G(z)))",
    )  # fmt: skip
    d.refute(
        cross_entropy(a, 1 / D), "=", cross_entropy(a, 1 / D), "1/D(G(z)) > 1 is no probability: log(1 − 1/D) is none",
        where=labelled, label="option d", printed="d. CE(1, 1 / D(G(z)))",
    )  # fmt: skip
    d.refute(
        -log(1 / D), ">=", -log(1), "even without that term it is log D(G(z)), largest at 1, not smallest",
        label="option d",
    )  # fmt: skip
    d.prove(E, "<=", 1, "a probability", printed="Also, it is required that D(G(z)) \\in [0,1].")
    d.prove(
        E,
        ">=",
        0,
        "a probability",
        printed="Except for option (a) none of the other objective function are minimized at D(G(z)) = 1",
    )


@derivation(title="Only −CE(1, D(G(z))) falls as D(G(z)) → 0", question="E8")
def discriminator_options(d: Derivation, a: Real, b: Open01, D: Open01) -> None:
    """Under gradient ascent on generated samples the objective must grow as D(G(z)) falls: its slope is negative."""
    labelled = [equation(a, 1)]
    d.prove(
        cross_entropy(a, b), "=", -(a * log(b) + (1 - a) * log(1 - b)), "the definition",
        printed="CE(a, b) = -[a*log(b) + (1-a)*log(1-b)]",
    )  # fmt: skip
    d.prove(
        Derivative(cross_entropy(1, D), D),
        "<",
        0,
        "−log D grows as D falls",
        label="option a",
        printed="a. CE(1, D(G(z)))",
    )
    d.prove(Derivative(-cross_entropy(1, D), D), ">", 0, "log D falls with D: it can't be used", label="option b",
            printed="b. -CE(1, D(G(z)))")  # fmt: skip
    d.refute(
        Derivative(-cross_entropy(1, D), D), "<", 0, "maximising it drives D(G(z)) to 1", label="option b",
    )  # fmt: skip
    d.prove(Derivative(cross_entropy(1, 1 + D), D), "<", 0, "without its second term, −log(1 + D) grows as D falls",
            label="option c", printed="c. CE(1, 1 + D(G(z)))")  # fmt: skip
    d.refute(
        cross_entropy(a, 1 + D), "=", cross_entropy(a, 1 + D),
        "but 1 + D(G(z)) > 1 is no probability: log(1 − (1 + D)) is none, so that only its slope can be used",
        where=labelled, label="option c",
    )  # fmt: skip
    d.prove(Derivative(-cross_entropy(1, 1 - D), D), "<", 0, "log(1 − D) grows as D falls", label="option d",
            printed="d. -CE(1, 1 - D(G(z)))")  # fmt: skip
