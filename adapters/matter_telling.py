"""Telling matters what is new on their ledger, when a worker died before its workflow could learn of it."""

import asyncio

import asyncpg
import structlog
from temporalio.client import Client, WorkflowExecutionStatus
from temporalio.service import RPCError, RPCStatusCode

from adapters.postgres.matters import PostgresMatters, UnseenMatter
from adapters.updates import UNANSWERED
from schemas.matter import MatterSeen
from schemas.names import MessageName

_MOST_PER_SWEEP = 200
_ANSWER_SECONDS = 15


class MatterTeller:
    """Asks the workflows of matters to catch up."""

    def __init__(self, client: Client, pool: asyncpg.Pool) -> None:
        """Tell over `client` what the record knows."""
        self._client = client
        self._matters = PostgresMatters(pool)
        self._lost: set[str] = set()
        self._log = structlog.get_logger("handover")

    async def sweep(self, seconds: float) -> int:
        """Go once through every matter that may have missed something; return how many were told.

        Raises:
            StorageUnavailableError: the record does not answer.
        """
        told = 0
        for unseen in await self._matters.unseen(seconds, _MOST_PER_SWEEP, self._lost):
            try:
                async with asyncio.timeout(_ANSWER_SECONDS):
                    told += await self._settle(unseen)
            except UNANSWERED as error:
                # One matter that does not answer must not stand before the others.
                self._log.warning("handover.postponed", matter=unseen.stream_id, error=type(error).__name__)
        return told

    async def _settle(self, unseen: UnseenMatter) -> bool:
        """Make sure that one workflow has seen its ledger; return whether it had to be told."""
        handle = self._client.get_workflow_handle(unseen.stream_id)
        try:
            running = (await handle.describe()).status is WorkflowExecutionStatus.RUNNING
            if running:
                await handle.execute_update(  # pyright: ignore[reportUnknownMemberType]
                    MessageName.CATCH_UP, result_type=MatterSeen
                )
        except RPCError as error:
            if error.status is not RPCStatusCode.NOT_FOUND:
                raise
            running = False
        if not running and not unseen.closed:
            self._lost.add(unseen.stream_id)  # verify names it; it must not stand before the others
            return False
        await self._matters.confirm_seen(unseen.stream_id, unseen.seq)
        return running
