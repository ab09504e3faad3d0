"""Indefinite summation of hypergeometric terms: Gosper's algorithm with parameters.

For t(k) = P(k)·H(k), P a polynomial or rational function of k and H a product of powers, factorials, gamma functions
and binomials with H(k+1)/H(k) = h(k) rational, finds a rational R with R(k+1) h(k) - R(k) = P(k), so that
Σ_{k=a}^{b} t(k) = R(b+1) H(b+1) - R(a) H(a). The certificate R is checked exactly before it is handed out, and the
caller is told the denominators that must not vanish on the range. Gosper, Decision procedure for indefinite
hypergeometric summation, PNAS 75 (1978); Petkovšek, Wilf, Zeilberger, A = B, chapter 5.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from flint import Ordering, fmpq, fmpq_mpoly, fmpq_mpoly_ctx

from checker.exact.context import Context
from checker.exact.expansion import affine
from checker.exact.terms import Term, depends, plus, quotient, raised, times, whole
from checker.graph import ONE, Node, fn, power, rat, substitute

#: the certificate's numerator has at most this degree in k
MAX_DEGREE = 24
MAX_TERMS = 2000


@dataclass(frozen=True, slots=True)
class Certificate:
    """R(k) and H(k) as expressions of the index, and the expressions of it that must not be 0 on the range.

    `steps` must not vanish for k from the first to the last index, `ends` for k from the first to one beyond the last.
    """

    certificate: Node
    kernel: Node
    steps: tuple[Node, ...]
    ends: tuple[Node, ...]


_Ratio = tuple[fmpq_mpoly, fmpq_mpoly]


@dataclass(frozen=True, slots=True)
class _Field:
    """Rational functions over Q in the index (generator 0) and the parameters."""

    ring: fmpq_mpoly_ctx
    names: tuple[Node, ...]

    def read(self, node: Node) -> _Ratio | None:
        one = self.ring.constant(1)
        if node in self.names:
            return self.ring.gen(self.names.index(node)), one
        match node.op:
            case "rat":
                return self.ring.constant(fmpq(*node.data)), one
            case "add":
                total: _Ratio = (self.ring.constant(0), one)
                for a in node.args:
                    r = self.read(a)
                    if r is None:
                        return None
                    total = self.reduced(total[0] * r[1] + r[0] * total[1], total[1] * r[1])
                return total
            case "mul":
                total = (one, one)
                for a in node.args:
                    r = self.read(a)
                    if r is None:
                        return None
                    total = self.reduced(total[0] * r[0], total[1] * r[1])
                return total
            case "pow":
                n = whole(node.args[1])
                r = self.read(node.args[0]) if n is not None and abs(n) <= MAX_DEGREE else None
                if r is None or n is None:
                    return None
                return (r[0] ** n, r[1] ** n) if n >= 0 else (r[1] ** -n, r[0] ** -n) if not r[0].is_zero() else None
        return None

    def reduced(self, top: fmpq_mpoly, bottom: fmpq_mpoly) -> _Ratio:
        g = top.gcd(bottom)
        return (top, bottom) if g.is_one() or g.is_zero() else (top / g, bottom / g)

    def node(self, p: fmpq_mpoly) -> Node:
        parts = []
        for exponents, c in p.to_dict().items():
            factors = [power(x, int(e)) if e != 1 else x for x, e in zip(self.names, exponents, strict=True) if e]
            parts.append(times(rat(Fraction(int(c.p), int(c.q))), *factors))
        return plus(*parts)

    def shift(self, p: fmpq_mpoly, by: int) -> fmpq_mpoly:
        gens = [self.ring.gen(i) for i in range(len(self.names))]
        return p.compose(gens[0] + by, *gens[1:], ctx=self.ring)

    def degree(self, p: fmpq_mpoly) -> int:
        return int(p.degrees()[0]) if not p.is_zero() else -1

    def coefficient(self, p: fmpq_mpoly, k: int) -> fmpq_mpoly:
        """Of k^index, a polynomial of the parameters."""
        picked = {(0, *e[1:]): c for e, c in p.to_dict().items() if e[0] == k}
        return self.ring.from_dict(picked)


def gosper(t: Term, k: Node, ctx: Context) -> Certificate | None:
    """A certificate for the term (its coefficient left out), or None if there is none or it is not of the kind."""
    parts = _parts(t, k, ctx)
    if parts is None:
        return None
    polynomial, kernel, ratio, conditions = parts
    atoms = sorted({n for x in (polynomial, ratio) for n in _atoms(x) if n != k}, key=lambda n: n.digest)
    if any(depends(a, k) for a in atoms) or len(atoms) > 8:
        return None
    names = (k, *atoms)
    ring = fmpq_mpoly_ctx.get([f"x{i}" for i in range(len(names))], Ordering.lex)
    field = _Field(ring, names)
    p, h = field.read(polynomial), field.read(ratio)
    if p is None or h is None or h[0].is_zero() or p[0].is_zero():
        return None
    found = _solve(p, h, field, ctx)
    if found is None:
        return None
    top, bottom = found
    if not _check(found, p, h, field):
        return None
    certificate = quotient(field.node(top), field.node(bottom))
    h_bottom, bottom_node = field.node(h[1]), field.node(bottom)
    steps = tuple(x for x in (h_bottom, *conditions) if x.op != "rat")
    ends = tuple(x for x in (bottom_node,) if x.op != "rat")
    return Certificate(certificate, kernel, steps, ends)


def _atoms(node: Node) -> list[Node]:
    """What the rational expression is made of."""
    out, stack, seen = [], [node], set()
    while stack:
        n = stack.pop()
        if n in seen:
            continue
        seen.add(n)
        if n.op in ("add", "mul"):
            stack.extend(n.args)
        elif n.op == "pow" and whole(n.args[1]) is not None:
            stack.append(n.args[0])
        elif n.op != "rat":
            out.append(n)
    return out


def _parts(t: Term, k: Node, ctx: Context) -> tuple[Node, Node, Node, list[Node]] | None:
    """(P, H, H(k+1)/H(k), what must not be 0 for that ratio to hold)."""
    polynomial: list[Node] = []
    kernel: list[Node] = []
    ratio: list[Node] = []
    conditions: list[Node] = []
    for c, p in t.exponential:
        if p != ((k, ONE),):
            return None
        kernel.append(fn("exp", times(c, k)))
        ratio.append(fn("exp", c))
    for a, e in t.powers:
        n = whole(e)
        if depends(e, k):
            line = affine(e, k, ctx)
            if line is None or depends(a, k):
                return None
            kernel.append(raised(a, e))
            ratio.append(raised(a, line[0]))
            continue
        if n is None:
            return None
        if a == k or (a.op == "add" and all(depends(x, k) is False or x == k for x in _atoms(a))):
            polynomial.append(raised(a, e))
            continue
        step = _function_ratio(a, k, ctx)
        if step is None:
            return None
        kernel.append(raised(a, e))
        top, bottom = step
        ratio.append(raised(quotient(top, bottom), rat(n)))
        conditions.append(bottom)
        if n < 0:
            conditions.append(top)
    return times(*polynomial), times(*kernel), times(*ratio), [c for c in conditions if c.op != "rat"]


def _function_ratio(a: Node, k: Node, ctx: Context) -> tuple[Node, Node] | None:
    """(x, y) with y·a(k+1) = x·a(k), for a factorial, gamma function or binomial of affine arguments."""
    if a.op != "fn":
        return None
    if a.data in ("factorial", "gamma"):
        line = affine(a.args[0], k, ctx)
        slope = whole(line[0]) if line is not None else None
        if slope is None or not 0 < abs(slope) <= 4:
            return None
        x = a.args[0] if a.data == "factorial" else plus(a.args[0], rat(-1))
        if slope > 0:
            return times(*(plus(x, rat(j)) for j in range(1, slope + 1))), ONE
        return ONE, times(*(plus(x, rat(-j)) for j in range(-slope)))
    if a.data == "binomial":
        n, m = a.args
        if not depends(n, k):
            line = affine(m, k, ctx)
            if line is not None and line[0] == ONE:  # C(n, m+1) (m+1) = (n-m) C(n, m)
                return plus(n, times(rat(-1), m)), plus(m, ONE)
            return None
        line = affine(n, k, ctx)
        if not depends(m, k) and line is not None and line[0] == ONE:  # (n+1-m) C(n+1, m) = (n+1) C(n, m)
            return plus(n, ONE), plus(n, ONE, times(rat(-1), m))
    return None


def _solve(p: _Ratio, h: _Ratio, field: _Field, ctx: Context) -> _Ratio | None:
    """R with R(k+1) h(k) - R(k) = P(k), by the Gosper form of P(k+1) h(k)/P(k)."""
    numerator, denominator = p
    # t = (numerator/denominator)·H: the denominator joins the ratio
    q, r = field.reduced(h[0] * denominator, h[1] * field.shift(denominator, 1))
    form = numerator
    done = False
    rounds = 0
    while not done and rounds < 40:
        rounds += 1
        done = True
        for shift in sorted(_dispersion(q, r, field)):
            ctx.tick()
            g = q.gcd(field.shift(r, shift))
            if field.degree(g) < 1:
                continue
            q = q / g
            r = r / field.shift(g, -shift)
            for j in range(1, shift + 1):
                form = form * field.shift(g, -j)
            done = False
            break
    if len(form) > MAX_TERMS:
        return None
    below = field.shift(r, -1)
    x = _polynomial_solution(q, below, form, field, ctx)
    if x is None:
        return None
    # T = below·X/form · t, t = numerator/denominator·H
    top, bottom = x
    return field.reduced(below * top * numerator, bottom * form * denominator)


def _dispersion(q: fmpq_mpoly, r: fmpq_mpoly, field: _Field) -> set[int]:
    """Integers h ≥ 0 for which q(k) and r(k+h) have a common factor that moves with k."""
    out = set()
    for f, _ in q.factor()[1]:
        d = field.degree(f)
        if d < 1:
            continue
        for g, _ in r.factor()[1]:
            if field.degree(g) != d:
                continue
            fa, fb = field.coefficient(f, d), field.coefficient(f, d - 1)
            ga, gb = field.coefficient(g, d), field.coefficient(g, d - 1)
            # f(k) ~ g(k+h): fb/fa = gb/ga + d h
            top, bottom = field.reduced(fb * ga - gb * fa, fa * ga * d)
            if not (top.is_constant() and bottom.is_constant()):
                continue
            value = _number(top) / _number(bottom)
            if value.denominator == 1 and value >= 0 and value < 200:
                shift = int(value)
                if field.degree(f.gcd(field.shift(g, shift))) == d:
                    out.add(shift)
    return out


def _number(p: fmpq_mpoly) -> Fraction:
    if p.is_zero():
        return Fraction(0)
    (c,) = p.to_dict().values()
    return Fraction(int(c.p), int(c.q))


def _polynomial_solution(a: fmpq_mpoly, b: fmpq_mpoly, c: fmpq_mpoly, field: _Field, ctx: Context) -> _Ratio | None:
    """A polynomial X of k over the field of parameters with a X(k+1) - b X(k) = c; numerator and denominator."""
    da, db, dc = field.degree(a), field.degree(b), field.degree(c)
    bound = dc - max(da, db)
    if da == db and field.coefficient(a, da) == field.coefficient(b, db):
        bound = dc - da + 1
        if da >= 1:
            lead = field.coefficient(a, da)
            top, bottom = field.reduced(field.coefficient(b, da - 1) - field.coefficient(a, da - 1), lead)
            if top.is_constant() and bottom.is_constant():
                special = _number(top) / _number(bottom)
                if special.denominator == 1:
                    bound = max(bound, int(special))
    if bound < 0 or bound > MAX_DEGREE:
        return None
    k = field.ring.gen(0)
    columns = [a * field.shift(k**j, 1) - b * k**j for j in range(bound + 1)]
    height = max([dc, *(field.degree(x) for x in columns)]) + 1
    rows = [[field.coefficient(x, i) for x in columns] + [field.coefficient(c, i)] for i in range(height)]
    solution = _linear(rows, bound + 1, field, ctx)
    if solution is None:
        return None
    common = field.ring.constant(1)
    for _, den in solution:
        common = common * den / common.gcd(den)
    top = field.ring.constant(0)
    for j, (num, den) in enumerate(solution):
        top += num * (common / den) * k**j
    return field.reduced(top, common)


def _linear(rows: list[list[fmpq_mpoly]], width: int, field: _Field, ctx: Context) -> list[_Ratio] | None:
    """A solution of the linear system over the field of parameters, free unknowns 0; None if there is none."""
    one = field.ring.constant(1)
    table: list[list[_Ratio]] = [[(x, one) for x in row] for row in rows]
    pivots: list[int] = []
    at = 0
    for column in range(width):
        ctx.tick()
        pick = next((i for i in range(at, len(table)) if not table[i][column][0].is_zero()), None)
        if pick is None:
            continue
        table[at], table[pick] = table[pick], table[at]
        head = table[at][column]
        table[at] = [field.reduced(x * head[1], y * head[0]) for x, y in table[at]]
        for i in range(len(table)):
            factor = table[i][column]
            if i != at and not factor[0].is_zero():
                table[i] = [_minus_product(x, factor, y, field) for x, y in zip(table[i], table[at], strict=True)]
        pivots.append(column)
        at += 1
    if any(not row[width][0].is_zero() for row in table[at:]):
        return None
    out: list[_Ratio] = [(field.ring.constant(0), one)] * width
    for i, column in enumerate(pivots):
        out[column] = table[i][width]
    return out


def _minus_product(x: _Ratio, f: _Ratio, y: _Ratio, field: _Field) -> _Ratio:
    bottom = f[1] * y[1]
    return field.reduced(x[0] * bottom - f[0] * y[0] * x[1], x[1] * bottom)


def _check(r: _Ratio, p: _Ratio, h: _Ratio, field: _Field) -> bool:
    """R(k+1) h(k) - R(k) - P(k) = 0 as rational functions."""
    up_top, up_bottom = field.shift(r[0], 1), field.shift(r[1], 1)
    left_top = up_top * h[0] * r[1] * p[1] - r[0] * up_bottom * h[1] * p[1] - p[0] * up_bottom * h[1] * r[1]
    return bool(left_top.is_zero())


def between(c: Certificate, k: Node, first: Node, last: Node) -> Node:
    """R(last+1) H(last+1) - R(first) H(first)."""
    whole_term = times(c.certificate, c.kernel)
    upper = substitute(whole_term, {k: plus(last, ONE)})
    lower = substitute(whole_term, {k: first})
    return plus(upper, times(rat(-1), lower))
