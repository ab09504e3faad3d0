"""The GAN as a game: its value, its optimal discriminator, its updates, and collapse, as a document prints them.

Printed lines of 001_2589a4614ed558bc.txt, Q4 (1) and (2); the optimum itself is derived in optimal_discriminator.py,
the game xy in minmax_game.py. x takes n values and z takes m, any numbers; D[x] is D(x), and DG[z] is D(G(z)).
"""

from checker import (
    Density,
    Derivation,
    Derivative,
    Natural,
    Open01,
    Positive,
    Rational,
    Real,
    Simplex,
    Size,
    Smooth,
    Vector,
    derivation,
    expectation,
    integral,
    log,
    sigmoid,
)


@derivation(title="The value function and the two players' objectives, as printed", question="B4.1")
def gan_objectives_printed(
    d: Derivation, n: Size, m: Size, x: Natural, z: Natural, data: Simplex("n"), noise: Simplex("m"),
    generated: Simplex("m"), D: Vector("n", Open01), DG: Vector("m", Open01), bG: Vector("m", Open01),
) -> None:  # fmt: skip
    """generated[z] is what the printed p_G(z) would be: another distribution of z than the noise."""
    Ex, Ez, Eg = expectation(x, data), expectation(z, noise), expectation(z, generated)
    value = Ex(log(D[x])) + Ez(log(1 - DG[z]))

    d.erratum(
        value, "=", Ex(log(D[x])) + Eg(log(1 - DG[z])), Ex(log(D[x])) + Ez(log(1 - DG[z])),
        "z is drawn from the noise p_z", slip="either",
        printed=r"\min_{G_i} \max_{D} V(D, G_i) = E_{x \sim p_{\text{data}}(x)} [\log D(x)] + E_{z \sim p_{G_i}(z)} "
        r"[\log(1 - D(G_i(z)))]",
        wrong="p_G is a distribution of x: inside D(G(z)) the noise z has the distribution p_z",
    )  # fmt: skip
    d.refute(
        Ex(log(D[x])), ">=", Ex(log(1)),
        "accurate on real data is D(x) = 1, where E log D = 0 is the maximum: it is maximised, not minimised",
        printed=r"D is accurate over real data by minimizing E_{x \sim p_{\text{data}}(x)} [\log D(x)]",
    )  # fmt: skip
    d.prove(Ex(log(D[x])), "<=", 0, "each logarithm is negative: 0 is what maximising it leads to")
    d.prove(
        value, "=", Ex(log(D[x])) + Ez(log(1 - DG[z])), "the definition",
        printed=r"\text{minmax } \underset{G, D}{E}_{x \sim p_x} [\log D(x)] + E_{z \sim p_z} [\log (1 - D(G(z)))]",
    )  # fmt: skip
    d.prove(
        value, "=", Ex(log(D[x])) + Ez(log(1 - DG[z])), "what D maximises is all of V",
        printed=r"\max_D E_{x \sim p_X} [\log D(x)] + E_{z \sim p_Z} [\log (1 - D(G(z)))]",
    )  # fmt: skip
    d.illegible(
        r"\nabla_{\theta} \log D(\theta) as a batch of (s, r)", reading="∇_θ log(1 − D(G(z))), the generator's step",
        why="the sentence introduces the step that minimises by G, and (s, r) is named nowhere",
    )  # fmt: skip
    d.prove(
        value - Ez(log(1 - DG[z])), "=", Ex(log(D[x])), "the rest of V does not depend on G: G minimises this term",
        printed=r"\min_G E_{z \sim p_Z} [\log (1 - D(G(z)))]",
    )  # fmt: skip
    d.erratum(
        Ez(log(DG[z])), "=", Ez(log(bG[z])), Ez(log(DG[z])), "the non-saturating objective", slip="scanner",
        printed=r"\max_G E_{z \sim p_Z} [\log b(G(z))]", wrong="b is the discriminator D misread",
    )  # fmt: skip


