"""An auditor holds ledger and history side by side, and goes on from checkpoints that they have kept."""

import asyncio
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from temporalio.api.common.v1 import WorkflowExecution
from temporalio.api.workflowservice.v1 import DeleteWorkflowExecutionRequest

from adapters.checkpoint_folder import LATEST
from adapters.ed25519 import SigningKey
from adapters.embedded import StackCard
from adapters.history_export import HistoryExporter
from adapters.history_walk import has_any_run
from adapters.local_sealing import SealingCard
from adapters.postgres.seal import SealReader
from adapters.rule_files import RuleFiles
from adapters.sealer import LogKey
from cli.connection import Office
from schemas.names import nomination_workflow_id
from tests.cases import a_decision, a_withdrawal
from tests.conftest import Eventually
from tests.e2e.climbing import approved, opened
from tests.e2e.conftest import ForkedStarter
from tests.workflow.sending import raw


async def test_both_witnesses_of_a_case_are_read_side_by_side(starter: ForkedStarter, office: Office) -> None:
    """Messages by update and signal, one that is garbage, a refusal, one at the closed door: all line up."""
    request = await opened(office, award="LDTT")
    case = office.client.get_workflow_handle(nomination_workflow_id(request.nomination_id))
    await case.signal("decide", raw(b"{"))
    await office.gateway.send(request.nomination_id, a_decision(request, "ward", reviewer_id="city-chair"))
    await approved(office, request, "ward")
    await office.gateway.send(request.nomination_id, a_decision(request, "ward"))
    text, value = await asyncio.gather(
        starter("audit", "reconcile", request.nomination_id),
        starter("audit", "reconcile", request.nomination_id, "--json"),
    )

    assert (0, 0) == (text.code, value.code)
    assert value.json["agree"] is True
    assert [
        ("nomination.accepted", "both", False, False),
        ("refusal.recorded", "both", True, False),
        ("refusal.recorded", "both", True, True),
        ("decision.recorded", "both", True, True),
        ("refusal.recorded", "beside", False, False),
    ] == [
        (line["what"], line["agreement"], line["arrived"] is not None, line["answered"] is not None)
        for line in value.json["lines"]
    ]
    assert "Hai nguồn khớp nhau / Both witnesses tell the same story." == text.out.splitlines()[-1]
    assert 5 == sum("recorded" in line or "accepted" in line for line in text.out.splitlines())


async def test_a_kept_history_stands_in_for_one_that_temporal_has_dropped(
    starter: ForkedStarter, office: Office
) -> None:
    """After the retention both witnesses can still be read side by side."""
    request = await opened(office)
    await office.gateway.send(request.nomination_id, a_withdrawal())
    workflow_id = nomination_workflow_id(request.nomination_id)
    over = office.client.get_workflow_handle(workflow_id)
    await over.result()
    await HistoryExporter(office.client, office.pool, RuleFiles()).keep(
        workflow_id, (await over.describe()).run_id
    )

    execution = WorkflowExecution(workflow_id=workflow_id)
    await office.client.workflow_service.delete_workflow_execution(
        DeleteWorkflowExecutionRequest(namespace="default", workflow_execution=execution)
    )
    async with asyncio.timeout(90):  # Temporal takes its time to delete
        while await has_any_run(office.client, workflow_id):  # noqa: ASYNC110 - it lives in another process
            await asyncio.sleep(0.2)
    text, value = await asyncio.gather(
        starter("audit", "reconcile", request.nomination_id),
        starter("audit", "reconcile", request.nomination_id, "--json"),
    )

    assert (0, 0) == (text.code, value.code)
    assert ("completed", True, True) == tuple(value.json[name] for name in ("history", "kept", "agree"))
    assert {"both"} == {line["agreement"] for line in value.json["lines"]}
    assert "completed (bản lưu / kept copy)" in text.out


async def test_all_cases_are_held_against_their_histories(starter: ForkedStarter, office: Office) -> None:
    """Nothing is printed of those that agree but how many they are."""
    await opened(office)
    text, value = await asyncio.gather(starter("audit", "reconcile"), starter("audit", "reconcile", "--json"))
    count = len(await office.reader.listing(None, None))

    assert (0, 0) == (text.code, value.code)
    assert {"nominations": count, "unwitnessed": 0, "agree": True, "differences": []} == value.json
    assert f"Held {count} nominations against their histories: 0 differ." in text.out


