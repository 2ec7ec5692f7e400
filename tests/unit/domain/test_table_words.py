"""Cells in words: as people in Vietnam write them, with unknown told apart from nought."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from domain.table_words import heading_of, in_words
from schemas.tables import Cell, CellKind, Column


@pytest.mark.parametrize(
    ("kind", "cell", "words"),
    [
        (CellKind.TEXT, "Tổ 1", "Tổ 1"),
        (CellKind.CODE, "01", "01"),
        (CellKind.DATE, date(2020, 1, 8), "08/01/2020"),
        (CellKind.INSTANT, datetime(2019, 12, 31, 17, tzinfo=UTC), "01/01/2020 00:00:00"),
        (CellKind.WHOLE, 2019, "2019"),
        (CellKind.WHOLE, 0, "0"),
        (CellKind.MONEY, 1_490_000, "1.490.000"),
        (CellKind.MONEY, 0, "0"),
        (CellKind.YES_NO, True, "có / yes"),
        (CellKind.YES_NO, False, "không / no"),
        (CellKind.PERCENT, Decimal("0.155"), "15,5 %"),
        (CellKind.PERCENT, Decimal("1.20"), "120 %"),
        (CellKind.PERCENT, Decimal(0), "0 %"),
    ],
)
def test_a_cell_reads_as_it_is_written_in_vietnam(kind: CellKind, cell: Cell, words: str) -> None:
    """Days, thousands and decimals are in the form of the country; figures lose and gain nothing."""
    assert words == in_words(kind, cell)


@pytest.mark.parametrize("kind", CellKind)
def test_what_is_unknown_says_so(kind: CellKind) -> None:
    """Nobody reads a missing figure as nought, a missing answer as no."""
    assert "không rõ / unknown" == in_words(kind, None)


def test_a_heading_names_the_unit() -> None:
    """Whoever reads a column knows the time zone and the currency."""
    column = Column(key="a", heading_vi="lúc", heading_en="at", kind=CellKind.INSTANT)
    money = column.model_copy(update={"kind": CellKind.MONEY})

    assert ("lúc / at (UTC+7)", "lúc / at (VND)") == (heading_of(column), heading_of(money))
