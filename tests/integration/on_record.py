"""Nominations on the real record, moved on by the same drafts that the workflow makes."""

from datetime import UTC, datetime
from uuid import UUID

import asyncpg

from adapters.calendar import VietnamCalendar
from adapters.postgres.record import PostgresRecord
from domain.canonical import content_hash, message_digest
from domain.case_file import apply_entry, rebuild_case
from domain.climb import first_move
from domain.deadlines import Alarm
from domain.drafting import opening_draft
from domain.route import plan_route
from schemas.case import Standing
from schemas.case_file import CaseFile
from schemas.ledger import EntryKind, LedgerEntry
from schemas.messages import Decision, RefusalReason, Resubmission, Verdict, Withdrawal
from schemas.nomination import NominationRequest
from schemas.record import (
    AcceptanceDraft,
    Accepted,
    AlarmDraft,
    DecisionDraft,
    Draft,
    EntryHead,
    Recorded,
    RefusalDraft,
    RefusedBy,
    ResubmissionDraft,
    WithdrawalDraft,
)
from schemas.route import Route
from tests.cases import a_decision, a_nomination, a_resubmission, a_withdrawal
from tests.plain_rules import unsigned_book
from workflows.drafts import alarm_draft, decision_draft, refusal_draft, resubmission_draft, withdrawal_draft
from workflows.inbound import Inbound

AT = datetime(2020, 3, 2, 2, 0, 0, 123457, tzinfo=UTC)
"""When everything here happens, with microseconds that a float of seconds could not hold."""

RUN = "run-of-the-first-start"
_RULES = unsigned_book()
_CALENDAR = VietnamCalendar()


def route_of(request: NominationRequest, rule_set: str | None = None) -> Route:
    """Return the way of this nomination, under its own rule set or another one; its gates have no plans."""
    route = plan_route(_RULES.in_force(AT, rule_set or request.rule_set), request, AT.date())
    stages = tuple(stage.model_copy(update={"plans": ()}) for stage in route.stages)
    return route.model_copy(update={"stages": stages})


async def accept(
    record: PostgresRecord,
    request: NominationRequest,
    *,
    run: str = RUN,
    route: Route | None = None,
    at: datetime = AT,
) -> Accepted:
    """Put a nomination on record, as the activity does."""
    route = route or route_of(request)
    move = first_move(request, route, content_hash(request.content))
    clock = _CALENDAR.start(route.stages[0].deadline, at)
    standing = move.standing.model_copy(update={"clock": clock})
    draft = AcceptanceDraft(request=request, first_run_id=run, at=at)
    return await record.accept(draft, route, opening_draft(draft, route, move), standing)


async def opened(
    record: PostgresRecord, request: NominationRequest | None = None, at: datetime = AT
) -> CaseFile:
    """Return the case of a nomination that was put on record now."""
    request = request or a_nomination()
    accepted = await accept(record, request, at=at)
    return rebuild_case(request, accepted.route, accepted.entries)


def approval(case: CaseFile, decision_id: UUID | None = None, at: datetime = AT) -> DecisionDraft:
    """Draft an approval by the chair of the level where the case stands."""
    return draft_of(case, decision(case, decision_id=decision_id), at)


def verdict_against(case: CaseFile, verdict: Verdict, reason: str = "Thiếu minh chứng") -> DecisionDraft:
    """Draft a return or a rejection by the chair of the level where the case stands."""
    return draft_of(case, decision(case, verdict, reason=reason))


def decision(
    case: CaseFile,
    verdict: Verdict = Verdict.APPROVE,
    *,
    reason: str | None = None,
    decision_id: UUID | None = None,
) -> Decision:
    """Return a decision that is in order where the case stands."""
    return a_decision(
        case.request,
        case.standing.level,
        verdict,
        reason=reason,
        decision_id=decision_id,
        seen=case.standing.content_hash,
        round_=case.standing.round,
    )


def draft_of(case: CaseFile, act: Decision, at: datetime = AT) -> DecisionDraft:
    """Draft this decision."""
    return decision_draft(case, act, message_digest(act), at)


