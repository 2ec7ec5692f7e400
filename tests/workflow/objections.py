"""A ward office whose outcomes are objected to: real servers, a record of its own, plain rules."""

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import asyncpg
from temporalio.testing import WorkflowEnvironment

from activities.objections import settlement_draft
from adapters.gateway import NominationGateway
from adapters.objection_gateway import ObjectionGateway
from adapters.postgres.objections import PostgresObjections
from adapters.postgres.reading import RecordReader
from adapters.postgres.record import PostgresRecord
from adapters.rule_files import RuleFiles
from domain.canonical import model_digest
from domain.objection import open_objection
from schemas.case_file import Progress
from schemas.messages import Answer, Receipt
from schemas.names import QueryName, nomination_workflow_id, objection_workflow_id
from schemas.nomination import NominationRequest
from schemas.objection import ObjectionProgress, ObjectionRequest, ObjectionSettlement
from schemas.objection_record import Settling
from tests.cases import a_decision, a_nomination
from tests.objecting import an_objection
from tests.plain_rules import plain_rules
from tests.workflow.sending import Case

WITHIN_DAYS = 30
"""How long after the outcome an objection is taken here."""


@dataclass(frozen=True)
class Desk:
    """Where objections are filed and settled."""

    server: WorkflowEnvironment
    pool: asyncpg.Pool
    nominations: NominationGateway
    gateway: ObjectionGateway
    objections: PostgresObjections

    async def opened(self) -> NominationRequest:
        """Return a nomination for a ward certificate that waits for the ward's chair."""
        request = a_nomination("GK_XA")
        with self.server.with_time_skipping_disabled():
            assert await self.nominations.open(request)
        case = self.server.client.get_workflow_handle(nomination_workflow_id(request.nomination_id))
        await case.execute_update("catch_up")  # pyright: ignore[reportUnknownMemberType]
        return request

    async def conferred(self) -> NominationRequest:
        """Return a nomination on which the ward's chair conferred the certificate."""
        request = await self.opened()
        answer = await self.nominations.send(request.nomination_id, a_decision(request, "ward"))
        assert isinstance(answer, Receipt)
        return request

    async def file(self, objection: ObjectionRequest) -> Answer:
        """File an objection whose clock runs in real time until it is moved forward."""
        with self.server.with_time_skipping_disabled():
            return await self.gateway.file(objection)

    async def filed(self) -> ObjectionRequest:
        """Return an objection that is on record and open."""
        objection = an_objection(await self.conferred())
        assert isinstance(await self.file(objection), Receipt)
        return objection

    def workflow_of(self, objection: ObjectionRequest) -> Case:
        """Return the objection's workflow."""
        return self.server.client.get_workflow_handle(objection_workflow_id(objection.objection_id))

    async def progress(self, objection: ObjectionRequest) -> ObjectionProgress:
        """Ask the workflow for its state."""
        case = self.workflow_of(objection)
        return await case.query(QueryName.PROGRESS, result_type=ObjectionProgress)

    async def seq_known_to_nomination(self, request: NominationRequest) -> int:
        """Ask the nomination's own workflow for the last entry that it knows."""
        case = self.server.client.get_workflow_handle(nomination_workflow_id(request.nomination_id))
        return (await case.query(QueryName.PROGRESS, result_type=Progress)).seq


def desk_on(server: WorkflowEnvironment, pool: asyncpg.Pool) -> Desk:
    """Return the desk over these servers."""
    reader, record = RecordReader(pool), PostgresRecord(pool)
    objections = PostgresObjections(pool)
    nominations = NominationGateway(server.client, reader, record)
    gateway = ObjectionGateway(server.client, objections, reader, record)
    return Desk(server, pool, nominations, gateway, objections)


def rules_with_a_period(folder: Path) -> RuleFiles:
    """Return plain rules under which an objection is taken for 30 days after the outcome."""
    for path in plain_rules(folder).glob("*/rule_set.yaml"):
        text = path.read_text(encoding="utf-8")
        path.write_text(
            text.replace("\nobjection:\n", f"\nobjection:\n  within_days: {WITHIN_DAYS}\n"), encoding="utf-8"
        )
    return RuleFiles(folder)


async def settle_without_telling(desk: Desk, act: ObjectionSettlement) -> None:
    """Put a settlement on record as a worker does that dies before its workflow learns of it."""
    view = await desk.objections.objection(act.objection_id)
    assert view
    case = await desk.objections.case(view.nomination_id)
    assert case
    entries = await desk.objections.entries(view.nomination_id, act.objection_id, 0)
    file = open_objection(an_objection(view.nomination_id, objection_id=act.objection_id), case, entries)
    draft = settlement_draft(
        case, Settling(file=file, act=act, digest=model_digest(act), at=datetime.now(UTC))
    )
    recorded = await PostgresRecord(desk.pool).record(draft, draft.standing)
    assert recorded.entry
