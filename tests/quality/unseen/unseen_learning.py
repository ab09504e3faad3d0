"""Losses, optimisers, normalisation, attention and their gradients."""

from checker import (
    Derivation,
    Derivative,
    Interval,
    Matrix,
    Natural,
    Nonnegative,
    Open01,
    Positive,
    Rational,
    Real,
    Simplex,
    Size,
    Smooth,
    Sum,
    Vector,
    derivation,
    det,
    diag,
    dot,
    exp,
    expectation,
    gradient,
    hadamard,
    hessian,
    identity,
    inverse,
    jacobian,
    log,
    logsumexp,
    normal,
    ones,
    oo,
    sigmoid,
    softmax,
    softplus,
    sqrt,
    square,
    tanh,
    total,
)


@derivation(title="Gradient descent on a quadratic, in closed form")
def quadratic_descent(d: Derivation, x0: Real, h: Positive, eta: Positive, n: Natural, k: Natural) -> None:
    def x(t):
        return (1 - eta * h) ** t * x0

    with d.prove(x(n) - eta * h * x(n), "=", x(n + 1)) as step:
        #! 1 - eta * h) * => 1 + eta * h) * | (1 - eta * h) => (1 - eta)
        step.eq((1 - eta * h) * x(n), "factor")
    with d.prove(Sum(eta * h * (1 - eta * h) ** k, (k, 0, n - 1)), "=", 1 - (1 - eta * h) ** n) as geometric:
        #! ** n => ** (n + 1) | eta * h * (1 => eta * (1
        geometric.eq(eta * h * (1 - (1 - eta * h) ** n) / (1 - (1 - eta * h)), "a geometric sum")
    with d.prove(h * x(n) ** 2 / 2, "=", (1 - eta * h) ** (2 * n) * h * x0**2 / 2) as loss:
        #! x0**2 => x0 | ** n) ** 2 => ** n)
        loss.eq(h * ((1 - eta * h) ** n) ** 2 * x0**2 / 2, "insert")


@derivation(title="The best step for curvatures between a and b")
def best_step(d: Derivation, a: Positive, b: Positive, h: Positive) -> None:
    eta = 2 / (a + b)
    with d.prove(1 - eta * a, "=", (b - a) / (a + b)) as low:
        #! (a + b - 2 * a) => (a + b - a) | / (a + b) => / (a - b)
        low.eq((a + b - 2 * a) / (a + b), "common denominator")
    #! -(1 => (1 | eta * b => eta * a
    d.prove(1 - eta * a, "=", -(1 - eta * b), "the two ends are equally bad")
    #! 1 - eta * a => 1 - eta * b | h * eta => h / eta
    d.prove(1 - h * eta, "<=", 1 - eta * a, "the largest at h = a", where=[h >= a])
    #! >= => >
    d.prove(1 - h * eta, ">=", -(1 - eta * a), "the least at h = b", where=[h <= b])


@derivation(title="Momentum: the characteristic polynomial of the two-step recursion")
def momentum(d: Derivation, r: Real, beta: Open01, eta: Positive, h: Positive, l: Real) -> None:
    from sympy import Matrix as M

    T = M([[1 + beta - eta * h, -beta], [1, 0]])
    with d.prove(det(T - l * M([[1, 0], [0, 1]])), "=", l**2 - (1 + beta - eta * h) * l + beta) as p:
        #! + beta => - beta
        p.eq((1 + beta - eta * h - l) * (-l) + beta, "a 2 × 2 determinant")
    #! det(T) => -det(T)
    d.prove(det(T), "=", beta, "the product of the roots")


@derivation(title="Adam's bias correction")
def adam_bias(d: Derivation, g: Real, b: Open01, n: Size, k: Natural) -> None:
    m = (1 - b) * Sum(b ** (n - k) * g, (k, 1, n))
    with d.prove(m, "=", (1 - b**n) * g) as mean:
        #! (k, 0, n - 1) => (k, 0, n) | b**k => b**(k + 1)
        mean.eq((1 - b) * g * Sum(b**k, (k, 0, n - 1)), "count backwards")
        #! 1 - b**n => 1 - b**(n - 1) | (1 - b**n) => (1 + b**n)
        mean.eq((1 - b) * g * (1 - b**n) / (1 - b), "a geometric sum")
    #! 1 - b**n => 1 - b
    d.prove(m / (1 - b**n), "=", g, "the corrected mean of a constant gradient is that gradient")


