"""Documents beside the record: named by their hash, sealed under the key of whom they are about."""

from uuid import uuid4

import asyncpg
import pytest

from adapters.person_keys import box_of
from adapters.postgres.erasures import PostgresErasures
from adapters.postgres.record import PostgresRecord
from adapters.postgres.register import PostgresRegister
from adapters.rule_files import RuleFiles
from domain.erasure import fault_in_attachment, media_type_of, sha256_of
from domain.errors import InvalidRecordError
from schemas.erasure import LARGEST_ATTACHMENT, ErasureReceipt, MediaType
from tests.cases import a_nomination
from tests.integration.on_record import opened, put, withdrawal
from tests.integration.test_erasure import erasure_of

PDF = b"%PDF-1.7\nGi\xe1\xba\xa5y khen"
PNG, JPEG = b"\x89PNG\r\n\x1a\n....", b"\xff\xd8\xff\xe0...."


@pytest.fixture
def documents(pool: asyncpg.Pool) -> PostgresErasures:
    """Keeps documents in the shared database."""
    return PostgresErasures(pool, PostgresRegister(pool, RuleFiles()))


@pytest.mark.parametrize(
    ("document", "kind"), [(PDF, MediaType.PDF), (PNG, MediaType.PNG), (JPEG, MediaType.JPEG)]
)
def test_what_may_be_attached_is_told_by_its_first_bytes(document: bytes, kind: MediaType) -> None:
    """A name or a header of the sender says nothing about what a file is."""
    assert (kind, None) == (media_type_of(document), fault_in_attachment(document))


@pytest.mark.parametrize(
    ("document", "fault"),
    [
        (b"", "neither PDF, PNG nor JPEG"),
        (b"MZ" + PDF, "neither PDF, PNG nor JPEG"),
        (b"<html>%PDF-", "neither PDF, PNG nor JPEG"),
        (PDF + bytes(LARGEST_ATTACHMENT), "larger than 10 MiB"),
    ],
    ids=["nothing", "a program", "a page", "too large"],
)
def test_anything_else_is_refused_with_what_to_do(document: bytes, fault: str) -> None:
    """Programs, pages and what would fill the disk never come in."""
    assert fault in (fault_in_attachment(document) or "")


async def test_a_document_comes_back_by_its_hash_and_is_kept_sealed(
    documents: PostgresErasures, pool: asyncpg.Pool
) -> None:
    """Content names a document by the hash of its bytes; the database holds none of them in clear."""
    subject, document = f"p-{uuid4().hex[:8]}", PDF + uuid4().bytes
    digest = await documents.attach(document, subject, "ward-office")
    again = await documents.attach(document, subject, "ward-office")
    kept = await documents.attachment(digest)
    stored = await pool.fetchval("select sealed from person.attachment where subject = $1", subject)

    assert kept is not None
    assert (digest, digest, document) == (again, sha256_of(document), kept[1])
    assert ("application/pdf", len(document)) == (kept[0].media_type, kept[0].size)
    assert [digest] == [each.sha256 for each in await documents.attachments_of(subject)]
    assert document[:20] not in stored


async def test_an_exchanged_document_is_not_handed_out(
    documents: PostgresErasures, admin: asyncpg.Connection
) -> None:
    """What comes back is what was attached, or nothing."""
    subject = f"p-{uuid4().hex[:8]}"
    one = await documents.attach(PDF + uuid4().bytes, subject, "ward-office")
    await documents.attach(PNG + uuid4().bytes, subject, "ward-office")
    await admin.execute(
        "update person.attachment a set sealed = b.sealed from person.attachment b "
        "where a.sha256 = decode($1, 'hex') and b.subject = a.subject and b.sha256 <> a.sha256",
        one,
    )
    with pytest.raises(InvalidRecordError, match="not what was attached"):
        await documents.attachment(one)


async def test_a_document_goes_with_its_person(
    documents: PostgresErasures, record: PostgresRecord, pool: asyncpg.Pool
) -> None:
    """Whoever erases a person has erased their documents; the hash is all that is left."""
    subject = f"p-{uuid4().hex[:8]}"
    case = await opened(record, a_nomination(nominee_id=subject))
    await put(record, withdrawal(case))
    digest = await documents.attach(PDF + uuid4().bytes, subject, "ward-office")
    answer = await documents.erase(await erasure_of(pool, subject))
    box_of.cache_clear()
    kept = await PostgresErasures(pool, PostgresRegister(pool, RuleFiles())).attachment(digest)

    assert isinstance(answer, ErasureReceipt)
    assert kept is not None
    assert kept[1] is None
