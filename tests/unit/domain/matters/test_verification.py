"""What an auditor finds when the record of a matter was changed, and that they find nothing when not."""

import json
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from domain.canonical import canonical_json
from domain.matters.verification import verify_matter
from domain.matters.witness import compare_matter, is_matter_unwitnessed, remarks_on_matter
from schemas.audit import FindingCode
from schemas.ledger import EntryKind, LedgerEntry
from schemas.matter import MatterKind, MatterOutcome, MatterReceipt
from schemas.matter_audit import CarriedEvidence, MatterEvidence, MatterWitness
from schemas.messages import RefusalReason
from schemas.revocation import BuiltOn, OpenRevocation, RecoveryItem
from tests.revoking import a_recovery, a_ruling, an_opening
from tests.unit.domain.matters.recorded import Recorded, head_of, rewritten, witness_of
from tests.unit.domain.matters.revoking import AT, CLOCK, REVOKED, found

OPENING = an_opening("n-1", act_id=UUID(int=1), recover=(RecoveryItem.CASH,))
RULING, CASH = a_ruling(OPENING), a_recovery(RecoveryItem.CASH)
CODE = FindingCode


def _days(number: int) -> datetime:
    return AT + timedelta(days=number, minutes=1)


def _begun(opening: OpenRevocation = OPENING) -> Recorded:
    """Return a revocation that was refused once before it was opened, and reminded of."""
    recorded = Recorded(MatterKind.REVOCATION, str(opening.act_id), CLOCK)
    recorded.refuse(opening, "open_revocation", RefusalReason.UNKNOWN_GRANT, AT)
    recorded.act(opening, found(), AT)
    return recorded.ring(EntryKind.DEADLINE_REMINDED, found(), _days(10))


def _whole() -> MatterEvidence:
    """Return the record of one with everything: refusals, alarms, flags, recovery, a word after the end."""
    recorded = _begun()
    for day in (20, 25):
        recorded.ring(EntryKind.DEADLINE_ESCALATED, found(), _days(day))
    recorded.refuse(a_ruling(OPENING), "decide_revocation", RefusalReason.NOT_ENTITLED, _days(26))
    recorded.act(RULING, found(built_on=(BuiltOn(grant_id="n-2"),)), _days(27))
    recorded.act(CASH, found(), _days(28))
    return recorded.refuse(CASH, "record_recovery", RefusalReason.CLOSED, _days(29)).evidence()


WHOLE = _whole()
OPEN = _begun().evidence()
OPENED_AT, DECIDED_AT, LAST = 2, 7, len(WHOLE.entries)


def _codes(evidence: MatterEvidence) -> set[FindingCode]:
    return {finding.code for finding in verify_matter(evidence)}


def _told(seq: int, change: Callable[[dict[str, Any]], None]) -> Callable[[LedgerEntry], LedgerEntry]:
    """Return what changes the body of one entry."""

    def changed(entry: LedgerEntry) -> LedgerEntry:
        if entry.seq != seq:
            return entry
        body = json.loads(entry.body)
        change(body)
        return entry.model_copy(update={"body": canonical_json(body)})

    return changed


def _state(seq: int, **changes: Any) -> MatterEvidence:  # noqa: ANN401 - the fields of a state
    """Return the record with another state at this entry, the chain written anew."""
    return rewritten(WHOLE, _told(seq, lambda body: body["state"].update(changes)))


def _facts(seq: int, **changes: Any) -> MatterEvidence:  # noqa: ANN401 - the facts of an entry
    """Return the record with other facts at this entry, the chain written anew."""
    return rewritten(WHOLE, _told(seq, lambda body: body["facts"].update(changes)))


def _with(**changes: Any) -> MatterEvidence:  # noqa: ANN401 - the fields of the evidence
    return WHOLE.model_copy(update=changes)


def _row(**changes: Any) -> MatterEvidence:  # noqa: ANN401 - the fields of the row
    assert WHOLE.row
    return _with(row=WHOLE.row.model_copy(update=changes))


def _first_act(**changes: Any) -> MatterEvidence:  # noqa: ANN401 - the fields of an act's row
    first, *others = WHOLE.acts
    return _with(acts=(first.model_copy(update=changes), *others))


def test_a_record_that_nobody_changed_is_in_order() -> None:
    """With refusals before, between and after, alarms, flags and a clock that was moved on."""
    assert [] == verify_matter(WHOLE)
    assert [] == verify_matter(OPEN)


def test_a_matter_that_was_never_opened_has_only_refusals() -> None:
    """That is in order too, and has no story to compare."""
    recorded = Recorded(MatterKind.REVOCATION, str(OPENING.act_id), CLOCK)
    recorded.refuse(OPENING, "open_revocation", RefusalReason.UNKNOWN_GRANT, AT)

    assert [] == verify_matter(recorded.evidence())
    assert [] == compare_matter(recorded.evidence(), MatterWitness(status=None))


