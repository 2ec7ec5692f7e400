"""A council of fifteen and its substitute on real servers: recusals, reachability, and a secret vote."""

from datetime import timedelta
from uuid import uuid4

from schemas.acts import Reassignment, Recusal
from schemas.case import Standing
from schemas.council import Choice, Manner
from schemas.ledger import EntryKind
from schemas.messages import RefusalReason
from schemas.nomination import NominationRequest
from schemas.sitting import ItemOutcome
from tests.cases import a_decision
from tests.gated import COUNCIL, FIRST, MEMBERS, OFFICER, REGISTRAR, SECOND, THIRD, gated
from tests.workflow.gate_office import GateOffice
from tests.workflow.on_record import kinds_of, told

ACCEPTED, RECUSED = EntryKind.NOMINATION_ACCEPTED, EntryKind.RECUSAL_RECORDED
SUBSTITUTED, UNREACHABLE = EntryKind.COUNCIL_SUBSTITUTED, EntryKind.COUNCIL_UNREACHABLE
DECIDED = EntryKind.COUNCIL_DECIDED


async def kinds(gates: GateOffice, request: NominationRequest) -> list[EntryKind]:
    """Return what happened to a nomination."""
    return await kinds_of(gates.pool, request.nomination_id)


def result_of(standing: Standing) -> str:
    """Return what came of the gate that was passed last."""
    assert standing.passed
    return standing.passed[-1].result


async def test_a_secret_vote_of_fifteen_with_two_recusals_is_decided_by_the_substitute(
    own_gates: GateOffice,
) -> None:
    """Fourteen of fifteen are needed and thirteen are left, so the eleven vote, one of them in writing."""
    request = gated(COUNCIL)
    await own_gates.opened(request)
    await own_gates.recused(request, *MEMBERS[FIRST][:2])
    moved = await own_gates.standing(request)
    sitting = await own_gates.called(SECOND, f"{SECOND}-chair")
    await own_gates.vote(sitting, MEMBERS[SECOND][0], Choice.AGREE, Manner.IN_WRITING)
    for member in MEMBERS[SECOND][1:10]:
        await own_gates.vote(sitting, member, Choice.AGREE)
    await own_gates.vote(sitting, MEMBERS[SECOND][10], Choice.DISAGREE)
    outcome = await own_gates.outcome(sitting)
    (item,) = await own_gates.sittings.results(sitting, 1, 1)
    standing = await own_gates.standing(request)

    assert (SECOND, set(MEMBERS[SECOND])) == (moved.council, set(moved.panel or ()))
    assert [ACCEPTED, RECUSED, RECUSED, SUBSTITUTED, DECIDED] == await kinds(own_gates, request)
    assert (11, 1) == (outcome.papers, outcome.passed)
    assert item.result
    assert (ItemOutcome.PASSED, 10, 10) == (item.outcome, item.result.needed_mark, item.result.tally.agree)
    assert (10, 1) == (item.result.tally.in_person, item.result.tally.in_writing)
    assert ("decision", "carried") == (standing.gate, result_of(standing))
    assert await own_gates.send(request, a_decision(request, "ward")) is None


async def test_fifteen_members_decide_with_one_recusal(own_gates: GateOffice) -> None:
    """Fourteen of fifteen may still agree: all of them are needed, and one who does not ends it."""
    request = gated(COUNCIL)
    await own_gates.opened(request)
    await own_gates.recused(request, MEMBERS[FIRST][0])
    sitting = await own_gates.called(FIRST, "ward-chair")
    for member in MEMBERS[FIRST][1:14]:
        await own_gates.vote(sitting, member, Choice.AGREE)
    await own_gates.vote(sitting, MEMBERS[FIRST][14], Choice.ABSTAIN)
    await own_gates.outcome(sitting)
    (item,) = await own_gates.sittings.results(sitting, 1, 1)
    standing = await own_gates.standing(request)

    assert item.result
    assert (14, 13, 1, 1) == (
        item.result.needed_mark, item.result.tally.agree, item.result.tally.abstain, item.result.tally.barred,
    )  # fmt: skip
    assert (None, "not_carried") == (standing.council, result_of(standing))
    assert RefusalReason.NOT_CARRIED == await own_gates.send(request, a_decision(request, "ward"))


async def test_without_a_council_left_it_is_explained_escalated_and_reassigned(own_gates: GateOffice) -> None:
    """It does not wait in silence: above is told, `explain` says what to do, and a third council decides."""
    request = gated(COUNCIL)
    await own_gates.opened(request)
    await own_gates.recused(request, *MEMBERS[FIRST][:2])
    await own_gates.recused(request, *MEMBERS[SECOND][:2])
    stuck = await own_gates.standing(request)
    said = await own_gates.explained(request)
    given = Reassignment(act_id=uuid4(), actor_id=OFFICER, council=THIRD, reason="Hết hội đồng thay thế")
    assert RefusalReason.NOT_ENTITLED == await own_gates.send(request, given)
    by_registrar = given.model_copy(update={"act_id": uuid4(), "actor_id": REGISTRAR})
    assert await own_gates.send(request, by_registrar) is None
    sitting = await own_gates.called(THIRD, f"{THIRD}-chair")
    for member in MEMBERS[THIRD]:
        await own_gates.vote(sitting, member, Choice.AGREE)
    await own_gates.outcome(sitting)

    assert {"council": SECOND, "unreachable": True} == stuck.gate_state
    assert ("reassign" in said, "10 of 11" in said) == (True, True)
    assert await told(own_gates.pool, request.nomination_id, "escalation")
    assert [SUBSTITUTED, UNREACHABLE] == [
        kind for kind in await kinds(own_gates, request) if kind in {SUBSTITUTED, UNREACHABLE}
    ]
    assert "decision" == (await own_gates.standing(request)).gate


async def test_a_recusal_while_the_papers_are_cast_takes_the_case_off_the_list(own_gates: GateOffice) -> None:
    """What has gone to another council is not decided by the first one's minutes; the rest of the list is."""
    gone, stays = gated(COUNCIL), gated(COUNCIL)
    await own_gates.opened(gone)
    await own_gates.opened(stays)
    sitting = await own_gates.called(FIRST, "ward-chair")
    await own_gates.vote(sitting, MEMBERS[FIRST][5], Choice.AGREE)
    await own_gates.recused(gone, *MEMBERS[FIRST][:2])
    outcome = await own_gates.outcome(sitting, after=timedelta(days=5, minutes=1))

    assert (1, 1) == (outcome.not_passed, outcome.not_decided)
    assert (SECOND, "council_vote") == (
        (await own_gates.standing(gone)).council,
        (await own_gates.standing(gone)).gate,
    )
    assert "decision" == (await own_gates.standing(stays)).gate


async def test_a_vote_cannot_be_given_to_a_council_that_is_not_there(own_gates: GateOffice) -> None:
    """A mistyped code is refused, and the case waits where it was."""
    request = gated(COUNCIL)
    await own_gates.opened(request)
    before = await own_gates.standing(request)
    given = Reassignment(act_id=uuid4(), actor_id=REGISTRAR, council="nowhere", reason="Nhầm")

    assert await own_gates.send(request, given) is not None
    assert before == await own_gates.standing(request)
    assert await own_gates.send(request, Recusal(act_id=uuid4(), actor_id=MEMBERS[FIRST][0])) is None
