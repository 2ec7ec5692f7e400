"""What people look up: each statement returns what its comment promises, in the promised order."""

from datetime import timedelta

from adapters.postgres.reading import RecordReader
from adapters.postgres.record import PostgresRecord
from domain.canonical import content_hash, message_digest
from schemas.case import CaseStatus
from schemas.messages import Verdict
from schemas.nomination import NominationRequest
from schemas.views import Totals, Unseen
from tests.cases import a_nomination, a_resubmission
from tests.integration.on_record import (
    AT,
    approval,
    conferred,
    decision,
    draft_of,
    moved,
    opened,
    put,
    refusal,
    resubmission,
    returned,
    verdict_against,
    withdrawal,
)


def _numbered(number: int, dossier_id: str = "d-1") -> NominationRequest:
    return a_nomination(nomination_id=f"n-{number}").model_copy(update={"dossier_id": dossier_id})


async def _inbox(reader: RecordReader, reviewer_id: str) -> list[str]:
    return [item.nomination_id for item in await reader.inbox(reviewer_id)]


async def test_the_inbox_shows_what_is_due_first_on_top(
    own_record: PostgresRecord, own_reader: RecordReader
) -> None:
    """The most urgent stands first; what is due at once is in the order of its id."""
    for number, week in ((1, 2), (3, 0), (2, 0), (4, 1)):
        await opened(own_record, _numbered(number), AT + timedelta(weeks=week))

    assert ["n-2", "n-3", "n-4", "n-1"] == await _inbox(own_reader, "ward-chair")


async def test_the_inbox_follows_the_open_stage(own_record: PostgresRecord, own_reader: RecordReader) -> None:
    """Each nomination waits for the panel of the level where it stands, and for nobody once it is closed."""
    case = await opened(own_record, _numbered(1))
    case = await moved(own_record, case, approval(case))
    back = await opened(own_record, _numbered(2))
    await moved(own_record, back, verdict_against(back, Verdict.RETURN))
    gone = await opened(own_record, _numbered(3))
    await moved(own_record, gone, withdrawal(gone))

    assert [] == await _inbox(own_reader, "ward-chair")
    assert ["n-1"] == await _inbox(own_reader, "district-chair")
    assert ["n-1"] == await _inbox(own_reader, "district-deputy")
    assert [] == await _inbox(own_reader, "city-chair")


async def test_the_inbox_leaves_out_what_is_the_reviewers_own(
    own_record: PostgresRecord, own_reader: RecordReader
) -> None:
    """Nobody is asked to decide on what they proposed, or on themselves."""
    await opened(own_record, a_nomination(nomination_id="n-1", nominator_id="ward-chair"))
    await opened(own_record, a_nomination(nomination_id="n-2", nominee_id="ward-chair"))
    await opened(own_record, a_nomination(nomination_id="n-3", nominee_id="somebody"))

    assert ["n-3"] == await _inbox(own_reader, "ward-chair")
    assert ["n-1", "n-2", "n-3"] == await _inbox(own_reader, "ward-deputy")


async def test_an_inbox_item_shows_the_content_to_decide_on(
    own_record: PostgresRecord, own_reader: RecordReader
) -> None:
    """After a resubmission the reviewer sees the new round, name and hash, which a decision must carry."""
    case = await returned(own_record)
    act = a_resubmission(case.request, "Đã bổ sung")
    nominee = act.content.nominee.model_copy(update={"name": "Tập thể đã sửa tên"})
    act = act.model_copy(update={"content": act.content.model_copy(update={"nominee": nominee})})
    case = await moved(own_record, case, resubmission(case, act))
    (item,) = await own_reader.inbox("ward-chair")

    assert case.standing.clock is not None
    assert (case.nomination_id, "ward", "phuong", 2) == (
        item.nomination_id,
        item.level,
        item.body,
        item.round,
    )
    assert ("Tập thể đã sửa tên", content_hash(act.content)) == (item.nominee_name, item.content_hash)
    assert (AT, case.standing.clock.due_at) == (item.opened_at, item.due_at)
    assert (case.route.award, case.route.award_name_vi) == (item.award, item.award_name_vi)


async def test_a_list_is_ordered_and_can_be_narrowed(
    own_record: PostgresRecord, own_reader: RecordReader
) -> None:
    """By dossier and id; a level or a status narrows it, both narrow it further."""
    for number, dossier in ((1, "d-2"), (2, "d-1"), (3, "d-1"), (4, "d-1")):
        await opened(own_record, _numbered(number, dossier))
    case = await opened(own_record, _numbered(5, "d-0"))
    await moved(own_record, case, approval(case))
    case = await opened(own_record, _numbered(6, "d-0"))
    await moved(own_record, case, withdrawal(case))

    async def listed(level: str | None, status: str | None) -> list[str]:
        return [item.nomination_id for item in await own_reader.listing(level, status)]

    assert ["n-5", "n-6", "n-2", "n-3", "n-4", "n-1"] == await listed(None, None)
    assert ["n-5"] == await listed("district", None)
    assert ["n-6"] == await listed(None, "withdrawn")
    assert ["n-2", "n-3", "n-4", "n-1"] == await listed("ward", "in_review")
    assert [] == await listed("district", "withdrawn")


async def test_a_list_item_says_where_the_nomination_stands(
    own_record: PostgresRecord, own_reader: RecordReader
) -> None:
    """What is closed has no due date."""
    case = await conferred(own_record)
    (item,) = await own_reader.listing(None, None)

    assert (case.nomination_id, CaseStatus.CONFERRED, "city", 1, None) == (
        item.nomination_id,
        item.status,
        item.level,
        item.round,
        item.due_at,
    )
    assert case.request.content.nominee.name == item.nominee_name