@derivation(title="Softmax cross-entropy: the gradient is p − y")
def softmax_gradient(d: Derivation, z: Vector("n"), y: Simplex("n"), t: Positive, c: Real) -> None:
    with d.prove(-dot(y, log(softmax(z))), "=", logsumexp(z) - dot(y, z)) as loss:
        #! logsumexp(z) * => 2 * logsumexp(z) * | dot(y, z) - => dot(y, z) +
        loss.eq(-(dot(y, z) - logsumexp(z) * total(y)), "log softmax(z) = z − logsumexp(z)")
    with d.prove(gradient(logsumexp(z) - dot(y, z), z), "=", softmax(z) - y) as g:
        #! exp(z) / => z / | - y => + y
        g.eq(exp(z) / total(exp(z)) - y, "chain rule")
    #! softmax(z) * softmax(z).T => softmax(z) * ones(z.shape[0]).T | diag(softmax(z)) - => diag(softmax(z)) +
    d.prove(jacobian(softmax(z), z), "=", diag(softmax(z)) - softmax(z) * softmax(z).T, "quotient rule")
    #! 1 / t * (softmax => t * (softmax
    d.prove(gradient(logsumexp(z / t) - dot(y, z) / t, z), "=", 1 / t * (softmax(z / t) - y), "with a temperature")
    d.prove(softmax(z), "=", softmax(z - c * ones(z.shape[0])), "softmax does not see a shift")


@derivation(title="Label smoothing is cross-entropy plus a uniform term")
def label_smoothing(d: Derivation, z: Vector("n"), y: Simplex("n"), a: Open01, n: Size) -> None:
    smooth = (1 - a) * y + a / n * ones(n)
    with d.prove(-dot(smooth, log(softmax(z))), "=", logsumexp(z) - (1 - a) * dot(y, z) - a / n * total(z)) as k:
        #! (1 - a) * => (1 + a) * | a / n * => a *
        k.eq(-(1 - a) * dot(y, log(softmax(z))) - a / n * total(log(softmax(z))), "linear in the target")
        #! total(z) - n * => total(z) - | + (1 - a) * logsumexp => - (1 - a) * logsumexp
        k.eq(-(1 - a) * dot(y, z) + (1 - a) * logsumexp(z) - a / n * (total(z) - n * logsumexp(z)), "Σ y = 1, Σ 1 = n")
    #! softmax(z) - smooth => softmax(z) - y
    d.prove(gradient(-dot(smooth, log(softmax(z))), z), "=", softmax(z) - smooth, "p − target")
    #! "=", 1 => "=", 1 + a
    d.prove(total(smooth), "=", 1, "it is a distribution")


@derivation(title="Focal loss: its slope in the logit")
def focal_loss(d: Derivation, x: Real, g: Positive) -> None:
    p = sigmoid(x)
    with d.prove(Derivative(-((1 - p) ** g) * log(p), x), "=", (1 - p) ** g * (g * p * log(p) - (1 - p))) as k:
        #! g * (1 - p) => (1 - p) | - (1 - p) ** g * (1 - p) => + (1 - p) ** g * (1 - p) | ** (g - 1) => ** g
        k.eq(g * (1 - p) ** (g - 1) * p * (1 - p) * log(p) - (1 - p) ** g * (1 - p), "product rule; σ′ = σ(1 − σ)")
    #! -log(p) => -p * log(p) | (1 - p) ** 0 => (1 - p)
    d.prove((1 - p) ** 0 * -log(p), "=", softplus(-x), "γ = 0 is cross-entropy")
    d.prove(-((1 - p) ** g) * log(p), ">=", 0, "p < 1")


@derivation(title="Contrastive loss (InfoNCE): its gradient pulls and pushes")
def contrastive(d: Derivation, q: Vector("n"), a: Vector("n"), b: Vector("n"), t: Positive) -> None:
    """`a` is the positive key, `b` a negative one."""
    w = exp(dot(q, b) / t) / (exp(dot(q, a) / t) + exp(dot(q, b) / t))
    loss = -log(exp(dot(q, a) / t) / (exp(dot(q, a) / t) + exp(dot(q, b) / t)))
    with d.prove(loss, "=", log(1 + exp((dot(q, b) - dot(q, a)) / t))) as l:
        #! + log => - log | -dot(q, a) => dot(q, a)
        l.eq(-dot(q, a) / t + log(exp(dot(q, a) / t) + exp(dot(q, b) / t)), "logarithm of a quotient")
    with d.prove(gradient(loss, q), "=", w / t * (b - a)) as g:
        #! -a / t + => a / t + | w * b => w * a | (1 - w) => (1 + w)
        g.eq(-a / t + ((1 - w) * a + w * b) / t, "chain rule")


