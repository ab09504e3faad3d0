"""`checker mutate`: what is planted, how each slip is classed, and that none of ours is accepted wrongly."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest
from fake_pool import FakePool

from checker import cli, runner
from checker.graph import ONE, add, power, rel, sym
from checker.loading import load
from checker.mutate import Fate, Mutant, classed, mutants, sample
from checker.records import SYMPY, Evidence, Judgement, Link, Outcome, Verdict
from checker.script import Place
from checker.settings import Settings
from checker.verify import verify

DERIVATIONS = Path(__file__).parents[1] / "derivations"
SCRIPT = """
from checker import derivation, Derivation, Real


@derivation(title="Binomial")
def binomial(d: Derivation, x: Real, y: Real) -> None:
    with d.prove((x + y)**2, "=", x**2 + 2*x*y + y**2) as k:
        k.eq(x*(x + y) + y*(x + y), "take one factor apart")


@derivation(title="A false line")
def false_line(d: Derivation, x: Real) -> None:
    with d.prove((x + 1)**2, "=", x**2 + 2*x + 1) as k:
        k.eq(x*(x + 1) + x - 1, "a slip")
"""


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "derivations"
    folder.mkdir()
    (folder / "lines.py").write_text(SCRIPT)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(runner, "Pool", FakePool)
    monkeypatch.setenv("COLUMNS", "100")
    return tmp_path


def planted(project: Path) -> list[Mutant]:
    checked = verify(load([project / "derivations"]).derivations, Settings(), FakePool())
    return [m for c in checked for m in mutants(c)]


# ---------------------------------------------------------------- what is planted


def test_every_accepted_line_is_planted_and_no_other(project: Path) -> None:
    lines = {(m.claim, m.step) for m in planted(project)}
    assert {n for c, n in lines if c.startswith("binomial")} == {1, 2}
    assert not [c for c, _ in lines if c.startswith("false_line")]


def test_a_mutant_differs_from_its_line_in_the_right_side_alone(project: Path) -> None:
    for m in planted(project):
        assert m.link != m.original
        assert replace(m.link, right=m.original.right) == m.original


def test_a_sample_is_the_same_every_time_and_spread(project: Path) -> None:
    every = planted(project)
    assert len({m.link.key for m in every}) == len(every)
    some = sample(every, 12)
    assert some == sample(list(every), 12)
    assert some == [m for m in every if m in some]
    assert set(Counter((m.claim, m.step) for m in some).values()) == {6}
    assert {m.kind for m in some} == {m.kind for m in every}
    assert sample(every, 10**6) == every


# ---------------------------------------------------------------- how slips are classed


x = sym("x")
LINE = Link(add(x, x), "=", add(ONE, x))


def mutant(relation: str) -> Mutant:
    original = replace(LINE, relation=relation)
    return Mutant("c", 1, Place("f", 1), "term", "1", "0", replace(original, right=x), original)


@pytest.mark.parametrize(
    ("relation", "verdict", "equality", "fate"),
    [
        ("=", Verdict.REFUTED, None, Fate.REFUTED),
        ("=", Verdict.UNDEFINED, None, Fate.REFUTED),
        ("=", Verdict.PROVED, Verdict.PROVED, Fate.EQUIVALENT),
        ("=", Verdict.CHECKED, Verdict.PROVED, Fate.EQUIVALENT),
        ("=", Verdict.UNDECIDED, Verdict.PROVED, Fate.EQUIVALENT),
        ("=", Verdict.PROVED, Verdict.CHECKED, Fate.ACCEPTED),
        ("=", Verdict.PROVED, Verdict.REFUTED, Fate.ACCEPTED),
        ("=", Verdict.CHECKED, Verdict.CHECKED, Fate.ACCEPTED),
        ("=", Verdict.CHECKED, Verdict.UNDECIDED, Fate.ACCEPTED),
        ("=", Verdict.UNDECIDED, Verdict.REFUTED, Fate.UNDECIDED),
        ("=", Verdict.TIMEOUT, Verdict.CHECKED, Fate.UNDECIDED),
        ("=", Verdict.CONFLICT, Verdict.PROVED, Fate.UNDECIDED),
        ("<=", Verdict.PROVED, None, Fate.EQUIVALENT),
        ("<=", Verdict.CHECKED, Verdict.REFUTED, Fate.UNDECIDED),
        ("<=", Verdict.CHECKED, Verdict.PROVED, Fate.EQUIVALENT),
        ("<=", Verdict.REFUTED, None, Fate.REFUTED),
    ],
)
def test_classes(relation: str, verdict: Verdict, equality: Verdict | None, fate: Fate) -> None:
    second = None if equality is None else Judgement(equality)
    assert classed(mutant(relation), Judgement(verdict), second) is fate


@pytest.mark.parametrize(
    ("engine", "method", "outcome", "fate"),
    [
        ("exact", "normal form", Outcome.HOLDS, Fate.EQUIVALENT),
        ("exact", "normal form", Outcome.UNKNOWN, Fate.ACCEPTED),
        ("exact", SYMPY, Outcome.HOLDS, Fate.ACCEPTED),
        ("numeric", "points", Outcome.HOLDS, Fate.ACCEPTED),
    ],
)
def test_equal_wherever_both_mean_something(engine: str, method: str, outcome: Outcome, fate: Fate) -> None:
    second = Judgement(Verdict.CHECKED, evidence=(Evidence(engine, method, outcome),), detail="open: t ≠ 0")
    assert classed(mutant("="), Judgement(Verdict.CHECKED), second) is fate


def test_inequalities_and_implications_are_planted_with_their_partner(tmp_path: Path) -> None:
    script = tmp_path / "more.py"
    script.write_text(
        "from checker import derivation, Derivation, Real, Eq\n\n\n"
        '@derivation(title="More")\n'
        "def more(d: Derivation, x: Real) -> None:\n"
        '    d.prove(x**2, ">=", 2*x - 1)\n'
        '    d.prove(Eq(x, 1), "=>", Eq(x**2, 1))\n'
    )
    (record,) = load([script]).derivations
    with runner.Pool() as pool:
        found = mutants(verify([record], Settings(), pool)[0])
        (strict,) = (m for m in found if m.before == "≥")
        (back,) = (m for m in found if m.before == "⇒")
        assert (strict.after, back.after) == (">", "⇔")
        wrong = [m.link for m in found if m.kind in ("relation", "exponent")]
        verdicts = {link.relation: j.verdict for link, j in zip(wrong, pool.examine(wrong, Settings()), strict=True)}
    assert verdicts[">"] is Verdict.REFUTED  # at x = 1
    assert verdicts["<=>"] is Verdict.REFUTED  # at x = −1
    assert back.link.right == rel(power(x, 2), "=", ONE)


# ---------------------------------------------------------------- the command


def test_the_command_tells_what_became_of_every_slip(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["mutate", "binomial", "--report", "json=out.json"]) == 0
    out = capsys.readouterr().out
    data = json.loads((project / "out.json").read_text())
    assert "No slip was accepted wrongly." in out
    assert data["summary"]["planted"] == data["summary"]["examined"] == len(data["slips"])
    assert data["summary"]["fates"] == {
        "refuted": len(data["slips"]),
        "equivalent": 0,
        "undecided": 0,
        "accepted wrongly": 0,
    }
    assert {"sign", "term", "factor", "exponent", "symbol"} <= {s["kind"] for s in data["slips"]}


def test_a_slip_that_is_accepted_is_listed_with_its_place(
    project: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    class Blind(FakePool):
        def examine(self, links, settings, progress=None):
            found = super().examine(links, settings, progress)
            if settings.explain:
                return found
            return [Judgement(Verdict.CHECKED, "points", detail="no exact method closed it") for _ in found]

    monkeypatch.setattr(runner, "Pool", Blind)
    assert cli.main(["mutate", "binomial", "--limit", "5"]) == 1
    out = capsys.readouterr().out
    assert "5 slips accepted wrongly:" in out
    assert "derivations/lines.py:8: " in out
    assert "→" in out
    assert "the line is checked (points)" in out


@pytest.mark.parametrize(
    ("arguments", "code"),
    [(["binomial", "--limit", "0"], 2), (["no_such_thing"], 2), (["false_line"], 5), (["binomial", "--limit", "3"], 0)],
)
def test_exit_codes(project: Path, arguments: list[str], code: int, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["mutate", *arguments]) == code


# ---------------------------------------------------------------- the real engine


def test_a_sample_of_ours_is_refuted(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(DERIVATIONS.parent)
    files = ["derivations/optimal_discriminator.py", "optimal_discriminator"]
    assert cli.main(["mutate", *files, "--limit", "12", "-j", "1"]) == 0
    assert "12 slips of" in capsys.readouterr().out


@pytest.mark.slow
def test_no_slip_of_ours_is_accepted_wrongly(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(DERIVATIONS.parent)
    report = tmp_path / "slips.json"
    assert cli.main(["mutate", "derivations", "--report", f"json={report}"]) == 0
    summary = json.loads(report.read_text())["summary"]
    assert summary["fates"]["accepted wrongly"] == 0
    assert summary["fates"]["undecided"] <= summary["examined"] / 100
