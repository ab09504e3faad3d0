"""From nodes to operations on values: which function each node calls, what can be hoisted, what is real.

A `Body` is some roots with the names of their bound variables; it is compiled once for each mode. What does not
depend on the bound variables is computed once for each binding, the rest at every call. In analytic mode functions
that are not holomorphic (abs, max, piecewise, …) are continued from the real axis, which is right only where their
arguments are real there; elsewhere they refuse. Decides the meaning of operations, not of binders (`binders`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

from flint import acb, arb, fmpq

from checker.graph import BINDERS, Node, open_binder
from checker.numeric import arithmetic as ar
from checker.numeric import binders, linear, runtime
from checker.numeric.arithmetic import ONE, ZERO, Mode, Value
from checker.numeric.binders import Local, World
from checker.numeric.codegen import generate, weights
from checker.numeric.formal import unrolled
from checker.numeric.functions import function
from checker.numeric.linear import Mat

#: functions that are not holomorphic, and continue from the real axis only real arguments
PARTS = frozenset("abs sign re im arg conjugate floor ceiling frac heaviside max min mod kronecker atan2".split())
#: longer sums and products are folded in a loop, since the compiler recurses on them
FLAT = 40


class Body:
    """Roots to be evaluated at many values of the bound variables."""

    def __init__(self, roots: Sequence[Node], variables: Sequence[str]) -> None:
        self.roots, self.variables = tuple(roots), tuple(variables)
        self.opened: dict[Node, tuple[Node, ...]] = {}
        self.local: dict[Node, Body] = {}
        self.inputs = self._inputs()
        bound = set(self.variables)
        self.outer = tuple(n for n in self.inputs if n.data not in bound)
        self.names = tuple(n.data for n in self.outer)
        self.constants = self._constants() if self.variables else ()
        self.compiled: dict[object, tuple[Callable[..., list[Value]], Callable[..., list[Value]] | None]] = {}

    # ---- structure

    def open(self, n: Node) -> tuple[Node, ...]:
        """The binder's body with its bound variables free, and those; opened once."""
        if n not in self.opened:
            body, *variables = open_binder(n)
            self.opened[n] = (unrolled(body) if n.op == "integral" else body, *variables)
        return self.opened[n]

    def inner(self, n: Node) -> Body:
        if n not in self.local:
            body, *variables = self.open(n)
            self.local[n] = Body((body,), [v.data for v in variables])
        return self.local[n]

    def strict(self, n: Node) -> Sequence[Node]:
        """What is evaluated before the node: for a binder, the symbols its body takes from outside, then its ends."""
        if n.op in BINDERS:
            ends = [a for a in n.args[1:] if infinity(a) is None]
            return [*self.inner(n).outer, *ends]
        match n.op:
            case "matsym":
                return ()
            case "piecewise":
                return n.args[1:2]
            case "and" | "or":
                return ()
            case "pow" if _int_exponent(n) is not None:
                return n.args[:1]
        return n.args

    def _inputs(self) -> tuple[Node, ...]:
        """Symbols of the roots, those inside binders' bodies too."""
        found: dict[str, Node] = {}
        seen: set[Node] = set()
        stack = list(self.roots)
        while stack:
            n = stack.pop()
            if n in seen:
                continue
            seen.add(n)
            if n.op in ("sym", "matsym"):
                found[n.data] = n
            elif n.op in BINDERS:
                stack.extend(self.inner(n).outer)
                stack.extend(n.args[1:])
            else:
                stack.extend(n.args)
        return tuple(found[k] for k in sorted(found))

    def _varying(self) -> set[Node]:
        """Nodes that depend on the bound variables."""
        bound = set(self.variables)
        out: set[Node] = set()
        for n in _reachable(self.roots, self.parts):
            if (n.op in ("sym", "matsym") and n.data in bound) or any(a in out for a in self.parts(n)):
                out.add(n)
        return out

    def parts(self, n: Node) -> Sequence[Node]:
        """All nodes that the value of the node depends on, at the level of this body."""
        if n.op in BINDERS:
            return self.strict(n)
        return () if n.op == "matsym" else n.args

    def _constants(self) -> tuple[Node, ...]:
        """The largest nodes that every evaluation needs and that do not depend on the bound variables."""
        varying = self._varying()
        out: dict[Node, None] = {}
        seen: set[Node] = set()
        stack = list(self.roots)
        while stack:
            n = stack.pop()
            if n in seen:
                continue
            seen.add(n)
            if n in varying:
                stack.extend(self.strict(n))
            elif n.op not in ("rat", "sym", "matsym", "const", "true", "false"):
                out[n] = None
        return tuple(out)

    # ---- running

    def run(self, world: World, env: Mapping[str, Value], values: Sequence[Value], mode: Mode) -> list[Value]:
        """The roots' values, the outside's and the bound variables' given."""
        main, _ = self._compile(mode, frozenset(), mode)
        bound = dict(zip(self.variables, values, strict=True))
        return main([bound[n.data] if n.data in bound else env[n.data] for n in self.inputs], world)

    def bind(
        self,
        world: World,
        env: Mapping[str, Value],
        mode: Mode,
        complexes: frozenset[str],
        outside: Mode | None = None,
    ) -> Callable[..., Value]:
        """The first root as a function of the bound variables.

        `complexes`: names not real on the real axis. `outside`: the mode for what does not depend on the variables.
        """
        main, before = self._compile(mode, complexes & {n.data for n in self.inputs}, outside or mode)
        outer = [env[n.data] for n in self.outer]
        state: list[list[Value]] = []

        def call(*values: Value) -> Value:
            world.spend()
            if not state:
                state.append([*outer, *(before(outer, world) if before is not None else ())])
            return main([*values, *state[0]], world)[0]

        return call

    def _compile(
        self, mode: Mode, complexes: frozenset[str], outside: Mode
    ) -> tuple[Callable[..., list[Value]], Callable[..., list[Value]] | None]:
        if mode is not Mode.ANALYTIC:
            complexes = frozenset()
        key = (mode, complexes, outside)
        if key in self.compiled:
            return self.compiled[key]
        before = None
        if not self.variables:
            main = _Writer(self, mode, complexes).function(self.roots, self.inputs)
        else:
            if self.constants:
                before = _Writer(self, outside, complexes).function(self.constants, self.outer)
            by_name = {n.data: n for n in self.inputs}
            bound = [by_name.get(v, Node("sym", (), v)) for v in self.variables]
            main = _Writer(self, mode, complexes).function(self.roots, [*bound, *self.outer, *self.constants])
        self.compiled[key] = main, before
        return main, before


