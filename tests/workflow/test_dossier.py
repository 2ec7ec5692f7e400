"""Dossiers on real servers: opened row by row, split and merged, ended with what they carry."""

from collections.abc import AsyncIterator
from uuid import uuid4

import asyncpg
import pytest
from temporalio.testing import WorkflowEnvironment
from temporalio.worker import Worker

import activities.dossier_opening
import workflows.dossier_steps
from adapters.dossier_telling import DossierTeller
from adapters.gateway import NominationGateway
from adapters.postgres.reading import RecordReader
from adapters.rule_files import RuleFiles
from cli.connection import office_over
from cli.dossier_rows import OtherRowsError, keep_rows
from cli.verification import verify_all
from schemas.dossier_matter import DossierPart, DossierStatus, RowCounts, RowResult
from schemas.matter import MatterReceipt, MatterRefusal
from schemas.messages import Receipt, RefusalReason
from schemas.nomination import NominationRequest
from tests.cases import a_decision, a_withdrawal
from tests.conftest import Eventually
from tests.dossiers import DossierDesk, a_dossier_id, a_submission, requests_of, rows_for
from tests.workflow.conftest import impatient_server
from worker import build_worker

_DISTRICT = ("ward", "district")


@pytest.fixture
async def desk(
    environment: WorkflowEnvironment, pool: asyncpg.Pool, worker: Worker
) -> AsyncIterator[DossierDesk]:
    """Whoever submits dossiers; clocks run in real time."""
    assert worker.task_queue
    with environment.with_time_skipping_disabled():
        yield DossierDesk.over(environment.client, pool)


async def submitted(desk: DossierDesk, requests: list[NominationRequest]) -> str:
    """Submit a dossier and wait until its nominations are opened; return its id."""
    dossier_id = requests[0].dossier_id
    assert isinstance(await desk.submit(dossier_id, requests), MatterReceipt)
    await desk.wait_for(dossier_id, DossierStatus.UNDER_WAY)
    return dossier_id


async def both_on_record(reader: RecordReader, requests: list[NominationRequest]) -> bool:
    """Return whether all of these are on record."""
    return len(await reader.known_content(each.nomination_id for each in requests)) == len(requests)


async def conferred(gateway: NominationGateway, request: NominationRequest, *levels: str) -> None:
    """Let a nomination climb to its award."""
    for level in levels:
        assert isinstance(await gateway.send(request.nomination_id, a_decision(request, level)), Receipt)


@pytest.mark.timeout(240)
async def test_three_hundred_rows_are_opened_and_each_has_its_result(
    desk: DossierDesk, gateway: NominationGateway, reader: RecordReader, eventually: Eventually
) -> None:
    """New ones are accepted, one on record is known, another content and an impossible award are refused."""
    requests = requests_of(a_dossier_id(), 300)
    other = requests[1].model_copy(
        update={"content": requests[1].content.model_copy(update={"achievement": "Khác"})}
    )
    none = requests[2].content.model_copy(update={"award": "KHONG-CO"})
    requests[2] = requests[2].model_copy(update={"content": none})
    for request in (requests[0], other):
        assert await gateway.open(request)
    await eventually(lambda: both_on_record(reader, requests[:2]))
    dossier_id = await submitted(desk, requests)
    known, foreign, impossible, *rest = await desk.dossiers.rows_of(dossier_id)
    state = (await desk.progress(dossier_id)).state

    assert (RowResult.KNOWN, None) == (known.result, known.reason)
    assert (RowResult.REFUSED, "other_content") == (foreign.result, foreign.reason)
    assert impossible.result is RowResult.REFUSED
    assert (impossible.reason or "").startswith('award: "KHONG-CO" is not in rule set 2017-three-tier')
    assert [RowResult.ACCEPTED] * 297 == [row.result for row in rest]
    assert RowCounts(accepted=297, known=1, refused=2).model_dump() == state["counts"]


