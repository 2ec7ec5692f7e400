"""What an office is told when it breaks a file of a rule set: always which file and which field."""

import shutil
from pathlib import Path

import pytest

from adapters.rule_files import RULES_FOLDER, RuleFiles, read_rule_set
from domain.errors import RuleSetError
from tests.unit.rules.shipped import BOOK, THREE_TIER_2017
from tests.yaml_files import write_yaml, yaml_of

FILES = ("rule_set.yaml", "levels.yaml", "bodies.yaml", "awards.yaml")
ONLY_A_WARD = [{"body": "phuong", "level": "ward", "name_vi": "P", "name_en": "W", "panel": ["ward-chair"]}]

TEN_DAYS = {"working_days": 10, "basis": {"citation": "c", "mark": "?"}}
TWO_DAYS = {"working_days": 2, "basis": {"citation": "c", "mark": "?"}}


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    """A copy of the 2017 rule set that a test may break."""
    return Path(shutil.copytree(RULES_FOLDER / THREE_TIER_2017, tmp_path / THREE_TIER_2017))


def _fault(folder: Path) -> str:
    with pytest.raises(RuleSetError) as refused:
        read_rule_set(folder)
    return str(refused.value)


def _set(file: Path, field: str, value: object) -> None:
    """Put `value` at a dotted path, such as `levels.0.deadline.grace`."""
    content = yaml_of(file)
    *parents, last = [int(part) if part.isdigit() else part for part in field.split(".")]
    target = content
    for part in parents:
        target = target[part]
    target[last] = value
    write_yaml(file, content)


def _as_told(field: str) -> str:
    """A dotted path as a person is told it: entries by their own name, not by number."""
    for number, name in (
        ("levels.1", "levels.district"),
        ("levels.0", "levels.ward"),
        ("levels.2", "levels.city"),
        ("bodies.0", "bodies.phuong"),
        ("bodies.3", "bodies.nha-nuoc"),
        ("awards.0", "awards.GK_XA"),
    ):
        field = field.replace(number, name)
    return field


def test_an_unbroken_copy_is_the_same_rule_set(copied: Path) -> None:
    """The tests below break something that works."""
    assert BOOK.named(THREE_TIER_2017) == read_rule_set(copied)


@pytest.mark.parametrize("file", FILES)
def test_a_missing_file_is_named(copied: Path, file: str) -> None:
    """Nobody has to guess which of the four files is not there."""
    (copied / file).unlink()

    assert _fault(copied).startswith(f"{THREE_TIER_2017}/{file}: cannot be read")


@pytest.mark.parametrize("file", FILES)
def test_a_file_that_is_not_yaml_is_named_with_its_line(copied: Path, file: str) -> None:
    """A stray bracket is found by the line the message gives."""
    (copied / file).write_text("levels: [\n", encoding="utf-8")
    fault = _fault(copied)

    assert fault.startswith(f"{THREE_TIER_2017}/{file}: is not YAML")
    assert "line 2" in fault


@pytest.mark.parametrize("text", ["", "just words", "- a list\n"])
def test_a_file_without_fields_is_refused(copied: Path, text: str) -> None:
    """An empty file, or a list where fields belong, is not read as a rule set without awards."""
    (copied / "awards.yaml").write_text(text, encoding="utf-8")

    assert f"{THREE_TIER_2017}/awards.yaml: must be a mapping of fields" == _fault(copied)


