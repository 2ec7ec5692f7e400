"""Returned, rejected, withdrawn: the ways that do not lead up at once."""

import pytest

from adapters.gateway import NominationGateway
from adapters.postgres.reading import RecordReader
from domain.canonical import content_hash
from schemas.case import CaseStatus, NominationOutcome
from schemas.messages import Receipt, Refusal, RefusalReason, Verdict
from schemas.nomination import NominationRequest
from tests.cases import a_decision, a_nomination, a_resubmission, a_withdrawal
from tests.workflow.conftest import Opened

pytestmark = pytest.mark.usefixtures("worker")

BETTER = "Hoàn thành xuất sắc nhiệm vụ năm 2019, có minh chứng"


async def _return_from_district(gateway: NominationGateway, request: NominationRequest) -> None:
    await gateway.send(request.nomination_id, a_decision(request, "ward"))
    returned = a_decision(request, "district", Verdict.RETURN, reason="Thiếu minh chứng")
    await gateway.send(request.nomination_id, returned)


async def test_a_returned_nomination_climbs_on_in_a_second_round(
    opened: Opened, gateway: NominationGateway, reader: RecordReader
) -> None:
    """A return costs a round and no review: the one before it is kept, and the climb goes on from there."""
    request = a_nomination()
    await opened(request)
    await _return_from_district(gateway, request)
    again = a_resubmission(request, BETTER)
    resubmitted = await gateway.send(request.nomination_id, again)
    seen = content_hash(again.content)
    forwarded = await gateway.send(
        request.nomination_id, a_decision(request, "district", round_=2, seen=seen)
    )
    conferred = await gateway.send(request.nomination_id, a_decision(request, "city", seen=seen))
    decisions = await reader.decisions_of(request.nomination_id)

    assert isinstance(resubmitted, Receipt)
    assert (CaseStatus.IN_REVIEW, "district", 2) == (
        resubmitted.status,
        resubmitted.level,
        resubmitted.round,
    )
    assert isinstance(forwarded, Receipt)
    assert ("city", 1) == (forwarded.level, forwarded.round)
    assert isinstance(conferred, Receipt)
    assert CaseStatus.CONFERRED == conferred.status
    assert [
        ("ward", 1, "approve"),
        ("district", 1, "return"),
        ("district", 2, "approve"),
        ("city", 1, "approve"),
    ] == [(d.level, d.round, d.verdict) for d in decisions]


async def test_the_second_round_is_decided_on_the_new_content_only(
    opened: Opened, gateway: NominationGateway
) -> None:
    """After a resubmission neither the old content nor the old round can be decided on."""
    request = a_nomination()
    await opened(request)
    await _return_from_district(gateway, request)
    again = a_resubmission(request, BETTER)
    await gateway.send(request.nomination_id, again)
    stale = await gateway.send(request.nomination_id, a_decision(request, "district", round_=2))
    old_round = a_decision(request, "district", seen=content_hash(again.content), round_=1)
    late = await gateway.send(request.nomination_id, old_round)

    assert isinstance(stale, Refusal)
    assert RefusalReason.STALE_CONTENT == stale.reason
    assert isinstance(late, Refusal)
    assert RefusalReason.ALREADY_DECIDED == late.reason


async def test_a_rejection_ends_the_climb(opened: Opened, gateway: NominationGateway) -> None:
    """A rejection is an outcome, at the level where it was given."""
    request = a_nomination()
    case = await opened(request)
    await gateway.send(request.nomination_id, a_decision(request, "ward"))
    await gateway.send(
        request.nomination_id, a_decision(request, "district", Verdict.REJECT, reason="Không đủ điều kiện")
    )
    outcome = NominationOutcome.model_validate(await case.result())

    assert CaseStatus.REJECTED == outcome.status
    assert "district" == outcome.level


@pytest.mark.parametrize("returned_before", [False, True])
async def test_a_withdrawal_ends_the_climb_from_anywhere(
    opened: Opened, gateway: NominationGateway, *, returned_before: bool
) -> None:
    """The nominator can take it back while it is in review and while it is returned."""
    request = a_nomination()
    case = await opened(request)
    if returned_before:
        await _return_from_district(gateway, request)
    answer = await gateway.send(request.nomination_id, a_withdrawal())
    outcome = NominationOutcome.model_validate(await case.result())

    assert isinstance(answer, Receipt)
    assert CaseStatus.WITHDRAWN == answer.status
    assert CaseStatus.WITHDRAWN == outcome.status
    assert answer.seq == outcome.seq
