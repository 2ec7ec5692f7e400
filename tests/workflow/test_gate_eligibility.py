"""The conditions of an award on real servers: held against the award record and the content that stands."""

import json
from typing import Any
from uuid import uuid4

from schemas.case import CaseStatus
from schemas.eligibility import Holds
from schemas.ledger import EntryKind
from schemas.messages import RefusalReason, Verdict
from schemas.nomination import NominationRequest, StatedFact
from tests.cases import a_decision, a_resubmission
from tests.conditioned import RECOGNISED, overriding, proven, refused, ruling, titled
from tests.conditioned_rules import ASKING, BOTH, ELIGIBILITY, HELD, INITIATIVE
from tests.gated import OFFICER, appraisal, gated
from tests.workflow.at_award_gates import a_unit, amiss, honour
from tests.workflow.gate_office import GateOffice
from tests.workflow.on_record import kinds_of, ledger_of, refusals_of, told

FOUND, RULED = EntryKind.ELIGIBILITY_FOUND, EntryKind.ELIGIBILITY_RULED
DENIED = StatedFact(fact="initiative-recognised", holds=False, evidence="QĐ 12/2019")


def somebody() -> str:
    """Return the code of a nominee whom no other test knows."""
    return f"p-{uuid4().hex[:12]}"


async def findings_of(gates: GateOffice, request: NominationRequest) -> list[dict[str, Holds]]:
    """Return what was found of each condition, each time that it was asked."""
    entries = await ledger_of(gates.pool, request.nomination_id)
    bodies: list[dict[str, Any]] = [json.loads(entry.body) for entry in entries if entry.kind is FOUND]
    return [
        {one["condition"]: Holds(one["holds"]) for one in body["facts"]["found"]["findings"]}
        for body in bodies
    ]


async def test_who_meets_the_conditions_passes_without_anybody(gates: GateOffice) -> None:
    """The award record bears out the title of the same year; nobody was told that it is their turn."""
    who, unit = somebody(), a_unit()
    await honour(gates, unit, who)
    request = titled(ELIGIBILITY, who, unit=unit)
    await gates.opened(request)
    standing = await gates.standing(request)

    assert ("appraisal", ["eligible"]) == (standing.gate, [one.result for one in standing.passed or ()])
    assert [EntryKind.NOMINATION_ACCEPTED, FOUND] == await kinds_of(gates.pool, request.nomination_id)
    assert [{HELD: Holds.YES, INITIATIVE: Holds.YES}] == await findings_of(gates, request)
    assert [OFFICER] == await told(gates.pool, request.nomination_id, "your_turn")
    assert [] == await amiss(gates, request)


async def test_an_award_without_conditions_passes(gates: GateOffice) -> None:
    """A procedure may be shared by awards that ask nothing and have no quota."""
    request = gated(BOTH)
    await gates.opened(request)

    assert "decision" == (await gates.standing(request)).gate
    assert await gates.send(request, a_decision(request, "ward")) is None
    assert [] == await amiss(gates, request)


async def test_an_override_needs_a_reason_and_leads_on(gates: GateOffice) -> None:
    """The nomination itself says that no initiative was recognised; the officer lets it pass, on record."""
    who, unit = somebody(), a_unit()
    await honour(gates, unit, who)
    request = titled(ELIGIBILITY, who, unit=unit, facts=(DENIED,))
    await gates.opened(request)
    waiting = await gates.explained(request)
    assert RefusalReason.MISSING_REASON == await gates.send(
        request, ruling(request, overriding(INITIATIVE, None))
    )
    assert await gates.send(request, ruling(request, overriding(INITIATIVE)), appraisal(request)) is None
    assert await gates.send(request, a_decision(request, "ward")) is None
    entry = (await ledger_of(gates.pool, request.nomination_id))[3]

    assert INITIATIVE in waiting
    assert HELD not in waiting
    assert [FOUND, EntryKind.REFUSAL_RECORDED, RULED] == (await kinds_of(gates.pool, request.nomination_id))[
        1:4
    ]
    assert '"override":true' in entry.body.decode()
    assert "Hội đồng cơ sở" not in entry.body.decode()
    assert CaseStatus.CONFERRED == (await gates.standing(request)).status
    assert [] == await amiss(gates, request)


async def test_who_is_ruled_ineligible_can_only_be_refused(gates: GateOffice) -> None:
    """The gates between are left out."""
    request = titled(ELIGIBILITY, somebody(), unit=a_unit(), facts=(DENIED,))
    await gates.opened(request)
    assert await gates.send(request, ruling(request, refused(INITIATIVE))) is None
    assert "decision" == (await gates.standing(request)).gate
    assert RefusalReason.NOT_CARRIED == await gates.send(request, a_decision(request, "ward"))
    rejection = a_decision(request, "ward", Verdict.REJECT, reason="Không đủ điều kiện")
    assert await gates.send(request, rejection) is None

    assert CaseStatus.REJECTED == (await gates.standing(request)).status
    assert [] == await amiss(gates, request)


async def test_what_is_unknown_goes_on_or_is_asked_about(gates: GateOffice) -> None:
    """Nobody vouches that the award record of a new nominee is complete, so a title may have been given."""
    lenient, strict = (titled(name, somebody(), unit=a_unit()) for name in (ELIGIBILITY, ASKING))
    await gates.opened(lenient)
    await gates.opened(strict)
    kept = await gates.standing(strict)
    assert await gates.send(strict, ruling(strict, proven(HELD, "QĐ 7/2019"))) is None

    assert [{HELD: Holds.UNKNOWN, INITIATIVE: Holds.YES}] == await findings_of(gates, lenient)
    assert ("appraisal", "eligibility") == ((await gates.standing(lenient)).gate, kept.gate)
    assert "decision" == (await gates.standing(strict)).gate
    assert [[], []] == [await amiss(gates, one) for one in (lenient, strict)]


async def test_new_content_is_held_against_the_record_anew(gates: GateOffice) -> None:
    """After a return the nominator names the initiative; what stands now counts, not what came first."""
    request = titled(ELIGIBILITY, somebody(), unit=a_unit(), facts=(DENIED,))
    await gates.opened(request)
    assert await gates.send(request, ruling(request, refused(INITIATIVE))) is None
    back = a_decision(request, "ward", Verdict.RETURN, reason="Bổ sung sáng kiến")
    better = a_resubmission(request, "Đã bổ sung")
    better = better.model_copy(update={"content": better.content.model_copy(update={"facts": (RECOGNISED,)})})
    assert await gates.send(request, back, better) is None

    assert [Holds.NO, Holds.YES] == [found[INITIATIVE] for found in await findings_of(gates, request)]
    assert ("appraisal", 2) == ((standing := await gates.standing(request)).gate, standing.round)
    assert [] == await amiss(gates, request)


async def test_nobody_rules_on_what_was_not_asked(gates: GateOffice) -> None:
    """A ruling on a condition that holds is refused, on record, and changes nothing."""
    request = titled(ELIGIBILITY, somebody(), unit=a_unit(), facts=(DENIED,))
    await gates.opened(request)
    before = await gates.standing(request)

    assert RefusalReason.UNKNOWN_CONDITION == await gates.send(request, ruling(request, refused(HELD)))
    assert [RefusalReason.UNKNOWN_CONDITION] == [
        one.reason for one in await refusals_of(gates.pool, request.nomination_id)
    ]
    assert before == await gates.standing(request)
