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
    )


def _detail(entry: LedgerEntry, facts: dict[str, Any], evidence: Evidence) -> str:
    standing = standing_of(entry)
    leads_to = f"-> {standing.status} at {standing.level}, round {standing.round}" if standing else ""
    match entry.kind:
        case EntryKind.NOMINATION_ACCEPTED:
            route = " > ".join(stage["level"] for stage in facts["route"])
            return f"{facts['award']} under {facts['rule_set']}, route {route}"
        case EntryKind.DECISION_RECORDED:
            reason = next((d.reason for d in evidence.decisions if d.seq == entry.seq), None)
            said = f' "{reason}"' if reason else ""
            return f"{facts['verdict']} at {facts['level']}, round {facts['round']}{said} {leads_to}"
        case EntryKind.NOMINATION_RESUBMITTED:
            note = next((c.note for c in evidence.contents if c.seq == entry.seq), None)
            return f'"{note}" {leads_to}'
        case EntryKind.NOMINATION_WITHDRAWN if evidence.withdrawal:
            return f'"{evidence.withdrawal.reason}" {leads_to}'
        case EntryKind.REFUSAL_RECORDED:
            return f"{facts['message']} refused: {facts['reason']}"
        case _:
            return leads_to
