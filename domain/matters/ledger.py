"""What the ledger entries of matters hold: who did what, what was found out for it, and the state it led to.

Free text is not among it: the message is vouched for by its digest.
"""

import json
from typing import Any

from domain.canonical import canonical_json
from schemas.ledger import LedgerEntry
from schemas.matter import MatterDraft, MatterStep

BESIDE = ("grants", "flags", "carries", "carried_by", "number")
"""What a step can do beside the state, by the names under which an entry states it."""


def matter_body(draft: MatterDraft) -> bytes:
    """Return the body of a draft's entry, in canonical JSON."""
    step = draft.step.model_dump(mode="json") if draft.step else {}
    facts = _facts(draft) | beside_facts(draft.step)
    return canonical_json({"v": 1, "facts": facts, "standing": None, "state": step.get("state")})


def beside_facts(step: MatterStep | None) -> dict[str, Any]:
    """Return what an entry states of what its step does beside the state; nothing of what it does not do."""
    told = step.model_dump(mode="json") if step else {}
    return {name: told[name] for name in BESIDE if told.get(name)}


def state_of(entry: LedgerEntry) -> dict[str, Any] | None:
    """Return the state that an entry of a matter led to, or None when it changed nothing."""
    state: dict[str, Any] | None = json.loads(entry.body).get("state")
    return state


def _facts(draft: MatterDraft) -> dict[str, Any]:
    if draft.message is None:
        return {"found": draft.found}
    who = {"act_id", "actor_id", "message", "digest"}
    if draft.refusal_reason is not None:
        return draft.model_dump(mode="json", include=who) | {"reason": draft.refusal_reason.value}
    return draft.model_dump(mode="json", include=who | {"on_behalf_of", "found"})
