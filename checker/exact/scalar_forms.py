"""Named functions, powers and logarithms of polynomials in atoms: the rewritings that hold for every value.

Decides the form of a scalar built from parts that are in normal form (see `indices`): exponentials of sums are
products, logarithms of positive factors sums, odd and even functions see a sign, equal factors collect their exponents
(x^a·x^b = x^(a+b) on the principal branch), Kronecker deltas compare in normal form. Also whether a scalar is surely
real. It adds no fractions: a quotient by a sum stays whole.
"""

from __future__ import annotations

from fractions import Fraction

from checker.domains import NATURAL
from checker.exact import contraction, signs
from checker.exact import monomials as mono
from checker.exact.context import Context
from checker.exact.language import MARK, Language, abbreviate, free, index_range, make_index, never_negative
from checker.exact.monomials import Poly
from checker.graph import BINDERS, ONE, ZERO, Node, add, fn, open_binder, postorder, power, rat, sub, substitute

ODD = frozenset({"sin", "tan", "sinh", "tanh", "erf", "sign"})
EVEN = frozenset({"cos", "cosh", "abs"})
REAL_FUNCTIONS = frozenset(
    {"exp", "sin", "cos", "tan", "sinh", "cosh", "tanh", "sigmoid", "abs", "atan", "asinh", "erf", "sign", "max", "min",
     "kronecker", "heaviside", "floor", "ceiling"}
)  # fmt: skip
COMPOSITE = frozenset({"add", "mul", "pow", "rat"})
#: powers of sums up to this are multiplied out
MAX_POWER = 6


def settle(p: Poly, lang: Language) -> Poly:
    """Powers of composite atoms, which arise when roots meet, multiplied out; δ_ij·f(j) is δ_ij·f(i), |x|² is x²."""
    return mono.plus(*(_settle_term(m, c, lang) for m, c in p.items())) if any(_unsettled(m) for m in p) else p


def _unsettled(m: mono.Monomial) -> bool:
    return any(
        (a.op in COMPOSITE and e.denominator == 1 and e > 0)
        or a.data == "kronecker"
        or (a.data == "abs" and abs(e) >= 2)
        for a, e in m
    )


def _settle_term(m: mono.Monomial, c: Fraction, lang: Language) -> Poly:
    parts: list[Poly] = [mono.constant(c)]
    for a, e in m:
        if a.op in COMPOSITE and e.denominator == 1 and 0 < e <= MAX_POWER:
            base = lang.expand(a)
            parts += [mono.atom(a, e)] if base == mono.atom(a) else [base] * int(e)
        elif a.op == "fn" and a.data == "kronecker" and e > 0:
            old, new = _identified(a, lang)
            rest = mono.monomial({b: f for b, f in m if b != a})
            moved = mono.monomial_node(rest, c)
            if old is not None and old.data in free(moved, lang):
                return product(lang, mono.atom(a), lang.expand(substitute(moved, {old: new})))
            parts.append(mono.atom(a))
        elif a.data == "abs" and abs(e) >= 2 and e.denominator == 1 and lang.is_real(a.args[0]):
            even = e - e % 2  # |x|² = x² for real x
            parts += [power_form(lang.expand(a.args[0]), mono.constant(even), lang), mono.atom(a, e - even)]
        else:
            parts.append(mono.atom(a, e))
    return mono.times(*parts)


def _identified(delta: Node, lang: Language) -> tuple[Node | None, Node]:
    """The index that a delta makes superfluous, and what it equals. A size is never replaced: shapes are made of it."""
    x, y = sorted(delta.args, key=lambda n: (n.op == "sym" and index_range(n, lang) is not None, n.digest))
    superfluous = y.op == "sym" and index_range(y, lang) is not None and y.data not in free(x, lang)
    return (y, x) if superfluous else (None, x)


def product(lang: Language, *polys: Poly) -> Poly:
    return settle(mono.times(*polys), lang)


