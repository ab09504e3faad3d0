"""The form in which the cache keeps judgements and the records of scripts: lists in a fixed order, nothing named.

Decides nothing. `unpack_*` is the inverse of `pack_*`; graphs are read when something first looks at them, and the keys
of links come with the claims, as worked out from the very records that are packed. It is for data of this program's
own writing, sealed by the cache: unlike `wire` and `wire_records` it does not ask of every field whether it is of its
type. Anything else raises ValueError, at once or when first looked at; nothing in the data is executed.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from checker import domains, links
from checker.deferred import Roots, deferred_roots
from checker.domains import Domain
from checker.graph import Node
from checker.records import Evidence, Fact, Judgement, Obligation, Outcome, Status, Verdict
from checker.script import Claim, Decimal, DerivationRecord, Erratum, Place, Remark, Step
from checker.wire import decode_witness, encode_witness

_VERDICTS = {v.value: v for v in Verdict}
_OUTCOMES = {o.value: o for o in Outcome}
_STATUSES = {s.value: s for s in Status}
_LACKING = (KeyError, IndexError, TypeError, AttributeError)

# ---------------------------------------------------------------- judgements


def pack_judgement(j: Judgement) -> list[Any]:
    """A judgement as JSON-able data."""
    roots = Roots()
    duties = [
        [o.kind, roots.put(o.subject), None if o.condition is None else roots.put(o.condition), o.status.value,
         o.method, encode_witness(o.witness), o.text]
        for o in j.obligations
    ]  # fmt: skip
    evidence = [
        [e.engine, e.method, e.outcome.value, e.decides, e.rigorous, e.points, e.digits, encode_witness(e.witness),
         e.error_bound, e.sampled_sizes, e.detail, e.seconds]
        for e in j.evidence
    ]  # fmt: skip
    return [j.verdict.value, j.method, evidence, duties, roots.graph() if duties else None, encode_witness(j.witness),
            j.detail, j.suggestion, j.interrupted, j.seconds]  # fmt: skip


def unpack_judgement(data: Sequence[Any]) -> Judgement:
    """The judgement. Raises ValueError on data that is none."""
    try:
        verdict, method, evidence, duties, graph, witness, detail, suggestion, interrupted, seconds = data
        nodes = deferred_roots(graph) if graph else []
        return Judgement(
            _VERDICTS[verdict],
            method,
            tuple(
                [
                    Evidence(engine, method, _OUTCOMES[outcome], decides, rigorous, points, digits,
                             decode_witness(w), bound, tuple(sizes), detail, seconds)
                    for engine, method, outcome, decides, rigorous, points, digits, w, bound, sizes, detail, seconds
                    in evidence
                ]
            ),
            tuple(
                [
                    Obligation(kind, nodes[subject], None if condition is None else nodes[condition],
                               _STATUSES[status], method, decode_witness(w), text)
                    for kind, subject, condition, status, method, w, text in duties
                ]
            ),
            decode_witness(witness), detail, suggestion, interrupted, seconds,
        )  # fmt: skip
    except _LACKING as e:
        raise ValueError(f"not a judgement: {e!r}") from e


# ---------------------------------------------------------------- what a script holds


def pack_records(records: Sequence[DerivationRecord]) -> list[Any]:
    """The derivations of a script, and the keys of their links, as JSON-able data. `problems` are left out."""
    return [_pack_record(r) for r in records]


def unpack_records(data: Sequence[Any]) -> list[DerivationRecord]:
    """The derivations, their claims with the keys of their links. Raises ValueError on data that is none."""
    try:
        return [_unpack_record(*r) for r in data]
    except _LACKING as e:
        raise ValueError(f"not records: {e!r}") from e


def _pack_record(r: DerivationRecord) -> list[Any]:
    roots = Roots()
    known: dict[Domain, int] = {}
    lists: dict[tuple[tuple[str, Domain], ...], int] = {}
    file = r.place.file

    def node(n: Node) -> int:
        return roots.put(n)

    def nodes(found: Sequence[Node]) -> list[int]:
        return [roots.put(n) for n in found]

    def listed(pairs: tuple[tuple[str, Domain], ...]) -> int:
        return lists.setdefault(pairs, len(lists))

    def place(p: Place) -> list[Any]:
        return [p.line, p.column, p.source] if p.file == file else [p.line, p.column, p.source, p.file]

    def fact(f: Fact) -> list[Any]:
        return [f.name, node(f.left), f.relation, node(f.right), nodes(f.where)]

    def decimal(d: Decimal | None) -> list[Any] | None:
        return None if d is None else [_hex(d.printed), _hex(d.unit), [[name, node(n)] for name, n in d.values]]

    def erratum(e: Erratum | None) -> list[Any] | None:
        return None if e is None else [node(e.expression), e.text, e.slip, e.wrong, decimal(e.decimal)]

    def step(s: Step) -> list[Any]:
        return [s.relation, node(s.expression), s.reason, place(s.place), s.text, nodes(s.given),
                [fact(f) for f in s.facts], s.checked, s.printed, erratum(s.erratum)]  # fmt: skip

    def claim(c: Claim) -> list[Any]:
        return [c.id, node(c.left), c.relation, node(c.right), nodes(c.where), listed(c.domains),
                [step(s) for s in c.steps], place(c.place), c.left_text, c.right_text, [fact(f) for f in c.facts],
                nodes(c.given), c.reason, c.checked, c.admitted, c.refuted, c.label, c.printed, erratum(c.erratum),
                decimal(c.decimal), links.keys(c)]  # fmt: skip

    claims = [claim(c) for c in r.claims]
    remarks = [[m.quoted, m.reading, m.why, place(m.place), m.after] for m in r.remarks]
    head = [r.id, r.title, r.question, file, place(r.place), listed(r.domains), claims, remarks]
    pairs = [[[name, known.setdefault(d, len(known))] for name, d in found] for found in lists]
    return [*head, pairs, [domains.encode(d) for d in known], roots.graph()]


def _unpack_record(
    id: str, title: str, question: str, file: str, at: Sequence[Any], own: int, claims: Sequence[Any],
    remarks: Sequence[Any], pairs: Sequence[Any], encoded: Sequence[Any], graph: Sequence[Any],
) -> DerivationRecord:  # fmt: skip
    roots = deferred_roots(graph)
    known = [domains.decode(d) for d in encoded]
    lists = [tuple([(name, known[k]) for name, k in found]) for found in pairs]

    def nodes(found: Sequence[int]) -> tuple[Node, ...]:
        return tuple([roots[k] for k in found])

    def place(data: Sequence[Any]) -> Place:
        line, column, source, *other = data
        return Place(other[0] if other else file, line, column, source)

    def facts(found: Sequence[Any]) -> tuple[Fact, ...]:
        return tuple([Fact(name, roots[x], relation, roots[y], nodes(w)) for name, x, relation, y, w in found])

    def decimal(data: Sequence[Any] | None) -> Decimal | None:
        if data is None:
            return None
        printed, unit, values = data
        return Decimal(_fraction(printed), _fraction(unit), tuple([(name, roots[k]) for name, k in values]))

    def erratum(data: Sequence[Any] | None) -> Erratum | None:
        if data is None:
            return None
        expression, text, slip, wrong, number = data
        return Erratum(roots[expression], text, slip, wrong, decimal(number))

    def step(data: Sequence[Any]) -> Step:
        relation, expression, reason, where, text, given, cited, checked, printed, wrong = data
        return Step(relation, roots[expression], reason, place(where), text, nodes(given), facts(cited), checked,
                    printed, erratum(wrong))  # fmt: skip

    def claim(data: Sequence[Any]) -> Claim:
        (name, left, relation, right, where, listed, steps, there, left_text, right_text, cited, given, reason, checked,
         admitted, refuted, label, printed, wrong, number, keys) = data  # fmt: skip
        made = Claim(name, roots[left], relation, roots[right], nodes(where), lists[listed],
                     tuple([step(s) for s in steps]), place(there), left_text, right_text, facts(cited), nodes(given),
                     reason, checked, admitted, refuted, label, printed, erratum(wrong), decimal(number))  # fmt: skip
        object.__setattr__(made, "keys", keys)  # no other way sets them, so that no changed copy has them
        return made

    return DerivationRecord(
        id, title, question, place(at), tuple([claim(c) for c in claims]), lists[own],
        tuple([Remark(quoted, reading, why, place(p), after) for quoted, reading, why, p, after in remarks]),
    )  # fmt: skip


def _hex(x: Fraction) -> list[str]:
    return [f"{x.numerator:x}", f"{x.denominator:x}"]  # Python reads no decimal integer beyond 4,300 digits


def _fraction(data: Sequence[str]) -> Fraction:
    return Fraction(int(data[0], 16), int(data[1], 16))
