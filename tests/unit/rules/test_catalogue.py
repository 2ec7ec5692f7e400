"""What the shipped rule sets say: their dates, awards, deciding levels, subjects, names and sources."""

import unicodedata
from datetime import timedelta
from itertools import pairwise

import pytest

from domain.route import find_award
from schemas.nomination import SubjectKind
from schemas.rules import Deadline, LegalBasis, Mark, RuleSet
from tests.unit.rules.shipped import BOOK, THREE_TIER_2017, THREE_TIER_2024, TWO_TIER_2025, award_of

every_rule_set = pytest.mark.parametrize("rule_set", BOOK.rule_sets, ids=lambda shipped: shipped.rule_set)

DECIDING_LEVELS_2017 = {
    "GK_XA": "ward",
    "LDTT": "ward",
    "GDVH": "ward",
    "GK_HUYEN": "district",
    "CSTDCS": "district",
    "TTLDTT": "district",
    "TDPVH": "district",
    "TTLDXS": "city",
    "CSTDT": "city",
    "COTD_TP": "city",
    "BK_TP": "city",
    "HN_NTVT": "city",
    "BK_TTG": "state",
    "HCLD3": "state",
    "HCLD2": "state",
    "HCLD1": "state",
    "HCDL3": "state",
    "HCDC": "state",
    "CSTDTQ": "state",
    "COTD_CP": "state",
    "AHLD": "state",
}
"""Where each award is conferred; the level of the city's own title is a setting."""
WITHOUT_A_BODY = {"GK_TT", "KNC"}
"""Awards of heads of units and of ministers, none of whom is a body of a shipped set."""
BROUGHT_DOWN_IN_2025 = {"CSTDCS": "ward", "TTLDTT": "ward", "TDPVH": "ward"}


def _deciding_levels(name: str) -> dict[str, str]:
    awards = BOOK.named(name).awards
    return {award.code: award.deciding_level for award in awards if not award.history_only}


def _only_on_record(name: str) -> set[str]:
    return {award.code for award in BOOK.named(name).awards if award.history_only}


def _deadlines(rule_set: RuleSet) -> list[Deadline]:
    return [rule_set.resubmission, *(level.deadline for level in rule_set.levels)]


def _sources(rule_set: RuleSet) -> list[LegalBasis]:
    of_awards = [basis for award in rule_set.awards for basis in award.basis]
    of_own = [own.basis for award in rule_set.awards for own in award.deadlines.values()]
    of_conditions = [each.basis for award in rule_set.awards for each in award.conditions]
    parts = [part for award in rule_set.awards for part in (award.quota, award.vote, award.cash) if part]
    of_parts = [part.basis for part in parts]
    return (
        of_awards + of_own + of_conditions + of_parts + [deadline.basis for deadline in _deadlines(rule_set)]
    )


def test_the_shipped_rule_sets_are_the_three_regimes() -> None:
    """No regime between 2017 and today goes missing, and each is found by its own name."""
    names = [rule_set.rule_set for rule_set in BOOK.rule_sets]

    assert [THREE_TIER_2017, THREE_TIER_2024, TWO_TIER_2025] == names


def test_each_regime_starts_the_day_after_the_one_before() -> None:
    """No day has two rule sets, and no day between the first and the last has none."""
    for earlier, later in pairwise(sorted(BOOK.rule_sets, key=lambda rule_set: rule_set.valid_from)):
        assert earlier.valid_to is not None
        assert earlier.valid_to + timedelta(days=1) == later.valid_from


def test_only_the_newest_regime_is_open_ended() -> None:
    """Today's nominations have rules, because the newest rule set has no last day."""
    open_ended = [rule_set.rule_set for rule_set in BOOK.rule_sets if rule_set.valid_to is None]

    assert [TWO_TIER_2025] == open_ended


def test_each_award_of_2017_is_decided_where_the_catalogue_says() -> None:
    """The deciding level is what a route ends at, so a wrong one would let the wrong office confer."""
    assert DECIDING_LEVELS_2017 == _deciding_levels(THREE_TIER_2017)


