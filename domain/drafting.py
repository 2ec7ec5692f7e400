"""From a judged act and where it leads to the draft that is put on record."""

from datetime import datetime
from typing import TypedDict

from domain.act_moves import after_act
from domain.acts import ACTS, message_of
from domain.conferral import conferral
from domain.mandates import mandates_of
from domain.move import Move
from domain.route import stage_at
from schemas.acts import CaseAct
from schemas.award_record import GrantDraft
from schemas.case import Standing
from schemas.case_file import CaseFile
from schemas.conditions import Condition
from schemas.record import AcceptanceDraft, ActDraft, ClockChange, Draft, Mandate, Notice, NumberDraft, Seat
from schemas.route import Route
from schemas.rules import Deadline
from schemas.verdicts import RuleVerdict


class Common(TypedDict):
    """The fields that every draft of a move shares."""

    nomination_id: str
    expected_seq: int
    at: datetime
    standing: Standing
    start_clock: Deadline | None
    extend_clock: int | None
    clock_change: ClockChange | None
    panel: tuple[str, ...]
    seat: Seat | None
    notices: tuple[Notice, ...]
    verdicts: tuple[RuleVerdict, ...]
    mandates: tuple[Mandate, ...]
    grants: tuple[GrantDraft, ...]
    number: NumberDraft | None
    again: tuple[Condition, ...]


def common(case: CaseFile, move: Move, at: datetime, mandates: tuple[Mandate, ...] = ()) -> Common:
    """Return what a draft says of the move that its act leads to, and what must be found before."""
    conferred = conferral(case, move.standing, at)
    return Common(
        nomination_id=case.nomination_id,
        expected_seq=case.seq,
        at=at,
        standing=move.standing,
        start_clock=move.start_clock,
        extend_clock=move.extend_clock,
        clock_change=move.clock_change,
        panel=move.standing.panel or stage_at(case.route, move.standing.level).panel,
        seat=move.seat,
        notices=move.notices,
        verdicts=move.verdicts,
        mandates=mandates,
        grants=conferred.grants,
        number=conferred.number,
        again=conferred.again,
    )


def opening_draft(accepted: AcceptanceDraft, route: Route, move: Move) -> Draft:
    """Return the acceptance as a draft of where the nomination first stands."""
    return Draft(
        nomination_id=accepted.request.nomination_id,
        expected_seq=0,
        at=accepted.at,
        standing=move.standing,
        start_clock=move.start_clock,
        panel=move.standing.panel or route.stages[0].panel,
        seat=move.seat,
        notices=move.notices,
        verdicts=move.verdicts,
    )


def act_draft(case: CaseFile, act: CaseAct, digest: str, at: datetime, move: Move | None = None) -> ActDraft:
    """Draft an act and where it leads; a migration brings its own `move`."""
    message = message_of(act)
    return ActDraft(
        message=message,
        kind=ACTS[message].kind,
        act=act.model_dump(mode="json"),
        act_id=act.act_id,
        actor_id=act.actor_id,
        on_behalf_of=act.on_behalf_of,
        level=case.standing.level,
        gate=case.standing.gate,
        round=case.standing.round,
        digest=digest,
        **common(case, move or after_act(case, act), at, mandates_of(case, act)),
    )
