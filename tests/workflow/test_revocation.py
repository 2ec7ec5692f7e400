"""Revocation and restoration: decided by the body that decided, recovered; nothing decided is edited."""

import asyncio
from collections.abc import AsyncIterator
from datetime import date, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import asyncpg
import pytest
from temporalio.testing import WorkflowEnvironment

from domain.working_days import VIETNAM_TIME
from schemas.award_record import GrantEventKind
from schemas.ledger import EntryKind
from schemas.matter import MatterOutcome, MatterReceipt, MatterRefusal
from schemas.messages import Receipt, RefusalReason
from schemas.register import DelegationAct, RegisterReceipt
from schemas.revocation import RecoveryItem, RevocationStatus
from tests.objecting import a_settlement, an_objection
from tests.revoking import NOMINEE, a_recovery, a_restoration, a_ruling, an_old_grant, an_opening
from tests.workflow.conftest import forwarder
from tests.workflow.on_record import faults_of_chain, ledger_of
from tests.workflow.revocations import (
    RevocationDesk,
    revocation_desk,
    rules_for_revoking,
    stream_of,
)
from worker import build_worker

OPENED, DECIDED = EntryKind.REVOCATION_OPENED, EntryKind.REVOCATION_DECIDED
BODY = "phuong-hoang-mai"
"""Carries on for the ward that submitted and decided, under the rules in force."""


@pytest.fixture
async def desk(
    second_server: WorkflowEnvironment, own_pool: asyncpg.Pool, tmp_path: Path
) -> AsyncIterator[RevocationDesk]:
    """A desk whose worker runs, under plain rules."""
    rules = rules_for_revoking(tmp_path)
    async with build_worker(second_server.client, own_pool, rules):
        yield revocation_desk(second_server, own_pool, rules)


async def test_a_grant_is_revoked_and_what_was_given_recovered(desk: RevocationDesk) -> None:
    """The decision has a number, the award record one event more; it ends when all items are back."""
    items = (RecoveryItem.CERTIFICATE, RecoveryItem.CASH)
    opening = await desk.opened(an_opening(await desk.granted(), recover=items))
    decided = await desk.send(opening, a_ruling(opening))
    first = await desk.send(opening, a_recovery(RecoveryItem.CASH, amount_vnd=447_000))
    between = await desk.state(opening)
    last = await desk.send(opening, a_recovery(RecoveryItem.CERTIFICATE))
    outcome = MatterOutcome.model_validate(await desk.workflow_of(opening).result())
    grant = await desk.awards.grant(opening.grant_id)
    events = await desk.awards.events(opening.grant_id)
    entries = await ledger_of(desk.pool, stream_of(opening))

    assert isinstance(decided, MatterReceipt)
    assert ("recovering", "01/QĐ-UBND") == (decided.status, decided.number)
    assert isinstance(first, MatterReceipt)
    assert "recovering" == first.status
    assert (RecoveryItem.CERTIFICATE,) == between.awaited
    assert [447_000] == [each.amount_vnd for each in between.recovered]
    assert isinstance(last, MatterReceipt)
    assert ("done", last.seq, last.leaf_hash) == (outcome.status, outcome.seq, outcome.leaf_hash)
    assert grant
    assert grant.revoked
    assert [GrantEventKind.GRANTED, GrantEventKind.REVOKED] == [event.kind for event in events]
    assert (stream_of(opening), decided.seq) == (events[-1].stream_id, events[-1].entry_seq)
    assert [OPENED, DECIDED, *[EntryKind.RECOVERY_RECORDED] * 2] == [entry.kind for entry in entries]
    assert [] == faults_of_chain(entries)


