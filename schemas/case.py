"""Where a nomination stands."""

from datetime import date
from enum import StrEnum

from pydantic import AwareDatetime, JsonValue, NonNegativeInt, PositiveInt

from schemas.base import Exchanged
from schemas.council import Ground
from schemas.text import Code, Line, Sha256


class CaseStatus(StrEnum):
    """The state of a nomination; the last four are outcomes, and final."""

    IN_REVIEW = "in_review"
    RETURNED = "returned"
    SUSPENDED = "suspended"
    AWAITING_CONSENT = "awaiting_consent"
    CONFERRED = "conferred"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"
    LAPSED = "lapsed"


OUTCOMES = frozenset({CaseStatus.CONFERRED, CaseStatus.REJECTED, CaseStatus.WITHDRAWN, CaseStatus.LAPSED})
"""The statuses in which a nomination is closed."""


class Pause(Exchanged):
    """A clock that stands still since `at`, and the whole working days that were left to each instant then.

    The day of the pause is not among them. Zero: the instant has passed, or would have come that very day.
    """

    at: AwareDatetime
    remind_days: NonNegativeInt
    due_days: NonNegativeInt
    end_days: NonNegativeInt


class Computation(Exchanged):
    """How a due date was counted, so that anybody can count it again: days in Vietnam.

    `working_days` were counted from the day after `from_day`; `holidays` are the days from Monday to Friday
    that were skipped on the way, `made_up` the Saturdays and Sundays that were counted (làm bù).
    """

    from_day: date
    working_days: NonNegativeInt
    holidays: tuple[date, ...] = ()
    made_up: tuple[date, ...] = ()


class Clock(Exchanged):
    """The deadline that is running, as instants in UTC, and the calendar it was computed with.

    `paused` is None while it runs; while it stands still, the instants that had not passed are no promise.
    `computation` is that of `due_at`, None on clocks from before it was kept.
    """

    started_at: AwareDatetime
    remind_at: AwareDatetime
    due_at: AwareDatetime
    ends_at: AwareDatetime
    calendar: Line
    reminded: bool = False
    escalations: NonNegativeInt = 0
    paused: Pause | None = None
    computation: Computation | None = None


class PassedGate(Exchanged):
    """A gate that was passed in this stage: in which round, on which content, with what result."""

    gate: Code
    round: PositiveInt
    content_hash: Sha256
    result: Code


class Hand(Exchanged):
    """Somebody who had a hand in the case at this gate, in person or as the one who delegated."""

    person: Code
    level: Code
    gate: Code


class Recused(Exchanged):
    """Somebody who declared that they may not take part in this stage."""

    person: Code
    ground: Ground


class Delegated(Exchanged):
    """A delegation in force when the panel was found: `delegate` may act for `delegator`."""

    delegate: Code
    delegator: Code


class Standing(Exchanged):
    """Where a nomination stands after an act; each ledger entry carries the standing that it led to.

    `round` counts how often the stage of `level` was entered. `clock` is None once the nomination is
    closed; while it is returned, or waits for the nominator's consent, it is the nominator's clock.

    The rest is None where it does not apply, and on every case whose route has no gate plans:
    `gate` waits now, and `gate_state` is what that gate keeps; `panel` may act there, as found when it
    opened, and `delegations` are those to its members; `passed` are the gates behind it in this stage,
    `returns` those that have sent it back to the nominator; `hands` are all who acted on the case so far;
    `recused` holds for this stage; `council` votes in it in place of the body's own; `award` is the lower
    award that the nominator agreed to; `before` is the status to resume.
    """

    status: CaseStatus
    level: Code
    body: Code
    round: PositiveInt
    content_version: PositiveInt
    content_hash: Sha256
    clock: Clock | None
    gate: Code | None = None
    gate_state: dict[str, JsonValue] | None = None
    panel: tuple[Code, ...] | None = None
    delegations: tuple[Delegated, ...] | None = None
    passed: tuple[PassedGate, ...] | None = None
    returns: tuple[Code, ...] | None = None
    hands: tuple[Hand, ...] | None = None
    recused: tuple[Recused, ...] | None = None
    council: Code | None = None
    award: Code | None = None
    before: CaseStatus | None = None

    @property
    def closed(self) -> bool:
        """Whether the outcome is reached."""
        return self.status in OUTCOMES


class NominationOutcome(Exchanged):
    """The result of a nomination's workflow."""

    nomination_id: Code
    status: CaseStatus
    level: Code
    seq: PositiveInt
    leaf_hash: Sha256
