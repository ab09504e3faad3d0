"""Bayes' rule from the two factorisations of a joint distribution, for any numbers of values."""

from checker import Derivation, Natural, Positive, Simplex, Size, Sum, Vector, derivation


@derivation(title="P(Y|X) = P(X|Y) P(Y)/P(X)", question="C.bayes")
def bayes_rule(
    d: Derivation, n: Size, k: Natural, j: Natural, prior: Simplex("n"), likelihood: Vector("n", Positive)
) -> None:
    """`prior[k]` is P(Y = k); `likelihood[k]` is P(X = x | Y = k) at the x that was observed."""
    joint = likelihood[k] * prior[k]
    evidence = Sum(likelihood[j] * prior[j], (j, 0, n - 1))
    posterior = joint / evidence

    d.prove(joint, "=", prior[k] * likelihood[k], "the joint by way of Y", where=k < n,
            printed="Generator: $P(X, Y) = P(X|Y) \\cdot P(Y)$")  # fmt: skip
    d.prove(evidence, ">", 0, "a sum of positive terms, so X = x can be conditioned on")
    d.prove(Sum(posterior, (k, 0, n - 1)), "=", 1, "P(Y|X = x) is a distribution over Y",
            printed="Discriminator: $P(Y|X=x)$")  # fmt: skip
    d.prove(joint, "=", posterior * evidence, "the joint by way of X: P(Y|X) P(X)", where=k < n)
    with d.prove(posterior, "=", likelihood[k] * prior[k] / evidence, where=k < n) as rule:
        rule.eq(joint / evidence, "divide by P(X) > 0",
                printed=r"Bayes term $\rightarrow P(Y|X) = \frac{P(X, Y)}{P(X)}$")  # fmt: skip
        rule.eq(likelihood[k] * prior[k] / evidence, "the joint by way of Y",
                printed=r"$= \frac{P(X|Y) \cdot P(Y)}{P(X)}$")  # fmt: skip
