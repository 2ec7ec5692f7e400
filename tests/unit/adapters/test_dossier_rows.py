"""What a nominator is told about a wrong row: which column, and what to do, in plain words."""

from datetime import datetime
from pathlib import Path

import pytest

from schemas.dossier import RowFault
from tests.unit.adapters.dossiers import (
    ENDINGS,
    HEADER,
    Row,
    a_row,
    as_table,
    faults_in,
    faults_of_row,
    reading_of,
    without,
    write_table,
    written,
)

NOT_A_CODE = "is not a code; write at most 80 letters a-z, digits, dots, dashes and underscores"
NOT_A_KIND = "must be one of individual, collective, household (or cá nhân, tập thể, hộ gia đình)"
NOT_A_DATE = "must be a date like 2019-12-31 or 31/12/2019"
NUL = "has a control character (U+0000) at position 2; remove it"


@pytest.mark.parametrize(
    ("column", "value", "expected"),
    [
        ("ref", "số 8", f'"số 8" {NOT_A_CODE}'),
        ("ref", "r" * 81, f'"{"r" * 60}…" {NOT_A_CODE}'),
        ("ref", "r" * 80, "is too long: with the dossier's id it makes more than 80 characters; shorten it"),
        ("award", "Huy chương", '"Huy chương" is not an award of rule set 2025-two-tier; known are GK_XA, '),
        (
            "award",
            "GK_HUYEN",
            "GK_HUYEN is only on record under rule set 2025-two-tier, where no body confers it",
        ),
        ("nominee_kind", "công ty", NOT_A_KIND),
        ("nominee_kind", "household ", ""),
        ("nominee_name", "   ", "is missing"),
        ("nominee_name", "a" * 301, "is longer than 300 characters; shorten it"),
        ("nominee_name", "dòng\nhai", "has a control character (U+000A) at position 5; remove it"),
        ("nominee_id", "Nguyễn Văn A", f'"Nguyễn Văn A" {NOT_A_CODE}'),
        ("period_from", "31/02/2025", "must be a day of the calendar; 31/02/2025 is none"),
        ("period_from", "1/2/2025", NOT_A_DATE),
        ("period_from", "45658", NOT_A_DATE),
        ("period_from", "2025-01-01T00:00:00", NOT_A_DATE),
        ("period_from", "٢٠٢٥-٠١-٠١", NOT_A_DATE),  # noqa: RUF001 - digits that are not ASCII, on purpose
        ("period_to", "2024-12-31", "is before period_from; swap them"),
        ("achievement", "a" * 8_001, "is longer than 8000 characters; shorten it"),
    ],
)
@pytest.mark.parametrize("ending", ENDINGS)
def test_a_wrong_cell_is_told_by_column(
    tmp_path: Path, ending: str, column: str, value: str, expected: str
) -> None:
    """Every format gives the same words, and the words say what to write instead."""
    reading = reading_of(written(tmp_path, ending, [a_row(**{column: value})]))
    faults = [fault for row in reading.refused for fault in row.faults]

    assert ([column] if expected else []) == [fault.column for fault in faults]
    assert all(fault.text.startswith(expected) for fault in faults)


@pytest.mark.parametrize("column", sorted(without(a_row(), "nominee_id")))
@pytest.mark.parametrize("ending", ENDINGS)
def test_an_empty_cell_is_missing(tmp_path: Path, ending: str, column: str) -> None:
    """A required column without content is named, in whatever way the format leaves it empty."""
    (fault,) = faults_of_row(tmp_path, a_row(**{column: None}), ending)

    assert RowFault(column=column, text="is missing") == fault


@pytest.mark.parametrize(
    "column", ["ref", "award", "nominee_kind", "nominee_name", "nominee_id", "achievement"]
)
@pytest.mark.parametrize(
    ("character", "name"),
    [("\x00", "a control character (U+0000)"), ("\x1f", "a control character (U+001F)")],
)
def test_control_characters_are_refused_where_they_stand(
    tmp_path: Path, column: str, character: str, name: str
) -> None:
    """PostgreSQL would refuse a NUL when it is too late to ask; here its column is named."""
    (fault,) = faults_of_row(tmp_path, a_row(**{column: f"a{character}b"}))

    assert column == fault.column
    assert fault.text in {f"has {name} at position 2; remove it", NOT_A_KIND}


@pytest.mark.parametrize("column", sorted(a_row()))
def test_a_lone_surrogate_is_refused_where_it_stands(tmp_path: Path, column: str) -> None:
    r"""A JSON "\ud800" is no character, cannot be stored, and must not break the message about it."""
    (fault,) = faults_of_row(tmp_path, a_row(**{column: "a\ud800"}))

    assert column == fault.column
    assert fault.text in {
        "has a lone surrogate (U+D800) at position 2; remove it",
        NOT_A_KIND,
        NOT_A_DATE,
    }


