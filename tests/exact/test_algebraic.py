"""Algebraic numbers: exact zero against near misses, values against mpmath."""

import mpmath as mp
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from node_values import value

from checker.exact.context import Context
from checker.exact.normal import is_zero, simplify
from checker.graph import MINUS_ONE, ONE, PI, I, Node, add, fn, mul, power, rat, sub


def root(x: Node, k: int = 2) -> Node:
    return power(x, rat(1, k))


@settings(max_examples=40, deadline=None, derandomize=True)
@given(st.integers(1, 60), st.integers(1, 60))
def test_nested_roots(p: int, q: int) -> None:
    """(sqrt p + sqrt q)² = p + q + 2 sqrt(p q), by squaring."""
    nested = root(add(rat(p + q), mul(rat(2), root(rat(p * q)))))
    assert is_zero(sub(nested, add(root(rat(p)), root(rat(q)))), Context({})) is True
    near = sub(nested, add(root(rat(p)), root(rat(q)), rat(1, 10**50)))
    assert is_zero(near, Context({})) is not True
    assert is_zero(add(nested, root(rat(p)), root(rat(q))), Context({})) is not True


@pytest.mark.parametrize("n", range(3, 26))
def test_roots_of_unity(n: int) -> None:
    turns = [fn("exp", mul(rat(2 * k, n), I, PI)) for k in range(n)]
    assert is_zero(add(*turns), Context({})) is True
    cosines = [power(fn("cos", mul(rat(2 * k, n), PI)), 2) for k in range(n)]
    assert is_zero(sub(add(*cosines), rat(n, 2)), Context({})) is True
    assert is_zero(sub(add(*turns[1:]), ONE), Context({})) is not True


@pytest.mark.parametrize("p", [3, 5, 7, 11, 13])
def test_gauss_sums(p: int) -> None:
    """Σ exp(2πi k²/p) = sqrt p, or i sqrt p for p = 3 mod 4 (Gauss 1811)."""
    total = add(*(fn("exp", mul(rat(2 * k * k, p), I, PI)) for k in range(p)))
    expected = root(rat(p)) if p % 4 == 1 else mul(I, root(rat(p)))
    assert is_zero(sub(total, expected), Context({})) is True


@settings(max_examples=40, deadline=None, derandomize=True)
@given(st.fractions(-20, 20, max_denominator=12), st.fractions(-3, 3, max_denominator=6))
def test_principal_powers_keep_their_value(base: object, exponent: object) -> None:
    if base == 0:
        return
    node = power(rat(base), rat(exponent))
    u, v = value(node, {}), value(simplify(node, Context({})), {})
    assert abs(u - v) < mp.mpf(10) ** -20 * max(1, abs(u))


def test_near_misses_of_high_order() -> None:
    """Sums of square roots that agree to many digits (Graham): 10^-37 apart is apart."""
    left = [1, 2, 7, 8, 15]
    shifted = [10**9 + k for k in left]
    other = [10**9 + k for k in [0, 3, 6, 9, 15]]
    gap = sub(add(*(root(rat(k)) for k in shifted)), add(*(root(rat(k)) for k in other)))
    assert is_zero(gap, Context({})) is not True
    assert is_zero(sub(root(MINUS_ONE), I), Context({})) is True
