"""The names of everything that can be wrong with a line, a script or a call: a closed table, for `checker explain`.

Decides nothing. `diagnostics` gives every failing step one of these codes, `loading` every script problem, and the
reports print them, so that a message can be looked up, filtered and counted.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Code:
    """A named problem: what it means, what it commonly comes from, what to do, and an example."""

    name: str
    meaning: str
    causes: tuple[str, ...]
    do: str
    example: str = ""


CODES: tuple[Code, ...] = (
    Code(
        "step-refuted",
        "The line does not follow from the line before: at the witness, both sides were enclosed and the enclosures do "
        "not meet as the relation asks.",
        (
            "a sign, a factor or an index was lost",
            "an identity was used outside its range: sqrt(x**2) = x for negative x, log(x*y) = log(x) + log(y)",
            "the symbol's domain is wider than was meant",
        ),
        "Evaluate both sides at the witness by hand; the values are in the report. Correct the line, or narrow the "
        "domain (Positive instead of Real), or state the condition with where=[…].",
        'd.prove(sqrt(x**2), "=", x)      # refuted for x: Real, at x = -1',
    ),
    Code(
        "step-undefined",
        "The line means nothing at the witness: it divides by zero, takes the logarithm of zero, or an integral, a sum "
        "or a limit in it diverges.",
        ("a divisor that can vanish within the domains", "a divergent integral split off a convergent one"),
        "Exclude the value with a domain (Nonzero, Positive) or where=[…], or do without the singular part.",
        'd.prove(x / x, "=", 1)           # undefined for x: Real, at x = 0',
    ),
    Code(
        "step-undecided",
        "Neither engine could decide the line: no exact method closed it, and it could not be evaluated.",
        ("the step is too large for one line", "a function or an integral the engines do not know"),
        "Split the step into smaller ones, or cite a claim proved before with by=[…]. What was tried is in the detail.",
    ),
    Code(
        "step-conflict",
        "An exact method closed the line and the numeric engine refutes it. One of them has a bug, so the line is not "
        "accepted whatever the truth.",
        ("a bug of this checker or of SymPy",),
        "Please report it with the script. Meanwhile split the step, so that another method closes it.",
    ),
    Code(
        "step-timeout",
        "The step was not decided within its deadline, and its process was ended. Other steps are not affected.",
        ("the step is too large for one line", "SymPy does not end on it"),
        "Split the step, or give more time with --timeout SECONDS.",
    ),
    Code(
        "step-error",
        "The process that examined the step failed: it ran out of memory or crashed. Other steps are not affected.",
        ("the step swells beyond the memory cap", "a bug of this checker or of a library below it"),
        "Split the step, or give more memory with --memory MB. If it crashed, please report it with the script.",
    ),
    Code(
        "step-checked",
        "The line agreed at every point that was tried, but no exact method proved it. Agreement is not a proof.",
        ("a step that does too much at once", "a statement about every size that was tried at some sizes only"),
        "Split the step until each part is proved; or, if agreement is enough here, say why: checked=\"…\".",
        'k.eq(e, "at random sizes", checked="a test of claim 1, proved above")',
    ),
    Code(
        "not-refuted",
        "The author says that this line is false (an erratum, or d.refute), but the checker could not refute it.",
        ("the printed line is right after all", "the line was transcribed other than it is printed"),
        "Compare with the document. If the line is right, state it as a step; if it is wrong, narrow the domain until "
        "there is a witness.",
        'k.erratum(2 * x, 3 * x, "add", printed="2x", wrong="one x is lost")',
    ),
    Code(
        "step-admitted",
        "The claim was assumed with d.assume(…), not proved, and this run does not allow that.",
        ("an assumption that was meant to be proved later",),
        "Prove it, or allow it by name with --allow-assumptions CLAIM.",
        "checker run --allow-assumptions elbo_identity.2",
    ),
    Code(
        "obligation-open",
        "The line holds where it means something, but an obligation (a divisor not 0, a logarithm's argument positive, "
        "an integral that converges) was neither shown nor seen to fail.",
        ("a condition that is true for a reason the engine does not know", "a domain wider than was meant"),
        "Narrow the domain, state the condition with where=[…], prove it as a claim and cite it with by=[…], or, if it "
        'is plain to the reader, say why: checked="…".',
    ),
    Code(
        "script-import",
        "The script could not be run, so nothing in it was checked.",
        ("a syntax error", "a module that is not installed", "a name that is not exported by checker"),
        "Correct the line that is named. A script only builds derivations; checker and sympy are all it should need.",
    ),
    Code(
        "script-build",
        "A derivation raised an error while it was being built, so none of its steps was checked.",
        ("a plain mistake in Python", "an operation that SymPy refuses"),
        "Correct the line that is named. Running the script under python -i shows the same error.",
    ),
    Code(
        "script-timeout",
        "The script did not finish building in time.",
        ("SymPy evaluates while building, and some inputs never end",),
        "Find the expression that does not end, and write it with evaluate=False or in smaller parts.",
    ),
    Code(
        "script-crash",
        "The process that ran the script ended before the script did.",
        ("a crash in a C library", "os._exit", "memory ran out", "recursion in C code"),
        "A script only builds derivations: find the line that ends the process. --memory gives it more room.",
    ),
    Code(
        "script-relation",
        "The relation between two lines is none that the checker knows, or does not lead to the relation claimed.",
        ("a misspelt relation", "a step with ≥ in a chain that claims ≤"),
        'Use one of = != < <= > >= => <=>, pointing the way the claim does.',
        'with d.prove(a, "<=", b) as k: k.le(c, "…"); k.eq(…, "…")',
    ),
    Code(
        "script-reason",
        "A step, an assumption or a checked= stands without a reason.",
        ("an empty string",),
        "Say in a few words why the line follows, as on paper.",
        'k.eq(expr, "Var z = σ²; E z² = Var z + (E z)²")',
    ),
    Code(
        "script-domain",
        "A symbol has no domain, or one that cannot be.",
        ("a parameter without an annotation", "a symbol made with sympy.symbols instead of a parameter"),
        "Make it a parameter of the derivation and annotate it with its domain.",
        "def kl(d: Derivation, mu: Real, sigma: Positive) -> None: …",
    ),
    Code(
        "script-shape",
        "Matrices, or both sides of a step, have shapes that do not fit.",
        ("a missing transpose", "a scalar where a vector should stand"),
        "Compare the shapes in the message with those declared by the annotations.",
    ),
    Code(
        "script-expression",
        "An expression contains something that the checker has no meaning for.",
        ("a SymPy function that is not in its table", "a Python object that is no expression"),
        "Write it with the functions that the README lists.",
    ),
    Code(
        "script-title",
        "A derivation stands without a title.",
        ("an empty title",),
        'Give one: @derivation(title="what is derived").',
    ),
    Code(
        "script-empty",
        "The script holds no derivation, or a derivation holds no claim: nothing would have been checked.",
        ("@derivation was forgotten", "a helper module whose name does not start with _"),
        "Mark the function with @derivation and state a claim with d.prove; name helper modules _name.py.",
    ),
    Code(
        "script-duplicate",
        "Two derivations have the same id, so one would hide the other. The first is checked, the second is not.",
        ("a copied function that was not renamed",),
        'Rename one of them, or give it an id of its own: @derivation(id="…", title=…).',
    ),
    Code(
        "no-such-file",
        "A path that was asked for does not exist.",
        ("a misspelt path", "the command was run in another directory"),
        "Give the path of a script or of a directory of scripts; without one, derivations/ is taken.",
    ),
    Code(
        "no-such-id",
        "No derivation, claim or question has the id that was asked for.",
        ("a misspelt id", "its script has a problem of its own, reported above"),
        "See the ids with: checker list",
    ),
    Code(
        "nothing-selected",
        "No step was left to check. A run that checked nothing is not green: exit code 5.",
        ("a -k expression or a --question that matches nothing",),
        "See what there is with: checker list",
    ),
)  # fmt: skip

BY_NAME = {c.name: c for c in CODES}


def explanation(code: Code) -> str:
    """The whole entry as plain text, unwrapped: paragraphs with a blank line between."""
    causes = "\n".join(f"- {c}" for c in code.causes)
    parts = [code.name, code.meaning, f"Commonly:\n{causes}", f"What to do: {code.do}"]
    if code.example:
        parts.append(f"For example:\n    {code.example}")
    return "\n\n".join(parts)
