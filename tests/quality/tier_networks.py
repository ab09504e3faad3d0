"""Gradients of networks: recurrent cells unrolled to four steps, softmax, cross-entropy, normalisation, attention."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from cases import Case, false, true
from sympy import Add, Derivative, Integer, Max, Mul, Ne, Piecewise, Rational, exp, log, sqrt, symbols, tanh

from checker.declarations import Matrix, Smooth, Vector, declare
from checker.language import sigmoid
from checker.mathematics import diag, dot, gradient, hadamard, jacobian, norm, ones, square, total
from checker.mathematics import exp as vexp
from checker.mathematics import sigmoid as vsigmoid
from checker.mathematics import tanh as vtanh

x, y, h, w, u, b, v, t, c = symbols("x y h w u b v t c", real=True)
wi, wf, wo, wg, ui, uf, uo, ug = symbols("w_i w_f w_o w_g u_i u_f u_o u_g", real=True)
x1, x2, x3, x4 = xs = symbols("x1:5", real=True)
z1, z2, z3, z4 = zs = symbols("z1:5", real=True)
eps, tau, eta, gam = symbols("epsilon tau eta gamma", positive=True)
p, q = symbols("p q", real=True)
GOODFELLOW = "Goodfellow, Bengio & Courville, Deep Learning"
HOCHREITER = "Hochreiter & Schmidhuber, Long Short-Term Memory (1997)"
CHO = "Cho et al., Learning Phrase Representations (2014)"
IOFFE = "Ioffe & Szegedy, Batch Normalization (2015)"
BA = "Ba, Kiros & Hinton, Layer Normalization (2016)"
VASWANI = "Vaswani et al., Attention Is All You Need (2017)"
BISHOP = "Bishop, PRML"
OWN = "author's derivation"

Claim = tuple[Any, ...]


# ---------------------------------------------------------------- scalar recurrent cells, unrolled


def rnn(steps: int) -> list[Any]:
    """h_0 … h_T of h_t = tanh(w h_{t-1} + u x_t + b)."""
    states = [h]
    for step in range(steps):
        states.append(tanh(w * states[-1] + u * xs[step] + b))
    return states


def rnn_by_start(steps: int, slip: str = "") -> Claim:
    states = rnn(steps)
    factors = [(1 - s if slip == "square" else 1 - s**2) * w for s in states[1:]]
    if slip == "step":
        factors = factors[1:]
    if slip == "shift":
        factors = [(1 - s**2) * w for s in states[:-1]]
    if slip == "weight":
        factors[0] = factors[0] / w
    where = [Ne(w, 0)] if slip == "weight" else []
    return Derivative(states[-1], h), "=", Mul(*factors), where


def rnn_by_weight(steps: int, slip: str = "") -> Claim:
    """Backpropagation through time: Σ_s (Π_{r > s} (1 - h_r²) w) (1 - h_s²) h_{s-1}."""
    states = rnn(steps)
    terms = []
    for s in range(1, steps + 1):
        after = Mul(*((1 - states[r] ** 2) * (1 if slip == "weight" else w) for r in range(s + 1, steps + 1)))
        terms.append(after * (1 - states[s] ** 2) * states[s if slip == "shift" else s - 1])
    if slip == "truncated":
        terms = terms[1:]
    return Derivative(states[-1], w), "=", Add(*terms)


def rnn_by_bias(steps: int, slip: str = "") -> Claim:
    states = rnn(steps)
    g: Any = Integer(0)
    for s in range(1, steps + 1):
        g = (1 - states[s] ** 2) * (w * g + (0 if slip == "first" and s == 1 else 1))
    return Derivative(states[-1], b), "=", g


def rnn_by_input(steps: int, which: int, slip: str = "") -> Claim:
    states = rnn(steps)
    g = (1 - states[which] ** 2) * (w if slip == "weight" else u)
    for s in range(which + 1, steps + 1):
        g = g * w * (1 - states[s] ** 2)
    return Derivative(states[-1], xs[which - 1]), "=", -g if slip == "sign" else g


def sig(a: Any) -> Any:
    return 1 / (1 + exp(-a))


def lstm(steps: int) -> list[dict[str, Any]]:
    out: list[dict[str, Any]] = [{"h": h, "c": c}]
    for step in range(steps):
        before, now = out[-1], xs[step]
        i, f, o = (sig(m * now + n * before["h"]) for m, n in ((wi, ui), (wf, uf), (wo, uo)))
        g = tanh(wg * now + ug * before["h"])
        cell = f * before["c"] + i * g
        out.append({"i": i, "f": f, "o": o, "g": g, "c": cell, "h": o * tanh(cell)})
    return out


def lstm_cell(slip: str = "") -> Claim:
    """∂h_1/∂c_0 of one step."""
    s = lstm(1)[1]
    right = s["o"] * (1 - tanh(s["c"]) ** 2) * (s["i"] if slip == "gate" else s["f"])
    if slip == "tanh":
        right = s["o"] * tanh(s["c"]) * s["f"]
    return Derivative(s["h"], c), "=", right


def lstm_by_input_weight(slip: str = "") -> Claim:
    """∂c_1/∂w_i = g i (1 - i) x_1."""
    s = lstm(1)[1]
    right = s["g"] * s["i"] * (1 - s["i"]) * x1
    match slip:
        case "gate":
            right = s["g"] * s["i"] * x1
        case "state":
            right = s["g"] * s["i"] * (1 - s["i"]) * h
    return Derivative(s["c"], wi), "=", right


def lstm_by_forget(steps: int, slip: str = "") -> Claim:
    """∂c_T/∂c_0 when no gate sees the state (u = 0): the product of the forget gates."""
    cell, product = c, Integer(1)
    for step in range(steps):
        f, i, g = sig(wf * xs[step]), sig(wi * xs[step]), tanh(wg * xs[step])
        cell = f * cell + i * g
        product *= f * (1 - f) if slip == "slope" else f
    if slip == "last":
        product /= sig(wf * xs[steps - 1])
    return Derivative(cell, c), "=", product


def lstm_two_steps(slip: str = "") -> Claim:
    """∂c_2/∂c_0 with all gates fed by h_1."""
    s = lstm(2)
    one, two = s[1], s[2]
    dh = one["o"] * (1 - tanh(one["c"]) ** 2) * one["f"]
    through = (
        one["c"] * two["f"] * (1 - two["f"]) * uf
        + two["g"] * two["i"] * (1 - two["i"]) * ui
        + two["i"] * (1 - two["g"] ** 2) * ug
    )
    if slip == "path":
        through -= two["g"] * two["i"] * (1 - two["i"]) * ui
    direct = two["f"] * one["f"]
    return Derivative(two["c"], c), "=", (0 if slip == "direct" else direct) + dh * through


def gru(slip: str = "") -> Claim:
    """∂h_1/∂h_0 of h_1 = (1 - z) h_0 + z n, n = tanh(w x + u r h_0)."""
    z, r = sig(wi * x1 + ui * h), sig(wf * x1 + uf * h)
    n = tanh(wg * x1 + ug * r * h)
    dz, dr = z * (1 - z) * ui, r * (1 - r) * uf
    dn = (1 - n**2) * ug * (r if slip == "reset" else r + dr * h)
    right = (1 - z) + (h - n if slip == "sign" else n - h) * dz + z * dn
    if slip == "swap":
        right = z + (n - h) * dz + z * dn
    return Derivative((1 - z) * h + z * n, h), "=", right


def deep(layers: int, slip: str = "") -> Claim:
    """The product of slopes through a chain of logistic layers."""
    a, product = x, Integer(1)
    for weight in xs[:layers]:
        a = sig(weight * a)
        product *= weight * a * ((1 + a) if slip == "sign" else (1 - a))
    if slip == "first":
        product /= xs[0]
        return Derivative(a, x), "=", product, [Ne(xs[0], 0)]
    return Derivative(a, x), "=", product


def residual(layers: int, slip: str = "") -> Claim:
    a, product = x, Integer(1)
    for weight in xs[:layers]:
        slope = weight * (1 - tanh(weight * a) ** 2)
        product *= slope if slip == "skip" else 1 + slope
        a = a + tanh(weight * a)
    return Derivative(a, x), "=", product


# ---------------------------------------------------------------- softmax and losses


def softmax(count: int, which: int, by: int, slip: str = "") -> Claim:
    v = zs[:count]
    below = Add(*(exp(r) for r in v))
    s = [exp(r) / below for r in v]
    delta = 1 if which == by else 0
    match slip:
        case "sign":
            right = s[which] * (delta + s[by])
        case "delta":
            right = -s[which] * s[by]
        case _:
            right = s[which] * (delta - s[by])
    return Derivative(s[which], v[by]), "=", right


def cross_entropy(slip: str = "") -> Claim:
    """-Σ y_i log s_i with Σ y_i = 1 given by its free entries."""
    below = Add(*(exp(r) for r in zs))
    target = [p, q, c, 1 - p - q - c]
    loss = -Add(*(r * (z - log(below)) for r, z in zip(target, zs, strict=True)))
    s = exp(z2) / below
    return Derivative(loss, z2), "=", {"": s - q, "sign": q - s, "target": s - p, "one": s - 1}[slip]


def logistic_loss(slip: str = "") -> Claim:
    s = sig(w * x + b)
    loss = -y * log(s) - (1 - y) * log(1 - s)
    right = {"": (s - y) * x, "sign": (y - s) * x, "input": s - y, "slope": (s - y) * s * (1 - s) * x}[slip]
    return Derivative(loss, w), "=", right


def squared_loss(slip: str = "") -> Claim:
    s = sig(w * x + b)
    right = {"": (s - y) * s * (1 - s) * x, "slope": (s - y) * x, "half": 2 * (s - y) * s * (1 - s) * x}[slip]
    return Derivative((s - y) ** 2 / 2, w), "=", right


def temperature(slip: str = "") -> Claim:
    """∂/∂τ of log softmax(z/τ)_1."""
    parts = [exp(z / tau) for z in zs[:3]]
    mean = Add(*(z * e for z, e in zip(zs, parts, strict=False))) / Add(*parts)
    right = {"": (mean - z1) / tau**2, "sign": (z1 - mean) / tau**2, "power": (mean - z1) / tau}[slip]
    return Derivative(z1 / tau - log(Add(*parts)), tau), "=", right


def attention(slip: str = "") -> Claim:
    """The derivative of a softmax-weighted mean of values by the first score: s_1 (v_1 - mean)."""
    parts = [exp(z) for z in zs]
    mean = Add(*(r * e for r, e in zip(xs, parts, strict=True))) / Add(*parts)
    s = exp(z1) / Add(*parts)
    right = {"": s * (x1 - mean), "mean": s * x1, "slope": s * (1 - s) * (x1 - mean), "sign": s * (mean - x1)}[slip]
    return Derivative(mean, z1), "=", right


# ---------------------------------------------------------------- normalisation


def normalised(count: int, which: int, by: int, slip: str = "") -> Claim:
    """∂x̂_i/∂x_j = (δ_ij - 1/N - x̂_i x̂_j/N)/√(var + ε)."""
    v = xs[:count]
    mean = Add(*v) / count
    var = Add(*((r - mean) ** 2 for r in v)) / count
    root = sqrt(var + eps)
    hats = [(r - mean) / root for r in v]
    delta = 1 if which == by else 0
    inner = delta - Rational(1, count) - hats[which] * hats[by] / count
    match slip:
        case "mean":
            inner = delta - hats[which] * hats[by] / count
        case "variance":
            inner = delta - Rational(1, count)
        case "sign":
            inner = delta - Rational(1, count) + hats[which] * hats[by] / count
        case "root":
            return Derivative(hats[which], v[by]), "=", inner / root**2
        case "count":
            inner = delta - Rational(1, count) - hats[which] * hats[by]
    return Derivative(hats[which], v[by]), "=", inner / root


def normal_sum(slip: str = "") -> Claim:
    """The normalised entries add to 0, their squares to N var/(var + ε)."""
    mean = Add(*xs) / 4
    var = Add(*((r - mean) ** 2 for r in xs)) / 4
    squares = Add(*((r - mean) ** 2 / (var + eps) for r in xs))
    return squares, "=", Integer(4) if slip else 4 * var / (var + eps)


def rms(slip: str = "") -> Claim:
    root = sqrt((x1**2 + x2**2 + x3**2) / 3 + eps)
    right = 1 / root - x1**2 / ((1 if slip else 3) * root**3)
    return Derivative(x1 / root, x1), "=", right


# ---------------------------------------------------------------- vectors


def words() -> Any:
    objects, _ = declare(
        {
            "W": Matrix("m", "n"), "V": Matrix("n", "n"), "U": Matrix("n", "n"), "R": Matrix("m", "m"),
            "x": Vector("n"), "y": Vector("n"), "z": Vector("n"), "a": Vector("n"), "b": Vector("m"), "g": Vector("n"),
            "i": Vector("n"), "f": Vector("n"), "o": Vector("n"), "c": Vector("n"), "F": Smooth("m"), "L": Smooth("n"),
            "target": Vector("m"),
        }
    )  # fmt: skip
    return type("Words", (), objects)


def by(build: Callable[[Any], Claim]) -> Callable[[], Claim]:
    return lambda: build(words())


def layer(w: Any, slip: str = "") -> Claim:
    """The gradient of F(tanh(W x + b)) by W."""
    a = vtanh(w.W * w.x + w.b)
    delta = hadamard(w.F.gradient(0)(a), ones(w.b.shape[0]) - square(a))
    if slip == "slope":
        return gradient(w.F(a), w.W), "=", w.F.gradient(0)(a) * w.x.T
    if slip == "bias":
        return gradient(w.F(a), w.b), "=", delta
    if slip == "input":
        return gradient(w.F(a), w.x), "=", w.W.T * delta
    if slip == "input-slope":
        return gradient(w.F(a), w.x), "=", w.W.T * w.F.gradient(0)(a)
    if slip == "activation":
        return gradient(w.F(a), w.b), "=", hadamard(w.F.gradient(0)(a), a)
    if slip == "sign":
        return gradient(w.F(a), w.b), "=", hadamard(w.F.gradient(0)(a), ones(w.b.shape[0]) + square(a))
    return gradient(w.F(a), w.W), "=", delta * w.x.T


def vector_rnn(w: Any, slip: str = "") -> Claim:
    """Two steps h_2 = tanh(V h_1 + U y), h_1 = tanh(V x + U z), by x."""
    one = vtanh(w.V * w.x + w.U * w.z)
    two = vtanh(w.V * one + w.U * w.y)
    n1, n2 = (ones(w.x.shape[0]) - square(s) for s in (one, two))
    right = diag(n2) * w.V * diag(n1) * w.V
    match slip:
        case "order":
            right = diag(n1) * w.V * diag(n2) * w.V
        case "transpose":
            right = diag(n2) * w.V.T * diag(n1) * w.V.T
    return jacobian(two, w.x), "=", right


def two_layers(w: Any, slip: str = "") -> Claim:
    """The gradient of a two-layer least-squares loss by the first layer's matrix."""
    a = vtanh(w.V * w.x)
    error = w.W * a - w.b
    delta = hadamard(w.W.T * error, ones(w.x.shape[0]) - square(a))
    right = delta * w.x.T
    match slip:
        case "half":
            right = 2 * delta * w.x.T
        case "slope":
            right = w.W.T * error * w.x.T
        case "sign":
            right = -(delta * w.x.T)
    return gradient(dot(error, error) / 2, w.V), "=", right


