"""The names of everything that can be wrong with a line, a script or a call: a closed table, for `checker explain`.

Decides nothing. `diagnostics` gives every failing step one of these codes, `loading` every script problem, and the
reports print them, so that a message can be looked up, filtered and counted.
"""

from __future__ import annotations

import textwrap
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Code:
    """A named problem: what it means, what it commonly comes from, what to do, and an example.

    The example is a script, its imports left out where they are those of checker; it comes out under this code when
    `call` is made. `unseen` says why none can show it.
    """

    name: str
    meaning: str
    causes: tuple[str, ...]
    do: str
    example: str = ""
    call: str = "checker run example.py"
    unseen: str = ""

    @property
    def script(self) -> str:
        """The example as a whole script."""
        return f"from checker import *\n\n\n{self.example}" if "@derivation" in self.example else self.example


def _derives(parameters: str, *lines: str) -> str:
    """A derivation of these lines."""
    body = textwrap.indent("\n".join(lines), "    ")
    return f'@derivation(title="An example")\ndef example(d: Derivation, {parameters}) -> None:\n{body}\n'


_LONG = _derives(
    "x: Real",
    "first = Sum(x**k, (k, 0, 10**7 - 1))",
    'd.prove(Sum(x**k, (k, 0, 10**7)), "=", first + x ** (10**7))',
).replace("x: Real", "x: Real, k: Integer")

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
        _derives("x: Real", 'd.prove(sqrt(x**2), "=", x)  # false at x = -1'),
    ),
    Code(
        "step-undefined",
        "The line means nothing at the witness: it divides by zero, takes the logarithm of zero, or an integral, a sum "
        "or a limit in it diverges.",
        ("a divisor that can vanish within the domains", "a divergent integral split off a convergent one"),
        "Exclude the value with a domain (Nonzero, Positive) or where=[…], or do without the singular part.",
        _derives("x: Real", 'd.prove((x**2 - 1) / (x - 1), "=", x + 1)  # undefined at x = 1: where=[Ne(x, 1)]'),
    ),
    Code(
        "step-undecided",
        "Neither engine could decide the line: no exact method closed it, and it could not be evaluated.",
        ("the step is too large for one line", "a function or an integral the engines do not know"),
        "Split the step into smaller ones, or cite a claim proved before with by=[…]. What was tried is in the detail.",
        _derives(
            "n: Integer",
            "# whether this sum converges is an open problem of mathematics",
            'd.prove(Sum(1 / (n**3 * sin(n) ** 2), (n, 1, oo)), "<", 31)',
        ),
    ),
    Code(
        "step-conflict",
        "An exact method closed the line and the numeric engine refutes it. One of them has a bug, so the line is not "
        "accepted whatever the truth.",
        ("a bug of this checker or of SymPy",),
        "Please report it with the script. Meanwhile split the step, so that another method closes it.",
        unseen="both engines would have to contradict each other, and every case of that which was found is mended",
    ),
    Code(
        "step-timeout",
        "The step was not decided within its deadline, and its process was ended. Other steps are not affected.",
        ("the step is too large for one line", "SymPy does not end on it"),
        "Split the step, or give more time with --timeout SECONDS.",
        _LONG,
        "checker run --timeout 1 example.py",
    ),
    Code(
        "step-error",
        "The process that examined the step failed: it ran out of memory or crashed. Other steps are not affected.",
        ("the step swells beyond the memory cap", "a bug of this checker or of a library below it"),
        "Split the step, or give more memory with --memory MB. If it crashed, please report it with the script.",
        _LONG,
        "checker run --memory 16 example.py",
    ),
    Code(
        "step-checked",
        "The line agreed at every point that was tried, but no exact method proved it. Agreement is not a proof.",
        ("a step that does too much at once", "a statement about every size that was tried at some sizes only"),
        "Split the step until each part is proved; or, if agreement is enough here, say why: checked=\"…\".",
        _derives("n: Natural", 'd.prove(factorial(2 * n), ">=", 2**n * factorial(n))  # true: n + k ≥ 2 for k ≥ 1'),
    ),
    Code(
        "slip-accepted",
        "A slip that was planted in this line (pytest --checker-mutate) was accepted, and is not shown to be the line "
        "written in another way.",
        ("an engine that is wrong", "two ways to write the same that no exact method finds to be equal"),
        "Look at the slip: if it is no other way to write the line, please report it, with the script.",
        unseen="no slip is known that is accepted",
    ),
    Code(
        "not-refuted",
        "The author says that this line is false (an erratum, or d.refute), but the checker could not refute it.",
        ("the printed line is right after all", "the line was transcribed other than it is printed"),
        "Compare with the document. If the line is right, state it as a step; if it is wrong, narrow the domain until "
        "there is a witness.",
        _derives("x: Real", 'd.refute((x + 1) ** 2, "=", x**2 + 2 * x + 1, "it is right after all")'),
    ),
    Code(
        "step-admitted",
        "The claim was assumed with d.assume(…), not proved, and this run does not allow that.",
        ("an assumption that was meant to be proved later",),
        "Prove it, or allow it by name with --allow-assumptions CLAIM.",
        _derives("x: Real", 'd.assume(exp(x), ">=", 1 + x, "exp lies above its tangent at 0")',
                 'd.prove(exp(-x), ">=", 1 - x)  # allow example.1 with: --allow-assumptions example.1'),
    ),
    Code(
        "obligation-open",
        "The line holds where it means something, but an obligation (a divisor not 0, a logarithm's argument positive, "
        "an integral that converges) was neither shown nor seen to fail.",
        ("a condition that is true for a reason the engine does not know", "a domain wider than was meant"),
        "Narrow the domain, state the condition with where=[…], prove it as a claim and cite it with by=[…], or, if it "
        'is plain to the reader, say why: checked="…".',
        _derives(
            "x: Real, p: Density",
            "# that the integral converges is plain to the reader: its logarithm lies between -log(2) and 0",
            'd.prove(integral(p(x) * log(1 - sigmoid(x**2) / 2), x), "<=", 0)',
        ),
    ),
    Code(
        "script-import",
        "The script could not be run, so nothing in it was checked.",
        ("a syntax error", "a module that is not installed", "a name that is not exported by checker"),
        "Correct the line that is named. A script only builds derivations; checker and sympy are all it should need.",
        "from checker import Derivation, Rael, derivation\n",
    ),
    Code(
        "script-build",
        "A derivation raised an error while it was being built, so none of its steps was checked.",
        ("a plain mistake in Python", "an operation that SymPy refuses"),
        "Correct the line that is named. Running the script under python -i shows the same error.",
        _derives("x: Real", 'd.prove(x + y, "=", y + x)  # y is no parameter'),
    ),
    Code(
        "script-timeout",
        "The script did not finish building in time.",
        ("SymPy evaluates while building, and some inputs never end",),
        "Find the expression that does not end, and write it with evaluate=False or in smaller parts.",
        _derives("x: Real", "while True:", '    d.prove(x, "=", x)'),
        "checker run --timeout 1 example.py",
    ),
    Code(
        "script-crash",
        "The process that ran the script ended before the script did.",
        ("a crash in a C library", "os._exit", "memory ran out", "recursion in C code"),
        "A script only builds derivations: find the line that ends the process. --memory gives it more room.",
        "import os\n\nos._exit(1)\n",
    ),
    Code(
        "script-relation",
        "The relation between two lines is none that the checker knows, or does not lead to the relation claimed.",
        ("a misspelt relation", "a step with ≥ in a chain that claims ≤"),
        'Use one of = != < <= > >= => <=>, pointing the way the claim does.',
        _derives("x: Real", 'with d.prove(2 * x, "<=", x**2 + 1) as k:',
                 '    k.ge(2 * x - 1, "one less")  # points the other way'),
    ),
    Code(
        "script-reason",
        "A step, an assumption or a checked= stands without a reason.",
        ("an empty string",),
        "Say in a few words why the line follows, as on paper.",
        _derives("x: Real", 'with d.prove((x + 1) ** 2, "=", x**2 + 2 * x + 1) as k:',
                 '    k.eq(x * (x + 1) + x + 1, "")'),
    ),
    Code(
        "script-domain",
        "A symbol has no domain, or one that cannot be.",
        ("a parameter without an annotation", "a symbol made with sympy.symbols instead of a parameter"),
        "Make it a parameter of the derivation and annotate it with its domain.",
        _derives("x", 'd.prove(x + 1, "=", 1 + x)  # write x: Real'),
    ),
    Code(
        "script-shape",
        "Matrices, or both sides of a step, have shapes that do not fit.",
        ("a missing transpose", "a scalar where a vector should stand"),
        "Compare the shapes in the message with those declared by the annotations.",
        _derives('W: Matrix("m", "n"), x: Vector("n")', 'd.prove(x.T * W, "=", (W.T * x).T)  # write x.T * W.T'),
    ),
    Code(
        "script-expression",
        "An expression contains something that the checker has no meaning for.",
        ("a SymPy function that is not in its table", "a Python object that is no expression"),
        "Write it with the functions that the README lists.",
        _derives("x: Real", 'd.prove(x + 1, "=", "1 + x")  # text is never read as mathematics'),
    ),
    Code(
        "script-title",
        "A derivation stands without a title.",
        ("an empty title",),
        'Give one: @derivation(title="what is derived").',
        _derives("x: Real", 'd.prove(x + 1, "=", 1 + x)').replace("An example", ""),
    ),
    Code(
        "script-empty",
        "The script holds no derivation, or a derivation holds no claim: nothing would have been checked.",
        ("@derivation was forgotten", "a helper module whose name does not start with _"),
        "Mark the function with @derivation and state a claim with d.prove; name helper modules _name.py.",
        _derives("x: Real", "(x + 1) ** 2  # states nothing: d.prove(…) does"),
    ),
    Code(
        "script-duplicate",
        "Two derivations have the same id, so one would hide the other. The first is checked, the second is not.",
        ("a copied function that was not renamed",),
        'Rename one of them, or give it an id of its own: @derivation(id="…", title=…).',
        _derives("x: Real", 'd.prove(x + 1, "=", 1 + x)') + "\n\n"
        + _derives("x: Real", 'd.prove(x + 2, "=", 2 + x)'),
    ),
    Code(
        "no-such-file",
        "A path that was asked for does not exist.",
        ("a misspelt path", "the command was run in another directory"),
        "Give the path of a script or of a directory of scripts; without one, derivations/ is taken.",
        call="checker run exmaple.py",
    ),
    Code(
        "no-such-id",
        "No derivation, claim or question has the id that was asked for.",
        ("a misspelt id", "its script has a problem of its own, reported above"),
        "See the ids with: checker list",
        _derives("x: Real", 'd.prove(x + 1, "=", 1 + x)'),
        "checker run example.py exmaple",
    ),
    Code(
        "nothing-selected",
        "No step was left to check. A run that checked nothing is not green: exit code 5.",
        ("a -k expression or a --question that matches nothing",),
        "See what there is with: checker list",
        _derives("x: Real", 'd.prove(x + 1, "=", 1 + x)'),
        'checker run example.py -k "gauss and not kl"',
    ),
)  # fmt: skip

BY_NAME = {c.name: c for c in CODES}


def explanation(code: Code) -> str:
    """The whole entry as plain text, unwrapped: paragraphs with a blank line between, what is code indented."""
    causes = "\n".join(f"- {c}" for c in code.causes)
    parts = [code.name, code.meaning, f"Commonly:\n{causes}", f"What to do: {code.do}"]
    if code.unseen:
        return "\n\n".join([*parts, f"No example shows it: {code.unseen}."])
    shown = [f"# example.py\n{code.script}"] if code.example else []
    return "\n\n".join([*parts, "For example:", textwrap.indent("\n".join([*shown, f"$ {code.call}"]), "    ")])
