"""Kept histories on the record: each run once, with its ledger entry, and nothing changes afterwards."""

import asyncio
from datetime import UTC, datetime
from hashlib import sha256
from uuid import uuid4

import asyncpg
import pytest

from adapters.postgres.histories import PostgresHistories
from domain.history_seal import seal_in
from domain.verification import chain_faults
from schemas.evidence import DocumentKind, HistorySeal, KeptCalendar
from schemas.names import history_stream

AT = datetime(2026, 11, 23, 8, tzinfo=UTC)
STORED = b"sealed bytes"


@pytest.fixture
def histories(pool: asyncpg.Pool) -> PostgresHistories:
    """The kept histories of the shared database."""
    return PostgresHistories(pool)


def _seal(workflow_id: str | None = None) -> HistorySeal:
    return HistorySeal(
        workflow_id=workflow_id or f"nomination:n-{uuid4().hex[:12]}",
        run_id=str(uuid4()),
        status="terminated",
        events=17,
        sha256="ab" * 32,
        stored_sha256=sha256(STORED).hexdigest(),
        build_id="0123456789abcdef",
        calendar=KeptCalendar(name="VN", sha256="cd" * 32),
    )


async def test_twenty_exporters_keep_a_run_once(histories: PostgresHistories) -> None:
    """Workers that meet on one run leave one row and one entry, which says what was kept."""
    seal = _seal()
    kept = await asyncio.gather(*(histories.keep(seal, STORED, AT) for _ in range(20)))
    stream = await histories.stream(history_stream(seal.workflow_id))

    assert (1, [seal]) == (sum(kept), [seal_in(each.entry) for each in stream])
    assert [(seal, STORED)] == [tuple(each) for each in await histories.kept_of(seal.workflow_id)]


async def test_the_runs_of_a_case_are_one_stream(histories: PostgresHistories) -> None:
    """Each run has its entry, in a chain that verifies, and is told from runs that are not kept."""
    first = _seal()
    second = _seal(first.workflow_id)
    for seal in (first, second):
        await histories.keep(seal, STORED, AT)
    stream = await histories.stream(history_stream(first.workflow_id))

    assert [] == [*chain_faults(each.entry for each in stream)]
    assert {first.run_id} == await histories.kept_among([first.run_id, "another"])


async def test_a_document_is_found_by_its_hash_alone(histories: PostgresHistories) -> None:
    """What a digest in the ledger names can be had, and nothing else under that digest."""
    text = f"rules {uuid4()}".encode()
    for _ in range(2):
        await histories.keep_document(DocumentKind.RULES, "2025-two-tier", text)

    assert text == await histories.document(sha256(text).hexdigest())
    assert await histories.document("00" * 32) is None


@pytest.mark.parametrize("table", ["history", "document"])
async def test_what_is_kept_is_not_changed(
    histories: PostgresHistories, undone: asyncpg.Connection, table: str
) -> None:
    """Even the owner of the table is stopped: who wants to change evidence must first say so."""
    await histories.keep(_seal(), STORED, AT)
    await histories.keep_document(DocumentKind.CALENDAR, "VN", b"version: x")
    column = {"history": "status", "document": "name"}[table]
    with pytest.raises(asyncpg.InsufficientPrivilegeError, match="append-only"):
        await undone.execute(f"update evidence.{table} set {column} = 'x'")  # noqa: S608 - names of ours
