"""Both sides of a link at many points: certain failures, or agreement to so many digits.

Decides nothing for all values. A link FAILS where two rigorous enclosures are disjoint (or exact numbers differ) at an
exact point inside the domains at which every condition certainly holds. It is UNDEFINED where a side certainly means
nothing at such a point. It HOLDS, as evidence, when both sides agreed at every point at which they could be computed,
and there was one. Estimates never refute; what could not be evaluated is never agreement.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import count as count_from
from itertools import islice
from math import inf
from random import Random

from checker.domains import REAL
from checker.graph import (
    INF,
    NEG_INF,
    PI,
    TRUE,
    Node,
    conj,
    has_bound,
    open_binder,
    postorder,
    rel,
    substitute,
    sym,
    symbols,
)
from checker.graph_text import text
from checker.numeric.clauses import CONTRARY, Case, TooMany, cases
from checker.numeric.descent import tightest
from checker.numeric.draw import Point, Setting, arguments, draw, instantiate, points, shown
from checker.numeric.eliminate import zeros_of
from checker.numeric.evaluate import HARD, compile_graph
from checker.numeric.plan import Plan, flatten, plan
from checker.numeric.scope import Enclosure, Undefined, Unknown
from checker.numeric.screen import candidates
from checker.numeric.shrink import shrink
from checker.numeric.sides import EXACT, NOT_REAL, At, Look, Sides
from checker.numeric.solve import Unsolvable, member
from checker.records import Evidence, Link, Outcome, Witness

#: operations whose values cost much: fewer points, fewer digits
COSTLY = frozenset({"integral", "limit"})
#: points of a brief look: one of each kind (see `draw.schedule`); of what costs much, the first half of these, and
#: only so many digits
BRIEF, BRIEF_COSTLY, BRIEF_DIGITS = 6, 3, 15
#: zeros of divisors, in the conditions, that are looked at
BRANCHES = 6
CAP = 2048
DEEP = 1152
#: nodes evaluated (see `Program.work`) after which no further point is begun: once some agreed, and when none did
WORK = 1_000_000
PATIENCE = 2_500_000
ORDER = ("<", "<=", ">", ">=")


# ---------------------------------------------------------------- a link


def compare(
    link: Link,
    *,
    seed: int = 0,
    samples: int = 20,
    digits: int = 30,
    deadline: float = inf,
    simple: bool = True,
    brief: bool = False,
) -> Evidence:
    """Look at a link at up to `samples` points, each side to `digits` digits.

    Effort is bounded by counting (`WORK`), so that the same link gets the same points whatever the machine and its
    load. `deadline` is of time.monotonic(), and only a safeguard: what it cuts short is no evidence, but for a failure
    already found. Without `simple` the first witness will do, and no simpler one is looked for. `brief`: of an
    equality, a few points of each kind and the float64 filter, enough to send a slip back before a proof is sought.
    Never raises for what a link says.
    """
    started = time.monotonic()
    try:
        evidence = _compare(link, seed, samples, digits, deadline, simple, brief)
    except Unknown as e:
        evidence = Evidence("numeric", "points", Outcome.UNKNOWN, detail=e.detail)
    return replace(evidence, seconds=time.monotonic() - started)


@dataclass(frozen=True)
class Effort:
    """How much is spent on a link, from its graph alone, so that the same link gets the same points anywhere."""

    points: int
    digits: int  # that are asked for
    precisions: tuple[int, ...]
    floor: int  # the fewest digits that count as agreement
    cheap: bool
    utmost: tuple[int, int]  # digits and bits for a claim without symbols, which gets no second point


def _effort(roots: Sequence[Node], samples: int, digits: int, brief: bool) -> Effort:
    nodes = list(postorder(*roots))
    hard = any(n.op == "fn" and n.data in HARD for n in nodes)
    costly = hard + sum(1 for n in nodes if n.op in COSTLY or (n.op in ("sum", "product") and _endless(n)))
    if costly:
        count = BRIEF_COSTLY if brief else max(4, samples // 3) if costly <= 2 else max(3, samples // 5)
        precisions = (64, 128, 224)
        utmost = (120, 512) if any(n.op in COSTLY for n in nodes) else (550, CAP)
        asked = min(digits, BRIEF_DIGITS) if brief else digits
        return Effort(min(count, samples), asked, precisions, min(digits, 12), False, utmost)
    base = max(96, int(digits * 3.33) + 40)
    count = min(BRIEF, samples) if brief else samples
    return Effort(count, digits, (base, 2 * base, 4 * base, CAP), digits, len(nodes) < 4000, (1100, 2 * CAP))


def _endless(node: Node) -> bool:
    return any(a.op == "const" and a.data in ("oo", "-oo") for a in node.args[1:])


def _compare(link: Link, seed: int, samples: int, digits: int, deadline: float, simple: bool, brief: bool) -> Evidence:
    if link.relation in ("=>", "<=>"):
        return _implication(link, seed, samples, digits, deadline, simple)
    for side in (link.left, link.right):
        if side.op in ("rel", "and", "or", "not", "true", "false"):
            return Evidence("numeric", "points", Outcome.UNKNOWN, detail="a side is a condition, not an expression")
    return _study(link, seed, samples, digits, deadline, simple, brief and link.relation == "=")


def _study(
    link: Link, seed: int, samples: int, digits: int, deadline: float, simple: bool, brief: bool = False
) -> Evidence:
    """Points of a relation between expressions, and those that a definition divides away: x·y = 0 gives x = 0 but for
    y = 0.
    """
    p = plan(link)
    seen = _study_plan(link, p, seed, samples, digits, deadline, simple, brief)
    divisors = (g.args[0] for g in p.guards if g.op == "rel" and g.data == "!=")
    for symbol, value in islice((z for d in divisors for z in zeros_of(d)), BRANCHES):
        if seen.outcome is Outcome.FAILS:
            break
        branch = replace(link, where=(rel(symbol, "=", value), *link.where))
        try:
            found = _study_plan(branch, plan(branch), seed, samples, digits, deadline, simple, brief)
        except (Unknown, Unsolvable):  # no such point satisfies the conditions
            continue
        nowhere = seen.outcome is Outcome.UNKNOWN and found.outcome is Outcome.HOLDS
        if nowhere or found.outcome in (Outcome.FAILS, Outcome.UNDEFINED):
            seen = found
    return seen


def _study_plan(
    link: Link, p: Plan, seed: int, samples: int, digits: int, deadline: float, simple: bool, brief: bool
) -> Evidence:
    """All points of a plan, then the filter, then the simplest witness."""
    rng = Random(f"{link.key}:{seed}")
    sides = Sides(link.left, link.relation, link.right)
    effort = _effort([link.left, link.right], samples, digits, brief)
    looks = list(_looks(p, rng, sides, effort, deadline, simple, brief))
    if not any(x.at is At.FAILS for x in looks) and effort.cheap:
        looks += _screened(p, rng, sides, deadline)
        if link.relation in ORDER and not any(x.at is At.FAILS for x in looks):
            looks += _descended(p, looks, sides, deadline)
    for at in (At.FAILS, At.UNDEFINED):
        if simple and (found := [x for x in looks if x.at is at]):
            first = min(found, key=lambda x: _weight(x.point))
            shrunk = shrink(first, p, sides, effort=250 if effort.cheap else 12, work=WORK, deadline=deadline)
            looks = [x for x in looks if x.at is not at] + [shrunk]
            break
    return _summary(looks, digits)


def _looks(
    p: Plan, rng: Random, sides: Sides, effort: Effort, deadline: float, simple: bool, brief: bool
) -> Iterator[Look]:
    deepened = 0
    agreed = hopeless = False
    closed = sides.relation == "=" and not (p.scalars or p.tensors or p.functions or p.sizes)
    tight = sides.relation != "="
    for k, point in enumerate(draw(p, rng, effort.points, deadline, alike=tight, plainly=brief)):
        if hopeless and not point.plain:
            continue
        look = sides.look(point, effort.digits, effort.precisions, effort.floor, deadline)
        if effort.cheap and look.at is At.AGREES and look.digits < EXACT and sides.relation == "=" and deepened < 3:
            if k == 0 or (not brief and (k == 3 or k >= 10)):
                deepened += 1
                deeper = sides.look(point, 300, [DEEP, CAP], effort.digits, deadline)
                look = deeper if deeper.at is not At.UNKNOWN else look
        if closed and look.at is At.AGREES and look.digits < EXACT:
            want, precision = effort.utmost
            deeper = sides.look(point, want, [precision], effort.digits, deadline)
            look = deeper if deeper.at is not At.UNKNOWN else look
        yield look
        agreed |= look.at is At.AGREES
        hopeless |= look.at is At.UNKNOWN and not effort.cheap and bool(p.functions)
        if look.at is At.FAILS and (k >= 3 or not simple):
            return
        if sides.work > (WORK if agreed else PATIENCE):
            return
        if time.monotonic() > deadline:
            if look.at is At.FAILS:
                return
            raise Unknown("out of time")


def _screened(p: Plan, rng: Random, sides: Sides, deadline: float) -> list[Look]:
    """Candidates of the float64 filter that turn out to be failures."""
    if p.tensors or p.functions or p.sizes or p.equations or not p.scalars:
        return []
    setting = Setting(p, {}, {})
    l, r = (instantiate(x, setting.base) for x in (sides.left, sides.right))
    found: list[Look] = []
    for values in candidates(l, sides.relation, r, setting.conditions, dict(p.scalars), rng):
        if (admitted := setting.admit(values)) is not None:
            look = sides.look(replace(setting.base, values=admitted), 15, [128, 512], 15, deadline)
            if look.at is At.FAILS:
                found.append(look)
    return found


def _descended(p: Plan, looks: Sequence[Look], sides: Sides, deadline: float) -> list[Look]:
    """Failures found by moving, from the points where the sides are closest, to where they are closer still."""
    if p.tensors or p.functions or p.sizes or p.equations or not p.scalars:
        return []
    setting = Setting(p, {}, {})
    starts = [x.point for x in looks if x.at is At.AGREES]
    plain = sides
    if p.definitions:
        plain = Sides(instantiate(sides.left, setting.base), sides.relation, instantiate(sides.right, setting.base))
    for values in tightest(plain, starts, dict(p.scalars), setting.feasible):
        look = sides.look(replace(setting.base, values=values), 15, [128, 512, CAP], 15, deadline)
        if look.at is At.FAILS:
            return [look]
    return []


def _summary(looks: Sequence[Look], digits: int) -> Evidence:
    by = {at: [x for x in looks if x.at is at] for at in At}
    agreed = by[At.AGREES]
    sampled = _sampled(looks)
    if by[At.FAILS]:
        look = min(by[At.FAILS], key=lambda x: _weight(x.point))
        return Evidence(
            "numeric", "points", Outcome.FAILS, points=len(looks), witness=look.witness(), sampled_sizes=sampled
        )
    if by[At.UNDEFINED]:
        look = min(by[At.UNDEFINED], key=lambda x: _weight(x.point))
        return Evidence(
            "numeric", "points", Outcome.UNDEFINED, points=len(looks), witness=look.witness(), sampled_sizes=sampled,
            detail=look.detail,
        )  # fmt: skip
    if by[At.SUSPECT]:
        look = by[At.SUSPECT][0]
        return Evidence(
            "numeric", "points", Outcome.UNKNOWN, rigorous=False, points=len(agreed), sampled_sizes=sampled,
            detail=f"estimates differ at {look.witness()}: left {look.left}, right {look.right}",
        )  # fmt: skip
    if agreed:
        least = min(x.digits for x in agreed)
        missed = len(by[At.UNKNOWN])
        detail = f"{missed} of {len(looks)} points could not be decided: {by[At.UNKNOWN][0].detail}" if missed else ""
        if missed > len(agreed):  # what can be computed at the odd point only is no sample: such points are special
            return Evidence("numeric", "points", Outcome.UNKNOWN, sampled_sizes=sampled, detail=detail)
        return Evidence(
            "numeric", "points", Outcome.HOLDS, rigorous=all(x.rigorous for x in agreed), points=len(agreed),
            digits=min(least, digits if least >= digits else least), sampled_sizes=sampled, detail=detail,
        )  # fmt: skip
    why = by[At.UNKNOWN][0].detail if by[At.UNKNOWN] else "no point that satisfies the conditions was found"
    return Evidence("numeric", "points", Outcome.UNKNOWN, sampled_sizes=sampled, detail=why)


def _sampled(looks: Sequence[Look]) -> tuple[str, ...]:
    found: list[str] = []
    for x in looks:
        if x.point.sizes:
            text = ", ".join(f"{n} = {k}" for n, k in sorted(x.point.sizes.items()))
            if text not in found:
                found.append(text)
    return tuple(sorted(found))


def _weight(point: Point) -> tuple[int, int]:
    """Simplest witness first."""
    shown_values = shown(point)
    return (sum(len(str(v)) for _, v in shown_values), sum(1 for _, v in shown_values if v == 0))


# ---------------------------------------------------------------- equations that follow from equations


def _implication(link: Link, seed: int, samples: int, digits: int, deadline: float, simple: bool) -> Evidence:
    """Look for points at which one side holds and the other certainly does not."""
    ways = [(link.left, link.right)] + ([(link.right, link.left)] if link.relation == "<=>" else [])
    try:
        split = [case for way in ways for case in cases(*way)]
    except TooMany:
        return Evidence("numeric", "points", Outcome.UNKNOWN, detail="too many alternatives")
    looked = [_case(link, case, seed, samples, digits, deadline, simple) for case in split]
    found = [e for e in looked if e is not None]
    for outcome in (Outcome.FAILS, Outcome.UNDEFINED, Outcome.UNKNOWN):
        for e in found:
            if e.outcome is outcome:
                return e
    if not found:
        return Evidence("numeric", "points", Outcome.UNKNOWN, detail="no point that satisfies the conditions was found")
    first, *more = found
    return replace(
        first, points=sum(e.points for e in found), digits=min(e.digits for e in found),
        rigorous=all(e.rigorous for e in found), detail="; ".join(e.detail for e in (first, *more) if e.detail),
    )  # fmt: skip


def _case(
    link: Link, case: Case, seed: int, samples: int, digits: int, deadline: float, simple: bool
) -> Evidence | None:
    """What the points of a case's goals say; None where what is given in it certainly holds nowhere."""
    if _nowhere(link, case.given):
        return None
    found: list[Evidence] = []
    for goal, given in case.goals:
        l, r = goal.args
        under = replace(link, left=l, relation=goal.data, right=r, where=(*link.where, *given))
        try:
            evidence = _study(under, seed, samples, digits, deadline, simple)
        except Unknown as why:
            evidence = Evidence("numeric", "points", Outcome.UNKNOWN, detail=why.detail)
        if evidence.outcome in (Outcome.FAILS, Outcome.UNDEFINED):
            sense = f"{text(conj(*given))} holds there; {text(goal)} does not"
            return replace(evidence, detail=f"{sense}: {evidence.detail}" if evidence.detail else sense)
        found.append(evidence)
    seen = [e for e in found if e.outcome is Outcome.HOLDS]
    return max(seen or found, key=lambda e: e.points)


