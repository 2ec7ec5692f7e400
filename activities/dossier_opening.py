"""Open the nominations of a dossier, a piece of its rows at a time.

Each nomination has an id of its own, and the record notes what became of each row. So a piece may be cut off
at any instant and begun again: what is on record is recognised, what was started is waited for, the rest is
started.
"""

import asyncio
from collections.abc import Mapping, Sequence
from typing import cast

from temporalio import activity

from activities.dossier_ports import DossierRecord, DossierRows, Openings
from activities.failures import as_activity_failures
from domain.canonical import model_digest
from schemas.dossier_matter import DossierNamed, PiecesLeft, RowsOfDossier, RowToOpen

PIECE = 200
"""The rows of one piece: those that the file numbers from one multiple of this up to the next."""
IN_FLIGHT = 40
"""How many nominations of one piece are started and not yet on record."""
_LOOK_SECONDS = 0.1
_ASK_AFTER_SECONDS = 2.0


class DossierOpeningActivities:
    """From the rows of a dossier to nominations."""

    def __init__(self, record: DossierRecord, rows: DossierRows, openings: Openings) -> None:
        """Work on this record, and start nominations by these openings."""
        self._record = record
        self._rows = rows
        self._openings = openings

    @activity.defn
    async def dossier_pieces_left(self, dossier: DossierNamed) -> PiecesLeft:
        """Return the pieces that still have rows without a result."""
        with as_activity_failures():
            return PiecesLeft(pieces=await self._rows.pieces_left(dossier.dossier_id, PIECE))

    @activity.defn
    async def open_rows(self, piece: RowsOfDossier) -> int:
        """Open the nominations of these rows and note what became of each; return how many there were."""
        with as_activity_failures():
            rows = await self._rows.begin(piece)
            await _Piece(piece.dossier_id, rows, self._rows, self._openings).open()
        return len(rows)

    @activity.defn
    async def dossier_has_open(self, dossier: DossierNamed) -> bool:
        """Return whether something that the dossier carries is still on its way."""
        with as_activity_failures():
            return await self._record.has_open(dossier.dossier_id)


class _Piece:
    """The rows of one piece on their way, looked up together instead of one by one."""

    def __init__(
        self, dossier_id: str, rows: Sequence[RowToOpen], record: DossierRows, openings: Openings
    ) -> None:
        self._dossier_id = dossier_id
        self._rows: Mapping[int, RowToOpen] = {each.row: each for each in rows}
        self._record = record
        self._openings = openings
        self._free = asyncio.Semaphore(IN_FLIGHT)
        self._started = dict[int, float]()  # rows that are not known to be on record, and since when
        self._left = len(rows)

    async def open(self) -> None:
        """Start all and wait until each has its result."""
        try:
            async with asyncio.TaskGroup() as tasks:
                tasks.create_task(self._start_all())
                tasks.create_task(self._watch())
        except ExceptionGroup as group:
            raise _first_of(group) from None

    async def _start_all(self) -> None:
        async with asyncio.TaskGroup() as tasks:
            for row in self._rows.values():
                await self._free.acquire()
                tasks.create_task(self._start(row))

    async def _start(self, row: RowToOpen) -> None:
        if model_digest(row.request) != row.request_digest:
            await self._refuse(row.row, "the row was changed after it was submitted; look at the record")
            return
        await self._openings.open(row.request)
        self._started[row.row] = asyncio.get_running_loop().time()

    async def _watch(self) -> None:
        """Look every now and then which of those that were started are on record."""
        while self._left:
            await asyncio.sleep(_LOOK_SECONDS)
            activity.heartbeat(len(self._rows) - self._left)
            if self._started:
                for row in await self._record.settle(self._dossier_id, list(self._started)):
                    self._done(row)
                await self._ask_about_the_late()

    async def _ask_about_the_late(self) -> None:
        """Ask those that take long whether they were not accepted; each again after a while."""
        now = asyncio.get_running_loop().time()
        for row in [row for row, since in self._started.items() if now - since > _ASK_AFTER_SECONDS]:
            reason = await self._openings.why_not(self._rows[row].request.nomination_id)
            activity.heartbeat()
            if reason is not None:
                await self._refuse(row, reason)
            else:
                self._started[row] = now

    async def _refuse(self, row: int, reason: str) -> None:
        await self._record.refuse(self._dossier_id, row, reason)
        self._done(row)

    def _done(self, row: int) -> None:
        self._started.pop(row, None)
        self._left -= 1
        self._free.release()


def _first_of(group: ExceptionGroup[Exception]) -> Exception:
    """Return what went wrong first: all work of a piece ends with it."""
    first = group.exceptions[0]
    return _first_of(cast("ExceptionGroup[Exception]", first)) if isinstance(first, ExceptionGroup) else first
