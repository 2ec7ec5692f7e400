"""One dossier means the same in every format, whatever a spreadsheet or an editor made of it."""

from datetime import date, datetime
from pathlib import Path
from unicodedata import normalize

import pytest
from openpyxl import load_workbook

from domain.canonical import content_hash
from schemas.nomination import SubjectKind
from tests.unit.adapters.dossiers import (
    ENDINGS,
    HEADER,
    Row,
    a_row,
    as_table,
    reading_of,
    requests_in,
    without,
    write_table,
    written,
)

ROWS = [
    a_row("01"),
    a_row("02", award="Bằng khen của Chủ tịch UBND Thành phố", nominee_kind="hộ gia đình", nominee_id=None),
    a_row("03", award="ttlđxs", nominee_kind="Tập  Thể", period_from="01/01/2025", period_to="31/12/2025"),
    a_row("04", achievement='Dòng một, "trích dẫn"; dấu chấm phẩy\nDòng hai'),
]


@pytest.mark.parametrize("ending", ENDINGS)
def test_the_same_rows_give_the_same_nominations_in_every_format(tmp_path: Path, ending: str) -> None:
    """An office can change its tool without changing what it asks for."""
    expected = requests_in(written(tmp_path, ".json", ROWS))

    assert expected == requests_in(written(tmp_path, ending, ROWS))


def test_a_row_becomes_the_nomination_that_it_says(tmp_path: Path) -> None:
    """Nothing is lost or changed on the way, and the id is made of codes only, in lower case."""
    (request,) = requests_in(written(tmp_path, ".csv", [a_row("A-7")], dossier_id="HM.2025"))

    assert ("hm.2025-a-7", "HM.2025") == (request.nomination_id, request.dossier_id)
    assert ("nominator-01", "phuong-hoang-mai") == (request.nominator_id, request.submitting_body)
    assert "2025-two-tier" == request.rule_set
    assert "BK_TP" == request.content.award
    assert (SubjectKind.INDIVIDUAL, "Nguyễn Văn A", "nv-001") == tuple(
        value for _, value in request.content.nominee
    )
    assert (date(2025, 1, 1), date(2025, 12, 31)) == (request.content.period_from, request.content.period_to)
    assert "Hoàn thành xuất sắc nhiệm vụ năm 2025" == request.content.achievement


@pytest.mark.parametrize("ending", ENDINGS)
def test_decomposed_letters_give_the_same_content_hash(tmp_path: Path, ending: str) -> None:
    """A Mac writes Vietnamese in another Unicode form; a decision is bound to the same content."""
    row = a_row(award="Huân chương Lao động hạng Ba", nominee_kind="cá nhân")
    decomposed: Row = {name: normalize("NFD", str(value)) for name, value in row.items()}
    (composed,) = requests_in(written(tmp_path, ".json", [row]))
    (request,) = requests_in(written(tmp_path, ending, [decomposed]))

    assert row != decomposed
    assert content_hash(composed.content) == content_hash(request.content)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
@pytest.mark.parametrize("delimiter", [",", ";"])
def test_csv_is_read_as_spreadsheets_write_it(tmp_path: Path, delimiter: str, encoding: str) -> None:
    """Vietnamese settings write semicolons, and Excel puts a byte order mark in front."""
    expected = requests_in(written(tmp_path, ".json", ROWS))
    path = write_table(
        tmp_path / "d.csv", as_table(dict(HEADER), ROWS), delimiter=delimiter, encoding=encoding
    )

    assert expected == requests_in(path)


@pytest.mark.parametrize("ending", [".yaml", ".json", ".csv"])
def test_a_byte_order_mark_is_no_content(tmp_path: Path, ending: str) -> None:
    """Windows editors put one in front of any text file."""
    path = written(tmp_path, ending, [a_row()])
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())

    assert 1 == len(requests_in(path))


