"""All of an act is written, or none of it: whichever part fails, the record is as it was."""

from collections.abc import Awaitable, Callable

import asyncpg
import pytest

from adapters.postgres.record import PostgresRecord
from domain.errors import InvalidRecordError
from schemas.case_file import CaseFile
from schemas.ledger import EntryKind
from schemas.messages import Verdict
from schemas.record import Draft
from tests.integration.at_gates import draft_of as act_draft_of
from tests.integration.at_gates import suspension
from tests.integration.on_record import (
    alarm,
    approval,
    decision,
    draft_of,
    everything_about,
    moved,
    opened,
    put,
    refusal,
    resubmission,
    returned,
    verdict_against,
    withdrawal,
    written,
)

Start = Callable[[PostgresRecord], Awaitable[CaseFile]]
NFD = "Thie\u0302\u0301u"
"""A word with its marks spelt apart, as some keyboards send it; readers of files and messages join them."""


def _told_twice(draft: Draft) -> Draft:
    return draft.model_copy(update={"notices": (*draft.notices, *draft.notices)})


def _return_without_reason(case: CaseFile) -> Draft:
    return draft_of(case, decision(case, Verdict.RETURN))


def _reason_spelt_apart(case: CaseFile) -> Draft:
    draft = verdict_against(case, Verdict.REJECT)
    act = draft.decision.model_copy(update={"reason": NFD})
    return draft.model_copy(update={"decision": act})


def _at_a_stage_never_opened(case: CaseFile) -> Draft:
    draft = approval(case)
    act = draft.decision.model_copy(update={"level": "city"})
    return draft.model_copy(update={"decision": act})


def _next_stage_without_panel(case: CaseFile) -> Draft:
    return approval(case).model_copy(update={"panel": ()})


def _open_without_due_date(case: CaseFile) -> Draft:
    return verdict_against(case, Verdict.RETURN).model_copy(update={"start_clock": None})


def _withdrawal_spelt_apart(case: CaseFile) -> Draft:
    draft = withdrawal(case)
    act = draft.withdrawal.model_copy(update={"reason": NFD})
    return draft.model_copy(update={"withdrawal": act})


def _content_of_the_same_version(case: CaseFile) -> Draft:
    draft = resubmission(case)
    assert draft.standing is not None
    standing = draft.standing.model_copy(update={"content_version": 1})
    return draft.model_copy(update={"standing": standing})


BROKEN: dict[str, tuple[Start, Callable[[CaseFile], Draft], str]] = {
    "a return without a reason": (opened, _return_without_reason, "reason_unless_approved"),
    "a reason spelt apart": (opened, _reason_spelt_apart, "not in NFC"),
    "a decision on no stage": (opened, _at_a_stage_never_opened, "decision_nomination_id_level_round_fkey"),
    "a stage without a panel": (opened, _next_stage_without_panel, "stage_panel_check"),
    "an open case without a due date": (opened, _open_without_due_date, "due_while_open"),
    "a withdrawal spelt apart": (opened, _withdrawal_spelt_apart, "not in NFC"),
    "a content version twice": (returned, _content_of_the_same_version, "content_version_pkey"),
    "a decision told twice": (opened, lambda case: _told_twice(approval(case)), "notification_entry_id"),
    "a withdrawal told twice": (opened, lambda case: _told_twice(withdrawal(case)), "notification_entry_id"),
    "new content told twice": (
        returned,
        lambda case: _told_twice(resubmission(case)),
        "notification_entry_id",
    ),
    "a hold told twice": (
        opened,
        lambda case: _told_twice(act_draft_of(case, suspension())),
        "notification_entry_id",
    ),
    "a hold in no round": (
        opened,
        lambda case: act_draft_of(case, suspension()).model_copy(update={"round": 0}),
        "act_round_check",
    ),
    "a reminder told twice": (
        opened,
        lambda case: _told_twice(alarm(case, EntryKind.DEADLINE_REMINDED)),
        "notification_entry_id",
    ),
}


@pytest.mark.parametrize(("start", "make", "constraint"), BROKEN.values(), ids=BROKEN)
async def test_nothing_is_written_when_a_part_fails(
    record: PostgresRecord,
    pool: asyncpg.Pool,
    start: Start,
    make: Callable[[CaseFile], Draft],
    constraint: str,
) -> None:
    """No entry, no detail, no stage, no notice and no state is left of an act that fails."""
    case = await start(record)
    before = await everything_about(pool, case.nomination_id)
    with pytest.raises(InvalidRecordError, match=constraint):
        await put(record, make(case))

    assert before == await everything_about(pool, case.nomination_id)


async def test_a_gate_is_decided_once_even_by_a_sender_that_is_up_to_date(
    record: PostgresRecord, pool: asyncpg.Pool
) -> None:
    """Were the workflow to judge wrongly, the database would still hold one decision per gate."""
    case = await opened(record)
    after = await moved(record, case, approval(case))
    second = approval(case).model_copy(update={"expected_seq": after.seq})
    before = await everything_about(pool, case.nomination_id)
    with pytest.raises(InvalidRecordError, match="one_decision_per_gate"):
        await put(record, second)

    assert before == await everything_about(pool, case.nomination_id)


async def test_the_ledger_goes_on_without_a_gap_after_a_failure(record: PostgresRecord) -> None:
    """An act that fails uses up no number and is not linked to."""
    case = await opened(record)
    with pytest.raises(InvalidRecordError):
        await put(record, _return_without_reason(case))
    entry = await written(record, refusal(case, decision(case)))

    assert 2 == entry.seq
