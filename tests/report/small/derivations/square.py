"""Every kind of line that a report has to show."""

from checker import Derivation, Real, derivation


@derivation(title="The square of a sum, <by parts> | with a slip", question="D1.1")
def square(d: Derivation, x: Real, y: Real) -> None:
    with d.prove((x + y) ** 2, "=", x**2 + 2 * x * y + y**2) as k:
        k.eq((x + y) * (y + x), "a square is a product")
        k.eq(x * (x + y) - y * (x + y), "take one factor apart, 100%")
        k.eq(
            x**2 - y**2,
            "multiply out: -->",
        )
    d.prove((x**2 - 1) / (x - 1), "=", x + 1, "cancel `x - 1`")


@derivation(title="What is not proved")
def unproved(d: Derivation, x: Real, sampled: Real, unclear: Real) -> None:
    d.prove(sampled**2, ">=", 0, checked="a square, says `who` & <why>")
    d.prove(unclear**2, ">", unclear, "squares grow")
    d.prove(x + 1, ">", 2 * x, "add one")
    d.assume(x, "<=", x + 1, "plain to the reader")
    d.assume(x, "<", x + 2, "plain to every reader")


@derivation(title="A printed line")
def printed(d: Derivation, x: Real) -> None:
    with d.prove((x + 1) ** 2, "=", x**2 + 2 * x + 1, printed=r"(x+1)^2 = x^2+2x+1") as k:
        k.erratum(x**2 + x + 1, x**2 + 2 * x + 1, "expand", printed="x^2 + x + 1", wrong="the factor 2 is lost")
    d.refute((x + 1) ** 2, "=", (1 + x) ** 2, "twice is lost", label="option b")
