"""Domains as authors write them: `mu: Real`, `sigma: Positive`, `x: Vector("n")`, `F: Smooth("m", to="n")`.

A declaration makes two things of a parameter's name, and both from one description: the SymPy object that the author
calculates with, and the `Domain` record that the engines read. Sizes are named by strings ("n", "n + m", "4*n"), read
by a parser of sums and products of names and whole numbers; a size that is not itself a parameter is declared by being
named.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Literal

import sympy

from checker import domains as dom
from checker.assumptions import assumptions
from checker.domains import Domain, Function, Scalar, Tensor
from checker.language import PartialGradient, Variable, VectorApplication, VectorSymbol
from checker.translate import Lowering

SizeText = str | int


@dataclass(frozen=True, slots=True)
class Declaration:
    """A domain as an annotation. The subclasses below are the whole list."""


@dataclass(frozen=True, slots=True)
class ScalarDeclaration(Declaration):
    """Numbers of a scalar domain."""

    domain: Scalar


Real = ScalarDeclaration(dom.REAL)
Positive = ScalarDeclaration(dom.POSITIVE)
Nonnegative = ScalarDeclaration(dom.NONNEGATIVE)
Negative = ScalarDeclaration(Scalar(upper=Fraction(0), upper_open=True))
Nonzero = ScalarDeclaration(dom.NONZERO)
Natural = ScalarDeclaration(dom.NATURAL)
Integer = ScalarDeclaration(dom.INTEGER)
Size = ScalarDeclaration(dom.SIZE)
Open01 = ScalarDeclaration(dom.OPEN01)
Complex = ScalarDeclaration(dom.COMPLEX)


def Interval(lower: Any = None, upper: Any = None, *, closed: bool = False, integer: bool = False) -> ScalarDeclaration:
    """The real numbers (or integers) between two rational ends, which are left out unless `closed`; None is no end."""
    ends = [None if e is None else Fraction(str(e)) for e in (lower, upper)]
    return ScalarDeclaration(
        Scalar("integer" if integer else "real", ends[0], ends[1], lower_open=not closed and ends[0] is not None,
               upper_open=not closed and ends[1] is not None)
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Matrix(Declaration):
    """A matrix of symbolic size. `entries` is the domain of each entry; `structure` what holds of the whole."""

    rows: SizeText
    cols: SizeText
    entries: ScalarDeclaration = Real
    structure: Literal["", "symmetric", "positive-definite", "orthogonal", "invertible"] = ""


@dataclass(frozen=True, slots=True)
class Vector(Declaration):
    """A column vector of symbolic length."""

    size: SizeText
    entries: ScalarDeclaration = Real


@dataclass(frozen=True, slots=True)
class Simplex(Declaration):
    """A probability vector of symbolic length: positive entries that sum to 1."""

    size: SizeText


@dataclass(frozen=True, slots=True)
class Smooth(Declaration):
    """An arbitrary smooth function, of scalars (None) and vectors (their size), with scalar or vector value (`to`).

    `Smooth` alone is a function of one real number; `Smooth("n")` takes a vector; `Smooth("n", "m", to="n")` two
    vectors, with a vector as value; `Smooth(None, None)` two numbers. `positive=True`: its values are positive.
    """

    arguments: tuple[SizeText | None, ...] = (None,)
    to: SizeText | None = None
    positive: bool = False

    def __init__(self, *arguments: SizeText | None, to: SizeText | None = None, positive: bool = False) -> None:
        object.__setattr__(self, "arguments", arguments or (None,))
        object.__setattr__(self, "to", to)
        object.__setattr__(self, "positive", positive)


@dataclass(frozen=True, slots=True)
class Density(Declaration):
    """An arbitrary probability density on the real line: p(x), or p(x, z) for p(x | z) with `given=1`."""

    given: int = 0


class VectorFunction:
    """An arbitrary smooth function with a vector value; call it on its arguments."""

    def __init__(self, name: str, rows: Any) -> None:
        self.name, self.rows = name, rows

    def __call__(self, *arguments: Any) -> VectorApplication:
        return VectorApplication(self.name, self.rows, 1, *arguments)


class ScalarFunction:
    """An arbitrary smooth function with a scalar value; `f.gradient(k)(…)` is its gradient by its k-th argument."""

    def __init__(self, name: str, domain: Function, **assumed: bool) -> None:
        # the domain is part of the function's identity, by which SymPy caches applications
        self.function = sympy.Function(name, declared=domain, **assumed)
        self.arguments = domain.arguments
        self.count = len(domain.arguments)

    def __call__(self, *arguments: Any) -> Any:
        if len(arguments) != self.count:
            raise ValueError(f"{self.function.__name__} takes {self.count} argument(s), not {len(arguments)}")
        return self.function(*arguments)

    def gradient(self, slot: int = 0) -> Any:
        """The gradient, or the derivative, by the argument number `slot`, counted from 0, as a function of them all."""

        def at(*arguments: Any) -> Any:
            if self.arguments[slot] is not None:
                return PartialGradient(self(*arguments), slot)
            d = sympy.Dummy("d", real=True)
            moved = (d if k == slot else a for k, a in enumerate(arguments))
            return sympy.Subs(sympy.Derivative(self(*moved), d), d, arguments[slot])

        return at


def declare(declarations: Mapping[str, Declaration]) -> tuple[dict[str, Any], dict[str, Domain]]:
    """What each parameter is bound to, and the domain of each symbol, the sizes named on the way included.

    Raises ValueError for a size that cannot be read or is declared as something else.
    """
    sizes: dict[str, Variable] = {}
    out: dict[str, Any] = {}
    domains: dict[str, Domain] = {}
    for name, d in declarations.items():
        if isinstance(d, ScalarDeclaration):
            out[name] = Variable(name, d.domain, **assumptions(d.domain))
            domains[name] = d.domain
            if d.domain.kind == "integer":
                sizes[name] = out[name]

    def named(name: str) -> Variable:
        if name not in sizes:
            if name in declarations:
                raise ValueError(f"{name} is used as a size but is not declared Size")
            sizes[name] = _size_variable(name)
            domains[name] = dom.SIZE
        return sizes[name]

    def size(text: SizeText) -> Any:
        return _size(text, named)

    def shape(text: SizeText | None) -> tuple[Any, Any] | None:
        return None if text is None else (_node(size(text)), dom.rat(1))

    for name, d in declarations.items():
        match d:
            case Vector(n, entries):
                out[name] = VectorSymbol(name, size(n), 1, entries.domain)
                domains[name] = Tensor(_node(size(n)), dom.rat(1), entries.domain)
            case Simplex(n):
                entry = Scalar(lower=Fraction(0), upper=Fraction(1), lower_open=True)
                out[name] = VectorSymbol(name, size(n), 1, entry, "simplex")
                domains[name] = Tensor(_node(size(n)), dom.rat(1), entry, "simplex")
            case Matrix(rows, cols, entries, structure):
                out[name] = VectorSymbol(name, size(rows), size(cols), entries.domain, structure)
                domains[name] = Tensor(_node(size(rows)), _node(size(cols)), entries.domain, structure)
            case Smooth(arguments, to, positive):
                function = Function("positive" if positive else "smooth", tuple(shape(a) for a in arguments), shape(to))
                domains[name] = function
                if to is None:
                    out[name] = ScalarFunction(name, function, **{"positive" if positive else "real": True})
                else:
                    out[name] = VectorFunction(name, size(to))
            case Density(given):
                density = Function("density", (None,) * (1 + given), None, given)
                domains[name] = density
                out[name] = ScalarFunction(name, density, positive=True)
    return out, domains


def _node(size: Any) -> Any:
    return Lowering().lower(size)


def written_size(size: Any) -> Any:
    """A size as it stands in an expression: a text is read as in a declaration, its names as sizes (from 1).

    Raises ValueError for a text that cannot be read.
    """
    return _size(size, _size_variable) if isinstance(size, str) else size


def _size_variable(name: str) -> Variable:
    return Variable(name, dom.SIZE, **assumptions(dom.SIZE))


def _size(text: SizeText, named: Callable[[str], Variable]) -> Any:
    if isinstance(text, int):
        return sympy.Integer(text)
    if not isinstance(text, str):
        raise ValueError(f"a size is a name or a number, not {text!r}")
    try:
        tree = ast.parse(text, mode="eval").body
    except SyntaxError as e:
        raise ValueError(f"the size {text!r} cannot be read") from e

    def walk(node: ast.expr) -> Any:
        match node:
            case ast.Constant(value=int() as value):
                return sympy.Integer(value)
            case ast.Name(id=name):
                return named(name)
            case ast.BinOp(left, ast.Add(), right):
                return walk(left) + walk(right)
            case ast.BinOp(left, ast.Sub(), right):
                return walk(left) - walk(right)
            case ast.BinOp(left, ast.Mult(), right):
                return walk(left) * walk(right)
        raise ValueError(f"the size {text!r} cannot be read: use names, whole numbers, + - *")

    return walk(tree)
