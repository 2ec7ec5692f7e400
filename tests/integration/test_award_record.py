"""The award record on the real database: what registrars bring, each once, and nothing is ever changed."""

import asyncio
from datetime import date
from typing import Any
from uuid import uuid4

import asyncpg
import pytest

from adapters.postgres.award_evidence import AwardEvidenceReader
from adapters.postgres.award_record import AwardRegistry
from adapters.postgres.record import PostgresRecord
from adapters.postgres.register import PostgresRegister
from adapters.rule_files import RuleFiles
from domain.award_evidence import verify_grant, verify_stream, verify_vouched
from domain.errors import InvalidRecordError
from schemas.audit import FindingCode
from schemas.award_record import (
    Completeness,
    Correction,
    Grant,
    GrantEventKind,
    GrantReceipt,
    GrantRefusal,
    GrantRefusalReason,
    GrantSource,
    ImportedGrant,
    Presentation,
    RegistrarsAct,
)
from schemas.nomination import SubjectKind
from tests.integration.conferring import at_the_ward
from tests.integration.on_record import approval, written

WARD, CHAIR, SUBJECT = "phuong-hoang-mai", "ward-chair", "p-41"
NUMBER = "001095012345"
PERSON = SubjectKind.INDIVIDUAL


@pytest.fixture
def awards(own_pool: asyncpg.Pool) -> AwardRegistry:
    """The award record on a database of the test's own."""
    return AwardRegistry(own_pool, PostgresRegister(own_pool, RuleFiles()))


def _common(**fields: object) -> dict[str, Any]:
    return {"act_id": uuid4(), "actor_id": CHAIR, "body": WARD} | fields


def _import(grant_id: str = "g-1", year: int = 2019, **fields: object) -> ImportedGrant:
    usual: dict[str, Any] = {
        "grant_id": grant_id,
        "source": GrantSource.IMPORTED,
        "subject": SUBJECT,
        "subject_kind": PERSON,
        "award": "LDTT",
        "unit": "p-to-3",
        "period_from": date(year, 1, 1),
        "period_to": date(year, 12, 31),
        "decided_on": date(year + 1, 1, 15),
        "issuer_vi": "UBND phường Hoàng Mai",
        "evidence": "Quyết định số 12/QĐ-UBND",
    }
    return ImportedGrant(**_common(grant=Grant.model_validate(usual | fields)))


def _presentation(grant_id: str = "g-1", day: date = date(2020, 2, 3), **fields: object) -> Presentation:
    return Presentation(**_common(grant_id=grant_id, presented_on=day, **fields))


def _correction(grant_id: str = "g-1", **facts: object) -> Correction:
    return Correction(**_common(grant_id=grant_id, facts=facts, reason="Ghi nhầm"))


async def _done(awards: AwardRegistry, *acts: RegistrarsAct) -> GrantReceipt:
    answers = [await awards.record(act) for act in acts]
    assert all(isinstance(answer, GrantReceipt) for answer in answers), answers
    return GrantReceipt.model_validate(answers[-1].model_dump())


async def _refused(awards: AwardRegistry, act: RegistrarsAct) -> GrantRefusalReason:
    answer = await awards.record(act)
    assert isinstance(answer, GrantRefusal), answer
    return answer.reason


async def _amiss(pool: asyncpg.Pool) -> list[FindingCode]:
    reader = AwardEvidenceReader(pool)
    found = [each async for entry in reader.vouched() for each in verify_vouched(entry)]
    found += [each async for grant in reader.grants() for each in verify_grant(grant)]
    for stream in await reader.streams():
        found += verify_stream(await reader.stream(stream))
    return [each.code for each in found]


async def test_a_grant_goes_from_import_to_correction(awards: AwardRegistry, own_pool: asyncpg.Pool) -> None:
    """Each act is an event under an entry of its own, and the grant is what they come to."""
    await _done(awards, _import(), _presentation(), _correction(unit="p-to-4", presented_on="2020-02-04"))
    grant, events = await awards.grant("g-1"), await awards.events("g-1")

    assert grant is not None
    assert ("p-to-4", date(2020, 2, 4), False) == (grant.unit, grant.presented_on, grant.revoked)
    assert [GrantEventKind.GRANTED, GrantEventKind.PRESENTED, GrantEventKind.CORRECTED] == [
        event.kind for event in events
    ]
    assert [1, 2, 3] == [event.entry_seq for event in events]
    assert (grant,) == (await awards.history(SUBJECT)).grants
    assert (grant,) == await awards.grants(award="LDTT", unit="p-to-4", year=2019)
    assert () == await awards.grants(unit="p-to-3")
    assert [] == await _amiss(own_pool)


