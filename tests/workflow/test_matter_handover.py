"""What a worker could not tell a matter before it died: the record is asked, and the sweep tells."""

import asyncio
from collections.abc import AsyncIterator

import asyncpg
import pytest
from temporalio.client import WorkflowExecutionStatus
from temporalio.testing import WorkflowEnvironment

from adapters import matter_telling
from adapters.rule_files import RuleFiles
from schemas.ledger import EntryKind
from schemas.matter import (
    MatterOutcome,
    MatterReceipt,
)
from schemas.messages import RefusalReason
from schemas.names import REVOCATION_WORKFLOW, MessageName
from schemas.revocation import RecoveryItem, RevocationStatus
from tests.conftest import Eventually
from tests.revoking import a_ruling, an_opening
from tests.workflow.conftest import forwarder
from tests.workflow.revocations import (
    RevocationDesk,
    act_without_telling,
    revocation_desk,
    rules_for_revoking,
    stream_of,
)
from worker import build_worker


@pytest.fixture(scope="module")
def rules(tmp_path_factory: pytest.TempPathFactory) -> RuleFiles:
    """The rules of this office, read once."""
    return rules_for_revoking(tmp_path_factory.mktemp("rules"))


@pytest.fixture
async def desk(
    second_server: WorkflowEnvironment, own_pool: asyncpg.Pool, rules: RuleFiles
) -> AsyncIterator[RevocationDesk]:
    """A desk whose worker runs, on a server that wants a run to be left after 60 events."""
    async with build_worker(second_server.client, own_pool, rules):
        yield revocation_desk(second_server, own_pool, rules)


async def test_an_act_is_judged_by_the_record_not_by_memory(desk: RevocationDesk, rules: RuleFiles) -> None:
    """What was decided unknown to the workflow stands: others are refused, a repeat gets its receipt."""
    opening = await desk.opened(an_opening(await desk.granted(), recover=(RecoveryItem.CASH,)))
    act = a_ruling(opening)
    await act_without_telling(desk, rules, opening, act)
    known_before = (await desk.state(opening)).status
    other = await desk.refused(opening, a_ruling(opening, actor_id="ward-deputy"))
    repeated = await desk.send(opening, act)

    assert RevocationStatus.OPENED == known_before
    assert RefusalReason.ALREADY_DECIDED == other
    assert isinstance(repeated, MatterReceipt)
    assert 1 == (await desk.kinds(opening)).count(EntryKind.REVOCATION_DECIDED)


async def test_the_sweep_tells_what_a_worker_could_not(desk: RevocationDesk, rules: RuleFiles) -> None:
    """A decision is on record though its worker died: the matter learns of it unasked, and ends."""
    opening = await desk.opened()
    await act_without_telling(desk, rules, opening, a_ruling(opening))
    told = await matter_telling.MatterTeller(desk.server.client, desk.pool).sweep(0)
    outcome = MatterOutcome.model_validate(await desk.workflow_of(opening).result())
    again = await matter_telling.MatterTeller(desk.server.client, desk.pool).sweep(0)

    assert (1, 0) == (told, again)
    assert "done" == outcome.status


async def test_one_that_does_not_answer_does_not_stand_before_the_others(
    desk: RevocationDesk, rules: RuleFiles, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A matter whose workflow nobody works on is postponed, and the next one is told all the same."""
    stuck, next_one = await desk.opened(), await desk.opened()
    await act_without_telling(desk, rules, stuck, a_ruling(stuck))
    await act_without_telling(desk, rules, next_one, a_ruling(next_one))
    await desk.workflow_of(stuck).terminate("taken over by a queue without workers")
    with desk.server.with_time_skipping_disabled():
        await desk.server.client.start_workflow(
            REVOCATION_WORKFLOW, stuck, id=stream_of(stuck), task_queue="nobody"
        )
        monkeypatch.setattr(matter_telling, "_ANSWER_SECONDS", 1)
        told = await matter_telling.MatterTeller(desk.server.client, desk.pool).sweep(0)
    await desk.workflow_of(stuck).terminate("the test is over")

    assert 1 == told
    assert WorkflowExecutionStatus.COMPLETED == (await desk.workflow_of(next_one).describe()).status


async def test_an_alarm_that_comes_with_a_decision_gives_way(
    second_server: WorkflowEnvironment, own_pool: asyncpg.Pool, rules: RuleFiles, eventually: Eventually
) -> None:
    """The clock rings while nobody works and a decision waits too: it is decided, nothing rings, it ends."""
    desk = revocation_desk(second_server, own_pool, rules)
    async with build_worker(second_server.client, own_pool, rules):
        opening = await desk.opened()
        clock = (await desk.state(opening)).clock
    assert clock
    case, rings = desk.workflow_of(opening), clock.remind_at

    async def rung() -> bool:
        return await second_server.get_current_time(case) > rings

    # Moving the clock is answered only when a worker has taken what comes of it.
    moving = asyncio.create_task(forwarder(second_server)(case, rings))
    await eventually(rung)
    await case.signal(MessageName.DECIDE_REVOCATION, a_ruling(opening))
    async with build_worker(second_server.client, own_pool, rules):
        outcome = MatterOutcome.model_validate(await asyncio.wait_for(case.result(), 30))
        await moving

    assert "done" == outcome.status
    assert [EntryKind.REVOCATION_OPENED, EntryKind.REVOCATION_DECIDED] == await desk.kinds(opening)
