"""The exact methods in order, cheapest first, each answering with evidence.

This module decides which method may be asked about which kind of link and how its answer is reported. It proves
nothing itself but structural equality: both sides are one graph. A method that gives up (TooLarge, OutOfTime, or a
part it cannot read) is no evidence for anything.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from itertools import islice

from checker.exact import (
    arctangents,
    conditions,
    constancy,
    derivative,
    endpoints,
    equations,
    facts,
    inequalities,
    infinite_limits,
    integrals,
    integrands,
    limits,
    matrices,
    normal,
    periods,
    sums,
    sweep,
    traces,
)
from checker.exact.cas import ask_sympy
from checker.exact.context import Context, OutOfTime, TooLarge, Unsupported
from checker.graph import INF, NEG_INF, Node, is_matrix, postorder, size, sub
from checker.records import CITED, Evidence, Link, Outcome

#: nodes from which equal parts are looked for before anything is multiplied out
LARGE = 100
#: functions with steps
_STEPS = frozenset("floor ceiling frac mod".split())
#: nodes up to which matrices are compared only to see whether a method would prove what is false
SMALL = 30
#: what the normal form asks when it meets an operation that is not a function of numbers
REDUCERS: dict[str, Callable[[Node, Context], Node]] = {
    "diff": derivative.reduce_diff,
    "integral": integrals.reduce_integral,
    "sum": sums.reduce_sum,
    "product": sums.reduce_product,
    "limit": limits.reduce_limit,
    **dict.fromkeys(("elem", "det", "trace", "norm"), matrices.reduce_scalar),
}


def context_of(link: Link, deadline: float) -> Context:
    """The context of a link: its domains, conditions and cited facts, with all reducers."""
    ctx = Context(dict(link.domains), link.where, link.facts, REDUCERS, deadline=deadline)
    return conditions.with_simplices(conditions.with_bounds(ctx))


def attempts(link: Link, ctx: Context, *, cheap_only: bool = False) -> Iterator[Evidence]:
    """Evidence of each exact method that applies, until the caller has seen enough.

    `cheap_only` leaves out SymPy, the searches, and large matrices: for a link that the numbers have already settled.
    A proof that does without the cited claims says nothing of them; any other names them, whichever method found it.
    """
    for k, e in enumerate(_attempts(link, ctx, cheap_only)):
        if e.outcome is Outcome.HOLDS and ctx.facts and CITED not in e.method:
            bare = _attempts(replace(link, facts=()), replace(ctx, facts=(), memo={}), cheap_only)
            if not any(own.outcome is Outcome.HOLDS for own in islice(bare, k + 1)):
                e = replace(e, method=f"{e.method} + {resting_on(ctx)}", decides=False)
        yield e


def resting_on(ctx: Context) -> str:
    """How the name of a method ends that rests on the cited claims."""
    return f"{CITED} {', '.join(f.name for f in ctx.facts)}"


def _attempts(link: Link, ctx: Context, cheap_only: bool) -> Iterator[Evidence]:
    placed = link if link.left == link.right else conditions.put_equations(link)
    if placed != link:  # the simpler one, so it is asked first
        inserted = conditions.with_simplices(conditions.with_bounds(replace(ctx, where=placed.where, memo={})))
        for e in _direct(placed, inserted, cheap_only):
            yield replace(e, method=f"{e.method} + {conditions.NAME}", decides=False)
    yield from _direct(link, ctx, cheap_only)
    if not cheap_only and (cases := conditions.by_roots(placed)):
        methods = [_first_proof(case, ctx) for case in cases]
        if all(methods):
            yield Evidence("exact", f"{methods[0]} + {conditions.NAME}", Outcome.HOLDS)


def _first_proof(link: Link, ctx: Context) -> str:
    """The method that proves a link with another's conditions put in; empty where none does."""
    inner = conditions.with_simplices(conditions.with_bounds(replace(ctx, where=link.where, memo={})))
    return next((e.method for e in _direct(link, inner, cheap_only=False) if e.outcome is Outcome.HOLDS), "")