def vector_cell(w: Any, slip: str = "") -> Claim:
    """h = o ⊙ tanh(f ⊙ c + i ⊙ g), and the loss by the input gate."""
    cell = hadamard(w.f, w.c) + hadamard(w.i, w.g)
    out = hadamard(w.o, vtanh(cell))
    n = ones(w.c.shape[0])
    up = w.L.gradient(0)(out)
    slope = hadamard(up, w.o, n - square(vtanh(cell)))
    match slip:
        case "candidate":
            return gradient(w.L(out), w.i), "=", hadamard(slope, w.c)
        case "output":
            return gradient(w.L(out), w.i), "=", hadamard(up, n - square(vtanh(cell)), w.g)
        case "before":
            return gradient(w.L(out), w.c), "=", hadamard(slope, w.f)
        case "before-gate":
            return gradient(w.L(out), w.c), "=", slope
    return gradient(w.L(out), w.i), "=", hadamard(slope, w.g)


def vector_gru(w: Any, slip: str = "") -> Claim:
    """h' = (1 - z) ⊙ h + z ⊙ n as a function of z."""
    n = ones(w.x.shape[0])
    out = hadamard(n - w.z, w.x) + hadamard(w.z, w.y)
    difference = w.x - w.y if slip else w.y - w.x
    return gradient(w.L(out), w.z), "=", hadamard(w.L.gradient(0)(out), difference)


