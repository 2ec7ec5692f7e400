"""Accept nominations, and put what their nominators do on record."""

from temporalio import activity

from activities.campaign_ports import Campaigns
from activities.failures import as_activity_failures
from activities.ports import AuditLog, Record, RuleBook
from activities.recording import Recorder
from domain.campaign_answer import fault_of_answer
from domain.canonical import content_hash
from domain.climb import first_move
from domain.drafting import opening_draft
from domain.errors import CampaignRefusedError
from domain.route import plan_route
from domain.working_days import day_in_vietnam
from schemas.record import (
    AcceptanceDraft,
    Accepted,
    Recorded,
    ResubmissionDraft,
    SeenUpTo,
    WithdrawalDraft,
)


class NominationActivities:
    """What a nominator's message leads to, and the start of every case."""

    def __init__(
        self, recorder: Recorder, record: Record, rules: RuleBook, campaigns: Campaigns, audit: AuditLog
    ) -> None:
        """Work on this record, under these rules, beside these campaigns."""
        self._recorder = recorder
        self._record = record
        self._rules = rules
        self._campaigns = campaigns
        self._audit = audit

    @activity.defn
    async def accept_nomination(self, draft: AcceptanceDraft) -> Accepted:
        """Plan the route under the rules in force and put the nomination on record, once.

        Raises:
            ApplicationError: of type `RouteRefusedError` or `RuleSetError` when no route exists,
                `CampaignRefusedError` when the campaign that it names does not take it, or
                `NominationExistsError` when the id is on record for another case.
        """
        with as_activity_failures():
            request = draft.request
            await self._check_campaign(draft)
            rules = self._rules.in_force(draft.at, request.rule_set)
            route = plan_route(rules, request, day_in_vietnam(draft.at))
            move = first_move(request, route, content_hash(request.content))
            opening = await self._recorder.completed(opening_draft(draft, route, move))
            if opening.standing is None:
                message = "an acceptance leads to a standing"
                raise ValueError(message)
            accepted = await self._record.accept(draft, route, opening, opening.standing)
        self._audit.entry_recorded(request.nomination_id, accepted.entries[0], draft.first_run_id)
        return accepted

    async def _check_campaign(self, draft: AcceptanceDraft) -> None:
        """Refuse what the named campaign does not take, unless it was accepted by an earlier try."""
        content = draft.request.content
        if not (content.campaign or content.movement or content.content_group):
            return
        if await self._record.entries_after(draft.request.nomination_id, 0):
            return
        campaign = await self._campaigns.state(content.campaign) if content.campaign else None
        fault = fault_of_answer(content, campaign, day_in_vietnam(draft.at))
        if fault is not None:
            raise CampaignRefusedError(fault)

    @activity.defn
    async def record_resubmission(self, draft: ResubmissionDraft) -> Recorded:
        """Record the new content and open the next round of the stage that returned it."""
        return await self._recorder.write(draft)

    @activity.defn
    async def record_withdrawal(self, draft: WithdrawalDraft) -> Recorded:
        """Record that the nominator took the nomination back."""
        return await self._recorder.write(draft)

    @activity.defn
    async def read_missed(self, seen: SeenUpTo) -> Recorded:
        """Return the entries that the workflow has not seen; nothing is written."""
        with as_activity_failures():
            missed = await self._record.entries_after(seen.nomination_id, seen.seq)
        return Recorded(missed=missed)
