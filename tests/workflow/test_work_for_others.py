"""Whoever may write to Temporal can run workflows of their own; nothing is put on record for them."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import asyncpg
import pytest
from temporalio import workflow
from temporalio.client import WorkflowFailureError
from temporalio.common import RetryPolicy
from temporalio.exceptions import ActivityError, ApplicationError
from temporalio.testing import WorkflowEnvironment
from temporalio.worker import UnsandboxedWorkflowRunner, Worker

from adapters.gateway import NominationGateway
from adapters.postgres.reading import RecordReader
from schemas.names import TASK_QUEUE
from tests.cases import a_nomination
from tests.workflow.conftest import opener

_QUEUE = "somebody-elses"


@workflow.defn(name="SomebodyElses", sandboxed=False)
class SomebodyElsesWorkflow:
    """Asks the product's queue for an activity."""

    @workflow.run
    async def run(self, name: str, draft: dict[str, Any]) -> None:
        """Have it done, once."""
        await workflow.execute_activity(
            name,
            draft,
            task_queue=TASK_QUEUE,
            start_to_close_timeout=timedelta(seconds=20),
            retry_policy=RetryPolicy(maximum_attempts=1),
        )


@pytest.mark.parametrize("name", ["record_act", "record_alarm"])
@pytest.mark.usefixtures("worker")
async def test_a_draft_that_no_workflow_of_ours_made_is_not_put_on_record(
    environment: WorkflowEnvironment, gateway: NominationGateway, pool: asyncpg.Pool, name: str
) -> None:
    """A draft says where a case stands afterwards; one that no rule has judged could confer it."""
    request = a_nomination()
    await opener(environment, gateway)(request)
    before = await RecordReader(pool).nomination(request.nomination_id)
    assert before is not None
    async with Worker(
        environment.client,
        task_queue=_QUEUE,
        workflows=[SomebodyElsesWorkflow],
        workflow_runner=UnsandboxedWorkflowRunner(),
    ):
        with pytest.raises(WorkflowFailureError) as failed:
            await environment.client.execute_workflow(
                SomebodyElsesWorkflow.run,
                args=[name, _draft(request.nomination_id, before.seq)],
                id=f"else-{uuid4().hex}",
                task_queue=_QUEUE,
            )

    assert isinstance(failed.value.cause, ActivityError)
    assert isinstance(failed.value.cause.cause, ApplicationError)
    assert "NotOurs" == failed.value.cause.cause.type
    assert before == await RecordReader(pool).nomination(request.nomination_id)


def _draft(nomination_id: str, seq: int) -> dict[str, Any]:
    """An act as a workflow would hand it over."""
    return {
        "nomination_id": nomination_id,
        "expected_seq": seq,
        "at": datetime.now(UTC).isoformat(),
        "message": "comment",
        "kind": "comment.made",
        "act": {},
        "act_id": str(uuid4()),
        "actor_id": "nobody",
        "on_behalf_of": None,
        "level": "ward",
        "gate": None,
        "round": 1,
        "digest": "ab" * 32,
    }
