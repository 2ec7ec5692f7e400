"""What people do around the gates: hold a case, act for each other, and hand work on."""

from datetime import timedelta
from uuid import uuid4

from schemas.acts import Reassignment, Resumption, Suspension
from schemas.case import CaseStatus
from schemas.ledger import EntryKind
from schemas.messages import RefusalReason, Verdict
from tests.cases import NOMINATOR, a_decision, a_resubmission
from tests.gated import CLIMB, FIRST, INTAKE, OFFICER, REGISTRAR, appraisal, gated, papers
from tests.workflow.gate_office import GateOffice
from tests.workflow.on_record import kinds_of, told
from tests.workflow.tet import end_of_working_day, tet_after, working_days_between

HELD, GOES_ON = EntryKind.NOMINATION_SUSPENDED, EntryKind.NOMINATION_RESUMED


def suspension(actor_id: str = OFFICER) -> Suspension:
    """Return the hold of a nominee about whom there is a complaint."""
    return Suspension(act_id=uuid4(), actor_id=actor_id, ground="complaint", reason="Có đơn khiếu nại")


def resumption(actor_id: str = OFFICER) -> Resumption:
    """Return the end of a hold."""
    return Resumption(act_id=uuid4(), actor_id=actor_id, reason="Đã có kết luận")


async def test_a_case_that_is_held_over_tet_gets_the_days_that_were_left(gates: GateOffice) -> None:
    """Neither the hold nor the holidays in it take a day from the reviewers, and nothing rings meanwhile."""
    request = gated(CLIMB, "BK_TP")
    await gates.opened(request)
    await gates.send(
        request, appraisal(request), a_decision(request, "ward", Verdict.RETURN, reason="Thiếu minh chứng")
    )
    tet = tet_after(await gates.today(request))
    await gates.until(request, end_of_working_day(tet, -8))
    await gates.send(request, a_resubmission(request, "Đã bổ sung"))
    before = (await gates.standing(request)).clock
    await gates.until(request, end_of_working_day(await gates.today(request), 2))
    held_on = await gates.today(request)
    kinds = await kinds_of(gates.pool, request.nomination_id)
    assert await gates.send(request, suspension()) is None
    assert RefusalReason.SUSPENDED == await gates.send(
        request, appraisal(request, at=await gates.standing(request))
    )
    await gates.until(request, end_of_working_day(tet, 12))
    resumed_on = await gates.today(request)
    assert await gates.send(request, resumption()) is None
    after = (await gates.standing(request)).clock

    assert before
    assert after
    assert held_on < tet < resumed_on
    assert end_of_working_day(resumed_on, working_days_between(held_on, before.due_at)) == after.due_at
    assert [*kinds, HELD, EntryKind.REFUSAL_RECORDED, GOES_ON] == await kinds_of(
        gates.pool, request.nomination_id
    )
    assert [NOMINATOR] == await told(gates.pool, request.nomination_id, "suspended")
    assert await gates.send(request, appraisal(request, at=await gates.standing(request))) is None


async def test_one_nominee_is_held_while_the_rest_of_the_dossier_goes_on(gates: GateOffice) -> None:
    """A hold is of one nomination; who holds no office cannot declare or end it."""
    held, other = gated(INTAKE), gated(INTAKE)
    for request in (held, other):
        await gates.opened(request)
    assert RefusalReason.NOT_ENTITLED == await gates.send(held, suspension("stranger"))
    assert await gates.send(held, suspension()) is None
    assert RefusalReason.NOT_ENTITLED == await gates.send(held, resumption("stranger"))
    assert await gates.send(other, papers(other), a_decision(other, "ward")) is None

    assert CaseStatus.CONFERRED == (await gates.standing(other)).status
    assert CaseStatus.SUSPENDED == (await gates.standing(held)).status
    assert held.dossier_id == other.dossier_id


async def test_who_has_a_delegation_acts_for_its_giver_and_nobody_else_does(gates: GateOffice) -> None:
    """Both names are on record; without a delegation for this gate, or revoked ones, it is refused."""
    request = gated(INTAKE)
    await gates.opened(request)
    await gates.delegated(OFFICER, "deputised", "intake")
    one = papers(request, actor_id="deputised", on_behalf_of=OFFICER)
    other = papers(request, actor_id="somebody", on_behalf_of=OFFICER)
    assert RefusalReason.NO_DELEGATION == await gates.send(request, other)
    assert await gates.send(request, one) is None
    signed = a_decision(request, "ward", reviewer_id="clerk", on_behalf_of="ward-chair")
    assert RefusalReason.NO_DELEGATION == await gates.send(request, signed)

    hands = (await gates.standing(request)).hands or ()
    assert [("deputised", "intake"), (OFFICER, "intake")] == [(hand.person, hand.gate) for hand in hands]


async def test_four_eyes_hold_through_a_delegation(gates: GateOffice) -> None:
    """Who checked the papers cannot decide for the chair, whatever the chair delegates; another can."""
    request = gated(INTAKE)
    await gates.opened(request)
    await gates.send(request, papers(request))
    await gates.delegated("ward-chair", OFFICER, "decision")
    await gates.delegated("ward-chair", "ward-signer", "decision")
    by_officer = a_decision(request, "ward", reviewer_id=OFFICER, on_behalf_of="ward-chair")
    by_other = a_decision(request, "ward", reviewer_id="ward-signer", on_behalf_of="ward-chair")
    by_other = by_other.model_copy(update={"authority": "TUQ. CHỦ TỊCH"})

    assert RefusalReason.FOUR_EYES == await gates.send(request, by_officer)
    assert await gates.send(request, by_other) is None
    assert CaseStatus.CONFERRED == (await gates.standing(request)).status


async def test_a_gate_is_given_to_those_who_hold_the_office_only(gates: GateOffice) -> None:
    """The registrar hands work on; neither a panel nor a giver without an office is accepted."""
    request = gated(INTAKE)
    await gates.opened(request)
    given = Reassignment(act_id=uuid4(), actor_id=REGISTRAR, panel=(OFFICER,), reason="Phân công lại")
    to_stranger = given.model_copy(update={"act_id": uuid4(), "panel": ("stranger",)})
    by_stranger = given.model_copy(update={"act_id": uuid4(), "actor_id": "stranger"})

    assert RefusalReason.NOT_ENTITLED == await gates.send(request, to_stranger)
    assert RefusalReason.NOT_ENTITLED == await gates.send(request, by_stranger)
    assert await gates.send(request, given) is None
    assert [OFFICER] * 2 == await told(gates.pool, request.nomination_id, "your_turn")
    assert (FIRST, (OFFICER,)) == (
        (await gates.standing(request)).body,
        (await gates.standing(request)).panel,
    )


async def test_a_signal_takes_the_same_way_as_an_update(gates: GateOffice) -> None:
    """Sent blindly, a hold is put on record, and a wrong one is refused on record."""
    request = gated(INTAKE)
    case = await gates.opened(request)
    await gates.nominations.send_blindly(request.nomination_id, resumption())
    await gates.nominations.send_blindly(request.nomination_id, suspension())
    await case.signal("suspend", {"ground": 1})
    await gates.until(request, (await gates.server.get_current_time(case)) + timedelta(minutes=1))

    assert CaseStatus.SUSPENDED == (await gates.standing(request)).status
    refused = EntryKind.REFUSAL_RECORDED
    assert [refused, HELD, refused] == (await kinds_of(gates.pool, request.nomination_id))[1:]
