"""What conferring puts on the award record: the grant as it was decided, and the number that it needs."""

from datetime import UTC, date, datetime

import pytest

from domain.conferral import Conferral, conferral, on_content
from domain.ledger import draft_body, told_beside
from schemas.award_record import GrantEventKind
from schemas.case import CaseStatus, PassedGate, Standing
from schemas.case_file import CaseFile
from schemas.messages import Verdict
from schemas.nomination import AwardBasis
from tests.cases import a_decision, a_withdrawal
from tests.unit.domain.case_files import MONDAY, a_case
from tests.unit.domain.eligible import condition, predicate
from workflows.drafts import decision_draft, withdrawal_draft

MIDNIGHT = datetime(2020, 12, 31, 17, tzinfo=UTC)
"""The new year in Vietnam."""


@pytest.fixture
def case() -> CaseFile:
    """A case at the level that confers, whose award has a series of numbers."""
    found = a_case("city")
    return found.model_copy(update={"route": found.route.model_copy(update={"number_symbol": "QĐ-UBND"})})


def _conferred(case: CaseFile, award: str | None = None) -> Standing:
    return case.standing.model_copy(update={"status": CaseStatus.CONFERRED, "clock": None, "award": award})


def test_the_grant_is_of_the_day_in_vietnam(case: CaseFile) -> None:
    """A decision after midnight in Vietnam is of the new year, in its day and in its series."""
    made = conferral(case, _conferred(case), MIDNIGHT)

    assert "2021-01-01" == made.grants[0].facts["decided_on"]
    assert made.number is not None
    assert (date(2021, 1, 1), "QĐ-UBND", case.standing.body) == (
        made.number.day,
        made.number.symbol,
        made.number.body,
    )


def _at_gates(case: CaseFile, *results: str) -> CaseFile:
    """Return the case with the gate of eligibility planned where it stands, passed with these results."""
    stages = tuple(
        stage.model_copy(update={"gates": ("eligibility", "decision")}) for stage in case.route.stages
    )
    conditions = (condition(predicate("one_achievement")), condition(predicate("stated", fact="x")))
    passed = tuple(
        PassedGate(gate="eligibility", round=1, content_hash=case.standing.content_hash, result=result)
        for result in results
    )
    return case.model_copy(
        update={
            "route": case.route.model_copy(update={"stages": stages, "conditions": conditions}),
            "standing": case.standing.model_copy(update={"passed": passed}),
        }
    )


@pytest.mark.parametrize(("results", "asked"), [(["eligible"], 1), (["overridden"], 0)])
def test_what_another_grant_can_break_is_asked_again(case: CaseFile, results: list[str], asked: int) -> None:
    """Between the gate and the decision somebody else may confer; what an officer let pass stays so."""
    at_gates = _at_gates(case, *results)

    assert asked == len(conferral(at_gates, _conferred(at_gates), MONDAY).again)
    assert () == conferral(case, _conferred(case), MONDAY).again


def test_the_grant_keeps_what_was_decided(case: CaseFile) -> None:
    """The issuer's name as it was, the level, the rules; the unit is who submitted, if none is named."""
    [draft] = conferral(case, _conferred(case), MONDAY).grants
    stage = case.route.stages[-1]

    assert (case.nomination_id, GrantEventKind.GRANTED) == (draft.grant_id, draft.kind)
    assert {
        "source": "decided_here",
        "award": "BK_TP",
        "issuer": stage.body,
        "issuer_vi": stage.body_name_vi,
        "level": "city",
        "rule_set": case.route.rule_set,
        "unit": case.request.submitting_body,
        "nomination_id": case.nomination_id,
    }.items() <= draft.facts.items()
    assert not {"number", "presented_on", "revoked", "subject"} & draft.facts.keys()


def test_a_lower_award_is_what_is_granted(case: CaseFile) -> None:
    """What the nominator agreed to stands on the award record, not what was asked for."""
    [draft] = conferral(case, _conferred(case, "GK_HUYEN"), MONDAY).grants

    assert "GK_HUYEN" == draft.facts["award"]


@pytest.mark.parametrize("status", [each for each in CaseStatus if each is not CaseStatus.CONFERRED])
def test_nothing_else_confers(case: CaseFile, status: CaseStatus) -> None:
    """Only the outcome `conferred` makes a grant, and only once."""
    elsewhere = case.standing.model_copy(update={"status": status})
    closed = case.model_copy(update={"standing": _conferred(case)})

    assert Conferral() == conferral(case, elsewhere, MONDAY)
    assert Conferral() == conferral(closed, _conferred(case), MONDAY)


def test_without_a_symbol_there_is_no_number() -> None:
    """An award whose decisions are numbered elsewhere takes no number here."""
    case = a_case("city")
    case = case.model_copy(update={"route": case.route.model_copy(update={"number_symbol": None})})
    made = conferral(case, _conferred(case), MONDAY)

    assert (1, None) == (len(made.grants), made.number)


def test_the_content_that_stands_decides(case: CaseFile) -> None:
    """A resubmission's unit, period, basis and achievement are those of the grant."""
    [draft] = conferral(case, _conferred(case), MONDAY).grants
    changed = {
        "unit": "p-unit-2",
        "period_from": date(2019, 6, 1),
        "basis": AwardBasis.EXCEPTIONAL,
        "achievement_id": "rescue-7",
    }
    after = on_content(draft, case.request.content.model_copy(update=changed))

    assert {
        "unit": "p-unit-2",
        "period_from": "2019-06-01",
        "basis": "exceptional",
        "achievement_id": "rescue-7",
    }.items() <= after.facts.items()
    assert draft.facts["issuer_vi"] == after.facts["issuer_vi"]


def test_the_ledger_vouches_for_grant_and_number(case: CaseFile) -> None:
    """The entry of a conferring decision states both; an entry that confers nothing says nothing of them."""
    act = a_decision(case.request, "city", Verdict.APPROVE, seen=case.standing.content_hash)
    draft = decision_draft(case, act, "ab" * 32, MONDAY)
    other = withdrawal_draft(case, a_withdrawal(), "ab" * 32, MONDAY)

    assert {"grants", "number"} == told_beside(draft).keys()
    assert {} == told_beside(other)
    assert b'"grants":[{"facts":' in draft_body(draft, draft.standing)
    assert all(word not in draft_body(other, other.standing) for word in (b'"grants"', b'"number"'))


@pytest.mark.parametrize(("named", "expected"), [(None, None), ("p-to-9", "p-to-9")])
def test_a_unit_that_the_content_names_no_more_is_not_granted_to(
    case: CaseFile, named: str | None, expected: str | None
) -> None:
    """The grant counts in the quota in which its place was reserved: that of the content that stands."""
    first, body = case.request.content.model_copy(update={"unit": "p-to-3"}), case.request.submitting_body
    case = case.model_copy(update={"request": case.request.model_copy(update={"content": first})})
    second = _conferred(case).model_copy(update={"content_version": 2})
    [draft] = conferral(case, second, MONDAY).grants

    unit = on_content(draft, first.model_copy(update={"unit": named})).facts["unit"]
    assert (expected or body) == unit
