"""A tiny evaluator that stands in for the engine's own, so that quadrature is tested on its own."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from types import FunctionType

from flint import acb, ctx, fmpq

from checker.graph import Node, open_binder
from checker.numeric import quadrature
from checker.numeric.scope import Undefined, Unknown


def ball(x: Fraction) -> acb:
    return acb(fmpq(x.numerator, x.denominator))


class SmallScope:
    """Elementary functions of balls, with rational values of the free symbols."""

    estimates = False

    def __init__(self, precision: int = 110, bound: Mapping[str, acb] | None = None, **values: Fraction | int) -> None:
        self.precision = precision
        self.values = {k: Fraction(v) for k, v in values.items()}
        self.bound = dict(bound or {})
        self.calls = 0

    def exact(self, name: str) -> Fraction | None:
        return self.values.get(name)

    def evaluate(self, node: Node, bindings: Mapping[str, acb], *, analytic: bool = False) -> acb:
        self.calls += 1
        saved, ctx.prec = ctx.prec, self.precision
        try:
            return self.visit(node, {**self.bound, **bindings}, analytic, {})
        finally:
            ctx.prec = saved

    def visit(self, n: Node, env: Mapping[str, acb], analytic: bool, memo: dict[Node, acb]) -> acb:
        if n not in memo:
            memo[n] = self.compute(n, env, analytic, memo)
        return memo[n]

    def compute(self, n: Node, env: Mapping[str, acb], analytic: bool, memo: dict[Node, acb]) -> acb:
        match n.op:
            case "rat":
                return ball(n.value)
            case "const":
                return {"pi": acb.pi(), "E": acb(1).exp(), "I": acb(0, 1)}[n.data]
            case "sym":
                if n.data not in env and n.data not in self.values:
                    raise Unknown(f"no value for {n.data}")
                return env[n.data] if n.data in env else ball(self.values[n.data])
            case "piecewise":
                for value, condition in zip(n.args[::2], n.args[1::2], strict=True):
                    if condition.op == "true":
                        return self.visit(value, env, analytic, memo)
                    if condition.op == "false":
                        continue
                    left, right = (self.visit(a, env, analytic, memo).real for a in condition.args)
                    if not (left < right or left > right):
                        return acb("nan")
                    if {"<": left < right, "<=": left < right, ">": left > right, ">=": left > right}[condition.data]:
                        return self.visit(value, env, analytic, memo)
                return acb("nan")
            case "integral":
                body, variable = open_binder(n)
                ends = []
                for e in n.args[1:]:
                    ends.append(
                        e.data
                        if e.op == "const" and "oo" in e.data
                        else quadrature.Enclosure(self.visit(e, env, analytic, memo))
                    )
                inner = SmallScope(self.precision, dict(env))
                inner.values = self.values
                return quadrature.integral(body, variable.data, *ends, inner).value
        args = [self.visit(a, env, analytic, memo) for a in n.args]
        match n.op:
            case "add":
                return sum(args[1:], args[0])
            case "mul":
                out = args[0]
                for a in args[1:]:
                    out = out * a
                return out
            case "pow":
                e = n.args[1]
                if e.op == "rat" and e.value.denominator == 1:
                    if e.value < 0 and args[0].is_zero():
                        raise Undefined("divisor", n)
                    return args[0] ** int(e.value)
                return args[0].pow(args[1], analytic=analytic)
            case "fn":
                x = args[0]
                match n.data:
                    case "log":
                        return x.log(analytic=analytic)
                    case "abs":
                        return x.real_abs(analytic=analytic)
                    case "sign":
                        return x.real_sgn(analytic=analytic)
                    case "floor":
                        return x.real_floor(analytic=analytic)
                    case "max":
                        return x.real_max(args[1], analytic=analytic)
                    case "min":
                        return x.real_min(args[1], analytic=analytic)
                    case "factorial":
                        return (x + 1).gamma()
                    case "binomial":
                        return (x + 1).gamma() / ((args[1] + 1).gamma() * (x - args[1] + 1).gamma())
                    case "sigmoid":
                        return 1 / (1 + (-x).exp())
                    case _:
                        return getattr(x, n.data)()
        raise Unknown(n.op)


def named(value: object) -> str:
    """A test's name for a parameter: the same in every process, so none for a function."""
    return "" if isinstance(value, FunctionType) else str(value)[:40]
