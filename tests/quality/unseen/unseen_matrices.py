"""Networks, matrix calculus, determinants and conditions on matrices, in vectors of any size and in indices."""

import sympy
from sympy import KroneckerDelta, eye, kronecker_product
from sympy import Matrix as M
from sympy.matrices.expressions import KroneckerProduct as K

from checker import (
    Abs,
    Derivation,
    Derivative,
    Interval,
    Matrix,
    Natural,
    Ne,
    Positive,
    Real,
    Simplex,
    Size,
    Smooth,
    Sum,
    Vector,
    cos,
    derivation,
    det,
    diag,
    dot,
    equation,
    exp,
    gradient,
    hadamard,
    hessian,
    identity,
    inverse,
    jacobian,
    log,
    logsumexp,
    norm,
    ones,
    pi,
    sigmoid,
    sin,
    softmax,
    sqrt,
    square,
    tanh,
    total,
    trace,
    zeros,
)


@derivation(title="Dense layer with batch: dW = dY Xᵀ, db = dY 1, dX = Wᵀ dY")
def dense_batch(
    d: Derivation, W: Matrix("m", "n"), X: Matrix("n", "B"), b: Vector("m"), T: Matrix("m", "B"), B: Size
) -> None:
    Y = W * X + b * ones("B").T
    R = Y - T
    loss = trace(R.T * R) / 2
    with d.prove(gradient(loss, W), "=", (W * X + b * ones("B").T - T) * X.T) as k:
        #! X.T => X.T * 2
        k.eq(R * X.T, "chain rule")
    #! R * ones("B") => R * ones("B") * 2 | R * => -R *
    d.prove(gradient(loss, b), "=", R * ones("B"), "sum over the batch")
    #! W.T * R => W.T * R * 2 | W.T * R => W.T * (R - T)
    d.prove(gradient(loss, X), "=", W.T * R, "transpose")


@derivation(title="Residual block")
def residual(d: Derivation, W: Matrix("n", "n"), V: Matrix("n", "n"), x: Vector("n"), f: Smooth("n"), n: Size) -> None:
    y = x + V * tanh(W * x)
    with d.prove(
        gradient(f(y), x), "=", f.gradient(0)(y) + W.T * hadamard(ones(n) - square(tanh(W * x)), V.T * f.gradient(0)(y))
    ) as k:
        #! identity(n) + V => V | + V => - V
        k.eq((identity(n) + V * diag(ones(n) - square(tanh(W * x))) * W).T * f.gradient(0)(y), "chain rule")
    y2 = y + V * tanh(W * y)
    d.prove(
        jacobian(y2, x),
        "=",
        (identity(n) + V * diag(ones(n) - square(tanh(W * y))) * W)
        * (identity(n) + V * diag(ones(n) - square(tanh(W * x))) * W),
        "product of blocks",
    )


@derivation(title="RMS norm backward")
def rms(d: Derivation, x: Vector("n"), g: Vector("n"), n: Size, e: Positive, f: Smooth("n")) -> None:
    r = sqrt(dot(x, x) / n + e)
    y = x / r
    with d.prove(jacobian(y, x), "=", identity(n) / r - x * x.T / (n * r**3)) as k:
        #! r**3 => r**2 | - x => + x
        k.eq(identity(n) / r - x * (x.T / (n * r**3)), "quotient rule")
    #! / (n * r**2) => / r**2 | / r * => * r *
    d.prove(
        gradient(f(hadamard(g, y)), x),
        "=",
        (identity(n) - x * x.T / (n * r**2)) / r * diag(g) * f.gradient(0)(hadamard(g, y)),
        "chain",
    )
    d.prove(gradient(f(hadamard(g, y)), g), "=", hadamard(y, f.gradient(0)(hadamard(g, y))), "gain")
    #! "=", zeros => "=", ones
    d.prove(jacobian(x / norm(x), x) * x, "=", zeros("n"), "the radial direction is lost", where=[norm(x) > 0])


@derivation(title="Batch norm, index notation")
def batch_norm(
    d: Derivation, x: Vector("m"), g: Vector("m"), m: Size, e: Positive, ga: Real, be: Real, f: Smooth("m")
) -> None:
    mu = total(x) / m
    xc = x - mu * ones(m)
    v = total(square(xc)) / m
    s = sqrt(v + e)
    xh = xc / s
    y = ga * xh + be * ones(m)
    gy = f.gradient(0)(y)
    #! total(hadamard(gy, xh)) => total(gy)
    d.prove(Derivative(f(y), ga), "=", total(hadamard(gy, xh)), "gain")
    d.prove(Derivative(f(y), be), "=", total(gy), "shift")
    #! ga / (m * s) => ga / s | - total(gy) => + total(gy) | - xh * => + xh * | m * gy => gy
    d.prove(
        gradient(f(y), x),
        "=",
        ga / (m * s) * (m * gy - total(gy) * ones(m) - xh * dot(gy, xh)),
        "the closed form of the backward pass",
    )


@derivation(title="Softmax in index notation")
def softmax_index(d: Derivation, z: Vector("n"), y: Simplex("n"), n: Size, i: Natural, j: Natural, k: Natural) -> None:
    p = softmax(z)
    #! p[i, 0] * (KroneckerDelta(i, j) - p[j, 0]) => p[i, 0] * (1 - p[j, 0]) | - p[j, 0] => + p[j, 0]
    d.prove(
        jacobian(p, z)[i, j], "=", p[i, 0] * (KroneckerDelta(i, j) - p[j, 0]), "quotient rule", where=[i < n, j < n]
    )
    with d.prove(gradient(-Sum(y[k] * log(p[k, 0]), (k, 0, n - 1)), z)[i], "=", p[i, 0] - y[i], where=[i < n]) as q:
        #! KroneckerDelta(i, k) - p[i, 0] => KroneckerDelta(i, k) + p[i, 0] | -Sum => Sum
        q.eq(-Sum(y[k] * (KroneckerDelta(i, k) - p[i, 0]), (k, 0, n - 1)), "derivative of log p")
        #! -y[i] + p[i, 0] => -y[i] + n * p[i, 0]
        q.eq(-y[i] + p[i, 0] * Sum(y[k], (k, 0, n - 1)), "the delta selects")


