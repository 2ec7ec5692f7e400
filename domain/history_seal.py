"""The ledger's word for a history that was kept: its entry, and what the entry vouches for."""

import json
from contextlib import suppress
from typing import Any

from domain.canonical import canonical_json
from domain.ledger import facts_of
from schemas.evidence import HistorySeal
from schemas.ledger import LedgerEntry


def history_body(seal: HistorySeal) -> bytes:
    """Return the body of the entry that vouches for a kept history."""
    facts = seal.model_dump(mode="json", exclude_none=True)
    return canonical_json({"v": 1, "facts": facts, "standing": None})


def seal_in(entry: LedgerEntry) -> HistorySeal:
    """Return what a `history.sealed` entry vouches for.

    Raises:
        ValueError: it is no such entry.
    """
    return HistorySeal.model_validate(facts_of(entry))


def run_in(clear: bytes) -> str | None:
    """Return the id of the run that an exported history is of, as it tells it; None: it tells none."""
    run_id = _told(clear, 0, "workflowExecutionStartedEventAttributes").get("originalExecutionRunId")
    return run_id if isinstance(run_id, str) else None


def continued_in(clear: bytes) -> str | None:
    """Return the id of the run that went on with the case, None where none did."""
    last = _told(clear, -1, "workflowExecutionContinuedAsNewEventAttributes")
    run_id = last.get("newExecutionRunId")
    return run_id if isinstance(run_id, str) and run_id else None


def start_in(clear: bytes) -> str | None:
    """Return what the run was started with, as base64 of its payload; None: it tells nothing."""
    started = _told(clear, 0, "workflowExecutionStartedEventAttributes")
    with suppress(LookupError, TypeError):
        return str(started["input"]["payloads"][0]["data"])
    return None


def _told(clear: bytes, place: int, attributes: str) -> dict[str, Any]:
    with suppress(ValueError, LookupError, TypeError, RecursionError):
        found: dict[str, Any] = json.loads(clear)["events"][place][attributes]
        return found
    return {}
