"""A case keeps the rules under which it was accepted, across the day on which the districts end."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import asyncpg
import pytest
from temporalio.testing import WorkflowEnvironment

from adapters.rule_files import RuleFiles
from domain.route import plan_route
from domain.working_days import VIETNAM_TIME
from schemas.case import CaseStatus
from schemas.nomination import NominationRequest
from tests.cases import a_decision, a_nomination
from tests.gated import CLIMB, appraisal, gated, write_gated_rules
from tests.workflow.gate_office import GateOffice, office_over
from worker import build_worker

THREE_TIER, TWO_TIER = ["ward", "district", "city"], ["ward", "city"]
LAST_DAY = datetime.now(VIETNAM_TIME).date() + timedelta(days=20)
"""The last day of the districts in these rules, with the structure of 30/06/2025: clocks only go forward."""


@pytest.fixture
async def at_the_boundary(
    second_server: WorkflowEnvironment, pool: asyncpg.Pool, tmp_path: Path
) -> AsyncIterator[GateOffice]:
    """An office whose districts end on LAST_DAY."""
    write_gated_rules(
        tmp_path,
        ("2004-01-01", LAST_DAY.isoformat()),
        ((LAST_DAY + timedelta(days=1)).isoformat(), None),
    )
    rules = RuleFiles(tmp_path)
    async with build_worker(second_server.client, pool, rules):
        yield office_over(second_server, pool, rules)


def without_rules(request: NominationRequest) -> NominationRequest:
    """Return the nomination without the name of a rule set: the one in force on its day counts."""
    return request.model_copy(update={"rule_set": None})


@pytest.mark.parametrize(
    ("accepted", "rule_set", "body", "levels"),
    [
        (datetime(2025, 6, 30, 16, 59, 59, tzinfo=UTC), "2024-three-tier", "phuong", THREE_TIER),
        (datetime(2025, 6, 30, 17, 0, 0, tzinfo=UTC), "2025-two-tier", "phuong-hoang-mai", TWO_TIER),
        (datetime(2025, 7, 1, 2, 0, 0, tzinfo=UTC), "2025-two-tier", "phuong-hoang-mai", TWO_TIER),
    ],
)
def test_the_shipped_rules_change_at_midnight_in_vietnam(
    accepted: datetime, rule_set: str, body: str, levels: list[str]
) -> None:
    """30/06/2025 is the last day with districts; a nomination of that day is decided with them."""
    rules = RuleFiles().in_force(accepted, None)
    day = accepted.astimezone(VIETNAM_TIME).date()
    route = plan_route(rules, a_nomination(rule_set=None, body=body), day)

    assert (rule_set, levels) == (route.rule_set, [stage.level for stage in route.stages])


async def test_a_case_accepted_before_the_change_finishes_under_its_own_rules(
    at_the_boundary: GateOffice,
) -> None:
    """Accepted with districts, it passes its district though the day of the change is long over."""
    gates = at_the_boundary
    old = without_rules(gated(CLIMB, "BK_TP"))
    await gates.opened(old)
    await gates.send(old, appraisal(old))
    await gates.until(old, datetime.combine(LAST_DAY + timedelta(days=5), datetime.min.time(), UTC))
    assert await gates.today(old) > LAST_DAY
    approvals = [a_decision(old, level) for level in ("ward", "district")]
    assert await gates.send(old, *approvals) is None
    standing = await gates.standing(old)
    sheet = appraisal(old, at=standing, actor_id="city-officer")
    assert await gates.send(old, sheet, a_decision(old, "city")) is None

    assert ("city", CaseStatus.CONFERRED) == (standing.level, (await gates.standing(old)).status)


async def test_a_case_accepted_after_the_change_has_no_district(at_the_boundary: GateOffice) -> None:
    """Its clock is moved over the day of the change before it is accepted."""
    gates = at_the_boundary
    new = without_rules(gated(CLIMB, "BK_TP"))
    case = gates.case(new)
    with gates.server.with_time_skipping_disabled():
        await gates.server.client.start_workflow(
            "NominationWorkflow", new, id=case.id, task_queue="commendations", start_delay=timedelta(days=30)
        )
    async with asyncio.timeout(60):
        await gates.server.fast_forward(case, timedelta(days=30, minutes=1))
        assert await gates.send(new, appraisal(new), a_decision(new, "ward")) is None

    assert await gates.today(new) > LAST_DAY
    assert "city" == (await gates.standing(new)).level