@derivation(title="Multi-head: attention matrix form")
def attn(
    d: Derivation, Q: Matrix("n", "d"), K: Matrix("m", "d"), V: Matrix("m", "e"), G: Matrix("n", "e"), c: Positive
) -> None:
    S = Q * K.T / c
    L = trace(G.T * S * V)
    #! G * V.T * K / c => G * V.T * K * c | G * V.T * K => G * V.T * K * 2
    d.prove(gradient(L, Q), "=", G * V.T * K / c, "linear attention, by Q")
    #! V * G.T * Q => -V * G.T * Q
    d.prove(gradient(L, K), "=", V * G.T * Q / c, "by K")
    #! S.T * G => 2 * S.T * G
    d.prove(gradient(L, V), "=", S.T * G, "by V")
    A = exp(S)
    L2 = trace(G.T * A * V)
    #! hadamard(A, G * V.T) => hadamard(S, G * V.T)
    d.prove(gradient(L2, Q), "=", hadamard(A, G * V.T) * K / c, "exponential kernel")
    #! hadamard(A, G * V.T).T => hadamard(A, G * V.T).T / c
    d.prove(gradient(L2, K), "=", hadamard(A, G * V.T).T * Q / c, "exponential kernel")


@derivation(title="Embedding lookup is a product with a one-hot vector")
def embed(d: Derivation, E: Matrix("v", "n"), u: Vector("v"), f: Smooth("n"), r: Vector("n")) -> None:
    #! u * f.gradient(0)(E.T * u).T => 2 * u * f.gradient(0)(E.T * u).T
    d.prove(gradient(f(E.T * u), E), "=", u * f.gradient(0)(E.T * u).T, "one row gets the gradient")
    #! u * r.T => -u * r.T
    d.prove(gradient(dot(u, E * r), E), "=", u * r.T, "tied output")
    #! E.T * (softmax(E * r) - u) => E.T * (softmax(E * r) + u)
    d.prove(gradient(logsumexp(E * r) - dot(u, E * r), r), "=", E.T * (softmax(E * r) - u), "by the hidden state")
    #! (softmax(E * r) - u) * r.T => (softmax(E * r) - u) * (2 * r).T
    d.prove(gradient(logsumexp(E * r) - dot(u, E * r), E), "=", (softmax(E * r) - u) * r.T, "by the embeddings")


@derivation(title="LSTM cell with peepholes")
def peephole(
    d: Derivation,
    c: Vector("n"),
    a: Vector("n"),
    b: Vector("n"),
    o: Vector("n"),
    u: Vector("n"),
    p: Vector("n"),
    q: Vector("n"),
    r: Vector("n"),
    n: Size,
    g: Vector("n"),
) -> None:
    i = sigmoid(a + hadamard(p, c))
    ff = sigmoid(b + hadamard(q, c))
    z = tanh(u)
    new = hadamard(ff, c) + hadamard(i, z)
    out = sigmoid(o + hadamard(r, new))
    h = hadamard(out, tanh(new))
    #! ones(n) - i => ones(n) + i | hadamard(z, p, i => hadamard(z, i
    d.prove(
        jacobian(new, c),
        "=",
        diag(ff + hadamard(c, q, ff, ones(n) - ff) + hadamard(z, p, i, ones(n) - i)),
        "cell by cell",
    )
    with d.prove(gradient(dot(g, h), o), "=", hadamard(g, tanh(new), out, ones(n) - out)) as k:
        #! ones(n) - out => ones(n) - square(out)
        k.eq(diag(hadamard(out, ones(n) - out)) * hadamard(tanh(new), g), "output gate")
    dn = hadamard(g, out, ones(n) - square(tanh(new))) + hadamard(g, tanh(new), out, ones(n) - out, r)
    #! hadamard(dn, c, ff, ones(n) - ff) => hadamard(dn, ff, ones(n) - ff)
    d.prove(gradient(dot(g, h), b), "=", hadamard(dn, c, ff, ones(n) - ff), "forget gate")
    #! hadamard(dn, z, i, ones(n) - i, c) => hadamard(dn, z, i, ones(n) - i)
    d.prove(gradient(dot(g, h), p), "=", hadamard(dn, z, i, ones(n) - i, c), "peephole of the input gate")
    #! hadamard(g, tanh(new), out, ones(n) - out, new) => hadamard(g, tanh(new), out, ones(n) - out, c)
    d.prove(gradient(dot(g, h), r), "=", hadamard(g, tanh(new), out, ones(n) - out, new) + zeros(n), "output peephole")


@derivation(title="RNN through time, three steps")
def bptt(
    d: Derivation,
    W: Matrix("n", "n"),
    U: Matrix("n", "m"),
    x1: Vector("m"),
    x2: Vector("m"),
    x3: Vector("m"),
    h0: Vector("n"),
    f: Smooth("n"),
    n: Size,
) -> None:
    h1 = tanh(W * h0 + U * x1)
    h2 = tanh(W * h1 + U * x2)
    h3 = tanh(W * h2 + U * x3)

    def D(h):
        return diag(ones(n) - square(h))

    g = f.gradient(0)(h3)
    d3 = D(h3) * g
    d2 = D(h2) * W.T * d3
    d1 = D(h1) * W.T * d2
    #! d2 * h1.T => d2 * h2.T | + d1 * => - d1 *
    d.prove(gradient(f(h3), W), "=", d3 * h2.T + d2 * h1.T + d1 * h0.T, "sum over time")
    #! + d1 * x1.T => + d1 * x2.T | d3 * x3.T + =>
    d.prove(gradient(f(h3), U), "=", d3 * x3.T + d2 * x2.T + d1 * x1.T, "sum over time")
    #! W.T * d1 => W * d1
    d.prove(gradient(f(h3), h0), "=", W.T * d1, "back to the start")
    #! D(h3) * W * D(h2) * W * D(h1) * W => D(h1) * W * D(h2) * W * D(h3) * W
    d.prove(jacobian(h3, h0), "=", D(h3) * W * D(h2) * W * D(h1) * W, "a product of Jacobians")


