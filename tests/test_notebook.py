"""`%%derive` in a real IPython shell, how its cells are read, and what results display."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
import sympy

import checker
from checker import Derivation, Positive, Real, Vector, check, check_derivation, derivation, dot
from checker.cell import compiled
from checker.marked import build
from checker.notebook import derive
from checker.records import Verdict
from checker.script import AuthorError
from checker.verify import Checked

README = Path(__file__).parents[1] / "README.md"
InteractiveShell = pytest.importorskip("IPython.core.interactiveshell").InteractiveShell


@pytest.fixture
def shell() -> Iterator[Any]:
    InteractiveShell.clear_instance()
    shell = InteractiveShell.instance(colors="nocolor" if "NoColor" not in _colors() else "NoColor")
    shell.history_manager.enabled = False
    shell.run_cell("from checker import *")
    shell.run_line_magic("load_ext", "checker")
    yield shell
    InteractiveShell.clear_instance()


def _colors() -> tuple[str, ...]:
    trait = InteractiveShell.class_traits()["colors"]
    return tuple(getattr(trait, "values", ()) or ())


def namespace() -> dict[str, Any]:
    return {name: getattr(checker, name) for name in checker.__all__}


class Tags(HTMLParser):
    """The elements and the words of a fragment."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.words: list[str] = []
        self.feed(source)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)

    def handle_data(self, data: str) -> None:
        self.words.append(data)


# ---------------------------------------------------------------- in IPython

BINOMIAL = """%%derive The binomial formula
x, y: Real
(x + y)**2
  = x*(x + y) + y*(x + y)      # take one factor apart
  = x**2 + 2*x*y + y**2        # multiply out
"""


def test_a_cell_is_checked_and_displays_itself(shell: Any) -> None:
    done = shell.run_cell(BINOMIAL)
    assert done.success
    found = done.result
    assert isinstance(found, Checked)
    assert found.record.title == "The binomial formula"
    assert [line.verdict for line in found.lines] == [Verdict.PROVED] * 2
    assert [line.reason for line in found.lines] == ["take one factor apart", "multiply out"]
    shown, _ = shell.display_formatter.format(found)
    page = Tags(shown["text/html"])
    assert page.tags.count("math") >= 3
    assert "msup" in page.tags
    assert "take one factor apart" in page.words
    assert "✓ proved" in shown["text/plain"]


@pytest.mark.parametrize("cell", re.findall(r"```ipython\n(.*?)```", README.read_text(encoding="utf-8"), re.DOTALL))
def test_the_cells_of_the_readme(shell: Any, cell: str) -> None:
    done = shell.run_cell(cell)
    assert done.success
    assert [line.verdict for line in done.result.lines] == [Verdict.PROVED] * 5
    assert done.result.lines[0].place.file.startswith("In[")


def test_symbols_stay_for_the_next_cell(shell: Any) -> None:
    shell.run_cell(BINOMIAL)
    assert shell.user_ns["x"].is_real
    assert "__derive__" not in shell.user_ns
    done = shell.run_cell("%%derive\nx**2 - y**2 = (x - y)*(x + y)")
    assert [line.verdict for line in done.result.lines] == [Verdict.PROVED]


def test_symbols_of_the_notebook_are_used(shell: Any) -> None:
    shell.run_cell("import sympy\nt = sympy.Symbol('t', real=True)\nf = t**2")
    done = shell.run_cell("%%derive\nsympy.sqrt(f) == t")
    (line,) = done.result.lines
    assert line.verdict is Verdict.REFUTED
    assert line.judgement.witness is not None
    assert line.judgement.witness["t"] == -1


def test_an_error_of_the_cell_is_shown_at_its_line(shell: Any, capsys: pytest.CaptureFixture[str]) -> None:
    assert not shell.run_cell("%%derive\nx: Real\nx + 1\n= x + nothing").success
    said = capsys.readouterr()
    assert "= x + nothing" in said.out + said.err
    assert "NameError" in said.out + said.err


