"""Tables as files: read back, they say exactly what the table said, and no program runs any of it."""

import csv
from collections.abc import Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from unicodedata import normalize

import pytest
from openpyxl import load_workbook
from openpyxl.cell.cell import Cell as SheetCell
from openpyxl.utils.escape import unescape
from openpyxl.worksheet.worksheet import Worksheet

from adapters.table_files import TableFileError, write_table
from schemas.tables import Cell, CellKind, Column, Table

FORMATS = (".xlsx", ".csv")
DANGEROUS = (
    *('=HYPERLINK("http://x")', "+84", "-1+2", "@SUM(A1)", "＝1+1", "＋1", "－1", "＠A"),  # noqa: RUF001 - as people could type them
    *("=", "#N/A", "=1+cmd|' /C calc'!A0"),
)
EVERY_KIND: Mapping[CellKind, Cell] = {
    CellKind.TEXT: "Trường Tiểu học",
    CellKind.CODE: "01",
    CellKind.DATE: date(2019, 12, 31),
    CellKind.INSTANT: datetime(2019, 12, 31, 17, 0, 5, tzinfo=UTC),
    CellKind.WHOLE: 2019,
    CellKind.MONEY: 1_490_000,
    CellKind.YES_NO: False,
    CellKind.PERCENT: Decimal("0.155"),
}


def a_table(*cells: Cell, kind: CellKind = CellKind.TEXT) -> Table:
    """Return a table with one column and these cells."""
    column = Column(key="a", heading_vi="đối tượng", heading_en="nominee", kind=kind)
    rows = tuple({"a": cell} for cell in cells)
    return Table(title_vi="Bảng: thử [1]", title_en="A trial", columns=(column,), rows=rows)


def of_every_kind() -> Table:
    """Return a table with a column of each kind, a row with all known and one with nothing known."""
    columns = tuple(Column(key=kind, heading_vi="cột", heading_en=kind, kind=kind) for kind in CellKind)
    known: dict[str, Cell] = {str(kind): cell for kind, cell in EVERY_KIND.items()}
    return Table(
        title_vi="Mọi loại", title_en="Every kind", columns=columns, rows=(known, dict.fromkeys(known))
    )


def in_csv(path: Path) -> list[list[str]]:
    """Return what a program that knows nothing of us reads in a CSV file."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file, strict=True))


def in_xlsx(path: Path) -> Worksheet:
    """Return the first sheet of a workbook."""
    return load_workbook(path).worksheets[0]


def first_cells(path: Path, table: Table) -> list[SheetCell]:
    """Write a table as a workbook and return the first column's cells below the heading."""
    write_table(path, table)
    rows: list[tuple[SheetCell, ...]] = list(in_xlsx(path).iter_rows(min_row=2))  # pyright: ignore[reportAssignmentType]
    return [row[0] for row in rows]


def test_a_workbook_holds_days_and_numbers_as_such(tmp_path: Path) -> None:
    """Whoever opens it can sum, sort and filter at once; instants are in Vietnam's time, codes stay text."""
    write_table(tmp_path / "bảng.xlsx", of_every_kind())
    cells = dict(zip(CellKind, in_xlsx(tmp_path / "bảng.xlsx")[2], strict=True))

    assert {kind: cell.value for kind, cell in cells.items()} == {
        CellKind.TEXT: "Trường Tiểu học",
        CellKind.CODE: "01",
        CellKind.DATE: datetime(2019, 12, 31),  # noqa: DTZ001 - a sheet knows no time zones
        CellKind.INSTANT: datetime(2020, 1, 1, 0, 0, 5),  # noqa: DTZ001 - as above
        CellKind.WHOLE: 2019,
        CellKind.MONEY: 1_490_000,
        CellKind.YES_NO: "không / no",
        CellKind.PERCENT: 0.155,
    }
    assert ("dd/mm/yyyy", "@", "0.0%") == (
        cells[CellKind.DATE].number_format,
        cells[CellKind.CODE].number_format,
        cells[CellKind.PERCENT].number_format,
    )


