"""A dossier, from its submission until everything that it carries has ended."""

import asyncio
from collections.abc import Sequence
from datetime import timedelta

from temporalio import workflow
from temporalio.common import RawValue

with workflow.unsafe.imports_passed_through():
    from domain.matters.dossier import Dossier
    from schemas.dossier_matter import DossierProgress, DossierState, DossierStatus
    from schemas.ledger import EntryKind
    from schemas.matter import MatterOutcome, MatterReceipt, MatterRefusal, MatterSeen
    from schemas.names import DOSSIER_WORKFLOW, MessageName, QueryName
    from workflows import dossier_steps
    from workflows.door import NOTHING
    from workflows.matter import Matter

_PIECES_AT_ONCE = 2
"""So that the servers have work while the last of a piece are waited for."""
_LOOK_AGAIN = timedelta(days=1)
"""Workers tell a dossier when all that it carries has ended; this is for when nobody does."""


@workflow.defn(name=DOSSIER_WORKFLOW)
class DossierWorkflow(Matter[DossierState]):
    """The envelope around many nominations."""

    unit = Dossier()

    @workflow.init
    def __init__(self, start: RawValue = NOTHING) -> None:
        """Keep the start as it came; messages may arrive before it is read."""
        super().__init__(start)
        self._pieces_left = 0
        self._told = False

    @workflow.run
    async def run(self, start: RawValue = NOTHING) -> MatterOutcome:  # noqa: ARG002 - see __init__
        """Submit the dossier, open its nominations, and return once all that it carries has ended."""
        return await self._run()

    # The story

    async def _pursue(self) -> None:
        """Open its nominations, then wait for their outcomes; people may hand them over meanwhile."""
        if self._state().status == DossierStatus.OPENING:
            await self._open_nominations()
        if self._state().status == DossierStatus.UNDER_WAY:
            await self._wait_for_outcomes()

    async def _open_nominations(self) -> None:
        """Open what is not opened yet, piece by piece; a run that has grown too long leaves the rest."""
        pieces = await dossier_steps.pieces_left(self._state().dossier_id)
        self._pieces_left, free = len(pieces), asyncio.Semaphore(_PIECES_AT_ONCE)
        await asyncio.gather(*(self._open_piece(piece, free) for piece in pieces))
        if not self._pieces_left:
            await self._ring(EntryKind.DOSSIER_OPENED)

    async def _open_piece(self, piece: int, free: asyncio.Semaphore) -> None:
        async with free:
            if not self._too_long():
                await dossier_steps.open_piece(self._state().dossier_id, piece)
                self._pieces_left -= 1

    async def _wait_for_outcomes(self) -> None:
        """Look whenever it is told or something was handed over, and once a day."""
        while not self._too_long():
            self._told, seq = False, self._opened().seq
            if not await dossier_steps.has_open(self._state().dossier_id):
                await self._ring(EntryKind.DOSSIER_ENDED)
                return
            try:
                await workflow.wait_condition(
                    lambda seq=seq: self._told or self._opened().seq != seq or self._too_long(),
                    timeout=_LOOK_AGAIN,
                )
            except TimeoutError:
                continue

    # What people send, and what anyone may ask

    async def _receive(
        self, name: str, payloads: Sequence[RawValue]
    ) -> MatterReceipt | MatterRefusal | MatterSeen:
        answer = await super()._receive(name, payloads)
        self._told = self._told or name == MessageName.CATCH_UP
        return answer

    @workflow.query(name=QueryName.PROGRESS)
    def progress(self) -> DossierProgress:
        """Return the whole state, and how much of its rows is still being opened."""
        return DossierProgress(**super().progress().model_dump(), pieces_left=self._pieces_left)
