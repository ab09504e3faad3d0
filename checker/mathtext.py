"""Readable mathematics on one line, for reports: ½(σ² + μ² − log(σ²) − 1) rather than sigma**2/2 + ….

It prints SymPy objects as they stand and decides nothing. An expression whose tree is far larger than its graph is cut
short, since printing walks the tree.
"""

from __future__ import annotations

from typing import Any

import sympy
from sympy.matrices.expressions.applyfunc import ElementwiseApplyFunction
from sympy.printing.precedence import PRECEDENCE, precedence
from sympy.printing.str import StrPrinter

from checker.names import SUBSCRIPTS, SUPERSCRIPTS, name

_LIMIT = 3000  # nodes of the tree
#: between a product and a power: what ends in brackets of its own, or in a bar
_PREFIX = (PRECEDENCE["Mul"] + PRECEDENCE["Pow"]) / 2
#: how tightly the written form holds together of what SymPy writes as a call
_PRECEDENCE = {
    **dict.fromkeys(("Integral", "Sum", "Product"), PRECEDENCE["Add"]),
    **dict.fromkeys(("Derivative", "Jacobian"), PRECEDENCE["Mul"]),
    **dict.fromkeys(("Gradient", "PartialGradient", "Total"), _PREFIX),
}


class _Written(sympy.Symbol):  # type: ignore[misc]
    """Text that stands where an entry would, held together as tightly as `precedence` says."""

    precedence: float


def _written(text: str, holds: float) -> _Written:
    symbol = sympy.Symbol.__xnew__(_Written, text)
    symbol.precedence = holds
    return symbol  # type: ignore[no-any-return]


