"""Eligibility: what holds passes by itself, what does not waits for an officer, who says why."""

import pytest
from pydantic import BaseModel

from domain.gates.appraisal import ELIGIBLE, INELIGIBLE
from domain.gates.eligibility import OVERRIDDEN, ConditionRuling, EligibilityState
from domain.gates.quota import QuotaFound
from domain.stages import unit_at
from schemas.case import CaseStatus
from schemas.eligibility import Holds
from schemas.ledger import EntryKind
from schemas.messages import RefusalReason, Verdict
from schemas.record import NoticeKind
from schemas.rules import Redo
from tests.cases import a_decision, a_resubmission
from tests.conditioned import finding, findings, overriding, proven, refused, ruling, titled
from tests.conditioned_rules import ASKING, ELIGIBILITY, HELD, INITIATIVE
from tests.gated import OFFICER, appraisal, gated
from tests.unit.domain.gates.walking import Walk, route_of, with_plans

FOUND = EntryKind.ELIGIBILITY_FOUND
YES, NO, UNKNOWN = Holds.YES, Holds.NO, Holds.UNKNOWN
NOTHING = EligibilityState(findings=())


def found(held: Holds, initiative: Holds = YES, procedure: str = ELIGIBILITY) -> Walk:
    """Return a case of whose conditions this was found."""
    walk = Walk(titled(procedure))
    walk.find_out(FOUND, findings(held, initiative))
    return walk


def test_it_asks_the_record_before_anybody() -> None:
    """When the gate opens it wants to be told at once, and no ruling is taken before it knows."""
    walk = Walk(titled(ELIGIBILITY))

    assert walk.alarm
    assert (None, FOUND) == tuple(walk.alarm)
    assert RefusalReason.NOT_FOUND_OUT == walk.send(ruling(walk.request))


def test_who_meets_every_condition_goes_on_and_nobody_is_asked() -> None:
    """Each condition leaves a verdict with its evidence and the mark of its source."""
    walk = found(YES)

    assert ("appraisal", ELIGIBLE) == (walk.at.gate, walk.came)
    assert [f"eligibility.{HELD}", f"eligibility.{INITIATIVE}"] == [one.rule for one in walk.last.verdicts]
    assert all(one.holds for one in walk.last.verdicts)
    assert {"found": "yes", "remark": False, "evidence": ["g-1"], "mark": "?"} == walk.last.verdicts[0].inputs


def test_a_remark_does_not_stop_it() -> None:
    """What holds but should be looked at is on record, and goes on."""
    walk = Walk(titled(ELIGIBILITY))
    noted = (finding(HELD, YES, remark=True), finding(INITIATIVE, YES))
    walk.find_out(FOUND, EligibilityState(findings=noted))

    assert "appraisal" == walk.at.gate
    assert [True, False] == [one.inputs["remark"] for one in walk.last.verdicts]


def test_an_award_without_conditions_passes() -> None:
    """There is nothing to hold against the record."""
    walk = Walk(gated(ELIGIBILITY))
    walk.find_out(FOUND, NOTHING)

    assert ("appraisal", ELIGIBLE, ()) == (walk.at.gate, walk.came, walk.last.verdicts)


def test_what_is_not_met_waits_for_the_officer_who_is_told_only_then() -> None:
    """The gate opens without a word to anybody, and keeps in its state what the officer rules on."""
    walk = Walk(titled(ELIGIBILITY))
    assert walk.last.seat
    silent = walk.last.seat.told
    walk.find_out(FOUND, findings(NO, YES))

    assert not silent
    assert [(OFFICER, NoticeKind.YOUR_TURN)] == [(one.recipient, one.kind) for one in walk.last.notices]
    assert findings(NO, YES).model_dump(mode="json") == walk.at.gate_state
    assert walk.alarm
    assert walk.alarm.at is not None
    assert HELD in walk.words.vi
    assert INITIATIVE not in walk.words.en


@pytest.mark.parametrize(
    ("procedure", "gate", "came"), [(ELIGIBILITY, "appraisal", "eligible"), (ASKING, "eligibility", None)]
)
def test_what_is_unknown_goes_on_or_is_asked_about_as_the_rules_say(
    procedure: str, gate: str, came: str | None
) -> None:
    """It is never taken for met: its verdict says that it is not known to hold."""
    walk = found(UNKNOWN, YES, procedure)

    assert (gate, came) == (walk.at.gate, walk.came if walk.at.passed else None)
    assert [("unknown", False), ("yes", True)] == [
        (one.inputs["found"], one.holds) for one in walk.last.verdicts
    ]


def test_an_override_lets_it_pass_and_stays_on_record() -> None:
    """The verdict says in codes what was found and that an officer overrode it; the act holds the reason."""
    walk = found(NO)
    assert walk.send(ruling(walk.request, overriding(HELD))) is None
    (verdict,) = walk.last.verdicts

    assert ("appraisal", OVERRIDDEN) == (walk.at.gate, walk.came)
    assert (f"eligibility.{HELD}", True) == (verdict.rule, verdict.holds)
    assert {"found": "no", "ruled": "met", "override": True, "mark": "?"} == verdict.inputs
    assert [OFFICER] == [hand.person for hand in walk.at.hands or ()]