@pytest.mark.parametrize(
    ("file", "field", "value"),
    [
        pytest.param("rule_set.yaml", "valid_until", "2023-12-31", id="unknown field of the set"),
        pytest.param("levels.yaml", "levels.0.deadline.holidays", 3, id="unknown field of a deadline"),
        pytest.param("bodies.yaml", "bodies.0.chair", "somebody", id="unknown field of a body"),
        pytest.param("awards.yaml", "awards.0.quota", 5, id="unknown field of an award"),
        pytest.param("rule_set.yaml", "valid_from", "soon", id="not a date"),
        pytest.param("levels.yaml", "levels.1.deadline.working_days", "ten", id="not a number"),
        pytest.param("levels.yaml", "levels.1.deadline.grace", 0, id="no grace"),
        pytest.param("levels.yaml", "levels.2.deadline.end", "confer", id="unknown end"),
        pytest.param("bodies.yaml", "bodies.3.panel", [], id="empty panel"),
        pytest.param("bodies.yaml", "bodies.0.managed_by", "Quận Hoàng Mai", id="not an opaque code"),
        pytest.param("awards.yaml", "awards.0.subjects", ["company"], id="unknown subject"),
        pytest.param("awards.yaml", "awards.0.basis", [], id="no source"),
        pytest.param("awards.yaml", "awards.0.name_vi", "Giấy\x1fkhen", id="control character"),
        pytest.param("awards.yaml", "awards", {}, id="not a list"),
    ],
)
def test_a_wrong_field_is_named_with_its_file(copied: Path, file: str, field: str, value: object) -> None:
    """A typing error is reported where it was made instead of being dropped."""
    _set(copied / file, field, value)

    assert f"{THREE_TIER_2017}/{file}: {_as_told(field)}" in _fault(copied)


@pytest.mark.parametrize(
    ("file", "field", "value", "expected"),
    [
        ("rule_set.yaml", "valid_to", "2017-09-30", "valid_to: is before valid_from"),
        ("rule_set.yaml", "resubmission.end", "go_on", "resubmission.end: a nominator's silence"),
        (
            "levels.yaml",
            "levels.0.deadline.remind_before",
            10,
            "levels.ward.deadline: remind_before",
        ),
        ("levels.yaml", "levels.1.level", "ward", "level: ward appears twice"),
        ("levels.yaml", "levels.3.deadline.end", "go_on", "state.deadline.end: silence cannot confer"),
        ("bodies.yaml", "bodies.1.body", "phuong", "body: phuong appears twice"),
        ("bodies.yaml", "bodies.0.level", "village", "phuong.level: village is not in levels.yaml"),
        ("bodies.yaml", "bodies.0.managed_by", "huyen", "phuong.managed_by: huyen is not a body"),
        ("bodies.yaml", "bodies.0.managed_by", "phuong", "phuong.managed_by: phuong is not at a higher"),
        ("bodies.yaml", "bodies.2.managed_by", "phuong", "tp-ha-noi.managed_by: phuong is not at a higher"),
        ("awards.yaml", "awards.1.code", "GK_XA", '"gk_xa" names two awards'),
        (
            "awards.yaml",
            "awards.0.aliases",
            ["BẰNG KHEN CỦA THÀNH PHỐ"],
            '"bằng khen của thành phố" names two',
        ),
        ("awards.yaml", "awards.0.deciding_level", "village", "GK_XA.deciding_level: village is not a level"),
        ("awards.yaml", "awards.0.deadlines", {"village": TEN_DAYS}, "GK_XA.deadlines: village is not a"),
        ("awards.yaml", "awards.0.deadlines", {"state": TEN_DAYS}, "GK_XA.deadlines: it never reaches state"),
        ("awards.yaml", "awards.0.deadlines", {"ward": TWO_DAYS}, "GK_XA.deadlines.ward: is over before its"),
    ],
)
def test_parts_that_do_not_fit_are_named(
    copied: Path, file: str, field: str, value: object, expected: str
) -> None:
    """A contradiction between the files is found when they are read, not when a nomination needs a route."""
    _set(copied / file, field, value)

    assert f"{THREE_TIER_2017}/{file}: {expected}" in _fault(copied)


