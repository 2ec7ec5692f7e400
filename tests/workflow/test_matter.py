"""The kernel of all matters, held to its contract on a revocation: door, record, answers, long life."""

from collections.abc import AsyncIterator
from typing import Any
from uuid import uuid4

import asyncpg
import pytest
from temporalio.client import WorkflowExecutionStatus, WorkflowFailureError, WorkflowUpdateFailedError
from temporalio.exceptions import ApplicationError
from temporalio.testing import WorkflowEnvironment
from temporalio.worker import Replayer

from adapters.matter_gateway import UnknownMatterError
from adapters.rule_files import RuleFiles
from schemas.ledger import EntryKind
from schemas.matter import (
    MatterOutcome,
    MatterReceipt,
    MatterRefusal,
    MatterSeen,
)
from schemas.messages import RefusalReason
from schemas.names import REVOCATION_WORKFLOW, TASK_QUEUE, MessageName
from schemas.revocation import OpenRevocation, RecoveryItem, RevocationStatus
from tests.payloads import CONVERTER
from tests.revoking import a_recovery, a_ruling, an_old_grant, an_opening
from tests.workflow.on_record import faults_of_chain, ledger_of
from tests.workflow.revocations import (
    MESSAGES,
    RevocationDesk,
    revocation_desk,
    rules_for_revoking,
    stream_of,
)
from tests.workflow.sending import raw, send_raw
from worker import build_worker
from workflows.revocation import RevocationWorkflow

REFUSED = EntryKind.REFUSAL_RECORDED


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


async def _reasons(desk: RevocationDesk, opening: OpenRevocation) -> list[RefusalReason]:
    rows = await desk.pool.fetch(
        "select reason from matter.refusal where stream_id = $1 order by entry_id", stream_of(opening)
    )
    return [RefusalReason(row["reason"]) for row in rows]


async def _failure(desk: RevocationDesk, name: str, args: list[object]) -> ApplicationError:
    """Start a workflow that must fail, and return what it says."""
    handle = await desk.server.client.start_workflow(
        REVOCATION_WORKFLOW, args=args, id=f"revocation:{name}", task_queue=TASK_QUEUE
    )
    with pytest.raises(WorkflowFailureError) as failed:
        await handle.result()
    said = failed.value.cause
    assert isinstance(said, ApplicationError)
    return said


GARBAGE: dict[str, list[object]] = {
    "no argument": [],
    "nothing": [None],
    "a word": ["revoke"],
    "wrong fields": [{"act_id": str(uuid4()), "grant_id": "x y"}],
    "another act": [a_recovery(RecoveryItem.CASH)],
    "another id": [an_opening("somebody-else")],
    "raw bytes": [raw(b"{")],
}


@pytest.mark.parametrize("args", GARBAGE.values(), ids=GARBAGE)
async def test_a_start_with_garbage_fails_in_one_line_and_leaves_the_id_free(
    desk: RevocationDesk, args: list[object]
) -> None:
    """Nothing is on record, and a good start under the same id works."""
    opening = an_opening(await desk.granted())
    with desk.server.with_time_skipping_disabled():
        said = await _failure(desk, str(opening.act_id), args)
    on_record = await desk.kinds(opening)
    answer = await desk.open(opening)

    assert "\n" not in said.message
    assert said.non_retryable
    assert [] == on_record
    assert isinstance(answer, MatterReceipt)


async def test_a_refused_start_is_on_record_and_leaves_the_id_free(desk: RevocationDesk) -> None:
    """Repeated it gets the same answer; corrected, under the same id, it is opened."""
    wrong = an_opening("no-such-grant")
    first, again = await desk.open(wrong), await desk.open(wrong)
    workflow = (await desk.workflow_of(wrong).describe()).status
    corrected = wrong.model_copy(update={"grant_id": await desk.granted()})
    answer = await desk.open(corrected)
    entries = await ledger_of(desk.pool, stream_of(wrong))

    assert isinstance(first, MatterRefusal)
    assert first == again
    assert WorkflowExecutionStatus.FAILED == workflow
    assert isinstance(answer, MatterReceipt)
    assert [REFUSED, EntryKind.REVOCATION_OPENED] == [entry.kind for entry in entries]
    assert [] == faults_of_chain(entries)


