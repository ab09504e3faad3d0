"""How a `%%derive` cell is read: lines of a derivation as on paper, between lines of ordinary Python.

    x, y: Real                              a declaration, as in a derivation's parameters
    where x > 0                             a condition on the chain it stands in; above the first chain, on all
    (x + y)**2                              a chain begins: its first line
      = x*(x + y) + y*(x + y)   # factor    its next lines: a relation, an expression, and the reason as a comment
    x**2 - y**2 = (x - y)*(x + y)           a chain in one line; `==` where Python would take `=` for an assignment
    f = x**2                                Python, as anywhere in a notebook

Decides what each line is, and turns the cell into Python that calls a recorder; it runs nothing. What is inside an
expression is Python's own, but for `==` and `!=`, which stand for equations there instead of being evaluated.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass

from checker.statements import normalise_relation

RECORDER = "__derive__"  # the name under which the generated code finds what it calls
#: the longer marks first; a single = only where nothing longer begins
_RELATION = re.compile(r"<=>|⇔|=>|⇒|==|!=|≠|<=|≤|>=|≥|<(?![<])|>(?![>])|=")
_IMPLICATIONS = ("=>", "<=>")
_DECLARED = re.compile(r"\s*([^\W\d]\w*(?:\s*,\s*[^\W\d]\w*)*)\s*:(?!=)\s*(.+)", re.DOTALL)
_WHERE = re.compile(r"\s*where\s+(.+)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Chunk:
    """A logical line: its text without the comment, the comment, and the line in the cell it begins at."""

    text: str
    comment: str
    line: int


def compiled(cell: str) -> ast.Module:
    """The cell as Python. Raises SyntaxError, at the cell's own line, for what is neither Python nor mathematics."""
    body: list[ast.stmt] = []
    chunks = list(_chunks(cell))
    for chunk, following in zip(chunks, [*chunks[1:], None], strict=True):
        mark = None if following is None else _RELATION.match(following.text.strip())
        leads = mark is not None and normalise_relation(mark[0]) in _IMPLICATIONS
        body += _statements(chunk, leads)
    return ast.fix_missing_locations(ast.Module(body, []))


# ---------------------------------------------------------------- lines


def _chunks(cell: str) -> Iterator[Chunk]:
    """Logical lines: open brackets and strings go on to the next line, and so does what is indented, unless it begins
    with a relation.
    """
    pending: list[str] = []
    begin, comment = 1, ""
    for number, line in enumerate([*cell.split("\n"), ""], 1):
        text, said = _without_comment("\n".join([*pending, line]))
        within = bool(pending) and not _balanced(_without_comment("\n".join(pending))[0])
        further = line[:1].isspace() and line.strip() and not _RELATION.match(line.strip())
        if pending and not within and not (further and not _RELATION.match(pending[0].strip())):
            yield Chunk(_without_comment("\n".join(pending))[0], comment, begin)
            pending, comment = [], ""
            text, said = _without_comment(line)
        if not pending:
            if not text.strip():
                continue
            begin = number
        pending.append(line)
        comment = said or comment
    if pending and any(p.strip() for p in pending):
        yield Chunk(_without_comment("\n".join(pending))[0], comment, begin)


def _scan(text: str) -> Iterator[tuple[int, str, int]]:
    """Position, character and bracket depth of all that stands outside strings; a comment is one character, #."""
    depth, k = 0, 0
    while k < len(text):
        c = text[k]
        if c in "\"'":
            quote = c * 3 if text.startswith(c * 3, k) else c
            end = k + len(quote)
            while end < len(text) and not text.startswith(quote, end):
                end += 2 if text[end] == "\\" else 1
            k = end + len(quote)
            continue
        if c == "#":
            yield k, c, depth
            k = text.find("\n", k)
            if k < 0:
                return
            continue
        depth += (c in "([{") - (c in ")]}")
        yield k, c, depth
        k += 1


def _without_comment(text: str) -> tuple[str, str]:
    """The text with its comments blanked, and the last of them."""
    out, said = text, ""
    for k, c, _ in _scan(text):
        if c == "#":
            end = text.find("\n", k)
            end = len(text) if end < 0 else end
            said = text[k + 1 : end].strip()
            out = out[:k] + " " * (end - k) + out[end:]
    return out.rstrip(), said


def _balanced(text: str) -> bool:
    depth = 0
    for _, _, d in _scan(text):
        depth = d
    return depth <= 0


# ---------------------------------------------------------------- what a line is


def _statements(chunk: Chunk, leads: bool) -> list[ast.stmt]:
    """What the line says. `leads`: the next line follows from it with ⇒ or ⇔, so that it is one statement itself."""
    text = chunk.text
    if mark := _RELATION.match(text.strip()):
        at = text.index(text.strip()) + mark.end()
        return [_line(chunk, normalise_relation(mark[0]), _side(text, at, len(text), chunk))]
    if found := _WHERE.match(text):
        conditions = [_side(text, a, b, chunk) for a, b in _split(text, found.start(1), ",")]
        return [_call("where", chunk, *conditions)]
    if found := _declared(text):
        names = [n.strip() for n in found[1].split(",")]
        domain = _parsed(text, found.start(2), len(text), chunk)
        values = [_call_value("declare", chunk, ast.Constant(n), domain) for n in names]
        return [
            ast.copy_location(ast.Assign([ast.copy_location(ast.Name(n, ast.Store()), v)], v), v)
            for n, v in zip(names, values, strict=True)
        ]
    if leads and _relations(text):
        return [_line(chunk, "", _side(text, 0, len(text), chunk))]
    try:
        tree = ast.parse(text)
    except SyntaxError as e:
        relations = _relations(text)
        if not relations:
            raise _placed(e, chunk) from None
        return _in_one_line(chunk, relations)
    if len(tree.body) == 1 and isinstance(tree.body[0], ast.Expr):
        relations = _relations(text)
        if relations and not isinstance(tree.body[0].value, ast.BoolOp | ast.Lambda | ast.IfExp):
            return _in_one_line(chunk, relations)
        return [_line(chunk, "", _parsed(text, 0, len(text), chunk))]
    for node in tree.body:
        ast.increment_lineno(node, chunk.line - 1)
    return tree.body


