"""Whatever the bytes are: a reading or one refusal, never a traceback."""

import json
from pathlib import Path
from uuid import uuid4

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.dossier_files import DossierError
from tests.unit.adapters.dossiers import HEADER, a_row, as_table, reading_of, write_table, written

ENDINGS = st.sampled_from([".yaml", ".yml", ".json", ".csv", ".xlsx"])
CELLS = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=12) | st.dates().map(str)
VALUES = st.recursive(
    CELLS, lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=4), inner, max_size=2)
)
ROWS = st.fixed_dictionaries(
    {}, optional={**dict.fromkeys(a_row(), VALUES), "extra": VALUES, "award": st.just("BK_TP") | VALUES}
)
SURROGATES = st.text(st.characters(categories=["Cs", "Cc", "Lu"]), max_size=5)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder for the examples of a whole module."""
    return tmp_path_factory.mktemp("any")


def _lines_about(path: Path) -> list[str]:
    """Return everything that is said about a file, of which each row is accepted or refused."""
    try:
        reading = reading_of(path)
    except DossierError as refused:
        return [str(refused)]
    numbers = {row.row for row in (*reading.accepted, *reading.refused)}
    assert len(numbers) == len(reading.accepted) + len(reading.refused) > 0
    return [f"{fault.column}: {fault.text}" for row in reading.refused for fault in row.faults]


def _assert_plain(lines: list[str]) -> None:
    assert [] == [line for line in lines if not line.isprintable() or "nput should be" in line]


@settings(max_examples=150, deadline=None)
@given(ending=ENDINGS, content=st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(folder: Path, ending: str, content: bytes) -> None:
    """A file that was damaged, or is of another kind, is answered in one line."""
    path = folder / f"{uuid4()}{ending}"
    path.write_bytes(content)

    _assert_plain(_lines_about(path))


@settings(max_examples=150, deadline=None)
@given(ending=ENDINGS, content=st.text(max_size=200))
def test_any_text_is_read_or_refused(folder: Path, ending: str, content: str) -> None:
    """Text that is no dossier reaches the parsers further than bytes do."""
    path = folder / f"{uuid4()}{ending}"
    path.write_text(content, encoding="utf-8")

    _assert_plain(_lines_about(path))


@settings(max_examples=200, deadline=None)
@given(ending=ENDINGS, at=st.floats(0, 1), gone=st.integers(0, 40), put=st.binary(max_size=20))
def test_a_damaged_dossier_is_read_or_refused(
    folder: Path, ending: str, at: float, gone: int, put: bytes
) -> None:
    """Bytes lost or changed inside a good file are the damage that happens."""
    path = written(folder, ending, [a_row("01"), a_row("02")])
    good = path.read_bytes()
    start = int(at * len(good))
    path.write_bytes(good[:start] + put + good[start + gone :])

    _assert_plain(_lines_about(path))


@settings(max_examples=200, deadline=None)
@given(rows=st.lists(ROWS | VALUES, min_size=1, max_size=3), header=st.dictionaries(SURROGATES, VALUES))
def test_any_json_is_read_or_refused(folder: Path, rows: list[object], header: dict[str, object]) -> None:
    """Rows of any shape, with any characters, give faults in plain words."""
    path = folder / f"{uuid4()}.json"
    path.write_text(json.dumps(HEADER | header | {"nominations": rows}), "utf-8")

    _assert_plain(_lines_about(path))


@settings(max_examples=150, deadline=None)
@given(column=st.integers(0, 11), row=st.integers(0, 2), cell=CELLS | SURROGATES.map(ascii))
@pytest.mark.parametrize("ending", [".csv", ".xlsx"])
def test_any_cell_of_a_table_is_read_or_refused(
    folder: Path, ending: str, column: int, row: int, cell: object
) -> None:
    """One odd cell anywhere, header row included, costs at most its row or its file."""
    table = as_table(dict(HEADER), [a_row("01"), a_row("02")])
    table[row][column] = cell if ending == ".csv" or not isinstance(cell, str) else ascii(cell)

    _assert_plain(_lines_about(write_table(folder / f"{uuid4()}{ending}", table)))