async def test_a_refused_start_may_become_right_by_itself_only_under_a_new_id(desk: RevocationDesk) -> None:
    """What was answered stays answered: the very same message is refused as before, another one is judged."""
    grant = an_old_grant("GK_HUYEN", 2016)
    opening = an_opening(grant.grant_id, actor_id="ward-deputy")
    before = await desk.open(opening)
    await desk.imported(grant)
    same, new = await desk.open(opening), await desk.open(opening.model_copy(update={"act_id": uuid4()}))

    assert isinstance(before, MatterRefusal)
    assert before == same
    assert isinstance(new, MatterReceipt)


async def test_a_repeated_start_gets_the_first_receipt(desk: RevocationDesk) -> None:
    """While it is open and after it was closed; there is one opening on record."""
    opening = await desk.opened()
    first, again = await desk.open(opening), await desk.open(opening)
    await desk.send(opening, a_ruling(opening))
    await desk.workflow_of(opening).result()
    closed = await desk.open(opening)

    assert isinstance(first, MatterReceipt)
    assert first == again == closed
    assert 1 == (await desk.kinds(opening)).count(EntryKind.REVOCATION_OPENED)


async def test_another_start_under_its_name_is_refused(desk: RevocationDesk) -> None:
    """Also after it was closed; what was opened first stands."""
    opening = await desk.opened()
    other = opening.model_copy(update={"reason": "Lý do khác"})
    while_open = await desk.open(other)
    await desk.send(opening, a_ruling(opening))
    await desk.workflow_of(opening).result()
    after = await desk.open(other.model_copy(update={"reason": "Lý do thứ ba"}))

    assert isinstance(while_open, MatterRefusal)
    assert isinstance(after, MatterRefusal)
    assert [RefusalReason.ID_REUSED] * 2 == [while_open.reason, after.reason]


async def test_an_id_names_one_message(desk: RevocationDesk) -> None:
    """A repeat gets the first answer; the id with other content, or on another matter, is refused."""
    opening, other = await desk.opened(), await desk.opened()
    act = a_ruling(opening, granted=False)
    elsewhere = a_ruling(other, act_id=act.act_id)
    stale = a_ruling(opening, content_hash="ab" * 32)
    refused = [await desk.send(opening, stale) for _ in range(2)]
    first, again = await desk.send(opening, act), await desk.send(opening, act)
    changed = await desk.refused(opening, act.model_copy(update={"granted": True}))

    assert refused[0] == refused[1]
    assert isinstance(first, MatterReceipt)
    assert first == again
    assert RefusalReason.CLOSED == changed
    assert RefusalReason.ID_REUSED == await desk.refused(other, elsewhere)
    assert RevocationStatus.OPENED == (await desk.state(other)).status


async def test_a_signal_ends_in_the_same_entry_as_an_update(desk: RevocationDesk) -> None:
    """What is sent blindly is on record like anything else; once it is closed the door answers at once."""
    opening = await desk.opened()
    act = a_ruling(opening)
    sent = await desk.gateway.send_blindly(stream_of(opening), MESSAGES[type(act)], act)
    outcome = MatterOutcome.model_validate(await desk.workflow_of(opening).result())
    repeated = await desk.gateway.send_blindly(stream_of(opening), MESSAGES[type(act)], act)
    late = await desk.gateway.send_blindly(
        stream_of(opening), MessageName.DECIDE_REVOCATION, a_ruling(opening, granted=False)
    )

    assert sent is None
    assert "done" == outcome.status
    assert isinstance(repeated, MatterReceipt)
    assert isinstance(late, MatterRefusal)
    assert RefusalReason.CLOSED == late.reason


