"""Between SymPy's trees and the expression graph.

`lower` reads a SymPy expression as it stands: it evaluates nothing, expands nothing and asks SymPy no question about
it, so nothing that SymPy gets wrong can get in here (what SymPy did while the author's expression was being built is
beyond reach). `to_sympy` goes back, for the exact method that asks SymPy, and for printing. What has no faithful
reading raises `Untranslatable`, with what to write instead; nothing is guessed.

Shared subexpressions stay shared: work is linear in the graph, not in the tree.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from typing import Any, Literal

import sympy
from sympy.core.function import Application, AppliedUndef, UndefinedFunction
from sympy.matrices import expressions as mx

from checker import graph as g
from checker.domains import COMPLEX, Domain, Function, Scalar, Tensor
from checker.graph import Node
from checker.language import (
    Gradient,
    Jacobian,
    PartialGradient,
    Total,
    Variable,
    VectorApplication,
    VectorSymbol,
)

#: SymPy class name -> function name, where every argument is read in order
_FUNCTIONS: Mapping[str, str] = {
    **{n: n for n in (
        "exp log sin cos tan cot sec csc asin acos atan acot asec acsc sinh cosh tanh coth sech csch asinh acosh atanh "
        "acoth asech acsch sign re im arg conjugate floor ceiling frac factorial subfactorial factorial2 gamma "
        "loggamma digamma erf erfc erfi erfinv erfcinv Ei li Si Ci Shi Chi fresnels fresnelc airyai airybi "
        "airyaiprime airybiprime dirichlet_eta fibonacci lucas bernoulli catalan sinc sigmoid atan2 beta binomial "
        "polygamma besselj bessely besseli besselk uppergamma lowergamma expint polylog chebyshevt chebyshevu "
        "legendre hermite laguerre elliptic_f assoc_laguerre assoc_legendre gegenbauer jacobi zeta elliptic_k "
        "elliptic_e elliptic_pi harmonic"
    ).split()},
    "Abs": "abs", "Max": "max", "Min": "min", "Mod": "mod", "LambertW": "lambertw", "KroneckerDelta": "kronecker",
    "RisingFactorial": "rising", "FallingFactorial": "falling",
}  # fmt: skip
_BACK = {v: k for k, v in _FUNCTIONS.items() if v != k}
_CONSTANTS = {
    sympy.pi: "pi", sympy.E: "E", sympy.I: "I", sympy.EulerGamma: "EulerGamma", sympy.Catalan: "Catalan",
    sympy.GoldenRatio: "GoldenRatio", sympy.oo: "oo", -sympy.oo: "-oo",
}  # fmt: skip
_RELATIONS = {
    sympy.Eq: "=", sympy.Ne: "!=", sympy.StrictLessThan: "<", sympy.LessThan: "<=", sympy.StrictGreaterThan: ">",
    sympy.GreaterThan: ">=",
}  # fmt: skip
_RELATION_CLASSES = {v: k for k, v in _RELATIONS.items()}


class Untranslatable(ValueError):
    """An expression that has no faithful reading; the message says which part, and what to write instead."""


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
        if isinstance(e, Application) and type(e).__name__ in _FUNCTIONS:
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
                return self._matmul(args)
            case mx.HadamardProduct():
                return Node("hadamard", tuple(sorted(args, key=lambda a: a.digest)))
            case sympy.Add():
                return g.add(*args)
            case sympy.Mul():
                return g.mul(*args)
            case sympy.Pow():
                return g.fn("exp", args[1]) if args[0] == g.const("E") else g.power(*args)
            case sympy.core.relational.Relational():
                return g.rel(args[0], _RELATIONS[type(e)], args[1])
            case sympy.And():
                return g.conj(*args)
            case sympy.Or():
                return g.disj(*args)
            case sympy.Not():
                return Node("not", tuple(args))
            case AppliedUndef():
                return self._application(e, args)
            case Application() if type(e).__name__ in _FUNCTIONS:
                return self._function(_FUNCTIONS[type(e).__name__], args)
        special = _SPECIAL.get(type(e).__name__)
        if special is None and isinstance(e, sympy.MatrixBase):
            special = Lowering._explicit
        if special is None:
            raise Untranslatable(f"{type(e).__name__} is not known to the checker, in {_short(e)}")
        return special(self, e)

    def _leaf(self, e: Any) -> Node | None:
        if isinstance(e, sympy.Rational):
            return g.rat(int(e.p), int(e.q))
        if isinstance(e, sympy.Float):
            return g.rat(Fraction(str(e)))
        if e in _CONSTANTS:
            return g.const(_CONSTANTS[e])
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
            self.domains[name] = self._assumed(e, name)
        return name

    def _assumed(self, e: sympy.Symbol, name: str) -> Scalar:
        given = {k for k, v in e._assumptions_orig.items() if v} if hasattr(e, "_assumptions_orig") else set()
        for awkward in ("prime", "composite", "irrational", "transcendental", "imaginary", "antihermitian", "infinite"):
            if awkward in given:
                raise Untranslatable(f"the assumption {awkward}=True on {name} is not one of the domains")
        for parity, remainder in (("even", 0), ("odd", 1)):
            if parity in given:
                self.conditions.append(g.rel(g.fn("mod", g.sym(name), g.TWO), "=", g.rat(remainder)))
        kind: Literal["integer", "real", "complex"] = (
            "integer" if e.is_integer else "real" if e.is_extended_real else "complex"
        )
        if kind == "complex":
            return Scalar("complex", nonzero=bool(e.is_zero is False))
        zero = Fraction(0)
        if e.is_zero:
            return Scalar(kind, zero, zero)
        if e.is_positive:
            return Scalar(kind, Fraction(1)) if kind == "integer" else Scalar(kind, zero, lower_open=True)
        if e.is_negative:
            return Scalar(kind, None, Fraction(-1)) if kind == "integer" else Scalar(kind, None, zero, upper_open=True)
        nonzero = bool(e.is_zero is False)
        if e.is_nonnegative:
            return Scalar(kind, zero, nonzero=nonzero)
        if e.is_nonpositive:
            return Scalar(kind, None, zero, nonzero=nonzero)
        return Scalar(kind, nonzero=nonzero)

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

    # -------------------------------------------------------- functions that need a word

    def _function(self, name: str, args: list[Node]) -> Node:
        counts = g.FUNCTIONS[name]
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

    def _under(self, variable: Any, body: Any) -> tuple[Node, Node]:
        """The body with `variable` standing for itself, whatever it means outside: (variable node, body node)."""
        dummy = sympy.Dummy(str(variable), **getattr(variable, "assumptions0", {}))
        name = f"_{len(self._names)}_{variable}"
        self._names[dummy] = name
        return g.sym(name), self._inner(dummy).lower(body.xreplace({variable: dummy}))

    def _inner(self, *bound: Any) -> Lowering:
        """A walk below a binder: it shares all but the nodes already built, in which the variables were free."""
        inner = Lowering(self.declared, strict=self.strict)
        inner._bound = {*self._bound, *bound}
        inner.domains, inner._names, inner.conditions = self.domains, self._names, self.conditions
        return inner

    def _integral(self, e: Any) -> Node:
        body = e.function
        return self._nested("integral", e, body)

    def _nested(self, op: str, e: Any, body: Any) -> Node:
        """Several limits: the first is the innermost, so that later variables may stand in its ends."""
        limits = list(e.limits)
        for limit in limits:
            if len(limit) != 3:
                raise Untranslatable(f"give both ends of {_short(e)}: an antiderivative is not one function")
        symbol, first, last = limits[-1]
        inside = e.func(body, *limits[:-1]) if len(limits) > 1 else body
        variable, node = self._under(symbol, inside)
        return g.bind(op, variable, node, self.lower(first), self.lower(last))

    def _sum(self, e: Any) -> Node:
        return self._nested("sum", e, e.function)

    def _product(self, e: Any) -> Node:
        return self._nested("product", e, e.function)

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
            return g.elem(self._gradient_of(expr, matrix), self.lower(i), self.lower(j))
        symbol, body = self._under(variable, expr)
        return g.bind("diff", symbol, body, self.lower(variable), data=int(order))

    def _subs(self, e: Any) -> Node:
        body, variables, points = e.args
        dummies = {v: sympy.Dummy(str(v)) for v in variables}
        for v, dummy in dummies.items():
            self._names[dummy] = f"_{len(self._names)}_{v}"
        node = self._inner(*dummies.values()).lower(body.xreplace(dummies))
        put = {g.sym(self._names[dummies[v]]): self.lower(p) for v, p in zip(variables, points, strict=True)}
        return g.substitute(node, put)

    def _limit(self, e: Any) -> Node:
        body, variable, point, side = e.args
        symbol, node = self._under(variable, body)
        return g.bind("limit", symbol, node, self.lower(point), data=str(side))

    # -------------------------------------------------------- matrices

    def _matmul(self, args: list[Node]) -> Node:
        scalars = [a for a in args if not g.is_matrix(a)]
        matrices = [a for a in args if g.is_matrix(a)]
        product = matrices[0] if len(matrices) == 1 else Node("matmul", tuple(matrices))
        return Node("scale", (g.mul(*scalars), product)) if scalars else product

    def _explicit(self, e: Any) -> Node:
        return Node("matrix", tuple(self.lower(x) for x in e.flat()), (int(e.rows), int(e.cols)))

    def _element(self, e: Any) -> Node:
        return g.elem(*(self.lower(a) for a in e.args))

    def _matpow(self, e: Any) -> Node:
        base, exponent = self.lower(e.args[0]), self.lower(e.args[1])
        return Node("inverse", (base,)) if exponent == g.MINUS_ONE else Node("matpow", (base, exponent))

    def _inverse(self, e: Any) -> Node:
        return Node("inverse", (self.lower(e.args[0]),))  # its second argument, the exponent -1, says nothing

    def _hadamard_power(self, e: Any) -> Node:
        base, exponent = e.args
        variable = g.sym("_entry")
        return g.bind("map", variable, g.power(variable, self.lower(exponent)), self.lower(base))

    def _elementwise(self, e: Any) -> Node:
        function, matrix = e.function, e.expr
        if not isinstance(function, sympy.Lambda):
            d = sympy.Dummy("d")
            function = sympy.Lambda(d, function(d))
        variable, body = self._under(function.variables[0], function.expr)
        return g.bind("map", variable, body, self.lower(matrix))

    def _function_matrix(self, e: Any) -> Node:
        rows, cols, function = e.args
        i, j = function.variables
        first, second = sympy.Dummy(str(i)), sympy.Dummy(str(j))
        self._names[first] = f"_{len(self._names)}_{i}"
        self._names[second] = f"_{len(self._names)}_{j}"
        body = self._inner(first, second).lower(function.expr.xreplace({i: first, j: second}))
        row, col = g.sym(self._names[first]), g.sym(self._names[second])
        return g.bind_entries(row, col, body, self.lower(rows), self.lower(cols))

    def _block(self, e: Any) -> Node:
        blocks = e.blocks
        return Node("block", tuple(self.lower(b) for b in blocks.flat()), (int(blocks.rows), int(blocks.cols)))

    def _block_diag(self, e: Any) -> Node:
        parts = [self.lower(a) for a in e.args]
        entries = [
            p if r == c else Node("zeros", (g.shape(parts[r])[0], g.shape(parts[c])[1]))
            for r, p in enumerate(parts)
            for c in range(len(parts))
        ]
        return Node("block", tuple(entries), (len(parts), len(parts)))

    def _kron(self, e: Any) -> Node:
        first, *rest = (self.lower(a) for a in e.args)
        for r in rest:
            first = Node("kron", (first, r))
        return first

    # -------------------------------------------------------- the authoring layer's own

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

    def _gradient_of(self, expr: Any, variable: Any) -> Node:
        symbol = self.lower(variable)
        if symbol.op != "matsym":
            raise Untranslatable(f"a gradient is by a vector or matrix symbol, not by {_short(variable)}")
        return g.bind("gradient", symbol, self.lower(expr), symbol)

    def _gradient(self, e: Gradient) -> Node:
        return self._gradient_of(e.expr, e.variable)

    def _partial_gradient(self, e: PartialGradient) -> Node:
        application = self.lower(e.application)
        point = application.args[e.slot]
        variable = g.matsym("_slot", *g.shape(point))
        args = tuple(variable if k == e.slot else a for k, a in enumerate(application.args))
        return g.bind("gradient", variable, Node("app", args, application.data), point)

    def _jacobian(self, e: Jacobian) -> Node:
        variable, body = self.lower(e.variable), self.lower(e.expr)
        if variable.op != "matsym":
            raise Untranslatable(f"a Jacobian is by a vector symbol, not by {_short(e.variable)}")
        return g.bind("jacobian", variable, body, variable)

    def _total(self, e: Total) -> Node:
        vector = self.lower(e.args[0])
        rows, _ = g.shape(vector)
        index = g.sym("_index")
        return g.bind("sum", index, g.elem(vector, index, g.ZERO), g.ZERO, _minus_one(rows))


def _minus_one(rows: Node) -> Node:
    return g.rat(rows.value - 1) if rows.op == "rat" else g.add(rows, g.MINUS_ONE)


def _plain(op: str) -> Callable[[Lowering, Any], Node]:
    """Every argument in order, nothing else to know."""

    def build(self: Lowering, e: Any) -> Node:
        return Node(op, tuple(self.lower(a) for a in e.args))

    return build


_SPECIAL: Mapping[str, Callable[[Lowering, Any], Node]] = {
    "UnevaluatedExpr": Lowering._inside,
    "Heaviside": Lowering._heaviside, "hyper": Lowering._hyper, "Piecewise": Lowering._piecewise,
    "Indexed": Lowering._indexed, "Integral": Lowering._integral, "Sum": Lowering._sum, "Product": Lowering._product,
    "Derivative": Lowering._derivative, "Subs": Lowering._subs, "Limit": Lowering._limit,
    "Transpose": _plain("transpose"), "Inverse": Lowering._inverse, "Determinant": _plain("det"),
    "Trace": _plain("trace"), "DiagMatrix": _plain("diagmat"), "DiagonalMatrix": _plain("diagmat"),
    "DiagonalOf": _plain("diagvec"), "MatrixElement": Lowering._element, "MatPow": Lowering._matpow,
    "HadamardPower": Lowering._hadamard_power, "ElementwiseApplyFunction": Lowering._elementwise,
    "FunctionMatrix": Lowering._function_matrix, "Identity": _plain("identity"), "ZeroMatrix": _plain("zeros"),
    "OneMatrix": _plain("ones"), "BlockMatrix": Lowering._block, "BlockDiagMatrix": Lowering._block_diag,
    "KroneckerProduct": Lowering._kron, "VectorApplication": Lowering._vector_application,
    "Gradient": Lowering._gradient, "PartialGradient": Lowering._partial_gradient, "Jacobian": Lowering._jacobian,
    "VectorNorm": _plain("norm"), "Total": Lowering._total,
}  # fmt: skip


def _sympified(expr: Any) -> Any:
    if isinstance(expr, str):
        raise Untranslatable(f"text is not an expression: {expr!r}")
    if isinstance(expr, float):
        return sympy.Rational(str(expr))
    try:
        return sympy.sympify(expr, strict=True)
    except sympy.SympifyError as e:
        raise Untranslatable(f"{expr!r} is not an expression") from e


def _no_domain(name: str) -> str:
    return f"the symbol {name} has no domain: make it a parameter of the derivation, annotated with its domain"


def _short(e: Any) -> str:
    return str(e) if len(str(e)) < 80 else type(e).__name__


def lower(expr: Any) -> Node:
    """The graph of one SymPy expression, for tests and notebooks."""
    return Lowering().lower(expr)


# ---------------------------------------------------------------- back


def to_sympy(roots: Sequence[Node], domains: Mapping[str, Domain]) -> list[Any]:
    """The SymPy expressions of graph nodes, their symbols with the assumptions of their domains.

    Raises Untranslatable for what SymPy has no word for (gradients by vectors, maps).
    """
    done: dict[Node, Any] = {}
    for n in g.postorder(*roots):
        done[n] = _raise_node(n, [done[a] for a in n.args], domains)
    return [done[r] for r in roots]


def assumptions(domain: Scalar) -> dict[str, bool]:
    """SymPy's assumptions for a scalar domain."""
    out: dict[str, bool] = {}
    if domain.kind == "complex":
        out["complex"] = True
    elif domain.kind == "integer":
        out["integer"] = True
    else:
        out["real"] = True
    if domain.positive:
        out["positive"] = True
    elif domain.nonnegative:
        out["nonnegative"] = True
    elif domain.negative:
        out["negative"] = True
    elif domain.upper is not None and domain.upper <= 0:
        out["nonpositive"] = True
    elif domain.nonzero:
        out["zero"] = False
    return out


