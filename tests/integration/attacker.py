"""A sealed record to be attacked, and an administrator of its database with every right and some skill."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Self, cast

import asyncpg

from adapters.deciding import signed_decision
from adapters.ed25519 import SigningKey
from adapters.postgres.evidence import EvidenceReader
from adapters.postgres.histories import PostgresHistories
from adapters.postgres.keys import PostgresKeys
from adapters.postgres.pool import open_pool
from adapters.postgres.record import PostgresRecord
from adapters.postgres.sealed_ledger import SealedLedger
from adapters.seal_verification import Held, look_at_ledger
from adapters.sealer import LogKey
from adapters.statements import METHODS, EnvelopeVerifier
from domain.key_check import verify_keys
from domain.key_registry import registry_of
from domain.ledger import raw_leaf_hash
from domain.merkle import CompactRange
from domain.signed_check import KeyCheck
from domain.verification import verify_record
from schemas.audit import Finding
from schemas.case_file import CaseFile
from schemas.evidence import HistorySeal
from schemas.names import nomination_workflow_id
from schemas.trust import Trust
from tests.e2e.tampering_steps import HELP
from tests.integration.on_record import AT, decision, draft_of, moved, opened
from tests.keyholders import CITY, CITY_REGISTRAR, DISTRICT, WARD, Holder, a_registrar, enrolled
from tests.plain_rules import unsigned_book
from tests.sealed import KEY, ORIGIN, sealer_on

TRUST = Trust(log=KEY.vkey)
FORGERS_KEY = LogKey(ORIGIN, SigningKey(b"\x13" * 32))

_ROUNDS = 3
_GUARDS = (
    "ledger.entry",
    "seal.leaf",
    "seal.node",
    "seal.checkpoint",
    "seal.cosignature",
    "evidence.history",
)
_CHAIRS = {
    "ward": Holder("ward-chair", at=WARD),
    "district": Holder("district-chair", at=DISTRICT),
    "city": Holder("city-chair", at=CITY),
}


@dataclass(frozen=True)
class Sealed:
    """What the auditor has in hand: checkpoints kept outside, in order; and the nominations on record."""

    database: str
    checkpoints: tuple[str, ...]
    nominations: tuple[str, ...]
    founder: str
    """The thumbprint of the first registrar's key."""
    early: str
    """A backup of the database, taken before the last round of sealing."""


async def sealed_record(admin: asyncpg.Connection, url: str, database: str, folder: Path) -> Sealed:
    """Make a record with signed decisions, sealed in three rounds, in this migrated database."""
    nominations, notes, founder = list[str](), list[str](), ""
    for number in range(_ROUNDS):
        async with await open_pool(url, size=2) as pool, sealer_on(url, folder) as sealer:
            if number == 0:
                founder = await _keys_enrolled(pool)
            nominations.append((await _conferred(PostgresRecord(pool))).nomination_id)
            if number == _ROUNDS - 1:
                await _history_kept(pool, nominations[0])
            await sealer.seal()
        notes.append((folder / "checkpoints" / "latest.txt").read_text())
        if number == 1:
            await admin.execute(f"create database {database}_early template {database}")
    return Sealed(database, tuple(notes), tuple(nominations), founder, f"{database}_early")


async def _keys_enrolled(pool: asyncpg.Pool) -> str:
    first, second = a_registrar(), a_registrar(CITY_REGISTRAR, CITY)
    keys = [
        (enrolled(first), (first.person,)),
        (enrolled(second, first), (first.person,)),
        *((enrolled(chair, first, second), (first.person, second.person)) for chair in _CHAIRS.values()),
    ]
    assert len(keys) == await PostgresKeys(pool, unsigned_book()).record_all(keys, 0)
    return first.kid


async def _history_kept(pool: asyncpg.Pool, nomination_id: str) -> None:
    stored = b"compressed and concealed"
    seal = HistorySeal(
        workflow_id=nomination_workflow_id(nomination_id),
        run_id="run-1",
        status="completed",
        events=20,
        sha256="ab" * 32,
        stored_sha256=sha256(stored).hexdigest(),
        build_id="tests",
    )
    assert await PostgresHistories(pool).keep(seal, stored, AT)


