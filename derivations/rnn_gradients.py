"""Gradients through the steps of a recurrent network: one scalar unit, the Jacobian over T steps, clipping."""

from checker import (
    Abs,
    Derivation,
    Derivative,
    Eq,
    Interval,
    Limit,
    Matrix,
    Natural,
    Ne,
    Nonzero,
    Open01,
    Positive,
    Product,
    Rational,
    Real,
    Size,
    Smooth,
    Sum,
    Vector,
    derivation,
    diag,
    dot,
    exp,
    identity,
    jacobian,
    log,
    norm,
    ones,
    oo,
    sigmoid,
    square,
    tanh,
)

HALF = Rational(1, 2)


@derivation(title="h′ = φ(W h), φ = σ − ½: ∇_W h′ = σ′(z)(h + W ∇_W h), solved for ∇_W h", question="A1a")
def scalar_recursion(d: Derivation, w: Nonzero, t: Real, h: Smooth, phi: Smooth) -> None:
    """`h(w)` is h_t, an arbitrary function of the weight. All are one number each: the document divides by W."""
    z = w * h(w)
    dh = Derivative(h(w), w)
    slope = Derivative(phi(t), t).subs(t, z)
    sigma_slope = Derivative(sigmoid(t), t).subs(t, z)
    dh_next = Derivative(sigmoid(z) - HALF, w)

    d.illegible(
        r"h_{l,1} = hTh \phi(2_{t+1})",
        reading="h_{t+1} = φ(z_{t+1})",
        why="the next line gives z_{t+1}, and the one after differentiates φ(z_{t+1}) for ∇_W h_{t+1}",
    )
    d.prove(z, "=", h(w) * w, "what z_{t+1} stands for; z is recognised as 2 throughout", printed=r"2_{t+1} = Wht")

    with d.prove(Derivative(phi(z), w), "=", slope * (h(w) + w * dh), "as the line above") as chain:
        chain.eq(
            slope * Derivative(z, w),
            "chain rule; ∇_s is ∇_z",
            printed=r"\Rightarrow Whth = \nabla_{w} \phi(2_{t+1}) = (\nabla_{s} \phi) (\nabla_{w} z_{t+1})",
        )
        chain.erratum(
            Derivative(slope, w) * (h(w) + w * dh),
            slope * (h(w) + w * dh),
            "product rule: ∇_W (W h_t) = h_t + W ∇_W h_t",
            printed=r"\nabla_{w} h_{t+1} = \partial_{w} \phi'(z_{t+1}) \neq (h_{t} + W P_{w} h_{t})",
            wrong="a ∂_w and a ≠, struck out or misread, stand inside the product φ′(z)·(h_t + W ∇_W h_t)",
            slip="scanner",
        )

    d.erratum(
        dh,
        "=",
        Derivative(phi(z), w),
        (Derivative(phi(z), w) / slope - h(w)) / w,
        "solve the line above for ∇_W h_t",
        where=Ne(slope, 0),
        printed=r"\Rightarrow \nabla h_{t} = \nabla_{w} h_{t+1}",
        wrong="the gradients of two steps are not equal; the line breaks off before dividing by φ′ and W",
        slip="either",
    )
    d.erratum(
        sigmoid(t) - HALF,
        "=",
        Derivative(sigmoid(t) - HALF, t),
        sigmoid(t) - HALF,
        "the activation function of the exercise, φ(z)",
        printed=r"\Rightarrow \phi'(z) = \sigma(z) - 0.5",
        wrong="σ(z) − 0.5 is φ(z) itself, not its derivative",
        slip="either",
    )
    d.prove(
        Derivative(sigmoid(t) - HALF, t),
        "=",
        Derivative(sigmoid(t), t),
        "a constant has no derivative",
        printed=r"\Rightarrow \phi'(z) = \sigma'(z)",
    )
    with d.prove(dh_next, "=", sigma_slope * (h(w) + w * dh)) as recursion:
        recursion.eq(
            sigma_slope * (h(w) + w * dh),
            "the rule above, with φ′ = σ′",
            printed=r"\Rightarrow \nabla_{w} h_{t+1} = \sigma'(z_{t+1}) \left(h_{t} + W \nabla_{w} h_{t}\right)",
        )
    d.erratum(
        dh,
        "=",
        (dh_next - h(w)) / w,
        (dh_next / sigma_slope - h(w)) / w,
        "divide by σ′(z) > 0, subtract h_t, divide by W ≠ 0; ↓ is a fraction bar or a times sign with 1/W",
        printed=r"\Rightarrow \nabla_{w} h_{t} = \left(\nabla_{w} h_{t+1} - h_{t}\right) \downarrow W",
        wrong="the division by σ′(z_{t+1}) is lost; it is back in the next lines",
        slip="either",
    )


