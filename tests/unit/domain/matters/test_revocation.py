"""The rules of a revocation and of a restoration, asked without any server."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from pydantic import ValidationError

from domain.matters.revocation import Revocation
from domain.matters.revocation_words import ACTIONS, GROUNDS, ITEMS, explain_revocation
from domain.matters.unit import MatterAlarm
from schemas.award_record import GrantEventKind
from schemas.case import Clock
from schemas.ledger import EntryKind
from schemas.legal import LegalBasis, Mark
from schemas.matter import Flag, MatterStep
from schemas.messages import RefusalReason
from schemas.record import NoticeKind
from schemas.revocation import (
    BuiltOn,
    OpenRevocation,
    Origin,
    Post,
    RecordRecovery,
    RecoveryItem,
    RevocationAction,
    RevocationFound,
    RevocationGround,
    RevocationState,
    RevocationStatus,
)
from schemas.rules import Deadline, DeadlineEnd
from tests.revoking import NOMINEE, a_recovery, a_restoration, a_ruling, an_opening

AT = datetime(2026, 12, 31, 18, 0, tzinfo=UTC)
"""In Vietnam it is the first day of 2027."""
UNIT = Revocation()
SETTLING = Deadline(
    working_days=20,
    remind_before=10,
    grace=5,
    end=DeadlineEnd.LAPSE,
    basis=LegalBasis(citation="Luật Khiếu nại 2011", mark=Mark.RECALLED_HIGH),
)
CLOCK = Clock(
    started_at=AT,
    remind_at=AT + timedelta(days=10),
    due_at=AT + timedelta(days=20),
    ends_at=AT + timedelta(days=25),
    calendar="tests",
)
WARD = Post(body="phuong-hoang-mai", level="ward", rule_set="2025-two-tier")
ORIGIN = Origin(
    grant_id="n-1",
    award="LDTT",
    revoked=False,
    nominee=NOMINEE,
    nominator_id="ward-office",
    submitting_body="phuong",
    body="phuong",
    level="ward",
    rule_set="2017-three-tier",
)
REVOKED = ORIGIN.model_copy(update={"revoked": True})


def found(**changes: Any) -> RevocationFound:  # noqa: ANN401 - the model's fields
    """Return what is found out where everything is in order."""
    usual: dict[str, Any] = {
        "origin": ORIGIN,
        "deciding": (WARD,),
        "submitting": (WARD,),
        "held": ("phuong-hoang-mai",),
        "settling": SETTLING,
        "told_of_delay": "tp-ha-noi",
        "number_symbol": "QĐ-UBND",
    }
    return RevocationFound.model_validate(usual | changes)


def opened(opening: OpenRevocation, **changes: Any) -> RevocationState:  # noqa: ANN401 - the state's fields
    """Return the state that an opening leads to, with its clock."""
    origin = REVOKED if opening.action is RevocationAction.RESTORE else ORIGIN
    state = UNIT.read_state(UNIT.open(opening, found(origin=origin), AT).state)
    return state.model_copy(update={"clock": CLOCK} | changes)


def recovering(*items: RecoveryItem) -> RevocationState:
    """Return a revocation that was granted and waits for these."""
    opening = an_opening("n-1", recover=items)
    return UNIT.read_state(UNIT.step(opened(opening), a_ruling(opening), found(), AT).state)


def told(step: MatterStep, kind: NoticeKind) -> list[str]:
    """Return who is told so."""
    return [notice.recipient for notice in step.notices if notice.kind is kind]


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


def test_there_are_words_for_everything() -> None:
    """Every action, ground and item is told in both languages."""
    assert [{*RevocationAction}, {*RevocationGround}, {*RecoveryItem}] == [
        ACTIONS.keys(),
        GROUNDS.keys(),
        ITEMS.keys(),
    ]


@pytest.mark.parametrize(
    ("state", "vi", "en"),
    [
        (opened(an_opening("n-1")), "hạn hết ngày 21/01/2027", "due by the end of 21/01/2027"),
        (opened(an_opening("n-1"), clock=None), "không định thời hạn", "the rules set no time"),
        (opened(an_opening("n-1"), status="denied"), "Không được chấp nhận", "denied"),
        (recovering(RecoveryItem.CASH), "Còn phải thu hồi: tiền thưởng", "Still to be given back: cash"),
        (opened(an_opening("n-1"), status="done", flagged=("n-2",)), "n-2 dựa trên", "n-2 was built on"),
        (opened(a_restoration("n-1")), "Phục hồi", "Restoration"),
    ],
)
def test_where_it_stands_is_told_in_both_languages(state: RevocationState, vi: str, en: str) -> None:
    """What is asked, who is awaited by when, what is still to come."""
    said = explain_revocation(state)

    assert vi in " ".join(each.vi for each in said)
    assert en in " ".join(each.en for each in said)


def test_money_is_told_in_full() -> None:
    """A sum that was given back stands there; one that was not stated is not told as zero."""
    state = recovering(RecoveryItem.CASH, RecoveryItem.INSIGNIA)
    stated = UNIT.step(state, a_recovery(RecoveryItem.CASH, amount_vnd=4_470_000), found(), AT)
    unstated = UNIT.step(state, a_recovery(RecoveryItem.CASH), found(), AT)
    texts = [
        " ".join(each.en for each in explain_revocation(UNIT.read_state(step.state)))
        for step in (stated, unstated)
    ]

    assert "cash (4.470.000 VND)." in texts[0]
    assert "Given back: cash." in texts[1]