async def test_what_was_decided_stays_byte_for_byte(desk: RevocationDesk) -> None:
    """Neither the nomination's ledger nor its row nor the event of the grant is touched by a revocation."""
    nomination = await desk.granted()
    row = "select to_jsonb(n) - 'seen_seq' from commendation.nomination n where nomination_id = $1"
    before = await ledger_of(desk.pool, nomination), await desk.pool.fetchval(row, nomination)
    event = (await desk.awards.events(nomination))[0]
    opening = await desk.opened(an_opening(nomination))
    await desk.send(opening, a_ruling(opening))

    assert before == (await ledger_of(desk.pool, nomination), await desk.pool.fetchval(row, nomination))
    assert event == (await desk.awards.events(nomination))[0]


async def test_without_anything_to_recover_it_is_done_at_once(desk: RevocationDesk) -> None:
    """Both bodies, the nominator and the opener are told of the opening and of the decision."""
    opening = await desk.opened()
    await desk.send(opening, a_ruling(opening))
    outcome = MatterOutcome.model_validate(await desk.workflow_of(opening).result())

    assert "done" == outcome.status
    assert [BODY, "ward-office"] == await desk.told(opening, "revocation_opened")
    assert [BODY, "ward-office"] == await desk.told(opening, "revocation_granted")


async def test_a_denial_changes_nothing(desk: RevocationDesk) -> None:
    """The grant stays in force, no number is used up, and the matter is closed."""
    opening = await desk.opened(an_opening(await desk.granted(), recover=(RecoveryItem.CASH,)))
    answer = await desk.send(opening, a_ruling(opening, granted=False))
    outcome = MatterOutcome.model_validate(await desk.workflow_of(opening).result())
    grant = await desk.awards.grant(opening.grant_id)

    assert isinstance(answer, MatterReceipt)
    assert (None, "denied") == (answer.number, outcome.status)
    assert grant
    assert not grant.revoked
    assert RefusalReason.CLOSED == await desk.refused(opening, a_recovery(RecoveryItem.CASH))


async def test_a_revoked_grant_is_restored_and_can_be_revoked_again(desk: RevocationDesk) -> None:
    """Each is an event of its own, and the numbers go on."""
    grant_id = await desk.revoked()
    back = await desk.opened(a_restoration(grant_id))
    restored = await desk.send(back, a_ruling(back))
    again = await desk.opened(an_opening(grant_id))
    grant = await desk.awards.grant(grant_id)
    events = await desk.awards.events(grant_id)

    assert isinstance(restored, MatterReceipt)
    assert ("done", "02/QĐ-UBND") == (restored.status, restored.number)
    assert grant
    assert not grant.revoked
    assert ["granted", "revoked", "restored"] == [event.kind for event in events]
    assert RevocationStatus.OPENED == (await desk.state(again)).status


async def test_what_was_built_on_it_is_flagged_and_stays_in_force(desk: RevocationDesk) -> None:
    """The later title is named with the grant that fell, its body is told, and nothing else of it changes."""
    grant_id = await desk.granted()
    later = await desk.imported(an_old_grant("CSTDCS", 2019))
    other_year = await desk.imported(an_old_grant("CSTDCS", 2017))
    opening = await desk.opened(an_opening(grant_id))
    await desk.send(opening, a_ruling(opening))
    known = await desk.matters.matter(stream_of(opening))
    flags = await desk.awards.flags(NOMINEE)
    flagged = await desk.awards.grant(later)

    assert known
    assert [later] == known.state["flagged"]
    assert [(later, grant_id)] == [(flag["grant_id"], flag["because_of"]) for flag in flags]
    assert other_year not in known.state["flagged"]
    assert ["quan-hoang-mai"] == await desk.told(opening, "grant_flagged")
    assert flagged
    assert not flagged.revoked


async def test_a_grant_of_earlier_years_is_revoked_by_the_successor_of_its_body(desk: RevocationDesk) -> None:
    """The district that gave it is no more: the ward that carries on for it opens, decides and numbers."""
    grant_id = await desk.imported(an_old_grant("GK_HUYEN", 2018))
    opening = await desk.opened(an_opening(grant_id, actor_id="ward-deputy"))
    answer = await desk.send(opening, a_ruling(opening))

    known = await desk.matters.matter(stream_of(opening))

    assert isinstance(answer, MatterReceipt)
    assert "01/QĐ-UBND" == answer.number
    assert known
    assert ("quan-hoang-mai", "done") == (known.state["body"], known.state["status"])