@pytest.mark.parametrize(
    ("ending", "row", "in_file"),
    [(".json", 1, r"a\u0000"), (".yaml", 1, r'"a\0"'), (".csv", 2, "a\0"), (".xlsx", 2, "")],
)
def test_a_nul_is_refused_in_every_format(tmp_path: Path, ending: str, row: int, in_file: str) -> None:
    """Each format has its own way to smuggle one in; in a workbook it is the text _x0000_."""
    path = written(tmp_path, ending, [a_row(nominee_name="a_x0000_")])
    if in_file:
        path.write_text(path.read_text("utf-8").replace("a_x0000_", in_file), "utf-8")

    assert [(row, "nominee_name", NUL)] == faults_in(path)


@pytest.mark.parametrize("error", ["#REF!", "#N/A", "#VALUE!"])
@pytest.mark.parametrize("ending", [".csv", ".xlsx"])
def test_an_error_of_the_spreadsheet_is_no_name(tmp_path: Path, ending: str, error: str) -> None:
    """A broken formula must not become a nominee called #REF!."""
    (fault,) = faults_of_row(tmp_path, a_row(nominee_name=error), ending)

    assert (
        RowFault(column="nominee_name", text=f"is the spreadsheet error {error}; correct the cell") == fault
    )


def test_a_time_of_day_is_no_date(tmp_path: Path) -> None:
    """A cell that holds more than a day is not cut to fit."""
    row = a_row(period_to=datetime(2025, 12, 31, 8, 30))  # noqa: DTZ001 - a cell has no zone

    assert [RowFault(column="period_to", text=NOT_A_DATE)] == faults_of_row(tmp_path, row, ".xlsx")


def test_every_fault_of_a_row_is_told_at_once(tmp_path: Path) -> None:
    """A nominator corrects a row once, not once for each fault."""
    row = a_row("", award="?", nominee_kind="?", nominee_name="", nominee_id="?", period_from="?")

    assert ["ref", "nominee_kind", "nominee_name", "nominee_id", "period_from", "award"] == [
        fault.column for fault in faults_of_row(tmp_path, row)
    ]


def test_the_faults_of_a_row_are_one_line_with_row_and_columns(tmp_path: Path) -> None:
    """The line alone is enough to find the cells, in a terminal or in a letter."""
    path = written(tmp_path, ".csv", [a_row("01"), a_row("02", nominee_name="", period_to="?")])

    assert [f"row 3, column nominee_name: is missing; column period_to: {NOT_A_DATE}"] == [
        row.text for row in reading_of(path).refused
    ]


@pytest.mark.parametrize("ending", ENDINGS)
def test_bad_rows_do_not_keep_good_ones_out(tmp_path: Path, ending: str) -> None:
    """All rows are checked, and each is either accepted or refused."""
    rows = [a_row("01"), a_row("02", nominee_name=""), a_row("03"), a_row("04", award="?"), a_row("05")]
    reading = reading_of(written(tmp_path, ending, rows))

    assert ["01", "03", "05"] == [row.ref for row in reading.accepted]
    assert ["02", "04"] == [row.ref for row in reading.refused]


@pytest.mark.parametrize(
    ("row", "column", "expected"),
    [
        (
            a_row(award="COTD_TP"),
            "nominee_kind",
            "COTD_TP is for collective, not for individual",
        ),
        (
            a_row(award="Bằng khen", nominee_name=""),
            "award",
            '"Bằng khen" is not an award of rule set 2025-two-tier; known are GK_XA',
        ),
    ],
)
def test_what_the_rules_refuse_is_told_by_column(
    tmp_path: Path, row: Row, column: str, expected: str
) -> None:
    """A nomination that could never climb is refused before it is started."""
    fault = faults_of_row(tmp_path, row)[-1]

    assert column == fault.column
    assert fault.text.startswith(expected)


def test_an_award_below_the_submitting_body_has_no_route(tmp_path: Path) -> None:
    """A city office cannot ask for a ward's certificate; the fault is its own column, not the award's."""
    path = written(tmp_path, ".csv", [a_row(award="GK_XA")], submitting_body="tp-ha-noi")
    ((_, column, text),) = faults_in(path)

    assert "submitting_body" == column
    assert text.startswith("no managing body of tp-ha-noi acts at ward, the level that confers GK_XA")


