"""The record of sittings: every function may be called again, and no secret paper leads to its voter."""

from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

import asyncpg
import pytest

from adapters.filling_in import fill_in
from adapters.postgres.sittings import PostgresSittings
from domain.canonical import model_digest
from domain.errors import InvalidRecordError
from domain.sitting_check import verify_sitting
from schemas.audit import FindingCode
from schemas.council import Choice
from schemas.ledger import EntryKind
from schemas.sitting import BallotPaper, ClosedBy, SittingStatus
from schemas.sitting_record import (
    Chunk,
    ClosingDraft,
    Count,
    CountDraft,
    EndingDraft,
    FullSitting,
    OpeningDraft,
    PaperDraft,
)
from tests.council_desk import Council, form_of, run
from tests.councils import rules_with_councils

NOW = datetime.now(UTC)
_SAYS_HOW = {"paper_code", "choices"}


@pytest.fixture
def council(own_pool: asyncpg.Pool, tmp_path: Path) -> Council:
    """A council of three on a record of its own."""
    return Council(own_pool, rules_with_councils(tmp_path, members=3))


async def opened(council: Council, nominations: int = 2) -> FullSitting:
    """Return an open sitting over this many nominations."""
    await council.accept(nominations)
    return await council.open()


def papers_of(sitting: FullSitting) -> list[BallotPaper]:
    """Return a paper of every member."""
    return [
        fill_in(form_of(sitting, who), {}, act_id=uuid4(), rest=Choice.AGREE).paper
        for who in sitting.header.members
    ]


def paper_draft(paper: BallotPaper, seq: int) -> PaperDraft:
    """Return a paper as it is recorded after entry `seq`."""
    return PaperDraft(
        sitting_id=paper.sitting_id, expected_seq=seq, at=NOW, paper=paper, digest=model_digest(paper)
    )


def closing(sitting_id: str, seq: int) -> ClosingDraft:
    """Return the close of a sitting after entry `seq`."""
    return ClosingDraft(sitting_id=sitting_id, expected_seq=seq, at=NOW, closed_by=ClosedBy.TIME)


async def test_a_sitting_is_opened_once(council: Council, own_pool: asyncpg.Pool) -> None:
    """The same run gets what is on record, with its first key; another run under this id is refused."""
    sitting = await opened(council)
    request, record = sitting.header.request, PostgresSittings(own_pool)
    run_id = await own_pool.fetchval("select first_run_id from council.sitting")
    again = await record.open_sitting(
        OpeningDraft(request=request, first_run_id=run_id, at=NOW), sitting, "ab" * 32
    )
    with pytest.raises(InvalidRecordError, match="on record for another call"):
        await record.open_sitting(OpeningDraft(request=request, first_run_id="other", at=NOW), sitting, None)

    assert again
    assert (sitting.header, 1) == (again.header, len(again.entries))


async def test_papers_are_taken_once_and_none_after_the_close(council: Council) -> None:
    """A repeat finds the first; an id or a place that is taken says so; the closed door holds."""
    sitting = await opened(council)
    sitting_id, record = sitting.header.request.sitting_id, council.record
    one, two, three = papers_of(sitting)
    first = await record.record(paper_draft(one, 1))
    repeated = await record.record(paper_draft(one, 2))
    missed = await record.record(paper_draft(two, 1))
    stolen_id = two.model_copy(update={"act_id": one.act_id})
    taken = await record.record(paper_draft(stolen_id, 2))
    early_key = await record.hand_out_key(sitting_id)
    closed = await record.record(closing(sitting_id, 2))
    closed_again = await record.record(closing(sitting_id, 3))
    with pytest.raises(InvalidRecordError, match="is not open"):
        await record.record(paper_draft(three, 3))

    assert first.entry
    assert first.entry == repeated.earlier
    assert (first.entry,) == missed.missed
    assert taken.id_taken
    assert early_key is None
    assert closed.entry
    assert closed.entry == closed_again.earlier
    assert 1 == len(await record.papers(sitting_id))


