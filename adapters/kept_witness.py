"""The history that was kept when a case closed: the second witness once Temporal has dropped its own."""

from hashlib import sha256

import asyncpg
from temporalio.api.history.v1 import HistoryEvent
from temporalio.client import Client

from adapters.histories import read_witness, witness_of
from adapters.history_files import expanded, read_history
from adapters.person_keys import box_of
from adapters.postgres.histories import PostgresHistories, StoredHistory
from domain.history_seal import continued_in
from schemas.audit import Witness
from schemas.names import nomination_workflow_id


async def read_either_witness(
    client: Client, pool: asyncpg.Pool, nomination_id: str, first_run_id: str
) -> Witness:
    """Return what Temporal says about a nomination, or after its retention what was kept; else no status.

    Raises:
        RPCError: Temporal does not answer.
        ValueError: what was kept cannot be read, or is not what the ledger vouches for.
    """
    witness = await read_witness(client, nomination_id, first_run_id)
    if witness.status is not None or witness.known_otherwise:
        return witness
    return await _kept_witness(pool, nomination_id, first_run_id) or witness


async def _kept_witness(pool: asyncpg.Pool, nomination_id: str, first_run_id: str) -> Witness | None:
    """Put the kept runs one after the other; None where one is missing, or its person was erased."""
    kept = await PostgresHistories(pool).kept_of(nomination_workflow_id(nomination_id))
    stored = {each.seal.run_id: each for each in kept}
    events, run_id = list[HistoryEvent](), str(first_run_id) or None
    while run_id:
        clear = await _clear(pool, stored[run_id]) if run_id in stored else None
        if clear is None:
            return None
        events += read_history(clear).events
        run_id = continued_in(clear)
    return witness_of(events).model_copy(update={"kept": True})


async def _clear(pool: asyncpg.Pool, kept: StoredHistory) -> bytes | None:
    compressed = await box_of(pool).reveal(kept.stored) if kept.stored else None
    if compressed is None:
        return None
    clear = expanded(compressed)
    if sha256(clear).hexdigest() != kept.seal.sha256:
        message = f"the kept history of run {kept.seal.run_id} is not the one that the ledger vouches for"
        raise ValueError(message)
    return clear
