"""Cases opened on real servers, with clocks that only move when a test says so."""

from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from datetime import datetime, timedelta
from typing import Any

import pytest
from temporalio.client import WorkflowHandle
from temporalio.contrib.pydantic import pydantic_data_converter
from temporalio.testing import WorkflowEnvironment

from adapters.gateway import NominationGateway
from adapters.local_temporal import temporal_cli
from schemas.names import SEARCH_ATTRIBUTE_TYPES, nomination_workflow_id
from schemas.nomination import NominationRequest

_SETTINGS = (
    "frontend.WorkflowTimeSkippingEnabled=true",
    "system.workflowTimeSkippingEnabled=true",
    "limit.historyCount.suggestContinueAsNew=60",
)

Case = WorkflowHandle[Any, Any]
Opened = Callable[[NominationRequest], Awaitable[Case]]
Until = Callable[[Case, datetime], Coroutine[None, None, None]]


@pytest.fixture(scope="session")
async def second_server() -> AsyncIterator[WorkflowEnvironment]:
    """A Temporal server without a worker, which wants a run to be left after 60 events."""
    settings = [word for setting in _SETTINGS for word in ("--dynamic-config-value", setting)]
    attributes = [f"--search-attribute={name}={kind}" for name, kind in SEARCH_ATTRIBUTE_TYPES.items()]
    async with await WorkflowEnvironment.start_time_skipping_v2(
        data_converter=pydantic_data_converter,
        dev_server_existing_path=temporal_cli(),
        dev_server_extra_args=[*settings, *attributes],
        dev_server_log_level="error",
    ) as started:
        yield started


@pytest.fixture(scope="session")
def opened(environment: WorkflowEnvironment, gateway: NominationGateway) -> Opened:
    """Open a nomination whose clock runs in real time until it is moved forward."""
    return opener(environment, gateway)


@pytest.fixture(scope="session")
def until(environment: WorkflowEnvironment) -> Until:
    """Move a nomination's clock to a minute after an instant, ringing everything due before."""
    return forwarder(environment)


def opener(server: WorkflowEnvironment, gateway: NominationGateway) -> Opened:
    """Return what opens nominations on this server."""

    async def open_in_real_time(request: NominationRequest) -> Case:
        with server.with_time_skipping_disabled():
            assert await gateway.open(request)
        return server.client.get_workflow_handle(nomination_workflow_id(request.nomination_id))

    return open_in_real_time


def forwarder(server: WorkflowEnvironment) -> Until:
    """Return what moves the clocks of this server's workflows."""

    async def forward(case: Case, instant: datetime) -> None:
        now = await server.get_current_time(case)
        await server.fast_forward(case, instant - now + timedelta(minutes=1))

    return forward
