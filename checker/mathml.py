"""Graphs as presentation MathML (MathML Core): fractions, roots, sums and integrals with their bounds, bold vectors.

Decides nothing but the marks: brackets, order and the letters of bound variables are `notation`'s, as for text. What
has no mark of its own stands as its text. The answer is well-formed XML, whatever the names in the graph are.

W3C, MathML Core, https://www.w3.org/TR/mathml-core/ (which has no mathvariant but "normal": bold is Unicode's own).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from xml.etree import ElementTree

from checker.graph import BINDERS, ONE, TRUE, Node
from checker.graph_text import text
from checker.names import SUBSCRIPTS, name
from checker.notation import (
    ATOM,
    BIG,
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
    spread,
    strength,
    terms,
    tree_size,
    without_sign,
    written,
)

#: nodes of the tree beyond which an expression is told by its size, and levels beyond which by its text
LIMIT, DEPTH = 3000, 60
LONG = 25  # nodes of a sum that is given in pieces
TIMED, APPLIED = "\u2062", "\u2061"  # invisible
TIMES, APPLY = f"<mo>{TIMED}</mo>", f"<mo>{APPLIED}</mo>"
SPACED_TIMES = f'<mo rspace="0.17em">{TIMED}</mo>'  # before a function that has a name of several letters
RELATION_SIGNS = {
    "=": "=", "!=": "≠", "<": "<", "<=": "≤", ">": ">", ">=": "≥", "=>": "⇒", "<=>": "⇔", "≈": "≈",
}  # fmt: skip
_CONSTANT_MATRICES = {"identity": "𝐈", "zeros": "𝟎", "ones": "𝟏"}
_CONSTANTS = {"pi": "π", "E": "e", "I": "i", "oo": "∞"}
_FENCES = {"abs": ("|", "|"), "norm": ("‖", "‖"), "floor": ("⌊", "⌋"), "ceiling": ("⌈", "⌉")}
_FUNCTIONS = {
    "gamma": "Γ", "asin": "arcsin", "acos": "arccos", "atan": "arctan", "acot": "arccot", "asec": "arcsec",
    "acsc": "arccsc", "asinh": "arsinh", "acosh": "arcosh", "atanh": "artanh", "acoth": "arcoth", "asech": "arsech",
    "acsch": "arcsch", "re": "Re", "im": "Im",
}  # fmt: skip
_DIGITS = {digit.translate(SUBSCRIPTS): digit for digit in "0123456789"}
_BOLD = {"A": 0x1D400, "a": 0x1D41A, "Α": 0x1D6A8, "α": 0x1D6C2}


def math(node: Node, hint: str = "", alt: str = "") -> str:
    """A `math` element. `hint` is the author's text of the line, for the letters of bound variables; `alt` the text
    for readers without MathML.
    """
    return element(presentation(node, hint), alt)


def pieces(node: Node, hint: str = "") -> list[str]:
    """The node as one or more `math` elements, between which a line may be broken: the terms of a long sum."""
    if node.op not in ("add", "matadd") or not LONG < tree_size([node]) <= LIMIT:
        return [math(node, hint)]
    writer = _Writer(hint)
    return [element(_row(*writer.term(k, minus, part, 1))) for k, (minus, part) in enumerate(terms(node))]


def width(markup: str) -> float:
    """About how wide it is drawn, in letters of a line of text."""
    return _width(ElementTree.fromstring(markup))


def _width(e: ElementTree.Element) -> float:
    parts = [_width(c) for c in e]
    match e.tag:
        case "mfrac":
            return 0.8 * max(parts)
        case "munderover" | "munder" | "mover":
            return max(parts[0], *(0.7 * p for p in parts[1:]))
        case "msub" | "msup":
            return parts[0] + 0.7 * parts[1]
        case "msubsup":
            return parts[0] + 0.7 * max(parts[1:])
        case "mtable":
            rows = [[_width(cell) for cell in row] for row in e]
            return float(sum(max(column) + 1.5 for column in zip(*rows, strict=True)))
        case "mo" if e.text in (APPLIED, TIMED):
            return 0.0
        case "mo":
            return 1.0 if e.text in ("(", ")", "[", "]", ",", "|") else 2.0
    return len(e.text or "") + sum(parts)


def element(inner: str, alt: str = "") -> str:
    """What was rendered, as a `math` element of its own."""
    alternative = f' alttext="{_escaped(alt)}"' if alt else ""
    return f'<math displaystyle="true"{alternative}>{inner}</math>'


def sign(relation: str) -> str:
    """A relation as an operator."""
    return f"<mo>{_escaped(RELATION_SIGNS.get(relation, relation))}</mo>"


def presentation(node: Node, hint: str = "") -> str:
    """The node without the `math` element around it."""
    size = tree_size([node])
    if size > LIMIT:
        return _words(f"(an expression of {size} nodes)")
    return _Writer(hint).at(node, SUM - 1, 0)


def identifier(symbol: str, *, bold: bool = False) -> str:
    """A symbol's name: Greek letters, subscripts, vectors and matrices bold."""
    base, under = _parts(symbol)
    letter = _letter(base, bold)
    return f"<msub>{letter}{under}</msub>" if under else letter


