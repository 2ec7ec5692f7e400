"""An open case is moved to the rules and the body that succeed its own."""

from uuid import uuid4

from schemas.acts import Migration
from schemas.case import CaseStatus
from schemas.ledger import EntryKind
from schemas.messages import RefusalReason
from tests.cases import a_decision
from tests.gated import CLIMB, FIRST, REGISTRAR, RULES, SECOND, SUCCESSOR, appraisal, gated
from tests.workflow.gate_office import GateOffice
from tests.workflow.on_record import kinds_of


async def test_an_open_case_is_moved_to_the_successor_body_by_a_recorded_act(gates: GateOffice) -> None:
    """At the district when that ends, it goes on at the ward of the successor, in a round of its own."""
    request = gated(CLIMB, "BK_TP")
    await gates.opened(request)
    await gates.send(request, appraisal(request), a_decision(request, "ward"))
    move = Migration(
        act_id=uuid4(), actor_id=REGISTRAR, rule_set=SUCCESSOR, body=FIRST, reason="Bỏ cấp huyện từ 01/7/2025"
    )
    wrong: list[dict[str, str]] = [
        {"rule_set": RULES},
        {"rule_set": "nowhere"},
        {"body": "district"},
        {"body": SECOND},
        {"actor_id": "stranger"},
    ]
    refused = [
        await gates.send(request, move.model_copy(update={"act_id": uuid4(), **changes})) for changes in wrong
    ]
    assert await gates.send(request, move) is None
    moved = await gates.standing(request)
    sheet = appraisal(request, at=moved)
    assert await gates.send(request, sheet, a_decision(request, "ward", round_=moved.round)) is None
    at_city = await gates.standing(request)
    last = appraisal(request, at=at_city, actor_id="city-officer")
    assert await gates.send(request, last, a_decision(request, "city")) is None

    assert [*[RefusalReason.CANNOT_MIGRATE] * 4, RefusalReason.NOT_ENTITLED] == refused
    assert ("ward", 2, "appraisal", FIRST) == (moved.level, moved.round, moved.gate, moved.body)
    assert ("city", CaseStatus.CONFERRED) == (at_city.level, (await gates.standing(request)).status)
    assert EntryKind.NOMINATION_MIGRATED in await kinds_of(gates.pool, request.nomination_id)
