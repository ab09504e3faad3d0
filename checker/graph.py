"""The expression graph: what both engines read, and all that they share.

A `Node` is an operation, its arguments and a constant payload, content-addressed: two nodes are equal when their
digests are, so a shared subexpression costs one node however often it is used, and comparing costs nothing. Bound
variables (of integrals, sums, limits, derivatives) are numbered by the height of their binder, so expressions that
differ only in the names of bound variables are the same node and nothing can be captured.

This module decides equality of graphs up to bound names and the order of commutative arguments. It does not
evaluate, simplify or fold anything: `add(rat(1), rat(1))` stays a sum. It knows nothing of SymPy.

Grammar (args; data after the bar):

    rat | (p, q)            const | name: pi E I EulerGamma Catalan GoldenRatio oo -oo
    sym | name              bound | level
    add(x, ...)  mul(x, ...)  pow(base, exponent)
    fn(x, ...) | name       a named function, see FUNCTIONS of `grammar`
    app(x, ...) | (name, orders)   an undefined scalar function or one of its partial derivatives (orders: one
                            count an argument; a vector argument has order 0)
    piecewise(value, condition, ...)
    rel(x, y) | "=" "!=" "<" "<=" ">" ">="      and(...) or(...) not(x) | true | false
    integral(body, lower, upper) | level        sum, product(body, first, last) | level   both ends included
    diff(body, point) | (level, order)          the order-th derivative of (bound -> body) at point
    limit(body, point) | (level, "+" "-" "+-")
    elem(matrix, i, j)  det(m)  trace(m)  norm(m)          scalars made of matrices; indices count from 0
    matsym(rows, cols) | name     vapp(rows, cols, x, ...) | name     an undefined vector-valued function
    matrix(x, ...) | (rows, cols)  explicit, row by row
    matadd(m, ...)  matmul(m, ...)  scale(x, m)  transpose(m)  inverse(m)  hadamard(m, ...)  matpow(m, k)
    diagmat(v)  diagvec(m)  identity(n)  zeros(r, c)  ones(r, c)  kron(a, b)
    block(m, ...) | (rows, cols)   blocks, row by row
    map(body, m) | level           body applied to every entry of m
    entries(body, rows, cols) | (row level, column level)   the matrix with body at entry (i, j)
    gradient(body, point) | level  of the scalar body with respect to the matrix-valued bound variable, at point:
                                   a matrix of point's shape whose entry (i, j) is the derivative by entry (i, j)
    jacobian(body, point) | level  of the column-vector body by the column-vector bound variable: entry (i, j) is
                                   the derivative of entry i of body by entry j of the variable
    In gradient and jacobian the bound variable stands as matbound(rows, cols) | level.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from hashlib import blake2b
from typing import Any

Data = Any  # str, int, None, or nested tuples of these: whatever has a faithful repr

RELATIONS = ("=", "!=", "<", "<=", ">", ">=")

#: Arguments bound in each binder: binder -> position of the body (always 0). `entries` binds two levels.
BINDERS = frozenset({"integral", "sum", "product", "diff", "limit", "map", "entries", "gradient", "jacobian"})
MATRIX_OPS = frozenset(
    {
        "matsym", "matbound", "vapp", "matrix", "matadd", "matmul", "scale", "transpose", "inverse", "hadamard",
        "matpow", "diagmat", "diagvec", "identity", "zeros", "ones", "kron", "block", "map", "entries",
        "gradient", "jacobian",
    }
)  # fmt: skip
BOOLEAN_OPS = frozenset({"rel", "and", "or", "not", "true", "false"})
COMMUTATIVE = frozenset({"add", "mul", "and", "or", "matadd", "hadamard"})


@dataclass(frozen=True, slots=True, eq=False)
class Node:
    """One operation of an expression graph; equal to another exactly when the digests are equal."""

    op: str
    args: tuple[Node, ...] = ()
    data: Data = None
    digest: bytes = field(init=False)
    level: int = field(init=False)
    code: int = field(init=False)  # the hash, of the digest

    def __post_init__(self) -> None:
        payload = hexadecimal(self.data) if self.op == "rat" else self.data
        h = blake2b(repr((self.op, payload)).encode("utf-8", "backslashreplace"), digest_size=16)
        level = 0
        for a in self.args:
            h.update(a.digest)
            level = max(level, a.level)
        if self.op in BINDERS:
            level = max(level, *_levels(self))
        digest = h.digest()
        object.__setattr__(self, "digest", digest)
        object.__setattr__(self, "level", level)
        object.__setattr__(self, "code", int.from_bytes(digest[:8], "big"))

    def __eq__(self, other: object) -> bool:
        return self is other or (isinstance(other, Node) and self.digest == other.digest)

    def __hash__(self) -> int:
        return self.code

    def __repr__(self) -> str:
        from checker.graph_text import text

        return f"<{text(self)}>"

    @property
    def value(self) -> Fraction:
        """The number of a `rat` node."""
        return Fraction(*self.data)


def hexadecimal(numbers: Sequence[int]) -> list[str]:
    """Integers as text of any length: Python prints no more than 4,300 decimal digits."""
    return [f"{k:x}" for k in numbers]


def _levels(node: Node) -> tuple[int, ...]:
    match node.op:
        case "diff" | "limit":
            return (node.data[0],)
        case "entries":
            return tuple(node.data)
        case _:
            return (node.data,)


# ---------------------------------------------------------------- constructors: they build, they never fold


def rat(p: int | Fraction, q: int = 1) -> Node:
    f = Fraction(p) / q
    return Node("rat", (), (f.numerator, f.denominator))


ZERO, ONE, TWO, MINUS_ONE = rat(0), rat(1), rat(2), rat(-1)
TRUE, FALSE = Node("true"), Node("false")


def sym(name: str) -> Node:
    return Node("sym", (), name)


def const(name: str) -> Node:
    return Node("const", (), name)


PI, I, INF, NEG_INF = const("pi"), const("I"), const("oo"), const("-oo")


def _commutative(op: str, args: Iterable[Node], empty: Node) -> Node:
    parts = sorted(args, key=lambda a: a.digest)
    return parts[0] if len(parts) == 1 else Node(op, tuple(parts)) if parts else empty


def add(*args: Node) -> Node:
    return _commutative("add", args, ZERO)


def mul(*args: Node) -> Node:
    return _commutative("mul", args, ONE)


def neg(x: Node) -> Node:
    return mul(MINUS_ONE, x)


def sub(x: Node, y: Node) -> Node:
    return add(x, neg(y))


def power(base: Node, exponent: Node | int) -> Node:
    return Node("pow", (base, rat(exponent) if isinstance(exponent, int) else exponent))


def div(x: Node, y: Node) -> Node:
    return mul(x, power(y, -1))


def fn(name: str, *args: Node) -> Node:
    return Node("fn", args, name)


def rel(left: Node, relation: str, right: Node) -> Node:
    return Node("rel", (left, right), relation)


def conj(*args: Node) -> Node:
    return _commutative("and", args, TRUE)


def disj(*args: Node) -> Node:
    return _commutative("or", args, FALSE)


def matsym(name: str, rows: Node, cols: Node) -> Node:
    return Node("matsym", (rows, cols), name)


def elem(matrix: Node, i: Node, j: Node = ZERO) -> Node:
    return Node("elem", (matrix, i, j))


def rebuild(node: Node, args: Sequence[Node]) -> Node:
    """The node with other arguments; commutative arguments are put in order again. Not for binders' bodies."""
    if node.op in COMMUTATIVE:
        return _commutative(node.op, args, node)
    return Node(node.op, tuple(args), node.data)


