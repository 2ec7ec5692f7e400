"""Acts that are on record and that their workflow was never told of."""

import asyncpg

from activities.recording import Recorder
from adapters.calendar import VietnamCalendar
from adapters.logging import StructlogAuditLog
from adapters.postgres.reading import RecordReader
from adapters.postgres.record import PostgresRecord
from adapters.postgres.register import PostgresRegister
from adapters.rule_files import RuleFiles
from domain.canonical import message_digest
from domain.case_file import rebuild_case
from schemas.messages import Decision
from schemas.nomination import NominationRequest
from schemas.record import EntryHead
from workflows.drafts import decision_draft


async def record_without_telling(
    pool: asyncpg.Pool, request: NominationRequest, decision: Decision
) -> EntryHead:
    """Write a decision as a worker does that dies before its workflow's history says so."""
    record, view = PostgresRecord(pool), await RecordReader(pool).nomination(request.nomination_id)
    assert view
    case = rebuild_case(request, view.route, await record.entries_after(request.nomination_id, 0))
    draft = decision_draft(case, decision, message_digest(decision), view.accepted_at)
    register = PostgresRegister(pool, RuleFiles())
    recorder = Recorder(record, VietnamCalendar(), register, StructlogAuditLog())
    complete = await recorder.completed(draft)
    recorded = await record.record(complete, complete.standing)
    assert recorded.entry
    return recorded.entry
