"""Whether a claim fails at a witness, found a second time: by mpmath, on SymPy's own tree.

It shares no code with the checker: no graph, no balls, and nothing of SymPy's evaluation either; the tree is walked
and every node has its mpmath function. A difference counts once two precisions, one far above the other, agree on it.
What has no number here (a vector-valued function drawn at random) is UNREAD, never a failure.
"""

from __future__ import annotations

import ast
import operator
from collections.abc import Callable, Mapping
from enum import StrEnum
from fractions import Fraction
from functools import reduce
from typing import Any

import sympy
from cases import Case
from mpmath import mp, mpc, mpf, mpmathify
from mpmath.libmp import NoConvergence
from sympy.core.function import AppliedUndef

from checker.records import Witness

Environment = Mapping[str, Any]
FAST_TERMS = 2000


class Finding(StrEnum):
    """What mpmath says of a claim at a point."""

    FAILS = "fails"
    HOLDS = "holds"
    UNREAD = "unread"


class UnreadError(Exception):
    """A part that has no number at this point."""


def disagrees(case: Case, witness: Witness | None) -> bool:
    """Whether the claim really fails at the witness."""
    return witness is not None and remeasured(case, witness) is Finding.FAILS


def remeasured(case: Case, witness: Witness) -> Finding:
    """The relation of the claim at the witness, its conditions included: a point outside them is no failure."""
    left, relation, right, *conditions = case.build()
    where = conditions[0] if conditions else ()
    listed = list(where) if isinstance(where, list | tuple) else [where]
    try:
        at = _environment(witness)
        loose = any(isinstance(v, str) for v in dict(witness.at).values())
        if not all(_truth(c, at, loose) for c in listed):
            return Finding.HOLDS
        if relation in ("=>", "<=>"):
            ways = [(left, right)] + ([(right, left)] if relation == "<=>" else [])
            failing = any(_truth(given, at, loose) and not _truth(wanted, at, loose) for given, wanted in ways)
        else:
            failing = not _related(left, relation, right, at, loose)
    except UnreadError:
        return Finding.UNREAD
    return Finding.FAILS if failing else Finding.HOLDS


# ---------------------------------------------------------------- the point


def _environment(witness: Witness) -> dict[str, Callable[[], Any]]:
    """Each name with its value at the working precision."""
    return {name: _value(value) for name, value in witness.at}


def _value(value: Any) -> Callable[[], Any]:
    match value:
        case Fraction():
            return lambda: mpf(value.numerator) / value.denominator
        case (Fraction() as re, Fraction() as im):
            return lambda: mpc(mpf(re.numerator) / re.denominator, mpf(im.numerator) / im.denominator)
        case tuple():
            return lambda: mp.matrix([[mpf(x.numerator) / x.denominator for x in row] for row in value])
        case str() if value.startswith("≈ "):
            text = value[2:].replace(" ", "").replace("i", "j").replace("+-", "-")
            return lambda: mpmathify(text)
        case str() if " ↦ " in value:
            drawn = _formula(value)
            return lambda: drawn
        case str():
            return _closed(value)

    raise UnreadError(str(value))


def _closed(text: str) -> Callable[[], Any]:
    """A number from its closed form, "2·√(3)" or "π/4"."""
    words = {"−": "-", "√": "sqrt", "π": "pi"}
    number = _formula(f"(nothing) ↦ {reduce(lambda t, w: t.replace(w, words[w]), words, text)}")
    return lambda: number(None)