def test_cells_of_a_workbook_may_be_dates_and_numbers(tmp_path: Path) -> None:
    """Excel turns dates and digits into cells of their own kind, and floats into the bargain."""
    row = a_row(7.0, period_from=datetime(2025, 1, 1), period_to=date(2025, 12, 31), nominee_id=12)  # noqa: DTZ001 - a cell has no zone
    (request,) = requests_in(written(tmp_path, ".xlsx", [row]))

    assert "mau-2025-7" == request.nomination_id
    assert "12" == request.content.nominee.nominee_id
    assert (date(2025, 1, 1), date(2025, 12, 31)) == (request.content.period_from, request.content.period_to)


def test_text_that_excel_escaped_is_read_as_it_was_typed(tmp_path: Path) -> None:
    """A pasted line break is stored as _x000D_ in a workbook, and is a line break all the same."""
    path = written(tmp_path, ".xlsx", [a_row(achievement="Dòng một_x000D_\nDòng hai")])
    (request,) = requests_in(path)

    assert "Dòng một\nDòng hai" == request.content.achievement


def test_numbers_of_json_may_be_refs(tmp_path: Path) -> None:
    """A number keeps the spelling that it has in the file."""
    (request,) = requests_in(written(tmp_path, ".json", [a_row(7)]))

    assert "mau-2025-7" == request.nomination_id


def test_yaml_words_are_text_as_they_stand(tmp_path: Path) -> None:
    """YAML would read the ref 010 as eight and the name No as false."""
    path = written(tmp_path, ".yaml", [a_row("REF", nominee_name="NAME")])
    path.write_text(path.read_text("utf-8").replace("REF", "010").replace("NAME", "No"), "utf-8")
    (request,) = requests_in(path)

    assert ("mau-2025-010", "No") == (request.nomination_id, request.content.nominee.name)


def test_columns_may_have_vietnamese_names(tmp_path: Path) -> None:
    """An office keeps the heads of its own list, in any case and Unicode form."""
    names = "Hồ sơ,Người trình,Đơn vị trình,Bộ quy tắc,Số,Danh hiệu,Đối tượng,Họ tên / Tên tập thể,"
    names = normalize("NFD", f"{names}Mã đối tượng,TỪ NGÀY,đến  ngày,Thành tích")
    _, *cells = as_table(dict(HEADER), [a_row()])
    path = write_table(tmp_path / "d.csv", [list(names.split(",")), *cells])

    assert requests_in(written(tmp_path, ".json", [a_row()])) == requests_in(path)


def test_optional_columns_may_be_left_out(tmp_path: Path) -> None:
    """Without a rule set the rules of the day hold, and no id of the nominee is needed."""
    table = as_table(without(dict(HEADER), "rule_set"), [without(a_row(), "nominee_id")])
    (request,) = requests_in(write_table(tmp_path / "d.csv", table))

    assert (None, None) == (request.rule_set, request.content.nominee.nominee_id)


@pytest.mark.parametrize("ending", [".csv", ".xlsx"])
def test_rows_are_numbered_as_the_spreadsheet_shows_them(tmp_path: Path, ending: str) -> None:
    """Empty rows are passed over but counted, so that a message leads to the right row."""
    names, first, second = as_table(dict(HEADER), [a_row("01"), a_row("02")])
    table = [[], names, [""] * len(names), first, [], [None], second]
    path = write_table(tmp_path / f"d{ending}", table)

    assert [4, 7] == [row.row for row in reading_of(path).accepted]


def test_only_the_first_sheet_is_read(tmp_path: Path) -> None:
    """A workbook may hold notes on other sheets."""
    path = written(tmp_path, ".xlsx", [a_row()])
    workbook = load_workbook(path)
    workbook.create_sheet("Ghi chú").append(["không phải hồ sơ"])
    workbook.save(path)

    assert 1 == len(requests_in(path))


@pytest.mark.parametrize("ending", ENDINGS)
def test_ten_thousand_rows_are_read(tmp_path: Path, ending: str) -> None:
    """A city's yearly list fits into one file, with its one bad row found."""
    rows = [a_row(f"r{number}") for number in range(9_999)]
    reading = reading_of(written(tmp_path, ending, [*rows, a_row("last", award="none")]))

    assert (9_999, ["last"]) == (len(reading.accepted), [row.ref for row in reading.refused])
    assert 9_999 == len({row.request.nomination_id for row in reading.accepted})