def resubmission(case: CaseFile, act: Resubmission | None = None) -> ResubmissionDraft:
    """Draft the nominator's answer to a return."""
    act = act or a_resubmission(case.request, "Đã bổ sung số liệu năm 2019")
    return resubmission_draft(case, act, message_digest(act), AT)


def withdrawal(case: CaseFile, act: Withdrawal | None = None) -> WithdrawalDraft:
    """Draft the nominator's withdrawal."""
    act = act or a_withdrawal()
    return withdrawal_draft(case, act, message_digest(act), AT)


def alarm(case: CaseFile, kind: EntryKind) -> AlarmDraft:
    """Draft what the clock rings for."""
    return alarm_draft(case, Alarm(AT, kind), AT)


def refusal(
    case: CaseFile, act: Decision, reason: RefusalReason = RefusalReason.NOT_ON_PANEL
) -> RefusalDraft:
    """Draft the workflow's refusal of a decision."""
    message = Inbound(name="decide", digest=message_digest(act), act=act, fault=None)
    return refusal_draft(case, message, reason, AT)


def refusal_at_the_door(case: CaseFile, act: Decision) -> RefusalDraft:
    """Draft the gateway's refusal of a decision on a closed case: it has not seen the ledger."""
    draft = refusal(case, act, RefusalReason.CLOSED)
    return draft.model_copy(update={"expected_seq": None, "refused_by": RefusedBy.GATEWAY})


def with_clock(draft: Draft) -> Standing | None:
    """Return where the draft leads with its clock, as the activity computes it."""
    standing = draft.standing
    if standing and draft.start_clock:
        clock = _CALENDAR.start(draft.start_clock, draft.at)
    elif standing and standing.clock and draft.extend_clock:
        clock = _CALENDAR.extend(standing.clock, draft.extend_clock)
    else:
        return standing
    return standing.model_copy(update={"clock": clock})


async def put(record: PostgresRecord, draft: Draft) -> Recorded:
    """Hand a draft to the record."""
    return await record.record(draft, with_clock(draft))


async def written(record: PostgresRecord, draft: Draft) -> EntryHead:
    """Hand a draft to the record, which has to write it now; return its entry."""
    recorded = await put(record, draft)
    assert recorded.entry is not None, recorded
    return recorded.entry


async def moved(record: PostgresRecord, case: CaseFile, draft: Draft) -> CaseFile:
    """Put a draft on record and return the case after it."""
    return apply_entry(case, await written(record, draft))


async def returned(record: PostgresRecord) -> CaseFile:
    """Return a case that its first stage has sent back."""
    case = await opened(record)
    return await moved(record, case, verdict_against(case, Verdict.RETURN))


async def conferred(record: PostgresRecord) -> CaseFile:
    """Return a case that every level has approved."""
    case = await opened(record)
    for _ in case.route.stages:
        case = await moved(record, case, approval(case))
    return case


async def ledger_of(
    connection: asyncpg.Pool | asyncpg.Connection, nomination_id: str
) -> tuple[LedgerEntry, ...]:
    """Return a nomination's ledger as stored, in order."""
    rows = await connection.fetch(
        """
        select stream_id, stream_seq as seq, kind, dedup_key, encode(prev_hash, 'hex') as prev_hash,
               occurred_us, commendation.instant(occurred_us) as occurred_at, body,
               encode(body_sha256, 'hex') as body_sha256, encode(leaf_hash, 'hex') as leaf_hash
        from ledger.entry where stream_id = $1 order by stream_seq
        """,
        nomination_id,
    )
    return tuple(LedgerEntry.model_validate(dict(row)) for row in rows)


async def everything_about(
    connection: asyncpg.Pool | asyncpg.Connection, *nomination_ids: str
) -> dict[str, list[str]]:
    """Return every row of every table of the record that is about these nominations, as text."""
    tables = await connection.fetch(
        "select format('%I.%I', table_schema, table_name) as name, column_name "
        "from information_schema.columns where table_schema in ('ledger', 'commendation', 'council') "
        "and column_name in ('stream_id', 'nomination_id')"
    )
    return {
        table["name"]: [
            row[0] for row in await connection.fetch(_ALL_ROWS.format(**dict(table)), nomination_ids)
        ]
        for table in tables
    }


_ALL_ROWS = "select t::text from {name} t where {column_name} = any($1::text[]) order by 1"
