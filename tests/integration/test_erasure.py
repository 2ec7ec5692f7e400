"""Erasing a person on the real record: nothing can be read any more, and everything can still be proved."""

import json
from datetime import UTC, datetime
from uuid import uuid4

import asyncpg
import pytest

from adapters.person_keys import PersonBox, box_of
from adapters.postgres.erasures import PostgresErasures
from adapters.postgres.evidence import EvidenceReader
from adapters.postgres.reading import RecordReader
from adapters.postgres.record import PostgresRecord
from adapters.postgres.register import PostgresRegister
from adapters.rule_files import RuleFiles
from domain.erasure import verify_erasures
from domain.errors import StorageUnavailableError
from domain.personal import subject_of
from domain.verification import verify_record
from schemas.audit import FindingCode
from schemas.case_file import CaseFile
from schemas.erasure import (
    ERASED,
    ERASURES_STREAM,
    Erasure,
    ErasureReceipt,
    ErasureRefusal,
    ErasureRefusalReason,
)
from schemas.messages import Verdict
from tests.cases import a_nomination
from tests.integration.on_record import moved, opened, put, resubmission, verdict_against, withdrawal

NAME, REASON = "Tập thể thử nghiệm", "Thiếu minh chứng của bà Hòa"
WHY = "Theo yêu cầu của người có dữ liệu, Điều 14(1)"


@pytest.fixture
def erasures(pool: asyncpg.Pool) -> PostgresErasures:
    """Erases on the shared database; it has no key in memory yet."""
    return fresh(pool)


@pytest.fixture
async def closed(record: PostgresRecord) -> CaseFile:
    """A nomination with texts in every place, which was withdrawn; its nominee is in no other one."""
    return await withdrawn(record)


def fresh(pool: asyncpg.Pool) -> PostgresErasures:
    """Return what a process has that was started just now."""
    box_of.cache_clear()
    return PostgresErasures(pool, PostgresRegister(pool, RuleFiles()))


async def withdrawn(record: PostgresRecord) -> CaseFile:
    """Put a nomination on record, and take it through a return to its withdrawal."""
    case = await opened(record, a_nomination(nominee_id=f"p-{uuid4().hex[:12]}"))
    case = await moved(record, case, verdict_against(case, Verdict.RETURN, REASON))
    case = await moved(record, case, resubmission(case))
    return await moved(record, case, withdrawal(case))


def subject_in(case: CaseFile) -> str:
    """Return whom a case is about."""
    return subject_of(case.request)


async def erasure_of(pool: asyncpg.Pool, subject: str) -> Erasure:
    """Return an erasure that is in order, by a registrar of the ward."""
    registrars = await PostgresRegister(pool, RuleFiles()).registrars("phuong", datetime.now(UTC))
    return Erasure(act_id=uuid4(), actor_id=registrars[0], subject=subject, reason=WHY)


async def erased(erasures: PostgresErasures, pool: asyncpg.Pool, subject: str) -> ErasureReceipt:
    """Erase a subject, which must work."""
    answer = await erasures.erase(await erasure_of(pool, subject))
    assert isinstance(answer, ErasureReceipt), answer
    return answer


async def found_in(pool: asyncpg.Pool, case: CaseFile, seq: int = 0) -> set[FindingCode]:
    """Return what verify finds in this nomination, and in the erasure that is this entry."""
    evidence = await EvidenceReader(pool).evidence(case.nomination_id)
    assert evidence is not None
    erasures = verify_erasures(await fresh(pool).evidence())
    of_this_one = [each for each in erasures if f"entry {seq}:" in each.text]
    return {finding.code for finding in (*verify_record(evidence), *of_this_one)}


async def told_of(admin: asyncpg.Connection, case: CaseFile) -> str:
    """Return every row of every table that has to do with a nomination, as text."""
    tables = await admin.fetch(
        "select format('%I.%I', table_schema, table_name) as name from information_schema.columns "
        "where column_name = 'nomination_id' and table_schema not in ('pg_catalog', 'information_schema')"
    )
    dumps = [
        await admin.fetchval(
            f"select string_agg(t::text, '|') from {row['name']} t where nomination_id = $1",  # noqa: S608
            case.nomination_id,
        )
        for row in tables
    ]
    entries = await admin.fetchval(
        "select string_agg(convert_from(body, 'UTF8'), '|') from ledger.entry where stream_id = $1",
        case.nomination_id,
    )
    return "\n".join(filter(None, [*dumps, entries]))


