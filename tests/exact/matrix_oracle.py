"""Matrix expressions at numbers, in plain Python: what the tests of matrices of any size compare with.

Entries are Fractions, or complex floats where exponentials stand; derivatives are complex steps. It knows no rule of
matrix algebra but the definitions. Undefined functions are fixed polynomials.
"""

from __future__ import annotations

import cmath
import random
from fractions import Fraction

from checker.graph import Node, open_binder, shape

STEP = 1e-40


class At:
    """Values of symbols: sizes, scalars, matrices as lists of rows. Matrices are drawn when first met."""

    def __init__(self, sizes, seed, structures, exact):
        self.sizes, self.structures, self.exact = sizes, structures, exact
        self.random = random.Random(seed)
        self.values = {}

    def number(self):
        q = Fraction(self.random.randint(-9, 9) or 1, self.random.randint(1, 5))
        return q if self.exact else complex(float(q) / 3)

    def symbol(self, node):
        if node.data not in self.values:
            if node.op == "sym":
                self.values[node.data] = self.sizes[node.data] if node.data in self.sizes else self.number()
            else:
                r, c = (size(self, s) for s in node.args)
                self.values[node.data] = self.draw(r, c, self.structures.get(node.data, ""))
        return self.values[node.data]

    def draw(self, r, c, structure):
        m = [[self.number() for _ in range(c)] for _ in range(r)]
        if structure in ("symmetric", "positive-definite"):
            m = [[m[min(i, j)][max(i, j)] for j in range(c)] for i in range(r)]
        if structure == "positive-definite":
            m = plus(product(m, transposed(m)), identity(r))
        if structure == "orthogonal":  # a product of two reflections I - 2 v vᵀ / vᵀv, so not symmetric
            m = identity(r)
            for _ in range(2):
                v = [self.number() for _ in range(r)]
                norm = sum(q * q for q in v)
                m = product(m, [[int(i == j) - 2 * v[i] * v[j] / norm for j in range(c)] for i in range(r)])
        if structure == "simplex":
            total = sum(abs(x) for row in m for x in row)
            m = [[abs(x) / total for x in row] for row in m]
        return m


def size(at, node):
    value = evaluate(node, at, {})
    return int(value.real if isinstance(value, complex) else value)


def identity(n):
    return [[Fraction(int(i == j)) for j in range(n)] for i in range(n)]


def transposed(m):
    return [list(row) for row in zip(*m, strict=True)]


def plus(a, b):
    return [[x + y for x, y in zip(r, s, strict=True)] for r, s in zip(a, b, strict=True)]


def product(a, b):
    return [[sum((row[k] * b[k][j] for k in range(len(b))), Fraction(0)) for j in range(len(b[0]))] for row in a]


def solve(m, right):
    n = len(m)
    rows = [list(x) + list(y) for x, y in zip(m, right, strict=True)]
    determinant = Fraction(1)
    for k in range(n):
        p = max(range(k, n), key=lambda r: abs(rows[r][k]))
        if rows[p][k] == 0:
            return None, Fraction(0)
        if p != k:
            rows[p], rows[k], determinant = rows[k], rows[p], -determinant
        determinant *= rows[k][k]
        rows[k] = [x / rows[k][k] for x in rows[k]]
        for r in range(n):
            if r != k:
                rows[r] = [x - rows[r][k] * y for x, y in zip(rows[r], rows[k], strict=True)]
    return [row[n:] for row in rows], determinant


def polynomial(name, arguments):
    """A fixed polynomial for an undefined scalar function, mixing all entries of its arguments."""
    flat = [x for a in arguments for x in ([y for row in a for y in row] if isinstance(a, list) else [a])]
    weights = random.Random(name)
    value = 0
    for k, x in enumerate(flat):
        value = value + weights.randint(1, 5) * x + weights.randint(1, 3) * x * x * (flat[k - 1] + 2)
    return value


def on_cut(z):
    """Rounding in the imaginary part of a real number taken away; a complex step (1e-40) is no rounding."""
    z = complex(z)
    return complex(z.real, 0.0 if z.imag == 0 or 1e-30 < abs(z.imag) < 1e-11 * abs(z) else z.imag)


FUNCTIONS = {
    "exp": cmath.exp, "tanh": cmath.tanh, "sin": cmath.sin, "cos": cmath.cos, "log": lambda z: cmath.log(on_cut(z)),
    "sigmoid": lambda x: 1 / (1 + cmath.exp(-x)),
    "abs": lambda x: x if (x.real if isinstance(x, complex) else x) >= 0 else -x,
}  # fmt: skip


