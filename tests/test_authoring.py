"""What authors write, and every mistake they can make while building: one message, at the line, with what to do."""

import gc
import weakref

import pytest
import sympy as sp

from checker import (
    Density,
    Derivation,
    Eq,
    Interval,
    Matrix,
    Natural,
    Positive,
    Real,
    Simplex,
    Size,
    Smooth,
    Vector,
    derivation,
    dot,
    equation,
    expectation,
    gradient,
    hadamard,
    log,
    normal,
)  # fmt: skip
from checker.domains import Function, Scalar, Tensor
from checker.links import bridge, closing_relation, links
from checker.marked import build
from checker.script import AuthorError


def built(function):  # type: ignore[no-untyped-def]
    return build(derivation(title="a title", question="Q1")(function))


def fails(function) -> AuthorError:  # type: ignore[no-untyped-def]
    try:
        (error, *_) = built(function).problems
    except AuthorError as e:
        error = e
    assert isinstance(error, AuthorError)
    return error


def test_a_script_becomes_a_record() -> None:
    def square(d: Derivation, a: Real, b: Positive) -> None:
        with d.prove((a + b) ** 2, "=", a**2 + 2 * a * b + b**2, where=[a < 1]) as k:
            k.eq(a * (a + b) + b * (a + b), "distribute")

    record = built(square)
    (claim,) = record.claims
    assert (record.id, record.title, record.question) == ("square", "a title", "Q1")
    assert [s.reason for s in claim.steps] == ["distribute"]
    assert claim.steps[0].place.source == 'k.eq(a * (a + b) + b * (a + b), "distribute")'
    assert claim.steps[0].place.file == __file__
    assert [k for k, _ in links(claim)] == [0, 1]
    assert all(link.where == claim.where for _, link in links(claim))
    assert dict(claim.domains)["b"].positive  # type: ignore[union-attr]


def test_relations_compose() -> None:
    def chain(d: Derivation, x: Positive) -> None:
        with d.prove(x, "<=", x + 2) as k:
            k.eq(x + 0 * x, "nothing")
            k.lt(x + 1, "one more")
        with d.prove(x, "<", x + 2) as k:
            k.le(x + 1, "one more")

    weak, strict = built(chain).claims
    assert closing_relation(weak) == "<="
    assert closing_relation(strict) == "<"
    assert bridge(weak, 0, 1).relation == "<"  # type: ignore[union-attr]


def test_domains_of_every_kind() -> None:
    def all_kinds(
        d: Derivation, n: Size, k: Natural, u: Interval(0, 2), v: Vector("n"), W: Matrix("n", "n + m"), p: Simplex("n"),
        f: Smooth, F: Smooth("n", to="m"), q: Density, c: Density(given=1), x: Real,
    ) -> None:  # fmt: skip
        d.prove(dot(v, v) + u + f(x) + q(x) + c(x, x) + p[k], "=", 0)

    domains = dict(built(all_kinds).claims[0].domains)
    assert domains["u"] == Scalar(lower=0, upper=2, lower_open=True, upper_open=True)  # type: ignore[arg-type]
    assert isinstance(domains["v"], Tensor)
    assert isinstance(domains["p"], Tensor)
    assert domains["p"].structure == "simplex"
    assert domains["f"] == Function("smooth")
    assert domains["c"] == Function("density", (None, None), None, 1)
    assert "m" in domains


def no_domain(d, x) -> None:  # type: ignore[no-untyped-def]
    d.prove(x, "=", x)


def free_symbol(d: Derivation, x: Real) -> None:
    d.prove(x, "=", sp.Symbol("y"))


def text_domain(d: Derivation, x: "Real") -> None:
    d.prove(x, "=", x)


def odd_domain(d: Derivation, x: int) -> None:
    d.prove(x, "=", x)


def odd_size(d: Derivation, v: Vector("n / 2")) -> None:
    d.prove(dot(v, v), "=", 0)


def odd_relation(d: Derivation, x: Real) -> None:
    d.prove(x, "~", x)


def blank_reason(d: Derivation, x: Real) -> None:
    with d.prove(x, "=", x) as k:
        k.eq(x, "  ")


def wrong_way(d: Derivation, x: Real) -> None:
    with d.prove(x, "<=", x + 1) as k:
        k.ge(x - 1, "the other way")


def other_shape(d: Derivation, v: Vector("n"), w: Vector("m")) -> None:
    d.prove(v, "=", w)


def product_inside(d: Derivation, A: Matrix("n", "m"), B: Matrix("n", "m")) -> None:
    d.prove(A * B, "=", A * B)


def sum_inside(d: Derivation, v: Vector("n"), W: Matrix("m", "m")) -> None:
    d.prove(dot(v, W * v), "=", dot(v, v))


def scalar_and_vector(d: Derivation, v: Vector("n")) -> None:
    d.prove(v, "=", 0)


def ordered_vectors(d: Derivation, v: Vector("n")) -> None:
    d.prove(v, "<=", v)


def never(d: Derivation, x: Positive) -> None:
    d.prove(x, "=", x, where=[x < 0])


def no_ends(d: Derivation, x: Real) -> None:
    d.prove(sp.Integral(x, x), "=", 0)


def by_nothing(d: Derivation, x: Real) -> None:
    with d.prove(x, "=", x) as k:
        k.eq(x, "as before", by="the line above")


def not_equations(d: Derivation, x: Real) -> None:
    d.prove(x, "=>", x)


