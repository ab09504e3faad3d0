"""The min-max game V(x, y) = x·y, x minimising and y maximising: its equilibrium, and why gradient steps miss it.

The figure of 004_b8178e03069968f6.txt, question 6, is lost; the game is read as V = xy, the textbook case with the
equilibrium it names. 001_2589a4614ed558bc.txt, Q4.2, ends on the same point (0, 0).
"""

from checker import (
    Derivation,
    Derivative,
    Natural,
    Ne,
    Nonzero,
    Positive,
    Real,
    Smooth,
    cos,
    derivation,
    sin,
)


@derivation(title="(0, 0) is the only equilibrium of V = xy", question="E6, B4.2")
def only_equilibrium(d: Derivation, x: Real, y: Real, a: Nonzero, b: Real) -> None:
    """(a, b) is an equilibrium when no x makes V(x, b) smaller than V(a, b) and no y makes V(a, y) larger."""
    d.prove(x * 0, ">=", 0 * 0, "at y = 0 no move of x changes V")
    d.prove(0 * y, "<=", 0 * 0, "at x = 0 no move of y changes V")
    d.prove(a * (b + a) - a * b, ">", 0, "no point with x = a ≠ 0 is one: y gains a² by moving from b to b + a")
    d.prove((b - a) * a - b * a, "<", 0, "no point with y = a ≠ 0 is one: x gains a² by moving from b to b − a")


@derivation(title="Which of the four states is an equilibrium of V = xy", question="E6")
def equilibrium_options(d: Derivation, x: Real, y: Real, u: Positive, r: Positive) -> None:
    d.prove(x * 0 - 0 * y, "=", 0, "at (0, 0) neither player can change V", label="option b", printed="b. X = 0, y = 0")
    d.refute(
        x * -1, ">=", 0 * -1, "at (0, −1) x gains by moving to the right", label="option a", printed="a. X = 0 y = -1"
    )
    d.refute(x * 1, ">=", 0 * 1, "at (0, 1) x gains by moving to the left", label="option c", printed="c. X = 0 y = 1")
    d.prove(
        (r / u + 1) * u, ">", r, "∞ is no number; the further out on y = 0, the more y gains by moving up",
        label="option d",
    )  # fmt: skip
    d.refute(
        x * u, "<=", x * 0, "far out on y = 0, y gains by moving up", where=[x > 1], label="option d",
        printed="d. X = \\infty (infinite), y = 0",
    )  # fmt: skip
    d.prove(
        Derivative(x * y, x) ** 2 + Derivative(x * y, y) ** 2, "=", x**2 + y**2,
        "the gain of a move is y for x and x for y: both are 0 at x = y = 0 alone",
        printed="The Nash equilibrium is x=y=0. This is the only state where the action of one player does not affect "
        "the other player's move.",
    )  # fmt: skip
    d.prove(x**2 + y**2, ">", 0, "everywhere else a move counts", where=[Ne(x, 0)])
    d.prove(x**2 + y**2, ">", 0, "likewise", where=[Ne(y, 0)])


@derivation(title="Simultaneous gradient steps leave the equilibrium of V = xy", question="B4.2")
def simultaneous_steps(d: Derivation, x: Real, y: Real, eta: Positive, n: Natural) -> None:
    """x goes down ∂V/∂x = y and y up ∂V/∂y = x, both by the step size η."""
    x1, y1 = x - eta * y, y + eta * x
    d.prove(x1**2 + y1**2, "=", (1 + eta**2) * (x**2 + y**2), "x² + y² grows by 1 + η² a step")
    d.prove(1 + eta**2, ">", 1, "η > 0")
    d.prove(
        (1 + eta**2) * (1 + n * eta**2), ">=", 1 + (n + 1) * eta**2,
        "Bernoulli's inequality by induction: after n steps it has grown by 1 + nη² at least, which has no bound",
    )  # fmt: skip


@derivation(title="Alternating gradient steps circle the equilibrium of V = xy", question="B4.2")
def alternating_steps(d: Derivation, x: Real, y: Real, eta: Positive) -> None:
    """y answers the x that has already moved."""
    x1 = x - eta * y
    y1 = y + eta * x1

    with d.prove(x1**2 - eta * x1 * y1 + y1**2, "=", x**2 - eta * x * y + y**2) as kept:
        kept.eq(
            (x - eta * y) ** 2 - eta * (x - eta * y) * (y + eta * (x - eta * y)) + (y + eta * (x - eta * y)) ** 2,
            "insert the step",
        )  # fmt: skip
    d.prove(x**2 - eta * x * y + y**2, ">=", (1 - eta / 2) * (x**2 + y**2), "2|xy| ≤ x² + y²")
    d.prove(
        (1 + eta / 2) * (x**2 + y**2), ">=", x**2 - eta * x * y + y**2,
        "so with η < 2 the distance stays above a multiple of what it was at the start, and does not go to 0",
    )  # fmt: skip


@derivation(title="In continuous time x² + y² is conserved", question="B4.2")
def gradient_flow(d: Derivation, t: Real, a: Real, b: Real, x: Smooth, y: Smooth) -> None:
    """x′ = −y and y′ = x: solved by turning, so that the distance from (0, 0) never changes."""
    X, Y = a * cos(t) - b * sin(t), a * sin(t) + b * cos(t)
    d.prove(Derivative(X, t), "=", -Y, "x goes down ∂V/∂x = y")
    d.prove(Derivative(Y, t), "=", X, "y goes up ∂V/∂y = x")
    d.prove(X**2 + Y**2, "=", a**2 + b**2, "cos² + sin² = 1: it stays on its circle")
    d.prove(
        Derivative(x(t) ** 2 + y(t) ** 2, t), "=", 2 * x(t) * Derivative(x(t), t) + 2 * y(t) * Derivative(y(t), t),
        "for any path; with x′ = −y and y′ = x this is −2xy + 2yx = 0",
    )  # fmt: skip