async def test_a_case_that_is_not_on_record_is_said_to_be_unknown(starter: ForkedStarter) -> None:
    """One line on stderr, and nothing that looks like a comparison."""
    said = await starter("audit", "reconcile", "n-nowhere")

    assert (1, "") == (said.code, said.out)
    assert "n-nowhere" in said.err


@pytest.fixture
def sealing(card: StackCard) -> SealingCard:
    """Where the session's stack is sealed."""
    assert card.sealing
    return card.sealing


Trusting = Callable[..., Path]


@pytest.fixture
def trusting(tmp_path: Path, sealing: SealingCard) -> Trusting:
    """Writes a file with keys to trust, those of the stack unless others are given."""

    def write(**keys: object) -> Path:
        path = tmp_path / f"trust-{len([*tmp_path.iterdir()])}.json"
        trust = {"log": sealing.log_key, "witnesses": [sealing.witness_key]} | keys
        path.write_text(json.dumps(trust))
        return path

    return write


async def test_an_auditor_goes_on_from_a_checkpoint_that_they_have_kept(  # noqa: PLR0917 - fixtures
    starter: ForkedStarter,
    office: Office,
    sealing: SealingCard,
    trusting: Trusting,
    tmp_path: Path,
    eventually: Eventually,
) -> None:
    """With keys of their own, and the checkpoint as beginning or as something to hold the whole against."""

    async def cosigned() -> int:
        return await SealReader(office.pool).last_cosigned(sealing.witness_key)

    async def begun() -> bool:
        return await cosigned() > 0

    async def gone_on() -> bool:
        return await cosigned() > size

    await opened(office)
    await eventually(begun)
    kept = tmp_path / "kept.txt"
    kept.write_text((sealing.checkpoints / LATEST).read_text())
    size = int(kept.read_text().split("\n")[1])
    await approved(office, await opened(office), "ward")
    await eventually(gone_on)
    ours, file = str(trusting()), str(kept)
    # One after the other: the tree may go on meanwhile, and is compared below.
    resumed = await starter("verify", "--from", file, "--trust", ours, "--json")
    held = await starter("verify", "--held", file, "--trust", ours, "--json")

    assert [(0, True), (0, True)] == [(said.code, said.json["clean"]) for said in (resumed, held)]
    assert (size, 0) == (resumed.json["resumed_at"], held.json["resumed_at"])
    assert held.json["sealed"] >= resumed.json["sealed"] + size > size
    assert held.json["cosigned_to"] >= size


async def test_a_checkpoint_or_key_that_does_not_belong_here_is_refused_in_one_line(
    starter: ForkedStarter, sealing: SealingCard, trusting: Trusting, tmp_path: Path
) -> None:
    """Nobody is told that all is well by a key or a file that they mixed up."""
    other = LogKey("elsewhere.example/ledger", SigningKey.new()).vkey
    latest, garbage = sealing.checkpoints / LATEST, tmp_path / "garbage.txt"
    garbage.write_bytes(b"\xff\x00")
    said = await asyncio.gather(
        starter("verify", "--from", latest, "--trust", trusting(log=other)),
        starter("verify", "--from", garbage),
        starter("verify", "--trust", garbage),
        starter("verify", "--trust", trusting(log="x")),
        starter("verify", "--trust", trusting(log=sealing.witness_key)),
        starter("verify", "--from", tmp_path / "nowhere.txt"),
    )

    assert [1] * 6 == [each.code for each in said]
    assert [1] * 6 == [len(each.err.splitlines()) for each in said]
    assert not any(each.out for each in said)


async def test_keys_of_somebody_else_are_no_proof(starter: ForkedStarter, trusting: Trusting) -> None:
    """Every checkpoint is named that the trusted log has not signed."""
    other = LogKey("elsewhere.example/ledger", SigningKey.new()).vkey
    said = await starter("verify", "--trust", trusting(log=other), "--json")

    assert 1 == said.code
    assert {"checkpoint_forged"} == {finding["code"] for finding in said.json["findings"]}
