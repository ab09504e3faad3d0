"""Normal forms of scalar expressions, and the zero test: is an expression 0 wherever it is defined on the domains?

A True is a proof: both sides of `left - right = 0` agree wherever both are defined. Every kernel that is met (see
`kernels`, `elementary`, `special`) obeys the relations it is given for all values in the domains, so a numerator that
reduces to 0 vanishes. A False is given only where the kernels are independent by a theorem (`decides`), so that a
numerator that is not 0 is not the zero function. Whether an expression is defined is not decided here.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from fractions import Fraction

from checker.domains import INTEGER, REAL, Domain
from checker.exact import algebraic, denominators, relations, signs
from checker.exact.context import Context, TooLarge, Unsupported
from checker.exact.elementary import constant_value, exp_of, power_of
from checker.exact.independence import independent
from checker.exact.kernels import Kernel, NotScalar, Table, Value, degrees
from checker.exact.render import Term, leading_sign, split_terms, term_node
from checker.exact.render import to_node as render
from checker.exact.signs import Sign
from checker.exact.special import function
from checker.graph import (
    BINDERS,
    INF,
    MATRIX_OPS,
    NEG_INF,
    ONE,
    ZERO,
    Node,
    add,
    close,
    fn,
    mul,
    open_binder,
    power,
    rat,
    rebuild,
    rel,
    substitute,
    sym,
)

#: how many undecided conditions are split into cases, one inside the other
SPLITS = 3
_INFINITE = frozenset({INF, NEG_INF})


@dataclass(frozen=True)
class Normal:
    """A fraction of polynomials over the kernels of a table; `value.num` and `value.den` are FLINT polynomials."""

    table: Table
    value: Value

    @property
    def kernels(self) -> tuple[Node, ...]:
        """The kernels that stand in it."""
        return tuple(self.table.kernels[k].node for k in sorted(self.table.generators(self.value)))


# ---------------------------------------------------------------- what others ask


def normalize(node: Node, ctx: Context) -> Normal:
    """The normal form. Raises TooLarge, OutOfTime, or NotScalar (a matrix, a division by 0, an infinity)."""
    t = _table(ctx)
    return Normal(t, read(t, node))


def to_node(normal: Normal) -> Node:
    """The canonical node: equal normal forms give equal nodes, from whatever context with the same domains."""
    return render(normal.table, normal.value)


def simplify(node: Node, ctx: Context) -> Node:
    """The canonical node of the node's normal form; the node itself where there is none."""
    key = ("simplify", node)
    if key not in ctx.memo:
        try:
            ctx.memo[key] = to_node(normalize(node, ctx))
        except (TooLarge, Unsupported, RecursionError):
            ctx.memo[key] = node
    return ctx.memo[key]  # type: ignore[return-value]


def is_zero(node: Node, ctx: Context) -> bool | None:
    """True: 0 for all values wherever it is defined. False: not the zero function, by a theorem. None: not decided."""
    return _is_zero(node, ctx, SPLITS)


def decides(node: Node, ctx: Context) -> bool:
    """Whether the kernels of the normal form are independent by a theorem, so that a False of `is_zero` is one."""
    try:
        normal = normalize(node, ctx)
    except (TooLarge, Unsupported, RecursionError):
        return False
    return independent(normal.table, normal.table.current(normal.value).num)


