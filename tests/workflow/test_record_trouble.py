"""The record refuses or is away: nothing is lost, nothing is made up."""

import asyncio
from collections.abc import AsyncIterator

import asyncpg
import pytest
from temporalio.client import WorkflowExecutionStatus
from temporalio.testing import WorkflowEnvironment

from adapters.gateway import NominationGateway
from schemas.case_file import Progress
from schemas.ledger import EntryKind
from schemas.messages import Receipt
from schemas.names import QueryName
from tests.cases import a_decision, a_nomination
from tests.conftest import Eventually
from tests.workflow.conftest import forwarder, opener
from tests.workflow.on_record import kinds_of

_NO_REMINDERS = "alter table commendation.notification add constraint none check (kind <> 'reminder')"


@pytest.fixture
async def own_admin(own_database: str) -> AsyncIterator[asyncpg.Connection]:
    """The administrator of that record."""
    connection = await asyncpg.connect(own_database.replace("vinhdanh_app@", "postgres@"))
    yield connection
    await connection.close()


async def test_an_alarm_that_the_record_refuses_waits_until_that_is_mended(
    *,
    second_server: WorkflowEnvironment,
    own_gateway: NominationGateway,
    own_pool: asyncpg.Pool,
    own_admin: asyncpg.Connection,
    eventually: Eventually,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """Nobody sent the alarm, so nobody can be told: the nomination must not fail over it, nor forget it."""
    request = a_nomination()
    case = await opener(second_server, own_gateway)(request)
    await own_gateway.send(request.nomination_id, a_decision(request, "ward"))
    clock = (await case.query(QueryName.PROGRESS, result_type=Progress)).standing.clock
    assert clock
    await own_admin.execute(_NO_REMINDERS)
    forwarding = asyncio.create_task(forwarder(second_server)(case, clock.remind_at))

    async def refused() -> bool:
        return "the record refused the alarm" in caplog.text

    await eventually(refused)
    status = (await case.describe()).status
    await own_admin.execute("alter table commendation.notification drop constraint none")
    await forwarding
    decided = await own_gateway.send(request.nomination_id, a_decision(request, "district"))

    assert WorkflowExecutionStatus.RUNNING == status
    assert isinstance(decided, Receipt)
    assert EntryKind.DEADLINE_REMINDED == (await kinds_of(own_pool, request.nomination_id))[-2]


async def test_a_decision_waits_for_a_record_that_is_away(
    second_server: WorkflowEnvironment,
    own_gateway: NominationGateway,
    own_pool: asyncpg.Pool,
    own_admin: asyncpg.Connection,
) -> None:
    """While the record is locked nobody is answered; afterwards the decision is on record, once."""
    request = a_nomination()
    await opener(second_server, own_gateway)(request)
    async with own_admin.transaction():
        await own_admin.execute("lock table commendation.nomination in access exclusive mode")
        sending = asyncio.create_task(own_gateway.send(request.nomination_id, a_decision(request, "ward")))
        done, _ = await asyncio.wait([sending], timeout=0.5)
    answer = await sending

    assert set() == done
    assert isinstance(answer, Receipt)
    assert [EntryKind.NOMINATION_ACCEPTED, EntryKind.DECISION_RECORDED] == await kinds_of(
        own_pool, request.nomination_id
    )
