"""What the ledger entries of matters hold: who did what, what was found out for it, and the state it led to.

Free text is not among it: the message is vouched for by its digest.
"""

from typing import Any

from domain.canonical import canonical_json
from schemas.matter import MatterDraft

_BESIDE = ("grants", "flags", "carries", "carried_by", "number", "verdicts")


def matter_body(draft: MatterDraft) -> bytes:
    """Return the body of a draft's entry, in canonical JSON."""
    step = draft.step.model_dump(mode="json") if draft.step else {}
    facts = _facts(draft) | {name: step[name] for name in _BESIDE if step.get(name)}
    return canonical_json({"v": 1, "facts": facts, "standing": None, "state": step.get("state")})


def _facts(draft: MatterDraft) -> dict[str, Any]:
    if draft.message is None:
        return {"found": draft.found}
    who = {"act_id", "actor_id", "message", "digest"}
    if draft.refusal_reason is not None:
        return draft.model_dump(mode="json", include=who) | {"reason": draft.refusal_reason.value}
    return draft.model_dump(mode="json", include=who | {"on_behalf_of", "found"})