def infinity(n: Node) -> str | None:
    """ "oo" or "-oo" if the node is written as that."""
    if n.op == "const" and n.data in ("oo", "-oo"):
        return str(n.data)
    if n.op == "mul" and len(n.args) == 2:
        for a, b in (n.args, n.args[::-1]):
            if a.op == "rat" and a.data == (-1, 1) and b.op == "const" and b.data in ("oo", "-oo"):
                return "-oo" if b.data == "oo" else "oo"
    return None


def _int_exponent(n: Node) -> int | None:
    e = n.args[1]
    return int(e.data[0]) if e.op == "rat" and e.data[1] == 1 else None


def _reachable(roots: Sequence[Node], parts: Callable[[Node], Sequence[Node]]) -> list[Node]:
    """All nodes reached, arguments first."""
    seen: set[Node] = set()
    out: list[Node] = []
    stack = [(r, False) for r in roots]
    while stack:
        n, ready = stack.pop()
        if ready:
            out.append(n)
        elif n not in seen:
            seen.add(n)
            stack.append((n, True))
            stack.extend((a, False) for a in parts(n) if a not in seen)
    return out


# ---------------------------------------------------------------- which nodes are real on the real axis


def real_nodes(body: Body, complexes: frozenset[str]) -> set[Node]:
    """Nodes whose value is real where the symbols are, those named excepted; by reflection f(conj z) = conj f(z).

    A function with a cut is finite in analytic mode only off its cut, and there reflection gives real values of real
    arguments (Schwarz).
    """
    out: set[Node] = set()
    for n in _reachable(body.roots, body.parts):
        match n.op:
            case "sym" | "matsym":
                ok = n.data not in complexes
            case "const":
                ok = n.data != "I"
            case "fn" if n.data in ("abs", "re", "im", "arg"):
                ok = True
            case "fn" if n.data == "lambertw" and len(n.args) == 2:
                ok = n.args[1].op == "rat" and n.args[1].data[0] == 0 and n.args[0] in out
            case _:
                ok = all(a in out for a in body.parts(n))
                if ok and n.op in BINDERS:
                    inner = body.inner(n)
                    ok = inner.roots[0] in real_nodes(inner, complexes)
        if ok:
            out.add(n)
    return out


