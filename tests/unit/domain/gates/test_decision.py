"""The decision: the decider's alone, at the gate `decision` alone, and never by silence against a finding."""

from typing import Any
from uuid import uuid4

import pytest

from domain.climb import end_of_deadline
from schemas.acts import LowerAwardAnswer
from schemas.case import CaseStatus
from schemas.case_file import CaseFile
from schemas.messages import Decision, RefusalReason, Verdict
from schemas.rules import DeadlineEnd
from tests.cases import NOMINATOR, a_decision, a_withdrawal
from tests.gated import (
    APPRAISAL,
    CLIMB,
    CONSULTATION,
    COUNCIL,
    FIRST,
    FULL,
    INTAKE,
    LOWER,
    MEMBERS,
    OFFICER,
    PUBLIC,
    appraisal,
    gated,
    lower_award,
)  # fmt: skip
from tests.unit.domain.gates.walking import Walk, route_of, with_plans


def decider(**plans: dict[str, object]) -> Walk:
    """Return a case before its decider, past an appraisal at which it was found eligible."""
    request = gated(APPRAISAL)
    walk = Walk(request, with_plans(route_of(request), **plans))
    walk.send(appraisal(request))
    walk.put(gate="decision", panel=("ward-chair", "ward-deputy"), gate_state=None)
    return walk


def answer(*, consent: bool, actor_id: str = NOMINATOR) -> LowerAwardAnswer:
    """Return the nominator's answer to a proposal."""
    return LowerAwardAnswer(act_id=uuid4(), actor_id=actor_id, consent=consent)


@pytest.mark.parametrize(
    ("procedure", "gate", "person"),
    [
        (INTAKE, "intake", OFFICER),
        (APPRAISAL, "appraisal", OFFICER),
        (CONSULTATION, "consultation", "tax"),
        (PUBLIC, "public_comment", OFFICER),
        (COUNCIL, "council_vote", MEMBERS[FIRST][0]),
    ],
)
@pytest.mark.parametrize("verdict", Verdict)
def test_nobody_decides_at_another_gate(procedure: str, gate: str, person: str, verdict: Verdict) -> None:
    """Whoever sits at an earlier gate cannot forward, confer, return or reject there by `decide`."""
    walk = Walk(gated(procedure))
    decision = a_decision(walk.request, "ward", verdict, reviewer_id=person, gate=gate, reason="Lý do")

    assert RefusalReason.WRONG_GATE == walk.send(decision)
    assert (gate, CaseStatus.IN_REVIEW) == (walk.at.gate, walk.at.status)


def test_silence_forwards_no_case_that_was_found_ineligible() -> None:
    """Approval is refused then, and silence cannot do what a person cannot."""
    assert (DeadlineEnd.GO_ON, DeadlineEnd.ESCALATE) == (
        end_of_deadline(_with_silence(_appraised())),
        end_of_deadline(_with_silence(_appraised("merit"))),
    )


def _appraised(*failed: str) -> CaseFile:
    request = gated(CLIMB, "BK_TP")
    walk = Walk(request)
    walk.send(appraisal(request, *failed))
    return walk.case