def power_form(base: Poly, exponent: Poly, lang: Language) -> Poly:
    e = mono.as_constant(exponent)
    if e is None:
        return mono.atom(power(mono.to_node(base), mono.to_node(exponent)))
    if e == 0:
        return mono.ONE_POLY
    if e.denominator == 1 and e > 0 and (len(base) <= 1 or e <= MAX_POWER):
        return product(lang, *([base] * int(e))) if len(base) != 1 else settle(_single_power(base, e), lang)
    if not base:
        return mono.atom(ZERO, e)
    if e.denominator == 1:
        if len(base) == 1:
            return settle(_single_power(base, e), lang)
        scale = base[mono.leading(base)]
        return {((mono.to_node(mono.times_constant(base, 1 / scale)), e),): scale ** int(e)}
    one = mono.single(base)
    if one is not None and one[1] > 0:
        m, c = one
        if len(m) == 1 and (m[0][1] == 1 or (m[0][0].op == "fn" and m[0][0].data == "exp")):
            a, k = m[0]
            if (k == 1 and a.op != "fn") or (a.op == "fn" and (a.data != "exp" or lang.is_real(a))):
                return settle(mono.times(mono.atom(a, k * e), _root(c, e)), lang)
        if not m:
            return settle(_root(c, e), lang)
    scale = abs(base[mono.leading(base)])
    whole = mono.to_node(mono.times_constant(base, 1 / scale))
    return settle(mono.times(mono.atom(whole, e), _root(scale, e)), lang)


def _single_power(base: Poly, e: Fraction) -> Poly:
    ((m, c),) = base.items()
    return {tuple((a, k * e) for a, k in m): c ** int(e)}


def _root(c: Fraction, e: Fraction) -> Poly:
    """c^e for a positive rational."""
    if c == 1:
        return mono.ONE_POLY
    whole = e.numerator // e.denominator
    return {((rat(c), e - whole),): c**whole}


def function_form(n: Node, lang: Language) -> Poly:
    args = [lang.expand(x) for x in n.args]
    if n.data not in ("exp", "log", "kronecker"):
        args = [_abbreviated(p, lang) for p in args]
    if n.data == "exp":
        return exponential(args[0], lang)
    if n.data == "kronecker":
        return kronecker(args[0], args[1], lang)
    if n.data in ODD | EVEN | {"sigmoid"} and args[0]:
        p = args[0]
        if p[mono.leading(p)] < 0:
            flipped = mono.atom(fn(n.data, mono.to_node(mono.times_constant(p, -1))))
            if n.data == "sigmoid":
                return mono.minus(mono.ONE_POLY, flipped)
            return flipped if n.data in EVEN else mono.times_constant(flipped, -1)
    if n.data == "log":
        return _logarithm(args[0], lang)
    if not args[0] and n.data in ODD:
        return mono.ZERO_POLY
    return mono.atom(fn(n.data, *(mono.to_node(p) for p in args)))


def _abbreviated(p: Poly, lang: Language) -> Poly:
    """Up to sign: what odd and even functions need to see stays outside."""
    if len(p) < 2:
        return p
    sign = 1 if p[mono.leading(p)] > 0 else -1
    return mono.times_constant(mono.atom(abbreviate(mono.to_node(mono.times_constant(p, sign)), lang)), sign)


def exponential(p: Poly, lang: Language) -> Poly:
    """exp of a sum as a product; exp(c·log x) = x^c on the principal branch."""
    parts: list[Poly] = []
    for m, c in p.items():
        if len(m) == 1 and m[0][1] == 1 and m[0][0].op == "fn" and m[0][0].data == "log":
            parts.append(power_form(lang.expand(m[0][0].args[0]), mono.constant(c), lang))
        else:
            parts.append(mono.atom(fn("exp", mono.monomial_node(m)), c))
    return product(lang, *parts)