def _formula(text: str) -> Callable[..., Any]:
    """A drawn function from its text, "(u) ↦ u^2 + 1": arithmetic and named functions, walked, never executed."""
    head, _, body = text.partition(" ↦ ")
    names = [n.strip() for n in head.strip("()").split(",")]
    try:
        tree = ast.parse(body.replace("^", "**").replace("·", "*"), mode="eval").body
    except SyntaxError as e:
        raise UnreadError(text) from e

    def walk(n: ast.expr, at: Mapping[str, Any]) -> Any:
        match n:
            case ast.Constant(value=int() as k):
                return mpf(k)
            case ast.Name(id=name) if name in at:
                return at[name]
            case ast.Name(id="pi" | "e" as name):
                return +getattr(mp, name)
            case ast.UnaryOp(op=ast.USub(), operand=x):
                return -walk(x, at)
            case ast.BinOp(left=a, op=op, right=b) if type(op) in _ARITHMETIC:
                return _ARITHMETIC[type(op)](walk(a, at), walk(b, at))
            case ast.Call(func=ast.Name(id="sqrt"), args=[x]):
                return mp.sqrt(walk(x, at))
            case ast.Call(func=ast.Name(id=name), args=args) if FUNCTIONS.get(name):
                return FUNCTIONS[name](*(walk(x, at) for x in args))
        raise UnreadError(text)

    return lambda *values: walk(tree, dict(zip(names, values, strict=True)))


# ---------------------------------------------------------------- relations


def _truth(condition: Any, at: Environment, loose: bool) -> bool:
    match condition:
        case sympy.logic.boolalg.BooleanTrue():
            return True
        case sympy.logic.boolalg.BooleanFalse():
            return False
        case sympy.And():
            return all(_truth(c, at, loose) for c in condition.args)
        case sympy.Or():
            return any(_truth(c, at, loose) for c in condition.args)
        case sympy.Not():
            return not _truth(condition.args[0], at, loose)
    names = {"==": "=", "!=": "!=", "<": "<", "<=": "<=", ">": ">", ">=": ">="}
    return _related(condition.lhs, names[condition.rel_op], condition.rhs, at, loose)


def _related(left: Any, relation: str, right: Any, at: Environment, loose: bool) -> bool:
    """Whether the relation holds; `loose`: the point is known to twenty digits only."""
    difference = _difference(left, right, at, loose)
    if relation == "=":
        return difference is None
    if relation == "!=":
        return difference is not None
    if difference is None:
        return relation in ("<=", ">=")
    if abs(difference.imag) > abs(difference.real) * mpf(10) ** -15:
        return False  # an order between numbers of which one is not real
    return bool((difference.real < 0) == (relation in ("<", "<=")))


def _difference(left: Any, right: Any, at: Environment, loose: bool) -> Any:
    """left - right where it is not 0, the largest entry of a matrix; None where it is 0 as far as can be seen."""
    for k, (low, high, digits) in enumerate(_stages(left, right, loose)):
        try:
            first, scale = _measured(left, right, at, low)
            second, _ = _measured(left, right, at, high)
        except UnreadError:
            if k:
                return None  # seen equal to fewer digits
            raise
        scale = max(scale, mpf(1)) if loose else scale
        if abs(second) > scale * mpf(10) ** -digits:
            if abs(first - second) < abs(second) / 1000:
                return mpc(second)
            if not k:
                raise UnreadError("mpmath's own error is as large as what is asked")
    return None


def _stages(left: Any, right: Any, loose: bool) -> tuple[tuple[int, int, float], ...]:
    """Pairs of precisions in decimal digits, and the digits from which a relative difference counts at each."""
    if loose:
        return ((30, 45, 12),)
    nodes = [n for e in (left, right) for n in sympy.preorder_traversal(sympy.sympify(e, strict=True))]
    if any(isinstance(n, sympy.Integral | sympy.Limit | sympy.Derivative) for n in nodes):
        return ((30, 45, 12),)
    if any(isinstance(n, sympy.Sum | sympy.Product) for n in nodes):
        return (30, 45, 10), (480, 500, 460)
    return (40, 90, 28), (160, 350, 112), (700, 1500, 490)


