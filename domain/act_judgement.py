"""Whether an act other than a decision, resubmission or withdrawal is in order.

Whether somebody holds an office or a delegation on the day is not decided here but found out when the act is
written (`domain.mandates`), because the register of people can change while a case waits.
"""

from domain.gates.decision import went_against
from domain.people import has_acted_elsewhere, is_own, is_recused
from domain.stages import unit_at, view_of
from schemas.acts import (
    CaseAct,
    GateAct,
    LowerAwardAnswer,
    LowerAwardProposal,
    Migration,
    Reassignment,
    Recusal,
    Resumption,
    Suspension,
)
from schemas.case import CaseStatus
from schemas.case_file import CaseFile
from schemas.messages import RefusalReason
from schemas.record import Seat
from schemas.route import Gate

_WAITS = {
    CaseStatus.RETURNED: RefusalReason.WAITING_FOR_NOMINATOR,
    CaseStatus.SUSPENDED: RefusalReason.SUSPENDED,
    CaseStatus.AWAITING_CONSENT: RefusalReason.AWAITING_CONSENT,
}
"""Why nobody at a gate can act."""


def judge_act(case: CaseFile, act: CaseAct) -> RefusalReason | None:
    """Return why this act is refused, or None if it is in order."""
    if case.standing.closed:
        return RefusalReason.CLOSED
    match act:
        case LowerAwardProposal():
            return _judge_gate(case, act) or _judge_proposal(case, act)
        case LowerAwardAnswer():
            return _judge_answer(case, act)
        case Recusal():
            return _judge_recusal(case, act)
        case Suspension():
            suspended = case.standing.status is CaseStatus.SUSPENDED
            return RefusalReason.SUSPENDED if suspended else _judge_interest(case, act.actor_id)
        case Resumption():
            suspended = case.standing.status is CaseStatus.SUSPENDED
            return _judge_interest(case, act.actor_id) if suspended else RefusalReason.NOT_SUSPENDED
        case Reassignment():
            return _judge_reassignment(case, act)
        case Migration():
            return _judge_migration(case, act)
        case GateAct():
            return _judge_gate(case, act) or _judge_at_gate(case, act)
        case _:
            return RefusalReason.UNKNOWN_MESSAGE


def _judge_gate(case: CaseFile, act: GateAct) -> RefusalReason | None:
    """Whether it is this gate's turn, on this content, and this person's."""
    standing = case.standing
    if act.level != standing.level:
        return RefusalReason.WRONG_LEVEL
    if act.round != standing.round:
        return RefusalReason.ALREADY_DECIDED if act.round < standing.round else RefusalReason.WRONG_ROUND
    if standing.status in _WAITS:
        return _WAITS[standing.status]
    if act.gate != standing.gate:
        passed = {one.gate for one in standing.passed or ()}
        return RefusalReason.ALREADY_DECIDED if act.gate in passed else RefusalReason.WRONG_GATE
    return _judge_kind(case, act) or _judge_person(case, act) or _judge_content(case, act)


def _judge_kind(case: CaseFile, act: GateAct) -> RefusalReason | None:
    """Whether the gate takes acts of this kind; one that takes none says so itself."""
    view = view_of(case)
    kinds = tuple(kind.model for kind in unit_at(view).acts.values()) if view else ()
    if isinstance(act, LowerAwardProposal) or not kinds or isinstance(act, kinds):
        return None
    return RefusalReason.WRONG_GATE


def _judge_person(case: CaseFile, act: GateAct) -> RefusalReason | None:
    view = view_of(case)
    people = [who for who in (act.actor_id, act.on_behalf_of) if who]
    if view is None or not unit_at(view).may_act(view, people[-1]):
        return RefusalReason.NOT_ON_PANEL
    if not unit_at(view).leaves_hand:
        return None
    if any(is_own(case, who) for who in people):
        return RefusalReason.OWN_NOMINATION
    if any(is_recused(case, who) for who in people):
        return RefusalReason.RECUSED
    return None


def _judge_content(case: CaseFile, act: GateAct) -> RefusalReason | None:
    return None if act.content_hash == case.standing.content_hash else RefusalReason.STALE_CONTENT


def _judge_at_gate(case: CaseFile, act: GateAct) -> RefusalReason | None:
    view = view_of(case)
    return unit_at(view).judge(view, act) if view else RefusalReason.WRONG_GATE


def _judge_proposal(case: CaseFile, act: LowerAwardProposal) -> RefusalReason | None:
    """Only the decider of the conferring level proposes, and only what the rules list."""
    people = [who for who in (act.actor_id, act.on_behalf_of) if who]
    if case.standing.gate != Gate.DECISION:
        return RefusalReason.WRONG_GATE
    if any(has_acted_elsewhere(case, who) for who in people):
        return RefusalReason.FOUR_EYES
    if went_against(case.standing):
        return RefusalReason.NOT_CARRIED
    at_top = case.route.stages[-1].level == case.standing.level
    listed = act.award in {one.award for one in case.route.lower_awards}
    return None if at_top and listed else RefusalReason.NOT_A_LOWER_AWARD


def _judge_answer(case: CaseFile, act: LowerAwardAnswer) -> RefusalReason | None:
    if case.standing.status is CaseStatus.SUSPENDED:
        return RefusalReason.SUSPENDED
    if case.standing.status is not CaseStatus.AWAITING_CONSENT:
        return RefusalReason.NO_PROPOSAL
    return None if act.actor_id == case.request.nominator_id else RefusalReason.NOT_THE_NOMINATOR


def _judge_recusal(case: CaseFile, act: Recusal) -> RefusalReason | None:
    if case.standing.status in _WAITS:
        return _WAITS[case.standing.status]
    if act.actor_id not in (case.standing.panel or ()):
        return RefusalReason.NOT_ON_PANEL
    already = any(one.person == act.actor_id for one in case.standing.recused or ())
    return RefusalReason.ALREADY_SAID if already else None


def _judge_reassignment(case: CaseFile, act: Reassignment) -> RefusalReason | None:
    if case.standing.status in _WAITS:
        return _WAITS[case.standing.status]
    votes = case.standing.gate == Gate.COUNCIL_VOTE
    names_one = bool(act.council) if votes else bool(act.panel)
    names_both = bool(act.council) and bool(act.panel)
    if names_both or not names_one or not _is_looked_up(case):
        return RefusalReason.NOTHING_TO_REASSIGN
    found = (_judge_interest(case, who) for who in (act.actor_id, *act.panel))
    return next((reason for reason in found if reason is not None), None)


def _is_looked_up(case: CaseFile) -> bool:
    """Return whether the waiting gate's people hold a seat; those whom the rules name cannot be replaced."""
    view = view_of(case)
    return view is not None and isinstance(unit_at(view).seat(view), Seat)


def _judge_interest(case: CaseFile, person: str) -> RefusalReason | None:
    """Whoever has an interest in the case neither stops it, nor chooses who decides, nor is chosen."""
    if is_own(case, person):
        return RefusalReason.OWN_NOMINATION
    return RefusalReason.RECUSED if is_recused(case, person) else None


def _judge_migration(case: CaseFile, act: Migration) -> RefusalReason | None:
    if case.standing.status in _WAITS:
        return _WAITS[case.standing.status]
    return RefusalReason.CANNOT_MIGRATE if act.rule_set == case.route.rule_set else None