@derivation(title="Woodbury")
def woodbury(
    d: Derivation,
    A: Matrix("n", "n", structure="positive-definite"),
    U: Matrix("n", "k"),
    C: Matrix("k", "k", structure="positive-definite"),
    n: Size,
    k: Size,
) -> None:
    Ai = inverse(A)
    S = inverse(C) + U.T * Ai * U
    W = Ai - Ai * U * inverse(S) * U.T * Ai
    with d.prove((A + U * C * U.T) * W, "=", identity(n)) as p:
        #! + U * C * U.T * Ai => - U * C * U.T * Ai | inverse(S) * U.T * Ai - U * C => inverse(S) * U.T * Ai + U * C
        p.eq(
            identity(n) + U * C * U.T * Ai - U * inverse(S) * U.T * Ai - U * C * U.T * Ai * U * inverse(S) * U.T * Ai,
            "multiply out",
        )
        #! U * C * S * inverse(S) => U * S * inverse(S)
        p.eq(identity(n) + U * C * U.T * Ai - U * C * S * inverse(S) * U.T * Ai, "U C (C⁻¹ + UᵀA⁻¹U) = U C S")
        p.eq(identity(n) + U * C * U.T * Ai - U * C * U.T * Ai, "S S⁻¹ = I")
    #! Ai - Ai => Ai + Ai | inverse(C) + => C +
    d.prove(inverse(A + U * C * U.T), "=", Ai - Ai * U * inverse(inverse(C) + U.T * Ai * U) * U.T * Ai, "Woodbury")


@derivation(title="Sherman–Morrison")
def sherman(
    d: Derivation, A: Matrix("n", "n", structure="invertible"), u: Vector("n"), v: Vector("n"), n: Size
) -> None:
    Ai = inverse(A)
    s = dot(v, Ai * u)
    #! 1 + s => 1 - s | Ai - => Ai +
    d.prove(inverse(A + u * v.T), "=", Ai - Ai * u * v.T * Ai / (1 + s), "Sherman–Morrison", where=[Ne(1 + s, 0)])
    #! 1 + dot => 1 - dot | u * v.T => u * u.T
    d.prove(det(A + u * v.T), "=", (1 + dot(v, Ai * u)) * det(A), "matrix determinant lemma")
    with d.prove((A + u * v.T) * (Ai - Ai * u * v.T * Ai / (1 + s)), "=", identity(n), where=[Ne(1 + s, 0)]) as k:
        #! / (1 + s) => / (1 - s) | s * u => u
        k.eq(identity(n) + u * v.T * Ai - (u * v.T * Ai + s * u * v.T * Ai) / (1 + s), "multiply out")
        #! (1 + s) * u => s * u
        k.eq(identity(n) + u * v.T * Ai - (1 + s) * u * v.T * Ai / (1 + s), "factor")


@derivation(title="Matrix calculus table")
def table(
    d: Derivation,
    X: Matrix("n", "n", structure="invertible"),
    A: Matrix("n", "n"),
    B: Matrix("n", "n"),
    S: Matrix("n", "n", structure="symmetric"),
    P: Matrix("n", "n", structure="positive-definite"),
    a: Vector("n"),
    b: Vector("n"),
    x: Vector("n"),
    n: Size,
) -> None:
    #! A.T => A
    d.prove(gradient(trace(A * X), X), "=", A.T, "trace")
    #! X * A + X * A.T => X * A + X * A
    d.prove(gradient(trace(X * A * X.T), X), "=", X * A + X * A.T, "quadratic trace")
    d.prove(gradient(trace(A * X * B * X), X), "=", (A * X * B + B * X * A).T, "twice")
    #! inverse(X).T * A.T => inverse(X) * A.T | -inverse => inverse
    d.prove(gradient(trace(A * inverse(X)), X), "=", -inverse(X).T * A.T * inverse(X).T, "derivative of the inverse")
    #! inverse(X).T => inverse(X)
    d.prove(gradient(log(det(X)), X), "=", inverse(X).T, "log det", where=[det(X) > 0])
    #! det(X) * inverse => inverse | inverse(X).T => inverse(X)
    d.prove(gradient(det(X), X), "=", det(X) * inverse(X).T, "Jacobi")
    #! -inverse => inverse | b.T * inverse(X).T => b.T * inverse(X)
    d.prove(gradient(dot(a, inverse(X) * b), X), "=", -inverse(X).T * a * b.T * inverse(X).T, "bilinear in the inverse")
    #! a * b.T => b * a.T
    d.prove(gradient(dot(a, X * b), X), "=", a * b.T, "bilinear")
    #! X * (a * b.T + b * a.T) => X * (a * b.T + a * b.T)
    d.prove(gradient(dot(X * a, X * b), X), "=", X * (a * b.T + b * a.T), "two products")
    #! (A + A.T) * x => 2 * A * x
    d.prove(gradient(dot(x, A * x), x), "=", (A + A.T) * x, "quadratic form")
    #! 2 * S => S
    d.prove(hessian(dot(x, S * x), x), "=", 2 * S, "Hessian")
    #! 2 * P * (x - a) => P * (x - a) | x - a), "qua => x + a), "qua
    d.prove(gradient(dot(x - a, P * (x - a)), x), "=", 2 * P * (x - a), "quadratic form about a")
    #! 3 * X.T * X.T => 2 * X.T * X.T
    d.prove(gradient(trace(X * X * X), X), "=", 3 * X.T * X.T, "cube")
    d.prove(gradient(trace(X.T * X), X), "=", 2 * X, "Frobenius")
    #! 2 * A.T * (A * X - B) => 2 * A * (A * X - B)
    d.prove(gradient(trace((A * X - B).T * (A * X - B)), X), "=", 2 * A.T * (A * X - B), "least squares")
    #! 2 * X * inverse => X * inverse
    d.prove(gradient(log(det(X.T * X)), X), "=", 2 * X * inverse(X.T * X), "log det of a Gram matrix")


