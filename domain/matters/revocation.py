"""Revocation and restoration of a grant: who may ask for it, who decides, what is flagged and recovered.

Law of 2022, chapter VII: opened by the body that submitted, or by whoever names an objection that was
upheld; decided by the body that decided, or the one that carries on for it; insignia and money are recovered.
What was built on a grant that falls is flagged and never cancelled.
"""

from collections.abc import Iterable
from datetime import datetime

from domain.canonical import model_digest
from domain.matters.unit import MatterActKind, MatterAlarm, MatterUnit, step_to
from domain.working_days import day_in_vietnam
from schemas.acts import CaseAct
from schemas.award_record import GrantDraft, GrantEventKind
from schemas.case import Clock
from schemas.ledger import EntryKind
from schemas.matter import Flag, MatterKind, MatterStep
from schemas.messages import RefusalReason
from schemas.names import MessageName
from schemas.record import Mandate, Notice, NoticeKind, NumberDraft
from schemas.revocation import (
    DecideRevocation,
    OpenRevocation,
    Origin,
    Post,
    RecordRecovery,
    Recovered,
    RevocationAction,
    RevocationFound,
    RevocationState,
    RevocationStatus,
)
from schemas.route import Gate
from schemas.rules import DECIDERS, Role

OPENERS = (*DECIDERS, Role.REGISTRAR)
"""Who opens one for the body that submitted, besides the nominator."""
RECOVERERS = (Role.REGISTRAR, Role.OFFICER)
"""Who records at either body that something was given back."""


class Revocation(MatterUnit[RevocationState, RevocationFound]):
    """The rules of a revocation and of a restoration."""

    kind = MatterKind.REVOCATION
    opens_by = MessageName.OPEN_REVOCATION
    acts = {  # noqa: RUF012 - a constant of the class
        MessageName.OPEN_REVOCATION: MatterActKind(OpenRevocation, EntryKind.REVOCATION_OPENED),
        MessageName.DECIDE_REVOCATION: MatterActKind(DecideRevocation, EntryKind.REVOCATION_DECIDED),
        MessageName.RECORD_RECOVERY: MatterActKind(RecordRecovery, EntryKind.RECOVERY_RECORDED),
    }
    state_model = RevocationState
    found_model = RevocationFound

    def name_of(self, start: CaseAct) -> str:
        """Return the id of the act that opens it."""
        return str(start.act_id)

    def judge_start(self, start: CaseAct, found: RevocationFound, at: datetime) -> RefusalReason | None:  # noqa: ARG002
        """Return why it is not opened, or None."""
        opening, origin = _opening(start), found.origin
        if origin is None:
            return RefusalReason.UNKNOWN_GRANT
        if not found.deciding:
            return RefusalReason.NO_DECIDING_BODY
        if found.open_elsewhere:
            return RefusalReason.REVOCATION_OPEN
        return _out_of_step(opening.action, origin) or _may_not_open(opening, origin, found)

    def open(self, start: CaseAct, found: RevocationFound, at: datetime) -> MatterStep:  # noqa: ARG002
        """Return the open revocation: the body that decided is told, and its clock starts."""
        opening = _opening(start)
        state = _opened(opening, found)
        return step_to(
            state,
            start_clock=found.settling,
            notices=_told(NoticeKind.REVOCATION_OPENED, state, found),
            mandates=_delegation(opening, state, (*found.held, *_bodies(found.submitting))),
        )

    def judge(
        self,
        state: RevocationState,
        act: CaseAct,
        found: RevocationFound,
        at: datetime,  # noqa: ARG002
    ) -> RefusalReason | None:
        """Return why this act is refused, or None."""
        match act:
            case DecideRevocation():
                return _judge_decision(state, act, found)
            case RecordRecovery():
                if act.item not in state.awaited:
                    return RefusalReason.NOT_AWAITED
                return None if found.held else RefusalReason.NOT_ENTITLED
            case _:
                return RefusalReason.UNKNOWN_MESSAGE

    def step(self, state: RevocationState, act: CaseAct, found: RevocationFound, at: datetime) -> MatterStep:
        """Return where an act leads that was judged to be in order."""
        match act:
            case DecideRevocation(granted=True):
                return _granted(state, act, found, at)
            case DecideRevocation():
                denied = _ended(state, RevocationStatus.DENIED)
                notices = _told(NoticeKind.REVOCATION_DENIED, state, found)
                return step_to(denied, notices=notices, mandates=_delegation(act, state, found.held))
            case RecordRecovery():
                return step_to(_recovered(state, act), mandates=_delegation(act, state, found.held))
            case _:
                message = f"a revocation knows no {type(act).__name__}"
                raise TypeError(message)

    def next_alarm(self, state: RevocationState) -> MatterAlarm | None:
        """Return when the clock rings next: a reminder, then escalations again and again, never an end."""
        clock = state.clock
        if clock is None or state.status != RevocationStatus.OPENED:
            return None
        if not clock.reminded and clock.escalations == 0:
            return MatterAlarm(clock.remind_at, EntryKind.DEADLINE_REMINDED)
        due = clock.due_at if clock.escalations == 0 else clock.ends_at
        return MatterAlarm(due, EntryKind.DEADLINE_ESCALATED)

    def after_alarm(
        self, state: RevocationState, kind: EntryKind, found: RevocationFound, at: datetime
    ) -> MatterStep:
        """Return the state after a reminder, or after word of the delay went to the body above."""
        clock = state.clock
        if clock is None or kind not in {EntryKind.DEADLINE_REMINDED, EntryKind.DEADLINE_ESCALATED}:
            return super().after_alarm(state, kind, found, at)
        rung = state.model_copy(update={"clock": _rung(clock, kind)})
        if kind is EntryKind.DEADLINE_REMINDED:
            return step_to(rung, notices=_notices(NoticeKind.REMINDER, _bodies(found.deciding)))
        above = (found.told_of_delay,) if found.told_of_delay else _bodies(found.deciding)
        grace = found.settling.grace if found.settling and clock.escalations else None
        return step_to(rung, notices=_notices(NoticeKind.ESCALATION, above), extend_clock=grace)


