"""Executes one script and builds what it declares: the only module that runs an author's code.

Whatever goes wrong becomes a `Problem` at the script's own file and line, with what to do; the other derivations of the
same script are still built. Nothing is checked here.

A script runs under a time limit on the main thread, and trusted not to end the process by force; `worker` calls this
in a child that may be ended so. What it prints goes to stderr. Its own folder is last on the import path, so that it
may share `_helpers.py` with its neighbours and cannot hide a library.
"""

from __future__ import annotations

import ast
import contextlib
import difflib
import importlib.machinery
import importlib.util
import linecache
import os
import signal
import sys
import threading
import traceback
from collections.abc import Callable, Collection, Iterable, Iterator
from hashlib import blake2b
from pathlib import Path
from types import FrameType, ModuleType
from typing import NoReturn

from checker.graph import ShapeError
from checker.loading import Problem
from checker.marked import DerivationFunction, build
from checker.script import AuthorError, DerivationRecord


class _TooLong(BaseException):
    """Raised in a script by the timer; not an Exception, so that a script's own handlers let it pass."""


def execute(
    file: Path, timeout: float, skip: Collection[str] = (), told: Callable[[str, int], None] = lambda name, line: None
) -> Iterator[DerivationRecord | Problem]:
    """The derivations of the script in the order of its lines, and its problems. `timeout` seconds for running it and
    for building each derivation; `told` which, by name and line, before it is built. Those named in `skip` are not.
    """
    name = str(file)
    linecache.checkcache()
    linecache.getlines(str(file))  # a script may delete or change its own file
    source = file.read_bytes()
    with _guest(file.resolve().parent):
        told("", 1)
        module, problem = _run(file, timeout)
        if problem is not None:
            yield problem
            return
        marked = [f for f in vars(module).values() if isinstance(f, DerivationFunction)]
        own = {id(f): f for f in marked if f.function.__code__.co_filename == name}
        hidden = list(_hidden(file, source))
        yield from hidden
        if not own and not hidden:
            hint = "mark a function with @derivation; the name of a helper module starts with _"
            yield Problem("script-empty", "no derivation in this script", hint, name, 1)
        for f in sorted(own.values(), key=lambda f: f.function.__code__.co_firstlineno):
            if f.id not in skip:
                told(f.id, f.function.__code__.co_firstlineno)
                yield from _build(f, name, timeout)


def _run(file: Path, timeout: float) -> tuple[ModuleType, Problem | None]:
    """Executes the script as a module of its own."""
    name = f"{file.stem}_{blake2b(str(file.resolve()).encode(), digest_size=6).hexdigest()}"
    loader = importlib.machinery.SourceFileLoader(name, str(file))
    spec = importlib.util.spec_from_loader(name, loader)
    assert spec is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    try:
        with _limit(timeout):
            loader.exec_module(module)
    except BaseException as e:  # the script's own code: whatever it raises is a problem of the script
        return module, _problem(e, str(file), 1, "script-import", "this script does not run", timeout)
    return module, None


def _build(f: DerivationFunction, file: str, timeout: float) -> Iterator[DerivationRecord | Problem]:
    line = f.function.__code__.co_firstlineno
    what = f"{f.id} cannot be built"
    try:
        with _limit(timeout):
            record = build(f)
    except BaseException as e:  # as above
        yield _problem(e, file, line, "script-build", what, timeout)
        return
    for problem in record.problems:
        yield _problem(problem, file, line, "script-build", f"{what} to its end", timeout)
    if record.claims:
        yield record
    elif not record.problems:
        hint = "state a claim with d.prove(left, relation, right)"
        yield _at("script-empty", f"the derivation {f.id} claims nothing", hint, file, line)


def _hidden(file: Path, source: bytes) -> Iterator[Problem]:
    """A second function of the same name hides the first, so only the source can tell."""
    seen: dict[str, int] = {}
    for node in ast.parse(source).body:
        if isinstance(node, ast.FunctionDef) and any(_marks(d) for d in node.decorator_list):
            if node.name in seen:
                message = f"a second derivation named {node.name} hides the one at line {seen[node.name]}"
                yield _at("script-duplicate", message, "rename one of them", str(file), node.lineno)
            seen[node.name] = node.lineno


def _marks(decorator: ast.expr) -> bool:
    match decorator:
        case ast.Call(func=ast.Name(id="derivation") | ast.Attribute(attr="derivation")):
            return True
    return False


# ---------------------------------------------------------------- what a script is let do