# ---------------------------------------------------------------- elements


def _escaped(text: str) -> str:
    """The text as XML may hold it: markup escaped, control characters and lone surrogates shown as a question."""
    return escape("".join(c if c.isprintable() else "\ufffd" for c in text))


def _row(*parts: str) -> str:
    return f"<mrow>{''.join(parts)}</mrow>"


def _mark(text: str) -> str:
    return f"<mo>{_escaped(text)}</mo>"


def _words(text: str) -> str:
    return f"<mtext>{_escaped(text)}</mtext>"


def _word(text: str) -> str:
    return f"<mi>{_escaped(text)}</mi>"


def _brackets(inner: str, left: str = "(", right: str = ")") -> str:
    return _row(_mark(left), inner, _mark(right))


def _fraction(over: str, under: str) -> str:
    return f"<mfrac>{over}{under}</mfrac>"


def _parts(symbol: str) -> tuple[str, str]:
    """The head of a name, and its subscript as an element, "" where it has none."""
    shown = name(symbol)
    head, mark, tail = shown.partition("_")
    if mark and head and tail:
        return head, f"<mn>{tail}</mn>" if tail.isascii() and tail.isdigit() else _letter(tail, False)
    stem = shown.rstrip("".join(_DIGITS))
    digits = "".join(_DIGITS[c] for c in shown[len(stem) :])
    return (stem, f"<mn>{digits}</mn>") if stem and digits else (shown, "")


def _letter(base: str, bold: bool) -> str:
    if not bold:
        return _word(base)
    if len(base) > 1:
        return f'<mi style="font-weight:bold">{_escaped(base)}</mi>'
    for first, code in _BOLD.items():
        if 0 <= ord(base) - ord(first) < (26 if first in "Aa" else 25):
            return _word(chr(code + ord(base) - ord(first)))
    return _word(base)


# ---------------------------------------------------------------- nodes