def _opening(start: CaseAct) -> OpenRevocation:
    if not isinstance(start, OpenRevocation):
        message = f"a revocation is not opened by {type(start).__name__}"
        raise TypeError(message)
    return start


def _out_of_step(action: RevocationAction, origin: Origin) -> RefusalReason | None:
    """Only what is in force is revoked, and only what was revoked is restored."""
    if action is RevocationAction.REVOKE:
        return RefusalReason.ALREADY_REVOKED if origin.revoked else None
    return None if origin.revoked else RefusalReason.NOT_REVOKED


def _may_not_open(opening: OpenRevocation, origin: Origin, found: RevocationFound) -> RefusalReason | None:
    """An objection that was upheld lets anybody ask, in their own name."""
    if opening.objection_id is not None:
        if not found.objection_upheld:
            return RefusalReason.OBJECTION_NOT_UPHELD
        return None if opening.on_behalf_of is None else RefusalReason.NO_DELEGATION
    if opening.on_behalf_of is not None and not (found.held or found.submitting):
        return RefusalReason.NO_DELEGATION  # no body is left at which there could be one
    is_nominator = origin.nominator_id == (opening.on_behalf_of or opening.actor_id)
    return None if is_nominator or found.held else RefusalReason.NOT_ENTITLED


def _opened(opening: OpenRevocation, found: RevocationFound) -> RevocationState:
    origin, first = found.origin, found.deciding[0]
    if origin is None:
        message = "there is no such grant"
        raise ValueError(message)
    return RevocationState(
        status=RevocationStatus.OPENED,
        grant_id=origin.grant_id,
        award=origin.award,
        action=opening.action,
        ground=opening.ground,
        nominee=origin.nominee,
        nominator_id=origin.nominator_id,
        body=origin.body or first.body,
        level=origin.level or first.level,
        rule_set=origin.rule_set or first.rule_set,
        opened_by=_people(opening),
        opening_hash=model_digest(opening),
        objection_id=opening.objection_id,
        recover=opening.recover,
    )


