"""Cases opened on real servers, with clocks that only move when a test says so."""

from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from datetime import datetime, timedelta
from pathlib import Path

import asyncpg
import pytest
from temporalio.testing import WorkflowEnvironment
from temporalio.worker import Worker

from adapters.gateway import NominationGateway
from adapters.local_temporal import temporal_cli
from adapters.postgres.pool import open_pool
from adapters.postgres.reading import RecordReader
from adapters.postgres.record import PostgresRecord
from adapters.postgres.sittings import PostgresSittings
from adapters.rule_files import RuleFiles
from adapters.sitting_gateway import SittingGateway
from schemas.names import SEARCH_ATTRIBUTE_TYPES, MessageName, nomination_workflow_id
from schemas.nomination import NominationRequest
from schemas.record import SeenUpTo
from tests.councils import rules_with_councils
from tests.gated import gated_book
from tests.payloads import CONVERTER, HeadersToo
from tests.workflow.gate_office import GateOffice, office_over
from tests.workflow.sending import Case, send_raw
from tests.workflow.sittings import CouncilOffice
from worker import build_worker

_SETTINGS = (
    "frontend.WorkflowTimeSkippingEnabled=true",
    "system.workflowTimeSkippingEnabled=true",
    "limit.historyCount.suggestContinueAsNew=60",
)

Opened = Callable[[NominationRequest], Awaitable[Case]]
Until = Callable[[Case, datetime], Coroutine[None, None, None]]


@pytest.fixture(scope="session")
async def second_server() -> AsyncIterator[WorkflowEnvironment]:
    """A Temporal server without a worker, which wants a run to be left after 60 events."""
    async with await impatient_server() as started:
        yield started


@pytest.fixture(scope="session")
def opened(environment: WorkflowEnvironment, gateway: NominationGateway) -> Opened:
    """Open a nomination whose clock runs in real time until it is moved forward."""
    return opener(environment, gateway)


@pytest.fixture(scope="session")
def until(environment: WorkflowEnvironment) -> Until:
    """Move a nomination's clock to a minute after an instant, ringing everything due before."""
    return forwarder(environment)


@pytest.fixture(scope="session")
def second_gateway(
    second_server: WorkflowEnvironment, pool: asyncpg.Pool, reader: RecordReader
) -> NominationGateway:
    """Sends messages to nominations on the second server."""
    return NominationGateway(second_server.client, reader, PostgresRecord(pool))


@pytest.fixture(scope="module")
async def second_worker(
    second_server: WorkflowEnvironment, pool: asyncpg.Pool, rules: RuleFiles
) -> AsyncIterator[Worker]:
    """A worker on the second server, for as long as one module needs it."""
    async with build_worker(second_server.client, pool, rules) as running:
        yield running


@pytest.fixture
async def own_pool(own_database: str) -> AsyncIterator[asyncpg.Pool]:
    """Connections to a record that nobody else writes to."""
    async with await open_pool(own_database, size=3) as connections:
        yield connections


@pytest.fixture
async def own_gateway(
    second_server: WorkflowEnvironment, own_pool: asyncpg.Pool, rules: RuleFiles
) -> AsyncIterator[NominationGateway]:
    """Reaches nominations on the second server whose worker writes to a record of its own."""
    async with build_worker(second_server.client, own_pool, rules):
        yield NominationGateway(second_server.client, RecordReader(own_pool), PostgresRecord(own_pool))


@pytest.fixture
async def office(
    second_server: WorkflowEnvironment, own_pool: asyncpg.Pool, own_database: str, tmp_path: Path
) -> AsyncIterator[CouncilOffice]:
    """A council of three with a record of its own; a nomination passes where two of three agree."""
    rules = rules_with_councils(tmp_path, members=3)
    client = second_server.client
    async with build_worker(client, own_pool, rules):
        nominations = NominationGateway(client, RecordReader(own_pool), PostgresRecord(own_pool))
        sittings = PostgresSittings(own_pool)
        with second_server.with_time_skipping_disabled():
            gateway, owner = (
                SittingGateway(client, sittings),
                own_database.replace("vinhdanh_app@", "postgres@"),
            )
            yield CouncilOffice(client, own_pool, nominations, gateway, sittings, owner)


@pytest.fixture(scope="module")
async def gates(second_server: WorkflowEnvironment, pool: asyncpg.Pool) -> AsyncIterator[GateOffice]:
    """An office whose awards are decided at every kind of gate, for as long as one module needs it."""
    async with build_worker(second_server.client, pool, gated_book()):
        yield office_over(second_server, pool, gated_book())


@pytest.fixture
async def own_gates(second_server: WorkflowEnvironment, own_pool: asyncpg.Pool) -> AsyncIterator[GateOffice]:
    """The same with a record of its own, so that a sitting finds only what its test submits."""
    async with build_worker(second_server.client, own_pool, gated_book()):
        yield office_over(second_server, own_pool, gated_book())


async def impatient_server() -> WorkflowEnvironment:
    """Start a Temporal server with movable clocks, which wants a run to be left after 60 events."""
    settings = [word for setting in _SETTINGS for word in ("--dynamic-config-value", setting)]
    attributes = [f"--search-attribute={name}={kind}" for name, kind in SEARCH_ATTRIBUTE_TYPES.items()]
    return await WorkflowEnvironment.start_time_skipping_v2(
        data_converter=CONVERTER,
        plugins=[HeadersToo()],
        identity="tests",
        dev_server_existing_path=temporal_cli(),
        dev_server_extra_args=[*settings, *attributes],
        dev_server_log_level="error",
    )


def opener(server: WorkflowEnvironment, gateway: NominationGateway, *, accepted: bool = True) -> Opened:
    """Return what opens nominations on this server, by default until they are accepted."""

    async def open_in_real_time(request: NominationRequest) -> Case:
        with server.with_time_skipping_disabled():
            assert await gateway.open(request)
        case = server.client.get_workflow_handle(nomination_workflow_id(request.nomination_id))
        if accepted:
            await send_raw(case, MessageName.CATCH_UP, [], SeenUpTo)
        return case

    return open_in_real_time


def forwarder(server: WorkflowEnvironment) -> Until:
    """Return what moves the clocks of this server's workflows."""

    async def forward(case: Case, instant: datetime) -> None:
        now = await server.get_current_time(case)
        await server.fast_forward(case, instant - now + timedelta(minutes=1))

    return forward