def linear_terms(node: Node, ctx: Context, variables: Collection[str]) -> list[tuple[Node, Node]]:
    """[(coefficient, monomial)] with node = Σ coefficient · monomial: coefficients free of the variables, monomials
    products of powers of kernels that hold them, each once. A denominator that holds a variable is part of every
    monomial. Raises TooLarge, NotScalar.
    """
    normal = normalize(node, ctx)
    names = frozenset(variables)
    top, bottom = split_terms(normal.table, normal.value)
    groups: dict[Node, list[Term]] = {}
    holds: dict[Node, bool] = {}

    def held(n: Node) -> bool:
        if n not in holds:
            holds[n] = n.data in names if n.op in ("sym", "matsym") else any(held(a) for a in n.args)
        return holds[n]

    below = ONE
    outside = ONE
    if bottom is not None:
        whole = add(*(term_node(x) for x in bottom))
        if held(whole):
            below = power(whole, -1)
        else:
            outside = power(whole, -1)
    for x in top:
        inside = Term(Fraction(1), Fraction(0), tuple(f for f in x.factors if held(f[0])))
        free = Term(x.coefficient, x.turns, tuple(f for f in x.factors if not held(f[0])))
        groups.setdefault(term_node(inside), []).append(free)
    out = []
    for monomial, terms in groups.items():
        coefficient = add(*(term_node(x) for x in terms))
        out.append((_product(coefficient, outside), _product(monomial, below)))
    return out


def _product(a: Node, b: Node) -> Node:
    return b if a == ONE else a if b == ONE else mul(a, b)


# ---------------------------------------------------------------- reading a graph


def _table(ctx: Context) -> Table:
    table = ctx.memo.get("normal")
    if not isinstance(table, Table) or len(table.kernels) > 250:
        table = Table(ctx)
        ctx.memo["normal"] = table
    table.ctx = ctx  # of another deadline, perhaps
    return table


def read(t: Table, node: Node) -> Value:
    """The node as a value over the table's kernels; shared parts are read once."""
    done = t.done
    stack = [node]
    if node not in done:
        _read_symbols(t, node)
    while stack:
        n = stack[-1]
        if n in done:
            stack.pop()
            continue
        todo = [a for a in _parts(n) if a not in done]
        if todo:
            stack.extend(todo)
            continue
        t.ctx.tick()
        done[n] = _read(t, n)
        stack.pop()
    return t.current(done[node])


def _read_symbols(t: Table, node: Node) -> None:
    """Meets all symbols first, so that the ring need not grow under long polynomials."""
    seen: set[Node] = {node}
    stack = [node]
    while stack:
        n = stack.pop()
        if n.op == "sym" and n not in t.done:
            t.done[n] = t.generator(t.add_kernel("symbol", Kernel(n, "symbol")))
        for a in _parts(n):
            if a not in seen:
                seen.add(a)
                stack.append(a)


def _parts(n: Node) -> tuple[Node, ...]:
    """The arguments that are read before the node."""
    match n.op:
        case "add" | "mul" | "pow" | "fn" | "app":
            return tuple(a for a in n.args if a.op not in MATRIX_OPS)
        case "piecewise":
            return n.args[::2]
        case _:
            return ()


def _read(t: Table, n: Node) -> Value:
    d = t.done
    for a in _parts(n):
        d[a] = t.current(d[a])
    match n.op:
        case "rat":
            return t.number(n.value)
        case "sym":
            return t.generator(t.add_kernel("symbol", Kernel(n, "symbol")))
        case "const":
            return _constant(t, n)
        case "add":
            return t.total([d[a] for a in n.args])
        case "mul":
            out = d[n.args[0]]
            for a in n.args[1:]:
                out = t.times(out, d[a])
            return out
        case "pow":
            try:
                return power_of(t, d[n.args[0]], d[n.args[1]])
            except TooLarge:
                return _opaque_power(t, *n.args)
        case "fn":
            return function(t, n, [d[a] for a in n.args])
        case "app":
            args = [a if a.op in MATRIX_OPS else render(t, d[a]) for a in n.args]
            return _kernel(t, Node("app", tuple(args), n.data))
        case "piecewise":
            return _piecewise(t, n)
        case _ if n.op in MATRIX_OPS:
            raise NotScalar(f"{n.op} is a matrix")
        case "rel" | "and" | "or" | "not" | "true" | "false":
            raise NotScalar("a condition is no number")
        case _:
            return _reducible(t, n)


def _kernel(t: Table, node: Node) -> Value:
    return t.generator(t.add_kernel("opaque", Kernel(node, "opaque")))


