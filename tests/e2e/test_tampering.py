"""Whatever is done to the record behind the product's back, verify names the nomination and what is amiss."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

import pytest

from adapters.embedded import EmbeddedStack, StackCard
from adapters.postgres.pool import open_pool
from adapters.postgres.seal import SealReader
from cli.connection import Office
from cli.submission import ACCEPTED, submit
from schemas.acts import Recusal, Resumption, Suspension
from schemas.audit import FindingCode
from schemas.messages import Receipt, Refusal
from schemas.names import MessageName, nomination_workflow_id
from schemas.record import SeenUpTo
from tests.cases import a_decision
from tests.conftest import Eventually
from tests.e2e.climbing import approved, opened
from tests.e2e.conftest import Folder, ForkedStarter, Said, office_on
from tests.e2e.tampering import TAMPERINGS
from tests.e2e.tampering_steps import ACTED, CONFERRED, WAITING, tamper
from tests.e2e.unreadable import UNREADABLE
from tests.gated import INTAKE, gated, papers, write_gated_rules
from tests.plain_rules import plain_rules
from tests.workflow.sending import send_raw
from tests.workflow.untold import record_without_telling

_UNTOUCHED, _UNTOUCHED_ACTS, _TERMINATED, _UNTOLD = "untouched", "untouched acts", "terminated", "untold"


_BY_THE_HISTORY = {
    FindingCode.NOT_IN_HISTORY,
    FindingCode.NOT_IN_RECORD,
    FindingCode.HISTORY_DIFFERS,
    FindingCode.MESSAGE_DIFFERS,
    FindingCode.HISTORY_UNAVAILABLE,
    FindingCode.WORKFLOW_LOST,
}
"""What verify finds by holding the record against Temporal's history."""


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
async def cases(new_folder: Folder, repository: Path, eventually: Eventually) -> AsyncIterator[Cases]:
    """A nomination for each deed, some for none, one without its workflow, one with a decision slipped in."""
    stack = EmbeddedStack(new_folder("kho bị sửa"))
    card = await asyncio.to_thread(stack.start, _rules(new_folder("quy tắc của kho")))
    kinds = {name: tampering.on for name, tampering in TAMPERINGS.items()} | dict.fromkeys(
        (*UNREADABLE, _UNTOUCHED), CONFERRED
    )
    made = {CONFERRED: _conferred, ACTED: _acted, WAITING: _waiting}
    try:
        async with office_on(card) as office:
            ids = await asyncio.gather(
                *(made[kind](office) for kind in kinds.values()),
                _acted(office),
                _terminated(office),
                _untold(office, card.database_url),
            )
            await asyncio.to_thread(card.worker.stop)
            await eventually(lambda: _sealed(office))
        nominations = dict(zip([*kinds, _UNTOUCHED_ACTS, _TERMINATED, _UNTOLD], ids, strict=True))
        yield Cases(card, ForkedStarter(repository, card.environment()), nominations)
    finally:
        await asyncio.to_thread(stack.stop)


async def _sealed(office: Office) -> bool:
    """Whether everything on record is sealed, so that what is done to it is done to sealed entries."""
    waiting, _ = await SealReader(office.pool).pending()
    return waiting == 0


def _rules(folder: Path) -> Path:
    """Rules by which chairs decide alone, and beside them a set with every gate."""
    rules = plain_rules(folder)
    write_gated_rules(rules)
    return rules


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


async def _waiting(office: Office) -> str:
    return (await opened(office)).nomination_id


async def _conferred(office: Office) -> str:
    request = await opened(office)
    await office.gateway.send(request.nomination_id, a_decision(request, "ward", reason="Xứng đáng"))
    refused = await office.gateway.send(request.nomination_id, a_decision(request, "ward"))
    await approved(office, request, "city")
    assert isinstance(refused, Refusal)
    return request.nomination_id


