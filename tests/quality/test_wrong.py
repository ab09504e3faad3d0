"""Scripts with one slip each: refuted at that line and no other, with a witness that stands up without the checker.

The slips are marked in the scripts with `# expect: refuted`. Both sides of a refuted line are computed here again,
by mpmath, from the witness alone; functions that the checker drew are read back from their formulas.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any

import mpmath
import pytest
from mpmath import mp, mpf

WRONG = Path(__file__).parent / "wrong"
ROOT = Path(__file__).parents[2]
Row = dict[str, Any]


@pytest.fixture(scope="module")
def steps(tmp_path_factory: pytest.TempPathFactory) -> list[Row]:
    report = tmp_path_factory.mktemp("report") / "report.json"
    command = [sys.executable, "-m", "checker", "run", str(WRONG), "--report", f"json={report}"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 1, done.stdout + done.stderr
    return list(json.loads(report.read_text())["steps"])


def expected() -> set[tuple[str, int]]:
    lines = [(p, k, t) for p in sorted(WRONG.glob("*.py")) for k, t in enumerate(p.read_text().split("\n"), 1)]
    return {(str(p.relative_to(ROOT)), k) for p, k, t in lines if "# expect: refuted" in t}


def test_every_slip_is_refuted_where_it_stands_and_nothing_else_is(steps: list[Row]) -> None:
    assert len(expected()) >= 10
    assert {(s["file"], s["line"]) for s in steps if s["verdict"] == "refuted"} == expected()
    assert {s["verdict"] for s in steps} <= {"refuted", "proved", "checked"}


# ---------------------------------------------------------------- the same lines, computed again


def number(text: str) -> mpf:
    f = Fraction(text)
    return mpf(f.numerator) / f.denominator


def matrix(text: str) -> list[list[mpf]]:
    return [[number(x) for x in row.split(",")] for row in text.strip("[]").split(";")]


def function(text: str) -> Callable[..., Any]:
    """A formula of the report, "(u) ↦ sin(u[0]) + 1/2", as a function; only arithmetic and named functions occur."""
    heads, body = text.split(" ↦ ")
    for shown, written in {"−": "-", "·": "*", "^": "**", "√": "sqrt", "π": "pi"}.items():
        body = body.replace(shown, written)
    body = re.sub(r"(?<![\w.])(\d+)", r"mpf(\1)", body)
    body = re.sub(r"\[mpf\((\d+)\)\]", r"[\1]", body)
    assert re.fullmatch(r"[\w\s\[\]()+*/.,;₀₁₂-]*", body), body
    names = [h.translate(str.maketrans("₀₁₂", "012")) for h in heads.strip("()").split(", ")]
    body = body.translate(str.maketrans("₀₁₂", "012"))
    allowed = {n: getattr(mpmath, n) for n in ("exp", "log", "sin", "cos", "sqrt", "pi", "mpf")}
    code = compile(body, "formula", "eval")
    return lambda *values: eval(code, {"__builtins__": {}}, {**allowed, **dict(zip(names, values, strict=True))})


def normal(x: Any, m: Any, s: Any) -> Any:
    return mpmath.exp(-((x - m) ** 2) / (2 * s**2)) / (mpmath.sqrt(2 * mpmath.pi) * s)


def gaussian_mean(f: Callable[[Any], Any], m: Any, s: Any) -> Any:
    ends = [m - 40 * s, m - 4 * s, m, m + 4 * s, m + 40 * s]
    return mpmath.quad(lambda z: normal(z, m, s) * f(z), ends)


def over_line(f: Callable[[Any], Any]) -> Any:
    return mpmath.quad(f, [-30, -8, -3, -1, 0, 1, 3, 8, 30])


def gradient(f: Callable[[list[mpf]], Any], at: list[mpf]) -> list[Any]:
    def along(k: int) -> Any:
        return mpmath.diff(lambda t: f([*at[:k], t, *at[k + 1 :]]), at[k])

    return [along(k) for k in range(len(at))]


def kl_sign(w: Row) -> tuple[Any, Any]:
    m, s = number(w["mu"]), number(w["sigma"])
    left = gaussian_mean(lambda z: mpmath.log(normal(z, m, s)) - mpmath.log(normal(z, 0, 1)), m, s)
    right = -mpmath.log(s) + gaussian_mean(lambda z: (z - m) ** 2, m, s) / (2 * s**2)
    return left, right + gaussian_mean(lambda z: z**2, m, s) / 2


def kl_log(w: Row) -> tuple[Any, Any]:
    m, s = number(w["mu"]), number(w["sigma"])
    left = gaussian_mean(lambda z: mpmath.log(normal(z, m, s) / normal(z, 0, 1)), m, s)
    return left, (s**2 + m**2 - mpmath.log(s) - 1) / 2


def kl_swapped(w: Row) -> tuple[Any, Any]:
    m, s = number(w["mu"]), number(w["sigma"])
    left = gaussian_mean(lambda z: mpmath.log(normal(z, m, s) / normal(z, 0, 1)), m, s)
    return left, -left


def elbo_swapped(w: Row) -> tuple[Any, Any]:
    q, p, lik = ([row[0] for row in matrix(w[n])] for n in ("q", "prior", "likelihood"))
    left = sum(a * mpmath.log(c) - a * mpmath.log(a / b) for a, b, c in zip(q, p, lik, strict=True))
    return left, sum(a * (mpmath.log(c) + mpmath.log(a) - mpmath.log(b)) for a, b, c in zip(q, p, lik, strict=True))


def elbo_evidence(w: Row) -> tuple[Any, Any]:
    q, p, lik, x = function(w["q"]), function(w["prior"]), function(w["likelihood"]), number(w["x"])
    evidence = over_line(lambda z: lik(x, z) * p(z))
    left = over_line(lambda z: q(z) * (mpmath.log(lik(x, z) * p(z)) - mpmath.log(q(z))))
    return left, left + mpmath.log(evidence)


def lstm_index(w: Row) -> tuple[Any, Any]:
    f, b, i, g = ([row[0] for row in matrix(w[n])] for n in ("f", "before", "i", "g"))
    rest = function(w["rest"])
    cell = [a * c + d * e for a, c, d, e in zip(f, b, i, g, strict=True)]
    dc = gradient(rest, cell)
    return [d * x for d, x in zip(dc, b, strict=True)], [d * x for d, x in zip(dc, cell, strict=True)]


def lstm_transpose(w: Row) -> tuple[Any, Any]:
    weights, v, b = matrix(w["W"]), [r[0] for r in matrix(w["v"])], [r[0] for r in matrix(w["b"])]
    n = len(v)
    z = [sum(weights[i][j] * v[j] for j in range(n)) + b[i] for i in range(n)]
    dz = gradient(function(w["loss"]), z)
    return (
        [sum(weights[i][j] * dz[i] for i in range(n)) for j in range(n)],
        [sum(weights[j][i] * dz[i] for i in range(n)) for j in range(n)],
    )


def lstm_path(w: Row) -> tuple[Any, Any]:
    o, c, fn, u = ([row[0] for row in matrix(w[n])] for n in ("o", "c", "f_next", "u"))
    loss = function(w["loss"])

    def parts(cell: list[Any]) -> tuple[list[Any], list[Any]]:
        h = [a * mpmath.tanh(b) for a, b in zip(o, cell, strict=True)]
        return h, [a * b + d for a, b, d in zip(fn, cell, u, strict=True)]

    left = gradient(lambda cell: loss(*parts(cell)), c)
    h, following = parts(c)
    dh = gradient(lambda x: loss(x, following), h)
    return left, [d * a * (1 - mpmath.tanh(b) ** 2) for d, a, b in zip(dh, o, c, strict=True)]


def coupling_dropped(w: Row) -> tuple[Any, Any]:
    s, x2 = ([row[0] for row in matrix(w[n])] for n in ("s", "x2"))
    g = vector_function(w["G"])(x2)
    return mpmath.exp(sum(g) + sum(s)), mpmath.exp(sum(g))


def coupling_block(w: Row) -> tuple[Any, Any]:
    x1, x2 = ([row[0] for row in matrix(w[n])] for n in ("x1", "x2"))
    F, G = vector_function(w["F"]), vector_function(w["G"])
    n = len(x1)
    left = [gradient(lambda v, i=i: mpmath.exp(G(v)[i]) * x1[i] + F(v)[i], x2) for i in range(n)]
    right = [[mpmath.exp(G(x2)[i]) * x1[i] * d for d in gradient(lambda v, i=i: G(v)[i], x2)] for i in range(n)]
    return [x for row in left for x in row], [x for row in right for x in row]


def vector_function(text: str) -> Callable[[Any], list[Any]]:
    heads, body = text.split(" ↦ ")
    parts = [function(f"{heads} ↦ {part}") for part in body[1:-1].split("; ")]
    return lambda v: [p(v) for p in parts]


def discriminator_sign(w: Row) -> tuple[Any, Any]:
    p, q, d = number(w["p"]), number(w["q"]), number(w["D"])
    return mpmath.diff(lambda t: p * mpmath.log(t) + q * mpmath.log(1 - t), d), p / d + q / (1 - d)


def discriminator_swapped(w: Row) -> tuple[Any, Any]:
    p, q, d = number(w["p"]), number(w["q"]), number(w["D"])
    best = q / (p + q)
    left = p * mpmath.log(d) + q * mpmath.log(1 - d)
    right = p * mpmath.log(best) + q * mpmath.log(1 - best)
    assert left > right, "the claim is ≤"
    return left, right


def value_factor(w: Row) -> tuple[Any, Any]:
    p, q = function(w["p"]), function(w["q"])

    def half(a: Callable[..., Any]) -> Any:
        return over_line(lambda x: a(x) * mpmath.log(2 * a(x) / (p(x) + q(x))))

    both = half(p) + half(q)
    return both - mpmath.log(4), both / 2 - mpmath.log(4)


AGAIN = {
    f.__name__: f
    for f in (kl_sign, kl_log, kl_swapped, elbo_swapped, elbo_evidence, lstm_index, lstm_transpose, lstm_path,
              coupling_dropped, coupling_block, discriminator_sign, discriminator_swapped, value_factor)
}  # fmt: skip


def test_witnesses_stand_up_in_mpmath(steps: list[Row]) -> None:
    refuted = [s for s in steps if s["verdict"] == "refuted"]
    assert {s["derivation"] for s in refuted} == set(AGAIN)
    for s in refuted:
        with mp.workdps(30):
            left, right = AGAIN[s["derivation"]](s["witness"])
            pairs = list(zip(left, right, strict=True)) if isinstance(left, list) else [(left, right)]
            assert max(abs(a - b) for a, b in pairs) > mpf(10) ** -10, s["derivation"]
            if not isinstance(left, list):
                assert mpmath.almosteq(left, mpf(s["left_value"]), rel_eps=1e-9, abs_eps=1e-9), s["derivation"]
                assert mpmath.almosteq(right, mpf(s["right_value"]), rel_eps=1e-9, abs_eps=1e-9), s["derivation"]
