"""What is known inside a binder."""

from checker.domains import POSITIVE, REAL, Function
from checker.exact.context import Context
from checker.exact.inequalities import prove_inequality
from checker.exact.prove import REDUCERS
from checker.exact.signs import is_positive
from checker.graph import INF, NEG_INF, ONE, TWO, Node, bind, mul, power, rel, sym

x, y = sym("x"), sym("y")


def test_a_condition_on_a_symbol_says_nothing_of_a_bound_one_of_that_name() -> None:
    outer = Context({"x": REAL, "y": REAL}, (rel(x, ">", ONE), rel(y, ">", x)))
    inner = outer.extend("x", REAL, rel(x, "<", TWO))
    assert is_positive(x, outer)
    assert not is_positive(x, inner)
    assert not is_positive(y, inner)
    assert inner.where == (rel(x, "<", TWO),)
    assert outer.extend("z", POSITIVE).where == outer.where


def test_what_is_put_under_an_integral_is_not_taken_for_its_variable() -> None:
    def mean(body: Node) -> Node:
        return bind("integral", y, mul(Node("app", (y,), ("q", (0,))), body), NEG_INF, INF)

    ctx = Context({"q": Function("density")}, reducers=REDUCERS)
    assert prove_inequality(power(mean(y), 3), "<=", mean(power(y, 3)), ctx) is None
