"""Single values to try: rationals, complex rationals and matrices of them, from a declared domain.

Decides which members of one domain are worth trying, simplest first, then at random, then where formulas break: near
the ends, tiny, large, on branch cuts, singular matrices. Every value returned is a member of its domain, exactly.
Conditions that tie several symbols together are not its business (see `draw`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from functools import lru_cache
from random import Random
from typing import Literal

from flint import fmpq, fmpq_mat

from checker.domains import Scalar, Tensor, size_value

Complex = tuple[Fraction, Fraction]
Number = Fraction | Complex
Rows = tuple[tuple[Number, ...], ...]
Kind = Literal["ladder", "random", "edge", "far", "generic"]

F = Fraction
_REALS = tuple(
    F(p, q)
    for p, q in (
        (1, 1), (2, 1), (1, 2), (-1, 1), (3, 1), (0, 1), (-2, 1), (1, 3), (-1, 2), (3, 2), (5, 1), (-3, 1), (2, 3),
        (-3, 2), (4, 1), (1, 4), (-1, 3), (7, 5), (-5, 1), (10, 1),
    )
)  # fmt: skip
_RANK = {x: k for k, x in enumerate(_REALS)}
_INTEGERS = tuple(map(F, (1, 2, 0, 3, -1, 4, 5, -2, 6, 7, -3, 10, -4, 12, -5)))
_COMPLEX = tuple(
    (F(a), F(b))
    for a, b in (
        (1, 1), (2, -1), (-1, 0), (0, 1), (F(-1, 2), 1), (-1, -2), (F(1, 2), 0), (0, -2), (0, 0), (1, 0), (-2, 0),
        (F(1, 3), F(-1, 2)), (2, 0), (0, -1), (-3, F(1, 2)), (3, 2), (F(-1, 2), 0), (0, F(1, 2)),
    )
)  # fmt: skip


def contains(domain: Scalar, value: Number) -> bool:
    """Whether the number is a member of the scalar domain."""
    if isinstance(value, tuple):
        if domain.kind != "complex":
            return value[1] == 0 and domain.contains(value[0])
        return not (domain.nonzero and value[0] == value[1] == 0)
    return domain.contains(value)


@lru_cache(maxsize=256)
def ladder(domain: Scalar) -> tuple[Number, ...]:
    """Members in order of simplicity, at least one, at most about twenty."""
    if domain.kind == "complex":
        return tuple(z for z in _COMPLEX if contains(domain, z))
    found: list[Fraction] = []
    lo, hi = domain.lower, domain.upper
    base: tuple[Fraction, ...] = _INTEGERS if domain.kind == "integer" else _REALS
    ends: tuple[Fraction, ...] = tuple(e for e in (lo, hi) if e is not None)
    if lo is not None and hi is not None:
        base = (
            *base,
            *(lo + (hi - lo) * F(p, q) for p, q in ((1, 2), (1, 3), (2, 3), (1, 4), (3, 4), (1, 5), (9, 10))),
        )
        ends = (lo, hi)
        if domain.kind == "integer":
            base = (*base, *(F(-(-lo // 1) + k) for k in range(4)), *(F(hi // 1 - k) for k in range(2)))
    elif lo is not None:
        first = F(-(-lo // 1)) if domain.kind == "integer" else lo
        base = (*base, *(first + abs(b) for b in base))
    elif hi is not None:
        first = F(hi // 1) if domain.kind == "integer" else hi
        base = (*base, *(first - abs(b) for b in base))
    for x in (*base, *ends):
        if domain.contains(x) and x not in found:
            found.append(x)
    found.sort(key=_cost)
    # 1, 2, 1/2 come before 0 and the ends: generic values show more than degenerate ones
    return tuple(found[:20])


def _cost(x: Fraction) -> tuple[int, int]:
    rank = _RANK.get(x, 30)
    return (x.denominator + abs(x.numerator) if rank == 30 else 0, rank)


def simplicity(value: Number) -> tuple[int, ...]:
    """A key that orders numbers from simple to complicated; generic small numbers come before 0."""
    if isinstance(value, tuple):
        if value[1] == 0:
            return simplicity(value[0])
        a, b = simplicity(value[0]), simplicity(value[1])
        return (a[0] + b[0] + 1, *a[1:], *b[1:])
    size = abs(value.numerator).bit_length() + 2 * (value.denominator.bit_length() - 1)
    return (size if value else 2, abs(value.numerator) + 2 * value.denominator if value else 5, int(value < 0))


def random_value(domain: Scalar, rng: Random) -> Number:
    """A member with small numerator and denominator."""
    if domain.kind == "complex":
        for _ in range(20):
            z = (F(rng.randint(-12, 12), rng.randint(1, 7)), F(rng.randint(-12, 12), rng.randint(1, 7)))
            if contains(domain, z):
                return z
        return ladder(domain)[0]
    lo, hi = domain.lower, domain.upper
    if domain.kind == "integer":
        a = F(-(-lo // 1)) if lo is not None else None
        b = F(hi // 1) if hi is not None else None
        low = int(a if a is not None else b - 15 if b is not None else -9)
        high = int(min(b, F(low + 15)) if b is not None else low + 15 if a is not None else 9)
        for _ in range(20):
            if domain.contains(x := F(rng.randint(low, max(low, high)))):
                return x
        return ladder(domain)[0]
    for _ in range(20):
        if lo is not None and hi is not None:
            q = rng.randint(2, 23)
            x = lo + (hi - lo) * F(rng.randint(0, q), q)
        else:
            x = F(rng.randint(1, 24), rng.randint(1, 9))
            if lo is not None:
                x = lo + x
            elif hi is not None:
                x = hi - x
            elif rng.random() < 0.5:
                x = -x
        if domain.contains(x):
            return x
    return ladder(domain)[0]


def edge_value(domain: Scalar, rng: Random, mild: bool) -> Number:
    """A member near 0 or near an end, or on a branch cut; `mild` keeps away from extremes (costly integrals)."""
    eps = F(1, 10 ** (1 if mild else rng.choice((1, 2, 3, 6, 9, 14))))
    if domain.kind == "complex":
        options: list[Number] = [
            (F(-rng.randint(1, 5)), F(0)), (F(0), F(rng.choice((-2, -1, 1, 2)))), (F(rng.choice((-2, 2, 1, -1))), F(0)),
            (F(-rng.randint(1, 3)), rng.choice((eps, -eps))), (eps, -eps), (F(0), eps), (F(0), F(0)),
        ]  # fmt: skip
    elif domain.kind == "integer":
        options = [F(k) for k in (0, 1, -1, 2)]
        if domain.lower is not None:
            options = [F(-(-domain.lower // 1) + k) for k in range(3)]
        if domain.upper is not None:
            options += [F(domain.upper // 1 - k) for k in range(2)]
    else:
        options = [eps, -eps, F(0), F(1) - eps, F(1) + eps, F(-1)]
        near = [e + s * eps for e in (domain.lower, domain.upper) if e is not None for s in (-1, 0, 1)]
        options = [*near, *near, *options]
    rng.shuffle(options)
    return next((x for x in options if contains(domain, x)), ladder(domain)[0])


def far_value(domain: Scalar, rng: Random, mild: bool, cap: int | None = None) -> Number:
    """A large member, of either sign and parity where there are such."""
    if domain.kind == "integer":
        sizes: tuple[int, ...] = (8, 9, 11) if mild else (16, 17, 40, 41, 99, 100, 1000, 1001, 10**6 + 1)
        options: list[Number] = [F(s * k) for s in sizes if cap is None or s <= cap for k in (1, -1)]
        if domain.lower is not None:
            options += [F(-(-domain.lower // 1) + s) for s in sizes if cap is None or s <= cap]
    else:
        sizes = (5, 8, 9) if mild else (10, 100, 1000, 10**4, 10**6, 10**9)
        reals = [F(s * k) + F(rng.randint(0, 5), 7) for s in sizes for k in (1, -1)]
        if domain.kind == "complex":
            options = [(x, F(rng.choice((-1, 1)) * rng.choice(sizes))) for x in reals]
        else:
            options = [*reals]
    rng.shuffle(options)
    return next((x for x in options if contains(domain, x)), random_value(domain, rng))


#: numbers that are their own squares or inverses, up to sign: much is true of them that is not true of others
_TELLING_LITTLE = (F(0), F(1), F(-1))


def scalar_value(domain: Scalar, kind: Kind, position: int, rng: Random, mild: bool, cap: int | None) -> Number:
    """A member by kind; `position` picks the rung of the ladder."""
    match kind:
        case "ladder":
            rungs = ladder(domain)
            return rungs[position % min(len(rungs), 12)]
        case "random":
            return random_value(domain, rng)
        case "generic":
            tries = (random_value(domain, rng) for _ in range(8))
            return next((x for x in tries if x not in _TELLING_LITTLE), ladder(domain)[0])
        case "edge":
            return edge_value(domain, rng, mild)
        case "far":
            return far_value(domain, rng, mild, cap)


# ---------------------------------------------------------------- matrices


def matrix_value(domain: Tensor, sizes: Mapping[str, int], kind: Kind, position: int, rng: Random) -> Rows | None:
    """A matrix of the domain, row by row; None when none could be drawn (a structure that its entries forbid).

    Raises KeyError or ValueError where a size is not known, and for a structure that is not square.
    """
    rows, cols = size_value(domain.rows, sizes), size_value(domain.cols, sizes)
    for _ in range(40):
        found = _structured(domain, rows, cols, kind, position, rng)
        if found is not None and all(contains(domain.entry, x) for row in found for x in row):
            return found
        kind = "random"
    return None


def _entry(domain: Scalar, kind: Kind, position: int, rng: Random) -> Number:
    if kind == "ladder" and rng.random() < 0.8:
        rungs = ladder(domain)[:8]
        return rungs[rng.randrange(len(rungs))]
    return random_value(domain, rng)


def _structured(domain: Tensor, rows: int, cols: int, kind: Kind, position: int, rng: Random) -> Rows | None:
    if domain.structure not in ("", "simplex") and rows != cols:
        raise ValueError(f"a {domain.structure} matrix of {rows} x {cols}")
    match domain.structure:
        case "simplex":
            parts = [F(rng.randint(1, 9)) for _ in range(rows * cols)]
            if kind == "edge":
                parts[rng.randrange(len(parts))] = F(1, 10**6)
            if kind == "ladder" and position == 3:
                parts = [F(1)] * len(parts)
            total = sum(parts)
            return _rows([p / total for p in parts], cols)
        case "symmetric":
            m = [[_entry(domain.entry, kind, position, rng) for _ in range(cols)] for _ in range(rows)]
            return tuple(tuple(m[min(i, j)][max(i, j)] for j in range(cols)) for i in range(rows))
        case "positive-definite":
            low = 0 if domain.entry.nonnegative else -3
            a = fmpq_mat(rows, rows, [fmpq(rng.randint(low, 3), rng.randint(1, 3)) for _ in range(rows * rows)])
            scale = fmpq(1, 10**4) if kind == "edge" else fmpq(rng.choice((1, 1, 2)), rng.choice((1, 2)))
            return _from_flint(a * a.transpose() + scale * _identity(rows))
        case "orthogonal":
            return orthogonal_matrix(rows, rng)
        case "invertible":
            plain = _plain(domain, rows, cols, kind, position, rng)
            return plain if _invertible(plain) else None
        case "":
            if kind == "edge" and domain.entry.contains(F(0)):
                return _degenerate(domain, rows, cols, rng)
            return _plain(domain, rows, cols, kind, position, rng)


def _plain(domain: Tensor, rows: int, cols: int, kind: Kind, position: int, rng: Random) -> Rows:
    return tuple(tuple(_entry(domain.entry, kind, position, rng) for _ in range(cols)) for _ in range(rows))


def _degenerate(domain: Tensor, rows: int, cols: int, rng: Random) -> Rows:
    """Zero, the identity, a matrix of rank one, or one with a row of zeros."""
    choice = rng.randrange(4)
    if choice == 0:
        return _rows([F(0)] * (rows * cols), cols)
    if choice == 1:
        return tuple(tuple(F(i == j) for j in range(cols)) for i in range(rows))
    body = _plain(domain, rows, cols, "random", 0, rng)
    if choice == 2:
        return (body[0],) * rows
    return ((F(0),) * cols, *body[1:])


def orthogonal_matrix(n: int, rng: Random) -> Rows:
    """Cayley's transform (I - S)(I + S)^-1 of a skew rational S, with signs of rows to reach both components."""
    s = [[fmpq(0)] * n for _ in range(n)]
    for i in range(n):
        for j in range(i):
            s[i][j] = fmpq(rng.randint(-3, 3), rng.randint(1, 2))
            s[j][i] = -s[i][j]
    skew, one = fmpq_mat(n, n, [x for row in s for x in row]), _identity(n)
    q = (one - skew) * (one + skew).inv()
    signs = [rng.choice((1, -1)) for _ in range(n)]
    return tuple(tuple(signs[i] * x for x in row) for i, row in enumerate(_fractions(q)))


