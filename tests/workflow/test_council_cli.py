"""A council's secretary and members at the command line, against real servers."""

import asyncio
import json
import os
import sys
from typing import Any

import pytest

from adapters.payload_keys import KEYS_VARIABLE
from tests.councils import SECRET, SECRETARY, for_the_council, member
from tests.payloads import keys_of_the_tests
from tests.workflow.sittings import CouncilOffice

ONE, TWO, THREE = (member(number) for number in (1, 2, 3))


async def starter(office: CouncilOffice, *words: str) -> tuple[int, str, str]:
    """Run `starter.py council ...` on the office's servers; return its exit code and what it says."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "starter.py", "council", *words),
        env=os.environ
        | {
            KEYS_VARIABLE: str(keys_of_the_tests()),
            "TEMPORAL_ADDRESS": office.client.service_client.config.target_host,
            "DATABASE_URL": office.owner_url.replace("postgres@", "vinhdanh_app@"),
        },
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    out, err = await process.communicate()
    return process.returncode or 0, out.decode(), err.decode()


async def told(office: CouncilOffice, *words: str) -> Any:  # noqa: ANN401 - any JSON
    """Return what a verb tells scripts."""
    code, out, err = await starter(office, *words, "--json")
    assert (0, "") == (code, err)
    return json.loads(out)


@pytest.mark.timeout(180)
async def test_a_secret_sitting_from_the_call_to_the_minutes(office: CouncilOffice) -> None:
    """Called, read, voted on, shown: codes find a paper again, and nobody votes where they may not."""
    await office.submitted(
        for_the_council(SECRET, nominator_id=ONE), *(for_the_council(SECRET) for _ in "ab")
    )
    called = await told(office, "call", "phuong", "--as", SECRETARY, "--secret")
    sitting = called["request"]["sitting_id"]
    form = await told(office, "paper", sitting, "--as", ONE)
    barred = next(str(item["position"]) for item in form["items"] if item["sheet"] not in form["sheets"])
    refused = await starter(office, "vote", sitting, "--as", ONE, "--agree", "all", "--disagree", barred)
    unclear = await starter(office, "vote", sitting, "--as", ONE, "--agree", "1")
    waits = await told(office, "list", "--as", ONE)
    first = await told(office, "vote", sitting, "--as", ONE, "--agree", "all", "--in-writing")
    again, said, _ = await starter(office, "vote", sitting, "--as", ONE, "--agree", "all")
    await told(office, "vote", sitting, "--as", TWO, "--agree", "all")
    before = await told(office, "show", sitting)
    await told(office, "vote", sitting, "--as", THREE, "--disagree", "all")
    await office.gateway.outcome(sitting)
    after = await told(office, "show", sitting)
    _, page, _ = await starter(office, "show", sitting)

    assert f"position {barred} is not yours to vote on" in refused[2]
    assert "no choice for position" in unclear[2]
    assert [sitting] == [each["sitting_id"] for each in waits]
    assert "receipt" == first["answer"]["answer"]
    assert 1 == again
    assert "already" in said
    assert ([], [THREE], {ONE: "in_writing", TWO: "in_person"}) == (
        before["results"],
        before["awaited"],
        before["voted"],
    )
    assert set(first["paper_codes"].values()) <= {sheet["paper_code"] for sheet in after["opened_sheets"]}
    assert ["not_passed", "passed", "passed"] == sorted(each["outcome"] for each in after["results"])
    assert "agree" not in json.dumps(after["voted"])
    assert "Results (kết quả kiểm phiếu)" in page


async def test_a_call_that_is_not_by_right_is_told_in_one_line(office: CouncilOffice) -> None:
    """Who may not call learns it at once, and with exit code 1."""
    await office.submitted(for_the_council())
    code, _, err = await starter(office, "call", "phuong", "--as", "ward-office")
    unknown = await starter(office, "show", "s-none")

    assert (1, 1) == (code, unknown[0])
    assert "starter.py: only the secretary, the chair or a deputy of phuong may call its council\n" == err
    assert 'no sitting is called "s-none"' in unknown[2]
