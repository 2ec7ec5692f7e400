"""An office that revokes and restores what it gave: real servers, a record of its own, plain rules."""

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

import asyncpg
from temporalio.testing import ActivityEnvironment, WorkflowEnvironment

from activities.matters import MatterActivities, MatterWay
from activities.revocations import RevocationFinder
from adapters.calendar import VietnamCalendar
from adapters.gateway import NominationGateway
from adapters.logging import StructlogAuditLog
from adapters.matter_gateway import MatterGateway
from adapters.objection_gateway import ObjectionGateway
from adapters.postgres.award_record import AwardRegistry
from adapters.postgres.matters import PostgresMatters
from adapters.postgres.objections import PostgresObjections
from adapters.postgres.reading import RecordReader
from adapters.postgres.record import PostgresRecord
from adapters.postgres.register import PostgresRegister
from adapters.postgres.revocations import PostgresRevocations
from adapters.rule_files import RuleFiles
from domain.canonical import model_digest
from domain.matters.fold import open_file
from domain.matters.registry import MATTERS
from schemas.acts import CaseAct
from schemas.award_record import Grant, GrantReceipt, ImportedGrant
from schemas.ledger import EntryKind
from schemas.matter import (
    Acting,
    MatterAnswer,
    MatterKind,
    MatterMessage,
    MatterProgress,
    MatterReceipt,
    MatterRefusal,
)
from schemas.messages import Receipt, RefusalReason
from schemas.names import MessageName, QueryName, nomination_workflow_id
from schemas.nomination import NominationRequest, SubjectKind
from schemas.revocation import DecideRevocation, OpenRevocation, RecordRecovery, RevocationState
from tests.cases import a_decision, a_nomination
from tests.plain_rules import plain_rules
from tests.revoking import NOMINEE, a_ruling, an_opening
from tests.workflow.on_record import ledger_of
from tests.workflow.sending import Case

MESSAGES: dict[type[CaseAct], MessageName] = {
    OpenRevocation: MessageName.OPEN_REVOCATION,
    DecideRevocation: MessageName.DECIDE_REVOCATION,
    RecordRecovery: MessageName.RECORD_RECOVERY,
}


