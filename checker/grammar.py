"""Whether a graph that came from outside is one that the checker itself could have built.

Decides the grammar of `graph` in full: operations, numbers and kinds of arguments, payloads, that every bound variable
stands in the body of its binder, that every symbol has a domain of its kind, and that shapes fit. The engines rest on
all of it. What an expression means, or whether it means anything, is theirs to say.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction
from math import gcd
from typing import Any, get_args, get_type_hints

from checker.domains import Domain, Function, Scalar, Tensor
from checker.graph import BOOLEAN_OPS, MATRIX_OPS, RELATIONS, Node, ShapeError, postorder
from checker.shapes import validate

NAME_LIMIT = 200  # characters
#: The named functions of `fn` nodes, with the numbers of arguments each may have (None: any, at least one).
FUNCTIONS: dict[str, tuple[int, ...] | None] = {
    **dict.fromkeys(
        "exp log sin cos tan cot sec csc asin acos atan acot asec acsc sinh cosh tanh coth sech csch asinh acosh "
        "atanh acoth asech acsch abs sign re im arg conjugate floor ceiling frac heaviside factorial subfactorial "
        "factorial2 gamma loggamma digamma erf erfc erfi erfinv erfcinv Ei li Si Ci Shi Chi fresnels fresnelc airyai "
        "airybi airyaiprime airybiprime sigmoid dirichlet_eta fibonacci lucas bernoulli catalan sinc".split(),
        (1,),
    ),
    **dict.fromkeys(
        "atan2 beta binomial polygamma besselj bessely besseli besselk uppergamma lowergamma expint polylog chebyshevt "
        "chebyshevu legendre hermite laguerre rising falling mod kronecker elliptic_f lerchphi2 stirling".split(),
        (2,),
    ),
    **dict.fromkeys("assoc_laguerre assoc_legendre gegenbauer".split(), (3,)),
    "jacobi": (4,), "zeta": (1, 2), "lambertw": (1, 2), "elliptic_k": (1,), "elliptic_e": (1, 2),
    "elliptic_pi": (2, 3), "harmonic": (1, 2), "max": None, "min": None,
    "hyper": None,  # hyper(p, a1, …, ap, b1, …, bq, z): the count p as a rat first
}  # fmt: skip
CONSTANTS = frozenset({"pi", "E", "I", "EulerGamma", "Catalan", "GoldenRatio", "oo", "-oo"})
_KINDS = {**dict.fromkeys(MATRIX_OPS, "m"), **dict.fromkeys(BOOLEAN_OPS, "b")}  # of all other operations: "s"

#: operation -> the kinds of its arguments (scalar, matrix, boolean, either of the first two); the last repeats before +
_ARGUMENTS: Mapping[str, str] = {
    "rat": "", "const": "", "sym": "", "bound": "", "true": "", "false": "", "add": "s+", "mul": "s+", "pow": "ss",
    "fn": "s+", "app": "e+", "rel": "ee", "and": "b+", "or": "b+", "not": "b", "integral": "sss", "sum": "sss",
    "product": "sss", "diff": "ss", "limit": "ss", "elem": "mss", "det": "m", "trace": "m", "norm": "m",
    "matsym": "ss", "matbound": "ss", "matrix": "s+", "matadd": "m+", "matmul": "m+", "scale": "sm",
    "transpose": "m", "inverse": "m", "hadamard": "m+", "matpow": "ms", "diagmat": "m", "diagvec": "m",
    "identity": "s", "zeros": "ss", "ones": "ss", "kron": "mm", "block": "m+", "map": "sm", "entries": "sss",
    "gradient": "sm", "jacobian": "mm",
}  # fmt: skip
_BINDS = ("integral", "sum", "product", "diff", "limit", "map", "entries", "gradient", "jacobian")


def check(roots: Iterable[Node], domains: Mapping[str, Domain]) -> None:
    """Raises ValueError, naming the operation, if the graphs are none that the checker could have built."""
    roots = tuple(roots)
    loose: dict[Node, frozenset[tuple[str, int]]] = {}
    for n in postorder(*roots):
        if not _fits(n) or not _known(n, domains):
            raise ValueError(f"no part of an expression: {n.op[:20]!r}")
        loose[n] = _loose(n, loose)
    if any(loose[r] for r in roots):
        raise ValueError("a bound variable stands outside its binder")
    try:
        validate(*roots)
    except (ShapeError, KeyError) as e:
        raise ValueError(f"shapes do not fit: {e}") from e


def check_domains(domains: Mapping[str, Domain]) -> None:
    """Raises ValueError for domains that no declaration makes."""
    for name, domain in domains.items():
        if not is_name(name):
            raise ValueError(f"not the name of a symbol: {name[:40]!r}")
        match domain:
            case Scalar():
                _scalar(domain)
            case Tensor(rows, cols, entry, structure):
                _scalar(entry)
                _sizes((rows, cols), domains)
                if structure not in get_args(get_type_hints(Tensor)["structure"]):
                    raise ValueError("no structure of a matrix")
            case Function(kind, arguments, value, given):
                if kind not in ("smooth", "positive", "density") or type(given) is not int:
                    raise ValueError("no class of functions")
                if not arguments or not 0 <= given < len(arguments):
                    raise ValueError("a function without arguments")
                for part in (*arguments, value):
                    _sizes(part or (), domains)


def is_name(text: Any) -> bool:
    """Whether it can be the name of a parameter, and so of a symbol or a function."""
    return isinstance(text, str) and len(text) <= NAME_LIMIT and text.isidentifier()


def _scalar(domain: Scalar) -> None:
    ends = (domain.lower, domain.upper)
    flags = (domain.lower_open, domain.upper_open, domain.nonzero)
    if domain.kind not in ("complex", "real", "integer") or not all(type(f) is bool for f in flags):
        raise ValueError("no domain of numbers")
    if not all(e is None or type(e) is Fraction for e in ends):
        raise ValueError("no end of a domain")


def _sizes(sizes: Iterable[Node], domains: Mapping[str, Domain]) -> None:
    for n in postorder(*sizes):
        match n.op:
            case "rat" if _fits(n):
                continue
            case "sym" if isinstance(d := domains.get(n.data), Scalar) and d.kind == "integer":
                continue
            case "add" | "mul" | "pow" if _fits(n):
                continue
        raise ValueError("not a size")


def _fits(n: Node) -> bool:
    """Whether the operation exists, and has arguments and a payload as the grammar says."""
    kinds = [_KINDS.get(a.op, "s") for a in n.args]
    match n.op:
        case "piecewise":
            pairs = kinds == ["s", "b"] * (len(kinds) // 2)
            return bool(kinds) and pairs and n.data is None
        case "vapp":
            return len(kinds) > 2 and kinds[:2] == ["s", "s"] and not {"b"} & set(kinds) and is_name(n.data)
    wanted = _ARGUMENTS.get(n.op)
    if wanted is None:
        return False
    if wanted.endswith("+"):
        wanted = wanted[0] * max(1, len(kinds))
    if len(kinds) != len(wanted) or not all(
        k == w or (w == "e" and k != "b") for k, w in zip(kinds, wanted, strict=True)
    ):
        return False
    return _payload(n)


def _payload(n: Node) -> bool:
    count = len(n.args)
    match n.op, n.data:
        case "rat", (int(p), int(q)):
            return q > 0 and gcd(p, q) == 1
        case "const", str(name):
            return name in CONSTANTS
        case (("sym" | "matsym"), name):
            return is_name(name)
        case (("bound" | "matbound"), level):
            return _is_level(level)
        case "fn", "hyper":
            return n.args[0].op == "rat" and n.args[0].value in range(count - 1)
        case "fn", str(name) if name in FUNCTIONS:
            allowed = FUNCTIONS[name]
            return allowed is None or count in allowed
        case "app", (name, tuple(orders)):
            return is_name(name) and len(orders) == count and all(type(k) is int and k >= 0 for k in orders)
        case "rel", str(sign):
            return sign in RELATIONS and (n.args[0].op in MATRIX_OPS) == (n.args[1].op in MATRIX_OPS)
        case "diff", (level, order):
            return _is_level(level) and type(order) is int and order >= 0
        case "limit", (level, side):
            return _is_level(level) and side in ("+", "-", "+-")
        case "entries", (row, column):
            return _is_level(row) and _is_level(column) and row != column
        case (("matrix" | "block"), (rows, columns)):
            return type(rows) is int and type(columns) is int and min(rows, columns) > 0 and rows * columns == count
        case (("integral" | "sum" | "product" | "map" | "gradient" | "jacobian"), level):
            return _is_level(level)
        case (("fn" | "app" | "rel" | "diff" | "limit" | "entries" | "matrix" | "block" | "rat" | "const"), _):
            return False
    return n.data is None


def _is_level(level: Any) -> bool:
    return type(level) is int and level > 0


def _known(n: Node, domains: Mapping[str, Domain]) -> bool:
    """Whether a name stands for what was declared under it."""
    match n.op:
        case "sym":
            return isinstance(domains.get(n.data), Scalar)
        case "matsym":
            d = domains.get(n.data)
            return isinstance(d, Tensor) and (d.rows, d.cols) == n.args
        case "app":
            d = domains.get(n.data[0])
            return isinstance(d, Function) and d.value is None and len(d.arguments) == len(n.args)
        case "vapp":
            d = domains.get(n.data)
            return isinstance(d, Function) and d.value == n.args[:2] and len(d.arguments) == len(n.args) - 2
    return True


def _loose(n: Node, loose: Mapping[Node, frozenset[tuple[str, int]]]) -> frozenset[tuple[str, int]]:
    """The bound variables in the node whose binder is not in it; each with what it stands for."""
    match n.op:
        case "bound":
            return frozenset({("s", n.data)})
        case "matbound":
            return frozenset({("m", n.data)}).union(*(loose[a] for a in n.args))
    everything = [loose[a] for a in n.args]
    if n.op not in _BINDS:
        return frozenset().union(*everything)
    kind = "m" if n.op in ("gradient", "jacobian") else "s"
    levels = n.data if n.op == "entries" else n.data[:1] if n.op in ("diff", "limit") else (n.data,)
    body = n.args[0]
    if min(levels) <= body.level:
        raise ValueError("a binder is numbered below one in its body")
    return (everything[0] - {(kind, k) for k in levels}).union(*everything[1:])
