"""Graphs in words: "x − 1 ≠ 0", "∫ … converges", "k − a ≠ 0 for k from 0 to n", "(u) ↦ sin(u[0]) + 1/2".

Decides nothing. Bound variables, nameless in the graph, are given the letters a reader expects.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction

from checker.graph import BINDERS, ONE, TRUE, Node
from checker.graph_text import text
from checker.names import SUBSCRIPTS, SUPERSCRIPTS, name
from checker.notation import (
    ATOM,
    POWER,
    PRODUCT,
    SUM,
    TAIL,
    derivative,
    factor_place,
    is_column_entry,
    is_entrywise_power,
    is_under,
    named,
    quotient,
    slot,
    strength,
    terms,
    without_sign,
    written,
)

SIGNS = {"=": "=", "!=": "≠", "<": "<", "<=": "≤", ">": ">", ">=": "≥"}
#: longer expressions are cut
LIMIT = 120


def statement_text(s: Node) -> str:
    """The statement as a reader would write it."""
    match s.op:
        case "rel":
            return f"{expression(s.args[0])} {SIGNS[s.data]} {expression(s.args[1])}"
        case "and":
            return " and ".join(statement_text(a) for a in s.args)
        case "or":
            return " or ".join(statement_text(a) for a in s.args)
        case "not":
            return f"not ({statement_text(s.args[0])})"
        case "under":
            return f"{statement_text(s.args[1])} where {statement_text(s.args[0])}"
        case "converges":
            return f"{expression(s.args[0])} converges"
        case "limit exists":
            return f"{expression(s.args[0])} exists"
        case "whole":
            return f"{expression(s.args[0])} is a whole number"
        case "smooth":
            return f"differentiable: {statement_text(s.args[0])} is enough"
        case _ if s.op in BINDERS:
            body, names = _letters(s)
            ends = ""
            if s.op in ("sum", "product", "integral"):
                ends = f" from {expression(s.args[1])} to {expression(s.args[2])}"
            return f"{statement_text(body)} for {', '.join(names)}{ends}"
    return expression(s)


def _letters(s: Node) -> tuple[Node, list[str]]:
    if s.op in ("gradient", "jacobian", "diff"):
        body, v, _ = derivative(s)
        return body, [name(v.data)]
    body, variables = named(s)
    return body, [name(v.data) for v in variables]


def expression(n: Node, limit: int = LIMIT) -> str:
    """A scalar or matrix in infix, cut when longer than the limit."""
    out = _show(n, SUM, 0)
    return out if len(out) <= limit else out[: limit - 1] + "…"


def _show(n: Node, place: int, depth: int) -> str:
    """The node as it stands in `place`, in brackets where it would not hold together there."""
    if depth > 12:
        return "…"
    if n.op == "map":
        n = written(n)
    out = _bare(n, depth + 1)
    return f"({out})" if strength(n) < place else out


def _list(nodes: Iterable[Node], depth: int) -> str:
    return ", ".join(_show(a, SUM, depth) for a in nodes)


def _bare(n: Node, depth: int) -> str:
    minus, inner = without_sign(n)
    if minus:
        return "−" + _show(inner, TAIL, depth)
    match n.op:
        case "add" | "matadd":
            out = ""
            for k, (minus, part) in enumerate(terms(n)):
                word = _show(part, TAIL if minus or k else SUM, depth)
                out += (f" {'−' if minus else '+'} " if k else "−" if minus else "") + word
            return out
        case "mul" | "pow" if n.op == "mul" or is_under(n):
            return _quotient(n, depth)
        case "pow":
            base, exponent = n.args
            if exponent.op == "rat" and exponent.value == Fraction(1, 2):
                return f"√({_show(base, SUM, depth)})"
            mark = "^⊙" if is_entrywise_power(n) else "^"
            return f"{_show(base, ATOM, depth)}{mark}{_show(exponent, ATOM, depth)}"
        case "sym" | "matsym":
            return name(n.data)
        case "rat":
            p, q = n.data
            return str(p) if q == 1 else f"{p}/{q}"
        case "const":
            return {"pi": "π", "E": "e", "I": "i", "oo": "∞", "-oo": "−∞"}.get(n.data, str(n.data))
        case "fn" | "app":
            head = n.data if n.op == "fn" else name(n.data[0]) + orders_text(n.data[1])
            return f"{head}({_list(n.args, depth)})"
        case "vapp":
            return f"{name(n.data)}({_list(n.args[2:], depth)})"
        case "det" | "trace" | "norm":
            return f"{n.op}({_list(n.args, depth)})"
        case "diagmat" | "diagvec":
            return f"diag({_list(n.args, depth)})"
        case "elem":
            indices = n.args[1:2] if is_column_entry(n) else n.args[1:]
            return f"{_show(n.args[0], ATOM, depth)}[{_list(indices, depth)}]"
        case "identity" | "zeros" | "ones":
            return {"identity": "I", "zeros": "𝟎", "ones": "𝟏"}[n.op]
        case "transpose" | "inverse":
            return _show(n.args[0], ATOM, depth) + ("ᵀ" if n.op == "transpose" else "⁻¹")
        case "matpow":
            return f"{_show(n.args[0], ATOM, depth)}^{_show(n.args[1], ATOM, depth)}"
        case "matmul" | "hadamard" | "scale" | "kron":
            mark = {"hadamard": " ⊙ ", "kron": " ⊗ "}.get(n.op, " ")
            return mark.join(_show(a, factor_place(n), depth) for a in n.args)
        case "matrix" | "block":
            cols = n.data[1]
            rows = [n.args[k : k + cols] for k in range(0, len(n.args), cols)]
            return "[" + "; ".join(_list(row, depth) for row in rows) + "]"
        case "piecewise":
            branches = [
                _show(v, SUM, depth) + (" otherwise" if c == TRUE else f" if {statement_text(c)}")
                for v, c in pairwise_branches(n)
            ]
            return "{" + "; ".join(branches) + "}"
        case "rel" | "and" | "or" | "not":
            return statement_text(n)
    return _binder(n, depth) if n.op in BINDERS else text(n, LIMIT)


def _quotient(n: Node, depth: int) -> str:
    parts = quotient(n)
    *init, last = parts.over or (ONE,)
    words = [_show(a, PRODUCT, depth) for a in init] + [_show(last, PRODUCT if parts.under else TAIL, depth)]
    return "/".join(["·".join(words), *(_show(a, POWER, depth) for a in parts.under)])


def _binder(n: Node, depth: int) -> str:
    if n.op in ("gradient", "jacobian", "diff"):
        body, v, point = derivative(n)
        if point is not None and n.op != "jacobian" and (found := slot(n)) is not None:
            call, k = found
            if n.op == "diff":
                return _bare(Node("app", call.args, (call.data[0], (n.data[1],))), depth)
            return f"∇{str(k + 1).translate(SUBSCRIPTS)}{_bare(call, depth)}"
        order = n.data[1] if n.op == "diff" else 1
        power = "" if order == 1 else str(order).translate(SUPERSCRIPTS)
        mark = f"∇{name(v.data)}" if n.op == "gradient" else f"∂{power}/∂{name(v.data)}{power}"
        at = "" if point is None else f" at ({name(v.data)} = {_show(point, SUM, depth)})"
        return f"{mark} {_show(body, ATOM, depth)}{at}"
    body, variables = named(n)
    letters = ", ".join(name(v.data) for v in variables)
    match n.op:
        case "limit":
            side = n.data[1] if n.data[1] in ("+", "-") else ""
            return f"lim({letters} → {_show(n.args[1], SUM, depth)}{side}) {_show(body, TAIL, depth)}"
        case "entries":
            return f"[{_show(body, SUM, depth)}]({letters})"
    mark = {"integral": "∫", "sum": "Σ", "product": "Π"}[n.op]
    ends = f"{_show(n.args[1], SUM, depth)}…{_show(n.args[2], SUM, depth)}"
    tail = f" d{letters}" if n.op == "integral" else ""
    return f"{mark}({letters} = {ends}) {_show(body, TAIL, depth)}{tail}"


def orders_text(orders: Sequence[int]) -> str:
    """How a partial derivative of a named function is marked: f′, f″, f⁽¹˙²⁾ as f^(1, 2)."""
    if not any(orders):
        return ""
    if len(orders) == 1 and orders[0] <= 3:
        return "′" * orders[0]
    return "^(" + ", ".join(map(str, orders)) + ")"


def pairwise_branches(n: Node) -> list[tuple[Node, Node]]:
    """The branches of a piecewise node: value and condition."""
    return list(zip(n.args[::2], n.args[1::2], strict=True))
