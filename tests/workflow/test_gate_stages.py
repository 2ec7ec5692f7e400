"""Every gate but the council's on real servers: who acts, what is put on record, and which clock runs."""

import json
from typing import Any
from uuid import uuid4

from domain.gates.consultation import View
from schemas.acts import LowerAwardAnswer
from schemas.case import CaseStatus
from schemas.ledger import EntryKind
from schemas.messages import RefusalReason, Verdict
from schemas.names import MessageName
from tests.cases import NOMINATOR, a_decision, a_resubmission
from tests.gated import (
    APPRAISAL,
    CLIMB,
    CONSULTATION,
    INTAKE,
    LOWER,
    OFFICER,
    PUBLIC,
    appraisal,
    comment,
    gated,
    lower_award,
    opinion,
    papers,
    resolution,
)  # fmt: skip
from tests.workflow.gate_office import GateOffice
from tests.workflow.on_record import kinds_of, ledger_of, told

DECISION, CONFERRED = EntryKind.DECISION_RECORDED, CaseStatus.CONFERRED


async def entry_of(gates: GateOffice, nomination_id: str, kind: EntryKind) -> dict[str, Any]:
    """Return the body of the last ledger entry of this kind."""
    entries = [entry for entry in await ledger_of(gates.pool, nomination_id) if entry.kind is kind]
    body: dict[str, Any] = json.loads(entries[-1].body)
    return body


async def test_intake_is_returned_once_and_the_clock_starts_at_complete(gates: GateOffice) -> None:
    """Five own days, back to the nominator with the list, then "complete", and the level's ten days begin."""
    request = gated(INTAKE)
    await gates.opened(request)
    own = (await gates.standing(request)).clock
    assert await gates.send(request, papers(request, "report", "minutes")) is None
    returned = await gates.standing(request)
    entry = await entry_of(gates, request.nomination_id, EntryKind.PAPERS_CHECKED)
    assert await gates.send(request, a_resubmission(request, "Đã bổ sung")) is None
    again = await gates.standing(request)
    assert RefusalReason.RETURNED_BEFORE == await gates.send(request, papers(request, "report", at=again))
    assert again.clock
    await gates.until(request, again.clock.remind_at)
    assert await gates.send(request, papers(request, at=again)) is None
    complete = await gates.standing(request)

    assert own
    assert own.computation
    assert 5 == own.computation.working_days
    assert (CaseStatus.RETURNED, "intake", 2) == (returned.status, again.gate, again.round)
    assert "Giấy report, Giấy minutes" in str(entry)
    assert complete.clock
    assert complete.clock.computation
    assert (10, "decision") == (complete.clock.computation.working_days, complete.gate)
    assert complete.clock.started_at > again.clock.remind_at
    assert "Decision: the decider's turn." in await gates.explained(request)


async def test_who_is_eligible_waits_for_the_council_and_who_is_not_for_the_decider(
    gates: GateOffice,
) -> None:
    """The findings of each criterion are on record as verdicts of the rule set."""
    good, bad = gated(APPRAISAL), gated(APPRAISAL)
    await gates.opened(good)
    await gates.opened(bad)
    assert await gates.send(good, appraisal(good)) is None
    assert await gates.send(bad, appraisal(bad, "conduct")) is None
    entry = await entry_of(gates, bad.nomination_id, EntryKind.APPRAISAL_RECORDED)

    assert "council_vote" == (await gates.standing(good)).gate
    assert "decision" == (await gates.standing(bad)).gate
    assert "appraisal.conduct" in str(entry)
    assert RefusalReason.NOT_CARRIED == await gates.send(bad, a_decision(bad, "ward"))
    assert await gates.send(bad, a_decision(bad, "ward", Verdict.REJECT, reason="Không đủ")) is None
    assert CaseStatus.REJECTED == (await gates.standing(bad)).status


async def test_agencies_are_asked_at_once_and_their_answers_let_it_go_on(gates: GateOffice) -> None:
    """Both are told when the gate opens; an objection is on record and does not stop it."""
    request = gated(CONSULTATION)
    await gates.opened(request)
    assert ["police", "tax"] == await told(gates.pool, request.nomination_id, "your_turn")
    assert await gates.send(request, opinion(request, "tax", View.OBJECTS, "Còn nợ thuế")) is None
    assert "consultation" == (await gates.standing(request)).gate
    assert await gates.send(request, opinion(request, "police"), a_decision(request, "ward")) is None

    assert CONFERRED == (await gates.standing(request)).status
    assert [EntryKind.OPINION_GIVEN] * 2 == (await kinds_of(gates.pool, request.nomination_id))[1:3]


