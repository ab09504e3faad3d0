"""Arithmetic of latent vectors: what is left when one concept is taken away from another.

004_b8178e03069968f6.txt, question 10, for codes of any length: f is the code of a face, g that of glasses, and the
model, as the document expects, places a face with glasses at f + g.
"""

from checker import Derivation, Vector, derivation, norm


@derivation(title="(face with glasses) − (glasses) = face without glasses", question="E10")
def latent_arithmetic(d: Derivation, f: Vector("n"), g: Vector("n")) -> None:
    both = f + g
    d.prove(both - g, "=", f, "g cancels", label="option b", printed="? = face without glasses")
    d.prove(both - g, "=", f + g - g, "the subtraction shown", printed="? = (face with glasses) – (glasses)")
    d.prove(both - f, "=", g, "with f for the unknown", printed="Face with glasses - ? = glasses")
    d.prove(both - g, "=", f, "as chosen", label="option b", printed="b. face without glasses (Correct Answer: b)")
    d.refute(both - g, "=", g, "f is not g", label="option a", printed="a. glasses")
    d.refute(both - g, "=", f + 2 * g, "taking away is not adding", label="option c", printed="c. face with 2 glasses")
    d.refute(norm(both - g - f), ">", 0, "option b is the result", label="option d", printed="d. None of the above")
