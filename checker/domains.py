"""Domains: what a symbol of a derivation may stand for, as plain data.

One record serves everybody: SymPy's assumptions come from it (`translate`), the sampler of the numeric engine draws
from it, and the exact engine reads signs off it. This module decides only what a domain *is*; who samples it or
reasons from it stands elsewhere, so that the two engines share nothing but the declaration.

The classes of functions are chosen so that what authors write down without a second thought is true for every member:

- `smooth`: infinitely differentiable, every derivative bounded by a polynomial. So expectations under densities with
  Gaussian tails exist, and derivatives pass under them.
- `density`: a strictly positive smooth density on the real line (or R^k) whose logarithm and its derivatives are
  bounded by polynomials and whose tails lie between two Gaussians. So log-densities are integrable against one
  another, and every moment exists. A conditional density p(x | z) is one for every z, and as a function of z it is
  positive and bounded; its logarithm is bounded by a polynomial of x and z together, and its moments by polynomials
  of z. So means over one variable of what depends on another can be averaged again.
- `positive`: smooth and strictly positive, its logarithm bounded by a polynomial.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from math import prod
from typing import Any, Literal

from checker.graph import Node, rat
from checker.graph_data import dump, load


@dataclass(frozen=True, slots=True)
class Scalar:
    """Numbers: complex, real or integer, between ends that are included unless open; None is no end."""

    kind: Literal["complex", "real", "integer"] = "real"
    lower: Fraction | None = None
    upper: Fraction | None = None
    lower_open: bool = False
    upper_open: bool = False
    nonzero: bool = False

    def __post_init__(self) -> None:
        if self.lower is not None and self.upper is not None:
            if self.lower > self.upper or (self.lower == self.upper and (self.lower_open or self.upper_open)):
                raise ValueError(f"an empty domain: from {self.lower} to {self.upper}")
        if self.kind == "complex" and (self.lower is not None or self.upper is not None):
            raise ValueError("complex numbers have no ends")

    def contains(self, x: Fraction) -> bool:
        """Whether the rational number is a member."""
        if self.kind == "integer" and x.denominator != 1:
            return False
        if self.nonzero and x == 0:
            return False
        if self.lower is not None and (x < self.lower or (self.lower_open and x == self.lower)):
            return False
        return not (self.upper is not None and (x > self.upper or (self.upper_open and x == self.upper)))

    @property
    def positive(self) -> bool:
        return self.lower is not None and (self.lower > 0 or (self.lower == 0 and (self.lower_open or self.nonzero)))

    @property
    def nonnegative(self) -> bool:
        return self.lower is not None and self.lower >= 0

    @property
    def negative(self) -> bool:
        return self.upper is not None and (self.upper < 0 or (self.upper == 0 and (self.upper_open or self.nonzero)))


@dataclass(frozen=True, slots=True)
class Tensor:
    """A matrix of symbolic size (a vector has one column); every entry lies in `entry`.

    `structure` says what holds of the whole: "simplex" (positive entries that sum to 1), "symmetric",
    "positive-definite" (symmetric, too), "orthogonal", "invertible", or "" for nothing.
    """

    rows: Node
    cols: Node
    entry: Scalar = Scalar()
    structure: Literal["", "simplex", "symmetric", "positive-definite", "orthogonal", "invertible"] = ""


@dataclass(frozen=True, slots=True)
class Function:
    """A class of functions. `arguments` and `value` are None for a scalar, (rows, cols) for a matrix.

    A density is one in its first `arguments` less the last `given`, which are what it is conditioned on.
    """

    kind: Literal["smooth", "positive", "density"]
    arguments: tuple[tuple[Node, Node] | None, ...] = (None,)
    value: tuple[Node, Node] | None = None
    given: int = 0


Domain = Scalar | Tensor | Function

REAL = Scalar()
POSITIVE = Scalar(lower=Fraction(0), lower_open=True)
NONNEGATIVE = Scalar(lower=Fraction(0))
NONZERO = Scalar(nonzero=True)
NATURAL = Scalar("integer", lower=Fraction(0))
SIZE = Scalar("integer", lower=Fraction(1))
INTEGER = Scalar("integer")
OPEN01 = Scalar(lower=Fraction(0), upper=Fraction(1), lower_open=True, upper_open=True)
COMPLEX = Scalar("complex")


def describe(domain: Domain) -> str:
    """The domain in words, for reports: "real, > 0"."""
    match domain:
        case Scalar(kind, lower, upper, lo, uo, nonzero):
            parts: list[str] = [kind]
            if lower is not None:
                parts.append(f"{'>' if lo else '≥'} {lower}")
            if upper is not None:
                parts.append(f"{'<' if uo else '≤'} {upper}")
            if nonzero and not (domain.positive or domain.negative):
                parts.append("≠ 0")
            return ", ".join(parts)
        case Tensor(_, _, entry, structure):
            return f"{structure or 'matrix'} with entries {describe(entry)}"
        case Function(kind, arguments, _, given):
            extra = f", given {given}" if given else ""
            return f"{kind} function of {len(arguments)} argument{'s' if len(arguments) != 1 else ''}{extra}"


def narrow(domain: Scalar, **changes: Any) -> Scalar:
    """The domain with some of its fields replaced."""
    return replace(domain, **changes)


def encode(domain: Domain) -> dict[str, Any]:
    """The domain as JSON-able data."""
    match domain:
        case Scalar():
            ends = [None if e is None else [e.numerator, e.denominator] for e in (domain.lower, domain.upper)]
            return {
                "type": "scalar", "kind": domain.kind, "ends": ends, "open": [domain.lower_open, domain.upper_open],
                "nonzero": domain.nonzero,
            }  # fmt: skip
        case Tensor():
            return {
                "type": "tensor", "shape": dump(domain.rows, domain.cols), "entry": encode(domain.entry),
                "structure": domain.structure,
            }  # fmt: skip
        case Function():
            return {
                "type": "function", "kind": domain.kind, "given": domain.given,
                "arguments": [None if a is None else dump(*a) for a in domain.arguments],
                "value": None if domain.value is None else dump(*domain.value),
            }  # fmt: skip


def decode(data: Mapping[str, Any]) -> Domain:
    """The inverse of `encode`; raises ValueError on anything else."""
    try:
        match data["type"]:
            case "scalar":
                lower, upper = (None if e is None else Fraction(*e) for e in data["ends"])
                lower_open, upper_open = data["open"]
                return Scalar(data["kind"], lower, upper, lower_open, upper_open, data["nonzero"])
            case "tensor":
                rows, cols = load(data["shape"])
                entry = decode(data["entry"])
                assert isinstance(entry, Scalar)
                return Tensor(rows, cols, entry, data["structure"])
            case "function":
                shapes = [None if a is None else _pair(a) for a in data["arguments"]]
                value = None if data["value"] is None else _pair(data["value"])
                return Function(data["kind"], tuple(shapes), value, data["given"])
    except (KeyError, TypeError, AssertionError) as e:
        raise ValueError(f"not a domain: {e}") from e
    raise ValueError(f"not a domain: {data!r}")


def _pair(data: Mapping[str, Any]) -> tuple[Node, Node]:
    a, b = load(data)
    return a, b


def size_value(node: Node, sizes: Mapping[str, int]) -> int:
    """A symbolic size as a number. Raises KeyError for a size that is not given, ValueError for one that is not ≥ 0."""
    value = _value(node, sizes)
    if value.denominator != 1 or value < 0:
        raise ValueError(f"a size of {value}")
    return int(value)


def _value(node: Node, sizes: Mapping[str, int]) -> Fraction:
    match node.op:
        case "rat":
            return node.value
        case "sym":
            return Fraction(sizes[node.data])
        case "add":
            return sum((_value(a, sizes) for a in node.args), Fraction(0))
        case "mul":
            return prod((_value(a, sizes) for a in node.args), start=Fraction(1))
        case "pow" if node.args[1].op == "rat" and node.args[1].value.denominator == 1 and node.args[1].value > 0:
            return _value(node.args[0], sizes) ** int(node.args[1].value)
    raise ValueError(f"a size made by {node.op}")


__all__ = [
    "COMPLEX", "INTEGER", "NATURAL", "NONNEGATIVE", "NONZERO", "OPEN01", "POSITIVE", "REAL", "SIZE", "Domain",
    "Function", "Scalar", "Tensor", "decode", "describe", "encode", "narrow", "rat", "size_value",
]  # fmt: skip
