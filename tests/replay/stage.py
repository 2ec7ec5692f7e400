"""Where a path of a nomination is played: one Temporal server, one record, one nomination."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

import asyncpg
from temporalio.testing import WorkflowEnvironment

from adapters.gateway import NominationGateway
from schemas.case_file import Progress
from schemas.messages import Act
from schemas.names import MessageName, QueryName
from schemas.nomination import NominationRequest
from schemas.record import SeenUpTo
from tests.workflow.conftest import forwarder, opener
from tests.workflow.sending import Case, send_raw


@dataclass(frozen=True)
class Stage:
    """Where a path is played: one Temporal server, one record, one nomination."""

    server: WorkflowEnvironment
    pool: asyncpg.Pool
    gateway: NominationGateway
    request: NominationRequest
    case: Case

    async def send(self, *acts: Act) -> None:
        """Send these as updates, one after the other."""
        for act in acts:
            await self.gateway.send(self.request.nomination_id, act)

    async def send_blindly(self, *acts: Act) -> None:
        """Send these as signals, and wait until all are answered."""
        for act in acts:
            await self.gateway.send_blindly(self.request.nomination_id, act)
        await self.catch_up()

    async def catch_up(self) -> None:
        """Let the workflow read the record, after everything sent before."""
        await send_raw(self.case, MessageName.CATCH_UP, [], SeenUpTo)

    async def to_the_end_of_the_clock(self) -> None:
        """Let the clock that runs now ring for everything it has."""
        progress = await self.case.query(QueryName.PROGRESS, result_type=Progress)
        assert progress.standing.clock
        await forwarder(self.server)(self.case, progress.standing.clock.ends_at)


Play = Callable[[Stage], Awaitable[None]]
Request = Callable[[], NominationRequest]


async def stage_for(
    server: WorkflowEnvironment, pool: asyncpg.Pool, gateway: NominationGateway, request: NominationRequest
) -> Stage:
    """Open this nomination and return the stage to play on; it need not be accepted."""
    case = await opener(server, gateway, accepted=False)(request)
    return Stage(server, pool, gateway, request, case)
