"""Sealing the ledger in shifts: a long activity that seals about every second what has been appended."""

import asyncio
from datetime import timedelta

from temporalio import activity
from temporalio.exceptions import ApplicationError

from activities.sealing_ports import Sealer, SealLog
from domain.errors import VinhDanhError
from schemas.sealing import Round, ShiftReport

_NOT_ME = "another sealer is at work"


class SealingActivities:
    """One sealer's shifts."""

    def __init__(self, sealer: Sealer, log: SealLog, every: timedelta, shift: timedelta) -> None:
        """Look for something to seal `every` so often, and hand over after `shift`."""
        self._sealer, self._log, self._every, self._shift = sealer, log, every, shift

    @activity.defn
    async def seal_for_a_shift(self) -> ShiftReport:
        """Seal until the shift is over or this worker is told to stop.

        Whatever is in the way ends the attempt, and Temporal tries again, here or at another sealer: there is
        nothing that would be better given up.
        """
        try:
            return await self._seal_until(asyncio.get_running_loop().time() + self._shift.total_seconds())
        except VinhDanhError as error:
            self._log.postponed(error)
            raise ApplicationError(str(error), type=type(error).__name__) from None

    async def _seal_until(self, end: float) -> ShiftReport:
        clock = asyncio.get_running_loop().time
        began, done = clock(), await self._round(None)
        sealed = done.sealed
        while clock() < end and not activity.is_worker_shutdown():
            activity.heartbeat(done.size)
            if not done.more:
                await self._pause(began + self._every.total_seconds() - clock())
            began, done = clock(), await self._round(done)
            sealed += done.sealed
        return ShiftReport(sealed=sealed, size=done.size)

    async def _round(self, before: Round | None) -> Round:
        """Seal what is due. The first round of a shift also finishes what an interrupted one has left."""
        if not await self._sealer.claim():
            raise ApplicationError(_NOT_ME, type="AnotherSealer")
        if before is not None and not await self._sealer.anything_due():
            return Round(sealed=0, held=0, size=before.size)
        done = await self._sealer.seal()
        if done.sealed or done.held:
            self._log.sealed(done)
        return done

    async def _pause(self, seconds: float) -> None:
        """Wait, though no longer than this worker is to go on."""
        try:
            async with asyncio.timeout(max(seconds, 0)):
                await activity.wait_for_worker_shutdown()
        except TimeoutError:
            pass