async def test_imported_twice_counts_once(awards: AwardRegistry, own_pool: asyncpg.Pool) -> None:
    """The same act again, also at the same moment, has the same receipt; another under its id is refused."""
    act = _import()
    first = await _done(awards, act)
    again = await asyncio.gather(*(awards.record(act) for _ in range(5)))
    other = act.model_copy(update={"grant": act.grant.model_copy(update={"unit": "p-other"})})

    assert [first] * 5 == again
    assert GrantRefusalReason.ID_TAKEN == await _refused(awards, other)
    assert GrantRefusalReason.GRANT_EXISTS == await _refused(awards, _import())
    assert 1 == await own_pool.fetchval("select count(*) from awards.event")


async def test_an_import_at_the_same_moment_is_one(awards: AwardRegistry) -> None:
    """Two officers who import the same grant under two acts make one grant."""
    answers = await asyncio.gather(*(awards.record(_import()) for _ in range(6)))

    assert 1 == sum(isinstance(answer, GrantReceipt) for answer in answers)
    assert 1 == len((await awards.history(SUBJECT)).grants)


async def test_completeness_is_vouched_for(awards: AwardRegistry, own_pool: asyncpg.Pool) -> None:
    """An office's latest word counts, so a wrong one can be taken back; nothing holds before anybody's."""
    unknown = await awards.history(SUBJECT)
    for year in (2019, 2018):
        act = Completeness(**_common(subject=SUBJECT, complete_to=year, evidence="Sổ khen thưởng"))
        await _done(awards, act)

    assert (None, 2018) == (unknown.complete_to, (await awards.history(SUBJECT)).complete_to)
    assert [] == await _amiss(own_pool)


async def test_who_is_no_registrar_changes_nothing(awards: AwardRegistry, own_pool: asyncpg.Pool) -> None:
    """Where a body has no registrar its chair acts; where it has one, the chair does not."""
    stranger = _import().model_copy(update={"actor_id": "ward-deputy"})
    elsewhere = _import().model_copy(update={"body": "phuong-nao"})
    city = _import().model_copy(update={"body": "tp-ha-noi"})

    assert GrantRefusalReason.NOT_THE_REGISTRAR == await _refused(awards, stranger)
    assert GrantRefusalReason.UNKNOWN_BODY == await _refused(awards, elsewhere)
    assert await _refused(awards, city) in {
        GrantRefusalReason.NOT_THE_REGISTRAR,
        GrantRefusalReason.UNKNOWN_BODY,
    }
    assert 0 == await own_pool.fetchval("select count(*) from awards.event")


async def test_what_does_not_follow_is_refused(awards: AwardRegistry) -> None:
    """No second presentation, none before the decision or in the future, no correction of what is fixed."""
    await _done(awards, _import(), _presentation(), _import("g-2"))
    refused = [
        await _refused(awards, act)
        for act in (
            _presentation(),
            _presentation("g-2", date(2020, 1, 14)),
            _presentation("g-2", date(2999, 1, 1)),
            _presentation("g-none"),
            _correction("g-none", unit="p-1"),
            _correction(revoked=True),
            _correction(no_such_field="x"),
            _correction(period_to="2018-01-01"),
            _correction(unit="p-to-3"),
            _import("g-3", 2998),
        )
    ]

    assert [
        GrantRefusalReason.ALREADY_PRESENTED,
        GrantRefusalReason.NOT_THAT_DAY,
        GrantRefusalReason.NOT_THAT_DAY,
        GrantRefusalReason.UNKNOWN_GRANT,
        GrantRefusalReason.UNKNOWN_GRANT,
        GrantRefusalReason.NOT_CORRECTABLE,
        GrantRefusalReason.NOT_CORRECTABLE,
        GrantRefusalReason.NOT_A_GRANT,
        GrantRefusalReason.CHANGES_NOTHING,
        GrantRefusalReason.NOT_THAT_DAY,
    ] == refused


async def test_what_a_decision_says_is_not_corrected_beside_it(
    awards: AwardRegistry, own_pool: asyncpg.Pool
) -> None:
    """The number and the award of a decision that was made here stand in its own entry."""
    case = await at_the_ward(PostgresRecord(own_pool), nominee_id=SUBJECT)
    await written(PostgresRecord(own_pool), approval(case))

    assert GrantRefusalReason.NOT_CORRECTABLE == await _refused(
        awards, _correction(case.nomination_id, number="99/QĐ-UBND")
    )
    await _done(awards, _correction(case.nomination_id, unit="p-to-9"))
    assert [] == await _amiss(own_pool)


