"""Telling a nomination's workflow that there is something new on its record.

It is asked to catch up by an update, so that it is known to have seen it. What cannot be told now (no worker
is free, or the server is away) is left to the sweep of `adapters.handover`, which finds it in the record.
"""

import asyncio

import asyncpg
import structlog
from temporalio.client import Client, WorkflowUpdateFailedError
from temporalio.service import RPCError, RPCStatusCode

from adapters.postgres.reading import RecordReader
from schemas.names import MessageName, nomination_workflow_id
from schemas.record import SeenUpTo

_ANSWER_SECONDS = 15


class CatchUpTeller:
    """`activities.sitting_ports.Teller` over Temporal."""

    def __init__(self, client: Client, pool: asyncpg.Pool) -> None:
        """Tell over `client`; note in the record what was seen."""
        self._client = client
        self._reader = RecordReader(pool)
        self._log = structlog.get_logger("telling")

    async def tell(self, nomination_id: str, seq: int) -> bool:
        """Tell one of entry `seq`; return whether it is known to have seen it."""
        handle = self._client.get_workflow_handle(nomination_workflow_id(nomination_id))
        try:
            async with asyncio.timeout(_ANSWER_SECONDS):
                seen = await handle.execute_update(  # pyright: ignore[reportUnknownMemberType]
                    MessageName.CATCH_UP, result_type=SeenUpTo
                )
        except (TimeoutError, RPCError, WorkflowUpdateFailedError) as error:
            if isinstance(error, RPCError) and error.status is RPCStatusCode.NOT_FOUND:
                return False  # closed, or lost: the sweep tells the two apart
            self._log.warning("telling.postponed", nomination_id=nomination_id, error=type(error).__name__)
            return False
        await self._reader.confirm_seen(nomination_id, seen.seq)
        return seen.seq >= seq
