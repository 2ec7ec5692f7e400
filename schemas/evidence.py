"""What is kept of a workflow when a run of it is over, and of the texts that its decisions rested on."""

from enum import StrEnum

from pydantic import PositiveInt

from schemas.base import Exchanged
from schemas.text import Line, Sha256


class DocumentKind(StrEnum):
    """What a kept text is: the files of a rule set, or the days that an office adds to the calendar."""

    RULES = "rules"
    CALENDAR = "calendar"


class KeptCalendar(Exchanged):
    """A calendar by the name that clocks bear, and the hash of the overrides in it."""

    name: Line
    sha256: Sha256


class HistorySeal(Exchanged):
    """What the ledger vouches for about one run of a workflow.

    `status` is how it ended; `sha256` is that of the clear canonical export, `stored_sha256` that of what is
    stored (compressed and concealed); `build_id` is the code that exported it, `calendar` the one it goes by.
    """

    workflow_id: Line
    run_id: Line
    status: Line
    events: PositiveInt
    sha256: Sha256
    stored_sha256: Sha256
    build_id: Line
    calendar: KeptCalendar | None = None


class KeptHistory(Exchanged):
    """A kept history; `clear` is its canonical export, None when the person's key was destroyed."""

    seal: HistorySeal
    clear: bytes | None