async def test_a_nomination_is_shown_with_its_current_content(
    record: PostgresRecord, reader: RecordReader
) -> None:
    """After a resubmission the new content is shown, and the request still as it came."""
    case = await returned(record)
    act = a_resubmission(case.request, "Đã bổ sung")
    await moved(record, case, resubmission(case, act))
    view = await reader.nomination(case.nomination_id)

    assert view is not None
    assert (act.content, content_hash(act.content), 2) == (
        view.content,
        view.content_hash,
        view.content_version,
    )
    assert (case.request, case.route, AT) == (view.request, view.route, view.accepted_at)


async def test_an_unknown_nomination_is_nothing(reader: RecordReader) -> None:
    """Looking up what is not there is no error."""
    assert await reader.nomination("n-nowhere") is None
    assert [] == await reader.decisions_of("n-nowhere")
    assert () == await reader.entry_heads("n-nowhere")


async def test_known_content_is_the_first_of_each_nomination(
    record: PostgresRecord, reader: RecordReader
) -> None:
    """A dossier that is submitted again is compared with what it held when it came first."""
    back, other = await returned(record), await opened(record)
    await moved(record, back, resubmission(back))
    known = await reader.known_content([back.nomination_id, "n-nowhere", other.nomination_id])

    assert {
        back.nomination_id: content_hash(back.request.content),
        other.nomination_id: content_hash(other.request.content),
    } == known
    assert {} == await reader.known_content([])


async def test_decisions_are_shown_in_the_order_in_which_they_were_taken(
    record: PostgresRecord, reader: RecordReader
) -> None:
    """Also those of one instant: the workflow's clock stands still while it handles what came together."""
    case = await conferred(record)
    decisions = await reader.decisions_of(case.nomination_id)

    assert {AT} == {kept.decided_at for kept in decisions}
    assert ["ward", "district", "city"] == [kept.level for kept in decisions]


async def test_the_answer_to_a_message_is_found_by_its_id_and_digest(
    record: PostgresRecord, reader: RecordReader
) -> None:
    """An act is found, and a refusal as well; another content or another nomination is not."""
    case, other = await opened(record), await opened(record)
    refused, taken = decision(case), decision(case)
    case = await moved(record, case, refusal(case, refused))
    refused_entry = case.last_entry
    case = await moved(record, case, draft_of(case, taken))
    name, digest = case.nomination_id, message_digest(taken)

    assert case.last_entry == await reader.entry_of_act(name, taken.decision_id, digest)
    assert refused_entry == await reader.entry_of_act(name, refused.decision_id, message_digest(refused))
    assert await reader.entry_of_act(name, taken.decision_id, "00" * 32) is None
    assert await reader.entry_of_act(other.nomination_id, taken.decision_id, digest) is None


async def test_all_entries_of_a_nomination_can_be_read(record: PostgresRecord, reader: RecordReader) -> None:
    """The whole ledger, as its workflow knows it."""
    case = await conferred(record)
    heads = await reader.entry_heads(case.nomination_id)

    assert [1, 2, 3, 4] == [head.seq for head in heads]
    assert heads == await record.entries_after(case.nomination_id, 0)


async def test_unseen_nominations_are_those_that_changed_first(
    own_record: PostgresRecord, own_reader: RecordReader
) -> None:
    """The sweep takes the oldest first, no more than it asked for, and none that has just changed."""
    cases = [await opened(own_record, _numbered(number)) for number in (3, 1, 2)]
    await put(own_record, approval(cases[1]))
    unseen = await own_reader.unseen(0, 10)

    assert [
        Unseen(nomination_id="n-3", seq=1),
        Unseen(nomination_id="n-2", seq=1),
        Unseen(nomination_id="n-1", seq=2),
    ] == unseen
    assert unseen[:2] == await own_reader.unseen(0, 2)
    assert [] == await own_reader.unseen(3600, 10)


async def test_what_a_workflow_has_seen_is_noted_once_and_never_unsaid(
    own_record: PostgresRecord, own_reader: RecordReader
) -> None:
    """A late note of an old number hides nothing, and a number too large does not hide what comes later."""
    case = await opened(own_record)
    await own_reader.confirm_seen(case.nomination_id, 99)
    seen = await own_reader.unseen(0, 10)
    case = await moved(own_record, case, approval(case))
    await own_reader.confirm_seen(case.nomination_id, 1)
    behind = await own_reader.unseen(0, 10)
    await own_reader.confirm_seen(case.nomination_id, 2)
    await own_reader.confirm_seen(case.nomination_id, 1)
    await own_reader.confirm_seen("n-nowhere", 1)

    assert [] == seen
    assert [Unseen(nomination_id=case.nomination_id, seq=2)] == behind
    assert [] == await own_reader.unseen(0, 10)


async def test_totals_count_one_dossier_or_all(own_record: PostgresRecord, own_reader: RecordReader) -> None:
    """Everything on record is counted, each thing once."""
    first = await opened(own_record, _numbered(1, "d-1"))
    first = await moved(own_record, first, approval(first))
    await moved(own_record, first, refusal(first, decision(first)))
    await opened(own_record, _numbered(2, "d-2"))

    assert Totals(decisions=1, ledger_entries=3, refusals=1, notifications=4) == await own_reader.totals(
        "d-1"
    )
    assert Totals(decisions=0, ledger_entries=1, refusals=0, notifications=2) == await own_reader.totals(
        "d-2"
    )
    assert Totals(decisions=1, ledger_entries=4, refusals=1, notifications=6) == await own_reader.totals(None)
    assert Totals(decisions=0, ledger_entries=0, refusals=0, notifications=0) == await own_reader.totals(
        "d-3"
    )
