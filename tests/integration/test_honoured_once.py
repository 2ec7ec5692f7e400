"""One achievement, one award, however many decide at once."""

import asyncio

import asyncpg

from adapters.postgres.award_record import PostgresAwardRecord
from adapters.postgres.record import PostgresRecord
from schemas.case_file import CaseFile
from schemas.conditions import Condition, OneAchievement
from schemas.legal import LegalBasis, Mark
from schemas.messages import RefusalReason
from schemas.record import DecisionDraft
from tests.integration.conferring import at_the_ward
from tests.integration.on_record import approval, put, written

_NOMINEE = "nominee-7"
_ONCE = Condition(
    condition="one-achievement",
    name_vi="Một thành tích, một hình thức",
    name_en="One achievement, one award",
    holds=OneAchievement(),
    basis=LegalBasis(citation="Luật 06/2022/QH15", mark=Mark.SOURCED),
)


def _asking_again(case: CaseFile) -> DecisionDraft:
    return approval(case).model_copy(update={"again": (_ONCE,)})


async def test_of_forty_decisions_at_once_on_one_achievement_one_confers(own_pool: asyncpg.Pool) -> None:
    """Each was found eligible while none was conferred; the record asks again in the moment of conferring."""
    record = PostgresRecord(own_pool)
    cases = [await at_the_ward(record, nominee_id=_NOMINEE) for _ in range(40)]
    answers = await asyncio.gather(*(put(record, _asking_again(case)) for case in cases))

    assert 1 == sum(answer.entry is not None for answer in answers)
    assert 39 == sum(answer.refused is RefusalReason.ALREADY_HONOURED for answer in answers)
    assert 1 == len((await PostgresAwardRecord(own_pool).history(_NOMINEE)).grants)


async def test_a_repeat_is_answered_whatever_was_granted_since(own_pool: asyncpg.Pool) -> None:
    """A worker that died after its commit gets its entry again, and no refusal of what is on record."""
    record = PostgresRecord(own_pool)
    first, second = [await at_the_ward(record, nominee_id=_NOMINEE) for _ in range(2)]
    draft = _asking_again(first)
    entry = await written(record, draft)
    await written(record, approval(second))
    again = await put(record, draft.model_copy(update={"expected_seq": entry.seq}))

    assert entry == again.earlier


async def test_another_nominee_is_not_in_the_way(own_pool: asyncpg.Pool) -> None:
    """What one nominee was given is asked of nobody else, and of nobody without a code."""
    record = PostgresRecord(own_pool)
    for nominee in (_NOMINEE, "nominee-8", None, None):
        await written(record, _asking_again(await at_the_ward(record, nominee_id=nominee)))

    assert 1 == len((await PostgresAwardRecord(own_pool).history(_NOMINEE)).grants)
