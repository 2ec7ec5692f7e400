"""Tables as people take them out of the record: for a spreadsheet, for a script, for the terminal."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Self

from pydantic import Field, field_validator, model_validator

from schemas.base import Exchanged
from schemas.text import Code, Line, clean_text

Cell = str | bool | int | Decimal | datetime | date | None
"""What stands in one place of a table; None is unknown, which is neither nought nor an empty text."""


class CellKind(StrEnum):
    """What the cells of a column hold.

    `text` and `code` are strings, a code one that no program may take for a number; `date` is a day in
    Vietnam, `instant` has a time zone; `whole` is a whole number, `money` whole đồng; `percent` is the part
    of one as a decimal number (0.15 is 15 %).
    """

    TEXT = "text"
    CODE = "code"
    DATE = "date"
    INSTANT = "instant"
    WHOLE = "whole"
    MONEY = "money"
    YES_NO = "yes_no"
    PERCENT = "percent"


_TYPES: Mapping[CellKind, type] = {
    CellKind.TEXT: str,
    CellKind.CODE: str,
    CellKind.DATE: date,
    CellKind.INSTANT: datetime,
    CellKind.WHOLE: int,
    CellKind.MONEY: int,
    CellKind.YES_NO: bool,
    CellKind.PERCENT: Decimal,
}


class Column(Exchanged):
    """One column: `key` is its name for scripts; with `on_terminal` False only files have it, for width."""

    key: Code
    heading_vi: Line
    heading_en: Line
    kind: CellKind = CellKind.TEXT
    on_terminal: bool = True


class Table(Exchanged):
    """A titled table; each row says something, if only None (unknown), for the key of every column."""

    title_vi: Line
    title_en: Line
    columns: Annotated[tuple[Column, ...], Field(min_length=1)]
    rows: tuple[Mapping[str, Cell], ...]

    @field_validator("rows")
    @classmethod
    def _plain_text(cls, rows: tuple[Mapping[str, Cell], ...]) -> tuple[Mapping[str, Cell], ...]:
        return tuple({key: _cleaned(cell) for key, cell in row.items()} for row in rows)

    @model_validator(mode="after")
    def _rows_fit_their_columns(self) -> Self:
        kinds = {column.key: column.kind for column in self.columns}
        if len(kinds) < len(self.columns):
            message = "two columns have one key; rename one"
            raise ValueError(message)
        for number, row in enumerate(self.rows, start=1):
            if row.keys() != kinds.keys():
                message = f"row {number} says {', '.join(row)}; the columns are {', '.join(kinds)}"
                raise ValueError(message)
            for key, cell in row.items():
                _check(cell, kinds[key], f"row {number}, {key}")
        return self


def _cleaned(cell: Cell) -> Cell:
    return clean_text(cell, allowed_controls="\n\t") if isinstance(cell, str) else cell


def _check(cell: Cell, kind: CellKind, place: str) -> None:
    """Refuse a cell of another kind than its column's."""
    if cell is None:
        return
    if type(cell) is not _TYPES[kind]:  # a bool is an int to isinstance, and a datetime a date
        message = f"{place}: {type(cell).__name__} is not {kind}"
        raise ValueError(message)
    if isinstance(cell, datetime) and cell.utcoffset() is None:
        message = f"{place}: an instant needs its time zone"
        raise ValueError(message)
