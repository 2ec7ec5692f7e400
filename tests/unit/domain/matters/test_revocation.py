"""The rules of a revocation and of a restoration, asked without any server."""

from typing import Any
from uuid import UUID, uuid4

import pytest
from pydantic import ValidationError

from domain.matters.unit import MatterAlarm
from schemas.award_record import GrantEventKind
from schemas.ledger import EntryKind
from schemas.matter import Flag
from schemas.messages import RefusalReason
from schemas.record import NoticeKind
from schemas.revocation import (
    BuiltOn,
    Origin,
    RecordRecovery,
    RecoveryItem,
    RevocationAction,
    RevocationGround,
    RevocationStatus,
)
from tests.revoking import NOMINEE, a_recovery, a_restoration, a_ruling, an_opening
from tests.unit.domain.matters.revoking import (
    AT,
    CLOCK,
    REVOKED,
    SETTLING,
    UNIT,
    found,
    opened,
    recovering,
    told,
)


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({}, None),
        ({"origin": None}, RefusalReason.UNKNOWN_GRANT),
        ({"deciding": ()}, RefusalReason.NO_DECIDING_BODY),
        ({"open_elsewhere": True}, RefusalReason.REVOCATION_OPEN),
        ({"origin": REVOKED}, RefusalReason.ALREADY_REVOKED),
        ({"held": ()}, None),
    ],
)
def test_the_nominator_opens_what_can_be_revoked(
    changes: dict[str, Any], reason: RefusalReason | None
) -> None:
    """They need no office; what is unknown, has no decider, is open already or was revoked is refused."""
    assert reason is UNIT.judge_start(an_opening("n-1"), found(**changes), AT)


def test_a_delegate_of_the_nominator_needs_a_body_that_is_still_there() -> None:
    """Where nobody carries on for the body that submitted there is no delegation at it."""
    opening = an_opening("n-1", actor_id="ward-cook", on_behalf_of="ward-office")

    assert RefusalReason.NO_DELEGATION is UNIT.judge_start(opening, found(held=(), submitting=()), AT)


@pytest.mark.parametrize(
    ("changes", "held", "upheld", "reason"),
    [
        ({"actor_id": "ward-deputy"}, True, False, None),
        ({"actor_id": "cong-dan-01"}, False, False, RefusalReason.NOT_ENTITLED),
        ({"actor_id": "a", "on_behalf_of": "ward-chair"}, True, False, None),
        ({"actor_id": "a", "on_behalf_of": "b"}, False, False, RefusalReason.NOT_ENTITLED),
        ({"actor_id": "ward-office", "on_behalf_of": "b"}, False, False, RefusalReason.NOT_ENTITLED),
        ({"actor_id": "cong-dan-01", "objection_id": UUID(int=1)}, False, True, None),
        (
            {"actor_id": "ward-office", "objection_id": UUID(int=1)},
            True,
            False,
            RefusalReason.OBJECTION_NOT_UPHELD,
        ),
        (
            {"actor_id": "a", "on_behalf_of": "b", "objection_id": UUID(int=1)},
            True,
            True,
            RefusalReason.NO_DELEGATION,
        ),
    ],
)
def test_who_opens_it(
    changes: dict[str, Any], *, held: bool, upheld: bool, reason: RefusalReason | None
) -> None:
    """An office at the submitting body, or an objection that was upheld, in one's own name."""
    seen = found(held=("phuong-hoang-mai",) if held else (), objection_upheld=upheld)

    assert reason is UNIT.judge_start(an_opening("n-1", **changes), seen, AT)


def test_only_what_was_revoked_is_restored() -> None:
    """A restoration of what is in force is refused."""
    restoration = a_restoration("n-1")

    assert RefusalReason.NOT_REVOKED is UNIT.judge_start(restoration, found(), AT)
    assert UNIT.judge_start(restoration, found(origin=REVOKED), AT) is None


@pytest.mark.parametrize(
    "changes",
    [
        {"ground": RevocationGround.WRONGLY_REVOKED},
        {"action": RevocationAction.RESTORE},
        {"recover": ("cash", "cash")},
        {
            "action": RevocationAction.RESTORE,
            "ground": RevocationGround.WRONGLY_REVOKED,
            "recover": ("cash",),
        },
    ],
)
def test_an_opening_fits_together(changes: dict[str, Any]) -> None:
    """A ground for the one is none for the other; a restoration takes nothing back; nothing twice."""
    with pytest.raises(ValidationError):
        an_opening("n-1", **changes)


