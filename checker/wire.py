"""Evidence, obligations, witnesses and judgements as plain data, for another process, a cache or a log.

Decides nothing. `decode_*` is the inverse of `encode_*` and raises ValueError on anything else; nothing in the data is
executed. Integers of witnesses travel in base 16: Python refuses to read or write decimal ones beyond 4,300 digits.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

from checker.graph import Node
from checker.graph_data import dump, load
from checker.records import Evidence, Judgement, Obligation, Outcome, Status, Value, Verdict, Witness


def encode_value(value: Value) -> list[Any]:
    """A witness value as a tagged list."""
    match value:
        case str():
            return ["text", value]
        case Fraction():
            return ["rational", _hex(value)]
        case (Fraction() as re, Fraction() as im):
            return ["complex", _hex(re), _hex(im)]
        case _:
            rows: Sequence[Sequence[Fraction]] = value
            return ["matrix", [[_hex(x) for x in row] for row in rows]]


def decode_value(data: Sequence[Any]) -> Value:
    match data:
        case ["text", str(text)]:
            return text
        case ["rational", str(x)]:
            return _fraction(x)
        case ["complex", str(x), str(y)]:
            return _fraction(x), _fraction(y)
        case ["matrix", [*rows]]:
            return tuple(tuple(_fraction(x) for x in row) for row in rows)
    raise ValueError(f"not a value: {data!r}")


def _hex(x: Fraction) -> str:
    return f"{x.numerator:x}/{x.denominator:x}"


def _fraction(text: str) -> Fraction:
    p, _, q = text.partition("/")
    try:
        return Fraction(int(p, 16), int(q, 16))
    except ZeroDivisionError as e:
        raise ValueError(f"not a number: {text}") from e


def encode_witness(witness: Witness | None) -> dict[str, Any] | None:
    if witness is None:
        return None
    at = [[name, encode_value(value)] for name, value in witness.at]
    return {"at": at, "left": witness.left, "right": witness.right}


def decode_witness(data: Mapping[str, Any] | None) -> Witness | None:
    if data is None:
        return None
    try:
        return Witness(tuple((str(n), decode_value(v)) for n, v in data["at"]), data["left"], data["right"])
    except (KeyError, TypeError) as e:
        raise ValueError(f"not a witness: {e!r}") from e


def encode_evidence(e: Evidence) -> dict[str, Any]:
    return {
        "engine": e.engine, "method": e.method, "outcome": e.outcome.value, "decides": e.decides,
        "rigorous": e.rigorous, "points": e.points, "digits": e.digits, "witness": encode_witness(e.witness),
        "error_bound": e.error_bound, "sampled_sizes": list(e.sampled_sizes), "detail": e.detail, "seconds": e.seconds,
    }  # fmt: skip


def decode_evidence(data: Mapping[str, Any]) -> Evidence:
    try:
        fields = dict(data)
        fields["outcome"] = Outcome(fields["outcome"])
        fields["witness"] = decode_witness(fields["witness"])
        fields["sampled_sizes"] = tuple(fields["sampled_sizes"])
        return Evidence(**fields)
    except (KeyError, TypeError) as e:
        raise ValueError(f"not evidence: {e!r}") from e


def encode_obligation(o: Obligation) -> dict[str, Any]:
    parts: tuple[Node, ...] = (o.subject,) if o.condition is None else (o.subject, o.condition)
    return {
        "kind": o.kind, "graph": dump(*parts), "status": o.status.value, "method": o.method,
        "witness": encode_witness(o.witness), "text": o.text,
    }  # fmt: skip


def decode_obligation(data: Mapping[str, Any]) -> Obligation:
    try:
        parts = load(data["graph"])
        return Obligation(
            data["kind"],
            parts[0],
            parts[1] if len(parts) > 1 else None,
            Status(data["status"]),
            data["method"],
            decode_witness(data["witness"]),
            data["text"],
        )
    except (KeyError, TypeError, IndexError) as e:
        raise ValueError(f"not an obligation: {e!r}") from e


def encode_judgement(j: Judgement) -> dict[str, Any]:
    return {
        "verdict": j.verdict.value, "method": j.method, "evidence": [encode_evidence(e) for e in j.evidence],
        "obligations": [encode_obligation(o) for o in j.obligations], "witness": encode_witness(j.witness),
        "detail": j.detail, "suggestion": j.suggestion, "interrupted": j.interrupted,
        "seconds": j.seconds,
    }  # fmt: skip


def decode_judgement(data: Mapping[str, Any]) -> Judgement:
    try:
        return Judgement(
            Verdict(data["verdict"]),
            data["method"],
            tuple(decode_evidence(e) for e in data["evidence"]),
            tuple(decode_obligation(o) for o in data["obligations"]),
            decode_witness(data["witness"]),
            data["detail"],
            data["suggestion"],
            data["interrupted"],
            data["seconds"],
        )
    except (KeyError, TypeError) as e:
        raise ValueError(f"not a judgement: {e!r}") from e