@pytest.mark.parametrize(
    ("cell", "words"),
    [
        ("x: Real\n= x", "line 2: script-relation: a line that begins with = has no line before it"),
        ("x: Real\nx\n< x + 1\n> x", "line 4: script-relation: > after < leads nowhere"),
        ("x: Real\nx + 1", "line 2: script-relation: a line with nothing to compare it to"),
        ("x: float\nx = x", "line 1: script-domain"),
        ("a: Vector(2)\nb: Vector(3)\na\n= b", "script-shape"),
        ("f = 2", "script-empty"),
    ],
)
def test_what_cannot_be_derived_is_said_in_words(
    shell: Any, cell: str, words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert not shell.run_cell(f"%%derive\n{cell}").success
    said = capsys.readouterr()
    assert words in said.out + said.err
    assert "Traceback" not in said.out + said.err


# ---------------------------------------------------------------- how a cell is read


def verdicts(cell: str) -> list[tuple[str, str, str, Verdict]]:
    found = derive("", cell, namespace())
    return [(x.left, x.relation, x.right, x.verdict) for x in found.lines]


@pytest.mark.parametrize(
    ("cell", "lines"),
    [
        ("x: Real\nx\n= 2*x/2", [("x", "=", "x", "proved")]),
        ("x: Real\nx*(x+1) == x**2 + x", [("x·(x + 1)", "=", "x² + x", "proved")]),
        ("x: Positive\nx < x + 1 < x + 2", [("x", "<", "x + 1", "proved"), ("x + 1", "<", "x + 2", "proved")]),
        ("x: Real\nx**2 + 1\n≥ 2*x\n> 2*x - 1", [("x² + 1", ">=", "2·x", "proved"), ("2·x", ">", "2·x − 1", "proved")]),
        ("x: Real\nx = 2 => x**2 = 4", [("Eq(x, 2)", "=>", "Eq(x², 4)", "proved")]),
        ("x: Real\nx == 2\n=> x**2 == 4  # square", [("Eq(x, 2)", "=>", "Eq(x², 4)", "proved")]),
        ("x: Real\nx != x + 1", [("x", "!=", "x + 1", "proved")]),
        ("x: Real\nwhere x > 0\nAbs(x) = x", [("|x|", "=", "x", "proved")]),
        ("x: Real\nAbs(x)\n= x\nwhere x >= 0, x != 1", [("|x|", "=", "x", "proved")]),
        ("x: Real\nAbs(x) = x\nwhere x > 0\nAbs(x) = x", [("|x|", "=", "x", "proved"), ("|x|", "=", "x", "refuted")]),
        ("x: Real\nprint(x)\nf = x**2\nf\n= x*x", [("x²", "=", "x²", "proved")]),
        ("x: Real\ndef f(t):\n    return t + 1\n\nf(x) = x + 1", [("x + 1", "=", "x + 1", "proved")]),
        ("x: Real\n(x\n + 1)*2\n= (2*x +\n   2)  # expand", [("2·x + 2", "=", "2·x + 2", "proved")]),
        ("x: Real\nx + 1 = (x +\n  1)", [("x + 1", "=", "x + 1", "proved")]),
        ('x: Real\ns = "# no = comment"\nx = x', None),
        ("a: Vector('n')\nb: Vector('n')\ndot(a, b) = dot(b, a)", [("Σ(a ⊙ b)", "=", "Σ(b ⊙ a)", "proved")]),
    ],
)
def test_cells(cell: str, lines: list[tuple[str, str, str, str]] | None) -> None:
    if lines is None:
        with pytest.raises(AuthorError, match="claims nothing"):  # x = x is an assignment
            verdicts(cell)
    else:
        assert verdicts(cell) == lines


def test_the_relation_that_was_written_is_the_one_that_is_checked() -> None:
    """x² + 1 ≥ 2x = 2x: the last line is an equation, though ≥ would do for the claim."""
    assert verdicts("x: Real\nx**2 + 1\n>= 2*x\n= 2*x + 0*x")[1][1] == "="
    wrong = verdicts("x: Real\nx**2 + 1\n>= 2*x\n= 2*x - 1")
    assert [v for *_, v in wrong][1] is Verdict.REFUTED


def test_a_reason_may_be_left_out() -> None:
    found = derive("", "x: Real\n2*(x + 1)\n= 2*x + 3\n= 2*x + 2", namespace())
    assert found.lines[0].reason == "line 3"
    assert found.lines[0].verdict is Verdict.REFUTED
    assert found.lines[0].place.line == 3
    assert found.lines[0].place.source == "= 2*x + 3"


@pytest.mark.parametrize(
    ("cell", "line"),
    [("x: Real\nx +* 2\n= 3", 2), ("x: Real\nx\n= (2 +", 3), ("x = 1\n\nx y\n", 3), ("a = b = c => d = e", 1)],
)
def test_what_is_no_python_is_placed(cell: str, line: int) -> None:
    with pytest.raises(SyntaxError) as found:
        compiled(cell)
    assert found.value.lineno == line


def test_nothing_runs_while_a_cell_is_read() -> None:
    tree = compiled("x: print('run')\nprint('run')\n= print('run')")
    assert isinstance(tree, ast.Module)
    compile(tree, "cell", "exec")


def test_errors_keep_their_place_in_the_cell() -> None:
    with pytest.raises(ZeroDivisionError) as found:
        derive("", "x: Real\nx\n= x + (\n  1/0)", namespace(), "the cell")
    last = found.traceback[-1]
    assert (str(last.path).rsplit("/", 1)[-1], last.lineno + 1) == ("the cell", 4)


# ---------------------------------------------------------------- what is displayed


def test_a_result_displays_as_mathematics() -> None:
    t = sympy.Symbol("t", real=True)
    refuted = check(sympy.sqrt(t**2) / 2, "=", t / 2)
    page = Tags(refuted._repr_html_())
    assert {"math", "mfrac", "svg", "style"} <= set(page.tags)
    assert "t = -1" in page.words
    proved = check((t + 1) ** 2, "=", t**2 + 2 * t + 1, where=[t > 0])
    page = Tags(proved._repr_html_())
    assert "msup" in page.tags
    assert "where" in page.words
    assert "svg" not in page.tags
    assert any("proved" in w for w in page.words)


def test_text_in_a_result_is_escaped() -> None:
    t = sympy.Symbol("<script>", real=True)
    assert "<script>" not in check(t, "=", t + 1)._repr_html_()


def test_a_derivation_of_a_notebook_is_checked_as_a_script_is() -> None:
    @derivation(title="Two of <them>")
    def two(d: Derivation, x: Real, s: Positive, a: Vector("n")) -> None:  # type: ignore[valid-type, name-defined]
        with d.prove((x + s) ** 2, "=", x**2 + 2 * x * s + s**2) as k:
            k.eq(x**2 + x * s + s**2, "a slip")
        d.prove(dot(a, a), ">=", 0)

    # the annotations of this module are text
    two.function.__annotations__.update(d=Derivation, x=Real, s=Positive, a=Vector("n"))
    found = check_derivation(two)
    assert [line.verdict.value for line in found.lines] == ["refuted", "proved", "proved"]
    page = Tags(found._repr_html_())
    assert "Two of <them>" in page.words
    assert "svg" in page.tags
    assert page.tags.count("article") == 1
    unexamined = Tags(build(two)._repr_html_())
    assert "math" in unexamined.tags
    assert not any("proved" in w for w in unexamined.words[1:])


def test_a_derivation_that_cannot_be_built_raises() -> None:
    @derivation(title="Broken")
    def broken(d: Derivation, x: Real) -> None:  # type: ignore[valid-type]
        d.prove(x, "?", x)

    broken.function.__annotations__.update(d=Derivation, x=Real)
    with pytest.raises(AuthorError, match="unknown relation"):
        check_derivation(broken)
