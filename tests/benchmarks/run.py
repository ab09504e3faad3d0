"""The benchmarks, as tables in Markdown: `python tests/benchmarks/run.py [--quick | --every N] [--out FILE]`.

Three tables. The corpus of tests/quality, tier by tier, put to every system in the same run; families of identities
that grow, with the fitted exponent of time against size; and every step of the first five derivations against SymPy.
"""

from __future__ import annotations

import argparse
import gc
import importlib
import importlib.util
import platform
import sys
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from statistics import median
from typing import Any

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
sys.path[:0] = [str(ROOT), str(HERE), str(HERE.parent / "quality")]

import growth  # noqa: E402
import steps  # noqa: E402
from killable import Answer, ask  # noqa: E402
from rivals import RIVALS, accepts  # noqa: E402

from checker.engine import examine, prepare  # noqa: E402
from checker.settings import Settings  # noqa: E402

Row = Sequence[str]


def table(head: Row, rows: Sequence[Row]) -> str:
    """A Markdown table; the first column is text, the others numbers."""
    lines = [head, ["---"] + ["---:"] * (len(head) - 1), *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def seconds(x: float) -> str:
    """Short: milliseconds below a second."""
    return f"{1000 * x:.0f} ms" if x < 1 else f"{x:.1f} s" if x < 100 else f"{x:.0f} s"


# ---------------------------------------------------------------- the corpus


def corpus(every: int, deadline: float) -> str:
    """Right, wrong, undecided, median and total time, by tier and over all."""
    systems = [n for n in RIVALS if n != "Math-Verify" or importlib.util.find_spec("math_verify")]
    found: dict[str, dict[str, list[tuple[bool, Answer]]]] = {}
    for path in sorted((HERE.parent / "quality").glob("tier_*.py")):
        tier = path.stem.removeprefix("tier_").replace("_", " ")
        for case in importlib.import_module(path.stem).CASES[::every]:
            for name in systems:
                answer = ask(
                    case.build,
                    lambda claim, name=name: RIVALS[name](*claim[:3], _listed(claim[3:]), deadline),
                    deadline,
                )
                found.setdefault(tier, {}).setdefault(name, []).append((case.holds, answer))
            print(tier, case.id, *(f"{x[-1][1].seconds:.3f}" for x in found[tier].values()), file=sys.stderr)
    rows = [[tier, str(len(by[systems[0]])), *(_cell(by[n]) for n in systems)] for tier, by in found.items()]
    everything = {n: [x for by in found.values() for x in by[n]] for n in systems}
    rows.append(["**all**", str(len(everything[systems[0]])), *(f"**{_cell(everything[n])}**" for n in systems)])
    totals = []
    for n in systems:
        times = [a.seconds for _, a in everything[n]]
        totals.append([n, seconds(median(times)), seconds(sum(times)), str(sum(a.late for _, a in everything[n]))])
    text = table(["tier", "claims", *systems], rows)
    text += "\n\n" + table(["system", "median a claim", "all claims", "stopped at the deadline"], totals)
    return text if "Math-Verify" in systems else text + "\n\nMath-Verify is not installed (`pip install '.[bench]'`)."


def _listed(rest: Sequence[Any]) -> list[Any]:
    where = rest[0] if rest else []
    return list(where) if isinstance(where, list | tuple | set) else [where]


def _cell(answers: Sequence[tuple[bool, Answer]]) -> str:
    right = sum(a.said is holds for holds, a in answers)
    none = sum(a.said is None for _, a in answers)
    return f"{right} / {len(answers) - right - none} / {none}"


# ---------------------------------------------------------------- growth


def curves(deadline: float, quick: bool) -> str:
    """Time against size; a system that was stopped once is not asked at greater sizes."""
    rows = []
    for curve in growth.CURVES:
        sizes = curve.sizes[::2] if quick else curve.sizes
        times: dict[str, list[tuple[float, float, Answer]]] = {"checker": [], "simplify": []}
        for n in sizes:
            if not times["checker"] or not times["checker"][-1][2].late:
                a = ask(partial(growth.link, curve.family, n), lambda link: _asked(link, deadline), deadline)
                times["checker"].append((n, growth.nodes(curve.family, n), a))
            if not times["simplify"] or not times["simplify"][-1][2].late:
                a = ask(partial(growth.sides, curve.family, n), _simplified, deadline)
                times["simplify"].append((n, growth.nodes(curve.family, n), a))
            print(curve.name, n, *(x[-1][2] for x in times.values()), file=sys.stderr)
        for name, found in times.items():
            done = [(nodes, a.seconds) for _, nodes, a in found if not a.late]
            k = growth.slope(done)
            shown = [f"{n}: {'> ' if a.late else ''}{seconds(a.seconds)}{_mark(a)}" for n, _, a in found]
            rows.append([curve.name, name, ", ".join(shown), "" if k is None else f"{k:.1f}"])
    return table(["family", "system", "time by size", "exponent"], rows)


def _mark(a: Answer) -> str:
    return "" if a.said or a.late else " (no answer)" if a.said is None else " (wrong)"


def _asked(link: Any, deadline: float) -> bool | None:
    return accepts(examine(link, Settings(timeout=4 * deadline, explain=False), lambda _: None).verdict)


def _simplified(sides: tuple[Any, Any]) -> bool | None:
    import sympy

    return True if sympy.simplify((sides[0] - sides[1]).doit()) == 0 else None


# ---------------------------------------------------------------- the derivations


def derivations(every: int, deadline: float) -> str:
    """Every step of the five against `simplify((lhs - rhs).doit()) == 0`, as ratios, a row a derivation."""
    found: dict[str, list[tuple[Answer, Answer]]] = {}
    for title, label, link, left, relation, right in list(steps.steps(ROOT / "derivations"))[::every]:
        ours = ask(lambda link=link: link, lambda link: _asked(link, deadline), deadline)
        theirs = ask(lambda pair=(left, right): pair, partial(_done, relation), deadline)
        found.setdefault(title, []).append((ours, theirs))
        print(title, label, ours, theirs, file=sys.stderr)
    rows = []
    for title, pairs in found.items():
        totals = [sum(p[k].seconds for p in pairs) for k in (0, 1)]
        accepted = [f"{sum(p[k].said is True for p in pairs)}" for k in (0, 1)]
        ratios = ", ".join(_ratio(*p) for p in pairs)
        rows.append([title, str(len(pairs)), *map(seconds, totals), *accepted, ratios])
    flat = [p for pairs in found.values() for p in pairs]
    middle = median(theirs.seconds / max(ours.seconds, 1e-4) for ours, theirs in flat)
    whole = sum(t.seconds for _, t in flat) / sum(o.seconds for o, _ in flat)
    stopped = sum(t.late for _, t in flat)
    head = ["derivation", "steps", "checker", "SymPy", "checker accepts", "SymPy finds 0", "ratio, step by step"]
    return table(head, rows) + (
        f"\n\n{len(flat)} steps; median ratio {middle:.1f}, ratio of the sums {whole:.1f}; "
        f"{stopped} of SymPy's stopped at the deadline (>)."
    )


def _ratio(ours: Answer, theirs: Answer) -> str:
    r = theirs.seconds / max(ours.seconds, 1e-4)
    return f"{'> ' if theirs.late else ''}{r:.1f}" if r < 9.95 else f"{'> ' if theirs.late else ''}{r:.0f}"


def _done(relation: str, sides: tuple[Any, Any]) -> bool | None:
    import sympy

    if relation == "=":
        rest = sympy.simplify((sides[0] - sides[1]).doit())
        return True if rest == 0 or getattr(rest, "is_ZeroMatrix", False) else None
    made = {"<": sympy.Lt, "<=": sympy.Le, ">": sympy.Gt, ">=": sympy.Ge}[relation](*sides)
    return True if sympy.simplify(made.doit()) == sympy.true else None


def main() -> None:
    """The command."""
    p = argparse.ArgumentParser(description=__doc__.split("\n")[0] if __doc__ else "")
    p.add_argument("--quick", action="store_true", help="every twelfth claim and step, every second size")
    p.add_argument("--every", type=int, default=1, metavar="N", help="every N-th claim and step")
    p.add_argument("--deadline", type=float, default=10.0, metavar="S", help="seconds of processor time a question")
    p.add_argument("--only", choices=("corpus", "growth", "derivations"), help="one table")
    p.add_argument("--out", type=Path, help="write the tables here, too")
    a = p.parse_args()
    every = 12 if a.quick else a.every
    for _ in prepare():  # as the server does; SymPy has its imports from it, too
        pass
    gc.collect()
    gc.freeze()
    parts = []
    if a.only in (None, "corpus"):
        which = "every claim" if every == 1 else f"every {every}th claim"
        parts.append(f"### Corpus, {which}: right / wrong / undecided\n\n{corpus(every, a.deadline)}")
    if a.only in (None, "growth"):
        parts.append(f"### Growth\n\n{curves(a.deadline, a.quick)}")
    if a.only in (None, "derivations"):
        parts.append(f"### Steps, {which_step(every)}\n\n{derivations(every, a.deadline)}")
    text = "\n\n".join(
        [*parts, f"Processor time; {platform.machine()}, Python {platform.python_version()}; {a.deadline:g} s each."]
    )
    print(text)
    if a.out:
        a.out.write_text(text + "\n", encoding="utf-8")


def which_step(every: int) -> str:
    """In words."""
    return "every one" if every == 1 else f"every {every}th"


if __name__ == "__main__":
    main()
