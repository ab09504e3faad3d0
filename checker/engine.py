"""One link, examined: both engines, the obligations, the judge.

This module decides the order only: the numeric engine first (a refutation ends the search for a proof, but for the
cheap methods that would make it a conflict), then obligations, then exact methods from the cheapest to SymPy. An
equality is looked at briefly before a proof is sought, and at all its points where none was found: six points of
different kinds confirm a proof as well as many, and only where there is no proof do the points carry the verdict. What
is found is handed out as it is found, so that nothing is lost if the process is stopped.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import replace

from checker.discharge import discharge
from checker.exact.prove import attempts, context_of
from checker.judge import judge
from checker.numeric import screen
from checker.numeric.compare import compare, refute_condition
from checker.numeric.modular import identity_modulo_prime
from checker.obligations import derive
from checker.records import Evidence, Judgement, Link, Obligation, Outcome, Status, Verdict
from checker.settings import Settings
from checker.suggest import suggest


def examine(link: Link, settings: Settings, emit: Callable[[Evidence | Obligation], None]) -> Judgement:
    """The judgement on a link. `emit` receives every piece of evidence and every obligation once it is settled."""
    begin = time.monotonic()
    end = begin + 0.9 * settings.timeout
    evidence: list[Evidence] = []

    def keep(e: Evidence) -> None:
        evidence.append(e)
        emit(e)

    def look(*, brief: bool) -> Evidence:
        return _timed(lambda: compare(link, seed=settings.seed, samples=settings.samples, digits=settings.digits,
                                      deadline=time.monotonic() + 0.5 * (begin + settings.timeout - time.monotonic()),
                                      simple=settings.explain, brief=brief))  # fmt: skip

    keep(look(brief=True))
    first = evidence[0]
    refuted = first.outcome is Outcome.FAILS
    settled_by_numbers = refuted or first.outcome is Outcome.UNDEFINED
    ctx = context_of(link, end)
    told = settings.explain or not refuted  # what a line that fails would need besides changes nothing
    settled = [_settle(o, link, settings, end) for o in derive(link)] if told else []
    for o in settled:
        emit(o)
    for e in attempts(link, ctx, cheap_only=settled_by_numbers):
        keep(e)
        if e.outcome is Outcome.HOLDS:
            break
    proofs = [e for e in evidence if e.engine == "exact" and e.outcome is Outcome.HOLDS]
    proved = bool(proofs)
    if link.relation == "=" and _wants_more(first, proofs, restricted=bool(link.where)):
        keep(look(brief=False))
        evidence.remove(first)
    if _agreed(evidence) and not proved:
        modular = identity_modulo_prime(link, seed=settings.seed)
        if modular is not None:
            keep(modular)
    judged = judge(evidence, settled, restricted=bool(link.where))
    if settings.explain and settings.mend and _mendable(judged):
        judged = replace(judged, suggestion=suggest(link, settings, end))
    return replace(judged, seconds=time.monotonic() - begin)


def prepare() -> None:
    """What every link would otherwise compute for itself; called once before processes are forked."""
    screen.prepare()


def _mendable(judged: Judgement) -> bool:
    """Whether an edit of the right side may be what is wanted: it is false, or means nothing where the left does."""
    w = judged.witness
    return judged.verdict is Verdict.REFUTED or (
        judged.verdict is Verdict.UNDEFINED and w is not None and bool(w.left) and not w.right
    )


def _wants_more(first: Evidence, proofs: Sequence[Evidence], *, restricted: bool) -> bool:
    """Whether the verdict would rest on the numbers of a brief look, or on a proof for want of them."""
    match first.outcome:
        case Outcome.HOLDS:
            return not proofs
        case Outcome.UNKNOWN:
            return restricted or not any(p.decides for p in proofs)
        case _:
            return False


def _agreed(evidence: Sequence[Evidence]) -> bool:
    return all(e.outcome is Outcome.HOLDS for e in evidence if e.engine == "numeric")


def _settle(obligation: Obligation, link: Link, settings: Settings, end: float) -> Obligation:
    """Discharged by a proof, failing at a witness, or open.

    A branch obligation never fails: beyond it the principal value is taken, which is a number, if not a real one.
    """
    done = discharge(obligation, context_of(link, end))
    condition = done.subject if done.condition is None and done.kind == "logarithm" else done.condition
    if done.status is not Status.OPEN or condition is None or done.kind == "branch":
        return done
    witness = refute_condition(condition, link, seed=settings.seed, deadline=end)
    return done if witness is None else replace(done, status=Status.FAILING, witness=witness)


def _timed(run: Callable[[], Evidence]) -> Evidence:
    begin = time.monotonic()
    return replace(run(), seconds=time.monotonic() - begin)


def judge_partial(
    evidence: Sequence[Evidence], obligations: Sequence[Obligation], interrupted: str, *, restricted: bool = False
) -> Judgement:
    """The judgement on what had been found when the examination was stopped from outside.

    Obligations that had not been settled by then cannot be counted on, so nothing is proved here unless all were.
    """
    return judge(evidence, obligations, interrupted=interrupted, restricted=restricted)