@derivation(title="Dropout keeps the mean and adds variance")
def dropout(
    d: Derivation, x: Real, p: Open01, m: Interval(0, 1, closed=True, integer=True), w: Vector("n"), u: Vector("n")
) -> None:
    from checker import bernoulli, variance

    E, V = expectation(m, bernoulli(m, p)), variance(m, bernoulli(m, p))
    #! m * x / p => m * x | "=", x => "=", p * x
    d.prove(E(m * x / p), "=", x, "scaled by the probability of keeping")
    with d.prove(V(m * x / p), "=", (1 - p) / p * x**2) as v:
        #! / p**2) - => / p) - | - x**2 => + x**2 | x**2 => x
        v.eq(E(m**2 * x**2 / p**2) - x**2, "E y² − (E y)²")
        #! x**2 / p - => x**2 / p**2 -
        v.eq(x**2 / p - x**2, "m² = m")


@derivation(title="Layer norm: centring and its backward pass")
def layer_norm(d: Derivation, x: Vector("n"), g: Vector("n"), n: Size, s: Positive) -> None:
    C = identity(n) - ones(n) * ones(n).T / n
    xc = x - total(x) / n * ones(n)
    v = dot(xc, xc) / n
    d.prove(xc, "=", C * x, "the mean is taken off")
    with d.prove(C * C, "=", C) as idempotent:
        #! 2 * ones => ones | n**2 => n | + ones => - ones
        idempotent.eq(
            identity(n) - 2 * ones(n) * ones(n).T / n + ones(n) * (ones(n).T * ones(n)) * ones(n).T / n**2,
            "multiply out",
        )
    with d.prove(gradient(v, x), "=", 2 / n * xc) as dv:
        #! 2 / n => 1 / n
        dv.eq(2 / n * (C.T * C * x), "v = xᵀCᵀC x/n")
    with d.prove(
        gradient(dot(g, xc) / sqrt(v + s), x),
        "=",
        C * g / sqrt(v + s) - dot(g, xc) / (n * (v + s) ** Rational(3, 2)) * xc,
    ) as back:
        #! - dot => + dot | Rational(3, 2) => Rational(1, 2) | 2 * (v => (v
        back.eq(C * g / sqrt(v + s) - dot(g, xc) / (2 * (v + s) ** Rational(3, 2)) * gradient(v, x), "product rule")


@derivation(title="Attention: backward through softmax(q Kᵀ) V for one query")
def attention(
    d: Derivation, q: Vector("d"), K: Matrix("n", "d"), V: Matrix("n", "e"), G: Vector("e"), c: Positive, f: Smooth("e")
) -> None:
    s = K * q / c
    p = softmax(s)
    o = V.T * p
    J = diag(p) - p * p.T
    d.prove(jacobian(o, q), "=", V.T * J * K / c, "chain rule")
    with d.prove(gradient(dot(G, o), q), "=", K.T * J * V * G / c) as g:
        #! J.T * V => J.T * V * 2 | / c => * c
        g.eq(K.T * (J.T * V * G) / c, "transpose the Jacobian")
    #! p * f => p * 2 * f
    d.prove(gradient(f(V.T * p), V), "=", p * f.gradient(0)(V.T * p).T, "the values' gradient")
    #! hadamard(p, V * G) - dot(p, V * G) * p => hadamard(p, V * G) - p | - dot => + dot
    d.prove(J * V * G, "=", hadamard(p, V * G) - dot(p, V * G) * p, "without forming J")


@derivation(title="Scaled dot products have variance d")
def dot_product_variance(d: Derivation, n: Size, k: Natural, s: Positive, x: Real, y: Real) -> None:
    E = expectation(x, normal(x, 0, s))
    F = expectation(y, normal(y, 0, 1))
    #! s**2 => s
    d.prove(E(F(x**2 * y**2)), "=", s**2, "independent: E x² E y²")
    with d.prove(Sum(E(F(x**2 * y**2)), (k, 1, n)) / n, "=", s**2) as v:
        #! (k, 1, n) => (k, 0, n) | E(x**2) => E(x)
        v.eq(Sum(E(x**2) * F(y**2), (k, 1, n)) / n, "independence")
        #! n * s**2 => n**2 * s**2
        v.eq(n * s**2 / n, "n equal terms")


@derivation(title="He initialisation: half the second moment passes a ReLU")
def he_init(d: Derivation, x: Real, s: Positive, n: Size, v: Positive) -> None:
    from checker import integral, relu

    E = expectation(x, normal(x, 0, s))
    with d.prove(E(relu(x) ** 2), "=", s**2 / 2) as half:
        #! x, 0, oo => x, -oo, oo | x**2 * normal => x * normal
        half.eq(integral(x**2 * normal(x, 0, s), x, 0, oo), "the negative half is cut")
    #! n * v => v | 2 / n => 1 / n
    d.prove((n * v / 2).subs(v, 2 / n), "=", 1, "so the variance 2/n keeps the scale")


