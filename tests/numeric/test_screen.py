"""The float64 filter: its arrays against Python's own complex arithmetic, its candidates, thin regions."""

import cmath
import math
from fractions import Fraction
from random import Random

import numpy as np
import pytest

from checker.domains import COMPLEX, NATURAL, REAL, Scalar
from checker.graph import PI, TRUE, I, Node, add, bind, conj, disj, fn, mul, power, rat, rel, sub, sym
from checker.numeric.screen import Arrays, candidates, sample, seek

x, y, z = map(sym, "xyz")
POINTS = np.array([0.3 + 0.4j, -1.2 + 0.5j, 2.0 + 0j, -0.7 - 1.1j])


@pytest.mark.parametrize("name", "exp log sin cos tan asin acos atan sinh cosh tanh asinh acosh atanh".split())
def test_functions_agree_with_cmath(name):
    (found,) = Arrays([fn(name, z)]).run({"z": POINTS})
    assert np.allclose(found, [getattr(cmath, name)(w) for w in POINTS])


def test_structure_and_conditions():
    expression = add(mul(PI, power(x, 3)), mul(I, power(x, rat(1, 2))), fn("mod", x, rat(2)), fn("max", x, rat(1)))
    (found,) = Arrays([expression]).run({"x": np.array([2.5 + 0j])})
    assert cmath.isclose(found[0], math.pi * 2.5**3 + 1j * math.sqrt(2.5) + 0.5 + 2.5)
    step = Node("piecewise", (rat(1), conj(rel(x, ">", rat(0)), rel(x, "<", rat(1))), rat(2), TRUE))
    (found,) = Arrays([step]).run({"x": np.array([0.5 + 0j, 3.0 + 0j])})
    assert [v.real for v in found] == [1, 2]
    (found,) = Arrays([disj(rel(x, "=", rat(1)), rel(x, ">", rat(2)))]).run({"x": np.array([1.0 + 0j, 1.5, 3.0])})
    assert [v.real for v in found] == [1, 0, 1]


def test_what_is_not_elementary_is_refused():
    with pytest.raises(ValueError, match="elementary"):
        Arrays([bind("integral", x, x, rat(0), rat(1))])
    with pytest.raises(ValueError, match="elementary"):
        Arrays([fn("gamma", x)])


def test_candidates_are_exact_and_where_asked():
    right = sub(x, fn("frac", mul(rat(2), x)))
    found = candidates(fn("floor", x), "=", right, [rel(x, ">", rat(3))], {"x": REAL}, Random(0))
    assert found
    for p in found:
        v = p["x"]
        assert isinstance(v, Fraction)
        assert v > 3
        assert math.floor(v) != v - (2 * v - math.floor(2 * v))
    assert candidates(power(x, 2), ">=", rat(0), [], {"x": REAL}, Random(0)) == []


def test_integers_come_in_turn():
    drawn = sample({"n": NATURAL}, 500, Random(0))["n"]
    assert set(range(400)) <= {int(v) for v in drawn}
    drawn = sample({"z": COMPLEX}, 500, Random(0))["z"]
    assert len({(re > 0, im > 0) for re, im in drawn if re and im}) == 4


def test_thin_regions_are_sought():
    width = rat(Fraction(1, 10**6))
    curve = add(power(x, 2), power(y, 2))
    conditions = [rel(curve, ">", rat(1)), rel(curve, "<", add(rat(1), width))]
    found = seek(conditions, {"x": REAL, "y": Scalar(lower=Fraction(0))}, 0)
    assert found
    for p in found:
        assert 1 < p["x"] ** 2 + p["y"] ** 2 < 1 + Fraction(1, 10**6)
        assert p["y"] >= 0
    assert seek([rel(power(x, 2), "<", rat(-1))], {"x": REAL}, 0) == []
