"""What people and scripts are shown: exactly what is on record, in their time, in a form they can use."""

import json
from datetime import UTC, date, datetime
from uuid import UUID

import pytest

from cli.output import console, day, heading, moment, print_answer, print_json, print_table
from schemas.case import CaseStatus
from schemas.ledger import EntryKind
from schemas.messages import Receipt, Refusal, RefusalReason

_LATE = datetime(2019, 12, 31, 17, 0, 0, tzinfo=UTC)
_ACT = UUID("11111111-1111-4111-8111-111111111111")
_RECEIPT = Receipt(
    nomination_id="n-1",
    act_id=_ACT,
    kind=EntryKind.DECISION_RECORDED,
    seq=2,
    leaf_hash="a" * 64,
    digest="b" * 64,
    recorded_at=_LATE,
    status=CaseStatus.IN_REVIEW,
    level="city",
    round=1,
)
_REFUSAL = Refusal(
    nomination_id="n-1",
    act_id=_ACT,
    reason=RefusalReason.NOT_ON_PANEL,
    explanation_vi="Không có thẩm quyền.",
    explanation_en="Not entitled.",
    seq=3,
    leaf_hash="c" * 64,
    digest="d" * 64,
    recorded_at=_LATE,
)


@pytest.mark.parametrize(
    ("instant", "shown"),
    [
        (datetime(2019, 12, 31, 16, 59, 59, tzinfo=UTC), "31/12/2019"),
        (_LATE, "01/01/2020"),
        (date(2020, 2, 5), "05/02/2020"),
        (None, "-"),
    ],
)
def test_a_day_is_the_one_in_vietnam(instant: date | None, shown: str) -> None:
    """A deadline at the end of a day there is not shown as the day before or after."""
    assert shown == day(instant)


def test_a_moment_is_told_in_vietnamese_time() -> None:
    """Auditors compare these times with papers signed in Vietnam."""
    assert "01/01/2020 00:00:00" == moment(_LATE)


@pytest.mark.parametrize(
    "text", ["xem [/2019]", "[bold]đậm[/bold]", ":100:", "[link=file:///]x[/link]", "\\[x]"]
)
def test_text_of_people_is_shown_as_they_wrote_it(text: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Brackets and colons in a reason are text: they neither vanish nor stop the command."""
    console.print(text)
    heading(text)
    print_table(text, (text,), [(text,)])

    assert 5 == capsys.readouterr().out.count(text)


def test_a_long_cell_is_folded_and_not_cut(capsys: pytest.CaptureFixture[str]) -> None:
    """A reason of any length can be read to its end."""
    reason = " ".join(f"từ{number}" for number in range(200))
    print_table("Decisions", ("by", "reason"), [("city-chair", reason)])
    printed = capsys.readouterr().out

    assert reason.split() == [word for word in printed.split() if word.startswith("từ")]


def test_json_keeps_vietnamese_letters_and_full_instants(capsys: pytest.CaptureFixture[str]) -> None:
    """Scripts read models, instants and days in one standard form, and people can still read it."""
    print_json({"nominee": "Trường Tiểu học", "at": _LATE, "day": date(2019, 12, 31), "answer": _RECEIPT})
    printed = capsys.readouterr().out
    value = json.loads(printed)

    assert "Trường Tiểu học" in printed
    assert ("2019-12-31T17:00:00+00:00", "2019-12-31") == (value["at"], value["day"])
    assert _RECEIPT == Receipt.model_validate(value["answer"])


def test_a_receipt_tells_all_that_proves_it(capsys: pytest.CaptureFixture[str]) -> None:
    """Who keeps what is printed can later show that the decision was taken in: entry, hash and id."""
    print_answer(_RECEIPT)
    printed = capsys.readouterr().out

    assert printed.splitlines() == [
        "On record: n-1 is now in_review, city level.",
        f"Receipt: entry 2, hash {'a' * 64}",
        f"Act: {_ACT}, recorded 01/01/2020 00:00:00 (UTC+7)",
    ]


def test_a_refusal_tells_why_in_both_languages_and_where_it_is_on_record(
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Who is refused learns the reason and what proves that they asked."""
    print_answer(_REFUSAL)
    printed = capsys.readouterr().out

    assert printed.splitlines() == [
        "Refused (not_on_panel): Not entitled.",
        "Từ chối: Không có thẩm quyền.",
        f"On record: entry 3, hash {'c' * 64}",
    ]