async def test_nothing_that_is_sent_breaks_it(desk: RevocationDesk) -> None:
    """Garbage by update and signal is refused on record, as is a wish to cancel; it can still be decided."""
    opening = await desk.opened()
    case, good = desk.workflow_of(opening), a_ruling(opening).model_dump(mode="json")
    bodies: tuple[list[Any], ...] = ([], [good, good], [None], [raw(b"{")], [good | {"granted": "perhaps"}])
    for name in ("decide_revocation", "decide", "Ghi chú\n"):
        for args in bodies:
            await send_raw(case, name, args, MatterRefusal, update_id=str(uuid4()))
            await case.signal(name, args=[*args, "by signal"])
    await case.cancel()
    await send_raw(case, MessageName.CATCH_UP, [], MatterSeen)
    answer = await desk.send(opening, a_ruling(opening))
    reasons = await _reasons(desk, opening)

    assert isinstance(answer, MatterReceipt)
    assert 31 == len(reasons)
    assert {
        RefusalReason.MALFORMED: 10,
        RefusalReason.UNKNOWN_MESSAGE: 20,
        RefusalReason.CANCELLATION: 1,
    } == {reason: reasons.count(reason) for reason in set(reasons)}


async def test_an_oversized_message_is_turned_away(desk: RevocationDesk) -> None:
    """As an update it never enters the history; as a signal it is refused on record, unread."""
    opening = await desk.opened()
    case = desk.workflow_of(opening)
    large = a_ruling(opening).model_dump(mode="json") | {"padding": "x" * 70_000}
    with pytest.raises(WorkflowUpdateFailedError):
        await send_raw(case, "decide_revocation", [large], MatterRefusal)
    await case.signal("decide_revocation", large)
    await send_raw(case, MessageName.CATCH_UP, [], MatterSeen)

    assert [RefusalReason.TOO_LARGE] == await _reasons(desk, opening)


async def test_a_long_life_goes_on_in_a_new_run(desk: RevocationDesk) -> None:
    """A matter with more messages than one history should hold is handed over whole."""
    opening = await desk.opened(an_opening(await desk.granted(), recover=(RecoveryItem.CASH,)))
    case, first = desk.workflow_of(opening), a_ruling(opening)
    first_run = (await case.describe()).run_id
    decided = await desk.send(opening, first)
    for number in range(25):
        await desk.send(opening, a_recovery(RecoveryItem.CASH, actor_id="city-chair", note=f"Lần {number}"))
    later_run = (await case.describe()).run_id
    repeated = await desk.send(opening, first)
    answer = await desk.send(opening, a_recovery(RecoveryItem.CASH))

    assert first_run != later_run
    assert isinstance(decided, MatterReceipt)
    assert decided == repeated
    assert isinstance(answer, MatterReceipt)
    assert "done" == answer.status


async def test_every_run_replays(desk: RevocationDesk) -> None:
    """What the code did is what it does again on the history that it made, over a change of runs."""
    opening = await desk.opened()
    case = desk.workflow_of(opening)
    for number in range(25):
        await desk.send(opening, a_ruling(opening, actor_id="city-chair", reason=f"Lần {number}"))
    await case.signal("decide_revocation", raw(b"{"))
    await case.cancel()
    await desk.send(opening, a_ruling(opening))
    await case.result()
    replayer = Replayer(workflows=[RevocationWorkflow], data_converter=CONVERTER)
    runs = desk.server.client.list_workflows(f'WorkflowId="{stream_of(opening)}"')
    replayed = [
        await replayer.replay_workflow(await _history(desk, run.id, run.run_id)) async for run in runs
    ]

    assert [None] * len(replayed) == [each.replay_failure for each in replayed]
    assert len(replayed) > 1


async def _history(desk: RevocationDesk, workflow_id: str, run_id: str) -> Any:  # noqa: ANN401
    return await desk.server.client.get_workflow_handle(workflow_id, run_id=run_id).fetch_history()


async def test_what_does_not_exist_is_named(desk: RevocationDesk) -> None:
    """An act on an unknown matter is one line that says where to look."""
    opening = an_opening("nothing")
    with pytest.raises(UnknownMatterError, match="revocation list"):
        await desk.send(opening, a_ruling(opening))
