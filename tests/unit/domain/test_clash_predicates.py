"""Conditions that a grant on record contradicts."""

from datetime import date
from typing import Any

import pytest

from schemas.eligibility import Holds
from schemas.nomination import AwardBasis
from tests.unit.domain.eligible import found, grant, history, predicate, question

YES, NO = Holds.YES, Holds.NO


@pytest.mark.parametrize(
    ("other", "asked", "expected", "remark"),
    [
        ({"achievement_id": "A1", "award": "BK_TP"}, {"achievement_id": "A1"}, NO, False),
        ({"achievement_id": "A2", "award": "BK_TP"}, {"achievement_id": "A1"}, YES, False),
        ({"achievement_id": "A2", "award": "TTLDXS"}, {"achievement_id": "A1"}, YES, False),
        ({"achievement_id": "A1", "award": "COTD_TP"}, {"achievement_id": "A1"}, YES, True),
        ({"achievement_id": "A1", "award": "TTLDXS"}, {"achievement_id": "A1"}, NO, False),
        ({"award": "TTLDXS"}, {"achievement_id": "A1"}, NO, False),
        ({"award": "TTLDXS"}, {}, NO, False),
        ({"award": "TTLDXS", "basis": "merit"}, {}, NO, False),
        ({"award": "TTLDXS", "basis": "campaign"}, {}, YES, False),
        ({"award": "COTD_TP"}, {}, YES, True),
        ({"award": "BK_TP"}, {}, YES, False),
        ({"award": "TTLDXS", "revoked": True}, {}, YES, False),
        ({"award": "TTLDXS", "period_from": date(2018, 1, 1), "period_to": date(2019, 1, 1)}, {}, NO, False),
        (
            {"award": "TTLDXS", "period_to": date(2018, 12, 31), "period_from": date(2018, 1, 1)},
            {},
            YES,
            False,
        ),
    ],
)
def test_one_achievement_is_honoured_once(
    other: dict[str, Any], asked: dict[str, Any], expected: Holds, *, remark: bool
) -> None:
    """By its code, or by award, basis and time; a title may stand beside a flag, which is remarked."""
    once = predicate("one_achievement", beside=["TTLDXS", "COTD_TP"])
    record = history(grant("X", 2019, **other), complete_to=2019)
    finding = found(once, record, question("TTLDXS", **asked))
    assert (expected, remark) == (finding.holds, finding.remark)


@pytest.mark.parametrize(
    ("other", "asked", "expected"),
    [
        ({"decided_on": date(2020, 1, 1)}, {}, NO),
        ({"decided_on": date(2019, 12, 31)}, {}, YES),
        ({"decided_on": date(2020, 12, 31), "basis": "campaign"}, {}, NO),
        ({"decided_on": date(2020, 12, 31), "basis": "external"}, {}, YES),
        ({"decided_on": date(2020, 12, 31)}, {"basis": AwardBasis.EXTERNAL}, YES),
        ({"decided_on": date(2020, 12, 31), "award": "BK_TP"}, {}, YES),
        ({"decided_on": None, "period_to": date(2020, 1, 10)}, {}, NO),
        ({"decided_on": None}, {}, YES),
    ],
)
def test_one_form_a_year_by_year_of_decision(
    other: dict[str, Any], asked: dict[str, Any], expected: Holds
) -> None:
    """The year is that of the decision, and a basis that is excepted neither fills the year nor minds it."""
    one = predicate("one_a_year", awards=["BK_TTG", "HCLD3"], except_bases=["external"])
    finding = found(one, history(grant("BK_TTG", 2019, **other)), question("HCLD3", **asked))
    assert expected is finding.holds


def test_a_decision_without_a_day_is_said() -> None:
    """Whoever reads that the year is full learns that its day of decision is not known."""
    one = predicate("one_a_year", awards=["BK_TTG"])
    undated = grant("BK_TTG", 2020, decided_on=None)
    finding = found(one, history(undated), question("HCLD3"))
    assert "Không rõ ngày quyết định, tính theo năm thành tích: BK_TTG 2020." in finding.vi
    assert "Day of decision unknown" in finding.en