def _constant(t: Table, n: Node) -> Value:
    match n.data:
        case "I":
            return t.imaginary()
        case "E":
            return exp_of(t, t.number(1))
        case "GoldenRatio":
            return t.scaled(t.plus(t.number(1), t.prime_power(5, Fraction(1, 2))), Fraction(1, 2))
        case "oo" | "-oo":
            raise NotScalar("an infinity")
        case name:
            return constant_value(t, name)


def _opaque_power(t: Table, base: Node, exponent: Node) -> Value:
    """A power too high to multiply out: of the base as a kernel."""
    if exponent.op != "rat" or exponent.value.denominator != 1 or abs(exponent.value) > 10**6 or base.op == "rat":
        raise TooLarge
    node = render(t, t.done[base])
    if node.op == "rat":
        raise TooLarge
    return t.generator(t.add_kernel("opaque", Kernel(node, "opaque")), exponent.value)


def _reducible(t: Table, n: Node) -> Value:
    """A derivative, integral, sum, entry of a matrix, …: what its reducer makes of it, else a kernel."""
    reducer = t.ctx.reducers.get(n.op)
    if reducer is not None:
        other = reducer(n, t.ctx)
        if other != n:
            return read(t, other)
    if n.op not in BINDERS:
        return _kernel(t, _canonical_arguments(t, n))
    return _binder(t, n)


def _canonical_arguments(t: Table, n: Node) -> Node:
    args = [a if a.op in MATRIX_OPS or a.op in ("bound", "matbound") else simplify(a, t.ctx) for a in n.args]
    return rebuild(n, args)


def _binder(t: Table, n: Node) -> Value:
    """A binder as a kernel with a canonical body; a constant factor of a linear one's body is taken out."""
    body, *free = open_binder(n)
    if len(free) != 1 or free[0].op != "sym" or body.op in MATRIX_OPS:
        return _kernel(t, n)
    rest = [a if a in _INFINITE else simplify(a, t.ctx) for a in n.args[1:]]
    inner = inside(n, free[0], t.ctx)
    outside: list[Node] = []
    new = simplify(body, inner)
    if n.op in ("integral", "sum", "diff"):
        try:
            terms = linear_terms(body, inner, {free[0].data})
        except (TooLarge, Unsupported):
            terms = []
        if not terms and new == ZERO:
            return t.number(0)
        if len(terms) == 1:
            coefficient, new = terms[0]
            outside.append(coefficient)
        elif terms:
            common = [c for c, _ in terms]
            first = _rational_content(common)
            if first != 1:
                new = simplify(mul(rat(1 / first), new), inner)
                outside.append(rat(first))
    kernel = _kernel(t, close(n, new, free, rest))
    for c in outside:
        kernel = t.times(kernel, read(t, c))
    return kernel


def _rational_content(coefficients: list[Node]) -> Fraction:
    """The leading coefficient's rational factor, by which a body is divided."""
    first = min(coefficients, key=lambda n: n.digest)
    if first.op == "rat":
        return first.value
    if first.op == "mul":
        numbers = [a.value for a in first.args if a.op == "rat"]
        return numbers[0] if numbers else Fraction(1)
    return Fraction(1)


def inside(n: Node, variable: Node, ctx: Context) -> Context:
    """The context in a binder's body: the bound variable with its range."""
    name = variable.data
    match n.op:
        case "integral":
            low, high = n.args[1], n.args[2]
            conditions = []
            if low not in _INFINITE and high not in _INFINITE and signs.is_nonnegative(_difference(high, low), ctx):
                conditions = [rel(variable, ">", low), rel(variable, "<", high)]
            elif low not in _INFINITE and high == INF:
                conditions = [rel(variable, ">", low)]
            elif high not in _INFINITE and low == NEG_INF:
                conditions = [rel(variable, "<", high)]
            return ctx.extend(name, REAL, *conditions)
        case "sum" | "product":
            first, last = n.args[1], n.args[2]
            bounds = [] if first in _INFINITE else [rel(variable, ">=", first)]
            bounds += [] if last in _INFINITE else [rel(variable, "<=", last)]
            return ctx.extend(name, INTEGER, *bounds)
        case _:
            point = n.args[1]
            domain: Domain | None = ctx.domains.get(point.data) if point.op == "sym" else None
            if domain is not None and n.op == "diff":
                return ctx.extend(name, domain)
            return ctx.extend(name, REAL)