@derivation(title="At h = 0 each step multiplies ∇_W h by W/4", question="A1b")
def gradient_at_zero(d: Derivation, w: Nonzero, t: Real, h: Real, dh: Real) -> None:
    """`h` is h_t and `dh` is ∇_W h_t; the gradient of the next step is that of part a)."""
    z = w * h
    at_zero = Derivative(sigmoid(t), t).subs(t, 0)
    sigma_slope = Derivative(sigmoid(t), t).subs(t, z)
    dh_next = sigma_slope * (h + w * dh)
    rest = Eq(h, 0)

    d.illegible(
        r"h) for variabling gradient, for",
        reading="b) for vanishing gradient, for h_t = 0",
        why="part b) of the exercise; the line after it begins again with b)",
    )
    d.prove(h, "=", 0, "the point at which part b) linearises; the two t are noise", where=rest,
            printed=r"b) for $$h_t = 0$$ $t$ $t$")  # fmt: skip
    d.prove(
        dh,
        "=",
        1 / w * (dh_next / sigma_slope),
        "the solved recursion without its term h_t",
        where=rest,
        printed=r"=) \nabla_{h_t} = \frac{1}{w} \left( \frac{\nabla_{h_t + 1}}{\sigma'(2_{t+1})} \right)",
    )
    d.erratum(
        z,
        "=",
        t,
        0,
        "W times 0; read as “= 0 ∀ t”, with √2 before z a stray mark",
        where=rest,
        printed=r"now \sqrt{2} z_{tH} = W h_t = 0 + t",
        wrong="“0 + t” is not 0: the plus is the sign ∀",
        slip="scanner",
    )
    with d.prove(at_zero, "=", Rational(1, 4), "σ′ = σ(1 − σ), and σ(0) = ½") as quarter:
        quarter.eq(sigmoid(0) * (1 - sigmoid(0)), "σ′ = σ(1 − σ)")
    with d.prove(dh_next, "=", w / 4 * dh, where=rest) as step:
        step.eq(at_zero * (w * dh), "h_t = 0, so z_{t+1} = 0")
    with d.prove(dh, "=", 4 / w * dh_next, "σ′(0) = ¼", where=rest) as back:
        back.eq(
            1 / w * (dh_next / at_zero),
            "z_{t+1} = 0; f′ is φ′",
            printed=r"\Rightarrow \nabla_W h_t = \frac{1}{W} \left( \frac{P_W h_{tH}}{f'(0)} \right)",
        )
        back.erratum(
            4 / w * (dh_next / w),
            4 / w * dh_next,
            "1/φ′(0) = 4",
            printed=r"= \left( \frac{4}{W} \right) \left( \frac{P_W h_{tH}}{W} \right)",
            wrong="one division by W too many",
            slip="either",
        )
    d.illegible(
        r"for vanishing gradient, Wht & DwhtH",
        reading="for vanishing gradients, |∇_W h_t| > |∇_W h_{t+1}|",
        why="both gradients can be made out, the sign between them not; gradients vanish over the steps when the "
        "later one is the smaller",
    )
    with d.prove(
        Abs(dh_next),
        "<",
        Abs(dh),
        "vanishing: |W| < 4 shrinks every gradient but 0",
        where=[rest, Abs(w) < 4, Ne(dh, 0)],
    ) as shrinks:
        shrinks.eq(Abs(w / 4 * dh), "the factor W/4 above")
    d.refute(
        Abs(dh),
        ">",
        Abs(dh_next),
        "the inequality is the wrong way round: gradients explode when the later one, ∇_W h_{t+1} = (W/4) ∇_W h_t, is "
        "the larger, which is for |W| > 4. Read with absolute values; the slip may be the scanner's",
        where=[rest, Abs(w) > 4, Ne(dh, 0)],
        printed=r"to exploding gradient, Th, > Twhat",
    )
    with d.prove(
        Abs(dh_next),
        ">",
        Abs(dh),
        "exploding: |W| > 4 stretches every gradient but 0",
        where=[rest, Abs(w) > 4, Ne(dh, 0)],
    ) as grows:
        grows.eq(Abs(w / 4 * dh), "the factor W/4 above")


