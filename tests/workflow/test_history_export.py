"""Histories of runs that are over are kept, whatever ended them, and each once."""

import json
from datetime import UTC, datetime
from hashlib import sha256

import asyncpg
import pytest
from temporalio.client import Client
from temporalio.testing import WorkflowEnvironment

from adapters.gateway import NominationGateway
from adapters.history_export import HistoryExporter
from adapters.history_files import expanded, read_history
from adapters.person_keys import box_of
from adapters.postgres.histories import PostgresHistories, StoredHistory
from adapters.rule_files import RuleFiles
from schemas.names import history_stream, nomination_workflow_id
from schemas.nomination import NominationRequest
from tests.cases import a_nomination, a_withdrawal
from tests.workflow.conftest import opener
from tests.workflow.sending import Case


@pytest.fixture
def exporter(second_server: WorkflowEnvironment, own_pool: asyncpg.Pool, rules: RuleFiles) -> HistoryExporter:
    """Keeps histories of the second server in a record of the test's own."""
    return HistoryExporter(second_server.client, own_pool, rules)


async def _opened(server: WorkflowEnvironment, gateway: NominationGateway) -> NominationRequest:
    request = a_nomination()
    await opener(server, gateway)(request)
    return request


async def _kept(pool: asyncpg.Pool, request: NominationRequest) -> list[StoredHistory]:
    return await PostgresHistories(pool).kept_of(nomination_workflow_id(request.nomination_id))


async def _until_kept(
    exporter: HistoryExporter, pool: asyncpg.Pool, request: NominationRequest
) -> StoredHistory:
    """Sweep until the lists of Temporal, which lag behind, have shown the run."""
    while not (kept := await _kept(pool, request)):
        await exporter.sweep()
    return kept[0]


async def test_a_closed_case_is_kept_once_with_its_entry(
    second_server: WorkflowEnvironment,
    own_gateway: NominationGateway,
    own_pool: asyncpg.Pool,
    exporter: HistoryExporter,
) -> None:
    """What is stored opens with the nominee's key into the very history that the ledger vouches for."""
    request = await _opened(second_server, own_gateway)
    await own_gateway.send(request.nomination_id, a_withdrawal())
    seal, stored = await _until_kept(exporter, own_pool, request)
    again = await exporter.sweep()
    concealed = await box_of(own_pool).reveal(stored)
    assert concealed
    clear = expanded(concealed)
    entries = await PostgresHistories(own_pool).stream(history_stream(seal.workflow_id))

    assert (0, ["history.sealed"]) == (again, [str(each.entry.kind) for each in entries])
    assert ("completed", sha256(clear).hexdigest()) == (seal.status, seal.sha256)
    assert (seal.events, seal.stored_sha256) == (len(read_history(clear).events), sha256(stored).hexdigest())
    assert request.content.nominee.name not in stored.decode("latin-1")
    assert "binary/encrypted" not in clear.decode()
    assert json.loads(entries[0].entry.body)["facts"]["calendar"]["name"].startswith("VN, holidays")


async def test_a_terminated_run_is_kept_too(
    second_server: WorkflowEnvironment,
    own_gateway: NominationGateway,
    own_pool: asyncpg.Pool,
    exporter: HistoryExporter,
) -> None:
    """Whoever ends a case behind its back leaves its history on record, up to their deed."""
    request = await _opened(second_server, own_gateway)
    await _handle(second_server.client, request).terminate("by hand")
    seal, _ = await _until_kept(exporter, own_pool, request)

    assert "terminated" == seal.status


async def test_a_history_is_not_kept_for_an_erased_nominee(
    second_server: WorkflowEnvironment,
    own_gateway: NominationGateway,
    own_pool: asyncpg.Pool,
    own_database: str,
    exporter: HistoryExporter,
) -> None:
    """Nobody's texts come back by an export that is late: only the hash of the history is kept."""
    request = await _opened(second_server, own_gateway)
    await own_gateway.send(request.nomination_id, a_withdrawal())
    owner = await asyncpg.connect(own_database.replace("vinhdanh_app@", "postgres@"))
    entry = "(select min(entry_id) from ledger.entry)"
    await owner.execute(f"update person.key set wrapped_key = null, erased_entry = {entry}")  # noqa: S608
    await owner.close()
    seal, stored = await _until_kept(exporter, own_pool, request)

    assert (b"", sha256(b"").hexdigest()) == (stored, seal.stored_sha256)
    assert seal.sha256 != seal.stored_sha256


async def test_every_run_of_a_long_case_is_kept(
    second_server: WorkflowEnvironment,
    own_gateway: NominationGateway,
    own_pool: asyncpg.Pool,
    exporter: HistoryExporter,
) -> None:
    """A run that was left for the next one is kept while the case goes on: Temporal may drop it early."""
    request = await _opened(second_server, own_gateway)
    while (await _handle(second_server.client, request).describe()).run_id == await _first_run(
        own_pool, request
    ):
        await own_gateway.send(request.nomination_id, a_withdrawal(actor_id="somebody"))
    seal, _ = await _until_kept(exporter, own_pool, request)

    assert "continued as new" == seal.status


async def test_documents_are_kept_by_their_hash(
    own_pool: asyncpg.Pool, exporter: HistoryExporter, rules: RuleFiles
) -> None:
    """The files of every rule set can be had by their digest, whatever becomes of the folder."""
    await exporter.keep_documents()
    await exporter.keep_documents()
    histories = PostgresHistories(own_pool)
    texts = [await histories.document(rule_set.digest) for rule_set in rules.rule_sets]

    assert [rule_set.digest for rule_set in rules.rule_sets] == [
        sha256(text or b"").hexdigest() for text in texts
    ]


async def test_an_old_run_is_found_by_a_sweep_that_looks_back(
    second_server: WorkflowEnvironment,
    own_gateway: NominationGateway,
    own_pool: asyncpg.Pool,
    exporter: HistoryExporter,
) -> None:
    """A sweep over what closed lately leaves the rest to the one over everything."""
    request = await _opened(second_server, own_gateway)
    await own_gateway.send(request.nomination_id, a_withdrawal())
    nothing = await exporter.sweep(datetime(2200, 1, 1, tzinfo=UTC))
    await _until_kept(exporter, own_pool, request)

    assert 0 == nothing


def _handle(client: Client, request: NominationRequest) -> Case:
    return client.get_workflow_handle(nomination_workflow_id(request.nomination_id))


async def _first_run(pool: asyncpg.Pool, request: NominationRequest) -> str:
    statement = "select first_run_id from commendation.nomination where nomination_id = $1"
    return str(await pool.fetchval(statement, request.nomination_id))