# ---------------------------------------------------------------- binders


def bind(op: str, variable: Node, body: Node, *rest: Node, data: Data = None) -> Node:
    """Close `body` over `variable` (a `sym`, or a `matsym` for gradient and jacobian).

    `data` is what follows the level in the payload: the order of a `diff`, the side of a `limit`.
    """
    level = body.level + 1
    marker = Node("bound", (), level) if variable.op == "sym" else Node("matbound", variable.args, level)
    closed = substitute(body, {variable: marker})
    return Node(op, (closed, *rest), level if data is None else (level, data))


def bind_entries(row: Node, col: Node, body: Node, rows: Node, cols: Node) -> Node:
    """The matrix of `rows` x `cols` with `body` at entry (row, col)."""
    level = body.level + 1
    marked = substitute(body, {row: Node("bound", (), level), col: Node("bound", (), level + 1)})
    return Node("entries", (marked, rows, cols), (level, level + 1))


def fresh(node: Node, position: int = 0) -> Node:
    """A symbol that stands nowhere else, for opening `node`: named by content, so runs agree."""
    name = f"_{node.digest.hex()[:12]}_{position}"
    if node.op in ("gradient", "jacobian"):
        point = node.args[1]
        return matsym(name, *shape(point))
    return sym(name)


def open_binder(node: Node, *variables: Node) -> tuple[Node, ...]:
    """The body with fresh (or the given) free variables in place of the bound ones: `(body, variable, ...)`."""
    levels = _levels(node)
    free = variables or tuple(fresh(node, k) for k in range(len(levels)))
    body = node.args[0]
    for level, v in zip(levels, free, strict=True):
        body = _replace_bound(body, level, v)
    return (body, *free)


