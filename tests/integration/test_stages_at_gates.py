"""The stage of a case with gates as it goes on: gate, panel and due date, holds, and a change of the way."""

import json
from datetime import timedelta
from typing import Any
from uuid import uuid4

import asyncpg

from adapters.postgres.reading import RecordReader
from adapters.postgres.record import PostgresRecord
from domain.case_file import rebuild_case
from domain.ledger import facts_of
from schemas.acts import LowerAwardAnswer, Reassignment, Recusal
from schemas.case import CaseStatus
from schemas.case_file import CaseFile
from schemas.record import AcceptanceDraft
from schemas.route import Route
from tests.cases import NOMINATOR
from tests.gated import (
    APPRAISAL,
    COUNCIL,
    FIRST,
    INTAKE,
    LOWER,
    MEMBERS,
    OFFICER,
    SUCCESSOR,
    appraisal,
    gated,
    lower_award,
    papers,
)
from tests.integration.at_gates import (
    GateRecord,
    council_draft,
    draft_of,
    migration_draft,
    resumption,
    route_of,
    suspension,
)
from tests.integration.on_record import (
    AT,
    RUN,
    ledger_of,
    moved,
    returned,
)

CHAIRS = ("ward-chair", "ward-deputy")


async def test_the_stage_follows_the_case_from_gate_to_gate(gates: GateRecord, pool: asyncpg.Pool) -> None:
    """Inboxes go by the stage's row: the gate that waits, who may act there, and until when."""
    request = gated(APPRAISAL)
    case = await gates.opened(request=request)
    seen = [await _follows(pool, case)]
    case = await gates.acted(case, appraisal(request))
    seen.append(await _follows(pool, case))
    case = await gates.moved(case, council_draft(case))
    seen.append(await _follows(pool, case))

    assert [("appraisal", (OFFICER,)), ("council_vote", MEMBERS[FIRST]), ("decision", CHAIRS)] == seen


async def test_a_gate_with_its_own_time_sets_the_due_date(gates: GateRecord, pool: asyncpg.Pool) -> None:
    """The stage is due when the gate that waits is due."""
    request = gated(INTAKE)
    case = await gates.opened(request=request)
    at_intake = case.standing.clock
    await _follows(pool, case)
    case = await gates.acted(case, papers(request))
    await _follows(pool, case)

    assert at_intake is not None
    assert case.standing.clock is not None
    assert at_intake.due_at < case.standing.clock.due_at


async def test_reassignment_and_recusal_are_seen_by_the_panel(gates: GateRecord, pool: asyncpg.Pool) -> None:
    """Whoever is given a gate has it in the stage's row; a recused member stays on it, and is noted."""
    request = gated(INTAKE)
    case = await gates.opened(request=request)
    given = Reassignment(act_id=uuid4(), actor_id="ward-chair", panel=("p-7", "p-8"), reason="Kín lịch")
    case = await gates.acted(case, given, Recusal(act_id=uuid4(), actor_id="p-7"))

    assert ("intake", ("p-7", "p-8")) == await _follows(pool, case)
    assert case.standing.recused is not None
    assert ["p-7"] == [one.person for one in case.standing.recused]


async def test_a_held_case_is_due_never_and_its_stage_stays_open(
    gates: GateRecord, reader: RecordReader, pool: asyncpg.Pool
) -> None:
    """The clock stands still, nobody is asked to act, and what was there waits where it was."""
    request = gated(INTAKE)
    case = await gates.opened(request=request)
    before = await _stages(pool, case)
    case = await gates.acted(case, suspension())
    view = await reader.nomination(case.nomination_id)

    assert before == await _stages(pool, case)
    assert [None] == [stage["closed_at"] for stage in before]
    assert view is not None
    assert (CaseStatus.SUSPENDED, None) == (view.status, view.due_at)
    assert view.standing.clock is not None
    assert view.standing.clock.paused is not None
    assert case.nomination_id not in {item.nomination_id for item in await reader.inbox(OFFICER)}


async def test_a_resumed_case_goes_on_in_its_stage(
    gates: GateRecord, reader: RecordReader, pool: asyncpg.Pool
) -> None:
    """The same stage, the same panel, and as many working days as were left."""
    request = gated(INTAKE)
    case = await gates.opened(request=request)
    (before,) = await _stages(pool, case)
    held = await gates.acted(case, suspension())
    case = await gates.moved(held, draft_of(held, resumption(), AT + timedelta(days=14)))
    (after,) = await _stages(pool, case)
    view = await reader.nomination(case.nomination_id)

    assert timedelta(days=14) == after["due_at"] - before["due_at"]
    assert _but(before, "due_at") == _but(after, "due_at")
    assert ("intake", (OFFICER,)) == await _follows(pool, case)
    assert view is not None
    assert (CaseStatus.IN_REVIEW, after["due_at"]) == (view.status, view.due_at)
    assert case.nomination_id in {item.nomination_id for item in await reader.inbox(OFFICER)}


