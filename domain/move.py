"""A move: where an act leads, and what the record has to do besides keeping it."""

from dataclasses import dataclass
from datetime import datetime

from schemas.case import Standing
from schemas.record import ClockChange, Notice, Seat
from schemas.rules import Deadline
from schemas.verdicts import RuleVerdict


@dataclass(frozen=True)
class Move:
    """Where an act leads, the deadline that starts there, and who is to be told.

    `extend_clock` moves the end of the running clock on by so many working days instead; `clock_change`
    pauses or resumes it; `clock_from` is the instant from which a new clock counts, None: that of the act.
    `seat` is looked up, and who holds it becomes the standing's panel.
    """

    standing: Standing
    start_clock: Deadline | None
    notices: tuple[Notice, ...]
    extend_clock: int | None = None
    clock_change: ClockChange | None = None
    clock_from: datetime | None = None
    seat: Seat | None = None
    verdicts: tuple[RuleVerdict, ...] = ()
