"""Which loss fits Q(z|x) to P(z|x): every option against KL(Q ‖ P(z|x)).

004_b8178e03069968f6.txt, question 9. z takes n values, any number; q[z] is Q(z|x), joint[z] is P(x, z) at the x that
was observed. "∨" and "O" in the document are what recognition made of "|" and "Q".
"""

from checker import Derivation, Matrix, Natural, Positive, Simplex, Size, Sum, Vector, derivation, expectation, log


@derivation(title="−Σ_z Q(z|x) log(P(x, z)/Q(z|x)) is KL(Q ‖ P(z|x)) up to a constant; b and c are not", question="E9")
def variational_loss_options(
    d: Derivation, n: Size, m: Size, z: Natural, x: Natural, q: Simplex("n"),
    joint: Vector("n", Positive), table: Matrix("m", "n", Positive), codes: Matrix("m", "n", Positive),
) -> None:  # fmt: skip
    """table[x, z] is P(x, z) for m values of x, codes[x, z] is Q(z|x)."""
    E = expectation(z, q)
    evidence = Sum(joint[z], (z, 0, n - 1))
    posterior = joint[z] / evidence
    bound = E(log(joint[z] / q[z]))
    kl = E(log(q[z] / posterior))

    with d.prove(-bound, "=", kl - log(evidence), "log P(x) is the same for every Q", label="option a",
                 printed="a. -\\sum_{z} Q(z|x) log \\frac{P(x,z)}{Q(z \\lor x)}") as a:  # fmt: skip
        a.eq(E(log(q[z]) - log(joint[z])), "logarithm of a quotient")
        a.eq(E(log(q[z]) - log(posterior) - log(evidence)), "P(x, z) = P(z|x) P(x)")
    d.prove(kl, "=", log(evidence) - bound, "minimising KL is maximising the bound",
            printed="minimize the KL divergence, KL(Q(z|x) || P(z|x)) which eventually leads to maximization of the "
            "well-known Variational lower bound of \\sum_{z} Q(z|x) log \\frac{P(x,z)}{O(z\\vee x)}")  # fmt: skip
    d.prove(-bound, "=", kl - log(evidence), "option a again", label="option a",
            printed="So, we will minimize -\\sum_z Q(z|x)log\\frac{P(x,z)}{Q(z\\vee x)}.")  # fmt: skip
    at_x = Sum(table[0, z], (z, 0, n - 1))
    d.refute(
        -Sum(codes[x, 0] * log(table[x, 0] / codes[x, 0]), (x, 0, m - 1)), "=",
        Sum(codes[0, z] * log(codes[0, z] / (table[0, z] / at_x)), (z, 0, n - 1)) - log(at_x),
        "summed over the observations at one fixed code: it is not the loss of one observation", label="option b",
        printed="b. -\\sum_{x} Q(z|x) log \\frac{P(x,z)}{Q(z\\vee x)}",
    )  # fmt: skip
    weighted = Sum(posterior * log(joint[z] / q[z]), (z, 0, n - 1))
    d.refute(
        weighted, "=", kl - log(evidence), "weighted with P(z|x), which is unknown, and without the minus sign",
        label="option c", printed="c. \\sum_{z} P(z|x) log \\frac{P(x,z)}{Q(z \\lor x)}",
    )  # fmt: skip
    d.prove(
        weighted, "=", Sum(posterior * log(posterior / q[z]), (z, 0, n - 1)) + log(evidence),
        "what option c is: the other divergence, KL(P(z|x) ‖ Q), plus log P(x)", label="option c",
    )  # fmt: skip
    d.prove(
        -bound, "=", kl - log(evidence), "option a is the loss, so that d is false", label="option d",
        printed="d. None of the above (Correct Answer: a)",
    )  # fmt: skip
    for quoted in ("Q(z \\lor x)", "Q(z\\vee x)", "O(z\\vee x)"):
        d.illegible(quoted, reading="Q(z|x)", why="the bar of a conditional distribution was taken for ∨, and Q for O")
