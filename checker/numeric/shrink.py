"""A failing point made as simple as can be, for people to read.

Decides which of several witnesses to show, never whether there is one: every step is taken only where the link still
certainly fails, inside the domains and under the conditions. Effort is bounded, so the result is simple, not simplest.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from dataclasses import replace
from fractions import Fraction
from itertools import islice, product
from math import inf
from random import Random

from checker.domains import Scalar, Tensor
from checker.numeric.draw import Drawn, Setting, draw
from checker.numeric.formulas import simple_formulas
from checker.numeric.plan import Plan
from checker.numeric.proposals import Number, Rows, contains, ladder, simplicity
from checker.numeric.scope import Undefined, Unknown
from checker.numeric.sides import Look, Sides
from checker.numeric.solve import Root, Unsolvable


def shrink(
    look: Look, plan: Plan, sides: Sides, *, effort: int = 200, work: int = 10**9, deadline: float = inf
) -> Look:
    """A look at a simpler point with the same finding (it fails, or is undefined), at most `effort` tries away.

    No try is begun once the sides have cost `work` more (see `Program.work`).
    """
    budget = [effort]
    limit = sides.work + work
    setting = Setting(plan, look.point.sizes, look.point.formulas)

    def attempt(values: Mapping[str, Drawn], within: Setting) -> Look | None:
        if budget[0] <= 0 or sides.work > limit or time.monotonic() > deadline:
            return None
        budget[0] -= 1
        admitted = within.admit(values)
        if admitted is None:
            return None
        point = replace(within.base, values=admitted, kind="shrunk")
        found = sides.look(point, 15, [96, 384], 15, deadline)
        if within.solver is not None and _burden(admitted) >= _burden(look.point.values):
            return None  # solving moved another number instead
        return found if found.at is look.at else None

    for sizes in _smaller(look.point.sizes):
        if found := _at_sizes(plan, sizes, sides, look, deadline):
            look = found
            setting = Setting(plan, look.point.sizes, look.point.formulas)
            break
    for name, domain in plan.functions:
        for formula in simple_formulas(name, domain, look.point.sizes):
            try:
                other = Setting(plan, look.point.sizes, {**look.point.formulas, name: formula})
            except (Unsolvable, Unknown, Undefined):
                continue
            if found := attempt(look.point.values, other):
                look, setting = found, other
                break
    changed = True
    while changed and budget[0] > 0 and sides.work <= limit and time.monotonic() <= deadline:
        changed = False
        for values in _simpler(plan, look.point.values):
            if found := attempt(values, setting):
                look, changed = found, True
                break
    return look


def _burden(values: Mapping[str, Drawn]) -> int:
    """How hard the numbers are to read; a root weighs more than any fraction in it would."""
    total = 0
    for v in values.values():
        if isinstance(v, Root):
            total += 1000
        elif isinstance(v, Fraction) or (v and not isinstance(v[0], tuple)):
            total += sum(simplicity(v))
        else:
            total += sum(sum(simplicity(x)) for row in v for x in row)
    return total


def _smaller(sizes: Mapping[str, int]) -> Iterator[dict[str, int]]:
    """Componentwise smaller sizes, smallest first; at most twenty."""
    names = sorted(sizes)
    every = product(*(range(1, sizes[n] + 1) for n in names)) if names else iter(())
    options = sorted((c for c in islice(every, 2000) if sum(c) < sum(sizes.values())), key=lambda c: (sum(c), c))
    for c in options[:20]:
        yield dict(zip(names, c, strict=True))


def _at_sizes(plan: Plan, sizes: Mapping[str, int], sides: Sides, look: Look, deadline: float) -> Look | None:
    """The same finding at other sizes, at one of a few points."""
    if any(not d.contains(Fraction(sizes[n])) for n, d in plan.sizes):
        return None
    for point in draw(replace(plan, sizes=()), Random(0), 4, deadline, sizes=sizes):
        found = sides.look(point, 15, [96, 384], 15, deadline)
        if found.at is look.at:
            return found
    return None


def _simpler(plan: Plan, values: Mapping[str, Drawn]) -> Iterator[dict[str, Drawn]]:
    """Values with something made simpler: all symbols at once, equal ones together, then one thing at a time."""
    numbers = {n: v for n, _ in plan.scalars if isinstance(v := values[n], Fraction)}
    domains = dict(plan.scalars)
    if len(numbers) > 1:
        for group in ([*numbers], *_equal_groups(numbers)):
            worst = max(simplicity(numbers[n]) for n in group)
            for x in (Fraction(1), Fraction(2), Fraction(1, 2), Fraction(-1), Fraction(0)):
                same = all(numbers[n] == x for n in group)
                if not same and simplicity(x) <= worst and all(contains(domains[n], x) for n in group):
                    if sum(sum(simplicity(numbers[n])) for n in group) > len(group) * sum(simplicity(x)):
                        yield {**values, **dict.fromkeys(group, x)}
    for name, domain in plan.scalars:
        old = values[name]
        if isinstance(old, Root):
            continue
        assert isinstance(old, Fraction | tuple)
        for new in _below(domain, old):  # type: ignore[arg-type]
            yield {**values, name: new}
    for name, tensor in plan.tensors:
        rows = values[name]
        for new_rows in _plainer(tensor, rows):  # type: ignore[arg-type]
            yield {**values, name: new_rows}


def _equal_groups(numbers: Mapping[str, Fraction]) -> list[list[str]]:
    """Names whose values are equal, two at least."""
    by_value: dict[Fraction, list[str]] = {}
    for n, v in numbers.items():
        by_value.setdefault(v, []).append(n)
    return [names for names in by_value.values() if 1 < len(names) < len(numbers)]


def _below(domain: Scalar, old: Number) -> Iterator[Number]:
    """Members simpler than a number: the ladder first, then rationals near it with smaller denominators."""
    limit = simplicity(old)
    tried: set[Number] = {old}
    options: list[Number] = sorted(ladder(domain), key=simplicity)
    if isinstance(old, Fraction) and domain.kind == "integer":
        sign = -1 if old < 0 else 1
        options += [Fraction(sign * k) for k in (*range(min(abs(int(old)), 64)), abs(int(old)) - 1)]
    elif isinstance(old, Fraction):
        options += [old.limit_denominator(k) for k in (1, 2, 3, 5, 8, 10, 20, 50, 100, 1000, 10**5)]
        options += [Fraction(round(old, -k)) for k in range(6, 0, -1) if abs(old) > 10**k]
    else:
        re, im = old
        zero = Fraction(0)
        for a, b in ((re, zero), (zero, im), (re.limit_denominator(1), im), (re, im.limit_denominator(1))):
            options.append((a, b))
        options += [(re, Fraction(int(im / 2))), (Fraction(int(re / 2)), im), (Fraction(1), im), (re, Fraction(1))]
    for x in options:
        if x not in tried and contains(domain, x) and simplicity(x) < limit:
            tried.add(x)
            yield x


def _plainer(tensor: Tensor, rows: Rows) -> Iterator[Rows]:
    """Matrices with fewer nonzero or simpler entries. Structures other than symmetry are left as they are."""
    if tensor.structure not in ("", "symmetric", "invertible"):
        return
    for i, row in enumerate(rows):
        for j, old in enumerate(row):
            if tensor.structure == "symmetric" and j < i:
                continue
            cheaper: list[Number] = [Fraction(0), Fraction(1), Fraction(2), Fraction(-1)]
            if isinstance(old, Fraction):
                cheaper += [old.limit_denominator(1), old.limit_denominator(2)]
            for x in cheaper:
                if x == old:
                    break
                if x != 0 and isinstance(old, Fraction) and simplicity(x) >= simplicity(old):
                    continue
                if contains(tensor.entry, x):
                    spots = {(i, j), (j, i)} if tensor.structure == "symmetric" else {(i, j)}
                    yield tuple(
                        tuple(x if (r, c) in spots else y for c, y in enumerate(line)) for r, line in enumerate(rows)
                    )
