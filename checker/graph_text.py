"""A graph as one short line, operation by operation, for messages and debugging only. Decides nothing.

What a reader of mathematics is shown is for `nodetext`.
"""

from __future__ import annotations

from checker.graph import Node


def text(node: Node, limit: int = 400) -> str:
    """A short readable form of the graph, cut at `limit` characters."""
    out: list[str] = []
    room = limit

    def put(s: str) -> None:
        nonlocal room
        if room > 0:
            out.append(s[:room])
            room -= len(s)

    def walk(n: Node, depth: int = 0) -> None:
        if room <= 0:
            return
        if depth > 60:
            put("…")
            return
        match n.op:
            case "rat":
                p, q = n.data
                put((str(p) if q == 1 else f"{p}/{q}") if max(abs(p), q) < 10**60 else "(a long number)")
            case "sym" | "const" | "matsym":
                put(str(n.data))
            case "bound" | "matbound":
                put(f"#{n.data}")
            case "add" | "mul" | "pow" | "rel" | "and" | "or" | "matadd" | "matmul" | "hadamard":
                signs = {"add": " + ", "mul": "*", "pow": "^", "rel": f" {n.data} ", "and": " and ", "or": " or ",
                         "matadd": " + ", "matmul": "@", "hadamard": " ⊙ "}  # fmt: skip
                put("(")
                for k, a in enumerate(n.args):
                    if k:
                        put(signs[n.op])
                    walk(a, depth + 1)
                put(")")
            case _:
                name = {"fn": n.data, "app": None, "vapp": n.data}.get(n.op, n.op)
                if n.op == "app":
                    name = n.data[0] + ("" if not any(n.data[1]) else "^" + str(n.data[1]))
                put(f"{name}(")
                for k, a in enumerate(n.args):
                    if k:
                        put(", ")
                    walk(a, depth + 1)
                put(")")

    walk(node)
    return "".join(out) + ("…" if room < 0 else "")
