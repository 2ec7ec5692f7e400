"""Appraisal: every criterion gets a finding, and the conclusion follows from the findings."""

import pytest
from pydantic import ValidationError

from domain.gates.appraisal import ELIGIBLE, INELIGIBLE, AppraisalSettings, Found, Met
from schemas.case import CaseStatus
from schemas.messages import RefusalReason, Verdict
from tests.cases import a_decision
from tests.gated import APPRAISAL, CRITERIA, appraisal, gated
from tests.unit.domain.gates.walking import Walk

INCOMPLETE = RefusalReason.INCOMPLETE
GOOD = tuple(Found(criterion=each, met=Met.PASS, evidence="Biên bản") for each in CRITERIA)


@pytest.fixture
def walk() -> Walk:
    """A case at appraisal, before a council's vote."""
    return Walk(gated(APPRAISAL))


def test_who_is_eligible_goes_to_the_council(walk: Walk) -> None:
    """Each criterion leaves a verdict of its own."""
    assert walk.send(appraisal(walk.request)) is None

    assert ("council_vote", ELIGIBLE) == (walk.at.gate, walk.came)
    assert [f"appraisal.{each}" for each in CRITERIA] == [verdict.rule for verdict in walk.last.verdicts]
    assert all(verdict.holds for verdict in walk.last.verdicts)


def test_who_is_ineligible_goes_past_the_council_to_the_decider(walk: Walk) -> None:
    """The decider can reject or return then, but not approve."""
    assert walk.send(appraisal(walk.request, "conduct")) is None
    gates = tuple(passed.gate for passed in walk.at.passed or ())

    assert ("decision", ("appraisal",)) == (walk.at.gate, gates)
    assert INELIGIBLE == walk.came
    assert {"appraisal.merit": True, "appraisal.conduct": False} == {
        verdict.rule: verdict.holds for verdict in walk.last.verdicts
    }
    assert "chỉ có thể trả lại hoặc từ chối" in walk.words.vi
    assert RefusalReason.NOT_CARRIED == walk.send(a_decision(walk.request, "ward"))
    assert walk.send(a_decision(walk.request, "ward", Verdict.REJECT, reason="Không đủ")) is None
    assert CaseStatus.REJECTED == walk.at.status


@pytest.mark.parametrize(
    ("findings", "eligible", "reason"),
    [
        (GOOD, True, None),
        (GOOD, False, INCOMPLETE),
        (GOOD[:1], True, INCOMPLETE),
        ((*GOOD, GOOD[0]), True, INCOMPLETE),
        ((), False, INCOMPLETE),
        ((GOOD[0].model_copy(update={"evidence": None}), GOOD[1]), True, INCOMPLETE),
        ((GOOD[0].model_copy(update={"evidence": None, "note": "Tin"}), GOOD[1]), True, INCOMPLETE),
        ((GOOD[0].model_copy(update={"met": Met.FAIL}), GOOD[1]), True, INCOMPLETE),
        ((GOOD[0].model_copy(update={"met": Met.FAIL}), GOOD[1]), False, None),
        (
            (GOOD[0].model_copy(update={"met": Met.FAIL, "evidence": None, "note": "Chưa có"}), GOOD[1]),
            False,
            None,
        ),
        ((GOOD[0].model_copy(update={"met": Met.FAIL, "evidence": None}), GOOD[1]), False, INCOMPLETE),
        ((*GOOD, GOOD[0].model_copy(update={"criterion": "luck"})), True, RefusalReason.UNKNOWN_CRITERION),
    ],
)
def test_a_sheet_is_whole_founded_and_consistent(
    walk: Walk, *, findings: tuple[Found, ...], eligible: bool, reason: RefusalReason | None
) -> None:
    """A gap, a pass without evidence, or a conclusion against the findings is refused."""
    sheet = appraisal(walk.request).model_copy(update={"findings": findings, "eligible": eligible})

    assert reason == walk.send(sheet)


def test_settings_without_a_criterion_are_refused() -> None:
    """An appraisal of nothing would pass everybody."""
    with pytest.raises(ValidationError):
        AppraisalSettings.model_validate({"criteria": []})
