"""Exponentials, logarithms, powers, absolute values and conjugates of normal forms, as values over a table's kernels.

Every function here returns a value equal to what it names for all values of the symbols on the domains at which both
are defined; where a familiar rule needs a sign (log of a product, a root of a product), the sign is asked of `signs`
and the rule is left alone if it is not known. Powers and logarithms are principal: z^w = exp(w log z).
"""

from __future__ import annotations

from fractions import Fraction

from checker.exact import signs
from checker.exact.combinations import combine, related
from checker.exact.factors import (
    Factor,
    content,
    factor_sign,
    factors,
    is_integer,
    is_real,
    nonnegative,
    nonpositive,
    product,
    rational_primes,
    real_kernel,
    sign_of,
)
from checker.exact.kernels import Kernel, NotScalar, Poly, Table, Value, degrees, split, terms_of
from checker.exact.render import Powers, leading_sign, monomials, to_node
from checker.exact.signs import Sign
from checker.graph import MINUS_ONE, Node, const, fn, mul, power

HALF = Fraction(1, 2)


# ---------------------------------------------------------------- exp


def exp_of(t: Table, v: Value) -> Value:
    """exp v."""
    v = t.canonical(v)
    if v.num.is_zero():
        return t.number(1)
    turning = any(t.kernels[k].imaginary for k in t.generators(v))
    if len(v.den) == 1:
        if turning:
            return product(t, [_exp_ragged(t, x, imaginary) for x, imaginary in _harmonics(t, v)])
        out = t.number(1)
        for c, powers in _laurent(t, v):
            out = t.times(out, _exp_monomial(t, c, powers))
        return out
    if turning:
        return _exp_ragged(t, v, is_real(t, t.times(v, t.imaginary())))
    real = {m: c for m, c in terms_of(v.num) if m[0] == 0}
    parts = [t.ring.from_dict(real)] if real else []
    rest = v.num - parts[0] if parts else v.num
    if not rest.is_zero():
        parts.append(rest)
    ring_version = v.version
    out = t.number(1)
    for p in parts:
        x = t.canonical(Value(p, v.den, ring_version))
        out = t.times(out, _exp_ragged(t, x, t.scales[0] == 2 and p is rest))
    return out


def _laurent(t: Table, v: Value) -> list[tuple[Fraction, Powers]]:
    """The terms of a value whose denominator is one term."""
    ((c, below),) = monomials(t, v.den)
    out = []
    for a, p in monomials(t, v.num):
        powers = dict(p)
        for k, e in below.items():
            powers[k] = powers.get(k, Fraction(0)) - e
        out.append((a / c, {k: e for k, e in powers.items() if e}))
    return out


def _harmonics(t: Table, v: Value) -> list[tuple[Value, bool]]:
    """The value as a sum of terms in sines and cosines, each with whether it is I times a term in real form."""
    groups: dict[tuple[tuple[tuple[int, Fraction], ...], tuple[tuple[int, Fraction], ...]], list[Fraction]] = {}
    for c, powers in _laurent(t, v):
        turn = tuple(sorted((k, e) for k, e in powers.items() if t.kernels[k].imaginary))
        rest = tuple(sorted((k, e) for k, e in powers.items() if not t.kernels[k].imaginary))
        side = 0
        if turn and turn[0][1] < 0:
            turn, side = tuple((k, -e) for k, e in turn), 1
        groups.setdefault((turn, rest), [Fraction(0), Fraction(0)])[side] += c
    out = []
    for (turn, rest), (forth, back) in groups.items():
        value = _monomial(t, dict(rest))
        imaginary = dict(rest).get(0) == HALF
        if not turn:
            out.append((t.scaled(value, forth), imaginary))
            continue
        e = _monomial(t, dict(turn))
        if forth + back:
            out.append((t.scaled(t.times(value, t.plus(e, t.inverse(e))), (forth + back) / 2), imaginary))
        if forth - back:
            odd = t.times(value, t.minus(e, t.inverse(e)))
            out.append((t.scaled(odd, (forth - back) / 2), not imaginary))
    return out


def _monomial(t: Table, powers: Powers) -> Value:
    return product(t, [t.generator(k, e) for k, e in powers.items()])


