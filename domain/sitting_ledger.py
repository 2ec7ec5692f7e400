"""What the ledger of a sitting states: facts in canonical JSON, and hashes for what is kept beside it.

An entry says who voted and when, and vouches for the paper by its hash. How somebody voted in secret is in
no entry; the opened sheets are vouched for together, in the order of their codes.
"""

from collections.abc import Sequence
from hashlib import sha256
from typing import Any

from pydantic import BaseModel

from domain.canonical import canonical_json
from domain.sitting import seals_of
from schemas.ledger import EntryKind
from schemas.sitting import ItemOutcome, ItemResult, SittingRequest
from schemas.sitting_record import (
    ClosingDraft,
    Count,
    EndingDraft,
    OpenedSheet,
    PaperDraft,
    PaperRefusalDraft,
    SittingDraft,
    SittingHeader,
)


def body_of(facts: dict[str, Any]) -> bytes:
    """Return the body of an entry of a sitting; a sitting has no standing."""
    return canonical_json({"v": 1, "facts": facts, "standing": None})


def opening_facts(header: SittingHeader) -> dict[str, Any]:
    """Return what the first entry states: the call, who may vote, and the hash of the list."""
    return {
        **_call(header.request),
        "members": list(header.members),
        "items": header.items,
        "list_hash": header.list_hash,
        "closes_at": header.closes_at.isoformat(),
        "public_key": header.public_key,
    }


def facts_of(draft: SittingDraft) -> tuple[EntryKind, dict[str, Any]]:
    """Return the kind and the facts of what is about to be recorded.

    Raises:
        TypeError: no entry is defined for this draft.
    """
    match draft:
        case PaperDraft(paper=paper, digest=digest):
            facts = paper.model_dump(mode="json", include={"act_id", "actor_id", "manner", "list_hash"})
            return EntryKind.BALLOT_CAST, facts | {"digest": digest, "seals": list(seals_of(paper))}
        case PaperRefusalDraft():
            included = {"act_id", "actor_id", "message", "reason", "digest", "refused_by"}
            return EntryKind.REFUSAL_RECORDED, draft.model_dump(mode="json", include=included)
        case ClosingDraft(closed_by=closed_by):
            return EntryKind.SITTING_CLOSED, {"closed_by": closed_by.value}
        case EndingDraft(recorded=recorded, left=left):
            return EntryKind.SITTING_ENDED, {"recorded": recorded, "left": list(left)}
        case _:
            message = f"no ledger entry is defined for {type(draft).__name__}"
            raise TypeError(message)


def count_facts(count: Count, papers: int) -> dict[str, Any]:
    """Return what the entry of a count states: sums, and the hashes of the opened sheets and the results."""
    outcomes = [result.outcome for result in count.results]
    number = {"number": count.number.model_dump(mode="json")} if count.number else {}
    return number | {
        "papers": papers,
        **{outcome.value: outcomes.count(outcome) for outcome in ItemOutcome},
        "opened": len(count.opened),
        "opened_sha256": digest_of(count.opened),
        "results_sha256": digest_of(count.results),
    }


def digest_of(models: Sequence[OpenedSheet] | Sequence[ItemResult]) -> str:
    """Return the hash by which the ledger vouches for rows beside it, in their order."""
    rows = [_row(model) for model in models]
    return sha256(canonical_json({"rows": rows})).hexdigest()


def _row(model: BaseModel) -> dict[str, Any]:
    return model.model_dump(mode="json", exclude_none=True)


def _call(request: SittingRequest) -> dict[str, Any]:
    return request.model_dump(
        mode="json", include={"sitting_id", "body", "called_by", "secret", "rule_set", "award"}
    )
