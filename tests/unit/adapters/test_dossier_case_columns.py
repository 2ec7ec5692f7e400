"""Columns that say how a nomination is decided and who may not: procedure, sector, papers, relatives."""

from pathlib import Path

import pytest

from tests.unit.adapters.dossiers import (
    ENDINGS,
    HEADER,
    Row,
    a_row,
    as_table,
    faults_of_row,
    requests_in,
    write_table,
    written,
)

_SAID: Row = {
    "procedure": "simplified",
    "sector": "education",
    "papers": "submission-letter; short-report",
    "relatives": "nv-007, nv-008;nv-007",
}


@pytest.mark.parametrize("ending", ENDINGS)
def test_what_a_row_says_of_its_case_is_in_the_request(tmp_path: Path, ending: str) -> None:
    """Every format says the same; codes in one cell are told apart, and one that stands twice counts once."""
    (request,) = requests_in(written(tmp_path, ending, [a_row(**_SAID)]))

    assert ("simplified", "education") == (request.procedure, request.sector)
    assert ("submission-letter", "short-report") == request.papers
    assert ("nv-007", "nv-008") == request.relatives


@pytest.mark.parametrize("ending", [".yaml", ".json"])
def test_codes_may_be_a_list(tmp_path: Path, ending: str) -> None:
    """A list in a document is the same as a cell of a table; an empty one says nothing."""
    lists = _SAID | {"papers": [], "relatives": ["nv-007", "nv-008"]}
    (request,) = requests_in(written(tmp_path, ending, [a_row(**lists)]))

    assert (None, ("nv-007", "nv-008")) == (request.papers, request.relatives)


def test_they_may_be_left_out_and_have_vietnamese_names(tmp_path: Path) -> None:
    """Older lists are read as before, and an office names the new columns in its own language."""
    (before,) = requests_in(written(tmp_path, ".csv", [a_row()]))
    names, cells = as_table(dict(HEADER), [a_row(**_SAID)])
    vietnamese = [*names[: -len(_SAID)], "Quy trình", "Lĩnh vực", "Giấy tờ", "Người thân"]
    (after,) = requests_in(write_table(tmp_path / "d.csv", [vietnamese, cells]))

    assert (None,) * 4 == (before.procedure, before.sector, before.papers, before.relatives)
    assert ("simplified", ("nv-007", "nv-008")) == (after.procedure, after.relatives)


@pytest.mark.parametrize(
    ("said", "column", "text"),
    [
        ({"procedure": "by-lot"}, "procedure", '"by-lot" is not for BK_TP; its procedures are council-80, '),
        ({"procedure": "đơn giản"}, "procedure", '"đơn giản" is not a code; '),
        ({"sector": "giáo dục"}, "sector", '"giáo dục" is not a code; '),
        ({"relatives": "nv-007; Nguyen Van B"}, "relatives.2", '"Nguyen Van B" is not a code; '),
        ({"relatives": [["nv-007"]]}, "relatives.1", "must be text"),
        ({"papers": "submission-letter; diary"}, "papers", "no intake asks for diary; known are submission-"),
    ],
)
def test_a_wrong_one_is_refused_by_row_and_column(tmp_path: Path, said: Row, column: str, text: str) -> None:
    """The nominator is told before anything is sent, in the words used for every other column."""
    [fault] = faults_of_row(tmp_path, a_row(**said))

    assert column == fault.column
    assert fault.text.startswith(text)