async def test_a_count_is_recorded_once_and_destroys_the_key(
    council: Council, own_admin: asyncpg.Connection
) -> None:
    """The key is there until the count and nowhere after it; counting again changes nothing."""
    sitting = await opened(council)
    sitting_id = sitting.header.request.sitting_id
    await council.vote(sitting)
    before = await own_admin.fetchval("select count(*) from council.ballot_key")
    await council.count(sitting)
    after = await own_admin.fetchval("select count(*) from council.ballot_key")
    draft = CountDraft(sitting_id=sitting_id, expected_seq=5, at=NOW)
    again = await run(council.sittings.count_sitting, draft)
    forged = await council.record.count(draft, Count(opened=(), results=()), 0)

    assert (1, 0) == (before, after)
    assert again.earlier
    assert again.earlier == forged.earlier
    assert 3 == len(await council.record.opened_sheets(sitting_id))
    assert await council.record.hand_out_key(sitting_id) is None


async def test_minutes_are_numbered_for_each_council_and_year(council: Council) -> None:
    """The count gives minutes the next number of the council; counting again gives no other."""
    first = await opened(council)
    number = council.record.minutes_number
    before = await number(first.header.request.sitting_id)
    for sitting in (first, await opened(council)):
        await council.vote(sitting)
        await council.count(sitting)
        await council.count(sitting)
        numbered = await number(sitting.header.request.sitting_id)

    assert before is None
    assert "01/BB-HĐTĐKT" == await number(first.header.request.sitting_id)
    assert "02/BB-HĐTĐKT" == numbered


async def test_results_are_recorded_once_and_the_sitting_ends_once(
    council: Council, own_pool: asyncpg.Pool
) -> None:
    """Recording a chunk again finds each result; so does the end."""
    sitting = await opened(council, 3)
    sitting_id = sitting.header.request.sitting_id
    await council.vote(sitting)
    await council.count(sitting)
    chunk = Chunk(sitting_id=sitting_id, first=1, last=3, at=NOW)
    twice = [await run(council.results.record_sitting_results, chunk) for _ in range(2)]
    decided = await own_pool.fetchval("select count(*) from ledger.entry where kind = 'council.decided'")
    ending = [EndingDraft(sitting_id=sitting_id, expected_seq=s, at=NOW, recorded=3, left=()) for s in (6, 7)]
    ended, ended_again = [await run(council.sittings.end_sitting, draft) for draft in ending]
    evidence = await council.record.evidence(sitting_id)

    assert [3, 3] == [each.recorded for each in twice]
    assert 3 == decided
    assert ended.entry == ended_again.earlier
    assert evidence
    assert SittingStatus.ENDED == evidence.status
    assert [] == verify_sitting(evidence)


async def test_many_results_are_written_as_each_would_be_alone(
    council: Council, own_pool: asyncpg.Pool
) -> None:
    """Row by row, what is written for many at once is what `commendation.record` writes for one."""
    for record in (council.record_in_bulk, council.record_one_by_one):
        sitting = await opened(council, 2)
        await council.vote(sitting)
        await council.count(sitting)
        await record(sitting)
    rows = await own_pool.fetch(
        "select n.status, n.level, n.body, n.round, n.seq, n.seen_seq, n.standing - 'clock' as standing, "
        "n.due_at::date as due, s.gate, s.panel, s.closed_at, s.calendar, s.reminded, s.escalations, "
        "(select jsonb_agg(jsonb_build_array(t.recipient, t.kind) order by t.recipient) "
        " from commendation.notification t where t.nomination_id = n.nomination_id) as told, "
        "h.seq as head from commendation.nomination n "
        "join commendation.stage s using (nomination_id) "
        "join ledger.stream_head h on h.stream_id = n.nomination_id"
    )

    assert 4 == len(rows)
    assert 1 == len({str(dict(row)) for row in rows})


async def test_no_table_holds_both_a_voter_and_a_secret_choice(own_admin: asyncpg.Connection) -> None:
    """Where a paper's code and choices are, there is no member, act, entry or time that could lead to one."""
    rows = await own_admin.fetch(
        "select table_name, array_agg(column_name::text) as columns from information_schema.columns "
        "where table_schema = 'council' group by table_name"
    )
    columns = {row["table_name"]: set(row["columns"]) for row in rows}

    assert {"sitting_id", "sheet", "number", *_SAYS_HOW} == columns["opened_sheet"]
    assert ["opened_sheet"] == [name for name, found in columns.items() if found & _SAYS_HOW]