def test_the_law_of_2022_kept_the_levels_while_there_were_districts() -> None:
    """A nomination accepted up to 30/06/2025 is decided at the same levels as before."""
    assert DECIDING_LEVELS_2017 == _deciding_levels(THREE_TIER_2024)


def test_the_ward_took_over_what_the_district_decided() -> None:
    """From 01/07/2025 the district's own certificate ends and its titles are decided at the ward."""
    expected = DECIDING_LEVELS_2017 | BROUGHT_DOWN_IN_2025
    del expected["GK_HUYEN"]

    assert expected == _deciding_levels(TWO_TIER_2025)


def test_every_set_knows_all_awards_of_the_catalogue() -> None:
    """Each of the 23 awards can stand on the award record under each regime, conferred there or not."""
    for rule_set in BOOK.rule_sets:
        assert set(DECIDING_LEVELS_2017) | WITHOUT_A_BODY == {award.code for award in rule_set.awards}
        assert 23 == len(rule_set.awards)

    assert WITHOUT_A_BODY == _only_on_record(THREE_TIER_2017) == _only_on_record(THREE_TIER_2024)
    assert WITHOUT_A_BODY | {"GK_HUYEN"} == _only_on_record(TWO_TIER_2025)


def test_the_citys_own_award_comes_last() -> None:
    """An office's own awards are read from their own file, after those of the law."""
    assert ["local"] * 3 == [rule_set.awards[-1].kind for rule_set in BOOK.rule_sets]


@every_rule_set
def test_numbers_are_given_by_who_signs(rule_set: RuleSet) -> None:
    """A decision's symbol names its signer; what no body confers has none."""
    symbols = {"Thủ tướng Chính phủ": "QĐ-TTg", "Chủ tịch nước": "QĐ-CTN"}
    for award in rule_set.awards:
        if not award.history_only:
            assert symbols.get(award.signer_vi, "QĐ-UBND") == award.number_symbol


@every_rule_set
def test_the_general_conditions_stand_at_every_award(rule_set: RuleSet) -> None:
    """One achievement, one award holds for all; the ceiling of a year for state-level forms and no other."""
    forms = {"BK_TTG", "HCLD3", "HCLD2", "HCLD1", "HCDL3", "HCDC", "AHLD"}
    conferred = [award for award in rule_set.awards if not award.history_only]
    names = {award.code: {each.condition for each in award.conditions} for award in conferred}

    assert [] == [code for code, found in names.items() if "one-achievement" not in found]
    assert forms == {code for code, found in names.items() if "one-state-form-a-year" in found}


def test_cash_of_2024_is_what_its_decree_gives() -> None:
    """The five sourced multiples are exact, and a year without a source for them has none."""
    sourced = {"CSTDTQ": "4.5", "CSTDT": "3.0", "CSTDCS": "1.0", "LDTT": "0.3", "TTLDXS": "1.5"}
    cash = {award.code: award.cash for award in BOOK.named(THREE_TIER_2024).awards if award.cash}
    found = {code: each for code, each in cash.items() if each.basis.mark is Mark.SOURCED}

    assert sourced == {code: str(each.individual or each.collective) for code, each in found.items()}
    assert all(award_of(BOOK.named(THREE_TIER_2017), code).cash is None for code in sourced)


