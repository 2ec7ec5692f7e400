"""Revocations in flight survive a change of their workflow: every recorded history replays."""

from pathlib import Path

import pytest
from temporalio import workflow

from tests.replay.record_revocations import REVOCATION_HISTORIES, REVOCATION_PATHS
from tests.replay.replaying import events_of, replay, tells_of_its_machine, with_another_step
from workflows.revocation import RevocationWorkflow

FILES = sorted(REVOCATION_HISTORIES.glob("*.json"))
EACH_FILE = pytest.mark.parametrize("file", FILES, ids=[file.stem for file in FILES])


def test_every_path_of_a_revocation_has_its_history() -> None:
    """A path without a history would be a change that nobody checks; one was handed over to a second run."""
    assert set(REVOCATION_PATHS) == {file.name.split(".")[0] for file in FILES}
    assert len(FILES) > len(REVOCATION_PATHS)


@EACH_FILE
async def test_a_recorded_revocation_replays(file: Path) -> None:
    """The code as it is does what the code did that made this history."""
    assert "EVENT_TYPE_WORKFLOW_TASK_COMPLETED" in {event["eventType"] for event in events_of(file)}
    await replay(events_of(file), RevocationWorkflow)


@EACH_FILE
def test_a_recorded_revocation_tells_nothing_of_its_machine(file: Path) -> None:
    """Histories are kept in the repository, so they name no host, person or folder."""
    assert not tells_of_its_machine(file)


async def test_a_revocation_that_was_recorded_otherwise_is_refused() -> None:
    """Control: an act that the code would have recorded by another activity is noticed."""
    events = events_of(REVOCATION_HISTORIES / "recovered.1.json")
    was = with_another_step(events, 0, "ring_matter")

    assert "open_matter" == was
    with pytest.raises(workflow.NondeterminismError):
        await replay(events, RevocationWorkflow)
