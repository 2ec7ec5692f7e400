"""Cases in flight survive a change of the workflow: every recorded history replays on the code as it is."""

from pathlib import Path

import pytest
from temporalio import workflow

from tests.replay.hasty import HastyWorkflow
from tests.replay.paths import PATHS
from tests.replay.record_histories import HISTORIES
from tests.replay.replaying import events_of, replay, tells_of_its_machine, with_another_step
from workflows.nomination import NominationWorkflow

FILES = sorted(HISTORIES.glob("*.json"))
EACH_FILE = pytest.mark.parametrize("file", FILES, ids=[file.stem for file in FILES])


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
    await replay(events_of(file), NominationWorkflow)


@EACH_FILE
def test_a_recorded_history_tells_nothing_of_its_machine(file: Path) -> None:
    """Histories are kept in the repository, so they name no host, person or folder."""
    assert not tells_of_its_machine(file)


CLIMB = HISTORIES / "climbs-to-state.1.json"


async def test_a_history_of_another_activity_is_refused() -> None:
    """Control: an act that the code would have recorded otherwise is noticed."""
    events = events_of(CLIMB)
    was = with_another_step(events, 1, "record_withdrawal")

    assert "record_decision" == was
    with pytest.raises(workflow.NondeterminismError):
        await replay(events, NominationWorkflow)


async def test_a_history_without_one_of_its_steps_is_refused() -> None:
    """Control: a standing that was not shown in the lists is noticed."""
    events = events_of(CLIMB)
    events.remove(next(event for event in events if "UPSERT" in event["eventType"]))
    for number, event in enumerate(events, start=1):
        event["eventId"] = str(number)

    with pytest.raises(workflow.NondeterminismError):
        await replay(events, NominationWorkflow)


@EACH_FILE
async def test_a_careless_change_is_noticed(file: Path) -> None:
    """Control: one added timer is refused by every history, whatever path it took."""
    with pytest.raises(workflow.NondeterminismError):
        await replay(events_of(file), HastyWorkflow)
