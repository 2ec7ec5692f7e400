"""What activities need from the outside, as protocols; `adapters` provides it."""

from datetime import datetime
from typing import Protocol

from schemas.case import Clock, Standing
from schemas.nomination import NominationContent
from schemas.record import AcceptanceDraft, Accepted, Draft, EntryHead, Recorded
from schemas.register import Delegation
from schemas.route import Route
from schemas.rules import Deadline, Role, RuleSet


class Record(Protocol):
    """The record of all cases. Every method is one transaction and safe to repeat.

    Raises, from every method:
        StorageUnavailableError: trying again will help.
        InvalidRecordError: it cannot help.
    """

    async def accept(
        self, draft: AcceptanceDraft, route: Route, opening: Draft, standing: Standing
    ) -> Accepted:
        """Put a nomination on record, or return what is on record from an earlier try.

        `opening` says whom to tell and what rules said; `standing` is where it leads, with its clock.

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


class Contents(Protocol):
    """Every version of what nominations propose."""

    async def content(self, nomination_id: str, version: int) -> NominationContent:
        """Return this version of a nomination's content, as reviewers read it.

        Raises:
            StorageUnavailableError: trying again will help.
            InvalidRecordError: there is no such version.
        """
        ...


class RuleBook(Protocol):
    """The rule sets that this installation knows."""

    def named(self, name: str) -> RuleSet:
        """Return the rule set with this name.

        Raises:
            RuleSetError: there is none.
        """
        ...

    def in_force(self, on: datetime, rule_set: str | None) -> RuleSet:
        """Return the rule set called `rule_set`, or the one in force at `on` when it is None.

        Raises:
            RuleSetError: there is none.
        """
        ...


class Register(Protocol):
    """Who holds a role at a body, and who acts for whom: the files of the rule sets and recorded acts.

    What is asked about an instant is answered from what was on record by then, so a later act never
    changes the answer.

    Raises, from every method:
        RuleSetError: the rule set, or its body, does not exist.
        StorageUnavailableError: trying again will help.
        InvalidRecordError: it cannot help.
    """

    async def entitled(
        self, body: str, roles: tuple[Role, ...], rule_set: str, on: datetime
    ) -> tuple[str, ...]:
        """Return who holds one of these roles at `on`, in a stable order."""
        ...

    async def delegation(  # noqa: PLR0913, PLR0917 - each is part of the question
        self, delegate: str, delegator: str, body: str, gate: str, award: str, on: datetime
    ) -> Delegation | None:
        """Return a delegation under which `delegate` may act for `delegator` here, or None."""
        ...

    async def delegations_to(self, people: tuple[str, ...], on: datetime) -> tuple[tuple[str, str], ...]:
        """Return the delegations to these people in force at `on`, as pairs (delegate, delegator)."""
        ...


class Calendar(Protocol):
    """The working days of Vietnam."""

    def start(self, deadline: Deadline, at: datetime) -> Clock:
        """Return the clock of a deadline that starts at `at`."""
        ...

    def extend(self, clock: Clock, days: int) -> Clock:
        """Return the clock with its end moved on by `days` working days."""
        ...

    def pause(self, clock: Clock, at: datetime) -> Clock:
        """Return the clock standing still since `at`; one that does already stays as it is."""
        ...

    def resume(self, clock: Clock, at: datetime) -> Clock:
        """Return the clock running again from `at`, with the working days that were left."""
        ...


class AuditLog(Protocol):
    """The echo of the ledger for people who watch logs; written after commit, never instead of it."""

    def entry_recorded(self, nomination_id: str, entry: EntryHead, run_id: str | None) -> None:
        """Emit the one line for a ledger entry."""
        ...