def _exp_monomial(t: Table, c: Fraction, powers: Powers) -> Value:
    """exp(c · the monomial)."""
    kinds = {k: t.kernels[k].kind for k in powers}
    logs = [k for k, kind in kinds.items() if kind == "log"]
    if len(powers) == 1 and logs and powers[logs[0]] == 1:
        argument = t.kernels[logs[0]].argument
        assert argument is not None
        return power_rational(t, argument, c)
    if powers.get(0) == HALF:
        rest = {k: e for k, e in powers.items() if k}
        special = _exp_imaginary(t, c, rest)
        if special is not None:
            return special
    elif len(powers) == 1 and c.denominator == 1:
        (k,) = powers
        node = t.kernels[k].node
        if powers[k] == 1 and node.op == "fn" and node.data == "lambertw" and len(node.args) == 1:
            if signs.is_nonzero(node.args[0], t.ctx):  # W exp W = x
                w = t.generator(k)
                x = t.kernels[k].argument
                assert x is not None
                return t.raised(t.over(x, w), int(c))
    m = _monomial(t, powers)
    if t.ragged:
        return _exp_ragged(t, t.scaled(m, c), powers.get(0) == HALF)
    node = fn("exp", to_node(t, m))
    k = t.add_kernel("exp", Kernel(node, "exp", m, imaginary=powers.get(0) == HALF))
    if k not in t.exponents:
        t.exponents.append(k)
    return t.generator(k, c)


def _exp_imaginary(t: Table, c: Fraction, rest: Powers) -> Value | None:
    """exp(i · c · the monomial), where that is something simpler than a kernel of its own."""
    pi = next((k for k in rest if t.kernels[k].node == const("pi")), None)
    if pi is not None and rest[pi] == 1:
        others = {k: e for k, e in rest.items() if k != pi}
        if not others:
            return t.unit(c)
        # (-1)^m for an integer m; the parity of a product of integers does not see exponents
        whole = all(
            e.denominator == 1 and e > 0 and signs.is_integer(t.kernels[k].node, t.ctx) for k, e in others.items()
        )
        if whole:
            m = mul(*(t.kernels[k].node for k in sorted(others, key=lambda k: t.kernels[k].node.digest)))
            node = power(MINUS_ONE, m)
            if c.denominator == 1 and int(c) % 2 == 0:
                return t.number(1)
            flat = all(e == 1 for e in others.values())
            if c.denominator == 1 or flat:
                k = t.add_kernel("parity", Kernel(node, "parity", None, t.number(1), 2))
                return t.generator(k, c)
    if len(rest) == 1 and c.denominator == 1:
        ((k, e),) = rest.items()
        kernel = t.kernels[k]
        if e == 1 and kernel.node.op == "fn" and kernel.argument is not None:
            x = kernel.argument
            square = t.times(x, x)
            ix = t.times(t.imaginary(), x)
            if kernel.node.data == "asin":  # DLMF 4.23.19
                root = power_rational(t, t.minus(t.number(1), square), HALF)
                return t.raised(t.plus(root, ix), int(c))
            if kernel.node.data == "atan" and is_real(t, x):
                root = power_rational(t, t.plus(t.number(1), square), HALF)
                return t.raised(t.over(t.plus(t.number(1), ix), root), int(c))
            if kernel.node.data == "arg" and not sign_of(t, x) & Sign.ZERO:
                return t.raised(t.over(x, abs_of(t, x)), int(c))
    return None


def _exp_ragged(t: Table, v: Value, imaginary: bool) -> Value:
    """exp of a fraction: a product of known exponentials if the exponent is a rational combination of theirs."""
    t.ragged = True
    known, arguments = related(t, v)
    combination = combine(t, v, arguments)
    if combination is not None:
        return product(t, [t.generator(k, c) for k, c in zip(known, combination, strict=True) if c])
    v = t.current(v)
    scale = content(v.num) / content(v.den)
    v = t.scaled(v, 1 / scale)
    k = t.add_kernel("exp", Kernel(fn("exp", to_node(t, v)), "exp", v, imaginary=imaginary))
    if k not in t.exponents:
        t.exponents.append(k)
    return t.generator(k, scale)


# ---------------------------------------------------------------- log