def test_who_is_ruled_ineligible_cannot_be_approved() -> None:
    """The gates between are left out, and the decider can return or reject, whatever else was overridden."""
    walk = found(NO, NO)
    assert walk.send(ruling(walk.request, overriding(HELD), refused(INITIATIVE))) is None

    assert ("decision", INELIGIBLE) == (walk.at.gate, walk.came)
    assert RefusalReason.NOT_CARRIED == walk.send(a_decision(walk.request, "ward"))
    assert "can only return or reject" in walk.words.en
    assert walk.send(a_decision(walk.request, "ward", Verdict.REJECT, reason="Không đủ điều kiện")) is None
    assert CaseStatus.REJECTED == walk.at.status


def test_what_was_unknown_is_met_on_evidence_and_that_is_no_override() -> None:
    """An officer who knows the paper completes what the record does not hold."""
    walk = found(UNKNOWN, UNKNOWN, ASKING)
    assert walk.send(ruling(walk.request, proven(HELD), proven(INITIATIVE))) is None

    assert ("decision", ELIGIBLE) == (walk.at.gate, walk.came)
    assert [False, False] == [one.inputs["override"] for one in walk.last.verdicts]


@pytest.mark.parametrize(
    ("rulings", "reason"),
    [
        ((), RefusalReason.INCOMPLETE),
        ((overriding(HELD),), RefusalReason.INCOMPLETE),
        ((overriding(HELD), overriding(HELD), proven(INITIATIVE)), RefusalReason.INCOMPLETE),
        ((overriding(HELD), proven("luck")), RefusalReason.UNKNOWN_CONDITION),
        ((overriding(HELD, None), proven(INITIATIVE)), RefusalReason.MISSING_REASON),
        ((overriding(HELD), proven(INITIATIVE, None)), RefusalReason.MISSING_EVIDENCE),
        ((overriding(HELD), overriding(INITIATIVE)), RefusalReason.MISSING_EVIDENCE),
        ((refused(HELD), refused(INITIATIVE)), RefusalReason.MISSING_REASON),
        ((refused(HELD), refused(INITIATIVE, "Chưa có quyết định")), None),
        ((overriding(HELD), proven(INITIATIVE)), None),
    ],
)
def test_a_ruling_is_whole_and_founded(
    rulings: tuple[ConditionRuling, ...], reason: RefusalReason | None
) -> None:
    """Every finding that waits is ruled on once; an override says why, new knowledge names its paper."""
    walk = found(NO, UNKNOWN, ASKING)

    assert reason == walk.send(ruling(walk.request, *rulings))


def test_a_condition_that_holds_is_not_ruled_on() -> None:
    """Nobody can rule out what the record bears out."""
    walk = found(NO, YES)

    assert RefusalReason.UNKNOWN_CONDITION == walk.send(
        ruling(walk.request, overriding(HELD), refused(INITIATIVE, "Không tin"))
    )


@pytest.mark.parametrize(("redo", "gate"), [(Redo.IF_CHANGED, "eligibility"), (Redo.NEVER, "appraisal")])
def test_changed_content_is_held_against_the_record_anew(redo: Redo, gate: str) -> None:
    """An override of what was found on other content is not carried over, unless the rules keep it."""
    request = titled(ELIGIBILITY)
    walk = Walk(request, with_plans(route_of(request), eligibility={"redo": redo}))
    walk.find_out(FOUND, findings(NO, YES))
    walk.send(ruling(request, overriding(HELD)), appraisal(request))
    walk.send(a_decision(request, "ward", Verdict.RETURN, reason="Bổ sung"))
    assert walk.send(a_resubmission(request, "Đã bổ sung")) is None

    assert gate == walk.at.gate
    assert walk.at.gate_state is None


@pytest.mark.parametrize(
    "wrong",
    [
        NOTHING,
        EligibilityState(findings=(finding(HELD, YES),)),
        EligibilityState(findings=(*findings(YES, YES).findings, finding("luck", YES))),
        EligibilityState(findings=(*findings(YES, YES).findings, finding(HELD, NO))),
        QuotaFound(),
    ],
    ids=["nothing", "one left out", "one made up", "one twice", "of another gate"],
)
def test_only_findings_on_its_own_conditions_lead_anywhere(wrong: BaseModel) -> None:
    """What an entry says was found is checked against the way of the nomination."""
    walk = Walk(titled(ELIGIBILITY))

    with pytest.raises(ValueError, match="findings"):
        walk.find_out(FOUND, wrong)


def test_nothing_else_comes_of_findings() -> None:
    """A kind of entry that this gate does not know leads nowhere."""
    walk = Walk(titled(ELIGIBILITY))

    with pytest.raises(ValueError, match="nothing out"):
        unit_at(walk.view).after_found(walk.view, EntryKind.QUOTA_SPENT, {})
