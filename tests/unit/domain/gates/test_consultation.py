"""Consultation: all are asked at once, each answers once, and silence means: go on."""

import pytest
from pydantic import ValidationError

from domain.gates.consultation import NO_OBJECTION, OBJECTED, ConsultationSettings, View
from schemas.ledger import EntryKind
from schemas.messages import RefusalReason
from schemas.record import NoticeKind
from tests.gated import AGENCIES, CONSULTATION, gated, opinion
from tests.unit.domain.gates.walking import Walk

TAX, POLICE = AGENCIES


@pytest.fixture
def walk() -> Walk:
    """A case that two agencies are asked about."""
    return Walk(gated(CONSULTATION))


def test_the_agencies_are_asked_in_parallel(walk: Walk) -> None:
    """Both are on the panel and both are told at once."""
    assert AGENCIES == walk.at.panel
    assert [(who, NoticeKind.YOUR_TURN) for who in AGENCIES] == [
        (notice.recipient, notice.kind) for notice in walk.last.notices
    ]


def test_it_goes_on_when_all_have_answered(walk: Walk) -> None:
    """The first answer waits for the second; in whichever order they come."""
    assert walk.send(opinion(walk.request, POLICE)) is None
    assert ("consultation", {"answers": {POLICE: "agrees"}}) == (walk.at.gate, walk.at.gate_state)
    assert (TAX in walk.words.en, POLICE in walk.words.en) == (True, False)
    assert walk.send(opinion(walk.request, TAX)) is None

    assert ("decision", NO_OBJECTION) == (walk.at.gate, walk.came)
    assert [] == walk.last.verdicts[0].inputs["silent"]


def test_silence_to_the_end_of_the_period_is_recorded_as_silence(walk: Walk) -> None:
    """It ends on its due day, without grace, and the record says who was silent."""
    walk.send(opinion(walk.request, TAX))
    clock = walk.at.clock
    walk.ring()
    assert EntryKind.DEADLINE_WENT_ON == walk.ring()
    (verdict,) = walk.last.verdicts

    assert clock
    assert clock.due_at == walk.now
    assert ("decision", NO_OBJECTION) == (walk.at.gate, walk.came)
    assert [POLICE] == verdict.inputs["silent"]
    assert (POLICE in verdict.vi, POLICE in verdict.en) == (True, True)


def test_an_objection_needs_its_reason_and_does_not_stop_the_case(walk: Walk) -> None:
    """Council and decider read it; the decider may still approve."""
    assert RefusalReason.MISSING_REASON == walk.send(opinion(walk.request, TAX, View.OBJECTS))
    objection = opinion(walk.request, TAX, View.OBJECTS, "Còn nợ thuế")

    assert walk.send(objection, opinion(walk.request, POLICE)) is None
    assert ("decision", OBJECTED) == (walk.at.gate, walk.came)
    assert ([TAX], False) == (walk.last.verdicts[0].inputs["objecting"], walk.last.verdicts[0].holds)
    assert "chờ người có thẩm quyền" in walk.words.vi


def test_an_agency_answers_once_and_only_who_is_asked_answers(walk: Walk) -> None:
    """A second answer, also by a delegate, would overwrite what is on record."""
    walk.send(opinion(walk.request, TAX))

    assert RefusalReason.ALREADY_SAID == walk.send(opinion(walk.request, TAX))
    assert RefusalReason.ALREADY_SAID == walk.send(opinion(walk.request, "clerk", on_behalf_of=TAX))
    assert RefusalReason.NOT_ON_PANEL == walk.send(opinion(walk.request, "ward-chair"))


def test_settings_without_an_agency_are_refused() -> None:
    """Nobody asked would mean a wait for nobody."""
    with pytest.raises(ValidationError):
        ConsultationSettings.model_validate({"agencies": []})