NOBODYS: dict[str, Any] = {"grant_id": "n-1", "kind": "revoked", "facts": {}}


def _changed_reason() -> dict[str, Any]:
    return {"act": WHOLE.acts[0].act | {"reason": "Lý do khác"}}


CHANGES: dict[str, tuple[MatterEvidence, FindingCode]] = {
    "an entry is missing": (_with(entries=WHOLE.entries[:2] + WHOLE.entries[3:]), CODE.CHAIN_BROKEN),
    "a body was changed": (
        _with(entries=(WHOLE.entries[0].model_copy(update={"body": b"{}"}), *WHOLE.entries[1:])),
        CODE.BODY_CHANGED,
    ),
    "the last entry was dropped": (_with(entries=WHOLE.entries[:-1]), CODE.HEAD_DIFFERS),
    "the row counts otherwise": (_row(seq=3), CODE.HEAD_DIFFERS),
    "what was said was changed": (_first_act(**_changed_reason()), CODE.DETAIL_DIFFERS),
    "somebody else said it": (_first_act(actor_id="cong-dan-01"), CODE.DETAIL_DIFFERS),
    "it was said at another time": (_first_act(at=_days(3)), CODE.DETAIL_DIFFERS),
    "an act is missing": (_with(acts=WHOLE.acts[1:]), CODE.DETAIL_MISSING),
    "an act has no entry": (_first_act(seq=0), CODE.DETAIL_WITHOUT_ENTRY),
    "a refusal is missing": (_with(refusals=WHOLE.refusals[1:]), CODE.DETAIL_MISSING),
    "a refusal has no entry": (
        _with(refusals=(*WHOLE.refusals, WHOLE.refusals[0].model_copy(update={"seq": 0}))),
        CODE.DETAIL_WITHOUT_ENTRY,
    ),
    "a refusal has another reason": (
        _with(
            refusals=(
                WHOLE.refusals[0].model_copy(update={"reason": RefusalReason.NOT_REVOKED}),
                *WHOLE.refusals[1:],
            )
        ),
        CODE.DETAIL_DIFFERS,
    ),
    "an entry leads nowhere and revokes": (
        rewritten(WHOLE, _told(4, lambda body: body.update(state=None, facts={"grants": [NOBODYS]}))),
        CODE.RULES_BROKEN,
    ),
    "a refusal revokes": (_facts(LAST, grants=[NOBODYS]), CODE.RULES_BROKEN),
    "a flag was lifted": (_with(flags=()), CODE.DETAIL_MISSING),
    "something was handed over": (
        _with(carried=(CarriedEvidence(nomination_id="n-1", carried_by="d-2", seq=3),)),
        CODE.DETAIL_WITHOUT_ENTRY,
    ),
    "the row says otherwise": (_row(status="denied"), CODE.STATE_DIFFERS),
    "the row is of another kind": (_row(kind=MatterKind.DOSSIER), CODE.STATE_DIFFERS),
    "the row is due otherwise": (_row(due_at=AT), CODE.STATE_DIFFERS),
    "the row began otherwise": (_row(start=_changed_reason()["act"]), CODE.DETAIL_DIFFERS),
    "the row is missing": (_with(row=None), CODE.DETAIL_MISSING),
    "no entry opened it": (
        _row(seq=0).model_copy(update={"entries": (), "head_seq": 0, "head_hash": "00" * 32}),
        CODE.DETAIL_WITHOUT_ENTRY,
    ),
    "an entry leads elsewhere": (_state(DECIDED_AT, flagged=["n-2", "n-9"]), CODE.STATE_DIFFERS),
    "the clock was moved by hand": (
        _state(3, clock=CLOCK.model_dump(mode="json") | {"reminded": True, "calendar": "another"}),
        CODE.STATE_DIFFERS,
    ),
    "it had to be refused": (
        _facts(DECIDED_AT, found=found(held=()).model_dump(mode="json")),
        CODE.RULES_BROKEN,
    ),
    "its opening had to be refused": (
        _facts(OPENED_AT, found=found(origin=REVOKED).model_dump(mode="json")),
        CODE.RULES_BROKEN,
    ),
    "another number was asked for": (
        _facts(DECIDED_AT, number={"body": "tp-ha-noi", "symbol": "QĐ-UBND", "day": "2027-01-28"}),
        CODE.RULES_BROKEN,
    ),
    "another grant fell": (_facts(DECIDED_AT, grants=[]), CODE.RULES_BROKEN),
    "it was closed before": (_state(DECIDED_AT, closed=True), CODE.RULES_BROKEN),
}


@pytest.mark.parametrize(("evidence", "code"), CHANGES.values(), ids=CHANGES)
def test_a_change_is_found(evidence: MatterEvidence, code: FindingCode) -> None:
    """Each in its own words, also where the whole chain was written anew."""
    assert code in _codes(evidence)


