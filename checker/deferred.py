"""Nodes and links that are made when something first looks at them. Decides nothing.

What comes out of the cache is mostly never looked at: a report of a green run shows no graph, and a link that was
examined before is known by its key. A deferred node or link equals, hashes as and reads like the one it stands for.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import fields
from typing import Any

from checker.graph import Node
from checker.graph_data import dump, read_row
from checker.records import Link

_NODE = tuple(f.name for f in fields(Node))
_LINK = tuple(f.name for f in fields(Link))


class Rows:
    """The text of a dumped graph, of which only what is asked for is made, once."""

    __slots__ = ("made", "rows", "text")

    def __init__(self, text: str) -> None:
        self.text = text
        self.rows: Sequence[Any] | None = None
        self.made: dict[int, Node] = {}

    def node(self, number: int) -> Node:
        """The node of that row. Raises ValueError on data that is not a graph."""
        try:
            if self.rows is None:
                self.rows = json.loads(self.text)
            todo = [number]
            while todo:
                k = todo[-1]
                op, payload, arguments = self.rows[k]
                missing = [a for a in arguments if a not in self.made]
                if missing and k not in self.made:
                    if max(missing) >= k:
                        raise ValueError("not a graph: a row stands before what it is made of")
                    todo += missing
                    continue
                todo.pop()
                if k not in self.made:
                    self.made[k] = read_row(op, payload, [self.made[a] for a in arguments])
            return self.made[number]
        except (LookupError, TypeError) as e:
            raise ValueError(f"not a graph: {e!r}") from e


class Roots:
    """Collects nodes while records are written down, and answers with their numbers in one common graph."""

    def __init__(self) -> None:
        self.numbers: dict[Node, int] = {}

    def put(self, node: Node) -> int:
        """Which of the roots the node is."""
        return self.numbers.setdefault(node, len(self.numbers))

    def graph(self) -> list[Any]:
        """The text of the common graph and the row of every root; for `deferred_roots`."""
        dumped = dump(*self.numbers)
        return [json.dumps(dumped["nodes"], separators=(",", ":")), dumped["roots"]]


def deferred_roots(graph: Sequence[Any]) -> list[Node]:
    """The roots that `Roots.graph` wrote down, none of them made yet."""
    text, numbers = graph
    rows = Rows(text)
    return [DeferredNode(rows, k) for k in numbers]


class DeferredNode(Node):
    """A row of a graph that is read when an attribute of it is."""

    __slots__ = ("_number", "_rows")
    _number: int
    _rows: Rows

    def __init__(self, rows: Rows, number: int) -> None:
        object.__setattr__(self, "_rows", rows)
        object.__setattr__(self, "_number", number)

    def __getattr__(self, name: str) -> Any:
        if name not in _NODE:
            raise AttributeError(name)
        node = self._rows.node(self._number)
        for field in _NODE:
            object.__setattr__(self, field, getattr(node, field))
        return getattr(node, name)


class DeferredLink(Link):
    """A link whose key is known, made when more than the key is asked for. `dataclasses.replace` makes a plain one."""

    __slots__ = ("_key", "_make")
    _key: str
    _make: Callable[[], Link]

    def __new__(cls, *_: Any, **changed: Any) -> Any:
        """With the fields of a link, as `dataclasses.replace` gives them, a link: the key is that of another one."""
        return Link(**changed) if changed else super().__new__(cls)

    def __init__(self, key: str, make: Callable[[], Link]) -> None:
        object.__setattr__(self, "_key", key)
        object.__setattr__(self, "_make", make)

    def __getattr__(self, name: str) -> Any:
        if name not in _LINK:
            raise AttributeError(name)
        link = self._make()
        for field in _LINK:
            object.__setattr__(self, field, getattr(link, field))
        return getattr(link, name)

    def __eq__(self, other: object) -> bool:
        return self is other or (isinstance(other, Link) and self.key == other.key)

    def __hash__(self) -> int:
        return super().__hash__()

    @property
    def key(self) -> str:
        return self._key
