"""The same message more than once, and messages that meet."""

import asyncio

import asyncpg
import pytest

from adapters.gateway import NominationGateway
from schemas.ledger import EntryKind
from schemas.messages import Receipt, Refusal, RefusalReason
from tests.cases import a_decision, a_nomination
from tests.workflow.conftest import Opened
from tests.workflow.on_record import kinds_of, refusals_of
from tests.workflow.sending import send_raw

pytestmark = pytest.mark.usefixtures("worker")

ACCEPTED_AND_DECIDED = [EntryKind.NOMINATION_ACCEPTED, EntryKind.DECISION_RECORDED]


async def test_a_repeated_decision_gets_its_first_receipt(
    opened: Opened, gateway: NominationGateway, pool: asyncpg.Pool
) -> None:
    """Repeating is safe in every way and at every time, also when the case has gone on or is closed."""
    request = a_nomination("GK_HUYEN")
    case = await opened(request)
    first = a_decision(request, "ward")
    receipt = await gateway.send(request.nomination_id, first)
    repeats = [
        await gateway.send(request.nomination_id, first),
        await send_raw(case, "decide", [first], Receipt, update_id="another-update-id"),
    ]
    await gateway.send_blindly(request.nomination_id, first)
    await gateway.send(request.nomination_id, a_decision(request, "district"))
    await case.result()
    repeats.append(await gateway.send(request.nomination_id, first))
    repeats.append(await gateway.send_blindly(request.nomination_id, first) or receipt)
    kinds = await kinds_of(pool, request.nomination_id)

    assert isinstance(receipt, Receipt)
    assert [receipt] * 4 == repeats
    assert [*ACCEPTED_AND_DECIDED, EntryKind.DECISION_RECORDED] == kinds


async def test_a_repeated_refusal_is_one_refusal(
    opened: Opened, gateway: NominationGateway, pool: asyncpg.Pool
) -> None:
    """A refused message gets the same refusal again, even when it would be in order by then."""
    request = a_nomination()
    case = await opened(request)
    early = a_decision(request, "district")
    refusal = await gateway.send(request.nomination_id, early)
    await gateway.send(request.nomination_id, a_decision(request, "ward"))
    again = await send_raw(case, "decide", [early], Refusal, update_id="another-update-id")

    assert isinstance(refusal, Refusal)
    assert RefusalReason.WRONG_LEVEL == refusal.reason
    assert refusal == again
    assert 1 == len(await refusals_of(pool, request.nomination_id))


async def test_one_decision_sent_twenty_times_at_once_is_one(
    opened: Opened, gateway: NominationGateway, pool: asyncpg.Pool
) -> None:
    """A double click, a retrying proxy and a script that also signals leave one decision."""
    request = a_nomination()
    await opened(request)
    decision = a_decision(request, "ward")
    answers = await asyncio.gather(
        *(gateway.send(request.nomination_id, decision) for _ in range(10)),
        *(gateway.send_blindly(request.nomination_id, decision) for _ in range(10)),
    )
    last = await gateway.send(request.nomination_id, decision)

    assert isinstance(last, Receipt)
    assert [last] * 10 == [answer for answer in answers if answer]
    assert ACCEPTED_AND_DECIDED == await kinds_of(pool, request.nomination_id)


async def test_two_reviewers_of_one_panel_cannot_both_decide(
    opened: Opened, gateway: NominationGateway, pool: asyncpg.Pool
) -> None:
    """When two decide at the same moment one gets a receipt, the other learns that it is decided."""
    request = a_nomination()
    await opened(request)
    answers = await asyncio.gather(
        gateway.send(request.nomination_id, a_decision(request, "ward", reviewer_id="ward-chair")),
        gateway.send(request.nomination_id, a_decision(request, "ward", reviewer_id="ward-deputy")),
    )
    refused = [answer.reason for answer in answers if isinstance(answer, Refusal)]

    assert [RefusalReason.ALREADY_DECIDED] == refused
    assert [*ACCEPTED_AND_DECIDED, EntryKind.REFUSAL_RECORDED] == await kinds_of(pool, request.nomination_id)
