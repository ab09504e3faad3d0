"""The reports: the same words with and without colour, for any number of workers; JSON that keeps to its schema."""

from __future__ import annotations

import json
import os
import re
import textwrap
from fractions import Fraction
from io import StringIO
from pathlib import Path

import jsonschema
import pytest
from fake_pool import FakePool
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

from checker.diagnostics import basis, of_line, show, show_witness
from checker.loading import Loaded, load
from checker.records import Evidence, Judgement, Outcome, Verdict, Witness
from checker.report import json as json_report
from checker.report.paper import Plain, Styled, columns, paper
from checker.report.run import Run
from checker.report.terminal import print_report, rows, wrap
from checker.script import Place
from checker.settings import Settings
from checker.verify import Checked, Line, verify
from checker.wire import decode_judgement, decode_witness, encode_judgement, encode_witness

SCRIPT = """
from checker import derivation, Derivation, Real, Ne


@derivation(title="A slip", question="D2.1")
def slip(d: Derivation, x: Real, y: Real, agree: Real, unclear: Real) -> None:
    with d.prove((x + y)**2, "=", x**2 + 2*x*y + y**2, where=[Ne(x, 0)]) as k:
        k.eq(x*(x + y) + y*(x - y), "take one factor apart")
        k.eq(x**2 + 2*x*y - y**2,
             "multiply out")
    d.prove(agree, "=", x, checked="a test")
    d.prove(unclear, "=", x)
    d.assume(agree, "=", x, "why not")
"""

REPORT = """\
D2.1 · A slip
slip · derivations/a.py:5
────────────────────────────────────────────────────────────────────────────────
slip.1, where x ≠ 0
                (x + y)²
 1 ✗ refuted    = x·(x + y) + y·(x − y)
                take one factor apart
                points; 0.25 s
                needs, discharged: x ≠ 0

derivations/a.py:8:9: step-refuted: "take one factor apart" is false at x = 1/3,
    y = 4/3
    left   25/9
    right  -7/9
    8 | k.eq(x*(x + y) + y*(x - y), "take one factor apart")
      | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^

 2 ✓ proved     = x² + 2·x·y − y²
                multiply out
                follows from the refuted line of step 1
                normal form; agrees at 3 points to 30 digits; 0.12 s
                needs, discharged: x ≠ 0
 3 ✓ proved     = x² + 2·x·y + y²
                examined from the line before step 1, which is refuted
                normal form; agrees at 3 points to 30 digits; 0.12 s
                needs, discharged: x ≠ 0

slip.2
                agree
 1 ✓ checked    = x
                points; agrees at 3 points to 30 digits; 0.50 s
                needs, discharged: x ≠ 0
                allowed to stand on this: a test
                no exact method closed it

slip.3
                unclear
 1 ✗ checked    = x
                points; agrees at 3 points to 30 digits; 0.50 s
                needs, open: unclear ≠ 0

derivations/a.py:12:5: obligation-open: the claim rests on an obligation that is
    open
    open  unclear ≠ 0
    12 | d.prove(unclear, "=", x)
       | ^^^^^^^^^^^^^^^^^^^^^^^^
    help: Narrow the domain, state the condition with where=[…], prove it as a
          claim and cite it with by=[…], or, if it is plain to the reader, say
          why: checked="…".

slip.4
                agree
 1 ✗ admitted   = x
                why not

derivations/a.py:13:5: step-admitted: an assumption, not allowed by name
    because  why not
    13 | d.assume(agree, "=", x, "why not")
       | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
    help: prove it, or allow it: --allow-assumptions slip.4

derivations/broken.py:1:1: script-import: this script does not run:
    ModuleNotFoundError: No module named 'no_such_module'
    1 | import no_such_module
      | ^^^^^^^^^^^^^^^^^^^^^
    help: install no_such_module, or remove the import

────────────────────────────────────────────────────────────────────────────────
6 steps in 1 derivation: 2 proved, 2 checked, 1 refuted, 1 admitted. 1.5 s
assumed, not allowed: slip.4: why not
1 step stands on checked, for a written reason.
1 problem in the scripts:
  derivations/broken.py:1:1: script-import
3 steps do not meet the bar:
  derivations/a.py:8:9: step-refuted
  derivations/a.py:12:5: obligation-open
  derivations/a.py:13:5: step-admitted
What a code means: checker explain obligation-open step-admitted step-refuted
"""