@contextlib.contextmanager
def _guest(folder: Path) -> Iterator[None]:
    """The script's folder last on the import path, no bytecode left in it, its modules forgotten afterwards."""
    modules, bytecode = set(sys.modules), sys.dont_write_bytecode
    sys.path.append(str(folder))
    sys.dont_write_bytecode = True
    try:
        with contextlib.redirect_stdout(sys.stderr):
            yield
    finally:
        sys.dont_write_bytecode = bytecode
        sys.path.remove(str(folder))
        for name in set(sys.modules) - modules:
            origin = getattr(sys.modules[name], "__file__", None)
            if origin and Path(origin).resolve().parent == folder:
                del sys.modules[name]


@contextlib.contextmanager
def _limit(seconds: float) -> Iterator[None]:
    """Ends what runs inside after so many seconds, and tells the user's Ctrl-C from a script's KeyboardInterrupt."""
    if threading.current_thread() is not threading.main_thread() or not hasattr(signal, "setitimer"):
        yield
        return

    def late(signum: int, frame: FrameType | None) -> NoReturn:
        raise _TooLong

    def stop(signum: int, frame: FrameType | None) -> NoReturn:
        raise UserInterrupt

    before = signal.signal(signal.SIGALRM, late), signal.signal(signal.SIGINT, stop)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before[0])
        signal.signal(signal.SIGINT, before[1])


class UserInterrupt(KeyboardInterrupt):
    """The user pressed Ctrl-C while a script ran."""


# ---------------------------------------------------------------- what went wrong, in the author's words


def _problem(e: BaseException, file: str, line: int, code: str, what: str, timeout: float) -> Problem:
    """The problem that an exception of a script amounts to, at the last of its frames that lies in the script."""
    frames = [f for f in traceback.extract_tb(e.__traceback__) if f.filename == file]
    column = 0
    if frames:
        line, column = frames[-1].lineno or line, (frames[-1].colno or 0) + 1
    match e:
        case UserInterrupt():
            raise e
        case AuthorError():
            place = e.place
            same = Path(place.file) == Path(file)
            at = (place.line, place.column, place.source) if same else (line, column, "")
            return Problem(e.code, e.message, e.hint, file, *at)
        case _TooLong():
            hint = "SymPy evaluates while a script builds; find the expression that does not end"
            return _at("script-timeout", f"still building after {timeout:g} s", hint, file, line, column)
        case SyntaxError():
            where = (e.lineno or 1, e.offset or 0) if e.filename == file else (line, column)
            hint = "Python cannot read this line"
            return _at("script-import", f"{what}: {e.msg}", hint, file, *where)
        case SystemExit() | KeyboardInterrupt():
            hint = "a script only builds derivations: remove what ends the process"
            return _at(code, f"{what}: it raises {type(e).__name__}", hint, file, line, column)
        case ShapeError():
            code = "script-shape"
        case _ if type(e).__name__ == "ShapeError":  # SymPy's own
            code = "script-shape"
    message = str(e).strip().split("\n")[0][:300]
    return _at(code, f"{what}: {type(e).__name__}: {message}", _hint(e), file, line, column)


def _hint(e: BaseException) -> str:
    """What to do about an exception, as far as its type tells."""
    match e:
        case ModuleNotFoundError():
            return f"install {e.name}, or remove the import"
        case ImportError() if e.name == "checker":
            wanted = str(e).partition("'")[2].partition("'")[0]
            return _did_you_mean(wanted, _exported()) or "the README lists what checker exports"
        case NameError() if e.name in _exported():
            return f"import it: from checker import {e.name}"
        case NameError():
            return _did_you_mean(e.name or "", _exported()) or "define or import it"
        case IndexError() if "addressing the matrix" in str(e):  # SymPy's own; a declared vector takes one index
            return "an entry of a vector that is an expression has two indices: (W*x)[i, 0]"
        case _ if type(e).__name__ == "ShapeError":
            return "look for a missing transpose, or a wrong size in an annotation"
    return "correct this line"


def _exported() -> list[str]:
    return [n for n in getattr(sys.modules["checker"], "__all__", ()) if isinstance(n, str)]


def _did_you_mean(name: str, names: Iterable[str]) -> str:
    close = difflib.get_close_matches(name, names, 1)
    return f"did you mean {close[0]}?" if close else ""


def _at(code: str, message: str, hint: str, file: str, line: int, column: int = 0) -> Problem:
    source = linecache.getline(file, line).strip() if os.path.exists(file) else ""
    return Problem(code, message, hint, file, line, column, source)