def test_an_award_that_no_body_can_confer_is_named(copied: Path) -> None:
    """A deciding level without a body is a fault of the award, told for each award that has it."""
    _set(copied / "bodies.yaml", "bodies", ONLY_A_WARD)
    fault = _fault(copied)

    assert f"{THREE_TIER_2017}/awards.yaml: GK_HUYEN.deciding_level: no body acts at district" in fault
    assert "HCLD3.deciding_level: no body acts at state" in fault


def test_an_alias_in_another_unicode_spelling_is_the_same_alias(copied: Path) -> None:
    """Two spellings of the same Vietnamese letters cannot name two awards."""
    decomposed = "Hua\u0302n chu\u031bo\u031bng Lao \u0111o\u0323\u0302ng ha\u0323ng Ba"
    _set(copied / "awards.yaml", "awards.0.aliases", [decomposed])

    assert '"huân chương lao động hạng ba" names two awards' in _fault(copied)


@pytest.mark.parametrize("file", FILES)
def test_the_digest_changes_with_any_byte_of_any_file(copied: Path, file: str) -> None:
    """A record that names the digest names the exact text, comments included."""
    with (copied / file).open("a", encoding="utf-8") as text:
        text.write("# noted\n")

    assert BOOK.named(THREE_TIER_2017).digest != read_rule_set(copied).digest


def test_a_folder_with_one_wrong_rule_set_is_refused(copied: Path) -> None:
    """A worker does not start with some of its rules missing."""
    (copied / "levels.yaml").unlink()

    with pytest.raises(RuleSetError, match=f"{THREE_TIER_2017}/levels.yaml"):
        RuleFiles(copied.parent)


def test_an_impossible_date_is_named(copied: Path) -> None:
    """A date that no calendar has is a fault with its file, not a crash."""
    file = copied / "rule_set.yaml"
    file.write_text(file.read_text(encoding="utf-8").replace("2017-10-01", "2017-31-10"), encoding="utf-8")

    assert _fault(copied).startswith(f"{THREE_TIER_2017}/rule_set.yaml: is not YAML")


def test_a_file_cannot_say_what_belongs_to_another(copied: Path) -> None:
    """An award file cannot quietly prolong the rule set that it is part of."""
    with (copied / "awards.yaml").open("a", encoding="utf-8") as text:
        text.write("valid_to: null\n")

    assert f"{THREE_TIER_2017}/awards.yaml: valid_to: is not a field of this file" in _fault(copied)


def test_a_key_written_twice_is_a_fault(copied: Path) -> None:
    """The second of two lines with one key does not win silently."""
    with (copied / "rule_set.yaml").open("a", encoding="utf-8") as text:
        text.write("valid_to: null\n")

    assert "valid_to is written twice" in _fault(copied)


def test_an_alias_may_repeat_its_own_award(copied: Path) -> None:
    """Writing an award's own name in another case is harmless."""
    _set(copied / "awards.yaml", "awards.0.aliases", ["gk_xa"])

    assert THREE_TIER_2017 == read_rule_set(copied).rule_set


def test_a_rule_set_is_called_like_its_folder(copied: Path) -> None:
    """A folder cannot hold another rule set than the one it is named after."""
    _set(copied / "rule_set.yaml", "rule_set", "2018-three-tier")

    assert "rule_set: must be the folder's name" in _fault(copied)


def test_two_rule_sets_cannot_be_in_force_on_one_day(copied: Path) -> None:
    """Which rules a nomination is accepted under is never a matter of file order."""
    later = Path(shutil.copytree(RULES_FOLDER / "2024-three-tier", copied.parent / "2024-three-tier"))
    _set(later / "rule_set.yaml", "valid_from", "2023-12-31")

    with pytest.raises(RuleSetError, match="2017-three-tier is still in force then"):
        RuleFiles(copied.parent)


def test_a_folder_without_rule_sets_is_refused(tmp_path: Path) -> None:
    """A worker does not start without rules."""
    with pytest.raises(RuleSetError, match="there is no rule set"):
        RuleFiles(tmp_path)
