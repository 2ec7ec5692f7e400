"""Submitting a dossier: match its nominees, put its rows on record, send the act that vouches for them."""

import asyncio
from collections.abc import Sequence
from uuid import UUID, uuid4, uuid5

from adapters.postgres.award_record import PostgresAwardRecord
from adapters.postgres.dossiers import KeptRow
from cli.connection import Office
from cli.dossier_rows import keep_rows, rows_digest, rows_of
from cli.progress import progress
from domain.canonical import model_digest
from domain.errors import InvalidRecordError, VinhDanhError
from domain.matters.fold import matter_answer
from schemas.dossier import AcceptedRow, DossierFile, DossierReading, RefusedRow, RowFault
from schemas.dossier_matter import DossierStatus, SubmissionLetter, SubmitDossier
from schemas.matter import MatterAnswer, MatterKind, MatterRefusal
from schemas.names import MessageName

_NAMES = UUID("5f1d5c8e-6a3b-4d57-9d0b-0f3f8a4b7c21")
"""What the ids of submissions are derived from, so that submitting a file again is the same act."""
_AT_ONCE = 8
_LOOK_SECONDS = 0.5


class NoLetterError(VinhDanhError):
    """A dossier's file has no submission letter."""


async def with_subjects(
    awards: PostgresAwardRecord, reading: DossierReading, *, shown: bool = False
) -> DossierReading:
    """Return the reading with the code of every nominee whose identity number a row gives.

    Codes are made where there is none. A row whose number and code belong to two nominees is refused.
    """
    free = asyncio.Semaphore(_AT_ONCE)

    async def one(row: AcceptedRow) -> AcceptedRow | RefusedRow:
        async with free:
            matched = await _matched(awards, row)
        bar.step()
        return matched

    with progress("Đang đối chiếu / Matching nominees", len(reading.accepted), shown=shown) as bar:
        rows = await asyncio.gather(*map(one, reading.accepted))
    refused = (*reading.refused, *(row for row in rows if isinstance(row, RefusedRow)))
    return reading.model_copy(
        update={
            "accepted": tuple(row for row in rows if isinstance(row, AcceptedRow)),
            "refused": tuple(sorted(refused, key=lambda row: row.row)),
        }
    )


async def _matched(awards: PostgresAwardRecord, row: AcceptedRow) -> AcceptedRow | RefusedRow:
    if row.identity_number is None:
        return row
    content = row.request.content
    nominee, number = content.nominee, row.identity_number.get_secret_value()
    try:
        code = await awards.subject_for(nominee.kind, number, nominee.nominee_id)
    except InvalidRecordError:
        text = "does not belong to the nominee with this nominee_id and nominee_kind; correct one of them"
        return RefusedRow(row=row.row, ref=row.ref, faults=(RowFault(column="identity_number", text=text),))
    found = content.model_copy(update={"nominee": nominee.model_copy(update={"nominee_id": code})})
    return row.model_copy(update={"request": row.request.model_copy(update={"content": found})})


async def submit_dossier(office: Office, reading: DossierReading, *, shown: bool = False) -> MatterAnswer:
    """Put the accepted rows on record, submit the dossier and return the answer.

    Submitting the same file again is the same act.

    Raises:
        NoLetterError: the file has no submission letter.
        OtherRowsError: the dossier is submitted, with other rows.
        TooManyRowsError: there are more rows than a dossier may have.
    """
    act, rows = submission_of(reading)
    await keep_rows(office.dossiers, act.dossier_id, rows, shown=shown)
    return await send_submission(office, act)


def submission_of(reading: DossierReading) -> tuple[SubmitDossier, list[KeptRow]]:
    """Return the act that submits a file, and the rows that it vouches for.

    Raises:
        NoLetterError: the file has no submission letter.
        TooManyRowsError: there are more rows than a dossier may have.
    """
    rows, dossier = rows_of(reading.accepted), reading.dossier
    letter = letter_of(dossier)
    digest = rows_digest(rows)
    name = f"{dossier.dossier_id}/{dossier.nominator_id}/{digest}/{model_digest(letter)}"
    act = SubmitDossier(
        act_id=uuid5(_NAMES, name),
        actor_id=dossier.nominator_id,
        dossier_id=dossier.dossier_id,
        submitting_body=dossier.submitting_body,
        letter=letter,
        rows=len(rows),
        rows_digest=digest,
    )
    return act, rows


def letter_of(dossier: DossierFile) -> SubmissionLetter:
    """Return the letter of a file.

    Raises:
        NoLetterError: it has none.
    """
    if dossier.letter is None:
        message = (
            f"dossier {dossier.dossier_id} has no submission letter; add letter with number, signed_on, "
            "signer, addressed_to and text (in a table the columns letter_number, letter_signed_on and so on)"
        )
        raise NoLetterError(message)
    return SubmissionLetter.model_validate(dossier.letter.model_dump())


async def send_submission(office: Office, act: SubmitDossier) -> MatterAnswer:
    """Send it; one that was refused before is a new act, since what it vouches for may be right by now."""
    stream = f"{MatterKind.DOSSIER}:{act.dossier_id}"
    earlier = await office.matters.answer_to_act(stream, act.act_id, model_digest(act))
    if earlier is not None and isinstance(matter_answer(stream, earlier), MatterRefusal):
        act = act.model_copy(update={"act_id": uuid4()})
    return await office.matter_gateway.open(
        MatterKind.DOSSIER, act.dossier_id, MessageName.SUBMIT_DOSSIER, act
    )


async def wait_until_opened(office: Office, dossier_id: str, rows: int, *, shown: bool = False) -> None:
    """Wait until every row has its result, and the dossier says so."""
    done = 0
    with progress("Đang mở các đề nghị / Opening nominations", rows, shown=shown) as bar:
        while True:
            counts = await office.dossiers.counts(dossier_id)
            now = counts.accepted + counts.known + counts.refused
            bar.step(now - done)
            done = now
            if done >= rows and await _is_opened(office, dossier_id):
                return
            await asyncio.sleep(_LOOK_SECONDS)


async def _is_opened(office: Office, dossier_id: str) -> bool:
    known = await office.matters.matter(f"{MatterKind.DOSSIER}:{dossier_id}")
    return known is not None and known.state["status"] != DossierStatus.OPENING


def refused_lines(refused: Sequence[RefusedRow]) -> list[tuple[str, str, str]]:
    """Return row, ref and reason of what is not in order, as people read it."""
    return [(str(row.row), row.ref or "-", row.text) for row in refused]
