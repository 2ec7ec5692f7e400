"""Tables as files for spreadsheet programs: XLSX and CSV.

What people wrote must stay what they wrote: a name that begins like a formula is never run by the program
that opens the file. Files are written beside their place and then put there, so that no half a file is left.
"""

import csv
import re
from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import cast

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import Cell as SheetCell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from domain.errors import VinhDanhError
from domain.table_words import heading_of, in_words, percent_text, title_of
from domain.working_days import VIETNAM_TIME
from schemas.tables import Cell, CellKind, Column, Table

_FORMULA_STARTS = tuple("=+-@\t\r\n＝＋－＠")  # noqa: RUF001 - some programs run the wide ones as well
_FIGURE = re.compile(r"-[0-9]+([.,][0-9]+)*")
_FORMATS = {
    CellKind.CODE: "@",
    CellKind.DATE: "dd/mm/yyyy",
    CellKind.INSTANT: "dd/mm/yyyy hh:mm:ss",
    CellKind.WHOLE: "0",
    CellKind.MONEY: "#,##0",
    CellKind.PERCENT: "0.0%",
}
_NOT_IN_A_SHEET_NAME = re.compile(r"[\[\]:*?/\\']")
_LONGEST_SHEET_NAME = 31
_NARROWEST, _WIDEST = 10, 60
_NOT_IN_XML = re.compile("_(?=x[0-9A-Fa-f]{4}_)|[\ufffe\uffff]")
"""What a workbook cannot hold as it is: two characters, and text that looks like their spelling."""


class TableFileError(VinhDanhError):
    """A table cannot be written to this file; the text names it and says what to do."""


def check_target(path: Path, *, force: bool) -> None:
    """Check that a table may be written to `path`.

    Raises:
        TableFileError: its ending names no format, its folder is missing, or something is there already
            and `force` does not allow to replace it.
    """
    if path.suffix.lower() not in _WRITERS:
        message = f"{path}: has none of the endings {', '.join(_WRITERS)}; give it one"
        raise TableFileError(message)
    if not path.parent.is_dir():
        message = f"{path}: there is no folder {path.parent}; make it first"
        raise TableFileError(message)
    if path.is_dir():
        message = f"{path}: is a folder; name a file"
        raise TableFileError(message)
    if path.exists() and not force:
        message = f"{path}: exists already; choose another name, or replace it with --force"
        raise TableFileError(message)


def write_table(path: Path, table: Table, *, force: bool = False) -> None:
    """Write a table to `path`, as the format that its ending names; unknown cells stay empty.

    Raises:
        TableFileError: it may not be written there (`check_target`).
        OSError: the file system refuses it.
    """
    check_target(path, force=force)
    with TemporaryDirectory(prefix=".vinh-danh-", dir=path.parent) as folder:
        draft = Path(folder, path.name)
        _WRITERS[path.suffix.lower()](draft, table)
        check_target(path, force=force)
        draft.replace(path)


def _write_csv(path: Path, table: Table) -> None:
    """Write UTF-8 with the mark by which spreadsheet programs know it."""
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(_harmless(heading_of(column)) for column in table.columns)
        for row in table.rows:
            writer.writerow(_csv_text(column.kind, row[column.key]) for column in table.columns)


def _csv_text(kind: CellKind, cell: Cell) -> str:
    if cell is None:
        return ""
    match kind:
        case CellKind.TEXT | CellKind.CODE:
            return _harmless(str(cell))
        case CellKind.DATE:
            return cast("date", cell).isoformat()
        case CellKind.INSTANT:
            return f"{cast('datetime', cell).astimezone(VIETNAM_TIME):%Y-%m-%d %H:%M:%S}"
        case CellKind.PERCENT:
            return f"{percent_text(cast('Decimal', cell))}%"
        case CellKind.YES_NO:
            return in_words(kind, cell)
        case CellKind.WHOLE | CellKind.MONEY:
            return str(cell)


def _harmless(text: str) -> str:
    """Return text that no program runs: an apostrophe before it makes it text, as typed by hand."""
    return f"'{text}" if _runs(text) else text


def _runs(text: str) -> bool:
    """Return whether a program may take this text for a formula; a plain figure such as -50 is none."""
    return text.startswith(_FORMULA_STARTS) and not _FIGURE.fullmatch(text)


def _write_xlsx(path: Path, table: Table) -> None:
    workbook = Workbook()
    workbook.properties.title = title_of(table)
    workbook.properties.creator = "Vinh Danh"
    sheet = workbook.worksheets[0]
    sheet.title = _NOT_IN_A_SHEET_NAME.sub(" ", table.title_vi)[:_LONGEST_SHEET_NAME].strip()
    sheet.append([_heading(sheet, column) for column in table.columns])
    for row in table.rows:
        sheet.append([_cell(sheet, column.kind, row[column.key]) for column in table.columns])
    for place, column in enumerate(table.columns, start=1):
        sheet.column_dimensions[get_column_letter(place)].width = _width(column, table)
    _lay_out(sheet)
    workbook.save(path)


def _lay_out(sheet: Worksheet) -> None:
    """Keep the headings in sight and on every printed page, and let each column be filtered."""
    sheet.freeze_panes = "A2"
    sheet.auto_filter.ref = sheet.dimensions
    sheet.print_title_rows = "1:1"
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)


def _heading(sheet: Worksheet, column: Column) -> SheetCell:
    cell = WriteOnlyCell(sheet)
    _write_text(cell, heading_of(column))
    cell.font = Font(bold=True)
    cell.fill = PatternFill("solid", fgColor="DDE6F0")
    cell.alignment = Alignment(wrap_text=True, vertical="top")
    return cell


def _cell(sheet: Worksheet, kind: CellKind, value: Cell) -> SheetCell:
    """Return one cell as what it is: a day as a day, a number as a number; unknown leaves it empty."""
    cell = WriteOnlyCell(sheet)
    cell.alignment = Alignment(wrap_text=kind is CellKind.TEXT, vertical="top")
    cell.number_format = _FORMATS.get(kind, "General")
    if isinstance(value, datetime):
        cell.value = value.astimezone(VIETNAM_TIME).replace(tzinfo=None)
    elif isinstance(value, date | int | Decimal) and not isinstance(value, bool):
        cell.value = value
    elif value is not None:
        _write_text(cell, in_words(kind, value))
    return cell


def _write_text(cell: SheetCell, text: str) -> None:
    """Write text that stays text, also when somebody opens the cell and leaves it again."""
    cell.value = _NOT_IN_XML.sub(lambda found: f"_x{ord(found[0]):04X}_", text)
    cell.data_type = "s"
    if _runs(text):
        cell.quotePrefix = True


def _width(column: Column, table: Table) -> float:
    cells = (row[column.key] for row in table.rows)
    longest = max((len(in_words(column.kind, cell)) for cell in cells if cell is not None), default=0)
    return min(max(longest + 2, len(heading_of(column)) // 2 + 2, _NARROWEST), _WIDEST)


_WRITERS: Mapping[str, Callable[[Path, Table], None]] = {".xlsx": _write_xlsx, ".csv": _write_csv}
"""What writes a file, by its ending."""
