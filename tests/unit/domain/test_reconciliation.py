"""What one witness has and the other has not is named on the line where it belongs, and nothing else is."""

from collections.abc import Callable
from uuid import UUID, uuid4

import pytest

from domain.reconciliation import UNREADABLE_ACT, reconcile
from domain.reconciliation_words import COLUMNS, cells, in_words
from schemas.audit import TimelineEvent, Witness
from schemas.messages import Receipt
from schemas.reconciliation import Agreement, ReconciledLine
from tests.cases import a_decision
from tests.gated import INTAKE, gated, papers
from tests.unit.domain.case_files import MONDAY
from tests.unit.domain.recorded import Recorded

_OTHER = "ab" * 32
Twisted = Callable[[Recorded], Witness]


def _event(number: int, what: str, **said: object) -> TimelineEvent:
    event = {"at": MONDAY, "source": "temporal", "what": what, "event_id": number}
    return TimelineEvent.model_validate(event | said)


def _case() -> Recorded:
    """A nomination with a refusal and an act: three entries, the last two from messages."""
    request = gated(INTAKE)
    return Recorded(request).refuse().send(papers(request))


def _told(case: Recorded) -> Witness:
    """A history that says the same as the record, with its events."""
    witness = case.witness()
    refused, checked = (_act_id(case, seq) for seq in (2, 3))
    receipt = _receipt(case, 3)
    events = (
        _event(1, "workflow started"),
        _event(4, "the workflow learnt", learnt=(1,)),
        _event(6, "update decide arrived", act_id=refused),
        _event(7, "the workflow learnt", learnt=(2,)),
        _event(9, "signal check_papers arrived", act_id=checked),
        _event(11, "the workflow learnt", learnt=(3,)),
        _event(12, "answered with a receipt", answers=3),
    )
    return witness.model_copy(update={"events": events, "answers": (receipt,)})


def _receipt(case: Recorded, seq: int, leaf_hash: str | None = None) -> Receipt:
    entry = case.entries[min(seq, 3) - 1]
    return Receipt.model_validate(
        {"act_id": uuid4(), "nomination_id": "n", "seq": seq, "leaf_hash": leaf_hash or entry.leaf_hash}
        | {
            "kind": entry.kind,
            "digest": _OTHER,
            "recorded_at": MONDAY,
            "status": "in_review",
            "level": "ward",
            "round": 1,
        }
    )


def _act_id(case: Recorded, seq: int) -> UUID:
    act_id = case.witness().entries[seq].act_id
    assert act_id
    return act_id


def _without(witness: Witness, seq: int) -> Witness:
    entries = {number: head for number, head in witness.entries.items() if number != seq}
    return witness.model_copy(update={"entries": entries})


def test_two_witnesses_of_one_story_agree_line_by_line() -> None:
    """Each entry stands beside the events by which its message came, it was learnt of, and answered."""
    case = _case()
    both = reconcile(case.evidence, _told(case))

    assert () == both.differences
    assert [
        ("nomination.accepted", None, 4, None),
        ("refusal.recorded", 6, 7, None),
        ("papers.checked", 9, 11, 12),
    ] == [(line.what, line.arrived, line.learnt, line.answered) for line in both.lines]
    assert {Agreement.BOTH} == {line.agreement for line in both.lines}
    assert all(line.leaf_hash == line.told_hash for line in both.lines)


def _unlearnt(case: Recorded) -> Witness:
    return _without(_told(case), 3)


def _of_other_hash(case: Recorded) -> Witness:
    told = _told(case)
    changed = told.entries[3].model_copy(update={"leaf_hash": _OTHER})
    return told.model_copy(update={"entries": told.entries | {3: changed}})


def _of_other_message(case: Recorded) -> Witness:
    told = _told(case)
    return told.model_copy(update={"messages": told.messages | {str(_act_id(case, 3)): (_OTHER,)}})


def _without_message(seq: int) -> Twisted:
    def made(case: Recorded) -> Witness:
        told = _told(case)
        messages = {act: said for act, said in told.messages.items() if act != str(_act_id(case, seq))}
        return told.model_copy(update={"messages": messages})

    return made


def _of_other_answer(case: Recorded) -> Witness:
    return _told(case).model_copy(update={"answers": (_receipt(case, 3, _OTHER),)})


def _terminated(case: Recorded) -> Witness:
    return _told(case).model_copy(update={"status": "terminated"})


def _of_more_entries(case: Recorded) -> Witness:
    told = _told(case)
    more = told.entries[3].model_copy(update={"seq": 4})
    return told.model_copy(update={"entries": told.entries | {4: more}})


