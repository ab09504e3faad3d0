"""One link, examined: both engines, the obligations, the judge.

This module decides the order only: the numeric engine first (a refutation ends the search for a proof, but for the
cheap methods that would make it a conflict, on small lines), then obligations, then exact methods from the cheapest to
SymPy. An equality is looked at briefly before a proof is sought, and at all its points where none was found: six points
of different kinds confirm a proof as well as many, and only where there is no proof do the points carry the verdict.
What is found is handed out as it is found, so that nothing is lost if the process is stopped.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import islice

from checker import warming
from checker.discharge import discharge
from checker.exact import cas
from checker.exact.context import Context, OutOfTime, TooLarge, Unsupported
from checker.exact.normal import simplify
from checker.exact.prove import attempts, context_of
from checker.graph import Node, is_matrix, postorder, substitute
from checker.judge import judge
from checker.numeric import screen
from checker.numeric.compare import COSTLY, ORDER, compare, refute_condition
from checker.numeric.modular import identity_modulo_prime
from checker.numeric.touching import STRICT, special, touching
from checker.numeric.unvisited import unvisited
from checker.obligations import derive
from checker.records import SYMPY, Evidence, Judgement, Link, Obligation, Outcome, Status, Verdict
from checker.settings import Settings
from checker.suggest import suggest

#: points where the sides of a strict relation may be equal that are looked at
TOUCHES = 6
#: nodes up to which a line that the numbers have settled is shown to the exact methods all the same; and of orders, and
#: with a part that takes long
LIGHT, LIGHT_LABORIOUS = 40, 15
LABORIOUS = COSTLY | {"sum", "product"}


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
    tried = attempts(link, ctx, cheap_only=settled_by_numbers) if not settled_by_numbers or _light(link) else ()
    for e in tried:
        keep(e)
        if e.outcome is Outcome.HOLDS:
            break
    proofs = [e for e in evidence if e.engine == "exact" and e.outcome is Outcome.HOLDS]
    proved = bool(proofs)
    if link.relation == "=" and _wants_more(first, [] if _open(settled) else proofs, restricted=bool(link.where)):
        keep(look(brief=False))
        evidence.remove(first)
    if link.relation in STRICT and not proved and not settled_by_numbers:
        touched = _touched(link, settings, end)
        if touched is not None:
            keep(touched)
    if first.outcome is Outcome.UNKNOWN and not first.rigorous and not proved and not _open(settled):
        reduced = _by_values(link, ctx, settings, end)
        if reduced is not None:
            keep(reduced)
    if not _denied(evidence) and (not proved or _open(settled)):
        missed = _missed(link, ctx, settings, end)
        if missed is not None:
            keep(missed)
    if _agreed(evidence) and not proved:
        modular = identity_modulo_prime(link, seed=settings.seed)
        if modular is not None:
            keep(modular)
    judged = judge(evidence, settled, restricted=bool(link.where))
    if settings.explain and settings.mend and _mendable(judged):
        judged = replace(judged, suggestion=suggest(link, settings, end))
    return replace(judged, seconds=time.monotonic() - begin)


def prepare() -> Iterator[None]:
    """What every link would otherwise do for itself, a little at a time: for a process from which others are forked,
    while it has nothing else to do.
    """
    screen.prepare()
    for link in warming.links():
        yield
        examine(link, Settings(), lambda _: None)
    yield
    cas.prepare()


def _light(link: Link) -> bool:
    """Whether it costs little to see if an exact method would prove the line; its bugs show on small lines, too."""
    if link.relation in ("=>", "<=>"):
        return False
    nodes = list(islice(postorder(link.left, link.right), LIGHT + 1))
    laborious = link.relation in ORDER or any(n.op in LABORIOUS for n in nodes)
    return len(nodes) <= (LIGHT_LABORIOUS if laborious else LIGHT)


def is_spent() -> bool:
    """Whether this process should examine no more links, because the next one might be judged differently in it."""
    return cas.was_asked()


def _mendable(judged: Judgement) -> bool:
    """Whether an edit of the right side may be what is wanted: it is false, or means nothing where the left does."""
    w = judged.witness
    return judged.verdict is Verdict.REFUTED or (
        judged.verdict is Verdict.UNDEFINED and w is not None and bool(w.left) and not w.right
    )


def _touched(link: Link, settings: Settings, end: float) -> Evidence | None:
    """A strict relation fails where its sides are equal: where the numbers cannot tell them apart, and an exact method
    shows, of what stands there, that they are the same.
    """
    detail = "both sides are the same there"
    for touch in islice(touching(link, seed=settings.seed, deadline=end), TOUCHES):
        if touch.values is None:
            return Evidence("numeric", "points", Outcome.FAILS, points=1, witness=touch.witness, detail=detail)
        left, right = (substitute(side, touch.values) for side in (link.left, link.right))
        if (method := _shown_equal(link, left, right, end)) is not None:
            method = f"points + {method}"
            return Evidence("numeric", method, Outcome.FAILS, points=1, witness=touch.witness, detail=detail)
    for left, right, witness in special(link):
        method = _shown_equal(link, left, right, end)
        needed = derive(replace(link, left=left, right=right))
        if method is not None and all(discharge(o, context_of(link, end)).status is Status.DISCHARGED for o in needed):
            return Evidence("numeric", f"points + {method}", Outcome.FAILS, points=1, witness=witness, detail=detail)
    return None


def _shown_equal(link: Link, left: Node, right: Node, end: float) -> str | None:
    """The exact method, SymPy apart, that shows the two to be the same on the link's domains."""
    there = replace(link, left=left, relation="=", right=right, given=(), facts=())
    for e in attempts(there, context_of(there, end), cheap_only=True):
        if e.outcome is Outcome.HOLDS and not e.method.startswith(SYMPY):
            return e.method
    return None


