"""How an act is recorded: its clock is computed, it is written, and its line is echoed after that."""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from temporalio.exceptions import ApplicationError
from temporalio.testing import ActivityEnvironment

from activities.decisions import DecisionActivities
from activities.nominations import NominationActivities
from activities.notifications import DeadlineActivities
from activities.recording import Recorder
from adapters.statements import EnvelopeVerifier
from domain.errors import InvalidRecordError, StorageUnavailableError
from schemas.record import (
    AlarmDraft,
    DecisionDraft,
    Draft,
    Recorded,
    RefusalDraft,
    ResubmissionDraft,
    Seat,
    WithdrawalDraft,
)
from schemas.rules import Role
from tests.unit.activities.ports_in_memory import (
    AuditLines,
    CampaignsInMemory,
    EveryDayCalendar,
    KeysInMemory,
    OneRuleSet,
    PeopleInMemory,
    RecordInMemory,
)
from tests.unit.schemas.examples import AT, BASICS, DECIDED, DECISION_DRAFT, EXAMPLES, MOVE, OPENED, REFUSED

DRAFTS: dict[type[Draft], Draft] = {
    type(example): example for example in EXAMPLES if isinstance(example, Draft)
}


class Office:
    """All activities on ports in memory."""

    def __init__(self, answer: Recorded | None = None, error: Exception | None = None) -> None:
        """Put them together like the worker does."""
        self.record, self.audit, self.calendar = (
            RecordInMemory(answer, error),
            AuditLines(),
            EveryDayCalendar(),
        )
        self.recorder = Recorder(self.record, self.calendar, PeopleInMemory(), self.audit)
        nominations = NominationActivities(
            self.recorder, self.record, OneRuleSet(), CampaignsInMemory(), self.audit
        )
        self.keys = KeysInMemory()
        decisions = DecisionActivities(self.recorder, self.keys, EnvelopeVerifier())
        deadlines = DeadlineActivities(self.recorder)
        self.activities: dict[type[Draft], Callable[[Any], Awaitable[Recorded]]] = {
            DecisionDraft: decisions.record_decision,
            RefusalDraft: decisions.record_refusal,
            ResubmissionDraft: nominations.record_resubmission,
            WithdrawalDraft: nominations.record_withdrawal,
            AlarmDraft: deadlines.record_alarm,
        }

    async def run(self, draft: Draft) -> Recorded:
        """Run the activity for this kind of draft."""
        environment = ActivityEnvironment()
        return await environment.run(self.activities[type(draft)], draft)


KINDS = [kind for kind in DRAFTS if kind is not Draft]


@pytest.mark.parametrize("kind", KINDS)
async def test_each_draft_goes_to_the_record_and_its_entry_to_the_log(kind: type[Draft]) -> None:
    """The line carries the nomination, the entry and the run, once."""
    office = Office(Recorded(entry=DECIDED))
    recorded = await office.run(DRAFTS[kind])

    assert Recorded(entry=DECIDED) == recorded
    assert [DRAFTS[kind].nomination_id] == [draft.nomination_id for draft, _ in office.record.given]
    assert [kind] == [type(draft) for draft, _ in office.record.given]
    assert [("n-1", DECIDED, ActivityEnvironment.default_info().workflow_run_id)] == office.audit.lines


@pytest.mark.parametrize(
    "answer",
    [Recorded(earlier=REFUSED), Recorded(missed=(DECIDED, REFUSED)), Recorded(id_taken=True)],
    ids=["earlier", "missed", "id taken"],
)
async def test_what_was_not_written_now_is_not_echoed(answer: Recorded) -> None:
    """One line per ledger entry, from whoever wrote it."""
    office = Office(answer)

    assert answer == await office.run(DECISION_DRAFT)
    assert [] == office.audit.lines


@pytest.mark.parametrize(
    ("error", "final"),
    [(StorageUnavailableError("away"), False), (InvalidRecordError("refused"), True)],
    ids=["away", "refused"],
)
async def test_what_fails_is_not_echoed(error: Exception, *, final: bool) -> None:
    """No line tells of an act that is not on record."""
    office = Office(error=error)
    with pytest.raises(ApplicationError) as raised:
        await office.run(DECISION_DRAFT)

    assert (type(error).__name__, final) == (raised.value.type, raised.value.non_retryable)
    assert [] == office.audit.lines


def _draft(**changes: object) -> AlarmDraft:
    alarm = DRAFTS[AlarmDraft]
    assert isinstance(alarm, AlarmDraft)
    return alarm.model_copy(update={"start_clock": None, "extend_clock": None, **changes})


async def _standing_on_record(draft: Draft) -> Any:  # noqa: ANN401 - a standing or None
    office = Office(Recorded(entry=DECIDED))
    await office.run(draft)
    ((_, standing),) = office.record.given
    return standing


async def test_a_deadline_starts_at_the_instant_of_the_act() -> None:
    """The clock of a stage that opens is computed when the act is written, by the calendar of that day."""
    deadline = MOVE.start_clock
    assert deadline is not None
    standing = await _standing_on_record(_draft(start_clock=deadline))

    assert MOVE.standing.model_copy(update={"clock": EveryDayCalendar().start(deadline, AT)}) == standing


async def test_a_running_clock_is_extended() -> None:
    """A repeated escalation moves the end of the clock on, and nothing else."""
    clock = OPENED.standing.clock
    assert clock is not None
    standing = await _standing_on_record(_draft(standing=OPENED.standing, extend_clock=5))

    assert OPENED.standing.model_copy(update={"clock": EveryDayCalendar().extend(clock, 5)}) == standing


async def test_starting_a_clock_takes_the_place_of_extending_one() -> None:
    """A draft that says both means the clock that starts."""
    draft = _draft(standing=OPENED.standing, start_clock=MOVE.start_clock, extend_clock=5)
    assert MOVE.start_clock is not None
    standing = await _standing_on_record(draft)

    assert EveryDayCalendar().start(MOVE.start_clock, AT) == standing.clock


async def test_a_standing_without_orders_for_its_clock_is_left_alone() -> None:
    """A reminder keeps the clock that runs, and an outcome has none."""
    closed = OPENED.standing.model_copy(update={"clock": None})

    assert OPENED.standing == await _standing_on_record(_draft(standing=OPENED.standing))
    assert closed == await _standing_on_record(_draft(standing=closed, extend_clock=5))


async def test_what_changes_nothing_has_no_standing() -> None:
    """A refusal leaves the case where it is."""
    assert await _standing_on_record(_draft(standing=None, start_clock=MOVE.start_clock)) is None
    assert await _standing_on_record(DRAFTS[RefusalDraft]) is None


def test_the_examples_say_both() -> None:
    """The drafts above have something to compute."""
    assert {"start_clock", "extend_clock", "standing"} <= {name for name, value in BASICS.items() if value}


@pytest.mark.parametrize(
    ("role", "panel"),
    [(Role.OFFICER, ("ward-chair",)), (Role.COUNCIL_MEMBER, ())],
    ids=["officer", "council"],
)
async def test_deciders_stand_in_for_officers_and_not_for_a_council(
    role: Role, panel: tuple[str, ...]
) -> None:
    """No case waits for nobody, and no vote is taken by people who are no members."""
    office = Office(Recorded(entry=DECIDED))
    seat = Seat(body="phuong", roles=(role,), rule_set="2017-three-tier")
    await office.run(DECISION_DRAFT.model_copy(update={"seat": seat, "panel": ("ward-chair",)}))
    ((draft, standing),) = office.record.given

    assert standing
    assert (panel, ("ward-chair",)) == (standing.panel, draft.panel)