@derivation(title="Derivative of inverse by a scalar")
def by_scalar(
    d: Derivation,
    A: Matrix("n", "n"),
    B: Matrix("n", "n"),
    t: Real,
    n: Size,
    P: Matrix("n", "n", structure="positive-definite"),
    Q: Matrix("n", "n", structure="positive-definite"),
    x: Vector("n"),
    s: Positive,
) -> None:
    F = P + s * Q
    #! inverse(F) * Q * inverse(F) => inverse(F) * inverse(F) | -trace => trace
    d.prove(Derivative(trace(inverse(F)), s), "=", -trace(inverse(F) * Q * inverse(F)), "derivative of the inverse")
    #! trace(inverse(F) * Q) => trace(F * Q)
    d.prove(Derivative(log(det(F)), s), "=", trace(inverse(F) * Q), "Jacobi's formula")
    #! -dot => dot
    d.prove(Derivative(dot(x, inverse(F) * x), s), "=", -dot(x, inverse(F) * Q * inverse(F) * x), "quadratic form")
    #! -trace(inverse(F) * Q * inverse(F) * Q) => -trace(inverse(F) * Q * Q)
    d.prove(Derivative(log(det(F)), s, s), "=", -trace(inverse(F) * Q * inverse(F) * Q), "it is concave")


@derivation(title="Kalman gain")
def kalman(
    d: Derivation,
    P: Matrix("n", "n", structure="positive-definite"),
    H: Matrix("m", "n"),
    R: Matrix("m", "m", structure="positive-definite"),
    K: Matrix("n", "m"),
    n: Size,
    m: Size,
    x: Vector("n"),
    z: Vector("m"),
) -> None:
    S = H * P * H.T + R
    J = (identity(n) - K * H) * P * (identity(n) - K * H).T + K * R * K.T
    with d.prove(J, "=", P - K * H * P - P * H.T * K.T + K * S * K.T) as joseph:
        #! + K * R * K.T => - K * R * K.T | - P * H.T => + P * H.T
        joseph.eq(P - K * H * P - P * H.T * K.T + K * H * P * H.T * K.T + K * R * K.T, "multiply out")
    #! -2 * P * H.T => 2 * P * H.T | 2 * K * S => K * S
    d.prove(
        gradient(trace(P - K * H * P - P * H.T * K.T + K * S * K.T), K),
        "=",
        -2 * P * H.T + 2 * K * S,
        "the trace's gradient",
    )
    G = P * H.T * inverse(S)
    with d.prove(
        (identity(n) - G * H) * P * (identity(n) - G * H).T + G * R * G.T, "=", (identity(n) - G * H) * P
    ) as opt:
        #! G * S * G.T => G * R * G.T | - P * H.T => + P * H.T
        opt.eq(P - G * H * P - P * H.T * G.T + G * S * G.T, "Joseph's form")
        #! P - G * H * P - P => P - G * H * P - 2 * P
        opt.eq(P - G * H * P - P * H.T * G.T + P * H.T * G.T, "G S = P Hᵀ")
    #! inverse(P) + H.T => inverse(P) - H.T | H.T * inverse(R) * H => H.T * R * H
    d.prove((identity(n) - G * H) * P, "=", inverse(inverse(P) + H.T * inverse(R) * H), "information form")
    #! * H.T * inverse(R) => * H.T * R
    d.prove(G, "=", inverse(inverse(P) + H.T * inverse(R) * H) * H.T * inverse(R), "the gain in information form")


@derivation(title="Least squares: normal equations, hat matrix")
def least_squares(d: Derivation, X: Matrix("n", "p"), y: Vector("n"), b: Vector("p"), n: Size, p: Size) -> None:
    G = X.T * X
    w = inverse(G) * X.T * y
    H = X * inverse(G) * X.T
    c = [Ne(det(G), 0)]
    #! 2 * X.T * => X.T *
    d.prove(gradient(dot(y - X * b, y - X * b), b), "=", 2 * X.T * (X * b - y), "chain rule")
    #! "=", zeros(p) => "=", ones(p)
    d.prove(X.T * (y - X * w), "=", zeros(p), "residuals are orthogonal", where=c)
    #! "=", H, => "=", -H,
    d.prove(H * H, "=", H, "idempotent", where=c)
    d.prove(H.T, "=", H, "symmetric", where=c)
    #! "=", p, => "=", n,
    d.prove(trace(H), "=", p, "degrees of freedom", where=c)
    #! dot(y, H * y) => dot(y, y)
    d.prove(dot(y - H * y, y - H * y), "=", dot(y, y) - dot(y, H * y), "Pythagoras", where=c)
    with d.prove(dot(y - X * b, y - X * b), "=", dot(y - X * w, y - X * w) + dot(b - w, G * (b - w)), where=c) as q:
        #! X * (b - w)) + dot => X * (b - w)) - dot
        q.eq(dot(y - X * w, y - X * w) - 2 * dot(y - X * w, X * (b - w)) + dot(X * (b - w), X * (b - w)), "split")
    #! >= => <


@derivation(title="Projections and orthogonal matrices")
def orth(
    d: Derivation,
    Q: Matrix("n", "n", structure="orthogonal"),
    A: Matrix("n", "n"),
    x: Vector("n"),
    y: Vector("n"),
    u: Vector("n"),
    v: Vector("n"),
    n: Size,
) -> None:
    d.prove(Q.T * Q, "=", identity(n), "orthogonal")
    d.prove(inverse(Q), "=", Q.T, "orthogonal")
    #! dot(x, y) => dot(Q * x, y)
    d.prove(dot(Q * x, Q * y), "=", dot(x, y), "keeps products")
    d.prove(norm(Q * x), "=", norm(x), "keeps lengths")
    #! "=", 1 => "=", -1
    d.prove(det(Q) ** 2, "=", 1, "determinant ±1")
    #! trace(A) => trace(A.T * Q)
    d.prove(trace(Q * A * Q.T), "=", trace(A), "similar")
    d.prove(det(Q * A * Q.T), "=", det(A), "similar")
    H = identity(n) - 2 * v * v.T / dot(v, v)
    c = [dot(v, v) > 0]
    #! "=", identity => "=", 2 * identity
    d.prove(H * H, "=", identity(n), "an involution", where=c)
    d.prove(H.T * H, "=", identity(n), "orthogonal", where=c)
    #! -1 => 1
    d.prove(det(H), "=", -1, "a reflection", where=c)
    #! -v => v
    d.prove(H * v, "=", -v, "flips v", where=c)
    d.prove(norm(H * x) ** 2, "=", dot(x, x), "keeps lengths", where=c)
    Pv = v * v.T / dot(v, v)
    d.prove(Pv * Pv, "=", Pv, "projection", where=c)
    d.prove(trace(Pv), "=", 1, "of rank 1", where=c)
    #! "=", 0 => "=", 1
    d.prove(dot(v, x - Pv * x), "=", 0, "orthogonal to v", where=c)
    with d.prove(norm(x) ** 2, "=", norm(Pv * x) ** 2 + norm(x - Pv * x) ** 2, where=c) as k:
        k.eq(norm(Pv * x) ** 2 + 2 * dot(Pv * x, x - Pv * x) + norm(x - Pv * x) ** 2, "split")
    #! <= => <
    d.prove(dot(x, y) ** 2, "<=", dot(x, x) * dot(y, y), "Cauchy–Schwarz")
    #! norm(x) + norm(y) => norm(x) - norm(y)
    d.prove(norm(x + y), "<=", norm(x) + norm(y), "triangle")
    d.prove(norm(x + y) ** 2 + norm(x - y) ** 2, "=", 2 * norm(x) ** 2 + 2 * norm(y) ** 2, "parallelogram")
    #! / 4 => / 2
    d.prove(dot(x, y), "=", (norm(x + y) ** 2 - norm(x - y) ** 2) / 4, "polarisation")


