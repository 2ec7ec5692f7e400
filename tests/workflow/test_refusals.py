"""Every reason for which a readable message is refused: on record, and without effect."""

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

import asyncpg
import pytest

from adapters.gateway import NominationGateway
from adapters.postgres.reading import RecordReader
from schemas.ledger import EntryKind
from schemas.messages import Refusal, RefusalReason, Verdict
from schemas.nomination import NominationContent, NominationRequest
from tests.cases import NOMINATOR, a_decision, a_nomination, a_resubmission, a_withdrawal
from tests.conftest import Eventually
from tests.workflow.conftest import Opened
from tests.workflow.on_record import kinds_of, ledger_of, refusals_of
from workflows.inbound import Act

pytestmark = pytest.mark.usefixtures("worker")

Message = Callable[[NominationRequest], Act]


@dataclass(frozen=True)
class Situation:
    """What happened before, the message that is wrong then, and the request if it matters."""

    message: Message
    before: tuple[Message, ...] = ()
    request: Callable[[], NominationRequest] = a_nomination


def _return(request: NominationRequest) -> Act:
    return a_decision(request, "ward", Verdict.RETURN, reason="Thiếu minh chứng")


def _of_award(request: NominationRequest, award: str) -> Act:
    content = NominationContent.model_validate(request.content.model_dump() | {"award": award})
    return a_resubmission(request, "Khác").model_copy(update={"content": content})


def _ward(request: NominationRequest) -> Act:
    return a_decision(request, "ward")


def _withdrawal(_: NominationRequest) -> Act:
    return a_withdrawal()


def _resubmission(request: NominationRequest) -> Act:
    return a_resubmission(request, "Khác")


SITUATIONS = {
    "a level ahead": (RefusalReason.WRONG_LEVEL, Situation(lambda r: a_decision(r, "city"))),
    "a level not on the route": (RefusalReason.WRONG_LEVEL, Situation(lambda r: a_decision(r, "state"))),
    "a level behind": (
        RefusalReason.ALREADY_DECIDED,
        Situation(lambda r: a_decision(r, "ward", reviewer_id="ward-deputy"), before=(_ward,)),
    ),
    "a gate that is not there": (
        RefusalReason.WRONG_GATE,
        Situation(lambda r: a_decision(r, "ward", gate="council_vote")),
    ),
    "a round ahead": (RefusalReason.WRONG_ROUND, Situation(lambda r: a_decision(r, "ward", round_=2))),
    "a stranger": (
        RefusalReason.NOT_ON_PANEL,
        Situation(lambda r: a_decision(r, "ward", reviewer_id="city-chair")),
    ),
    "the nominator decides": (
        RefusalReason.OWN_NOMINATION,
        Situation(_ward, request=lambda: a_nomination(nominator_id="ward-chair")),
    ),
    "the nominee decides": (
        RefusalReason.OWN_NOMINATION,
        Situation(_ward, request=lambda: a_nomination(nominee_id="ward-chair")),
    ),
    "for somebody else": (
        RefusalReason.NO_DELEGATION,
        Situation(lambda r: a_decision(r, "ward", on_behalf_of="ward-deputy")),
    ),
    "a return without a reason": (
        RefusalReason.MISSING_REASON,
        Situation(lambda r: a_decision(r, "ward", Verdict.RETURN)),
    ),
    "a rejection without a reason": (
        RefusalReason.MISSING_REASON,
        Situation(lambda r: a_decision(r, "ward", Verdict.REJECT)),
    ),
    "other content": (
        RefusalReason.STALE_CONTENT,
        Situation(lambda r: a_decision(r, "ward", seen="ab" * 32)),
    ),
    "a decision while returned": (
        RefusalReason.WAITING_FOR_NOMINATOR,
        Situation(lambda r: a_decision(r, "ward", reviewer_id="ward-deputy"), before=(_return,)),
    ),
    "a resubmission without a return": (
        RefusalReason.NOT_RETURNED,
        Situation(lambda r: a_resubmission(r, "Khác")),
    ),
    "a stranger resubmits": (
        RefusalReason.NOT_THE_NOMINATOR,
        Situation(lambda r: a_resubmission(r, "Khác", actor_id="ward-chair"), before=(_return,)),
    ),
    "a stranger withdraws": (
        RefusalReason.NOT_THE_NOMINATOR,
        Situation(lambda _: a_withdrawal(actor_id="ward-chair")),
    ),
    "another award": (
        RefusalReason.OTHER_AWARD,
        Situation(lambda r: _of_award(r, "HCLD3"), before=(_return,)),
    ),
}

EACH_SITUATION = pytest.mark.parametrize(("reason", "situation"), SITUATIONS.values(), ids=SITUATIONS)
Standing = tuple[str, str, int, str]


async def _standing(reader: RecordReader, nomination_id: str) -> Standing:
    view = await reader.nomination(nomination_id)
    assert view
    return view.status, view.level, view.round, view.content_hash


