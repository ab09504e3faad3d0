"""The report for programs: one JSON document, described by `schema.json` beside this module.

Paths are relative to the current directory. Every field but `seconds` is the same for the same scripts, settings and
versions, whatever the number of workers.
"""

from __future__ import annotations

import json
import platform
from collections import Counter
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from checker.diagnostics import numbers, of_line, relative, show
from checker.records import Evidence, Obligation, Verdict, Witness
from checker.report.run import Run
from checker.selection import questions
from checker.verify import Line

SCHEMA_VERSION = 1
SCHEMA = Path(__file__).with_name("schema.json")


def dumps(run: Run) -> str:
    """The report as text, keys in the order of the schema."""
    return text(document(run))


def document(run: Run) -> dict[str, Any]:
    """The report as JSON-able data."""
    checked, problems = run.checked, run.problems
    lines = [line for c in checked for line in c.lines]
    counts = Counter(line.verdict for line in lines)
    return {
        "schema_version": SCHEMA_VERSION,
        "versions": versions(),
        "settings": run.settings.meaning,
        "summary": {
            "derivations": len(checked),
            "claims": sum(len(c.claims) for c in checked),
            "steps": len(lines),
            "verdicts": {v.value: counts[v] for v in Verdict},
            "below_the_bar": sum(1 for line in lines if line.code),
            "problems": len(problems),
            "exit_code": run.code,
            "seconds": round(run.seconds, 3),
        },
        "derivations": [
            {
                "id": c.record.id,
                "title": c.record.title,
                "questions": questions(c.record),
                "file": relative(c.record.place.file),
                "line": c.record.place.line,
                "claims": [
                    {
                        "id": claim.id, "left": claim.left_text, "relation": claim.relation, "right": claim.right_text,
                        "line": claim.place.line, "admitted": claim.admitted,
                    }
                    for claim, _ in c.claims
                ],
                "illegible": [
                    {"quoted": r.quoted, "reading": r.reading, "why": r.why, "line": r.place.line}
                    for r in c.record.remarks
                ],
            }
            for c in checked
        ],
        "steps": [_step(line) for line in lines],
        "problems": [
            {
                "code": p.code, "file": relative(p.file), "line": p.line, "column": p.column, "message": p.message,
                "hint": p.hint,
            }
            for p in problems
        ],
    }  # fmt: skip


def _step(line: Line) -> dict[str, Any]:
    j = line.judgement
    best = numbers(j)
    found = of_line(line)
    return {
        "derivation": line.derivation,
        "question": line.question,
        "claim": line.claim,
        "step": line.step,
        "closing": line.closing,
        "file": relative(line.place.file),
        "line": line.place.line,
        "column": line.place.column,
        "relation": line.relation,
        "left": line.left,
        "right": line.right,
        "reason": line.reason,
        "source": line.place.source,
        "verdict": line.verdict.value,
        "method": j.method,
        "points": best.points if best else 0,
        "digits": best.digits if best else 0,
        "witness": None if j.witness is None else _witness(j.witness),
        "left_value": j.witness.left if j.witness else "",
        "right_value": j.witness.right if j.witness else "",
        "obligations": [_obligation(o) for o in j.obligations],
        "evidence": [_evidence(e) for e in j.evidence],
        "seconds": round(j.seconds, 6),
        "code": line.code,
        "message": found.headline if found else "",
        "suggestion": found.hint if found else j.suggestion,
        "detail": j.detail,
        "allowed": line.allowed,
        "follows": line.follows,
        "past": line.past,
        "label": line.label,
        "printed": line.printed,
        "wrong": line.wrong,
        "slip": line.slip,
    }


def _witness(witness: Witness) -> dict[str, str]:
    return {name: show(value) for name, value in witness.at}


def _obligation(o: Obligation) -> dict[str, Any]:
    return {
        "kind": o.kind, "text": o.text, "status": o.status.value, "method": o.method,
        "witness": None if o.witness is None else _witness(o.witness),
    }  # fmt: skip


def _evidence(e: Evidence) -> dict[str, Any]:
    return {
        "engine": e.engine, "method": e.method, "outcome": e.outcome.value, "decides": e.decides,
        "rigorous": e.rigorous, "points": e.points, "digits": e.digits, "error_bound": e.error_bound,
        "sampled_sizes": list(e.sampled_sizes), "detail": e.detail, "seconds": round(e.seconds, 6),
    }  # fmt: skip


def versions() -> dict[str, str]:
    """What a verdict may depend on beside the script."""
    found = {"python": platform.python_version()}
    for name in ("derivation-checker", "sympy", "python-flint", "numpy"):
        try:
            found[name] = version(name)
        except PackageNotFoundError:  # run from a checkout that was not installed
            found[name] = "unknown"
    return found


def text(data: dict[str, Any]) -> str:
    """JSON-able data as text that ends with a line end."""
    return json.dumps(data, ensure_ascii=False, indent=1) + "\n"