def test_there_is_no_district_from_july_2025() -> None:
    """The two-tier set has no trace of a level that no longer exists."""
    assert ["ward", "city", "state"] == [level.level for level in BOOK.named(TWO_TIER_2025).levels]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        (THREE_TIER_2017, {"GDVH"}),
        (THREE_TIER_2024, {"GDVH", "GK_XA", "GK_HUYEN", "BK_TP", "BK_TTG"}),
        (TWO_TIER_2025, {"GDVH", "GK_XA", "GK_HUYEN", "BK_TP", "BK_TTG"}),
    ],
)
def test_a_household_is_honoured_only_from_2024(name: str, expected: set[str]) -> None:
    """The law of 2022 made the household a general subject; before, only its own title was for one."""
    awards = BOOK.named(name).awards

    assert expected == {award.code for award in awards if SubjectKind.HOUSEHOLD in award.subjects}


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        (THREE_TIER_2017, {("GK_HUYEN", "district"): 10, ("CSTDT", "city"): 10, ("BK_TP", "city"): 15}),
        (THREE_TIER_2024, {("LDTT", "ward"): 20}),
        (TWO_TIER_2025, {("LDTT", "ward"): 20}),
    ],
)
def test_an_award_has_its_own_deadline_only_where_a_source_gives_one(
    name: str, expected: dict[tuple[str, str], int]
) -> None:
    """A time that nobody has a source for stays the level's, where its mark says so."""
    awards = BOOK.named(name).awards

    assert expected == {
        (award.code, level): own.working_days for award in awards for level, own in award.deadlines.items()
    }


@every_rule_set
def test_no_deadline_of_an_award_ends_before_its_reminder(rule_set: RuleSet) -> None:
    """An award's shorter time still leaves room for the level's reminder."""
    reminders = {level.level: level.deadline.remind_before for level in rule_set.levels}

    for award in rule_set.awards:
        assert all(own.working_days > reminders[level] for level, own in award.deadlines.items())


@every_rule_set
def test_nobody_is_said_to_have_verified_a_rule(rule_set: RuleSet) -> None:
    """A name and date of verification appear only when a person has read the official text."""
    verified = [basis for basis in _sources(rule_set) if basis.verified_by or basis.verified_on]

    assert [] == verified


def test_what_is_not_known_says_so() -> None:
    """Rules carried over without a source are marked unknown instead of looking established."""
    for name in (THREE_TIER_2024, TWO_TIER_2025):
        rule_set = BOOK.named(name)

        assert {Mark.UNKNOWN} == {deadline.basis.mark for deadline in _deadlines(rule_set)}
        assert [Mark.UNKNOWN] == [basis.mark for basis in award_of(rule_set, "TTLDXS").basis]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Huân chương Lao động hạng Ba", "HCLD3"),
        ("Cờ thi đua xuất sắc của UBND Thành phố", "COTD_TP"),
        ("Bằng khen của Thành phố", "BK_TP"),
        ("Danh hiệu Tập thể lao động xuất sắc", "TTLDXS"),
        ("Các hình thức khen thưởng cấp quận", "GK_HUYEN"),
        ("Giấy khen cấp quận", "GK_HUYEN"),
    ],
)
def test_an_award_is_found_by_the_name_a_newspaper_uses(name: str, expected: str) -> None:
    """The names printed about Hoàng Mai's year 2019 lead to one award each."""
    found = find_award(BOOK.named(THREE_TIER_2017), name)

    assert found is not None
    assert expected == found.code


@every_rule_set
def test_every_name_of_an_award_finds_that_award_in_any_case(rule_set: RuleSet) -> None:
    """No code, name or alias is hidden by another award, however it is capitalised."""
    for award in rule_set.awards:
        for name in (award.code, award.name_vi, *award.aliases):
            for spelling in (name, name.upper(), name.lower()):
                assert award == find_award(rule_set, spelling)


@every_rule_set
def test_every_name_is_kept_in_nfc(rule_set: RuleSet) -> None:
    """Names compare as equal because both the rules and what enters the system are in NFC."""
    names = [name for award in rule_set.awards for name in (award.name_vi, *award.aliases)]

    assert [unicodedata.normalize("NFC", name) for name in names] == names


def test_a_name_that_fits_several_awards_finds_none() -> None:
    """An ambiguous word is refused instead of picking the first award that has it."""
    for vague in ("Bằng khen", "Giấy khen", "Cờ thi đua", "Huân chương Lao động"):
        assert find_award(BOOK.named(THREE_TIER_2017), vague) is None