@derivation(title="Ridge regression: the normal equations and the push-through identity")
def ridge(d: Derivation, X: Matrix("n", "p"), y: Vector("n"), w: Vector("p"), l: Positive, n: Size, p: Size) -> None:
    loss = dot(y - X * w, y - X * w) + l * dot(w, w)
    with d.prove(gradient(loss, w), "=", 2 * ((X.T * X + l * identity(p)) * w - X.T * y)) as g:
        #! -2 * X.T => 2 * X.T | 2 * l * w => l * w | y - X * w => y + X * w
        g.eq(-2 * X.T * (y - X * w) + 2 * l * w, "chain rule")
    #! X.T * X + l => X.T * X - l | 2 * (X.T => (X.T
    d.prove(hessian(loss, w), "=", 2 * (X.T * X + l * identity(p)), "the Hessian is positive definite")
    with d.prove((X.T * X + l * identity(p)) * X.T, "=", X.T * (X * X.T + l * identity(n))) as push:
        #! + l * X.T => - l * X.T
        push.eq(X.T * X * X.T + l * X.T, "multiply out")
    #! X * X.T + l => X * X.T - l
    d.prove(inverse(X.T * X + l * identity(p)) * X.T, "=", X.T * inverse(X * X.T + l * identity(n)), "the kernel form")


@derivation(title="Lasso in one dimension: soft thresholding")
def soft_threshold(d: Derivation, y: Real, w: Real, l: Positive) -> None:
    from checker import Abs

    def f(u):
        return (u - y) ** 2 / 2 + l * Abs(u)

    d.prove(f(w), ">=", f(y - l), "the minimum, for large y", where=[y > l])
    #! 0 => 1
    d.prove(f(w), ">=", f(0), "zero, for small y", where=[Abs(y) <= l])
    with d.prove(f(w) - f(0), "=", w**2 / 2 - w * y + l * Abs(w)) as diff:
        #! + y**2 / 2 => - y**2 / 2
        diff.eq((w**2 - 2 * w * y) / 2 + y**2 / 2 - y**2 / 2 + l * Abs(w), "expand the square")


@derivation(title="The SVM's dual objective for two points")
def svm_dual(d: Derivation, a: Nonnegative, x: Vector("n"), z: Vector("n"), w: Vector("n"), b: Real) -> None:
    """Labels +1 and −1; Σ αᵢyᵢ = 0 makes both multipliers a."""
    best = a * (x - z)

    def L(v):
        return dot(v, v) / 2 - a * (dot(v, x) + b - 1) - a * (-(dot(v, z) + b) - 1)

    with d.prove(gradient(L(w), w), "=", w - best) as g:
        #! - a * x => + a * x | w - => 2 * w -
        g.eq(w - a * x + a * z, "the gradient in w")
    with d.prove(L(best), "=", 2 * a - a**2 / 2 * dot(x - z, x - z)) as dual:
        #! 2 * a => a | a**2 * dot(x => a * dot(x
        dual.eq(a**2 * dot(x - z, x - z) / 2 - a**2 * dot(x - z, x - z) + 2 * a, "insert w = a(x − z)")
    #! 2 / dot => 1 / dot
    d.prove(
        2 * a - a**2 / 2 * dot(x - z, x - z),
        "<=",
        2 / dot(x - z, x - z),
        "a concave parabola in a",
        where=[dot(x - z, x - z) > 0],
    )


@derivation(title="A GRU's gradient in its previous state")
def gru(d: Derivation, h: Vector("n"), x: Vector("n"), U: Matrix("n", "n"), W: Matrix("n", "n"), n: Size) -> None:
    z, g = sigmoid(U * h), tanh(W * h + x)
    new = hadamard(ones(n) - z, h) + hadamard(z, g)
    with d.prove(
        jacobian(new, h),
        "=",
        diag(ones(n) - z) + diag(hadamard(z, ones(n) - z, g - h)) * U + diag(hadamard(z, ones(n) - square(g))) * W,
    ) as J:
        #! diag(ones(n) - z) - => diag(z) - | - diag(hadamard(h => + diag(hadamard(h | square(g) => g | * W => * U
        J.eq(
            diag(ones(n) - z)
            - diag(hadamard(h, z, ones(n) - z)) * U
            + diag(hadamard(g, z, ones(n) - z)) * U
            + diag(hadamard(z, ones(n) - square(g))) * W,
            "product rule, term by term",
        )