@derivation(title="Over T steps the factor is (W/4)^T: vanishing for |W| < 4, exploding for |W| > 4", question="A1b")
def factor_over_steps(
    d: Derivation, T: Size, k: Natural, w: Real, ratio: Open01, large: Interval(4), x: Positive
) -> None:
    """`ratio` is |W|/4 where it is below 1, `large` is |W| above 4; at W = 0 the gradient is 0 after one step."""
    with d.prove(Abs(Product(w / 4, (k, 1, T))), "=", (Abs(w) / 4) ** T) as power:
        power.eq(Abs((w / 4) ** T), "the same factor at every step")
    with d.prove(Limit(ratio**x, x, oo), "=", 0) as vanishing:
        vanishing.eq(Limit(exp(x * log(ratio)), x, oo), "a power as an exponential; its exponent is negative")
    with d.prove((large / 4) ** T, ">=", 1 + T * log(large / 4)) as growth:
        growth.eq(exp(T * log(large / 4)), "a power as an exponential")
        growth.ge(1 + T * log(large / 4), "exp x ≥ 1 + x")
    d.prove(log(large / 4), ">", 0, "so the lower bound grows with T beyond every number")


@derivation(title="h_t = tanh(W_hh h + W_hx x + b): its Jacobian and the product over T steps", question="C.rnn")
def recurrent_jacobian(
    d: Derivation, h: Vector("n"), x: Vector("m"), Whh: Matrix("n", "n"), Whx: Matrix("n", "m"), b: Vector("n"),
    Why: Matrix("k", "n"), f: Smooth("n", "m", to="n"), g: Smooth("k", to="r"), before: Smooth("n", to="n"),
) -> None:  # fmt: skip
    """`before(h)` is the state after any number of steps as a function of the state h at the start."""
    one = ones(h.shape[0])
    state = tanh(Whh * h + Whx * x + b)
    earlier = before(h)
    later = tanh(Whh * earlier + Whx * x + b)

    d.prove(f(h, x), "=", f(h, x), "any recurrence: f is an arbitrary function", printed=r"h_t = f_w(h_{t-1}, x_t)")
    d.prove(
        state, "=", tanh(b + Whx * x + Whh * h), "the vanilla recurrence; the w above each ω says: weights",
        printed=r"h_t = \tanh(\overset{w}{\omega_{hh}} h_{t-1} + \overset{w}{\omega_{hx}} x_t + b_h)",
    )  # fmt: skip
    d.prove(g(Why * state), "=", g(Why * tanh(b + Whx * x + Whh * h)), "the output, with any function g",
            printed=r"y_t = g(\omega_{hy} h_t)")  # fmt: skip
    d.prove(jacobian(state, h), "=", diag(one - square(state)) * Whh, "tanh′ = 1 − tanh², entry by entry")
    d.prove(jacobian(h, h), "=", identity(h.shape[0]), "no step: an empty product")
    d.prove(
        jacobian(later, h), "=", diag(one - square(later)) * Whh * jacobian(earlier, h),
        "chain rule: each further step multiplies the product by its diag(1 − h²) W_hh from the left",
    )  # fmt: skip


@derivation(title="Over T steps a unit's own gradient is W^T ∏(1 − h_t²), at most |W|^T", question="C.rnn")
def recurrent_product(
    d: Derivation, T: Size, t: Natural, w: Real, size: Positive, h: Vector("T", Interval(-1, 1))
) -> None:
    """`size` is |W|: the absolute value of a product is the product of the absolute values."""
    squashing = Product(1 - h[t] ** 2, (t, 0, T - 1))
    logs = Sum(log(1 - h[t] ** 2), (t, 0, T - 1))
    d.prove(Product(w * (1 - h[t] ** 2), (t, 0, T - 1)), "=", w**T * squashing, "the weight is the same at every step")
    with d.prove(size**T * squashing, "<=", size**T) as bound:
        bound.eq(size**T * exp(logs), "a product of positive factors as the exponential of a sum of logarithms")
        bound.le(size**T, "log(1 − h²) ≤ 0")


@derivation(title="Gradient clipping: g/‖g‖ · G has norm G and the direction of g", question="C.clip")
def gradient_clipping(d: Derivation, g: Vector("n"), G: Positive) -> None:
    clipped = G / norm(g) * g
    nonzero = norm(g) > 0
    d.prove(clipped, "=", 1 / norm(g) * g * G, "g over its norm, times G_max", where=nonzero,
            printed=r"\hat{g} = \frac{g}{\|g\|} \cdot \text{Gmax}")  # fmt: skip
    with d.prove(norm(clipped), "=", G, where=nonzero) as length:
        length.eq(G / norm(g) * norm(g), "a positive factor comes out of the norm")
    with d.prove(dot(clipped, g), "=", norm(clipped) * norm(g), where=nonzero) as direction:
        direction.eq(G / norm(g) * norm(g) ** 2, "gᵀg = ‖g‖²")
        direction.eq(G * norm(g), "so the cosine of the angle between them is 1")