def log_of(t: Table, v: Value) -> Value:
    """The principal logarithm."""
    v = t.canonical(v)
    if v.num.is_zero():
        raise NotScalar("log 0")
    constant, parts = factors(t, v)
    terms: list[Value] = []
    rest: list[Factor] = []
    sign = 1 if constant > 0 else -1
    terms += [t.scaled(_log_kernel(t, t.number(p)), e) for p, e in rational_primes(abs(constant))]
    for f in parts:
        known = factor_sign(t, f)
        if known == Sign.POS or nonnegative(known):
            terms.append(t.scaled(_log_positive(t, f), f.exponent))
        elif nonpositive(known):
            sign *= (-1) ** f.exponent
            flipped = Factor(t.negative(t.current(f.value)), f.exponent)
            terms.append(t.scaled(_log_positive(t, flipped), f.exponent))
        elif not known & Sign.NONREAL:
            even = f.exponent - f.exponent % 2
            if even:
                terms.append(t.scaled(_log_kernel(t, abs_of(t, f.value)), even))
            if f.exponent % 2:
                rest.append(Factor(f.value, 1, f.kernel))
        else:
            rest.append(f)
    terms += _log_rest(t, sign, rest)
    return t.total(terms)


def _log_positive(t: Table, f: Factor) -> Value:
    """log of a factor known to be positive (where its log is defined)."""
    if f.kernel is not None:
        k, e = f.kernel
        kernel = t.kernels[k]
        if kernel.kind in ("exp", "root") and kernel.argument is not None:
            argument = t.current(kernel.argument)
            if kernel.kind == "exp":
                if is_real(t, argument):
                    return t.scaled(argument, e)
            elif nonnegative(sign_of(t, argument)):
                return t.scaled(log_of(t, argument), e)
        elif e != 1:
            return t.scaled(_log_kernel(t, t.generator(k)), e)
    elif (other := _inverse_unit(t, t.current(f.value))) is not None:
        return t.negative(_log_kernel(t, other))
    return _log_kernel(t, f.value)


def _inverse_unit(t: Table, v: Value) -> Value | None:
    """1/v where that is a polynomial as well and better for logarithms: sqrt(x^2 + 1) - x is 1/(sqrt + x)."""
    top = degrees(v.num)
    for k in t.algebraic:
        if k and top[k] == 1 and t.kernels[k].power * t.scales[k] == 2 and not t.kernels[k].fold:
            inverse = t.canonical(t.inverse(v))
            if not inverse.den.is_constant():
                continue
            v = t.current(v)
            parts = split(v.num, k)
            back = split(t.current(inverse).num, k)
            flips = [e for e in (0, 1) if e in parts and e in back and _opposite(t, parts[e], back[e])]
            if flips and leading_sign(t, Value(parts[flips[0]], v.den, t.version)) < 0:
                return inverse
    return None


def _opposite(t: Table, p: Poly, q: Poly) -> bool:
    one = t.ring.constant(1)
    return leading_sign(t, Value(p, one, t.version)) == -leading_sign(t, Value(q, one, t.version))


def _log_rest(t: Table, sign: int, rest: list[Factor]) -> list[Value]:
    """log of sign · the factors whose sign is not known one by one."""
    pi_i = t.times(t.imaginary(), constant_value(t, "pi"))
    if not rest:
        return [pi_i] if sign < 0 else []
    if sign > 0 and len(rest) == 1 and rest[0].exponent == 1 and rest[0].kernel is not None:
        k, e = rest[0].kernel
        argument = t.kernels[k].argument
        if k == 0:
            return [t.scaled(pi_i, e if e <= 1 else e - 2)]
        if t.kernels[k].kind == "root" and e.numerator == 1 and argument is not None:  # log of the principal root
            return [t.scaled(log_of(t, argument), e)]
        if e.numerator == 1 and t.kernels[k].kind in ("symbol", "opaque", "log", "constant"):
            return [t.scaled(_log_kernel(t, t.generator(k)), e)]
    total = product(t, [t.raised(t.current(f.value), f.exponent) for f in rest])
    total = t.scaled(total, sign)
    known = sign_of(t, total)
    if nonnegative(known) and all(is_real(t, f.value) for f in rest):
        return [t.scaled(_log_kernel(t, abs_of(t, f.value)), f.exponent) for f in rest]
    if nonpositive(known) and all(is_real(t, f.value) for f in rest):
        return [pi_i, *(t.scaled(_log_kernel(t, abs_of(t, f.value)), f.exponent) for f in rest)]
    return [_log_kernel(t, total)]


def _log_kernel(t: Table, argument: Value) -> Value:
    """The logarithm as a kernel, of a positive factor or of what can't be taken apart."""
    argument = t.canonical(argument)
    if t.rational(argument) == 1:
        return t.number(0)
    k = t.add_kernel("log", Kernel(fn("log", to_node(t, argument)), "log", argument))
    return t.generator(k)