def _nowhere(link: Link, given: Sequence[Node]) -> bool:
    """Whether numbers that are given for all symbols of a condition lie outside their domains or break it."""
    values = {r.args[0]: r.args[1] for r in given if r.data == "=" and r.args[0].op == "sym" and not symbols(r.args[1])}
    for x, node in values.items():
        domain = dict(link.domains)[x.data]
        try:
            (value,) = compile_graph([node]).run({}, 128)
            if member(domain, value) is False:
                return True
        except (Undefined, Unknown):
            continue
    for condition in (*flatten(link.where), *given):
        closed = substitute(condition, values)
        if closed == condition or symbols(closed):
            continue
        try:
            truth, flag = compile_graph([closed, PI]).run({}, 256)
        except (Undefined, Unknown):
            continue
        if truth is False and isinstance(flag, Enclosure) and flag.rigorous:
            return True
    return False


# ---------------------------------------------------------------- obligations


def refute_condition(
    condition: Node, link: Link, *, seed: int = 0, samples: int = 40, deadline: float = inf
) -> Witness | None:
    """A point of the link's domains that satisfies `where` and at which the condition certainly fails.

    Conditions "subject != c" are attacked by solving subject = c, inequalities by the points of `draw`. An order that
    should hold under an integral sign fails where it is turned round, and so is on a stretch: not at a mere point.
    """
    for part in flatten([condition]):
        opened = _under_integrals(part, link)
        if opened is not None:
            found = _refute_one(*opened, seed, samples, deadline, certain=True)
        else:
            found = _refute_one(part, link, seed, samples, deadline)
        if found is not None:
            return found
    return None


