"""Points: members of their domains, under the conditions, the same for the same seed, and varied."""

from fractions import Fraction
from random import Random

import mpmath
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from checker.domains import (
    COMPLEX,
    INTEGER,
    NATURAL,
    OPEN01,
    POSITIVE,
    REAL,
    SIZE,
    Function,
    Scalar,
    Tensor,
)  # fmt: skip
from checker.graph import (
    INF,
    NEG_INF,
    ONE,
    ZERO,
    Node,
    add,
    bind,
    div,
    elem,
    fn,
    functions,
    has_bound,
    matsym,
    mul,
    power,
    rat,
    rel,
    sub,
    sym,
    symbols,
)  # fmt: skip
from checker.numeric.draw import instantiate, points, schedule, shown
from checker.numeric.evaluate import compile_graph
from checker.numeric.formulas import draw_formula
from checker.numeric.plan import plan
from checker.numeric.proposals import contains, edge_value, far_value, ladder, random_value, scalar_value, simplicity
from checker.numeric.scope import Unknown
from checker.numeric.solve import Root, roots_of
from checker.numeric.univariate import univariate
from checker.records import Link

x, y, z, n, m, i, k = map(sym, "x y z n m i k".split())
F = Fraction


def drawn(domains, *where, shown_in=None, seed=0, count=20):
    side = shown_in if shown_in is not None else add(*(sym(name) for name, d in domains if isinstance(d, Scalar)))
    return list(points(Link(side, "=", side, tuple(domains), where), seed=seed, count=count))


SCALARS = [
    REAL, POSITIVE, INTEGER, NATURAL, OPEN01, COMPLEX, SIZE, Scalar(nonzero=True), Scalar("complex", nonzero=True),
    Scalar(lower=F(-1), upper=F(1)), Scalar(upper=F(-3)), Scalar("integer", lower=F(2), upper=F(4)),
    Scalar(lower=F(1), upper=F(1) + F(1, 10**6)), Scalar("integer", upper=F(0)), Scalar(lower=F(5), upper=F(5)),
]  # fmt: skip


@pytest.mark.parametrize("domain", SCALARS, ids=str)
def test_every_value_is_a_member(domain):
    from random import Random

    rng = Random(1)
    assert ladder(domain)
    assert all(contains(domain, v) for v in ladder(domain))
    for _ in range(100):
        for draw in (random_value, lambda d, r: edge_value(d, r, False), lambda d, r: far_value(d, r, False)):
            assert contains(domain, draw(domain, rng))
    for p in drawn([("x", domain)]):
        assert contains(domain, p.values["x"])


def test_the_first_values_are_simple():
    values = [p.values["x"] for p in drawn([("x", REAL)])]
    assert values[:6] == [1, 2, F(1, 2), -1, 3, 0]
    assert any(0 < abs(v) < F(1, 50) for v in values)
    assert any(abs(v) >= 10 for v in values)
    assert any(v < 0 for v in values)


def test_points_are_distinct_and_seeded():
    first = [dict(p.values) for p in drawn([("x", REAL), ("y", REAL)], seed=3)]
    again = [dict(p.values) for p in drawn([("x", REAL), ("y", REAL)], seed=3)]
    other = [dict(p.values) for p in drawn([("x", REAL), ("y", REAL)], seed=4)]
    assert first == again
    assert first != other
    assert len(first) == 20
    assert len({tuple(sorted(d.items())) for d in first}) == 20
    assert any(d["x"] == d["y"] for d in first)


def test_small_domains_are_exhausted():
    assert {p.values["n"] for p in drawn([("n", Scalar("integer", lower=F(2), upper=F(4)))])} == {2, 3, 4}


def test_both_parities_and_all_quadrants():
    values = [p.values["n"] for p in drawn([("n", INTEGER)])]
    assert {int(v) % 2 for v in values} == {0, 1}
    complexes = [p.values["z"] for p in drawn([("z", COMPLEX)], count=30)]
    assert {(re > 0, im > 0) for re, im in complexes if re and im} == {
        (a, b) for a in (True, False) for b in (True, False)
    }
    assert any(im == 0 and re < 0 for re, im in complexes)  # on the cut of the logarithm


def test_conditions_hold_exactly():
    domains = [("x", REAL), ("y", REAL), ("z", REAL)]
    for p in drawn(domains, rel(ZERO, "<", x), rel(x, "<", y), rel(add(x, y, z), "=", ONE)):
        values = dict(shown(p))
        assert 0 < values["x"] < values["y"]
        assert values["x"] + values["y"] + values["z"] == 1
    for p in drawn([("x", REAL)], rel(x, "!=", ONE), rel(x, ">=", ZERO)):
        assert p.values["x"] != 1
        assert p.values["x"] >= 0
    for p in drawn([("x", REAL), ("y", REAL)], rel(mul(x, y), "=", ONE)):
        values = dict(shown(p))
        assert values["x"] * values["y"] == 1


def test_where_on_a_solved_symbol_is_kept():
    # x is given by y, and its own bounds must not be forgotten
    found = drawn([("x", REAL), ("y", REAL)], rel(x, "=", add(y, y)), rel(x, ">", ONE), rel(x, "<", rat(3)))
    assert found
    assert all(1 < dict(shown(p))["x"] < 3 for p in found)


