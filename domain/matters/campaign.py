"""A campaign (phong trào thi đua): launched, pledged to, reported on, closed.

Its rounds and its nomination window open and close by themselves. Nothing that was said is replaced: a later
pledge or report stands beside the earlier one, and the latest counts.
"""

from datetime import datetime
from typing import ClassVar

from domain.campaign_time import WINDOW, after_turn, next_turn, period_on
from domain.matters.unit import MatterActKind, MatterAlarm, MatterUnit, step_to
from domain.working_days import day_in_vietnam
from schemas.acts import CaseAct
from schemas.campaign import (
    CampaignFound,
    CampaignState,
    CampaignStatus,
    CloseCampaign,
    LaunchCampaign,
    ReportResult,
    SignPledge,
)
from schemas.ledger import EntryKind
from schemas.matter import MatterKind, MatterStep
from schemas.messages import RefusalReason
from schemas.names import MessageName
from schemas.rules import DECIDERS, Role

LAUNCHERS = (*DECIDERS, Role.REGISTRAR)
"""Who launches and closes a campaign, at the body whose campaign it is."""

SPEAKERS = (*DECIDERS, Role.REGISTRAR, Role.OFFICER)
"""Who signs a pledge or reports a result, at the unit itself or for it at the body whose campaign it is."""


def roles_for(act: CaseAct) -> tuple[Role, ...]:
    """Return which offices an act on a campaign needs one of."""
    return SPEAKERS if isinstance(act, SignPledge | ReportResult) else LAUNCHERS


class Campaign(MatterUnit[CampaignState, CampaignFound]):
    """The rules of campaigns."""

    kind = MatterKind.CAMPAIGN
    opens_by = MessageName.LAUNCH_CAMPAIGN
    acts: ClassVar = {
        MessageName.LAUNCH_CAMPAIGN: MatterActKind(LaunchCampaign, EntryKind.CAMPAIGN_LAUNCHED),
        MessageName.SIGN_PLEDGE: MatterActKind(SignPledge, EntryKind.PLEDGE_SIGNED),
        MessageName.REPORT_RESULT: MatterActKind(ReportResult, EntryKind.RESULT_REPORTED),
        MessageName.CLOSE_CAMPAIGN: MatterActKind(CloseCampaign, EntryKind.CAMPAIGN_CLOSED),
    }
    state_model = CampaignState
    found_model = CampaignFound

    def name_of(self, start: CaseAct) -> str:
        """Return the campaign's own id."""
        return _launch(start).campaign_id

    def judge_start(self, start: CaseAct, found: CampaignFound, at: datetime) -> RefusalReason | None:  # noqa: ARG002
        """Refuse a body that no rules have, and who does not lead it or keep its register."""
        if found.rule_set is None:
            return RefusalReason.UNKNOWN_BODY
        return _judge_sender(start, found)

    def open(self, start: CaseAct, found: CampaignFound, at: datetime) -> MatterStep:
        """Launch it; what was over before is over from the start, and no clock rings for it."""
        launch, day = _launch(start), day_in_vietnam(at)
        if found.rule_set is None:
            message = "a campaign is launched under rules that have its body"
            raise ValueError(message)
        return step_to(
            CampaignState(
                status=CampaignStatus.LAUNCHED,
                campaign_id=launch.campaign_id,
                body=launch.body,
                rule_set=found.rule_set,
                year=launch.year,
                content_group_count=launch.content_group_count,
                content_groups=tuple(group.code for group in launch.content_groups),
                movements=tuple(movement.code for movement in launch.movements),
                rounds=tuple(period_on(each, each.code, day) for each in launch.rounds),
                window=period_on(launch.nomination_window, WINDOW, day),
            )
        )

    def judge(
        self,
        state: CampaignState,
        act: CaseAct,
        found: CampaignFound,
        at: datetime,  # noqa: ARG002 - no act is bound to a day
    ) -> RefusalReason | None:
        """Refuse who holds no office for it, and targets for what the campaign does not have."""
        refused = _judge_sender(act, found)
        if refused is not None:
            return refused
        strange = isinstance(act, SignPledge) and _names_what_is_not_there(act, state)
        return RefusalReason.NOT_IN_CAMPAIGN if strange else None

    def step(self, state: CampaignState, act: CaseAct, found: CampaignFound, at: datetime) -> MatterStep:  # noqa: ARG002
        """Count what was said for the first time, or close the campaign."""
        new = 0 if found.again else 1
        match act:
            case SignPledge():
                changed: dict[str, object] = {"pledges": state.pledges + new}
            case ReportResult():
                changed = {"results": state.results + new}
            case CloseCampaign():
                changed = {"status": CampaignStatus.CLOSED, "closed": True}
            case _:
                message = f"a campaign does not go on by {type(act).__name__}"
                raise ValueError(message)
        return step_to(state.model_copy(update=changed))

    def next_alarm(self, state: CampaignState) -> MatterAlarm | None:
        """Return when a round or the nomination window opens or closes next."""
        turn = None if state.closed else next_turn(state)
        return MatterAlarm(turn.at, turn.kind) if turn else None

    def after_alarm(
        self,
        state: CampaignState,
        kind: EntryKind,
        found: CampaignFound,  # noqa: ARG002 - the state tells what turns
        at: datetime,
    ) -> MatterStep:
        """Open or close the period whose turn it is."""
        turn = next_turn(state)
        if turn is None or turn.kind is not kind or turn.at > at:
            message = f"no {kind} is due in campaign {state.campaign_id} at {at:%Y-%m-%d %H:%M}"
            raise ValueError(message)
        return step_to(after_turn(state, turn))


def _launch(start: CaseAct) -> LaunchCampaign:
    if not isinstance(start, LaunchCampaign):
        message = f"a campaign is not opened by {type(start).__name__}"
        raise TypeError(message)
    return start


def _judge_sender(act: CaseAct, found: CampaignFound) -> RefusalReason | None:
    """Everybody acts in an office of their own: what is delegated are decisions on awards."""
    if act.on_behalf_of is not None:
        return RefusalReason.NO_DELEGATION
    return None if found.acts_for is not None else RefusalReason.NOT_ENTITLED


def _names_what_is_not_there(pledge: SignPledge, state: CampaignState) -> bool:
    return any(
        target.movement not in {None, *state.movements}
        or target.content_group not in {None, *state.content_groups}
        for target in pledge.targets
    )