@dataclass(frozen=True)
class RevocationDesk:
    """Where grants are revoked and restored."""

    server: WorkflowEnvironment
    pool: asyncpg.Pool
    nominations: NominationGateway
    gateway: MatterGateway
    matters: PostgresMatters
    awards: AwardRegistry
    register: PostgresRegister
    objections: ObjectionGateway

    async def conferred(self, award: str = "LDTT") -> NominationRequest:
        """Return a nomination of one person on which the ward's chair conferred the award."""
        request = a_nomination(award, kind=SubjectKind.INDIVIDUAL, nominee_id=NOMINEE)
        with self.server.with_time_skipping_disabled():
            assert await self.nominations.open(request)
        case = self.server.client.get_workflow_handle(nomination_workflow_id(request.nomination_id))
        await case.execute_update("catch_up")  # pyright: ignore[reportUnknownMemberType]
        answer = await self.nominations.send(request.nomination_id, a_decision(request, "ward"))
        assert isinstance(answer, Receipt)
        return request

    async def granted(self) -> str:
        """Return the id of a grant that was decided here and is in force."""
        return (await self.conferred()).nomination_id

    async def imported(self, grant: Grant) -> str:
        """Put a grant of earlier years on record; return its id."""
        act = ImportedGrant(act_id=uuid4(), actor_id="ward-chair", body="phuong-hoang-mai", grant=grant)
        assert isinstance(await self.awards.record(act), GrantReceipt)
        return grant.grant_id

    async def open(self, opening: OpenRevocation) -> MatterAnswer:
        """Open a matter whose clock runs in real time until it is moved forward."""
        with self.server.with_time_skipping_disabled():
            return await self.gateway.open(
                MatterKind.REVOCATION, str(opening.act_id), MessageName.OPEN_REVOCATION, opening
            )

    async def opened(self, opening: OpenRevocation | None = None) -> OpenRevocation:
        """Return a revocation that is on record and open, by default of a new grant."""
        opening = opening or an_opening(await self.granted())
        answer = await self.open(opening)
        assert isinstance(answer, MatterReceipt), answer
        return opening

    async def revoked(self) -> str:
        """Return the id of a grant that was revoked."""
        opening = await self.opened()
        assert isinstance(await self.send(opening, a_ruling(opening)), MatterReceipt)
        return opening.grant_id

    async def send(self, opening: OpenRevocation, act: CaseAct) -> MatterAnswer:
        """Send an act and return its answer."""
        return await self.gateway.send(stream_of(opening), MESSAGES[type(act)], act)

    async def refused(self, opening: OpenRevocation, act: CaseAct) -> RefusalReason:
        """Send an act that must be refused, and return why it was."""
        answer = await self.send(opening, act)
        assert isinstance(answer, MatterRefusal), answer
        return answer.reason

    def workflow_of(self, opening: OpenRevocation) -> Case:
        """Return the workflow of a revocation."""
        return self.server.client.get_workflow_handle(stream_of(opening))

    async def state(self, opening: OpenRevocation) -> RevocationState:
        """Ask the workflow for its state."""
        progress = await self.workflow_of(opening).query(QueryName.PROGRESS, result_type=MatterProgress)
        return RevocationState.model_validate(progress.state)

    async def kinds(self, opening: OpenRevocation) -> list[EntryKind]:
        """Return what happened to a revocation, in order."""
        return [entry.kind for entry in await ledger_of(self.pool, stream_of(opening))]

    async def told(self, opening: OpenRevocation, kind: str) -> list[str]:
        """Return who was sent notices of this kind, once for each notice."""
        found = await self.pool.fetch(
            "select recipient from matter.notification where stream_id = $1 and kind = $2 order by 1",
            stream_of(opening),
            kind,
        )
        return [row["recipient"] for row in found]


def stream_of(opening: OpenRevocation) -> str:
    """Return the stream of a revocation, which is the id of its workflow."""
    return f"revocation:{opening.act_id}"


def rules_for_revoking(folder: Path) -> RuleFiles:
    """Return the shipped rules, with chairs who decide alone."""
    return RuleFiles(plain_rules(folder))


def revocation_desk(server: WorkflowEnvironment, pool: asyncpg.Pool, rules: RuleFiles) -> RevocationDesk:
    """Return the desk over these servers."""
    reader, record = RecordReader(pool), PostgresRecord(pool)
    matters, register = PostgresMatters(pool), PostgresRegister(pool, rules)
    return RevocationDesk(
        server=server,
        pool=pool,
        nominations=NominationGateway(server.client, reader, record),
        gateway=MatterGateway(server.client, matters),
        matters=matters,
        awards=AwardRegistry(pool, register),
        register=register,
        objections=ObjectionGateway(server.client, PostgresObjections(pool), reader, record),
    )


async def act_without_telling(
    desk: RevocationDesk, rules: RuleFiles, opening: OpenRevocation, act: CaseAct
) -> None:
    """Put an act on record as a worker does that dies before its workflow learns of it."""
    finder = RevocationFinder(PostgresRevocations(desk.pool), desk.awards, desk.register, rules)
    ways = {MatterKind.REVOCATION: MatterWay(MATTERS[MatterKind.REVOCATION], finder)}
    audit = StructlogAuditLog()
    matters = MatterActivities(desk.matters, VietnamCalendar(), desk.register, audit, ways)
    known = await desk.matters.matter(stream_of(opening))
    assert known
    message = MatterMessage(
        name=MESSAGES[type(act)], digest=model_digest(act), act=act.model_dump(mode="json"),
        act_id=act.act_id, actor_id=act.actor_id,
    )  # fmt: skip
    file = open_file(known.kind, known.stream, known.start, known.heads)
    acting = Acting(file=file, message=message, at=datetime.now(UTC))
    assert (await ActivityEnvironment().run(matters.act_on_matter, acting)).answer
