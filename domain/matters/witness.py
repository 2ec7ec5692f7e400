"""Whether the record of a matter and Temporal's history of it tell the same story, in both directions."""

from collections.abc import Callable, Iterator

from domain.ledger import facts_of
from domain.matters.ledger import state_of
from schemas.audit import Finding, FindingCode, Remark
from schemas.ledger import EntryKind, LedgerEntry
from schemas.matter_audit import MatterEvidence, MatterWitness

_Found = Iterator[tuple[FindingCode, str]]


def compare_matter(evidence: MatterEvidence, witness: MatterWitness) -> list[Finding]:
    """Return everything that one witness has and the other has not, or has otherwise.

    A matter that is closed outlives its history, which Temporal drops after the retention; that is not amiss,
    and `is_matter_unwitnessed` tells it. One that was never opened has only refusals, and no story.
    """
    if evidence.row is None or is_matter_unwitnessed(evidence, witness):
        return []
    checks: tuple[Callable[[MatterEvidence, MatterWitness], _Found], ...] = (
        (_from_record_to_history, _from_history_to_record, _messages, _answers, _end)
        if witness.status is not None
        else (_no_history,)
    )
    found = (each for check in checks for each in check(evidence, witness))
    return [Finding(code=code, nomination_id=evidence.stream, text=text) for code, text in found]


def remarks_on_matter(evidence: MatterEvidence, witness: MatterWitness) -> list[Remark]:
    """Return the acts on record of which the history has no message: the workflow caught up with them.

    That is right after a worker died between the record and the history, and it is what an act looks like
    that was written straight into the record.
    """
    words = "the history holds no message for it, the workflow learnt of it afterwards"
    return [
        Remark(nomination_id=evidence.stream, text=f"{_name(entry)}: {words}")
        for entry in _acts(evidence)
        if entry.seq in witness.caught_up and _act_id(entry) not in witness.messages
    ]


def is_matter_unwitnessed(evidence: MatterEvidence, witness: MatterWitness) -> bool:
    """Return whether a closed matter has no history any more to be checked against."""
    return evidence.row is not None and evidence.row.closed and witness.status is None


def _no_history(_evidence: MatterEvidence, _witness: MatterWitness) -> _Found:
    text = "Temporal has no history of this matter, so its record has no second witness"
    yield FindingCode.HISTORY_UNAVAILABLE, text
    yield FindingCode.WORKFLOW_LOST, "the matter is open, but no workflow carries it"


def _from_record_to_history(evidence: MatterEvidence, witness: MatterWitness) -> _Found:
    closing = _closing(evidence)
    for entry in evidence.entries:
        if entry.seq < (witness.first or 0):
            continue  # before it was opened; the entry that opened it links to them
        learnt = witness.entries.get(entry.seq)
        if learnt is None:
            late = closing is not None and entry.seq > closing
            if entry.kind is EntryKind.REFUSAL_RECORDED and late:
                continue  # after the end, when the workflow could not learn of it any more
            text = f"{_name(entry)} is on record, but the workflow never learnt of it"
            yield FindingCode.NOT_IN_HISTORY, text
        elif learnt.leaf_hash != entry.leaf_hash:
            text = f"{_name(entry)} is not the one that the workflow was told of"
            yield FindingCode.HISTORY_DIFFERS, text


def _from_history_to_record(evidence: MatterEvidence, witness: MatterWitness) -> _Found:
    on_record = {entry.seq for entry in evidence.entries}
    for seq, head in sorted(witness.entries.items()):
        if seq not in on_record:
            text = f"the workflow was told of entry {seq} ({head.kind}), which is not on record"
            yield FindingCode.NOT_IN_RECORD, text


def _messages(evidence: MatterEvidence, witness: MatterWitness) -> _Found:
    """Every act on record arrived as it is there, or was caught up with after a worker died."""
    for entry in _acts(evidence):
        act_id, digest = _act_id(entry), facts_of(entry).get("digest")
        if act_id in witness.messages and digest not in witness.messages[act_id]:
            text = f"{_name(entry)} records another message than the one that arrived"
            yield FindingCode.MESSAGE_DIFFERS, text
        elif act_id not in witness.messages and entry.seq in witness.entries.keys() - witness.caught_up:
            text = f"{_name(entry)} records a message of which the history knows nothing"
            yield FindingCode.MESSAGE_DIFFERS, text


def _answers(evidence: MatterEvidence, witness: MatterWitness) -> _Found:
    hashes = {entry.seq: entry.leaf_hash for entry in evidence.entries}
    for answer in witness.answers:
        if hashes.get(answer.seq) != answer.leaf_hash:
            text = (
                f"a sender was given a {answer.answer} for entry {answer.seq} that is not on record as such"
            )
            yield FindingCode.NOT_IN_RECORD, text


def _end(evidence: MatterEvidence, witness: MatterWitness) -> _Found:
    row = evidence.row
    if row is None:
        return
    if witness.status != ("completed" if row.closed else "running"):
        text = f"the record says {row.status}, the workflow is {witness.status}"
        yield FindingCode.WORKFLOW_LOST, text
    elif witness.outcome is not None:
        ends = {(entry.seq, entry.leaf_hash) for entry in evidence.entries}
        told = witness.outcome
        if told.status != row.status or (told.seq, told.leaf_hash) not in ends:
            text = f"the record says {row.status}, the workflow ended as {told.status}"
            yield FindingCode.HISTORY_DIFFERS, text


def _closing(evidence: MatterEvidence) -> int | None:
    """The entry by which the matter was closed."""
    return next((entry.seq for entry in evidence.entries if (state_of(entry) or {}).get("closed")), None)


def _acts(evidence: MatterEvidence) -> Iterator[LedgerEntry]:
    return (
        entry
        for entry in evidence.entries
        if entry.kind is not EntryKind.REFUSAL_RECORDED and "message" in facts_of(entry)
    )


def _act_id(entry: LedgerEntry) -> str:
    return str(facts_of(entry).get("act_id"))


def _name(entry: LedgerEntry) -> str:
    return f"entry {entry.seq} ({entry.kind})"
