"""Replaying recorded histories on the code as it is."""

import base64
import json
from pathlib import Path
from typing import Any

from temporalio.client import WorkflowHistory
from temporalio.worker import Replayer

from tests.payloads import CONVERTER


def events_of(file: Path) -> list[dict[str, Any]]:
    """Return the events of a recorded history."""
    events: list[dict[str, Any]] = json.loads(file.read_text(encoding="utf-8"))["events"]
    return events


async def replay(events: list[dict[str, Any]], workflow_class: type) -> None:
    """Run the workflow's code over a history; it fails if the code would have done something else."""
    workflow_id = events[0]["workflowExecutionStartedEventAttributes"]["workflowId"]
    history = WorkflowHistory.from_json(workflow_id, {"events": events})
    replayer = Replayer(workflows=[workflow_class], data_converter=CONVERTER)
    await replayer.replay_workflow(history)


def with_another_step(events: list[dict[str, Any]], number: int, activity_type: str) -> str:
    """Let local activity `number`, from 0, be one of this type, and return of which type it was."""
    markers = [event["markerRecordedEventAttributes"] for event in events if "MARKER" in event["eventType"]]
    payload = markers[number]["details"]["data"]["payloads"][0]
    told: dict[str, Any] = json.loads(base64.b64decode(payload["data"]))
    otherwise = json.dumps(told | {"activity_type": activity_type})
    payload["data"] = base64.b64encode(otherwise.encode()).decode()
    was: str = told["activity_type"]
    return was


def tells_of_its_machine(file: Path) -> bool:
    """Return whether a history names a host, a process or a folder of the machine that made it."""
    text = file.read_text(encoding="utf-8")
    return '"identity"' in text or '"stackTrace": "' in text
