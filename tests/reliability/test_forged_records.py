"""Records that an untrusted script did not build but wrote: none is let in that building could not have given, and what
is let in is shown as it is examined.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest

from checker.admission import admit, quoted, words
from checker.domains import POSITIVE, REAL, Function, Scalar, Tensor
from checker.grammar import check, check_domains
from checker.graph import ONE, Node, add, bind, const, fn, matsym, mul, power, rat, rel, sym
from checker.loading import Problem
from checker.records import CITED, Fact, Judgement, Verdict
from checker.script import DerivationRecord, Place
from checker.scripts import execute
from checker.settings import Settings
from checker.verify import verify
from checker.wire_records import decode, encode

SCRIPT = """
from checker import *

@derivation(title="Given")
def given(d: Derivation, x: Real, y: Positive, v: Vector("n"), f: Smooth) -> None:
    first = d.prove((x + y)**2, "=", x**2 + 2*x*y + y**2)
    with d.prove((x + y)**2 + 1, "=", x**2 + 2*x*y + y**2 + 1, by=first) as k:
        k.eq(1 + (x + y)**2, "the same")
    d.prove(dot(v, v), "=", dot(v, v))
    d.prove(f(x), "=", f(x))
    d.decimal(tanh(Rational(1, 2)), "0.46")
    d.refute(x, "=", x + 1, "one more")
    with d.prove(x + x, "=", 2*x) as k:
        k.erratum(3*x, 2*x, "add", printed="3x", wrong="one too many")
    d.prove(x, "=", x, "nobody cites it")
