"""The record as activities and the gateway write it: each method is one statement, hence one transaction."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import asyncpg
from pydantic import TypeAdapter

from adapters.postgres.pool import Statements
from domain.conferral import grant_of, on_content
from domain.eligibility import find
from domain.errors import InvalidRecordError
from domain.ledger import acceptance_body, draft_body, told_beside
from domain.personal import Seal, has_free_text, sealed_draft, sealed_request, subject_of
from domain.questions import question_of_grant
from domain.signing import envelope_bytes, statement_in
from schemas.award_record import AwardHistory
from schemas.case import Standing
from schemas.eligibility import Holds
from schemas.ledger import EntryKind
from schemas.messages import RefusalReason
from schemas.nomination import NominationContent
from schemas.record import (
    AcceptanceDraft,
    Accepted,
    ActDraft,
    AlarmDraft,
    CouncilDraft,
    DecisionDraft,
    Draft,
    EntryHead,
    Recorded,
    RefusalDraft,
    ResubmissionDraft,
    WithdrawalDraft,
)
from schemas.route import Route

_HEADS = TypeAdapter(tuple[EntryHead, ...])
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class PostgresRecord:
    """`activities.ports.Record` on PostgreSQL."""

    def __init__(self, pool: asyncpg.Pool) -> None:
        """Work over this pool."""
        self._statements, self._awards = Statements(pool, "record"), Statements(pool, "award_record")

    async def accept(
        self, draft: AcceptanceDraft, route: Route, opening: Draft, standing: Standing
    ) -> Accepted:
        """Put a nomination on record, or return what is on record from an earlier try."""
        seal = await self._statements.box.seal_for(subject_of(draft.request))
        act = draft.model_dump(mode="json") | {
            "request": sealed_request(draft.request.model_dump(mode="json"), seal),
            "kind": EntryKind.NOMINATION_ACCEPTED,
            "dedup_key": f"nomination/{draft.request.nomination_id}",
            "occurred_us": microseconds(draft.at),
            "route": route.model_dump(mode="json"),
            "standing": standing.model_dump(mode="json"),
            "panel": opening.panel,
            "notices": [notice.model_dump(mode="json") for notice in opening.notices],
        }
        body = acceptance_body(draft.request, route, standing, opening.verdicts)
        answer = await self._statements.value("accept", act=json.dumps(act), body=body)
        return Accepted.model_validate_json(answer)

    async def record(self, draft: Draft, standing: Standing | None) -> Recorded:
        """Append one act and its consequences."""
        draft = await self._on_content(draft, standing)
        seal = await self._seal(draft)
        act, body = statement_of(draft, standing, seal)
        while True:
            history = await self._honoured(draft)
            clash = history is not None and _clashes(draft, history)
            answer = await self._statements.value(
                "record", act=act, seen=json.dumps(_seen(history, clash=clash)), body=body
            )
            recorded = Recorded.model_validate_json(answer)
            if not recorded.moved:
                return recorded
            if clash:
                return Recorded(refused=RefusalReason.ALREADY_HONOURED)

    async def entries_after(self, nomination_id: str, seq: int) -> tuple[EntryHead, ...]:
        """Return the ledger entries of a nomination after `seq`, in order."""
        answer = await self._statements.value("entries_after", nomination_id=nomination_id, seq=seq)
        return _HEADS.validate_json(answer)

    async def content(self, nomination_id: str, version: int) -> NominationContent:
        """Return this version of a nomination's content.

        Raises:
            InvalidRecordError: there is none.
        """
        answer = await self._statements.value("content", nomination_id=nomination_id, version=version)
        if answer is None:
            message = f"nomination {nomination_id} has no content version {version} on record"
            raise InvalidRecordError(message)
        return NominationContent.model_validate_json(answer)

    async def _seal(self, draft: Draft) -> Seal | None:
        """Return what seals what somebody wrote freely; None where they wrote nothing."""
        if not has_free_text(draft):
            return None
        return await self._statements.box.seal_for_nomination(draft.nomination_id)

    async def _honoured(self, draft: Draft) -> AwardHistory | None:
        """Return what the award record has of whoever is to be honoured, where conditions ask for that."""
        subject = draft.grants[0].facts.get("subject") if draft.grants and draft.again else None
        if subject is None:
            return None
        return AwardHistory.model_validate_json(await self._awards.value("history", subject=subject))

    async def _on_content(self, draft: Draft, standing: Standing | None) -> Draft:
        """Return a draft whose grants are on the content that stands; the sender knows only the first one."""
        if not draft.grants or standing is None or standing.content_version == 1:
            return draft
        content = await self.content(draft.nomination_id, standing.content_version)
        grants = tuple(on_content(grant, content) for grant in draft.grants)
        return draft.model_copy(update={"grants": grants})


def _clashes(draft: Draft, history: AwardHistory) -> bool:
    """Return whether another grant, made since anybody asked, forbids this one."""
    questions = [question_of_grant(grant_of(grant)) for grant in draft.grants]
    return any(
        finding.holds is Holds.NO for asked in questions for finding in find(draft.again, asked, history)
    )


def _seen(history: AwardHistory | None, *, clash: bool) -> dict[str, Any]:
    """Return what was seen of a nominee's award record; after a clash nothing that could be written upon.

    What is on record already is answered all the same, so that a repeat is never refused for what came later.
    """
    if history is None:
        return {}
    return {"honoured": {"subject": history.subject, "events": -1 if clash else history.events}}


def statement_of(draft: Draft, standing: Standing | None, seal: Seal | None = None) -> tuple[str, bytes]:
    """Return a draft as commendation.record takes it: the act as JSON text, and the body of its entry.

    `seal` makes tokens of what is written freely; None: nothing is.
    """
    told = ("verdicts", "mandates", "seat", "result", "found", "again")  # in the body, or looked up before
    beside = ("grants", "number", "reserve")  # most acts have none of them, and say nothing of them
    left_out = dict.fromkeys((*told, *beside), True) | {"decision": {"signed"}}
    act = (
        draft.model_dump(mode="json", exclude=left_out)
        | told_beside(draft)
        | _signed(draft)
        | _address(draft)
        | {
            "occurred_us": microseconds(draft.at),
            "standing": standing.model_dump(mode="json") if standing else None,
        }
    )
    return json.dumps(sealed_draft(act, seal) if seal else act), draft_body(draft, standing)


def _signed(draft: Draft) -> dict[str, Any]:
    """What the record keeps and checks of a signed decision; its statement was read when it was judged."""
    if not isinstance(draft, DecisionDraft) or draft.decision.signed is None:
        return {}
    signed = draft.decision.signed
    return {
        "signed": {
            "kid": signed.signatures[0].keyid,
            "envelope": envelope_bytes(signed).decode(),
            "prev_leaf_hash": statement_in(draft.decision).prev_leaf_hash,
        }
    }


def microseconds(instant: datetime) -> int:
    """Return an instant as whole microseconds since 1970-01-01 UTC, exactly."""
    return (instant - _EPOCH) // timedelta(microseconds=1)


def _address(draft: Draft) -> dict[str, Any]:
    """The kind of a draft's entry, and the keys that keep the same message from being recorded twice."""
    match draft:
        case DecisionDraft(decision=act, digest=digest):
            return _act_address(draft, EntryKind.DECISION_RECORDED, str(act.decision_id), digest)
        case ResubmissionDraft(resubmission=act, digest=digest):
            return _act_address(draft, EntryKind.NOMINATION_RESUBMITTED, str(act.act_id), digest)
        case WithdrawalDraft(withdrawal=act, digest=digest):
            return _act_address(draft, EntryKind.NOMINATION_WITHDRAWN, str(act.act_id), digest)
        case RefusalDraft(digest=digest):
            return {"kind": EntryKind.REFUSAL_RECORDED, "dedup_key": _refusal_key(draft, digest)}
        case ActDraft(kind=kind, act_id=act_id, digest=digest):
            return _act_address(draft, kind, str(act_id), digest)
        case CouncilDraft(sitting_id=sitting_id):
            key = f"council/{sitting_id}/{draft.nomination_id}"
            return {"kind": EntryKind.COUNCIL_DECIDED, "dedup_key": key}
        case AlarmDraft(kind=kind):
            return {"kind": kind, "dedup_key": f"alarm/{draft.nomination_id}/{draft.expected_seq}"}
        case _:
            message = f"no ledger entry is defined for {type(draft).__name__}"
            raise TypeError(message)


def _act_address(draft: Draft, kind: EntryKind, act_id: str, digest: str) -> dict[str, Any]:
    return {
        "kind": kind,
        "act_id": act_id,
        "dedup_key": f"act/{act_id}",
        "refusal_key": _refusal_key(draft, digest),
    }


def _refusal_key(draft: Draft, digest: str) -> str:
    return f"refusal/{draft.nomination_id}/{digest}"
