"""What activities need from the outside, as protocols; `adapters` provides it."""

from datetime import datetime
from typing import Protocol

from schemas.case import Clock, Standing
from schemas.record import AcceptanceDraft, Accepted, Draft, EntryHead, Notice, Recorded
from schemas.route import Route
from schemas.rules import Deadline, RuleSet


class Record(Protocol):
    """The record of all cases. Every method is one transaction and safe to repeat.

    Raises, from every method:
        StorageUnavailableError: trying again will help.
        InvalidRecordError: it cannot help.
    """

    async def accept(
        self, draft: AcceptanceDraft, route: Route, standing: Standing, notices: tuple[Notice, ...]
    ) -> Accepted:
        """Put a nomination on record, or return what is on record from an earlier try.

        Raises:
            NominationExistsError: the id is on record for another case.
        """
        ...

    async def record(self, draft: Draft, standing: Standing | None) -> Recorded:
        """Append one act and its consequences; `standing` is the draft's, with its clock."""
        ...

    async def entries_after(self, nomination_id: str, seq: int) -> tuple[EntryHead, ...]:
        """Return the ledger entries of a nomination after `seq`, in order."""
        ...


class RuleBook(Protocol):
    """The rule sets that this installation knows."""

    def in_force(self, on: datetime, rule_set: str | None) -> RuleSet:
        """Return the rule set called `rule_set`, or the one in force at `on` when it is None.

        Raises:
            RuleSetError: there is none.
        """
        ...


class Calendar(Protocol):
    """The working days of Vietnam."""

    def start(self, deadline: Deadline, at: datetime) -> Clock:
        """Return the clock of a deadline that starts at `at`."""
        ...

    def extend(self, clock: Clock, days: int) -> Clock:
        """Return the clock with its end moved on by `days` working days."""
        ...


class AuditLog(Protocol):
    """The echo of the ledger for people who watch logs; written after commit, never instead of it."""

    def entry_recorded(self, nomination_id: str, entry: EntryHead, run_id: str | None) -> None:
        """Emit the one line for a ledger entry."""
        ...