def _logarithm(p: Poly, lang: Language) -> Poly:
    """log(r·z) = log r + log z for every z and positive r: numbers, exponentials of reals, what `signs` proves so."""
    one = mono.single(p)
    if one is None:
        return mono.atom(fn("log", mono.to_node(p)))
    m, c = one
    parts: list[Poly] = [] if c in (1, -1) else [mono.atom(fn("log", rat(abs(c))))]
    rest: dict[Node, Fraction] = {}
    for a, e in m:
        if a.op == "fn" and a.data == "exp" and lang.is_real(a):
            parts.append(mono.times_constant(lang.expand(a.args[0]), e))
        elif a.op == "product" and a.args[1] == ZERO and not contraction.infinite(a.args[2]):
            k = make_index("k", add(a.args[2], ONE), lang, a)
            body, _ = open_binder(a, k)
            if surely_positive(body, lang):
                parts.append(mono.times_constant(lang.sum_over(_logarithm(lang.expand(body), lang), k), e))
            else:
                rest[a] = e
        elif surely_positive(a, lang):
            parts.append(mono.times_constant(mono.atom(fn("log", a)), e))
        else:
            rest[a] = e
    if rest or c < 0:
        parts.append(mono.atom(fn("log", mono.monomial_node(mono.monomial(rest), -1 if c < 0 else 1))))
    return mono.plus(*parts)


def surely_positive(node: Node, lang: Language) -> bool:
    """Whether a scalar is surely positive: what `signs` proves so, and products, powers and sums of such."""
    if node.op == "fn" and node.data == "exp":
        return lang.is_real(node)
    if node.op in ("add", "mul", "pow"):
        p = lang.expand(node)
        if p and p != mono.atom(node):
            return all(c > 0 and all(surely_positive(a, lang) for a, _ in m) for m, c in p.items())
    if node.op == "sum" and node.args[1] == ZERO and not contraction.infinite(node.args[2]):
        k = make_index("k", add(node.args[2], ONE), lang, node)
        return never_negative(node.args[2], lang) and surely_positive(open_binder(node, k)[0], lang)
    marks = [n for n in free(node, lang) if n.startswith(MARK)]
    ctx = lang.ctx
    for name in marks:
        ctx = ctx.extend(name, NATURAL)
    return signs.is_positive(node, ctx)


def kronecker(x: Poly, y: Poly, lang: Language) -> Poly:
    difference = mono.minus(x, y)
    value = mono.as_constant(difference)
    if value is not None:
        return mono.ONE_POLY if value == 0 else mono.ZERO_POLY
    positive = {m: c for m, c in difference.items() if c > 0}
    negative = {m: -c for m, c in difference.items() if c < 0}
    ends = sorted((mono.to_node(positive), mono.to_node(negative)), key=lambda e: e.digest)
    apart = (sub(sub(a, b), ONE) for a, b in (ends, reversed(ends)))
    if any(e.op == "add" for e in ends) and any(never_negative(d, lang) for d in apart):
        return mono.ZERO_POLY
    return mono.atom(fn("kronecker", *ends))


# ---------------------------------------------------------------- realness


def is_real(node: Node, ctx: Context) -> bool:
    """Whether the scalar surely has a real value wherever it has one; undefined functions are real."""
    key = ("real", node)
    if key not in ctx.memo:
        for n in postorder(node):
            if ("real", n) not in ctx.memo:
                ctx.memo["real", n] = _real(n, ctx)
    return bool(ctx.memo[key])


def _real(n: Node, ctx: Context) -> bool:
    def parts() -> bool:
        return all(bool(ctx.memo.get(("real", a))) for a in n.args)

    match n.op:
        case "rat" | "bound":
            return True
        case "const":
            return n.data not in ("I", "oo", "-oo")
        case "sym":
            domain = ctx.scalar(n.data)
            return n.data.startswith(MARK) or (domain is not None and domain.kind != "complex")
        case "matsym":
            meaning = ctx.memo.get(("definition", n.data))
            if isinstance(meaning, Node):
                return is_real(meaning, ctx)
            tensor = ctx.tensor(n.data)
            return n.data.startswith(f"{MARK}v") or (tensor is not None and tensor.entry.kind != "complex")
        case "pow":
            return parts() and n.args[1].op == "rat" and n.args[1].value.denominator == 1
        case "fn":
            return n.data in REAL_FUNCTIONS and parts()
        case "matbound":
            return True
        case "elem":
            return bool(ctx.memo.get(("real", n.args[0])))
        case op if op in BINDERS and op not in ("sum", "product", "map", "entries", "gradient", "jacobian"):
            return False
        case "rel" | "and" | "or" | "not" | "true" | "false":
            return False
        case _:
            return parts()
