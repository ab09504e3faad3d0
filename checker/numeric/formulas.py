"""Formulas that stand for undefined functions: members of the classes that `domains.Function` declares.

Decides which formula a function gets, from a seeded generator; a claim about all functions of a class is tried at
these. A smooth function is entire, of bounded growth on the reals, with nonzero mixed partial derivatives; a positive
one is the exponential of a bounded one; a density is a mixture of two Gaussians, normalised exactly, whose means
move affinely with what it is conditioned on. Says nothing of functions outside these families.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from random import Random

from checker.domains import Function, size_value
from checker.graph import (
    BINDERS,
    ONE,
    PI,
    TWO,
    Node,
    add,
    bind,
    close,
    div,
    elem,
    fn,
    matsym,
    mul,
    open_binder,
    power,
    rat,
    rebuild,
    sub,
    substitute,
    sym,
)

#: a drawn function: its parameters (symbols or matrix symbols of concrete shape) and its body
Formula = tuple[tuple[Node, ...], Node]


def rewrite(root: Node, rule: Callable[[Node], Node | None]) -> Node:
    """Apply `rule` to every node from the leaves up; binders are opened, so no bound variable is captured."""
    done: dict[Node, Node] = {}
    stack: list[Node] = [root]
    opened: dict[Node, tuple[Node, ...]] = {}
    while stack:
        n = stack[-1]
        if n in done:
            stack.pop()
            continue
        if n.op in BINDERS:
            parts = opened.setdefault(n, open_binder(n))
            needs: tuple[Node, ...] = (parts[0], *n.args[1:])
        else:
            needs = n.args
        if todo := [a for a in needs if a not in done]:
            stack.extend(todo)
            continue
        stack.pop()
        if n.op in BINDERS:
            body, *free = opened[n]
            rest = [done[a] for a in n.args[1:]]
            same = done[body] == body and tuple(rest) == n.args[1:]
            new = n if same else close(n, done[body], free, rest)
        else:
            args = [done[a] for a in n.args]
            new = n if tuple(args) == n.args else rebuild(n, args)
        answer = rule(new)
        done[n] = new if answer is None else answer
    return done[root]


def apply_formula(formula: Formula, args: Sequence[Node], orders: Sequence[int] = ()) -> Node:
    """The formula at the arguments; nonzero orders wrap it in `diff` binders, one for each argument."""
    parameters, body = formula
    for parameter, order in zip(parameters, orders, strict=False):
        if order:
            body = bind("diff", parameter, body, parameter, data=order)
    return substitute(body, dict(zip(parameters, args, strict=True)))


def insert(node: Node, formulas: Mapping[str, Formula]) -> Node:
    """Every application of a drawn function replaced by its formula; others are left."""

    def rule(n: Node) -> Node | None:
        if n.op == "app" and n.data[0] in formulas:
            return apply_formula(formulas[n.data[0]], n.args, n.data[1] or ())
        if n.op == "vapp" and n.data in formulas:
            return apply_formula(formulas[n.data], n.args[2:])
        return None

    return rewrite(node, rule) if formulas else node


def draw_formula(
    name: str, domain: Function, sizes: Mapping[str, int], rng: Random, *, plain: bool = False, still: bool = False
) -> Formula:
    """A formula for the function, drawn at random from its class.

    With `plain` a density has one Gaussian for two and a smooth function is a polynomial: less generic, but integrals
    of logarithms of these can be enclosed where those of mixtures can't. With `still` it is the same density whatever
    it is conditioned on.

    Raises KeyError or ValueError where an argument's size is not known.
    """
    parameters, entries = _parameters(name, domain, sizes)
    flat = [e for part in entries for e in part]
    cut = len(domain.arguments) - domain.given

    def scalar() -> Node:
        match domain.kind:
            case "smooth":
                return _smooth(flat, rng, plain)
            case "positive":
                return fn("exp", _bounded(flat, rng))
            case "density":
                own = [e for part in entries[:cut] for e in part]
                return _density(own, [] if still else [e for part in entries[cut:] for e in part], rng, plain)

    if domain.value is None:
        return tuple(parameters), scalar()
    rows, cols = size_value(domain.value[0], sizes), size_value(domain.value[1], sizes)
    return tuple(parameters), Node("matrix", tuple(scalar() for _ in range(rows * cols)), (rows, cols))


def gaussian(name: str, domain: Function, mean: Fraction, deviation: Fraction) -> Formula:
    """One Gaussian of that mean and deviation, as a density, whatever it is conditioned on."""
    parameters, entries = _parameters(name, domain, {})
    own = [e for part in entries[: len(domain.arguments) - domain.given] for e in part]
    return tuple(parameters), mul(*(_gauss(x, rat(mean), deviation) for x in own))


def draw_alike(functions: Sequence[tuple[str, Function]], sizes: Mapping[str, int], rng: Random) -> dict[str, Formula]:
    """Formulas that coincide as far as their classes let them: an inequality between functions is tight at such.

    All densities are one Gaussian, whatever they are conditioned on; other functions of one class are the same.
    """
    seed = rng.random()
    first: dict[Function, Formula] = {}
    for n, d in reversed(functions):
        first[d] = draw_formula(n, d, sizes, Random(seed) if d.kind == "density" else rng, plain=True, still=True)
    return {n: first[d] for n, d in functions}


def _parameters(name: str, domain: Function, sizes: Mapping[str, int]) -> tuple[list[Node], list[list[Node]]]:
    """Symbols for the arguments, and the scalars each is made of."""
    parameters: list[Node] = []
    entries: list[list[Node]] = []
    for k, a in enumerate(domain.arguments):
        if a is None:
            p = sym(f"_{name}_{k}")
            parameters.append(p)
            entries.append([p])
        else:
            rows, cols = size_value(a[0], sizes), size_value(a[1], sizes)
            p = matsym(f"_{name}_{k}", rat(rows), rat(cols))
            parameters.append(p)
            entries.append([elem(p, rat(i), rat(j)) for i in range(rows) for j in range(cols)])
    return parameters, entries


def simple_formulas(name: str, domain: Function, sizes: Mapping[str, int]) -> list[Formula]:
    """Plain members of the class, plainest first: for witnesses people read. Empty for matrix values."""
    parameters, entries = _parameters(name, domain, sizes)
    flat = [e for part in entries for e in part]
    if not flat:
        return []
    total = add(*flat)
    if domain.value is not None:
        rows, cols = (size_value(s, sizes) for s in domain.value)
        cells = [flat[k % len(flat)] for k in range(rows * cols)]
        plain = Node("matrix", tuple(cells), (rows, cols))
        squares = Node("matrix", tuple(power(x, 2) for x in cells), (rows, cols))
        return [(tuple(parameters), plain), (tuple(parameters), squares)] if domain.kind == "smooth" else []
    match domain.kind:
        case "smooth":
            bodies = [
                total,
                flat[0],
                power(total, 2),
                power(flat[0], 2),
                add(total, ONE),
                add(power(total, 2), ONE),
                fn("sin", total),
            ]
        case "positive":
            bodies = [ONE, fn("exp", fn("sin", total))]
        case "density":
            cut = len(domain.arguments) - domain.given
            own = [e for part in entries[:cut] for e in part]
            given = [e for part in entries[cut:] for e in part]
            means = [add(*given)] if given else [rat(0), rat(1)]
            bodies = [mul(*(_gauss(x, m, Fraction(1)) for x in own)) for m in means]
    return [(tuple(parameters), body) for body in bodies]


_STEPS = tuple(Fraction(p, q) for p, q in ((1, 1), (1, 2), (-1, 1), (3, 2), (-1, 2), (2, 3), (-2, 3), (1, 3), (2, 1)))
#: where means and constants lie: so many that no two agree by chance, nor cancel with a slope between them
_PLACES = tuple(Fraction(p, q) for q in (7, 11, 13, 17, 19) for p in range(-3 * q // 2, 3 * q // 2) if p % q)


def _times(c: Fraction, x: Node) -> Node:
    return x if c == 1 else mul(rat(c), x)


def _linear(xs: Sequence[Node], rng: Random, constant: bool = True) -> Node:
    parts = [_times(rng.choice(_STEPS), x) for x in xs]
    return add(*parts, rat(rng.choice(_PLACES))) if constant else add(*parts)


def _bounded(xs: Sequence[Node], rng: Random) -> Node:
    return add(_times(rng.choice(_STEPS), fn("sin", _linear(xs, rng))), rat(rng.choice(_PLACES)))


def _smooth(xs: Sequence[Node], rng: Random, plain: bool) -> Node:
    wave = _times(rng.choice(_STEPS), fn("sin", _linear(xs, rng)))
    square = _times(rng.choice(_STEPS), power(_linear(xs, rng, False), 2)) if xs else rat(1)
    parts = [square, _linear(xs, rng)] if plain else [wave, square, _linear(xs, rng)]
    if len(xs) > 1 and not plain:
        parts.append(mul(rat(rng.choice(_STEPS)), xs[0], fn("cos", _linear(xs[1:], rng))))
    return add(*parts)


def _gauss(x: Node, mean: Node, deviation: Fraction) -> Node:
    """exp(-(x - mean)^2 / (2 deviation^2)) / (deviation sqrt(2 pi))"""
    centred = (add(x, rat(-mean.value)) if mean.value else x) if mean.op == "rat" else sub(x, mean)
    top = fn("exp", mul(rat(-1 / (2 * deviation**2)), power(centred, 2)))
    return div(top, _times(deviation, power(mul(TWO, PI), rat(1, 2))))


def _density(xs: Sequence[Node], given: Sequence[Node], rng: Random, plain: bool) -> Node:
    weight = rng.choice((Fraction(1, 2), Fraction(1, 3), Fraction(1, 4), Fraction(2, 5)))
    parts = []
    for w in (Fraction(1),) if plain else (weight, 1 - weight):
        factors = [] if plain else [rat(w)]
        for x in xs:
            mean = _linear(given, rng) if given else rat(rng.choice(_PLACES))
            factors.append(_gauss(x, mean, rng.choice((Fraction(1), Fraction(1, 2), Fraction(3, 2), Fraction(2, 3)))))
        parts.append(mul(*factors))
    return add(*parts) if parts else ONE
