"""Equations among the conditions of a link, put to use: where h = 0, h may be replaced by 0.

`put_equations` decides which side of such a condition stands for which, and replaces it throughout the link. One side
must be a symbol (no size of a matrix) or the value of an undefined function, and must not occur in the other side. It
proves nothing: the link that it returns holds, under the conditions that remain, exactly when the given one does.
"""

from __future__ import annotations

from dataclasses import replace

from checker.graph import Node, has_bound, postorder, substitute
from checker.records import Link

#: What a proof says that rests on a condition.
NAME = "condition"


def put_equations(link: Link) -> Link:
    """The link with every equation of its conditions inserted, one after the other; unchanged if there is none."""
    for condition in link.where:
        if condition.op != "rel" or condition.data != "=":
            continue
        for old, new in (condition.args, condition.args[::-1]):
            if _replaceable(old, link) and old not in postorder(new):
                link = _put(link, condition, old, new)
                break
    return link


def _replaceable(node: Node, link: Link) -> bool:
    if node.op not in ("sym", "app") or has_bound(node):
        return False
    shaped = [n for n in postorder(link.left, link.right, *link.where) if n.op in ("matsym", "vapp")]
    return not any(node in postorder(n) for n in shaped)


def _put(link: Link, condition: Node, old: Node, new: Node) -> Link:
    """The condition stays, since it also says that `new` lies in the domain of `old`."""
    swap = {old: new}
    return replace(
        link,
        left=substitute(link.left, swap),
        right=substitute(link.right, swap),
        where=tuple(c if c == condition else substitute(c, swap) for c in link.where),
    )