def test_impossible_conditions_give_nothing():
    assert drawn([("x", REAL)], rel(power(x, 2), "<", ZERO)) == []
    with pytest.raises(Unknown):
        drawn([("x", REAL)], rel(x, "<", ZERO), rel(x, ">", ZERO))


# ---------------------------------------------------------------- matrices and sizes

A = matsym("A", n, n)


def rows_of(structure, entry=REAL, count=20):
    link = Link(Node("trace", (A,)), "=", ZERO, (("n", SIZE), ("A", Tensor(n, n, entry, structure))))
    return [(p.sizes["n"], p.values["A"]) for p in points(link, seed=0, count=count)]


def product(a, b):
    return [[sum(a[r][t] * b[t][c] for t in range(len(b))) for c in range(len(b[0]))] for r in range(len(a))]


def transposed(a):
    return [list(row) for row in zip(*a, strict=True)]


def determinant(a):
    if len(a) == 1:
        return a[0][0]
    return sum((-1) ** c * a[0][c] * determinant([row[:c] + row[c + 1 :] for row in a[1:]]) for c in range(len(a)))


def test_structures_are_exact():
    for size, a in rows_of("orthogonal"):
        assert product(a, transposed(a)) == [[F(r == c) for c in range(size)] for r in range(size)]
    assert {determinant(a) for _, a in rows_of("orthogonal", count=40)} == {1, -1}
    for size, a in rows_of("positive-definite"):
        assert [list(r) for r in a] == transposed(a)
        assert all(determinant([row[:t] for row in a[:t]]) > 0 for t in range(1, size + 1))  # Sylvester
    for _, a in rows_of("symmetric"):
        assert [list(r) for r in a] == transposed(a)
    for _, a in rows_of("invertible"):
        assert determinant(a) != 0
    for _, a in rows_of("positive-definite", POSITIVE):
        assert all(v > 0 for row in a for v in row)
    assert any(determinant(a) == 0 for _, a in rows_of(""))


def test_a_simplex():
    p = matsym("p", n, ONE)
    link = Link(elem(p, ZERO), "=", ZERO, (("n", SIZE), ("p", Tensor(n, ONE, POSITIVE, "simplex"))))
    for point in points(link, seed=0, count=20):
        flat = [v for row in point.values["p"] for v in row]
        assert sum(flat) == 1
        assert all(v > 0 for v in flat)


def test_sizes_vary_and_obey_conditions():
    b = matsym("B", n, m)
    domains = (("n", SIZE), ("m", SIZE), ("B", Tensor(n, m)))
    pairs = {tuple(p.sizes[s] for s in "nm") for p in points(Link(b, "=", b, domains), seed=0, count=20)}
    assert len(pairs) >= 4
    assert any(r != c for r, c in pairs)
    assert any(1 in pair for pair in pairs)
    link = Link(b, "=", b, domains, (rel(m, "=", add(n, ONE)),))
    pairs = {tuple(p.sizes[s] for s in "nm") for p in points(link, seed=0, count=20)}
    assert pairs
    assert all(c == r + 1 for r, c in pairs)
    link = Link(b, "=", b, domains, (rel(n, ">=", rat(2)),))
    assert all(p.sizes["n"] >= 2 for p in points(link, seed=0, count=20))


def test_an_index_stays_inside_its_size():
    v = matsym("v", n, ONE)
    side = elem(v, i, ZERO)
    link = Link(side, "=", side, (("n", SIZE), ("v", Tensor(n, ONE)), ("i", NATURAL)), (rel(i, "<", n),))
    found = list(points(link, seed=0, count=20))
    assert found
    assert all(0 <= p.values["i"] < p.sizes["n"] for p in found)


# ---------------------------------------------------------------- functions


def app(name, *args, orders=None):
    return Node("app", args, (name, orders or (0,) * len(args)))


def value_at(node, precision=120, **values):
    (v,) = compile_graph([node]).run(values, precision)
    return v if isinstance(v, Fraction) else v.value


def test_instantiated_nodes_hold_no_undefined_function():
    inner = bind("integral", k, mul(app("f", k), app("f", mul(x, k), orders=(1,))), ZERO, ONE)
    link = Link(inner, "=", ZERO, (("f", Function("smooth")), ("x", REAL)))
    for p in points(link, seed=0, count=5):
        node = instantiate(inner, p)
        assert not functions(node)
        assert symbols(node) == {"x"}
        assert not has_bound(node)


def test_derivatives_are_those_of_the_formula():
    link = Link(app("f", x, orders=(1,)), "=", ZERO, (("f", Function("smooth")), ("x", REAL)))
    point = next(iter(points(link, seed=0, count=3)))
    f = instantiate(app("f", x), point)

    def value(t):
        return mpmath.mpf(value_at(f, 200, x=F(str(t))).real.str(50, radius=False))

    with mpmath.workdps(50):
        slope = (value("0.70000000000000000001") - value("0.69999999999999999999")) / mpmath.mpf("2e-20")
        exact = value_at(instantiate(app("f", x, orders=(1,)), point), 200, x=F(7, 10))
        assert abs(slope - mpmath.mpf(exact.real.str(40, radius=False))) < mpmath.mpf("1e-25")