"""
x, y = sym("x"), sym("y")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "given.py"
    path.write_text(SCRIPT)
    return path


@pytest.fixture
def record(file: Path) -> DerivationRecord:
    (found,) = execute(file, 60)
    assert isinstance(found, DerivationRecord)
    return found


def test_what_a_script_builds_is_let_in_as_it_is(file: Path, record: DerivationRecord) -> None:
    (found,) = admit(decode(encode([record])), file)
    assert isinstance(found, DerivationRecord)
    assert [c.id for c in found.claims] == [c.id for c in record.claims]
    for let_in, built in zip(found.claims, record.claims, strict=True):
        assert (let_in.left, let_in.relation, let_in.right, let_in.where) == (
            built.left, built.relation, built.right, built.where,
        )  # fmt: skip
        assert let_in.place.line == built.place.line
        assert let_in.facts == built.facts
    assert found.claims[4].right_text == "0.46"


def claim(number: int, **changes: object) -> Callable[[DerivationRecord], DerivationRecord]:
    def forge(r: DerivationRecord) -> DerivationRecord:
        claims = list(r.claims)
        claims[number] = replace(claims[number], **changes)  # type: ignore[arg-type]
        return replace(r, claims=tuple(claims))

    return forge


def step(**changes: object) -> Callable[[DerivationRecord], DerivationRecord]:
    def forge(r: DerivationRecord) -> DerivationRecord:
        return claim(1, steps=(replace(r.claims[1].steps[0], **changes),))(r)  # type: ignore[arg-type]

    return forge


FORGERIES: dict[str, Callable[[DerivationRecord], DerivationRecord]] = {
    "a fact that nobody claims": claim(1, facts=(Fact("given.99", x, "=", add(x, ONE)),)),
    "a fact under the name of another claim": claim(1, facts=(Fact("given.1", x, "=", add(x, ONE)),)),
    "a fact of another script": claim(1, facts=(Fact("elbo.1", x, "=", add(x, ONE)),)),
    "a fact without its other side": claim(7, facts=(Fact("given.1", x, "=", x),)),
    "a claim that cites itself": lambda r: claim(7, facts=(r.claims[7].fact,))(r),
    "a claim that cites a later one": lambda r: claim(3, facts=(r.claims[7].fact,))(r),
    "a false claim cited": lambda r: claim(6, facts=(r.claims[5].fact,))(r),
    "a fact cited by a step": step(facts=(Fact("given.1", x, "=", ONE),)),
    "two claims of one id": claim(1, id="given.1"),
    "a claim of another derivation": claim(1, id="kl.1"),
    "a claim with domains of its own": claim(7, domains=(("x", POSITIVE), ("y", POSITIVE))),
    "a symbol without a domain": claim(7, left=sym("z")),
    "a symbol of another kind": claim(7, left=sym("v")),
    "a matrix of another size": claim(2, left=matsym("v", sym("n"), rat(2))),
    "a function of too many arguments": claim(3, left=Node("app", (x, x), ("f", (0, 0)))),
    "a function that is not declared": claim(3, left=Node("app", (x,), ("g", (0,)))),
    "an operation that does not exist": claim(7, left=Node("exec", (), "import os")),
    "a named function that does not exist": claim(7, left=Node("fn", (x,), "__import__('os').system")),
    "a constant that does not exist": claim(7, left=const("tau")),
    "a number with a divisor of nought": claim(7, left=Node("rat", (), (1, 0))),
    "a number that is not reduced": claim(7, left=Node("rat", (), (2, 4))),
    "a name that is none": claim(7, left=sym("x\x1b[2J")),
    "a bound variable outside": claim(7, left=Node("bound", (), 1)),
    "a bound variable captured": claim(
        7, left=Node("integral", (Node("integral", (Node("bound", (), 1), rat(0), ONE), 2), rat(0), ONE), 1)
    ),
    "a relation as a number": claim(7, left=add(rel(x, "=", x), ONE)),
    "a condition that is a number": claim(7, where=(x,)),
    "a relation that is none": claim(7, relation="~"),
    "a step that leads elsewhere": step(relation="<="),
    "a step with no relation": step(relation="≈"),
    "a matrix and a number": claim(2, right=matsym("v", sym("n"), ONE)),
    "a decimal of another value": claim(4, left=x),
    "a decimal of other digits": claim(4, right=rat(Fraction(1, 2))),
    "a claim both assumed and denied": claim(7, admitted="so", refuted="not so"),
    "a blank permission": claim(7, checked=" "),
    "an id that cannot be shown": lambda r: replace(r, id="given\n"),
    "a symbol declared twice": lambda r: replace(r, domains=(*r.domains, ("x", POSITIVE))),
    "a function of nothing": lambda r: replace(r, domains=(*r.domains, ("g", Function("smooth", (), None, 0)))),
    "a domain that is none": lambda r: replace(r, domains=(*r.domains, ("z", Scalar("quaternion")))),  # type: ignore[arg-type]
    "a size that is no number": lambda r: replace(r, domains=(*r.domains, ("w", Tensor(sym("x"), ONE)))),
}


@pytest.mark.parametrize("name", sorted(FORGERIES))
def test_a_forgery_is_not_let_in(name: str, file: Path, record: DerivationRecord) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        admit([FORGERIES[name](record)], file)


def test_what_is_shown_is_what_is_examined(file: Path, record: DerivationRecord) -> None:
    forged = claim(7, left_text="1", right_text="2", left=x, right=x, reason="trust\x1b[31m me")(record)
    forged = replace(forged, title="T\n 1 ✓ proved")
    (found,) = admit([forged], file)
    assert isinstance(found, DerivationRecord)
    assert (found.claims[7].left_text, found.claims[7].right_text) == ("x", "x")
    assert "\x1b" not in found.claims[7].reason
    assert "\n" not in found.title


@pytest.mark.parametrize("place", [Place("/etc/passwd", 1, 1, "root"), Place("given.py", 10**9, -5, "x = 1"),
                                   Place("../other.py", 3, 1, "d.prove(true)")])  # fmt: skip
def test_a_place_is_in_the_script_and_its_text_is_the_scripts(
    place: Place, file: Path, record: DerivationRecord
) -> None:
    (found,) = admit([claim(7, place=place)(record)], file)
    assert isinstance(found, DerivationRecord)
    assert found.claims[7].place == Place(str(file), 1)


def test_the_source_line_is_read_from_the_script(file: Path, record: DerivationRecord) -> None:
    place = replace(record.claims[7].place, source="something else")
    (found,) = admit([claim(7, place=place)(record)], file)
    assert isinstance(found, DerivationRecord)
    assert found.claims[7].place.source == 'd.prove(x, "=", x, "nobody cites it")'


@pytest.mark.parametrize("code", ["step-refuted", "no-such-code", "step-admitted"])
def test_a_problem_is_of_a_kind_that_scripts_have(code: str, file: Path) -> None:
    with pytest.raises(ValueError, match="problem"):
        admit([Problem(code, "m", "h", str(file), 1)], file)


def test_a_problem_elsewhere_is_brought_home(file: Path) -> None:
    (found,) = admit([Problem("script-build", "m\x1b", "h", "/etc/passwd", 1, 1, "root:x")], file)
    assert isinstance(found, Problem)
    assert (found.file, found.source) == (str(file), "")
    assert "\x1b" not in found.message


def test_an_expression_that_is_small_as_a_graph_and_huge_as_a_tree_is_shown_at_once(
    file: Path, record: DerivationRecord
) -> None:
    node = x
    for _ in range(200):
        node = fn("sin", add(node, mul(node, node), power(node, 2)))
    (found,) = admit([claim(7, left=node)(record)], file)
    assert isinstance(found, DerivationRecord)
    assert len(found.claims[7].left_text) <= 401


def test_words_keep_what_is_written_and_lose_what_controls() -> None:
    assert words("σ² ≤ 1, “so”") == "σ² ≤ 1, “so”"
    assert words("a\x1b[2Jb\u202ec\x00d\ne\tf") == "a\ufffd[2Jb\ufffdc\ufffdd e f"
    assert len(words("x" * 10_000)) == 2000
    assert quoted("::error::x\ny\n", Path("s.py")) == "s.py: ::error::x\ns.py: y\n"


@pytest.mark.parametrize(
    "node",
    [
        bind("integral", x, power(x, 2), rat(0), ONE),
        bind("diff", x, fn("sin", x), y, data=1),
        bind("sum", sym("k"), bind("integral", x, mul(x, sym("k")), rat(0), ONE), rat(0), rat(5)),
        Node("piecewise", (x, rel(x, ">", rat(0)), y, Node("true"))),
        fn("max", x, y, ONE),
    ],
    ids=["integral", "derivative", "nested", "piecewise", "max"],
)
def test_the_grammar_takes_what_the_constructors_make(node: Node) -> None:
    check([node], {"x": REAL, "y": REAL})


@pytest.mark.parametrize("name", ["x y", "1x", "", "x" * 300, "__import__('os')", "x\n"])
def test_a_name_is_a_parameters_name(name: str) -> None:
    with pytest.raises(ValueError, match="name"):
        check_domains({name: REAL})


class Believer:
    """An examiner that proves every link, and from its citations where it has any."""

    def examine(self, links, settings, progress=None, expected=()):  # type: ignore[no-untyped-def]
        return [Judgement(Verdict.PROVED, f"{CITED} {k.facts[0].name}" if k.facts else "fake") for k in links]


@pytest.mark.parametrize(
    ("forge", "verdict"),
    [
        (lambda r: r, "proved"),
        (claim(1, facts=(Fact("given.1", x, "=", add(x, ONE)),)), "undecided"),
        (claim(1, facts=(Fact("nobody.1", x, "=", add(x, ONE)),)), "undecided"),
        (lambda r: claim(1, domains=(("x", POSITIVE), *r.domains[1:]))(r), "undecided"),
    ],
    ids=["as built", "another statement", "an unknown claim", "other domains"],
)
def test_a_citation_counts_for_what_the_cited_claim_says(
    forge: Callable[[DerivationRecord], DerivationRecord], verdict: str, record: DerivationRecord
) -> None:
    (found,) = verify([forge(record)], Settings(), Believer())
    assert found.claims[1][1][-1].verdict == verdict
