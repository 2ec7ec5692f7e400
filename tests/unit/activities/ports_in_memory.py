"""The ports of activities, in memory: they keep what they are given and answer what they are told to."""

from datetime import datetime, timedelta

from adapters.try_out_keys import public_key
from domain.errors import RuleSetError
from domain.paused_clock import pause_clock, resume_clock
from domain.working_days import WorkCalendar
from schemas.campaign import CampaignState
from schemas.case import Clock, Standing
from schemas.keys import KeyLife
from schemas.record import AcceptanceDraft, Accepted, Draft, EntryHead, Recorded
from schemas.register import Delegation
from schemas.route import Route
from schemas.rules import Deadline, Role, RuleSet
from schemas.signing import KeyRole
from tests.signing import CHAIRS_KEYS
from tests.unit.rules.shipped import BOOK, THREE_TIER_2017


class RecordInMemory:
    """Answers every draft with `answer`, or fails with `error`."""

    def __init__(self, answer: Recorded | None = None, error: Exception | None = None) -> None:
        """Answer like this from now on."""
        self.answer = answer or Recorded()
        self.error = error
        self.given: list[tuple[Draft, Standing | None]] = []
        self.accepted: list[tuple[AcceptanceDraft, Route, Draft, Standing]] = []
        self.asked: list[tuple[str, int]] = []

    async def accept(
        self, draft: AcceptanceDraft, route: Route, opening: Draft, standing: Standing
    ) -> Accepted:
        """Take an acceptance."""
        self.accepted.append((draft, route, opening, standing))
        self._fail()
        assert self.answer.entry is not None
        return Accepted(route=route, entries=(self.answer.entry,))

    async def record(self, draft: Draft, standing: Standing | None) -> Recorded:
        """Take a draft."""
        self.given.append((draft, standing))
        self._fail()
        return self.answer

    async def entries_after(self, nomination_id: str, seq: int) -> tuple[EntryHead, ...]:
        """Answer with what was missed."""
        self.asked.append((nomination_id, seq))
        self._fail()
        return self.answer.missed

    def _fail(self) -> None:
        if self.error is not None:
            raise self.error


_EVERY_DAY = WorkCalendar("every day", is_made_up=lambda _: True)


class EveryDayCalendar:
    """Counts every day as a working day."""

    def start(self, deadline: Deadline, at: datetime) -> Clock:
        """Return the clock of a deadline that starts at `at`."""
        due = at + timedelta(days=deadline.working_days)
        return Clock(
            started_at=at,
            remind_at=due - timedelta(days=deadline.remind_before),
            due_at=due,
            ends_at=due + timedelta(days=deadline.grace),
            calendar="every day",
        )

    def extend(self, clock: Clock, days: int) -> Clock:
        """Return the clock with its end moved on."""
        return clock.model_copy(update={"ends_at": clock.ends_at + timedelta(days=days)})

    def pause(self, clock: Clock, at: datetime) -> Clock:
        """Return the clock standing still since `at`."""
        return pause_clock(clock, at, _EVERY_DAY)

    def resume(self, clock: Clock, at: datetime) -> Clock:
        """Return the clock running again from `at`."""
        return resume_clock(clock, at, _EVERY_DAY)


class PeopleInMemory:
    """Knows the holders and delegations that it is told of."""

    def __init__(self, holders: tuple[str, ...] = (), delegation: Delegation | None = None) -> None:
        """Answer every question with these."""
        self.holders = holders
        self.found = delegation
        self.asked: list[tuple[str, tuple[Role, ...]]] = []

    async def entitled(
        self,
        body: str,
        roles: tuple[Role, ...],
        rule_set: str,  # noqa: ARG002 - the port
        on: datetime,  # noqa: ARG002 - the port
    ) -> tuple[str, ...]:
        """Answer with the holders."""
        self.asked.append((body, roles))
        return self.holders

    async def delegation(  # noqa: PLR0917 - the port
        self, delegate: str, delegator: str, body: str, gate: str, award: str, on: datetime
    ) -> Delegation | None:
        """Answer with the delegation."""
        del delegate, delegator, body, gate, award, on
        return self.found

    async def delegations_to(self, people: tuple[str, ...], on: datetime) -> tuple[tuple[str, str], ...]:
        """Answer with the delegation, if it is to one of them."""
        del on
        found = self.found
        return ((found.delegate, found.delegator),) if found and found.delegate in people else ()


class OneRuleSet:
    """Knows the rules of 2017 and no others."""

    def named(self, name: str) -> RuleSet:
        """Return the rules of 2017, when they are asked for by name."""
        return BOOK.named(name)

    def in_force(self, on: datetime, rule_set: str | None) -> RuleSet:
        """Return the rules of 2017, when they are asked for by name."""
        if rule_set != THREE_TIER_2017:
            message = f"no rule set is called {rule_set} on {on:%Y-%m-%d}"
            raise RuleSetError(message)
        return BOOK.named(THREE_TIER_2017)


class CampaignsInMemory:
    """Knows the campaigns that it is given."""

    def __init__(self, *campaigns: CampaignState) -> None:
        """Answer with these."""
        self._campaigns = {campaign.campaign_id: campaign for campaign in campaigns}

    async def state(self, campaign_id: str) -> CampaignState | None:
        """Return where a campaign stands."""
        return self._campaigns.get(campaign_id)


class KeysInMemory:
    """Knows the keys of the chairs of `tests.cases`, and counts how often it is asked."""

    def __init__(self) -> None:
        """Begin without questions."""
        self.asked = 0

    async def life_of(self, kid: str) -> KeyLife | None:
        """Return a chair's key."""
        self.asked += 1
        return next((life for life in map(_life, CHAIRS_KEYS) if life.key.kid == kid), None)

    async def keys_of(self, person: str) -> tuple[KeyLife, ...]:
        """Return the one key of a chair."""
        return (_life(person),)


def _life(person: str) -> KeyLife:
    key = public_key(CHAIRS_KEYS[person], person, KeyRole.REVIEWER)
    return KeyLife(key=key, registrars=("r-1", "r-2"), enrolled=1)


class AuditLines:
    """Keeps the lines."""

    def __init__(self) -> None:
        """Begin without lines."""
        self.lines: list[tuple[str, EntryHead, str | None]] = []

    def entry_recorded(self, nomination_id: str, entry: EntryHead, run_id: str | None) -> None:
        """Keep the line for one entry."""
        self.lines.append((nomination_id, entry, run_id))
