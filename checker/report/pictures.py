"""Both sides of a refuted line as curves, with the witness marked: an SVG that stands inside the page.

Decides which variable is drawn: the one along which the sides part most, the others being held at the witness. What
cannot be drawn honestly (matrices, undefined functions, complex numbers, sides that are hardly anywhere defined) gets
no picture. The curves are in floating point and prove nothing; the verdict rests on the witness.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from html import escape
from math import ceil, floor, log10

import numpy as np
from numpy.typing import NDArray

from checker.domains import Domain, Scalar
from checker.graph import Node, functions, is_matrix, postorder, rat, substitute, sym, symbols
from checker.names import name
from checker.numeric.evaluate import compile_graph
from checker.numeric.scope import Enclosure, Undefined, Unknown
from checker.numeric.screen import Arrays
from checker.records import Witness

Floats = NDArray[np.float64]

SAMPLES, FEW = 161, 31  # points of a curve; where each is an integral of its own
INTEGERS = 25  # values of a whole variable, at most
WORK = 400_000  # nodes evaluated for one picture with integrals in it
SMALL = 300  # nodes of a graph that is evaluated with balls
DEFINED = 0.6  # of the points, at least
APART = 1e-3  # of the height of the picture: closer curves are one
WIDTH, HEIGHT, LEFT, BOTTOM, TOP = 480, 220, 64, 34, 10


@dataclass(frozen=True, slots=True)
class Curves:
    """Both sides along one variable; NaN where a side or a condition has no real value there."""

    variable: str
    at: Floats
    left: Floats
    right: Floats
    whole: bool
    witness: float

    @property
    def ends(self) -> tuple[float, float]:
        """What the picture shows of the variable; half a step more than the values of a whole one."""
        room = 0.5 if self.whole else 0.0
        return float(self.at[0]) - room, float(self.at[-1]) + room

    @property
    def distance(self) -> float:
        """How far the sides are apart on the whole, of the height of the picture; 0 where there is little to see."""
        gap = np.abs(self.left - self.right)
        seen = np.isfinite(gap)
        if np.count_nonzero(seen) < max(2, DEFINED * len(self.at)):
            return 0.0
        low, high = _window(np.concatenate([self.left[seen], self.right[seen]]), [])
        return float(np.mean(np.minimum(gap[seen] / (high - low), 1.0)))


def picture(
    sides: tuple[Node, Node], domains: Sequence[tuple[str, Domain]], where: Sequence[Node], witness: Witness
) -> str:
    """The SVG element, or "" where a picture says nothing."""
    try:
        curves = best(sides, domains, where, witness)
    except OverflowError:  # a witness beyond floating point
        return ""
    return "" if curves is None else draw(curves)


def best(
    sides: tuple[Node, Node], domains: Sequence[tuple[str, Domain]], where: Sequence[Node], witness: Witness
) -> Curves | None:
    """The curves along the variable that separates the sides best; None where there are none to draw."""
    if any(is_matrix(n) or n.op == "rel" for n in sides) or functions(*sides):
        return None
    if any(n.op in ("matsym", "vapp") for n in postorder(*sides)):
        return None
    known = dict(domains)
    values = {n: v for n, v in witness.at if isinstance(v, Fraction)}
    free = symbols(*sides)
    if not free or not free <= values.keys():
        return None
    found = []
    for variable in sorted(free):
        domain = known.get(variable)
        if isinstance(domain, Scalar) and domain.kind != "complex":
            found += list(_along(variable, domain, sides, where, values))
    found = [c for c in found if c.distance > APART]
    return max(found, key=lambda c: c.distance, default=None)


# ---------------------------------------------------------------- values


def _along(
    variable: str, domain: Scalar, sides: tuple[Node, Node], where: Sequence[Node], values: dict[str, Fraction]
) -> Iterator[Curves]:
    fixed = {sym(n): rat(v) for n, v in values.items() if n != variable}
    left, right = (substitute(n, fixed) for n in sides)
    conditions = [substitute(c, fixed) for c in where]
    at = _range(values[variable], domain)
    if len(at) < 2:
        return
    try:
        computed = Arrays([left, right, *conditions]).run({variable: np.array([complex(x) for x in at])})
        rows = [np.broadcast_to(np.asarray(v, dtype=complex), (len(at),)) for v in computed]
        met = np.all([np.real(m) > 0.5 for m in rows[2:]], axis=0) if conditions else np.ones(len(at), dtype=bool)
        l, r = (np.where(met, _real(row), np.nan) for row in rows[:2])
    except ValueError:  # something that no array holds, an integral for instance
        slow = _with_balls(variable, [left, right, *conditions], _fewer(at, values[variable]))
        if slow is None:
            return
        at, l, r = slow
    yield Curves(variable, np.array([float(x) for x in at]), l, r, domain.kind == "integer", float(values[variable]))


def _real(row: NDArray[np.complex128]) -> Floats:
    with np.errstate(all="ignore"):
        return np.where(np.abs(row.imag) <= 1e-9 * (1 + np.abs(row.real)), row.real, np.nan)


def _with_balls(
    variable: str, roots: Sequence[Node], at: list[Fraction]
) -> tuple[list[Fraction], Floats, Floats] | None:
    program = compile_graph(roots)
    if program.size > SMALL:
        return None
    pairs: list[tuple[float, float]] = []
    for x in at:
        try:
            l, r, *conditions = program.run({variable: x}, 64)
            pairs.append((_float(l), _float(r)) if all(c is True for c in conditions) else (np.nan, np.nan))
        except (Undefined, Unknown):
            pairs.append((np.nan, np.nan))
        if program.work > WORK:
            return None
    both = np.array(pairs)
    return at, both[:, 0], both[:, 1]


def _fewer(at: list[Fraction], kept: Fraction) -> list[Fraction]:
    return sorted({*at[:: max(1, (len(at) - 1) // (FEW - 1))], kept})


def _float(value: object) -> float:
    match value:
        case Fraction():
            return float(value)
        case Enclosure() if abs(float(value.value.imag.mid())) <= 1e-9:
            return float(value.value.real.mid())
    return float("nan")


def _range(centre: Fraction, domain: Scalar) -> list[Fraction]:
    """Values around the witness, inside the domain, the witness among them."""
    lower, upper = domain.lower, domain.upper
    if domain.kind == "integer":
        first = max(int(centre) - INTEGERS // 2, int(lower) if lower is not None else int(centre) - INTEGERS)
        last = first + INTEGERS - 1
        return [Fraction(k) for k in range(first, (min(last, int(upper)) if upper is not None else last) + 1)]
    reach = 2 * max(Fraction(1), abs(centre))
    low = lower if lower is not None and (upper is not None or lower > centre - reach) else centre - reach
    high = upper if upper is not None and (lower is not None or upper < centre + reach) else centre + reach
    if low >= high:
        return []
    points = {low + (high - low) * k / (SAMPLES - 1) for k in range(SAMPLES)} | {centre}
    if domain.lower_open:
        points.discard(low)
    if domain.upper_open:
        points.discard(high)
    return sorted(points)


# ---------------------------------------------------------------- the drawing


def draw(curves: Curves) -> str:
    """The curves as an SVG element: left solid, right dashed, the witness on a line of its own."""
    both = np.concatenate([curves.left, curves.right])
    here = int(np.argmin(np.abs(curves.at - curves.witness)))
    marked = [float(v) for v in (curves.left[here], curves.right[here]) if np.isfinite(v)]
    low, high = _window(both[np.isfinite(both)], marked)
    inner_w, inner_h = WIDTH - LEFT - 10, HEIGHT - TOP - BOTTOM
    first, last = curves.ends

    def x(value: float) -> float:
        return (value - first) / (last - first) * inner_w

    def y(value: float) -> float:
        return (high - value) / (high - low) * inner_h

    parts = [_axes(curves, low, high, inner_w, inner_h)]
    parts.append(f'<svg x="{LEFT}" y="{TOP}" width="{inner_w}" height="{inner_h}" class="curves">')
    parts.append(f'<line class="at" x1="{x(curves.witness):.1f}" x2="{x(curves.witness):.1f}" y1="0" y2="{inner_h}"/>')
    for side, values in (("left", curves.left), ("right", curves.right)):
        if curves.whole:
            parts += [_dot(side, x(a), y(v)) for a, v in zip(curves.at, values, strict=True) if low <= v <= high]
        else:
            path = _path([(x(a), y(v)) for a, v in zip(curves.at, values, strict=True)], inner_h)
            parts.append(f'<path class="{side}" d="{path}"/>')
    for side, value in (("left", curves.left[here]), ("right", curves.right[here])):
        if np.isfinite(value):
            parts.append(_mark(side, x(curves.witness), y(float(value))))
    label = f"Both sides by {name(curves.variable)}, from {_number(float(curves.at[0]))} to "
    label += f"{_number(float(curves.at[-1]))}, with the witness at {_number(curves.witness)}."
    return (
        f'<svg class="plot" role="img" viewBox="0 0 {WIDTH} {HEIGHT}" aria-label="{escape(label)}">'
        f"{''.join(parts)}</svg></svg>"
    )


def _window(values: Floats, marked: list[float]) -> tuple[float, float]:
    """The heights shown: all but the extremes, which may be poles, and the witness."""
    low, high = (float(q) for q in np.quantile(values, [0.03, 0.97]))
    low, high = min([low, *marked]), max([high, *marked])
    room = 0.08 * (high - low) or 0.5 * (abs(high) or 1.0)
    return low - room, high + room


def _path(points: list[tuple[float, float]], height: float) -> str:
    """Straight strokes, lifted where there is no value or the curve leaves the picture for good."""
    out, down = [], False
    for a, b in points:
        if not np.isfinite(b) or abs(b) > 20 * height:
            down = False
            continue
        out.append(f"{'L' if down else 'M'}{a:.1f} {b:.1f}")
        down = True
    return "".join(out)


def _dot(side: str, a: float, b: float) -> str:
    if side == "left":
        return f'<circle class="dot left" cx="{a:.1f}" cy="{b:.1f}" r="3"/>'
    return f'<rect class="dot right" x="{a - 3:.1f}" y="{b - 3:.1f}" width="6" height="6"/>'


def _mark(side: str, a: float, b: float) -> str:
    if side == "left":
        return f'<circle class="mark left" cx="{a:.1f}" cy="{b:.1f}" r="5"/>'
    return f'<rect class="mark right" x="{a - 5:.1f}" y="{b - 5:.1f}" width="10" height="10"/>'


def _axes(curves: Curves, low: float, high: float, width: float, height: float) -> str:
    first, last = curves.ends
    out = [f'<rect class="frame" x="{LEFT}" y="{TOP}" width="{width}" height="{height}"/>']
    for value in _ticks(low, high):
        b = TOP + (high - value) / (high - low) * height
        out.append(f'<line class="tick" x1="{LEFT - 4}" x2="{LEFT}" y1="{b:.1f}" y2="{b:.1f}"/>')
        out.append(f'<text x="{LEFT - 7}" y="{b + 4:.1f}" text-anchor="end">{_number(value)}</text>')
    for value in _ticks(float(curves.at[0]), float(curves.at[-1])):
        a = LEFT + (value - first) / (last - first) * width
        out.append(f'<line class="tick" x1="{a:.1f}" x2="{a:.1f}" y1="{TOP + height}" y2="{TOP + height + 4}"/>')
        out.append(f'<text x="{a:.1f}" y="{TOP + height + 15}" text-anchor="middle">{_number(value)}</text>')
    a = LEFT + (curves.witness - first) / (last - first) * width
    words = f"{name(curves.variable)} = {_number(curves.witness)}"
    a = min(max(a, LEFT + 4 * len(words)), LEFT + width - 4 * len(words))
    out.append(f'<text class="at" x="{a:.1f}" y="{TOP + height + 30}" text-anchor="middle">{escape(words)}</text>')
    return "".join(out)


def _ticks(low: float, high: float) -> list[float]:
    """Three to six round numbers in the range."""
    unit = 10.0 ** floor(log10((high - low) / 3))
    step = next(k * unit for k in (5, 2, 1) if (high - low) / (k * unit) >= 3)
    return [k * step for k in range(ceil(low / step), floor(high / step) + 1)]


def _number(value: float) -> str:
    return f"{value:.3g}".replace("-", "−") if value else "0"
