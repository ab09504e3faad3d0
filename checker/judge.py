"""The judge: from evidence and obligations to a verdict. A pure function, and the part to point at.

Everything else may have bugs without a wrong line being accepted, as long as the two engines do not have the same one:
a line is `proved` only if an exact method closed it, every obligation is discharged, and the numeric engine agreed.
Where the numeric engine cannot evaluate, only a method that decides its class stands alone; SymPy never does, and is
believed only where every number compared was a rigorous enclosure. What could not be evaluated is never agreement.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from checker.records import SYMPY, Evidence, Judgement, Obligation, Outcome, Status, Verdict


def judge(
    evidence: Sequence[Evidence], obligations: Sequence[Obligation], *, interrupted: str = "", restricted: bool = False
) -> Judgement:
    """The verdict on a link.

    `interrupted` says what was being tried when time or memory ran out ("" when all ran to its end); it begins with
    "timeout" or "error". `restricted`: the claim has conditions, so that having found no point at all may mean that
    there is none.
    """
    exact = [e for e in evidence if e.engine == "exact"]
    numeric = [e for e in evidence if e.engine == "numeric"]
    proofs = [e for e in exact if e.outcome is Outcome.HOLDS]
    disproofs = [e for e in exact if e.outcome is Outcome.FAILS]
    refutation = next((e for e in numeric if e.outcome is Outcome.FAILS and e.rigorous and e.witness), None)
    undefined = next((e for e in numeric if e.outcome is Outcome.UNDEFINED), None)
    agreement = [e for e in numeric if e.outcome is Outcome.HOLDS and e.points > 0]
    failing = next((o for o in obligations if o.status is Status.FAILING), None)
    still_open = [o for o in obligations if o.status is Status.OPEN]

    def answer(verdict: Verdict, source: Evidence | None = None, detail: str = "") -> Judgement:
        witness = source.witness if source else None
        method = source.method if source else ""
        return Judgement(
            verdict, method, tuple(evidence), tuple(obligations), witness, detail, interrupted=bool(interrupted)
        )

    if refutation and proofs:
        return answer(Verdict.CONFLICT, refutation, f"{proofs[0].method} closed what the numbers refute")
    if refutation:
        return answer(Verdict.REFUTED, refutation, refutation.detail)
    if agreement and disproofs:
        return answer(Verdict.CONFLICT, disproofs[0], f"{disproofs[0].method} denies what the numbers confirm")
    if failing:
        judged = answer(Verdict.UNDEFINED, undefined, f"it needs {failing.text}")
        return judged if judged.witness else _with_witness(judged, failing)
    if undefined:
        return answer(Verdict.UNDEFINED, undefined, _why_undefined(undefined.detail, still_open))

    believed = [p for p in proofs if _believed(p, agreement, nowhere=restricted and not _evaluated(numeric))]
    if believed and not still_open:
        return answer(Verdict.PROVED, believed[0])
    if agreement:
        best = max(agreement, key=lambda e: (e.error_bound is not None, e.rigorous, e.points))
        return answer(Verdict.CHECKED, best, _why_not_proved(proofs, still_open, interrupted))
    if interrupted:
        return answer(Verdict.TIMEOUT if interrupted.startswith("timeout") else Verdict.ERROR, None, interrupted)
    return answer(Verdict.UNDECIDED, None, _why_undecided(proofs, still_open, evidence))


def _evaluated(numeric: Sequence[Evidence]) -> bool:
    return any(e.points > 0 for e in numeric)


def _believed(proof: Evidence, agreement: Sequence[Evidence], *, nowhere: bool) -> bool:
    if proof.method.startswith(SYMPY):
        return any(e.rigorous for e in agreement)
    return bool(agreement) or (proof.decides and not nowhere)


def _why_not_proved(proofs: Sequence[Evidence], still_open: Sequence[Obligation], interrupted: str) -> str:
    if interrupted:
        return f"no exact method had closed it: {interrupted}"
    if not proofs:
        return "no exact method closed it"
    if still_open:
        return "open: " + "; ".join(o.text for o in still_open)
    return f"{proofs[0].method} closed it, but only estimates confirm it"


def _why_undecided(proofs: Sequence[Evidence], still_open: Sequence[Obligation], evidence: Sequence[Evidence]) -> str:
    reasons = [f"{proofs[0].method} closed it, but no number confirms it"] if proofs else []
    reasons += ["open: " + "; ".join(o.text for o in still_open)] if proofs and still_open else []
    reasons += [e.detail for e in evidence if e.engine == "numeric" and e.detail]
    return "; ".join(reasons) or "no exact method closed it, and it could not be evaluated"


#: what the numeric engine calls what it met, for a reader
_MET = {
    "divisor": "a divisor is 0 there",
    "pole": "a function has a pole there",
    "argument": "a function is not defined there",
    "derivative": "there is no derivative there",
    "piecewise": "no branch holds there",
    "index": "an index is out of range there",
    "singular": "a matrix has no inverse there",
}


def _why_undefined(met: str, still_open: Sequence[Obligation]) -> str:
    """What is not met, where a single open obligation of the kind says it; else what the numbers ran into."""
    ours = [o.text for o in still_open if o.kind == met and o.text]
    return f"it needs {ours[0]}" if len(set(ours)) == 1 else _MET.get(met, met)


def _with_witness(judged: Judgement, failing: Obligation) -> Judgement:
    return replace(judged, witness=failing.witness)