@pytest.mark.parametrize(
    ("function", "code", "words"),
    [
        (no_domain, "script-domain", "x has no domain"),
        (free_symbol, "script-domain", "y has no domain"),
        (text_domain, "script-domain", "is text"),
        (odd_domain, "script-domain", "not a domain"),
        (odd_size, "script-domain", "cannot be read"),
        (odd_relation, "script-relation", "unknown relation '~'"),
        (blank_reason, "script-reason", "without a reason"),
        (wrong_way, "script-relation", "cannot lead to"),
        (other_shape, "script-shape", "shapes do not fit"),
        (product_inside, "script-shape", "n × m is multiplied by n × m"),
        (sum_inside, "script-shape", "m × m is multiplied by n × 1"),
        (scalar_and_vector, "script-shape", "a matrix and a scalar"),
        (ordered_vectors, "script-relation", "matrices have no"),
        (never, "script-domain", "never holds"),
        (no_ends, "script-expression", "both ends"),
        (by_nothing, "script-reason", "cites claims"),
        (not_equations, "script-relation", "between two equations"),
    ],
)
def test_mistakes_name_their_line(function, code: str, words: str) -> None:  # type: ignore[no-untyped-def]
    error = fails(function)
    assert error.code == code
    assert words in error.message
    assert error.hint
    assert error.place.file == __file__
    assert function.__code__.co_firstlineno <= error.place.line <= function.__code__.co_firstlineno + 4


def test_a_script_evaluates_nothing() -> None:
    """What would take SymPy for ever to evaluate is built at once."""

    def heavy(d: Derivation, z: Real, mu: Real, s: Positive) -> None:
        q = normal(z, mu, s)
        d.prove(expectation(z, q)(log(q) ** 5), "=", 0)

    (claim,) = built(heavy).claims
    assert claim.left.op == "integral"


def test_vectors_and_gradients_are_built() -> None:
    def vectors(d: Derivation, v: Vector("n"), loss: Smooth("n")) -> None:
        d.prove(gradient(loss(hadamard(v, v)), v), "=", 2 * hadamard(v, loss.gradient(0)(hadamard(v, v))))

    (claim,) = built(vectors).claims
    assert claim.left.op == "gradient"


def test_equations_stay_as_written() -> None:
    def roots(d: Derivation, x: Real) -> None:
        with d.prove(equation(x**2, 1), "=>", equation(x**4, 1)) as k:
            k.implies(equation(x**4, 1), "square both sides")
        d.prove(Eq(x, 1, evaluate=False), "=>", equation(x, x))

    first, second = built(roots).claims
    assert first.left.op == "rel"
    assert second.right.op == "rel"


def test_a_line_that_cannot_be_built_costs_itself() -> None:
    def mixed(d: Derivation, x: Real) -> None:
        with d.prove((x + 1) ** 2, "=", x**2 + 2 * x + 1) as k:
            k.eq(x * (x + 1) + x + 1, "  ")
            k.eq(x**2 + x + x + 1, "distribute")
        d.prove(x, "~", x)
        d.prove(x + x, "=", 2 * x)
        raise RuntimeError("the script's own")

    record = built(mixed)
    assert [len(c.steps) for c in record.claims] == [1, 0]
    assert [type(p).__name__ for p in record.problems] == ["AuthorError", "AuthorError", "RuntimeError"]


def by_itself(d: Derivation, x: Real) -> None:
    with d.prove(x, "=", x + 1) as k:
        k.eq(x + 1, "by the claim", by=k)


def opened_late(d: Derivation, x: Real) -> None:
    k = d.prove(x, "=", x + 1)
    d.prove(x, "=", x + 1, by=k)
    with k:
        k.eq(x + 1, "too late")


@pytest.mark.parametrize("function", [by_itself, opened_late])
def test_no_claim_rests_on_itself(function) -> None:  # type: ignore[no-untyped-def]
    assert fails(function).code == "script-reason"


def test_printed_lines() -> None:
    def audit(d: Derivation, x: Real) -> None:
        with d.prove((x + 1) ** 2, "=", x**2 + 2 * x + 1, printed="(x+1)^2 = x^2 + 2x + 1") as k:
            k.erratum(x**2 + x + 1, x**2 + 2 * x + 1, "expand", printed="x^2 + x + 1", wrong="a lost factor 2")
        d.refute(x, "=", x + 1, "nothing is its own successor", label="option b", printed="x = x + 1")
        d.erratum(x + x, "=", 3 * x, 2 * x, "two of them", printed="3x", wrong="counted once too often", slip="scanner")
        d.decimal(sp.Rational(1, 3), "0.33")
        d.decimal(sp.Rational(2, 3), "0.68", correct="0.67", wrong="a digit")
        d.illegible("xz7$", reading="x = 7", why="the next line uses x = 7")

    record = built(audit)
    chain, option, alone, right, wrong = record.claims
    assert not record.problems
    assert chain.steps[0].erratum is not None
    assert chain.steps[0].erratum.slip == "author"
    assert (option.refuted, option.label) == ("nothing is its own successor", "option b")
    assert alone.erratum is not None
    assert alone.erratum.wrong == "counted once too often"
    assert right.decimal is not None
    assert right.decimal.unit == sp.Rational(1, 100)
    assert wrong.erratum is not None
    assert record.remarks[0].after == 5


def test_a_derivation_that_fails_keeps_nothing_alive() -> None:
    """Its error does not hold what its lines had made, which may be all the memory that there is."""

    class Pile:
        pass

    made = []

    @derivation(title="a title")
    def swells(d: Derivation, x: Real) -> None:
        pile = Pile()
        made.append(weakref.ref(pile))
        raise MemoryError

    gc.disable()
    try:
        record = build(swells)
        assert made[0]() is None
    finally:
        gc.enable()
    assert [type(e) for e in record.problems] == [MemoryError]
