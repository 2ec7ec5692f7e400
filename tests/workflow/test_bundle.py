"""Bundles of cases that did not go the plain way: long ones, ended by force, erased."""

import json
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import asyncpg
import pytest
from temporalio.testing import WorkflowEnvironment

from adapters.bundle_export import BundleExporter, NotSealedError
from adapters.bundle_file import pack, unpack
from adapters.gateway import NominationGateway
from adapters.person_keys import box_of
from adapters.postgres.erasures import PostgresErasures
from adapters.postgres.register import PostgresRegister
from adapters.rule_files import RuleFiles
from cli.audit_bundle import in_one_line
from cli.bundle_verification import check_data
from domain.bundle import parts_of
from domain.bundle_summary import summary_of
from domain.canonical import canonical_json
from schemas.bundle import BundleReport
from schemas.erasure import Erasure, ErasureReceipt
from schemas.names import nomination_workflow_id
from schemas.nomination import NominationRequest
from tests.cases import a_nomination, a_withdrawal
from tests.repacking import repacked
from tests.sealed import sealer_on
from tests.workflow.conftest import opener

NAME = "Tập thể thử nghiệm".encode()
Taken = Callable[[NominationRequest], Awaitable[bytes]]


@pytest.fixture
async def taken(
    second_server: WorkflowEnvironment,
    own_pool: asyncpg.Pool,
    own_database: str,
    rules: RuleFiles,
    tmp_path: Path,
) -> AsyncIterator[Taken]:
    """Take a bundle away once everything in it is sealed."""
    async with sealer_on(own_database, tmp_path) as sealer:

        async def take(request: NominationRequest) -> bytes:
            exporter = BundleExporter(second_server.client, own_pool, rules)
            with pytest.raises(NotSealedError):
                await exporter.bundle(request.nomination_id, 0)
            await sealer.seal()
            bundle = await exporter.bundle(request.nomination_id, 0)
            return pack(parts_of(bundle, summary_of(bundle)))

        yield take


async def _opened(server: WorkflowEnvironment, gateway: NominationGateway) -> NominationRequest:
    request = a_nomination(nominee_id=f"p-{uuid4().hex[:12]}")
    await opener(server, gateway)(request)
    return request


def _codes(report: BundleReport) -> set[str]:
    return {str(finding.code) for finding in report.findings}


async def test_every_run_of_a_long_case_is_replayed(
    second_server: WorkflowEnvironment, own_gateway: NominationGateway, taken: Taken
) -> None:
    """A case that went on in a second run is one story in its bundle, and comes to the same end."""
    request = await _opened(second_server, own_gateway)
    case = second_server.client.get_workflow_handle(nomination_workflow_id(request.nomination_id))
    first = (await case.describe()).run_id
    while (await case.describe()).run_id == first:
        await own_gateway.send(request.nomination_id, a_withdrawal(actor_id="somebody"))
    await own_gateway.send(request.nomination_id, a_withdrawal())
    report = await check_data(await taken(request), None)

    assert ((), 2, "withdrawn") == (report.findings, report.runs, report.replayed)


async def test_the_page_for_people_says_what_the_parts_say(
    second_server: WorkflowEnvironment, own_gateway: NominationGateway, taken: Taken
) -> None:
    """Nobody can hand over a page that tells another outcome than the evidence behind it."""
    request = await _opened(second_server, own_gateway)
    await own_gateway.send(request.nomination_id, a_withdrawal())
    parts = unpack(await taken(request))
    page = parts["summary.html"].replace(b"withdrawn", b"conferred")

    assert {"summary_not_bound"} == _codes(await check_data(repacked(parts, "summary.html", page), None))


async def test_code_that_does_something_else_is_noticed(
    second_server: WorkflowEnvironment, own_gateway: NominationGateway, taken: Taken
) -> None:
    """A history from which a step was taken out is refused by Temporal's own replayer."""
    request = await _opened(second_server, own_gateway)
    await own_gateway.send(request.nomination_id, a_withdrawal())
    parts = unpack(await taken(request))
    told: dict[str, Any] = json.loads(parts["histories/1.json"])
    marker = next(event for event in told["events"] if "MARKER" in event["eventType"])
    marker["markerRecordedEventAttributes"]["markerName"] = "another"
    forged = repacked(parts, "histories/1.json", canonical_json(told))
    report = await check_data(forged, None)

    assert {"history_not_bound", "replay_differs"} <= _codes(report)
    assert "NOT shown" in in_one_line(report)


async def test_a_case_that_was_ended_by_force_is_named(
    second_server: WorkflowEnvironment, own_gateway: NominationGateway, taken: Taken
) -> None:
    """Whoever ends a workflow behind its back cannot make its bundle say that nothing happened."""
    request = await _opened(second_server, own_gateway)
    case = second_server.client.get_workflow_handle(nomination_workflow_id(request.nomination_id))
    await case.terminate("by hand")

    assert {"workflow_lost"} == _codes(await check_data(await taken(request), None))


async def test_an_erased_nominees_bundle_holds_what_is_left(
    second_server: WorkflowEnvironment, own_gateway: NominationGateway, own_pool: asyncpg.Pool, taken: Taken
) -> None:
    """After an erasure nothing tells of the person any more, and what is left is still proven."""
    request = await _opened(second_server, own_gateway)
    await own_gateway.send(request.nomination_id, a_withdrawal())
    before = await taken(request)
    await _erased(own_pool, str(request.content.nominee.nominee_id))
    box_of.cache_clear()
    after = await taken(request)
    report = await check_data(after, None)

    assert (True, False) == (NAME in before, NAME in after)
    assert ((), 0, "withdrawn") == (report.findings, report.runs, report.outcome)
    assert any("erased" in notice for notice in report.notices)
    assert "no history left" in in_one_line(report)


async def _erased(pool: asyncpg.Pool, subject: str) -> None:
    register = PostgresRegister(pool, RuleFiles())
    registrars = await register.registrars("phuong", datetime.now(UTC))
    act = Erasure(act_id=uuid4(), actor_id=registrars[0], subject=subject, reason="Theo yêu cầu")
    assert isinstance(await PostgresErasures(pool, register).erase(act), ErasureReceipt)