def _measured(left: Any, right: Any, at: Environment, digits: int) -> tuple[Any, Any]:
    with mp.workdps(digits):
        try:
            l, r = (Walk(at).number(sympy.sympify(e, strict=True)) for e in (left, right))
        except (ZeroDivisionError, ValueError, NoConvergence, OverflowError, TypeError, NotImplementedError) as e:
            raise UnreadError(repr(e)) from e
        if isinstance(l, mp.matrix):
            pairs = [(x, y) for x, y in zip(list(l), list(r), strict=True)]
            return max(((x - y, max(abs(x), abs(y))) for x, y in pairs), key=lambda p: abs(p[0]))
        if not all(mp.isfinite(x) for x in (l, r)):
            raise UnreadError("not finite")
        return mpc(l - r), max(abs(l), abs(r))


# ---------------------------------------------------------------- values


def _power(base: Any, exponent: Any) -> Any:
    if exponent == 0:
        return mpf(1)
    if mp.isint(exponent):
        return base ** int(exponent.real if isinstance(exponent, mpc) else exponent)
    return mp.power(base, exponent)


_ARITHMETIC: Mapping[type[ast.operator], Callable[[Any, Any], Any]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.Pow: _power,
}


def _heaviside(x: Any, at_zero: Any = None) -> Any:
    return mpf(1) / 2 if x == 0 else mpf(x > 0)


def _atan2(y: Any, x: Any) -> Any:
    return mp.atan2(y, x)


FUNCTIONS: Mapping[str, Callable[..., Any]] = {
    **{
        n: getattr(mp, n)
        for n in (
            "exp sin cos tan cot sec csc acos asin atan acot asec acsc sinh cosh tanh coth sech csch asinh acosh atanh "
            "acoth asech acsch sign re im arg floor gamma loggamma digamma erf erfc erfi erfinv li zeta beta legendre "
            "hermite gegenbauer jacobi sinc harmonic polylog besselj bessely besseli besselk airyai airybi "
            "fibonacci factorial"
        ).split()
    },
    "log": lambda x, base=None: mp.log(x) if base is None else mp.log(x) / mp.log(base),
    "Abs": abs, "conjugate": mp.conj, "ceiling": mp.ceil, "frac": lambda x: x - mp.floor(x), "atan2": _atan2,
    "Max": max, "Min": min, "Mod": lambda x, y: x - y * mp.floor(x / y), "Heaviside": _heaviside,
    "binomial": mp.binomial, "polygamma": lambda k, x: mp.psi(int(k), x), "factorial2": mp.fac2,
    "RisingFactorial": mp.rf, "FallingFactorial": mp.ff, "KroneckerDelta": lambda i, j: mpf(i == j),
    "sigmoid": lambda x: 1 / (1 + mp.exp(-x)), "Ei": mp.ei, "Si": mp.si, "Ci": mp.ci, "Shi": mp.shi, "Chi": mp.chi,
    "fresnels": mp.fresnels, "fresnelc": mp.fresnelc, "expint": lambda n, x: mp.expint(n, x),
    "uppergamma": lambda s, x: mp.gammainc(s, x), "lowergamma": lambda s, x: mp.gammainc(s, 0, x),
    "chebyshevt": mp.chebyt, "chebyshevu": mp.chebyu, "laguerre": lambda n, x: mp.laguerre(n, 0, x),
    "assoc_laguerre": lambda n, a, x: mp.laguerre(n, a, x), "LambertW": lambda x, k=0: mp.lambertw(x, int(k)),
    "elliptic_k": mp.ellipk, "elliptic_e": mp.ellipe, "elliptic_f": mp.ellipf, "dirichlet_eta": mp.altzeta,
    "lucas": lambda n: mp.fibonacci(n - 1) + mp.fibonacci(n + 1), "catalan": lambda n: mp.binomial(2 * n, n) / (n + 1),
    "bernoulli": mp.bernoulli, "airyaiprime": lambda x: mp.airyai(x, derivative=1),
    "airybiprime": lambda x: mp.airybi(x, derivative=1),
}  # fmt: skip
CONSTANTS: Mapping[Any, Callable[[], Any]] = {
    sympy.pi: lambda: +mp.pi, sympy.E: lambda: +mp.e, sympy.I: lambda: mpc(0, 1), sympy.oo: lambda: mp.inf,
    -sympy.oo: lambda: -mp.inf, sympy.EulerGamma: lambda: +mp.euler, sympy.Catalan: lambda: +mp.catalan,
    sympy.GoldenRatio: lambda: +mp.phi,
}  # fmt: skip


