"""Files that cannot be read as a whole: one line each, naming the file and what to do."""

import zipfile
from pathlib import Path

import pytest

from tests.unit.adapters.dossiers import (
    ENDINGS,
    HEADER,
    a_row,
    as_table,
    reading_of,
    refusal_of,
    write_table,
    written,
)


def _file(folder: Path, name: str, content: str | bytes) -> Path:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


@pytest.mark.parametrize("name", ["d.docx", "d.xls", "d", "d.yaml.bak"])
def test_an_unknown_ending_is_refused(tmp_path: Path, name: str) -> None:
    """The endings that would do are listed."""
    refusal = refusal_of(_file(tmp_path, name, "x"))

    assert (
        f"{name}: has none of the endings .yaml, .yml, .json, .csv, .xlsx; save it as one of these" == refusal
    )


def test_an_ending_in_capitals_is_known(tmp_path: Path) -> None:
    """Some systems write file names in capitals."""
    path = written(tmp_path, ".csv", [a_row()])

    assert 1 == len(reading_of(path.rename(tmp_path / "D.CSV")).accepted)


@pytest.mark.parametrize("ending", ENDINGS)
def test_a_file_that_is_not_there_is_refused(tmp_path: Path, ending: str) -> None:
    """A wrong path is told as such, whatever the format."""
    assert f"d{ending}: cannot be read (No such file or directory); check the path" == refusal_of(
        tmp_path / f"d{ending}"
    )


def test_a_folder_is_refused(tmp_path: Path) -> None:
    """A folder that looks like a file is not read."""
    (tmp_path / "d.csv").mkdir()

    assert "d.csv: cannot be read (Is a directory); check the path" == refusal_of(tmp_path / "d.csv")


def test_a_path_that_cannot_exist_is_refused(tmp_path: Path) -> None:
    """Not even the name of a file can break the message."""
    refusal = refusal_of(tmp_path / "a\x00\n.csv")

    assert r"a\x00\n.csv: cannot be read (embedded null byte); check the path" == refusal


@pytest.mark.parametrize("content", [b"", b"  \n\n", b"\xef\xbb\xbf", b"\xef\xbb\xbf\r\n"])
@pytest.mark.parametrize("ending", ENDINGS)
def test_an_empty_file_is_refused(tmp_path: Path, ending: str, content: bytes) -> None:
    """Nothing in it, or nothing to be seen in it."""
    assert f"d{ending}: is empty; fill it in" == refusal_of(_file(tmp_path, f"d{ending}", content))


@pytest.mark.parametrize("ending", ENDINGS)
def test_a_file_without_rows_is_refused(tmp_path: Path, ending: str) -> None:
    """A dossier without nominations is a mistake, not a success of nothing."""
    path = written(tmp_path, ending, [])
    if ending in {".csv", ".xlsx"}:
        path = write_table(path, as_table(dict(HEADER), [a_row()])[:1])
    refusal = refusal_of(path)

    assert refusal in {
        f"dossier{ending}: has a header row but no nominations",
        f"dossier{ending}: field nominations: must be a list of at least one nomination, given once",
    }


def test_a_blank_sheet_is_refused(tmp_path: Path) -> None:
    """A new workbook has a sheet, and nothing on it."""
    refusal = refusal_of(write_table(tmp_path / "d.xlsx", []))

    assert refusal.startswith("d.xlsx: header row: column dossier is missing; column nominator is missing")


@pytest.mark.parametrize("ending", [".yaml", ".json", ".csv"])
def test_text_that_is_not_utf8_is_refused_with_its_line(tmp_path: Path, ending: str) -> None:
    """Old Vietnamese encodings would turn names into nonsense."""
    path = written(tmp_path, ending, [a_row()])
    content = b"\n\n" + path.read_bytes() + "\n# Nguyễn".encode("utf-16")
    line = content.count(b"\n", 0, content.index(b"\xff\xfe")) + 1

    assert f"d{ending}: line {line}: is not UTF-8 text; save the file as UTF-8" == refusal_of(
        _file(tmp_path, f"d{ending}", content)
    )


