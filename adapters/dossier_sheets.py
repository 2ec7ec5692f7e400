"""Dossiers from a CSV file or from the first sheet of an XLSX workbook, read as one table."""

import csv
import warnings
from collections.abc import Callable, Iterable, Iterator, Sequence
from io import BytesIO, StringIO
from typing import cast
from zipfile import ZipFile

from openpyxl import load_workbook
from openpyxl.utils.escape import unescape
from openpyxl.worksheet._read_only import ReadOnlyWorksheet

from adapters.dossier_documents import decoded
from adapters.dossier_faults import DossierError, WrittenDossier
from adapters.dossier_tables import dossier_in, names_a_column
from schemas.dossier_matter import MOST_ROWS

# What no dossier needs: a row number is only a claim of the file, and a workbook is packed.
_LAST_ROW = 1_048_576
_MOST_FILLED = MOST_ROWS + 1
"""The rows of a dossier, and the header row."""
_LAST_COLUMN = 1_000
_UNPACKED_BYTES = 256 * 1024 * 1024


def read_csv(raw: bytes) -> WrittenDossier:
    """Read a dossier from CSV with commas or semicolons.

    Raises:
        DossierError: it is not a CSV table, or its header is wrong.
    """
    return dossier_in(csv_records(raw, names_a_column))


def csv_records(raw: bytes, knows: Callable[[str], bool]) -> Iterator[list[str]]:
    """Walk the records of a CSV table; the delimiter is the one that makes more columns that `knows` knows.

    Raises:
        DossierError: it is not a CSV table.
    """
    text = decoded(raw)
    reader = csv.reader(StringIO(text, newline=""), delimiter=_delimiter_of(text, knows), strict=True)
    try:
        yield from reader
    except csv.Error as error:
        message = f"line {reader.line_num}: is not a proper CSV table ({error}); look for a stray quote"
        raise DossierError(message) from None


def read_xlsx(raw: bytes) -> WrittenDossier:
    """Read a dossier from the first sheet of a workbook.

    Raises:
        DossierError: it is not an XLSX workbook, or its header is wrong.
    """
    return dossier_in(xlsx_records(raw, _MOST_FILLED))


def xlsx_records(raw: bytes, most: int = _LAST_ROW) -> list[list[object]]:
    """Return the rows of the first sheet of a workbook, which has at most so many with content.

    Raises:
        DossierError: it is not an XLSX workbook.
    """
    try:
        _refuse_a_bomb(raw)
        return _sheet_records(raw, most)
    except DossierError:
        raise
    except Exception:  # noqa: BLE001 - a broken workbook surfaces as whatever zipfile, expat or openpyxl trips over
        message = "is not an XLSX workbook that can be opened; save it again as .xlsx"
        raise DossierError(message) from None


def _refuse_a_bomb(raw: bytes) -> None:
    with ZipFile(BytesIO(raw)) as archive:
        if sum(part.file_size for part in archive.infolist()) > _UNPACKED_BYTES:
            message = f"unpacks to more than {_UNPACKED_BYTES // 2**20} MB; split it"
            raise DossierError(message)


def _sheet_records(raw: bytes, most: int) -> list[list[object]]:
    with warnings.catch_warnings():
        # openpyxl warns of fonts, drawings and styles that no dossier needs.
        warnings.simplefilter("ignore")
        workbook = load_workbook(BytesIO(raw), read_only=True, data_only=True)
        if not workbook.worksheets:
            message = "has no sheet; add one with a header row"
            raise DossierError(message)
        sheet = cast("ReadOnlyWorksheet", workbook.worksheets[0])
        # The size a workbook states is often wrong, and at times the whole sheet.
        sheet.reset_dimensions()
        return _records(sheet.iter_rows(values_only=True), most)


def _records(rows: Iterable[Sequence[object]], most: int) -> list[list[object]]:
    """Return the rows of a sheet, and stop where more have content than may be."""
    records, filled = list[list[object]](), 0
    for number, row in enumerate(rows, start=1):
        records.append(_cells(number, row))
        filled += bool(records[-1])
        if filled > most:
            message = f"has more than {most - 1} rows; split it"
            raise DossierError(message)
    return records


def _cells(number: int, row: Sequence[object]) -> list[object]:
    """Return a row's cells up to the last with content: a stray format can make a row very long."""
    cells = [unescape(cell) if isinstance(cell, str) else cell for cell in row]
    while cells and cells[-1] is None:
        cells.pop()
    if number > _LAST_ROW or len(cells) > _LAST_COLUMN:
        message = f"row {number}: lies beyond {_LAST_ROW} rows or {_LAST_COLUMN} columns; delete it"
        raise DossierError(message)
    return cells


def _delimiter_of(text: str, knows: Callable[[str], bool]) -> str:
    return max(",;", key=lambda delimiter: _columns_known(text, delimiter, knows))


def _columns_known(text: str, delimiter: str, knows: Callable[[str], bool]) -> int:
    reader = csv.reader(StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        names = next((record for record in reader if any(record)), list[str]())
    except csv.Error:
        return 0
    return sum(map(knows, names))
