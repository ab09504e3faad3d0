"""What generated code calls at run time, and how its exceptions reach the outside.

Decides relations, connectives and piecewise by what balls can tell, in each mode; finds the node to blame for an
exception from the line of generated code that raised it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from types import TracebackType
from typing import TYPE_CHECKING, Any

from flint import acb, arb, fmpq

from checker.graph import Node
from checker.numeric import arithmetic as ar
from checker.numeric.arithmetic import Mode, Singular, Undecided, Value
from checker.numeric.codegen import SOURCE
from checker.numeric.linear import Mat
from checker.numeric.scope import Undefined, Unknown
from checker.numeric.series import Jet, compare

if TYPE_CHECKING:
    from checker.numeric.binders import World


def power(mode: Mode, b: Value, e: Value) -> Value:
    return ar.power(b, e, mode)


def total(values: Sequence[Value]) -> Value:
    out: Value = values[0]
    for v in values[1:]:
        out = out + v
    return out


def times(values: Sequence[Value]) -> Value:
    out: Value = values[0]
    for v in values[1:]:
        out = ar.cap(out * v)
    return out


def golden() -> arb:
    return (1 + arb(5).sqrt()) / 2


def hole(*_: Value) -> Value:
    raise Undecided("a function that is not holomorphic, of numbers not known to be real", precision=False)


def missing(text: str, *_: Value) -> Value:
    raise Undecided(text, precision=False)


def relation(relation: str, mode: Mode, x: Value, y: Value) -> bool | None:
    if type(x) is Mat or type(y) is Mat:
        if type(x) is not type(y) or (x.rows, x.cols) != (y.rows, y.cols) or relation not in ("=", "!="):
            raise Singular("shape", None, "matrices that cannot be compared")
        found = [compare(a, "=", b, mode) for a, b in zip(x.cells, y.cells, strict=True)]
        known = False if False in found else None if None in found else True
        return known if relation == "=" or known is None else not known
    return compare(x, relation, y, mode)


def opposite(x: bool | None) -> bool | None:
    return None if x is None else not x


def connective(decisive: bool, s: list[Value], w: World, parts: Sequence[Callable[..., Any]]) -> bool | None:
    """And (decisive False) or or (True): one decisive part suffices, even where another has no value."""
    open_: bool = False
    trouble: Exception | None = None
    for part in parts:
        try:
            known: bool | None = part(s, w)
        except (Singular, Undecided, Undefined, Unknown) as e:
            trouble = e
            continue
        if known is None:
            open_ = True
        elif known is decisive:
            return decisive
    if trouble is not None:
        raise trouble
    return None if open_ else not decisive


def piecewise(mode: Mode, s: list[Value], w: World, first: bool | None, parts: Sequence[Callable[..., Value]]) -> Value:
    """The value beside the first true condition. `parts`: value, then value and condition in turn."""
    possible: list[Value] = []
    condition = first
    position = 0
    while True:
        if condition is None:
            if mode is Mode.POINT:
                raise Undecided("a condition of a piecewise")
            if mode is Mode.ANALYTIC:
                return ar.nan()
        if condition is not False:
            possible.append(parts[position](s, w))
        if condition is True:
            return possible[0] if len(possible) == 1 else _union(possible)
        position = 1 if position == 0 else position + 2
        if position >= len(parts):
            break
        condition = parts[position + 1](s, w)
    if possible:
        raise Undecided("perhaps no condition of a piecewise holds")
    raise Singular("piecewise", None, "no condition holds")


def _union(values: Sequence[Value]) -> Value:
    if any(type(v) is Jet or type(v) is Mat for v in values):
        raise Undecided("a condition of a piecewise")
    kind: Any = acb if any(type(v) is acb for v in values) else arb
    first, *rest = (kind(arb(v)) if type(v) is fmpq else kind(v) for v in values)
    for v in rest:
        first = first.union(v)
    return first


# ---------------------------------------------------------------- exceptions


def guarded(call: Callable[[], Any]) -> Any:
    """The call's answer, with the engine's own exceptions told in the scope's words."""
    try:
        return call()
    except Singular as e:
        node = blame(e.__traceback__)
        if node is None:
            raise Unknown(f"{e.kind} at a place unknown") from e
        subject = node.args[e.argument] if e.argument is not None and e.argument < len(node.args) else node
        raise Undefined(e.kind, subject, e.detail) from e
    except Undecided as e:
        raise Unknown(e.detail, precision=e.precision) from e
    except RecursionError as e:
        raise Unknown("nested too deeply") from e
    except (OverflowError, ZeroDivisionError, ValueError) as e:
        raise Unknown(f"the ball library refused: {e}") from e


def blame(trace: TracebackType | None) -> Node | None:
    """The innermost node at which the exception was raised."""
    node = None
    while trace is not None:
        frame = trace.tb_frame
        if frame.f_code.co_filename == SOURCE:
            node = frame.f_globals["lines"].get(trace.tb_lineno, node)
        trace = trace.tb_next
    return node