def vector_sigmoid(w: Any, slip: str = "") -> Claim:
    s = vsigmoid(w.x)
    n = ones(w.x.shape[0])
    right = {"": hadamard(s, n - s), "square": hadamard(s, n - square(s)), "sign": hadamard(s, s - n)}[slip]
    return jacobian(s, w.x), "=", diag(right)


def vector_softmax(w: Any, slip: str = "") -> Claim:
    """The Jacobian diag(s) - s sᵀ."""
    e = vexp(w.x)
    s = e / total(e)
    right = {"": diag(s) - s * s.T, "sign": diag(s) + s * s.T, "outer": diag(s) - square(s) * ones(s.shape[0]).T}[slip]
    return jacobian(s, w.x), "=", right


def vector_log_sum(w: Any, slip: str = "") -> Claim:
    e = vexp(w.x)
    return gradient(log(total(e)), w.x), "=", e if slip else e / total(e)


def vector_cross_entropy(w: Any, slip: str = "") -> Claim:
    """-yᵀ(x - log Σ exp x), any weights y: (Σ y) softmax(x) - y."""
    e = vexp(w.x)
    loss = -dot(w.y, w.x) + total(w.y) * log(total(e))
    right = {"": total(w.y) * e / total(e) - w.y, "mass": e / total(e) - w.y, "sign": w.y - total(w.y) * e / total(e)}[
        slip
    ]
    return gradient(loss, w.x), "=", right