@derivation(title="Hadamard")
def hada(
    d: Derivation,
    A: Matrix("n", "m"),
    B: Matrix("n", "m"),
    x: Vector("n"),
    y: Vector("m"),
    a: Vector("n"),
    b: Vector("n"),
    n: Size,
    m: Size,
) -> None:
    #! diag(a) * b => diag(b) * b
    d.prove(hadamard(a, b), "=", diag(a) * b, "a diagonal matrix")
    d.prove(dot(x, hadamard(A, B) * y), "=", trace(diag(x) * A * diag(y) * B.T), "a bilinear form")
    #! hadamard(x * y.T, A) => hadamard(x * y.T, B)
    d.prove(diag(x) * A * diag(y), "=", hadamard(x * y.T, A), "scaling rows and columns")
    d.prove(hadamard(a * x.T, b * x.T), "=", hadamard(a, b) * hadamard(x, x).T, "rank one")
    d.prove(total(hadamard(a, b)), "=", dot(a, b), "dot")
    d.prove(trace(diag(a) * x * b.T), "=", total(hadamard(a, x, b)), "three factors")
    d.prove(dot(ones(n), hadamard(A, B) * ones(m)), "=", trace(A.T * B), "Frobenius product")


@derivation(title="Companion, Cauchy, Hilbert, Hadamard, Toeplitz")
def special(
    d: Derivation,
    a: Real,
    b: Real,
    c: Real,
    e: Real,
    l: Real,
    r: Interval(-1, 1),
    p: Positive,
    q: Positive,
    s: Positive,
    t: Positive,
) -> None:
    Co = M([[0, 0, 0, -a], [1, 0, 0, -b], [0, 1, 0, -c], [0, 0, 1, -e]])
    #! + e * l**3 => - e * l**3
    d.prove(det(l * eye(4) - Co), "=", l**4 + e * l**3 + c * l**2 + b * l + a, "companion")
    Ar = M([[1, r, r**2, r**3], [r, 1, r, r**2], [r**2, r, 1, r], [r**3, r**2, r, 1]])
    #! (1 - r**2) ** 3 => (1 - r**2) ** 4
    d.prove(det(Ar), "=", (1 - r**2) ** 3, "AR(1) correlation")
    Pi = M([[1, -r, 0, 0], [-r, 1 + r**2, -r, 0], [0, -r, 1 + r**2, -r], [0, 0, -r, 1]]) / (1 - r**2)
    #! Ar * Pi, "=", eye => Ar * Pi, "=", 2 * eye
    d.prove(Ar * Pi, "=", eye(4), "its precision is tridiagonal")
    d.prove(inverse(Ar), "=", Pi, "its precision is tridiagonal")
    Ca = M([[1 / (p + s), 1 / (p + t)], [1 / (q + s), 1 / (q + t)]])
    #! (q - p) * (t - s) => (p - q) * (t - s)
    d.prove(det(Ca), "=", (q - p) * (t - s) / ((p + s) * (p + t) * (q + s) * (q + t)), "Cauchy")
    E4 = a * eye(4) + b * sympy.ones(4, 4)
    #! a + 4 * b => a + b | a**3 => a**4
    d.prove(det(E4), "=", a**3 * (a + 4 * b), "equicorrelation")
    #! a + 4 * b => a - 4 * b
    d.prove(E4 * sympy.ones(4, 1), "=", (a + 4 * b) * sympy.ones(4, 1), "an eigenvector")
    #! b / (a * (a + 4 * b)) => b / (a + 4 * b)
    d.prove(
        inverse(E4),
        "=",
        eye(4) / a - b / (a * (a + 4 * b)) * sympy.ones(4, 4),
        "Sherman–Morrison",
        where=[Ne(a, 0), Ne(a + 4 * b, 0)],
    )
    T3 = M([[2, -1, 0], [-1, 2, -1], [0, -1, 2]])
    #! "=", 4 => "=", 5
    d.prove(det(T3), "=", 4, "discrete Laplacian")
    #! 2 + sqrt(2) => 2 - sqrt(3)
    d.prove(T3 * M([1, -sqrt(2), 1]), "=", (2 + sqrt(2)) * M([1, -sqrt(2), 1]), "an eigenvector")
    #! sqrt(2) => sqrt(3)
    d.prove(det(l * eye(3) - T3), "=", (l - 2) * (l - 2 - sqrt(2)) * (l - 2 + sqrt(2)), "its eigenvalues")