async def test_an_upheld_objection_lets_anybody_ask(desk: RevocationDesk) -> None:
    """A citizen opens it naming the objection; one that was not upheld, or of another case, does not do."""
    case, other = await desk.conferred(), await desk.conferred("GK_XA")
    objection = an_objection(case)
    with desk.server.with_time_skipping_disabled():
        assert isinstance(await desk.objections.file(objection), Receipt)
    named = {"actor_id": "cong-dan-01", "objection_id": objection.objection_id}
    early = await desk.open(an_opening(case.nomination_id, **named))
    await desk.objections.settle(a_settlement(objection))
    elsewhere = await desk.open(an_opening(other.nomination_id, **named))
    answer = await desk.open(an_opening(case.nomination_id, **named))

    assert isinstance(early, MatterRefusal)
    assert isinstance(elsewhere, MatterRefusal)
    assert [RefusalReason.OBJECTION_NOT_UPHELD] * 2 == [early.reason, elsewhere.reason]
    assert isinstance(answer, MatterReceipt)


async def test_who_may_not_open_it_is_refused_on_record(desk: RevocationDesk) -> None:
    """Strangers, chairs of other bodies and unknown delegates are refused, as is what cannot be done."""
    grant_id = await desk.granted()
    fallen = await desk.revoked()
    nowhere = await desk.imported(an_old_grant("BK_TP", 2015, issuer=None))
    asked = {
        RefusalReason.NOT_ENTITLED: an_opening(grant_id, actor_id="city-chair"),
        RefusalReason.NO_DELEGATION: an_opening(grant_id, actor_id="cong-dan-01", on_behalf_of="ward-chair"),
        RefusalReason.UNKNOWN_GRANT: an_opening("no-such-grant"),
        RefusalReason.NO_DECIDING_BODY: an_opening(nowhere, actor_id="city-chair"),
        RefusalReason.NOT_REVOKED: a_restoration(grant_id),
        RefusalReason.ALREADY_REVOKED: an_opening(fallen),
    }
    answers = {reason: await desk.open(opening) for reason, opening in asked.items()}
    on_record = {reason: await desk.kinds(opening) for reason, opening in asked.items()}

    assert {reason: reason for reason in asked} == {
        reason: answer.reason for reason, answer in answers.items() if isinstance(answer, MatterRefusal)
    }
    assert [[EntryKind.REFUSAL_RECORDED]] * len(asked) == list(on_record.values())


async def test_one_at_a_time(desk: RevocationDesk) -> None:
    """While one is open no other is; also not when both arrive at once."""
    grant_id = await desk.granted()
    pair = an_opening(grant_id), an_opening(grant_id, ground="false_papers")
    answers = await asyncio.gather(*(desk.open(one) for one in pair))
    refused = [one for one in answers if isinstance(one, MatterRefusal)]

    assert [RefusalReason.REVOCATION_OPEN] == [one.reason for one in refused]


@pytest.mark.parametrize(
    ("opener", "decider", "reason"),
    [
        ("ward-deputy", "ward-deputy", RefusalReason.FOUR_EYES),
        ("ward-deputy", "ward-office", RefusalReason.OWN_NOMINATION),
        ("ward-deputy", NOMINEE, RefusalReason.OWN_NOMINATION),
        ("ward-office", "city-chair", RefusalReason.NOT_ENTITLED),
        ("ward-office", "ward-officer-1", RefusalReason.NOT_ENTITLED),
    ],
)
async def test_only_a_decider_who_neither_asked_nor_is_concerned_decides(
    desk: RevocationDesk, opener: str, decider: str, reason: RefusalReason
) -> None:
    """Whoever else tries is refused, gets the same answer again, and it stays open."""
    opening = await desk.opened(an_opening(await desk.granted(), actor_id=opener))
    act = a_ruling(opening, actor_id=decider)

    assert [reason] * 2 == [await desk.refused(opening, act) for _ in range(2)]
    assert RevocationStatus.OPENED == (await desk.state(opening)).status