def test_only_money_is_counted() -> None:
    """An amount of insignia, or of nothing, is a typing error."""
    for changes in ({"item": RecoveryItem.INSIGNIA, "amount_vnd": 1}, {"item": "cash", "amount_vnd": 0}):
        with pytest.raises(ValidationError):
            RecordRecovery.model_validate({"act_id": uuid4(), "actor_id": "a"} | changes)


def test_an_opening_leads_to_a_state_of_codes() -> None:
    """The clock starts, both bodies and people are told, and what people wrote is nowhere in it."""
    opening = an_opening("n-1", actor_id="a", on_behalf_of="ward-chair", recover=(RecoveryItem.CASH,))
    step = UNIT.open(opening, found(), AT)
    state = UNIT.read_state(step.state)

    assert SETTLING == step.start_clock
    assert ["phuong-hoang-mai", "ward-office", "a", "ward-chair"] == told(step, NoticeKind.REVOCATION_OPENED)
    assert [("a", "ward-chair", "phuong-hoang-mai")] == [
        (mandate.person, mandate.delegator, mandate.body) for mandate in step.mandates
    ]
    assert ("phuong", "2017-three-tier", ("a", "ward-chair")) == (state.body, state.rule_set, state.opened_by)
    assert () == state.awaited
    assert opening.reason not in str(step.state)


def test_without_a_rule_there_is_no_clock() -> None:
    """No time is set where no rule sets one."""
    assert UNIT.open(an_opening("n-1"), found(settling=None), AT).start_clock is None


@pytest.mark.parametrize(
    ("changes", "seen", "reason"),
    [
        ({}, {}, None),
        ({"content_hash": "0" * 64}, {}, RefusalReason.STALE_CONTENT),
        ({"actor_id": NOMINEE}, {}, RefusalReason.OWN_NOMINATION),
        ({"actor_id": "ward-office"}, {}, RefusalReason.OWN_NOMINATION),
        ({"on_behalf_of": NOMINEE}, {}, RefusalReason.OWN_NOMINATION),
        ({"actor_id": "ward-deputy"}, {}, RefusalReason.FOUR_EYES),
        ({"on_behalf_of": "ward-deputy"}, {}, RefusalReason.FOUR_EYES),
        ({}, {"held": ()}, RefusalReason.NOT_ENTITLED),
        ({}, {"origin": REVOKED}, RefusalReason.ALREADY_REVOKED),
        ({}, {"origin": None}, RefusalReason.UNKNOWN_GRANT),
        ({"granted": False}, {"origin": REVOKED}, None),
    ],
)
def test_who_decides_on_what(
    changes: dict[str, Any], seen: dict[str, Any], reason: RefusalReason | None
) -> None:
    """Neither who opened it nor whom it concerns; on what was seen; only what can still be done."""
    opening = an_opening("n-1", actor_id="ward-deputy")
    act = a_ruling(opening).model_copy(update=changes)

    assert reason is UNIT.judge(opened(opening), act, found(**seen), AT)


def test_a_granted_revocation_is_an_event_with_flags_and_a_number() -> None:
    """The day is that of Vietnam, in the number too; those who gave what is flagged are told."""
    opening = an_opening("n-1")
    later = (BuiltOn(grant_id="n-2", issuer="tp-ha-noi"), BuiltOn(grant_id="g-3"))
    step = UNIT.step(opened(opening), a_ruling(opening), found(built_on=later), AT)
    state = UNIT.read_state(step.state)
    [event] = step.grants

    assert ("n-1", GrantEventKind.REVOKED) == (event.grant_id, event.kind)
    assert {"ground": "fraud", "decided_on": "2027-01-01"} == event.facts
    assert tuple(Flag(grant_id=each, because_of="n-1") for each in ("n-2", "g-3")) == step.flags
    assert step.number
    assert ("phuong-hoang-mai", "QĐ-UBND", "2027-01-01") == (
        step.number.body,
        step.number.symbol,
        step.number.day.isoformat(),
    )
    assert ["tp-ha-noi"] == told(step, NoticeKind.GRANT_FLAGGED)
    assert (RevocationStatus.DONE, True, None, ("n-2", "g-3")) == (
        state.status,
        state.closed,
        state.clock,
        state.flagged,
    )


def test_a_restoration_flags_nothing() -> None:
    """It is the event `restored`; an award without a symbol gets no number."""
    opening = a_restoration("n-1")
    seen = found(origin=REVOKED, number_symbol=None)
    step = UNIT.step(opened(opening), a_ruling(opening), seen, AT)

    assert [GrantEventKind.RESTORED] == [event.kind for event in step.grants]
    assert ((), None) == (step.flags, step.number)


