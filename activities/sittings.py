"""Open the sitting of a council, take its papers, count them, and put the minutes on record."""

from collections.abc import Sequence
from typing import NamedTuple

from temporalio import activity

from activities.failures import as_activity_failures
from activities.ports import Calendar, Register
from activities.sitting_ports import BallotSeal, Sittings
from domain.errors import (
    InvalidRecordError,
    NotCalledByRightError,
    NothingWaitsError,
    StorageUnavailableError,
)
from domain.sitting_count import (
    SheetVotes,
    count_open,
    count_secret,
    is_settled,
    minutes_number,
    voters_of,
    written_among,
)
from domain.sitting_list import DrawnUp, draw_up, full_sitting
from schemas.case_file import CaseFile
from schemas.council import OpenedPaper
from schemas.ledger import EntryKind
from schemas.legal import LegalBasis, Mark
from schemas.rules import Deadline, DeadlineEnd, Role
from schemas.sitting import SittingRequest
from schemas.sitting_record import (
    CastPaper,
    ClosingDraft,
    Count,
    CountDraft,
    EndingDraft,
    FullSitting,
    OpenedSheet,
    OpenedSitting,
    OpeningDraft,
    PaperDraft,
    PaperRefusalDraft,
    SittingDraft,
    SittingRecorded,
    SittingSeen,
)

_MOST_LOOKED_AT = 10_000
_CALLERS = (Role.SECRETARY, Role.CHAIR, Role.DEPUTY)
_TRIES = 5
_IN_THE_CALL = LegalBasis(citation="the call of the sitting", mark=Mark.UNKNOWN)


class _Opened(NamedTuple):
    """The opened papers of a secret sitting: by sheet, and as they are published."""

    votes: dict[int, SheetVotes]
    sheets: tuple[OpenedSheet, ...]