async def _acted(office: Office) -> str:
    request = gated(INTAKE)
    assert (ACCEPTED, None) == await submit(office, request)
    for act in (
        papers(request),
        Suspension(act_id=uuid4(), actor_id="ward-chair", ground="complaint", reason="Có đơn tố cáo"),
        Resumption(act_id=uuid4(), actor_id="ward-chair", reason="Đã xác minh"),
        Recusal(act_id=uuid4(), actor_id="ward-deputy", note="Là người thân"),
    ):
        assert isinstance(await office.gateway.send(request.nomination_id, act), Receipt)
    await approved(office, request, "ward")
    return request.nomination_id


async def _terminated(office: Office) -> str:
    request = await opened(office)
    await approved(office, request, "ward")
    await office.client.get_workflow_handle(nomination_workflow_id(request.nomination_id)).terminate()
    return request.nomination_id


async def _untold(office: Office, database_url: str) -> str:
    request = await opened(office)
    async with await open_pool(database_url, size=1) as pool:
        entry = await record_without_telling(pool, request, a_decision(request, "ward"))
    case = office.client.get_workflow_handle(nomination_workflow_id(request.nomination_id))
    seen = await send_raw(case, MessageName.CATCH_UP, [], SeenUpTo)
    assert entry.seq == seen.seq
    return request.nomination_id


@pytest.mark.parametrize("name", TAMPERINGS)
async def test_what_was_done_is_found(name: str, verified: Verified) -> None:
    """Each deed leads to its findings, on the nomination it was done to, and to no others there."""
    assert TAMPERINGS[name].found == verified.found(name)


async def test_a_workflow_that_was_ended_from_outside_is_found(verified: Verified) -> None:
    """A case that cannot go on although it is open does not wait for somebody to notice."""
    assert {FindingCode.WORKFLOW_LOST} == verified.found(_TERMINATED)


async def test_what_nobody_touched_is_not_blamed(verified: Verified) -> None:
    """A finding on one nomination casts no doubt on the others, whatever people did to them."""
    assert set() == verified.found(_UNTOUCHED) | verified.found(_UNTOUCHED_ACTS)


async def test_an_act_without_a_message_is_shown_though_it_is_no_finding(verified: Verified) -> None:
    """A decision that was slipped into the record is right by every rule, so an auditor is told to look."""
    notices = verified.value.json["notices"]

    assert set() == verified.found(_UNTOLD)
    assert [verified.nominations[_UNTOLD]] == [notice["nomination_id"] for notice in notices]
    assert "entry 2 (decision.recorded)" in notices[0]["text"]
    assert "To look at, though in order: 1" in verified.text.out


async def test_an_auditor_reads_which_nominations_are_amiss(verified: Verified) -> None:
    """Exit code 1 in both forms, and the table names every nomination with its finding."""
    named = {
        name for name, nomination_id in verified.nominations.items() if nomination_id in verified.text.out
    }
    lines = verified.text.out.splitlines()

    assert (1, 1) == (verified.text.code, verified.value.code)
    assert verified.value.json["clean"] is False
    assert named == {*TAMPERINGS, _TERMINATED, _UNTOLD}
    assert any(line.split()[:2] == ["workflow_lost", verified.nominations[_TERMINATED]] for line in lines)


async def test_what_the_history_gainsays_is_named_by_reconcile(cases: Cases, verified: Verified) -> None:
    """The two witnesses differ on just those nominations where verify found that they do."""
    said = await cases.starter("audit", "reconcile", "--json")
    differing = {each["nomination_id"] for each in said.json["differences"]}
    gainsaid = {name for name in verified.nominations if verified.found(name) & _BY_THE_HISTORY}

    assert 1 == said.code
    assert {verified.nominations[name] for name in gainsaid} == differing


@pytest.mark.parametrize("name", UNREADABLE)
async def test_what_cannot_be_read_is_named_and_stops_nothing(name: str, verified_again: Verified) -> None:
    """The nomination has a finding, and every other one is still looked at."""
    assert (1, "") == (verified_again.value.code, verified_again.value.err)
    assert verified_again.found(name)
    assert {FindingCode.WORKFLOW_LOST} == verified_again.found(_TERMINATED)
