"""Who was honoured, as the record tells it: only what was conferred, under the names of its own rules."""

import json
from uuid import uuid4

import asyncpg

from adapters.postgres.honours import PostgresHonours
from adapters.postgres.record import PostgresRecord
from domain.working_days import day_in_vietnam
from schemas.acts import LowerAwardAnswer
from schemas.nomination import NominationRequest, SubjectKind
from tests.cases import NOMINATOR, a_nomination
from tests.gated import COUNCIL, LOWER, gated, lower_award
from tests.integration.at_gates import GateRecord, council_draft
from tests.integration.on_record import (
    AT,
    approval,
    conferred,
    moved,
    opened,
    withdrawal,
)


def _in_year(request: NominationRequest, year: int) -> NominationRequest:
    start, end = (day.replace(year=year) for day in (request.content.period_from, request.content.period_to))
    content = request.content.model_copy(update={"period_from": start, "period_to": end})
    return request.model_copy(update={"content": content})


async def test_only_what_was_conferred_is_an_honour(
    own_record: PostgresRecord, own_pool: asyncpg.Pool
) -> None:
    """Open and withdrawn nominations honour nobody; names and the day are those of the conferring level."""
    case = await conferred(own_record)
    await opened(own_record)
    gone = await opened(own_record)
    await moved(own_record, gone, withdrawal(gone))
    [honour] = await PostgresHonours(own_pool).honours(None)
    last = case.route.stages[-1]

    assert case.request.nomination_id == honour.nomination_id
    assert (case.route.award_name_vi, case.route.award_name_en) == (
        honour.award_name_vi,
        honour.award_name_en,
    )
    assert (last.level, last.level_name_vi) == (honour.level, honour.level_name_vi)
    assert last.body_name_vi == honour.body_name_vi
    assert day_in_vietnam(AT) == honour.decided_on
    assert case.request.content.nominee.name == honour.nominee_name


async def test_a_year_is_that_of_the_achievement(own_record: PostgresRecord, own_pool: asyncpg.Pool) -> None:
    """The awards for 2019 are decided in 2020, and are found under 2019."""
    for year in (2018, 2019):
        request = _in_year(a_nomination("LDTT", kind=SubjectKind.INDIVIDUAL, nomination_id=f"n-{year}"), year)
        case = await opened(own_record, request)
        for _ in case.route.stages:
            case = await moved(own_record, case, approval(case))
    honours = PostgresHonours(own_pool)
    found = {year: await honours.honours(year) for year in (2018, 2019, 2020, None)}
    expected = {2018: ["n-2018"], 2019: ["n-2019"], 2020: [], None: ["n-2018", "n-2019"]}

    assert expected == {year: [one.grant_id for one in ones] for year, ones in found.items()}


async def test_an_honour_is_the_award_that_was_conferred(own_pool: asyncpg.Pool) -> None:
    """Where the nominator agreed to a lower award, the roll names that one, by its own name."""
    gates, request = GateRecord(own_pool), gated(COUNCIL)
    case = await gates.opened(request=request)
    case = await gates.moved(case, council_draft(case))
    case = await gates.acted(case, lower_award(request))
    case = await gates.acted(case, LowerAwardAnswer(act_id=uuid4(), actor_id=NOMINATOR, consent=True))
    case = await gates.moved(case, approval(case))
    [honour] = await PostgresHonours(own_pool).honours(None)
    [lower] = [one for one in case.route.lower_awards if one.award == LOWER]

    assert (LOWER, lower.name_vi, lower.name_en) == (
        honour.award,
        honour.award_name_vi,
        honour.award_name_en,
    )
    assert case.route.award != honour.award


async def test_the_roll_holds_what_is_in_force(own_admin: asyncpg.Connection, own_pool: asyncpg.Pool) -> None:
    """An award of earlier years is an honour too, with an unknown name; a revoked one is none."""
    facts = {
        "source": "imported",
        "subject": "s-1",
        "subject_kind": "individual",
        "award": "CSTDCS",
        "period_from": "2015-01-01",
        "period_to": "2015-12-31",
        "issuer_vi": "UBND quận Hoàng Mai",
    }
    granted = [{"grant_id": name, "kind": "granted", "facts": facts} for name in ("g-1", "g-2")]
    revoked = {"grant_id": "g-2", "kind": "revoked", "facts": dict[str, str]()}
    await own_admin.execute(
        "select awards.keep(ledger.append('award:tests', 'act/1', 'grant.imported', 1, '\\x7b7d'), $1)",
        json.dumps([*granted, revoked]),
    )
    [honour] = await PostgresHonours(own_pool).honours(None)

    assert ("g-1", "s-1", 2015) == (honour.grant_id, honour.nominee_id, honour.year)
    assert (None, None, None) == (honour.nominee_name, honour.nomination_id, honour.decided_on)
    assert "UBND quận Hoàng Mai" == honour.body_name_vi
