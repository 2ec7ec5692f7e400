"""Bringing awards of earlier years on record, row by row: each is accepted or refused with its reason."""

import asyncio
from collections.abc import Sequence

from pydantic import BaseModel

from cli.connection import Office
from cli.progress import progress
from cli.submission import ACCEPTED, KNOWN, REFUSED
from domain.errors import InvalidRecordError
from schemas.award_record import GrantReceipt, GrantRefusal, ImportedGrant
from schemas.grant_rows import GrantReading, ReadGrant, import_id

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


async def import_all(
    office: Office, reading: GrantReading, body: str, registrar: str, *, shown: bool
) -> list[ImportedRow]:
    """Put every good row on record, some at once; return what became of all rows, in order.

    `shown`: whoever waits at a terminal sees how far it is.
    """
    at_once = asyncio.Semaphore(_AT_ONCE)

    async def one(row: ReadGrant) -> ImportedRow:
        async with at_once:
            result = await _import(office, row, body, registrar)
        bar.step()
        return result

    with progress("Đang nhập / Importing", len(reading.accepted), shown=shown) as bar:
        done = await asyncio.gather(*(one(row) for row in reading.accepted))
    return _in_order([*done, *refused_rows(reading)])


def refused_rows(reading: GrantReading) -> list[ImportedRow]:
    """Return the rows that cannot be read, as results."""
    return [ImportedRow(row=row.row, ref=row.ref, result=REFUSED, reason=row.text) for row in reading.refused]


def checked_rows(reading: GrantReading) -> list[ImportedRow]:
    """Return what would become of the rows of a file of which nothing is imported."""
    good = [ImportedRow(row=row.row, ref=row.ref, result="would be accepted") for row in reading.accepted]
    return _in_order([*good, *refused_rows(reading)])


async def _import(office: Office, row: ReadGrant, body: str, registrar: str) -> ImportedRow:
    number = row.identity_number.get_secret_value() if row.identity_number else None
    try:
        subject = await office.awards.subject_for(row.fields["subject_kind"], number, row.subject)
    except InvalidRecordError as error:
        return ImportedRow(row=row.row, ref=row.ref, result=REFUSED, reason=str(error))
    grant = row.grant(body, subject)
    known = await office.awards.grant(grant.grant_id) is not None
    act = ImportedGrant(act_id=import_id(body, row.ref), actor_id=registrar, body=body, grant=grant)
    answer = await office.awards.record(act)
    return _row(row, act, answer, known=known)


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
