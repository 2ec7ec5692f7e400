"""Whether an objection is taken, who may settle it, and what it means for who reads the case."""

from datetime import UTC, datetime, timedelta

import pytest

from domain.objection import (
    alarm_notices,
    apply_entry,
    judge_filing,
    judge_settlement,
    next_alarm,
    open_objection,
    rung,
)
from domain.objection_words import with_objections
from schemas.case import CaseStatus, Clock, Standing
from schemas.case_file import Explanation
from schemas.ledger import EntryKind
from schemas.legal import LegalBasis, Mark
from schemas.messages import RefusalReason
from schemas.objection import (
    ObjectedCase,
    ObjectionEntry,
    ObjectionFile,
    ObjectionRequest,
    ObjectionStatus,
    ObjectionView,
)
from schemas.rules import Deadline, DeadlineEnd, ObjectionRule
from tests.objecting import a_settlement, an_objection

DECIDED = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
SETTLING = Deadline(
    working_days=20,
    remind_before=10,
    grace=5,
    end=DeadlineEnd.LAPSE,
    basis=LegalBasis(citation="Luật Khiếu nại 2011", mark=Mark.RECALLED_HIGH),
)
CLOCK = Clock(
    started_at=DECIDED,
    remind_at=DECIDED + timedelta(days=10),
    due_at=DECIDED + timedelta(days=20),
    ends_at=DECIDED + timedelta(days=25),
    calendar="tests",
)


def a_case(*, within_days: int | None = 30, decided_at: datetime | None = DECIDED) -> ObjectedCase:
    """Return a case that the ward's chair decided."""
    standing = Standing(
        status=CaseStatus.CONFERRED,
        level="ward",
        body="phuong",
        round=1,
        content_version=1,
        content_hash="0" * 64,
        clock=None,
    )
    return ObjectedCase(
        nomination_id="n-1",
        nominator_id="ward-office",
        nominee_id="can-bo-1",
        award="GK_XA",
        rule_set="2017-three-tier",
        rule=ObjectionRule(within_days=within_days, settling=SETTLING),
        standing=standing,
        hands=("ward-chair",),
        told_of_delay="quan",
        decided_at=decided_at,
        seq=2,
    )


def an_entry(kind: EntryKind, *, upheld: bool | None = None, clock: Clock | None = None) -> ObjectionEntry:
    """Return an entry of an objection that no person made."""
    return ObjectionEntry(
        seq=4, leaf_hash="1" * 64, kind=kind, recorded_at=DECIDED, upheld=upheld, clock=clock
    )


def a_file(request: ObjectionRequest, clock: Clock | None = CLOCK) -> ObjectionFile:
    """Return an objection that was just filed."""
    return open_objection(request, a_case(), [an_entry(EntryKind.OBJECTION_FILED, clock=clock)])


@pytest.mark.parametrize(
    ("at", "reason"),
    [
        (datetime(2026, 4, 1, 16, 59, tzinfo=UTC), None),
        (datetime(2026, 4, 1, 17, 0, tzinfo=UTC), RefusalReason.OBJECTION_TOO_LATE),
    ],
)
def test_the_period_ends_with_its_last_day_in_vietnam(at: datetime, reason: RefusalReason | None) -> None:
    """Thirty days after 02/03/2026 end with 01/04/2026, by Vietnam's clock."""
    assert reason == judge_filing(a_case(), an_objection("n-1"), at)


def test_without_a_period_an_objection_comes_at_any_time() -> None:
    """What no source sets is no limit; before the outcome, though, there is nothing to object to."""
    years_later, objection = DECIDED + timedelta(days=4000), an_objection("n-1")
    for_another = an_objection("n-1", on_behalf_of="cong-dan-02")

    assert judge_filing(a_case(within_days=None), objection, years_later) is None
    assert RefusalReason.NOT_CLOSED == judge_filing(a_case(decided_at=None), objection, DECIDED)
    assert RefusalReason.NO_DELEGATION == judge_filing(a_case(), for_another, DECIDED)


