"""The byte layout of the ledger, recomputed here independently of the database that writes it.

    header    = "VDL1" | len(stream) stream | seq | prev_hash | len(kind) kind | occurred_us | body_sha256
    leaf_hash = SHA-256(0x00 | header)

Lengths are two bytes, `seq` and `occurred_us` eight, all big-endian; hashes are 32 raw bytes; text is
UTF-8. The first entry of a stream has 32 zero bytes as `prev_hash`. The leading zero byte marks a leaf
of an RFC 9162 Merkle tree, so entries can be sealed into one without being hashed again.
"""

import json
from hashlib import sha256
from typing import Any, Protocol

from domain.canonical import canonical_json, content_hash, text_digest
from domain.signing import envelope_sha256
from schemas.case import Standing
from schemas.ledger import LedgerEntry
from schemas.messages import Decision
from schemas.nomination import NominationRequest
from schemas.objection_record import ObjectionAlarmDraft, ObjectionDraft
from schemas.record import (
    ActDraft,
    AlarmDraft,
    CouncilDraft,
    DecisionDraft,
    Draft,
    RefusalDraft,
    ResubmissionDraft,
    WithdrawalDraft,
)
from schemas.route import Route
from schemas.verdicts import RuleVerdict

FORMAT = b"VDL1"
FIRST_PREV_HASH = "00" * 32


class Hashed(Protocol):
    """What of an entry goes into its hash."""

    @property
    def stream_id(self) -> str:
        """The stream."""
        ...

    @property
    def seq(self) -> int:
        """The place in it."""
        ...

    @property
    def prev_hash(self) -> str:
        """The hash of the entry before."""
        ...

    @property
    def kind(self) -> str:
        """What happened."""
        ...

    @property
    def occurred_us(self) -> int:
        """When, in microseconds since 1970 in UTC."""
        ...

    @property
    def body_sha256(self) -> str:
        """The hash of its body."""
        ...


def leaf_hash(entry: Hashed) -> str:
    """Return the hash that this entry must have, in hexadecimal."""
    return raw_leaf_hash(
        entry.stream_id,
        entry.seq,
        bytes.fromhex(entry.prev_hash),
        entry.kind,
        entry.occurred_us,
        bytes.fromhex(entry.body_sha256),
    ).hex()


def raw_leaf_hash(  # noqa: PLR0913, PLR0917 - the parts of the header, in its order
    stream_id: str, seq: int, prev_hash: bytes, kind: str, occurred_us: int, body_sha256: bytes
) -> bytes:
    """Return the 32 bytes of the hash of an entry with this header.

    Raises:
        OverflowError: a number or a text is too large for the layout.
    """
    stream, kind_ = stream_id.encode(), kind.encode()
    header = b"".join(
        (
            FORMAT,
            len(stream).to_bytes(2, "big"),
            stream,
            seq.to_bytes(8, "big"),
            prev_hash,
            len(kind_).to_bytes(2, "big"),
            kind_,
            occurred_us.to_bytes(8, "big", signed=True),
            body_sha256,
        )
    )
    return sha256(b"\x00" + header).digest()


def facts_of(entry: LedgerEntry) -> dict[str, Any]:
    """Return what an entry states, apart from the standing."""
    facts: dict[str, Any] = json.loads(entry.body)["facts"]
    return facts


def standing_of(entry: LedgerEntry) -> Standing | None:
    """Return the standing that an entry led to, or None when it changed nothing."""
    standing = json.loads(entry.body)["standing"]
    return Standing.model_validate(standing) if standing else None


def acceptance_body(
    request: NominationRequest, route: Route, standing: Standing, verdicts: tuple[RuleVerdict, ...] = ()
) -> bytes:
    """Return the body of a nomination's first entry: ids, the route by level and body, the standing."""
    return _body(
        standing,
        _with_verdicts(verdicts)
        | {
            "nominator_id": request.nominator_id,
            "dossier_id": request.dossier_id,
            "award": route.award,
            "rule_set": route.rule_set,
            "rule_set_digest": route.rule_set_digest,
            "route": [{"level": stage.level, "body": stage.body} for stage in route.stages],
        }
        | ({} if route.signed_levels is None else {"signed_levels": list(route.signed_levels)}),
    )