def _direct(link: Link, ctx: Context, cheap_only: bool) -> Iterator[Evidence]:
    """The methods on the link as it stands."""
    if link.left == link.right and link.relation in ("=", "<=", ">=", "=>", "<=>"):
        yield Evidence("exact", "same expression", Outcome.HOLDS, decides=True)
        return
    if link.relation in ("=>", "<=>"):
        yield from _run(
            "equations", lambda c: equations.prove_implication(link.left, link.relation, link.right, c), ctx
        )
        return
    if is_matrix(link.left):
        if link.relation == "=" and not (cheap_only and size(link.left, link.right) > SMALL):
            yield from _run("matrices", lambda c: (matrices.prove_equal(link.left, link.right, c), ""), ctx)
        return
    if link.relation == "=":
        yield from _equality(link, ctx, cheap_only)
        if not cheap_only:
            yield from _run(
                "induction", lambda c: _named(sums.prove_by_induction(link.left, link.right, c), "induction"), ctx
            )
            yield from _run("cited claims", lambda c: (facts.prove_from_facts(link, c), ""), ctx)
            yield from _run("sympy", lambda c: (ask_sympy(link, c), ""), ctx)
        return
    yield from _run(
        "inequalities",
        lambda c: (
            inequalities.prove_inequality(link.left, link.relation, link.right, c, search=not cheap_only),
            "",
        ),
        ctx,
    )
    if not cheap_only:
        yield from _run("cited claims", lambda c: (facts.prove_from_facts(link, c), ""), ctx)


def _named(holds: bool | None, name: str) -> tuple[str | None, str]:
    return (name if holds else None), ""


def _by_parts(link: Link, ctx: Context) -> Iterator[Evidence]:
    for e in _run("parts", lambda c: _named(sweep.equal_by_parts(link.left, link.right, c), "parts"), ctx):
        if e.outcome is Outcome.HOLDS:
            yield e


def _infinite(node: Node, sign: int, ctx: Context) -> tuple[str | None, str]:
    return _named(infinite_limits.infinite(node, sign, ctx), "limits")


def _equality(link: Link, ctx: Context, cheap_only: bool) -> Iterator[Evidence]:
    large = size(link.left, link.right) > LARGE
    if large:
        yield from _by_parts(link, ctx)
    for side, other in ((link.left, link.right), (link.right, link.left)):
        if side.op == "limit" and other in (INF, NEG_INF):
            yield from _run("limits", partial(_infinite, side, 1 if other == INF else -1), ctx)
            return
    difference = sub(link.left, link.right)
    decided: list[bool] = []

    def ask(c: Context) -> tuple[str | None, str]:
        if normal.is_zero(difference, c) is not True:
            return None, ""
        decided.append(normal.decides(difference, c))
        return "normal form", ""

    for e in _run("normal form", ask, ctx):
        yield replace(e, decides=e.outcome is Outcome.HOLDS and decided == [True])
    if not (large or cheap_only):
        yield from _by_parts(link, ctx)
    if (zero := arctangents.vanishes(difference)) is not None:
        yield Evidence("exact", "arctangents", Outcome.HOLDS if zero else Outcome.UNKNOWN, decides=zero)
    elif not cheap_only:
        yield from _run(constancy.NAME, lambda c: _named(constancy.vanishes(difference, c), constancy.NAME), ctx)
        if any(n.op == "fn" and n.data in _STEPS for n in postorder(difference)):
            yield from _run(periods.NAME, lambda c: _named(periods.vanishes(difference, c), periods.NAME), ctx)
        if any(n.op == "integral" for n in postorder(difference)):
            yield from _run(endpoints.NAME, lambda c: _named(endpoints.vanishes(difference, c), endpoints.NAME), ctx)
    if not cheap_only and sum(n.op in ("integral", "sum") for n in postorder(difference)) > 1:
        yield from _run(integrands.NAME, lambda c: _named(integrands.vanish(difference, c), integrands.NAME), ctx)
    if any(n.op == "elem" or is_matrix(n) for n in postorder(link.left, link.right)):
        yield from _run("indices", lambda c: _named(matrices.scalar_zero(link.left, link.right, c), "indices"), ctx)
        if not cheap_only:
            yield from _run(traces.NAME, lambda c: (matrices.scalar_zero_whole(link.left, link.right, c), ""), ctx)


def _run(name: str, method: Callable[[Context], tuple[str | None, str]], ctx: Context) -> Iterator[Evidence]:
    begin = time.monotonic()
    used: set[str] = set()
    try:
        found, detail = method(replace(ctx, used=used))
    except (OutOfTime, TooLarge, Unsupported) as e:
        yield Evidence("exact", name, Outcome.UNKNOWN, detail=_gave_up(name, e), seconds=time.monotonic() - begin)
        return
    except Exception as e:  # a method that breaks is a bug of ours and no evidence; it must not cost the others' word
        detail = f"{name} broke: {e!r}"
        yield Evidence("exact", name, Outcome.UNKNOWN, detail=detail, seconds=time.monotonic() - begin)
        return
    outcome = Outcome.HOLDS if found else Outcome.UNKNOWN
    method_name = " + ".join([found, *sorted(used - {found})]) if found else name
    yield Evidence("exact", method_name, outcome, detail=detail, seconds=time.monotonic() - begin)


def _gave_up(name: str, error: Exception) -> str:
    return f"{name}: {error}" if str(error) else f"{name}: {type(error).__name__}"