def _of_an_answer_to_nothing(case: Recorded) -> Witness:
    return _told(case).model_copy(update={"answers": (_receipt(case, 9),)})


def _of_more_messages(case: Recorded) -> Witness:
    told = _told(case)
    stray = _event(13, "update decide arrived", act_id=uuid4(), who="ward-chair")
    return told.model_copy(update={"events": (*told.events, stray)})


def _of_more_garbage(case: Recorded) -> Witness:
    told = _told(case)
    stray = _event(13, "signal decide arrived", detail=UNREADABLE_ACT)
    return told.model_copy(update={"events": (*told.events, stray)})


@pytest.mark.parametrize(
    ("twisted", "agreement", "seq", "note"),
    [
        (_unlearnt, Agreement.ONLY_LEDGER, 3, "never learnt of it"),
        (_of_other_hash, Agreement.DIFFERS, 3, "told of another entry"),
        (_of_other_message, Agreement.DIFFERS, 3, "another message than the one that arrived"),
        (_without_message(3), Agreement.ONLY_LEDGER, 3, "no message that it could come from"),
        (_without_message(2), Agreement.ONLY_LEDGER, 2, "no message that it could come from"),
        (_of_other_answer, Agreement.DIFFERS, 3, "receipt with another hash"),
        (_of_more_entries, Agreement.ONLY_HISTORY, 4, "which is not on record"),
        (_of_an_answer_to_nothing, Agreement.ONLY_HISTORY, 9, "for an entry that is not on record"),
        (_of_more_messages, Agreement.ONLY_HISTORY, None, "arrived and left no entry"),
        (_of_more_garbage, Agreement.ONLY_HISTORY, None, "arrived and left no entry"),
        (_terminated, Agreement.DIFFERS, None, "the workflow is terminated"),
    ],
)
def test_what_one_witness_has_alone_is_named_where_it_belongs(
    twisted: Twisted, agreement: Agreement, seq: int | None, note: str
) -> None:
    """One difference is one line, with what is amiss in words, and casts no doubt on the other lines."""
    case = _case()
    (line,) = reconcile(case.evidence, twisted(case)).differences

    assert (agreement, seq) == (line.agreement, seq and line.seq)
    assert note in " ".join(line.notes)


def test_what_the_workflow_learnt_of_later_is_shown_and_is_no_difference() -> None:
    """A worker may die between record and history; an auditor is told to look and blames nobody."""
    case = _case()
    both = reconcile(case.evidence, case.witness(3))

    assert () == both.differences
    assert Agreement.LEARNT_LATER == both.lines[2].agreement


def test_garbage_and_its_refusal_belong_together() -> None:
    """A message without an id is matched with the refusal of its name."""
    case = _case().forge_facts(2, act_id=None)
    witness = case.witness().model_copy(
        update={
            "messages": {str(_act_id(case, 3)): case.witness().messages[str(_act_id(case, 3))]},
            "events": (_event(6, "signal decide arrived", detail=UNREADABLE_ACT),),
        }
    )
    both = reconcile(case.evidence, witness)

    assert () == both.differences
    assert 6 == both.lines[1].arrived


def test_a_refusal_at_the_door_is_beside_the_workflow() -> None:
    """A closed workflow cannot learn of it, so its absence there is right."""
    case = _case().forge_facts(2, refused_by="gateway")
    both = reconcile(case.evidence, _without(case.witness(), 2))

    assert () == both.differences
    assert Agreement.BESIDE == both.lines[1].agreement


def test_a_closed_case_outlives_its_history() -> None:
    """After Temporal's retention there is nothing to hold the ledger against, which every line says."""
    case = _case()
    case.send(a_decision(case.walk.request, "ward"))
    assert case.walk.at.closed
    both = reconcile(case.evidence, Witness(status=None))

    assert () == both.differences
    assert {Agreement.UNWITNESSED} == {line.agreement for line in both.lines}


def test_an_open_case_without_history_is_a_difference() -> None:
    """Nothing of it has a second witness, and the workflow that should go on is not there."""
    case = _case()
    both = reconcile(case.evidence, Witness(status=None))

    assert len(case.entries) + 1 == len(both.differences)
    assert "no history" in both.lines[-1].notes[0]


@pytest.mark.parametrize("agreement", Agreement)
def test_every_line_has_its_cells_in_both_languages(agreement: Agreement) -> None:
    """A line has a cell for every heading, and whatever the witnesses say has words in two languages."""
    line = ReconciledLine(agreement=agreement, what="decision.recorded", at=MONDAY)

    assert len(COLUMNS) == len(cells(line, str))
    assert " / " in in_words(agreement)