def test_mixed_derivatives_do_not_vanish_and_commute():
    domain = Function("smooth", (None, None))
    both = app("g", x, y, orders=(1, 1))
    for p in points(Link(both, "=", ZERO, (("g", domain), ("x", REAL), ("y", REAL))), seed=0, count=5):
        v = value_at(instantiate(both, p), x=F(1, 3), y=F(2, 5))
        assert not v.contains(0)


@pytest.mark.parametrize(("arguments", "given_count"), [((None,), 0), ((None, None), 1)])
def test_densities_are_normalised(arguments, given_count):
    domain = Function("density", arguments, None, given_count)
    side = app("q", *(x, y)[: len(arguments)])
    link = Link(side, "=", ZERO, (("q", domain), ("x", REAL), ("y", REAL)))
    for p in points(link, seed=0, count=3):
        f = instantiate(side, p)
        program = compile_graph([f])

        def at(t, program=program):
            (v,) = program.run({"x": F(float(t)), "y": F(1, 2)}, 64)
            return float(v.value.real)

        assert abs(mpmath.quad(at, [-20, -5, -2, 0, 2, 5, 20]) - 1) < 1e-8


def test_a_vector_valued_function_has_its_shape():
    from random import Random

    domain = Function("smooth", ((n, ONE),), (n, ONE))
    parameters, body = draw_formula("V", domain, {"n": 3}, Random(0))
    assert parameters[0].op == "matsym"
    assert (body.op, body.data) == ("matrix", (3, 1))


def test_the_plan_refuses_what_has_no_domain():
    with pytest.raises(Unknown):
        plan(Link(x, "=", y, (("x", REAL),)))


# ---------------------------------------------------------------- roots


@given(st.lists(st.fractions(min_value=-5, max_value=5, max_denominator=6), min_size=1, max_size=4))
@settings(max_examples=40, deadline=None, derandomize=True)
def test_rational_roots_are_all_found(roots):
    poly = mul(*(sub(x, rat(r)) for r in roots))
    assert set(roots_of(poly, "x", REAL)) == set(roots)
    positive = {r for r in roots if r > 0}
    assert set(roots_of(poly, "x", POSITIVE)) == positive


def test_a_pole_is_no_root():
    assert roots_of(div(sub(power(x, 2), ONE), sub(x, ONE)), "x", REAL) == (F(-1),)
    assert roots_of(div(ONE, x), "x", REAL) == ()
    assert univariate(fn("sin", x), "x") is None


def test_other_roots_are_enclosed():
    (root,) = (r for r in roots_of(sub(power(x, 2), rat(2)), "x", POSITIVE))
    assert isinstance(root, Root)
    assert root.number(300).overlaps(mpmath_sqrt2())
    assert root.number(300).rad() < 1e-80
    found = roots_of(sub(fn("cos", x), x), "x", REAL)
    assert len(found) == 1
    with mpmath.workdps(60):
        dottie = mpmath.findroot(lambda t: mpmath.cos(t) - t, 0.7)
        assert abs(mpmath.mpf(found[0].number(200).str(50, radius=False)) - dottie) < mpmath.mpf("1e-45")


def mpmath_sqrt2():
    from flint import arb, ctx

    with ctx.workprec(400):
        return arb(2).sqrt()


@pytest.mark.parametrize("jump", ["floor", "sign"])
def test_a_jump_over_zero_is_no_root(jump):
    node = add(fn(jump, x), rat(1, 2))
    assert not any(isinstance(r, Root) for r in roots_of(node, "x", REAL))
    assert not any(
        isinstance(r, Root) for r in roots_of(fn("tan", add(x, fn("sin", rat(1)))), "x", Scalar(lower=F(0), upper=F(1)))
    )


def test_simplicity_orders_generic_small_numbers_first():
    ordered = sorted([F(0), F(1), F(2), F(7, 5), F(1, 2), F(-1), F(100, 7)], key=simplicity)
    assert ordered[0] == 1
    assert ordered.index(F(0)) > ordered.index(F(1))
    assert ordered[-1] == F(100, 7)


def test_an_expectation_is_instantiated_inside_its_binder():
    side = bind("integral", k, mul(app("q", k), k), NEG_INF, INF)
    link = Link(side, "=", ZERO, (("q", Function("density")),))
    for p in points(link, seed=0, count=3):
        node = instantiate(side, p)
        assert node.op == "integral"
        assert not functions(node)


def test_few_points_are_no_coincidence() -> None:
    """E z² = σ² + 1 holds for every μ with μ² = 1: of a few points some must be of another kind."""
    for count in (3, 4, 5, 6):
        assert "generic" in [kind for kind, _ in schedule(count, 2)]
    rng = Random(1)
    drawn = [scalar_value(REAL, "generic", 0, rng, True, None) for _ in range(300)]
    assert not {0, 1, -1} & set(drawn)