async def test_a_delegate_decides_only_with_a_delegation_in_force(desk: RevocationDesk) -> None:
    """As elsewhere: the delegator holds the office, the register knows of the delegation."""
    opening = await desk.opened()
    act = a_ruling(opening, actor_id="ward-officer-2", on_behalf_of="ward-chair", authority="TUQ. CHỦ TỊCH")
    without = await desk.refused(opening, act)
    today = datetime.now(VIETNAM_TIME).date()
    given = DelegationAct(
        act_id=uuid4(), actor_id="ward-chair", body=BODY, reason="Đi công tác", delegate="ward-officer-2",
        gates=("decision",), valid_from=today, valid_to=today + timedelta(days=30),
    )  # fmt: skip
    assert isinstance(await desk.register.record(given), RegisterReceipt)
    decided = await desk.send(opening, act.model_copy(update={"act_id": uuid4()}))

    assert RefusalReason.NO_DELEGATION == without
    assert isinstance(decided, MatterReceipt)


async def test_what_does_not_fit_its_state_is_refused(desk: RevocationDesk) -> None:
    """A decision on other content, recovery before it, of what was not asked for, by a stranger, or twice."""
    opening = await desk.opened(
        an_opening(await desk.granted(), recover=(RecoveryItem.CASH, RecoveryItem.INSIGNIA))
    )
    cash = a_recovery(RecoveryItem.CASH)
    early = await desk.refused(opening, cash)
    stale = await desk.refused(opening, a_ruling(opening, content_hash="00" * 32))
    await desk.send(opening, a_ruling(opening))
    twice = await desk.refused(opening, a_ruling(opening, actor_id="ward-deputy"))
    stranger = await desk.refused(opening, a_recovery(RecoveryItem.CASH, actor_id="city-officer-1"))
    unasked = await desk.refused(opening, a_recovery(RecoveryItem.CERTIFICATE))
    await desk.send(opening, a_recovery(RecoveryItem.CASH))
    again = await desk.refused(opening, a_recovery(RecoveryItem.CASH))

    assert [RefusalReason.NOT_AWAITED] * 3 == [early, unasked, again]
    assert RefusalReason.STALE_CONTENT == stale
    assert RefusalReason.ALREADY_DECIDED == twice
    assert RefusalReason.NOT_ENTITLED == stranger


async def test_the_clock_reminds_escalates_and_never_ends_it(desk: RevocationDesk) -> None:
    """The body is reminded, the body above is told again and again, and a late decision still counts."""
    opening = await desk.opened()
    case, forward = desk.workflow_of(opening), forwarder(desk.server)
    for end in ("remind_at", "due_at", "ends_at"):
        clock = (await desk.state(opening)).clock
        assert clock
        await forward(case, getattr(clock, end))
    late = await desk.state(opening)
    answer = await desk.send(opening, a_ruling(opening))
    reminded, escalated = EntryKind.DEADLINE_REMINDED, EntryKind.DEADLINE_ESCALATED

    assert [OPENED, reminded, escalated, escalated, DECIDED] == await desk.kinds(opening)
    assert late.clock
    assert (RevocationStatus.OPENED, True, 2) == (late.status, late.clock.reminded, late.clock.escalations)
    assert late.clock.ends_at > clock.ends_at
    assert [BODY] == await desk.told(opening, "reminder")
    assert ["tp-ha-noi"] * 2 == await desk.told(opening, "escalation")
    assert isinstance(answer, MatterReceipt)


async def test_the_day_of_the_decision_is_that_in_vietnam(desk: RevocationDesk) -> None:
    """The award record names the day on which it was revoked."""
    grant_id = await desk.revoked()
    event = (await desk.awards.events(grant_id))[-1]

    assert event.at.astimezone(VIETNAM_TIME).date() == date.fromisoformat(event.facts["decided_on"])