class SittingActivities:
    """The sitting itself, from the call to the count."""

    def __init__(self, sittings: Sittings, register: Register, calendar: Calendar, seal: BallotSeal) -> None:
        """Work on this record of sittings, register of people and calendar, with this seal."""
        self._sittings = sittings
        self._register = register
        self._calendar = calendar
        self._seal = seal

    @activity.defn
    async def open_sitting(self, draft: OpeningDraft) -> OpenedSitting:
        """Gather what waits for the council and put the sitting with its list on record, once.

        Raises:
            ApplicationError: of type `NothingWaitsError`, `NotCalledByRightError`, or `InvalidRecordError`
                when the id is on record for another call.
        """
        with as_activity_failures():
            known = await self._sittings.sitting(draft.request.sitting_id)
            opened = await self._sittings.open_sitting(draft, known, None) if known else None
            for _ in range(_TRIES):
                opened = opened or await self._open(draft)
            if opened is None:
                message = "other sittings take what waits; try again"
                raise StorageUnavailableError(message)
            return opened

    @activity.defn
    async def record_paper(self, draft: PaperDraft) -> SittingRecorded:
        """Record a paper; tell whether, in an open sitting, no other can change a result any more."""
        with as_activity_failures():
            recorded = await self._sittings.record(draft)
            return recorded.model_copy(update={"settled": await self._is_settled(draft.sitting_id)})

    @activity.defn
    async def record_paper_refusal(self, draft: PaperRefusalDraft) -> SittingRecorded:
        """Record that a message changed nothing, and why."""
        return await self._record(draft)

    @activity.defn
    async def close_sitting(self, draft: ClosingDraft) -> SittingRecorded:
        """Record that no more papers are taken."""
        return await self._record(draft)

    @activity.defn
    async def read_sitting_entries(self, seen: SittingSeen) -> SittingRecorded:
        """Return the entries that the workflow has not seen; nothing is written."""
        with as_activity_failures():
            return SittingRecorded(missed=await self._sittings.entries_after(seen.sitting_id, seen.seq))

    @activity.defn
    async def count_sitting(self, draft: CountDraft) -> SittingRecorded:
        """Open the papers, count them, and put results and minutes on record in one transaction."""
        with as_activity_failures():
            sitting = await self._known(draft.sitting_id)
            papers = await self._sittings.papers(draft.sitting_id)
            cases = await self._cases(sitting)
            if not sitting.header.request.secret:
                results = count_open(sitting, papers, cases)
                count = Count(opened=(), results=results, number=minutes_number(sitting, draft.at))
                return await self._sittings.count(draft, count, len(papers))
            key = await self._sittings.hand_out_key(draft.sitting_id)
            if key is None:
                return await self._counted_before(draft)
            opened = self._open_papers(key, sitting, papers)
            results = count_secret(sitting, opened.votes, cases)
            number = minutes_number(sitting, draft.at)
            count = Count(opened=opened.sheets, results=results, number=number)
            return await self._sittings.count(draft, count, len(papers))

    @activity.defn
    async def end_sitting(self, draft: EndingDraft) -> SittingRecorded:
        """Record that every nomination of the list has its result, or had left."""
        return await self._record(draft)

    async def _record(self, draft: SittingDraft) -> SittingRecorded:
        with as_activity_failures():
            return await self._sittings.record(draft)

    async def _open(self, draft: OpeningDraft) -> OpenedSitting | None:
        request = draft.request
        drawn = draw_up(request, await self._sittings.waiting(request.body, _MOST_LOOKED_AT))
        if drawn is None:
            kind = "secret" if request.secret else "open"
            message = f"no nomination waits for {request.body} to vote on in {kind} ballot; nothing is opened"
            raise NothingWaitsError(message)
        await self._check_caller(draft, drawn)
        public, private = self._seal.new_key() if request.secret else (None, None)
        sitting = full_sitting(request, drawn, closes_at=self._closes_at(draft), public_key=public)
        return await self._sittings.open_sitting(draft, sitting, private)

    async def _check_caller(self, draft: OpeningDraft, drawn: DrawnUp) -> None:
        request = draft.request
        callers = await self._register.entitled(request.body, _CALLERS, drawn.items[0].rule_set, draft.at)
        if request.called_by not in callers:
            message = f"only the secretary, the chair or a deputy of {request.body} may call its council"
            raise NotCalledByRightError(message)

    def _closes_at(self, draft: OpeningDraft) -> object:
        request: SittingRequest = draft.request
        if request.closes_at is not None:
            return request.closes_at
        period = Deadline(
            working_days=request.working_days or 1,
            remind_before=0,
            grace=1,
            end=DeadlineEnd.LAPSE,
            basis=_IN_THE_CALL,
        )
        return self._calendar.start(period, draft.at).due_at

    async def _known(self, sitting_id: str) -> FullSitting:
        sitting = await self._sittings.sitting(sitting_id)
        if sitting is None:
            message = f"sitting {sitting_id} is not on record"
            raise InvalidRecordError(message)
        return sitting

    async def _cases(self, sitting: FullSitting) -> dict[str, CaseFile]:
        sitting_id, last = sitting.header.request.sitting_id, sitting.header.items
        listed = await self._sittings.on_list(sitting_id, 1, last)
        return {waiting.case.nomination_id: waiting.case for waiting in listed}

    async def _is_settled(self, sitting_id: str) -> bool:
        """Look first at what is at hand, and only then at every nomination as it stands."""
        first = await self._sittings.sitting(sitting_id, 1, 1)
        if first is None or first.header.request.secret:
            return False
        sitting = await self._known(sitting_id)
        papers = await self._sittings.papers(sitting_id)
        return is_settled(sitting, papers) and is_settled(sitting, papers, await self._cases(sitting))

    async def _counted_before(self, draft: CountDraft) -> SittingRecorded:
        for entry in await self._sittings.entries_after(draft.sitting_id, 0):
            if entry.kind is EntryKind.SITTING_COUNTED:
                return SittingRecorded(earlier=entry)
        message = f"the key of sitting {draft.sitting_id} is gone although it is not counted; see verify"
        raise InvalidRecordError(message)

    def _open_papers(self, key: str, sitting: FullSitting, papers: Sequence[CastPaper]) -> _Opened:
        votes: dict[int, SheetVotes] = {}
        published: list[OpenedSheet] = []
        for sheet in sitting.header.sheets:
            cast = voters_of(papers, sheet.number)
            sealed = [
                one.sealed or "" for each in cast for one in each.paper.sheets if one.sheet == sheet.number
            ]
            found = [self._seal.open_paper(key, text, sheet.length) for text in sealed]
            readable = sorted((paper for paper in found if paper), key=_by_code)
            published += [_published(sheet.number, n, paper) for n, paper in enumerate(readable, start=1)]
            votes[sheet.number] = SheetVotes(
                voters=tuple(each.paper.actor_id for each in cast),
                in_writing=written_among(cast),
                choices=(*(paper.choices for paper in readable), *[None] * found.count(None)),
            )
        return _Opened(votes, tuple(published))


def _by_code(paper: OpenedPaper) -> tuple[str, tuple[str, ...]]:
    return paper.paper_code, paper.choices


def _published(sheet: int, number: int, paper: OpenedPaper) -> OpenedSheet:
    return OpenedSheet(sheet=sheet, number=number, paper_code=paper.paper_code, choices=paper.choices)
