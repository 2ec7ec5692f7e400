"""Whether a message is in order, and if not, why.

Rules are checked from the outside in: is the case open, is it this level's turn, may this person act,
is what they say complete, is it about the content that stands now, and does their signed statement say the
same. The first that fails is the reason, so the same message in the same standing always gets the same
answer. Whether the signature itself is good is found out when the decision is written.
"""

from domain.act_judgement import judge_act
from domain.gates.decision import judge_result
from domain.people import has_acted_elsewhere, is_own, is_recused
from domain.route import stage_at
from domain.signing import statement_fault
from schemas.acts import CaseAct
from schemas.case import CaseStatus
from schemas.case_file import CaseFile
from schemas.messages import (
    Act,
    Decision,
    RefusalReason,
    Resubmission,
    Verdict,
    Withdrawal,
    id_of,
)
from schemas.route import Gate

__all__ = ["is_own", "judge", "judge_decision", "judge_resubmission", "judge_withdrawal"]


def judge(case: CaseFile, act: Act) -> RefusalReason | None:
    """Return why this act is refused, or None if it is in order."""
    if str(id_of(act)) in case.answered:
        return RefusalReason.ID_REUSED
    match act:
        case Decision():
            return judge_decision(case, act)
        case Resubmission():
            return judge_resubmission(case, act)
        case Withdrawal():
            return judge_withdrawal(case, act)
        case CaseAct():
            return judge_act(case, act)


def judge_decision(case: CaseFile, decision: Decision) -> RefusalReason | None:
    """Return why this decision is refused, or None if it is in order."""
    return (
        _judge_turn(case, decision)
        or _judge_person(case, decision)
        or _judge_statement(case, decision)
        or _judge_signed(case, decision)
    )


def judge_resubmission(case: CaseFile, resubmission: Resubmission) -> RefusalReason | None:
    """Return why this resubmission is refused, or None if it is in order."""
    if case.standing.closed:
        return RefusalReason.CLOSED
    if case.standing.status is CaseStatus.SUSPENDED:
        return RefusalReason.SUSPENDED
    if case.standing.status is not CaseStatus.RETURNED:
        return RefusalReason.NOT_RETURNED
    if resubmission.actor_id != case.request.nominator_id:
        return RefusalReason.NOT_THE_NOMINATOR
    if not _same_award_and_nominee(case, resubmission):
        return RefusalReason.OTHER_AWARD
    return None


def judge_withdrawal(case: CaseFile, withdrawal: Withdrawal) -> RefusalReason | None:
    """Return why this withdrawal is refused, or None if it is in order."""
    if case.standing.closed:
        return RefusalReason.CLOSED
    if withdrawal.actor_id != case.request.nominator_id:
        return RefusalReason.NOT_THE_NOMINATOR
    return None


def _judge_turn(case: CaseFile, decision: Decision) -> RefusalReason | None:
    if case.standing.closed:
        return RefusalReason.CLOSED
    if decision.level != case.standing.level:
        passed = _has_passed(case, decision.level)
        return RefusalReason.ALREADY_DECIDED if passed else RefusalReason.WRONG_LEVEL
    if decision.gate != Gate.DECISION or decision.gate not in stage_at(case.route, decision.level).gates:
        return RefusalReason.WRONG_GATE  # also on the panel of another gate nobody decides on the stage
    return _judge_round(case, decision)


def _judge_round(case: CaseFile, decision: Decision) -> RefusalReason | None:
    if decision.round < case.standing.round:
        return RefusalReason.ALREADY_DECIDED
    if decision.round > case.standing.round:
        return RefusalReason.WRONG_ROUND
    return _judge_wait(case, decision)


def _judge_wait(case: CaseFile, decision: Decision) -> RefusalReason | None:
    """What the case waits for instead of a decision, if it does."""
    if case.standing.status is CaseStatus.RETURNED:
        return RefusalReason.WAITING_FOR_NOMINATOR
    if case.standing.status is CaseStatus.SUSPENDED:
        return RefusalReason.SUSPENDED
    if case.standing.status is CaseStatus.AWAITING_CONSENT:
        return RefusalReason.AWAITING_CONSENT
    if case.standing.gate not in {None, decision.gate}:
        return RefusalReason.WRONG_GATE
    return None


def _judge_person(case: CaseFile, decision: Decision) -> RefusalReason | None:
    if case.standing.panel is None:
        return _judge_person_by_route(case, decision)
    people = [who for who in (decision.reviewer_id, decision.on_behalf_of) if who]
    if people[-1] not in case.standing.panel:
        return RefusalReason.NOT_ON_PANEL
    if any(is_own(case, who) for who in people):
        return RefusalReason.OWN_NOMINATION
    if any(is_recused(case, who) for who in people):
        return RefusalReason.RECUSED
    return RefusalReason.FOUR_EYES if any(has_acted_elsewhere(case, who) for who in people) else None


def _judge_person_by_route(case: CaseFile, decision: Decision) -> RefusalReason | None:
    """Who may act on a route whose gates have no plans: the panel of the route, in their own name."""
    if decision.on_behalf_of is not None:
        return RefusalReason.NO_DELEGATION
    if decision.reviewer_id not in stage_at(case.route, decision.level).panel:
        return RefusalReason.NOT_ON_PANEL
    if is_own(case, decision.reviewer_id):
        return RefusalReason.OWN_NOMINATION
    return None


def _judge_statement(case: CaseFile, decision: Decision) -> RefusalReason | None:
    if decision.verdict is not Verdict.APPROVE and decision.reason is None:
        return RefusalReason.MISSING_REASON
    if decision.content_hash != case.standing.content_hash:
        return RefusalReason.STALE_CONTENT
    if not _may_return_to(case, decision):
        return RefusalReason.WRONG_TARGET
    return judge_result(case.standing, decision)


def _judge_signed(case: CaseFile, decision: Decision) -> RefusalReason | None:
    """A statement must be there where the route asks for one; where there is one, it must fit."""
    if decision.signed is None:
        asked = decision.level in (case.route.signed_levels or ())
        return RefusalReason.UNSIGNED if asked else None
    differs = statement_fault(decision, case.nomination_id) is not None
    return RefusalReason.STATEMENT_DIFFERS if differs else None


def _may_return_to(case: CaseFile, decision: Decision) -> bool:
    """A return goes to the nominator or to a gate of this stage that lies before the one that returns it."""
    if decision.return_to is None:
        return True
    gates = stage_at(case.route, case.standing.level).gates
    earlier = gates[: gates.index(decision.gate)]
    return (
        decision.verdict is Verdict.RETURN
        and case.standing.gate is not None
        and decision.return_to in earlier
    )


def _has_passed(case: CaseFile, level: str) -> bool:
    """Return whether the nomination has left this level behind."""
    levels = [stage.level for stage in case.route.stages]
    return level in levels and levels.index(level) < levels.index(case.standing.level)


def _same_award_and_nominee(case: CaseFile, resubmission: Resubmission) -> bool:
    """A route is for one award and one nominee; a correction of the name is not another nominee.

    Nor is it for another campaign: whether its window is open was asked when the nomination was accepted.
    """
    before, after = case.request.content, resubmission.content
    answers_to = ("campaign", "movement", "content_group")
    return (before.award, before.nominee.kind, before.nominee.nominee_id) == (
        after.award,
        after.nominee.kind,
        after.nominee.nominee_id,
    ) and all(getattr(before, name) == getattr(after, name) for name in answers_to)
