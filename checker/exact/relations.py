"""Polynomial relations between values of special functions: what is a multiple of one of them is 0.

Proves that a numerator vanishes when it lies in the ideal of the relations that hold between the functions that stand
in it, found by division: Wronskians of Bessel (DLMF 10.5.2, 10.28.2) and Airy functions (9.2.7), three-term recurrences
of orthogonal polynomials (18.9.1) and T² - (x² - 1) U² = 1, reflection and duplication of gamma and digamma (5.5.3,
5.5.4, 5.5.8, 5.15.6), reflection and duplication of the dilogarithm (25.12.6, 25.12.1), Legendre's relation of elliptic
integrals (19.7.1), Lambert's W and its logarithm (4.13.1). Each is used only for arguments for which it is shown to
hold; that a numerator is no such multiple says nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import islice, permutations

from checker.exact.kernels import Table, Value
from checker.exact.signs import is_integer, is_nonnegative, is_nonzero, is_positive
from checker.graph import MINUS_ONE, ONE, PI, Node, add, div, fn, mul, postorder, power, rat, sub

#: functions between which a relation is known
NAMES = frozenset(
    "besselj bessely besseli besselk airyai airyaiprime airybi airybiprime legendre hermite laguerre chebyshevt "
    "chebyshevu digamma polygamma gamma polylog elliptic_k elliptic_e LambertW lambertw".split()
)
#: of these one is enough
_ALONE = frozenset("lambertw LambertW chebyshevt chebyshevu".split())
#: relations looked at, at most
MOST = 24

Read = Callable[[Table, Node], Value]
Same = Callable[[Node, Node], bool]


def vanishes(t: Table, value: Value, read: Read) -> bool:
    """Whether the numerator is in the ideal of known relations between the functions in it."""
    found = [k.node for k in t.kernels if k.node.op == "fn" and k.node.data in NAMES]
    if len(found) < 2 and not any(n.data in _ALONE for n in found):
        return False

    def same(a: Node, b: Node) -> bool:
        return bool(t.current(read(t, sub(a, b))).num.is_zero())

    values = [read(t, relation) for relation in islice(_relations(t, found, same), MOST)]
    rest = t.current(value).num  # now that all kernels are there
    for known in (t.current(v).num for v in values):
        if known.is_zero() or known.is_constant():
            continue
        _, rest = divmod(rest, known)
        if rest.is_zero():
            return True
    return False


def _relations(t: Table, found: list[Node], same: Same) -> Iterator[Node]:
    """Expressions that are 0, between functions found."""
    by_name: dict[str, list[Node]] = {}
    for n in found:
        by_name.setdefault(n.data, []).append(n)
    yield from _wronskians(t, by_name, same)
    yield from _recurrences(t, by_name, same)
    yield from _circular(t, by_name, same)
    yield from _reflections(t, by_name, same)
    yield from _dilogarithms(t, by_name, same)
    yield from _elliptic(t, by_name, same)


def _wronskians(t: Table, f: dict[str, list[Node]], same: Same) -> Iterator[Node]:
    for one, other, sign in (("besselj", "bessely", -1), ("besseli", "besselk", 1)):
        for a in f.get(one, ()):
            order, x = a.args
            following = add(order, ONE)
            if not is_positive(x, t.ctx):
                continue
            a1, b, b1 = (
                next((n for n in f.get(name, ()) if n.args[1] == x and same(n.args[0], k)), None)
                for name, k in ((one, following), (other, order), (other, following))
            )
            if a1 is None or b is None or b1 is None:
                continue
            if sign < 0:
                yield sub(sub(mul(a1, b), mul(a, b1)), div(rat(2), mul(PI, x)))
            else:
                yield sub(add(mul(a, b1), mul(a1, b)), div(ONE, x))
    for a in f.get("airyai", ()):
        x = a.args[0]
        rest = [next((n for n in f.get(name, ()) if n.args[0] == x), None) for name in _AIRY]
        if None not in rest:
            da, b, db = (n for n in rest if n is not None)
            yield sub(sub(mul(a, db), mul(da, b)), power(PI, -1))


_AIRY = ("airyaiprime", "airybi", "airybiprime")


def _recurrences(t: Table, f: dict[str, list[Node]], same: Same) -> Iterator[Node]:
    for name in ("legendre", "hermite", "laguerre", "chebyshevt", "chebyshevu"):
        for here in f.get(name, ()):
            k, x = here.args
            if not is_integer(k, t.ctx) or not is_nonnegative(k, t.ctx):
                continue
            above, below = (
                next((n for n in f[name] if n.args[1] == x and same(n.args[0], add(k, rat(step)))), None)
                for step in (1, -1)
            )
            if above is not None and below is not None and (name[:4] != "cheb" or is_positive(k, t.ctx)):
                yield _recurrence(name, k, x, above, here, below)
    for a in f.get("chebyshevt", ()):
        n, x = a.args
        b = next((b for b in f.get("chebyshevu", ()) if b.args[1] == x and same(add(b.args[0], ONE), n)), None)
        if b is not None and is_integer(n, t.ctx) and is_positive(n, t.ctx):
            yield sub(sub(power(a, 2), mul(sub(power(x, 2), ONE), power(b, 2))), ONE)


def _circular(t: Table, f: dict[str, list[Node]], same: Same) -> Iterator[Node]:
    """T_n(cos θ) = cos nθ, U_n(cos θ) sin θ = sin (n+1)θ, T_2n = 2 T_n² - 1 (DLMF 18.5.1, 18.5.2)."""
    for name in ("chebyshevt", "chebyshevu"):
        for a in f.get(name, ()):
            n, x = a.args
            if not is_integer(n, t.ctx) or not is_nonnegative(n, t.ctx):
                continue
            if x.op == "fn" and x.data == "cos":
                angle = x.args[0]
                if name == "chebyshevt":
                    yield sub(a, fn("cos", mul(n, angle)))
                else:
                    yield sub(mul(a, fn("sin", angle)), fn("sin", mul(add(n, ONE), angle)))
            for b in f[name] if name == "chebyshevt" else ():
                if b.args[1] == x and same(b.args[0], mul(rat(2), n)):
                    yield sub(b, sub(mul(rat(2), power(a, 2)), ONE))
    for a, b in permutations(f.get("besselk", ()), 2):
        if a.args[1] == b.args[1] and same(add(a.args[0], b.args[0]), rat(0)):
            yield sub(a, b)


def _recurrence(name: str, k: Node, x: Node, above: Node, here: Node, below: Node) -> Node:
    odd = add(mul(rat(2), k), ONE)
    match name:
        case "legendre":
            return add(mul(add(k, ONE), above), mul(MINUS_ONE, odd, x, here), mul(k, below))
        case "laguerre":
            return add(mul(add(k, ONE), above), mul(sub(x, odd), here), mul(k, below))
        case "hermite":
            return add(above, mul(rat(-2), x, here), mul(rat(2), k, below))
        case _:
            return add(above, mul(rat(-2), x, here), below)


def _reflections(t: Table, f: dict[str, list[Node]], same: Same) -> Iterator[Node]:
    for name in ("gamma", "digamma", "polygamma"):
        for a, b in permutations(f.get(name, ()), 2):
            x, y = a.args[-1], b.args[-1]
            if name == "polygamma" and (a.args[0] != ONE or b.args[0] != ONE):
                continue  # ψ' alone
            angle = mul(PI, x)
            step = next((k for k in (1, 0) if same(add(x, y), rat(k))), None)  # of 1 - x, or of -x
            if step is None or not is_nonzero(fn("sin", angle), t.ctx):
                continue
            cotangent = div(mul(PI, fn("cos", angle)), fn("sin", angle))
            if name == "gamma":
                yield sub(mul(a, b, ONE if step else y), div(PI, fn("sin", angle)))
            elif name == "digamma":
                yield sub(sub(b if step else add(b, power(y, -1)), a), cotangent)
            else:
                other = b if step else sub(b, power(y, -2))
                yield sub(add(a, other), div(power(PI, 2), power(fn("sin", angle), 2)))
    for a, b, c in permutations(f.get("digamma", ()), 3):
        s = b.args[0]
        if same(a.args[0], mul(rat(2), s)) and same(c.args[0], add(s, rat(1, 2))) and is_positive(s, t.ctx):
            yield sub(a, add(mul(rat(1, 2), add(b, c)), fn("log", rat(2))))
    for a, b, c in permutations(f.get("gamma", ()), 3):
        s = b.args[0]
        if same(a.args[0], mul(rat(2), s)) and same(c.args[0], add(s, rat(1, 2))) and is_positive(s, t.ctx):
            two = power(rat(2), sub(ONE, mul(rat(2), s)))
            yield sub(mul(b, c), mul(two, power(PI, rat(1, 2)), a))
    for name in ("lambertw", "LambertW"):
        for w in f.get(name, ()):
            for u in (n.args[0] for n in postorder(w.args[0]) if n.op == "fn" and n.data == "exp"):
                if same(w.args[0], mul(u, fn("exp", u))) and is_nonnegative(add(u, ONE), t.ctx):
                    yield sub(w, u)
            if len(w.args) == 1 and is_positive(w.args[0], t.ctx):
                yield sub(fn("log", w), sub(fn("log", w.args[0]), w))


def _dilogarithms(t: Table, f: dict[str, list[Node]], same: Same) -> Iterator[Node]:
    two = [n for n in f.get("polylog", ()) if n.args[0] == rat(2)]
    for a, b in permutations(two, 2):
        x, y = a.args[1], b.args[1]
        if is_positive(x, t.ctx) and is_positive(y, t.ctx) and same(add(x, y), ONE):
            yield sub(add(a, b), sub(div(power(PI, 2), rat(6)), mul(fn("log", x), fn("log", y))))
    for a, b, c in permutations(two, 3):
        x = a.args[1]
        inside = is_positive(add(x, ONE), t.ctx) and is_positive(sub(ONE, x), t.ctx)
        if inside and same(add(x, b.args[1]), rat(0)) and same(power(x, 2), c.args[1]):
            yield sub(mul(rat(2), add(a, b)), c)


def _elliptic(t: Table, f: dict[str, list[Node]], same: Same) -> Iterator[Node]:
    first, second = ([n for n in f.get(name, ()) if len(n.args) == 1] for name in ("elliptic_k", "elliptic_e"))
    for a, b in permutations(first, 2):
        m, other = a.args[0], b.args[0]
        if not (is_positive(m, t.ctx) and is_positive(other, t.ctx) and same(add(m, other), ONE)):
            continue
        e, d = (next((n for n in second if same(n.args[0], x)), None) for x in (m, other))
        if e is not None and d is not None:
            yield sub(sub(add(mul(e, b), mul(d, a)), mul(a, b)), div(PI, rat(2)))
