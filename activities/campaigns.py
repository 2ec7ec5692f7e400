"""Find out what the rules of campaigns must know: rules, offices, and what was said before."""

from datetime import datetime

from activities.campaign_ports import CampaignActs
from activities.ports import Register, RuleBook
from domain.errors import RuleSetError
from domain.matters.campaign import roles_for
from schemas.acts import CaseAct
from schemas.campaign import CampaignFound, CampaignState, LaunchCampaign, ReportResult, SignPledge
from schemas.ledger import EntryKind
from schemas.matter import MatterFile
from schemas.rules import RuleSet


class CampaignFinder:
    """`activities.matter_ports.Finder` for campaigns."""

    def __init__(self, register: Register, rules: RuleBook, said: CampaignActs) -> None:
        """Ask this register of people, under these rules, and what was said before."""
        self._register = register
        self._rules = rules
        self._said = said

    async def find(self, what: CaseAct | EntryKind, file: MatterFile | None, at: datetime) -> CampaignFound:
        """Return what must be known about an act; the clock rings by what the state tells."""
        if isinstance(what, LaunchCampaign):
            return await self._about_launch(what, at)
        if isinstance(what, EntryKind) or file is None:
            return CampaignFound()
        return await self._about_act(what, CampaignState.model_validate(file.state), at)

    async def _about_launch(self, launch: LaunchCampaign, at: datetime) -> CampaignFound:
        try:
            rules = self._rules.in_force(at, launch.rule_set)
        except RuleSetError:
            return CampaignFound()
        if launch.body not in _bodies(rules):
            return CampaignFound()
        acts_for = await self._seat(launch, (launch.body,), rules, at)
        return CampaignFound(rule_set=rules.rule_set, acts_for=acts_for)

    async def _about_act(self, act: CaseAct, state: CampaignState, at: datetime) -> CampaignFound:
        rules = self._rules.named(state.rule_set)
        unit = act.unit if isinstance(act, SignPledge | ReportResult) else None
        bodies = (*((unit,) if unit in _bodies(rules) and unit else ()), state.body)
        return CampaignFound(
            rule_set=state.rule_set,
            acts_for=await self._seat(act, bodies, rules, at),
            again=await self._said_before(act, state.campaign_id),
        )

    async def _seat(self, act: CaseAct, bodies: tuple[str, ...], rules: RuleSet, at: datetime) -> str | None:
        """Return the first of these bodies at which the sender holds an office for this act."""
        for body in bodies:
            holders = await self._register.entitled(body, roles_for(act), rules.rule_set, at)
            if act.actor_id in holders:
                return body
        return None

    async def _said_before(self, act: CaseAct, campaign_id: str) -> bool:
        match act:
            case SignPledge():
                return await self._said.has_pledged(campaign_id, act)
            case ReportResult():
                return await self._said.has_reported(campaign_id, act)
            case _:
                return False


def _bodies(rules: RuleSet) -> set[str]:
    return {body.body for body in rules.bodies}