@pytest.mark.parametrize(
    ("name", "content", "expected"),
    [
        ("d.json", '{\n  "a": 1,\n}', "line 3: is not JSON (Expecting property name"),
        ("d.json", "[" * 100_000, "is nested too deeply to be a dossier"),
        ("d.json", '{\n"a": "\x00"}', "line 2: has a control character (U+0000) at position 7; remove it"),
        ("d.json", "[]", "must hold fields such as dossier_id and nominations; see the examples"),
        ("d.yaml", "a: 1\nb: [", "line 3: is not YAML (did not find expected node content); correct it"),
        ("d.yaml", "[" * 100, "line 1: is nested too deeply to be a dossier"),
        ("d.yaml", "a: 1\nb: x\x00", "line 2: has a control character (U+0000) at position 5; remove it"),
        ("d.yaml", "a: 1\nb: x\x9b", "line 2: has a control character (U+009B) at position 5; remove it"),
        ("d.yaml", "a: 1\nb: x\ufffe", "line 2: has a control character (U+FFFE) at position 5; remove it"),
        ("d.yaml", 'a: 1\nb: "\\ud800"', "line 2: is not YAML (found invalid Unicode character escape"),
        ("d.yaml", "a: &x 1\nb: *x", "line 1: has an anchor, alias or tag (&, *, !); write the text out"),
        ("d.yaml", "a: 1\nb: !!int 3", "line 2: has an anchor, alias or tag (&, *, !); write the text out"),
        ("d.yaml", "a: 1\n---\nb: 2", "line 2: a second document starts here; a file holds one dossier"),
        ("d.yaml", "? [a]\n: 1", "line 1: the name of a field must be text"),
        ("d.yaml", "just words", "must hold fields such as dossier_id and nominations; see the examples"),
        ("d.yaml", "# nothing", "must hold fields such as dossier_id and nominations; see the examples"),
        ("d.xlsx", "no workbook", "is not an XLSX workbook that can be opened; save it again as .xlsx"),
    ],
)
def test_a_broken_file_is_refused_with_its_line(
    tmp_path: Path, name: str, content: str, expected: str
) -> None:
    """The line leads to the fault, in the words of this product rather than of a parser."""
    refusal = refusal_of(_file(tmp_path, name, content))

    assert refusal.startswith(f"{name}: {expected}")


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ('"a"b', "is not a proper CSV table (',' expected after '\"')"),
        ('"a', "is not a proper CSV table (unexpected end of data); look for a stray quote"),
        ("a" * 200_000, "is not a proper CSV table (field larger than field limit (131072))"),
    ],
)
def test_a_broken_row_of_csv_is_refused_with_its_line(tmp_path: Path, row: str, expected: str) -> None:
    """An open quote would swallow all rows after it, so the file is not read at all."""
    path = written(tmp_path, ".csv", [a_row()])
    path.write_text(f"{path.read_text('utf-8')}{row}\n", "utf-8")

    assert refusal_of(path).startswith(f"dossier.csv: line 3: {expected}")


def _workbook_with(folder: Path, part: str, content: str) -> Path:
    """Return a good workbook in which one part was replaced."""
    good, bad = written(folder, ".xlsx", [a_row()]), folder / "bad.xlsx"
    with zipfile.ZipFile(good) as source, zipfile.ZipFile(bad, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            target.writestr(name, content if name == part else source.read(name))
    return bad


@pytest.mark.parametrize(
    ("part", "content"),
    [
        ("xl/workbook.xml", "<broken"),
        ("[Content_Types].xml", "<Types/>"),
        ("xl/worksheets/sheet1.xml", "<broken"),
        ("xl/worksheets/sheet1.xml", "\x00"),
        ("xl/styles.xml", "<styleSheet><cellXfs><xf numFmtId='x'/></cellXfs></styleSheet>"),
    ],
)
def test_a_broken_workbook_is_refused(tmp_path: Path, part: str, content: str) -> None:
    """Whatever openpyxl trips over, the nominator reads one line."""
    refusal = refusal_of(_workbook_with(tmp_path, part, content))

    assert "bad.xlsx: is not an XLSX workbook that can be opened; save it again as .xlsx" == refusal


def test_a_workbook_without_sheets_is_refused(tmp_path: Path) -> None:
    """A workbook may hold nothing that can be read as a table."""
    refusal = refusal_of(_workbook_with(tmp_path, "xl/workbook.xml", "<workbook/>"))

    assert "bad.xlsx: has no sheet; add one with a header row" == refusal


def test_a_workbook_that_unpacks_without_end_is_refused(tmp_path: Path) -> None:
    """A small file must not fill the memory."""
    path = written(tmp_path, ".xlsx", [a_row()])
    with (
        zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED, compresslevel=1) as archive,
        archive.open("docProps/padding", "w") as part,
    ):
        for _ in range(257):
            part.write(bytes(2**20))

    assert "dossier.xlsx: unpacks to more than 256 MB; split it" == refusal_of(path)


@pytest.mark.parametrize(("cell", "row"), [("A99999999", 1_048_577), ("ZZZ3", 3)])
def test_a_cell_far_outside_of_any_table_is_refused(tmp_path: Path, cell: str, row: int) -> None:
    """A row number is only a claim of the file, and must not cost time or memory."""
    number = cell.lstrip("AZ")
    stray = f'<row r="{number}"><c r="{cell}"><v>1</v></c></row></sheetData>'
    with zipfile.ZipFile(written(tmp_path, ".xlsx", [a_row()])) as source:
        sheet = source.read("xl/worksheets/sheet1.xml").decode().replace("</sheetData>", stray)
    refusal = refusal_of(_workbook_with(tmp_path, "xl/worksheets/sheet1.xml", sheet))

    assert f"bad.xlsx: row {row}: lies beyond 1048576 rows or 1000 columns; delete it" == refusal


def test_a_file_of_enormous_size_is_refused(tmp_path: Path) -> None:
    """Nobody waits for a file that cannot be a dossier."""
    path = tmp_path / "d.csv"
    with path.open("wb") as file:
        file.truncate(65 * 2**20)

    assert "d.csv: is larger than 64 MB; split it" == refusal_of(path)
