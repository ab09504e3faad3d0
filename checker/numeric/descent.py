"""Where the two sides of an order come closest: candidates for a failure that points drawn blindly would miss.

log x <= x/e - 1e-15 fails within 1e-7 of e alone. From the points at which the sides were closest already, one symbol
after the other is moved to the vertex of a parabola through three values of the difference (Brent, Algorithms for
Minimization without Derivatives, ch. 5), with ever smaller steps. Decides nothing: whether the order really fails at
a candidate is found out by whoever asked, with enclosures.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from fractions import Fraction

from flint import arb, ctx, fmpq

from checker.domains import Scalar
from checker.numeric.draw import Drawn, Point, arguments
from checker.numeric.proposals import contains
from checker.numeric.scope import Enclosure, Undefined, Unknown
from checker.numeric.sides import Sides

PRECISION = 256
ROUNDS = 24
STARTS = 3
#: nodes evaluated, at most
WORK = 400_000

Values = dict[str, Drawn]


def tightest(
    sides: Sides, starts: Sequence[Point], domains: Mapping[str, Scalar], feasible: Callable[[Values], bool]
) -> Iterator[Values]:
    """Points of the domains near which the difference is least, the simplest rationals in reach first."""
    if any(d.kind != "real" for d in domains.values()):
        return
    limit = sides.work + WORK
    with ctx.workprec(PRECISION):
        measured = [(g, p) for p in starts if p.exact and (g := _gap(sides, p, dict(p.values))) is not None]
        for _, start in sorted(measured, key=lambda m: m[0])[:STARTS]:
            values = _descend(sides, start, domains, feasible, limit)
            if values is None:
                continue
            for bound in (100, 10**6, 10**12, 10**20, 10**40):
                rounded = {n: v.limit_denominator(bound) if isinstance(v, Fraction) else v for n, v in values.items()}
                if all(contains(domains[n], v) for n, v in rounded.items()) and feasible(rounded):  # type: ignore[arg-type]
                    yield rounded


def _gap(sides: Sides, point: Point, values: Values) -> arb | None:
    """By how much the order holds (negative: fails), at the middle of the balls; None where it has no value."""
    both = sides.both(point)
    try:
        found = both.run(arguments(Point(values, point.sizes, point.formulas), PRECISION), PRECISION)
    except (Undefined, Unknown):
        return None
    l, r = (_middle(v) for v in found)
    if l is None or r is None:
        return None
    return ((r - l) if sides.relation in ("<", "<=") else (l - r)).mid()


def _middle(value: object) -> arb | None:
    if isinstance(value, Fraction):
        return arb(fmpq(value.numerator, value.denominator)).mid()
    if isinstance(value, Enclosure) and value.value.is_finite() and value.value.imag.is_zero():
        return value.value.real.mid()
    return None


def _descend(
    sides: Sides,
    start: Point,
    domains: Mapping[str, Scalar],
    feasible: Callable[[Values], bool],
    limit: int,
) -> Values | None:
    """The point reached from a start, or None when nothing got closer."""
    values: Values = dict(start.values)
    best = _gap(sides, start, values)
    steps = {n: max(abs(v), Fraction(1)) / 8 for n, v in values.items() if isinstance(v, Fraction)}
    moved = False

    def at(name: str, x: Fraction) -> arb | None:
        if not contains(domains[name], x):
            return None
        trial = {**values, name: x}
        return _gap(sides, start, trial) if feasible(trial) else None

    for _ in range(ROUNDS):
        for name, step in steps.items():
            here = values[name]
            if not isinstance(here, Fraction) or sides.work > limit:
                continue
            below, above = at(name, here - step), at(name, here + step)
            options = [(g, x) for g, x in ((below, here - step), (above, here + step)) if g is not None]
            if below is not None and above is not None and best is not None and below + above - 2 * best > 0:
                vertex = here + step * _fraction((below - above) / (2 * (below + above - 2 * best)))
                if (g := at(name, _short(vertex))) is not None:
                    options.append((g, _short(vertex)))
            nearest = min(options, key=lambda o: o[0], default=None)
            if nearest is not None and best is not None and nearest[0] < best:
                best, chosen = nearest
                shift = abs(chosen - here)
                values[name] = chosen
                moved = True
                steps[name] = _short(min(step, max(shift, step / 64)) if shift < step else 2 * step)
            else:
                steps[name] = _short(step / 16)
    return values if moved else None


def _short(x: Fraction) -> Fraction:
    """The number to as many bits as are worth having."""
    with ctx.workprec(PRECISION // 2):
        return _fraction(arb(fmpq(x.numerator, x.denominator)).mid())


def _fraction(x: arb) -> Fraction:
    """The middle of a ball that is neither huge nor tiny; 0 for any other."""
    mantissa, exponent = x.mid().man_exp() if x.is_finite() else (0, 0)
    return Fraction(int(mantissa)) * Fraction(2) ** int(exponent) if abs(int(exponent)) < 4 * PRECISION else Fraction(0)