def constant_value(t: Table, name: str) -> Value:
    return t.generator(t.add_kernel("constant", Kernel(const(name), "constant")))


# ---------------------------------------------------------------- powers


def power_of(t: Table, base: Value, exponent: Value) -> Value:
    """The principal power, 0^0 = 1."""
    e = t.rational(exponent)
    if e is not None:
        return power_rational(t, base, e)
    if t.current(base).num.is_zero():
        if sign_of(t, exponent) == Sign.POS:
            return t.number(0)
        raise NotScalar("a power of 0")
    if t.rational(base) == 1:
        return t.number(1)
    if not is_integer(t, exponent):
        return exp_of(t, t.times(exponent, log_of(t, base)))
    constant, parts = factors(t, base)
    out = t.number(1)
    if constant < 0:
        out = exp_of(t, product(t, [t.imaginary(), constant_value(t, "pi"), exponent]))
    for p, n in rational_primes(abs(constant)):
        out = t.times(out, exp_of(t, t.scaled(t.times(exponent, _log_kernel(t, t.number(p))), n)))
    for f in parts:
        out = t.times(out, _integer_power(t, f, t.scaled(exponent, f.exponent)))
    return out


def _integer_power(t: Table, f: Factor, n: Value) -> Value:
    """The factor to a symbolic integer exponent."""
    pi_i = t.times(t.imaginary(), constant_value(t, "pi"))
    if f.kernel is not None:
        k, e = f.kernel
        kernel = t.kernels[k]
        if k == 0:
            return exp_of(t, t.times(t.scaled(pi_i, e), n))
        if kernel.kind == "exp" and kernel.argument is not None:
            return exp_of(t, t.times(t.scaled(t.current(kernel.argument), e), n))
        if kernel.kind == "parity":
            return exp_of(t, product(t, [t.scaled(pi_i, e), normal_node(t, kernel.node.args[1]), n]))
        if kernel.kind == "root" and kernel.argument is not None:
            return exp_of(t, t.times(t.scaled(_log_kernel_of(t, t.current(kernel.argument)), e), n))
        return exp_of(t, t.times(t.scaled(_log_kernel(t, t.generator(k)), e), n))
    value = t.current(f.value)
    known = factor_sign(t, f)
    if not known & (Sign.POS | Sign.NONREAL):
        return t.times(exp_of(t, t.times(pi_i, n)), exp_of(t, t.times(_log_kernel(t, t.negative(value)), n)))
    if known & Sign.NEG and leading_sign(t, value) < 0:
        return t.times(exp_of(t, t.times(pi_i, n)), exp_of(t, t.times(_log_kernel(t, t.negative(value)), n)))
    return exp_of(t, t.times(_log_kernel(t, value), n))


def _log_kernel_of(t: Table, base: Value) -> Value:
    """The logarithm of the base of a root: split where its sign is known, else a kernel."""
    return log_of(t, base) if nonnegative(sign_of(t, base)) else _log_kernel(t, base)


def normal_node(t: Table, node: Node) -> Value:
    """The value of a product of integer kernels, as parities keep them."""
    if node.op == "mul":
        return product(t, [normal_node(t, a) for a in node.args])
    for (name, known), k in t.index.items():
        if known == node and name != "parity":
            return t.generator(k)
    raise NotScalar("a parity of nothing known")


def power_rational(t: Table, v: Value, c: Fraction) -> Value:
    """The principal power with a rational exponent."""
    if c.denominator == 1:
        return t.raised(v, int(c))
    v = t.canonical(v)
    if v.num.is_zero():
        if c > 0:
            return v
        raise NotScalar("division by zero")
    constant, parts = factors(t, v)
    sign = 1 if constant > 0 else -1
    out = [t.prime_power(p, e * c) for p, e in rational_primes(abs(constant))]
    rest: list[Factor] = []
    for f in parts:
        known = factor_sign(t, f)
        if nonnegative(known):
            out.append(_positive_power(t, f, f.exponent * c))
        elif nonpositive(known):
            sign *= (-1) ** f.exponent
            flipped = Factor(t.negative(t.current(f.value)), f.exponent)
            out.append(_positive_power(t, flipped, f.exponent * c))
        elif not known & Sign.NONREAL:
            even = f.exponent - f.exponent % 2
            if even:
                out.append(_absolute_power(t, f.value, even * c))
            if f.exponent % 2:
                rest.append(Factor(f.value, 1, f.kernel))
        else:
            rest.append(f)
    out.append(_rest_power(t, sign, rest, c))
    return product(t, out)


