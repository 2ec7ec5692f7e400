"""An office that decides at gates, on the second server: cases, the people's register, and sittings."""

import asyncio
from datetime import UTC, date, datetime, timedelta
from typing import NamedTuple
from uuid import uuid4

import asyncpg
from temporalio.testing import WorkflowEnvironment

from adapters.filling_in import fill_in
from adapters.gateway import NominationGateway
from adapters.postgres.reading import RecordReader
from adapters.postgres.record import PostgresRecord
from adapters.postgres.register import PostgresRegister
from adapters.postgres.sittings import PostgresSittings
from adapters.rule_files import RuleFiles
from adapters.sitting_gateway import SittingGateway
from domain.working_days import VIETNAM_TIME
from schemas.acts import Recusal
from schemas.case import Standing
from schemas.case_file import Progress
from schemas.council import Choice, Manner
from schemas.messages import Act, Receipt, RefusalReason
from schemas.names import MessageName, QueryName, nomination_workflow_id, sitting_workflow_id
from schemas.nomination import NominationRequest
from schemas.record import SeenUpTo
from schemas.register import DelegationAct, RegisterReceipt
from schemas.sitting import PaperReceipt, SittingOutcome, SittingRequest
from tests.gated import FIRST
from tests.workflow.sending import Case, send_raw


class GateOffice(NamedTuple):
    """What officers, members and registrars work with."""

    server: WorkflowEnvironment
    pool: asyncpg.Pool
    nominations: NominationGateway
    register: PostgresRegister
    gateway: SittingGateway
    sittings: PostgresSittings

    async def opened(self, request: NominationRequest) -> Case:
        """Open a nomination and return its case once it is accepted."""
        with self.server.with_time_skipping_disabled():
            assert await self.nominations.open(request)
        case = self.case(request)
        await send_raw(case, MessageName.CATCH_UP, [], SeenUpTo)
        return case

    def case(self, request: NominationRequest) -> Case:
        """Return a nomination's workflow."""
        return self.server.client.get_workflow_handle(nomination_workflow_id(request.nomination_id))

    async def send(self, request: NominationRequest, *acts: Act) -> RefusalReason | None:
        """Send acts up to the first that is refused, and return why it was, None if none was."""
        for act in acts:
            answer = await self.nominations.send(request.nomination_id, act)
            if not isinstance(answer, Receipt):
                return answer.reason
        return None

    async def standing(self, request: NominationRequest) -> Standing:
        """Ask a nomination where it stands."""
        progress = await self.case(request).query(QueryName.PROGRESS, result_type=Progress)
        return progress.standing

    async def explained(self, request: NominationRequest) -> str:
        """Return everything that `explain` says, in both languages."""
        said = await self.nominations.explain(request.nomination_id)
        return "\n".join((*said.vi, *said.en))

    async def until(self, request: NominationRequest, instant: datetime) -> None:
        """Move a nomination's clock to a minute after an instant, ringing everything due before."""
        case = self.case(request)
        now = await self.server.get_current_time(case)
        await self.server.fast_forward(case, instant - now + timedelta(minutes=1))

    async def due(self, request: NominationRequest) -> None:
        """Move a nomination's clock past the due date of what it waits for."""
        clock = (await self.standing(request)).clock
        assert clock
        await self.until(request, clock.due_at)

    async def today(self, request: NominationRequest) -> date:
        """Return the day that it is in Vietnam for this nomination."""
        return (await self.server.get_current_time(self.case(request))).astimezone(VIETNAM_TIME).date()

    async def delegated(self, delegator: str, delegate: str, *gates: str, body: str = FIRST) -> None:
        """Put a delegation on the register, for a month from today."""
        today = datetime.now(VIETNAM_TIME).date()
        act = DelegationAct(
            act_id=uuid4(), actor_id=delegator, body=body, reason="Đi công tác", delegate=delegate,
            gates=gates or None, valid_from=today, valid_to=today + timedelta(days=30),
        )  # fmt: skip
        assert isinstance(await self.register.record(act), RegisterReceipt)

    async def recused(self, request: NominationRequest, *people: str) -> None:
        """Let these people declare that they may not take part."""
        for person in people:
            assert await self.send(request, Recusal(act_id=uuid4(), actor_id=person)) is None

    async def called(self, council: str, by: str) -> str:
        """Call a secret sitting of a council, and return its id once it is open."""
        request = SittingRequest(
            sitting_id=f"s-{uuid4().hex[:12]}", body=council, called_by=by, secret=True,
            closes_at=datetime.now(UTC) + timedelta(days=5),
        )  # fmt: skip
        with self.server.with_time_skipping_disabled():
            assert await self.gateway.call(request)
        while await self.sittings.status(request.sitting_id) is None:  # noqa: ASYNC110 - in another process
            await asyncio.sleep(0.05)
        return request.sitting_id

    async def vote(self, sitting: str, who: str, choice: Choice, manner: Manner = Manner.IN_PERSON) -> None:
        """Cast a member's paper with one choice for everything on the list."""
        form = await self.gateway.form(sitting, who)
        paper = fill_in(form, {}, act_id=uuid4(), rest=choice, manner=manner).paper
        answer = await self.gateway.send(paper)
        assert isinstance(answer, PaperReceipt), answer

    async def outcome(self, sitting: str, *, after: timedelta | None = None) -> SittingOutcome:
        """Return a sitting's outcome; `after` moves its clock first."""
        if after:
            handle = self.server.client.get_workflow_handle(sitting_workflow_id(sitting))
            await self.server.fast_forward(handle, after)
        return await self.gateway.outcome(sitting)


def office_over(server: WorkflowEnvironment, pool: asyncpg.Pool, rules: RuleFiles) -> GateOffice:
    """Return an office on this server and record."""
    sittings = PostgresSittings(pool)
    return GateOffice(
        server,
        pool,
        NominationGateway(server.client, RecordReader(pool), PostgresRecord(pool)),
        PostgresRegister(pool, rules),
        SittingGateway(server.client, sittings),
        sittings,
    )
