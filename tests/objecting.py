"""Objections for tests, each with only what the test cares about."""

from uuid import UUID, uuid4

from schemas.nomination import NominationRequest
from schemas.objection import ObjectionRequest, ObjectionSettlement


def an_objection(
    request: NominationRequest | str,
    *,
    objection_id: UUID | None = None,
    filed_by: str = "cong-dan-01",
    text: str = "Thành tích kê khai không đúng sự thật",
    on_behalf_of: str | None = None,
) -> ObjectionRequest:
    """Return a citizen's objection to the outcome of a nomination."""
    return ObjectionRequest(
        act_id=objection_id or uuid4(),
        actor_id=filed_by,
        on_behalf_of=on_behalf_of,
        nomination_id=request if isinstance(request, str) else request.nomination_id,
        ground="FALSE_CLAIM",
        text=text,
    )


def a_settlement(
    objection: ObjectionRequest,
    *,
    actor_id: str = "ward-deputy",
    upheld: bool = True,
    act_id: UUID | None = None,
    on_behalf_of: str | None = None,
    reason: str = "Đã xác minh",
) -> ObjectionSettlement:
    """Return the settlement of an objection, by default by one with no hand in a case of the ward."""
    return ObjectionSettlement(
        act_id=act_id or uuid4(),
        actor_id=actor_id,
        on_behalf_of=on_behalf_of,
        objection_id=objection.objection_id,
        upheld=upheld,
        reason=reason,
    )
