"""A matter's record is held against Temporal's history: one that was made to fit gives itself away."""

from collections.abc import AsyncIterator
from uuid import uuid4

import asyncpg
import pytest
from temporalio.testing import WorkflowEnvironment

from adapters.matter_histories import read_matter_witness
from adapters.rule_files import RuleFiles
from cli.connection import office_over
from cli.matter_verification import look_at_matters
from domain.matters.verification import verify_matter
from domain.matters.witness import compare_matter, is_matter_unwitnessed, remarks_on_matter
from schemas.audit import Finding, FindingCode
from schemas.matter import MatterReceipt, MatterRefusal, MatterSeen
from schemas.matter_audit import MatterEvidence, MatterWitness
from schemas.names import MessageName
from schemas.revocation import OpenRevocation, RecoveryItem
from tests.e2e.tampering_steps import tamper
from tests.revoking import a_recovery, a_ruling, an_old_grant, an_opening
from tests.workflow.conftest import forwarder
from tests.workflow.revocations import (
    RevocationDesk,
    act_without_telling,
    revocation_desk,
    rules_for_revoking,
    stream_of,
)
from tests.workflow.sending import raw, send_raw
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


async def _both(desk: RevocationDesk, opening: OpenRevocation) -> tuple[MatterEvidence, MatterWitness]:
    evidence = await desk.matters.evidence(stream_of(opening))
    return evidence, await read_matter_witness(desk.server.client, stream_of(opening))


async def _amiss(desk: RevocationDesk, opening: OpenRevocation) -> list[Finding]:
    evidence, witness = await _both(desk, opening)
    return [*verify_matter(evidence), *compare_matter(evidence, witness)]


async def _whole_story(desk: RevocationDesk) -> OpenRevocation:
    """Refused, corrected, reminded, garbage, a new run, decided with a flag, recovered, a word too late."""
    wrong = an_opening("no-such-grant", recover=(RecoveryItem.CASH,))
    assert isinstance(await desk.open(wrong), MatterRefusal)
    opening = await desk.opened(wrong.model_copy(update={"grant_id": await desk.granted()}))
    await desk.imported(an_old_grant("CSTDCS", 2019))
    case = desk.workflow_of(opening)
    clock = (await desk.state(opening)).clock
    assert clock
    await forwarder(desk.server)(case, clock.due_at)
    for number in range(25):
        await desk.send(opening, a_ruling(opening, actor_id="city-chair", reason=f"Lần {number}"))
    await case.signal("decide_revocation", raw(b"{"))
    await case.cancel()
    decided = await desk.send(opening, a_ruling(opening))
    assert isinstance(decided, MatterReceipt)
    await desk.send(opening, a_recovery(RecoveryItem.CASH, amount_vnd=447_000))
    await case.result()
    await desk.send(opening, a_recovery(RecoveryItem.CASH))
    return opening


async def test_nothing_is_amiss_with_what_nobody_touched(desk: RevocationDesk) -> None:
    """A whole story over two runs, one that is open, one that was refused, all in order by both witnesses."""
    story, still_open, refused = await _whole_story(desk), await desk.opened(), an_opening("nothing")
    await desk.open(refused)
    evidence, witness = await _both(desk, story)
    look = await look_at_matters(office_over(desk.server.client, desk.pool))
    own = {stream_of(each) for each in (story, still_open, refused)}

    assert evidence.row
    assert evidence.row.closed
    assert evidence.flags
    assert (2, "completed") == (witness.first, witness.status)
    assert len(evidence.entries) - 2 == len(witness.entries)
    for opening in (story, still_open, refused):
        assert [] == await _amiss(desk, opening)
    assert 2 == look.matters  # the one that was refused was never opened
    assert [] == [finding for finding in look.findings if finding.nomination_id in own]
    assert [] == look.notices


async def test_an_act_that_the_workflow_only_caught_up_with_is_named(
    desk: RevocationDesk, rules: RuleFiles
) -> None:
    """It may be a worker's death, or somebody's hand: nothing is amiss, and somebody should look."""
    opening = await desk.opened()
    await act_without_telling(desk, rules, opening, a_ruling(opening))
    before = [finding.code for finding in await _amiss(desk, opening)]
    await send_raw(desk.workflow_of(opening), MessageName.CATCH_UP, [], MatterSeen)
    await desk.workflow_of(opening).result()
    remarks = remarks_on_matter(*await _both(desk, opening))

    assert {FindingCode.NOT_IN_HISTORY, FindingCode.WORKFLOW_LOST} == {*before}
    assert [] == await _amiss(desk, opening)
    assert ["entry 2 (revocation.decided)"] == [remark.text.partition(":")[0] for remark in remarks]


async def test_a_workflow_that_is_gone_is_found(desk: RevocationDesk) -> None:
    """Somebody terminated it: the record has an open matter that nobody carries."""
    opening = await desk.opened()
    await desk.workflow_of(opening).terminate("by hand")

    assert [FindingCode.WORKFLOW_LOST] == [finding.code for finding in await _amiss(desk, opening)]


async def test_a_foreign_start_after_the_end_hides_nothing(desk: RevocationDesk) -> None:
    """Where the latest run of that name is a start that was refused, the run that carried it is read."""
    opening = await desk.opened()
    await desk.send(opening, a_ruling(opening))
    await desk.workflow_of(opening).result()
    with desk.server.with_time_skipping_disabled():
        other = await desk.server.client.start_workflow(
            "RevocationWorkflow",
            opening.model_copy(update={"reason": "Lý do khác"}),
            id=stream_of(opening),
            task_queue="commendations",
        )
        with pytest.raises(Exception, match="execution failed"):
            await other.result()
    evidence, witness = await _both(desk, opening)

    assert "completed" == witness.status
    assert not is_matter_unwitnessed(evidence, witness)
    assert [] == await _amiss(desk, opening)


CHANGES = {
    "a reason": ("matter.act", "update matter.act set act = jsonb_set(act, '{reason}', '\"khác\"')"),
    "a sum": ("matter.act", "update matter.act set act = act || '{\"amount_vnd\": 1}' where act ? 'item'"),
    "a state": ("matter.file", "update matter.file set status = 'denied'"),
    "a flag": ("awards.flag", "delete from awards.flag"),
    "a refusal": ("matter.refusal", "delete from matter.refusal where reason = 'not_entitled'"),
}


@pytest.mark.parametrize(("table", "change"), CHANGES.values(), ids=CHANGES)
async def test_what_the_owner_of_the_database_changes_is_found(
    desk: RevocationDesk, own_database: str, table: str, change: str
) -> None:
    """Rows beside the ledger are held against it, one by one."""
    opening = await desk.opened(an_opening(await desk.granted(), recover=(RecoveryItem.CASH,)))
    await desk.imported(an_old_grant("CSTDCS", 2019))
    await desk.refused(opening, a_ruling(opening, actor_id="city-chair"))
    await desk.send(opening, a_ruling(opening))
    await desk.send(opening, a_recovery(RecoveryItem.CASH, amount_vnd=447_000, act_id=uuid4()))
    before = await _amiss(desk, opening)
    await tamper(own_database, [(f"alter table {table} disable trigger all; {change}", "")])

    assert [] == before
    assert await _amiss(desk, opening)