def draft_body(draft: Draft, standing: Standing | None) -> bytes:
    """Return the body of any later entry. Free text is vouched for by its hash, never held."""
    found = {} if draft.found is None else {"found": draft.found}
    return _body(standing, _facts(draft) | _with_verdicts(draft.verdicts) | found | told_beside(draft))


def told_beside(draft: Draft) -> dict[str, Any]:
    """Return what a draft puts on record beside the case: grants, a number, a place, as far as it does."""
    said = draft.model_dump(mode="json", include={"grants", "number", "reserve"})
    return {name: value for name, value in said.items() if value}


def _body(standing: Standing | None, facts: dict[str, Any]) -> bytes:
    after = standing.model_dump(mode="json") if standing else None
    return canonical_json({"v": 1, "facts": facts, "standing": after})


def _with_verdicts(verdicts: tuple[RuleVerdict, ...]) -> dict[str, Any]:
    return {"verdicts": [verdict.model_dump(mode="json") for verdict in verdicts]} if verdicts else {}


def _facts(draft: Draft) -> dict[str, Any]:
    match draft:
        case DecisionDraft(decision=decision, digest=digest):
            facts = decision.model_dump(mode="json", exclude={"reason", "signed"})
            reason = text_digest(decision.reason, str(decision.decision_id))
            return facts | {"reason_sha256": reason, "digest": digest} | _signature(decision)
        case ResubmissionDraft(resubmission=act, digest=digest):
            return {
                "act_id": str(act.act_id),
                "actor_id": act.actor_id,
                "content_hash": content_hash(act.content),
                "note_sha256": text_digest(act.note, str(act.act_id)),
                "digest": digest,
            }
        case WithdrawalDraft(withdrawal=act, digest=digest):
            return {
                "act_id": str(act.act_id),
                "actor_id": act.actor_id,
                "reason_sha256": text_digest(act.reason, str(act.act_id)),
                "digest": digest,
            }
        case RefusalDraft():
            return draft.model_dump(
                mode="json", include={"act_id", "actor_id", "message", "reason", "digest", "refused_by"}
            )
        case ObjectionDraft():
            return _act_facts(draft) | _told_of_objection(draft)
        case ActDraft():
            return _act_facts(draft)
        case CouncilDraft(result=result):
            facts = {"sitting_id": draft.sitting_id, "council": draft.council}
            return facts | result.model_dump(mode="json", exclude={"verdicts"})
        case ObjectionAlarmDraft():
            return _told_of_objection(draft)
        case AlarmDraft():
            return {}
        case _:
            message = f"no ledger body is defined for {type(draft).__name__}"
            raise TypeError(message)


def _signature(decision: Decision) -> dict[str, Any]:
    """What vouches for the signed statement of a decision, which is kept beside."""
    if decision.signed is None:
        return {}
    return {
        "envelope_sha256": envelope_sha256(decision.signed),
        "kid": decision.signed.signatures[0].keyid,
    }


def _act_facts(draft: ActDraft) -> dict[str, Any]:
    """Who did what where; the message itself is vouched for by its digest, for it may hold free text."""
    facts = draft.model_dump(
        mode="json",
        include={"message", "act_id", "actor_id", "on_behalf_of", "level", "gate", "round", "digest"},
    )
    routes = {"new_route": draft.route, "left_route": draft.left_route}
    return facts | {name: route.model_dump(mode="json") for name, route in routes.items() if route}


def _told_of_objection(draft: ObjectionDraft | ObjectionAlarmDraft) -> dict[str, Any]:
    """Which objection it is, and what becomes of it."""
    return draft.model_dump(mode="json", include={"objection_id", "ground", "upheld", "clock"})
