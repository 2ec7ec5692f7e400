"""What Temporal is told about a failure: try again, or never."""

from contextlib import AbstractContextManager, nullcontext

import pytest
from temporalio.exceptions import ApplicationError

from activities.failures import as_activity_failures
from domain.errors import (
    InvalidRecordError,
    NominationExistsError,
    RouteRefusedError,
    RuleSetError,
    StorageUnavailableError,
    VinhDanhError,
)


def _kinds(base: type[VinhDanhError]) -> set[type[VinhDanhError]]:
    return {base, *(kind for child in base.__subclasses__() for kind in _kinds(child))}


@pytest.mark.parametrize(
    ("error", "final"),
    [
        (StorageUnavailableError("the record is away"), False),
        (InvalidRecordError("the record refused it"), True),
        (NominationExistsError("on record for another case"), True),
        (RouteRefusedError("no route"), True),
        (RuleSetError("no rule set"), True),
        (VinhDanhError("anything else"), True),
    ],
    ids=lambda value: type(value).__name__,
)
def test_a_failure_keeps_its_name_and_words(error: VinhDanhError, *, final: bool) -> None:
    """Only a record that is away is tried again; the rest would be refused again."""
    with pytest.raises(ApplicationError) as raised, as_activity_failures():
        raise error

    assert (type(error).__name__, str(error), final) == (
        raised.value.type,
        raised.value.message,
        raised.value.non_retryable,
    )
    assert error is raised.value.__cause__


def _is_final(error: VinhDanhError) -> bool:
    with pytest.raises(ApplicationError) as raised, as_activity_failures():
        raise error
    return raised.value.non_retryable


def test_every_error_of_ours_is_translated() -> None:
    """An error that is added later is final unless it says that the record is away."""
    kinds = _kinds(VinhDanhError)

    assert {kind: not issubclass(kind, StorageUnavailableError) for kind in kinds} == {
        kind: _is_final(kind("words")) for kind in kinds
    }


@pytest.mark.parametrize("error", [KeyError("a fault of ours"), ApplicationError("already one", type="T")])
def test_other_errors_pass_as_they_are(error: Exception) -> None:
    """What nobody foresaw is not dressed up as something known."""
    with pytest.raises(type(error)) as raised, as_activity_failures():
        raise error

    assert error is raised.value


def test_what_goes_well_is_left_alone() -> None:
    """Nothing is raised when nothing was."""
    manager: AbstractContextManager[None] = as_activity_failures()
    with manager, nullcontext("done") as done:
        pass

    assert "done" == done