@pytest.mark.parametrize("ending", ENDINGS)
@pytest.mark.parametrize("other", ["A1", "a1"])
def test_rows_with_the_same_ref_are_all_refused(tmp_path: Path, ending: str, other: str) -> None:
    """Nobody can tell which of them is meant; upper and lower case make the same nomination id."""
    path = written(tmp_path, ending, [a_row("A1"), a_row("B2"), a_row(other)])
    reading = reading_of(path)
    first, second = (row.row for row in reading.refused)

    assert ["B2"] == [row.ref for row in reading.accepted]
    assert [
        (first, "ref", f"stands in row {second} too; give each row its own"),
        (second, "ref", f"stands in row {first} too; give each row its own"),
    ] == faults_in(path)


@pytest.mark.parametrize("ending", [".yaml", ".json"])
def test_an_unknown_column_of_a_row_is_named(tmp_path: Path, ending: str) -> None:
    """A typing error is reported instead of being dropped."""
    (fault,) = faults_of_row(tmp_path, a_row(nominee_nmae="Nguyễn Văn A"), ending)

    assert "nominee_nmae" == fault.column
    assert fault.text.startswith("is not a known column; known are ref, award, nominee_kind")


@pytest.mark.parametrize(
    ("ending", "again"), [(".yaml", "\n  award: TTLDXS"), (".json", ', "award": "LDTT"')]
)
def test_a_column_that_is_given_twice_is_refused(tmp_path: Path, ending: str, again: str) -> None:
    """The parsers would silently keep the last one."""
    path = written(tmp_path, ending, [a_row()])
    text = path.read_text("utf-8").replace('"BK_TP"', f'"BK_TP"{again}')
    path.write_text(text.replace("award: BK_TP", f"award: BK_TP{again}"), "utf-8")

    assert [(1, "award", "is given twice; keep one")] == faults_in(path)


@pytest.mark.parametrize("value", [[], {"vi": "A"}, True, ["A", "B"]])
def test_a_value_that_is_not_text_is_refused(tmp_path: Path, value: object) -> None:
    """JSON can hold lists and truth values where a name belongs."""
    assert [RowFault(column="nominee_name", text="must be text")] == faults_of_row(
        tmp_path, a_row(nominee_name=value)
    )


def test_a_row_that_has_no_columns_is_refused(tmp_path: Path) -> None:
    """A list of names is not a list of nominations."""
    path = written(tmp_path, ".json", [a_row()])
    path.write_text(path.read_text("utf-8").replace("[{", '["Nguyễn Văn A", {'), "utf-8")
    reading = reading_of(path)

    assert [2] == [row.row for row in reading.accepted]
    assert "must hold columns: ref, award" in reading.refused[0].faults[0].text


@pytest.mark.parametrize(
    ("column", "value", "expected"),
    [
        ("dossier", "khac-2025", 'is "khac-2025", but row 2 says "mau-2025"; a file holds one dossier'),
        ("nominator", None, 'is empty, but row 2 says "nominator-01"; a file holds one dossier'),
        (
            "submitting_body",
            "nha-nuoc",
            'is "nha-nuoc", but row 2 says "phuong-hoang-mai"; a file holds one dossier',
        ),
        ("rule_set", "2017-three-tier", 'is "2017-three-tier", but row 2 says "2025-two-tier"; a file'),
    ],
)
@pytest.mark.parametrize("ending", [".csv", ".xlsx"])
def test_a_row_of_another_dossier_is_refused(
    tmp_path: Path, ending: str, column: str, value: str | None, expected: str
) -> None:
    """A table holds one dossier; a row that strayed in from another is not silently taken along."""
    names, first, second = as_table(dict(HEADER), [a_row("01"), a_row("02")])
    second[names.index(column)] = value
    ((row, found, text),) = faults_in(write_table(tmp_path / f"d{ending}", [names, first, second]))

    assert (3, column) == (row, found)
    assert text.startswith(expected)


def test_the_first_row_with_a_right_header_speaks_for_the_dossier(tmp_path: Path) -> None:
    """A typing error in the first row costs that row, not the file."""
    names, first, second = as_table(dict(HEADER), [a_row("01"), a_row("02")])
    path = write_table(tmp_path / "d.csv", [names, ["mẫu 2025", *first[1:]], second])

    assert [(2, "dossier", 'is "mẫu 2025", but row 3 says "mau-2025"; a file holds one dossier')] == (
        faults_in(path)
    )


def test_a_cell_beyond_the_header_row_is_refused(tmp_path: Path) -> None:
    """An unquoted comma shifts cells; what falls off the end is not dropped."""
    names, first = as_table(dict(HEADER), [a_row()])
    path = write_table(tmp_path / "d.csv", [names, [*first, "thừa"]])

    assert [(2, "13", "holds something, but the header row names no column here")] == faults_in(path)