def _with_silence(case: CaseFile) -> CaseFile:
    first, *rest = case.route.stages
    deadline = first.deadline.model_copy(update={"end": DeadlineEnd.GO_ON})
    stages = (first.model_copy(update={"deadline": deadline}), *rest)
    return case.model_copy(update={"route": case.route.model_copy(update={"stages": stages})})


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({}, None),
        ({"return_to": "appraisal"}, None),
        ({"return_to": "decision"}, RefusalReason.WRONG_TARGET),
        ({"return_to": "intake"}, RefusalReason.WRONG_TARGET),
        ({"return_to": "appraisal", "verdict": Verdict.APPROVE}, RefusalReason.WRONG_TARGET),
        ({"return_to": "appraisal", "verdict": Verdict.REJECT}, RefusalReason.WRONG_TARGET),
        ({"reviewer_id": OFFICER}, RefusalReason.NOT_ON_PANEL),
        ({"reviewer_id": OFFICER, "on_behalf_of": "ward-chair"}, RefusalReason.FOUR_EYES),
        ({"reviewer_id": NOMINATOR, "on_behalf_of": "ward-chair"}, RefusalReason.OWN_NOMINATION),
        ({"reviewer_id": "clerk", "on_behalf_of": "ward-chair"}, None),
        ({"reviewer_id": "ward-chair", "on_behalf_of": "clerk"}, RefusalReason.NOT_ON_PANEL),
        ({"gate": "appraisal"}, RefusalReason.WRONG_GATE),
        ({"gate": "nowhere"}, RefusalReason.WRONG_GATE),
    ],
)
def test_a_return_is_in_order_or_refused_for_this(
    changes: dict[str, object], reason: RefusalReason | None
) -> None:
    """Four eyes hold for who signs and for whom they sign; a target lies before the gate that returns."""
    walk = decider()
    said = a_decision(walk.request, "ward", Verdict.RETURN, reason="Lý do").model_dump() | changes

    assert reason == walk.send(Decision.model_validate(said))


def test_a_lower_award_is_conferred_with_the_nominators_consent() -> None:
    """The decider proposes, the nominator agrees, and only then the decider decides, on that award."""
    walk = decider()
    assert walk.send(lower_award(walk.request)) is None
    assert (CaseStatus.AWAITING_CONSENT, walk.case.route.resubmission) == (
        walk.at.status,
        walk.last.start_clock,
    )
    assert RefusalReason.AWAITING_CONSENT == walk.send(a_decision(walk.request, "ward"))
    assert RefusalReason.NOT_THE_NOMINATOR == walk.send(answer(consent=True, actor_id="ward-chair"))
    assert walk.send(answer(consent=True)) is None

    assert (LOWER, "decision", CaseStatus.IN_REVIEW) == (walk.at.award, walk.at.gate, walk.at.status)
    walk.put(panel=("ward-chair",))
    assert walk.send(a_decision(walk.request, "ward")) is None
    assert (CaseStatus.CONFERRED, LOWER) == (walk.at.status, walk.at.award)


def test_without_consent_the_award_asked_for_is_decided_on() -> None:
    """A refusal of the proposal changes nothing but that the decider is asked again."""
    walk = decider()
    walk.send(lower_award(walk.request), answer(consent=False))

    assert (None, "decision", CaseStatus.IN_REVIEW) == (walk.at.award, walk.at.gate, walk.at.status)
    assert RefusalReason.NO_PROPOSAL == walk.send(answer(consent=True))


def test_a_nominator_may_withdraw_rather_than_answer() -> None:
    """A proposal takes no right away."""
    walk = decider()
    walk.send(lower_award(walk.request), a_withdrawal())

    assert CaseStatus.WITHDRAWN == walk.at.status


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"award": "GK_XA"}, RefusalReason.NOT_A_LOWER_AWARD),
        ({"award": "BK_TP"}, RefusalReason.NOT_A_LOWER_AWARD),
        ({"actor_id": "stranger"}, RefusalReason.NOT_ON_PANEL),
        ({"actor_id": OFFICER, "on_behalf_of": "ward-chair"}, RefusalReason.FOUR_EYES),
        ({"gate": "appraisal"}, RefusalReason.ALREADY_DECIDED),
        ({"content_hash": "cd" * 32}, RefusalReason.STALE_CONTENT),
    ],
)
def test_a_proposal_is_refused_for_this(changes: dict[str, Any], reason: RefusalReason) -> None:
    """Only the decider of the conferring level proposes, and only what the rules list."""
    walk = decider()

    assert reason == walk.send(lower_award(walk.request, **changes))


def test_nothing_lower_is_proposed_before_the_decision() -> None:
    """An officer or a council member cannot bargain with the nominator."""
    walk = Walk(gated(FULL))

    assert RefusalReason.WRONG_GATE == walk.send(lower_award(walk.request, gate="intake", actor_id=OFFICER))
