"""What conferring an award puts on record beside the case: the grant, and the number of the decision.

The grant keeps the name of the body that gave it as it was. Its number is known only once it is issued, so
the record puts that in.
"""

from datetime import date, datetime
from typing import Any, NamedTuple

from domain.gates.eligibility import OVERRIDDEN
from domain.route import stage_at
from domain.working_days import day_in_vietnam
from schemas.award_record import Grant, GrantDraft, GrantEventKind, GrantSource
from schemas.case import CaseStatus, Standing
from schemas.case_file import CaseFile
from schemas.conditions import Condition, OneAchievement, OneAYear
from schemas.nomination import NominationContent
from schemas.record import NumberDraft
from schemas.route import Gate

_NOT_DECIDED = {"grant_id", "number", "presented_on", "revoked"}
"""What is no part of the decision: named by the draft, issued later, or still to come."""


class Conferral(NamedTuple):
    """What goes on record with an act; empty unless it confers."""

    grants: tuple[GrantDraft, ...] = ()
    number: NumberDraft | None = None
    again: tuple[Condition, ...] = ()


def conferral(case: CaseFile, standing: Standing, at: datetime) -> Conferral:
    """Return the grant, and the number that its decision needs, if the act at `at` leads to `standing`.

    The day of the decision is that in Vietnam.
    """
    if case.standing.closed or standing.status is not CaseStatus.CONFERRED:
        return Conferral()
    day, symbol = day_in_vietnam(at), case.route.number_symbol
    number = NumberDraft(body=standing.body, symbol=symbol, day=day) if symbol else None
    return Conferral((_draft(_grant(case, standing, day)),), number, _asked_again(case, standing))


def grant_of(draft: GrantDraft) -> Grant:
    """Return the grant that a draft makes."""
    return Grant.model_validate({**draft.facts, "grant_id": draft.grant_id})


def _asked_again(case: CaseFile, standing: Standing) -> tuple[Condition, ...]:
    """What another grant may have broken since the gate `eligibility`: one achievement, one form a year.

    Not where no such gate was planned, nor where an officer has let a finding pass in this stage.
    """
    planned = Gate.ELIGIBILITY in stage_at(case.route, standing.level).gates
    ruled = any(passed.result == OVERRIDDEN for passed in case.standing.passed or ())
    if not planned or ruled:
        return ()
    return tuple(each for each in case.route.conditions if isinstance(each.holds, OneAchievement | OneAYear))


def on_content(draft: GrantDraft, content: NominationContent) -> GrantDraft:
    """Return the grant with what the content that stands says of it: a case file knows only the first one."""
    grant = grant_of(draft)
    return _draft(grant.model_copy(update=_said(content, grant.unit)))


def _grant(case: CaseFile, standing: Standing, day: date) -> Grant:
    stage, content = stage_at(case.route, standing.level), case.request.content
    said = _said(content, case.request.submitting_body)
    if standing.content_version > 1:
        said["unit"] = case.request.submitting_body  # a unit that only the first content names is not meant
    return Grant(
        grant_id=case.nomination_id,
        source=GrantSource.DECIDED_HERE,
        subject=content.nominee.nominee_id,
        subject_kind=content.nominee.kind,
        award=standing.award or case.route.award,
        decided_on=day,
        issuer=standing.body,
        issuer_vi=stage.body_name_vi,
        level=standing.level,
        rule_set=case.route.rule_set,
        nomination_id=case.nomination_id,
        **said,
    )


def _said(content: NominationContent, otherwise: str | None) -> dict[str, Any]:
    """What a grant takes from the content; where that names no unit, quotas count the body that submitted."""
    return {
        "unit": content.unit or otherwise,
        "period_from": content.period_from,
        "period_to": content.period_to,
        "basis": content.basis,
        "achievement_id": content.achievement_id,
    }


def _draft(grant: Grant) -> GrantDraft:
    facts = grant.model_dump(mode="json", exclude_none=True, exclude=_NOT_DECIDED)
    return GrantDraft(grant_id=grant.grant_id, kind=GrantEventKind.GRANTED, facts=facts)