def attention_scores(w: Any, slip: str = "") -> Claim:
    """The gradient of a score qᵀ V k by its parts."""
    score = dot(w.x, w.V * w.y)
    match slip:
        case "key":
            return gradient(score, w.y), "=", w.V.T * w.x
        case "key-transpose":
            return gradient(score, w.y), "=", w.V * w.x
        case "matrix-swap":
            return gradient(score, w.V), "=", w.y * w.x.T
    return gradient(score, w.V), "=", w.x * w.y.T


def stacked(w: Any, slip: str = "") -> Claim:
    """The gradient of a function of a stack by its lower part."""
    out = hadamard(w.x, w.y)
    return gradient(w.L(w.x + out), w.y), "=", hadamard(w.L.gradient(0)(w.x + out), w.y if slip else w.x)


def weight_decay(w: Any, slip: str = "") -> Claim:
    right = w.W + w.target * w.x.T
    return (
        gradient(norm(w.W) ** 2 / 2 + dot(w.target, w.W * w.x), w.W),
        "=",
        2 * w.W + w.target * w.x.T if slip else right,
    )


def cosine(w: Any, slip: str = "") -> Claim:
    """The gradient of cos(x, y) by x."""
    length, other = norm(w.x), norm(w.y)
    right = w.y / (length * other) - dot(w.x, w.y) / (length ** (2 if slip else 3) * other) * w.x
    return gradient(dot(w.x, w.y) / (length * other), w.x), "=", right, [Ne(length, 0), Ne(other, 0)]