@dataclass(frozen=True, slots=True)
class _Writer:
    """Writes nodes. `hint` is the author's text, `outer` the letters that are bound around what is written."""

    hint: str
    outer: frozenset[str] = frozenset()

    def at(self, n: Node, place: int, depth: int) -> str:
        """The node as it stands in `place`, in brackets where it would not hold together there."""
        if n.op == "map":
            n = written(n)
        if depth > DEPTH:
            return _words(text(n))
        out = self._bare(n, depth + 1)
        return _brackets(out) if strength(n) < place else out

    def _list(self, nodes: Sequence[Node], depth: int) -> str:
        return "<mo>,</mo>".join(self.at(a, SUM, depth) for a in nodes)

    def _bare(self, n: Node, depth: int) -> str:
        minus, inner = without_sign(n)
        if minus:
            return _row(_mark("−"), self.at(inner, TAIL, depth))
        match n.op:
            case "add" | "matadd":
                return self._sum(n, depth)
            case "rat":
                return self._number(n)
            case "sym" | "matsym":
                return identifier(n.data, bold=n.op == "matsym")
            case "const" if n.data == "-oo":
                return _row(_mark("−"), _word("∞"))
            case "const":
                return _word(_CONSTANTS.get(n.data, str(n.data)))
            case "mul":
                return self._quotient(n, depth)
            case "pow":
                return self._power(n, depth)
            case "fn":
                return self._function(n, depth)
            case "app":
                return self._call(self._head(n.data[0], n.data[1]), n.args, depth)
            case "vapp":
                return self._call(identifier(n.data, bold=True), n.args[2:], depth)
            case "det" | "trace":
                return self._call(_word("det" if n.op == "det" else "tr"), n.args, depth)
            case "diagmat" | "diagvec":
                return self._call(_word("diag"), n.args, depth)
            case "norm":
                return _brackets(self.at(n.args[0], SUM, depth), *_FENCES["norm"])
            case "identity" | "zeros" | "ones":
                return _word(_CONSTANT_MATRICES[n.op])
            case "elem":
                return self._entry(n, depth)
            case "transpose":
                return f"<msup>{self.at(n.args[0], ATOM, depth)}<mo>⊤</mo></msup>"
            case "inverse":
                return f"<msup>{self.at(n.args[0], ATOM, depth)}{_row(_mark('−'), '<mn>1</mn>')}</msup>"
            case "matpow":
                return f"<msup>{self.at(n.args[0], ATOM, depth)}{self.at(n.args[1], SUM, depth)}</msup>"
            case "matmul" | "hadamard" | "scale" | "kron":
                between = {"hadamard": "<mo>⊙</mo>", "kron": "<mo>⊗</mo>"}.get(n.op, TIMES)
                return _row(between.join(self.at(a, factor_place(n), depth) for a in n.args))
            case "matrix" | "block":
                cols = n.data[1]
                rows = [n.args[k : k + cols] for k in range(0, len(n.args), cols)]
                return _brackets(self._table([[self.at(a, SUM, depth) for a in row] for row in rows]), "[", "]")
            case "piecewise":
                return self._piecewise(n, depth)
            case "rel":
                return _row(self.at(n.args[0], SUM, depth), sign(n.data), self.at(n.args[1], SUM, depth))
            case "and" | "or":
                return _row(_mark("∧" if n.op == "and" else "∨").join(self._statement(a, depth) for a in n.args))
            case "not":
                return _row(_mark("¬"), _brackets(self.at(n.args[0], SUM - 1, depth)))
            case _ if n.op in BINDERS:
                return self._binder(n, depth)
        return _words(text(n))

    def _statement(self, n: Node, depth: int) -> str:
        return self.at(n, SUM if n.op in ("and", "or") else SUM - 1, depth)

    def _sum(self, n: Node, depth: int) -> str:
        return _row(*(mark for k, (minus, part) in enumerate(terms(n)) for mark in self.term(k, minus, part, depth)))

    def term(self, k: int, minus: bool, part: Node, depth: int) -> tuple[str, str]:
        """The sign and the rest of the k-th term of a sum."""
        before = '<mo form="infix">' if k else "<mo>"
        sign = f"{before}{'−' if minus else '+'}</mo>" if minus or k else ""
        return sign, self.at(part, TAIL if minus or k else SUM, depth)

    def _number(self, n: Node) -> str:
        try:
            p, q = (f"<mn>{k}</mn>" for k in n.data)
        except ValueError:  # integers of more digits than Python prints
            return _words("(a long number)")
        return p if n.data[1] == 1 else _fraction(p, q)

    # ---- products and powers

    def _quotient(self, n: Node, depth: int) -> str:
        parts = quotient(n, numbers=True)
        if not parts.under:
            return self._product(parts.over, depth)
        under = self._product(parts.under, depth)
        *rest, last = parts.over or (ONE,)
        if last.op in BIG and not any(a.op in BIG for a in parts.under):  # it would not look well over the bar
            front = _fraction(self._product(tuple(rest) or (ONE,), depth), under)
            return _row(front, TIMES, self.at(last, TAIL, depth))
        return _fraction(self._product((*rest, last), depth), under)

    def _product(self, factors: Sequence[Node], depth: int) -> str:
        if len(factors) == 1:
            return self.at(factors[0], SUM, depth)
        out = ""
        for k, a in enumerate(factors):
            if k:
                out += self._between(factors[k - 1], a)
            out += self.at(a, TAIL if k == len(factors) - 1 else PRODUCT, depth)
        return _row(out)

    def _between(self, left: Node, right: Node) -> str:
        """A sign of multiplication that is seen where two factors would be read as one word, or as a call."""
        if spread(left) and spread(right):
            return "<mo>⊙</mo>"
        base = right.args[0] if right.op == "pow" else right
        called = left.op in ("sym", "const", "elem") and strength(base) < (ATOM if right.op == "pow" else PRODUCT)
        words = any(_is_word(a.args[0] if a.op == "pow" else a) for a in (left, right))
        one_word = left.op in ("sym", "const", "elem") and base.op in ("app", "vapp")
        if base.op == "rat" or words or called or one_word:
            return "<mo>·</mo>"
        return SPACED_TIMES if base.op == "fn" else TIMES

    def _power(self, n: Node, depth: int) -> str:
        if is_under(n):
            return _fraction("<mn>1</mn>", self._product(quotient(n).under, depth))
        base, exponent = n.args
        if exponent.op == "rat" and exponent.data[0] == 1 and 2 <= exponent.data[1] <= 9:
            inner = self.at(base, SUM, depth)
            return (
                f"<msqrt>{inner}</msqrt>"
                if exponent.data[1] == 2
                else f"<mroot>{inner}<mn>{exponent.data[1]}</mn></mroot>"
            )
        top = self.at(exponent, SUM, depth)
        if is_entrywise_power(n):
            top = _row(_mark("⊙"), top)
        if base.op == "sym":
            head, under = _parts(base.data)
            if under:
                return f"<msubsup>{_letter(head, False)}{under}{top}</msubsup>"
        return f"<msup>{self.at(base, ATOM, depth)}{top}</msup>"

    # ---- calls

    def _call(self, head: str, arguments: Sequence[Node], depth: int) -> str:
        return _row(head, APPLY, _brackets(self._list(arguments, depth)))

    def _head(self, symbol: str, orders: Sequence[int]) -> str:
        head = identifier(symbol)
        if not any(orders):
            return head
        if len(orders) == 1 and orders[0] <= 3:
            return f"<msup>{head}<mo>{'′' * orders[0]}</mo></msup>"
        counts = "<mo>,</mo>".join(f"<mn>{k}</mn>" for k in orders)
        return f"<msup>{head}{_brackets(counts)}</msup>"

    def _function(self, n: Node, depth: int) -> str:
        first = n.args[0]
        match n.data:
            case "abs" | "floor" | "ceiling":
                return _brackets(self.at(first, SUM, depth), *_FENCES[n.data])
            case "conjugate":
                return f"<mover>{_row(self.at(first, SUM, depth))}<mo>¯</mo></mover>"
            case "factorial":
                return _row(self.at(first, ATOM, depth), _mark("!"))
            case "binomial":
                over, under = (self.at(a, SUM, depth) for a in n.args)
                return _brackets(f'<mfrac linethickness="0">{over}{under}</mfrac>')
        return self._call(_word(_FUNCTIONS.get(n.data, str(n.data))), n.args, depth)

    def _entry(self, n: Node, depth: int) -> str:
        matrix, i, j = n.args
        indices = self.at(i, SUM, depth)
        if not is_column_entry(n):
            indices = _row(indices, "<mo>,</mo>", self.at(j, SUM, depth))
        if matrix.op == "matsym":
            head, under = _parts(matrix.data)
            letter = _letter(head, False)
            return f"<msub>{letter if not under else _brackets(identifier(matrix.data))}{indices}</msub>"
        return f"<msub>{self.at(matrix, ATOM, depth)}{indices}</msub>"

    # ---- tables

    def _table(self, rows: Sequence[Sequence[str]], style: str = "") -> str:
        cells = ("".join(f"<mtd{style}>{c}</mtd>" for c in row) for row in rows)
        return f"<mtable>{''.join(f'<mtr>{row}</mtr>' for row in cells)}</mtable>"

    def _piecewise(self, n: Node, depth: int) -> str:
        rows = []
        for value, condition in zip(n.args[::2], n.args[1::2], strict=True):
            when = _words("otherwise") if condition == TRUE else _row(_words("if "), self.at(condition, SUM - 1, depth))
            rows.append([self.at(value, SUM, depth), when])
        return _row(_mark("{"), self._table(rows, ' style="text-align:left"'))

    # ---- binders

    def _binder(self, n: Node, depth: int) -> str:
        if n.op in ("gradient", "jacobian", "diff"):
            return self._derivative(n, depth)
        body, variables = named(n, self.hint, self.outer)
        inside = _Writer(self.hint, self.outer.union(v.data for v in variables))
        letters = "<mo>,</mo>".join(identifier(v.data) for v in variables)
        match n.op:
            case "entries":
                return f"<msub>{_brackets(inside.at(body, SUM, depth), '[', ']')}{_row(letters)}</msub>"
            case "limit":
                point = self.at(n.args[1], ATOM if n.data[1] in ("+", "-") else SUM, depth)
                if n.data[1] in ("+", "-"):
                    point = f"<msup>{point}{_mark('−' if n.data[1] == '-' else '+')}</msup>"
                below = _row(letters, _mark("→"), point)
                return _row(f"<munder><mi>lim</mi>{below}</munder>", APPLY, inside.at(body, TAIL, depth))
        lower, upper = (self.at(a, SUM, depth) for a in n.args[1:])
        inner = inside.at(body, TAIL, depth)
        if n.op == "integral":
            ends = f"<msubsup><mo>∫</mo>{lower}{upper}</msubsup>"
            return _row(ends, inner, '<mspace width="0.17em"/>', _row('<mi mathvariant="normal">d</mi>', letters))
        mark = "∑" if n.op == "sum" else "∏"
        return _row(f"<munderover><mo>{mark}</mo>{_row(letters, _mark('='), lower)}{upper}</munderover>", inner)

    def _derivative(self, n: Node, depth: int) -> str:
        body, v, point = derivative(n)
        if point is not None and n.op != "jacobian" and (found := slot(n)) is not None:
            call, k = found
            if n.op == "diff":
                return self._bare(Node("app", call.args, (call.data[0], (n.data[1],))), depth)
            return _row(f"<msub><mo>∇</mo><mn>{k + 1}</mn></msub>", self._bare(call, depth))
        variable = identifier(v.data, bold=v.op == "matsym")
        if n.op == "gradient":
            out = _row(f"<msub><mo>∇</mo>{variable}</msub>", self.at(body, ATOM, depth))
        else:
            order = n.data[1] if n.op == "diff" else 1
            mark = "<mo>∂</mo>" if order == 1 else f"<msup><mo>∂</mo><mn>{order}</mn></msup>"
            below = _row("<mo>∂</mo>", variable if order == 1 else f"<msup>{variable}<mn>{order}</mn></msup>")
            if strength(body) == ATOM:
                out = _fraction(_row(mark, self.at(body, ATOM, depth)), below)
            else:
                out = _row(_fraction(mark, below), self.at(body, ATOM, depth))
        if point is None:
            return out
        where = _row(variable, _mark("="), self.at(point, SUM, depth))
        return f"<msub>{_row(_brackets(out, '[', ']'))}{where}</msub>"


def _is_word(n: Node) -> bool:
    """Whether a name of several letters is written, which would run into its neighbour."""
    match n.op:
        case "sym" | "matsym":
            return len(_parts(n.data)[0]) > 1
        case "elem":
            return _is_word(n.args[0])
    return False
