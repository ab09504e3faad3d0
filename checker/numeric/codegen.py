"""Graphs into straight-line Python: each distinct node one line, in an order where arguments come first.

Decides only the order and laziness of evaluation: values of a piecewise, its later conditions, and the parts of `and`
and `or` are separate functions, run when asked for; a node that several of those share, but nobody needs for certain,
is computed at most once. The generated source holds only names of its own making (v12, f3, k7); every constant,
function and name of a symbol is passed in through its globals. `lines` there maps line numbers to nodes, so an
exception finds its node at no cost.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from checker.graph import Node, postorder

#: name of the generated "file", by which frames are recognised
SOURCE = "<graph>"
#: bits a symbol's value is taken to have, for guessing when rationals get long
SYMBOL_BITS = 64
LONG = 1 << 12


@dataclass(slots=True)
class _Block:
    """Nodes computed together: 0 is the main function, the others are run on demand."""

    parent: int
    depth: int
    nodes: list[int] = field(default_factory=list)


def lazy_arguments(node: Node) -> tuple[int, ...]:
    """Positions of the arguments that are evaluated only when asked for."""
    match node.op:
        case "piecewise":
            return tuple(k for k in range(len(node.args)) if k != 1)
        case "and" | "or":
            return tuple(range(len(node.args)))
    return ()


#: (node, argument expressions) -> expression; an expression is text over the globals it registers
Emit = Callable[[Node, list[str]], str]


def generate(
    roots: Sequence[Node],
    inputs: Sequence[Node],
    strict: Callable[[Node], Sequence[Node]],
    emit: Emit,
    namespace: dict[str, Any],
) -> Callable[[Sequence[Any], Any], list[Any]]:
    """A function of the inputs' values and a world, to the values of the roots.

    `strict(node)` are the nodes needed before it, in the order `emit` gets their names; lazy arguments follow as the
    names of functions to be called with (s, w), s being the storage.
    """
    order = _order(roots, inputs, strict)
    index = {n: k for k, n in enumerate(order)}
    given = {index[n]: k for k, n in enumerate(inputs) if n in index}
    needs = {k: [] if k in given else [index[a] for a in strict(n)] for k, n in enumerate(order)}
    lazies = {k: [] if k in given else [index[n.args[j]] for j in lazy_arguments(n)] for k, n in enumerate(order)}
    blocks = [_Block(-1, 0)]
    home: dict[int, int] = {}
    uses: dict[int, set[int]] = {k: set() for k in needs}
    branch: dict[tuple[int, int], int] = {}  # (user, position) -> block whose result is that argument
    thunk: dict[int, int] = {}  # node -> block that computes it on demand
    for k in [*given, *(index[r] for r in roots)]:
        uses[k].add(0)
    for k in reversed(range(len(order))):
        if not uses[k]:
            continue
        meet = _meet(blocks, uses[k])
        if meet in uses[k]:
            home[k] = meet
        else:
            blocks.append(_Block(meet, blocks[meet].depth + 1))
            thunk[k] = home[k] = len(blocks) - 1
        for a in needs[k]:
            uses[a].add(home[k])
        for position, a in enumerate(lazies[k]):
            blocks.append(_Block(home[k], blocks[home[k]].depth + 1))
            branch[k, position] = len(blocks) - 1
            uses[a].add(len(blocks) - 1)
    for k in range(len(order)):
        if k in home:
            blocks[home[k]].nodes.append(k)
    results = {b: lazies[k][position] for (k, position), b in branch.items()}
    results.update({b: k for k, b in thunk.items()})
    lines: dict[int, Node] = {}
    text: list[str] = []
    stored = _stored(needs, lazies, home, thunk, results, len(blocks), index, roots)
    for number, block in enumerate(blocks):
        if number == 0:
            text.append("def main(e, w):")
            if len(blocks) > 1:
                text.append(f" s = [None]*{len(order)}")
        else:
            text.append(f"def b{number}(s, w):")
            if number in thunk.values():
                result = results[number]
                text.append(f" v{result} = s[{result}]")
                text.append(f" if v{result} is not None: return v{result}")
        have = set(block.nodes)
        fetched: set[int] = set()

        def fetch(k: int, have: set[int] = have, fetched: set[int] = fetched, text: list[str] = text) -> str:
            if k not in have and k not in fetched:
                fetched.add(k)
                text.append(f" v{k} = b{thunk[k]}(s, w)" if k in thunk else f" v{k} = s[{k}]")
            return f"v{k}"

        for k in block.nodes:
            n = order[k]
            if k in given:
                text.append(f" v{k} = e[{given[k]}]")
            else:
                names = [fetch(a) for a in needs[k]]
                names += [f"b{branch[k, position]}" for position in range(len(lazies[k]))]
                text.append(f" v{k} = {emit(n, names)}")
                lines[len(text)] = n
            if k in stored:
                text.append(f" s[{k}] = v{k}")
        if number == 0:
            text.append(" return [" + ", ".join(fetch(index[r]) for r in roots) + "]")
        else:
            text.append(f" return {fetch(results[number])}")
    namespace["lines"] = lines
    exec(compile("\n".join(text), SOURCE, "exec"), namespace)
    main: Callable[[Sequence[Any], Any], list[Any]] = namespace["main"]
    return main


def _order(roots: Sequence[Node], inputs: Sequence[Node], strict: Callable[[Node], Sequence[Node]]) -> list[Node]:
    """All nodes needed, arguments first; inputs are leaves."""
    leaves = set(inputs)
    seen: set[Node] = set()
    out: list[Node] = []
    stack = [(r, False) for r in reversed(roots)]
    while stack:
        n, ready = stack.pop()
        if ready:
            out.append(n)
        elif n not in seen:
            seen.add(n)
            stack.append((n, True))
            if n not in leaves:
                children = [*strict(n), *(n.args[j] for j in lazy_arguments(n))]
                stack.extend((a, False) for a in reversed(children) if a not in seen)
    return out


def _meet(blocks: list[_Block], used: set[int]) -> int:
    """The innermost block that encloses all of the given ones."""
    numbers = iter(used)
    a = next(numbers)
    for b in numbers:
        while a != b:
            if blocks[a].depth < blocks[b].depth:
                b = blocks[b].parent
            elif blocks[a].depth > blocks[b].depth:
                a = blocks[a].parent
            else:
                a, b = blocks[a].parent, blocks[b].parent
    return a


def _stored(
    needs: Mapping[int, list[int]],
    lazies: Mapping[int, list[int]],
    home: Mapping[int, int],
    thunk: Mapping[int, int],
    results: Mapping[int, int],
    count: int,
    index: Mapping[Node, int],
    roots: Sequence[Node],
) -> set[int]:
    """Nodes whose values other blocks read from the storage."""
    out = set(thunk)
    for k, block in home.items():
        out.update(a for a in needs[k] if home[a] != block)
    for block, result in results.items():
        if home[result] != block:
            out.add(result)
    out.update(index[r] for r in roots if home[index[r]] != 0)
    return out


def weights(order: Sequence[Node]) -> set[Node]:
    """Nodes after which exact rationals may have got long, so that their length must be looked at."""
    weight: dict[Node, int] = {}
    guarded: set[Node] = set()
    for n in postorder(*order):
        match n.op:
            case "rat":
                w = n.data[0].bit_length() + n.data[1].bit_length()
            case "add" | "mul":
                w = sum(weight[a] for a in n.args) + 8
            case "pow" if n.args[1].op == "rat" and n.args[1].data[1] == 1:
                w = min(LONG, weight[n.args[0]] * max(1, abs(n.args[1].data[0])))
            case "piecewise" | "fn":
                w = max([SYMBOL_BITS, *(weight[a] for a in n.args)])
            case _:
                w = SYMBOL_BITS
        if w > LONG:
            guarded.add(n)
            w = LONG // 2
        weight[n] = w
    return guarded