def symbol(name: str, domains: Mapping[str, Domain]) -> sympy.Symbol:
    """The plain SymPy symbol with the assumptions of its domain."""
    domain = domains.get(name, COMPLEX)
    return sympy.Symbol(name, **(assumptions(domain) if isinstance(domain, Scalar) else {}))


def _bound_symbol(level: int) -> sympy.Symbol:
    return sympy.Symbol(f"_b{level}", real=True)


def _raise_node(n: Node, a: list[Any], domains: Mapping[str, Domain]) -> Any:
    match n.op:
        case "rat":
            return sympy.Rational(*n.data)
        case "const":
            return {v: k for k, v in _CONSTANTS.items()}[n.data]
        case "sym":
            return symbol(n.data, domains)
        case "bound":
            return _bound_symbol(n.data)
        case "add":
            return sympy.Add(*a)
        case "mul":
            return sympy.Mul(*a)
        case "pow":
            return sympy.Pow(*a)
        case "rel":
            return _RELATION_CLASSES[n.data](*a)
        case "and":
            return sympy.And(*a)
        case "or":
            return sympy.Or(*a)
        case "not":
            return sympy.Not(*a)
        case "true" | "false":
            return sympy.true if n.op == "true" else sympy.false
        case "piecewise":
            return sympy.Piecewise(*zip(a[::2], a[1::2], strict=True))
        case "integral":
            return sympy.Integral(a[0], (_bound_symbol(n.data), a[1], a[2]))
        case "sum" | "product":
            index = sympy.Symbol(f"_b{n.data}", integer=True)
            body = a[0].xreplace({_bound_symbol(n.data): index})
            return (sympy.Sum if n.op == "sum" else sympy.Product)(body, (index, a[1], a[2]))
        case "diff":
            level, order = n.data
            derivative = sympy.Derivative(a[0], (_bound_symbol(level), order))
            return sympy.Subs(derivative, _bound_symbol(level), a[1])
        case "limit":
            level, side = n.data
            return sympy.Limit(a[0], _bound_symbol(level), a[1], side)
        case "fn":
            return _raise_function(n.data, a)
        case "app" if not any(n.data[1]):
            return _undefined(n.data[0], domains)(*a)
        case "matrix":
            return sympy.ImmutableMatrix(*n.data, a)
        case "det" if isinstance(a[0], sympy.MatrixBase):
            return sympy.Determinant(a[0])
        case "trace" if isinstance(a[0], sympy.MatrixBase):
            return sympy.Trace(a[0])
        case "matmul" | "matadd" if all(isinstance(x, sympy.MatrixBase) for x in a):
            total = a[0]
            for x in a[1:]:
                total = total * x if n.op == "matmul" else total + x
            return total
        case "inverse" if isinstance(a[0], sympy.MatrixBase):
            return a[0].inv()
        case "transpose" if isinstance(a[0], sympy.MatrixBase):
            return a[0].T
        case "elem" if isinstance(a[0], sympy.MatrixBase) and a[1].is_Integer and a[2].is_Integer:
            return a[0][a[1], a[2]]
    raise Untranslatable(f"{n.op} is not put to SymPy")


def _undefined(name: str, domains: Mapping[str, Domain]) -> UndefinedFunction:
    domain = domains.get(name)
    positive = isinstance(domain, Function) and domain.kind in ("positive", "density")
    return sympy.Function(name, **({"positive": True} if positive else {"real": True}))


def _raise_function(name: str, a: list[Any]) -> Any:
    match name:
        case "sigmoid":
            return 1 / (1 + sympy.exp(-a[0]))
        case "heaviside":
            return sympy.Heaviside(a[0])
        case "hyper":
            p = int(a[0])
            return sympy.hyper(a[1 : 1 + p], a[1 + p : -1], a[-1])
    return getattr(sympy, _BACK.get(name, name))(*a)