def test_a_csv_file_says_each_kind_in_one_form(tmp_path: Path) -> None:
    """A script reads days as ISO dates, instants in Vietnam's time and figures without separators."""
    write_table(tmp_path / "bảng.csv", of_every_kind())

    assert dict(zip(CellKind, in_csv(tmp_path / "bảng.csv")[1], strict=True)) == {
        CellKind.TEXT: "Trường Tiểu học",
        CellKind.CODE: "01",
        CellKind.DATE: "2019-12-31",
        CellKind.INSTANT: "2020-01-01 00:00:05",
        CellKind.WHOLE: "2019",
        CellKind.MONEY: "1490000",
        CellKind.YES_NO: "không / no",
        CellKind.PERCENT: "15.5%",
    }


def test_what_is_unknown_stays_empty_and_is_never_nought(tmp_path: Path) -> None:
    """A sum over a column counts nothing that nobody knows, while a known nought is written."""
    write_table(tmp_path / "mọi.xlsx", of_every_kind())
    write_table(tmp_path / "mọi.csv", of_every_kind())
    write_table(tmp_path / "không.csv", a_table(0, None, kind=CellKind.WHOLE))
    noughts = first_cells(tmp_path / "không.xlsx", a_table(0, None, kind=CellKind.WHOLE))

    assert [None] * len(CellKind) == [cell.value for cell in in_xlsx(tmp_path / "mọi.xlsx")[3]]
    assert [""] * len(CellKind) == in_csv(tmp_path / "mọi.csv")[2]
    assert [["0"], [""]] == in_csv(tmp_path / "không.csv")[1:]
    assert [0, None] == [cell.value for cell in noughts]


@pytest.mark.parametrize("text", DANGEROUS)
def test_no_text_is_a_formula_in_a_workbook(text: str, tmp_path: Path) -> None:
    """A name that somebody chose with care cannot run anything at whoever opens the list."""
    [cell] = first_cells(tmp_path / "bảng.xlsx", a_table(text))

    assert (text, "s") == (cell.value, cell.data_type)
    assert text.startswith("#") or cell.quotePrefix


@pytest.mark.parametrize("text", DANGEROUS)
def test_no_text_begins_like_a_formula_in_a_csv_file(text: str, tmp_path: Path) -> None:
    """CSV has no types, so an apostrophe says that it is text; nothing of the text is lost."""
    write_table(tmp_path / "bảng.csv", a_table(text))
    [_, [cell]] = in_csv(tmp_path / "bảng.csv")

    assert text == cell.removeprefix("'")
    assert text.startswith("#") or cell.startswith("'")


def test_a_negative_number_is_no_formula(tmp_path: Path) -> None:
    """What protects text leaves figures alone, also those that are written as text."""
    write_table(tmp_path / "bảng.csv", a_table(-5, kind=CellKind.MONEY))
    write_table(tmp_path / "chữ.csv", a_table("-50,5", "-50+1"))
    [cell] = first_cells(tmp_path / "bảng.xlsx", a_table(-5, kind=CellKind.MONEY))

    assert [["-50,5"], ["'-50+1"]] == in_csv(tmp_path / "chữ.csv")[1:]
    assert ["-5"] == in_csv(tmp_path / "bảng.csv")[1]
    assert (-5, "n") == (cell.value, cell.data_type)


@pytest.mark.parametrize("ending", FORMATS)
def test_text_is_written_composed(ending: str, tmp_path: Path) -> None:
    """Vietnamese that came in decomposed can be found and compared with what people type."""
    path, name = tmp_path / f"bảng{ending}", "Nguyễn Thị Ế"
    write_table(path, a_table(normalize("NFD", name)))
    found = in_csv(path)[1][0] if ending == ".csv" else in_xlsx(path)["A2"].value

    assert name == found
    assert normalize("NFC", name) == name != normalize("NFD", name)


