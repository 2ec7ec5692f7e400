"""Cases in flight survive a change of the workflow: every recorded history replays on the code as it is."""

import base64
import json
from pathlib import Path
from typing import Any

import pytest
from temporalio import workflow
from temporalio.client import WorkflowHistory
from temporalio.contrib.pydantic import pydantic_data_converter
from temporalio.worker import Replayer

from tests.replay.hasty import HastyWorkflow
from tests.replay.paths import PATHS
from tests.replay.record_histories import HISTORIES
from workflows.nomination import NominationWorkflow

FILES = sorted(HISTORIES.glob("*.json"))
EACH_FILE = pytest.mark.parametrize("file", FILES, ids=[file.stem for file in FILES])


def events_of(file: Path) -> list[dict[str, Any]]:
    """Return the events of a recorded history."""
    events: list[dict[str, Any]] = json.loads(file.read_text(encoding="utf-8"))["events"]
    return events


async def replay(events: list[dict[str, Any]], workflow_class: type = NominationWorkflow) -> None:
    """Run the workflow's code over a history; it fails if the code would have done something else."""
    workflow_id = events[0]["workflowExecutionStartedEventAttributes"]["workflowId"]
    history = WorkflowHistory.from_json(workflow_id, {"events": events})
    replayer = Replayer(workflows=[workflow_class], data_converter=pydantic_data_converter)
    await replayer.replay_workflow(history)


def test_every_path_has_its_history() -> None:
    """A path without a history would be a change that nobody checks."""
    recorded = {file.name.split(".")[0] for file in FILES}

    assert set(PATHS) == recorded
    assert len(FILES) > len(PATHS)


@EACH_FILE
def test_a_recorded_history_has_something_to_replay(file: Path) -> None:
    """A history in which no task is completed yet holds nothing that the code could do otherwise."""
    assert "EVENT_TYPE_WORKFLOW_TASK_COMPLETED" in {event["eventType"] for event in events_of(file)}


@EACH_FILE
async def test_a_recorded_history_replays(file: Path) -> None:
    """The code as it is does what the code did that made this history."""
    await replay(events_of(file))


@EACH_FILE
def test_a_recorded_history_tells_nothing_of_its_machine(file: Path) -> None:
    """Histories are kept in the repository, so they name no host, person or folder."""
    text = file.read_text(encoding="utf-8")

    assert '"identity"' not in text
    assert '"stackTrace": "' not in text


CLIMB = HISTORIES / "climbs-to-state.1.json"


async def test_a_history_of_another_activity_is_refused() -> None:
    """Control: an act that the code would have recorded otherwise is noticed."""
    events = events_of(CLIMB)
    markers = [event["markerRecordedEventAttributes"] for event in events if "MARKER" in event["eventType"]]
    payload = markers[1]["details"]["data"]["payloads"][0]
    told = json.loads(base64.b64decode(payload["data"]))
    otherwise = json.dumps(told | {"activity_type": "record_withdrawal"})
    payload["data"] = base64.b64encode(otherwise.encode()).decode()

    assert "record_decision" == told["activity_type"]
    with pytest.raises(workflow.NondeterminismError):
        await replay(events)


async def test_a_history_without_one_of_its_steps_is_refused() -> None:
    """Control: a standing that was not shown in the lists is noticed."""
    events = events_of(CLIMB)
    events.remove(next(event for event in events if "UPSERT" in event["eventType"]))
    for number, event in enumerate(events, start=1):
        event["eventId"] = str(number)

    with pytest.raises(workflow.NondeterminismError):
        await replay(events)


@EACH_FILE
async def test_a_careless_change_is_noticed(file: Path) -> None:
    """Control: one added timer is refused by every history, whatever path it took."""
    with pytest.raises(workflow.NondeterminismError):
        await replay(events_of(file), HastyWorkflow)
