"""Whether the record of a nomination is whole: the chain, its details, the state, and the second witness.

Every check recomputes what should be there from the ledger and names each difference. The auditor's
answer is the list of findings; an empty list means that nothing was found amiss by these checks.
"""

import json
from collections.abc import Callable, Iterator
from hashlib import sha256
from typing import Any

from domain.canonical import content_hash, text_digest
from domain.case_file import apply_entry, open_case
from domain.climb import after_decision
from domain.judgement import judge_decision
from domain.ledger import FIRST_PREV_HASH, leaf_hash
from schemas.audit import Evidence, Finding, FindingCode
from schemas.case import Standing
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
    checks: tuple[Check, ...] = (_check_details, _check_contents, _check_state, _check_rules)
    return [finding for check in checks for finding in check(evidence)]


def facts_of(entry: LedgerEntry) -> dict[str, Any]:
    """Return what an entry states, apart from the standing."""
    facts: dict[str, Any] = json.loads(entry.body)["facts"]
    return facts


def standing_of(entry: LedgerEntry) -> Standing | None:
    """Return the standing that an entry led to, or None when it changed nothing."""
    standing = json.loads(entry.body)["standing"]
    return Standing.model_validate(standing) if standing else None


def _check_chain(evidence: Evidence) -> Iterator[Finding]:
    previous = FIRST_PREV_HASH
    for number, entry in enumerate(evidence.entries, start=1):
        where = f"entry {entry.seq} ({entry.kind})"
        if entry.seq != number:
            yield _finding(evidence, FindingCode.CHAIN_BROKEN, f"entry {number} is missing before {where}")
            return
        if entry.prev_hash != previous:
            yield _finding(
                evidence, FindingCode.CHAIN_BROKEN, f"{where} does not link to the entry before it"
            )
        if sha256(entry.body).hexdigest() != entry.body_sha256:
            yield _finding(evidence, FindingCode.BODY_CHANGED, f"the body of {where} is not the one recorded")
        if leaf_hash(entry) != entry.leaf_hash:
            yield _finding(
                evidence, FindingCode.CHAIN_BROKEN, f"{where} does not have the hash of its contents"
            )
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
    kept: dict[int, dict[str, Any]] = {}
    kinds: dict[int, EntryKind] = {}
    for decision in evidence.decisions:
        kept[decision.seq] = _decision_facts(decision.model_dump(mode="json"))
        kinds[decision.seq] = EntryKind.DECISION_RECORDED
    for refusal in evidence.refusals:
        kept[refusal.seq] = refusal.model_dump(mode="json", exclude={"seq"})
        kinds[refusal.seq] = EntryKind.REFUSAL_RECORDED
    if evidence.withdrawal:
        kept[evidence.withdrawal.seq] = _withdrawal_facts(evidence.withdrawal.model_dump(mode="json"))
        kinds[evidence.withdrawal.seq] = EntryKind.NOMINATION_WITHDRAWN
    yield from _match(evidence, kept, kinds)


def _match(
    evidence: Evidence, kept: dict[int, dict[str, Any]], kinds: dict[int, EntryKind]
) -> Iterator[Finding]:
    detailed = {EntryKind.DECISION_RECORDED, EntryKind.REFUSAL_RECORDED, EntryKind.NOMINATION_WITHDRAWN}
    for entry in evidence.entries:
        row = kept.pop(entry.seq, None)
        if row is None:
            if entry.kind in detailed:
                text = f"entry {entry.seq} ({entry.kind}) has no row beside the ledger"
                yield _finding(evidence, FindingCode.DETAIL_MISSING, text)
            continue
        facts = facts_of(entry)
        differing = sorted(name for name, value in row.items() if facts.get(name) != value)
        if kinds[entry.seq] is not entry.kind or differing:
            text = f"entry {entry.seq} ({entry.kind}): the row differs in {', '.join(differing) or 'kind'}"
            yield _finding(evidence, FindingCode.DETAIL_DIFFERS, text)
    for seq in kept:
        yield _finding(
            evidence, FindingCode.DETAIL_WITHOUT_ENTRY, f"a row beside the ledger has no entry (seq {seq})"
        )


def _decision_facts(row: dict[str, Any]) -> dict[str, Any]:
    reason = text_digest(row.pop("reason"), row["decision_id"])
    del row["seq"]
    return row | {"reason_sha256": reason}


def _withdrawal_facts(row: dict[str, Any]) -> dict[str, Any]:
    reason = text_digest(row.pop("reason"), row["act_id"])
    del row["seq"]
    return row | {"reason_sha256": reason}


def _check_contents(evidence: Evidence) -> Iterator[Finding]:
    """Each version hashes to what its entry vouches for, and there is one for every entry that brings one."""
    bringing = {EntryKind.NOMINATION_ACCEPTED, EntryKind.NOMINATION_RESUBMITTED}
    promised = {
        entry.seq: standing.content_hash
        for entry in evidence.entries
        if entry.kind in bringing and (standing := standing_of(entry))
    }
    for content in evidence.contents:
        if {content_hash(content.content), content.content_hash} != {promised.pop(content.seq, None)}:
            text = f"content version {content.version} is not what entry {content.seq} vouches for"
            yield _finding(evidence, FindingCode.DETAIL_DIFFERS, text)
    for seq in promised:
        text = f"the content that entry {seq} brought is missing"
        yield _finding(evidence, FindingCode.DETAIL_MISSING, text)


def _check_state(evidence: Evidence) -> Iterator[Finding]:
    standings = [standing for entry in evidence.entries if (standing := standing_of(entry))]
    if not standings:
        yield _finding(evidence, FindingCode.STATE_DIFFERS, "the ledger holds no standing")
        return
    last, state = standings[-1], evidence.state
    due = last.clock.due_at if last.clock else None
    shown = (state.status, state.level, state.body, state.round, state.content_version, state.content_hash)
    said = (last.status, last.level, last.body, last.round, last.content_version, last.content_hash)
    if (*shown, state.due_at) != (*said, due):
        text = (
            f"the nomination is shown as {state.status} at {state.level}, the ledger says {last.status} at "
        )
        yield _finding(evidence, FindingCode.STATE_DIFFERS, f"{text}{last.level}, or another field differs")


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
    led_to = after_decision(case, decision.verdict).standing
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
