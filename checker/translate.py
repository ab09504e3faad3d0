"""From SymPy's trees to the expression graph.

Decides what an author's expression says. It is read as it stands: nothing is evaluated, nothing expanded and SymPy
asked no question about it, so nothing that SymPy gets wrong can get in here (what SymPy did while the author's
expression was being built is beyond reach). What has no faithful reading raises `Untranslatable`, with what to write
instead; nothing is guessed. The way back is `to_sympy`.

Shared subexpressions stay shared: work is linear in the graph, not in the tree.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from typing import Any

import sympy
from sympy.core.function import Application, AppliedUndef
from sympy.matrices import expressions as mx

from checker import grammar
from checker import graph as g
from checker import translate_matrices as matrices
from checker.assumptions import assumed
from checker.domains import Domain, Function, Scalar, Tensor
from checker.graph import Node
from checker.language import Variable, VectorApplication, VectorSymbol
from checker.vocabulary import CONSTANTS, FUNCTIONS, RELATIONS, Untranslatable, short


class Lowering:
    """Reads SymPy expressions into one graph, and keeps the domains of the symbols it met.

    `declared` gives the domains of undefined functions by name; a scalar `Variable` and a `VectorSymbol` carry their
    own, as does what `declare` makes of a function. A plain SymPy symbol gets the domain that its assumptions say; so
    complex numbers, where they say nothing.
    With `strict`, a symbol that is none of `declared` is refused: in a derivation every symbol has a declared domain.
    """

    def __init__(self, declared: Mapping[str, Domain] | None = None, *, strict: bool = False) -> None:
        self.declared = dict(declared or {})
        self.strict = strict
        self.domains: dict[str, Domain] = {}
        self.conditions: list[Node] = []
        self._names: dict[Any, str] = {}
        self._done: dict[Any, Node] = {}
        self._bound: set[Any] = set()

    # -------------------------------------------------------- the walk

    def lower(self, expr: Any) -> Node:
        """The graph of a SymPy expression (or a Python number). Raises Untranslatable."""
        root = _sympified(expr)
        stack: list[tuple[Any, bool]] = [(root, False)]
        while stack:
            e, ready = stack.pop()
            if e in self._done:
                continue
            children = self._children(e)
            if ready or not children:
                self._done[e] = self._build(e, [self._done[c] for c in children])
            else:
                stack.append((e, True))
                stack.extend((c, False) for c in children if c not in self._done)
        return self._done[root]

    def _children(self, e: Any) -> tuple[Any, ...]:
        """Parts to be lowered before `e`. Binders lower their own parts, as their variables need care."""
        if isinstance(
            e,
            sympy.Add | sympy.Mul | sympy.Pow | sympy.logic.boolalg.BooleanFunction | sympy.core.relational.Relational,
        ):
            return tuple(e.args)  # fmt: skip
        if isinstance(e, mx.MatAdd | mx.MatMul | mx.HadamardProduct):
            return tuple(e.args)
        if isinstance(e, Application) and type(e).__name__ in FUNCTIONS:
            return tuple(e.args)
        if isinstance(e, AppliedUndef) and not isinstance(e, sympy.Symbol):
            return tuple(e.args)
        return ()

    def _build(self, e: Any, args: list[Node]) -> Node:
        if (node := self._leaf(e)) is not None:
            return node
        match e:
            case mx.MatAdd():
                return Node("matadd", tuple(sorted(args, key=lambda a: a.digest)))
            case mx.MatMul():
                return matrices.matmul(args)
            case mx.HadamardProduct():
                return Node("hadamard", tuple(sorted(args, key=lambda a: a.digest)))
            case sympy.Add():
                return g.add(*args)
            case sympy.Mul():
                return g.mul(*args)
            case sympy.Pow():
                return g.fn("exp", args[1]) if args[0] == g.const("E") else g.power(*args)
            case sympy.core.relational.Relational():
                return g.rel(args[0], RELATIONS[type(e)], args[1])
            case sympy.And():
                return g.conj(*args)
            case sympy.Or():
                return g.disj(*args)
            case sympy.Not():
                return Node("not", tuple(args))
            case AppliedUndef():
                return self._application(e, args)
            case Application() if type(e).__name__ in FUNCTIONS:
                return self._function(FUNCTIONS[type(e).__name__], args)
        special = _SPECIAL.get(type(e).__name__)
        if special is None and isinstance(e, sympy.MatrixBase):
            special = matrices.explicit
        if special is None:
            raise Untranslatable(f"{type(e).__name__} is not known to the checker, in {short(e)}")
        return special(self, e)

    def _leaf(self, e: Any) -> Node | None:
        if isinstance(e, sympy.Rational):
            return g.rat(int(e.p), int(e.q))
        if isinstance(e, sympy.Float):
            return g.rat(_meant(e))
        if e in CONSTANTS:
            return g.const(CONSTANTS[e])
        if e is sympy.zoo:
            return g.power(g.ZERO, -1)
        if e is sympy.nan:
            return g.mul(g.ZERO, g.power(g.ZERO, -1))
        if e is sympy.true or e is sympy.false:
            return g.TRUE if e is sympy.true else g.FALSE
        if isinstance(e, sympy.Symbol):
            return g.sym(self._symbol(e))
        if isinstance(e, mx.MatrixSymbol):
            return self._matrix_symbol(e)
        return None

    # -------------------------------------------------------- symbols and their domains

    def _name(self, e: Any, wish: str) -> str:
        """One name a symbol: symbols that share a name but not their assumptions are told apart."""
        if e not in self._names:
            taken = set(self._names.values())
            name, k = wish, 2
            while name in taken:
                name, k = f"{wish}_{k}", k + 1
            self._names[e] = name
        return self._names[e]

    def _symbol(self, e: sympy.Symbol) -> str:
        name = self._name(e, e.name)
        if name in self.domains or e in self._bound:
            return name
        if isinstance(e, Variable):
            if self.strict and e.name not in self.declared:
                raise Untranslatable(_no_domain(e.name))
            self.domains[name] = e.declared
        elif self.strict:
            raise Untranslatable(_no_domain(e.name))
        else:
            self.domains[name], beside = assumed(e, name)
            self.conditions.extend(beside)
        return name

    def _matrix_symbol(self, e: Any) -> Node:
        rows, cols = self.lower(e.shape[0]), self.lower(e.shape[1])
        name = self._name(e, str(e.name))
        if e not in self._bound:
            if self.strict and name not in self.declared:
                raise Untranslatable(_no_domain(name))
            if isinstance(e, VectorSymbol):
                self.domains[name] = Tensor(rows, cols, e.entry, e.structure)
            else:
                self.domains[name] = Tensor(rows, cols, Scalar())
        return g.matsym(name, rows, cols)

    def _application(self, e: AppliedUndef, args: list[Node]) -> Node:
        return g.Node("app", tuple(args), (self._function_name(e, args), (0,) * len(args)))

    def _function_name(self, e: AppliedUndef, args: Sequence[Node]) -> str:
        name = str(e.func.__name__)
        carried = None if self.strict else getattr(e.func, "declared", None)
        if name in self.declared or carried is not None:
            domain = self.declared.get(name, carried)
            if not isinstance(domain, Function):
                raise Untranslatable(f"{name} is declared as a symbol but is used as a function")
            if len(domain.arguments) != len(args):
                raise Untranslatable(f"{name} takes {len(domain.arguments)} argument(s), not {len(args)}")
        elif self.strict:
            raise Untranslatable(_no_domain(name))
        else:
            positive = bool(e.func(*e.args).is_positive)
            shapes = tuple(g.shape(a) if g.is_matrix(a) else None for a in args)
            domain = Function("positive" if positive else "smooth", shapes)
        known = self.domains.setdefault(name, domain)
        if isinstance(known, Function) and len(known.arguments) != len(args):
            raise Untranslatable(f"{name} is used with {len(known.arguments)} and with {len(args)} arguments")
        return name

    def _vector_application(self, e: VectorApplication) -> Node:
        args = tuple(self.lower(a) for a in e.arguments)
        rows, cols = (self.lower(s) for s in e.shape)
        if e.name in self.declared:
            self.domains[e.name] = self.declared[e.name]
        elif self.strict:
            raise Untranslatable(_no_domain(e.name))
        else:
            shapes = tuple(g.shape(a) if g.is_matrix(a) else None for a in args)
            self.domains[e.name] = Function("smooth", shapes, (rows, cols))
        return Node("vapp", (rows, cols, *args), e.name)

    # -------------------------------------------------------- functions that need a word

    def _function(self, name: str, args: list[Node]) -> Node:
        counts = grammar.FUNCTIONS[name]
        if name == "atan2" or counts is None or len(args) in counts:
            return g.fn(name, *args)
        if name == "log" and len(args) == 2:
            return g.div(g.fn("log", args[0]), g.fn("log", args[1]))
        raise Untranslatable(f"{name} with {len(args)} arguments is not known to the checker")

    def _heaviside(self, e: Any) -> Node:
        if len(e.args) == 2 and e.args[1] != sympy.S.Half:
            raise Untranslatable("Heaviside with a value at 0 other than 1/2: write a Piecewise")
        return g.fn("heaviside", self.lower(e.args[0]))

    def _inside(self, e: Any) -> Node:
        return self.lower(e.args[0])

    def _hyper(self, e: Any) -> Node:
        ap, bq, z = e.args
        return g.fn("hyper", g.rat(len(ap)), *map(self.lower, ap), *map(self.lower, bq), self.lower(z))

    def _piecewise(self, e: Any) -> Node:
        args: list[Node] = []
        for value, condition in e.args:
            args += [self.lower(value), self.lower(condition)]
        return Node("piecewise", tuple(args))

    def _indexed(self, e: Any) -> Node:
        """x[i] of an IndexedBase: a function on the integers, as its length is not known."""
        name = str(e.base.label)
        args = tuple(self.lower(i) for i in e.indices)
        self.domains.setdefault(name, Function("smooth", (None,) * len(args)))
        return Node("app", args, (name, (0,) * len(args)))

    # -------------------------------------------------------- binders

    def under(self, variable: Any, body: Any) -> tuple[Node, Node]:
        """The body with `variable` standing for itself, whatever it means outside: (variable node, body node)."""
        dummy = sympy.Dummy(str(variable), **getattr(variable, "assumptions0", {}))
        node = self.named(dummy)
        return node, self.inner(dummy).lower(body.xreplace({variable: dummy}))

    def named(self, dummy: Any) -> Node:
        """A name that no other symbol has, for a variable that is about to be bound."""
        self._names[dummy] = f"_{len(self._names)}_{dummy.name}"
        return g.sym(self._names[dummy])

    def inner(self, *bound: Any) -> Lowering:
        """A walk below a binder: it shares all but the nodes already built, in which the variables were free."""
        inner = Lowering(self.declared, strict=self.strict)
        inner._bound = {*self._bound, *bound}
        inner.domains, inner._names, inner.conditions = self.domains, self._names, self.conditions
        return inner

    def _nested(self, op: str, e: Any) -> Node:
        """Several limits: the first is the innermost, so that later variables may stand in its ends."""
        limits = list(e.limits)
        for limit in limits:
            if len(limit) != 3:
                raise Untranslatable(f"give both ends of {short(e)}: an antiderivative is not one function")
        symbol, first, last = limits[-1]
        inside = e.func(e.function, *limits[:-1]) if len(limits) > 1 else e.function
        variable, node = self.under(symbol, inside)
        return g.bind(op, variable, node, self.lower(first), self.lower(last))

    def _derivative(self, e: Any) -> Node:
        expr, *counts = e.args
        if len(counts) > 1:
            *rest, last = counts
            return self._one_derivative(sympy.Derivative(expr, *rest, evaluate=False), last)
        return self._one_derivative(expr, counts[0])

    def _one_derivative(self, expr: Any, count: Any) -> Node:
        variable, order = count
        if not order.is_Integer or order < 0:
            raise Untranslatable(f"a derivative of symbolic order {order}")
        if isinstance(variable, mx.matexpr.MatrixElement):
            if order != 1:
                raise Untranslatable("a higher derivative by an entry of a matrix: differentiate twice by one order")
            matrix, i, j = variable.args
            return g.elem(matrices.gradient_of(self, expr, matrix), self.lower(i), self.lower(j))
        symbol, body = self.under(variable, expr)
        return g.bind("diff", symbol, body, self.lower(variable), data=int(order))

    def _subs(self, e: Any) -> Node:
        body, variables, points = e.args
        dummies = {v: sympy.Dummy(str(v)) for v in variables}
        named = [self.named(dummies[v]) for v in variables]
        node = self.inner(*dummies.values()).lower(body.xreplace(dummies))
        put = {v: self.lower(p) for v, p in zip(named, points, strict=True)}
        return g.substitute(node, put)

    def _limit(self, e: Any) -> Node:
        body, variable, point, side = e.args
        symbol, node = self.under(variable, body)
        return g.bind("limit", symbol, node, self.lower(point), data=str(side))


#: significant digits up to which a double is taken for a decimal that somebody wrote, with an error of rounding
_WRITTEN = 12
#: denominators of fractions that Python may have divided out: among 10^10 other doubles one is that of such a fraction
_DIVIDED = 1000


def _meant(e: sympy.Float) -> Fraction:
    """The number that a float was written as: 0.1, or 0.1·3, which is 0.30000000000000004; 1/3, as Python divides.

    Raises Untranslatable for what is neither, like the square root of 2 as Python computes it.
    """
    decimal = Fraction(str(e))
    digits = len(str(abs(decimal.numerator) * 10**400 // decimal.denominator).rstrip("0")) if decimal else 0
    if e._prec != 53 or digits <= _WRITTEN or float(decimal) == float(e):
        return decimal
    fraction = Fraction(float(e)).limit_denominator(_DIVIDED)
    if float(fraction) == float(e) and abs(fraction) < _DIVIDED**2:
        return fraction
    hint = "write Rational(p, q), sqrt(2), pi, … for the exact number"
    raise Untranslatable(f"{float(e)!r} is a result of floating-point arithmetic, not a number that was meant: {hint}")


def _plain(op: str) -> Callable[[Lowering, Any], Node]:
    """Every argument in order, nothing else to know."""

    def build(self: Lowering, e: Any) -> Node:
        return Node(op, tuple(self.lower(a) for a in e.args))

    return build


def _ranged(op: str) -> Callable[[Lowering, Any], Node]:
    """A body over a variable with two ends, or over several."""

    def build(self: Lowering, e: Any) -> Node:
        return self._nested(op, e)

    return build


_SPECIAL: Mapping[str, Callable[[Lowering, Any], Node]] = {
    "UnevaluatedExpr": Lowering._inside,
    "Heaviside": Lowering._heaviside, "hyper": Lowering._hyper, "Piecewise": Lowering._piecewise,
    "Indexed": Lowering._indexed, "Integral": _ranged("integral"), "Sum": _ranged("sum"), "Product": _ranged("product"),
    "Derivative": Lowering._derivative, "Subs": Lowering._subs, "Limit": Lowering._limit,
    "Transpose": _plain("transpose"), "Inverse": matrices.inverse, "Determinant": _plain("det"),
    "Trace": _plain("trace"), "DiagMatrix": _plain("diagmat"), "DiagonalMatrix": _plain("diagmat"),
    "DiagonalOf": _plain("diagvec"), "MatrixElement": matrices.element, "MatPow": matrices.matpow,
    "HadamardPower": matrices.hadamard_power, "ElementwiseApplyFunction": matrices.elementwise,
    "FunctionMatrix": matrices.function_matrix, "Identity": _plain("identity"), "ZeroMatrix": _plain("zeros"),
    "OneMatrix": _plain("ones"), "BlockMatrix": matrices.block, "BlockDiagMatrix": matrices.block_diag,
    "KroneckerProduct": matrices.kron, "VectorApplication": Lowering._vector_application,
    "Gradient": matrices.gradient, "PartialGradient": matrices.partial_gradient, "Jacobian": matrices.jacobian,
    "VectorNorm": _plain("norm"), "Total": matrices.total,
}  # fmt: skip


def _sympified(expr: Any) -> Any:
    if isinstance(expr, str):
        raise Untranslatable(f"text is not an expression: {expr!r}")
    try:
        return sympy.sympify(expr, strict=True)
    except sympy.SympifyError as e:
        raise Untranslatable(f"{expr!r} is not an expression") from e


def _no_domain(name: str) -> str:
    return f"the symbol {name} has no domain: make it a parameter of the derivation, annotated with its domain"


def lower(expr: Any) -> Node:
    """The graph of one SymPy expression, for tests and notebooks."""
    return Lowering().lower(expr)
