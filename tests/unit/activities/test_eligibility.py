"""How the award record is asked: about the content that stands, and again when others were faster."""

from datetime import date

import pytest
from temporalio.exceptions import ApplicationError
from temporalio.testing import ActivityEnvironment

from activities.award_ports import QuotaCount
from activities.eligibility import EligibilityActivities
from activities.recording import Recorder
from domain.canonical import message_digest
from domain.gates.quota import ClaimRequest
from schemas.award_record import AwardHistory, Grant, GrantSource
from schemas.case_file import CaseFile, FindingOut
from schemas.eligibility import Holds
from schemas.ledger import EntryKind
from schemas.messages import RefusalReason
from schemas.nomination import NominationContent, SubjectKind
from schemas.record import ActDraft, AlarmDraft, Draft, Recorded
from tests.conditioned import RECOGNISED, claim, places, titled
from tests.conditioned_rules import BASE, ELIGIBILITY, QUOTA, TITLE
from tests.unit.activities.ports_in_memory import (
    AuditLines,
    EveryDayCalendar,
    PeopleInMemory,
    RecordInMemory,
)
from tests.unit.domain.gates.walking import Walk
from tests.unit.schemas.examples import AT, DECIDED

WRITTEN = Recorded(entry=DECIDED)
SPENT, MOVED = Recorded(refused=RefusalReason.QUOTA_SPENT), Recorded(refused=RefusalReason.QUOTA_MOVED)


class Answers(RecordInMemory):
    """Answers one draft after the other."""

    def __init__(self, *answers: Recorded) -> None:
        """Answer like these, the last one for ever."""
        super().__init__()
        self.answers = list(answers)

    async def record(self, draft: Draft, standing: object) -> Recorded:
        """Take a draft."""
        self.given.append((draft, draft.standing if standing else None))
        return self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]

    async def content(self, nomination_id: str, version: int) -> NominationContent:
        """Answer with a content that states another unit and no fact."""
        self.asked.append((nomination_id, version))
        return titled(QUOTA, unit="to-7", facts=None).content


class Awards:
    """An award record that answers one count after the other, and one history."""

    def __init__(self, *counts: tuple[int, int, bool], grants: tuple[Grant, ...] = ()) -> None:
        """Answer like these, the last count for ever."""
        self.counts = list(counts)
        self.grants = grants
        self.asked: list[tuple[str, ...]] = []

    async def history(self, subject: str) -> AwardHistory:
        """Answer with the grants."""
        self.asked.append((subject,))
        return AwardHistory(subject=subject, grants=self.grants)

    async def base_and_taken(
        self, award: str, of: str, unit: str, year: int, nomination_id: str
    ) -> QuotaCount:
        """Answer with the next count."""
        del nomination_id
        self.asked.append((award, of, unit, str(year)))
        base, taken, held = self.counts.pop(0) if len(self.counts) > 1 else self.counts[0]
        return QuotaCount(base=base, taken=taken, held=held)

    async def grant(self, grant_id: str) -> Grant | None:
        """Nobody asks."""
        raise NotImplementedError(grant_id)

    async def subject_for(self, kind: SubjectKind, identity_number: str | None, code: str | None) -> str:
        """Nobody asks."""
        raise NotImplementedError(kind, identity_number, code)


def activities(record: Answers, awards: Awards) -> EligibilityActivities:
    """Put them together like the worker does."""
    recorder = Recorder(record, EveryDayCalendar(), PeopleInMemory(("ward-officer",)), AuditLines())
    return EligibilityActivities(recorder, awards, record)


async def find_out(record: Answers, awards: Awards, case: CaseFile, kind: EntryKind) -> Recorded:
    """Run the activity as the workflow does."""
    asked = FindingOut(case=case, kind=kind, at=AT)
    return await ActivityEnvironment().run(activities(record, awards).find_out, asked)


async def claimed(record: Answers, awards: Awards) -> Recorded:
    """Let an officer claim a place for a nomination that found none."""
    walk = Walk(titled(QUOTA))
    walk.find_out(EntryKind.QUOTA_SPENT, places(33, 5, 5))
    act = claim(walk.request)
    asked = ClaimRequest(case=walk.case, act=act, digest=message_digest(act), at=AT)
    return await ActivityEnvironment().run(activities(record, awards).claim_quota, asked)


def kinds(record: Answers) -> list[EntryKind]:
    """Return as what the drafts were handed over."""
    return [draft.kind for draft, _ in record.given if isinstance(draft, AlarmDraft | ActDraft)]


