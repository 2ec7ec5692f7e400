"""How personal data are kept: sealed for whoever has only the database, opened for whoever may read."""

import asyncio
import json
from uuid import uuid4

import asyncpg
import pytest

from adapters.person_cipher import MasterKeyError, MasterKeys
from adapters.person_keys import PersonBox, box_of
from adapters.postgres.award_record import PostgresAwardRecord
from adapters.postgres.dossiers import PostgresDossiers, kept_row
from adapters.postgres.reading import RecordReader
from adapters.postgres.record import PostgresRecord
from domain.errors import InvalidRecordError, StorageUnavailableError
from schemas.dossier_matter import RowsOfDossier
from schemas.erasure import UNREADABLE
from schemas.nomination import NominationRequest, SubjectKind
from tests.cases import a_nomination
from tests.integration.at_gates import draft_of, suspension
from tests.integration.on_record import opened, put

NUMBER = "001 095-012.999"


def _of(subject: str, nomination_id: str | None = None) -> NominationRequest:
    return a_nomination(nominee_id=subject, nomination_id=nomination_id)


async def test_one_person_has_one_key_however_many_ask_at_once(pool: asyncpg.Pool) -> None:
    """What one process seals every other one opens, also when both were the first to need a key."""
    subject = f"p-{uuid4().hex[:8]}"
    sealed = await asyncio.gather(*(PersonBox(pool).conceal(subject, b"clear") for _ in range(8)))

    assert 1 == len(set(sealed))
    assert {b"clear"} == {await PersonBox(pool).reveal(each) for each in sealed}


async def test_what_is_sealed_here_is_closed_elsewhere(pool: asyncpg.Pool) -> None:
    """A database without the master key tells nothing, and nothing is sealed with a wrong one."""
    subject = f"p-{uuid4().hex[:8]}"
    sealed = await PersonBox(pool).conceal(subject, b"clear")
    token = (await PersonBox(pool).seal_for(subject))("Nguyễn Thị Hòa")
    stranger = PersonBox(pool, MasterKeys((bytes(32),)))

    assert await stranger.opened([token, json.dumps({"name": token})]) == [
        UNREADABLE,
        json.dumps({"name": UNREADABLE}),
    ]
    with pytest.raises(ValueError, match="no person's key"):
        await stranger.reveal(sealed)
    with pytest.raises(MasterKeyError, match="give the PERSON_MASTER_KEY_FILE it was made with"):
        await stranger.seal_for(subject)


async def test_a_token_in_json_is_opened_as_json_writes_it(pool: asyncpg.Pool) -> None:
    """Quotes, lines and backslashes of a text never break the JSON that it stands in."""
    text = 'Bà "Hòa" \\ hộ\n\tsố 5'
    token = (await PersonBox(pool).seal_for(f"p-{uuid4().hex[:8]}"))(text)
    opened_json = await PersonBox(pool).opened(f'{{"note": "{token}", "code": "BK_TP"}}')

    assert {"note": text, "code": "BK_TP"} == json.loads(opened_json)
    assert text == await PersonBox(pool).opened(token)


async def test_what_only_looks_like_a_token_stays_as_it_is(
    record: PostgresRecord, reader: RecordReader
) -> None:
    """Nobody reads another person's text by writing a token into their own."""
    text = f"vdp1:{'0' * 32}:abcd"
    request = a_nomination(achievement=text)
    await opened(record, request)
    view = await reader.nomination(request.nomination_id)

    assert view is not None
    assert text == view.content.achievement


async def test_the_free_text_of_other_acts_is_sealed(
    record: PostgresRecord, reader: RecordReader, pool: asyncpg.Pool
) -> None:
    """Why a nominee is held is told of the nominee, too."""
    case = await opened(record, _of(f"p-{uuid4().hex[:8]}"))
    hold = suspension().model_copy(update={"reason": "Có đơn của ông Hòa"})
    await put(record, draft_of(case, hold))
    stored = await pool.fetchval(
        "select act::text from commendation.act where nomination_id = $1", case.nomination_id
    )
    (kept,) = await reader.acts_of(case.nomination_id)

    assert "Hòa" not in stored
    assert hold.reason == kept.act["reason"]


async def test_the_rows_of_a_dossier_are_sealed_and_opened_to_be_opened(pool: asyncpg.Pool) -> None:
    """A row is still the one that was submitted; and without its key no nomination is made of it."""
    dossiers, dossier = PostgresDossiers(pool), f"d-{uuid4().hex[:8]}"
    request = _of("p-of-a-row").model_copy(update={"dossier_id": dossier})
    await dossiers.keep_rows(dossier, 1, 1, [kept_row(1, "01", request)])
    await dossiers.keep_rows(dossier, 1, 1, [kept_row(1, "01", request)])
    stored = await pool.fetchval("select request::text from dossier.row where dossier_id = $1", dossier)
    (row,) = await dossiers.begin(RowsOfDossier(dossier_id=dossier, first=1, last=1))
    box_of.cache_clear()
    stranger = PostgresDossiers(pool)
    box_of(pool)._master = MasterKeys((bytes(32),))  # noqa: SLF001 # pyright: ignore[reportPrivateUsage]
    with pytest.raises(StorageUnavailableError, match="cannot be read"):
        await stranger.begin(RowsOfDossier(dossier_id=dossier, first=1, last=1))
    box_of.cache_clear()

    assert request.content.nominee.name not in stored
    assert request == row.request


async def test_an_identity_number_is_kept_as_a_keyed_hash(
    pool: asyncpg.Pool, admin: asyncpg.Connection
) -> None:
    """All numbers there are could be tried against a plain hash; against this one only with the key."""
    awards = PostgresAwardRecord(pool)
    subject = await awards.subject_for(SubjectKind.INDIVIDUAL, NUMBER, None)
    kept = await admin.fetchval("select identity_number from awards.subject where subject = $1", subject)

    assert subject == await awards.subject_for(SubjectKind.INDIVIDUAL, "001095012999", None)
    assert "001095012999" not in kept
    assert 64 < len(kept)


async def test_a_number_that_was_kept_in_clear_is_found_and_hashed(
    pool: asyncpg.Pool, admin: asyncpg.Connection
) -> None:
    """Who was recorded before numbers were hashed keeps their code."""
    await admin.execute(
        "insert into awards.subject (subject, kind, identity_number) "
        "values ('s-old', 'individual', '001095012998')"
    )
    found = await PostgresAwardRecord(pool).subject_for(SubjectKind.INDIVIDUAL, "001.095.012.998", None)
    kept = await admin.fetchval("select identity_number from awards.subject where subject = 's-old'")

    assert found == "s-old"
    assert kept.startswith("h1")


async def test_a_text_in_two_spellings_is_refused_before_it_is_sealed(pool: asyncpg.Pool) -> None:
    """The record can compare no spelling any more once a text is sealed."""
    seal = await PersonBox(pool).seal_for(f"p-{uuid4().hex[:8]}")
    with pytest.raises(InvalidRecordError, match="not in NFC"):
        seal("Thie\u0302\u0301u")
