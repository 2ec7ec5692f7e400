"""Whether the record of a nomination is whole: the chain, its details, the state, and the second witness.

Every check recomputes what should be there from the ledger and names each difference. The auditor's
answer is the list of findings; an empty list means that nothing was found amiss by these checks.
"""

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from hashlib import sha256
from typing import Any, NamedTuple

from domain.canonical import content_hash, text_digest
from domain.case_file import apply_entry, open_case
from domain.climb import after_decision
from domain.judgement import judge_decision
from domain.ledger import FIRST_PREV_HASH, facts_of, leaf_hash, standing_of
from domain.state_check import STATE_CHECKS
from schemas.audit import ContentRow, Evidence, Finding, FindingCode
from schemas.case_file import CaseFile
from schemas.ledger import EntryKind, LedgerEntry
from schemas.messages import Decision
from schemas.record import EntryHead

Check = Callable[[Evidence], Iterator[Finding]]


def verify_record(evidence: Evidence) -> list[Finding]:
    """Return everything that is amiss in the record of one nomination, seen from itself."""
    found = [finding for check in (_check_chain, _check_head) for finding in check(evidence)]
    if found:
        return found  # what hangs on a broken chain proves nothing either way
    checks: tuple[Check, ...] = (_check_details, _check_contents, *STATE_CHECKS, _check_rules)
    return [finding for check in checks for finding in check(evidence)]


def _check_chain(evidence: Evidence) -> Iterator[Finding]:
    for code, text in chain_faults(evidence.entries):
        yield _finding(evidence, code, text)


def chain_faults(entries: Iterable[LedgerEntry]) -> Iterator[tuple[FindingCode, str]]:
    """Return where the entries of one stream are not what was recorded, one after the other."""
    previous = FIRST_PREV_HASH
    for number, entry in enumerate(entries, start=1):
        where = f"entry {entry.seq} ({entry.kind})"
        if entry.seq != number:
            yield FindingCode.CHAIN_BROKEN, f"entry {number} is missing before {where}"
            return
        if entry.prev_hash != previous:
            yield FindingCode.CHAIN_BROKEN, f"{where} does not link to the entry before it"
        if sha256(entry.body).hexdigest() != entry.body_sha256:
            yield FindingCode.BODY_CHANGED, f"the body of {where} is not the one recorded"
        if leaf_hash(entry) != entry.leaf_hash:
            yield FindingCode.CHAIN_BROKEN, f"{where} does not have the hash of its contents"
        previous = entry.leaf_hash


def _check_head(evidence: Evidence) -> Iterator[Finding]:
    last = evidence.entries[-1] if evidence.entries else None
    ends = (last.seq, last.leaf_hash) if last else (0, FIRST_PREV_HASH)
    if (evidence.head_seq, evidence.head_hash) != ends:
        text = f"the ledger ends at entry {ends[0]}, but entry {evidence.head_seq} was written last"
        yield _finding(evidence, FindingCode.HEAD_DIFFERS, text)
    if evidence.state.seq != ends[0]:
        text = f"the nomination counts {evidence.state.seq} entries, the ledger has {ends[0]}"
        yield _finding(evidence, FindingCode.HEAD_DIFFERS, text)


def _check_details(evidence: Evidence) -> Iterator[Finding]:
    """Match decisions, refusals and withdrawals with their entries, both ways and field by field."""
    rows: dict[int, _Row] = {}
    for decision in evidence.decisions:
        facts = _with_hash_of_reason(decision.model_dump(mode="json"), "decision_id")
        rows[decision.seq] = _Row(EntryKind.DECISION_RECORDED, decision.at, facts)
    for refusal in evidence.refusals:
        facts = refusal.model_dump(mode="json", exclude={"seq", "at"})
        rows[refusal.seq] = _Row(EntryKind.REFUSAL_RECORDED, refusal.at, facts)
    if evidence.withdrawal:
        facts = _with_hash_of_reason(evidence.withdrawal.model_dump(mode="json"), "act_id")
        rows[evidence.withdrawal.seq] = _Row(EntryKind.NOMINATION_WITHDRAWN, evidence.withdrawal.at, facts)
    yield from _match(evidence, rows)


