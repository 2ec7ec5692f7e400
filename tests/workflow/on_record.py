"""What the record holds of a nomination, read without the product's own readers."""

from hashlib import sha256
from typing import NamedTuple

import asyncpg

from domain.ledger import FIRST_PREV_HASH, leaf_hash
from schemas.ledger import EntryKind, LedgerEntry
from schemas.messages import RefusalReason

_LEDGER = """
select stream_id, stream_seq as seq, kind, dedup_key, encode(prev_hash, 'hex') as prev_hash, occurred_us,
       commendation.instant(occurred_us) as occurred_at, body, encode(body_sha256, 'hex') as body_sha256,
       encode(leaf_hash, 'hex') as leaf_hash
from ledger.entry where stream_id = $1 order by stream_seq
"""
_REFUSALS = """
select r.reason, r.message, r.act_id, e.stream_seq as seq, r.refused_by
from commendation.refusal r join ledger.entry e using (entry_id)
where r.nomination_id = $1 and e.kind = 'refusal.recorded' order by e.stream_seq
"""
_NOTICES = "select recipient from commendation.notification where nomination_id = $1 and kind = $2 order by 1"


class Refused(NamedTuple):
    """A refusal as stored: why, of which message, and by whom."""

    reason: RefusalReason
    message: str
    refused_by: str


async def ledger_of(pool: asyncpg.Pool, nomination_id: str) -> list[LedgerEntry]:
    """Return the ledger entries of a nomination, in order."""
    return [LedgerEntry.model_validate(dict(row)) for row in await pool.fetch(_LEDGER, nomination_id)]


async def kinds_of(pool: asyncpg.Pool, nomination_id: str) -> list[EntryKind]:
    """Return what happened to a nomination, in order."""
    return [entry.kind for entry in await ledger_of(pool, nomination_id)]


async def refusals_of(pool: asyncpg.Pool, nomination_id: str) -> list[Refused]:
    """Return the refusals that have both a row and a ledger entry, in order."""
    rows = await pool.fetch(_REFUSALS, nomination_id)
    return [Refused(RefusalReason(row["reason"]), row["message"], row["refused_by"]) for row in rows]


async def told(pool: asyncpg.Pool, nomination_id: str, kind: str) -> list[str]:
    """Return who was sent notices of this kind, once for each notice."""
    return [row["recipient"] for row in await pool.fetch(_NOTICES, nomination_id, kind)]


def faults_of_chain(entries: list[LedgerEntry]) -> list[str]:
    """Return what keeps these entries from being one whole chain."""
    faults: list[str] = []
    previous = FIRST_PREV_HASH
    for number, entry in enumerate(entries, start=1):
        if entry.seq != number or entry.prev_hash != previous:
            faults.append(f"entry {number} is missing or does not follow the one before")
        if sha256(entry.body).hexdigest() != entry.body_sha256 or leaf_hash(entry) != entry.leaf_hash:
            faults.append(f"entry {number} does not have the hash of its contents")
        previous = entry.leaf_hash
    return faults
