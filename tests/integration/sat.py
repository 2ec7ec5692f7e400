"""Sittings of a council on the real record, without a workflow."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import asyncpg

from adapters.postgres.sittings import PostgresSittings
from domain.canonical import model_digest
from domain.sitting_list import draw_up, full_sitting
from schemas.council import CouncilResult
from schemas.record import RefusedBy
from schemas.sitting import (
    BallotPaper,
    ClosedBy,
    ItemOutcome,
    ItemResult,
    PaperFault,
    PaperSheet,
    SittingRequest,
)
from schemas.sitting_record import (
    ClosingDraft,
    Count,
    CountDraft,
    OpenedSheet,
    OpeningDraft,
    PaperDraft,
    PaperRefusalDraft,
    SittingDraft,
    SittingRecorded,
)
from tests.gated import FIRST, MEMBERS
from tests.integration.at_gates import GateRecord, council_draft
from tests.integration.on_record import AT, RUN

KEY = "cd" * 32
HASH = "12" * 32
SECRETARY = "ward-officer"


async def open_sitting(pool: asyncpg.Pool) -> str:
    """Return the id of a secret sitting over one nomination, with one paper and one refusal."""
    case = await GateRecord(pool).opened()
    request = SittingRequest(
        sitting_id=f"s-{uuid4().hex[:12]}", body=FIRST, called_by=SECRETARY, secret=True, working_days=3
    )
    drawn = draw_up(request, [case])
    assert drawn is not None
    closes_at = datetime.now(UTC) + timedelta(days=3)  # one that is long over holds its list no more
    sitting = full_sitting(request, drawn, closes_at=closes_at, public_key="ab" * 32)
    opening = OpeningDraft(request=request, first_run_id=RUN, at=AT)
    sittings = PostgresSittings(pool)
    assert await sittings.open_sitting(opening, sitting, KEY)
    paper = a_paper(request.sitting_id, sitting.header.list_hash)
    for draft in (paper, _refusal(paper)):
        await put_on(sittings, draft)
    return request.sitting_id


async def counted_sitting(pool: asyncpg.Pool) -> str:
    """Return the id of a secret sitting that was closed and counted."""
    sitting_id = await open_sitting(pool)
    await put_on(PostgresSittings(pool), closing_of(sitting_id))
    assert (await counted(pool, sitting_id)).entry is not None
    return sitting_id


def closing_of(sitting_id: str) -> ClosingDraft:
    """Draft the close of a sitting after its paper and its refusal."""
    return ClosingDraft(sitting_id=sitting_id, expected_seq=3, at=AT, closed_by=ClosedBy.ALL_VOTED)


async def counted(pool: asyncpg.Pool, sitting_id: str) -> SittingRecorded:
    """Hand the count of a closed sitting to the record."""
    draft = CountDraft(sitting_id=sitting_id, expected_seq=4, at=AT)
    return await PostgresSittings(pool).count(draft, await _count(pool, sitting_id), 1)


async def put_on(sittings: PostgresSittings, draft: SittingDraft) -> None:
    """Hand a draft to the record, which has to write it now."""
    recorded = await sittings.record(draft)
    assert recorded.entry is not None, recorded


def a_paper(sitting_id: str, list_hash: str = HASH, expected_seq: int = 1, member: int = 0) -> PaperDraft:
    """Draft the sealed paper of a member."""
    paper = BallotPaper(
        act_id=uuid4(),
        actor_id=MEMBERS[FIRST][member],
        sitting_id=sitting_id,
        list_hash=list_hash,
        sheets=(PaperSheet(sheet=1, sealed="ab" * 65),),
    )
    return PaperDraft(
        sitting_id=sitting_id, expected_seq=expected_seq, at=AT, paper=paper, digest=model_digest(paper)
    )


def _refusal(of: PaperDraft) -> PaperRefusalDraft:
    return PaperRefusalDraft(
        sitting_id=of.sitting_id,
        expected_seq=2,
        at=AT,
        act_id=uuid4(),
        actor_id="a-stranger",
        message="cast_ballot",
        reason=PaperFault.NOT_A_MEMBER,
        digest="ef" * 32,
        refused_by=RefusedBy.WORKFLOW,
    )


async def _count(pool: asyncpg.Pool, sitting_id: str) -> Count:
    sheet = OpenedSheet(sheet=1, number=1, paper_code="ab" * 16, choices=("agree",))
    (waiting,) = await PostgresSittings(pool).on_list(sitting_id, 1, 1)
    result: CouncilResult = council_draft(waiting.case).result
    passed = ItemResult(
        position=1, nomination_id=waiting.case.nomination_id, outcome=ItemOutcome.PASSED, result=result
    )
    return Count(opened=(sheet,), results=(passed,))
