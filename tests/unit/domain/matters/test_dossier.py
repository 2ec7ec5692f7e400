"""The rules of a dossier: what opens it, who may hand over what, and what it comes to."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

import pytest
from pydantic import ValidationError

from domain.matters.dossier import Dossier
from domain.matters.dossier_words import reason_in_words, result_in_words, status_in_words
from schemas.dossier_matter import (
    DossierFound,
    DossierPart,
    DossierState,
    DossierStatus,
    DossierSummary,
    HandOver,
    RowCounts,
    RowResult,
    RowsOnRecord,
    SubmitDossier,
)
from schemas.ledger import EntryKind
from schemas.messages import RefusalReason
from tests.dossiers import LETTER

AT = datetime(2020, 1, 3, tzinfo=UTC)
UNIT = Dossier()
DIGEST = "ab" * 32
PART = DossierPart(dossier_id="hs-0", act_id=UUID(int=1))
ROWS = RowsOnRecord(count=2, digest=DIGEST)


def a_start(**changed: Any) -> SubmitDossier:  # noqa: ANN401 - any field
    """Return a submission of two rows and one part."""
    fields = {
        "act_id": uuid4(),
        "actor_id": "ward-office",
        "dossier_id": "hs-1",
        "submitting_body": "phuong",
        "letter": LETTER,
        "rows": 2,
        "rows_digest": DIGEST,
        "parts": (PART,),
    }
    return SubmitDossier.model_validate(fields | changed)


def a_hand_over(**changed: Any) -> HandOver:  # noqa: ANN401 - any field
    """Return a hand-over to another dossier."""
    fields = {"act_id": uuid4(), "actor_id": "ward-office", "into": "hs-2", "reason": "Gộp hồ sơ"}
    return HandOver.model_validate(fields | changed)


def a_state() -> DossierState:
    """Return the state of a dossier that is submitted."""
    return UNIT.read_state(UNIT.open(a_start(), DossierFound(rows=ROWS), AT).state)


@pytest.mark.parametrize(
    ("found", "reason"),
    [
        (DossierFound(rows=ROWS), None),
        (DossierFound(), RefusalReason.OTHER_ROWS),
        (DossierFound(rows=RowsOnRecord(count=3, digest=DIGEST)), RefusalReason.OTHER_ROWS),
        (DossierFound(rows=RowsOnRecord(count=2, digest="cd" * 32)), RefusalReason.OTHER_ROWS),
        (DossierFound(rows=RowsOnRecord(count=2, digest=DIGEST, foreign=1)), RefusalReason.OTHER_ROWS),
        (DossierFound(rows=ROWS, parts_missing=1), RefusalReason.UNKNOWN_HAND_OVER),
    ],
)
def test_a_dossier_opens_with_exactly_what_it_vouches_for(
    found: DossierFound, reason: RefusalReason | None
) -> None:
    """Its rows are on record, by its nominator and body, and its parts were handed to it."""
    assert reason == UNIT.judge_start(a_start(), found, AT)
    assert "hs-1" == UNIT.name_of(a_start())


def test_nobody_submits_or_hands_over_for_somebody_else() -> None:
    """There is no delegation that covers it."""
    start, act = a_start(on_behalf_of="p-1"), a_hand_over(on_behalf_of="p-1")

    assert RefusalReason.NO_DELEGATION is UNIT.judge_start(start, DossierFound(rows=ROWS), AT)
    assert RefusalReason.NO_DELEGATION is UNIT.judge(a_state(), act, DossierFound(handed=("n-1",)), AT)


@pytest.mark.parametrize("changed", [{"rows": 0, "parts": ()}, {"rows": 10_001}, {"rows": -1}])
def test_a_dossier_has_one_to_ten_thousand_rows_or_parts(changed: dict[str, Any]) -> None:
    """What carries nothing, or more than can be carried, is no message that can be read."""
    with pytest.raises(ValidationError):
        a_start(**changed)


@pytest.mark.parametrize(
    ("changed", "found", "reason"),
    [
        ({}, DossierFound(handed=("n-1",)), None),
        ({"into": "hs-1"}, DossierFound(handed=("n-1",)), RefusalReason.WRONG_DOSSIER),
        ({}, DossierFound(handed=("n-1",), into_closed=True), RefusalReason.WRONG_DOSSIER),
        ({}, DossierFound(), RefusalReason.NOT_IN_DOSSIER),
        ({}, DossierFound(handed=("n-1",), astray=1), RefusalReason.NOT_IN_DOSSIER),
        ({}, DossierFound(handed=("n-1",), foreign=1), RefusalReason.NOT_ENTITLED),
    ],
)
def test_only_what_it_carries_is_handed_over_by_whoever_has_a_say(
    changed: dict[str, Any], found: DossierFound, reason: RefusalReason | None
) -> None:
    """Not to itself or to one that has ended, nothing of others, and not by strangers."""
    assert reason == UNIT.judge(a_state(), a_hand_over(**changed), found, AT)


def test_a_hand_over_tells_who_carries_what_from_now_on() -> None:
    """It is counted, and the record is told which dossier carries the nominations."""
    step = UNIT.step(a_state(), a_hand_over(), DossierFound(handed=("n-1", "n-2")), AT)

    assert (("n-1", "n-2"), "hs-2") == (step.carries, step.carried_by)
    assert 2 == step.state["handed_over"]


def test_its_own_work_leads_from_opening_to_its_end() -> None:
    """When all rows have results it says how many; when all have ended it is closed with its summary."""
    counts, summary = RowCounts(accepted=2), DossierSummary(outcomes={"conferred": 2})
    opened = UNIT.after_alarm(a_state(), EntryKind.DOSSIER_OPENED, DossierFound(counts=counts), AT)
    state = UNIT.read_state(opened.state)
    ended = UNIT.after_alarm(state, EntryKind.DOSSIER_ENDED, DossierFound(summary=summary), AT)
    last = UNIT.read_state(ended.state)

    assert (DossierStatus.OPENING, DossierStatus.UNDER_WAY) == (a_state().status, state.status)
    assert (counts, False) == (state.counts, state.closed)
    assert (DossierStatus.ENDED, True, counts, summary) == (
        last.status,
        last.closed,
        last.counts,
        last.summary,
    )


def test_people_read_both_languages() -> None:
    """Every status, result and reason has words."""
    texts = [*map(status_in_words, DossierStatus), *map(result_in_words, (*RowResult, None))]

    assert all(" / " in text for text in (*texts, reason_in_words("other_content")))
    assert ("", "award: no") == (reason_in_words(None), reason_in_words("award: no"))
