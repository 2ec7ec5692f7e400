"""Headings and cells of tables in words, for people who read them on a terminal or in a spreadsheet."""

from datetime import date, datetime
from decimal import Decimal
from typing import cast

from domain.working_days import VIETNAM_TIME
from schemas.nomination import SubjectKind
from schemas.tables import Cell, CellKind, Column, Table

UNKNOWN = "không rõ / unknown"
"""What stands where nothing is known; never 0."""

SUBJECT_KINDS = {
    SubjectKind.INDIVIDUAL: "cá nhân / individual",
    SubjectKind.COLLECTIVE: "tập thể / collective",
    SubjectKind.HOUSEHOLD: "hộ gia đình / household",
}
"""Kinds of nominees in words."""

_YES, _NO = "có / yes", "không / no"
_UNITS = {CellKind.INSTANT: " (UTC+7)", CellKind.MONEY: " (VND)"}


def title_of(table: Table) -> str:
    """Return a table's title in both languages."""
    return f"{table.title_vi} - {table.title_en}"


def heading_of(column: Column) -> str:
    """Return a column's heading in both languages, with the unit of its figures."""
    return f"{column.heading_vi} / {column.heading_en}{_UNITS.get(column.kind, '')}"


def in_words(kind: CellKind, cell: Cell) -> str:
    """Return what a cell says, as people in Vietnam write it; instants in Vietnam's time."""
    if cell is None:
        return UNKNOWN
    match kind:
        case CellKind.TEXT | CellKind.CODE | CellKind.WHOLE:
            return str(cell)
        case CellKind.DATE:
            return f"{cast('date', cell):%d/%m/%Y}"
        case CellKind.INSTANT:
            return f"{cast('datetime', cell).astimezone(VIETNAM_TIME):%d/%m/%Y %H:%M:%S}"
        case CellKind.MONEY:
            return f"{cell:,}".replace(",", ".")
        case CellKind.YES_NO:
            return _YES if cell else _NO
        case CellKind.PERCENT:
            return f"{percent_text(cast('Decimal', cell))} %".replace(".", ",")


def percent_text(part: Decimal) -> str:
    """Return a part of one as hundredths, without noughts at the end."""
    return f"{(part * 100).normalize():f}"