def _under_integrals(part: Node, link: Link) -> tuple[Node, Link] | None:
    """The weak form of an order under integral signs, and the link with the variables of these, inside their ends."""
    domains, where = dict(link.domains), list(link.where)
    opened = part
    while opened.op == "integral":
        lower, upper = opened.args[1:]
        letter = next(c for c in _letters() if c not in domains and c not in symbols(opened))
        opened, variable = open_binder(opened, sym(letter))
        domains[letter] = REAL
        where += [rel(variable, ">", lower)] if lower != NEG_INF else []
        where += [rel(variable, "<", upper)] if upper != INF else []
    if part.op != "integral" or opened.op != "rel" or opened.data not in ORDER:
        return None
    weak = rel(opened.args[0], opened.data[0] + "=", opened.args[1])
    return weak, replace(link, domains=tuple(sorted(domains.items(), key=lambda d: d[0])), where=tuple(where))


def _letters() -> Iterator[str]:
    """Names for the variables of integrals, as a reader expects them."""
    yield from "tuvwxyz"
    yield from (f"t{k}" for k in count_from(1))


def _refute_one(
    part: Node, link: Link, seed: int, samples: int, deadline: float, *, certain: bool = False
) -> Witness | None:
    """`certain`: the condition must be false there, or of what is not real; that it means nothing is not enough."""
    look_at: Callable[[Point], Look | None]
    if part.op == "rel":
        look_at = _relation_at(part, deadline)
    elif part.op in ("or", "not"):
        look_at = partial(_false_at, part)
    else:
        return None
    plain = replace(link, left=part, right=part, relation="=")
    inner = [n for n in postorder(part) if n.op == "rel" and not has_bound(n)][:6]
    # first where a relation in it is an equality, then anywhere, then where an order in it is turned round
    edges = [(rel(n.args[0], "=", n.args[1]), 6) for n in inner if n.data not in ("=", "<=", ">=")]
    turned = [(rel(n.args[0], CONTRARY[n.data], n.args[1]), 4) for n in inner if n.data in ORDER]
    for extra, count in [*edges, (TRUE, samples), *turned]:
        found: list[Look] = []
        try:
            attempt = replace(plain, where=(*link.where, extra))
            for point in points(attempt, seed=seed, count=count, deadline=deadline):
                look = look_at(point)
                if look is not None and (not certain or look.at is At.FAILS or look.detail == NOT_REAL):
                    found.append(look)
                    if len(found) >= 3:
                        break
        except (Unknown, Unsolvable):  # no such point satisfies the conditions
            continue
        if found:
            return min(found, key=lambda x: (x.at is At.UNDEFINED, _weight(x.point))).witness()
    return None


def _relation_at(part: Node, deadline: float) -> Callable[[Point], Look | None]:
    sides = Sides(part.args[0], part.data, part.args[1])

    def look_at(point: Point) -> Look | None:
        look = sides.look(point, 30, [128, 512], 30, deadline)
        return look if look.at in (At.FAILS, At.UNDEFINED) else None

    return look_at


def _false_at(part: Node, point: Point) -> Look | None:
    # pi tells by its flag whether the answer rests on an estimate
    program = compile_graph([instantiate(part, point), PI])
    for precision in (96, 384):
        try:
            truth, flag = program.run(arguments(point, precision), precision)
        except (Undefined, Unknown):
            return None
        if truth is not None:
            certain = isinstance(flag, Enclosure) and flag.rigorous
            return Look(At.FAILS, point, "false", "") if truth is False and certain else None
    return None
