"""What a selection brings along: the claims that the selected ones cite."""

from collections.abc import Sequence
from dataclasses import replace

from checker import Derivation, Real, derivation
from checker.marked import build
from checker.records import CITED, Judgement, Link, Verdict
from checker.selection import with_cited
from checker.settings import Settings
from checker.verify import verify


@derivation(title="The fourth rests on the second, and so on the first")
def chain(d: Derivation, x: Real) -> None:
    first = d.prove(x, "=", x + 1)
    second = d.prove(x, "=", x + 2, by=[first])
    d.prove(x, "=", x + 3)
    with d.prove(x, "=", x + 4) as fourth:
        fourth.eq(x + 4, "as shown", by=[second])


class SaysYes:
    """Says of every line that it is proved from what it cites."""

    def examine(self, links: Sequence[Link], settings: Settings, progress=None, expected=()) -> list[Judgement]:
        return [Judgement(Verdict.PROVED, CITED) for _ in links]


def ids(*wanted: str) -> list[str]:
    return [c.id for c in with_cited(build(chain), wanted)]


def test_what_is_cited_comes_along_and_nothing_else() -> None:
    assert ids("chain.4") == ["chain.1", "chain.2", "chain.4"]
    assert ids("chain.3") == ["chain.3"]
    assert ids() == []


def test_a_line_that_rests_on_what_is_not_examined_is_not_proved() -> None:
    record = build(chain)
    (alone,) = verify([replace(record, claims=record.claims[3:])], Settings(), SaysYes())
    assert [line.code for line in alone.lines] == ["step-undecided", ""]
    assert alone.lines[0].judgement.detail == "it rests on chain.2, which is not examined here"
    (whole,) = verify([record], Settings(), SaysYes())
    assert not any(line.code for line in whole.lines)
