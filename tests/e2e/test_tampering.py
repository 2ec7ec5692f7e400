"""Whatever is done to the record behind the product's back, verify names the nomination and what is amiss."""

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from adapters.embedded import EmbeddedStack
from cli.connection import Office
from schemas.audit import FindingCode
from schemas.messages import Refusal
from schemas.names import nomination_workflow_id
from tests.cases import a_decision
from tests.e2e.climbing import approved, opened
from tests.e2e.conftest import Folder, Said, Starter, office_on
from tests.e2e.tampering import TAMPERINGS, tamper

_UNTOUCHED, _TERMINATED = "untouched", "terminated"


@dataclass(frozen=True)
class Verified:
    """What verify said of a record, and to which nomination each thing was done."""

    nominations: dict[str, str]
    text: Said
    value: Said

    def found(self, name: str) -> set[FindingCode]:
        """Return the findings on one nomination."""
        codes: dict[str, set[FindingCode]] = defaultdict(set)
        for finding in self.value.json["findings"]:
            codes[finding["nomination_id"]].add(FindingCode(finding["code"]))
        return codes[self.nominations[name]]


@pytest.fixture(scope="module")
async def verified(new_folder: Folder, repository: Path) -> AsyncIterator[Verified]:
    """A record of its own, tampered with in every way while no worker runs, and verified once."""
    stack = EmbeddedStack(new_folder("kho bị sửa"))
    card = await asyncio.to_thread(stack.start)
    try:
        async with office_on(card) as office:
            names = [*TAMPERINGS, _UNTOUCHED]
            ids = await asyncio.gather(*(_conferred(office) for _ in names))
            terminated = await _terminated(office)
        card.worker.stop()
        nominations = dict(zip(names, ids, strict=True))
        await tamper(card.database_url, {name: nominations[name] for name in TAMPERINGS})
        starter = Starter(repository, card.environment())
        said = await asyncio.gather(starter("verify"), starter("verify", "--json"))
        yield Verified(nominations | {_TERMINATED: terminated}, *said)
    finally:
        await asyncio.to_thread(stack.stop)


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
