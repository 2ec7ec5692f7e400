"""Whatever is done to the record behind the product's back, verify names the nomination and what is amiss."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from adapters.embedded import EmbeddedStack, StackCard
from cli.connection import Office
from schemas.audit import FindingCode
from schemas.messages import Refusal
from schemas.names import nomination_workflow_id
from tests.cases import a_decision
from tests.e2e.climbing import approved, opened
from tests.e2e.conftest import Folder, ForkedStarter, Said, office_on
from tests.e2e.tampering import TAMPERINGS, UNREADABLE, tamper

_UNTOUCHED, _TERMINATED = "untouched", "terminated"


@dataclass(frozen=True)
class Cases:
    """A record of its own without a worker: nominations by what is to be done to them."""

    card: StackCard
    starter: ForkedStarter
    nominations: dict[str, str]


@dataclass(frozen=True)
class Verified:
    """What verify said of a record, and to which nomination each thing was done."""

    nominations: dict[str, str]
    text: Said
    value: Said

    def found(self, name: str) -> set[FindingCode]:
        """Return the findings on one nomination."""
        mine = self.nominations[name]
        return {
            FindingCode(finding["code"])
            for finding in self.value.json["findings"]
            if finding["nomination_id"] == mine
        }


@pytest.fixture(scope="module")
async def cases(new_folder: Folder, repository: Path) -> AsyncIterator[Cases]:
    """One conferred nomination for each deed and one for none, and an open one whose workflow was ended."""
    stack = EmbeddedStack(new_folder("kho bị sửa"))
    card = await asyncio.to_thread(stack.start)
    try:
        async with office_on(card) as office:
            names = [*TAMPERINGS, *UNREADABLE, _UNTOUCHED]
            ids = await asyncio.gather(*(_conferred(office) for _ in names), _terminated(office))
        await asyncio.to_thread(card.worker.stop)
        nominations = dict(zip([*names, _TERMINATED], ids, strict=True))
        yield Cases(card, ForkedStarter(repository, card.environment()), nominations)
    finally:
        await asyncio.to_thread(stack.stop)


@pytest.fixture(scope="module")
async def verified(cases: Cases) -> Verified:
    """The record after every deed, each on a nomination of its own, verified in one go."""
    deeds = [(tampering.deed, cases.nominations[name]) for name, tampering in TAMPERINGS.items()]
    await tamper(cases.card.database_url, deeds)
    said = await asyncio.gather(cases.starter("verify"), cases.starter("verify", "--json"))
    return Verified(cases.nominations, *said)


@pytest.fixture(scope="module")
async def verified_again(cases: Cases, verified: Verified) -> Verified:
    """The same record after some of what is left was made unreadable."""
    deeds = [("".join(steps), cases.nominations[name]) for name, steps in UNREADABLE.items()]
    await tamper(cases.card.database_url, deeds)
    return Verified(cases.nominations, verified.text, await cases.starter("verify", "--json"))


async def _conferred(office: Office) -> str:
    request = await opened(office)
    await office.gateway.send(request.nomination_id, a_decision(request, "ward", reason="Xứng đáng"))
    refused = await office.gateway.send(request.nomination_id, a_decision(request, "ward"))
    await approved(office, request, "city")
    assert isinstance(refused, Refusal)
    return request.nomination_id


async def _terminated(office: Office) -> str:
    request = await opened(office)
    await approved(office, request, "ward")
    await office.client.get_workflow_handle(nomination_workflow_id(request.nomination_id)).terminate()
    return request.nomination_id


@pytest.mark.parametrize("name", TAMPERINGS)
async def test_what_was_done_is_found(name: str, verified: Verified) -> None:
    """Each deed leads to its findings, on the nomination it was done to, and to no others there."""
    assert TAMPERINGS[name].found == verified.found(name)


async def test_a_workflow_that_was_ended_from_outside_is_found(verified: Verified) -> None:
    """A case that cannot go on although it is open does not wait for somebody to notice."""
    assert {FindingCode.WORKFLOW_LOST} == verified.found(_TERMINATED)


async def test_what_nobody_touched_is_not_blamed(verified: Verified) -> None:
    """A finding on one nomination casts no doubt on the others."""
    assert set() == verified.found(_UNTOUCHED)


async def test_an_auditor_reads_which_nominations_are_amiss(verified: Verified) -> None:
    """Exit code 1 in both forms, and the table names every nomination with its finding."""
    named = {
        name for name, nomination_id in verified.nominations.items() if nomination_id in verified.text.out
    }
    lines = verified.text.out.splitlines()

    assert (1, 1) == (verified.text.code, verified.value.code)
    assert verified.value.json["clean"] is False
    assert named == {*TAMPERINGS, _TERMINATED}
    assert any(line.split()[:2] == ["workflow_lost", verified.nominations[_TERMINATED]] for line in lines)


@pytest.mark.parametrize("name", UNREADABLE)
async def test_what_cannot_be_read_is_named_and_stops_nothing(name: str, verified_again: Verified) -> None:
    """The nomination has a finding, and every other one is still looked at."""
    assert (1, "") == (verified_again.value.code, verified_again.value.err)
    assert verified_again.found(name)
    assert {FindingCode.WORKFLOW_LOST} == verified_again.found(_TERMINATED)