async def test_a_dossier_is_only_opened_with_the_rows_that_are_on_record(desk: DossierDesk) -> None:
    """Another number, another content, somebody else's rows: each is refused, and that is on record."""
    requests = requests_of(a_dossier_id(), 3)
    dossier_id, rows = requests[0].dossier_id, rows_for(requests)
    await keep_rows(desk.dossiers, dossier_id, rows)
    wrong = (
        a_submission(dossier_id, rows[:2]),
        a_submission(dossier_id, [rows[1], rows[0], rows[2]]),
        a_submission(dossier_id, rows, actor="somebody-else"),
    )
    answers = [await desk.send(act) for act in wrong]
    right = await desk.send(a_submission(dossier_id, rows))

    assert all(isinstance(answer, MatterRefusal) for answer in answers)
    assert [RefusalReason.OTHER_ROWS] * 3 == [getattr(answer, "reason", None) for answer in answers]
    assert isinstance(right, MatterReceipt)


async def test_rows_are_fixed_once_their_dossier_is_submitted(desk: DossierDesk) -> None:
    """Before, a corrected file takes the place of the earlier one; afterwards only the same is taken."""
    dossier_id = a_dossier_id()
    await keep_rows(desk.dossiers, dossier_id, rows_for(requests_of(dossier_id, 700)))
    requests = requests_of(dossier_id, 2, "HCLD3")
    await submitted(desk, requests)
    rows = rows_for(requests)
    await keep_rows(desk.dossiers, dossier_id, rows)

    for other in (rows[:1], rows_for(requests_of(dossier_id, 2)), rows_for(requests_of(dossier_id, 3))):
        with pytest.raises(OtherRowsError, match="submitted already, with other rows"):
            await keep_rows(desk.dossiers, dossier_id, other)
    assert ["HCLD3"] * 2 == [request.content.award for request in requests]
    assert [RowResult.ACCEPTED] * 2 == [row.result for row in await desk.dossiers.rows_of(dossier_id)]


async def test_a_dossier_is_split_and_merged_and_its_lineage_can_be_told(desk: DossierDesk) -> None:
    """A third dossier carries one of the first and all of the second; both ways can be looked up."""
    first = requests_of(a_dossier_id(), 3)
    second = requests_of(a_dossier_id(), 2)
    one, two = [await submitted(desk, each) for each in (first, second)]
    merged = a_dossier_id()
    moved = first[1].nomination_id
    split, told = await desk.hand_over(one, merged, moved)
    whole, also = await desk.hand_over(two, merged)
    parts = (
        DossierPart(dossier_id=one, act_id=split.act_id),
        DossierPart(dossier_id=two, act_id=whole.act_id),
    )
    forged = await desk.send(a_submission(merged, [], DossierPart(dossier_id=one, act_id=uuid4())))
    opened = await desk.send(a_submission(merged, [], *parts))
    again, gone = await desk.hand_over(one, merged, moved)

    assert isinstance(told, MatterReceipt)
    assert isinstance(also, MatterReceipt)
    assert isinstance(forged, MatterRefusal)
    assert RefusalReason.UNKNOWN_HAND_OVER is forged.reason
    assert isinstance(opened, MatterReceipt)
    assert isinstance(gone, MatterRefusal)
    assert (RefusalReason.NOT_IN_DOSSIER, again.act_id) == (gone.reason, gone.act_id)
    assert [one, merged] == [each.dossier_id for each in await desk.dossiers.way_of(moved)]
    assert [(one, 1), (two, 2)] == [
        (each.from_dossier, each.nominations) for each in await desk.dossiers.lineage(merged)
    ]
    assert [(merged, 1)] == [
        (each.into_dossier, each.nominations) for each in await desk.dossiers.lineage(one)
    ]
    carried = {moved, *(each.nomination_id for each in second)}
    assert carried == set(await desk.dossiers.open_nominations(merged))
    assert {first[0].nomination_id, first[2].nomination_id} == set(await desk.dossiers.open_nominations(one))


