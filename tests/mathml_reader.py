"""An independent reading of presentation MathML: it sees what a reader sees, and gives it a number.

`read` walks the marks of a rendered expression and knows nothing of graphs; groups that are not drawn (mrow) are taken
apart first, so a bracket that is missing is a different number. `value` walks the graph. Both take integrals, limits
and derivatives for the same made-up functionals of their bodies, and undefined functions for made-up ones: only the
structure is compared.
"""

from __future__ import annotations

import math
import random
import unicodedata
from collections.abc import Callable, Iterable
from typing import Any
from xml.etree import ElementTree as ET

import numpy as np

from checker.graph import Node, is_matrix, postorder, shape
from checker.names import SUBSCRIPTS, name

Env = dict[str, Any]
_DIGITS = {ord(d.translate(SUBSCRIPTS)): d for d in "0123456789"}
_FUNCTIONS: dict[str, Callable[..., Any]] = {
    "exp": np.exp, "log": lambda z: np.log(settled(z) + 0j), "sin": np.sin, "cos": np.cos, "tanh": np.tanh,
    "sigmoid": lambda z: 1 / (1 + np.exp(-z)),
}  # fmt: skip
#: drawn without their shapes, which the environment must tell
_CONSTANT = {"𝟏": "ones", "𝟎": "zeros", "𝐈": "identity"}
INFINITY = 4


def key(symbol: str) -> str:
    """The name that a symbol is drawn with, subscripts after a bar."""
    shown = name(symbol)
    stem = shown.rstrip("".join(map(chr, _DIGITS)))
    digits = shown[len(stem) :].translate(_DIGITS)
    return unicodedata.normalize("NFKC", f"{stem}_{digits}" if digits and stem else shown)


def made_up(head: str, arguments: Iterable[Any]) -> Any:
    """An undefined function: any will do that tells its name and the order of its arguments."""
    weight = random.Random(head).uniform(0.5, 1.5)
    return np.sin(sum(weight**k * np.sum(a) for k, a in enumerate(arguments, 1)) + weight) + 0j


def functional(body: Callable[[Any], Any], lower: Any, upper: Any) -> Any:
    return (body(lower / 3 + 0.1) + 2 * body(upper / 5 + 0.2)) * (upper - lower)


def slope(body: Callable[[Any], Any], at: Any, times: float = 1.0) -> Any:
    return (body(at * 1.1 + 0.3) - body(at)) * (1 + times)


def whole(x: Any) -> int:
    return round(complex(x).real)


def ranged(op: str, body: Callable[[Any], Any], lower: Any, upper: Any) -> Any:
    values = [body(k) for k in range(whole(lower), whole(upper) + 1)]
    out = sum(values) if op == "sum" else np.prod(np.array(values)) if values else 1
    return out + 0j


def compared(l: Any, mark: str, r: Any) -> bool:
    x, y = complex(l).real, complex(r).real
    return {"=": x == y, "≠": x != y, "<": x < y, "≤": x <= y, ">": x > y, "≥": x >= y}[mark]


def settled(z: Any) -> Any:
    """Complex numbers next to the real line moved onto it, from one side: roots and logarithms are cut there."""
    z = np.asarray(z, dtype=complex)
    real = np.abs(z.imag) <= 1e-9 * (1 + np.abs(z.real))
    out = np.where(real, z.real + 0j, z)
    return out if out.shape else complex(out)


def power(base: Any, exponent: Any) -> Any:
    return settled(base) ** complex(settled(exponent))


# ---------------------------------------------------------------- the graph


def environment(*roots: Node) -> Env:
    """A value for every symbol: small whole numbers for sizes, others at random, the same in every process."""
    env: Env = {}
    nodes = list(postorder(*roots))
    sizes = {m.data for n in nodes if is_matrix(n) for m in postorder(*shape(n)) if m.op == "sym"}
    sizes |= {m.data for n in nodes if n.op in ("sum", "product") for m in postorder(*n.args[1:]) if m.op == "sym"}
    for n in nodes:
        if n.op == "sym":
            r = random.Random(key(n.data))
            env[key(n.data)] = r.choice([2, 3]) if n.data in sizes else complex(round(r.uniform(0.4, 1.6), 3))
    for n in nodes:
        if n.op == "matsym":
            rows, cols = (whole(value(s, env, {})) for s in shape(n))
            r = np.random.default_rng(random.Random(key(n.data)).randrange(2**32))
            env[key(n.data)] = r.uniform(0.4, 1.6, (rows, cols)) + 0j
    for n in nodes:
        if n.op == "vapp":
            env[f"rows of {key(n.data)}"] = whole(value(n.args[0], env, {}))
    for mark, op in _CONSTANT.items():
        found = [value(n, env, {}) for n in nodes if n.op == op]
        if found and all(m.shape == found[0].shape for m in found):
            env[mark] = found[0]
    return env


