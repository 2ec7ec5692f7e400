"""Whether every row beside the ledger is what its entry vouches for, and none is missing or too many."""

from collections import defaultdict
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime
from typing import Any, NamedTuple

from domain.acts import ACTS
from domain.canonical import content_hash, message_digest, text_digest
from domain.gates.unit import ActKind
from domain.ledger import facts_of, standing_of
from domain.objection import OBJECTION_ACTS
from schemas.acts import CaseAct
from schemas.audit import ActRow, ContentRow, Evidence, Finding, FindingCode
from schemas.ledger import EntryKind, LedgerEntry

_ACTS: dict[str, ActKind] = {str(name): kind for name, kind in (ACTS | OBJECTION_ACTS).items()}
_DETAILED = frozenset(
    {
        EntryKind.DECISION_RECORDED,
        EntryKind.REFUSAL_RECORDED,
        EntryKind.NOMINATION_WITHDRAWN,
        *(act.kind for act in _ACTS.values()),
    }
)
"""The kinds of entries that have a row of their own beside the ledger."""

_AMISS = "not what the message says"
"""Stands for a column of an act's row that its own message contradicts; no entry states this."""


class _Row(NamedTuple):
    """A row beside the ledger, as its entry should tell it."""

    seq: int
    kind: EntryKind | None
    at: datetime
    facts: dict[str, Any]


def check_details(evidence: Evidence) -> Iterator[Finding]:
    """Match decisions, acts, refusals and withdrawals with their entries, both ways and field by field."""
    rows: dict[int, list[_Row]] = defaultdict(list)
    for row in _rows(evidence):
        rows[row.seq].append(row)
    for entry in evidence.entries:
        for code, text in _entry_faults(entry, rows.pop(entry.seq, [])):
            yield _finding(evidence, code, f"entry {entry.seq} ({entry.kind}){text}")
    for seq in rows:
        text = f"a row beside the ledger has no entry (seq {seq})"
        yield _finding(evidence, FindingCode.DETAIL_WITHOUT_ENTRY, text)


def message_in(row: ActRow) -> CaseAct | None:
    """Return the message that a row keeps, or None when it is not one of its kind."""
    known = _ACTS.get(row.message)
    if known is not None:
        with suppress(ValueError):
            return known.model.model_validate(row.act)
    return None


def check_contents(evidence: Evidence) -> Iterator[Finding]:
    """Each version is what its entry vouches for, and there is one for every entry that brings one."""
    bringing = {EntryKind.NOMINATION_ACCEPTED, EntryKind.NOMINATION_RESUBMITTED}
    promised = {entry.seq: _promised(entry) for entry in evidence.entries if entry.kind in bringing}
    for content in evidence.contents:
        promise = promised.pop(content.seq, None)
        if promise is None or not _keeps(content, promise):
            text = f"content version {content.version} is not what entry {content.seq} vouches for"
            yield _finding(evidence, FindingCode.DETAIL_DIFFERS, text)
    for seq in promised:
        text = f"the content that entry {seq} brought is missing"
        yield _finding(evidence, FindingCode.DETAIL_MISSING, text)


def _rows(evidence: Evidence) -> Iterator[_Row]:
    for decision in evidence.decisions:
        facts = _with_hash_of_reason(decision.model_dump(mode="json"), "decision_id")
        yield _Row(decision.seq, EntryKind.DECISION_RECORDED, decision.decided_at, facts)
    for refusal in evidence.refusals:
        facts = refusal.model_dump(mode="json", exclude={"seq", "at"})
        yield _Row(refusal.seq, EntryKind.REFUSAL_RECORDED, refusal.at, facts)
    for act in evidence.acts:
        known = _ACTS.get(act.message)
        yield _Row(act.seq, known.kind if known else None, act.at, _act_facts(act))
    withdrawal = evidence.withdrawal
    if withdrawal:
        facts = _with_hash_of_reason(withdrawal.model_dump(mode="json"), "act_id")
        yield _Row(withdrawal.seq, EntryKind.NOMINATION_WITHDRAWN, withdrawal.at, facts)


def _entry_faults(entry: LedgerEntry, rows: list[_Row]) -> Iterator[tuple[FindingCode, str]]:
    if not rows and entry.kind in _DETAILED:
        yield FindingCode.DETAIL_MISSING, " has no row beside the ledger"
    for row in rows:
        differing = _differing(entry, row)
        if differing:
            yield FindingCode.DETAIL_DIFFERS, f": the row differs in {', '.join(differing)}"


def _differing(entry: LedgerEntry, row: _Row) -> list[str]:
    facts = facts_of(entry)
    names = sorted(name for name, value in row.facts.items() if facts.get(name) != value)
    names += ["time"] if row.at != entry.occurred_at else []
    return names + (["kind"] if row.kind is not entry.kind else [])


def _act_facts(row: ActRow) -> dict[str, Any]:
    """An act as its entry states it, with the digest of the message and with the names that are in it."""
    act, facts = message_in(row), row.model_dump(mode="json", exclude={"seq", "at", "act", "erased"})
    if act is None:
        return facts | {"message": _AMISS}
    said = act.model_dump(mode="json", include={"act_id", "actor_id", "on_behalf_of"})
    said["digest"] = facts["digest"] if row.erased else message_digest(act)
    return facts | {name: _AMISS for name, value in said.items() if facts[name] != value}


def _with_hash_of_reason(row: dict[str, Any], salt: str) -> dict[str, Any]:
    """A row as its entry states it: with the hash of the reason in place of the reason."""
    beside = {"reason", "seq", "at", "decided_at", "erased"}
    facts = {name: value for name, value in row.items() if name not in beside}
    if row["erased"]:
        return facts  # what was said can be held against nothing any more
    return facts | {"reason_sha256": text_digest(row["reason"], row[salt])}


class _Promise(NamedTuple):
    """What an entry vouches for about the content that it brings."""

    content_hash: str | None
    submitted_by: str
    act_id: str | None
    note_sha256: str | None


def _promised(entry: LedgerEntry) -> _Promise:
    facts, standing = facts_of(entry), standing_of(entry)
    return _Promise(
        content_hash=standing.content_hash if standing else None,
        submitted_by=facts.get("actor_id") or facts["nominator_id"],
        act_id=facts.get("act_id"),
        note_sha256=facts.get("note_sha256"),
    )


def _keeps(content: ContentRow, promise: _Promise) -> bool:
    return (
        {_hash_of(content), content.content_hash} == {promise.content_hash}
        and content.submitted_by == promise.submitted_by
        and (content.erased or text_digest(content.note, promise.act_id or "") == promise.note_sha256)
    )


def _hash_of(content: ContentRow) -> str:
    """The hash of what is there; of what is erased only that which it had is left."""
    return content.content_hash if content.erased else content_hash(content.content)


def _finding(evidence: Evidence, code: FindingCode, text: str) -> Finding:
    return Finding(code=code, nomination_id=evidence.nomination_id, text=text)
