"""What the clock does when nobody acts: remind, escalate, and the end that the rules set."""

from collections.abc import AsyncIterator

import asyncpg
import pytest
from temporalio.testing import WorkflowEnvironment
from temporalio.worker import Worker

from adapters.gateway import NominationGateway
from adapters.rule_files import RuleFiles
from schemas.case import Clock, NominationOutcome, Standing
from schemas.case_file import Progress
from schemas.ledger import EntryKind
from schemas.messages import Receipt, Verdict
from schemas.names import QueryName
from tests.cases import NOMINATOR, a_decision, a_nomination, a_resubmission
from tests.workflow.conftest import Opened, Until, forwarder, opener
from tests.workflow.ending_rules import GO_ON, LAPSE, rules_with_ends
from tests.workflow.on_record import kinds_of, told
from tests.workflow.sending import Case
from worker import build_worker

REMINDED, ESCALATED = EntryKind.DEADLINE_REMINDED, EntryKind.DEADLINE_ESCALATED
WARD, DISTRICT, CITY = (
    ["ward-chair", "ward-deputy"],
    ["district-chair", "district-deputy"],
    ["city-chair", "city-deputy"],
)


async def standing_of(case: Case) -> Standing:
    """Ask the workflow where it stands."""
    progress = await case.query(QueryName.PROGRESS, result_type=Progress)
    return progress.standing


async def clock_of(case: Case) -> Clock:
    """Ask the workflow for the clock that runs."""
    clock = (await standing_of(case)).clock
    assert clock
    return clock


@pytest.mark.usefixtures("worker")
async def test_an_idle_stage_is_reminded_then_escalated_again_and_again(
    opened: Opened, until: Until, gateway: NominationGateway, pool: asyncpg.Pool
) -> None:
    """The panel is reminded once, the level above is told each time, and a late decision still counts."""
    request = a_nomination()
    case = await opened(request)
    await gateway.send_blindly(request.nomination_id, a_decision(request, "state"))
    await until(case, (await clock_of(case)).remind_at)
    reminded = await clock_of(case)
    await until(case, reminded.due_at)
    await until(case, reminded.ends_at)
    late = await clock_of(case)
    await until(case, late.ends_at)
    kinds = await kinds_of(pool, request.nomination_id)
    decided = await gateway.send(request.nomination_id, a_decision(request, "ward"))

    assert (True, 0) == (reminded.reminded, reminded.escalations)
    assert 2 == late.escalations
    assert late.ends_at > reminded.ends_at
    assert (reminded.due_at, reminded.started_at) == (late.due_at, late.started_at)
    assert [REMINDED, ESCALATED, ESCALATED, ESCALATED] == kinds[2:]
    assert WARD == await told(pool, request.nomination_id, "reminder")
    assert sorted(DISTRICT * 3) == await told(pool, request.nomination_id, "escalation")
    assert isinstance(decided, Receipt)
    assert "district" == decided.level


@pytest.mark.usefixtures("worker")
async def test_while_returned_the_nominators_clock_runs(
    opened: Opened, until: Until, gateway: NominationGateway, pool: asyncpg.Pool
) -> None:
    """The nominator is reminded, and the stage that returned it hears of the delay; then it goes on."""
    request = a_nomination()
    case = await opened(request)
    returned = a_decision(request, "ward", Verdict.RETURN, reason="Thiếu minh chứng")
    await gateway.send(request.nomination_id, returned)
    await until(case, (await clock_of(case)).due_at)
    again = await gateway.send(request.nomination_id, a_resubmission(request, "Đã bổ sung"))

    assert [REMINDED, ESCALATED] == (await kinds_of(pool, request.nomination_id))[2:4]
    assert [NOMINATOR] == await told(pool, request.nomination_id, "reminder")
    assert WARD == await told(pool, request.nomination_id, "escalation")
    assert isinstance(again, Receipt)
    assert 2 == again.round


@pytest.fixture(scope="module")
def ending_rules(tmp_path_factory: pytest.TempPathFactory) -> RuleFiles:
    """The shipped rules, with those under which time ends in lapsing or in going on."""
    return rules_with_ends(tmp_path_factory.mktemp("rules"))


@pytest.fixture(scope="module")
async def ending_worker(
    second_server: WorkflowEnvironment, pool: asyncpg.Pool, ending_rules: RuleFiles
) -> AsyncIterator[Worker]:
    """A worker on the second server that knows these two rule sets."""
    async with build_worker(second_server.client, pool, ending_rules) as running:
        yield running


@pytest.mark.usefixtures("ending_worker")
async def test_a_nomination_lapses_where_the_rules_say_so(
    second_server: WorkflowEnvironment, second_gateway: NominationGateway, pool: asyncpg.Pool
) -> None:
    """A lapse is an outcome: recorded, told to the nominator, and final."""
    request = a_nomination(rule_set=LAPSE)
    case = await opener(second_server, second_gateway)(request)
    await second_server.fast_forward(case)
    outcome = NominationOutcome.model_validate(await case.result())

    assert ("lapsed", "ward") == (outcome.status, outcome.level)
    assert [
        EntryKind.NOMINATION_ACCEPTED, REMINDED, ESCALATED, EntryKind.DEADLINE_LAPSED
    ] == await kinds_of(pool, request.nomination_id)  # fmt: skip
    assert [NOMINATOR] == await told(pool, request.nomination_id, "outcome")


@pytest.mark.usefixtures("ending_worker")
async def test_a_returned_nomination_lapses_where_the_rules_say_so(
    second_server: WorkflowEnvironment, second_gateway: NominationGateway
) -> None:
    """A nominator who never answers does not keep the case open for ever."""
    request = a_nomination(rule_set=LAPSE)
    case = await opener(second_server, second_gateway)(request)
    returned = a_decision(request, "ward", Verdict.RETURN, reason="Thiếu minh chứng")
    await second_gateway.send(request.nomination_id, returned)
    await second_server.fast_forward(case)
    outcome = NominationOutcome.model_validate(await case.result())

    assert ("lapsed", "ward") == (outcome.status, outcome.level)


@pytest.mark.usefixtures("ending_worker")
async def test_silence_forwards_but_never_confers(
    second_server: WorkflowEnvironment, second_gateway: NominationGateway, pool: asyncpg.Pool
) -> None:
    """Where silence is consent the case goes up by itself, and waits for a person where it is conferred."""
    request = a_nomination(rule_set=GO_ON)
    case = await opener(second_server, second_gateway)(request)
    forward = forwarder(second_server)
    for _ in ("ward", "district", "city"):
        await forward(case, (await clock_of(case)).ends_at)
    standing = await standing_of(case)
    went_on = [REMINDED, ESCALATED, EntryKind.DEADLINE_WENT_ON]

    assert ("in_review", "city") == (standing.status, standing.level)
    assert [*went_on, *went_on, REMINDED, ESCALATED, ESCALATED] == (
        await kinds_of(pool, request.nomination_id)
    )[1:]
    assert sorted([*DISTRICT, *CITY * 3]) == await told(pool, request.nomination_id, "escalation")
