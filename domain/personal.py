"""Which texts of a message are told of a person, so that the record keeps them sealed.

A text is replaced where it stands; codes, dates and figures stay as they are, because rules, lists and quotas
go by them. Whom a text is about is a subject: the code of the nominee, or the nomination where there is none.
"""

from collections.abc import Callable
from typing import Any, cast

from schemas.nomination import NominationRequest
from schemas.record import Draft

Seal = Callable[[str], str]
"""Turns a text into the token that stands for it in the record."""

_SAID = ("decision", "withdrawal", "act")
_OF_NOMINEE, _OF_CONTENT, _OF_FACT = ("name",), ("achievement",), ("evidence",)
FREE_TEXT = frozenset({"reason", "note", "text", "resolution", "evidence"})
"""The names under which people write freely in acts."""


def subject_of(request: NominationRequest) -> str:
    """Return whom a nomination is about."""
    return request.content.nominee.nominee_id or subject_of_nomination(request.nomination_id)


def subject_of_nomination(nomination_id: str) -> str:
    """Return the subject of a nomination whose nominee has no code."""
    return f"nomination:{nomination_id}"


def sealed_request(request: dict[str, Any], seal: Seal) -> dict[str, Any]:
    """Return a nomination's request, as JSON, with what it tells of the nominee sealed."""
    return request | {"content": sealed_content(request["content"], seal)}


def sealed_content(content: dict[str, Any], seal: Seal) -> dict[str, Any]:
    """Return the content of a nomination, as JSON, with what it tells of the nominee sealed."""
    sealed = _sealed(content, _OF_CONTENT, seal)
    sealed["nominee"] = _sealed(content["nominee"], _OF_NOMINEE, seal)
    if content.get("facts"):
        sealed["facts"] = [_sealed(fact, _OF_FACT, seal) for fact in content["facts"]]
    return sealed


def sealed_draft(draft: dict[str, Any], seal: Seal) -> dict[str, Any]:
    """Return a draft for the record, as JSON, with the free text of what a person sent sealed."""
    sealed = dict(draft)
    for name in _SAID:
        if isinstance(draft.get(name), dict):
            sealed[name] = sealed_act(draft[name], seal)
    if isinstance(draft.get("resubmission"), dict):
        act = sealed_act(draft["resubmission"], seal)
        sealed["resubmission"] = act | {"content": sealed_content(act["content"], seal)}
    return sealed


def sealed_act(said: dict[str, Any], seal: Seal) -> dict[str, Any]:
    """Return an act, as JSON, with its free text sealed, also in the lists that are in it."""
    return {name: _sealed_part(name, value, seal) for name, value in said.items()}


def _sealed_part(name: str, value: object, seal: Seal) -> object:
    if isinstance(value, str):
        return seal(value) if name in FREE_TEXT else value
    if isinstance(value, list):
        parts = cast("list[object]", value)
        return [
            sealed_act(cast("dict[str, Any]", part), seal) if isinstance(part, dict) else part
            for part in parts
        ]
    return value


def has_free_text(draft: Draft) -> bool:
    """Return whether a draft has anything that would be sealed."""
    said = draft.model_dump(mode="json", include={*_SAID, "resubmission"})
    return sealed_draft(said, lambda _: "") != said


def _sealed(said: dict[str, Any], names: tuple[str, ...], seal: Seal) -> dict[str, Any]:
    return said | {name: seal(said[name]) for name in names if said.get(name)}