async def test_what_is_held_while_returned_opens_no_stage(record: PostgresRecord, pool: asyncpg.Pool) -> None:
    """A hold and its end leave the nominator's turn the nominator's."""
    case = await returned(record)
    before = await _stages(pool, case)
    for act in (suspension(), resumption()):
        case = await moved(record, case, draft_of(case, act))

    assert CaseStatus.RETURNED == case.standing.status
    assert before == await _stages(pool, case)


async def test_while_the_nominator_is_asked_the_stage_waits(
    gates: GateRecord, reader: RecordReader, pool: asyncpg.Pool
) -> None:
    """The due date is the nominator's until they have answered; then the decider's own begins."""
    request = gated(COUNCIL)
    case = await gates.opened(request=request)
    case = await gates.moved(case, council_draft(case))
    (before,) = await _stages(pool, case)
    case = await gates.acted(case, lower_award(request))
    view = await reader.nomination(case.nomination_id)

    assert view is not None
    assert case.standing.clock is not None
    assert (CaseStatus.AWAITING_CONSENT, case.standing.clock.due_at) == (view.status, view.due_at)
    assert [before] == await _stages(pool, case)
    case = await gates.acted(case, LowerAwardAnswer(act_id=uuid4(), actor_id=NOMINATOR, consent=True))
    assert ("decision", CHAIRS) == await _follows(pool, case)
    assert LOWER == case.standing.award


async def test_a_migration_changes_the_way_for_good(
    gates: GateRecord, reader: RecordReader, pool: asyncpg.Pool
) -> None:
    """The new route is on the nomination and in the answer, and whoever rebuilds the case goes by it."""
    case = await gates.opened()
    old, new = case.route, route_of(case.request, SUCCESSOR)
    case = await gates.moved(case, migration_draft(case))
    view = await reader.nomination(case.nomination_id)
    again = await gates.record.accept(
        AcceptanceDraft(request=case.request, first_run_id=RUN, at=AT),
        old,
        draft_of(case, suspension()),
        case.standing,
    )

    left = facts_of((await ledger_of(pool, case.nomination_id))[-1])["left_route"]

    assert old != new
    assert old == Route.model_validate(left)
    assert view is not None
    assert (new, new, new) == (view.route, case.last_entry.route, case.route)
    assert (new, case) == (again.route, rebuild_case(case.request, again.route, again.entries))
    assert [("ward", 1, "nomination.migrated"), ("ward", 2, None)] == [
        (stage["level"], stage["round"], stage["closed_by"]) for stage in await _stages(pool, case)
    ]
    assert ("council_vote", MEMBERS[FIRST]) == await _follows(pool, case)


async def test_any_other_act_leaves_the_way_as_it_is(gates: GateRecord, reader: RecordReader) -> None:
    """A route is kept for life unless a migration says otherwise."""
    case = await gates.opened()
    after = await gates.acted(case, suspension(), resumption())
    view = await reader.nomination(case.nomination_id)

    assert view is not None
    assert case.route == view.route == after.route
    assert after.last_entry.route is None


async def _follows(pool: asyncpg.Pool, case: CaseFile) -> tuple[str, tuple[str, ...]]:
    """Return gate and panel of the open stage, which must be those of the standing, as is the due date."""
    (row,) = [stage for stage in await _stages(pool, case) if stage["closed_at"] is None]
    standing = case.standing
    assert standing.clock is not None
    assert (standing.level, standing.round, standing.body) == (row["level"], row["round"], row["body"])
    assert (standing.gate, standing.panel) == (row["gate"], tuple(row["panel"]))
    assert (standing.clock.due_at, standing.clock.calendar) == (row["due_at"], row["calendar"])
    return row["gate"], tuple(row["panel"])


async def _stages(pool: asyncpg.Pool, case: CaseFile) -> list[dict[str, Any]]:
    rows = await pool.fetch(
        "select * from commendation.stage where nomination_id = $1 order by opened_at, round",
        case.nomination_id,
    )
    return [dict(row) for row in rows]


def _but(row: dict[str, Any], column: str) -> str:
    return json.dumps({name: value for name, value in row.items() if name != column}, default=str)
