"""Integrals over the whole line of polynomials times exponentials of quadratics, in closed form.

    int y^j exp(A y^2 + B y + C) dy = exp(C - B^2/(4A)) sum_k binom(j, k) (-B/(2A))^(j-k) Gamma((k+1)/2) (-A)^(-(k+1)/2)

over even k, for Re A < 0 (complete the square; DLMF 5.9.1). It holds for balls of coefficients, real or complex, and
is holomorphic in them, so inner integrals cost nothing. Anything of another form is left to quadrature.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from fractions import Fraction
from math import comb

from flint import acb, arb, fmpq

from checker.graph import (
    INF,
    NEG_INF,
    ONE,
    PI,
    ZERO,
    Node,
    add,
    fn,
    mul,
    neg,
    open_binder,
    postorder,
    power,
    rat,
    substitute,
    sym,
)
from checker.numeric.critical import collected, depends, monomials
from checker.numeric.growth import Number
from checker.numeric.rewriting import prepared
from checker.numeric.scope import Unknown
from checker.numeric.workspace import BoundScope, Work

#: the highest power of the variable
MOST = 40


def parts(n: Node, variable: str) -> list[Node]:
    """The terms of a sum; a product with one sum that is no polynomial is multiplied out."""
    if n.op == "add":
        return [p for a in n.args for p in parts(a, variable)]
    if n.op == "mul":
        sums = [f for f in n.args if f.op == "add" and any(x.op == "fn" for x in postorder(f))]
        if len(sums) == 1 and len(sums[0].args) <= 8:
            rest = [f for f in n.args if f is not sums[0]]
            return [p for t in sums[0].args for p in parts(mul(*rest, *(t.args if t.op == "mul" else (t,))), variable)]
    return [n]


def gaussian_integral(body: Node, variable: str, work: Work) -> acb | None:
    """The integral over the line, or None if the body has not that form or its decay is not certain."""
    if not any(n.op == "fn" and n.data == "exp" for n in postorder(body)):
        return None
    total = acb(0)
    for part, number in _collected(parts(body, variable)).items():
        value = _one(part, variable, work)
        if value is None:
            return None
        total += fmpq(number.numerator, number.denominator) * value
    return total


def _collected(terms: Iterable[Node]) -> dict[Node, Fraction]:
    """The terms with the rational number before each: what cancels is gone, and so is exactly 0."""
    found: dict[Node, Fraction] = {}
    for term in terms:
        number, rest = Fraction(1), []
        for f in term.args if term.op == "mul" else (term,):
            if f.op == "rat":
                number *= f.value
            else:
                rest.append(f)
        key = mul(*rest)
        found[key] = found.get(key, Fraction(0)) + number
    return {n: c for n, c in found.items() if c}


def _one(part: Node, variable: str, work: Work) -> acb | None:
    exponents: list[Node] = []
    factors: list[Node] = []
    constant = acb(1)
    for f in part.args if part.op == "mul" else (part,):
        if not depends(f, variable):
            c = work.constant(f)
            if c is None:
                return None
            constant = constant * c
        elif f.op == "fn" and f.data == "exp":
            exponents.append(f.args[0])
        else:
            factors.append(f)
    q = _coefficients(add(*exponents), variable, work)
    p = _coefficients(mul(*factors), variable, work)
    if q is None or p is None or any(k > 2 for k in q) or any(k > MOST for k in p):
        return None
    a, b, c = (q.get(k, fmpq(0)) for k in (2, 1, 0))
    if not acb(a).real < 0:
        return None
    peak = (acb(c - b * b / (4 * a))).exp()
    centre = acb(-b / (2 * a))
    minus = acb(-a)
    root = minus.rsqrt()
    total = acb(0)
    for j, coefficient in p.items():
        for k in range(0, j + 1, 2):
            weight = (arb(k + 1) / 2).gamma() * comb(j, k)
            total += coefficient * weight * centre ** (j - k) * root / minus ** (k // 2)
    return constant * peak * total


def _coefficients(n: Node, variable: str, work: Work) -> dict[int, Number] | None:
    """The node as a polynomial in the variable: power -> value, rational where it is."""
    written = monomials(n, BoundScope(work), variable)
    if written is None:
        return None
    out: dict[int, Number] = {}
    for monomial, c in written.items():
        value: Number = fmpq(c.numerator, c.denominator)
        k = 0
        for atom, e in monomial:
            if atom.op == "sym" and atom.data == variable:
                k = e
                continue
            known = work.constant(atom) if not depends(atom, variable) else None
            if known is None:
                return None
            value = value * known**e
        out[k] = out[k] + value if k in out else value
    return out


# ---------------------------------------------------------------- inner integrals, as formulas


class Reals:
    """A scope that knows constants, and of one variable only that it is real."""

    precision = 64
    estimates = False

    def __init__(self, variable: str, constant: Callable[[Node], Number | None]) -> None:
        self.variable, self.constant = variable, constant

    def exact(self, name: str) -> Fraction | None:
        c = self.constant(sym(name)) if name != self.variable else None
        return Fraction(int(c.p), int(c.q)) if isinstance(c, fmpq) else None

    def evaluate(self, node: Node, bindings: Mapping[str, acb], *, analytic: bool = False) -> acb:
        """No node has a value."""
        raise Unknown("no values")

    def value(self, n: Node) -> Number | None:
        """The value of a constant; a ball around all reals for a polynomial in the variable."""
        if not depends(n, self.variable):
            return self.constant(n)
        if n.op == "sym":
            return acb(arb(0, arb(2) ** 200))
        if n.op in ("add", "mul") or (n.op == "pow" and n.args[1].op == "rat" and n.args[1].value in range(17)):
            values = [self.value(x) for x in n.args]
            if all(v is not None and acb(v).imag.is_zero() for v in values):
                return acb(arb(0, arb(2) ** 200))
        return None


def unfolded(body: Node, variable: str, work: Work) -> Node:
    """The body with inner integrals over the whole line in closed form, where they are Gaussian for every real value
    of the variable, so that an integral over a plane is one over a line."""
    swap: dict[Node, Node] = {}
    for n in depends(body, variable):
        if n.op == "integral" and n.args[1:] == (NEG_INF, INF):
            inner, y = open_binder(n)
            scope = Reals(variable, work.constant)
            inner = unfolded(unfolded(inner, y.data, work), variable, work)
            ready = prepared(inner, y.data, scope.value, scope, (-1.0, 1.0), others=frozenset({variable}))
            terms = [_formula(p, y.data, scope) for p in parts(ready, y.data)]
            if all(t is not None for t in terms):
                swap[n] = add(*(t for t in terms if t is not None))
    return substitute(body, swap) if swap else body


def _formula(part: Node, y: str, scope: Reals) -> Node | None:
    """The integral of one product by y as a node, its coefficients nodes free of y."""
    exponents: list[Node] = []
    factors: list[Node] = []
    free: list[Node] = []
    for f in part.args if part.op == "mul" else (part,):
        if not depends(f, y):
            free.append(f)
        elif f.op == "fn" and f.data == "exp":
            exponents.append(f.args[0])
        else:
            factors.append(f)
    q, p = (_by_power(n, y, scope) for n in (add(*exponents), mul(*factors)))
    if q is None or p is None or any(k > 2 for k in q) or any(k > MOST for k in p) or 2 not in q:
        return None
    a, b, c = (q.get(k, rat(0)) for k in (2, 1, 0))
    if depends(a, scope.variable):
        return None
    value = scope.constant(a)
    if value is None or not acb(value).real < 0:
        return None
    if isinstance(value, fmpq):
        a = rat(Fraction(int(value.p), int(value.q)))
    minus, inverse = (rat(-a.value), rat(-1 / a.value)) if a.op == "rat" else (neg(a), power(neg(a), -1))
    centre = mul(rat(1, 2), b, inverse)
    exponent = collected(add(c, mul(rat(1, 4), power(b, 2), inverse)), scope, scope.variable)
    peak = fn("exp", exponent) if exponent != ZERO else ONE
    total: list[Node] = []
    for j, coefficient in p.items():
        for k in range(0, j + 1, 2):  # gamma((k + 1)/2) = sqrt(pi) (k - 1)!! / 2^(k/2)
            odd = Fraction(1)
            for i in range(1, k, 2):
                odd *= Fraction(i, 2)
            shift = [power(centre, j - k)] if j > k else []
            fall = power(minus, rat(Fraction(-k - 1, 2)))
            total.append(mul(rat(odd * comb(j, k)), coefficient, *shift, fall))
    return mul(*free, power(PI, rat(1, 2)), peak, add(*total))


def _by_power(n: Node, y: str, scope: Reals) -> dict[int, Node] | None:
    """The node as a polynomial in y: power -> node."""
    written = monomials(n, scope, y, scope.variable)
    if written is None:
        return None
    out: dict[int, list[Node]] = {}
    for monomial, c in written.items():
        k, rest = 0, [rat(c)]
        for atom, e in monomial:
            if atom.op == "sym" and atom.data == y:
                k = e
            else:
                rest.append(power(atom, e) if e > 1 else atom)
        out.setdefault(k, []).append(mul(*(x for x in rest if x != ONE)))
    return {k: add(*terms) for k, terms in out.items()}