def value(n: Node, env: Env, bound: dict[int, Any]) -> Any:
    """The number, matrix or truth value of a graph."""

    def at(m: Node, **more: Any) -> Any:
        return value(m, env, bound)

    def under(level: int) -> Callable[[Any], Any]:
        return lambda x: value(n.args[0], env, {**bound, level: x})

    a = n.args
    match n.op:
        case "rat":
            return complex(n.value)
        case "const":
            return {"pi": math.pi, "E": math.e, "I": 1j, "oo": INFINITY, "-oo": -INFINITY}[n.data] + 0j
        case "sym" | "matsym":
            return env[key(n.data)]
        case "bound" | "matbound":
            return bound[n.data]
        case "add" | "matadd":
            return sum(map(at, a[1:]), at(a[0]))
        case "mul" | "hadamard" | "scale":
            return math.prod(map(at, a[1:]), start=at(a[0]))
        case "pow":
            return power(at(a[0]), at(a[1]))
        case "fn" if n.data == "abs":
            return np.abs(at(a[0])) + 0j
        case "fn" if n.data in _FUNCTIONS:
            return _FUNCTIONS[n.data](at(a[0]))
        case "fn":
            return made_up(n.data, map(at, a))
        case "app" if any(n.data[1]):
            return slope(lambda x: made_up(key(n.data[0]), [x]), at(a[0]), n.data[1][0])
        case "app":
            return made_up(key(n.data[0]), map(at, a))
        case "vapp":
            column = np.arange(1, whole(at(a[0])) + 1).reshape(-1, 1)
            return made_up(key(n.data), map(at, a[2:])) * np.ones_like(column, dtype=complex)
        case "det" | "trace" | "norm" | "diagmat" | "diagvec":
            return of_matrix(n.op, at(a[0]))
        case "matmul":
            out = at(a[0])
            for m in a[1:]:
                out = out @ at(m)
            return out
        case "transpose":
            return at(a[0]).T
        case "inverse":
            return np.linalg.inv(at(a[0]))
        case "matpow":
            return np.linalg.matrix_power(at(a[0]), whole(at(a[1])))
        case "kron":
            return np.kron(at(a[0]), at(a[1]))
        case "identity":
            return np.eye(whole(at(a[0]))) + 0j
        case "ones" | "zeros":
            return np.full((whole(at(a[0])), whole(at(a[1]))), 1 + 0j if n.op == "ones" else 0j)
        case "matrix" | "block":
            rows, cols = n.data
            table = [[np.atleast_2d(at(a[i * cols + j])) for j in range(cols)] for i in range(rows)]
            return np.block(table)
        case "elem":
            m = at(a[0])
            return m[whole(at(a[1])) % m.shape[0], whole(at(a[2])) % m.shape[1]]
        case "map":
            return under(n.data)(at(a[1]))
        case "piecewise":
            return next(at(v) for v, c in zip(a[::2], a[1::2], strict=True) if at(c))
        case "rel":
            marks = {"!=": "≠", "<=": "≤", ">=": "≥"}
            return compared(at(a[0]), marks.get(n.data, n.data), at(a[1]))
        case "and" | "or":
            return (all if n.op == "and" else any)(map(at, a))
        case "not":
            return not at(a[0])
        case "true" | "false":
            return n.op == "true"
        case "integral":
            return functional(under(n.data), at(a[1]), at(a[2]))
        case "sum" | "product":
            return ranged(n.op, under(n.data), at(a[1]), at(a[2]))
        case "limit":
            return under(n.data[0])(at(a[1]) + {"+": 0.1, "-": -0.1, "+-": 0}[n.data[1]])
        case "diff":
            return slope(under(n.data[0]), at(a[1]), n.data[1])
        case "gradient":
            return slope(under(n.data), at(a[1])) * np.ones_like(at(a[1]))
        case "jacobian":
            return slope(under(n.data), at(a[1])) @ np.ones_like(at(a[1])).T
    raise NotImplementedError(n.op)


def of_matrix(op: str, m: Any) -> Any:
    match op:
        case "det":
            return np.linalg.det(m)
        case "trace" | "tr":
            return np.trace(m)
        case "norm":
            return np.sqrt(np.sum(np.abs(m) ** 2)) + 0j
        case _:
            return np.diag(m[:, 0]) if m.shape[1] == 1 else np.diag(m).reshape(-1, 1)


# ---------------------------------------------------------------- what is drawn


