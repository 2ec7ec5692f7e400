"""Keeping Temporal's lists at the standing of a nomination: codes only, never a person's name."""

from typing import Any

from temporalio import workflow
from temporalio.common import SearchAttributeKey, SearchAttributeUpdate

from schemas.case_file import CaseFile
from schemas.matter import MatterState
from schemas.names import SearchAttribute
from schemas.objection import ObjectionFile
from schemas.sitting_record import SittingFile

_STATUS = SearchAttributeKey.for_keyword(SearchAttribute.STATUS)
_LEVEL = SearchAttributeKey.for_keyword(SearchAttribute.LEVEL)
_AWARD = SearchAttributeKey.for_keyword(SearchAttribute.AWARD)
_BODY = SearchAttributeKey.for_keyword(SearchAttribute.BODY)
_DUE_AT = SearchAttributeKey.for_datetime(SearchAttribute.DUE_AT)


def show_in_lists(case: CaseFile) -> None:
    """Set the search attributes that differ from the standing; no event when none does."""
    changes = _changes(case)
    if changes:
        workflow.upsert_search_attributes(changes)  # pyright: ignore[reportUnknownMemberType]


def _changes(case: CaseFile) -> list[SearchAttributeUpdate[Any]]:
    shown, standing = workflow.info().typed_search_attributes, case.standing
    keywords = (
        (_STATUS, str(standing.status)),
        (_LEVEL, standing.level),
        (_AWARD, case.route.award),
        (_BODY, standing.body),
    )
    changes: list[SearchAttributeUpdate[Any]] = [
        key.value_set(value) for key, value in keywords if shown.get(key) != value
    ]
    due = standing.clock.due_at if standing.clock and not standing.clock.paused else None
    if shown.get(_DUE_AT) != due:
        changes.append(_DUE_AT.value_set(due) if due else _DUE_AT.value_unset())
    return changes


def show_sitting_in_lists(sitting: SittingFile) -> None:
    """Set the search attributes of a council's sitting that differ from its state."""
    shown = workflow.info().typed_search_attributes
    keywords = ((_STATUS, str(sitting.status)), (_BODY, sitting.header.request.body))
    changes: list[SearchAttributeUpdate[Any]] = [
        key.value_set(value) for key, value in keywords if shown.get(key) != value
    ]
    if shown.get(_DUE_AT) != sitting.header.closes_at:
        changes.append(_DUE_AT.value_set(sitting.header.closes_at))
    if changes:
        workflow.upsert_search_attributes(changes)  # pyright: ignore[reportUnknownMemberType]


def show_objection_in_lists(objection: ObjectionFile) -> None:
    """Set the search attributes of an objection that differ from its state."""
    shown = workflow.info().typed_search_attributes
    keywords = ((_STATUS, str(objection.status)), (_BODY, objection.case.standing.body))
    changes: list[SearchAttributeUpdate[Any]] = [
        key.value_set(value) for key, value in keywords if shown.get(key) != value
    ]
    due = objection.clock.due_at if objection.clock else None
    if shown.get(_DUE_AT) != due:
        changes.append(_DUE_AT.value_set(due) if due else _DUE_AT.value_unset())
    if changes:
        workflow.upsert_search_attributes(changes)  # pyright: ignore[reportUnknownMemberType]


def show_matter_in_lists(state: MatterState) -> None:
    """Set the search attributes of a matter that differ from its state."""
    shown = workflow.info().typed_search_attributes
    changes: list[SearchAttributeUpdate[Any]] = []
    if shown.get(_STATUS) != state.status:
        changes.append(_STATUS.value_set(state.status))
    due = state.clock.due_at if state.clock else None
    if shown.get(_DUE_AT) != due:
        changes.append(_DUE_AT.value_set(due) if due else _DUE_AT.value_unset())
    if changes:
        workflow.upsert_search_attributes(changes)  # pyright: ignore[reportUnknownMemberType]
