"""Whether the award record, the numbers of decisions and the quotas are what the ledger vouches for."""

from collections.abc import Iterator
from typing import Any

from domain.award_record import award_stream, facts_of_grant, vouched_draft
from domain.canonical import canonical_json, text_digest
from domain.ledger import FIRST_PREV_HASH, facts_of
from domain.verification import chain_faults
from schemas.audit import Finding, FindingCode
from schemas.award_record import (
    CompletenessRow,
    GrantDraft,
    GrantEventKind,
    GrantEvidence,
    IssuedNumber,
    StreamEvidence,
    VouchedEntry,
)
from schemas.ledger import EntryKind

NUMBER_STREAM, AWARD_STREAM = "number:", award_stream("")
"""What the names of these ledger streams begin with."""


def verify_vouched(entry: VouchedEntry) -> list[Finding]:
    """Return where events and a place are not those that one ledger entry vouches for."""
    where = f"entry {entry.seq} ({entry.kind})"
    found: list[Finding] = []
    if _said(entry) != _kept(entry):
        text = f"{where}: the award record has other events than it vouches for"
        found.append(_finding(FindingCode.GRANT_DIFFERS, entry.stream_id, text))
    place = entry.place.model_dump() if entry.place else None
    if place is not None and place.items() - (entry.reserve or {}).items():
        text = f"{where}: the place kept in the quota is not the one that it vouches for"
        found.append(_finding(FindingCode.GRANT_DIFFERS, entry.stream_id, text))
    return found


def verify_grant(evidence: GrantEvidence) -> list[Finding]:
    """Return where a grant is not what its events come to, or its events have a gap."""
    facts = facts_of_grant(evidence.events)
    numbers = [event.seq for event in evidence.events]
    if numbers != list(range(1, evidence.seq + 1)):
        text = "the events of the grant are not all on the award record"
    elif facts != evidence.facts or not _shown_by(evidence):
        text = "the grant is not what its events come to"
    else:
        return []
    return [_finding(FindingCode.GRANT_DIFFERS, evidence.grant_id, text)]


def verify_stream(evidence: StreamEvidence) -> list[Finding]:
    """Return everything that is amiss in a ledger stream of a registrar's acts, or of a series of numbers."""
    found = [*chain_faults(evidence.entries), *_head_faults(evidence)]
    if not found:  # what hangs on a broken chain proves nothing either way
        found = list(_beside(evidence))
    return [_finding(code, evidence.stream_id, text) for code, text in found]


def _said(entry: VouchedEntry) -> list[GrantDraft]:
    """What the entry vouches for, a new grant with the number that the entry was given."""
    drafts = (
        vouched_draft(draft) for draft in entry.grants
    )  # of before, free text stood in the entry itself
    return sorted((_numbered(draft, entry.number) for draft in drafts), key=_order)


def _kept(entry: VouchedEntry) -> list[GrantDraft]:
    kept = [
        vouched_draft(GrantDraft(grant_id=event.grant_id, kind=event.kind, facts=event.facts))
        for event in entry.events
        if event.at == entry.at and event.stream_id == entry.stream_id
    ]
    return sorted(kept, key=_order) if len(kept) == len(entry.events) else []


def _order(draft: GrantDraft) -> tuple[str, str]:
    return draft.grant_id, draft.kind


def _numbered(draft: GrantDraft, number: str | None) -> GrantDraft:
    if draft.kind is not GrantEventKind.GRANTED or number is None:
        return draft
    return draft.model_copy(update={"facts": draft.facts | {"number": number}})


def _shown_by(evidence: GrantEvidence) -> bool:
    """Whether the columns by which grants are looked up say what the grant says."""
    facts = evidence.facts
    said = (facts.get("subject"), facts["award"], facts.get("unit"), facts["period_to"][:4], facts["revoked"])
    shown = (evidence.subject, evidence.award, evidence.unit, f"{evidence.year:04}", evidence.revoked)
    return said == shown


def _head_faults(evidence: StreamEvidence) -> Iterator[tuple[FindingCode, str]]:
    last = evidence.entries[-1] if evidence.entries else None
    ends = (last.seq, last.leaf_hash) if last else (0, FIRST_PREV_HASH)
    if (evidence.head_seq, evidence.head_hash) != ends:
        text = f"the ledger ends at entry {ends[0]}, but entry {evidence.head_seq} was written last"
        yield FindingCode.HEAD_DIFFERS, text


def _beside(evidence: StreamEvidence) -> Iterator[tuple[FindingCode, str]]:
    if evidence.stream_id.startswith(NUMBER_STREAM):
        return _number_faults(evidence)
    return _completeness_faults(evidence)


def _number_faults(evidence: StreamEvidence) -> Iterator[tuple[FindingCode, str]]:
    """Each entry is one number and each number one entry, in the place that it tells."""
    issued = {row.seq: row for row in evidence.issued}
    for entry in evidence.entries:
        row = issued.pop(entry.seq, None)
        if row is None or entry.body != _number_body(row) or row.number != entry.seq:
            yield FindingCode.NUMBER_DIFFERS, f"number {entry.seq} is not kept as it was issued"
        elif not _was_asked_for(row):
            yield FindingCode.NUMBER_DIFFERS, f"nobody asked for number {entry.seq}"
    for row in issued.values():
        yield FindingCode.NUMBER_DIFFERS, f"number {row.number} was never issued"


def _number_body(row: IssuedNumber) -> bytes:
    facts = row.model_dump(mode="json", exclude={"seq", "asked"})
    return canonical_json({"v": 1, "facts": facts, "standing": None})


def _was_asked_for(row: IssuedNumber) -> bool:
    asked = row.asked or {}
    series = (asked.get("body"), asked.get("symbol"), str(asked.get("day"))[:4])
    return series == (row.body, row.symbol, f"{row.year:04}")


def _completeness_faults(evidence: StreamEvidence) -> Iterator[tuple[FindingCode, str]]:
    kept = {row.seq: row for row in evidence.completed}
    for entry in evidence.entries:
        if entry.kind is not EntryKind.HISTORY_COMPLETED:
            continue
        row, facts = kept.pop(entry.seq, None), facts_of(entry)
        said = facts["completeness"] | {"body": facts["body"], "actor_id": facts["actor_id"]}
        if row is None or _completed(row, facts) != said:
            yield FindingCode.GRANT_DIFFERS, f"entry {entry.seq} ({entry.kind}) is not kept as it was said"
    for row in kept.values():
        yield FindingCode.GRANT_DIFFERS, f"a word on completeness has no entry (seq {row.seq})"


def _completed(row: CompletenessRow, facts: dict[str, Any]) -> dict[str, Any]:
    """A word on completeness as its entry states it; of before, the evidence stood in the entry itself."""
    kept = row.model_dump(exclude={"stream_id", "seq"})
    if "evidence_sha256" in facts["completeness"]:
        kept["evidence_sha256"] = text_digest(kept.pop("evidence"), facts["act_id"])
    return kept


def _finding(code: FindingCode, place: str, text: str) -> Finding:
    return Finding(code=code, nomination_id=place, text=text)
