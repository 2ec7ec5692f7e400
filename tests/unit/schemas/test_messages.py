"""What a person may send: complete, bounded and in one spelling, or not at all."""

import unicodedata
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, ValidationError

from schemas.case import OUTCOMES, CaseStatus
from schemas.messages import Decision, Resubmission, Withdrawal
from schemas.names import nomination_workflow_id
from schemas.nomination import NominationContent, Nominee
from tests.unit.schemas.examples import DECISION, OPENED, REQUEST, RESUBMISSION, WITHDRAWAL

NFD = unicodedata.normalize("NFD", "Nguyễn Thị Ánh đã làm việc tốt")
NFC = unicodedata.normalize("NFC", NFD)

OPEN = {CaseStatus.IN_REVIEW, CaseStatus.RETURNED, CaseStatus.SUSPENDED, CaseStatus.AWAITING_CONSENT}

WRONG: list[tuple[BaseModel, str, object]] = [
    (DECISION, "decision_id", "not-a-uuid"),
    (DECISION, "decision_id", None),
    (DECISION, "level", ""),
    (DECISION, "level", "ward "),
    (DECISION, "level", "phường"),
    (DECISION, "gate", "decision\n"),
    (DECISION, "round", 0),
    (DECISION, "round", -1),
    (DECISION, "round", 1.5),
    (DECISION, "reviewer_id", "Nguyễn Văn A"),
    (DECISION, "reviewer_id", "a" * 81),
    (DECISION, "on_behalf_of", ""),
    (DECISION, "verdict", "maybe"),
    (DECISION, "verdict", "APPROVE"),
    (DECISION, "reason", ""),
    (DECISION, "reason", " \n\t "),
    (DECISION, "reason", "a" * 8_001),
    (DECISION, "reason", "NUL \x00"),
    (DECISION, "reason", "half a pair \ud83c"),
    (DECISION, "content_hash", "ab" * 31),
    (DECISION, "content_hash", "AB" * 32),
    (DECISION, "content_hash", "xy" * 32),
    (RESUBMISSION, "act_id", "1"),
    (RESUBMISSION, "actor_id", ""),
    (RESUBMISSION, "note", ""),
    (RESUBMISSION, "note", None),
    (RESUBMISSION, "content", {}),
    (WITHDRAWAL, "act_id", ""),
    (WITHDRAWAL, "actor_id", "../etc"),
    (WITHDRAWAL, "reason", None),
    (WITHDRAWAL, "reason", "   "),
    (REQUEST, "nomination_id", "n 1"),
    (REQUEST, "nomination_id", "n/1"),
    (REQUEST, "nomination_id", ".hidden"),
    (REQUEST, "nomination_id", "a" * 81),
    (REQUEST, "dossier_id", ""),
    (REQUEST, "content", None),
    (REQUEST.content, "period_to", "2018-12-31"),
    (REQUEST.content, "period_from", "2019-02-30"),
    (REQUEST.content, "achievement", ""),
    (REQUEST.content.nominee, "kind", "village"),
    (REQUEST.content.nominee, "name", "two\nlines"),
    (REQUEST.content.nominee, "name", "a" * 301),
    (REQUEST.content.nominee, "nominee_id", "Nguyễn Văn A"),
]


def _with(model: BaseModel, **changes: object) -> dict[str, Any]:
    return model.model_dump() | changes


@pytest.mark.parametrize(("model", "field", "value"), WRONG)
def test_a_wrong_field_is_refused_by_its_name(model: BaseModel, field: str, value: object) -> None:
    """Nothing is guessed and nothing is cut off."""
    with pytest.raises(ValidationError) as raised:
        type(model).model_validate(_with(model, **{field: value}))

    places = {fault["loc"][:1] for fault in raised.value.errors()}
    assert places <= {(field,), ()}
    assert 1 == len(places)


@pytest.mark.parametrize("model", [DECISION, RESUBMISSION, WITHDRAWAL, REQUEST.content])
def test_every_field_without_a_default_must_be_there(model: BaseModel) -> None:
    """A message that lacks something is no message."""
    required = {name for name, field in type(model).model_fields.items() if field.is_required()}
    with pytest.raises(ValidationError) as raised:
        type(model).model_validate({})

    assert {(name,) for name in required} == {fault["loc"] for fault in raised.value.errors()}


@pytest.mark.parametrize("reason", [None, "Đủ điều kiện"])
def test_a_reason_may_be_left_out_of_a_message(reason: str | None) -> None:
    """Whether one is needed is judged, so that its absence can be refused on record."""
    assert reason == Decision.model_validate(_with(DECISION, reason=reason)).reason


@pytest.mark.parametrize(
    ("kind", "message", "field"),
    [
        (Decision, DECISION, "reason"),
        (Resubmission, RESUBMISSION, "note"),
        (Withdrawal, WITHDRAWAL, "reason"),
        (NominationContent, REQUEST.content, "achievement"),
        (Nominee, REQUEST.content.nominee, "name"),
    ],
)
def test_every_text_enters_in_one_spelling(kind: type[BaseModel], message: BaseModel, field: str) -> None:
    """The same words typed on two keyboards are the same words from here on."""
    joined, apart = (kind.model_validate(_with(message, **{field: text})) for text in (NFC, f" {NFD} "))

    assert NFD != NFC
    assert joined == apart
    assert NFC == getattr(apart, field)


@given(text=st.text(max_size=200))
def test_a_reason_that_is_taken_is_clean(text: str) -> None:
    """Whatever is typed is either refused or stored in the one spelling that every store takes."""
    try:
        reason = Decision.model_validate(_with(DECISION, reason=text)).reason
    except ValidationError:
        assert not text.strip() or any(unicodedata.category(c) in {"Cc", "Cs"} for c in text)
        return

    assert reason
    assert unicodedata.is_normalized("NFC", reason)
    assert reason == Decision.model_validate(_with(DECISION, reason=reason)).reason


def test_a_period_of_one_day_is_a_period() -> None:
    """First and last day are both included."""
    day = REQUEST.content.period_from
    content = NominationContent.model_validate(_with(REQUEST.content, period_to=day))

    assert day == content.period_to


@pytest.mark.parametrize("status", list(CaseStatus))
def test_a_case_is_closed_by_an_outcome_only(status: CaseStatus) -> None:
    """A case that waits for anybody, or is held, is open."""
    standing = OPENED.standing.model_copy(update={"status": status})

    assert (status not in OPEN) == standing.closed
    assert standing.closed == (status in OUTCOMES)


def test_a_nomination_has_one_workflow_id() -> None:
    """Every process that knows the nomination finds its workflow."""
    assert "nomination:n-1" == nomination_workflow_id("n-1")
