"""Domains as data: membership, signs, sizes, plain data."""

import json
from fractions import Fraction

import pytest

from checker import domains as d
from checker.graph import ONE, add, mul, power, rat, sym

HALF = Fraction(1, 2)


@pytest.mark.parametrize(
    ("domain", "inside", "outside"),
    [
        (d.REAL, [-3, 0, HALF], []),
        (d.POSITIVE, [HALF, 9], [0, -1]),
        (d.NONNEGATIVE, [0, 2], [-HALF]),
        (d.NONZERO, [-1, HALF], [0]),
        (d.NATURAL, [0, 3], [-1, HALF]),
        (d.SIZE, [1, 4], [0]),
        (d.OPEN01, [HALF], [0, 1, 2]),
    ],
)
def test_members(domain: d.Scalar, inside: list[Fraction], outside: list[Fraction]) -> None:
    assert all(domain.contains(Fraction(x)) for x in inside)
    assert not any(domain.contains(Fraction(x)) for x in outside)


def test_an_empty_domain_is_refused() -> None:
    with pytest.raises(ValueError, match="empty"):
        d.Scalar(lower=Fraction(1), upper=Fraction(0))
    with pytest.raises(ValueError, match="empty"):
        d.Scalar(lower=Fraction(1), upper=Fraction(1), lower_open=True)


@pytest.mark.parametrize(
    "domain",
    [
        d.OPEN01, d.COMPLEX, d.Tensor(sym("n"), ONE, d.POSITIVE, "simplex"),
        d.Function("density", (None, None), None, 1),
        d.Function("smooth", ((sym("n"), ONE),), (sym("m"), ONE)),
    ],
)  # fmt: skip
def test_plain_data_is_faithful(domain: d.Domain) -> None:
    assert d.decode(json.loads(json.dumps(d.encode(domain)))) == domain


def test_sizes() -> None:
    n = sym("n")
    assert d.size_value(add(mul(rat(4), n), rat(-1)), {"n": 3}) == 11
    assert d.size_value(power(n, 2), {"n": 3}) == 9
    with pytest.raises(ValueError, match="size"):
        d.size_value(add(n, rat(-4)), {"n": 3})
