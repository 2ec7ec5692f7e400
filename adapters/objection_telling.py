"""Telling objections what is new on the ledger of their nomination.

An objection's act is on record before its workflow's history says so. If the worker dies in between, the
sweep of `adapters.handover` finds the nomination, whose own workflow has ended, and comes here.
"""

import asyncpg
from temporalio.client import Client
from temporalio.service import RPCError, RPCStatusCode

from adapters.postgres.objections import PostgresObjections
from schemas.names import MessageName, objection_workflow_id
from schemas.objection import ObjectionSeen


class ObjectionTeller:
    """Asks the workflows of a nomination's objections to catch up."""

    def __init__(self, client: Client, pool: asyncpg.Pool) -> None:
        """Tell over `client` what the record knows."""
        self._client = client
        self._objections = PostgresObjections(pool)

    async def tell(self, nomination_id: str) -> None:
        """Have every objection of a nomination read the record; those that have ended need not.

        Raises:
            RPCError: Temporal does not answer.
            WorkflowUpdateFailedError: one of them cannot read it.
        """
        for one in await self._objections.of_nomination(nomination_id):
            handle = self._client.get_workflow_handle(objection_workflow_id(one.objection_id))
            try:
                await handle.execute_update(  # pyright: ignore[reportUnknownMemberType]
                    MessageName.CATCH_UP, result_type=ObjectionSeen
                )
            except RPCError as error:
                if error.status is not RPCStatusCode.NOT_FOUND:
                    raise
