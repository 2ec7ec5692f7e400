"""One nomination's story in one line of time: the ledger's entries and Temporal's events together."""

from typing import Any

from domain.ledger import facts_of, standing_of
from schemas.audit import Evidence, TimelineEvent, Witness
from schemas.ledger import EntryKind, LedgerEntry


def timeline_of(evidence: Evidence, witness: Witness) -> list[TimelineEvent]:
    """Return both witnesses' events in the order in which things happened.

    A ledger entry stands where the workflow learnt of it, and carries the number of that event. An entry
    of which the workflow never learnt stands where its time puts it.
    """
    entries = {entry.seq: entry for entry in evidence.entries}
    story: list[TimelineEvent] = []
    for event in witness.events:
        learnt = [entries.pop(seq) for seq in event.learnt if seq in entries]
        story += [_line(entry, evidence, event.event_id) for entry in learnt]
        if not event.learnt:
            story.append(event)
    for entry in entries.values():
        later = (place for place, event in enumerate(story) if event.at > entry.occurred_at)
        story.insert(next(later, len(story)), _line(entry, evidence, None))
    return story


def _line(entry: LedgerEntry, evidence: Evidence, event_id: int | None) -> TimelineEvent:
    facts = facts_of(entry)
    return TimelineEvent(
        at=entry.occurred_at,
        source="ledger",
        what=str(entry.kind),
        who=facts.get("reviewer_id") or facts.get("actor_id") or facts.get("nominator_id"),
        detail=_detail(entry, facts, evidence),
        event_id=event_id,
        seq=entry.seq,
        act_id=facts.get("act_id") or facts.get("decision_id"),
        leaf_hash=entry.leaf_hash,
    )


def _detail(entry: LedgerEntry, facts: dict[str, Any], evidence: Evidence) -> str:
    standing = standing_of(entry)
    leads_to = f"-> {standing.status} at {standing.level}, round {standing.round}" if standing else ""
    match entry.kind:
        case EntryKind.NOMINATION_ACCEPTED:
            route = " > ".join(stage["level"] for stage in facts["route"])
            return f"{facts['award']} under {facts['rule_set']}, route {route}"
        case EntryKind.DECISION_RECORDED:
            what = f"{facts['verdict']} at {facts['level']}, round {facts['round']}"
        case EntryKind.COUNCIL_DECIDED:
            what = f"{'carried' if facts['passed'] else 'not carried'} in sitting {facts['sitting_id']}"
        case EntryKind.REFUSAL_RECORDED:
            return f"{facts['message']} refused: {facts['reason']}"
        case _:
            what = ""
    said = _said(entry, evidence)
    return " ".join(filter(None, (what, f'"{said}"' if said else "", leads_to)))


def _said(entry: LedgerEntry, evidence: Evidence) -> str | None:
    """What the person wrote whose act this entry is, from the row beside the ledger."""
    withdrawal = evidence.withdrawal
    texts: dict[int, str | None] = {row.seq: row.note for row in evidence.contents}
    texts |= {row.seq: row.reason for row in evidence.decisions}
    texts |= {row.seq: _text_in(row.act) for row in evidence.acts}
    texts |= {withdrawal.seq: withdrawal.reason} if withdrawal else {}
    return texts.get(entry.seq)


def _text_in(act: dict[str, Any]) -> str | None:
    return next((act[name] for name in ("reason", "note", "text", "resolution") if act.get(name)), None)
