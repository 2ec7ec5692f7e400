"""Objections in flight survive a change of their workflow: every recorded history replays."""

import base64
import json
from pathlib import Path
from typing import Any

import pytest
from temporalio import workflow
from temporalio.client import WorkflowHistory
from temporalio.contrib.pydantic import pydantic_data_converter
from temporalio.worker import Replayer

from tests.replay.record_objections import OBJECTION_HISTORIES, OBJECTION_PATHS
from workflows.objection import ObjectionWorkflow

FILES = sorted(OBJECTION_HISTORIES.glob("*.json"))
EACH_FILE = pytest.mark.parametrize("file", FILES, ids=[file.stem for file in FILES])


def events_of(file: Path) -> list[dict[str, Any]]:
    """Return the events of a recorded history."""
    events: list[dict[str, Any]] = json.loads(file.read_text(encoding="utf-8"))["events"]
    return events


async def replay(events: list[dict[str, Any]]) -> None:
    """Run the workflow's code over a history; it fails if the code would have done something else."""
    workflow_id = events[0]["workflowExecutionStartedEventAttributes"]["workflowId"]
    history = WorkflowHistory.from_json(workflow_id, {"events": events})
    replayer = Replayer(workflows=[ObjectionWorkflow], data_converter=pydantic_data_converter)
    await replayer.replay_workflow(history)


def test_every_path_of_an_objection_has_its_history() -> None:
    """A path without a history would be a change that nobody checks; one was handed over to a second run."""
    assert set(OBJECTION_PATHS) == {file.name.split(".")[0] for file in FILES}
    assert len(FILES) > len(OBJECTION_PATHS)


@EACH_FILE
async def test_a_recorded_objection_replays(file: Path) -> None:
    """The code as it is does what the code did that made this history."""
    assert "EVENT_TYPE_WORKFLOW_TASK_COMPLETED" in {event["eventType"] for event in events_of(file)}
    await replay(events_of(file))


@EACH_FILE
def test_a_recorded_objection_tells_nothing_of_its_machine(file: Path) -> None:
    """Histories are kept in the repository, so they name no host, person or folder."""
    text = file.read_text(encoding="utf-8")

    assert '"identity"' not in text
    assert '"stackTrace": "' not in text


async def test_an_objection_that_was_recorded_otherwise_is_refused() -> None:
    """Control: an act that the code would have recorded by another activity is noticed."""
    events = events_of(OBJECTION_HISTORIES / "upheld.1.json")
    markers = [event["markerRecordedEventAttributes"] for event in events if "MARKER" in event["eventType"]]
    payload = markers[0]["details"]["data"]["payloads"][0]
    said = json.loads(base64.b64decode(payload["data"]))
    otherwise = json.dumps(said | {"activity_type": "record_settlement"})
    payload["data"] = base64.b64encode(otherwise.encode()).decode()

    assert "file_objection" == said["activity_type"]
    with pytest.raises(workflow.NondeterminismError):
        await replay(events)