# ---------------------------------------------------------------- writing code


class _Writer:
    """Emits expressions for the nodes of one body in one mode."""

    def __init__(self, body: Body, mode: Mode, complexes: frozenset[str]) -> None:
        self.body, self.mode, self.complexes = body, mode, complexes
        self.space: dict[str, Any] = {
            "cap": ar.cap, "invert": ar.invert, "int_power": ar.int_power, "power": partial(runtime.power, mode),
            "total": runtime.total, "times": runtime.times, "piecewise": partial(runtime.piecewise, mode),
            "conj": partial(runtime.connective, False), "disj": partial(runtime.connective, True),
            "opposite": runtime.opposite, "pi": arb.pi, "inf": arb.pos_inf, "Mat": Mat,
        }  # fmt: skip
        self.real = real_nodes(body, complexes) if mode is Mode.ANALYTIC else set()
        self.long = weights(body.roots) if body.roots else set()
        self.known: dict[object, str] = {}

    def function(self, roots: Sequence[Node], inputs: Sequence[Node]) -> Callable[..., list[Value]]:
        return generate(roots, inputs, self.body.strict, self.emit, self.space)

    def keep(self, key: object, value: Any) -> str:
        """A name for a value in the generated code."""
        if key not in self.known:
            name = self.known[key] = f"k{len(self.known)}"
            self.space[name] = value
        return self.known[key]

    def emit(self, n: Node, a: list[str]) -> str:
        text = self._expression(n, a)
        return f"cap({text})" if n in self.long else text

    def _expression(self, n: Node, a: list[str]) -> str:
        if n.op in BINDERS:
            return self._binder(n, a)
        match n.op:
            case "rat":
                return self.keep(n, fmpq(*n.data))
            case "const":
                return self._constant(n)
            case "add":
                return " + ".join(a) if len(a) <= FLAT else f"total(({', '.join(a)}))"
            case "mul":
                return " * ".join(a) if len(a) <= FLAT else f"times(({', '.join(a)}))"
            case "pow":
                k = _int_exponent(n)
                if k is None:
                    return f"power({a[0]}, {a[1]})"
                if k == -1:
                    return f"invert({a[0]})"
                if k == 2:
                    return f"{a[0]} * {a[0]}"
                return f"int_power({a[0]}, {self.keep(('int', k), k)})"
            case "fn":
                return self._function(n, a)
            case "piecewise":
                return f"piecewise(s, w, {a[0]}, ({', '.join(a[1:])},))"
            case "rel":
                if self.mode is Mode.ANALYTIC and not all(x in self.real for x in n.args):
                    return f"{self.keep('hole', runtime.hole)}()"
                f = self.keep(("rel", n.data), partial(runtime.relation, n.data, self.mode))
                return f"{f}({a[0]}, {a[1]})"
            case "and" | "or":
                return f"{'conj' if n.op == 'and' else 'disj'}(s, w, ({', '.join(a)},))"
            case "not":
                return f"opposite({a[0]})"
            case "true" | "false":
                return "True" if n.op == "true" else "False"
            case "matrix":
                return f"Mat({n.data[0]:d}, {n.data[1]:d}, [{', '.join(a)}])"
            case "block":
                layout = self.keep(("block", n.data), tuple(n.data))
                return f"{self.keep('block', linear.block)}({', '.join([layout, *a])})"
            case "norm":
                return f"{self.keep('norm', linear.norm)}({a[0]}, {self.keep('mode', self.mode)})"
        if n.op in _MATRIX:
            return f"{self.keep(n.op, _MATRIX[n.op])}({', '.join(a)})"
        text = f"no value for {n.op}"
        return f"{self.keep(('missing', n.op), partial(runtime.missing, text))}({', '.join(a)})"

    def _constant(self, n: Node) -> str:
        match n.data:
            case "pi":
                return "pi()"
            case "I":
                return self.keep(n, acb(0, 1))
            case "E":
                return f"{self.keep(n, arb.const_e)}()"
            case "EulerGamma":
                return f"{self.keep(n, arb.const_euler)}()"
            case "Catalan":
                return f"{self.keep(n, arb.const_catalan)}()"
            case "GoldenRatio":
                return f"{self.keep(n, runtime.golden)}()"
            case "oo":
                return "inf()"
            case "-oo":
                return "(-inf())"
        return f"{self.keep(n, partial(runtime.missing, f'no value for the constant {n.data}'))}()"

    def _function(self, n: Node, a: list[str]) -> str:
        if self.mode is Mode.ANALYTIC and n.data in PARTS and not all(x in self.real for x in n.args):
            return f"{self.keep('hole', runtime.hole)}()"
        f = function(n.data, self.mode)
        f = function(n.data, self.mode) or partial(runtime.missing, f"no values of the function {n.data}")
        return f"{self.keep(('fn', n.data), f)}({', '.join(a)})"

    def _binder(self, n: Node, a: list[str]) -> str:
        inner = self.body.inner(n)
        count = len(inner.outer)
        node = self.body.open(n)[0]
        local = Local(node, inner, inner.variables, inner.names, self.mode, self.complexes)
        captured, given = a[:count], a[count:]
        ends = []
        for end in n.args[1:]:
            known = infinity(end)
            ends.append(given.pop(0) if known is None else repr(known))
        call: Any
        match n.op:
            case "sum" | "product":
                multiply = n.op == "product"
                low, high = (infinity(x) for x in n.args[1:])
                if low is None and high is None:
                    call = partial(binders.finite, local, multiply)
                else:
                    call = partial(binders.infinite_series, local, multiply)
                    if low == "oo" or high == "-oo":
                        call = partial(runtime.missing, "a sum from oo or to -oo")
                    ends = ["None" if infinity(x) else e for x, e in zip(n.args[1:], ends, strict=True)]
            case "diff":
                call = partial(binders.diff, local, n.data[1])
                if infinity(n.args[1]):
                    call = partial(runtime.missing, "a derivative at infinity")
            case "limit":
                call = partial(binders.limit, local, n.data[1])
            case "integral":
                call = partial(binders.integral, local)
            case "map":
                call = partial(binders.map_entries, local)
            case "entries":
                call = partial(binders.entries, local)
            case "gradient":
                call = partial(binders.gradient, local)
            case _:
                call = partial(binders.jacobian, local)
        tail = "".join(f", {x}" for x in captured)
        group = f"({tail[2:]},)" if captured else "()"
        return f"{self.keep(n, call)}({', '.join(['w', group, *ends])})"


_MATRIX: dict[str, Callable[..., Value]] = {
    "elem": linear.elem, "det": linear.det, "trace": linear.trace, "matadd": linear.add, "matmul": linear.mul,
    "scale": linear.scale, "transpose": linear.transpose, "inverse": linear.inverse, "hadamard": linear.hadamard,
    "matpow": linear.matpow, "diagmat": linear.diagmat, "diagvec": linear.diagvec, "identity": linear.identity,
    "zeros": partial(linear.constant, ZERO), "ones": partial(linear.constant, ONE), "kron": linear.kron,
}  # fmt: skip