@derivation(title="The best discriminator, as printed", question="B4.1")
def gan_optimum_printed(
    d: Derivation, x: Real, p: Density, q: Density, s: Smooth, a: Positive, b: Positive, y: Open01
) -> None:
    """p is p_data (also printed p_r), q is p_g, sigmoid(s(x)) any discriminator in (0, 1)."""
    D = sigmoid(s(x))
    best = a / (a + b)

    d.prove(
        integral(p(x) * log(D) + q(x) * log(1 - D), x), "=",
        integral(p(x) * log(D), x) + integral(q(x) * log(1 - D), x),
        "both expectations over x: G(z) has the density p_g",
        printed=r"L(G, D) = \int_x [P_{\text{data}}(x) \log D(x) + P_g(x) \log (1 - D(x))] dx",
    )  # fmt: skip
    d.prove(Derivative(a * log(y) + b * log(1 - y), y), "=", a / y - b / (1 - y), "the derivative at a fixed x")
    d.prove(
        a / best - b / (1 - best), "=", 0, "setting the derivative to zero, at y = a/(a + b)",
        printed=r"D^*(x) = x^+ = \frac{A}{A+B} = \frac{P_r(x)}{P_r(x) + P_g(x)}",
    )  # fmt: skip
    d.prove(p(x) / (p(x) + q(x)), ">=", 0, "densities are not negative", printed=r"D^*(x) \in [0, 1]")
    d.prove(p(x) / (p(x) + q(x)), "<=", 1, "p ≤ p + q")
    d.prove(
        p(x) / (p(x) + p(x)), "=", Rational(1, 2), "p_g = p_data",
        printed=r"When $P_g = P_{\text{data}}$, $D^*(x)$ become $1/2$",
    )  # fmt: skip
    d.prove(
        p(x) * (1 - p(x) / (p(x) + q(x))) - q(x) * p(x) / (p(x) + q(x)), "=", 0, "the same optimum",
        printed=r"\text{converging to } D^*(x) = \frac{P_{\text{data}}(x)}{P_{\text{data}}(x) + P_g(x)}",
    )  # fmt: skip


@derivation(title="Mode collapse: an optimum that does not depend on z leaves no gradient by z", question="B4.2")
def collapse_printed(
    d: Derivation, z: Real, t: Real, u: Open01, v: Open01, G: Smooth(None, None), s: Smooth, J: Smooth, g: Smooth,
    c: Real, e: Real,
) -> None:  # fmt: skip
    """G(z, t) is the generator with one parameter t, sigmoid(s(x)) is D(x), v is D(x*) and u any other D(x)."""
    loss = log(1 - sigmoid(s(G(z, t))))
    slope = -sigmoid(s(G(z, t))) * s(c).diff(c).subs(c, G(z, t))
    d.erratum(
        Derivative(loss, t), "=", slope * Derivative(G(z, t), z), slope * Derivative(G(z, t), t),
        "one term of the batch: the generator is trained by its parameters", slip="either",
        printed=r"\nabla_{\mathbf{z}} \frac{1}{m} \sum_{i=1}^m \log (1 - D(G(z^{(i)})))",
        wrong="the gradient that trains G is by its parameters θ_g, not by the noise z",
    )  # fmt: skip
    d.prove(
        log(1 - v), "<=", log(1 - u), "log(1 − D) decreases: against a fixed D the best image is where D is largest",
        where=[u <= v], printed=r"\mathbf{x}^* = \text{argmax}_{\mathbf{x}} D(\mathbf{x})",
    )  # fmt: skip
    d.prove(
        Derivative(J(g(z)), z), "=", J(c).diff(c).subs(c, g(z)) * Derivative(g(z), z), "chain rule through G(z) = g(z)"
    )
    d.prove(
        Derivative(J(c + e * g(z)), z).subs(e, 0), "=", 0, "with G(z) = x* for every z, dG/dz = 0, and so ∂J/∂z = 0",
        printed=r"\text{Gradient associated with } \mathbf{z} \text{ approaches zero } \frac{\partial J}"
        r"{\partial \mathbf{z}} \approx 0",
    )  # fmt: skip


@derivation(title="The equilibrium of the two rewards, as printed", question="B4.2")
def equilibrium_printed(d: Derivation, x: Real, y: Real) -> None:
    """Both players' rewards are ±xy; each player's slope is the other's coordinate."""
    d.illegible(
        "at what point the two reward are 0? … the two reward becomes more and more similar",
        reading="at which (x, y) do both players' rewards, xy and −xy, stop changing?",
        why="recognition filled the last page with one sentence in several wordings; only the point is legible",
    )  # fmt: skip
    d.prove(
        Derivative(x * y, x) ** 2 + Derivative(x * y, y) ** 2, "=", x**2 + y**2,
        "the slopes ∂V/∂x = y and ∂V/∂y = x are both 0 at x = y = 0 alone", printed="(x,y) = (0,0)",
    )  # fmt: skip
