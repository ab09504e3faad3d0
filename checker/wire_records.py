"""What a script builds, as plain data: derivation records and problems, for another process or the cache.

Decides nothing. `decode` is the inverse of `encode` and raises ValueError on anything else, fields of a wrong type
included: the data may come from the process that ran an author's code. Nothing in the data is executed. All expressions
of a file share one graph, so what its lines have in common is written once.

    {"graph": graph_data.dump of every expression, "domains": [domains.encode, ...], "items": [value, ...]}
    value    null, a string, a number, or a list headed by what it is:
             ["node", number]  ["domain", number]  ["tuple", value, ...]  ["rational", "hex/hex"]
             [name of a record, its fields in order]
"""

from __future__ import annotations

import types
from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields, replace
from fractions import Fraction
from functools import cache
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

from checker import domains
from checker.domains import Domain, Function, Scalar, Tensor
from checker.graph import Node
from checker.graph_data import dump, load
from checker.loading import Problem
from checker.records import Fact
from checker.script import Claim, Decimal, DerivationRecord, Erratum, Place, Remark, Step

Item = DerivationRecord | Problem
Test = Callable[[Any], bool]

_RECORDS: Mapping[str, type[Any]] = {
    c.__name__: c for c in (DerivationRecord, Claim, Step, Place, Fact, Decimal, Erratum, Remark, Problem)
}


def encode(items: Sequence[Item]) -> dict[str, Any]:
    """The items as JSON-able data. What `DerivationRecord.problems` holds is left out: it stands among the items; and
    so are the keys of links, in which the process that runs an author's code must have no say.
    """
    nodes: dict[Node, int] = {}
    known: dict[Domain, int] = {}

    def put(value: Any) -> Any:
        match value:
            case None | str() | int():
                return value
            case Node():
                return ["node", nodes.setdefault(value, len(nodes))]
            case Scalar() | Tensor() | Function():
                return ["domain", known.setdefault(value, len(known))]
            case Fraction():
                return ["rational", f"{value.numerator:x}/{value.denominator:x}"]
            case tuple():
                return ["tuple", *map(put, value)]
        return [type(value).__name__, *(put(getattr(value, f.name)) for f in fields(value) if f.init)]

    made = [put(replace(i, problems=()) if isinstance(i, DerivationRecord) else i) for i in items]
    return {"graph": dump(*nodes), "domains": [domains.encode(d) for d in known], "items": made}


def decode(data: Any) -> list[Item]:
    """The items. Raises ValueError on data that is none."""
    try:
        nodes = load(data["graph"])
        known = [domains.decode(d) for d in data["domains"]]

        def get(value: Any) -> Any:
            match value:
                case None | str() | int():
                    return value
                case ["node", int(k)]:
                    return nodes[k]
                case ["domain", int(k)]:
                    return known[k]
                case ["rational", str(text)]:
                    p, _, q = text.partition("/")
                    return Fraction(int(p, 16), int(q, 16))
                case ["tuple", *values]:
                    return tuple(map(get, values))
                case [str(name), *values] if name in _RECORDS:
                    return _record(name, [get(v) for v in values])
            raise ValueError(f"not a record: {str(value)[:80]}")

        items = [get(i) for i in data["items"]]
    except (KeyError, IndexError, TypeError, AttributeError, ZeroDivisionError, RecursionError) as e:
        raise ValueError(f"not records: {e!r}") from e
    if not all(isinstance(i, DerivationRecord | Problem) for i in items):
        raise ValueError("neither a derivation nor a problem")
    return items


def _record(name: str, values: Sequence[Any]) -> Any:
    tests = _tests(name)
    if len(values) != len(tests) or not all(test(v) for test, v in zip(tests, values, strict=True)):
        raise ValueError(f"not a {name}")
    return _RECORDS[name](*values)


@cache
def _tests(name: str) -> tuple[Test, ...]:
    kind = _RECORDS[name]
    found = get_type_hints(kind)
    return tuple(_test(found[f.name]) for f in fields(kind) if f.init)


def _test(hint: Any) -> Test:
    """Whether a value is of the annotated type."""
    origin, parts = get_origin(hint), get_args(hint)
    if hint is int:
        return lambda value: type(value) is int
    if isinstance(hint, type) and not parts:
        return lambda value: isinstance(value, hint)
    if origin is Literal:
        return lambda value: value in parts
    inner = [_test(p) for p in parts if p is not ...]
    if origin in (Union, types.UnionType):
        return lambda value: any(t(value) for t in inner)
    if origin is tuple and parts[-1] is ...:
        each = inner[0]
        return lambda value: isinstance(value, tuple) and all(map(each, value))
    if origin is tuple:
        return lambda value: (
            isinstance(value, tuple)
            and len(value) == len(inner)
            and all(t(v) for t, v in zip(inner, value, strict=True))
        )
    raise TypeError(f"no test for {hint}")