@derivation(title="Index notation gradients of a dense layer with IndexedBase sums")
def index_dense(
    d: Derivation,
    W: Matrix("m", "n"),
    x: Vector("n"),
    t: Vector("m"),
    i: Natural,
    j: Natural,
    k: Natural,
    p: Natural,
    n: Size,
    m: Size,
) -> None:
    L = Sum((Sum(W[i, k] * x[k], (k, 0, n - 1)) - t[i]) ** 2, (i, 0, m - 1)) / 2
    with d.prove(
        gradient(L, W)[p, j], "=", (Sum(W[p, k] * x[k], (k, 0, n - 1)) - t[p]) * x[j], where=[p < m, j < n]
    ) as g:
        #! KroneckerDelta(i, p) * KroneckerDelta(k, j) => KroneckerDelta(i, p) | - t[i] => + t[i]
        g.eq(
            Sum(
                (Sum(W[i, k] * x[k], (k, 0, n - 1)) - t[i])
                * Sum(KroneckerDelta(i, p) * KroneckerDelta(k, j) * x[k], (k, 0, n - 1)),
                (i, 0, m - 1),
            ),
            "chain rule",
        )
    #! W[i, j] => W[j, i]
    d.prove(
        gradient(L, x)[j],
        "=",
        Sum((Sum(W[i, k] * x[k], (k, 0, n - 1)) - t[i]) * W[i, j], (i, 0, m - 1)),
        "transpose",
        where=[j < n],
    )
    d.prove(
        Derivative(L, W[p, j]),
        "=",
        (Sum(W[p, k] * x[k], (k, 0, n - 1)) - t[p]) * x[j],
        "an entry",
        where=[p < m, j < n],
    )
    d.prove(
        Derivative(L, x[j]),
        "=",
        Sum((Sum(W[i, k] * x[k], (k, 0, n - 1)) - t[i]) * W[i, j], (i, 0, m - 1)),
        "an entry",
        where=[j < n],
    )


@derivation(title="Determinants of symbolic size")
def dets(
    d: Derivation,
    A: Matrix("n", "n", structure="positive-definite"),
    U: Matrix("n", "k"),
    C: Matrix("k", "k", structure="positive-definite"),
    s: Vector("n", entries=Positive),
    u: Vector("n"),
    v: Vector("n"),
    a: Positive,
    b: Real,
    n: Size,
    k: Size,
    Q: Matrix("n", "n", structure="orthogonal"),
    x: Vector("n"),
    L: Matrix("n", "n", structure="invertible"),
    w: Vector("n"),
    q: Vector("n"),
) -> None:
    #! inverse(C) + => C +
    d.prove(
        det(A + U * C * U.T), "=", det(inverse(C) + U.T * inverse(A) * U) * det(C) * det(A), "matrix determinant lemma"
    )
    #! identity(k) + U.T => identity(k) - U.T
    d.prove(log(det(A + U * U.T)), "=", log(det(A)) + log(det(identity(k) + U.T * inverse(A) * U)), "low rank plus")
    #! "=", 1 => "=", 2
    d.prove(det(Q) ** 2, "=", 1, "orthogonal")
    d.prove(Abs(det(Q)), "=", 1, "orthogonal")
    #! "=", 0 => "=", 1
    d.prove(det(diag(softmax(x)) - softmax(x) * softmax(x).T), "=", 0, "softmax's Jacobian is singular")
    #! total(log(s)) => log(total(s))
    d.prove(log(det(diag(s))), "=", total(log(s)), "a diagonal")
    d.prove(det(L * A * L.T), "=", det(L) ** 2 * det(A), "congruence")
    #! n * log(a) => log(a)
    d.prove(log(det(a * A)), "=", n * log(a) + log(det(A)), "a multiple")
    #! (1 + dot(v, u)) => (1 - dot(v, u))
    d.prove(
        det(identity(n) + u * v.T + w * q.T), "=", (1 + dot(v, u)) * (1 + dot(q, w)) - dot(v, w) * dot(q, u), "rank two"
    )
    d.prove(det(2 * identity(n) - ones(n) * ones(n).T), "=", 2 ** (n - 1) * (2 - n), "rank one")


@derivation(title="Gaussian densities in several dimensions")
def gauss(
    d: Derivation,
    S: Matrix("n", "n", structure="positive-definite"),
    T: Matrix("n", "n", structure="positive-definite"),
    m: Vector("n"),
    x: Vector("n"),
    r: Vector("n"),
    n: Size,
    s: Positive,
) -> None:
    lp = -dot(x - m, inverse(S) * (x - m)) / 2 - log(det(S)) / 2 - n * log(2 * pi) / 2
    #! -inverse(S) => inverse(S)
    d.prove(gradient(lp, x), "=", -inverse(S) * (x - m), "score")
    d.prove(gradient(lp, m), "=", inverse(S) * (x - m), "by the mean")
    #! -inverse(S), "Fisher => inverse(S), "Fisher
    d.prove(hessian(lp, x), "=", -inverse(S), "Fisher")
    P = inverse(S) + inverse(T)
    mm = inverse(P) * (inverse(S) * m + inverse(T) * r)
    #! - dot(mm, P * mm) => + dot(mm, P * mm)
    d.prove(
        dot(x - m, inverse(S) * (x - m)) + dot(x - r, inverse(T) * (x - r)),
        "=",
        dot(x - mm, P * (x - mm)) + dot(m, inverse(S) * m) + dot(r, inverse(T) * r) - dot(mm, P * mm),
        "product of Gaussians",
    )
    #! inverse(S + T) => inverse(S - T)
    d.prove(
        dot(m, inverse(S) * m) + dot(r, inverse(T) * r) - dot(mm, P * mm),
        "=",
        dot(m - r, inverse(S + T) * (m - r)),
        "the constant",
    )
    d.prove(inverse(P), "=", S - S * inverse(S + T) * S, "the posterior covariance")
    #! T * inverse(S + T) * m => S * inverse(S + T) * m
    d.prove(mm, "=", T * inverse(S + T) * m + S * inverse(S + T) * r, "the posterior mean")
    #! m + S * => m - S *
    d.prove(mm, "=", m + S * inverse(S + T) * (r - m), "gain form")
    d.prove(
        gradient(log(det(S)) + trace(inverse(S) * T), S),
        "=",
        inverse(S) - inverse(S) * T * inverse(S),
        "maximum likelihood",
    )
    #! log(det(P)) => -log(det(P))
    d.prove(log(det(S)) + log(det(T)) + log(det(P)), "=", log(det(S + T)), "evidence")