class Walk:
    """Values of nodes at one point, at mpmath's working precision; shared parts are computed once."""

    def __init__(self, at: Environment, bound: Mapping[Any, Any] | None = None) -> None:
        self.at, self.bound = at, dict(bound or {})
        self.done: dict[Any, Any] = {}

    def under(self, variable: Any, value: Any) -> Walk:
        return Walk(self.at, {**self.bound, variable: value})

    def number(self, e: Any) -> Any:
        if e not in self.done:
            self.done[e] = self._number(e)
        return self.done[e]

    def _number(self, e: Any) -> Any:
        if e in CONSTANTS:
            return CONSTANTS[e]()
        match e:
            case sympy.Rational():
                return mpf(int(e.p)) / int(e.q)
            case sympy.Float():
                return mpf(str(e))
            case sympy.Symbol() | sympy.MatrixSymbol():
                return self._symbol(e)
            case sympy.Add():
                return sum((self.number(a) for a in e.args), mpf(0))
            case sympy.Mul():
                return reduce(lambda x, y: x * y, (self.number(a) for a in e.args), mpf(1))
            case sympy.Pow():
                return _power(self.number(e.base), self.number(e.exp))
            case sympy.Piecewise():
                for value, condition in e.args:
                    if self.holds(condition):
                        return self.number(value)
                raise UnreadError("no case applies")
            case sympy.Integral() | sympy.Sum() | sympy.Product():
                return self._binder(e, list(e.limits))
            case sympy.Derivative():
                return self._derivative(e)
            case sympy.Subs():
                walk = self
                for variable, point in zip(e.variables, e.point, strict=True):
                    walk = walk.under(variable, self.number(point))
                return walk.number(e.expr)
            case AppliedUndef():
                name = str(e.func.__name__)
                if name not in self.at:
                    raise UnreadError(f"no formula of {name}")
                return self.at[name]()(*(self.number(a) for a in e.args))
            case sympy.hyper():
                ap, bq = ([self.number(a) for a in part] for part in e.args[:2])
                return mp.hyper(ap, bq, self.number(e.args[2]))
        name = type(e).__name__
        if FUNCTIONS.get(name):
            return FUNCTIONS[name](*(self.number(a) for a in e.args))
        return self._matrix(e, name)

    def _symbol(self, e: Any) -> Any:
        if e in self.bound:
            return self.bound[e]
        if str(e.name) not in self.at:
            raise UnreadError(f"no value of {e}")
        return self.at[str(e.name)]()

    def holds(self, c: Any) -> bool:
        match c:
            case sympy.logic.boolalg.BooleanTrue():
                return True
            case sympy.logic.boolalg.BooleanFalse():
                return False
            case sympy.And():
                return all(self.holds(a) for a in c.args)
            case sympy.Or():
                return any(self.holds(a) for a in c.args)
            case sympy.Not():
                return not self.holds(c.args[0])
        d = self.number(c.lhs) - self.number(c.rhs)
        answers = {"==": d == 0, "!=": d != 0, "<": d < 0, "<=": d <= 0, ">": d > 0, ">=": d >= 0}
        return bool(answers[c.rel_op])

    # ------------------------------------------------------------ integrals, sums, products, derivatives

    def _binder(self, e: Any, limits: list[Any]) -> Any:
        """The last of the limits is the outermost."""
        if not limits:
            return self.number(e.function)
        *inner, (variable, first, last) = limits
        a, b = self.number(first), self.number(last)

        def body(value: Any) -> Any:
            return self.under(variable, value)._binder(e, inner)

        if isinstance(e, sympy.Integral):
            value, error = mp.quad(body, self._pieces(e.function, variable, a, b), maxdegree=9, error=True)
            if not mp.isfinite(a - b) and error > mp.mpf(10) ** -12 * max(1, abs(value)):
                raise UnreadError("a tail that oscillates")  # mpmath's own doubt is larger than what is asked
            return value
        if not mp.isfinite(a) or not mp.isfinite(b):
            fast = _fast_sum(body, a, b) if isinstance(e, sympy.Sum) else None
            if fast is not None:
                return fast
            if mp.dps > 60:
                raise UnreadError("a slow sum to many digits")
            return (mp.nsum if isinstance(e, sympy.Sum) else mp.nprod)(body, [a, b])
        values = [body(mpf(k)) for k in range(int(a), int(b) + 1)]
        if isinstance(e, sympy.Sum):
            return sum(values, mpf(0))
        return reduce(lambda x, y: x * y, values, mpf(1))

    def _pieces(self, body: Any, variable: Any, a: Any, b: Any) -> list[Any]:
        """Where to split: at kinks that are linear in the variable, and now and then."""
        cuts = {mpf(k) for k in (-20, -6, -2, -1, 0, 1, 2, 6, 20)}
        for kink in body.atoms(sympy.Abs, sympy.sign, sympy.Heaviside):
            inside = kink.args[0]
            y0, y1 = (self.under(variable, mpf(k)).number(inside) for k in (0, 1))
            if y0 != y1:
                cuts.add(y0 / (y0 - y1))
        within = sorted(mpf(c.real) for c in cuts if min(a, b) < c.real < max(a, b))
        return [a, *(within if a <= b else within[::-1]), b]

    def _derivative(self, e: Any) -> Any:
        body, *counts = e.args
        *rest, (variable, order) = counts
        inner = sympy.Derivative(body, *rest, evaluate=False) if rest else body
        if not isinstance(variable, sympy.Symbol):
            raise UnreadError("a derivative by an entry")
        at = self.number(variable)
        return mp.diff(lambda value: self.under(variable, value).number(inner), at, int(order))

    # ------------------------------------------------------------ matrices

    def _matrix(self, e: Any, name: str) -> Any:
        if isinstance(e, sympy.MatrixBase):
            return mp.matrix([[self.number(e[i, j]) for j in range(e.cols)] for i in range(e.rows)])
        match name:
            case "MatAdd" | "MatMul":
                parts = [self.number(a) for a in e.args]
                return reduce(lambda x, y: x + y if name == "MatAdd" else x * y, parts)
            case "HadamardProduct":
                return reduce(_entrywise, (self.number(a) for a in e.args))
            case "HadamardPower" if e.exp.is_Integer and e.exp > 0:
                return reduce(_entrywise, [self.number(e.base)] * int(e.exp))
            case "Transpose":
                return self.number(e.arg).T
            case "Inverse":
                return self.number(e.arg) ** -1
            case "MatPow":
                return self.number(e.base) ** int(self.number(e.exp))
            case "Determinant":
                return _determinant(self.number(e.arg))
            case "Trace":
                m = self.number(e.arg)
                return sum((m[i, i] for i in range(m.rows)), mpf(0))
            case "Identity":
                return mp.eye(int(self.number(e.args[0])))
            case "ZeroMatrix" | "OneMatrix":
                rows, cols = (int(self.number(a)) for a in e.args)
                return mp.zeros(rows, cols) if name == "ZeroMatrix" else mp.ones(rows, cols)
            case "MatrixElement":
                m, i, j = (self.number(a) for a in e.args)
                return m[int(i), int(j)]
            case "DiagMatrix" | "DiagonalMatrix":
                return mp.diag(list(self.number(e.args[0])))
            case "DiagonalOf":
                m = self.number(e.args[0])
                return mp.matrix([m[i, i] for i in range(min(m.rows, m.cols))])
            case "ElementwiseApplyFunction":
                d = sympy.Dummy("d")
                return self.number(e.expr).apply(lambda x: self.under(d, x).number(e.function(d)))
            case "BlockMatrix":
                return _stacked([[self.number(b) for b in row] for row in e.blocks.tolist()])
            case "Total":
                return sum(list(self.number(e.args[0])), mpf(0))
            case "VectorNorm":
                return mp.sqrt(sum((abs(x) ** 2 for x in self.number(e.args[0])), mpf(0)))
            case "Gradient":
                return self._by_entries(e)
            case "Jacobian":
                return self._jacobian(e)
            case "KroneckerProduct":
                return reduce(_kronecker, (self.number(a) for a in e.args))
            case "BlockDiagMatrix":
                return _diagonal([self.number(a) for a in e.args])
        raise UnreadError(f"{name} has no mpmath function here")

    def _by_entries(self, e: Any) -> Any:
        """Entry (i, j) of a gradient: the derivative by entry (i, j) of the variable."""
        body, variable = e.args
        point = self.number(variable)

        def slope(i: int, j: int) -> Any:
            def moved(value: Any) -> Any:
                other = point.copy()
                other[i, j] = value
                return self.under(variable, other).number(body)

            return mp.diff(moved, point[i, j])

        return mp.matrix([[slope(i, j) for j in range(point.cols)] for i in range(point.rows)])

    def _jacobian(self, e: Any) -> Any:
        """Entry (i, j): the derivative of entry i of a column by entry j of another."""
        body, variable = e.args
        point = self.number(variable)

        def slope(i: int, j: int) -> Any:
            def moved(value: Any) -> Any:
                other = point.copy()
                other[j, 0] = value
                return self.under(variable, other).number(body)[i, 0]

            return mp.diff(moved, point[j, 0])

        count = self.number(body).rows
        return mp.matrix([[slope(i, j) for j in range(point.rows)] for i in range(count)])


