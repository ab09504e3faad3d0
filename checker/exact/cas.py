"""SymPy's own word on an equality, under a time limit: the last exact method, and the least.

It asks whether `simplify((left - right).doit())` is 0. What SymPy answers is evidence of the method "SymPy", which the
judge never lets stand alone: SymPy has hundreds of known wrong results, and a 0 from a wrong integral, limit or branch
looks like any other 0. An answer other than 0 says nothing.
"""

from __future__ import annotations

import importlib
import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from checker.exact.context import Context, OutOfTime
from checker.graph import postorder, size
from checker.records import SYMPY, Link

_SECONDS = 1.5  # of work
_NODES = 200  # a larger graph is beyond simplify in any case


_asked = False


def prepare() -> None:
    """Imports what SymPy imports when it first simplifies something, and asks it nothing."""
    importlib.import_module("sympy.physics.units")
    importlib.import_module("checker.to_sympy")


def was_asked() -> bool:
    """Whether SymPy has worked in this process: its caches, counters and random numbers are then no longer as at the
    start, and what it answers may depend on what it was asked before.
    """
    return _asked


def _is_rational_function(link: Link) -> bool:
    """Whether both sides are quotients of polynomials, written out: what our normal form gives up as too large, SymPy
    does not finish.
    """
    return all(
        n.op in ("rat", "sym", "add", "mul") or (n.op == "pow" and n.args[1].op == "rat" and n.args[1].data[1] == 1)
        for n in postorder(link.left, link.right)
    )


def ask_sympy(link: Link, ctx: Context) -> str | None:
    """The method's name if SymPy reduces the difference to 0. Raises OutOfTime."""
    global _asked
    import sympy

    from checker.to_sympy import to_sympy
    from checker.vocabulary import Untranslatable

    if size(link.left, link.right) > _NODES or _is_rational_function(link):
        return None
    if time.monotonic() > ctx.deadline:
        raise OutOfTime
    _asked = True
    try:
        with _limit(_SECONDS):
            left, right = to_sympy([link.left, link.right], ctx.domains)
            if sympy.simplify((left - right).doit()) == 0:
                return SYMPY
    except (Untranslatable, ArithmeticError, ValueError, TypeError, AttributeError, NotImplementedError, RecursionError,
            KeyError, IndexError, AssertionError, RuntimeError):  # fmt: skip
        return None  # SymPy fell over: that is no evidence
    return None


@contextmanager
def _limit(seconds: float) -> Iterator[None]:
    """Raises OutOfTime inside the block after so many seconds of work, which other processes' work does not shorten.

    Needs the main thread; elsewhere there is no limit of its own and the process's deadline has to do.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def stop(_signal: int, _frame: FrameType | None) -> None:
        raise OutOfTime

    before = signal.signal(signal.SIGVTALRM, stop)
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)
