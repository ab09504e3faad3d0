"""Determinants of any size fall apart as the books say, and not otherwise."""

from test_spans import verdicts

from checker import Derivation, Matrix, block, det, inverse


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
