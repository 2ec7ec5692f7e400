"""Quota: a place is taken when there is one; otherwise it is waited for, claimed later, or given up."""

import pytest

from domain.act_moves import after_act
from domain.gates.quota import NO_QUOTA, RESERVED, UNLIMITED, QuotaFound
from schemas.case import CaseStatus
from schemas.ledger import EntryKind
from schemas.messages import RefusalReason, Verdict
from schemas.record import NoticeKind
from tests.cases import a_decision, a_resubmission
from tests.conditioned import claim, findings, places, titled
from tests.conditioned_rules import BOTH, QUOTA
from tests.gated import OFFICER, appraisal, gated
from tests.unit.domain.gates.test_eligibility_gate import FOUND, YES
from tests.unit.domain.gates.walking import Walk

PLACE, SPENT = EntryKind.QUOTA_RESERVED, EntryKind.QUOTA_SPENT


def spent() -> Walk:
    """Return a case that found no place left."""
    walk = Walk(titled(QUOTA))
    walk.find_out(SPENT, places(33, 5, 5))
    return walk


def test_a_place_is_asked_for_as_soon_as_the_gate_opens() -> None:
    """After the conditions comes the quota; no claim is taken before the record has answered."""
    walk = Walk(titled(BOTH))
    walk.find_out(FOUND, findings(YES, YES))

    assert walk.alarm
    assert ("quota", None, PLACE) == (walk.at.gate, *walk.alarm)
    assert RefusalReason.NOT_FOUND_OUT == walk.send(claim(walk.request))


def test_who_gets_a_place_goes_on() -> None:
    """The verdict tells the whole sum: the base, the share of it, and what was taken before."""
    walk = Walk(titled(QUOTA))
    walk.find_out(PLACE, places(33, 5, 4))
    (verdict,) = walk.last.verdicts

    assert ("appraisal", RESERVED) == (walk.at.gate, walk.came)
    assert ("quota.place", True) == (verdict.rule, verdict.holds)
    assert {
        "unit": "phuong", "year": 2019, "base": 33, "limit": 5, "taken": 4, "award": "CSTDCS", "of": "LDTT",
        "share": "3/20", "rounding": "half_up", "mark": "?",
    } == verdict.inputs  # fmt: skip


def test_an_award_without_a_quota_needs_no_place() -> None:
    """There is nothing to reserve."""
    walk = Walk(gated(QUOTA))
    walk.find_out(PLACE, QuotaFound())

    assert ("appraisal", UNLIMITED) == (walk.at.gate, walk.came)


def test_where_none_is_left_it_waits_and_the_officer_is_told() -> None:
    """The state says how many there are; the stage's clock goes on, but silence passes nobody."""
    walk = spent()
    state = places(33, 5, 5).quota
    assert state

    assert ("quota", state.model_dump(mode="json")) == (walk.at.gate, walk.at.gate_state)
    assert [(OFFICER, NoticeKind.YOUR_TURN)] == [(one.recipient, one.kind) for one in walk.last.notices]
    assert "phuong has 5 of this award for 2019 and 5 are taken" in walk.words.en
    assert [EntryKind.DEADLINE_REMINDED, *[EntryKind.DEADLINE_ESCALATED] * 3] == [
        walk.ring() for _ in range(4)
    ]
    assert "quota" == walk.at.gate


def test_a_place_that_came_free_is_claimed() -> None:
    """The officer who claimed it has had a hand in the case."""
    walk = spent()
    act = claim(walk.request)
    walk.take(after_act(walk.case, act, places(33, 5, 4).model_dump(mode="json")), act.act_id)

    assert ("appraisal", RESERVED) == (walk.at.gate, walk.came)
    assert [OFFICER] == [hand.person for hand in walk.at.hands or ()]


def test_a_claim_leads_nowhere_before_the_record_was_asked() -> None:
    """No place is given away by the rules alone."""
    walk = spent()

    with pytest.raises(ValueError, match="asked the record"):
        after_act(walk.case, claim(walk.request))


def test_giving_up_needs_a_reason_and_leads_to_the_decider_who_cannot_approve() -> None:
    """The gates between are left out."""
    walk = spent()
    assert RefusalReason.MISSING_REASON == walk.send(claim(walk.request, give_up=True))
    assert walk.send(claim(walk.request, give_up=True, reason="Hết chỉ tiêu")) is None

    assert ("decision", NO_QUOTA) == (walk.at.gate, walk.came)
    assert [False] == [one.holds for one in walk.last.verdicts]
    assert RefusalReason.NOT_CARRIED == walk.send(a_decision(walk.request, "ward"))
    assert walk.send(a_decision(walk.request, "ward", Verdict.REJECT, reason="Hết chỉ tiêu")) is None
    assert CaseStatus.REJECTED == walk.at.status


def test_a_new_round_on_changed_content_asks_again() -> None:
    """The unit may be another one now; its own place is not counted against it."""
    walk = Walk(titled(QUOTA))
    walk.find_out(PLACE, places(33, 5, 4))
    walk.send(appraisal(walk.request), a_decision(walk.request, "ward", Verdict.RETURN, reason="Bổ sung"))
    assert walk.send(a_resubmission(walk.request, "Đã bổ sung")) is None
    asked = walk.alarm
    walk.find_out(PLACE, places(33, 5, 4))

    assert asked
    assert (None, PLACE) == tuple(asked)
    assert ("appraisal", RESERVED) == (walk.at.gate, walk.came)


@pytest.mark.parametrize(
    ("kind", "wrong"),
    [
        (PLACE, places(33, 5, 5)),
        (PLACE, places(33, 6, 5)),
        (PLACE, QuotaFound()),
        (SPENT, places(33, 5, 4)),
        (SPENT, places(33, 4, 4)),
    ],
    ids=["none left", "another limit", "nothing", "one left", "a limit too low"],
)
def test_only_what_fits_the_rule_leads_anywhere(kind: EntryKind, wrong: QuotaFound) -> None:
    """An entry cannot say that a place was left, or that none was, against its own sum."""
    walk = Walk(titled(QUOTA))

    with pytest.raises(ValueError, match="what was found"):
        walk.find_out(kind, wrong)