def _difference(a: Node, b: Node) -> Node:
    return add(a, mul(rat(-1), b))


# ---------------------------------------------------------------- branches


def _piecewise(t: Table, n: Node) -> Value:
    out = t.number(0)
    remaining = t.number(1)
    for value, condition in zip(n.args[::2], n.args[1::2], strict=True):
        step = _step(t, condition)
        out = t.plus(out, t.times(t.times(remaining, step), t.done[value]))
        remaining = t.times(remaining, t.minus(t.number(1), step))
        if remaining.num.is_zero():
            break
    return out


def _step(t: Table, condition: Node) -> Value:
    """1 where the condition holds, 0 where it does not."""
    one = t.number(1)
    match condition.op:
        case "true":
            return one
        case "false":
            return t.number(0)
        case "not":
            return t.minus(one, _step(t, condition.args[0]))
        case "and":
            out = one
            for a in condition.args:
                out = t.times(out, _step(t, a))
            return out
        case "or":
            out = one
            for a in condition.args:
                out = t.times(out, t.minus(one, _step(t, a)))
            return t.minus(one, out)
        case "rel":
            return _relation(t, condition)
    raise NotScalar(f"{condition.op} is no condition")


def _relation(t: Table, condition: Node) -> Value:
    left, right = condition.args
    one = t.number(1)
    try:
        gap = t.minus(read(t, left), read(t, right))
    except NotScalar:
        return _indicator(t, condition, None)
    gap = t.canonical(gap)
    s = Sign.ZERO if gap.num.is_zero() else signs.sign(render(t, gap), t.ctx)
    match condition.data:
        case "=" | "!=":
            equal = condition.data == "="
            if s == Sign.ZERO:
                return t.number(int(equal))
            if not s & Sign.ZERO:
                return t.number(int(not equal))
            if leading_sign(t, gap) < 0:
                gap = t.negative(gap)
            step = _indicator(t, rel(render(t, gap), "=", ZERO), gap)
            return step if equal else t.minus(one, step)
        case ">=":
            return t.minus(one, _above(t, t.negative(gap), signs.opposite(s)))
        case "<=":
            return t.minus(one, _above(t, gap, s))
        case "<":
            return _above(t, t.negative(gap), signs.opposite(s))
        case _:
            return _above(t, gap, s)


def _above(t: Table, gap: Value, s: Sign) -> Value:
    """1 where gap > 0."""
    if s & Sign.NONREAL:
        raise NotScalar("an order of complex numbers")
    if s == Sign.POS:
        return t.number(1)
    if not s & Sign.POS:
        return t.number(0)
    if leading_sign(t, gap) > 0:
        return _indicator(t, rel(render(t, gap), ">", ZERO), gap)
    flipped = t.negative(gap)
    rest = t.minus(t.number(1), _indicator(t, rel(render(t, flipped), ">", ZERO), flipped))
    if not s & Sign.ZERO:
        return rest
    return t.minus(rest, _indicator(t, rel(render(t, flipped), "=", ZERO), flipped))


def _indicator(t: Table, condition: Node, gap: Value | None) -> Value:
    node = Node("piecewise", (ONE, condition, ZERO, Node("true")))
    return t.generator(t.add_kernel("step", Kernel(node, "step", gap, power=2, fold=1)))


# ---------------------------------------------------------------- the zero test


