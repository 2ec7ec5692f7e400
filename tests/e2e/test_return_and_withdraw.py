"""What a nominator does after submitting: answer a return, or take the nomination back."""

import asyncio
from pathlib import Path

from cli.connection import Office
from tests.e2e.climbing import opened
from tests.e2e.conftest import Starter
from tests.e2e.dossiers import a_dossier_id, a_row, written


async def test_a_returned_nomination_is_corrected_and_climbs_on(
    starter: Starter, office: Office, tmp_path: Path
) -> None:
    """What was returned, why, and what was corrected stay on record up to the conferral."""
    dossier = a_dossier_id()
    nomination = f"{dossier}-01"
    better = written(tmp_path / "đã sửa.csv", dossier, a_row("01", achievement="Đã bổ sung minh chứng [1]"))
    await starter("submit", written(tmp_path / "hồ sơ.csv", dossier, a_row("01")))
    returned = await starter(
        "decide", nomination, "--as", "ward-chair", "--verdict", "return", "--reason", "Thiếu\nminh chứng [/1]"
    )
    resubmitted = await starter("resubmit", nomination, better, "--as", "ward-office", "--note", "Đã bổ sung")
    decided = [
        await starter("decide", nomination, "--as", chair, "--verdict", "approve")
        for chair in ("ward-deputy", "city-chair")
    ]
    shown, told = await asyncio.gather(starter("show", nomination), starter("history", nomination))
    decisions = await office.reader.decisions_of(nomination)

    assert [0] * 4 == [said.code for said in (returned, resubmitted, *decided)]
    assert f"On record: {nomination} is now returned, ward level." == returned.out.splitlines()[0]
    assert f"On record: {nomination} is now conferred, city level." == decided[1].out.splitlines()[0]
    assert [("ward", 1), ("ward", 2), ("city", 1)] == [(each.level, each.round) for each in decisions]
    assert "Achievement:  Đã bổ sung minh chứng [1]" in shown.out
    assert "minh chứng [/1]" in shown.out
    assert 'return at ward, round 1 "Thiếu minh chứng [/1]" -> returned at ward' in told.out


async def test_only_the_nominator_takes_a_nomination_back(starter: Starter, office: Office) -> None:
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


async def test_a_file_without_the_nomination_answers_no_return(
    starter: Starter, office: Office, tmp_path: Path
) -> None:
    """The wrong file is told from a refusal, and nothing is sent."""
    request = await opened(office)
    file = written(tmp_path / "khác.csv", a_dossier_id(), a_row("01"))
    said = await starter("resubmit", request.nomination_id, file, "--as", "ward-office", "--note", "x")

    assert (1, "") == (said.code, said.out)
    assert f"has no good row for {request.nomination_id}: check its ref" in said.err
    assert 1 == len(await office.reader.entry_heads(request.nomination_id))
