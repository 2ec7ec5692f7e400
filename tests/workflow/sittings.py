"""A council's office on the second server: nominations that wait, and sittings over them."""

import asyncio
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import NamedTuple
from uuid import uuid4

import asyncpg
from temporalio.client import Client

from adapters.filling_in import FilledIn, fill_in
from adapters.gateway import NominationGateway
from adapters.postgres.sittings import PostgresSittings
from adapters.sitting_gateway import SittingGateway
from schemas.case_file import Progress
from schemas.council import Choice, Manner
from schemas.names import MessageName, QueryName, nomination_workflow_id, sitting_workflow_id
from schemas.nomination import NominationRequest
from schemas.record import SeenUpTo
from schemas.sitting import BallotPaper, PaperAnswer, SittingRequest
from tests.workflow.sending import Case, send_raw

AGREE, DISAGREE, ABSTAIN = Choice.AGREE, Choice.DISAGREE, Choice.ABSTAIN


class CouncilOffice(NamedTuple):
    """What a secretary and the members work with."""

    client: Client
    pool: asyncpg.Pool
    nominations: NominationGateway
    gateway: SittingGateway
    sittings: PostgresSittings
    owner_url: str

    async def submitted(self, *requests: NominationRequest) -> tuple[NominationRequest, ...]:
        """Open nominations and return them once they are on record."""
        for request in requests:
            assert await self.nominations.open(request)
        for request in requests:
            await send_raw(self.case(request), MessageName.CATCH_UP, [], SeenUpTo)
        return requests

    def case(self, request: NominationRequest) -> Case:
        """Return a nomination's workflow."""
        return self.client.get_workflow_handle(nomination_workflow_id(request.nomination_id))

    def handle(self, sitting_id: str) -> Case:
        """Return a sitting's workflow."""
        return self.client.get_workflow_handle(sitting_workflow_id(sitting_id))

    async def called(self, *, secret: bool = False, days: int = 5) -> str:
        """Call a sitting, and return its id once it is open."""
        request = a_call(secret=secret, days=days)
        assert await self.gateway.call(request)
        while await self.sittings.status(request.sitting_id) is None:  # noqa: ASYNC110 - in another process
            await asyncio.sleep(0.05)
        return request.sitting_id

    async def paper(
        self,
        sitting_id: str,
        who: str,
        rest: Choice = AGREE,
        choices: Mapping[int, Choice] | None = None,
        manner: Manner = Manner.IN_PERSON,
    ) -> BallotPaper:
        """Return a member's paper, not sent yet."""
        return (await self.filled_in(sitting_id, who, rest, choices, manner)).paper

    async def filled_in(
        self,
        sitting_id: str,
        who: str,
        rest: Choice = AGREE,
        choices: Mapping[int, Choice] | None = None,
        manner: Manner = Manner.IN_PERSON,
    ) -> FilledIn:
        """Return a member's paper with its codes, not sent yet."""
        form = await self.gateway.form(sitting_id, who)
        return fill_in(form, choices or {}, act_id=uuid4(), rest=rest, manner=manner)

    async def vote(
        self, sitting_id: str, who: str, rest: Choice = AGREE, choices: Mapping[int, Choice] | None = None
    ) -> PaperAnswer:
        """Cast a member's paper."""
        return await self.gateway.send(await self.paper(sitting_id, who, rest, choices))

    async def progress(self, request: NominationRequest) -> Progress:
        """Ask a nomination where it is."""
        return await self.case(request).query(QueryName.PROGRESS, result_type=Progress)

    async def kinds_on(self, request: NominationRequest) -> list[str]:
        """Return the kinds of the entries on a nomination."""
        rows = await self.pool.fetch(
            "select kind from ledger.entry where stream_id = $1 order by stream_seq", request.nomination_id
        )
        return [row["kind"] for row in rows]

    async def has_key(self, sitting_id: str) -> bool:
        """Return whether the key of a sitting is still there, seen by the server's own superuser."""
        connection = await asyncpg.connect(self.owner_url)
        query = "select exists (select from council.ballot_key where sitting_id = $1)"
        found: bool = await connection.fetchval(query, sitting_id)
        await connection.close()
        return found

    async def everything_about(self, sitting_id: str) -> list[str]:
        """Return what the record says of a sitting as text, but for its opened papers."""
        rows = await self.pool.fetch(
            "select to_jsonb(e)::text || convert_from(e.body, 'UTF8') as said from ledger.entry e "
            "where stream_id = 'sitting:' || $1 union all "
            "select to_jsonb(b)::text from council.ballot b where sitting_id = $1 union all "
            "select to_jsonb(s)::text from council.sitting s where sitting_id = $1 union all "
            "select to_jsonb(r)::text from council.result r where sitting_id = $1",
            sitting_id,
        )
        return [row["said"] for row in rows]


def a_call(*, secret: bool = False, days: int = 5, called_by: str = "ward-secretary") -> SittingRequest:
    """Return the call of a sitting of the ward's council."""
    return SittingRequest(
        sitting_id=f"s-{uuid4().hex[:12]}",
        body="phuong",
        called_by=called_by,
        secret=secret,
        closes_at=datetime.now(UTC) + timedelta(days=days),
    )