async def _conferred(record: PostgresRecord) -> CaseFile:
    """A case that every level has approved with a signature."""
    case = await opened(record)
    for stage in case.route.stages:
        act, key = decision(case), _CHAIRS[str(stage.level)].signing
        seen = case.last_entry.leaf_hash
        signed = signed_decision(act, case.nomination_id, key, namespace="default", prev_leaf_hash=seen)
        case = await moved(record, case, draft_of(case, signed))
    return case


class Attacker:
    """The superuser on the record, with all guards off."""

    def __init__(self, connection: asyncpg.Connection, sealed: Sealed) -> None:
        """Attack over this connection."""
        self.connection = connection
        self.victim = sealed.nominations[0]
        self.last = sealed.nominations[-1]

    async def begin(self) -> Self:
        """Turn off the guards."""
        for table in _GUARDS:
            await self.connection.execute(f"alter table {table} disable trigger all")
        await self.connection.execute(HELP)
        return self

    async def run(self, *statements: str) -> Self:
        """Do this; `:victim` and `:last` stand for the first and the last nomination."""
        for statement in statements:
            named = statement.replace(":victim", f"'{self.victim}'").replace(":last", f"'{self.last}'")
            await self.connection.execute(named)
        return self

    async def relinked(self) -> Self:
        """Give the victim's entries the hashes that fit what they say now."""
        return await self.run("select pg_temp.relink(:victim)")

    async def rebuilt(self, key: LogKey | None = None) -> Self:
        """Make leaves and nodes fit the entries as they are now, and with a key the checkpoints as well."""
        rows = await self.connection.fetch(
            "select l.entry_id, e.* from seal.leaf l join ledger.entry e using (entry_id) order by leaf_index"
        )
        sizes = [row[0] for row in await self.connection.fetch("select tree_size from seal.checkpoint")]
        await self.run("delete from seal.leaf", "delete from seal.node")
        tree = CompactRange()
        for row in rows:
            leaf = raw_leaf_hash(
                row["stream_id"],
                row["stream_seq"],
                row["prev_hash"],
                row["kind"],
                row["occurred_us"],
                row["body_sha256"],
            )
            await self.connection.execute(
                "insert into seal.leaf values ($1, $2, $3)", tree.size, row["entry_id"], leaf
            )
            for level, index, node in tree.append(leaf)[1:]:
                await self.connection.execute("insert into seal.node values ($1, $2, $3)", level, index, node)
            if tree.size in sizes and key:
                await self._sign(tree, key)
        return self

    async def _sign(self, tree: CompactRange, key: LogKey) -> None:
        statement = "update seal.checkpoint set root = $2, note = $3, log_key = $4 where tree_size = $1"
        note = key.checkpoint(tree)
        await self.connection.execute(statement, tree.size, tree.root(), note, key.vkey)


Deed = Callable[[Attacker], Awaitable[object]]


@dataclass(frozen=True)
class Audited:
    """What an auditor finds: by the seal alone, by it and a checkpoint they hold, and by the details."""

    seal: list[Finding]
    held: list[Finding]
    details: list[Finding]


async def audited(connection: asyncpg.Connection, sealed: Sealed) -> Audited:
    """Look at everything, as verify does, without Temporal, and over this very connection."""
    pool = cast("asyncpg.Pool", connection)
    seal = await look_at_ledger(SealedLedger(connection), TRUST)
    held = await look_at_ledger(SealedLedger(connection), TRUST, Held(sealed.checkpoints[-1]))
    keys = await PostgresKeys(pool, unsigned_book()).evidence()
    details = verify_keys(keys, lambda envelope: METHODS[envelope.method])
    check = KeyCheck(registry_of(keys.entries), EnvelopeVerifier().holds)
    for nomination in sealed.nominations:
        evidence = await EvidenceReader(pool).evidence(nomination)
        details += verify_record(evidence, keys=check) if evidence else []
    return Audited(seal.findings, held.findings, details)


async def attacked(connection: asyncpg.Connection, sealed: Sealed, deed: Deed) -> Audited:
    """Do it in a transaction, look at what it led to, and take it back."""
    transaction = connection.transaction()
    await transaction.start()
    try:
        await deed(await Attacker(connection, sealed).begin())
        return await audited(connection, sealed)
    finally:
        await transaction.rollback()
