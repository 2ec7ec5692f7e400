"""The facts that a dossier states once: wrong ones refuse the file, with every fault of the header."""

from pathlib import Path

import pytest

from tests.unit.adapters.dossiers import (
    ENDINGS,
    HEADER,
    a_row,
    as_table,
    refusal_of,
    without,
    write_table,
    written,
)


@pytest.mark.parametrize("ending", [".csv", ".xlsx"])
def test_the_columns_of_a_table_are_checked_by_name(tmp_path: Path, ending: str) -> None:
    """Unknown, repeated and missing columns are all named, with the names that are known."""
    names, first = as_table(dict(HEADER), [a_row()])
    names[names.index("award")], names[names.index("nominee_id")] = "Ghi chú", "Số"
    refusal = refusal_of(write_table(tmp_path / f"d{ending}", [names, first]))

    assert refusal.startswith(
        f'd{ending}: header row: column "Ghi chú" is not known; column ref stands twice; '
        "column award is missing; known are dossier, nominator, submitting_body, rule_set, ref, award"
    )


@pytest.mark.parametrize("ending", [".yaml", ".json"])
@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ({"nominator": "x"}, "field nominator: is not a known field; known are dossier_id, rule_set"),
        ({"dossier_id": "hồ sơ 1"}, 'field dossier_id: "hồ sơ 1" is not a code; write at most 80'),
        ({"dossier_id": ["a"]}, "field dossier_id: must be text"),
        ({"nominator_id": None, "submitting_body": ""}, "field nominator_id: is missing; field submitting_"),
        ({"note": "a\x07"}, "field note: has a control character (U+0007) at position 2; remove it"),
        ({"uncounted": "many"}, "field uncounted: must be a list"),
        ({"uncounted": ["many"]}, "field uncounted.1: must hold fields"),
    ],
)
def test_a_wrong_header_is_told_by_field(
    tmp_path: Path, ending: str, header: dict[str, object], expected: str
) -> None:
    """Without a header no row can be judged, so the file is refused, with every fault of the header."""
    refusal = refusal_of(written(tmp_path, ending, [a_row()], **header))

    assert refusal.startswith(f"dossier{ending}: {expected}")


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"count": "nhiều"}, "count: must be a whole number, or null where the source does not count"),
        ({"count": -1}, "count: must be a whole number, or null where the source does not count"),
        ({"count": True}, "count: must be a whole number, or null where the source does not count"),
        ({"count": 1.5}, "count: must be a whole number, or null where the source does not count"),
        ({"subjects": []}, "subjects: must not be an empty list"),
        ({"subjects": ["công ty"]}, "subjects.1: must be one of individual, collective, household"),
        ({"cuont": 3}, "cuont: is not known here; remove it"),
        ({"note": ""}, "note: is empty; fill it in"),
    ],
)
@pytest.mark.parametrize("ending", [".yaml", ".json"])
def test_an_uncounted_mention_is_checked(
    tmp_path: Path, ending: str, change: dict[str, object], expected: str
) -> None:
    """A count is a real count or null; a word or a guess is neither."""
    grants = {"award": "GK_HUYEN", "subjects": ["individual"], "count": None, "note": "nguồn"} | change
    refusal = refusal_of(written(tmp_path, ending, [a_row()], uncounted=[grants]))

    assert refusal.startswith(f"dossier{ending}: field uncounted.1.{expected}")


def test_an_uncounted_mention_must_say_that_it_does_not_count(tmp_path: Path) -> None:
    """Leaving the count out is not the same as saying that it is unknown."""
    grants = {"award": "GK_HUYEN", "subjects": ["individual"], "note": "nguồn"}

    assert "dossier.json: field uncounted.1.count: is missing" == refusal_of(
        written(tmp_path, ".json", [a_row()], uncounted=[grants])
    )


@pytest.mark.parametrize("ending", ENDINGS)
@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ({"rule_set": "2003"}, 'there is no rule set "2003"; known are 2017-three-tier, 2024-three-tier'),
        ({"submitting_body": "phuong"}, 'submitting_body: "phuong" is not in rule set 2025-two-tier; known'),
    ],
)
def test_a_header_that_the_rules_do_not_know_is_refused(
    tmp_path: Path, ending: str, header: dict[str, object], expected: str
) -> None:
    """One line for the file, not the same line for each of its rows."""
    refusal = refusal_of(written(tmp_path, ending, [a_row()], **header))

    assert refusal.startswith(f"dossier{ending}: {expected}")


def test_a_table_in_which_no_row_has_a_header_is_refused_by_its_first_row(tmp_path: Path) -> None:
    """Row and column of the first row are named, with everything that is wrong there."""
    table = as_table(HEADER | {"dossier_id": "mẫu", "nominator_id": ""}, [a_row("01"), a_row("02")])
    refusal = refusal_of(write_table(tmp_path / "d.csv", table))

    assert refusal.startswith('d.csv: row 2, column dossier: "mẫu" is not a code; write at most 80 letters')
    assert refusal.endswith("row 2, column nominator: is missing")


def test_thousands_of_faults_in_a_header_stay_one_line_that_can_be_read(tmp_path: Path) -> None:
    """A file of another kind does not flood the terminal."""
    unknown = {f"column-{number}": "x" for number in range(5_000)}
    refusal = refusal_of(written(tmp_path, ".json", [a_row()], **unknown))

    assert refusal.endswith("; and 4988 more")
    assert 5_000 > len(refusal)


@pytest.mark.parametrize("field", ["a\nb", "\x1b[31m", "\ud800"])
def test_the_name_of_a_field_cannot_break_the_message(tmp_path: Path, field: str) -> None:
    """Escape sequences and half characters are shown, not sent to the terminal."""
    refusal = refusal_of(written(tmp_path, ".json", [a_row()], **{field: "x"}))

    assert refusal.isprintable()


def test_a_header_field_that_is_given_twice_is_refused(tmp_path: Path) -> None:
    """The parser would silently keep the last one."""
    path = written(tmp_path, ".json", [a_row()])
    path.write_text(
        path.read_text("utf-8").replace("{", '{"dossier_id": "x", "nominations": [],', 1), "utf-8"
    )

    assert "dossier.json: field dossier_id: is given twice; keep one" == refusal_of(path)


def test_an_unfinished_table_in_which_a_column_is_missing_names_it(tmp_path: Path) -> None:
    """Each required column is asked for by the name that messages use."""
    table = as_table(dict(HEADER), [without(a_row(), "period_to", "achievement")])
    refusal = refusal_of(write_table(tmp_path / "d.csv", table))

    assert "column period_to is missing; column achievement is missing; known are" in refusal