async def test_nothing_personal_stands_in_clear(
    admin: asyncpg.Connection, reader: RecordReader, closed: CaseFile
) -> None:
    """Who steals the database reads neither name nor account nor reason; whoever may read does."""
    stored = await told_of(admin, closed)
    view = await reader.nomination(closed.nomination_id)
    (decision,) = await reader.decisions_of(closed.nomination_id)

    assert not [text for text in (NAME, "Hoàn thành", "Hòa", "Đã bổ sung", "xin rút") if text in stored]
    assert view is not None
    assert (NAME, REASON) == (view.content.nominee.name, decision.reason)


async def test_what_was_erased_cannot_be_read_and_is_still_proved(
    pool: asyncpg.Pool, erasures: PostgresErasures, closed: CaseFile
) -> None:
    """The marker stands where the texts were, and verify stays clean."""
    before = await found_in(pool, closed)
    receipt = await erased(erasures, pool, subject_in(closed))
    after = await found_in(pool, closed, receipt.seq)
    reader = RecordReader(pool)
    view = await reader.nomination(closed.nomination_id)
    (decision,) = await reader.decisions_of(closed.nomination_id)

    assert (set(), set()) == (before, after)
    assert view is not None
    assert {ERASED} == {view.content.nominee.name, view.content.achievement, decision.reason}
    assert view.content.award == closed.request.content.award
    assert 5 == receipt.rows


async def test_an_entry_of_an_erasure_names_nobody(
    pool: asyncpg.Pool, erasures: PostgresErasures, closed: CaseFile
) -> None:
    """The ledger vouches for whom and why by salted hashes."""
    receipt = await erased(erasures, pool, subject_in(closed))
    body = await pool.fetchval(
        "select convert_from(body, 'UTF8') from ledger.entry where stream_id = $1 and stream_seq = $2",
        ERASURES_STREAM,
        receipt.seq,
    )

    assert subject_in(closed) not in body
    assert WHY not in body
    assert {"subject_sha256", "reason_sha256", "key_ids"} < json.loads(body)["facts"].keys()


async def test_a_repeat_is_answered_as_the_first_time(
    pool: asyncpg.Pool, erasures: PostgresErasures, closed: CaseFile
) -> None:
    """Who lost the answer asks again under the same id; another act under it is refused."""
    act = await erasure_of(pool, subject_in(closed))
    first = await erasures.erase(act)
    again = await erasures.erase(act)
    other = await erasures.erase(act.model_copy(update={"reason": "Lý do khác"}))

    assert first == again
    assert isinstance(other, ErasureRefusal)
    assert other.reason is ErasureRefusalReason.ID_TAKEN


async def test_who_was_erased_is_not_erased_again(
    pool: asyncpg.Pool, closed: CaseFile, erasures: PostgresErasures
) -> None:
    """A second act about the same person finds nothing to destroy, and says so instead of recording it."""
    subject = subject_in(closed)
    await erased(erasures, pool, subject)
    again = await erasures.erase(await erasure_of(pool, subject))

    assert isinstance(again, ErasureRefusal)
    assert ErasureRefusalReason.ALREADY_ERASED == again.reason


async def test_nobody_is_erased_in_the_midst_of_a_case(
    pool: asyncpg.Pool, record: PostgresRecord, erasures: PostgresErasures, closed: CaseFile
) -> None:
    """A case that waits for somebody could not be decided any more; the refusal names it."""
    other = await opened(record, a_nomination(nominee_id=subject_in(closed)))
    answer = await erasures.erase(await erasure_of(pool, subject_in(closed)))

    assert isinstance(answer, ErasureRefusal)
    assert answer.reason is ErasureRefusalReason.STILL_OPEN
    assert other.nomination_id in answer.en
    assert closed.nomination_id not in answer.en


async def test_who_may_not_erase_is_refused(
    pool: asyncpg.Pool, erasures: PostgresErasures, closed: CaseFile
) -> None:
    """Erasing is for registrars of bodies that had to do with the person."""
    act = (await erasure_of(pool, subject_in(closed))).model_copy(update={"actor_id": "p-stranger"})
    answer = await erasures.erase(act)

    assert isinstance(answer, ErasureRefusal)
    assert answer.reason is ErasureRefusalReason.NOT_THE_REGISTRAR
    assert set() == await found_in(pool, closed)


