"""Cited claims: what follows from them is proved, what does not is not, and domains of instances are respected."""

from __future__ import annotations

from time import monotonic
from typing import Any

import pytest
import sympy as sp

from checker.exact.facts import prove_from_facts
from checker.exact.prove import context_of
from checker.links import used_domains
from checker.records import Fact, Link
from checker.translate import Lowering

x, y, z, u, v = sp.symbols("x y z u v", real=True)
p, q = sp.symbols("p q", positive=True)
f, g = sp.Function("f"), sp.Function("g")
F = sp.Integral(f(z), (z, 0, 1))


def outcome(claim: tuple[Any, str, Any], *facts: tuple[Any, ...]) -> str | None:
    lowering = Lowering()
    cited = tuple(
        Fact(f"c.{k}", lowering.lower(a), r, lowering.lower(b), tuple(lowering.lower(c) for c in where))
        for k, (a, r, b, *where) in enumerate(facts, 1)
    )
    left, right = lowering.lower(claim[0]), lowering.lower(claim[2])
    nodes = [n for fact in cited for n in (fact.left, fact.right, *fact.where)]
    link = Link(
        left, claim[1], right, used_domains(tuple(lowering.domains.items()), left, right, *nodes), (), (), cited
    )
    return prove_from_facts(link, context_of(link, monotonic() + 20))


@pytest.mark.parametrize(
    ("claim", "facts"),
    [
        # as a whole, the other way round, with a multiple of nothing added
        ((F, "=", 3), [(F, "=", 3)]),
        ((3 + x, "=", F + x), [(F, "=", 3)]),
        # one occurrence rewritten
        ((x * F + F**2, "=", 3 * x + 9), [(F, "=", 3)]),
        # two facts one after the other
        ((f(x) + g(x), "=", 5), [(f(x), "=", 2), (g(x), "=", 3)]),
        # at other values of its symbols
        ((f(y + 1), "=", (y + 1) ** 2), [(f(x), "=", x**2)]),
        ((f(p * q), "=", p * q), [(f(p), "=", p)]),
        # inequalities: the same, weaker, shifted by what is not negative
        ((f(x), "<=", 1), [(f(x), "<=", 1)]),
        ((f(x) + y, "<=", 1 + y), [(f(x), "<", 1)]),
        ((f(x), "<=", 1 + y**2), [(f(x), "<=", 1)]),
        ((f(x), "<", 1), [(f(x), "<", 1)]),
        ((1, ">=", f(x)), [(f(x), "<=", 1)]),
        ((f(x), "<=", 1), [(f(x), "=", 1)]),
    ],
    ids=str,
)
def test_what_follows(claim: Any, facts: Any) -> None:
    assert outcome(claim, *facts) is not None


@pytest.mark.parametrize(
    ("claim", "facts"),
    [
        ((F, "=", 4), [(F, "=", 3)]),
        ((f(x), "<", 1), [(f(x), "<=", 1)]),
        ((f(x), "<=", 1), [(f(x), ">=", 1)]),
        ((f(x), "=", 1), [(f(x), "<=", 1)]),
        ((f(x), "<=", 1 + y), [(f(x), "<=", 1)]),
        # the instance leaves the fact's domain
        ((f(x), "=", x), [(f(p), "=", p)]),
        ((f(-p), "=", -p), [(f(p), "=", p)]),
        # the fact's own condition does not hold there
        ((f(y), "=", y), [(f(x), "=", x, sp.Gt(x, 1))]),
        # nor where it stands as it is
        ((f(x), "=", x), [(f(x), "=", x, sp.Gt(x, 1))]),
        ((f(x) + 1, "=", x + 1), [(f(x), "=", x, sp.Gt(x, 1))]),
        ((f(x), "=", 1), []),
    ],
    ids=str,
)
def test_what_does_not_follow(claim: Any, facts: Any) -> None:
    assert outcome(claim, *facts) is None


def test_a_condition_that_holds_at_the_instance() -> None:
    assert outcome((f(p + 1), "=", p + 1), (f(x), "=", x, sp.Gt(x, 1))) is not None