@EACH_SITUATION
async def test_an_update_that_is_wrong_is_refused_on_record_and_changes_nothing(
    *,
    opened: Opened,
    gateway: NominationGateway,
    pool: asyncpg.Pool,
    reader: RecordReader,
    reason: RefusalReason,
    situation: Situation,
) -> None:
    """The sender learns why, the record keeps it, and the nomination stays where it was."""
    request = situation.request()
    await opened(request)
    for message in situation.before:
        await gateway.send(request.nomination_id, message(request))
    before = await _standing(reader, request.nomination_id)
    answer = await gateway.send(request.nomination_id, situation.message(request))
    entries = await ledger_of(pool, request.nomination_id)

    assert isinstance(answer, Refusal), answer
    assert reason == answer.reason
    assert [(reason, "workflow")] == [
        (refused.reason, refused.refused_by) for refused in await refusals_of(pool, request.nomination_id)
    ]
    assert (answer.seq, answer.leaf_hash) == (entries[-1].seq, entries[-1].leaf_hash)
    assert EntryKind.REFUSAL_RECORDED == entries[-1].kind
    assert before == await _standing(reader, request.nomination_id)


@EACH_SITUATION
async def test_a_signal_that_is_wrong_is_refused_on_record_and_changes_nothing(
    *,
    opened: Opened,
    gateway: NominationGateway,
    pool: asyncpg.Pool,
    reader: RecordReader,
    eventually: Eventually,
    reason: RefusalReason,
    situation: Situation,
) -> None:
    """Nobody waits for the answer to a signal, so the record is where it is found."""
    request = situation.request()
    await opened(request)
    for message in situation.before:
        await gateway.send(request.nomination_id, message(request))
    before = await _standing(reader, request.nomination_id)
    await gateway.send_blindly(request.nomination_id, situation.message(request))

    async def refused() -> bool:
        return [reason] == [r.reason for r in await refusals_of(pool, request.nomination_id)]

    await eventually(refused)
    assert before == await _standing(reader, request.nomination_id)


@pytest.mark.parametrize("blindly", [False, True])
@pytest.mark.parametrize("message", [_ward, _withdrawal, _resubmission])
async def test_a_closed_nomination_refuses_everything_on_record(
    opened: Opened, gateway: NominationGateway, pool: asyncpg.Pool, message: Message, *, blindly: bool
) -> None:
    """After the outcome the gateway answers in the workflow's place, and puts that on record."""
    request = a_nomination("GK_XA")
    case = await opened(request)
    await gateway.send(request.nomination_id, _ward(request))
    await case.result()
    act = message(request)
    send = gateway.send_blindly if blindly else gateway.send
    answer = await send(request.nomination_id, act)
    again = await send(request.nomination_id, act)

    assert isinstance(answer, Refusal)
    assert RefusalReason.CLOSED == answer.reason
    assert answer == again
    assert [(RefusalReason.CLOSED, "gateway")] == [
        (refused.reason, refused.refused_by) for refused in await refusals_of(pool, request.nomination_id)
    ]
    assert EntryKind.REFUSAL_RECORDED == (await kinds_of(pool, request.nomination_id))[-1]


@pytest.mark.parametrize("blindly", [False, True])
async def test_an_id_used_again_for_other_content_is_refused(
    opened: Opened, gateway: NominationGateway, pool: asyncpg.Pool, eventually: Eventually, *, blindly: bool
) -> None:
    """An id names one message for good; a second one under it is not mistaken for a repeat."""
    request = a_nomination()
    await opened(request)
    first = a_decision(request, "ward")
    await gateway.send(request.nomination_id, first)
    second = a_decision(request, "district", decision_id=first.decision_id)
    await (gateway.send_blindly if blindly else gateway.send)(request.nomination_id, second)

    async def refused() -> bool:
        return [RefusalReason.ID_REUSED] == [r.reason for r in await refusals_of(pool, request.nomination_id)]

    await eventually(refused)
    assert EntryKind.REFUSAL_RECORDED == (await kinds_of(pool, request.nomination_id))[-1]


async def test_an_id_of_another_act_or_nomination_is_refused(
    opened: Opened, gateway: NominationGateway
) -> None:
    """Ids are unique over all nominations, all kinds of act, and refused messages too."""
    one, other = a_nomination(), a_nomination()
    await opened(one)
    await opened(other)
    used = a_decision(one, "ward")
    refused = a_decision(one, "state")
    await gateway.send(one.nomination_id, used)
    await gateway.send(one.nomination_id, refused)

    def withdrawal(act_id: UUID) -> Act:
        return a_withdrawal(actor_id=NOMINATOR).model_copy(update={"act_id": act_id})

    answers = [
        await gateway.send(other.nomination_id, a_decision(other, "ward", decision_id=used.decision_id)),
        await gateway.send(one.nomination_id, withdrawal(used.decision_id)),
        await gateway.send(one.nomination_id, withdrawal(refused.decision_id)),
    ]

    assert [RefusalReason.ID_REUSED] * 3 == [a.reason for a in answers if isinstance(a, Refusal)]