async def test_a_hand_over_needs_a_say_and_a_dossier_that_takes_it(desk: DossierDesk) -> None:
    """A stranger, a nomination of another dossier and the dossier itself are refused; who is awaited may."""
    (request,) = requests_of(a_dossier_id(), 1)
    dossier_id = await submitted(desk, [request])
    into = a_dossier_id()
    wrong = [
        await desk.hand_over(dossier_id, into, actor="somebody-else"),
        await desk.hand_over(dossier_id, into, "n-of-nobody"),
        await desk.hand_over(dossier_id, dossier_id),
    ]
    _, right = await desk.hand_over(dossier_id, into, request.nomination_id, actor="ward-chair")

    assert [RefusalReason.NOT_ENTITLED, RefusalReason.NOT_IN_DOSSIER, RefusalReason.WRONG_DOSSIER] == [
        getattr(answer, "reason", None) for _, answer in wrong
    ]
    assert isinstance(right, MatterReceipt)


async def test_a_dossier_ends_with_what_it_carries_and_says_what_it_came_to(
    desk: DossierDesk, gateway: NominationGateway, pool: asyncpg.Pool
) -> None:
    """One conferred, one withdrawn, one moved, one refused row: told by a worker, it ends and counts them."""
    requests = requests_of(a_dossier_id(), 4, "GK_HUYEN")
    unknown = requests[3].content.model_copy(update={"award": "KHONG-CO"})
    requests[3] = requests[3].model_copy(update={"content": unknown})
    dossier_id = await submitted(desk, requests)
    teller = DossierTeller(desk.client, pool)
    _, moved = await desk.hand_over(dossier_id, a_dossier_id(), requests[2].nomination_id)
    await conferred(gateway, requests[0], *_DISTRICT)
    await teller.sweep()
    early = await desk.progress(dossier_id)
    assert isinstance(await gateway.send(requests[1].nomination_id, a_withdrawal()), Receipt)
    told = await teller.sweep()
    await desk.wait_for(dossier_id, DossierStatus.ENDED)
    outcome = await desk.client.get_workflow_handle(f"dossier:{dossier_id}").result()
    state = (await desk.progress(dossier_id)).state
    _, late = await desk.hand_over(dossier_id, a_dossier_id())

    assert isinstance(moved, MatterReceipt)
    assert DossierStatus.UNDER_WAY == early.state["status"]
    assert 1 <= told
    assert DossierStatus.ENDED == outcome["status"]
    assert {
        "outcomes": {"conferred": 1, "withdrawn": 1},
        "awards": {"GK_HUYEN": 1},
        "moved": 1,
        "refused": 1,
    } == state["summary"]
    assert isinstance(late, MatterRefusal)
    assert RefusalReason.CLOSED is late.reason


@pytest.fixture
async def own_server() -> AsyncIterator[WorkflowEnvironment]:
    """A Temporal server like the second one, on which there is nothing that the test's own record lacks."""
    async with await impatient_server() as started:
        yield started


@pytest.mark.timeout(180)
async def test_opening_goes_on_in_a_new_run_where_the_last_one_left_it(
    own_server: WorkflowEnvironment,
    own_pool: asyncpg.Pool,
    rules: RuleFiles,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A server that wants runs to be left often gets them left; no row is forgotten or opened twice."""
    for module in (activities.dossier_opening, workflows.dossier_steps):
        monkeypatch.setattr(module, "PIECE", 3)
    desk = DossierDesk.over(own_server.client, own_pool)
    requests = requests_of(a_dossier_id(), 60)
    with own_server.with_time_skipping_disabled():
        async with build_worker(own_server.client, own_pool, rules):
            dossier_id = await submitted(desk, requests)
            described = await own_server.client.get_workflow_handle(f"dossier:{dossier_id}").describe()
            progress = await desk.progress(dossier_id)
            report = await verify_all(office_over(own_server.client, own_pool))

    assert [] == report.findings
    assert described.run_id != described.raw_description.workflow_execution_info.first_run_id
    assert (0, 60) == (progress.pieces_left, progress.state["counts"]["accepted"])
