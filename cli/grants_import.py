"""Bringing awards of earlier years on record, row by row: each is accepted or refused with its reason."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence

from pydantic import BaseModel

from cli.connection import Office
from cli.progress import progress
from cli.submission import ACCEPTED, KNOWN, REFUSED
from domain.errors import InvalidRecordError
from schemas.award_record import GrantReceipt, GrantRefusal, ImportedGrant
from schemas.grant_rows import GrantReading, ReadGrant, import_id

WOULD_BE_ACCEPTED = "would be accepted"
_AT_ONCE = 8


class ImportedRow(BaseModel):
    """What became of one row; `subject` is the code that stands for the nominee."""

    row: int
    ref: str | None
    grant_id: str | None = None
    subject: str | None = None
    result: str
    reason: str | None = None
    reason_vi: str | None = None


_Work = Callable[[ReadGrant], Awaitable[ImportedRow]]


async def import_all(
    office: Office, reading: GrantReading, body: str, registrar: str, *, shown: bool
) -> list[ImportedRow]:
    """Put every good row on record, some at once; return what became of all rows, in order.

    `shown`: whoever waits at a terminal sees how far it is.
    """

    async def work(row: ReadGrant) -> ImportedRow:
        return await _import(office, row, body, registrar)

    return await _each("Đang nhập / Importing", reading, work, shown=shown)


async def rehearse_all(
    office: Office, reading: GrantReading, body: str, registrar: str, *, shown: bool
) -> list[ImportedRow]:
    """Hold every good row against the record, on which nothing is put; return what would become of all."""

    async def work(row: ReadGrant) -> ImportedRow:
        return await _rehearse(office, row, body, registrar)

    return await _each("Đang kiểm tra / Checking", reading, work, shown=shown)


async def _each(what: str, reading: GrantReading, work: _Work, *, shown: bool) -> list[ImportedRow]:
    at_once = asyncio.Semaphore(_AT_ONCE)

    async def one(row: ReadGrant) -> ImportedRow:
        async with at_once:
            result = await work(row)
        bar.step()
        return result

    with progress(what, len(reading.accepted), shown=shown) as bar:
        done = await asyncio.gather(*(one(row) for row in reading.accepted))
    return _in_order([*done, *refused_rows(reading)])


def refused_rows(reading: GrantReading) -> list[ImportedRow]:
    """Return the rows that cannot be read, as results."""
    return [ImportedRow(row=row.row, ref=row.ref, result=REFUSED, reason=row.text) for row in reading.refused]


def checked_rows(reading: GrantReading) -> list[ImportedRow]:
    """Return what would become of the rows by the file alone, where no record can be asked."""
    good = [ImportedRow(row=row.row, ref=row.ref, result=WOULD_BE_ACCEPTED) for row in reading.accepted]
    return _in_order([*good, *refused_rows(reading)])


async def _import(office: Office, row: ReadGrant, body: str, registrar: str) -> ImportedRow:
    try:
        subject = await office.awards.subject_for(row.fields["subject_kind"], _number_in(row), row.subject)
    except InvalidRecordError as error:
        return ImportedRow(row=row.row, ref=row.ref, result=REFUSED, reason=str(error))
    act = _act(row, body, registrar, subject)
    known = await office.awards.grant(act.grant.grant_id) is not None
    answer = await office.awards.record(act)
    return _row(row, act, answer, known=known)


async def _rehearse(office: Office, row: ReadGrant, body: str, registrar: str) -> ImportedRow:
    """Tell what would become of a row; the code of a nominee who has none yet is not made, so not told."""
    kind, number, awards = row.fields["subject_kind"], _number_in(row), office.awards
    try:
        subject = await awards.subject_rehearsed(kind, number, row.subject)
    except InvalidRecordError as error:
        return ImportedRow(row=row.row, ref=row.ref, result=REFUSED, reason=str(error))
    act = _act(row, body, registrar, subject)
    answer = await awards.rehearse(act)
    if answer is None:
        return ImportedRow(row=row.row, ref=row.ref, subject=row.subject, result=WOULD_BE_ACCEPTED)
    told = _row(row, act, answer, known=True)
    return told.model_copy(update={"subject": row.subject}) if told.result == REFUSED else told


def _number_in(row: ReadGrant) -> str | None:
    return row.identity_number.get_secret_value() if row.identity_number else None


def _act(row: ReadGrant, body: str, registrar: str, subject: str) -> ImportedGrant:
    grant = row.grant(body, subject)
    return ImportedGrant(act_id=import_id(body, row.ref), actor_id=registrar, body=body, grant=grant)


def _row(
    row: ReadGrant, act: ImportedGrant, answer: GrantReceipt | GrantRefusal, *, known: bool
) -> ImportedRow:
    found = ImportedRow(row=row.row, ref=row.ref, result=REFUSED, subject=act.grant.subject)
    if isinstance(answer, GrantRefusal):
        return found.model_copy(update={"reason": answer.en, "reason_vi": answer.vi})
    result = KNOWN if known else ACCEPTED
    return found.model_copy(update={"grant_id": act.grant.grant_id, "result": result})


def _in_order(rows: Sequence[ImportedRow]) -> list[ImportedRow]:
    return sorted(rows, key=lambda row: row.row)
