"""One synthetic case as it is played: where it stands, and what its steps leave behind for later ones."""

from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple
from uuid import UUID

from adapters.rule_files import RuleFiles
from cli.connection import Office
from domain.working_days import WorkCalendar
from schemas.case_file import Explanation, Progress
from schemas.matter import MatterRefusal
from schemas.messages import Refusal
from schemas.names import QueryName, nomination_workflow_id
from schemas.nomination import NominationRequest


class Done(NamedTuple):
    """What a step was answered with, in a few words; `refused` is the case's own refusal, if it was one.

    `words` are told instead of what the case says of itself; None: the case is asked.
    """

    said: str
    refused: Refusal | MatterRefusal | None = None
    ballots: int = 0
    words: Explanation | None = None


@dataclass
class Play:
    """A case being played.

    `rules` are those of the servers. `acts` are the ids of acts that the file gives a name, `matters` the
    ledger streams of matters that it gives one; `waited_to` is the day in Vietnam with whose end the last
    wait ended; `step` counts from 1.
    """

    office: Office
    calendar: WorkCalendar
    rules: RuleFiles
    request: NominationRequest
    acts: dict[str, UUID] = field(default_factory=dict[str, UUID])
    matters: dict[str, str] = field(default_factory=dict[str, str])
    waited_to: date | None = None
    step: int = 0

    @property
    def nomination_id(self) -> str:
        """The nomination's id."""
        return self.request.nomination_id

    @property
    def workflow_id(self) -> str:
        """The id of the workflow whose clock is this case's clock."""
        return nomination_workflow_id(self.nomination_id)

    async def progress(self) -> Progress:
        """Ask the case where it stands."""
        handle = self.office.client.get_workflow_handle(self.workflow_id)
        return await handle.query(QueryName.PROGRESS, result_type=Progress)
