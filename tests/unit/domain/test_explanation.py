"""Both languages always say the same, and as much."""

import pytest

from domain.climb import after_alarm
from domain.explanation import explain, progress_of
from schemas.case import CaseStatus
from schemas.case_file import CaseFile
from schemas.ledger import EntryKind
from schemas.rules import DeadlineEnd
from tests.cases import a_nomination
from tests.unit.domain.case_files import a_case

REMINDED, ESCALATED = EntryKind.DEADLINE_REMINDED, EntryKind.DEADLINE_ESCALATED


def _rung(case: CaseFile, *alarms: EntryKind) -> CaseFile:
    for alarm in alarms:
        case = case.model_copy(update={"standing": after_alarm(case, alarm).standing})
    return case


CASES = {
    f"{status} at {level}": a_case(level, status)
    for level in ("ward", "district", "city")
    for status in CaseStatus
} | {
    "reminded": _rung(a_case("district"), REMINDED),
    "escalated": _rung(a_case("district"), REMINDED, ESCALATED),
    "lapses next": _rung(a_case("district", end=DeadlineEnd.LAPSE), REMINDED, ESCALATED),
    "goes on next": _rung(a_case("district", end=DeadlineEnd.GO_ON), REMINDED, ESCALATED),
}


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_both_languages_say_as_much_and_name_the_same_figures(case: CaseFile) -> None:
    """One sentence for one sentence, each with the same dates, codes and numbers."""
    said = explain(case)

    assert len(said.vi) == len(said.en)
    for vi, en in zip(said.vi, said.en, strict=True):
        assert sorted(filter(str.isdigit, vi)) == sorted(filter(str.isdigit, en))
        assert vi.endswith(".")
        assert en.endswith(".")


@pytest.mark.parametrize(
    ("case", "vi", "en"),
    [
        (a_case("ward"), "chuyển lên UBND quận Hoàng Mai", "forwards it to Hoàng Mai District"),
        (a_case("city"), "thẩm quyền quyết định khen thưởng", "approval confers the award"),
        (a_case("ward"), "11/03/2020 hệ thống sẽ nhắc", "a reminder goes out at the end of 11/03/2020"),
        (a_case("ward"), "Hạn: hết ngày 16/03/2020", "Due by the end of 16/03/2020"),
        (a_case("ward"), "2017-three-tier", "ward -> district -> city"),
        (CASES["reminded"], "UBND Thành phố Hà Nội được báo.", "Hà Nội City People's Committee is told."),
        (CASES["escalated"], "được báo lại.", "is told again."),
        (CASES["lapses next"], "hồ sơ hết hiệu lực", "the nomination lapses"),
        (CASES["goes on next"], "im lặng được coi là đồng ý", "silence counts as consent"),
        (
            _rung(a_case("city"), REMINDED),
            "UBND Thành phố Hà Nội được báo",
            "City People's Committee is told",
        ),
        (CASES["returned at ward"], "người đề nghị cần nộp lại", "resubmit or withdraw"),
        (CASES["lapsed at ward"], "hết hiệu lực vì quá hạn", "its time was over"),
        (CASES["rejected at city"], "đã bị từ chối tại UBND Thành phố Hà Nội", "was rejected at Hà Nội City"),
    ],
)
def test_what_matters_is_said(case: CaseFile, vi: str, en: str) -> None:
    """Where it goes, by when, under which rules, and what happens if nothing happens."""
    said = explain(case)

    assert vi in " ".join(said.vi)
    assert en in " ".join(said.en)


def test_only_those_who_may_decide_are_named() -> None:
    """A panel member's own nomination waits for the other members."""
    case = a_case(request=a_nomination(nominator_id="ward-chair"))
    said = " ".join([*explain(case).vi, *explain(case).en])

    assert "ward-deputy" in said
    assert "ward-chair" not in said


@pytest.mark.parametrize(
    ("level", "states"),
    [
        ("ward", ["returned", "ahead", "ahead"]),
        ("district", ["forwarded", "returned", "ahead"]),
        ("city", ["forwarded", "forwarded", "returned"]),
    ],
)
def test_progress_shows_every_stage_of_the_route(level: str, states: list[str]) -> None:
    """What lies behind, where it stands, and what is still ahead."""
    progress = progress_of(a_case(level, CaseStatus.RETURNED))

    assert states == [stage.state for stage in progress.stages]
    assert [False, False, True] == [stage.confers for stage in progress.stages]