@pytest.mark.parametrize(
    ("actor", "reason"),
    [
        ("ward-deputy", None),
        ("ward-chair", RefusalReason.FOUR_EYES),
        ("cong-dan-01", RefusalReason.FOUR_EYES),
        ("ward-office", RefusalReason.OWN_NOMINATION),
        ("can-bo-1", RefusalReason.OWN_NOMINATION),
    ],
)
def test_four_eyes_settle_an_objection(actor: str, reason: RefusalReason | None) -> None:
    """Who decided, nominated, was nominated or objects does not settle."""
    request = an_objection("n-1")

    assert reason == judge_settlement(a_file(request), a_settlement(request, actor_id=actor))


def test_a_settlement_is_of_this_objection_in_ones_own_name_and_the_only_one() -> None:
    """Another objection's, a delegate's and a second settlement are refused, each for its own reason."""
    request = an_objection("n-1")
    file, act = a_file(request), a_settlement(request)
    settled = apply_entry(file, an_entry(EntryKind.OBJECTION_SETTLED, upheld=False))

    assert RefusalReason.MALFORMED == judge_settlement(file, a_settlement(an_objection("n-1")))
    assert RefusalReason.NO_DELEGATION == judge_settlement(
        file, a_settlement(request, on_behalf_of="ward-chair")
    )
    assert RefusalReason.OBJECTION_SETTLED == judge_settlement(settled, act)
    assert ObjectionStatus.DISMISSED == settled.status


def test_the_clock_rings_until_it_is_settled_and_never_ends_it() -> None:
    """A reminder, then escalations for ever, though the rule's deadline would lapse; settled, none."""
    file = a_file(an_objection("n-1"))
    reminded = apply_entry(
        file, an_entry(EntryKind.OBJECTION_REMINDED, clock=rung(CLOCK, EntryKind.OBJECTION_REMINDED))
    )
    assert reminded.clock
    late = reminded
    for _ in range(3):
        assert late.clock
        clock = rung(late.clock, EntryKind.OBJECTION_ESCALATED)
        late = apply_entry(late, an_entry(EntryKind.OBJECTION_ESCALATED, clock=clock))
    settled = apply_entry(late, an_entry(EntryKind.OBJECTION_SETTLED, upheld=True))

    assert (CLOCK.remind_at, EntryKind.OBJECTION_REMINDED) == next_alarm(file)
    assert (CLOCK.due_at, EntryKind.OBJECTION_ESCALATED) == next_alarm(reminded)
    assert (CLOCK.ends_at, EntryKind.OBJECTION_ESCALATED) == next_alarm(late)
    assert ObjectionStatus.OPEN == late.status
    assert next_alarm(settled) is None
    assert next_alarm(a_file(an_objection("n-1"), clock=None)) is None
    assert ["quan"] == [n.recipient for n in alarm_notices(a_case(), EntryKind.OBJECTION_ESCALATED)]


@pytest.mark.parametrize(
    ("status", "outcome", "vi", "en"),
    [
        (
            "open",
            "conferred",
            "đang chờ phuong giải quyết, hạn hết ngày 22/03/2026",
            "waits for phuong, due by",
        ),
        ("dismissed", "conferred", "không được chấp nhận", "was dismissed"),
        ("upheld", "conferred", "xem xét hủy bỏ", "flagged for revocation"),
        ("upheld", "rejected", "kết quả không đổi", "the outcome itself is not changed"),
    ],
)
def test_whoever_reads_the_case_is_told_of_its_objections(
    status: str, outcome: str, vi: str, en: str
) -> None:
    """Both languages say whether one waits and until when, or what it asks for."""
    view = ObjectionView(
        objection_id=an_objection("n-1").objection_id,
        nomination_id="n-1",
        award="GK_XA",
        body="phuong",
        outcome=outcome,
        ground="FALSE_CLAIM",
        text="",
        filed_by="cong-dan-01",
        filed_at=DECIDED,
        status=ObjectionStatus(status),
        due_at=CLOCK.due_at,
        settled_by=None,
        settled_at=None,
        reason=None,
    )
    said = with_objections(Explanation(vi=("Đã khen thưởng.",), en=("Conferred.",)), [view])

    assert "Đã khen thưởng." == said.vi[0]
    assert vi in " ".join(said.vi)
    assert en in " ".join(said.en)