async def test_conditions_are_held_against_the_history_of_the_nominee() -> None:
    """The findings go on record with the step that they lead to."""
    base = Grant(
        grant_id="g-1", source=GrantSource.IMPORTED, subject="p-1", subject_kind=SubjectKind.INDIVIDUAL,
        award=BASE, period_from=date(2019, 1, 1), period_to=date(2019, 12, 31), issuer_vi="UBND phường",
    )  # fmt: skip
    record, awards = Answers(WRITTEN), Awards(grants=(base,))
    answer = await find_out(record, awards, Walk(titled(ELIGIBILITY)).case, EntryKind.ELIGIBILITY_FOUND)
    ((draft, standing),) = record.given

    assert WRITTEN == answer
    assert [("p-1",)] == awards.asked
    assert draft.found
    assert [Holds.YES] * 2 == [one["holds"] for one in draft.found["findings"]]  # type: ignore[index, union-attr]
    assert standing
    assert "appraisal" == standing.gate


async def test_a_nominee_without_a_code_has_no_history() -> None:
    """Nobody is matched by name: nothing is asked, and what depends on the past is unknown."""
    record, awards = Answers(WRITTEN), Awards()
    await find_out(record, awards, Walk(titled(ELIGIBILITY, None)).case, EntryKind.ELIGIBILITY_FOUND)
    ((draft, _),) = record.given

    assert [] == awards.asked
    assert draft.found
    assert ["unknown", "yes"] == [one["holds"] for one in draft.found["findings"]]  # type: ignore[index, union-attr]


async def test_later_content_is_read_from_the_record() -> None:
    """A case file knows only what came first; the unit of the quota is that of the content that stands."""
    walk = Walk(titled(QUOTA, facts=(RECOGNISED,)))
    walk.put(content_version=2)
    record, awards = Answers(WRITTEN), Awards((33, 4, False))
    await find_out(record, awards, walk.case, EntryKind.QUOTA_RESERVED)
    ((draft, _),) = record.given

    assert [(walk.case.nomination_id, 2)] == record.asked
    assert [(TITLE, BASE, "to-7", "2019")] == awards.asked
    assert draft.reserve
    assert "to-7" == draft.reserve.unit


@pytest.mark.parametrize("faster", [SPENT, MOVED], ids=["spent", "moved"])
async def test_who_was_too_slow_looks_again(faster: Recorded) -> None:
    """The last place was taken between looking and asking: that is what goes on record, with the new sum."""
    record, awards = Answers(faster, WRITTEN), Awards((33, 4, False), (33, 5, False))
    answer = await find_out(record, awards, Walk(titled(QUOTA)).case, EntryKind.QUOTA_RESERVED)
    last = record.given[-1][0]

    assert WRITTEN == answer
    assert [EntryKind.QUOTA_RESERVED, EntryKind.QUOTA_SPENT] == kinds(record)
    assert (None, places(33, 5, 5).model_dump(mode="json")) == (last.reserve, last.found)


async def test_a_place_of_its_own_is_not_counted_against_it() -> None:
    """All five are taken, and one of them is its own."""
    record = Answers(WRITTEN)
    await find_out(record, Awards((33, 5, True)), Walk(titled(QUOTA)).case, EntryKind.QUOTA_RESERVED)

    assert [EntryKind.QUOTA_RESERVED] == kinds(record)


async def test_a_quota_that_always_changes_is_tried_again_later() -> None:
    """The activity does not spin for ever; what it raises can be tried again."""
    record = Answers(SPENT)
    with pytest.raises(ApplicationError) as raised:
        await find_out(record, Awards((33, 4, False)), Walk(titled(QUOTA)).case, EntryKind.QUOTA_RESERVED)

    assert ("QuotaMoved", False) == (raised.value.type, raised.value.non_retryable)


async def test_a_claim_takes_what_is_free_and_is_refused_where_nothing_is() -> None:
    """A refusal writes nothing here: the workflow puts it on record for its sender."""
    taken, free = Answers(WRITTEN), Answers(WRITTEN)
    refused = await claimed(taken, Awards((33, 5, False)))
    answer = await claimed(free, Awards((33, 4, False)))

    assert Recorded(refused=RefusalReason.QUOTA_SPENT) == refused
    assert [] == taken.given
    assert WRITTEN == answer
    assert [EntryKind.QUOTA_CLAIMED] == kinds(free)
