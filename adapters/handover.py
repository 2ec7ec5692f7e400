"""Handing over what a workflow may have missed.

An act is on record before its workflow's history says so. If the worker and the server die in between,
and the sender never asks again, the act stands in the record and the workflow does not know. So each
worker looks through the record for nominations whose workflow is not known to have seen their last
entry, asks the workflow, and tells it to catch up if it is behind.

Two workers sweeping at once do no harm: asking changes nothing, and catching up twice is catching up once.
"""

import asyncio

import asyncpg
import structlog
from temporalio.client import Client, WorkflowExecutionStatus
from temporalio.service import RPCError, RPCStatusCode

from adapters.background import Background
from adapters.dossier_telling import DossierTeller
from adapters.matter_telling import MatterTeller
from adapters.objection_telling import ObjectionTeller
from adapters.postgres.reading import RecordReader
from adapters.updates import UNANSWERED
from domain.errors import StorageUnavailableError
from schemas.case_file import Progress
from schemas.names import MessageName, QueryName, nomination_workflow_id
from schemas.record import SeenUpTo
from schemas.views import Unseen

_MOST_PER_SWEEP = 200
_ANSWER_SECONDS = 15


class Handover(Background):
    """Sweeps in the background for as long as it is entered."""

    def __init__(self, client: Client, pool: asyncpg.Pool, seconds: int) -> None:
        """Sweep every `seconds`, over what has not changed for as long."""
        self._client = client
        self._reader = RecordReader(pool)
        self._objections = ObjectionTeller(client, pool)
        self._matters = MatterTeller(client, pool)
        self._dossiers = DossierTeller(client, pool)
        self._seconds = seconds
        self._log = structlog.get_logger("handover")
        # Told of once by this worker; left out from then on, so that they do not stand before the others.
        self._lost_already: set[str] = set()

    async def sweep(self) -> int:
        """Go once through everything unseen; return how many workflows were told to catch up."""
        told = 0
        for unseen in await self._reader.unseen(self._seconds, _MOST_PER_SWEEP, self._lost_already):
            try:
                async with asyncio.timeout(_ANSWER_SECONDS):
                    told += await self._settle(unseen)
            except UNANSWERED as error:
                # One nomination that does not answer must not stand before the others.
                self._log.warning(
                    "handover.postponed", nomination_id=unseen.nomination_id, error=type(error).__name__
                )
        return told

    async def _go_on(self) -> None:
        while True:
            await asyncio.sleep(self._seconds)
            try:
                await self.sweep()
                await self._matters.sweep(self._seconds)
                await self._dossiers.sweep()
            except (StorageUnavailableError, *UNANSWERED) as error:
                self._log.warning("handover.postponed", error=type(error).__name__)

    async def _settle(self, unseen: Unseen) -> bool:
        """Make sure that one workflow has seen its ledger; return whether it had to be told."""
        handle = self._client.get_workflow_handle(nomination_workflow_id(unseen.nomination_id))
        try:
            status = (await handle.describe()).status
            if status is WorkflowExecutionStatus.RUNNING:
                progress = await handle.query(QueryName.PROGRESS, result_type=Progress)
                if progress.seq < unseen.seq:
                    await handle.execute_update(  # pyright: ignore[reportUnknownMemberType]
                        MessageName.CATCH_UP, result_type=SeenUpTo
                    )
                    self._log.info("handover.caught_up", nomination_id=unseen.nomination_id, seq=unseen.seq)
                    await self._reader.confirm_seen(unseen.nomination_id, unseen.seq)
                    return True
            elif status is not WorkflowExecutionStatus.COMPLETED:
                self._lost(unseen, str(status))
                return False
            else:
                await self._objections.tell(unseen.nomination_id)
        except RPCError as error:
            if error.status is not RPCStatusCode.NOT_FOUND:
                raise
            if not unseen.closed:
                self._lost(unseen, "not found")
                return False
            # Temporal forgets what is over; an objection may well come after that.
            await self._objections.tell(unseen.nomination_id)
        await self._reader.confirm_seen(unseen.nomination_id, unseen.seq)
        return False

    def _lost(self, unseen: Unseen, status: str) -> None:
        self._lost_already.add(unseen.nomination_id)
        self._log.warning("handover.workflow_lost", nomination_id=unseen.nomination_id, workflow=status)
