"""Put every other act on record, and move cases to the rules and bodies that succeed theirs."""

from temporalio import activity

from activities.failures import as_activity_failures
from activities.ports import RuleBook
from activities.recording import Recorder
from domain.act_moves import after_migration
from domain.drafting import act_draft
from domain.errors import RouteRefusedError, RuleSetError
from domain.route import plan_route, succeeds
from domain.working_days import day_in_vietnam
from schemas.case_file import MigrationRequest
from schemas.messages import RefusalReason
from schemas.record import ActDraft, Recorded


class ActActivities:
    """What people do at gates and around them."""

    def __init__(self, recorder: Recorder, rules: RuleBook) -> None:
        """Write through this recorder, under these rules."""
        self._recorder = recorder
        self._rules = rules

    @activity.defn
    async def record_act(self, draft: ActDraft) -> Recorded:
        """Record an act, where it leads, and what rules said of it."""
        return await self._recorder.write(draft)

    @activity.defn
    async def record_migration(self, request: MigrationRequest) -> Recorded:
        """Plan the rest of the way under the new rules and record the move, or answer that it cannot be."""
        asked = request.case.request.model_copy(
            update={"submitting_body": request.act.body, "rule_set": request.act.rule_set}
        )
        with as_activity_failures():
            try:
                left = self._rules.named(request.case.route.rule_set)
                entered = self._rules.named(request.act.rule_set)
                route = plan_route(entered, asked, day_in_vietnam(request.at))
            except (RouteRefusedError, RuleSetError):
                return Recorded(refused=RefusalReason.CANNOT_MIGRATE)
            if not succeeds(left, request.case.standing.body, entered, request.act.body):
                return Recorded(refused=RefusalReason.CANNOT_MIGRATE)
            move = after_migration(request.case.model_copy(update={"route": route}), route)
            case = request.case.model_copy(update={"route": route})
        draft = act_draft(case, request.act, request.digest, request.at, move)
        routes = {"route": route, "left_route": request.case.route}
        return await self._recorder.write(draft.model_copy(update=routes))