def _replace_bound(body: Node, level: int, value: Node) -> Node:
    def rule(n: Node) -> Node | None:
        if n.op in ("bound", "matbound") and n.data == level:
            return value
        if n.op in BINDERS and level in _levels(n):  # an inner binder of the same number: only its body is shadowed
            rest = [_replace_bound(a, level, value) for a in n.args[1:]]
            return Node(n.op, (n.args[0], *rest), n.data)
        return None

    return _transform(body, rule)


def _transform(root: Node, rule: Callable[[Node], Node | None]) -> Node:
    """Rewrite from the leaves up without recursion; `rule` may cut a node off by answering for it."""
    done: dict[Node, Node] = {}
    stack = [root]
    while stack:
        n = stack[-1]
        if n in done:
            stack.pop()
            continue
        if (answer := rule(n)) is not None:
            done[n] = answer
            stack.pop()
            continue
        todo = [a for a in n.args if a not in done]
        if todo:
            stack.extend(todo)
            continue
        args = [done[a] for a in n.args]
        done[n] = n if all(x is y for x, y in zip(args, n.args, strict=True)) else rebuild(n, args)
        stack.pop()
    return done[root]


def substitute(root: Node, mapping: Mapping[Node, Node]) -> Node:
    """Replace whole nodes (usually symbols) everywhere at once; bound variables are never captured."""
    if not mapping:
        return root
    if all(_harmless(key, value, root) for key, value in mapping.items()):
        return _transform(root, mapping.get)

    def rule(n: Node) -> Node | None:
        if n in mapping:
            return mapping[n]
        if n.op in BINDERS:
            body, *free = open_binder(n)
            new = substitute(body, mapping)
            rest = [substitute(a, mapping) for a in n.args[1:]]
            return n if new == body and tuple(rest) == n.args[1:] else close(n, new, free, rest)
        return None

    return _transform(root, rule)


def _harmless(key: Node, value: Node, root: Node) -> bool:
    """Whether a symbol may be replaced inside binders as they stand: no capture, no change of number or shape."""
    if key.op not in ("sym", "matsym") or value.level or (key.op == "matsym" and shape(value) != key.args):
        return False
    if value.op in ("bound", "matbound"):
        return bool(value.data > root.level)
    return value.op in ("rat", "sym", "matsym") or not any(n.op in ("bound", "matbound") for n in postorder(value))


def close(template: Node, body: Node, variables: Sequence[Node], rest: Sequence[Node]) -> Node:
    """The binder `template` again around another body, over `variables`, with other remaining arguments."""
    if template.op == "entries":
        return bind_entries(variables[0], variables[1], body, *rest)
    if template.op in ("gradient", "jacobian"):  # the variable's shape follows the point's
        variable = variables[0]
        if variable.args != shape(rest[0]):
            other = matsym(variable.data, *shape(rest[0]))
            body, variable = substitute(body, {variable: other}), other
        return bind(template.op, variable, body, *rest)
    data = template.data[1] if template.op in ("diff", "limit") else None
    return bind(template.op, variables[0], body, *rest, data=data)