def test_a_spreadsheet_program_knows_the_encoding_of_a_csv_file(tmp_path: Path) -> None:
    """Without the mark at its beginning such programs show Vietnamese as gibberish."""
    write_table(tmp_path / "bảng.csv", a_table("Ế"))

    assert (tmp_path / "bảng.csv").read_bytes().startswith(b"\xef\xbb\xbf\xc4\x91")


def test_lines_quotes_and_separators_survive(tmp_path: Path) -> None:
    """A reason of several lines stays one cell in both formats."""
    text = 'một, "hai"; ba\nbốn'
    write_table(tmp_path / "bảng.csv", a_table(text))
    [cell] = first_cells(tmp_path / "bảng.xlsx", a_table(text))

    assert [[text]] == in_csv(tmp_path / "bảng.csv")[1:]
    assert text == cell.value


@pytest.mark.parametrize("text", ["a\ufffeb", "a\uffffb", "_x0041_", "x_x0041_ _x"])
def test_no_text_breaks_a_workbook(text: str, tmp_path: Path) -> None:
    """One name with a character that XML has no place for does not make the whole list unreadable."""
    [cell] = first_cells(tmp_path / "bảng.xlsx", a_table(text))

    assert text == unescape(str(cell.value))


def test_a_workbook_is_ready_to_read(tmp_path: Path) -> None:
    """Headings in both languages stay in sight, can be filtered, and no column hides what it holds."""
    first_cells(tmp_path / "bảng.xlsx", a_table("x" * 30, "y" * 500))
    sheet = in_xlsx(tmp_path / "bảng.xlsx")

    assert "đối tượng / nominee" == sheet["A1"].value
    assert ("A2", "A1:A3", 60) == (
        sheet.freeze_panes,
        sheet.auto_filter.ref,
        sheet.column_dimensions["A"].width,
    )
    assert "Bảng  thử  1" == sheet.title


@pytest.mark.parametrize("ending", FORMATS)
def test_an_empty_table_has_its_headings(ending: str, tmp_path: Path) -> None:
    """Nothing found is a list without rows, not a broken file."""
    path = tmp_path / f"bảng{ending}"
    write_table(path, a_table())
    rows = in_csv(path) if ending == ".csv" else list(in_xlsx(path).iter_rows(values_only=True))

    assert [["đối tượng / nominee"]] == [list(row) for row in rows]


@pytest.mark.parametrize("ending", FORMATS)
def test_a_file_is_replaced_only_when_asked(ending: str, tmp_path: Path) -> None:
    """Nobody loses a list that they have worked on, and no draft stays beside it."""
    path = tmp_path / f"bảng{ending}"
    path.write_text("của tôi")
    with pytest.raises(TableFileError, match="--force"):
        write_table(path, a_table("mới"))
    kept = path.read_text()
    write_table(path, a_table("mới"), force=True)

    assert "của tôi" == kept
    assert [path] == list(tmp_path.iterdir())
    assert "mới" == (in_csv(path)[1][0] if ending == ".csv" else in_xlsx(path)["A2"].value)


@pytest.mark.parametrize(
    ("name", "said"),
    [("bảng.txt", "endings"), ("không có/bảng.csv", "folder"), ("thư mục.csv", "is a folder")],
)
def test_a_place_where_no_file_can_be_is_named(name: str, said: str, tmp_path: Path) -> None:
    """One line says what is wrong with the name, also with --force, and nothing is written."""
    (tmp_path / "thư mục.csv").mkdir()
    with pytest.raises(TableFileError, match=said) as caught:
        write_table(tmp_path / name, a_table("x"), force=True)

    assert name in str(caught.value)
    assert [tmp_path / "thư mục.csv"] == list(tmp_path.iterdir())
