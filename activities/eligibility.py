"""Find out what only the award record knows, and put on record where it leads: conditions and quotas."""

from collections.abc import Callable

from pydantic import JsonValue
from temporalio import activity
from temporalio.exceptions import ApplicationError

from activities.award_ports import AwardRecord
from activities.failures import as_activity_failures
from activities.ports import Contents
from activities.recording import Recorder
from domain.act_moves import after_act
from domain.climb import after_alarm
from domain.drafting import act_draft, common
from domain.eligibility import find, question_of, quota_limit
from domain.gates.eligibility import EligibilityState
from domain.gates.quota import ClaimRequest, QuotaFound, place_asked_for
from domain.working_days import day_in_vietnam
from schemas.award_record import AwardHistory
from schemas.case_file import CaseFile, FindingOut
from schemas.eligibility import QuotaStanding
from schemas.ledger import EntryKind
from schemas.messages import RefusalReason
from schemas.nomination import NominationContent
from schemas.record import AlarmDraft, Draft, Recorded

_TAKEN = frozenset({RefusalReason.QUOTA_SPENT, RefusalReason.QUOTA_MOVED})
"""Somebody else was faster: what was found out no longer holds."""

_TRIES = 10
"""How often a place is asked for before the activity waits a little: each time somebody else took one."""


class EligibilityActivities:
    """What the award record says at the gates `eligibility` and `quota`."""

    def __init__(self, recorder: Recorder, awards: AwardRecord, contents: Contents) -> None:
        """Ask this award record and these contents, and write through this recorder."""
        self._recorder = recorder
        self._awards = awards
        self._contents = contents

    @activity.defn
    async def find_out(self, asked: FindingOut) -> Recorded:
        """Find out what the gate that opens needs to know, and record where that leads."""
        if asked.kind is not EntryKind.ELIGIBILITY_FOUND:
            return await self._reserve(asked)
        with as_activity_failures():
            found = await self._held_against(asked)
        return await self._recorder.write(_alarm(asked, asked.kind, found.model_dump(mode="json")))

    @activity.defn
    async def claim_quota(self, claim: ClaimRequest) -> Recorded:
        """Record an officer's claim with the place that it takes, or answer that none is left."""

        def draft(quota: QuotaFound) -> Draft | RefusalReason:
            if quota.spent:
                return RefusalReason.QUOTA_SPENT
            found = quota.model_dump(mode="json")
            move = after_act(claim.case, claim.act, found)
            drafted = act_draft(claim.case, claim.act, claim.digest, claim.at, move)
            place = place_asked_for(claim.case.route, drafted.kind, quota)
            return drafted.model_copy(update={"found": found, "reserve": place})

        return await self._with_a_place(claim.case, draft)

    async def _reserve(self, asked: FindingOut) -> Recorded:
        def draft(quota: QuotaFound) -> Draft:
            kind = EntryKind.QUOTA_SPENT if quota.spent else EntryKind.QUOTA_RESERVED
            drafted = _alarm(asked, kind, quota.model_dump(mode="json"))
            place = place_asked_for(asked.case.route, kind, quota)
            return drafted.model_copy(update={"reserve": place})

        return await self._with_a_place(asked.case, draft)

    async def _with_a_place(
        self, case: CaseFile, draft: Callable[[QuotaFound], Draft | RefusalReason]
    ) -> Recorded:
        """Write what is drafted on the quota as it stands; if others were faster, look again.

        Raises:
            ApplicationError: others were faster every time; trying again later will help.
        """
        for _ in range(_TRIES):
            with as_activity_failures():
                drafted = draft(await self._quota(case))
            if isinstance(drafted, RefusalReason):
                return Recorded(refused=drafted)
            recorded = await self._recorder.write(drafted)
            if recorded.refused not in _TAKEN:
                return recorded
        message = f"the quota that nomination {case.nomination_id} asks for keeps changing"
        raise ApplicationError(message, type="QuotaMoved")

    async def _held_against(self, asked: FindingOut) -> EligibilityState:
        """Hold the conditions of the way against the content that stands and the nominee's history."""
        conditions = asked.case.route.conditions
        if not conditions:
            return EligibilityState(findings=())
        content = await self._content(asked.case)
        subject = content.nominee.nominee_id
        history = await self._awards.history(subject) if subject else AwardHistory(subject=None)
        question = question_of(content, asked.case.nomination_id, day_in_vietnam(asked.at))
        return EligibilityState(findings=find(conditions, question, history))

    async def _quota(self, case: CaseFile) -> QuotaFound:
        rule = case.route.quota
        if rule is None:
            return QuotaFound()
        content = await self._content(case)
        unit, year = content.unit or case.request.submitting_body, content.period_to.year
        count = await self._awards.base_and_taken(case.route.award, rule.of, unit, year, case.nomination_id)
        others = count.taken - count.held
        limit = quota_limit(rule, count.base)
        quota = QuotaStanding(unit=unit, year=year, base=count.base, limit=limit, taken=others)
        return QuotaFound(quota=quota)

    async def _content(self, case: CaseFile) -> NominationContent:
        """Return the content that stands; a case file knows only the first one."""
        if case.standing.content_version == 1:
            return case.request.content
        return await self._contents.content(case.nomination_id, case.standing.content_version)


def _alarm(asked: FindingOut, kind: EntryKind, found: dict[str, JsonValue]) -> AlarmDraft:
    move = after_alarm(asked.case, kind, found)
    return AlarmDraft(kind=kind, found=found, **common(asked.case, move, asked.at))