def _open(settled: Sequence[Obligation]) -> bool:
    return any(o.status is not Status.DISCHARGED for o in settled)


def _by_values(link: Link, ctx: Context, settings: Settings, end: float) -> Evidence | None:
    """Where estimates of limits or integrals clearly differ: the same points with the exact engine's values of these,
    whose enclosures may tell the sides apart.
    """
    valued = _valued(link, ctx) if link.relation == "=" else None
    if valued is None:
        return None
    found = compare(valued, seed=settings.seed, samples=settings.samples, digits=settings.digits, deadline=end)
    if found.outcome is not Outcome.FAILS or not found.rigorous:
        return None
    return replace(found, method="points + normal form", detail="estimates say so, and the exact values")


def _valued(link: Link, ctx: Context) -> Link | None:
    """The link with the exact engine's values of its limits and integrals, where it has them all."""
    if is_matrix(link.left):
        return None
    try:
        valued = replace(link, left=simplify(link.left, ctx), right=simplify(link.right, ctx))
    except (OutOfTime, TooLarge, Unsupported):
        return None
    return None if any(n.op in COSTLY for n in postorder(valued.left, valued.right)) else valued


def _missed(link: Link, ctx: Context, settings: Settings, end: float) -> Evidence | None:
    """A failure where no point fell; of costly integrals, also by their values."""
    found = unvisited(link, seed=settings.seed, deadline=end)
    if found is not None or link.relation in ("=>", "<=>"):
        return found
    if not any(n.op in COSTLY for n in postorder(link.left, link.right)) or (valued := _valued(link, ctx)) is None:
        return None
    found = unvisited(valued, seed=settings.seed, deadline=end)
    return (
        None if found is None or found.outcome is not Outcome.FAILS else replace(found, method="points + normal form")
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


def _denied(evidence: Sequence[Evidence]) -> bool:
    return any(e.outcome in (Outcome.FAILS, Outcome.UNDEFINED) for e in evidence if e.engine == "numeric")


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
