"""Putting the rows of a dossier on record, in pieces, before the dossier is submitted."""

from collections.abc import Sequence
from hashlib import sha256
from itertools import pairwise

from adapters.postgres.dossiers import KeptRow, PostgresDossiers, kept_row
from cli.progress import progress
from domain.errors import VinhDanhError
from schemas.dossier import AcceptedRow
from schemas.dossier_matter import MOST_ROWS

_PIECE = 250
_LAST_ROW = 2**31 - 1


class OtherRowsError(VinhDanhError):
    """A dossier of this name is submitted already, with other rows."""


class TooManyRowsError(VinhDanhError):
    """A dossier has more rows than one may have."""


def rows_of(accepted: Sequence[AcceptedRow]) -> list[KeptRow]:
    """Return the rows of a file as they are kept.

    Raises:
        TooManyRowsError: there are more than a dossier may have.
    """
    if len(accepted) > MOST_ROWS:
        message = f"has {len(accepted)} rows; a dossier has at most {MOST_ROWS}, so split it"
        raise TooManyRowsError(message)
    return [kept_row(row.row, row.ref, row.request) for row in accepted]


def rows_digest(rows: Sequence[KeptRow]) -> str:
    """Return the hash over all rows, which the act that submits them vouches for."""
    return sha256(b"".join(bytes.fromhex(row.request_digest) for row in rows)).hexdigest()


async def keep_rows(
    dossiers: PostgresDossiers, dossier_id: str, rows: Sequence[KeptRow], *, shown: bool = False
) -> None:
    """Put the rows on record, instead of those that an earlier file of this dossier left there.

    Raises:
        OtherRowsError: the dossier is submitted, with other rows.
    """
    with progress("Đang lưu các dòng / Keeping rows", len(rows), shown=shown) as bar:
        for first, last, piece in _pieces(rows):
            if not await dossiers.keep_rows(dossier_id, first, last, piece):
                message = (
                    f"dossier {dossier_id} is submitted already, with other rows; "
                    "use another dossier_id, or look at it with dossier show"
                )
                raise OtherRowsError(message)
            bar.step(len(piece))


def _pieces(rows: Sequence[KeptRow]) -> list[tuple[int, int, Sequence[KeptRow]]]:
    """Return pieces of the rows, each with the row numbers that it stands for: together all there are."""
    cuts = [*range(0, len(rows), _PIECE), len(rows)]
    ends = [1, *(rows[cut].row for cut in cuts[1:-1]), _LAST_ROW + 1]
    return [
        (first, last - 1, rows[begin:end])
        for (begin, end), (first, last) in zip(pairwise(cuts), pairwise(ends), strict=True)
    ]