# ---------------------------------------------------------------- reading a graph


def postorder(*roots: Node) -> Iterator[Node]:
    """Every distinct node once, arguments before what uses them."""
    seen: set[bytes] = set()
    stack: list[Node | tuple[Node]] = list(reversed(roots))
    while stack:
        n = stack.pop()
        if isinstance(n, tuple):
            yield n[0]
            continue
        if n.digest in seen:
            continue
        seen.add(n.digest)
        if n.args:
            stack.append((n,))
            stack.extend(reversed(n.args))
        else:
            yield n


def size(*roots: Node) -> int:
    """The number of distinct nodes."""
    return sum(1 for _ in postorder(*roots))


def symbols(*roots: Node) -> frozenset[str]:
    """Names of the free scalar and matrix symbols (bound variables carry no name)."""
    return frozenset(n.data for n in postorder(*roots) if n.op in ("sym", "matsym"))


def functions(*roots: Node) -> frozenset[str]:
    """Names of the undefined functions applied."""
    return frozenset(n.data if n.op == "vapp" else n.data[0] for n in postorder(*roots) if n.op in ("app", "vapp"))


def has_bound(node: Node) -> bool:
    """Whether a bound variable stands free in the node, so that it means nothing outside its binder."""
    return bool(_loose(node))


def _loose(node: Node) -> frozenset[int]:
    loose: dict[Node, frozenset[int]] = {}
    for n in postorder(node):
        if n.op in ("bound", "matbound"):
            loose[n] = frozenset({n.data})
        elif n.op in BINDERS:
            inner = loose[n.args[0]] - frozenset(_levels(n))
            loose[n] = inner.union(*(loose[a] for a in n.args[1:]))
        else:
            loose[n] = frozenset().union(*(loose[a] for a in n.args))
    return loose[node]


def is_matrix(node: Node) -> bool:
    return node.op in MATRIX_OPS


class ShapeError(ValueError):
    """Matrix shapes that do not fit."""


def shape(node: Node) -> tuple[Node, Node]:
    """Rows and columns of a matrix node, as nodes (`rat` when known)."""
    a = node.args
    match node.op:
        case "matsym" | "matbound":
            return a[0], a[1]
        case "vapp":
            return a[0], a[1]
        case "matrix":
            return rat(node.data[0]), rat(node.data[1])
        case "matadd" | "hadamard" | "matpow" | "inverse":
            return shape(a[0])
        case "map":
            return shape(a[1])
        case "scale":
            return shape(a[1])
        case "matmul":
            return shape(a[0])[0], shape(a[-1])[1]
        case "transpose":
            r, c = shape(a[0])
            return c, r
        case "diagmat":
            r, c = shape(a[0])
            n = r if c == ONE else c
            return n, n
        case "diagvec":
            return shape(a[0])[0], ONE
        case "identity":
            return a[0], a[0]
        case "zeros" | "ones":
            return a[0], a[1]
        case "entries":
            return a[1], a[2]
        case "kron":
            (r1, c1), (r2, c2) = shape(a[0]), shape(a[1])
            return _size_product(r1, r2), _size_product(c1, c2)
        case "block":
            rows, cols = node.data
            return (
                _size_sum([shape(a[i * cols])[0] for i in range(rows)]),
                _size_sum([shape(a[j])[1] for j in range(cols)]),
            )
        case "gradient":
            return shape(a[1])
        case "jacobian":
            return shape(a[0])[0], shape(a[1])[0]
    raise ShapeError(f"{node.op} is not a matrix")


def _size_sum(sizes: list[Node]) -> Node:
    known = [s for s in sizes if s.op == "rat"]
    rest = [s for s in sizes if s.op != "rat"]
    total = sum((s.value for s in known), Fraction(0))
    return add(*rest, *([rat(total)] if total or not rest else []))


def _size_product(a: Node, b: Node) -> Node:
    if a.op == b.op == "rat":
        return rat(a.value * b.value)
    return b if a == ONE else a if b == ONE else mul(a, b)
