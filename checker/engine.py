"""One link, examined: both engines, the obligations, the judge.

This module decides the order only: the numeric engine first (a refutation ends the search for a proof, but for the
cheap methods that would make it a conflict), then obligations, then exact methods from the cheapest to SymPy. What is
found is handed out as it is found, so that nothing is lost if the process is stopped.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import replace

from checker import obligations as duties
from checker.exact.prove import attempts, context_of
from checker.judge import judge
from checker.numeric import screen
from checker.numeric.compare import compare, refute_condition
from checker.numeric.modular import identity_modulo_prime
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

    keep(_timed(lambda: compare(link, seed=settings.seed, samples=settings.samples, digits=settings.digits,
                                deadline=begin + 0.5 * settings.timeout, simple=settings.explain)))  # fmt: skip
    refuted = evidence[0].outcome is Outcome.FAILS
    ctx = context_of(link, end)
    told = settings.explain or not refuted  # what a line that fails would need besides changes nothing
    settled = [_settle(o, link, settings, end) for o in duties.derive(link)] if told else []
    for o in settled:
        emit(o)
    for e in attempts(link, ctx, cheap_only=refuted):
        keep(e)
        if e.outcome is Outcome.HOLDS:
            break
    if _agreed(evidence) and not any(e.outcome is Outcome.HOLDS and e.engine == "exact" for e in evidence):
        modular = identity_modulo_prime(link, seed=settings.seed)
        if modular is not None:
            keep(modular)
    judged = judge(evidence, settled, restricted=bool(link.where))
    if judged.verdict is Verdict.REFUTED and settings.explain and settings.mend:
        judged = replace(judged, suggestion=suggest(link, settings, end))
    return replace(judged, seconds=time.monotonic() - begin)


def prepare() -> None:
    """What every link would otherwise compute for itself; called once before processes are forked."""
    screen.prepare()


def _agreed(evidence: Sequence[Evidence]) -> bool:
    return all(e.outcome is Outcome.HOLDS for e in evidence if e.engine == "numeric")


def _settle(obligation: Obligation, link: Link, settings: Settings, end: float) -> Obligation:
    """Discharged by a proof, failing at a witness, or open.

    A branch obligation never fails: beyond it the principal value is taken, which is a number, if not a real one.
    """
    done = duties.discharge(obligation, context_of(link, end))
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
