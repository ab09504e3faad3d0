"""In a notebook: `%load_ext checker`, then `%%derive`, a cell with one step a line, checked as a script's are.

The cell is Python of the user's own notebook and runs in its namespace, as any other cell; `cell` says how it is read.
Symbols declared there stay for later cells; others may be plain SymPy symbols, whose domains are their assumptions. The
answer is a checked derivation, which displays itself. Decides no verdict.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import sympy

from checker import runner
from checker.authoring import Derivation
from checker.cell import RECORDER, compiled
from checker.declarations import declare
from checker.domains import Domain
from checker.graph import ShapeError
from checker.links import closing
from checker.marked import as_declaration
from checker.records import COMPOSE
from checker.script import AuthorError, Claim, DerivationRecord, Place
from checker.settings import Settings
from checker.verify import Checked, verify

_METHODS = {"=": "eq", "!=": "ne", "<": "lt", "<=": "le", ">": "gt", ">=": "ge", "=>": "implies", "<=>": "iff"}
_CLASSES = {
    "=": sympy.Eq, "!=": sympy.Ne, "<": sympy.StrictLessThan, "<=": sympy.LessThan, ">": sympy.StrictGreaterThan,
    ">=": sympy.GreaterThan,
}  # fmt: skip


@dataclass
class Chain:
    """The lines of one claim as the cell gave them: relation ("" in the first), expression, reason, line."""

    lines: list[tuple[str, Any, str, int]]
    where: list[Any] = field(default_factory=list)


class Recorder:
    """What a cell's code calls, line by line. `file` names the cell, `source` is its text."""

    def __init__(self, file: str, source: str) -> None:
        self.file, self.source = file, source.split("\n")
        self.chains: list[Chain] = []
        self.everywhere: list[Any] = []

    def declare(self, name: str, domain: Any) -> Any:
        """The symbol of that name with that domain."""
        declaration = as_declaration(name, domain, Place(self.file, 1))
        symbols, _ = declare({name: declaration})
        return symbols[name]

    def relation(self, left: Any, relation: str, right: Any) -> Any:
        """An equation or inequality, kept as written."""
        return _CLASSES[relation](left, right, evaluate=False)

    def where(self, *conditions: Any) -> None:
        """Conditions on the chain that is open, or on all where none is yet."""
        (self.chains[-1].where if self.chains else self.everywhere).extend(conditions)

    def line(self, relation: str, value: Any, reason: str, line: int) -> None:
        """The next line of the chain; one without a relation begins another. None (of print, say) is no line."""
        if relation and not self.chains:
            message = f"a line that begins with {relation} has no line before it"
            raise AuthorError("script-relation", message, "write the first line above it", self.place(line))
        if relation:
            self.chains[-1].lines.append((relation, value, reason, line))
        elif value is not None:
            self.chains.append(Chain([("", value, reason, line)]))

    def place(self, line: int) -> Place:
        return Place(self.file, line, 1, self.source[line - 1].strip())

    def record(self, title: str) -> DerivationRecord:
        """The chains as a derivation. Raises AuthorError."""
        claims: list[Claim] = []
        for chain in self.chains:
            claims.append(self._claim(chain, len(claims) + 1))
        if not claims:
            raise AuthorError(
                "script-empty", "the cell claims nothing", "write a line and, below it, = …", self.place(1)
            )
        domains: dict[str, Domain] = {n: d for c in claims for n, d in c.domains}
        everything = tuple(sorted(domains.items(), key=lambda item: item[0]))
        return DerivationRecord("cell", title, "", self.place(1), tuple(claims), everything)

    def _claim(self, chain: Chain, number: int) -> Claim:
        (_, first, _, begin), *steps = chain.lines
        if not steps:
            message = "a line with nothing to compare it to"
            raise AuthorError(
                "script-relation", message, "write = … below it, or one line left == right", self.place(begin)
            )
        composed = ""
        for relation, _, _, line in steps:
            found = COMPOSE.get((composed, relation)) if composed else relation
            if found is None:
                message = f"{relation} after {composed} leads nowhere"
                raise AuthorError("script-relation", message, "use relations that point the same way", self.place(line))
            before, composed = composed, found
        relation, right, reason, last = steps[-1]
        # the last line closes the chain, unless it says more than it needs to: then it is a step, and nothing is left
        closed = len(steps) == 1 or closing(before, composed) == relation
        where = [*self.everywhere, *chain.where]
        derivation = Derivation("cell", {}, strict=False)
        proof = derivation.prove(first, composed, right, reason if closed else "", where=where)
        for relation, value, said, line in steps[: len(steps) - closed]:
            if not derivation.problems:
                getattr(proof, _METHODS[relation])(value, said or f"line {line}")
        self._raise(derivation.problems, begin)
        claim = derivation.claims[0]
        placed = [replace(s, place=self.place(line)) for s, (*_, line) in zip(claim.steps, steps, strict=False)]
        return replace(claim, id=f"cell.{number}", steps=tuple(placed), place=self.place(last))

    def _raise(self, problems: Sequence[Exception], line: int) -> None:
        for e in problems:
            if isinstance(e, AuthorError):
                raise AuthorError(e.code, e.message, e.hint, self.place(line))
            raise e


def derive(title: str, cell: str, namespace: dict[str, Any], file: str = "cell", code: str = "") -> Checked:
    """Runs a cell in the namespace and checks what it derives. `file` is the name that reports give the cell, `code`
    the one that tracebacks know it by, where that is another.

    Raises AuthorError and SyntaxError for what cannot be read, and whatever the cell's own code raises.
    """
    recorder = Recorder(file, cell)
    namespace[RECORDER] = recorder
    try:
        # the user's own code, executed as that of every cell of a notebook is
        exec(compile(compiled(cell), code or file, "exec"), namespace)
    finally:
        del namespace[RECORDER]
    (checked,) = verify([recorder.record(title.strip() or "Derivation")], Settings(), runner.local())
    shown = (lines[: len(chain.lines) - 1] for chain, (_, lines) in zip(recorder.chains, checked.claims, strict=True))
    return replace(checked, claims=tuple((c, s) for (c, _), s in zip(checked.claims, shown, strict=True)))


def load_ipython_extension(shell: Any) -> None:
    """`%load_ext checker`: makes `%%derive` known."""
    from IPython.core.error import UsageError

    def magic(line: str, cell: str) -> Checked:
        """%%derive [TITLE]: one step a line, as on paper; see the README of derivation-checker."""
        name = shell.compile.cache(cell)
        try:
            return derive(line, cell, shell.user_ns, f"In[{shell.execution_count}]", name)
        except SyntaxError as e:
            e.filename = name
            raise
        except AuthorError as e:
            raise UsageError(f"line {e.place.line}: {e.code}: {e.message}; {e.hint}\n    {e.place.source}") from None
        except ShapeError as e:
            raise UsageError(f"script-shape: {e}; look for a missing transpose or a wrong size") from None

    shell.register_magic_function(magic, "cell", "derive")
