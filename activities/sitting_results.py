"""Put the results of a sitting on record, many nominations a transaction, and tell the nominations."""

import asyncio
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import NamedTuple

from temporalio import activity

from activities.failures import as_activity_failures
from activities.ports import AuditLog, Calendar, Record, Register
from activities.recording import Recorder
from activities.remembering import RememberingRegister
from activities.sitting_ports import BulkRecord, Sittings, Teller
from domain.climb import after_council
from domain.drafting import common
from domain.errors import InvalidRecordError, StorageUnavailableError
from domain.sitting_list import waits_for
from schemas.case_file import CaseFile
from schemas.council import CouncilResult
from schemas.record import CouncilDraft, Draft, Recorded
from schemas.sitting import SittingItem
from schemas.sitting_record import CastPaper, Chunk, ChunkRecorded, FullSitting

_TRIES = 5
_TOLD_AT_ONCE = 20


class _Decided(NamedTuple):
    """A nomination of the chunk that was decided, and by whom."""

    item: SittingItem
    result: CouncilResult
    voters: tuple[str, ...]


class SittingResultActivities:
    """From the minutes of a sitting to the nominations that it decided."""

    def __init__(  # noqa: PLR0913, PLR0917 - one parameter a port
        self,
        sittings: Sittings,
        record: Record,
        bulk: BulkRecord,
        register: Register,
        calendar: Calendar,
        audit: AuditLog,
        teller: Teller,
    ) -> None:
        """Work on these records, and tell nominations by this teller."""
        self._sittings = sittings
        self._record = record
        self._bulk = bulk
        self._register = register
        self._calendar = calendar
        self._audit = audit
        self._teller = teller

    @activity.defn
    async def record_sitting_results(self, chunk: Chunk) -> ChunkRecorded:
        """Put the results of a run of positions on their nominations, in one transaction.

        A nomination that moved on in the meantime is read and judged anew; one that no longer waits for this
        council is left as it is. Repeating changes nothing.
        """
        with as_activity_failures():
            open_, recorded, left = await self._decided(chunk), 0, list[int]()
            for _ in range(_TRIES):
                done, gone = await self._one_pass(chunk, open_)
                recorded += len(done)
                left += gone
                open_ = {
                    key: one
                    for key, one in open_.items()
                    if key not in done and one.item.position not in gone
                }
                activity.heartbeat(recorded)
                if not open_:
                    return ChunkRecorded(recorded=recorded, left=tuple(sorted(left)))
            message = f"{len(open_)} nominations keep moving on; their results are tried again"
            raise StorageUnavailableError(message)

    @activity.defn
    async def tell_sitting_results(self, chunk: Chunk) -> int:
        """Tell the nominations of a run of positions; return how many are known to have seen their result.

        Whoever cannot be told now is left to the sweep of the workers.
        """
        with as_activity_failures():
            before = await self._sittings.untold(chunk.sitting_id, chunk.first, chunk.last)
            await self._tell_all(before)
            after = await self._sittings.untold(chunk.sitting_id, chunk.first, chunk.last)
            listed = await self._sittings.on_list(chunk.sitting_id, chunk.first, chunk.last)
            return sum(waiting.told for waiting in listed) - len(after)

    async def _tell_all(self, nominations: Iterable[tuple[str, int]]) -> None:
        free = asyncio.Semaphore(_TOLD_AT_ONCE)

        async def tell(nomination_id: str, seq: int) -> None:
            async with free:
                await self._teller.tell(nomination_id, seq)
                activity.heartbeat()

        await asyncio.gather(*(tell(*each) for each in nominations))

    async def _decided(self, chunk: Chunk) -> dict[str, _Decided]:
        sitting, papers = await self._sitting(chunk), await self._sittings.papers(chunk.sitting_id)
        results = await self._sittings.results(chunk.sitting_id, chunk.first, chunk.last)
        items = {item.position: item for item in sitting.items}
        return {
            each.nomination_id: _Decided(
                items[each.position], each.result, _voters(papers, items[each.position])
            )
            for each in results
            if each.result is not None
        }

    async def _one_pass(self, chunk: Chunk, open_: Mapping[str, _Decided]) -> tuple[set[str], list[int]]:
        """Try once to record what is open; return what is on record now, and which positions had left."""
        sitting = await self._sitting(chunk)
        listed = await self._sittings.on_list(chunk.sitting_id, chunk.first, chunk.last)
        done = {each.case.nomination_id for each in listed if each.told} & open_.keys()
        todo = [each.case for each in listed if each.case.nomination_id in open_.keys() - done]
        waiting = [case for case in todo if waits_for(sitting.header, open_[case.nomination_id].item, case)]
        ids = {case.nomination_id for case in waiting}
        left = [open_[case.nomination_id].item.position for case in todo if case.nomination_id not in ids]
        drafts = await self._drafts(sitting, open_, waiting, chunk.at)
        written, refused = await self._write(drafts)
        left += [open_[each].item.position for each in refused]
        return done | written, left

    async def _drafts(
        self,
        sitting: FullSitting,
        open_: Mapping[str, _Decided],
        cases: Iterable[CaseFile],
        at: datetime,
    ) -> tuple[Draft, ...]:
        register = RememberingRegister(self._register)
        recorder = Recorder(self._record, self._calendar, register, self._audit)
        drafts = [_draft(sitting, open_[case.nomination_id], case, at) for case in cases]
        return tuple([await recorder.completed(draft) for draft in drafts])

    async def _write(self, drafts: tuple[Draft, ...]) -> tuple[set[str], set[str]]:
        """Write all at once; if the record refuses one of them, each by itself, so that it stops no other."""
        if not drafts:
            return set(), set()
        try:
            return self._echo(drafts, await self._bulk.record_many(drafts)), set()
        except InvalidRecordError:
            return await self._write_each(drafts)

    async def _write_each(self, drafts: tuple[Draft, ...]) -> tuple[set[str], set[str]]:
        written, refused = set[str](), set[str]()
        for draft in drafts:
            try:
                written |= self._echo((draft,), await self._bulk.record_many((draft,)))
            except InvalidRecordError:
                activity.logger.exception(
                    "the record refused the result of nomination %s", draft.nomination_id
                )
                refused.add(draft.nomination_id)
        return written, refused

    def _echo(self, drafts: Iterable[Draft], answers: Iterable[Recorded]) -> set[str]:
        """Emit the audit lines of what was written now; return what is on record."""
        on_record = set[str]()
        for draft, answer in zip(drafts, answers, strict=True):
            if answer.entry is not None:
                entry = answer.entry.model_copy(update={"standing": draft.standing})
                self._audit.entry_recorded(draft.nomination_id, entry, activity.info().workflow_run_id)
            if answer.entry or answer.earlier:
                on_record.add(draft.nomination_id)
        return on_record

    async def _sitting(self, chunk: Chunk) -> FullSitting:
        sitting = await self._sittings.sitting(chunk.sitting_id, chunk.first, chunk.last)
        if sitting is None:
            message = f"sitting {chunk.sitting_id} is not on record"
            raise InvalidRecordError(message)
        return sitting


def _draft(sitting: FullSitting, decided: _Decided, case: CaseFile, at: datetime) -> CouncilDraft:
    move = after_council(case, decided.result, decided.voters)
    return CouncilDraft(
        sitting_id=sitting.header.request.sitting_id,
        council=sitting.header.request.body,
        result=decided.result,
        **common(case, move, at),
    )


def _voters(papers: Iterable[CastPaper], item: SittingItem) -> tuple[str, ...]:
    """Who took part in the vote on this nomination: their papers cover it, and they are not barred."""
    barred = {one.person for one in item.barred}
    cast = (each.paper for each in papers if any(sheet.sheet == item.sheet for sheet in each.paper.sheets))
    return tuple(paper.actor_id for paper in cast if paper.actor_id not in barred)
