"""Sittings in progress survive a change of their workflow: every recorded history replays."""

from pathlib import Path

import pytest
from temporalio import workflow

from tests.replay.hasty import HastySitting
from tests.replay.record_sittings import SITTING_HISTORIES, SITTING_PATHS
from tests.replay.replaying import events_of, replay, tells_of_its_machine, with_another_step
from workflows.council_session import CouncilSessionWorkflow

FILES = sorted(SITTING_HISTORIES.glob("*.json"))
EACH_FILE = pytest.mark.parametrize("file", FILES, ids=[file.stem for file in FILES])
OPEN = SITTING_HISTORIES / "open.1.json"


def test_every_path_of_a_sitting_has_its_history() -> None:
    """A path without a history would be a change that nobody checks; one was handed over to later runs."""
    assert set(SITTING_PATHS) == {file.name.split(".")[0] for file in FILES}
    assert len(FILES) > len(SITTING_PATHS)


@EACH_FILE
async def test_a_recorded_sitting_replays(file: Path) -> None:
    """The code as it is does what the code did that made this history."""
    assert "EVENT_TYPE_WORKFLOW_TASK_COMPLETED" in {event["eventType"] for event in events_of(file)}
    await replay(events_of(file), CouncilSessionWorkflow)


@EACH_FILE
async def test_a_careless_change_of_a_sitting_is_noticed(file: Path) -> None:
    """Control: one added timer is refused by every history, whatever path it took."""
    with pytest.raises(workflow.NondeterminismError):
        await replay(events_of(file), HastySitting)


@EACH_FILE
def test_a_recorded_sitting_tells_nothing_of_its_machine(file: Path) -> None:
    """Histories are kept in the repository, so they name no host, person or folder."""
    assert not tells_of_its_machine(file)


async def test_a_paper_that_was_recorded_otherwise_is_refused() -> None:
    """Control: a paper that the code would have put on record by another activity is noticed."""
    events = events_of(OPEN)
    was = with_another_step(events, 0, "record_paper_refusal")

    assert "record_paper" == was
    with pytest.raises(workflow.NondeterminismError):
        await replay(events, CouncilSessionWorkflow)


async def test_a_sitting_that_was_not_counted_is_refused() -> None:
    """Control: results without a count, the step on which all of them hang, are noticed."""
    events = events_of(OPEN)
    scheduled = "activityTaskScheduledEventAttributes"
    (count,) = [
        each
        for each in events
        if each.get(scheduled, {}).get("activityType", {}).get("name") == "count_sitting"
    ]
    count[scheduled]["activityType"]["name"] = "end_sitting"

    with pytest.raises(workflow.NondeterminismError):
        await replay(events, CouncilSessionWorkflow)