def test_a_denial_leaves_everything() -> None:
    """No event, no number, and it is closed although something was to be recovered."""
    opening = an_opening("n-1", recover=(RecoveryItem.CASH,))
    step = UNIT.step(opened(opening), a_ruling(opening, granted=False), found(), AT)
    state = UNIT.read_state(step.state)

    assert ((), (), None) == (step.grants, step.flags, step.number)
    assert (RevocationStatus.DENIED, True, ()) == (state.status, state.closed, state.awaited)


def test_a_second_decision_is_refused() -> None:
    """What was granted is not decided again while things are being given back."""
    opening = an_opening("n-1", recover=(RecoveryItem.CASH,))
    state = UNIT.read_state(UNIT.step(opened(opening), a_ruling(opening), found(), AT).state)

    assert RefusalReason.ALREADY_DECIDED is UNIT.judge(state, a_ruling(opening), found(), AT)


def test_it_closes_when_all_is_given_back() -> None:
    """Item by item, each once, by somebody who holds the office; a sum that nobody stated stays unknown."""
    state = recovering(RecoveryItem.CERTIFICATE, RecoveryItem.CASH)
    cash, paper = a_recovery(RecoveryItem.CASH), a_recovery(RecoveryItem.CERTIFICATE)
    half = UNIT.read_state(UNIT.step(state, cash, found(), AT).state)
    whole = UNIT.read_state(UNIT.step(half, paper, found(), AT).state)

    assert UNIT.judge(state, cash, found(), AT) is None
    assert RefusalReason.NOT_ENTITLED is UNIT.judge(state, cash, found(held=()), AT)
    assert RefusalReason.NOT_AWAITED is UNIT.judge(half, cash, found(), AT)
    assert RefusalReason.NOT_AWAITED is UNIT.judge(state, a_recovery(RecoveryItem.INSIGNIA), found(), AT)
    assert (RevocationStatus.RECOVERING, (RecoveryItem.CERTIFICATE,)) == (half.status, half.awaited)
    assert (RevocationStatus.DONE, True) == (whole.status, whole.closed)
    assert [None, None] == [each.amount_vnd for each in whole.recovered]


def test_the_clock_rings_while_nobody_decides() -> None:
    """Reminder, escalation, escalation again; never an end, and nothing once it is decided."""
    state = opened(an_opening("n-1"))
    reminded = UNIT.after_alarm(state, EntryKind.DEADLINE_REMINDED, found(), AT)
    once = UNIT.after_alarm(UNIT.read_state(reminded.state), EntryKind.DEADLINE_ESCALATED, found(), AT)
    after = UNIT.read_state(once.state)
    again = UNIT.after_alarm(after, EntryKind.DEADLINE_ESCALATED, found(told_of_delay=None), AT)

    assert MatterAlarm(CLOCK.remind_at, EntryKind.DEADLINE_REMINDED) == UNIT.next_alarm(state)
    assert MatterAlarm(CLOCK.due_at, EntryKind.DEADLINE_ESCALATED) == UNIT.next_alarm(
        UNIT.read_state(reminded.state)
    )
    assert MatterAlarm(CLOCK.ends_at, EntryKind.DEADLINE_ESCALATED) == UNIT.next_alarm(after)
    assert ["phuong-hoang-mai"] == told(reminded, NoticeKind.REMINDER)
    assert ["tp-ha-noi"] == told(once, NoticeKind.ESCALATION)
    assert ["phuong-hoang-mai"] == told(again, NoticeKind.ESCALATION)
    assert (None, 5) == (once.extend_clock, again.extend_clock)
    assert UNIT.next_alarm(recovering(RecoveryItem.CASH)) is None


def test_nothing_else_rings() -> None:
    """An alarm that no revocation has is a defect, not an entry."""
    with pytest.raises(ValueError, match="by itself"):
        UNIT.after_alarm(opened(an_opening("n-1")), EntryKind.DEADLINE_LAPSED, found(), AT)


def test_a_grant_of_old_files_is_decided_by_the_body_that_gave_it() -> None:
    """What nobody knows of it is taken from that body as it is today."""
    old = Origin(grant_id="g-1", award="GK_XA", revoked=False, body="phuong", submitting_body="phuong")
    opening = an_opening("g-1", actor_id="ward-deputy")
    state = UNIT.read_state(UNIT.open(opening, found(origin=old), AT).state)

    assert ("phuong", "ward", "2025-two-tier", None) == (
        state.body,
        state.level,
        state.rule_set,
        state.nominator_id,
    )
