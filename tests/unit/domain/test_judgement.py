"""Which messages are in order, as one table for each kind of act."""

import pytest

from domain.judgement import is_own, judge_decision, judge_resubmission, judge_withdrawal
from schemas.case import OUTCOMES, CaseStatus
from schemas.case_file import CaseFile
from schemas.messages import Decision, RefusalReason, Resubmission, Verdict
from schemas.nomination import SubjectKind
from tests.cases import a_decision, a_nomination, a_resubmission, a_withdrawal
from tests.unit.domain.case_files import a_case

RETURNED = CaseStatus.RETURNED
REQUEST = a_nomination(nominator_id="ward-deputy", nominee_id="district-deputy")


def _decision(level: str = "district", verdict: Verdict = Verdict.APPROVE, **fields: object) -> Decision:
    return a_decision(REQUEST, level, verdict).model_copy(update=fields)


def _case(level: str = "district", status: CaseStatus = CaseStatus.IN_REVIEW, round_: int = 1) -> CaseFile:
    return a_case(level, status, round_=round_, request=REQUEST)


@pytest.mark.parametrize(
    ("case", "decision", "reason"),
    [
        (_case(), _decision(), None),
        (_case(), _decision(verdict=Verdict.REJECT, reason="Vì"), None),
        (_case(), _decision(verdict=Verdict.RETURN, reason="Vì"), None),
        (_case(round_=2), _decision(round=2), None),
        (_case(), _decision("ward"), RefusalReason.ALREADY_DECIDED),
        (_case(), _decision("city"), RefusalReason.WRONG_LEVEL),
        (_case(), _decision("state"), RefusalReason.WRONG_LEVEL),
        (_case(), _decision(gate="intake"), RefusalReason.WRONG_GATE),
        (_case(), _decision(round=2), RefusalReason.WRONG_ROUND),
        (_case(round_=3), _decision(round=2), RefusalReason.ALREADY_DECIDED),
        (_case(status=RETURNED), _decision(), RefusalReason.WAITING_FOR_NOMINATOR),
        (_case(status=RETURNED, round_=2), _decision(), RefusalReason.ALREADY_DECIDED),
        (_case(), _decision(on_behalf_of="district-chair"), RefusalReason.NO_DELEGATION),
        (_case(), _decision(reviewer_id="city-chair"), RefusalReason.NOT_ON_PANEL),
        (_case("ward"), _decision("ward", reviewer_id="ward-deputy"), RefusalReason.OWN_NOMINATION),
        (_case(), _decision(reviewer_id="district-deputy"), RefusalReason.OWN_NOMINATION),
        (_case(), _decision(verdict=Verdict.RETURN), RefusalReason.MISSING_REASON),
        (_case(), _decision(verdict=Verdict.REJECT), RefusalReason.MISSING_REASON),
        (_case(), _decision(content_hash="0" * 64), RefusalReason.STALE_CONTENT),
        *((_case(status=outcome), _decision(), RefusalReason.CLOSED) for outcome in sorted(OUTCOMES)),
    ],
)
def test_a_decision_is_in_order_or_refused_for_this(
    case: CaseFile, decision: Decision, reason: RefusalReason | None
) -> None:
    """The reason is the outermost thing that is wrong."""
    assert reason == judge_decision(case, decision)


@pytest.mark.parametrize(
    ("wrong", "reason"),
    [
        ({"content_hash": "0" * 64, "verdict": Verdict.REJECT}, RefusalReason.MISSING_REASON),
        ({"content_hash": "0" * 64, "reviewer_id": "nobody"}, RefusalReason.NOT_ON_PANEL),
        ({"reviewer_id": "nobody", "on_behalf_of": "x"}, RefusalReason.NO_DELEGATION),
        ({"reviewer_id": "nobody", "round": 2}, RefusalReason.WRONG_ROUND),
        ({"round": 2, "gate": "intake"}, RefusalReason.WRONG_GATE),
        ({"gate": "intake", "level": "state"}, RefusalReason.WRONG_LEVEL),
    ],
)
def test_of_two_faults_the_outer_one_is_told(wrong: dict[str, object], reason: RefusalReason) -> None:
    """Turn before person, person before statement: the same message always gets the same answer."""
    assert reason == judge_decision(_case(), _decision().model_copy(update=wrong))


def _resubmission(**nominee: object) -> Resubmission:
    act = a_resubmission(REQUEST, "Khác", actor_id="ward-deputy")
    changed = act.content.nominee.model_copy(update=nominee)
    return act.model_copy(update={"content": act.content.model_copy(update={"nominee": changed})})


def _answering_to(**campaign: str) -> Resubmission:
    act = _resubmission()
    return act.model_copy(update={"content": act.content.model_copy(update=campaign)})


@pytest.mark.parametrize(
    ("status", "resubmission", "reason"),
    [
        (RETURNED, _resubmission(), None),
        (RETURNED, _resubmission(name="Tên đã sửa"), None),
        (RETURNED, _resubmission(kind=SubjectKind.INDIVIDUAL), RefusalReason.OTHER_AWARD),
        (RETURNED, _resubmission(nominee_id="somebody"), RefusalReason.OTHER_AWARD),
        (RETURNED, _answering_to(campaign="other"), RefusalReason.OTHER_AWARD),
        (RETURNED, _answering_to(movement="other"), RefusalReason.OTHER_AWARD),
        (RETURNED, _answering_to(content_group="other"), RefusalReason.OTHER_AWARD),
        (RETURNED, a_resubmission(REQUEST, "Khác", actor_id="ward-chair"), RefusalReason.NOT_THE_NOMINATOR),
        (CaseStatus.IN_REVIEW, _resubmission(), RefusalReason.NOT_RETURNED),
        *((outcome, _resubmission(), RefusalReason.CLOSED) for outcome in sorted(OUTCOMES)),
    ],
)
def test_a_resubmission_is_in_order_or_refused_for_this(
    status: CaseStatus, resubmission: Resubmission, reason: RefusalReason | None
) -> None:
    """Only the nominator answers a return, and only about the same award and nominee."""
    assert reason == judge_resubmission(_case(status=status), resubmission)


@pytest.mark.parametrize(
    ("status", "actor", "reason"),
    [
        (CaseStatus.IN_REVIEW, "ward-deputy", None),
        (RETURNED, "ward-deputy", None),
        (CaseStatus.IN_REVIEW, "ward-chair", RefusalReason.NOT_THE_NOMINATOR),
        *((outcome, "ward-deputy", RefusalReason.CLOSED) for outcome in sorted(OUTCOMES)),
    ],
)
def test_a_withdrawal_is_in_order_or_refused_for_this(
    status: CaseStatus, actor: str, reason: RefusalReason | None
) -> None:
    """Only the nominator withdraws, and only before the outcome."""
    assert reason == judge_withdrawal(_case(status=status), a_withdrawal(actor_id=actor))


@pytest.mark.parametrize(
    ("person", "own"), [("ward-deputy", True), ("district-deputy", True), ("ward-chair", False)]
)
def test_a_nomination_is_the_nominators_and_the_nominees_own(person: str, *, own: bool) -> None:
    """Both are kept from deciding; a nominee without an id is nobody in particular."""
    assert own == is_own(_case(), person)
    assert not is_own(a_case(), "None")