def _absolute_power(t: Table, v: Value, c: Fraction) -> Value:
    """|v|^c for a real v."""
    if c.denominator == 1 and c % 2 == 0:
        return t.raised(t.current(v), int(c))
    a = abs_of(t, v)
    constant, parts = factors(t, a)
    out = [t.prime_power(p, e * c) for p, e in rational_primes(constant)]
    return product(t, out + [_positive_power(t, f, f.exponent * c) for f in parts])


def _positive_power(t: Table, f: Factor, c: Fraction) -> Value:
    """f^(c) for a nonnegative factor; the factor's own exponent is already in c."""
    if f.kernel is not None:
        k, e = f.kernel
        kernel = t.kernels[k]
        if kernel.kind == "exp" and kernel.argument is not None and not is_real(t, kernel.argument):
            return _root_kernel(t, f.value, c)
        if kernel.fold:  # 0 or 1
            return t.generator(k, 1 if c > 0 else -1)
        return t.generator(k, e * c)
    return _root_kernel(t, f.value, c)


def _root_kernel(t: Table, base: Value, c: Fraction) -> Value:
    whole, part = divmod(c, 1)
    base = t.canonical(base)
    out = t.raised(base, int(whole))
    if part:
        k = t.add_kernel("root", Kernel(to_node(t, base), "root", base, base))
        out = t.times(out, t.generator(k, part))
    return out


def _rest_power(t: Table, sign: int, rest: list[Factor], c: Fraction) -> Value:
    if not rest:
        return t.unit(c) if sign < 0 else t.number(1)
    if sign > 0 and len(rest) == 1 and rest[0].exponent == 1 and rest[0].kernel is not None:
        k, e = rest[0].kernel
        kernel = t.kernels[k]
        if k == 0:  # exp(i pi e), principal for e in (-1, 1]
            return t.unit((e if e <= 1 else e - 2) * c)
        if e.numerator == 1 and kernel.kind in ("symbol", "opaque", "log", "constant", "root"):
            return t.generator(k, e * c)
    total = t.scaled(product(t, [t.raised(t.current(f.value), f.exponent) for f in rest]), sign)
    known = sign_of(t, total)
    if (nonnegative(known) or nonpositive(known)) and all(is_real(t, f.value) for f in rest):
        out = product(t, [_absolute_power(t, f.value, f.exponent * c) for f in rest])
        return out if nonnegative(known) else t.times(t.unit(c), out)
    return _root_kernel(t, total, c)


# ---------------------------------------------------------------- absolute value, sign, conjugate


def abs_of(t: Table, v: Value) -> Value:
    """|v|."""
    v = t.canonical(v)
    if v.num.is_zero():
        return v
    constant, parts = factors(t, v)
    out = [t.number(abs(constant))]
    for f in parts:
        value = t.current(f.value)
        known = factor_sign(t, f)
        if nonnegative(known):
            out.append(t.raised(value, f.exponent))
        elif nonpositive(known):
            out.append(t.raised(t.negative(value), f.exponent))
        elif not known & Sign.NONREAL and f.exponent % 2 == 0:
            out.append(t.raised(value, f.exponent))
        else:
            out.append(t.raised(_abs_factor(t, f, not known & Sign.NONREAL), f.exponent))
    return product(t, out)


def _abs_factor(t: Table, f: Factor, real: bool) -> Value:
    if f.kernel is not None:
        k, e = f.kernel
        kernel = t.kernels[k]
        if k == 0 or kernel.kind == "parity":
            return t.number(1)
        if kernel.kind == "exp" and kernel.argument is not None:
            return exp_of(t, t.scaled(real_part(t, t.current(kernel.argument)), e))
        if e != 1 and kernel.kind in (
            "symbol",
            "opaque",
            "log",
            "constant",
            "root",
        ):  # |z^e| = |z|^e for principal powers
            base = t.generator(k)
            return power_rational(t, abs_of(t, base), e)
    v = t.current(f.value)
    if leading_sign(t, v) < 0:
        v = t.negative(v)
    square = t.times(v, v if real else conjugate_of(t, v))
    k = t.add_kernel("abs", Kernel(fn("abs", to_node(t, v)), "abs", v, square, 2))
    return t.generator(k)


