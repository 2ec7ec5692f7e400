"""The award record: what a grant is after its events, and whether an act of a registrar on it is in order.

The record is append-only, so a correction is an event like any other: it says what is right from now on, and
what was said before stays. Who may act is for the register of people to say.
"""

from collections.abc import Sequence
from datetime import date
from typing import Any

from pydantic import ValidationError

from domain.canonical import canonical_json, model_digest, text_digest
from schemas.award_record import (
    Completeness,
    Correction,
    Grant,
    GrantDraft,
    GrantEvent,
    GrantEventKind,
    GrantSource,
    ImportedGrant,
    Presentation,
    RegistrarsAct,
)
from schemas.award_record import GrantRefusalReason as Reason
from schemas.ledger import EntryKind

NEVER_CORRECTED = frozenset({"grant_id", "source", "revoked", "nomination_id", "rule_set", "level"})
"""What a grant is by its making; a revocation has an act of its own."""

_OF_A_DECISION = frozenset({"number", "decided_on", "award", "issuer", "issuer_vi"})
"""What the decision itself says, for which its ledger entry stands, where it was made here."""

_WRITTEN_FREELY = ("evidence", "presenter_vi")
"""What the ledger holds only the hashes of; the name of an office (`issuer_vi`) is no such text."""

KINDS: dict[type[RegistrarsAct], EntryKind] = {
    ImportedGrant: EntryKind.GRANT_IMPORTED,
    Presentation: EntryKind.GRANT_PRESENTED,
    Correction: EntryKind.GRANT_CORRECTED,
    Completeness: EntryKind.HISTORY_COMPLETED,
}
"""What each act of a registrar is called on the ledger."""


def award_stream(body: str) -> str:
    """Return the ledger stream that holds what the registrars of one body did to the award record."""
    return f"award:{body}"


def facts_after(before: dict[str, Any], event: GrantEvent) -> dict[str, Any]:
    """Return what a grant is after one more event, as the database computes it (awards.after_event)."""
    match event.kind:
        case GrantEventKind.GRANTED:
            return event.facts | {"grant_id": event.grant_id, "revoked": False}
        case GrantEventKind.PRESENTED:
            return before | {"presented_on": event.facts.get("presented_on")}
        case GrantEventKind.CORRECTED:
            fixed = {"grant_id", "source", "revoked"}
            return before | {name: value for name, value in event.facts.items() if name not in fixed}
        case GrantEventKind.REVOKED | GrantEventKind.RESTORED:
            return before | {"revoked": event.kind is GrantEventKind.REVOKED}


def facts_of_grant(events: Sequence[GrantEvent]) -> dict[str, Any]:
    """Return what a grant is after all its events."""
    facts: dict[str, Any] = {}
    for event in events:
        facts = facts_after(facts, event)
    return facts


def judge_registrars_act(act: RegistrarsAct, grant: Grant | None, today: date) -> Reason | None:
    """Return why an act on `grant`, as it stands, is refused; None when it is in order.

    `today` is the date in Vietnam.
    """
    match act:
        case Completeness():
            return Reason.NOT_THAT_DAY if act.complete_to > today.year else None
        case ImportedGrant():
            return _judge_import(act, grant, today)
        case Presentation():
            return _judge_presentation(act, grant, today)
        case Correction():
            return _judge_correction(act, grant)


def draft_of(act: RegistrarsAct) -> GrantDraft | None:
    """Return the event that an act puts on a grant, None where it is about no single one."""
    match act:
        case Completeness():
            return None
        case ImportedGrant(grant=grant):
            facts = grant.model_dump(mode="json", exclude_none=True, exclude={"grant_id", "revoked"})
            return GrantDraft(grant_id=grant.grant_id, kind=GrantEventKind.GRANTED, facts=facts)
        case Presentation():
            facts = act.model_dump(mode="json", exclude_none=True, include={"presented_on", "presenter_vi"})
            return GrantDraft(grant_id=act.grant_id, kind=GrantEventKind.PRESENTED, facts=facts)
        case Correction():
            return GrantDraft(grant_id=act.grant_id, kind=GrantEventKind.CORRECTED, facts=act.facts)


def vouched_draft(draft: GrantDraft) -> GrantDraft:
    """Return an event as the ledger states it: what people wrote freely of a grant is a hash there."""
    hashed = {
        f"{name}_sha256": text_digest(draft.facts[name], draft.grant_id)
        for name in _WRITTEN_FREELY
        if draft.facts.get(name)
    }
    kept = {name: value for name, value in draft.facts.items() if name not in _WRITTEN_FREELY or not value}
    return draft.model_copy(update={"facts": kept | hashed})


def registrars_facts(act: RegistrarsAct) -> dict[str, Any]:
    """Return what the ledger states of an act: who, where, the event it makes, and hashes of free text."""
    facts: dict[str, Any] = act.model_dump(mode="json", include={"act_id", "actor_id", "body"})
    facts["digest"] = model_digest(act)
    draft = draft_of(act)
    if draft is not None:
        facts["grants"] = [vouched_draft(draft).model_dump(mode="json")]
    if isinstance(act, Completeness):
        said = act.model_dump(mode="json", include={"subject", "complete_to"})
        facts["completeness"] = said | {"evidence_sha256": text_digest(act.evidence, str(act.act_id))}
    if isinstance(act, Correction):
        facts["reason_sha256"] = text_digest(act.reason, str(act.act_id))
    return facts


def registrars_body(act: RegistrarsAct) -> bytes:
    """Return the body of an act's ledger entry."""
    return canonical_json({"v": 1, "facts": registrars_facts(act), "standing": None})


def grant_id_of(act: RegistrarsAct) -> str | None:
    """Return the grant that an act is about, None where it is about no single one."""
    draft = draft_of(act)
    return draft.grant_id if draft else None


def corrected(grant: Grant, facts: dict[str, Any]) -> Grant | None:
    """Return a grant with these facts set right, None when that is not a grant any more."""
    try:
        after = Grant.model_validate({**grant.model_dump(mode="json"), **facts})
    except ValidationError:
        return None
    return after if after.period_from <= after.period_to else None


def _judge_import(act: ImportedGrant, known: Grant | None, today: date) -> Reason | None:
    grant = act.grant
    if known is not None:
        return Reason.GRANT_EXISTS
    if grant.source is not GrantSource.IMPORTED or grant.revoked or grant.period_to < grant.period_from:
        return Reason.NOT_A_GRANT
    decided = grant.decided_on or grant.period_from
    return Reason.NOT_THAT_DAY if max(decided, grant.presented_on or decided) > today else None


def _judge_presentation(act: Presentation, grant: Grant | None, today: date) -> Reason | None:
    if grant is None:
        return Reason.UNKNOWN_GRANT
    if grant.revoked:
        return Reason.REVOKED
    if grant.presented_on is not None:
        return Reason.ALREADY_PRESENTED
    first = grant.decided_on or grant.period_from
    return None if first <= act.presented_on <= today else Reason.NOT_THAT_DAY


def _judge_correction(act: Correction, grant: Grant | None) -> Reason | None:
    if grant is None:
        return Reason.UNKNOWN_GRANT
    fixed = NEVER_CORRECTED | _OF_A_DECISION if grant.source is GrantSource.DECIDED_HERE else NEVER_CORRECTED
    if not act.facts or set(act.facts) & fixed or not set(act.facts) <= set(Grant.model_fields):
        return Reason.NOT_CORRECTABLE
    after = corrected(grant, act.facts)
    if after is None:
        return Reason.NOT_A_GRANT
    return Reason.CHANGES_NOTHING if after == grant else None
