"""What a file says for conditions and campaigns, its letter, and numbers that must be shown nowhere."""

import json
from pathlib import Path

import pytest
from pydantic import SecretStr

from schemas.dossier_matter import MOST_ROWS
from schemas.nomination import AwardBasis, StatedFact
from tests.unit.adapters.dossiers import (
    ENDINGS,
    HEADER,
    Row,
    a_row,
    as_table,
    faults_of_row,
    reading_of,
    refusal_of,
    requests_in,
    write_table,
    written,
)

_SAID: Row = {
    "unit": "truong-thcs-1",
    "basis": "đột xuất",
    "achievement_id": "cuu-nguoi-2025",
    "facts": "initiative-recognised=yes (QĐ 12/2019; trang 3); members=33",
    "campaign": "hoang-mai-2025",
    "movement": "van-minh-do-thi",
    "content_group": "nhom-2",
}
_LETTER = {
    "number": "12/TTr-UBND",
    "signed_on": "2025-12-30",
    "signer": "Chủ tịch UBND phường",
    "addressed_to": "UBND thành phố",
    "text": "Kính trình.",
}
_FACTS = (
    StatedFact(fact="initiative-recognised", holds=True, evidence="QĐ 12/2019; trang 3"),
    StatedFact(fact="members", figure=33),
)
_NUMBER = "001 085 012 345"


@pytest.mark.parametrize("ending", ENDINGS)
def test_what_conditions_ask_for_is_in_the_content(tmp_path: Path, ending: str) -> None:
    """Every format says the same, and the basis may be in the words of the law."""
    (request,) = requests_in(written(tmp_path, ending, [a_row(**_SAID)]))
    content = request.content

    assert (AwardBasis.EXCEPTIONAL, _FACTS) == (content.basis, content.facts)
    assert ("truong-thcs-1", "cuu-nguoi-2025") == (content.unit, content.achievement_id)
    assert ("hoang-mai-2025", "van-minh-do-thi", "nhom-2") == (
        content.campaign,
        content.movement,
        content.content_group,
    )


@pytest.mark.parametrize("ending", [".yaml", ".json"])
def test_facts_may_be_a_list(tmp_path: Path, ending: str) -> None:
    """Of texts as in a cell, or of fields by their names."""
    facts = [
        {"fact": "initiative-recognised", "holds": "có", "evidence": "QĐ 12/2019; trang 3"},
        "members=33",
    ]
    (request,) = requests_in(written(tmp_path, ending, [a_row(facts=facts)]))

    assert _FACTS == request.content.facts


@pytest.mark.parametrize(
    ("said", "basis"),
    [
        ("công trạng", "merit"),
        ("chuyên đề", "campaign"),
        ("Phong trào", "campaign"),
        ("CỐNG HIẾN", "long_service"),
        ("niên hạn", "seniority"),
        ("đối ngoại", "external"),
        ("merit", "merit"),
    ],
)
def test_a_basis_is_read_in_vietnamese_and_by_its_code(tmp_path: Path, said: str, basis: str) -> None:
    """An office writes it as the law calls it."""
    (request,) = requests_in(written(tmp_path, ".json", [a_row(basis=said)]))

    assert basis == request.content.basis


@pytest.mark.parametrize(
    ("said", "column", "text"),
    [
        ({"basis": "lâu năm"}, "basis", "must be one of merit, campaign, "),
        ({"facts": "members"}, "facts", "must be like "),
        ({"facts": "members=nhiều"}, "facts", "members: must say yes or no, or a whole number"),
        ({"facts": [{"fact": "members"}]}, "facts", "a fact has either holds (yes or no) or figure"),
        ({"facts": [{"fakt": "members"}]}, "facts", "fakt is not known in a fact; known are fact, "),
        ({"facts": [["members"]]}, "facts", "must be like "),
        ({"unit": "Trường 1"}, "unit", '"Trường 1" is not a code; '),
        ({"identity_number": "12?"}, "identity_number", "must be an identity number of 6 to 20 "),
    ],
)
def test_a_wrong_one_is_refused_by_row_and_column(tmp_path: Path, said: Row, column: str, text: str) -> None:
    """The nominator is told before anything is sent."""
    [fault] = faults_of_row(tmp_path, a_row(**said))

    assert column == fault.column
    assert fault.text.startswith(text)


def test_an_identity_number_is_read_and_shown_nowhere(tmp_path: Path) -> None:
    """It leads to the nominee's code, and stands in no request, no JSON, no message and no fault."""
    path = written(tmp_path, ".csv", [a_row(identity_number=_NUMBER), a_row("02", identity_number="01?77")])
    reading = reading_of(path)
    shown = reading.model_dump_json() + repr(reading)
    digits = _NUMBER.replace(" ", "")

    assert SecretStr(digits) == reading.accepted[0].identity_number
    assert ["identity_number"] == [fault.column for fault in reading.refused[0].faults]
    assert digits not in shown
    assert _NUMBER not in shown
    assert "01?77" not in shown


def test_an_identity_number_that_a_spreadsheet_took_for_a_number_is_refused(tmp_path: Path) -> None:
    """It has lost its zeros, and would be somebody else's."""
    reading = reading_of(written(tmp_path, ".xlsx", [a_row(identity_number=1085012345)]))

    assert [
        ("identity_number", "is a number to the spreadsheet, which drops zeros in front; make it text")
    ] == [(fault.column, fault.text) for row in reading.refused for fault in row.faults]


@pytest.mark.parametrize("ending", ENDINGS)
def test_a_letter_stands_once(tmp_path: Path, ending: str) -> None:
    """In a document as a field, in a table in the columns of one row."""
    if ending in {".csv", ".xlsx"}:
        first = a_row("01", **{f"letter_{name}": value for name, value in _LETTER.items()})
        path = write_table(tmp_path / f"d{ending}", as_table(dict(HEADER), [first, a_row("02")]))
    else:
        path = written(tmp_path, ending, [a_row("01"), a_row("02")], letter=_LETTER)
    reading = reading_of(path)

    assert reading.dossier.letter is not None
    assert _LETTER == json.loads(reading.dossier.letter.model_dump_json())
    assert 2 == len(reading.accepted)


def test_two_letters_in_one_table_are_refused(tmp_path: Path) -> None:
    """Nobody can tell which one is meant."""
    rows = [
        a_row(ref, **{f"letter_{name}": value for name, value in {**_LETTER, "number": number}.items()})
        for ref, number in (("01", "1/TTr"), ("02", "2/TTr"))
    ]
    reading = reading_of(write_table(tmp_path / "d.csv", as_table(dict(HEADER), rows)))

    assert [("letter_number", "is not as in row 2; a dossier has one")] == [
        (fault.column, fault.text) for row in reading.refused for fault in row.faults
    ]


def test_half_a_letter_is_refused_with_what_it_lacks(tmp_path: Path) -> None:
    """A letter without a number or a day is none."""
    path = write_table(tmp_path / "d.csv", as_table(dict(HEADER), [a_row(letter_text="Kính trình")]))

    assert "column letter_number: is missing" in refusal_of(path)


def test_a_workbook_with_more_rows_than_a_dossier_has_is_not_read_to_its_end(tmp_path: Path) -> None:
    """Whoever hands in too much is told so, and memory and time are bounded."""
    table = [["ref"], *([str(number)] for number in range(MOST_ROWS + 50))]

    assert f"has more than {MOST_ROWS} rows; split it" in refusal_of(write_table(tmp_path / "d.xlsx", table))