def evaluate(n: Node, at: At, env):
    def ev(x):
        return evaluate(x, at, env)

    a = n.args
    match n.op:
        case "rat":
            return n.value
        case "const":
            return complex(cmath.pi)
        case "sym" | "matsym":
            return env[n.data] if n.data in env else at.symbol(n)
        case "add":
            return sum((ev(x) for x in a), Fraction(0))
        case "mul":
            value = Fraction(1)
            for x in a:
                value = value * ev(x)
            return value
        case "pow":
            b, e = ev(a[0]), ev(a[1])
            return (
                b ** int(e)
                if isinstance(e, Fraction | int) and Fraction(e).denominator == 1
                else on_cut(b) ** complex(e)
            )
        case "fn" if n.data == "kronecker":
            return Fraction(int(ev(a[0]) == ev(a[1])))
        case "fn":
            return FUNCTIONS[n.data](*(ev(x) for x in a))
        case "app":
            return polynomial(n.data[0], [ev(x) for x in a])
        case "vapp":
            rows, cols = size(at, a[0]), size(at, a[1])
            args = [ev(x) for x in a[2:]]
            return [[polynomial(f"{n.data}{i},{j}", args) for j in range(cols)] for i in range(rows)]
        case "sum" | "product":
            total = Fraction(int(n.op == "product"))
            body, k = open_binder(n)
            for v in range(int(ev(a[1])), int(ev(a[2])) + 1):
                x = evaluate(body, at, {**env, k.data: Fraction(v)})
                total = total * x if n.op == "product" else total + x
            return total
        case "elem":
            return ev(a[0])[int(ev(a[1]))][int(ev(a[2]))]
        case "trace":
            m = ev(a[0])
            return sum((m[k][k] for k in range(len(m))), Fraction(0))
        case "det":
            m = ev(a[0])
            return solve(m, identity(len(m)))[1]
        case "norm":
            s = sum((x * x for row in ev(a[0]) for x in row), Fraction(0))
            return complex(s) ** 0.5
        case "matrix":
            rows, cols = n.data
            return [[ev(a[r * cols + c]) for c in range(cols)] for r in range(rows)]
        case "matadd":
            total = ev(a[0])
            for x in a[1:]:
                total = plus(total, ev(x))
            return total
        case "matmul":
            total = ev(a[0])
            for x in a[1:]:
                total = product(total, ev(x))
            return total
        case "hadamard":
            total = ev(a[0])
            for x in a[1:]:
                total = [[p * q for p, q in zip(r, s, strict=True)] for r, s in zip(total, ev(x), strict=True)]
            return total
        case "scale":
            c = ev(a[0])
            return [[c * x for x in row] for row in ev(a[1])]
        case "transpose":
            return transposed(ev(a[0]))
        case "inverse":
            m = ev(a[0])
            return solve(m, identity(len(m)))[0]
        case "matpow":
            m, k = ev(a[0]), int(ev(a[1]))
            m = solve(m, identity(len(m)))[0] if k < 0 else m
            total = identity(len(m))
            for _ in range(abs(k)):
                total = product(total, m)
            return total
        case "diagmat":
            v = [x for row in ev(a[0]) for x in row]
            return [[v[i] if i == j else Fraction(0) for j in range(len(v))] for i in range(len(v))]
        case "diagvec":
            m = ev(a[0])
            return [[m[i][i]] for i in range(len(m))]
        case "identity":
            return identity(size(at, a[0]))
        case "zeros" | "ones":
            return [[Fraction(int(n.op == "ones"))] * size(at, a[1]) for _ in range(size(at, a[0]))]
        case "block":
            rows, cols = n.data
            out = []
            for r in range(rows):
                parts = [ev(a[r * cols + c]) for c in range(cols)]
                out += [[x for p in parts for x in p[k]] for k in range(len(parts[0]))]
            return out
        case "kron":
            p, q = ev(a[0]), ev(a[1])
            return [[x * y for x in r for y in s] for r in p for s in q]
        case "map":
            body, v = open_binder(n)
            return [[evaluate(body, at, {**env, v.data: x}) for x in row] for row in ev(a[1])]
        case "entries":
            body, i, j = open_binder(n)
            rows, cols = size(at, a[1]), size(at, a[2])
            return [
                [evaluate(body, at, {**env, i.data: Fraction(r), j.data: Fraction(c)}) for c in range(cols)]
                for r in range(rows)
            ]
        case "gradient" | "jacobian":
            return derivative(n, at, env, ev(a[1]))
    raise NotImplementedError(n.op)


def derivative(n, at, env, point):
    """By complex steps; of a derivative inside a derivative, by central differences of it."""
    body, v = open_binder(n)
    rows, cols = len(point), len(point[0])
    nested = any(x.op in ("gradient", "jacobian") for x in walk(body))

    def value(i, j, h):
        moved = [
            [complex(x) + (h if (r, c) == (i, j) else 0) for c, x in enumerate(row)] for r, row in enumerate(point)
        ]
        return evaluate(body, at, {**env, v.data: moved})

    def slope(i, j, pick):
        if nested:
            return (pick(value(i, j, 1e-5)) - pick(value(i, j, -1e-5))) / 2e-5
        return complex(pick(value(i, j, 1j * STEP))).imag / STEP

    if n.op == "gradient":
        return [[slope(i, j, lambda x: x) for j in range(cols)] for i in range(rows)]
    height = len(evaluate(body, at, {**env, v.data: point}))
    return [[slope(j, 0, lambda x, i=i: x[i][0]) for j in range(rows)] for i in range(height)]


def walk(node):
    yield node
    for a in node.args:
        yield from walk(a)


def agree(left, right, structures, sizes, exact):
    """Whether both sides agree at drawn numbers, at each of the given sizes."""
    for n, chosen in enumerate(sizes):
        at = At(chosen, n, structures, exact)
        try:
            x, y = evaluate(left, at, {}), evaluate(right, at, {})
        except (TypeError, ZeroDivisionError):
            continue
        if not isinstance(x, list):
            x, y = [[x]], [[y]]
        if len(x) != len(y) or len(x[0]) != len(y[0]):
            return False
        for p, q in zip((e for row in x for e in row), (e for row in y for e in row), strict=True):
            difference = abs(p - q)
            if isinstance(difference, Fraction):
                if difference:
                    return False
            elif difference > 1e-5 * (1 + abs(p) + abs(q)):
                return False
    return True


__all__ = ["At", "agree", "evaluate", "shape"]
