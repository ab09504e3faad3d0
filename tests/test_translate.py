"""Reading SymPy faithfully: bound variables, names, assumptions, and what has no reading."""

from fractions import Fraction

import pytest
import sympy as sp

from checker import graph as g
from checker.declarations import Density, Matrix, Positive, Vector, declare
from checker.domains import POSITIVE, Function, Scalar
from checker.to_sympy import to_sympy
from checker.translate import Lowering, lower
from checker.vocabulary import Untranslatable

x, y = sp.symbols("x y", real=True)
n = sp.symbols("n", integer=True, positive=True)
i, j = sp.symbols("i j", integer=True)
f = sp.Function("f")


@pytest.mark.parametrize(
    "expr",
    [
        x**2 + y / 3,
        sp.exp(-x) * sp.log(x**2 + 1),
        sp.Integral(sp.exp(-(x**2)) * y, (x, -sp.oo, sp.oo)),
        sp.Integral(x * y, (x, 0, y), (y, 0, 1)),
        sp.Sum(1 / n, (n, 1, sp.oo)),
        sp.Limit(sp.sin(x) / x, x, 0),
        sp.Piecewise((x, x > 0), (-x, True)),
        sp.Max(x, y, 1),
        sp.Matrix([[1, x], [y, 2]]),
        sp.gamma(x) * sp.besselj(1, x) + sp.polylog(2, x / 9),
    ],
)
def test_there_and_back(expr: sp.Basic) -> None:
    lowering = Lowering()
    node = lowering.lower(expr)
    (back,) = to_sympy([node], lowering.domains)
    again = Lowering().lower(back)
    assert again == node


def test_names_of_bound_variables_do_not_matter() -> None:
    assert lower(sp.Integral(sp.exp(-(x**2)), (x, 0, 1))) == lower(sp.Integral(sp.exp(-(y**2)), (y, 0, 1)))
    assert lower(sp.Sum(i**2, (i, 0, n))) == lower(sp.Sum(j**2, (j, 0, n)))


def test_a_bound_variable_is_not_the_free_one_of_the_same_name() -> None:
    node = lower(x * sp.Integral(x**2, (x, 0, x)))
    assert g.symbols(node) == {"x"}
    _, *rest = next(a for a in node.args if a.op == "integral").args
    assert rest == [g.ZERO, g.sym("x")]


def test_derivative_at_a_point() -> None:
    """f(2x)' is 2 f'(2x): the derivative is taken first, the point put in after."""
    node = lower(f(2 * x).diff(x))
    (inner,) = [a for a in node.args if a.op == "diff"]
    assert inner.args[1] == lower(2 * x)
    assert inner.data[1] == 1


def test_decimals_become_the_rationals_that_were_written() -> None:
    assert lower(sp.Float("0.1")) == g.rat(1, 10)
    assert lower(0.3) == g.rat(3, 10)
    assert lower(sp.Float("1e-20")) == g.rat(Fraction(1, 10**20))
    assert lower(sp.Float(0.1) * 3) == g.rat(3, 10)
    assert lower(sp.Float(6.02e23)) == g.rat(602 * 10**21)
    assert lower(sp.Float(0.123456789012345)) == g.rat(123456789012345, 10**15)


def test_fractions_are_those_that_python_divided() -> None:
    assert lower(1 / 3) == g.rat(1, 3)
    assert lower(2 * (-1 / 3)) == g.rat(-2, 3)
    assert lower(22 / 7) == g.rat(22, 7)


@pytest.mark.parametrize("x", [2**0.5, 3.141592653589793, -1e20 / 7, 1 / 3 + 1e-15])
def test_what_python_computed_is_no_number_that_is_meant(x: float) -> None:
    with pytest.raises(Untranslatable, match="Rational"):
        lower(sp.Float(x))


