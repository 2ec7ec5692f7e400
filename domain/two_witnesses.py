"""Whether the record and Temporal's history tell the same story, in both directions."""

from collections.abc import Iterator

from domain.acts import ACTS
from domain.ledger import facts_of
from domain.objection import OBJECTION_KINDS
from schemas.audit import Evidence, Finding, FindingCode, Remark, Witness
from schemas.case import OUTCOMES
from schemas.ledger import EntryKind, LedgerEntry
from schemas.record import RefusedBy

SENT_BY_PEOPLE = frozenset(
    {
        EntryKind.DECISION_RECORDED,
        EntryKind.NOMINATION_RESUBMITTED,
        EntryKind.NOMINATION_WITHDRAWN,
        *(kind.kind for kind in ACTS.values()),
    }
)
"""A council's result is not among them: the sitting's own record tells who sent what."""


def compare_witnesses(evidence: Evidence, witness: Witness) -> list[Finding]:
    """Return everything that one witness has and the other has not, or has otherwise.

    A closed nomination outlives its history, which Temporal drops after the retention; that is not
    amiss, and `is_unwitnessed` tells it.
    """
    if is_unwitnessed(evidence, witness):
        return []
    if witness.status is None:
        text = "Temporal has no history of this nomination, so its record has no second witness"
        return [_finding(evidence, FindingCode.HISTORY_UNAVAILABLE, text)]
    return [
        *_from_record_to_history(evidence, witness),
        *_from_history_to_record(evidence, witness),
        *_route(evidence, witness),
        *_messages(evidence, witness),
        *_answers(evidence, witness),
        *_end(evidence, witness),
    ]


def remarks_on(evidence: Evidence, witness: Witness) -> list[Remark]:
    """Return what people did by the record, and of which the history has no message.

    The workflow learnt of it by catching up. That is right after a worker died between the record and the
    history, and it is what an act looks like that was written straight into the record.
    """
    if witness.status is None:
        return []
    return [
        Remark(
            nomination_id=evidence.nomination_id,
            text=f"entry {entry.seq} ({entry.kind}): the history holds no message for it, "
            "the workflow learnt of it afterwards",
        )
        for entry in evidence.entries
        if entry.kind in SENT_BY_PEOPLE
        and entry.seq in witness.caught_up
        and _act_id(entry) not in witness.messages
    ]


def is_unwitnessed(evidence: Evidence, witness: Witness) -> bool:
    """Return whether a closed nomination has no history any more to be checked against."""
    closed = evidence.state.status in OUTCOMES
    return closed and witness.status is None and not witness.known_otherwise


def _from_record_to_history(evidence: Evidence, witness: Witness) -> Iterator[Finding]:
    for entry in evidence.entries:
        if is_beside_the_workflow(entry):
            continue
        learnt = witness.entries.get(entry.seq)
        if learnt is None:
            text = f"entry {entry.seq} ({entry.kind}) is on record, but the workflow never learnt of it"
            yield _finding(evidence, FindingCode.NOT_IN_HISTORY, text)
        elif learnt.leaf_hash != entry.leaf_hash:
            text = f"entry {entry.seq} ({entry.kind}) is not the one that the workflow was told of"
            yield _finding(evidence, FindingCode.HISTORY_DIFFERS, text)


def _from_history_to_record(evidence: Evidence, witness: Witness) -> Iterator[Finding]:
    on_record = {entry.seq for entry in evidence.entries}
    for seq, head in sorted(witness.entries.items()):
        if seq not in on_record:
            text = f"the workflow was told of entry {seq} ({head.kind}), which is not on record"
            yield _finding(evidence, FindingCode.NOT_IN_RECORD, text)


def _route(evidence: Evidence, witness: Witness) -> Iterator[Finding]:
    for text in route_differences(evidence, witness):
        yield _finding(evidence, FindingCode.HISTORY_DIFFERS, text)


def route_differences(evidence: Evidence, witness: Witness) -> Iterator[str]:
    """Return where the route on record is not the last one that the workflow was given.

    It is given one by its acceptance and by a migration.
    """
    given = [head.route for _, head in sorted(witness.entries.items()) if head.route]
    last = given[-1] if given else witness.route
    if last is not None and last != evidence.state.route:
        yield "the route on record is not the one that the workflow was given"
    first = facts_of(evidence.entries[0]) if evidence.entries else {}
    if first and witness.route and witness.route.rule_set_digest != first.get("rule_set_digest"):
        yield "the nomination was accepted under other rules than the workflow was given"


def _messages(evidence: Evidence, witness: Witness) -> Iterator[Finding]:
    """What people sent, by the history, is what the record says they sent.

    A message that was put on record by a worker that died before its history could say so is known to
    the history only as something that the workflow caught up with; that is not amiss.
    """
    for entry in evidence.entries:
        if entry.kind not in SENT_BY_PEOPLE:
            continue
        act_id, digest = _act_id(entry), facts_of(entry)["digest"]
        if act_id in witness.messages and digest not in witness.messages[act_id]:
            text = f"entry {entry.seq} ({entry.kind}) records another message than the one that arrived"
            yield _finding(evidence, FindingCode.MESSAGE_DIFFERS, text)
        elif act_id not in witness.messages and entry.seq in witness.entries.keys() - witness.caught_up:
            text = f"entry {entry.seq} ({entry.kind}) records a message of which the history knows nothing"
            yield _finding(evidence, FindingCode.MESSAGE_DIFFERS, text)


def _answers(evidence: Evidence, witness: Witness) -> Iterator[Finding]:
    hashes = {entry.seq: entry.leaf_hash for entry in evidence.entries}
    for answer in witness.answers:
        if hashes.get(answer.seq) != answer.leaf_hash:
            text = (
                f"a sender was given a {answer.answer} for entry {answer.seq} that is not on record as such"
            )
            yield _finding(evidence, FindingCode.NOT_IN_RECORD, text)


def _end(evidence: Evidence, witness: Witness) -> Iterator[Finding]:
    closed = evidence.state.status in OUTCOMES
    if witness.status != ("completed" if closed else "running"):
        text = f"the record says {evidence.state.status}, the workflow is {witness.status}"
        yield _finding(evidence, FindingCode.WORKFLOW_LOST, text)
    elif closed and witness.outcome is not evidence.state.status:
        text = f"the record says {evidence.state.status}, the workflow ended as {witness.outcome}"
        yield _finding(evidence, FindingCode.HISTORY_DIFFERS, text)


def _act_id(entry: LedgerEntry) -> str:
    facts = facts_of(entry)
    return str(facts.get("decision_id") or facts.get("act_id"))


def is_beside_the_workflow(entry: LedgerEntry) -> bool:
    """Return whether the workflow cannot know of it: an objection, a refusal by it or after the close."""
    refused_elsewhere = facts_of(entry).get("refused_by") in {RefusedBy.GATEWAY, RefusedBy.OBJECTION}
    return entry.kind in OBJECTION_KINDS or (entry.kind is EntryKind.REFUSAL_RECORDED and refused_elsewhere)


def _finding(evidence: Evidence, code: FindingCode, text: str) -> Finding:
    return Finding(code=code, nomination_id=evidence.nomination_id, text=text)
