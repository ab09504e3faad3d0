"""Inner products of vectors of any size, and divergences of two densities: what holds is proved, its neighbours not."""

from hypothesis import given, settings
from hypothesis import strategies as st
from judged import verdicts
from sympy import Abs, Ne, Rational, sqrt

from checker import (
    Density,
    Derivation,
    Natural,
    Real,
    Simplex,
    Size,
    Vector,
    derivation,
    dot,
    expectation,
    integral,
    kl,
    log,
    norm,
    total,
)
from checker.exact.inequalities import prove_inequality
from checker.exact.prove import context_of
from checker.links import links
from checker.marked import build


def test_norms_and_inner_products_of_any_size() -> None:
    def words(d: Derivation, u: Vector("n"), v: Vector("n"), w: Vector("n"), n: Size, c: Real) -> None:
        d.prove(norm(u + v), "<=", norm(u) + norm(v))
        d.prove(norm(u - w), "<=", norm(u - v) + norm(v - w))
        d.prove(dot(u, v) ** 2, "<=", norm(u) ** 2 * norm(v) ** 2)
        d.prove(Abs(dot(u, v)), "<=", norm(u) * norm(v))
        d.prove(norm(u - v), ">=", norm(u) - norm(v))
        d.prove(total(u) ** 2, "<=", n * norm(u) ** 2)
        d.prove(dot(u, v), "<=", c**2 * norm(u) ** 2 / 2 + norm(v) ** 2 / (2 * c**2), where=[Ne(c, 0)])

    assert verdicts(words) == ["proved"] * 7


def test_their_neighbours_are_refuted() -> None:
    def words(d: Derivation, u: Vector("n"), v: Vector("n"), n: Size) -> None:
        d.refute(norm(u + v), "<=", norm(u), "v does not only shorten")
        d.refute(norm(u + v) ** 2, "<=", norm(u) ** 2 + norm(v) ** 2, "the mixed term")
        d.refute(norm(u - v), "<=", norm(u) - norm(v), "the other way round")
        d.refute(dot(u, v), "<", norm(u) * norm(v), "parallel vectors")
        d.refute(total(u) ** 2, "<=", norm(u) ** 2, "the factor n")

    assert verdicts(words) == ["refuted"] * 5


@settings(max_examples=12, deadline=None)
@given(*(st.fractions(-3, 3, max_denominator=3) for _ in range(3)))
def test_quadratic_forms_in_two_vectors(a, b, c) -> None:  # type: ignore[no-untyped-def]
    """a‖u‖² + 2b u·v + c‖v‖² ≥ 0 for all u, v, exactly where the matrix (a b; b c) is positive semidefinite."""
    a, b, c = (Rational(x.numerator, x.denominator) for x in (a, b, c))

    def words(d: Derivation, u: Vector("n"), v: Vector("n")) -> None:
        d.prove(a * norm(u) ** 2 + 2 * b * dot(u, v) + c * norm(v) ** 2, ">=", 0)

    record = build(derivation(title="a title")(words))
    ((_, link),) = links(record.claims[0])
    found = prove_inequality(link.left, ">=", link.right, context_of(link, float("inf")))
    assert found is None or (a >= 0 and c >= 0 and a * c >= b * b)


def test_divergences() -> None:
    def words(d: Derivation, x: Real, p: Density, q: Density, k: Natural, a: Simplex("n"), b: Simplex("n")) -> None:
        m = (p(x) + q(x)) / 2
        d.prove(kl(x, p, m) / 2 + kl(x, q, m) / 2, ">=", 0)
        d.prove(expectation(x, p)(log(p(x) / (2 * m))) + expectation(x, q)(log(q(x) / (2 * m))), ">=", -log(4))
        d.prove(integral(sqrt(p(x) * q(x)), x), "<=", 1)
        d.prove(integral((p(x) - q(x)) ** 2 / (p(x) + q(x)), x), "<=", 2)
        d.prove(expectation(k, a)(a[k] / b[k]), ">=", 1)
        d.refute(integral(sqrt(p(x) * q(x)), x), "<=", Rational(1, 2), "at p = q it is 1")
        d.refute(expectation(k, a)(a[k] / b[k]), ">=", 2, "at a = b it is 1")

    assert verdicts(words) == ["proved"] * 5 + ["refuted"] * 2
