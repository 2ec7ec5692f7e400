"""Replaying a nomination's histories on the workflow's code as it is here, without any server.

Temporal's own replayer runs the code over each history and refuses it where the code would have done
something else; what the code returns is what the same messages lead to now.
"""

from collections.abc import Sequence
from typing import Any, NamedTuple

from temporalio.client import WorkflowHistory
from temporalio.worker import (
    ExecuteWorkflowInput,
    Interceptor,
    Replayer,
    UnsandboxedWorkflowRunner,
    WorkflowInboundInterceptor,
    WorkflowInterceptorClassInput,
)

from adapters.codec import clear_converter
from schemas.case import CaseStatus, NominationOutcome
from workflows.nomination import NominationWorkflow


class Replayed(NamedTuple):
    """What replaying came to: the outcome of the last run that ended, and where the code went another way."""

    outcome: CaseStatus | None
    faults: tuple[str, ...]


async def replay(histories: Sequence[WorkflowHistory]) -> Replayed:
    """Run the workflow's code over these histories, each by itself."""
    outcomes, faults = list[CaseStatus](), list[str]()
    replayer = Replayer(
        workflows=[NominationWorkflow],
        data_converter=clear_converter(),
        workflow_runner=UnsandboxedWorkflowRunner(),
        interceptors=[_Listener(outcomes)],
        debug_mode=True,  # a slow machine is no reason to find fault with the code
    )
    for number, history in enumerate(histories, start=1):
        try:
            result = await replayer.replay_workflow(history, raise_on_replay_failure=False)
        except (RuntimeError, ValueError) as error:
            faults.append(f"history {number} cannot be replayed ({type(error).__name__})")
            continue
        if result.replay_failure is not None:
            faults.append(f"history {number}: the code of this build does something else")
    return Replayed(outcomes[-1] if outcomes else None, tuple(faults))


class _Listener(Interceptor):
    """Notes what workflows return."""

    def __init__(self, outcomes: list[CaseStatus]) -> None:
        self._outcomes = outcomes

    def workflow_interceptor_class(
        self,
        input: WorkflowInterceptorClassInput,  # noqa: A002, ARG002 - the library's word
    ) -> type[WorkflowInboundInterceptor]:
        outcomes = self._outcomes

        class Listening(WorkflowInboundInterceptor):
            async def execute_workflow(self, input: ExecuteWorkflowInput) -> Any:  # noqa: A002, ANN401
                result = await super().execute_workflow(input)
                if isinstance(result, NominationOutcome):
                    outcomes.append(result.status)
                return result

        return Listening
