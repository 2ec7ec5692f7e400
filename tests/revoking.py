"""Revocations for tests, each with only what the test cares about."""

from datetime import date
from typing import Any
from uuid import uuid4

from domain.canonical import model_digest
from schemas.award_record import Grant, GrantSource
from schemas.nomination import SubjectKind
from schemas.revocation import (
    DecideRevocation,
    OpenRevocation,
    RecordRecovery,
    RecoveryItem,
    RevocationAction,
    RevocationGround,
)

NOMINEE = "cb-01"


def an_opening(grant_id: str, **changes: Any) -> OpenRevocation:  # noqa: ANN401 - the model's fields
    """Return the nominator's wish to have a grant revoked for fraud."""
    said: dict[str, Any] = {
        "act_id": uuid4(),
        "actor_id": "ward-office",
        "grant_id": grant_id,
        "action": RevocationAction.REVOKE,
        "ground": RevocationGround.FRAUD,
        "reason": "Kê khai thành tích không đúng sự thật",
    }
    return OpenRevocation.model_validate(said | changes)


def a_restoration(grant_id: str, **changes: Any) -> OpenRevocation:  # noqa: ANN401 - the model's fields
    """Return the nominator's wish to have a grant restored."""
    wrongly = {"action": RevocationAction.RESTORE, "ground": RevocationGround.WRONGLY_REVOKED}
    return an_opening(grant_id, **(wrongly | {"reason": "Kết luận thanh tra đã bị hủy"} | changes))


def a_ruling(opening: OpenRevocation, *, granted: bool = True, **changes: Any) -> DecideRevocation:  # noqa: ANN401
    """Return the decision on it, by default by the ward's chair."""
    said: dict[str, Any] = {
        "act_id": uuid4(),
        "actor_id": "ward-chair",
        "granted": granted,
        "reason": "Đã xác minh",
        "content_hash": model_digest(opening),
    }
    return DecideRevocation.model_validate(said | changes)


def a_recovery(item: RecoveryItem, **changes: Any) -> RecordRecovery:  # noqa: ANN401 - the model's fields
    """Return an officer's word that something was given back."""
    said = {"act_id": uuid4(), "actor_id": "ward-officer-1", "item": item}
    return RecordRecovery.model_validate(said | changes)


def an_old_grant(award: str, year: int, **changes: Any) -> Grant:  # noqa: ANN401 - the model's fields
    """Return a grant of an earlier year, as an office brings it on record."""
    said: dict[str, Any] = {
        "grant_id": f"g-{uuid4().hex[:12]}",
        "source": GrantSource.IMPORTED,
        "subject": NOMINEE,
        "subject_kind": SubjectKind.INDIVIDUAL,
        "award": award,
        "period_from": date(year, 1, 1),
        "period_to": date(year, 12, 31),
        "decided_on": date(year + 1, 1, 20),
        "issuer": "quan-hoang-mai",
        "issuer_vi": "UBND quận Hoàng Mai",
        "level": "district",
        "rule_set": "2017-three-tier",
        "evidence": "Quyết định số 12/QĐ-UBND",
    }
    return Grant.model_validate(said | changes)
