"""What a nominator does after submitting: answer a return, or take the nomination back."""

import asyncio
from pathlib import Path

from cli.connection import Office
from tests.e2e.climbing import approved, current, opened
from tests.e2e.conftest import ForkedStarter, Said
from tests.e2e.dossiers import a_row, written


async def test_a_returned_nomination_is_corrected_and_climbs_on(
    starter: ForkedStarter, office: Office, tmp_path: Path
) -> None:
    """What was returned, why, and what was corrected stay on record up to the conferral."""
    request = await opened(office)
    nomination = request.nomination_id
    dossier, _, ref = nomination.partition("-")
    better = a_row(ref, achievement="Đã bổ sung minh chứng [1]")
    returned = await starter(
        "decide",
        nomination,
        "--as",
        "ward-chair",
        "--verdict",
        "return",
        "--reason",
        "Thiếu\nminh chứng [/1]",
    )
    resubmitted = await starter(
        *("resubmit", nomination, written(tmp_path / "đã sửa.csv", dossier, better)),
        *("--as", "ward-office", "--note", "Đã bổ sung"),
    )
    await approved(office, await current(office, request), ("ward", 2), ("city", 1))
    shown, told = await asyncio.gather(starter("show", nomination), starter("history", nomination))

    assert (0, f"On record: {nomination} is now returned, ward level.") == _first_line(returned)
    assert (0, f"On record: {nomination} is now in_review, ward level.") == _first_line(resubmitted)
    assert "Status:       conferred" in shown.out
    assert "Achievement:  Đã bổ sung minh chứng [1]" in shown.out
    assert "minh chứng [/1]" in shown.out
    assert 'return at ward, round 1 "Thiếu minh chứng [/1]" -> returned at ward' in told.out


def _first_line(said: Said) -> tuple[int, str]:
    return said.code, said.out.splitlines()[0]


async def test_only_the_nominator_takes_a_nomination_back(starter: ForkedStarter, office: Office) -> None:
    """Another is refused with the reason; the nominator gets a receipt, and the case is closed."""
    request = await opened(office)
    words = ("withdraw", request.nomination_id, "--reason", "Đơn vị xin rút", "--json")
    other = await starter(*words, "--as", "ward-chair")
    own = await starter(*words, "--as", "ward-office")
    known = await office.reader.nomination(request.nomination_id)

    assert (1, "not_the_nominator") == (other.code, other.json["reason"])
    assert (0, "withdrawn") == (own.code, own.json["status"])
    assert known
    assert "withdrawn" == known.status
