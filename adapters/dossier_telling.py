"""Telling dossiers that everything they carry has ended, so that they can end as well."""

import asyncio

import asyncpg
import structlog
from temporalio.client import Client
from temporalio.service import RPCError, RPCStatusCode

from adapters.postgres.dossiers import PostgresDossiers
from adapters.updates import UNANSWERED
from schemas.matter import MatterSeen
from schemas.names import MessageName

_MOST_PER_SWEEP = 50
_ANSWER_SECONDS = 15


class DossierTeller:
    """Asks the workflows of such dossiers to look."""

    def __init__(self, client: Client, pool: asyncpg.Pool) -> None:
        """Tell over `client` what the record knows."""
        self._client = client
        self._dossiers = PostgresDossiers(pool)
        self._log = structlog.get_logger("telling")
        self._lost: set[str] = set()

    async def sweep(self) -> int:
        """Tell every dossier whose nominations have all ended; return how many were told.

        Raises:
            StorageUnavailableError: the record does not answer.
        """
        told = 0
        for stream in await self._dossiers.to_end(_MOST_PER_SWEEP, self._lost):
            try:
                async with asyncio.timeout(_ANSWER_SECONDS):
                    told += await self._tell(stream)
            except UNANSWERED as error:
                # One dossier that does not answer must not stand before the others.
                self._log.warning("telling.postponed", matter=stream, error=type(error).__name__)
        return told

    async def _tell(self, stream: str) -> bool:
        handle = self._client.get_workflow_handle(stream)
        try:
            await handle.execute_update(  # pyright: ignore[reportUnknownMemberType]
                MessageName.CATCH_UP, result_type=MatterSeen
            )
        except RPCError as error:
            if error.status is not RPCStatusCode.NOT_FOUND:
                raise
            self._lost.add(stream)  # verify names it; it must not stand before the others
            return False
        self._log.info("telling.dossier_may_end", matter=stream)
        return True