async def test_a_nominee_has_one_code(awards: AwardRegistry) -> None:
    """An identity number leads to one code, however it is spaced, also at the same moment."""
    made = await asyncio.gather(*(awards.subject_for(PERSON, NUMBER, None) for _ in range(10)))
    spaced = await awards.subject_for(PERSON, "001 095 012 345", None)
    named = await awards.subject_for(PERSON, "001095099999", "p-77")

    assert {spaced} == set(made)
    assert spaced.startswith("s-")
    assert len("s-0123456789abcdef") == len(spaced)
    assert ("p-77", "p-77") == (named, await awards.subject_for(PERSON, "001095099999", None))


async def test_a_code_known_before_its_number_keeps_it(awards: AwardRegistry) -> None:
    """An office's own code can be told its number later, once."""
    await awards.subject_for(PERSON, None, "p-78")

    assert "p-78" == await awards.subject_for(PERSON, NUMBER, "p-78")
    assert "p-78" == await awards.subject_for(PERSON, NUMBER, None)


@pytest.mark.parametrize(
    ("kind", "number", "code"),
    [(PERSON, NUMBER, "p-2"), (PERSON, NUMBER, "p-3"), (PERSON, "001095000001", "p-1")],
)
async def test_a_number_and_a_code_of_two_people_are_refused(
    awards: AwardRegistry, kind: SubjectKind, number: str, code: str
) -> None:
    """Nobody is taken for somebody else, and the refusal names no number."""
    await awards.subject_for(PERSON, NUMBER, "p-1")
    await awards.subject_for(PERSON, "001095000002", "p-2")
    with pytest.raises(InvalidRecordError) as refused:
        await awards.subject_for(kind, number, code)

    assert NUMBER not in str(refused.value)
    assert number not in str(refused.value)
    assert refused.value.__cause__ is None


@pytest.mark.parametrize("table", ["event", "completeness", "flag"])
async def test_nothing_is_ever_changed(
    awards: AwardRegistry, own_admin: asyncpg.Connection, table: str
) -> None:
    """Not even the superuser changes or removes a row by mistake."""
    vouched = Completeness(**_common(subject=SUBJECT, complete_to=2019, evidence="Sổ khen thưởng"))
    await _done(awards, _import(), vouched)
    await own_admin.execute(
        "insert into awards.flag select grant_id, grant_id, entry_id, at from awards.event"
    )
    for change in (
        "update awards.{} set entry_id = 1",
        "delete from awards.{}",
        "truncate awards.{} cascade",
    ):
        with pytest.raises(asyncpg.InsufficientPrivilegeError, match="append-only"):
            await own_admin.execute(change.format(table))


async def test_events_follow_from_each_other(own_admin: asyncpg.Connection, awards: AwardRegistry) -> None:
    """The database itself refuses what does not follow: no revocation of nothing, nor of what is revoked."""
    await _done(awards, _import())
    keep = "select awards.keep(e, $1::jsonb) from ledger.entry e where stream_id = 'award:phuong-hoang-mai'"
    revoked = '[{"grant_id": "g-1", "kind": "revoked", "facts": {"reason": "x"}}]'
    await own_admin.execute(keep, revoked)
    withheld = await awards.grant("g-1")
    for wrong in (revoked, revoked.replace("g-1", "g-2"), revoked.replace("revoked", "granted")):
        with pytest.raises(asyncpg.PostgresError) as refused:
            await own_admin.execute(keep, wrong)
        assert "VD008" == refused.value.sqlstate
    await own_admin.execute(keep, revoked.replace("revoked", "restored"))
    restored = await awards.grant("g-1")

    assert withheld is not None
    assert restored is not None
    assert (True, False) == (withheld.revoked, restored.revoked)


@pytest.mark.parametrize(
    "change",
    [
        'update awards.event set facts = facts || \'{"award": "CSTDCS"}\'',
        "delete from awards.event where seq = 2",
        "update awards.grant set unit = 'p-other'",
        'update awards.grant set facts = facts || \'{"award": "CSTDCS"}\'',
        "update awards.event set at = at + interval '1 day' where seq = 1",
        "delete from awards.completeness",
        "update awards.completeness set complete_to = 2025",
    ],
)
async def test_what_was_changed_behind_its_back_is_found(
    awards: AwardRegistry, own_pool: asyncpg.Pool, own_admin: asyncpg.Connection, change: str
) -> None:
    """The ledger vouches for every event and every word on completeness."""
    vouched = Completeness(**_common(subject=SUBJECT, complete_to=2019, evidence="Sổ khen thưởng"))
    await _done(awards, _import(), _presentation(), vouched)
    clean = await _amiss(own_pool)
    for table in ("event", "completeness", "grant"):
        await own_admin.execute(f"alter table awards.{table} disable trigger all")
    await own_admin.execute(change)

    assert [] == clean
    assert FindingCode.GRANT_DIFFERS in await _amiss(own_pool)