class _Row(NamedTuple):
    """A row beside the ledger, as its entry should tell it."""

    kind: EntryKind
    at: datetime
    facts: dict[str, Any]


def _match(evidence: Evidence, rows: dict[int, _Row]) -> Iterator[Finding]:
    detailed = {EntryKind.DECISION_RECORDED, EntryKind.REFUSAL_RECORDED, EntryKind.NOMINATION_WITHDRAWN}
    for entry in evidence.entries:
        row = rows.pop(entry.seq, None)
        if row is not None:
            differing = _differing(entry, row)
            if differing:
                text = f"entry {entry.seq} ({entry.kind}): the row differs in {', '.join(differing)}"
                yield _finding(evidence, FindingCode.DETAIL_DIFFERS, text)
        elif entry.kind in detailed:
            text = f"entry {entry.seq} ({entry.kind}) has no row beside the ledger"
            yield _finding(evidence, FindingCode.DETAIL_MISSING, text)
    for seq in rows:
        text = f"a row beside the ledger has no entry (seq {seq})"
        yield _finding(evidence, FindingCode.DETAIL_WITHOUT_ENTRY, text)


def _differing(entry: LedgerEntry, row: _Row) -> list[str]:
    facts = facts_of(entry)
    names = sorted(name for name, value in row.facts.items() if facts.get(name) != value)
    names += ["time"] if row.at != entry.occurred_at else []
    return names + (["kind"] if row.kind is not entry.kind else [])


def _with_hash_of_reason(row: dict[str, Any], salt: str) -> dict[str, Any]:
    """A row as its entry states it: with the hash of the reason in place of the reason."""
    facts = {name: value for name, value in row.items() if name not in {"reason", "seq", "at"}}
    return facts | {"reason_sha256": text_digest(row["reason"], row[salt])}


def _check_contents(evidence: Evidence) -> Iterator[Finding]:
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
        {content_hash(content.content), content.content_hash} == {promise.content_hash}
        and content.submitted_by == promise.submitted_by
        and text_digest(content.note, promise.act_id or "") == promise.note_sha256
    )


def _check_rules(evidence: Evidence) -> Iterator[Finding]:
    """Replay the case: each decision must have been in order when it was taken, and lead where it says."""
    decisions = {decision.seq: decision for decision in evidence.decisions}
    case: CaseFile | None = None
    for entry in evidence.entries:
        head = _head(entry)
        if case is None:
            case = open_case(evidence.state.request, evidence.state.route, head)
            continue
        row = decisions.get(entry.seq)
        if row is not None:
            yield from _check_decision(evidence, case, Decision.model_validate(row.model_dump()), head)
        case = apply_entry(case, head)


def _check_decision(
    evidence: Evidence, case: CaseFile, decision: Decision, head: EntryHead
) -> Iterator[Finding]:
    refused = judge_decision(case, decision)
    if refused is not None:
        text = f"entry {head.seq}: the decision was not in order ({refused})"
        yield _finding(evidence, FindingCode.RULES_BROKEN, text)
        return
    led_to = after_decision(case, decision).standing
    if head.standing is None or head.standing.model_copy(update={"clock": None}) != led_to:
        text = f"entry {head.seq}: the decision does not lead where the entry says"
        yield _finding(evidence, FindingCode.RULES_BROKEN, text)


def _head(entry: LedgerEntry) -> EntryHead:
    facts = facts_of(entry)
    is_refusal = entry.kind is EntryKind.REFUSAL_RECORDED
    return EntryHead(
        seq=entry.seq,
        leaf_hash=entry.leaf_hash,
        kind=entry.kind,
        recorded_at=entry.occurred_at,
        act_id=facts.get("act_id") or facts.get("decision_id"),
        digest=facts.get("digest"),
        standing=standing_of(entry),
        refusal_reason=facts.get("reason") if is_refusal else None,
    )


def _finding(evidence: Evidence, code: FindingCode, text: str) -> Finding:
    return Finding(code=code, nomination_id=evidence.nomination_id, text=text)