@pytest.fixture
def loaded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Loaded:
    folder = tmp_path / "derivations"
    folder.mkdir()
    (folder / "a.py").write_text(SCRIPT)
    (folder / "broken.py").write_text("import no_such_module\n")
    monkeypatch.chdir(tmp_path)
    return load([Path("derivations")])


def checked(loaded: Loaded, jobs: int = 1) -> list[Checked]:
    return verify(loaded.derivations, Settings(jobs=jobs), FakePool(jobs))  # type: ignore[arg-type]


def printed(loaded: Loaded, **options: object) -> str:
    out = StringIO()
    options = {"width": 80, "color_system": None, **options}
    console = Console(file=out, highlight=False, markup=False, emoji=False, **options)  # type: ignore[arg-type]
    print_report(Styled(console), checked(loaded), loaded.problems, 1.46)
    return out.getvalue()


def test_the_report_reads_like_this(loaded: Loaded) -> None:
    assert printed(loaded) == REPORT


def test_a_file_gets_the_words_alone(loaded: Loaded) -> None:
    out = StringIO()
    print_report(Plain(out), checked(loaded), loaded.problems, 1.46)
    assert out.getvalue() == REPORT
    assert isinstance(paper(out), Plain)


@pytest.mark.parametrize(("told", "found"), [("37", 37), ("0", 80), ("wide", 80)])
def test_the_width_is_told(monkeypatch: pytest.MonkeyPatch, told: str, found: int) -> None:
    def none(_: int) -> os.terminal_size:
        raise OSError

    monkeypatch.setattr(os, "get_terminal_size", none)
    monkeypatch.setenv("COLUMNS", told)
    assert columns() == found


def test_colour_adds_nothing_but_colour(loaded: Loaded) -> None:
    coloured = printed(loaded, color_system="standard", force_terminal=True)
    assert "\x1b[" in coloured
    assert re.sub(r"\x1b\[[0-9;]*m", "", coloured) == REPORT


@pytest.mark.parametrize("width", [10, 50, 60, 200])
def test_widths(loaded: Loaded, width: int) -> None:
    text = printed(loaded, width=width)
    assert max(map(len, text.split("\n"))) <= max(50, min(width, 110))
    assert "refuted" in text


@given(
    st.lists(st.text("abé -", max_size=12), max_size=12).map(" ".join),
    st.integers(6, 30),
    st.sampled_from([("", None), ("    ", None), ("12 x ", "     "), ("head ", None)]),
)
def test_lines_are_broken_as_textwrap_breaks_them(text: str, width: int, heads: tuple[str, str | None]) -> None:
    first, hanging = heads
    rest = first if hanging is None and not first.strip() else hanging or " " * len(first)
    plain = textwrap.wrap(
        " ".join(text.split()), width, initial_indent=first, subsequent_indent=rest, break_on_hyphens=False
    )
    assert wrap(text, width, first, hanging) == (plain or [first.rstrip()])


def test_json_keeps_to_its_schema(loaded: Loaded) -> None:
    schema = json.loads(json_report.SCHEMA.read_text())
    jsonschema.Draft202012Validator.check_schema(schema)
    run = Run(checked(loaded), loaded.problems, (), Settings(), 1.46, 2)
    data = json_report.document(run)
    jsonschema.validate(json.loads(json_report.dumps(run)), schema)
    first = data["steps"][0]
    assert first["file"] == "derivations/a.py"
    assert (first["line"], first["column"], first["code"]) == (8, 9, "step-refuted")
    assert first["witness"] == {"x": "1/3", "y": "4/3"}
    assert (first["left_value"], first["right_value"]) == ("25/9", "-7/9")
    assert data["steps"][1]["follows"] == 1
    assert (data["steps"][2]["past"], data["steps"][2]["left"]) == (1, "(x + y)²")
    assert data["problems"][0]["code"] == "script-import"
    assert data["summary"]["below_the_bar"] == 3
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({**data, "schema_version": 2}, schema)


def test_the_number_of_workers_changes_nothing(loaded: Loaded) -> None:
    def everything(jobs: int) -> tuple[str, list[str]]:
        found = checked(loaded, jobs)
        run = Run(found, loaded.problems, (), Settings(jobs=jobs), 0.0, 2)
        return json_report.dumps(run), [r.text for r in rows(found, loaded.problems, 0.0, 80)]

    assert everything(1) == everything(5)