def _declared(text: str) -> re.Match[str] | None:
    found = _DECLARED.fullmatch(text)
    if found is None or found[1].split()[0] in ("lambda", "else", "try", "finally", "with", "for", "while", "if"):
        return None
    return None if _relations(found[2]) and "=" in found[2] and _assigned(text) else found


def _assigned(text: str) -> bool:
    """Whether Python reads an annotated assignment with a value."""
    try:
        (node,) = ast.parse(text).body
    except (SyntaxError, ValueError):
        return False
    return isinstance(node, ast.AnnAssign) and node.value is not None


def _in_one_line(chunk: Chunk, relations: list[tuple[int, int, str]]) -> list[ast.stmt]:
    """A line with relations of its own, each of which makes a step."""
    outer = [r for r in relations if r[2] in _IMPLICATIONS] or relations
    ends = [*(begin for begin, _, _ in outer[1:]), len(chunk.text)]
    out = [_line(chunk, "", _side(chunk.text, 0, outer[0][0], chunk))]
    for (_, after, name), end in zip(outer, ends, strict=True):
        out.append(_line(chunk, name, _side(chunk.text, after, end, chunk)))
    return out


def _relations(text: str) -> list[tuple[int, int, str]]:
    """The relations outside brackets: where each begins and ends, and its name. Assignments like += are none."""
    depth = {k: d for k, _, d in _scan(text)}
    out = []
    for found in _RELATION.finditer(text):
        before = text[found.start() - 1] if found.start() else ""
        if depth.get(found.start()) == 0 and not (found[0] == "=" and before in tuple("+-*/%@&|^:")):
            out.append((found.start(), found.end(), normalise_relation(found[0])))
    return out


def _split(text: str, start: int, mark: str) -> list[tuple[int, int]]:
    """The parts of the text from `start` on, between the marks that stand outside brackets."""
    cuts = [k for k, c, d in _scan(text) if c == mark and d == 0 and k >= start]
    return list(zip([start, *(k + 1 for k in cuts)], [*cuts, len(text)], strict=True))


# ---------------------------------------------------------------- Python


def _side(text: str, start: int, end: int, chunk: Chunk) -> ast.expr:
    """One side of a line: an expression, or an equation or inequality between two."""
    inner = [(b + start, e + start, name) for b, e, name in _relations(text[start:end])]
    if not inner:
        return _parsed(text, start, end, chunk)
    if len(inner) > 1:
        raise _placed(SyntaxError("two relations on one side"), chunk)
    ((begin, after, name),) = inner
    left, right = _parsed(text, start, begin, chunk), _parsed(text, after, end, chunk)
    return _call_value("relation", chunk, left, ast.Constant(name), right)


def _parsed(text: str, start: int, end: int, chunk: Chunk) -> ast.expr:
    """The expression that stands there, at its own place in the cell."""
    blank = re.sub(r"[^\n]", " ", text[:start])
    try:
        tree = ast.parse(f"({blank}{text[start:end]}\n)", mode="eval")
    except SyntaxError as e:
        raise _placed(e, chunk) from None
    ast.increment_lineno(tree, chunk.line - 1)
    for node in ast.walk(tree):  # the bracket in front
        if isinstance(node, ast.expr) and node.lineno == chunk.line:
            node.col_offset -= 1
            if node.end_lineno == chunk.line and node.end_col_offset is not None:
                node.end_col_offset -= 1
    found: ast.expr = _Equations(chunk).visit(tree.body)
    return found


class _Equations(ast.NodeTransformer):
    """`==` and `!=` stand for equations: SymPy would answer whether the expressions are the same text."""

    def __init__(self, chunk: Chunk) -> None:
        self.chunk = chunk

    def visit_Compare(self, node: ast.Compare) -> ast.AST:
        self.generic_visit(node)
        match node.ops:
            case [ast.Eq() | ast.NotEq() as op]:
                name = "=" if isinstance(op, ast.Eq) else "!="
                return _call_value("relation", self.chunk, node.left, ast.Constant(name), node.comparators[0])
        return node


def _line(chunk: Chunk, relation: str, value: ast.expr) -> ast.stmt:
    return _call("line", chunk, ast.Constant(relation), value, ast.Constant(chunk.comment), ast.Constant(chunk.line))


def _call(method: str, chunk: Chunk, *arguments: ast.expr) -> ast.stmt:
    value = _call_value(method, chunk, *arguments)
    return ast.copy_location(ast.Expr(value), value)


def _call_value(method: str, chunk: Chunk, *arguments: ast.expr) -> ast.expr:
    where = {"lineno": chunk.line, "col_offset": 0, "end_lineno": chunk.line, "end_col_offset": 1}
    function = ast.Attribute(ast.Name(RECORDER, ast.Load(), **where), method, ast.Load(), **where)
    return ast.Call(function, list(arguments), [], **where)


def _placed(e: SyntaxError, chunk: Chunk) -> SyntaxError:
    """The error at the cell's own line."""
    found = SyntaxError(e.msg)
    found.lineno = chunk.line + max(0, (e.lineno or 1) - 1)
    found.offset, found.text = max(1, e.offset or 1), chunk.text.split("\n")[0]
    return found
