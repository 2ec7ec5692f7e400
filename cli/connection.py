"""Finding the servers and opening an office on them: everything a verb needs to ask and to send.

The environment decides (TEMPORAL_ADDRESS with DATABASE_URL). Without it the stack of `up` is used, and
when that does not run, the stack that the latest `demo` has left.
"""

import os
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import asyncpg
from temporalio.client import Client

from adapters.embedded import LOCAL, StackCard
from adapters.gateway import NominationGateway
from adapters.keyring import FOLDER_VARIABLE, Keyring
from adapters.limits import RateLimit
from adapters.matter_gateway import MatterGateway
from adapters.objection_gateway import ObjectionGateway
from adapters.postgres.award_evidence import AwardEvidenceReader
from adapters.postgres.award_record import AwardRegistry
from adapters.postgres.campaigns import PostgresCampaigns
from adapters.postgres.dossiers import PostgresDossiers
from adapters.postgres.erasures import PostgresErasures
from adapters.postgres.evidence import EvidenceReader
from adapters.postgres.honours import PostgresHonours
from adapters.postgres.keys import PostgresKeys
from adapters.postgres.matters import PostgresMatters
from adapters.postgres.objections import PostgresObjections
from adapters.postgres.pool import open_pool
from adapters.postgres.reading import RecordReader
from adapters.postgres.record import PostgresRecord
from adapters.postgres.register import PostgresRegister
from adapters.postgres.sittings import PostgresSittings
from adapters.rule_files import RuleFiles
from adapters.sitting_gateway import SittingGateway
from adapters.temporal import connect
from domain.errors import VinhDanhError

UP_CARD = LOCAL / "stack.json"
UP_FOLDER = LOCAL / "up"
DEMO_FOLDER = LOCAL / "demo"
_POOL_SIZE = 8


class NoServersError(VinhDanhError):
    """There are no servers to work on."""


@dataclass(frozen=True)
class Office:
    """The open connections of one verb."""

    client: Client
    pool: asyncpg.Pool
    reader: RecordReader
    evidence: EvidenceReader
    gateway: NominationGateway
    register: PostgresRegister
    keys: PostgresKeys
    keyring: Keyring
    sittings: PostgresSittings
    councils: SittingGateway
    objections: PostgresObjections
    objection_gateway: ObjectionGateway
    matters: PostgresMatters
    matter_gateway: MatterGateway
    campaigns: PostgresCampaigns
    honours: PostgresHonours
    awards: AwardRegistry
    award_evidence: AwardEvidenceReader
    dossiers: PostgresDossiers
    erasures: PostgresErasures


def demo_cards() -> list[Path]:
    """Return the cards of the demo stacks that are there, the latest first."""
    cards = DEMO_FOLDER.glob("*/stack.json")
    return sorted(cards, key=lambda path: path.stat().st_mtime, reverse=True)


def running_card() -> StackCard | None:
    """Return the card of the embedded stack that verbs use, or None when none runs."""
    for path in (UP_CARD, *demo_cards()):
        card = StackCard.read(path)
        if card and card.alive():
            return card
    return None


def keyring_here() -> Keyring:
    """Return the keyring that verbs with servers would use, without opening any server.

    A folder that the environment names goes before that of a running embedded stack.
    """
    named = any(os.environ.get(each) for each in (FOLDER_VARIABLE, "TEMPORAL_ADDRESS", "DATABASE_URL"))
    card = None if named else running_card()
    return Keyring(card.signing_keys if card else None)


@asynccontextmanager
async def open_office(card: StackCard | None = None) -> AsyncGenerator[Office]:
    """Connect to the servers of `card`, or to those that the environment or a running stack gives.

    Raises:
        NoServersError: there are none.
        TemporalUnavailableError: Temporal does not answer.
        StorageUnavailableError: the database does not answer.
    """
    os.environ.update(card.environment() if card else _found())
    client = await connect()
    async with await open_pool(os.environ["DATABASE_URL"], size=_POOL_SIZE) as pool:
        yield office_over(client, pool)


def office_over(client: Client, pool: asyncpg.Pool, keyring: Keyring | None = None) -> Office:
    """Return the office over open connections; keys are those of the environment's folder unless given."""
    reader, record = RecordReader(pool), PostgresRecord(pool)
    sittings, objections = PostgresSittings(pool), PostgresObjections(pool)
    matters, rules, limit = PostgresMatters(pool), RuleFiles(), RateLimit(pool)
    register = PostgresRegister(pool, rules)
    return Office(
        client=client,
        pool=pool,
        reader=reader,
        evidence=EvidenceReader(pool),
        gateway=NominationGateway(client, reader, record, limit),
        register=register,
        keys=PostgresKeys(pool, rules),
        keyring=keyring or Keyring(),
        sittings=sittings,
        councils=SittingGateway(client, sittings, limit),
        objections=objections,
        objection_gateway=ObjectionGateway(client, objections, reader, record, limit),
        matters=matters,
        matter_gateway=MatterGateway(client, matters, limit),
        campaigns=PostgresCampaigns(pool),
        honours=PostgresHonours(pool),
        awards=AwardRegistry(pool, register),
        award_evidence=AwardEvidenceReader(pool),
        dossiers=PostgresDossiers(pool),
        erasures=PostgresErasures(pool, register),
    )


def _found() -> dict[str, str]:
    given = [name for name in ("TEMPORAL_ADDRESS", "DATABASE_URL") if os.environ.get(name)]
    if len(given) == 2:  # noqa: PLR2004 - both
        return {}
    if given:
        message = f"only {given[0]} is set; set both TEMPORAL_ADDRESS and DATABASE_URL, or neither"
        raise NoServersError(message)
    card = running_card()
    if card is None:
        message = 'no servers run; start them with "starter.py up", or set TEMPORAL_ADDRESS and DATABASE_URL'
        raise NoServersError(message)
    return card.environment()