async def test_silence_after_the_period_goes_on_and_is_recorded_as_silence(gates: GateOffice) -> None:
    """Time alone passes the gate on its due day, and the record names who was silent."""
    request = gated(CONSULTATION)
    await gates.opened(request)
    await gates.send(request, opinion(request, "tax"))
    await gates.due(request)
    entry = await entry_of(gates, request.nomination_id, EntryKind.DEADLINE_WENT_ON)

    assert "decision" == (await gates.standing(request)).gate
    assert "consultation.silence" in str(entry)
    assert "Silent to the end of the period, so it goes on: police." in str(entry)


async def test_an_unresolved_comment_keeps_the_gate_open_after_its_window(gates: GateOffice) -> None:
    """Anyone comments by signal, too; after the window only the resolution is missing."""
    request = gated(PUBLIC)
    case = await gates.opened(request)
    said = comment(request)
    await case.signal(MessageName.COMMENT, said)
    await gates.due(request)
    after = await gates.standing(request)
    assert RefusalReason.WINDOW_OVER == await gates.send(request, comment(request, "citizen-2"))
    assert "closed" in await gates.explained(request)
    assert await gates.send(request, resolution(request, said)) is None

    assert ("public_comment", {"comments": {str(said.act_id): False}, "closed": True}) == (
        after.gate, after.gate_state,
    )  # fmt: skip
    assert after.clock
    assert after.clock.computation
    assert 10 == after.clock.computation.working_days
    assert "decision" == (await gates.standing(request)).gate
    assert [EntryKind.COMMENT_MADE, EntryKind.DEADLINE_REMINDED, EntryKind.WINDOW_CLOSED] == (
        await kinds_of(gates.pool, request.nomination_id)
    )[1:4]


async def test_a_return_has_a_target_and_codes_and_asks_only_that_gate_again(gates: GateOffice) -> None:
    """Back to the appraisal without the nominator; earlier decisions stay on record under their round."""
    request = gated(CLIMB, "BK_TP")
    await gates.opened(request)
    assert await gates.send(request, appraisal(request)) is None
    back = a_decision(request, "ward", Verdict.RETURN, reason="Thiếu chứng cứ").model_copy(
        update={"return_to": "appraisal", "reason_codes": ("evidence", "form")}
    )
    assert await gates.send(request, back) is None
    again = await gates.standing(request)
    entry = await entry_of(gates, request.nomination_id, DECISION)
    assert RefusalReason.ALREADY_DECIDED == await gates.send(request, appraisal(request))
    assert await gates.send(request, appraisal(request, at=again)) is None
    assert await gates.send(request, a_decision(request, "ward", round_=2)) is None

    assert ("appraisal", 2, CaseStatus.IN_REVIEW) == (again.gate, again.round, again.status)
    assert all(word in str(entry) for word in ("appraisal", "evidence", "form"))
    assert "district" == (await gates.standing(request)).level


async def test_a_lower_award_needs_the_nominators_consent(gates: GateOffice) -> None:
    """With consent it is the lower award that is conferred; without it the first is decided on."""
    agreed, refused = gated(INTAKE), gated(INTAKE)
    for request, consent in ((agreed, True), (refused, False)):
        await gates.opened(request)
        assert await gates.send(request, papers(request), lower_award(request)) is None
        assert RefusalReason.AWAITING_CONSENT == await gates.send(request, a_decision(request, "ward"))
        answer = LowerAwardAnswer(act_id=uuid4(), actor_id=NOMINATOR, consent=consent)
        assert await gates.send(request, answer, a_decision(request, "ward")) is None

    one, other = await gates.standing(agreed), await gates.standing(refused)
    assert (CONFERRED, LOWER, CONFERRED, None) == (one.status, one.award, other.status, other.award)
    assert [NOMINATOR] == await told(gates.pool, agreed.nomination_id, "consent_asked")
    assert OFFICER in {hand.person for hand in one.hands or ()}
