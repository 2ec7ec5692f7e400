"""The quota gate on PostgreSQL: however many ask at once, no more get a place than there are."""

import asyncio
from collections.abc import AsyncIterator, Callable
from typing import NamedTuple

import asyncpg
import pytest
from temporalio.testing import ActivityEnvironment

from activities.eligibility import EligibilityActivities
from activities.recording import Recorder
from adapters.calendar import VietnamCalendar
from adapters.logging import StructlogAuditLog
from adapters.postgres.award_record import PostgresAwardRecord
from adapters.postgres.evidence import EvidenceReader
from adapters.postgres.pool import open_pool
from adapters.postgres.record import PostgresRecord
from adapters.postgres.register import PostgresRegister
from domain.canonical import message_digest
from domain.case_file import apply_entry
from domain.gates.quota import ClaimRequest
from domain.verification import verify_record
from schemas.case import CaseStatus
from schemas.case_file import CaseFile, FindingOut
from schemas.ledger import EntryKind
from schemas.messages import Decision, RefusalReason, Verdict
from schemas.record import Recorded
from tests.cases import a_decision
from tests.conditioned import based, claim, titled
from tests.conditioned_rules import QUOTA, TITLE
from tests.gated import appraisal, gated_book
from tests.integration.at_gates import GateRecord
from tests.integration.on_record import AT
from workflows.drafts import decision_draft

UNIT, HOLDERS, PLACES, RIVALS = "truong-mau", 33, 5, 200
"""A school with 33 holders of the base title: 15 % are 4.95, by rounding five."""


class Desk(NamedTuple):
    """What moves nominations on, as the worker does."""

    pool: asyncpg.Pool
    gates: GateRecord
    activities: EligibilityActivities

    async def asked(self, case: CaseFile) -> CaseFile:
        """Let the gate that opens ask for a place; return the case after it."""
        asked = FindingOut(case=case, kind=EntryKind.QUOTA_RESERVED, at=AT)
        recorded = await ActivityEnvironment().run(self.activities.find_out, asked)
        assert recorded.entry is not None, recorded
        return apply_entry(case, recorded.entry)

    async def claimed(self, case: CaseFile) -> Recorded:
        """Let an officer claim a place."""
        act = claim(case.request)
        asked = ClaimRequest(case=case, act=act, digest=message_digest(act), at=AT)
        return await ActivityEnvironment().run(self.activities.claim_quota, asked)

    async def decided(self, case: CaseFile, verdict: Verdict = Verdict.APPROVE) -> CaseFile:
        """Let the chair decide."""
        reason = None if verdict is Verdict.APPROVE else "Không tiêu biểu"
        act: Decision = a_decision(case.request, "ward", verdict, reason=reason)
        return await self.gates.moved(case, decision_draft(case, act, message_digest(act), AT))

    async def honoured(self, count: int) -> None:
        """Confer the base title on so many people of the unit."""
        for number in range(count):
            await self.decided(await self.gates.opened(request=based(f"holder-{number}", UNIT)))

    async def rivals(self, count: int) -> list[CaseFile]:
        """Open so many nominations of the unit for the title."""
        requests = [titled(QUOTA, f"p-{number}", unit=UNIT) for number in range(count)]
        return list(await asyncio.gather(*(self.gates.opened(request=each) for each in requests)))

    async def held(self) -> int:
        """Return how many places are held or given, read without the product's own readers."""
        return await self.pool.fetchval("select quota.taken($1, $2, 2019, null)", TITLE, UNIT)

    async def faults(self, case: CaseFile) -> list[object]:
        """Return what an auditor finds wrong with the record of a nomination."""
        evidence = await EvidenceReader(self.pool).evidence(case.nomination_id)
        assert evidence
        return list(verify_record(evidence, case.route))


@pytest.fixture
async def desk(own_database: str) -> AsyncIterator[Desk]:
    """A desk over a record of its own, with many connections."""
    async with await open_pool(own_database, size=10) as pool:
        record, register = PostgresRecord(pool), PostgresRegister(pool, gated_book())
        recorder = Recorder(record, VietnamCalendar(), register, StructlogAuditLog())
        yield Desk(pool, GateRecord(pool), EligibilityActivities(recorder, PostgresAwardRecord(pool), record))


def at(gate: str) -> Callable[[CaseFile], bool]:
    """Return whether a case waits at this gate."""
    return lambda case: case.standing.gate == gate


async def test_two_hundred_at_once_never_exceed_the_quota(desk: Desk) -> None:
    """Five get the five places and go on, 195 wait; every record stands up to the auditor's replay."""
    await desk.honoured(HOLDERS)
    cases = await asyncio.gather(*(desk.asked(case) for case in await desk.rivals(RIVALS)))
    went_on, waiting = list(filter(at("appraisal"), cases)), list(filter(at("quota"), cases))

    assert (PLACES, RIVALS - PLACES, PLACES) == (len(went_on), len(waiting), await desk.held())
    assert {EntryKind.QUOTA_RESERVED} == {case.last_entry.kind for case in went_on}
    assert {EntryKind.QUOTA_SPENT} == {case.last_entry.kind for case in waiting}
    assert [[], []] == [await desk.faults(case) for case in (went_on[0], waiting[0])]


async def test_a_freed_place_is_claimed_by_one_of_all_who_ask(desk: Desk) -> None:
    """One of five is rejected; of forty claims at once one gets the place, and the others are told no."""
    await desk.honoured(HOLDERS)
    cases = await asyncio.gather(*(desk.asked(case) for case in await desk.rivals(PLACES + 40)))
    went_on, waiting = list(filter(at("appraisal"), cases)), list(filter(at("quota"), cases))
    before = await desk.claimed(waiting[0])
    rejected = await desk.gates.acted(went_on[0], appraisal(went_on[0].request))
    rejected = await desk.decided(rejected, Verdict.REJECT)
    free = await desk.held()
    answers = await asyncio.gather(*(desk.claimed(case) for case in waiting))
    [winner] = [answer for answer in answers if answer.entry]

    assert RefusalReason.QUOTA_SPENT == before.refused
    assert (CaseStatus.REJECTED, PLACES - 1) == (rejected.standing.status, free)
    assert 39 == [answer.refused for answer in answers].count(RefusalReason.QUOTA_SPENT)
    assert PLACES == await desk.held()
    assert winner.entry
    assert (EntryKind.QUOTA_CLAIMED, "appraisal") == (
        winner.entry.kind, winner.entry.standing and winner.entry.standing.gate,
    )  # fmt: skip


async def test_trying_again_after_it_was_written_takes_no_second_place(desk: Desk) -> None:
    """The worker died before it could tell: the same question is answered with what is on record."""
    await desk.honoured(7)
    [case] = await desk.rivals(1)
    after = await desk.asked(case)
    asked = FindingOut(case=case, kind=EntryKind.QUOTA_RESERVED, at=AT)
    again = await ActivityEnvironment().run(desk.activities.find_out, asked)

    assert Recorded(missed=(after.last_entry,)) == again
    assert 1 == await desk.held()
