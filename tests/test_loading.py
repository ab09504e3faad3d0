"""Every mistake in a script is one message at its file and line; everything else is still built."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from checker.codes import BY_NAME
from checker.loading import Loaded, load

HEAD = "from checker import derivation, Derivation, Real, Positive, Vector, Matrix, sin\nimport sympy\n"
GOOD = (
    HEAD
    + """
@derivation(title="Binomial", question="D1.1")
def good(d: Derivation, x: Real, y: Real) -> None:
    with d.prove((x + y)**2, "=", x**2 + 2*x*y + y**2) as k:
        k.eq(x*(x + y) + y*(x + y), "take one factor apart")
"""
)


def script(folder: Path, text: str, name: str = "bad.py") -> Path:
    path = folder / name
    path.write_text(text)
    return path


def derivation(body: str, parameters: str = "x: Real", name: str = "bad") -> str:
    lines = "\n".join("    " + line for line in body.split("\n"))
    return f'{HEAD}\n@derivation(title="Bad")\ndef {name}(d: Derivation, {parameters}) -> None:\n{lines}\n'


def line_of(path: Path, text: str) -> int:
    return 1 + next(k for k, line in enumerate(path.read_text().split("\n")) if text in line)


def test_a_script_becomes_records(tmp_path: Path) -> None:
    found = load([script(tmp_path, GOOD, "good.py")])
    assert found.problems == ()
    (r,) = found.derivations
    assert (r.id, r.title, r.question) == ("good", "Binomial", "D1.1")
    assert Path(r.place.file) == tmp_path / "good.py"
    assert [s.reason for s in r.claims[0].steps] == ["take one factor apart"]


@pytest.mark.parametrize(
    ("text", "code", "marker", "says", "hint"),
    [
        ("import no_such_module\n", "script-import", "import no", "No module named", "install no_such_module"),
        ("from checker import Rael\n", "script-import", "Rael", "cannot import name 'Rael'", "did you mean Real?"),
        ("x = (1,\n", "script-import", "x = (1,", "never closed", "cannot read"),
        ("def f(:\n", "script-import", "def f", "invalid syntax", "cannot read"),
        ("1/0\n", "script-import", "1/0", "ZeroDivisionError", "correct this line"),
        ("import sys\nsys.exit(0)\n", "script-import", "sys.exit", "raises SystemExit", "only builds"),
        ("raise KeyboardInterrupt\n", "script-import", "raise", "raises KeyboardInterrupt", "only builds"),
        ("raise BaseException('odd')\n", "script-import", "raise", "odd", "correct"),
        ("x = 1\n", "script-empty", "x = 1", "no derivation", "@derivation"),
        (derivation('d.prove(x, "~", x)'), "script-relation", "d.prove", "unknown relation '~'", "use one of"),
        (derivation('d.prove(x, "=", x).eq(x, " ")'), "script-reason", "d.prove", "without a reason", "why"),
        (derivation('d.prove(x, "=", x)', "x"), "script-domain", "@derivation", "x has no domain", "annotate"),
        (derivation('d.prove(x, "=", sympy.Symbol("q"))'), "script-domain", "d.prove", "q", ""),
        (derivation('d.prove(v, "=", v.T)', 'v: Vector("n")'), "script-shape", "d.prove", "shapes", "transpose"),
        (derivation('d.prove(A*A, "=", A)', 'A: Matrix(3, 2)'), "script-shape", "d.prove", "ShapeError", "transpose"),
        (derivation('i = sympy.Symbol("i"); d.prove((2*v)[i], "=", x)', 'v: Vector("n")'), "script-build", "i = sympy",
         "single", "two indices: (W*x)[i, 0]"),
        (derivation('d.prove(x/0*undefined_name, "=", x)'), "script-build", "d.prove", "undefined_name", "define or"),
        (derivation('d.prove(cos(x), "=", x)'), "script-build", "d.prove", "cos", "from checker import cos"),
        (derivation("pass"), "script-empty", "@derivation", "claims nothing", "d.prove"),
        (derivation("raise SystemExit"), "script-build", "raise", "SystemExit", "only builds"),
        (derivation("def f(n):\n    return f(n + 1)\nf(0)"), "script-build", "return f", "RecursionError", "correct"),
        (derivation('d.prove(x, "=", x)') * 2 + "2*2\n", "script-duplicate", "2*2", "hides", "rename"),
    ],
)  # fmt: skip
def test_a_mistake_is_named_at_its_line(
    tmp_path: Path, text: str, code: str, marker: str, says: str, hint: str
) -> None:
    path = script(tmp_path, text)
    script(tmp_path, GOOD, "good.py")
    found = load([tmp_path])
    assert "good" in [r.id for r in found.derivations]  # the other scripts are still built
    (p,) = found.problems
    assert p.code == code
    assert p.code in BY_NAME
    assert p.file == str(path)
    # a function's own line may be that of its decorator
    assert p.line - line_of(path, marker) in {"@derivation": (0, 1), "2*2": (-2,)}.get(marker, (0,))
    assert says in p.message
    assert hint in p.hint


def test_other_derivations_of_the_same_script_are_still_built(tmp_path: Path) -> None:
    text = derivation("1/0", name="first") + GOOD
    found = load([script(tmp_path, text)])
    assert [r.id for r in found.derivations] == ["good"]
    assert [p.code for p in found.problems] == ["script-build"]


def test_the_same_id_in_two_scripts(tmp_path: Path) -> None:
    script(tmp_path, GOOD, "a.py")
    second = script(tmp_path, GOOD, "b.py")
    found = load([tmp_path])
    assert len(found.derivations) == 1
    (p,) = found.problems
    assert (p.code, p.file) == ("script-duplicate", str(second))
    assert "a.py:" in p.message


def test_a_script_named_twice_is_loaded_once(tmp_path: Path) -> None:
    path = script(tmp_path, GOOD, "a.py")
    assert load([path, tmp_path, path]).problems == ()


def test_no_such_file(tmp_path: Path) -> None:
    script(tmp_path, GOOD, "elbo.py")
    (p,) = load([tmp_path / "elbow.py"]).problems
    assert p.code == "no-such-file"
    assert "elbo.py?" in p.hint


def test_a_script_that_does_not_end(tmp_path: Path) -> None:
    path = script(tmp_path, "while True:\n    try:\n        pass\n    except Exception:\n        pass\n")
    found = load([path], timeout=0.3)
    assert [p.code for p in found.problems] == ["script-timeout"]


def test_helpers_are_shared_and_forgotten_and_nothing_is_left_behind(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    script(tmp_path, "two = 2\nprint('imported')\n", "_shared.py")
    script(tmp_path, GOOD.replace("import sympy", "from _shared import two").replace("2*x*y", "two*x*y"), "a.py")
    script(tmp_path, "import nothing_at_all", "_not_read.py")
    before = list(sys.path)
    found: Loaded = load([tmp_path])
    assert found.problems == ()
    assert sys.path == before
    assert "_shared" not in sys.modules
    assert not (tmp_path / "__pycache__").exists()
    captured = capsys.readouterr()
    assert captured.out == ""
    assert "imported" in captured.err


def test_a_script_cannot_hide_a_library(tmp_path: Path) -> None:
    script(tmp_path, "raise RuntimeError\n", "_colorsys.py")
    (tmp_path / "_colorsys.py").rename(tmp_path / "colorsys.py")
    sys.modules.pop("colorsys", None)
    found = load([script(tmp_path, GOOD.replace("import sympy", "import colorsys; colorsys.rgb_to_hsv"), "a.py")])
    assert found.problems == ()


def test_every_code_of_the_authors_side_can_be_explained() -> None:
    import re

    package = Path(__file__).parents[1] / "checker"
    source = "".join((package / name).read_text() for name in ("authoring.py", "marked.py", "statements.py"))
    assert set(re.findall(r'"(script-[a-z]+)"', source)) <= set(BY_NAME)