@derivation(title="Eigenvectors")
def eig(
    d: Derivation,
    S: Matrix("n", "n", structure="symmetric"),
    A: Matrix("n", "n"),
    C: Matrix("n", "n", structure="positive-definite"),
    w: Vector("n"),
    v: Vector("n"),
    l: Real,
    m: Real,
    n: Size,
) -> None:
    #! (l - m) * dot => (l + m) * dot
    d.prove(
        (l - m) * dot(w, v), "=", 0, "orthogonal eigenvectors", where=[equation(S * w, l * w), equation(S * v, m * v)]
    )
    #! Ne(l, m) => Ne(l, 0)
    d.prove(
        dot(w, v), "=", 0, "orthogonal eigenvectors", where=[equation(S * w, l * w), equation(S * v, m * v), Ne(l, m)]
    )
    #! l * dot(w, v) => m * dot(w, v)
    d.prove(dot(v, S * w), "=", l * dot(w, v), "one way", where=[equation(S * w, l * w)])
    d.prove(dot(S * v, w), "=", m * dot(w, v), "the other way", where=[equation(S * v, m * v)])
    c = [equation(C * w, l * w), equation(dot(w, w), 1)]
    #! "=", l, => "=", l**2,
    d.prove(dot(w, C * w), "=", l, "variance along a principal axis", where=c)
    D = C - l * w * w.T
    #! "=", zeros => "=", ones
    d.prove(D * w, "=", zeros("n"), "deflation", where=c)
    #! "=", l, => "=", 1,
    d.prove(trace(C) - trace(D), "=", l, "explained variance", where=c)
    #! inverse(C) * w => C * w
    d.prove(l * inverse(C) * w, "=", w, "the inverse has the same eigenvectors", where=c)
    d.prove(A * A * A * w, "=", l**3 * w, "powers", where=[equation(A * w, l * w)])
    #! (l**2 - 3 * l + 2) => (l**2 + 3 * l + 2)
    d.prove(
        (A * A - 3 * A + 2 * identity("n")) * w,
        "=",
        (l**2 - 3 * l + 2) * w,
        "polynomials",
        where=[equation(A * w, l * w)],
    )


@derivation(title="Projections by conditions")
def proj(
    d: Derivation, P: Matrix("n", "n"), x: Vector("n"), y: Vector("n"), n: Size, t: Real, J: Matrix("n", "n")
) -> None:
    c = [equation(P * P, P), equation(P.T, P)]
    #! "=", 0, => "=", 1,
    d.prove(dot(P * x, x - P * x), "=", 0, "orthogonal parts", where=c)
    #! - P => + P
    d.prove((identity(n) - P) ** 2, "=", identity(n) - P, "the complement", where=[equation(P * P, P)])
    #! + norm(x - P * x) ** 2 => - norm(x - P * x) ** 2
    d.prove(norm(x) ** 2, "=", norm(P * x) ** 2 + norm(x - P * x) ** 2, "Pythagoras", where=c)
    #! - 2 * P => + 2 * P
    d.prove((identity(n) - 2 * P) * (identity(n) - 2 * P), "=", identity(n), "a reflection", where=[equation(P * P, P)])
    d.prove((identity(n) + t * P) ** 2, "=", identity(n) + t * (t + 2) * P, "powers", where=[equation(P * P, P)])
    d.prove(
        (identity(n) + J) / 2 * (identity(n) - J) / 2,
        "=",
        zeros(n, n),
        "involution",
        where=[equation(J * J, identity(n))],
    )


@derivation(title="Orthonormal pairs")
def pairs(
    d: Derivation,
    u: Vector("n"),
    v: Vector("n"),
    x: Vector("n"),
    n: Size,
    t: Real,
    U: Matrix("n", "k"),
    k: Size,
    z: Vector("k"),
    X: Matrix("n", "N"),
    N: Size,
) -> None:
    c = [equation(dot(u, u), 1), equation(dot(v, v), 1), equation(dot(u, v), 0)]
    #! "=", 2 => "=", 1
    d.prove(norm(u + v) ** 2, "=", 2, "Pythagoras", where=c)
    w = cos(t) * u + sin(t) * v
    #! "=", 1 => "=", t
    d.prove(dot(w, w), "=", 1, "a circle", where=c)
    P = u * u.T + v * v.T
    #! "=", P => "=", 2 * P
    d.prove(P * P, "=", P, "a plane", where=c)
    #! "=", 2 => "=", n
    d.prove(trace(P), "=", 2, "of dimension 2", where=c)
    o = [equation(U.T * U, identity(k))]
    #! norm(z) => norm(z)**2
    d.prove(norm(U * z), "=", norm(z), "an isometry", where=o)
    with d.prove(norm(x - U * z) ** 2, "=", dot(x, x) - dot(U.T * x, U.T * x) + norm(z - U.T * x) ** 2, where=o) as k1:
        k1.eq(dot(x, x) - 2 * dot(U.T * x, z) + dot(z, z), "multiply out")
    #! trace(X.T * X) - => trace(X.T * X) +
    d.prove(
        trace((X - U * U.T * X).T * (X - U * U.T * X)),
        "=",
        trace(X.T * X) - trace(U.T * X * X.T * U),
        "PCA's two objectives",
        where=o,
    )


@derivation(title="Softmax with three logits")
def softmax3(d: Derivation, z1: Real, z2: Real, z3: Real, c: Real, T: Positive, y1: Real, y2: Real, y3: Real) -> None:
    Zs = exp(z1) + exp(z2) + exp(z3)
    p1, p2, p3 = exp(z1) / Zs, exp(z2) / Zs, exp(z3) / Zs
    with d.prove(Derivative(p1, z1), "=", p1 * (1 - p1)) as k:
        #! exp(z1) * exp(z1) => exp(z1) * exp(z2)
        k.eq((exp(z1) * Zs - exp(z1) * exp(z1)) / Zs**2, "quotient rule")
        #! - p1**2 => + p1**2
        k.eq(p1 - p1**2, "split")
    #! -p1 * p2 => p1 * p2
    d.prove(Derivative(p1, z2), "=", -p1 * p2, "quotient rule")
    L = -(y1 * log(p1) + y2 * log(p2) + y3 * log(p3))
    with d.prove(Derivative(L, z1), "=", p1 - y1, where=[equation(y1 + y2 + y3, 1)]) as q:
        #! + y2 * p1 + y3 * p1 => + y2 * p2 + y3 * p3
        q.eq(-y1 * (1 - p1) + y2 * p1 + y3 * p1, "derivatives of log p")
        #! (y1 + y2 + y3) * p1 - y1 => (y1 + y2 + y3) * p1 + y1
        q.eq((y1 + y2 + y3) * p1 - y1, "collect")
    #! p1 + p2 + p3 => p1 + p2
    d.prove(p1 + p2 + p3, "=", 1, "a distribution")
    #! (p1 - y1) / T => (p1 - y1) * T
    d.prove(
        Derivative(L.subs({z1: z1 / T, z2: z2 / T, z3: z3 / T}), z1),
        "=",
        ((p1 - y1) / T).subs({z1: z1 / T, z2: z2 / T, z3: z3 / T}),
        "temperature",
        where=[equation(y1 + y2 + y3, 1)],
    )
    H = -(p1 * log(p1) + p2 * log(p2) + p3 * log(p3))
    #! -p1 * (log(p1) + H) => p1 * (log(p1) + H)
    d.prove(Derivative(H, z1), "=", -p1 * (log(p1) + H), "the entropy's slope")
    #! p1 * (1 - p1) * (1 - 2 * p1) => p1 * (1 - p1) * (1 - p1)
    d.prove(Derivative(log(Zs), z1, z1, z1), "=", p1 * (1 - p1) * (1 - 2 * p1), "third cumulant")


