"""Graphs in words: "x − 1 ≠ 0", "∫ … converges", "k − a ≠ 0 for k from 0 to n", "(u) ↦ sin(u[0]) + 1/2".

Decides nothing. Bound variables, nameless in the graph, are given the letters a reader expects.
"""

from __future__ import annotations

from fractions import Fraction

from checker.graph import BINDERS, MINUS_ONE, ONE, ZERO, Node, open_binder, rat, shape, sym, symbols, text
from checker.names import name

_SIGNS = {"=": "=", "!=": "≠", "<": "<", "<=": "≤", ">": ">", ">=": "≥"}
_LETTERS = {"sum": "kijlmn", "product": "kijlmn", "entries": "ijkl", "map": "xyzuv", "integral": "tuvwxyz"}
#: longer expressions are cut
LIMIT = 120


def statement_text(s: Node) -> str:
    """The statement as a reader would write it."""
    match s.op:
        case "rel":
            return f"{expression(s.args[0])} {_SIGNS[s.data]} {expression(s.args[1])}"
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
            body, names = _named(s)
            ends = ""
            if s.op in ("sum", "product", "integral"):
                ends = f" from {expression(s.args[1])} to {expression(s.args[2])}"
            return f"{statement_text(body)} for {', '.join(names)}{ends}"
    return expression(s)


def _named(s: Node) -> tuple[Node, list[str]]:
    """The body with readable names for the bound variables."""
    if s.op in ("gradient", "jacobian"):
        return open_binder(s)[0], ["_"]
    taken = set(symbols(s)) | {n for n in symbols(open_binder(s)[0]) if not n.startswith("_")}
    count = 2 if s.op == "entries" else 1
    letters = [c for c in _LETTERS.get(s.op, "xtuv") if c not in taken and sym(c) not in _inner_names(s)]
    letters += [f"{_LETTERS.get(s.op, 'x')[0]}{k}" for k in range(1, 9)]
    names = [n for n in letters if n not in taken][:count]
    body, *_ = open_binder(s, *(sym(n) for n in names))
    return body, names


def _inner_names(s: Node) -> frozenset[Node]:
    return frozenset(sym(n) for n in symbols(s))


def expression(n: Node, limit: int = LIMIT) -> str:
    """A scalar or matrix in infix, cut when longer than the limit."""
    out = _show(n, 0, 0)
    return out if len(out) <= limit else out[: limit - 1] + "…"