def _judge_decision(
    state: RevocationState, act: DecideRevocation, found: RevocationFound
) -> RefusalReason | None:
    """Four eyes, nobody in a matter of their own, on what is asked for, while it can still be done."""
    people = set(_people(act))
    if state.status != RevocationStatus.OPENED:
        return RefusalReason.ALREADY_DECIDED
    if act.content_hash != state.opening_hash:
        return RefusalReason.STALE_CONTENT
    if people & {state.nominee, state.nominator_id}:
        return RefusalReason.OWN_NOMINATION
    if people & {*state.opened_by}:
        return RefusalReason.FOUR_EYES
    if not found.held:
        return RefusalReason.NOT_ENTITLED
    if found.origin is None:
        return RefusalReason.UNKNOWN_GRANT
    return _out_of_step(state.action, found.origin) if act.granted else None


def _granted(
    state: RevocationState, act: DecideRevocation, found: RevocationFound, at: datetime
) -> MatterStep:
    revokes = state.action is RevocationAction.REVOKE
    flags = tuple(Flag(grant_id=each.grant_id, because_of=state.grant_id) for each in found.built_on)
    status = RevocationStatus.RECOVERING if state.recover else RevocationStatus.DONE
    ended = _ended(state, status).model_copy(update={"flagged": tuple(flag.grant_id for flag in flags)})
    event = GrantDraft(
        grant_id=state.grant_id,
        kind=GrantEventKind.REVOKED if revokes else GrantEventKind.RESTORED,
        facts={"ground": state.ground.value, "decided_on": day_in_vietnam(at).isoformat()},
    )
    to_look = {each.issuer for each in found.built_on if each.issuer}
    return step_to(
        ended,
        grants=(event,),
        flags=flags,
        number=_number(found, at),
        mandates=_delegation(act, state, found.held),
        notices=(
            *_told(NoticeKind.REVOCATION_GRANTED, state, found),
            *_notices(NoticeKind.GRANT_FLAGGED, sorted(to_look)),
        ),
    )


def _number(found: RevocationFound, at: datetime) -> NumberDraft | None:
    """The number of the decision, in the series of the body for which it is made."""
    if found.number_symbol is None:
        return None
    return NumberDraft(body=found.held[0], symbol=found.number_symbol, day=day_in_vietnam(at))


def _ended(state: RevocationState, status: RevocationStatus) -> RevocationState:
    """Once it is decided no clock runs: no rule known here says by when things are given back."""
    closed = status in {RevocationStatus.DENIED, RevocationStatus.DONE}
    return state.model_copy(update={"status": status.value, "closed": closed, "clock": None})


def _recovered(state: RevocationState, act: RecordRecovery) -> RevocationState:
    back = (*state.recovered, Recovered(item=act.item, amount_vnd=act.amount_vnd))
    after = state.model_copy(update={"recovered": back})
    return after if after.awaited else _ended(after, RevocationStatus.DONE)


def _rung(clock: Clock, kind: EntryKind) -> Clock:
    if kind is EntryKind.DEADLINE_REMINDED:
        return clock.model_copy(update={"reminded": True})
    return clock.model_copy(update={"escalations": clock.escalations + 1})


def _people(act: CaseAct) -> tuple[str, ...]:
    return (act.actor_id, act.on_behalf_of) if act.on_behalf_of else (act.actor_id,)


def _bodies(posts: Iterable[Post]) -> tuple[str, ...]:
    return tuple(post.body for post in posts)


def _delegation(act: CaseAct, state: RevocationState, bodies: tuple[str, ...]) -> tuple[Mandate, ...]:
    """Who acts for somebody needs their delegation at the body where they hold the office."""
    if act.on_behalf_of is None:
        return ()
    return (
        Mandate(
            person=act.actor_id,
            delegator=act.on_behalf_of,
            body=bodies[0],
            gate=Gate.DECISION,
            award=state.award,
        ),
    )


def _told(kind: NoticeKind, state: RevocationState, found: RevocationFound) -> tuple[Notice, ...]:
    """Both bodies, the nominator, and whoever opened it."""
    nominator = (state.nominator_id,) if state.nominator_id else ()
    bodies = (*_bodies(found.deciding), *_bodies(found.submitting))
    return _notices(kind, (*bodies, *nominator, *state.opened_by))


def _notices(kind: NoticeKind, recipients: Iterable[str]) -> tuple[Notice, ...]:
    return tuple(Notice(recipient=who, kind=kind) for who in dict.fromkeys(recipients))
