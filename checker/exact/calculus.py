"""Derivatives of scalars by the entries of matrices, of any size, in index language.

Decides the derivative of a polynomial in atoms by an entry of a matrix symbol (or by a scalar symbol) with the chain
rule: entries of the symbol give Kronecker deltas, sums and products are differentiated term by term, named functions by
their tables, undefined functions by their partial derivatives (by a vector argument: an entry of the gradient or
Jacobian in that argument), inverses by dX⁻¹ = -X⁻¹ dX X⁻¹ and determinants by Jacobi's formula (Petersen & Pedersen,
The Matrix Cookbook, 2012, equations 40, 59 and 46). What has no rule raises and stays opaque.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction

from checker.exact import contraction
from checker.exact import monomials as mono
from checker.exact.context import Unsupported
from checker.exact.language import MARK, Language, definition, free, make_index, mentions, tidy, written_out
from checker.exact.monomials import Poly
from checker.graph import (
    ONE,
    TWO,
    ZERO,
    Node,
    add,
    bind,
    close,
    const,
    div,
    elem,
    fn,
    is_matrix,
    matsym,
    mul,
    neg,
    open_binder,
    power,
    rat,
    shape,
    sub,
    substitute,
    sym,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Target:
    """What is differentiated by: a scalar symbol, or the entry of a matrix symbol at `place`."""

    variable: Node
    place: tuple[Node, Node] | None = None

    @property
    def nodes(self) -> tuple[Node, ...]:
        """All that new indices must avoid."""
        return (self.variable, *(self.place or ()))

    def leaf(self, a: Node, lang: Language) -> Poly:
        """The derivative of the symbol or its entry."""
        if self.place is None:
            return mono.ONE_POLY
        pairs = zip(a.args[1:], self.place, strict=True)
        return mono.times(*(lang.expand(fn("kronecker", x, y)) for x, y in pairs if x != y))


def by_symbol(p: Poly, variable: Node, lang: Language) -> Poly:
    """The derivative by a scalar symbol. Raises Unsupported."""
    return _derivative(p, Target(variable), lang)


def by_entry(p: Poly, variable: Node, i: Node, j: Node, lang: Language) -> Poly:
    """The derivative by entry (i, j) of a matrix symbol. Raises Unsupported."""
    return _derivative(p, Target(variable, (i, j)), lang)


def _derivative(p: Poly, v: Target, lang: Language) -> Poly:
    parts: list[Poly] = []
    lang.ctx.tick()
    for m, c in p.items():
        for n, (a, e) in enumerate(m):
            if not mentions(a, v.variable, lang):
                continue
            rest = {**dict(m[:n] + m[n + 1 :])}
            outer = mono.monomial_node(mono.monomial({**rest, a: e - 1}), c * e)
            parts.append(mono.times(lang.expand(outer), _atom(a, v, lang)))
    return lang.sum_over(mono.plus(*parts))


def _atom(a: Node, v: Target, lang: Language) -> Poly:
    args = a.args
    if a == v.variable:
        return mono.ONE_POLY
    match a.op:
        case "add" | "mul":
            return _derivative(lang.expand(a), v, lang) if lang.expand(a) != mono.atom(a) else _refuse(a)
        case "pow":
            return _power(a, v, lang)
        case "fn":
            return _function(a, v, lang)
        case "app":
            return _application(a, v, lang)
        case "elem":
            return _element(a, v, lang)
        case "det":
            inverse = Node("inverse", (args[0],))
            return mono.times(mono.atom(a), _against(args[0], lambda p, q: elem(inverse, q, p), v, lang))
        case "sum" if contraction.standard(a) and not mentions(args[2], v.variable, lang):
            k = make_index("k", add(args[2], ONE), lang, a, *v.nodes)
            return lang.sum_over(_derivative(lang.expand(open_binder(a, k)[0]), v, lang), k)
        case "piecewise" if not any(mentions(c, v.variable, lang) for c in args[1::2]):
            values = (mono.to_node(_derivative(lang.expand(x), v, lang)) for x in args[::2])
            pairs = [x for value, c in zip(values, args[1::2], strict=True) for x in (value, c)]
            return mono.atom(Node("piecewise", tuple(pairs)))
    return _refuse(a)


def _refuse(a: Node) -> Poly:
    raise Unsupported(f"no derivative of {a.op}")


def _power(a: Node, v: Target, lang: Language) -> Poly:
    base, exponent = a.args
    by_base = mono.times(
        lang.expand(mul(exponent, power(base, sub(exponent, ONE)))), _derivative(lang.expand(base), v, lang)
    )
    if not mentions(exponent, v.variable, lang):
        return by_base
    by_exponent = mono.times(lang.expand(mul(a, fn("log", base))), _derivative(lang.expand(exponent), v, lang))
    return mono.plus(by_base, by_exponent)


def slope(name: str, x: Node) -> Node | None:
    """The derivative of a named function of one argument (DLMF 4.20, 4.34, 7.2, 5.2)."""
    f = fn(name, x)
    one_less = sub(ONE, power(x, 2))
    match name:
        case "exp":
            return f
        case "log":
            return power(x, -1)
        case "sigmoid":
            return mul(f, sub(ONE, f))
        case "tanh":
            return sub(ONE, power(f, 2))
        case "sin":
            return fn("cos", x)
        case "cos":
            return neg(fn("sin", x))
        case "tan":
            return add(ONE, power(f, 2))
        case "sinh":
            return fn("cosh", x)
        case "cosh":
            return fn("sinh", x)
        case "asin":
            return power(one_less, rat(-1, 2))
        case "acos":
            return neg(power(one_less, rat(-1, 2)))
        case "atan":
            return power(add(ONE, power(x, 2)), -1)
        case "asinh":
            return power(add(ONE, power(x, 2)), rat(-1, 2))
        case "atanh":
            return power(one_less, -1)
        case "erf":
            return mul(TWO, power(const("pi"), rat(-1, 2)), fn("exp", neg(power(x, 2))))
        case "loggamma":
            return fn("digamma", x)
        case "gamma":
            return mul(f, fn("digamma", x))
    return None


def _function(a: Node, v: Target, lang: Language) -> Poly:
    if len(a.args) != 1:
        return _refuse(a)
    x = a.args[0]
    rate = slope(a.data, x)
    if rate is None and a.data == "abs" and lang.is_real(x):
        rate = div(x, a)  # at 0 there is none, and this is undefined
    if rate is None:
        return _refuse(a)
    return mono.times(lang.expand(rate), _derivative(lang.expand(x), v, lang))


def _application(a: Node, v: Target, lang: Language) -> Poly:
    """The chain rule for an undefined scalar function."""
    name, orders = a.data
    parts: list[Poly] = []
    for n, x in enumerate(a.args):
        if not mentions(x, v.variable, lang):
            continue
        if is_matrix(x):
            kernel = _kernel("gradient", a, n, lang)
            parts.append(_against(x, lambda p, q, kernel=kernel: elem(kernel, p, q), v, lang))  # type: ignore[misc]
        else:
            raised = (*orders[:n], orders[n] + 1, *orders[n + 1 :])
            outer = mono.atom(Node("app", a.args, (name, raised)))
            parts.append(mono.times(outer, _derivative(lang.expand(x), v, lang)))
    return mono.plus(*parts)


def _kernel(op: str, function: Node, slot: int, lang: Language) -> Node:
    """The gradient or Jacobian of an undefined function in one slot, at its argument there."""
    x = function.args[slot]
    rows, cols = (tidy(s, lang) for s in shape(x))
    u = matsym(f"{MARK}u", rows, cols)
    body = Node(function.op, (*function.args[:slot], u, *function.args[slot + 1 :]), function.data)
    return bind(op, u, body, x)


def _against(x: Node, weight: Callable[[Node, Node], Node], v: Target, lang: Language) -> Poly:
    """Σ over the entries (p, q) of x of weight(p, q) times the derivative of the entry."""
    rows, cols = shape(x)
    p = ZERO if rows == ONE else make_index("k", rows, lang, x, *v.nodes, weight(ZERO, ZERO))
    q = ZERO if cols == ONE else make_index("k", cols, lang, x, *v.nodes, p, weight(ZERO, ZERO))
    inner = _derivative(lang.entry(x, p, q), v, lang)
    return lang.sum_over(mono.times(lang.expand(weight(p, q)), inner), *(k for k in (p, q) if k != ZERO))


def _element(a: Node, v: Target, lang: Language) -> Poly:
    """An entry of a matrix that stays whole."""
    m, i, j = a.args
    if m == v.variable:
        return v.leaf(a, lang)
    meaning = definition(m, lang)
    if meaning is not None:
        return _derivative(lang.entry(meaning, i, j), v, lang)
    match m.op:
        case "inverse":
            x = m.args[0]

            def weight(p: Node, q: Node) -> Node:
                return mul(elem(m, i, p), elem(m, q, j))

            return mono.times_constant(_against(x, weight, v, lang), -1)
        case "vapp":
            parts: list[Poly] = []
            for n, x in enumerate(m.args):
                if n < 2 or not mentions(x, v.variable, lang):
                    continue
                if not is_matrix(x):
                    parts.append(_by_scalar_slot(a, n, v, lang))
                elif shape(x)[1] == ONE and shape(m)[1] == ONE:
                    kernel = _kernel("jacobian", m, n, lang)
                    parts.append(_against(x, lambda p, q, k=kernel: elem(k, i, p), v, lang))  # type: ignore[misc]
                else:
                    return _refuse(a)
            return mono.plus(*parts)
        case "gradient" if not mentions(m.args[0], v.variable, lang) and shape(m)[1] == ONE:
            # the second derivative: the Jacobian of the gradient as a function of where it is taken
            x = m.args[1]
            u = matsym(f"{MARK}u", *(tidy(s, lang) for s in shape(x)))
            hessian = bind("jacobian", u, Node("gradient", (m.args[0], u), m.data), x)
            return _against(x, lambda p, q: elem(hessian, i, p), v, lang)
    return _refuse(a)


def _by_scalar_slot(a: Node, slot: int, v: Target, lang: Language) -> Poly:
    """The derivative of an entry of an undefined vector function by one of its scalar arguments."""
    m, i, j = a.args
    t = sym(f"{MARK}t")
    x = m.args[slot]
    body = elem(Node("vapp", (*m.args[:slot], t, *m.args[slot + 1 :]), m.data), i, j)
    slope = bind("diff", t, body, x, data=1)
    return mono.times(mono.atom(slope), _derivative(lang.expand(x), v, lang))


# ---------------------------------------------------------------- gradients and Jacobians


def gradient_entry(m: Node, i: Node, j: Node, lang: Language) -> Poly:
    """The entry (i, j) of a gradient: of the derivative where there are rules, else of the gradient kept whole."""
    v, body = _opened(m, lang)
    p = lang.expand(body)
    alone = mono.single(p)
    if alone is not None and _is_kernel(alone, "app", v, lang):
        return mono.atom(elem(close(m, mono.to_node(p), (v,), [lang.canonical(m.args[1])]), i, j))
    try:
        derivative = by_entry(p, v, i, j, lang)
    except Unsupported:
        inside = written_out(mono.to_node(p), lang)
        return mono.atom(elem(close(m, inside, (v,), [lang.canonical(m.args[1])]), i, j))
    return _placed(derivative, v, m.args[1], lang)


def jacobian_entry(m: Node, i: Node, j: Node, lang: Language) -> Poly:
    """The entry (i, j) of a Jacobian: the derivative of entry i of the body by entry j of the variable."""
    v, body = _opened(m, lang)
    p = lang.entry(body, i, ZERO)
    point = m.args[1]
    alone = mono.single(p)
    if alone is not None and alone[1] == 1 and len(alone[0]) == 1:
        a, e = alone[0][0]
        if e == 1 and a.op == "elem" and a.args[1:] == (i, ZERO) and v.data not in free(i, lang):
            f = a.args[0]
            if f.op == "vapp" and sum(mentions(x, v, lang) for x in f.args) == 1 and v in f.args:
                return mono.atom(elem(close(m, f, (v,), [lang.canonical(point)]), i, j))
            if f.op == "gradient" and f.args[1] == v and not mentions(f.args[0], v, lang):
                first, second = sorted((i, j), key=lambda n: n.digest)  # smooth: the order does not matter
                return mono.atom(elem(close(m, f, (v,), [lang.canonical(point)]), first, second))
    try:
        derivative = by_entry(p, v, j, ZERO, lang)
    except Unsupported:
        inside = written_out(lang.canonical(body), lang)
        return mono.atom(elem(close(m, inside, (v,), [lang.canonical(point)]), i, j))
    return _placed(derivative, v, point, lang)


def _is_kernel(alone: tuple[mono.Monomial, Fraction], op: str, v: Node, lang: Language) -> bool:
    (m, c) = alone
    if c != 1 or len(m) != 1 or m[0][1] != 1 or m[0][0].op != op:
        return False
    args = m[0][0].args
    return v in args and sum(mentions(x, v, lang) for x in args) == 1


def _opened(m: Node, lang: Language) -> tuple[Node, Node]:
    """A variable for the gradient or Jacobian that stands nowhere else in it, and its body."""
    point = m.args[1]
    domain = lang.ctx.tensor(point.data) if point.op == "matsym" else None
    unstructured = domain is not None and domain.structure in ("", "invertible")  # what binds entries is no variable
    if unstructured and point.data not in free(m.args[0], lang):
        return point, open_binder(m, point)[0]
    rows, cols = (tidy(s, lang) for s in shape(point))
    taken = free(m, lang)
    kind = "v" if lang.is_real_matrix(point) else "w"
    t = next(t for t in range(len(taken) + 1) if f"{MARK}{kind}{t}" not in taken)
    v = matsym(f"{MARK}{kind}{t}", rows, cols)
    body, _ = open_binder(m, v)
    return v, body


def _placed(derivative: Poly, v: Node, point: Node, lang: Language) -> Poly:
    if point == v:
        return derivative
    return lang.expand(substitute(written_out(mono.to_node(derivative), lang), {v: point}))
