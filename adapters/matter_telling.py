"""Telling matters what is new on their ledger, when a worker died before its workflow could learn of it."""

import asyncpg
from temporalio.client import Client, WorkflowExecutionStatus
from temporalio.service import RPCError, RPCStatusCode

from adapters.postgres.matters import PostgresMatters, UnseenMatter
from schemas.matter import MatterSeen
from schemas.names import MessageName

_MOST_PER_SWEEP = 200


class MatterTeller:
    """Asks the workflows of matters to catch up."""

    def __init__(self, client: Client, pool: asyncpg.Pool) -> None:
        """Tell over `client` what the record knows."""
        self._client = client
        self._matters = PostgresMatters(pool)
        self._lost: set[str] = set()

    async def sweep(self, seconds: float) -> int:
        """Go once through every matter that may have missed something; return how many were told.

        Raises:
            RPCError: Temporal does not answer.
            StorageUnavailableError: the record does not answer.
        """
        told = 0
        for unseen in await self._matters.unseen(seconds, _MOST_PER_SWEEP, self._lost):
            told += await self._settle(unseen)
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