def sign_value(t: Table, v: Value) -> Value:
    """sign v; real values only, else a kernel."""
    known = sign_of(t, v)
    if known in (Sign.POS, Sign.NEG, Sign.ZERO):
        return t.number({Sign.POS: 1, Sign.NEG: -1, Sign.ZERO: 0}[known])
    if not known & Sign.ZERO:
        return t.over(v, abs_of(t, v))
    if known & Sign.NONREAL:
        k = t.add_kernel("opaque", Kernel(fn("sign", to_node(t, v)), "opaque", v))
        return t.generator(k)
    constant, parts = factors(t, v)
    out = [t.number(1 if constant > 0 else -1)]
    for f in parts:
        value, s = t.current(f.value), factor_sign(t, f)
        if s & Sign.NONREAL:
            k = t.add_kernel("opaque", Kernel(fn("sign", to_node(t, v)), "opaque", v))
            return t.generator(k)
        if (not s & Sign.ZERO and f.exponent % 2 == 0) or s == Sign.POS:
            continue
        if not s & Sign.ZERO:
            out.append(t.over(value, abs_of(t, value)))
            continue
        if leading_sign(t, value) < 0:
            value = t.negative(value)
            out.append(t.number((-1) ** f.exponent))
        k = t.add_kernel("step", Kernel(fn("sign", to_node(t, value)), "step", value, power=3, fold=1))
        out.append(t.raised(t.generator(k), 1 if f.exponent % 2 else 2))
    return product(t, out)


#: functions with f(conj z) = conj f(z) everywhere they are defined (meromorphic and real on the real line)
_REFLECTING = frozenset(
    "gamma digamma erf erfc erfi airyai airybi airyaiprime airybiprime Si Shi fresnels fresnelc sigmoid".split()
)


def conjugate_of(t: Table, v: Value) -> Value:
    """The complex conjugate."""
    v = t.current(v)
    scales = list(t.scales)
    images: dict[int, Value] = {}
    for k in sorted(t.generators(v)):
        if k and not real_kernel(t, k):
            images[k] = _conjugate_kernel(t, k, scales[k])
    images[0] = t.generator(0, Fraction(-1, scales[0]))
    return map_generators(t, v, images)


def _conjugate_kernel(t: Table, k: int, scale: int) -> Value:
    """The conjugate of the kernel's power 1/scale."""
    kernel = t.kernels[k]
    if kernel.kind == "exp" and kernel.argument is not None:
        return exp_of(t, t.scaled(conjugate_of(t, t.current(kernel.argument)), Fraction(1, scale)))
    node = kernel.node
    if scale == 1:
        if node.op == "fn" and node.data == "conjugate":
            inner = t.kernels[k].argument
            assert inner is not None
            return t.current(inner)
        if node.op == "fn" and node.data in _REFLECTING and kernel.argument is not None:
            image = conjugate_of(t, kernel.argument)
            j = t.add_kernel("opaque", Kernel(fn(node.data, to_node(t, image)), "opaque", image))
            return t.generator(j)
    if scale != 1:
        node = power(node, Node("rat", (), (1, scale)))
    if kernel.kind == "parity":
        return t.generator(k, Fraction(-1, scale))
    itself = t.generator(k, Fraction(1, scale))
    j = t.add_kernel("opaque", Kernel(fn("conjugate", node), "opaque", itself))
    return t.generator(j)


def map_generators(t: Table, v: Value, images: dict[int, Value]) -> Value:
    """The value with generators replaced; the others stay."""
    v = t.current(v)
    out = []
    for p in (v.num, v.den):
        ring, top = p.context(), degrees(p)
        touched = [k for k in images if top[k]]
        one = ring.constant(1)
        if not touched:
            out.append(Value(p, one, v.version))
            continue
        terms = []
        for exps, c in terms_of(p):
            kept = tuple(0 if k in images else e for k, e in enumerate(exps))
            term = Value(ring.from_dict({kept: c}), one, v.version)
            for k in touched:
                if exps[k]:
                    term = t.times(term, t.raised(images[k], exps[k]))
            terms.append(term)
        out.append(t.total(terms))
    return t.over(out[0], out[1])


def real_part(t: Table, v: Value) -> Value:
    return v if is_real(t, v) else t.scaled(t.plus(v, conjugate_of(t, v)), HALF)


def imaginary_part(t: Table, v: Value) -> Value:
    if is_real(t, v):
        return t.number(0)
    return t.times(t.minus(v, conjugate_of(t, v)), t.times(t.number(-HALF), t.imaginary()))
