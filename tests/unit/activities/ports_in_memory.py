"""The ports of activities, in memory: they keep what they are given and answer what they are told to."""

from datetime import datetime, timedelta

from domain.errors import RuleSetError
from schemas.case import Clock, Standing
from schemas.record import AcceptanceDraft, Accepted, Draft, EntryHead, Notice, Recorded
from schemas.route import Route
from schemas.rules import Deadline, RuleSet
from tests.unit.rules.shipped import BOOK, THREE_TIER_2017


class RecordInMemory:
    """Answers every draft with `answer`, or fails with `error`."""

    def __init__(self, answer: Recorded | None = None, error: Exception | None = None) -> None:
        """Answer like this from now on."""
        self.answer = answer or Recorded()
        self.error = error
        self.given: list[tuple[Draft, Standing | None]] = []
        self.accepted: list[tuple[AcceptanceDraft, Route, Standing, tuple[Notice, ...]]] = []
        self.asked: list[tuple[str, int]] = []

    async def accept(
        self, draft: AcceptanceDraft, route: Route, standing: Standing, notices: tuple[Notice, ...]
    ) -> Accepted:
        """Take an acceptance."""
        self.accepted.append((draft, route, standing, notices))
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


class OneRuleSet:
    """Knows the rules of 2017 and no others."""

    def in_force(self, on: datetime, rule_set: str | None) -> RuleSet:
        """Return the rules of 2017, when they are asked for by name."""
        if rule_set != THREE_TIER_2017:
            message = f"no rule set is called {rule_set} on {on:%Y-%m-%d}"
            raise RuleSetError(message)
        return BOOK.named(THREE_TIER_2017)


class AuditLines:
    """Keeps the lines."""

    def __init__(self) -> None:
        """Begin without lines."""
        self.lines: list[tuple[str, EntryHead, str | None]] = []

    def entry_recorded(self, nomination_id: str, entry: EntryHead, run_id: str | None) -> None:
        """Keep the line for one entry."""
        self.lines.append((nomination_id, entry, run_id))