@derivation(title="Kalman and Bayes linear regression, citing")
def blr(
    d: Derivation,
    X: Matrix("n", "p"),
    y: Vector("n"),
    S0: Matrix("p", "p", structure="positive-definite"),
    m0: Vector("p"),
    s: Positive,
    w: Vector("p"),
    n: Size,
    p: Size,
) -> None:
    A = inverse(S0) + X.T * X / s**2
    b = inverse(S0) * m0 + X.T * y / s**2
    mN = inverse(A) * b
    q = dot(w - m0, inverse(S0) * (w - m0)) + dot(y - X * w, y - X * w) / s**2
    with d.prove(
        q, "=", dot(w - mN, A * (w - mN)) + dot(y, y) / s**2 + dot(m0, inverse(S0) * m0) - dot(b, inverse(A) * b)
    ) as k:
        #! 2 * dot(w, b) => dot(w, b) | - 2 * dot => + 2 * dot
        k.eq(dot(w, A * w) - 2 * dot(w, b) + dot(y, y) / s**2 + dot(m0, inverse(S0) * m0), "collect")
    #! 2 * (A * w - b) => A * w - b
    d.prove(gradient(q, w), "=", 2 * (A * w - b), "gradient")
    #! "=", zeros("p") => "=", b
    d.prove(A * mN - b, "=", zeros("p"), "stationary")
    V = s**2 * identity(n) + X * S0 * X.T
    #! inverse(V) * (y - X * m0) => inverse(V) * (y + X * m0)
    d.prove(mN, "=", m0 + S0 * X.T * inverse(V) * (y - X * m0), "the Kalman form")
    #! - S0 * X.T => + S0 * X.T
    d.prove(inverse(A), "=", S0 - S0 * X.T * inverse(V) * X * S0, "the covariance")
    d.prove(det(V), "=", s ** (2 * n) * det(S0) * det(A), "the evidence's determinant")
    #! dot(y, y) / s**2 - => dot(y, y) / s -
    d.prove(dot(y, inverse(V) * y), "=", dot(y, y) / s**2 - dot(X.T * y, inverse(A) * X.T * y) / s**4, "Woodbury")


@derivation(title="Factor analysis, probabilistic PCA")
def ppca(d: Derivation, W: Matrix("n", "k"), s: Positive, x: Vector("n"), n: Size, k: Size, z: Vector("k")) -> None:
    C = W * W.T + s**2 * identity(n)
    Mk = W.T * W + s**2 * identity(k)
    #! inverse(Mk) * W.T => inverse(Mk) * W.T * 2
    d.prove(W.T * inverse(C), "=", inverse(Mk) * W.T, "push through")
    #! / s**2 => / s
    d.prove(inverse(C), "=", (identity(n) - W * inverse(Mk) * W.T) / s**2, "Woodbury")
    d.prove(det(C), "=", s ** (2 * (n - k)) * det(Mk), "Sylvester")
    #! s**2 * inverse(Mk) => inverse(Mk)
    d.prove(identity(k) - W.T * inverse(C) * W, "=", s**2 * inverse(Mk), "the posterior covariance")
    #! 2 * inverse(C) * W => inverse(C) * W
    d.prove(gradient(log(det(C)), W), "=", 2 * inverse(C) * W, "log det")
    #! inverse(C) * x * x.T * inverse(C) * W => inverse(C) * x * x.T * W
    d.prove(gradient(dot(x, inverse(C) * x), W), "=", -2 * inverse(C) * x * x.T * inverse(C) * W, "quadratic form")


@derivation(title="Kronecker explicit and vec")
def kr(
    d: Derivation,
    a: Real,
    b: Real,
    c: Real,
    e: Real,
    f: Real,
    g: Real,
    A: Matrix("n", "n"),
    B: Matrix("m", "m"),
    C: Matrix("m", "m"),
    x: Vector("n"),
    y: Vector("m"),
    n: Size,
    m: Size,
) -> None:
    P = M([[a, b], [c, e]])
    Q = M([[f, g], [g, f]])
    #! P.det() ** 2 * Q.det() ** 2 => P.det() * Q.det()
    d.prove(det(kronecker_product(P, Q)), "=", P.det() ** 2 * Q.det() ** 2, "determinant")
    #! P.trace() * Q.trace() => P.trace() + Q.trace()
    d.prove(trace(kronecker_product(P, Q)), "=", P.trace() * Q.trace(), "trace")
    #! kronecker_product(P * P, Q * Q) => kronecker_product(P * P, Q)
    d.prove(kronecker_product(P, Q) ** 2, "=", kronecker_product(P * P, Q * Q), "mixed product")
    #! K(A, B) + K(A, C) => K(A, B) - K(A, C)
    d.prove(K(A, B + C), "=", K(A, B) + K(A, C), "linear")
    d.prove(K(2 * A, B), "=", 2 * K(A, B), "scalars")
    d.prove(dot(K(x, y), K(x, y)), "=", dot(x, x) * dot(y, y), "norms")
    d.prove((K(A, identity(m)) + K(identity(n), B)) * K(x, y), "=", K(A * x, y) + K(x, B * y), "Kronecker sum")