async def test_whom_nobody_knows_is_refused(pool: asyncpg.Pool, erasures: PostgresErasures) -> None:
    """A typing error erases nobody."""
    answer = await erasures.erase(await erasure_of(pool, "p-nobody"))

    assert isinstance(answer, ErasureRefusal)
    assert answer.reason is ErasureRefusalReason.UNKNOWN_SUBJECT


async def test_a_nominee_without_a_code_is_erased_by_the_nomination(
    pool: asyncpg.Pool, record: PostgresRecord, erasures: PostgresErasures
) -> None:
    """Everybody has a subject of their own, also whom nobody gave a code."""
    one, other = await opened(record), await opened(record)
    for case in (one, other):
        await put(record, withdrawal(case))
    await erased(erasures, pool, f"nomination:{one.nomination_id}")
    box_of.cache_clear()
    views = [await RecordReader(pool).nomination(case.nomination_id) for case in (one, other)]

    assert [ERASED, NAME] == [view.content.nominee.name for view in views if view]


async def test_old_rows_in_clear_are_read_and_erased_all_the_same(
    pool: asyncpg.Pool, admin: asyncpg.Connection, closed: CaseFile
) -> None:
    """What was recorded before there were keys is sealed when its person is erased."""
    await _open_in_place(admin, pool, closed)
    erasures = fresh(pool)
    view = await RecordReader(pool).nomination(closed.nomination_id)
    clear = await told_of(admin, closed)
    receipt = await erased(erasures, pool, subject_in(closed))
    sealed = await told_of(admin, closed)

    assert view is not None
    assert view.content.nominee.name == NAME
    assert all(text in clear for text in (NAME, REASON, "xin rút"))
    assert not [text for text in (NAME, "Hoàn thành", REASON, "Đã bổ sung", "xin rút") if text in sealed]
    assert set() == await found_in(pool, closed, receipt.seq)


async def _open_in_place(admin: asyncpg.Connection, pool: asyncpg.Pool, case: CaseFile) -> None:
    """Put every sealed text of a nomination back in clear, as it was before there were keys."""
    columns = (
        ("nomination", "request", "jsonb"),
        ("content_version", "content", "jsonb"),
        ("content_version", "note", "text"),
        ("decision", "reason", "text"),
        ("withdrawal", "reason", "text"),
    )
    for table, column, kind in columns:
        rows = await admin.fetch(
            f"select ctid::text as place, {column}::text as it from commendation.{table} "  # noqa: S608
            f"where nomination_id = $1 and {column} is not null",
            case.nomination_id,
        )
        for row in rows:
            await admin.execute(
                f"update commendation.{table} set {column} = $1::text::{kind} where ctid = $2::text::tid",  # noqa: S608
                await box_of(pool).opened(row["it"]),
                row["place"],
            )
    await admin.execute("delete from person.key where subject = $1", subject_in(case))


async def test_nothing_is_written_under_a_key_that_is_destroyed(
    pool: asyncpg.Pool, record: PostgresRecord, closed: CaseFile
) -> None:
    """A writer that still holds an erased key in memory is sent back, and comes again under a new one."""
    again = a_nomination(nominee_id=subject_in(closed))
    holder = PostgresRecord(pool)
    await PostgresErasures(pool, PostgresRegister(pool, RuleFiles())).erase(
        await erasure_of(pool, subject_in(closed))
    )
    with pytest.raises(StorageUnavailableError):
        await opened(holder, again)
    box_of.cache_clear()
    await opened(record, again)
    view = await RecordReader(pool).nomination(again.nomination_id)

    assert view is not None
    assert view.content.nominee.name == NAME


async def test_the_box_returns_bytes_until_their_person_is_erased(
    pool: asyncpg.Pool, erasures: PostgresErasures, closed: CaseFile
) -> None:
    """What others keep under a person's key goes with that key."""
    sealed = await PersonBox(pool).conceal(subject_in(closed), b"an exported history")
    opened_before = await PersonBox(pool).reveal(sealed)
    await erased(erasures, pool, subject_in(closed))

    assert b"history" not in sealed
    assert opened_before == b"an exported history"
    assert await PersonBox(pool).reveal(sealed) is None


