"""The ordinary way up."""

import pytest
from temporalio.testing import WorkflowEnvironment

from adapters.gateway import NominationGateway
from schemas.case import CaseStatus, NominationOutcome
from schemas.messages import Receipt
from schemas.names import nomination_workflow_id
from tests.cases import a_decision, a_nomination

pytestmark = pytest.mark.usefixtures("worker")


@pytest.mark.parametrize(
    ("award", "levels"),
    [
        ("BK_TP", ["ward", "district", "city"]),
        ("HCLD3", ["ward", "district", "city", "state"]),
    ],
)
async def test_approvals_climb_to_the_deciding_level(
    environment: WorkflowEnvironment, gateway: NominationGateway, award: str, levels: list[str]
) -> None:
    """Each approval forwards by one level, and the last one confers."""
    request = a_nomination(award)
    with environment.with_time_skipping_disabled():
        await gateway.open(request)
    for level in levels:
        answer = await gateway.send(request.nomination_id, a_decision(request, level))
        assert isinstance(answer, Receipt), answer
    handle = environment.client.get_workflow_handle(
        nomination_workflow_id(request.nomination_id), result_type=NominationOutcome
    )
    outcome = await handle.result()

    assert CaseStatus.CONFERRED == outcome.status
    assert levels[-1] == outcome.level
