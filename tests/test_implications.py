"""What follows from an equation: points that a division would lose, and terms that mean something only under it."""

import pytest
from sympy import Eq, Ne, symbols

from checker import check, equation

x, y, z = symbols("x y z", real=True)
a = symbols("a", positive=True)

LOST = [
    ("one factor of two", equation(x * y, 0), equation(x, 0), []),
    ("the other factor", equation(x * y, 0), equation(y, 0), []),
    ("a factor cancelled", equation(x * y, x * z), equation(y, z), []),
    ("a square cancelled", equation(x**2 * y, x**2), equation(y, 1), []),
    ("a shifted factor cancelled", equation((x - 1) * y, 3 * (x - 1)), equation(y, 3), []),
    ("a polynomial cancelled", equation((x**2 - 4) * y, x**2 - 4), equation(y, 1), []),
    ("two of three factors", equation(x * (y - 1) * (z - 2), 0), equation(x * (y - 1), 0), []),
]


@pytest.mark.parametrize(("left", "right", "where"), [c[1:] for c in LOST], ids=[c[0] for c in LOST])
def test_a_lost_case_is_found(left, right, where) -> None:  # type: ignore[no-untyped-def]
    assert check(left, "=>", right, where=where).verdict == "refuted"


def test_a_lost_case_among_conditions() -> None:
    assert check(x**2, "=", 0, where=[Eq(x * y, 0)]).verdict == "refuted"
    assert check(z / y, "=", x, where=[Eq(x * y, z)]).verdict == "undefined"


FOLLOWS = [
    ("cancelled what is not 0", equation(x * y, x * z), equation(y, z), [Ne(x, 0)]),
    ("a product stays 0", equation(x * y, 0), equation(x * y * z, 0), []),
    ("divided by a factor of what is not 0", equation(x * y, a), equation(y, a / x), []),
]


@pytest.mark.parametrize(("left", "right", "where"), [c[1:] for c in FOLLOWS], ids=[c[0] for c in FOLLOWS])
def test_what_follows_is_proved(left, right, where) -> None:  # type: ignore[no-untyped-def]
    assert check(left, "=>", right, where=where).verdict == "proved"


def test_the_other_side_must_mean_something_where_the_equation_holds() -> None:
    assert check(equation(x * y, 1), "=>", equation(y, 1 / x)).verdict != "undefined"
    assert check(equation(x, y), "=>", equation(1 / x, 1 / y)).verdict == "undefined"