def _is_zero(node: Node, ctx: Context, splits: int) -> bool | None:
    try:
        normal = normalize(node, ctx)
    except TooLarge:
        return _zero_over_common_denominator(node, ctx)
    except (Unsupported, RecursionError):
        return None
    t = normal.table
    value = t.current(normal.value)
    if value.num.is_zero() or algebraic.vanishes(t, value.num):
        return True
    try:
        if relations.vanishes(t, value, read):
            return True
    except (TooLarge, Unsupported):
        pass
    value = t.current(normal.value)
    if not ctx.where and independent(t, value.num):
        return False
    if splits and any(_splits(t, node, ctx, k, splits) for k in _undecided(t, value)):
        return True
    return None


def _zero_over_common_denominator(node: Node, ctx: Context) -> bool | None:
    try:
        return denominators.vanishes(_table(ctx), node, read) or None
    except (TooLarge, Unsupported, RecursionError):
        return None


def _undecided(t: Table, value: Value) -> Iterator[int]:
    """Kernels that are simpler once the sign of their argument is known: the first of them."""
    for k in sorted(t.generators(value)):
        if t.kernels[k].kind in ("abs", "step") and t.kernels[k].argument is not None:
            yield k
            return


def _splits(t: Table, node: Node, ctx: Context, k: int, splits: int) -> bool:
    """Whether the node vanishes in each of the cases that the kernel's argument is > 0, < 0, = 0."""
    argument = t.kernels[k].argument
    assert argument is not None
    x = render(t, argument)
    s = signs.sign(x, ctx)
    if s & Sign.NONREAL:
        return False
    for relation, case in ((">", Sign.POS), ("<", Sign.NEG)):
        if s & case:
            inner = replace(ctx, where=(*ctx.where, rel(x, relation, ZERO)), memo={})
            if _is_zero(node, inner, splits - 1) is not True:
                return False
    if s & Sign.ZERO:
        return _zero_case(t, node, ctx, argument, x, splits)
    return True


def _zero_case(t: Table, node: Node, ctx: Context, argument: Value, x: Node, splits: int) -> bool:
    """Whether the node vanishes where x does: x must give one symbol as a polynomial in the others."""
    argument = t.current(argument)
    if not argument.den.is_constant():
        return False
    for k in sorted(t.generators(argument)):
        kernel = t.kernels[k]
        if kernel.kind != "symbol" or t.scales[k] != 1 or degrees(argument.num)[k] != 1:
            continue
        slope = argument.num.derivative(k)
        if not slope.is_constant():
            continue
        rest = argument.num - slope * t.ring.gen(k)
        name = kernel.node.data
        if any(_holds(t.kernels[j].node, name) for j in t.generators(Value(rest, t.ring.constant(1), t.version))):
            continue
        solution = render(t, Value(-rest / slope.leading_coefficient(), t.ring.constant(1), t.version))
        domain = ctx.scalar(name)
        if domain is None:
            continue
        where = [substitute(c, {sym(name): solution}) for c in ctx.where]
        where += _membership(solution, domain)
        inner = replace(ctx, where=tuple(where), memo={})
        return _is_zero(substitute(node, {sym(name): solution}), inner, splits - 1) is True
    return False


def _membership(x: Node, domain: object) -> list[Node]:
    """The conditions that the domain of a symbol puts on what is substituted for it, as far as inequalities go."""
    out = []
    lower, upper = getattr(domain, "lower", None), getattr(domain, "upper", None)
    if lower is not None:
        out.append(rel(x, ">" if getattr(domain, "lower_open", False) else ">=", rat(lower)))
    if upper is not None:
        out.append(rel(x, "<" if getattr(domain, "upper_open", False) else "<=", rat(upper)))
    return [c for c in out if not all(a.op == "rat" for a in c.args)]


def _holds(node: Node, name: str) -> bool:
    return (node.op in ("sym", "matsym") and node.data == name) or any(_holds(a, name) for a in node.args)


__all__ = [
    "Normal",
    "NotScalar",
    "decides",
    "fn",
    "is_zero",
    "linear_terms",
    "normalize",
    "read",
    "simplify",
    "to_node",
]
