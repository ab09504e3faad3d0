"""KL of factorised distributions is the sum of the KLs of the factors, for any number of dimensions.

The printed lines are those of 003_c1f01e979bb8e79a.txt, Q2 (2).
"""

from sympy import Expr

from checker import (
    Density,
    Derivation,
    Matrix,
    Natural,
    Positive,
    Product,
    Real,
    Simplex,
    Size,
    Sum,
    derivation,
    expectation,
    integral,
    log,
)


@derivation(title="KL(q ‖ p) of products of D factors: the printed lines", question="D2.2")
def kl_factorised_printed(
    d: Derivation, D: Size, N: Size, i: Natural, k: Natural, w: Simplex("N"), Q: Matrix("N", "D", Positive),
    P: Matrix("N", "D", Positive),
) -> None:  # fmt: skip
    """E_q is over N points z (any number): w[k] is q at the k-th, Q[k, i] is qᵢ(zᵢ) there and P[k, i] is pᵢ(zᵢ)."""
    E = expectation(k, w)
    q, p = Product(Q[k, i], (i, 0, D - 1)), Product(P[k, i], (i, 0, D - 1))

    with d.prove(
        E(log(q / p)), "=", Sum(E(log(Q[k, i]) - log(P[k, i])), (i, 0, D - 1)), "the expectation is linear",
        printed="= \\sum_{i=1}^D E_q[(\\log q_i(z_i) - \\log p_i(z_i))]",
    ) as kl:  # fmt: skip
        kl.eq(
            E(log(q) - log(p)), "logarithm of a quotient",
            printed="D_{KL}(q(z) \\parallel p(z)) = E_q[\\log q(z) - \\log p(z)]",
        )  # fmt: skip
        kl.eq(
            E(log(Product(Q[k, i], (i, 0, D - 1))) - log(Product(P[k, i], (i, 0, D - 1)))), "both are products",
            printed="= E_q[\\log \\prod_{i=1}^D q_i(z_i) - \\log ( \\prod_{i=1}^D p_i(z_i) )]",
        )  # fmt: skip
        kl.eq(
            E(Sum(log(Q[k, i]) - log(P[k, i]), (i, 0, D - 1))),
            "the logarithm of a product is the sum of the logarithms",
            printed="= E_q [ \\sum_{i=1}^D (\\log q_i(z_i) - \\log p_i(z_i)) ]",
        )  # fmt: skip


@derivation(title="Each term of the sum is the KL of one factor, for any densities and any D", question="D2.2")
def kl_factorised_marginals(
    d: Derivation, D: Size, i: Natural, j: Natural, z: Real, q: Density(given=1), p: Density(given=1)
) -> None:
    """q(z, i) is the density qᵢ at z. The D-fold integral of a function of zᵢ times Π qⱼ(zⱼ) is, by Fubini, the
    integral over zᵢ times those of the other densities.
    """
    kl = integral(q(z, i) * log(q(z, i) / p(z, i)), z)
    others = Product(integral(q(z, j), z), (j, 0, i - 1)) * Product(integral(q(z, j), z), (j, i + 1, D - 1))
    d.prove(
        Sum(integral(q(z, i) * (log(q(z, i)) - log(p(z, i))), z) * others, (i, 0, D - 1)), "=", Sum(kl, (i, 0, D - 1)),
        "every other density integrates to 1",
        printed="= \\sum_i D_{KL}(q_i(z_i) \\parallel p_i(z_i))",
    )  # fmt: skip


@derivation(title="Two independent blocks: KL adds, for arbitrary densities", question="D2.2")
def kl_two_blocks(d: Derivation, u: Real, v: Real, q: Density, p: Density, r: Density, s: Density) -> None:
    """The step of the induction: u stands for the first D dimensions, v for the next; q(u) r(v) against p(u) s(v)."""

    def E(f: Expr) -> Expr:
        return integral(integral(q(u) * r(v) * f, v), u)

    first, second = integral(q(u) * log(q(u) / p(u)), u), integral(r(v) * log(r(v) / s(v)), v)

    with d.prove(E(log(q(u) * r(v)) - log(p(u) * s(v))), "=", first + second) as kl:
        kl.eq(E(log(q(u) / p(u)) + log(r(v) / s(v))), "logarithm of a product and of a quotient")
        kl.eq(E(log(q(u) / p(u))) + E(log(r(v) / s(v))), "the integral is linear")
        kl.eq(first + E(log(r(v) / s(v))), "the other block's density integrates to 1")
