"""Functions of an order or a parameter: orders a whole number apart are brought to two neighbours by recurrences.

Proves what follows from the three-term recurrences of Chebyshev, Legendre, Hermite and Laguerre polynomials (DLMF
18.9.1), the Bessel functions (DLMF 10.6.1, 10.29.1) and the incomplete gamma functions (DLMF 8.2.3, 8.8.2). A
recurrence is used only where what it divides by is known not to be 0.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from checker.exact.elementary import exp_of, log_of
from checker.exact.factors import nonnegative, sign_of
from checker.exact.kernels import Table, Value
from checker.exact.signs import Sign

#: orders are brought down by no more than this
STEPS = 16
#: (order k, argument, value at k, value at k - 1) to the value at k + 1
Step = Callable[[Table, Value, Value, Value, Value], Value]
Opaque = Callable[[Table, str, list[Value]], Value]


def _chebyshev(t: Table, k: Value, x: Value, here: Value, before: Value) -> Value:
    return t.minus(t.scaled(t.times(x, here), 2), before)


def _hermite(t: Table, k: Value, x: Value, here: Value, before: Value) -> Value:
    return t.scaled(t.minus(t.times(x, here), t.times(k, before)), 2)


def _legendre(t: Table, k: Value, x: Value, here: Value, before: Value) -> Value:
    top = t.minus(t.times(t.times(_odd(t, k), x), here), t.times(k, before))
    return t.over(top, t.plus(k, t.number(1)))


def _laguerre(t: Table, k: Value, x: Value, here: Value, before: Value) -> Value:
    top = t.minus(t.times(t.minus(_odd(t, k), x), here), t.times(k, before))
    return t.over(top, t.plus(k, t.number(1)))


def _odd(t: Table, k: Value) -> Value:
    return t.plus(t.scaled(k, 2), t.number(1))


def _bessel(of_here: int, of_before: int) -> Step:
    def step(t: Table, k: Value, x: Value, here: Value, before: Value) -> Value:
        return t.plus(t.scaled(t.over(t.times(k, here), x), 2 * of_here), t.scaled(before, of_before))

    return step


_STEPS: Mapping[str, Step] = {
    "chebyshevt": _chebyshev, "chebyshevu": _chebyshev, "hermite": _hermite, "legendre": _legendre,
    "laguerre": _laguerre, "besselj": _bessel(1, -1), "bessely": _bessel(1, -1), "besseli": _bessel(-1, 1),
    "besselk": _bessel(1, 1),
}  # fmt: skip
FAMILIES = frozenset(_STEPS)


def by_order(t: Table, name: str, order: Value, x: Value, shifted: tuple[Value, int], opaque: Opaque) -> Value:
    """f_order(x) by f_y(x) and f_{y+1}(x), order = y + n; itself where n < 2 or a divisor might be 0."""
    y, n = shifted
    if t.rational(y) == 1:  # whole numbers go down to 0 and 1
        y, n = t.number(0), n + 1
    divides_by_x = name.startswith("bessel")
    if not 2 <= n <= STEPS or not nonnegative(sign_of(t, y)) or (divides_by_x and sign_of(t, x) & Sign.ZERO):
        return opaque(t, name, [order, x])
    before, here = (opaque(t, name, [t.plus(y, t.number(k)), x]) for k in (0, 1))
    for k in range(1, n):
        before, here = here, _STEPS[name](t, t.plus(y, t.number(k)), x, here, before)
    return here


def upper_gamma(t: Table, a: Value, x: Value, shifted: tuple[Value, int], opaque: Opaque) -> Value:
    """Γ(y + 1, x) = y Γ(y, x) + x^y exp(-x), for positive x."""
    y, n = shifted
    if not 1 <= n <= STEPS or sign_of(t, x) != Sign.POS or t.rational(y) is not None:
        return opaque(t, "uppergamma", [a, x])
    value = opaque(t, "uppergamma", [y, x])
    for k in range(n):
        order = t.plus(y, t.number(k))
        power = exp_of(t, t.minus(t.times(order, log_of(t, x)), x))
        value = t.plus(t.times(order, value), power)
    return value