def _determinant(m: Any) -> Any:
    """By elimination; mpmath's own stumbles over singular matrices."""
    rows = [[m[i, j] for j in range(m.cols)] for i in range(m.rows)]
    value = mpf(1)
    while rows:
        pivot = max(rows, key=lambda r: abs(r[0]))
        value *= pivot[0] * (-1) ** rows.index(pivot)
        if not value:
            return value
        rest = [r for r in rows if r is not pivot]
        rows = [[x - r[0] / pivot[0] * y for x, y in zip(r[1:], pivot[1:], strict=True)] for r in rest]
    return value


def _kronecker(a: Any, b: Any) -> Any:
    rows = [
        [a[i, j] * b[k, l] for j in range(a.cols) for l in range(b.cols)] for i in range(a.rows) for k in range(b.rows)
    ]
    return mp.matrix(rows)


def _diagonal(parts: list[Any]) -> Any:
    blocks = [[p if i == j else mp.zeros(p.rows, q.cols) for j, q in enumerate(parts)] for i, p in enumerate(parts)]
    return _stacked(blocks)


def _fast_sum(body: Callable[[Any], Any], a: Any, b: Any) -> Any:
    """A series whose terms fall below the working precision soon and stay there; None for any other."""
    total = mpf(0)
    start = int(a) if mp.isfinite(a) else int(b) if mp.isfinite(b) else 0
    ways = [k for k, end in ((1, b), (-1, a)) if not mp.isfinite(end)]
    for way in ways:
        small = 0
        for k in range(FAST_TERMS):
            if k == 0 and way != ways[0]:
                continue
            term = body(mpf(start + way * k))
            total += term
            small = small + 1 if abs(term) < mpf(10) ** (-mp.dps - 10) else 0
            if small == 8:
                break
        else:
            return None
    return total


def _entrywise(a: Any, b: Any) -> Any:
    return mp.matrix([[a[i, j] * b[i, j] for j in range(a.cols)] for i in range(a.rows)])


def _stacked(blocks: list[list[Any]]) -> Any:
    rows = []
    for line in blocks:
        rows += [[x for m in line for x in m[i, :]] for i in range(line[0].rows)]
    return mp.matrix(rows)