@pytest.mark.parametrize(
    ("assumed", "domain"),
    [
        ({}, Scalar("complex")),
        ({"real": True}, Scalar()),
        ({"positive": True}, Scalar(lower=Fraction(0), lower_open=True)),
        ({"nonnegative": True}, Scalar(lower=Fraction(0))),
        ({"negative": True}, Scalar(upper=Fraction(0), upper_open=True)),
        ({"integer": True}, Scalar("integer")),
        ({"integer": True, "positive": True}, Scalar("integer", Fraction(1))),
        ({"real": True, "nonzero": True}, Scalar(nonzero=True)),
    ],
)
def test_domains_are_read_from_assumptions(assumed: dict[str, bool], domain: Scalar) -> None:
    lowering = Lowering()
    lowering.lower(sp.Symbol("t", **assumed))
    assert lowering.domains["t"] == domain


def test_parity_becomes_a_condition() -> None:
    lowering = Lowering()
    lowering.lower(sp.Symbol("k", even=True) + 1)
    assert lowering.conditions == [g.rel(g.fn("mod", g.sym("k"), g.TWO), "=", g.ZERO)]


def test_one_name_for_two_symbols_is_two_symbols() -> None:
    assert len(g.symbols(lower(sp.Symbol("t") + sp.Symbol("t", positive=True)))) == 2


def test_undefined_functions() -> None:
    lowering = Lowering()
    lowering.lower(f(x) + sp.Function("p", positive=True)(x))
    assert lowering.domains["f"] == Function("smooth")
    assert lowering.domains["p"] == Function("positive")
    declared, _ = declare({"p": Density()})
    for function, kind in ((declared["p"].function, "density"), (sp.Function("p", positive=True), "positive")):
        lowering = Lowering()
        lowering.lower(function(x))
        assert lowering.domains["p"] == Function(kind)  # of one name and sign, but not the same function
    with pytest.raises(Untranslatable, match=r"used with \d and with \d"):
        Lowering().lower(f(x) + f(x, y))


@pytest.mark.parametrize(
    ("expr", "message"),
    [
        (sp.Integral(x, x), "both ends"),
        (sp.DiracDelta(x), "DiracDelta"),
        ("x + 1", "text is not an expression"),
        (sp.Symbol("q", prime=True), "prime"),
        (sp.Symbol("q", rational=True), "rational"),
        (sp.Symbol("q", real=True, integer=False), "integer"),
        (sp.Derivative(f(x), (x, n)), "symbolic order"),
        (object(), "not an expression"),
    ],
)
def test_what_has_no_reading_says_so(expr: object, message: str) -> None:
    with pytest.raises(Untranslatable, match=message):
        lower(expr)


def test_undefined_constants_stay_undefined() -> None:
    assert lower(sp.zoo) == g.power(g.ZERO, -1)
    assert g.power(g.ZERO, -1) in lower(sp.nan).args


def test_work_is_linear_in_the_graph() -> None:
    """A tower of 60 sums of shared parts is a tree of 2⁶⁰ nodes."""
    e: sp.Expr = x
    for k in range(60):
        e = sp.Add(sp.sin(e), sp.Mul(k + 2, sp.cos(e), evaluate=False), evaluate=False)
    assert g.size(lower(e)) < 800


def test_what_is_declared_survives_rebuilding() -> None:
    """SymPy rebuilds matrix symbols while it flattens products; structure and entries must not be lost on the way."""
    words, _ = declare({"S": Matrix("n", "n", structure="symmetric"), "x": Vector("n", Positive), "q": Density()})
    z = sp.Symbol("z", real=True)
    lowering = Lowering()
    lowering.lower(2 * words["S"] * words["x"])
    lowering.lower(words["q"](z) ** 2)
    assert lowering.domains["S"].structure == "symmetric"
    assert lowering.domains["x"].entry == POSITIVE
    assert lowering.domains["q"].kind == "density"


def test_an_inverse_has_one_argument() -> None:
    """SymPy's own Inverse has two."""
    words, _ = declare({"A": Matrix("n", "n", structure="invertible")})
    node = Lowering().lower(sp.Inverse(words["A"]))
    assert node == g.Node("inverse", (Lowering().lower(words["A"]),))
