"""The steps of a sitting as its workflow calls them: each function is one activity.

What a person waits for is a local activity; what takes many nominations at once is a regular one.
"""

from collections.abc import Awaitable, Callable
from typing import TypeVar

from temporalio import workflow
from temporalio.exceptions import FailureError

from activities.sitting_results import SittingResultActivities
from activities.sittings import SittingActivities
from schemas.record import RefusedBy
from schemas.sitting import BallotPaper, ClosedBy, PaperFault, SittingRequest
from schemas.sitting_record import (
    Chunk,
    ChunkRecorded,
    ClosingDraft,
    CountDraft,
    EndingDraft,
    OpenedSitting,
    OpeningDraft,
    PaperDraft,
    PaperRefusalDraft,
    SittingFile,
    SittingRecorded,
    SittingSeen,
)
from workflows.options import IN_BULK, MENDED_AFTER, ON_RECORD
from workflows.sitting_inbound import InboundPaper

_CHUNK = 250
"""Nominations whose results are recorded in one transaction."""

_Done = TypeVar("_Done")


async def open_sitting(request: SittingRequest) -> OpenedSitting:
    """Gather the list and open the sitting for this chain of runs.

    Raises:
        FailureError: it cannot be opened.
    """
    run_id = workflow.info().first_execution_run_id
    draft = OpeningDraft(request=request, first_run_id=run_id, at=workflow.now())
    return await workflow.execute_activity_method(SittingActivities.open_sitting, draft, **IN_BULK)


async def record_paper(sitting: SittingFile, paper: BallotPaper, digest: str) -> SittingRecorded:
    """Record a paper that was judged to be in order.

    Raises:
        FailureError: the record finds fault with this very paper.
    """
    draft = PaperDraft(
        sitting_id=sitting.sitting_id,
        expected_seq=sitting.seq,
        at=workflow.now(),
        paper=paper,
        digest=digest,
    )
    return await workflow.execute_local_activity_method(SittingActivities.record_paper, draft, **ON_RECORD)


async def record_refusal(sitting: SittingFile, message: InboundPaper, reason: PaperFault) -> SittingRecorded:
    """Record that a message changed nothing, and why."""
    draft = PaperRefusalDraft(
        sitting_id=sitting.sitting_id,
        expected_seq=sitting.seq,
        at=workflow.now(),
        act_id=message.act_id,
        actor_id=message.actor_id,
        message=message.name,
        reason=reason,
        digest=message.digest,
        refused_by=RefusedBy.WORKFLOW,
    )
    return await workflow.execute_local_activity_method(
        SittingActivities.record_paper_refusal, draft, **ON_RECORD
    )


async def read_missed(sitting: SittingFile) -> SittingRecorded:
    """Return the ledger entries that this run has not seen."""
    seen = SittingSeen(sitting_id=sitting.sitting_id, seq=sitting.seq)
    return await workflow.execute_local_activity_method(
        SittingActivities.read_sitting_entries, seen, **ON_RECORD
    )


async def close(sitting: SittingFile, closed_by: ClosedBy) -> SittingRecorded:
    """Record that no more papers are taken."""
    draft = ClosingDraft(
        sitting_id=sitting.sitting_id, expected_seq=sitting.seq, at=workflow.now(), closed_by=closed_by
    )
    return await _insist(
        lambda: workflow.execute_activity_method(SittingActivities.close_sitting, draft, **IN_BULK)
    )


async def count(sitting: SittingFile) -> SittingRecorded:
    """Count the papers and record the minutes."""
    draft = CountDraft(sitting_id=sitting.sitting_id, expected_seq=sitting.seq, at=workflow.now())
    return await _insist(
        lambda: workflow.execute_activity_method(SittingActivities.count_sitting, draft, **IN_BULK)
    )


async def record_results(sitting: SittingFile) -> ChunkRecorded:
    """Put the results on record, chunk by chunk."""
    recorded, left = 0, tuple[int, ...]()
    for chunk in _chunks(sitting):
        done = await _insist(lambda chunk=chunk: _record_chunk(chunk))
        recorded, left = recorded + done.recorded, (*left, *done.left)
    return ChunkRecorded(recorded=recorded, left=left)


async def tell_nominations(sitting: SittingFile) -> int:
    """Tell the nominations; return how many are known to have seen their result."""
    return sum([await _insist(lambda chunk=chunk: _tell_chunk(chunk)) for chunk in _chunks(sitting)])


async def end(sitting: SittingFile, done: ChunkRecorded) -> SittingRecorded:
    """Record the end of the sitting."""
    draft = EndingDraft(
        sitting_id=sitting.sitting_id,
        expected_seq=sitting.seq,
        at=workflow.now(),
        recorded=done.recorded,
        left=done.left,
    )
    return await _insist(
        lambda: workflow.execute_activity_method(SittingActivities.end_sitting, draft, **IN_BULK)
    )


async def _record_chunk(chunk: Chunk) -> ChunkRecorded:
    return await workflow.execute_activity_method(
        SittingResultActivities.record_sitting_results, chunk, **IN_BULK
    )


async def _tell_chunk(chunk: Chunk) -> int:
    return await workflow.execute_activity_method(
        SittingResultActivities.tell_sitting_results, chunk, **IN_BULK
    )


def _chunks(sitting: SittingFile) -> list[Chunk]:
    items = sitting.header.items
    return [
        Chunk(
            sitting_id=sitting.sitting_id,
            first=first,
            last=min(first + _CHUNK - 1, items),
            at=workflow.now(),
        )
        for first in range(1, items + 1, _CHUNK)
    ]


async def _insist(step: Callable[[], Awaitable[_Done]]) -> _Done:
    """Take a step that nobody sent, so that nobody can be told if it fails: until it is mended."""
    while True:
        try:
            return await step()
        except FailureError:
            workflow.logger.exception("a step of the sitting was refused; it is tried again")
            await workflow.sleep(MENDED_AFTER)