async def test_the_application_reads_all_but_the_key(own_pool: asyncpg.Pool) -> None:
    """No worker and no command reads a key past the function that guards it, or writes past the functions."""
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await own_pool.fetch("select * from council.ballot_key")
    for table in ("sitting", "sitting_item", "ballot", "refusal", "opened_sheet", "result"):
        assert [] == await own_pool.fetch(f"select * from council.{table}")  # noqa: S608 - ours
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await own_pool.execute(f"delete from council.{table}")  # noqa: S608 - ours
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await own_pool.execute("select council.advance('s', 'open', 'closed')")


_TAMPERING = {
    "a vote": (
        'update council.ballot set paper = paper || \'{"manner": "in_writing"}\' where entry_id > 0',
        "DETAIL_DIFFERS",
    ),
    "a paper lost": ("delete from council.ballot where member = 'member-01'", "DETAIL_MISSING"),
    "an opened paper": (
        "update council.opened_sheet set choices[1] = 'disagree' where number = 1",
        "DETAIL_DIFFERS",
    ),
    "a tally": (
        "update council.result set result = jsonb_set(result, '{tally,agree}', '2') where position = 1",
        "UNREADABLE",
    ),
    "a result": ("update council.result set outcome = 'not_passed' where position = 1", "DETAIL_DIFFERS"),
    "the list": (
        "update council.sitting_item set item = jsonb_set(item, '{award}', '\"GK_X\"') where position = 1",
        "DETAIL_DIFFERS",
    ),
    "the status": ("update council.sitting set status = 'open'", "STATE_DIFFERS"),
}


@pytest.mark.parametrize("what", _TAMPERING)
async def test_what_somebody_changes_past_the_functions_is_found(
    council: Council, own_admin: asyncpg.Connection, what: str
) -> None:
    """Whoever owns the server can change rows, but not without the check naming it."""
    sitting = await opened(council)
    sitting_id = sitting.header.request.sitting_id
    await council.vote(sitting)
    await council.count(sitting)
    statement, code = _TAMPERING[what]
    await own_admin.execute("set session_replication_role = replica")
    await own_admin.execute(statement)
    await own_admin.execute("set session_replication_role = origin")
    try:
        evidence = await council.record.evidence(sitting_id)
        assert evidence
        found = {finding.code.name for finding in verify_sitting(evidence)}
    except ValueError:
        found = {FindingCode.UNREADABLE.name}

    assert code in found


async def test_a_result_that_no_sitting_has_is_found(council: Council, own_admin: asyncpg.Connection) -> None:
    """A nomination's result without its sitting is named, and one whose nomination lost it too."""
    sitting = await opened(council)
    sitting_id = sitting.header.request.sitting_id
    await council.vote(sitting)
    await council.count(sitting)
    await council.record_in_bulk(sitting)
    await run(
        council.sittings.end_sitting,
        EndingDraft(sitting_id=sitting_id, expected_seq=6, at=NOW, recorded=2, left=()),
    )
    await own_admin.execute("alter table ledger.entry disable trigger append_only")
    await own_admin.execute(
        "update ledger.entry set dedup_key = 'x' where stream_id = $1 and kind = $2",
        sitting.items[0].nomination_id,
        EntryKind.COUNCIL_DECIDED.value,
    )
    strays = await council.record.results_of_no_sitting()
    evidence = await council.record.evidence(sitting_id)

    assert [sitting.items[0].nomination_id] == strays
    assert evidence
    assert [FindingCode.DETAIL_MISSING] == [finding.code for finding in verify_sitting(evidence)]


async def test_a_sitting_that_never_ends_gives_its_list_back(
    council: Council, own_admin: asyncpg.Connection
) -> None:
    """A week after its close was due, what it held waits for another sitting of the council."""
    sitting = await opened(council)
    held = await council.record.waiting("phuong", 9)
    await own_admin.execute("update council.sitting set closes_at = now() - interval '8 days'")
    given_back = await council.record.waiting("phuong", 9)
    again = await council.open()

    assert () == held
    assert len(sitting.items) == len(given_back) == len(again.items)