TAMPERINGS = {
    "a sealed name is exchanged": (
        """update commendation.content_version set content =
             jsonb_set(content, '{nominee,name}', content->'achievement') where nomination_id = $1""",
        FindingCode.ERASURE_DIFFERS,
    ),
    "a text that was erased is written anew": (
        "update commendation.decision set reason = 'Đã duyệt' where nomination_id = $1",
        FindingCode.DETAIL_DIFFERS,
    ),
    "a period in the content is changed": (
        """update commendation.content_version set content = content || '{"period_to": "2019-11-30"}'
             where nomination_id = $1""",
        FindingCode.ERASURE_DIFFERS,
    ),
    "the request is changed": (
        """update commendation.nomination set request = request || '{"sector": "other"}'
             where nomination_id = $1""",
        FindingCode.ERASURE_DIFFERS,
    ),
    "a verdict is changed": (
        "update commendation.decision set verdict = 'reject' where nomination_id = $1",
        FindingCode.DETAIL_DIFFERS,
    ),
    "the marker is written over a reason": (
        "update commendation.withdrawal set reason = '(đã xóa / erased)' where nomination_id = $1",
        FindingCode.DETAIL_DIFFERS,
    ),
    "the erasure says another person": (
        "update person.erasure set subject = 'p-other' where subject = $1",
        FindingCode.DETAIL_DIFFERS,
    ),
    "the row of the erasure is gone": (
        "delete from person.erasure where subject = $1",
        FindingCode.DETAIL_MISSING,
    ),
    "the key is put back": (
        "update person.key set wrapped_key = 'x', erased_entry = null where subject = $1",
        FindingCode.ERASURE_DIFFERS,
    ),
}


@pytest.mark.parametrize("name", TAMPERINGS)
async def test_tampering_under_cover_of_an_erasure_is_found(
    pool: asyncpg.Pool, admin: asyncpg.Connection, closed: CaseFile, name: str
) -> None:
    """That a text cannot be read any more is no licence to change anything about its case."""
    statement, code = TAMPERINGS[name]
    receipt = await erased(fresh(pool), pool, subject_in(closed))
    clean = await found_in(pool, closed, receipt.seq)
    of_a_person = "person." in statement
    await admin.execute(statement, subject_in(closed) if of_a_person else closed.nomination_id)

    assert set() == clean
    assert code in await found_in(pool, closed, receipt.seq)


@pytest.mark.parametrize("again", [False, True], ids=["somebody else's case", "a later case of theirs"])
async def test_an_erasure_covers_nobody_elses_texts_and_no_later_ones(
    pool: asyncpg.Pool, admin: asyncpg.Connection, closed: CaseFile, *, again: bool
) -> None:
    """A token of an erased person hides nothing in a case that their erasure does not vouch for."""
    token = (await box_of(pool).seal_for(subject_in(closed)))("Khác")
    await erased(fresh(pool), pool, subject_in(closed))
    box_of.cache_clear()
    record = PostgresRecord(pool)
    case = await opened(record, a_nomination(nominee_id=subject_in(closed) if again else None))
    case = await moved(record, case, verdict_against(case, Verdict.RETURN, REASON))
    clean = await found_in(pool, case)
    await admin.execute(
        "update commendation.decision set reason = $2 where nomination_id = $1", case.nomination_id, token
    )

    assert set() == clean
    assert FindingCode.DETAIL_DIFFERS in await found_in(pool, case)


async def test_a_key_destroyed_without_an_erasure_is_found(
    pool: asyncpg.Pool, admin: asyncpg.Connection, closed: CaseFile
) -> None:
    """Whoever destroys a key by hand, and names some entry for it, is found both there and at the case."""
    key = await admin.fetchval(
        "update person.key set wrapped_key = null, erased_entry = (select min(entry_id) from ledger.entry) "
        "where subject = $1 returning replace(key_id::text, '-', '')",
        subject_in(closed),
    )
    findings = verify_erasures(await fresh(pool).evidence())

    assert [key] == [
        key for each in findings if key in each.text and each.code is FindingCode.ERASURE_DIFFERS
    ]
    assert FindingCode.DETAIL_DIFFERS in await found_in(pool, closed)


async def test_a_text_is_sealed_only_under_the_key_of_its_own_person(
    pool: asyncpg.Pool, closed: CaseFile
) -> None:
    """What seals old texts is no way to write anything else into a case."""
    token = (await box_of(pool).seal_for("p-other"))("Khác")
    for to in (token, "Khác"):
        pairs = json.dumps([{"clear": "BK_TP", "token": to}])
        with pytest.raises(asyncpg.PostgresError, match="only be sealed under the key of its own person"):
            await pool.execute("select person.seal_rows($1, $2::jsonb)", subject_in(closed), pairs)
