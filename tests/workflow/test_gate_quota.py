"""The quota of a unit and year on real servers: reserved, waited for, freed, claimed again, or given up."""

import asyncio

from schemas.case import CaseStatus
from schemas.ledger import EntryKind
from schemas.messages import RefusalReason, Verdict
from schemas.nomination import NominationRequest
from tests.cases import a_decision, a_resubmission, a_withdrawal
from tests.conditioned import claim, titled
from tests.conditioned_rules import QUOTA
from tests.gated import OFFICER, appraisal
from tests.workflow.at_award_gates import a_unit, amiss, honour
from tests.workflow.gate_office import GateOffice
from tests.workflow.on_record import kinds_of, told

HOLDERS = tuple(f"holder-{number}" for number in range(7))
"""15 % of seven are 1.05: one place."""


async def rivals(gates: GateOffice, unit: str, count: int = 2) -> list[NominationRequest]:
    """Open nominations of a unit with one place, one after the other."""
    await honour(gates, unit, *HOLDERS)
    requests = [titled(QUOTA, f"p-{unit}-{number}", unit=unit) for number in range(count)]
    for request in requests:
        await gates.opened(request)
    return requests


async def waits_at(gates: GateOffice, request: NominationRequest) -> str | None:
    """Return the gate that waits."""
    return (await gates.standing(request)).gate


async def test_who_finds_no_place_waits_until_one_is_free(gates: GateOffice) -> None:
    """A rejection frees the place; until then every claim is refused, on record."""
    first, second = await rivals(gates, a_unit())
    assert [OFFICER] == await told(gates.pool, second.nomination_id, "your_turn")
    assert ("appraisal", "quota") == (await waits_at(gates, first), await waits_at(gates, second))
    assert "1 of this award for 2019 and 1 are taken" in await gates.explained(second)
    assert RefusalReason.QUOTA_SPENT == await gates.send(second, claim(second))
    rejection = a_decision(first, "ward", Verdict.REJECT, reason="Không tiêu biểu")
    assert await gates.send(first, appraisal(first), rejection) is None
    assert await gates.send(second, claim(second), appraisal(second), a_decision(second, "ward")) is None

    assert CaseStatus.CONFERRED == (await gates.standing(second)).status
    assert [
        EntryKind.QUOTA_SPENT, EntryKind.REFUSAL_RECORDED, EntryKind.QUOTA_CLAIMED,
    ] == (await kinds_of(gates.pool, second.nomination_id))[1:4]  # fmt: skip
    assert [[], []] == [await amiss(gates, one) for one in (first, second)]


async def test_a_place_that_was_conferred_stays_taken(gates: GateOffice) -> None:
    """The award itself counts once it is given."""
    first, second = await rivals(gates, a_unit())
    assert await gates.send(first, appraisal(first), a_decision(first, "ward")) is None

    assert RefusalReason.QUOTA_SPENT == await gates.send(second, claim(second))


async def test_a_withdrawal_frees_the_place(gates: GateOffice) -> None:
    """Every end without the award gives the place back, not only a rejection."""
    first, second = await rivals(gates, a_unit())
    assert await gates.send(first, a_withdrawal()) is None

    assert await gates.send(second, claim(second)) is None
    assert "appraisal" == await waits_at(gates, second)


async def test_who_gives_up_is_decided_without_a_place(gates: GateOffice) -> None:
    """The decider can only return or reject."""
    _, second = await rivals(gates, a_unit())
    assert RefusalReason.MISSING_REASON == await gates.send(second, claim(second, give_up=True))
    assert await gates.send(second, claim(second, give_up=True, reason="Hết chỉ tiêu")) is None
    assert RefusalReason.NOT_CARRIED == await gates.send(second, a_decision(second, "ward"))
    rejection = a_decision(second, "ward", Verdict.REJECT, reason="Hết chỉ tiêu")
    assert await gates.send(second, rejection) is None

    assert [] == await amiss(gates, second)


async def test_a_new_round_keeps_the_place_and_takes_no_second_one(gates: GateOffice) -> None:
    """The gate is gone through again on changed content, and one of the places taken is its own."""
    first, second = await rivals(gates, a_unit())
    back = a_decision(first, "ward", Verdict.RETURN, reason="Bổ sung")
    assert await gates.send(first, appraisal(first), back, a_resubmission(first, "Đã bổ sung")) is None

    assert "appraisal" == await waits_at(gates, first)
    assert 2 == (await kinds_of(gates.pool, first.nomination_id)).count(EntryKind.QUOTA_RESERVED)
    assert RefusalReason.QUOTA_SPENT == await gates.send(second, claim(second))
    assert [] == await amiss(gates, first)


async def test_a_unit_that_nobody_holds_the_base_title_in_has_no_place(gates: GateOffice) -> None:
    """A share of nothing is nothing."""
    request = titled(QUOTA, "p-alone", unit=a_unit())
    await gates.opened(request)

    assert "0 of this award" in await gates.explained(request)


async def test_nominations_that_ask_at_once_share_what_there_is(gates: GateOffice) -> None:
    """Of twelve at the same moment one gets the only place, and the others wait."""
    unit = a_unit()
    await honour(gates, unit, *HOLDERS)
    requests = [titled(QUOTA, f"p-{unit}-{number}", unit=unit) for number in range(12)]
    await asyncio.gather(*(gates.opened(request) for request in requests))
    waiting = [await waits_at(gates, request) for request in requests]

    assert (1, 11) == (waiting.count("appraisal"), waiting.count("quota"))
