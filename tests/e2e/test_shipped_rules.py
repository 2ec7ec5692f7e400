"""The rules as shipped, on a stack of their own: from the ward's officer to the award, and a secret vote."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from adapters.embedded import EmbeddedStack
from tests.conftest import Eventually
from tests.e2e.conftest import Folder, ForkedStarter, Said
from tests.e2e.dossiers import a_dossier_id, a_row, written

WARD, RULES = "phuong-hoang-mai", "2025-two-tier"
OFFICER, SECOND, SECRETARY = "ward-officer-1", "ward-officer-2", "ward-secretary"
MEMBERS = ("ward-chair", *(f"ward-council-{number:02}" for number in range(2, 10)))
QUORUM = MEMBERS[:6]
"""Two thirds of nine; the five votes of a majority are among them, so that their result is final."""


@pytest.fixture(scope="module")
async def shipped(new_folder: Folder, repository: Path) -> AsyncIterator[ForkedStarter]:
    """The command line on servers whose worker has the rules of the repository; everybody has a key."""
    stack = EmbeddedStack(new_folder("kho quy tắc thật"))
    starter = ForkedStarter(repository, stack.start(repository / "rules").environment())
    await _done(starter, "keys", "try-out")
    yield starter
    stack.stop()


async def _done(starter: ForkedStarter, *words: object) -> Said:
    said = await starter(*words, "--json")
    assert 0 == said.code, said
    return said


async def _shown(starter: ForkedStarter, nomination: str) -> dict[str, Any]:
    return (await _done(starter, "show", nomination)).json


async def _submitted(starter: ForkedStarter, folder: Path, award: str) -> str:
    row = a_row("01", award=award, nominee_kind="individual", nominee_name="Nguyễn Văn A")
    said = await _done(starter, "submit", written(folder / f"{award}.json", a_dossier_id(), row))
    return str(said.json["rows"][0]["nomination_id"])


async def _prepared(starter: ForkedStarter, nomination: str) -> None:
    """Take a nomination through intake and appraisal, by the codes that show lists at each."""
    checked = await starter("check-papers", nomination, "--as", OFFICER)
    assert (0, True) == (checked.code, "\nWaits at: appraisal, ward level; " in checked.out), checked
    criteria = [one["code"] for one in (await _shown(starter, nomination))["asked"]]
    met = [word for code in criteria for word in ("--met", f"{code}=Biên bản số 3")]
    await _done(starter, "appraise", nomination, "--as", SECOND, *met)


async def _voted(starter: ForkedStarter, sitting: str, members: tuple[str, ...]) -> list[Said]:
    """Let members vote for everything on the list, all at once."""
    votes = (_done(starter, "council", "vote", sitting, "--as", who, "--agree", "all") for who in members)
    return list(await asyncio.gather(*votes))


def _gates(told: dict[str, Any]) -> list[tuple[str, str, str | None]]:
    return [(gate["gate"], gate["state"], gate["result"]) for gate in told["gates"]]


async def test_a_ward_confers_its_award_by_the_shipped_rules(
    shipped: ForkedStarter, tmp_path: Path, eventually: Eventually
) -> None:
    """Officers, council and deputy do what the rules in force ask; what they did is in order on record."""
    nomination = await _submitted(shipped, tmp_path, "LDTT")
    papers = (await _shown(shipped, nomination))["asked"]
    await _prepared(shipped, nomination)
    await _done(shipped, "council", "call", WARD, "--as", SECRETARY, "--id", "hop-01")
    paper = await shipped("council", "paper", "hop-01", "--as", MEMBERS[1])
    await _voted(shipped, "hop-01", QUORUM)

    async def decision_waits() -> bool:
        return (await _shown(shipped, nomination))["gate"] == "decision"

    await eventually(decision_waits)
    signed = ("--verdict", "approve", "--authority", "KT. CHỦ TỊCH")
    decided = await shipped("decide", nomination, "--as", "ward-deputy", *signed)
    told, history = await _shown(shipped, nomination), await shipped("history", nomination)
    verified = await shipped("verify")

    assert ["submission-letter", "nominee-list", "achievement-report", "minutes"] == [
        paper["code"] for paper in papers
    ]
    assert (0, True) == (paper.code, "Nguyễn Văn A" in paper.out)
    assert f"On record: {nomination} is now conferred, ward level." == decided.out.splitlines()[0]
    assert [
        ("intake", "passed", "complete"),
        ("eligibility", "passed", "eligible"),
        ("appraisal", "passed", "eligible"),
        ("council_vote", "passed", "carried"),
        ("decision", "conferred", None),
    ] == _gates(told)
    assert RULES == told["nomination"]["route"]["rule_set"]
    assert (0, True, False) == (
        history.code,
        "news on record" in history.out,
        "could not be read" in history.out,
    )
    assert ["KT. CHỦ TỊCH"] == [decision["authority"] for decision in told["decisions"]]
    assert (0, "Nothing is amiss.") == (verified.code, verified.out.splitlines()[-1])


async def test_a_ward_votes_in_secret_by_the_shipped_rules(
    shipped: ForkedStarter, tmp_path: Path, eventually: Eventually
) -> None:
    """Nine of nine are 90 %: each finds their own paper by its code, and nobody else's."""
    nomination = await _submitted(shipped, tmp_path, "CSTDT")
    await _prepared(shipped, nomination)
    await _done(shipped, "council", "call", WARD, "--as", SECRETARY, "--id", "kin-01", "--secret")
    votes = await _voted(shipped, "kin-01", MEMBERS)

    async def decision_waits() -> bool:
        return (await _shown(shipped, nomination))["gate"] == "decision"

    await eventually(decision_waits)
    await _done(shipped, "decide", nomination, "--as", "ward-chair", "--verdict", "approve")
    told, minutes = await _shown(shipped, nomination), await shipped("council", "show", "kin-01")
    verified = await shipped("verify")
    codes = [code for vote in votes for code in vote.json["paper_codes"].values()]
    opened = [line for line in minutes.out.splitlines() if line.startswith("Opened paper ")]

    assert ("city", "intake") == (told["nomination"]["level"], told["gate"])
    assert len(MEMBERS) == len(set(codes))
    assert sorted(codes) == sorted(line.split()[2].rstrip(",") for line in opened)
    assert not any(who in line for who in MEMBERS for line in opened)
    assert (0, "Nothing is amiss.") == (verified.code, verified.out.splitlines()[-1])


async def test_who_decides_signs_with_their_own_key(
    shipped: ForkedStarter, tmp_path: Path, new_folder: Folder
) -> None:
    """Without a key one line says how to get one; a repeat sends what was signed, for the same receipt."""
    nomination = await _submitted(shipped, tmp_path, "GK_XA")
    await _prepared(shipped, nomination)
    decide = ("decide", nomination, "--as", "ward-chair", "--verdict", "approve")
    keyless = await shipped(*decide, SIGNING_KEYS_FOLDER=str(new_folder("không có khóa")))
    decided = await _done(shipped, *decide)
    repeat = (*decide, "--decision-id", decided.json["act_id"])
    repeated = await _done(shipped, *repeat)
    unsigned = await shipped(*repeat, "--json", SIGNING_KEYS_FOLDER=str(new_folder("cũng không")))
    told = await _shown(shipped, nomination)
    verified = await shipped("verify", "--json")

    assert (1, "", 1) == (keyless.code, keyless.out, len(keyless.err.splitlines()))
    assert "starter.py keys new" in keyless.err
    assert decided.json == repeated.json == unsigned.json
    assert "conferred" == told["nomination"]["status"]
    assert (0, []) == (verified.code, verified.json["findings"])