# ---------------------------------------------------------------- hostile values


def line(judgement: Judgement, **fields: object) -> Line:
    given = {
        "derivation": "d", "question": "", "claim": "d.1", "step": 1, "closing": False, "relation": "<=", "left": "x",
        "right": "y", "reason": "because", "place": Place("f.py", 3, 5, "k.le(y, 'because')"), "judgement": judgement,
        "code": f"step-{judgement.verdict}", **fields,
    }  # fmt: skip
    return Line(**given)  # type: ignore[arg-type]


def test_values_too_long_to_print_are_said_to_be() -> None:
    assert show(Fraction(10**5000)) == "(a number too long to print)"
    assert len(show("x" * 1000, 100)) == 100
    witness = Witness(
        (("x", Fraction(10**5000)), ("A", ((Fraction(1), Fraction(1, 2)),)), ("z", (Fraction(1), Fraction(-2))))
    )
    assert show_witness(witness) == "x = (a number too long to print), A = [1, 1/2], z = 1 - 2i"
    assert decode_witness(json.loads(json.dumps(encode_witness(witness)))) == witness


def test_control_characters_do_not_reach_the_terminal() -> None:
    assert wrap("a\x1b[31mb\r\nc\x07", 80) == ["a [31mb c"]


@pytest.mark.parametrize(
    ("judgement", "says"),
    [
        (Judgement(Verdict.REFUTED, witness=Witness((), "1", "2")), '"because" is false as it stands'),
        (Judgement(Verdict.REFUTED, detail="no value satisfies it"), '"because" is false'),
        (Judgement(Verdict.UNDEFINED, witness=Witness((("x", Fraction(0)),))), '"because" means nothing at x = 0'),
        (Judgement(Verdict.CONFLICT), "proved by one method and refuted by another"),
        (Judgement(Verdict.UNDECIDED), "could not be decided"),
        (Judgement(Verdict.TIMEOUT), "was not decided in time"),
        (Judgement(Verdict.ERROR), "could not be examined"),
    ],
)
def test_every_verdict_has_its_sentence(judgement: Judgement, says: str) -> None:
    found = of_line(line(judgement))
    assert found is not None
    assert says in found.headline
    assert found.place == "f.py:3:5"


def test_an_inequality_says_what_was_claimed() -> None:
    found = of_line(line(Judgement(Verdict.REFUTED, witness=Witness((("x", Fraction(1)),), "3", "2"))))
    assert found is not None
    assert found.values == (("left", "3"), ("right", "2"), ("claimed", "left ≤ right"))


def test_a_line_without_a_reason_is_named_by_its_place_in_the_chain() -> None:
    refuted = Judgement(Verdict.REFUTED)
    for step, name in ((1, "the claim is false"), (4, "the last line, to the claim's right side, is false")):
        found = of_line(line(refuted, reason="", step=step))
        assert found is not None
        assert found.headline == name


def test_what_a_verdict_rests_on() -> None:
    agreed = Evidence("numeric", "points", Outcome.HOLDS, points=1, digits=20, rigorous=False)
    assert basis(Judgement(Verdict.PROVED, "normal form")) == "normal form; not evaluated"
    assert basis(Judgement(Verdict.PROVED, "normal form", (agreed,))) == (
        "normal form; agrees at 1 point to 20 digits by estimates"
    )
    modular = Evidence("numeric", "modulo a prime", Outcome.HOLDS, points=4, digits=30, error_bound=1e-17,
                       sampled_sizes=("n = 2", "n = 3"))  # fmt: skip
    assert basis(Judgement(Verdict.CHECKED, "modulo a prime", (agreed, modular))) == (
        "modulo a prime; agrees at 4 points to 30 digits; sizes n = 2, n = 3; wrong with probability at most 1e-17"
    )


def test_judgements_survive_the_wire() -> None:
    whole = Judgement(
        Verdict.REFUTED,
        "m",
        (Evidence("exact", "e", Outcome.UNKNOWN, detail="d"),),
        (),
        Witness((("x", "sin"),), "1", "2"),
        "detail",
        "suggestion",
        1.5,
    )
    again = decode_judgement(json.loads(json.dumps(encode_judgement(whole))))
    assert again == whole
    assert again.seconds == whole.seconds
