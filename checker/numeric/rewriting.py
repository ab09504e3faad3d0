"""Integrands rewritten so that ball arithmetic sees what is positive in them.

The ball of a density over a wide interval reaches 0, and its logarithm or reciprocal is then lost; that of
-(x - m)^2 / 2 is not. So products of exponentials become one exponential, logarithms of products of positive parts
become sums, and a sum of exponentials that is divided by, or whose logarithm is taken, gets its largest one taken
out. Every rule is an identity for all real values of the variable (the other parts being known numbers), which is
all that an integral over reals needs: analytic continuations of equal functions are equal. Nothing else is
simplified, and no rule is applied whose positivity was not seen from the form of the node.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from flint import acb, fmpq

from checker.graph import BINDERS, MINUS_ONE, ONE, PI, TWO, I, Node, add, fn, mul, neg, postorder, power, rat, rebuild
from checker.numeric.critical import collected, depends, rational
from checker.numeric.scope import Scope, Undefined, Unknown

#: what is known of a node for every real value of the variable
UNKNOWN, REAL, NONNEGATIVE, POSITIVE = 0, 1, 2, 3


class Positivity:
    """Whether nodes are real, >= 0 or > 0 for every real value of the variable, as far as their form shows.

    With `span`, for every value in that ball: then sums are also evaluated on it. `others` are further variables.
    """

    def __init__(
        self,
        variable: str,
        value: Callable[[Node], acb | fmpq | None],
        scope: Scope,
        span: acb | None,
        others: frozenset[str] = frozenset(),
    ) -> None:
        self.variable, self.value, self.scope, self.span = variable, value, scope, span
        self.variables = others | {variable}
        self.levels: dict[Node, int] = {}
        self.inside: dict[Node, bool] = {}

    def of(self, node: Node) -> int:
        """What is known of the node."""
        if (known := self.levels.get(node)) is not None:
            return known
        for n in postorder(node):
            if n not in self.levels:
                self.inside[n] = (n.op == "sym" and n.data in self.variables) or any(self.inside[a] for a in n.args)
                self.levels[n] = self._of(n)
        return self.levels[node]

    def depends(self, node: Node) -> bool:
        self.of(node)
        return self.inside[node]

    def _of(self, n: Node) -> int:
        if not self.inside[n]:
            if n.op not in ("rat", "sym", "const", "add", "mul", "pow", "fn", "integral", "sum"):
                return UNKNOWN
            c = self.value(n)
            if c is None or not acb(c).imag.is_zero():
                return UNKNOWN
            x = acb(c).real
            return POSITIVE if x > 0 else NONNEGATIVE if x >= 0 else REAL
        args = [self.levels[a] for a in n.args]
        match n.op:
            case "sym":
                return REAL
            case "add":
                low = min(args)
                if low >= NONNEGATIVE and POSITIVE in args:
                    return POSITIVE
                return POSITIVE if low >= REAL and self.span is not None and self.on_span(n) else low
            case "mul":
                return min(args)
            case "pow":
                e = n.args[1]
                whole = e.op == "rat" and e.value.denominator == 1
                if args[0] == POSITIVE and args[1] >= REAL:
                    return POSITIVE
                if whole and e.value >= 0 and args[0] >= REAL:
                    return NONNEGATIVE if e.value % 2 == 0 else args[0]
            case "fn":
                if args[0] >= REAL:
                    match n.data:
                        case "exp" | "sigmoid" | "cosh" | "sech":
                            return POSITIVE
                        case "sin" | "cos" | "tanh" | "atan" | "erf" | "sinh" | "asinh":
                            return REAL
                        case "log":
                            return REAL if args[0] == POSITIVE else UNKNOWN
                        case "abs":
                            return NONNEGATIVE
        return UNKNOWN

    def on_span(self, n: Node) -> bool:
        try:
            y = self.scope.evaluate(n, {self.variable: self.span}) if self.span is not None else acb("nan")
        except (Undefined, Unknown):
            return False
        return bool(y.is_finite() and y.imag.is_zero() and y.real > 0)


def prepared(
    body: Node,
    variable: str,
    value: Callable[[Node], acb | fmpq | None],
    scope: Scope,
    far: tuple[float, float],
    span: acb | None = None,
    small: bool = False,
    others: frozenset[str] = frozenset(),
) -> Node:
    """The body rewritten; equal to it for every real value of the variable (in `span`) at which it is defined.

    `far` are two values of the variable by which the largest of several exponentials is chosen. With `small`, what is
    near 1 and has its logarithm taken is expected to be very near. `others` are further real variables.
    """
    whole = _complemented(body)
    return _Rewriting(whole, variable, Positivity(variable, value, scope, span, others), scope, far, small).run()


def _complemented(body: Node) -> Node:
    """1 - sigmoid(a) as sigmoid(-a), 1 - b/(b + c) as c/(b + c): differences that balls lose where they are small."""
    done: dict[Node, Node] = {}
    for n in postorder(body):
        if n.op in BINDERS or not n.args:
            done[n] = n
            continue
        args = [done[a] for a in n.args]
        same = n if args == list(n.args) else rebuild(n, args)
        done[n] = _complement(same) if same.op == "add" else same
    return done[body]


def _complement(n: Node) -> Node:
    other = next((a for a in n.args if a != ONE), ONE)
    if len(n.args) != 2 or ONE not in n.args or other.op != "mul":
        return n
    number, factors = _factors(other)
    if number == -1 and len(factors) == 1 and factors[0].op == "fn" and factors[0].data == "sigmoid":
        return fn("sigmoid", neg(factors[0].args[0]))
    for d in factors:
        if d.op == "pow" and d.args[1] == MINUS_ONE and d.args[0].op == "add":
            left = _terms(d.args[0])
            for number_, upper in _terms(mul(rat(-number), *(f for f in factors if f != d))):
                if (number_, upper) not in left:
                    break
                left.remove((number_, upper))
            else:
                return mul(add(*(mul(rat(c), *f) for c, f in left)), d)
    return n


def _terms(n: Node) -> list[tuple[Fraction, list[Node]]]:
    """The terms of a sum, of sums in it, and of a sum times a number, each as its factors."""
    out: list[tuple[Fraction, list[Node]]] = []
    stack = [(Fraction(1), n)]
    while stack:
        c, x = stack.pop()
        if x.op == "add":
            stack.extend((c, a) for a in x.args)
            continue
        number, rest = _factors(x)
        if len(rest) == 1 and rest[0].op == "add":
            stack.append((c * number, rest[0]))
        else:
            out.append((c * number, rest))
    return out


def _factors(n: Node) -> tuple[Fraction, list[Node]]:
    """The rational number in front, and the other factors of the product, and of products in it, in order."""
    number, rest, stack = Fraction(1), [], [n]
    while stack:
        a = stack.pop()
        if a.op == "mul":
            stack.extend(a.args)
        elif a.op == "rat":
            number *= a.value
        else:
            rest.append(a)
    return number, sorted(rest, key=lambda a: a.digest)


class _Rewriting:
    def __init__(
        self, body: Node, variable: str, levels: Positivity, scope: Scope, far: tuple[float, float], small: bool
    ) -> None:
        self.body, self.variable, self.levels, self.scope, self.far = body, variable, levels, scope, far
        self.small = small

    def run(self) -> Node:
        inside = depends(self.body, self.variable)
        done: dict[Node, Node] = {}
        for n in postorder(self.body):
            if n not in inside or n.op in BINDERS or n.op not in ("add", "mul", "pow", "fn", "piecewise"):
                done[n] = n if n.op != "rel" else rebuild(n, [done.get(a, a) for a in n.args])
                continue
            args = [done[a] for a in n.args]
            match n.op:
                case "mul":
                    done[n] = self.product(args)
                case "pow":
                    done[n] = self.powered(args[0], args[1])
                case "fn" if n.data == "log":
                    done[n] = self.logarithm(args[0])
                case _:
                    done[n] = n if args == list(n.args) else rebuild(n, args)
        return done[self.body]

    def product(self, args: list[Node]) -> Node:
        """Factors flat, exponentials of the variable joined."""
        flat: list[Node] = []
        for a in args:
            flat.extend(a.args if a.op == "mul" else [a])
        exps = [a for a in flat if a.op == "fn" and a.data == "exp" and self.levels.depends(a)]
        rest = [a for a in flat if not (a.op == "fn" and a.data == "exp" and self.levels.depends(a))]
        if len(exps) > 1:
            exps = [fn("exp", self.total([a.args[0] for a in exps]))]
        numbers = [a for a in rest if a.op == "rat"]
        if numbers:
            value = Fraction(1)
            for a in numbers:
                value *= a.value
            rest = [a for a in rest if a.op != "rat"] + ([rat(value)] if value != 1 else [])
        return mul(*exps, *self.joined(rest))

    def joined(self, factors: list[Node]) -> list[Node]:
        """Powers of one base as one power, where the sum of their exponents is a rational number: wherever the base is
        not 0 that is the same."""
        groups: dict[Node, list[Node]] = {}
        for a in factors:
            base, e = a.args if a.op == "pow" else (a, ONE)
            if self.levels.depends(base) and not self.levels.depends(e):
                groups.setdefault(base, []).append(a)
        out = list(factors)
        for base, same in groups.items():
            exponents = [a.args[1] if a.op == "pow" else ONE for a in same]
            total = rational(add(*exponents), self.scope) if len(same) > 1 else None
            if total is not None:
                out = [a for a in out if a not in same] + ([power(base, rat(total))] if total else [])
        return out

    def total(self, args: list[Node]) -> Node:
        """The sum of exponents, collected where all are polynomials."""
        return collected(add(*args), self.scope, self.variable) if len(args) > 1 else args[0]

    def powered(self, base: Node, e: Node) -> Node:
        whole = e.op == "rat" and e.value.denominator == 1
        if self.levels.depends(e) or self.levels.of(e) < REAL:
            return power(base, e)
        if base.op == "fn" and base.data in ("cosh", "cos") and whole and e.value < 0:
            return power(fn({"cosh": "sech", "cos": "sec"}[base.data], base.args[0]), rat(-e.value))
        if base.op == "fn" and base.data == "exp" and (whole or self.levels.of(base) == POSITIVE):
            return fn("exp", mul(e, base.args[0]))
        if base.op == "mul" and (whole or all(self.levels.of(a) == POSITIVE for a in base.args)):
            return self.product([self.powered(a, e) for a in base.args])
        if not whole and self.small and (opposite := self.opposite(base)) is not None:
            return mul(fn("exp", mul(PI, I, e)), self.powered(opposite, e))
        if base.op == "pow" and self.levels.of(base.args[0]) == POSITIVE and self.levels.of(base.args[1]) >= REAL:
            inner = base.args[1]
            both = rat(inner.value * e.value) if inner.op == e.op == "rat" else mul(inner, e)
            return self.powered(base.args[0], both)
        if base.op == "add" and self.levels.depends(base) and (self.small or not (whole and e.value >= 0)):
            if whole or self.levels.of(base) == POSITIVE:
                split = self.leading(base)
                if split is not None:
                    return self.product([fn("exp", mul(e, split[0])), power(split[1], e)])
        return power(base, e)

    def logarithm(self, x: Node) -> Node:
        if (opposite := self.opposite(x)) is not None:
            return add(mul(PI, I), self.logarithm(opposite))
        if not self.levels.depends(x) or self.levels.of(x) != POSITIVE:
            return fn("log", x)
        if x.op == "fn" and x.data == "exp":
            return x.args[0]
        if x.op == "fn" and x.data == "sigmoid":
            return neg(self.logarithm(add(ONE, fn("exp", neg(x.args[0])))))
        if x.op == "mul" and all(self.levels.of(a) == POSITIVE for a in x.args):
            return add(*(self.logarithm(a) for a in x.args))
        if x.op == "pow" and self.levels.of(x.args[0]) == POSITIVE and self.levels.of(x.args[1]) >= REAL:
            return mul(x.args[1], self.logarithm(x.args[0]))
        if x.op == "add":
            split = self.leading(x)
            if split is not None:
                return add(split[0], self.log_of_sum(split[1]))
            return self.log_of_sum(x)
        return fn("log", x)

    def opposite(self, x: Node) -> Node | None:
        """-x, if x is seen to be negative: a product of positive parts and a negative one, or a sum of negative parts;
        log x = log(-x) + i pi then."""
        if x.op == "rat":
            return rat(-x.value) if x.value < 0 else None
        if not self.levels.depends(x):
            return None
        if x.op == "add":
            parts = [self.opposite(a) for a in x.args]
            return None if any(p is None for p in parts) else add(*(p for p in parts if p is not None))
        if x.op != "mul":
            return None
        others = [a for a in x.args if self.levels.of(a) != POSITIVE]
        if len(others) != 1 or (other := self.opposite(others[0])) is None:
            return None
        return self.product([*(a for a in x.args if a is not others[0]), *([other] if other != ONE else [])])

    def leading(self, total: Node) -> tuple[Node, Node] | None:
        """A sum of at least one real exponential as exp(g) times another sum, g being the largest exponent: (g, sum).

        The choice is by two far values of the variable; any choice is right.
        """
        exponents: list[Node | None] = []
        addends = self.addends(total)
        for a in addends:
            factors = a.args if a.op == "mul" else (a,)
            found = [f for f in factors if f.op == "fn" and f.data == "exp" and self.levels.depends(f)]
            if len(found) > 1 or any(self.levels.of(f.args[0]) < REAL for f in found):
                return None
            exponents.append(found[0].args[0] if found else None)
        if not any(exponents):
            return None
        sizes: list[list[float]] = []
        for g in exponents:
            row = []
            for x in self.far:
                try:
                    y = self.scope.evaluate(g, {self.variable: acb(x)}).real if g is not None else acb(0).real
                except (Undefined, Unknown):
                    return None
                row.append(float(y.mid()) if y.is_finite() else float("nan"))
            sizes.append(row)
        if any(s != s for row in sizes for s in row):
            return None
        tops = [max(row[k] for row in sizes) for k in (0, 1)]
        best = min(range(len(sizes)), key=lambda i: max(tops[k] - sizes[i][k] for k in (0, 1)))
        g = exponents[best]
        if g is None:
            return None
        terms = []
        for a, own in zip(addends, exponents, strict=True):
            rest = [f for f in (a.args if a.op == "mul" else (a,)) if own is None or f != fn("exp", own)]
            shift = [neg(g)] if own is None else [own, neg(g)]
            terms.append(mul(*rest) if own == g else mul(fn("exp", self.total(shift)), *rest))
        return g, add(*terms)

    def addends(self, total: Node) -> list[Node]:
        """The terms of a sum, of sums in it, and of sums times factors free of the variable, in order."""
        out: list[Node] = []
        stack: list[tuple[list[Node], Node]] = [([], total)]
        while stack:
            front, n = stack.pop()
            if n.op == "add":
                stack.extend((front, a) for a in reversed(n.args))
                continue
            inside = [f for f in n.args if self.levels.depends(f)] if n.op == "mul" else []
            if len(inside) == 1 and inside[0].op == "add":
                stack.append(([*front, *(f for f in n.args if f is not inside[0])], inside[0]))
            else:
                out.append(mul(*front, *(n.args if n.op == "mul" else (n,))) if front else n)
        return out

    def log_of_sum(self, x: Node) -> Node:
        """log x for x > 0; log(1 + y) = 2 atanh(y / (2 + y)), which loses no digits where y is small."""
        if not self.small or x.op != "add" or ONE not in x.args:
            return fn("log", x)
        rest = list(x.args)
        rest.remove(ONE)
        y = add(*rest)
        return mul(TWO, fn("atanh", mul(y, power(add(TWO, y), -1))))