def _show(n: Node, level: int, depth: int) -> str:
    """`level`: 0 in a sum, 1 in a product, 2 under a power."""
    if depth > 12:
        return "…"
    match n.op:
        case "add":
            parts: list[str] = []
            for a in sorted(n.args, key=lambda a: (a.op == "rat", _is_negative(a))):
                minus, inner = _without_sign(a)
                word = _show(inner, 1 if minus else 0, depth + 1)
                parts.append(("− " if minus else "+ ") + word if parts else ("−" if minus else "") + word)
            out = " ".join(parts)
            return f"({out})" if level > 0 else out
        case "mul":
            minus, inner = _without_sign(n)
            if minus:
                out = "−" + _show(inner, 1, depth + 1)
                return f"({out})" if level > 0 else out
            over = [a for a in n.args if a.op == "pow" and _is_negative(a.args[1]) and a.args[1].op == "rat"]
            top = sorted((a for a in n.args if a not in over), key=lambda a: (a.op != "rat", text(a)))
            out = "·".join(_show(a, 1, depth + 1) for a in top) or "1"
            for a in over:
                k = -a.args[1].value
                down = a.args[0] if k == 1 else Node("pow", (a.args[0], rat(k)))
                out += "/" + _show(down, 2, depth + 1)
            return f"({out})" if level > 1 else out
        case "pow":
            base, exponent = n.args
            if exponent.op == "rat" and exponent.value == Fraction(1, 2):
                return f"√({_show(base, 0, depth + 1)})"
            return f"{_show(base, 2, depth + 1)}^{_show(exponent, 2, depth + 1)}"
        case "sym" | "matsym":
            return name(n.data)
        case "elem" if n.args[2] == ZERO and shape(n.args[0])[1] == ONE:
            return f"{_show(n.args[0], 2, depth + 1)}[{_show(n.args[1], 0, depth + 1)}]"
        case "rat":
            p, q = n.data
            out = str(p) if q == 1 else f"{p}/{q}"
            return f"({out})" if level > 1 and (q != 1 or p < 0) else out.replace("-", "−")
        case "const":
            return {"pi": "π", "E": "e", "I": "i", "oo": "∞", "-oo": "−∞"}.get(n.data, str(n.data))
        case "fn" | "app":
            head = n.data if n.op == "fn" else name(n.data[0]) + ("" if not any(n.data[1]) else str(n.data[1]))
            return f"{head}({', '.join(_show(a, 0, depth + 1) for a in n.args)})"
        case "integral" | "sum" | "product":
            body, names = _named(n)
            mark = {"integral": "∫", "sum": "Σ", "product": "Π"}[n.op]
            ends = f"{_show(n.args[1], 0, depth + 1)}…{_show(n.args[2], 0, depth + 1)}"
            words = _show(body, 1, depth + 1)
            out = f"{mark}({names[0]} = {ends}) {words}" + (f" d{names[0]}" if n.op == "integral" else "")
            return f"({out})" if level > 0 else out
        case "limit":
            body, names = _named(n)
            side = n.data[1] if n.data[1] in ("+", "-") else ""
            return f"lim({names[0]} → {_show(n.args[1], 0, depth + 1)}{side}) {_show(body, 1, depth + 1)}"
        case "elem":
            m, i, j = n.args
            return f"{_show(m, 2, depth + 1)}[{_show(i, 0, depth + 1)}, {_show(j, 0, depth + 1)}]"
        case "det" | "trace" | "norm":
            return f"{n.op}({_show(n.args[0], 0, depth + 1)})"
        case "matadd":
            out = " + ".join(_show(a, 0, depth + 1) for a in n.args)
            return f"({out})" if level > 0 else out
        case "matmul" | "hadamard" | "scale":
            if n.op == "scale" and n.args[0] == MINUS_ONE:
                out = "−" + _show(n.args[1], 1, depth + 1)
            else:
                out = (" ⊙ " if n.op == "hadamard" else " ").join(_show(a, 1, depth + 1) for a in n.args)
            return f"({out})" if level > 1 else out
        case "transpose" | "inverse":
            return _show(n.args[0], 2, depth + 1) + ("ᵀ" if n.op == "transpose" else "⁻¹")
        case "diagmat":
            return f"diag({_show(n.args[0], 0, depth + 1)})"
        case "identity" | "zeros" | "ones":
            return {"identity": "I", "zeros": "𝟎", "ones": "𝟏"}[n.op]
        case "map":
            body, _ = open_binder(n, sym(_show(n.args[1], 2, depth + 1)))
            return _show(body, level, depth + 1)
        case "vapp":
            return f"{name(n.data)}({', '.join(_show(a, 0, depth + 1) for a in n.args[2:])})"
        case "gradient" | "jacobian":
            body, v = open_binder(n, n.args[1]) if n.args[1].op == "matsym" else open_binder(n)
            mark = "∇" if n.op == "gradient" else "∂/∂"
            at = "" if v == n.args[1] else f" at {_show(n.args[1], 0, depth + 1)}"
            return f"{mark}{name(v.data)} {_show(body, 2, depth + 1)}{at}"
        case "matrix" | "block":
            cols = n.data[1]
            rows = [n.args[k : k + cols] for k in range(0, len(n.args), cols)]
            return "[" + "; ".join(", ".join(_show(a, 0, depth + 1) for a in row) for row in rows) + "]"
        case "rel":
            return f"{_show(n.args[0], 0, depth + 1)} {_SIGNS[n.data]} {_show(n.args[1], 0, depth + 1)}"
    return text(n, LIMIT)


def _is_negative(n: Node) -> bool:
    if n.op == "rat":
        return n.value < 0
    return n.op == "mul" and sum(1 for a in n.args if a.op == "rat" and a.value < 0) % 2 == 1


def _without_sign(n: Node) -> tuple[bool, Node]:
    """Whether a minus stands in front, and what is left without it."""
    if not _is_negative(n):
        return False, n
    if n.op == "rat":
        return True, Node("rat", (), (-n.data[0], n.data[1]))
    rest: list[Node] = []
    for a in n.args:
        if a.op == "rat" and a.value < 0:
            a = Node("rat", (), (-a.data[0], a.data[1]))
            if a.value == 1:
                continue
        rest.append(a)
    if not rest:
        return True, Node("rat", (), (1, 1))
    return True, rest[0] if len(rest) == 1 else Node("mul", tuple(rest))