def _identity(n: int) -> fmpq_mat:
    return fmpq_mat(n, n, [fmpq(int(i == j)) for i in range(n) for j in range(n)])


def _fractions(m: fmpq_mat) -> list[list[Fraction]]:
    return [[F(int(x.p), int(x.q)) for x in row] for row in m.tolist()]


def _from_flint(m: fmpq_mat) -> Rows:
    return tuple(tuple(row) for row in _fractions(m))


def _invertible(rows: Rows) -> bool:
    """Exactly; complex entries as the real matrix [[A, -B], [B, A]], whose determinant is |det|^2."""
    n = len(rows)
    parts = [[x if isinstance(x, tuple) else (x, F(0)) for x in row] for row in rows]
    flat = [[*(a for a, _ in row), *(-b for _, b in row)] for row in parts]
    flat += [[*(b for _, b in row), *(a for a, _ in row)] for row in parts]
    m = fmpq_mat(2 * n, 2 * n, [fmpq(x.numerator, x.denominator) for row in flat for x in row])
    return bool(m.det() != 0)


def _rows(flat: list[Fraction], cols: int) -> Rows:
    return tuple(tuple(flat[i : i + cols]) for i in range(0, len(flat), cols))


def sizes_for(names: tuple[str, ...], domains: Mapping[str, Scalar], rng: Random) -> Iterator[dict[str, int]]:
    """Sizes for symbolic dimensions, without end: distinct and small first, then 1, equal ones, then at random."""
    if not names:
        while True:
            yield {}

    def clip(name: str, n: int) -> int:
        d = domains[name]
        n = max(n, -int(-d.lower // 1)) if d.lower is not None else max(n, 1)
        return min(n, int(d.upper // 1)) if d.upper is not None else n

    starts = ([2 + k % 3 for k in range(len(names))], [1] * len(names), [3 - k % 3 for k in range(len(names))])
    for s in (*starts, [2] * len(names), [1 + (k + 1) % 2 for k in range(len(names))]):
        yield {n: clip(n, k) for n, k in zip(names, s, strict=True)}
    while True:
        yield {n: clip(n, rng.randint(1, 4)) for n in names}
