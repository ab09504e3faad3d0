"""The SARIF report against the committee's JSON schema (see sarif-2.1.0-rtm.5.md), and what GitHub asks beyond it."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import pytest
from jsonschema import Draft4Validator
from small_run import hostile_run, small_run

from checker.codes import CODES
from checker.records import Verdict
from checker.report import sarif
from checker.report.plain import failures
from checker.report.run import Run

SCHEMA = Path(__file__).with_name("sarif-2.1.0-rtm.5.json")
DIGEST = "2d99159ae54a3eea97f81781cff48780548657c35949f4b7f25e99a2ba4de4f8"


def validated(run: Run) -> dict[str, Any]:
    log = json.loads(sarif.dumps(run))
    Draft4Validator(json.loads(SCHEMA.read_bytes())).validate(log)
    (only,) = log["runs"]
    return only


def test_the_schema_is_the_published_one() -> None:
    assert hashlib.sha256(SCHEMA.read_bytes()).hexdigest() == DIGEST


def test_the_schema_would_notice() -> None:
    validator = Draft4Validator(json.loads(SCHEMA.read_bytes()))
    good: dict[str, Any] = {"version": "2.1.0", "runs": [{"tool": {"driver": {"name": "checker"}}, "results": []}]}
    assert validator.is_valid(good)
    good["runs"][0]["results"] = [{"ruleId": "step-refuted"}]  # a result must have a message
    assert not validator.is_valid(good)


def test_it_keeps_to_the_schema(monkeypatch: pytest.MonkeyPatch) -> None:
    small = small_run(monkeypatch)
    validated(small)
    validated(hostile_run(monkeypatch))
    assert validated(Run((), (), (), small.settings, 0.0, 5))["results"] == []


def test_every_diagnostic_is_a_result_at_its_place(monkeypatch: pytest.MonkeyPatch) -> None:
    run = small_run(monkeypatch)
    results = validated(run)["results"]
    for result, d in zip(results, run.diagnostics, strict=True):
        place = result["locations"][0]["physicalLocation"]
        assert place["artifactLocation"]["uri"] == d.file
        assert (place["region"]["startLine"], place["region"]["startColumn"]) == (d.line, d.column)
        assert result["ruleId"] == d.code
        assert result["message"]["text"].startswith(d.headline)
        assert all(value in result["message"]["text"] for _, value in d.values)
        assert d.hint in result["message"]["text"]


def test_the_region_is_where_the_line_stands(monkeypatch: pytest.MonkeyPatch) -> None:
    """The snippet is what the script has from the region's start on."""
    for result in validated(small_run(monkeypatch))["results"]:
        place = result["locations"][0]["physicalLocation"]
        region = place["region"]
        rows = (
            Path(place["artifactLocation"]["uri"]).read_text().split("\n")[region["startLine"] - 1 : region["endLine"]]
        )
        assert "\n".join(rows)[region["startColumn"] - 1 :].startswith(region["snippet"]["text"])


def test_rules_are_the_codes_that_occur(monkeypatch: pytest.MonkeyPatch) -> None:
    log = validated(small_run(monkeypatch))
    rules = log["tool"]["driver"]["rules"]
    for result in log["results"]:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
    assert [r["id"] for r in rules] == sorted({r["ruleId"] for r in log["results"]})


@pytest.mark.parametrize("code", [c.name for c in CODES])
def test_every_code_makes_a_rule(code: str) -> None:
    rule = sarif._rule(code)
    assert rule["id"] == code
    assert rule["help"]["text"]
    assert 0 < len(rule["shortDescription"]["text"]) <= 255
    assert len(rule["fullDescription"]["text"]) <= 1024  # GitHub's bound


def test_witness_and_suggestion_are_said(monkeypatch: pytest.MonkeyPatch) -> None:
    run = small_run(monkeypatch)
    results = [r for r in validated(run)["results"] if "properties" in r]
    for result, (line, _) in zip(results, failures(run), strict=True):
        witness = line.judgement.witness
        for name, value in witness.at if witness and line.verdict is not Verdict.PROVED else ():
            assert f"{name} = {value}" in result["message"]["text"]
            assert result["properties"]["witness"][name] == str(value)
        if line.judgement.suggestion:
            assert line.judgement.suggestion in result["message"]["text"]


def test_fingerprints_differ_and_outlast_a_new_line_above(monkeypatch: pytest.MonkeyPatch) -> None:
    from dataclasses import replace

    run = small_run(monkeypatch)
    prints = [r["partialFingerprints"]["claimAndStep/v1"] for r in validated(run)["results"]]
    assert len(set(prints)) == len(prints)
    moved = [
        replace(c, claims=tuple(
            (claim, tuple(replace(x, place=replace(x.place, line=x.place.line + 7)) for x in lines))
            for claim, lines in c.claims
        ))
        for c in run.checked
    ]  # fmt: skip
    again = validated(replace(run, checked=moved))["results"]
    assert [r["partialFingerprints"]["claimAndStep/v1"] for r in again] == prints
    assert again[1]["locations"] != validated(run)["results"][1]["locations"]


def test_uris_are_relative_and_quoted(monkeypatch: pytest.MonkeyPatch) -> None:
    results = validated(hostile_run(monkeypatch))["results"]
    uri = results[1]["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
    assert unquote(uri) == "derivations/a b,c:d%ü.py"
    assert uri.isascii()
    assert " " not in uri
    assert not urlsplit(uri).scheme
    assert "region" not in results[1]["locations"][0]["physicalLocation"]


def test_uris_begin_at_the_checkout(monkeypatch: pytest.MonkeyPatch) -> None:
    run = small_run(monkeypatch)
    monkeypatch.setenv("GITHUB_WORKSPACE", str(Path.cwd().parent))
    uris = {r["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] for r in validated(run)["results"]}
    assert uris == {"small/derivations/broken.py", "small/derivations/square.py"}


def test_how_the_run_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    good = small_run(monkeypatch, "derivations/square.py")
    assert validated(good)["invocations"] == [{"executionSuccessful": True, "exitCode": 1}]
    bad = small_run(monkeypatch)
    assert validated(bad)["invocations"] == [{"executionSuccessful": False, "exitCode": 2}]