CASES: list[Case] = [
    # ------------------------------------------------------------------------------------------------ recurrent cells
    *(true(f"net/rnn-start-{n}", lambda n=n: rnn_by_start(n), f"{GOODFELLOW} 10.2.2") for n in (1, 2, 3, 4)),
    *(true(f"net/rnn-weight-{n}", lambda n=n: rnn_by_weight(n), f"{GOODFELLOW} 10.2.2") for n in (1, 2, 3, 4)),
    *(true(f"net/rnn-bias-{n}", lambda n=n: rnn_by_bias(n), f"{GOODFELLOW} 10.2.2") for n in (2, 4)),
    *(true(f"net/rnn-input-{n}", lambda n=n: rnn_by_input(4, n), f"{GOODFELLOW} 10.2.2") for n in (1, 3)),
    true("net/lstm-cell", lambda: lstm_cell(), HOCHREITER),
    true("net/lstm-input-weight", lambda: lstm_by_input_weight(), HOCHREITER),
    *(true(f"net/lstm-forget-{n}", lambda n=n: lstm_by_forget(n), HOCHREITER) for n in (2, 4)),
    true("net/lstm-two-steps", lambda: lstm_two_steps(), HOCHREITER),
    true("net/gru", lambda: gru(), CHO),
    *(true(f"net/deep-{n}", lambda n=n: deep(n), f"{GOODFELLOW} 6.5") for n in (2, 4)),
    true("net/residual", lambda: residual(4), "He et al., Deep Residual Learning (2016)"),
    # ------------------------------------------------------------------------------------------------ losses
    *(true(f"net/softmax-{i}{j}", lambda i=i, j=j: softmax(4, i, j), f"{BISHOP} 4.106") for i, j in ((0, 0), (0, 3))),
    true("net/softmax-two", lambda: softmax(2, 0, 0), f"{BISHOP} 4.106"),
    true("net/cross-entropy", lambda: cross_entropy(), f"{BISHOP} 4.109"),
    true("net/logistic-loss", lambda: logistic_loss(), f"{BISHOP} 4.91"),
    true("net/squared-loss", lambda: squared_loss(), "Nielsen, Neural Networks and Deep Learning, ch. 3"),
    true("net/temperature", lambda: temperature(), "Hinton et al., Distilling the Knowledge (2015)"),
    true("net/attention-score", lambda: attention(), f"{VASWANI} 3.2.1"),
    true(
        "net/sigmoid-symbol", lambda: (Derivative(sigmoid(w * x), x), "=", w * sigmoid(w * x) * sigmoid(-w * x)), BISHOP
    ),
    true(
        "net/swish",
        lambda: (Derivative(x * sigmoid(x), x), "=", sigmoid(x) * (1 + x * (1 - sigmoid(x)))),
        "Ramachandran et al. (2017)",
    ),
    true("net/softplus", lambda: (Derivative(log(1 + exp(x)), x), "=", sigmoid(x)), f"{GOODFELLOW} 3.10"),
    true(
        "net/relu",
        lambda: (Derivative(Max(x, 0), x), "=", Piecewise((1, x > 0), (0, True)), [Ne(x, 0)]),
        f"{GOODFELLOW} 6.3.1",
    ),
    true(
        "net/momentum-unrolled",
        lambda: (
            gam * (gam * (gam * v + x1) + x2) + x3,
            "=",
            gam**3 * v + gam**2 * x1 + gam * x2 + x3,
        ),
        f"{GOODFELLOW} 8.3.2",
    ),
    true(
        "net/gradient-step",
        lambda: (
            (w - eta * x * (w * x - y)) * x - y,
            "=",
            (1 - eta * x**2) * (w * x - y),
        ),
        "least mean squares: the error shrinks by 1 − ηx²",
    ),
    # ------------------------------------------------------------------------------------------------ normalisation
    *(
        true(f"net/batch-norm-{i}{j}", lambda i=i, j=j: normalised(3, i, j), f"{IOFFE} 3")
        for i, j in ((0, 0), (0, 1), (2, 0))
    ),
    true("net/layer-norm-four", lambda: normalised(4, 1, 1), BA),
    true("net/norm-squares", lambda: normal_sum(), IOFFE),
    true("net/rms-norm", lambda: rms(), "Zhang & Sennrich, Root Mean Square Layer Normalization (2019)"),
    # ------------------------------------------------------------------------------------------------ vectors
    true("net/layer-weight", by(lambda w: layer(w)), f"{GOODFELLOW} 6.5"),
    true("net/layer-bias", by(lambda w: layer(w, "bias")), f"{GOODFELLOW} 6.5"),
    true("net/layer-input", by(lambda w: layer(w, "input")), f"{GOODFELLOW} 6.5"),
    true("net/vector-rnn", by(lambda w: vector_rnn(w)), f"{GOODFELLOW} 10.2.2"),
    true("net/two-layers", by(lambda w: two_layers(w)), f"{GOODFELLOW} 6.5"),
    true("net/vector-lstm-gate", by(lambda w: vector_cell(w)), HOCHREITER),
    true("net/vector-lstm-before", by(lambda w: vector_cell(w, "before")), HOCHREITER),
    true("net/vector-gru", by(lambda w: vector_gru(w)), CHO),
    true("net/vector-sigmoid", by(lambda w: vector_sigmoid(w)), f"{GOODFELLOW} 6.2"),
    true("net/vector-softmax", by(lambda w: vector_softmax(w)), f"{BISHOP} 4.106"),
    true("net/vector-log-sum", by(lambda w: vector_log_sum(w)), f"{GOODFELLOW} 6.2.2.3"),
    true("net/vector-cross-entropy", by(lambda w: vector_cross_entropy(w)), f"{BISHOP} 4.109"),
    true("net/attention-matrix", by(lambda w: attention_scores(w)), VASWANI),
    true("net/attention-key", by(lambda w: attention_scores(w, "key")), VASWANI),
    true("net/multiplicative", by(lambda w: stacked(w)), OWN),
    true("net/weight-decay", by(lambda w: weight_decay(w)), f"{GOODFELLOW} 7.1.1"),
    true("net/cosine", by(lambda w: cosine(w)), "gradient of the cosine similarity"),
    # ------------------------------------------------------------------------------------------------ false
    *(false(f"net/rnn-start-square-{n}", lambda n=n: rnn_by_start(n, "square"), GOODFELLOW, "1 − h") for n in (1, 3)),
    false("net/rnn-start-step", lambda: rnn_by_start(4, "step"), GOODFELLOW, "one step short"),
    *(
        false(f"net/rnn-start-shift-{n}", lambda n=n: rnn_by_start(n, "shift"), GOODFELLOW, "h_{t−1} for h_t")
        for n in (2, 4)
    ),
    false("net/rnn-start-weight", lambda: rnn_by_start(3, "weight"), GOODFELLOW, "a factor w"),
    *(
        false(f"net/rnn-weight-weight-{n}", lambda n=n: rnn_by_weight(n, "weight"), GOODFELLOW, "factors w")
        for n in (2, 4)
    ),
    *(
        false(f"net/rnn-weight-shift-{n}", lambda n=n: rnn_by_weight(n, "shift"), GOODFELLOW, "h_s for h_{s−1}")
        for n in (1, 3)
    ),
    *(
        false(f"net/rnn-weight-truncated-{n}", lambda n=n: rnn_by_weight(n, "truncated"), GOODFELLOW, "first step")
        for n in (2, 4)
    ),
    *(false(f"net/rnn-bias-first-{n}", lambda n=n: rnn_by_bias(n, "first"), GOODFELLOW, "first step") for n in (2, 4)),
    false("net/rnn-input-weight", lambda: rnn_by_input(4, 1, "weight"), GOODFELLOW, "w for u"),
    false("net/rnn-input-sign", lambda: rnn_by_input(4, 2, "sign"), GOODFELLOW, "sign"),
    false("net/lstm-cell-gate", lambda: lstm_cell("gate"), HOCHREITER, "input for forget gate"),
    false("net/lstm-cell-tanh", lambda: lstm_cell("tanh"), HOCHREITER, "tanh for its derivative"),
    false("net/lstm-input-weight-gate", lambda: lstm_by_input_weight("gate"), HOCHREITER, "the slope 1 − i"),
    false("net/lstm-input-weight-state", lambda: lstm_by_input_weight("state"), HOCHREITER, "h for x"),
    *(
        false(f"net/lstm-forget-slope-{n}", lambda n=n: lstm_by_forget(n, "slope"), HOCHREITER, "f(1 − f)")
        for n in (2, 4)
    ),
    false("net/lstm-forget-last", lambda: lstm_by_forget(4, "last"), HOCHREITER, "one gate short"),
    false("net/lstm-two-steps-path", lambda: lstm_two_steps("path"), HOCHREITER, "the path through the input gate"),
    false("net/lstm-two-steps-direct", lambda: lstm_two_steps("direct"), HOCHREITER, "the direct path"),
    false("net/gru-reset", lambda: gru("reset"), CHO, "the reset gate's own derivative"),
    false("net/gru-sign", lambda: gru("sign"), CHO, "sign"),
    false("net/gru-swap", lambda: gru("swap"), CHO, "z for 1 − z"),
    *(false(f"net/deep-sign-{n}", lambda n=n: deep(n, "sign"), GOODFELLOW, "1 + σ") for n in (2, 4)),
    false("net/deep-first", lambda: deep(4, "first"), GOODFELLOW, "the first weight"),
    false("net/residual-skip", lambda: residual(4, "skip"), "He et al.", "the identity path"),
    false("net/softmax-sign", lambda: softmax(4, 0, 3, "sign"), BISHOP, "sign"),
    false("net/softmax-delta", lambda: softmax(4, 0, 0, "delta"), BISHOP, "the diagonal"),
    *(false(f"net/cross-entropy-{s}", lambda s=s: cross_entropy(s), BISHOP, s) for s in ("sign", "target", "one")),
    *(false(f"net/logistic-loss-{s}", lambda s=s: logistic_loss(s), BISHOP, s) for s in ("sign", "input", "slope")),
    *(false(f"net/squared-loss-{s}", lambda s=s: squared_loss(s), "Nielsen", s) for s in ("slope", "half")),
    *(false(f"net/temperature-{s}", lambda s=s: temperature(s), "Hinton et al.", s) for s in ("sign", "power")),
    *(false(f"net/attention-{s}", lambda s=s: attention(s), VASWANI, s) for s in ("mean", "slope", "sign")),
    false(
        "net/sigmoid-symbol-square",
        lambda: (Derivative(sigmoid(w * x), x), "=", w * sigmoid(w * x) ** 2),
        BISHOP,
        "1 − σ",
    ),
    false(
        "net/sigmoid-chain", lambda: (Derivative(sigmoid(w * x), x), "=", sigmoid(w * x) * sigmoid(-w * x)), BISHOP, "w"
    ),
    false(
        "net/swish-product",
        lambda: (Derivative(x * sigmoid(x), x), "=", x * sigmoid(x) * (1 - sigmoid(x))),
        OWN,
        "product rule",
    ),
    false("net/softplus-log", lambda: (Derivative(log(1 + exp(x)), x), "=", sigmoid(-x)), GOODFELLOW, "sign"),
    false("net/relu-step", lambda: (Derivative(Max(x, 0), x), "=", Integer(1), [Ne(x, 0)]), GOODFELLOW, "negative x"),
    false(
        "net/momentum-power",
        lambda: (gam * (gam * (gam * v + x1) + x2) + x3, "=", gam**3 * v + gam**2 * x1 + gam**2 * x2 + x3),
        GOODFELLOW,
        "exponent",
    ),
    false(
        "net/gradient-step-sign",
        lambda: ((w - eta * x * (w * x - y)) * x - y, "=", (1 + eta * x**2) * (w * x - y)),
        "least mean squares",
        "sign",
    ),
    *(
        false(f"net/batch-norm-{s}", lambda s=s: normalised(3, 0, 1, s), IOFFE, s)
        for s in ("mean", "variance", "sign", "root", "count")
    ),
    *(false(f"net/layer-norm-{s}", lambda s=s: normalised(4, 2, 2, s), BA, s) for s in ("mean", "variance", "count")),
    false("net/norm-squares-epsilon", lambda: normal_sum("epsilon"), IOFFE, "ε neglected"),
    false("net/rms-norm-count", lambda: rms("count"), "Zhang & Sennrich", "1/N"),
    *(
        false(f"net/layer-{s}", lambda s=s: layer(words(), s), GOODFELLOW, s)
        for s in ("slope", "input-slope", "activation", "sign")
    ),
    *(false(f"net/vector-rnn-{s}", lambda s=s: vector_rnn(words(), s), GOODFELLOW, s) for s in ("order", "transpose")),
    *(
        false(f"net/two-layers-{s}", lambda s=s: two_layers(words(), s), GOODFELLOW, s)
        for s in ("half", "slope", "sign")
    ),
    *(
        false(f"net/vector-lstm-{s}", lambda s=s: vector_cell(words(), s), HOCHREITER, s)
        for s in ("candidate", "output", "before-gate")
    ),
    false("net/vector-gru-sign", by(lambda w: vector_gru(w, "sign")), CHO, "sign"),
    *(
        false(f"net/vector-sigmoid-{s}", lambda s=s: vector_sigmoid(words(), s), GOODFELLOW, s)
        for s in ("square", "sign")
    ),
    *(false(f"net/vector-softmax-{s}", lambda s=s: vector_softmax(words(), s), BISHOP, s) for s in ("sign", "outer")),
    false("net/vector-log-sum-lost", by(lambda w: vector_log_sum(w, "lost")), GOODFELLOW, "the normaliser"),
    *(
        false(f"net/vector-cross-entropy-{s}", lambda s=s: vector_cross_entropy(words(), s), BISHOP, s)
        for s in ("mass", "sign")
    ),
    *(
        false(f"net/attention-{s}", lambda s=s: attention_scores(words(), s), VASWANI, s)
        for s in ("key-transpose", "matrix-swap")
    ),
    false("net/multiplicative-swapped", by(lambda w: stacked(w, "swapped")), OWN, "the other factor"),
    false("net/weight-decay-two", by(lambda w: weight_decay(w, "two")), GOODFELLOW, "factor 2"),
    false("net/cosine-power", by(lambda w: cosine(w, "power")), "cosine similarity", "power of the norm"),
]
