"""Graphs as JSON-able data and back, for the wire and the cache.

Decides how a graph is laid down. Reading executes nothing; whether what was read is a graph that the checker could have
built is for `grammar`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from checker.graph import Node, hexadecimal, postorder


def dump(*roots: Node) -> dict[str, Any]:
    """The graph as JSON-able data: rows of [op, data, argument numbers], and the numbers of the roots."""
    number: dict[Node, int] = {}
    rows: list[list[Any]] = []
    for n in postorder(*roots):
        number[n] = len(rows)
        payload = hexadecimal(n.data) if n.op == "rat" else n.data
        rows.append([n.op, payload, [number[a] for a in n.args]])
    return {"nodes": rows, "roots": [number[r] for r in roots]}


def load(data: Mapping[str, Any]) -> tuple[Node, ...]:
    """The roots of a dumped graph. Data that is not a graph raises ValueError; nothing in it is executed."""
    nodes: list[Node] = []
    try:
        for op, payload, args in data["nodes"]:
            nodes.append(read_row(op, payload, [nodes[k] for k in args]))
        return tuple(nodes[k] for k in data["roots"])
    except (KeyError, IndexError, TypeError) as e:
        raise ValueError(f"not a graph: {e}") from e


def read_row(op: Any, payload: Any, args: Sequence[Node]) -> Node:
    """One row of a dumped graph, its arguments being read already. Raises ValueError or TypeError on other data."""
    if not isinstance(op, str):
        raise ValueError("operation is not a string")
    return Node(op, tuple(args), tuple(int(k, 16) for k in payload) if op == "rat" else _tuples(payload))


def _tuples(x: Any) -> Any:
    return tuple(_tuples(y) for y in x) if isinstance(x, list | tuple) else x
