"""Determinants of any size fall apart as the books say, and not otherwise."""

import time

import sympy
from test_spans import verdicts

from checker import Derivation, Matrix, block, check, det, inverse
from checker.api import link_of
from checker.exact import normal
from checker.exact.kernels import Table
from checker.exact.prove import context_of
from checker.graph import add, sub


def test_schur_complements() -> None:
    def words(d: Derivation, A: Matrix("n", "n", structure="invertible"), G: Matrix("n", "n"), E: Matrix("k", "k"),
              D: Matrix("k", "k", structure="invertible"), B: Matrix("n", "k"),
              C: Matrix("k", "n")) -> None:  # fmt: skip
        d.prove(det(block([[G, B], [C, D]])), "=", det(D) * det(G - B * inverse(D) * C))
        d.prove(det(block([[A, B], [C, E]])), "=", det(A) * det(E - C * inverse(A) * B))
        d.refute(det(block([[G, B], [C, D]])), "=", det(D) * det(G + B * inverse(D) * C), "the sign")
        d.refute(det(block([[G, B], [C, D]])), "=", det(D) * det(G), "the coupling")

    assert verdicts(words) == ["proved"] * 2 + ["refuted"] * 2


def test_turns_cancel_in_pairs_only() -> None:
    def words(d: Derivation, G: Matrix("n", "n"), Q: Matrix("n", "n", structure="orthogonal"),
              R: Matrix("n", "n", structure="orthogonal")) -> None:  # fmt: skip
        d.prove(det(Q * G * Q.T), "=", det(G))
        d.prove(det(R * Q * G * inverse(Q) * R.T), "=", det(G))
        d.refute(det(Q * G * R), "=", det(G), "one may turn, the other mirror")
        d.refute(det(Q * G), "=", det(G), "Q may mirror")

    assert verdicts(words) == ["proved"] * 2 + ["refuted"] * 2


def cauchy(n: int) -> tuple:
    """The determinant of 1/(x_r + y_c) and its product form (Horn & Johnson, Matrix Analysis, 0.9.12)."""
    x, y = sympy.symbols(f"x1:{n + 1}", real=True), sympy.symbols(f"y1:{n + 1}", real=True)
    left = det(sympy.Matrix(n, n, lambda r, c: 1 / (x[r] + y[c])))
    pairs = [(j, k) for k in range(n) for j in range(k)]
    sums = [x[j] + y[k] for j in range(n) for k in range(n)]
    return left, sympy.Mul(*((x[k] - x[j]) * (y[k] - y[j]) for j, k in pairs)) / sympy.Mul(*sums), sums


def test_a_determinant_is_not_multiplied_out_by_its_denominators(monkeypatch) -> None:  # type: ignore[no-untyped-def]
    left, right, sums = cauchy(4)
    link = link_of(left, "=", right, [sympy.Ne(v, 0) for v in sums])
    ctx = context_of(link, time.monotonic() + 60)
    cancelled: list[int] = []
    cancel = Table._cancel
    monkeypatch.setattr(Table, "_cancel", lambda t, num, den: cancelled.append(len(den)) or cancel(t, num, den))
    assert normal.is_zero(sub(link.left, link.right), ctx) is True
    assert len(cancelled) < 300  # 5,242 when every term of the numerator carried the denominators
    assert normal.is_zero(add(link.left, link.right), ctx) is not True


def test_cauchy_of_three_and_its_neighbour() -> None:
    left, right, sums = cauchy(3)
    where = [sympy.Ne(v, 0) for v in sums]
    assert check(left, "=", right, where=where).verdict.value == "proved"
    assert check(left, "=", -right, where=where).verdict.value == "refuted"
