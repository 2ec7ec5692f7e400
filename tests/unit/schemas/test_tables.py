"""A table says of each row and column one thing of the column's kind, or that nobody knows."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from pydantic import ValidationError

from schemas.tables import Cell, CellKind, Column, Table


def _table(kind: CellKind, *rows: dict[str, Cell]) -> Table:
    column = Column(key="a", heading_vi="cột", heading_en="column", kind=kind)
    return Table(title_vi="Bảng", title_en="Table", columns=(column,), rows=rows)


@pytest.mark.parametrize(
    ("kind", "cell"),
    [
        (CellKind.TEXT, 1),
        (CellKind.CODE, date(2020, 1, 1)),
        (CellKind.WHOLE, True),
        (CellKind.WHOLE, "1"),
        (CellKind.MONEY, Decimal(1)),
        (CellKind.DATE, datetime(2020, 1, 1, tzinfo=UTC)),
        (CellKind.INSTANT, date(2020, 1, 1)),
        (CellKind.INSTANT, datetime(2020, 1, 1)),  # noqa: DTZ001 - the fault that is tested
        (CellKind.YES_NO, 1),
        (CellKind.PERCENT, 1),
    ],
)
def test_a_cell_of_another_kind_is_refused(kind: CellKind, cell: Cell) -> None:
    """A figure never becomes text on its way, nor text a figure; and None has a place in every column."""
    with pytest.raises(ValidationError, match="row 1, a: "):
        _table(kind, {"a": cell})

    assert ({"a": None},) == _table(kind, {"a": None}).rows


@pytest.mark.parametrize("row", [{}, {"b": "x"}, {"a": "x", "b": "x"}])
def test_a_row_that_does_not_fit_the_columns_is_refused(row: dict[str, Cell]) -> None:
    """A misspelt key would otherwise show as something that nobody knows."""
    with pytest.raises(ValidationError, match="the columns are a"):
        _table(CellKind.TEXT, row)


def test_two_columns_cannot_have_one_key() -> None:
    """Scripts find each column by its key."""
    column = Column(key="a", heading_vi="cột", heading_en="column")
    with pytest.raises(ValidationError, match="two columns have one key"):
        Table(title_vi="Bảng", title_en="Table", columns=(column, column), rows=())
