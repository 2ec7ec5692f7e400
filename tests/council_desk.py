"""The desk of a council: a sitting on a record of its own, step by step, without Temporal."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import TypeVar
from uuid import uuid4

import asyncpg
from temporalio.testing import ActivityEnvironment

from activities.nominations import NominationActivities
from activities.recording import Recorder
from activities.sitting_results import SittingResultActivities
from activities.sittings import SittingActivities
from adapters.calendar import VietnamCalendar
from adapters.filling_in import fill_in
from adapters.postgres.campaigns import PostgresCampaigns
from adapters.postgres.record import PostgresRecord
from adapters.postgres.register import PostgresRegister
from adapters.postgres.sittings import PostgresSittings
from adapters.rule_files import RuleFiles
from adapters.sealing import BoxSeal
from domain.canonical import model_digest
from domain.climb import after_council
from domain.drafting import common
from domain.sitting import sheets_for
from schemas.case_file import CaseFile
from schemas.council import Choice, CouncilResult
from schemas.record import AcceptanceDraft, CouncilDraft, EntryHead
from schemas.sitting import BallotForm, ClosedBy, SittingRequest
from schemas.sitting_record import (
    Chunk,
    ClosingDraft,
    CountDraft,
    FullSitting,
    OpeningDraft,
    PaperDraft,
)
from tests.councils import SECRET, SECRETARY, for_the_council

_CHUNK = 250
_AT_ONCE = 20
_Result = TypeVar("_Result")


class _Silent:
    """Echoes nothing and tells nobody: what is measured is the record."""

    def entry_recorded(self, nomination_id: str, entry: EntryHead, run_id: str | None) -> None:
        """Say nothing."""

    async def tell(self, nomination_id: str, seq: int) -> bool:
        """Tell nothing."""
        return bool(nomination_id) and seq > 0


class Council:
    """The activities of a sitting on a record of their own, without Temporal."""

    def __init__(self, pool: asyncpg.Pool, rules: RuleFiles) -> None:
        """Work on this record, under these rules."""
        record, calendar, silent = PostgresRecord(pool), VietnamCalendar(), _Silent()
        register = PostgresRegister(pool, rules)
        self.record = PostgresSittings(pool)
        self.one_record, self.recorder = record, Recorder(record, calendar, register, silent)
        self.nominations = NominationActivities(self.recorder, record, rules, PostgresCampaigns(pool), silent)
        self.sittings = SittingActivities(self.record, register, calendar, BoxSeal())
        self.results = SittingResultActivities(
            self.record, record, self.record, register, calendar, silent, silent
        )

    async def accept(self, count: int) -> None:
        """Put nominations before the council."""
        free = asyncio.Semaphore(_AT_ONCE)

        async def one() -> None:
            draft = AcceptanceDraft(
                request=for_the_council(SECRET), first_run_id=uuid4().hex, at=datetime.now(UTC)
            )
            async with free:
                await run(self.nominations.accept_nomination, draft)

        await asyncio.gather(*(one() for _ in range(count)))

    async def open(self) -> FullSitting:
        """Open a sitting over all that waits."""
        request = SittingRequest(
            sitting_id=f"bench-{uuid4().hex[:8]}",
            body="phuong",
            called_by=SECRETARY,
            secret=True,
            working_days=5,
        )
        draft = OpeningDraft(request=request, first_run_id=uuid4().hex, at=datetime.now(UTC))
        await run(self.sittings.open_sitting, draft)
        sitting = await self.record.sitting(request.sitting_id)
        if sitting is None:
            message = "the sitting was not opened"
            raise RuntimeError(message)
        return sitting

    async def vote(self, sitting: FullSitting) -> None:
        """Record one paper a member."""
        for seq, member in enumerate(sitting.header.members, start=1):
            paper = fill_in(form_of(sitting, member), {}, act_id=uuid4(), rest=Choice.AGREE).paper
            draft = PaperDraft(
                sitting_id=paper.sitting_id,
                expected_seq=seq,
                at=datetime.now(UTC),
                paper=paper,
                digest=model_digest(paper),
            )
            await run(self.sittings.record_paper, draft)

    async def count(self, sitting: FullSitting) -> None:
        """Close the sitting and count its papers."""
        sitting_id, seq = sitting.header.request.sitting_id, len(sitting.header.members) + 1
        now = datetime.now(UTC)
        closing = ClosingDraft(sitting_id=sitting_id, expected_seq=seq, at=now, closed_by=ClosedBy.ALL_VOTED)
        await run(self.sittings.close_sitting, closing)
        await run(
            self.sittings.count_sitting, CountDraft(sitting_id=sitting_id, expected_seq=seq + 1, at=now)
        )

    async def record_in_bulk(self, sitting: FullSitting) -> None:
        """Put the results on the nominations as a sitting does, 250 a transaction."""
        for first in range(1, sitting.header.items + 1, _CHUNK):
            last = min(first + _CHUNK - 1, sitting.header.items)
            chunk = Chunk(sitting_id=_id(sitting), first=first, last=last, at=datetime.now(UTC))
            done = await run(self.results.record_sitting_results, chunk)
            if done.recorded != last - first + 1:
                message = f"only {done.recorded} results from {first} to {last} were recorded"
                raise RuntimeError(message)

    async def record_one_by_one(self, sitting: FullSitting) -> None:
        """Put the results on the nominations each in a transaction of its own, twenty at once."""
        listed = await self.record.on_list(_id(sitting), 1, sitting.header.items)
        results = await self.record.results(_id(sitting), 1, sitting.header.items)
        free = asyncio.Semaphore(_AT_ONCE)

        async def one(case: CaseFile, result: CouncilResult | None) -> None:
            if result is None:
                return
            move = after_council(case, result, sitting.header.members)
            fields = common(case, move, datetime.now(UTC))
            draft = CouncilDraft(sitting_id=_id(sitting), council="phuong", result=result, **fields)
            async with free:
                complete = await self.recorder.completed(draft)
                await self.one_record.record(complete, complete.standing)

        pairs = zip(listed, results, strict=True)
        await asyncio.gather(*(one(each.case, result.result) for each, result in pairs))


async def run(activity: Callable[..., Awaitable[_Result]], draft: object) -> _Result:
    """Run an activity as a worker does, without a server."""
    return await ActivityEnvironment().run(activity, draft)


def _id(sitting: FullSitting) -> str:
    return sitting.header.request.sitting_id


def form_of(sitting: FullSitting, member: str) -> BallotForm:
    """Return what a member fills in."""
    header = sitting.header
    return BallotForm(
        sitting_id=header.request.sitting_id,
        member=member,
        secret=True,
        public_key=header.public_key,
        list_hash=header.list_hash,
        closes_at=header.closes_at,
        items=sitting.items,
        sheets=tuple(sheet.number for sheet in sheets_for(header, member)),
    )
