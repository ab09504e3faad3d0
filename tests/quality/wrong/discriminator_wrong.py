"""The optimal discriminator with one slip each."""

from checker import Density, Derivation, Derivative, Open01, Positive, Real, derivation, integral, log


@derivation(title="a sign in the derivative of log(1 − D)")
def discriminator_sign(d: Derivation, p: Positive, q: Positive, D: Open01) -> None:
    value = p * log(D) + q * log(1 - D)
    with d.prove(Derivative(value, D), "=", (p - (p + q) * D) / (D * (1 - D))) as slope:
        slope.eq(p / D + q / (1 - D), "derivative of both logarithms")  # expect: refuted


@derivation(title="swapped p and q: not the maximum")
def discriminator_swapped(d: Derivation, p: Positive, q: Positive, D: Open01) -> None:
    best = q / (p + q)
    d.prove(p * log(D) + q * log(1 - D), "<=", p * log(best) + q * log(1 - best))  # expect: refuted


@derivation(title="a lost factor 2 before the JSD")
def value_factor(d: Derivation, x: Real, p: Density, q: Density) -> None:
    best = p(x) / (p(x) + q(x))
    m = (p(x) + q(x)) / 2
    jsd = (integral(p(x) * log(p(x) / m), x) + integral(q(x) * log(q(x) / m), x)) / 2
    value = integral(p(x) * log(best) + q(x) * log(1 - best), x)
    d.prove(value, "=", -log(4) + jsd)  # expect: refuted