class Unreadable(Exception):
    """The marks have no reading, or more than one."""


def read(markup: str, env: Env) -> Any:
    """The number that the markup shows. Raises Unreadable."""
    return _Reader(_flat([ET.fromstring(markup)]), env).everything()


def _flat(elements: Iterable[ET.Element]) -> list[ET.Element]:
    out: list[ET.Element] = []
    for e in elements:
        out += _flat(e) if e.tag in ("mrow", "math") else [e]
    return out


def _text(e: ET.Element) -> str:
    return unicodedata.normalize("NFKC", e.text or "")


CLOSING = {"(": ")", "[": "]", "|": "|", "‖": "‖"}
ENDING = {"+", "−", ",", "=", "≠", "<", "≤", ">", "≥", "∧", "∨", *CLOSING.values()}
TIMES, APPLY = "\u2062", "\u2061"


class _Reader:
    """Sums of products of factors, from left to right."""

    def __init__(self, tokens: list[ET.Element], env: Env) -> None:
        self.tokens, self.env, self.position = tokens, env, 0
        self.open = 0  # bars that are open

    def sub(self, e: ET.Element, env: Env | None = None) -> Any:
        return _Reader(_flat([e]), self.env if env is None else env).everything()

    def peek(self, ahead: int = 0) -> str:
        """The operator that stands here, "" where something else does."""
        k = self.position + ahead
        return (self.tokens[k].text or "") if k < len(self.tokens) and self.tokens[k].tag == "mo" else ""

    def take(self) -> ET.Element:
        self.position += 1
        return self.tokens[self.position - 1]

    def everything(self) -> Any:
        out = self.disjunction()
        if self.position != len(self.tokens):
            raise Unreadable(f"left over: {ET.tostring(self.tokens[self.position], 'unicode')}")
        return out

    def disjunction(self) -> Any:
        out = self.conjunction()
        while self.peek() == "∨":
            self.take()
            out = self.conjunction() or out
        return out

    def conjunction(self) -> Any:
        out = self.relation()
        while self.peek() == "∧":
            self.take()
            out = self.relation() and out
        return out

    def relation(self) -> Any:
        if self.peek() == "¬":
            self.take()
            return not self.factor()
        out = self.sum()
        if self.peek() in ("=", "≠", "<", "≤", ">", "≥"):
            mark = self.take().text or ""
            return compared(out, mark, self.sum())
        return out

    def sum(self) -> Any:
        minus = self.peek() == "−"
        if minus:
            self.take()
        out = -self.product() if minus else self.product()
        while self.peek() in ("+", "−"):
            minus = self.take().text == "−"
            term = self.product()
            out = out - term if minus else out + term
        return out

    def product(self) -> Any:
        out = self.factor()
        marks: set[str] = set()
        while self.position < len(self.tokens) and not self.ends():
            mark = self.take().text if self.peek() in (TIMES, "·", "⊙", "⊗") else TIMES
            right = self.factor()
            match mark:
                case "⊙":
                    marks.add("⊙")
                    out = out * right
                case "⊗":
                    marks.add("⊗")
                    out = np.kron(out, right)
                case _ if isinstance(out, np.ndarray) and isinstance(right, np.ndarray):
                    marks.add("@")
                    out = out @ right
                case _:
                    out = out * right
        if len(marks) > 1:
            raise Unreadable(f"products of different kinds side by side: {marks}")
        return out

    def ends(self, k: int | None = None) -> bool:
        e = self.tokens[self.position if k is None else k]
        if e.tag != "mo":
            return e.tag == "mspace"
        return e.text in ENDING and (e.text not in ("|", "‖") or bool(self.open))

    def inside(self, right: str) -> Any:
        """What stands up to a closing bracket: one thing, or a list."""
        out = [self.disjunction()]
        while self.peek() == ",":
            self.take()
            out.append(self.disjunction())
        if self.peek() != right:
            raise Unreadable(f"no {right}")
        self.take()
        return out

    def factor(self) -> Any:
        e = self.take()
        match e.tag:
            case "mn":
                return complex(int(_text(e)))
            case "mi":
                return self.word(e)
            case "mfrac":
                return self.fraction(e)
            case "msqrt":
                return power(_Reader(_flat(e), self.env).everything(), 0.5)
            case "mroot":
                return power(self.sub(e[0]), 1 / self.sub(e[1]))
            case "msub":
                return self.under(e)
            case "msup":
                return self.over(e)
            case "msubsup" if _text(e[0]) == "∫":
                return self.integral(e)
            case "msubsup":
                return power(self.env[f"{_text(e[0])}_{_text(e[1])}"], self.sub(e[2]))
            case "munderover":
                return self.big(e)
            case "munder":
                return self.limit(e)
            case "mo" if e.text in CLOSING:
                return self.bracketed(e.text or "")
            case "mo" if e.text == "{":
                return self.cases(self.take())
        raise Unreadable(ET.tostring(e, "unicode"))

    def bracketed(self, left: str) -> Any:
        if left == "[" and self.tokens[self.position].tag == "mtable":
            table = [[np.atleast_2d(self.sub_all(cell)) for cell in row] for row in self.take()]
            self.take()
            return np.block(table)
        self.open += left in "|‖"
        (out,) = self.inside(CLOSING[left])
        self.open -= left in "|‖"
        return {"|": np.abs, "‖": lambda m: of_matrix("norm", m)}.get(left, lambda x: x)(out)

    def sub_all(self, e: ET.Element) -> Any:
        return _Reader(_flat(e), self.env).everything()

    def cases(self, table: ET.Element) -> Any:
        for row in table:
            words = _flat(row[1])
            if words[0].text == "otherwise" or _Reader(words[1:], self.env).everything():
                return self.sub_all(row[0])
        raise Unreadable("no case")

    def word(self, e: ET.Element) -> Any:
        text = _text(e)
        if e.text in _CONSTANT:
            return self.env[e.text]
        if self.peek() == APPLY:
            return self.call(text)
        if text in self.env:
            return self.env[text]
        constants = {"π": math.pi, "e": math.e, "i": 1j, "∞": INFINITY}
        if text in constants:
            return constants[text] + 0j
        raise Unreadable(text)

    def arguments(self) -> list[Any]:
        if (self.take().text, self.take().text) != (APPLY, "("):
            raise Unreadable("of what?")
        return self.inside(")")

    def call(self, head: str) -> Any:
        arguments = self.arguments()
        if head in ("det", "tr", "diag"):
            return of_matrix(head, *arguments)
        if head in _FUNCTIONS:
            return _FUNCTIONS[head](*arguments)
        found = made_up(head, arguments)
        rows = self.env.get(f"rows of {head}")
        return found if rows is None else found * np.ones((rows, 1), dtype=complex)

    def fraction(self, e: ET.Element) -> Any:
        over, under = _flat([e[0]]), _flat([e[1]])
        if _is_slope(e):
            order = 1 if over[0].tag == "mo" else whole(self.sub(over[0][1]))
            last = under[-1] if order == 1 else under[-1][0]
            return self.slope(_name(last), order, over[1:] or self.next_factor())
        return self.sub(e[0]) / self.sub(e[1])

    def next_factor(self) -> list[ET.Element]:
        """The tokens of the factor that follows."""
        start, self.position = self.position, self.after_factor(self.position)
        return self.tokens[start : self.position]

    def rest(self) -> list[ET.Element]:
        """The tokens of the product that follows, which a big operator is of."""
        start, self.position = self.position, self.after_product(self.position)
        return self.tokens[start : self.position]

    def after_product(self, k: int) -> int:
        k += self.tokens[k].text == "−"
        while k < len(self.tokens) and not self.ends(k):
            k += self.tokens[k].text in (TIMES, "·", "⊙", "⊗")
            k = self.after_factor(k)
        return k

    def after_factor(self, k: int) -> int:
        e = self.tokens[k]
        if e.tag == "mo" and e.text == "{":
            return k + 2
        if e.tag == "mo":
            return self.after_brackets(k)
        if e.tag in ("munderover", "munder"):
            return self.after_product(k + (1 if e.tag == "munderover" else 2))
        if e.tag == "msubsup" and _text(e[0]) == "∫":
            return self.after_integral(k) + 2
        if (e.tag == "msub" and _text(e[0]) == "∇") or (e.tag == "mfrac" and _is_slope(e) and len(_flat([e[0]])) == 1):
            return self.after_factor(k + 1)
        if k + 1 < len(self.tokens) and self.tokens[k + 1].text == APPLY:
            return self.after_brackets(k + 2)
        return k + 1

    def after_brackets(self, k: int) -> int:
        right, first = CLOSING[self.tokens[k].text or ""], True
        k += 1
        while first or self.tokens[k].text != right:
            e = self.tokens[k]
            if e.tag == "mo" and e.text in CLOSING and (first or e.text not in CLOSING.values()):
                k, first = self.after_brackets(k), False
            else:
                k, first = k + 1, e.tag in ("mo", "munder", "munderover") or (len(e) > 0 and _text(e[0]) in ("∇", "∫"))
        return k + 1

    def after_integral(self, k: int) -> int:
        """Where the d of an integral stands."""
        depth, k = 1, k + 1
        while depth:
            t = self.tokens[k]
            depth += (t.tag == "msubsup" and _text(t[0]) == "∫") - (t.tag == "mspace")
            k += 1
        return k

    def slope(self, variable: str, order: int, body: list[ET.Element], at: Any = None) -> Any:
        point = self.env[variable] if at is None else at
        out = slope(lambda x: _Reader(body, {**self.env, variable: x}).everything(), point, order)
        return out @ np.ones_like(point).T if isinstance(out, np.ndarray) and isinstance(point, np.ndarray) else out

    def under(self, e: ET.Element) -> Any:
        head, low = e
        if _text(head) == "∇" and low.tag == "mn":
            called, arguments, k = _name(self.take()), self.arguments(), int(_text(low)) - 1
            point = arguments[k]
            found = slope(lambda x: made_up(called, [*arguments[:k], x, *arguments[k + 1 :]]), point)
            return found * np.ones_like(point)
        if _text(head) == "∇":
            variable = _name(low)
            body = self.next_factor()
            point = self.env[variable]
            inner = slope(lambda x: _Reader(body, {**self.env, variable: x}).everything(), point)
            return inner * np.ones_like(point)
        label = _name(e)
        if label in self.env or self.peek() == APPLY:
            return self.call(label) if self.peek() == APPLY else self.env[label]
        tokens = _flat([low])
        if any(t.text == "=" for t in tokens):
            point = _Reader(tokens[2:], self.env).everything()
            return _Reader(_flat([head])[1:-1], {**self.env, _name(tokens[0]): point}).everything()
        m = self.sub(head)
        reader = _Reader(tokens, self.env)
        indices = [reader.sum()]
        if reader.peek() == ",":
            reader.take()
            indices.append(reader.sum())
        i, j = (whole(k) for k in (*indices, 0)[:2])
        return m[i % m.shape[0], j % m.shape[1]]

    def over(self, e: ET.Element) -> Any:
        head, top = e
        if (top.text or "") == "⊤":
            return self.sub(head).T
        if set(top.text or "") == {"′"}:
            (point,) = self.arguments()
            return slope(lambda x: made_up(_name(head), [x]), point, len(top.text or ""))
        tokens = _flat([top])
        base = self.sub(head)
        if tokens[0].text == "⊙":
            return power(base, _Reader(tokens[1:], self.env).everything())
        exponent = self.sub(top)
        if isinstance(base, np.ndarray) and 1 not in base.shape:
            return np.linalg.matrix_power(base, whole(exponent))
        return power(base, exponent)

    def integral(self, e: ET.Element) -> Any:
        end = self.after_integral(self.position - 1)
        body, variable = self.tokens[self.position : end - 1], _name(self.tokens[end + 1])
        if self.tokens[end].text != "d":
            raise Unreadable("an integral without its d")
        self.position = end + 2
        lower, upper = self.sub(e[1]), self.sub(e[2])
        return functional(lambda x: _Reader(body, {**self.env, variable: x}).product_only(), lower, upper)

    def product_only(self) -> Any:
        """A body: a product, perhaps with a sign."""
        minus = self.peek() == "−"
        if minus:
            self.take()
        out = self.product()
        if self.position != len(self.tokens):
            raise Unreadable("a sum without brackets under an integral")
        return -out if minus else out

    def big(self, e: ET.Element) -> Any:
        low = _flat([e[1]])
        body = self.rest()
        lower, upper = _Reader(low[2:], self.env).everything(), self.sub(e[2])
        op = "sum" if e[0].text == "∑" else "product"
        return ranged(op, lambda k: _Reader(body, {**self.env, _name(low[0]): k}).everything(), lower, upper)

    def limit(self, e: ET.Element) -> Any:
        low = _flat([e[1]])
        self.take()
        body = self.rest()
        point, shift = low[2:], 0.0
        if point[0].tag == "msup" and point[0][1].tag == "mo":
            shift = 0.1 if point[0][1].text == "+" else -0.1
            point = _flat([point[0][0]])
        at = _Reader(point, self.env).everything() + shift
        return _Reader(body, {**self.env, _name(low[0]): at}).everything()


def _is_slope(e: ET.Element) -> bool:
    over = _flat([e[0]])[0]
    return over.text == "∂" or (over.tag == "msup" and over[0].text == "∂")


def _name(e: ET.Element) -> str:
    flat = _flat([e])
    if len(flat) == 1 and flat[0].tag == "msub":
        return f"{_name(flat[0][0])}_{''.join(_text(t) for t in _flat([flat[0][1]]))}"
    return _text(flat[0])