def test_an_alarm_before_its_time_is_found() -> None:
    """Nobody is reminded early."""
    recorded = Recorded(MatterKind.REVOCATION, str(OPENING.act_id), CLOCK)
    recorded.act(OPENING, found(), AT).ring(EntryKind.DEADLINE_REMINDED, found(), _days(3))

    assert {CODE.RULES_BROKEN} == _codes(recorded.evidence())


def test_an_entry_of_another_kind_than_its_message_is_found() -> None:
    """An opening stays an opening."""
    kind = EntryKind.RECOVERY_RECORDED
    changed = rewritten(
        WHOLE, lambda entry: entry.model_copy(update={"kind": kind}) if entry.seq == OPENED_AT else entry
    )

    assert {CODE.RULES_BROKEN} == _codes(changed)


# The second witness

HISTORY = witness_of(WHOLE)


def _history(**changes: Any) -> MatterWitness:  # noqa: ANN401 - the fields of the witness
    return HISTORY.model_copy(update=changes)


def _compared(witness: MatterWitness, evidence: MatterEvidence = WHOLE) -> list[FindingCode]:
    return [finding.code for finding in compare_matter(evidence, witness)]


def test_both_witnesses_agree() -> None:
    """The refusal before the opening and the one after the end are not the workflow's to know."""
    entries = {seq: head for seq, head in HISTORY.entries.items() if seq < LAST}

    assert [] == _compared(HISTORY)
    assert [] == _compared(_history(entries=entries))
    assert [] == _compared(witness_of(OPEN), OPEN)


def test_what_only_the_record_has_is_found() -> None:
    """An act that the workflow never learnt of, or learnt otherwise."""
    unknown = {seq: head for seq, head in HISTORY.entries.items() if seq != DECIDED_AT}
    other = HISTORY.entries[DECIDED_AT].model_copy(update={"leaf_hash": "ab" * 32})

    assert [CODE.NOT_IN_HISTORY] == _compared(_history(entries=unknown))
    assert [CODE.HISTORY_DIFFERS] == _compared(_history(entries=HISTORY.entries | {DECIDED_AT: other}))


def test_what_only_the_history_has_is_found() -> None:
    """An entry that was dropped, and an answer that nobody can find."""
    further = HISTORY.entries[LAST].model_copy(update={"seq": LAST + 1})
    receipt = MatterReceipt(
        matter=WHOLE.stream, act_id=uuid4(), kind=EntryKind.REVOCATION_DECIDED, seq=DECIDED_AT,
        leaf_hash="ab" * 32, digest="ab" * 32, recorded_at=AT, status="done",
    )  # fmt: skip

    assert [CODE.NOT_IN_RECORD] == _compared(_history(entries=HISTORY.entries | {LAST + 1: further}))
    assert [CODE.NOT_IN_RECORD] == _compared(_history(answers=(receipt,)))


def test_a_message_that_did_not_arrive_so_is_found() -> None:
    """Another content, or none at all; where the workflow caught up, somebody should look."""
    other = HISTORY.messages | {str(RULING.act_id): ("ab" * 32,)}
    none = {act: digests for act, digests in HISTORY.messages.items() if act != str(RULING.act_id)}
    caught_up = _history(messages=none, caught_up=frozenset({DECIDED_AT}))

    assert [CODE.MESSAGE_DIFFERS] == _compared(_history(messages=other))
    assert [CODE.MESSAGE_DIFFERS] == _compared(_history(messages=none))
    assert [] == _compared(caught_up)
    assert [f"entry {DECIDED_AT} (revocation.decided)"] == [
        remark.text.partition(":")[0] for remark in remarks_on_matter(WHOLE, caught_up)
    ]
    assert [] == remarks_on_matter(WHOLE, HISTORY)


def test_another_end_is_found() -> None:
    """A workflow that is gone, that still runs, or that ended otherwise."""
    otherwise = MatterOutcome(stream=WHOLE.stream, status="denied", seq=LAST, leaf_hash="ab" * 32)

    assert [CODE.WORKFLOW_LOST] == _compared(_history(status="terminated"))
    assert [CODE.WORKFLOW_LOST] == _compared(_history(status="running"))
    assert [CODE.HISTORY_DIFFERS] == _compared(_history(outcome=otherwise))


def test_a_closed_matter_outlives_its_history() -> None:
    """An open one does not."""
    gone = MatterWitness(status=None)

    assert is_matter_unwitnessed(WHOLE, gone)
    assert [] == _compared(gone)
    assert not is_matter_unwitnessed(OPEN, gone)
    assert [CODE.HISTORY_UNAVAILABLE, CODE.WORKFLOW_LOST] == _compared(gone, OPEN)


def test_a_head_is_an_entry_as_the_workflow_learns_it() -> None:
    """The story that is compared here is told in the words of the real one."""
    assert HISTORY.entries[DECIDED_AT] == head_of(WHOLE.entries[DECIDED_AT - 1])
