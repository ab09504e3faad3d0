"""The report as SARIF 2.1.0 (OASIS, errata 01, 2023), for code scanning: a result a diagnostic, a rule a code.

Decides nothing. A result keeps its fingerprint when other lines of the script change: it is made of claim and step. A
suggestion is part of the message, not a `fix`: what is to be replaced is an expression, whose place is not recorded.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from urllib.parse import quote

from checker import __version__
from checker.codes import BY_NAME, explanation
from checker.diagnostics import Diagnostic, of_problem, show
from checker.report.plain import brief, failures, in_repository, name, text
from checker.report.run import Run
from checker.verify import MET, MISSED, Line

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"


def dumps(run: Run) -> str:
    """The log as text."""
    found = [(None, of_problem(p)) for p in run.problems] + [(line, d) for line, d in failures(run)]
    rules = sorted({d.code for _, d in found})
    log = {
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [
            {
                "tool": {"driver": {"name": "checker", "version": __version__, "rules": [_rule(r) for r in rules]}},
                "invocations": [{"executionSuccessful": run.code in (MET, MISSED), "exitCode": run.code}],
                "columnKind": "unicodeCodePoints",
                "results": [_result(line, d, rules.index(d.code)) for line, d in found],
            }
        ],
    }
    return json.dumps(log, ensure_ascii=False, indent=1) + "\n"


def _rule(code: str) -> dict[str, Any]:
    entry = BY_NAME[code]
    first = entry.meaning.split(": ")[0].split(". ")[0].rstrip(".") + "."
    return {
        "id": code,
        "name": "".join(word.capitalize() for word in code.split("-")),
        "shortDescription": {"text": first},
        "fullDescription": {"text": entry.meaning},
        "help": {"text": explanation(entry)},
        "defaultConfiguration": {"level": "error"},
    }


def _result(line: Line | None, d: Diagnostic, rule: int) -> dict[str, Any]:
    place: dict[str, Any] = {"artifactLocation": {"uri": _uri(in_repository(d.file))}}
    if d.line:
        place["region"] = {"startLine": d.line, "startColumn": max(1, d.column)}
        if d.source:
            place["region"] |= {"endLine": d.line + d.source.count("\n"), "snippet": {"text": d.source}}
    location: dict[str, Any] = {"physicalLocation": place}
    if line is not None:
        location["logicalLocations"] = [{"fullyQualifiedName": name(line), "kind": "member"}]
    own = name(line) if line is not None else f"{d.file}: {d.code}: {brief(d.headline)}"
    result = {
        "ruleId": d.code,
        "ruleIndex": rule,
        "level": "error",
        "message": {"text": text(d)},
        "locations": [location],
        "partialFingerprints": {"claimAndStep/v1": own},
    }
    if line is not None:
        result["properties"] = _properties(line)
    return result


def _properties(line: Line) -> dict[str, Any]:
    j = line.judgement
    found: dict[str, Any] = {"verdict": line.verdict.value, "claim": line.claim, "step": line.step}
    if j.witness is not None:
        found["witness"] = {n: show(v) for n, v in j.witness.at}
    if j.suggestion:
        found["suggestion"] = j.suggestion
    return found


def _uri(file: str) -> str:
    return Path(file).as_uri() if Path(file).is_absolute() else quote(file)
