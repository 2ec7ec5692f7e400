"""What people write is stored letter by letter, and never read as anything but text."""

import asyncpg
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.person_keys import box_of
from adapters.postgres.reading import RecordReader
from adapters.postgres.record import PostgresRecord
from schemas.acts import Suspension
from schemas.messages import Resubmission, Verdict
from tests.cases import a_nomination, a_resubmission, a_withdrawal
from tests.integration.at_gates import draft_of as act_draft_of
from tests.integration.at_gates import suspension
from tests.integration.on_record import (
    moved,
    opened,
    put,
    resubmission,
    returned,
    verdict_against,
    withdrawal,
)

TEXTS = {
    "quotes": """'single' "double" `back` ''twice'' $$dollars$$ \\' \\" \\\\""",
    "an injected statement": "'; drop table commendation.decision; --",
    "an injected value": "'), (gen_random_uuid()); delete from ledger.entry; /*",
    "placeholders": "$1 :act %s {reason} ${reason} %(reason)s \\x00 \\u0000 &#39;",
    "JSON": '{"verdict": "approve", "standing": null}',
    "Vietnamese": "Đã rà soát: thành tích của bà Nguyễn Thị Ngọc Ánh ở phường Hoàng Liệt chưa đủ",
    "emoji": "🏅🇻🇳👩🏽‍🔬",
    "other scripts": "漢字 ไทย עברית العربية",
    "lines and tabs": "dòng một\n\tdòng hai\n\n- dòng ba",
    "invisible letters": "a\u200bb\u00a0c\u2028d\ufeffe",
    "the longest": "ễ" * 8_000,
}


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
async def test_a_reason_is_stored_as_written(record: PostgresRecord, reader: RecordReader, text: str) -> None:
    """A reviewer's reason comes back as it was sent."""
    case = await opened(record)
    await put(record, verdict_against(case, Verdict.REJECT, text))
    (kept,) = await reader.decisions_of(case.nomination_id)

    assert text == kept.reason


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
async def test_a_nomination_is_stored_as_written(
    record: PostgresRecord, reader: RecordReader, text: str
) -> None:
    """The account of merit comes back as it was sent, from the request and from the content."""
    request = a_nomination(achievement=text)
    await opened(record, request)
    view = await reader.nomination(request.nomination_id)

    assert view is not None
    assert (text, text) == (view.request.content.achievement, view.content.achievement)


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
async def test_a_nominators_words_are_stored_as_written(
    record: PostgresRecord, pool: asyncpg.Pool, text: str
) -> None:
    """The note of a resubmission and the reason of a withdrawal come back as they were sent."""
    case = await returned(record)
    act = a_resubmission(case.request, text)
    act = Resubmission.model_validate(act.model_dump() | {"note": text})
    case = await moved(record, case, resubmission(case, act))
    await put(record, withdrawal(case, a_withdrawal().model_copy(update={"reason": text})))
    row = await pool.fetchrow(
        "select v.note, v.content->>'achievement', w.reason from commendation.withdrawal w "
        "join commendation.content_version v using (nomination_id) "
        "where w.nomination_id = $1 and v.version = 2",
        case.nomination_id,
    )

    assert row is not None
    assert [text, text, text] == await box_of(pool).opened(list(row))


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
async def test_the_words_of_any_other_act_are_stored_as_written(
    record: PostgresRecord, reader: RecordReader, text: str
) -> None:
    """Why a nominee is held, and every other message that is kept whole, comes back as it was sent."""
    case = await opened(record)
    hold = suspension().model_copy(update={"reason": text})
    await put(record, act_draft_of(case, hold))
    (kept,) = await reader.acts_of(case.nomination_id)

    assert hold == Suspension.model_validate(kept.act)
    assert text == kept.act["reason"]


@settings(deadline=None, max_examples=60)
@given(text=st.text(st.characters(exclude_categories=["Cc", "Cs", "Cn"]), min_size=1, max_size=60))
async def test_whatever_may_enter_can_be_stored(
    record: PostgresRecord, reader: RecordReader, text: str
) -> None:
    """There is no reason that the messages let in and the database cannot hold."""
    case = await opened(record)
    draft = verdict_against(case, Verdict.REJECT, f"·{text}·")
    await put(record, draft)
    (kept,) = await reader.decisions_of(case.nomination_id)

    assert draft.decision.reason == kept.reason
