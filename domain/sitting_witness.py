"""Whether the record of a sitting and Temporal's history of it tell the same story, in both directions."""

from collections.abc import Callable, Iterator
from typing import Any

from domain.ledger import facts_of
from schemas.audit import Finding, FindingCode, Remark
from schemas.ledger import EntryKind, LedgerEntry
from schemas.names import sitting_workflow_id
from schemas.record import RefusedBy
from schemas.sitting import SittingOutcome, SittingStatus
from schemas.sitting_audit import SittingEvidence, SittingWitness

_Found = Iterator[tuple[FindingCode, str]]


def compare_sitting(evidence: SittingEvidence, witness: SittingWitness) -> list[Finding]:
    """Return everything that one witness has and the other has not, or has otherwise.

    A sitting that has ended outlives its history, which Temporal drops after the retention; that is not
    amiss, and `is_sitting_unwitnessed` tells it.
    """
    if is_sitting_unwitnessed(evidence, witness):
        return []
    checks: tuple[Callable[[SittingEvidence, SittingWitness], _Found], ...] = (
        (_opening, _from_record_to_history, _from_history_to_record, _papers, _arrived, _answers, _end)
        if witness.status is not None
        else (_no_history,)
    )
    stream = sitting_workflow_id(evidence.sitting_id)
    found = (each for check in checks for each in check(evidence, witness))
    return [Finding(code=code, nomination_id=stream, text=text) for code, text in found]


def remarks_on_sitting(evidence: SittingEvidence, witness: SittingWitness) -> list[Remark]:
    """Return the papers on record of which the history has no message: the workflow caught up with them.

    That is right after a worker died between the record and the history, and it is what a paper looks like
    that was written straight into the record.
    """
    stream = sitting_workflow_id(evidence.sitting_id)
    words = "the history holds no message for it, the workflow learnt of it afterwards"
    return [
        Remark(nomination_id=stream, text=f"{_name(entry)}: {words}")
        for entry in _cast(evidence)
        if entry.seq in witness.caught_up and _act_id(entry) not in witness.messages
    ]


def is_sitting_unwitnessed(evidence: SittingEvidence, witness: SittingWitness) -> bool:
    """Return whether a sitting that has ended has no history any more to be checked against."""
    ended = evidence.status is SittingStatus.ENDED
    return ended and witness.status is None and not witness.known_otherwise


def _no_history(evidence: SittingEvidence, witness: SittingWitness) -> _Found:
    text = "Temporal has no history of this sitting, so its record has no second witness"
    yield FindingCode.HISTORY_UNAVAILABLE, text
    if evidence.status is not SittingStatus.ENDED and not witness.known_otherwise:
        yield FindingCode.WORKFLOW_LOST, f"the sitting is {evidence.status}, but no workflow carries it"


def _opening(evidence: SittingEvidence, witness: SittingWitness) -> _Found:
    """The call, the members, the list and the end of the sitting are those that the workflow was given."""
    if witness.header is not None and witness.header != evidence.header:
        yield FindingCode.HISTORY_DIFFERS, "the sitting on record is not the one that the workflow was given"


def _from_record_to_history(evidence: SittingEvidence, witness: SittingWitness) -> _Found:
    for entry in evidence.entries:
        learnt = witness.entries.get(entry.seq)
        if facts_of(entry).get("refused_by") == RefusedBy.GATEWAY:
            continue  # after the end, when the workflow could not learn of it any more
        if learnt is None:
            text = f"{_name(entry)} is on record, but the workflow never learnt of it"
            yield FindingCode.NOT_IN_HISTORY, text
        elif learnt.leaf_hash != entry.leaf_hash:
            text = f"{_name(entry)} is not the one that the workflow was told of"
            yield FindingCode.HISTORY_DIFFERS, text


def _from_history_to_record(evidence: SittingEvidence, witness: SittingWitness) -> _Found:
    on_record = {entry.seq for entry in evidence.entries}
    for seq, entry in sorted(witness.entries.items()):
        if seq not in on_record:
            text = f"the workflow was told of entry {seq} ({entry.kind}), which is not on record"
            yield FindingCode.NOT_IN_RECORD, text


def _papers(evidence: SittingEvidence, witness: SittingWitness) -> _Found:
    """Every paper on record arrived as it is there, or was caught up with after a worker died."""
    for entry in _cast(evidence):
        act_id, digest = _act_id(entry), facts_of(entry).get("digest")
        if act_id in witness.messages and digest not in witness.messages[act_id]:
            text = f"{_name(entry)} records another paper than the one that arrived"
            yield FindingCode.MESSAGE_DIFFERS, text
        elif act_id not in witness.messages and entry.seq in witness.entries.keys() - witness.caught_up:
            text = f"{_name(entry)} records a paper of which the history knows nothing"
            yield FindingCode.MESSAGE_DIFFERS, text


def _arrived(evidence: SittingEvidence, witness: SittingWitness) -> _Found:
    """Every paper that arrived was answered on record; while the sitting goes on, it may be on its way."""
    if witness.status == "running":
        return
    answered = {facts_of(entry).get("digest") for entry in evidence.entries}
    for act_id, digests in witness.messages.items():
        if not answered.issuperset(digests):
            text = f"a paper arrived (act {act_id}), to which no entry is an answer"
            yield FindingCode.NOT_IN_RECORD, text


def _answers(evidence: SittingEvidence, witness: SittingWitness) -> _Found:
    hashes = {entry.seq: entry.leaf_hash for entry in evidence.entries}
    for answer in witness.answers:
        if hashes.get(answer.seq) != answer.leaf_hash:
            text = (
                f"a sender was given a {answer.answer} for entry {answer.seq} that is not on record as such"
            )
            yield FindingCode.NOT_IN_RECORD, text


def _end(evidence: SittingEvidence, witness: SittingWitness) -> _Found:
    ended = evidence.status is SittingStatus.ENDED
    if witness.status != ("completed" if ended else "running"):
        text = f"the record says {evidence.status}, the workflow is {witness.status}"
        yield FindingCode.WORKFLOW_LOST, text
    elif witness.outcome is not None and not _is_on_record(evidence, witness.outcome):
        text = "the sums of the sitting on record are not those with which the workflow ended"
        yield FindingCode.HISTORY_DIFFERS, text


def _is_on_record(evidence: SittingEvidence, outcome: SittingOutcome) -> bool:
    """Return whether the minutes on record state this outcome; how many were told is in no entry."""
    said: dict[str, Any] = {}
    for entry in evidence.entries:
        if entry.kind in {EntryKind.SITTING_CLOSED, EntryKind.SITTING_COUNTED, EntryKind.SITTING_ENDED}:
            said |= facts_of(entry)
    said["left"] = len(said.get("left", ()))
    stated = outcome.model_dump(mode="json", exclude={"sitting_id", "told", "seq", "leaf_hash"})
    ends = (outcome.seq, outcome.leaf_hash) in {(entry.seq, entry.leaf_hash) for entry in evidence.entries}
    return ends and all(said.get(name) == value for name, value in stated.items())


def _cast(evidence: SittingEvidence) -> Iterator[LedgerEntry]:
    return (entry for entry in evidence.entries if entry.kind is EntryKind.BALLOT_CAST)


def _act_id(entry: LedgerEntry) -> str:
    return str(facts_of(entry).get("act_id"))


def _name(entry: LedgerEntry) -> str:
    return f"entry {entry.seq} ({entry.kind})"