class _Printer(StrPrinter):  # type: ignore[misc]
    def _print_Symbol(self, e: Any) -> str:
        return name(e.name)

    _print_Dummy = _print_Symbol
    _print_MatrixSymbol = _print_Symbol

    def _atom(self, e: Any) -> str:
        return str(self.parenthesize(e, PRECEDENCE["Atom"], strict=True))

    def _holds(self, e: Any) -> float:
        """The precedence of what is written for an expression."""
        if isinstance(e, ElementwiseApplyFunction):
            return self._holds(self._applied(e))
        return _PRECEDENCE.get(type(e).__name__) or float(precedence(e))

    def parenthesize(self, item: Any, level: Any, strict: bool = False) -> str:
        """Brackets by what is written, not by what SymPy would write."""
        held, text = self._holds(item), str(self._print(item))
        return f"({text})" if held < level or (not strict and held <= level) else text

    def _print__Written(self, e: Any) -> str:
        return str(e.name)

    def _print_Pi(self, e: Any) -> str:
        return "π"

    def _print_ImaginaryUnit(self, e: Any) -> str:
        return "i"

    def _print_Exp1(self, e: Any) -> str:
        return "e"

    def _print_Infinity(self, e: Any) -> str:
        return "∞"

    def _print_NegativeInfinity(self, e: Any) -> str:
        return "−∞"

    def _print_Pow(self, e: Any, rational: bool = False) -> str:
        base, exponent = e.args
        if exponent == sympy.S.Half:
            return f"√({self._print(base)})" if not base.is_Atom else f"√{self._print(base)}"
        if exponent.is_Integer and exponent > 1:
            return self._atom(base) + str(exponent).translate(SUPERSCRIPTS)
        if exponent.is_Rational and exponent < 0:
            below = self._atom(base**-exponent)
            return f"1/{below}"
        return f"{self._atom(base)}^{self._atom(exponent)}"

    def _print_Mul(self, e: Any) -> str:
        if (
            e.args[0] == -1
            and len(e.args) == 2
            and self._holds(e.args[1]) == PRECEDENCE["Add"]
            and not e.args[1].is_Add
        ):
            return f"-{self._print(e.args[1])}"  # −∫ … dx needs no brackets
        return str(super()._print_Mul(e)).replace("*", "·")

    def _print_Abs(self, e: Any) -> str:
        return f"|{self._print(e.args[0])}|"

    def _print_sigmoid(self, e: Any) -> str:
        return f"sigmoid({self._print(e.args[0])})"

    def _limits(self, e: Any, sign: str) -> str:
        out = str(self._print(e.function))
        if e.function.is_Add:
            out = f"({out})"
        for variable, *ends in e.limits:
            v = self._print(variable)
            if sign == "∫":
                at = f"[{self._print(ends[0])}, {self._print(ends[1])}] " if len(ends) == 2 else " "
                out = f"∫{at}{out} d{v}"
            else:
                at = f"{{{v}={self._print(ends[0])}…{self._print(ends[1])}}}" if len(ends) == 2 else f"_{v}"
                out = f"{sign}{at} {out}"
        return out

    def _print_Integral(self, e: Any) -> str:
        return self._limits(e, "∫")

    def _print_Sum(self, e: Any) -> str:
        return self._limits(e, "Σ")

    def _print_Product(self, e: Any) -> str:
        return self._limits(e, "Π")

    def _print_Derivative(self, e: Any) -> str:
        over = " ".join(
            f"∂{self._print(v)}" + ("" if k == 1 else str(k).translate(SUPERSCRIPTS)) for v, k in e.variable_count
        )
        order = sum(int(k) for _, k in e.variable_count if k.is_Integer)
        return f"∂{'' if order == 1 else str(order).translate(SUPERSCRIPTS)}({self._print(e.expr)})/{over}"

    def _print_HadamardProduct(self, e: Any) -> str:
        return " ⊙ ".join(self.parenthesize(a, PRECEDENCE["Mul"], strict=True) for a in e.args)

    def _print_MatMul(self, e: Any) -> str:
        sign, rest = ("−", e.args[1:]) if e.args[0] == -1 else ("", e.args)
        return sign + " ".join(self.parenthesize(a, PRECEDENCE["Mul"]) for a in rest)

    def _print_MatAdd(self, e: Any) -> str:
        out = ""
        for a in e.args:
            part = str(self._print(a))
            out += part if not out else f" − {part[1:]}" if part.startswith("−") else f" + {part}"
        return out

    def _print_HadamardPower(self, e: Any) -> str:
        return f"{self._atom(e.args[0])}^⊙{self._print(e.args[1])}"

    def _print_BlockMatrix(self, e: Any) -> str:
        blocks = e.blocks
        rows = [", ".join(self._print(blocks[i, j]) for j in range(blocks.cols)) for i in range(blocks.rows)]
        return "[" + "; ".join(rows) + "]"

    def _print_MatrixBase(self, e: Any) -> str:
        rows = [", ".join(self._print(e[i, j]) for j in range(e.cols)) for i in range(e.rows)]
        return "[" + "; ".join(rows) + "]"

    _print_ImmutableDenseMatrix = _print_MatrixBase
    _print_MutableDenseMatrix = _print_MatrixBase

    def _print_OneMatrix(self, e: Any) -> str:
        return "𝟏"

    def _print_ZeroMatrix(self, e: Any) -> str:
        return "𝟎"

    def _print_Identity(self, e: Any) -> str:
        return "I"

    def _print_Transpose(self, e: Any) -> str:
        return f"{self._atom(e.arg)}ᵀ"

    def _print_Inverse(self, e: Any) -> str:
        return f"{self._atom(e.arg)}⁻¹"

    def _print_ElementwiseApplyFunction(self, e: Any) -> str:
        return str(self._print(self._applied(e)))

    def _applied(self, e: Any) -> Any:
        """A function of every entry, as it is written: its body at the whole matrix."""
        inner = _written(str(self._print(e.expr)), self._holds(e.expr))
        return e.function.expr.xreplace({e.function.variables[0]: inner})

    def _print_MatrixElement(self, e: Any) -> str:
        i, j = e.args[1], e.args[2]
        head = self._atom(e.parent)
        return (
            f"{head}[{self._print(i)}]"
            if e.parent.shape[1] == 1 and j == 0
            else f"{head}[{self._print(i)}, {self._print(j)}]"
        )

    def _print_VectorApplication(self, e: Any) -> str:
        return f"{name(e.name)}({', '.join(self._print(a) for a in e.arguments)})"

    def _print_Gradient(self, e: Any) -> str:
        return f"∇_{self._print(e.variable)} ({self._print(e.expr)})"

    def _print_PartialGradient(self, e: Any) -> str:
        head = name(str(e.application.func.__name__))
        return (
            f"∇{str(e.slot + 1).translate(SUBSCRIPTS)}{head}({', '.join(self._print(a) for a in e.application.args)})"
        )

    def _print_Jacobian(self, e: Any) -> str:
        return f"∂({self._print(e.expr)})/∂{self._print(e.variable)}"

    def _print_Total(self, e: Any) -> str:
        return f"Σ({self._print(e.args[0])})"

    def _print_VectorNorm(self, e: Any) -> str:
        return f"‖{self._print(e.args[0])}‖"

    def _print_DiagMatrix(self, e: Any) -> str:
        return f"diag({self._print(e.args[0])})"

    def _print_Determinant(self, e: Any) -> str:
        return f"det({self._print(e.args[0])})"


def plain(expr: Any) -> str:
    """The expression on one line of Unicode text."""
    if not isinstance(expr, sympy.Basic | sympy.MatrixBase):
        return str(expr)
    if _tree_size(expr) > _LIMIT:
        return f"(an expression of {_tree_size(expr)} nodes)"
    try:
        text = str(_Printer().doprint(expr))
    except ValueError:  # integers of more digits than Python prints
        return "(an expression with a number too long to print)"
    return text.replace(" - ", " − ").replace("**", "^").replace("*", "·")


def _tree_size(expr: Any) -> int:
    """Nodes of the tree, computed on the graph."""
    size: dict[Any, int] = {}
    stack = [(expr, False)]
    while stack:
        e, ready = stack.pop()
        if id(e) in size:
            continue
        args = getattr(e, "args", ())
        if ready:
            size[id(e)] = 1 + sum(size.get(id(a), 1) for a in args)
        else:
            stack.append((e, True))
            stack.extend((a, False) for a in args)
    return size[id(expr)]
