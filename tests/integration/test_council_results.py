"""Results of a sitting on the ledgers of its nominations: once each, many at once, all or nothing."""

from collections.abc import Callable

import asyncpg
import pytest

from adapters.postgres.evidence import EvidenceReader
from adapters.postgres.sittings import PostgresSittings
from domain.errors import InvalidRecordError
from domain.ledger import facts_of
from domain.verification import verify_record
from schemas.case import CaseStatus
from schemas.case_file import CaseFile
from schemas.ledger import EntryKind
from schemas.record import CouncilDraft, Draft, EntryHead, Recorded
from tests.gated import FIRST
from tests.integration.at_gates import GateRecord, council_draft, suspension
from tests.integration.on_record import everything_about, ledger_of
from tests.integration.sat import counted_sitting, open_sitting


@pytest.fixture(scope="session")
def sittings(pool: asyncpg.Pool) -> PostgresSittings:
    """The record of sittings on the shared database."""
    return PostgresSittings(pool)


async def _cases(gates: GateRecord, count: int = 3) -> list[CaseFile]:
    return [await gates.opened() for _ in range(count)]


async def _drafts(gates: GateRecord, cases: list[CaseFile]) -> tuple[Draft, ...]:
    return tuple([await gates.completed(council_draft(case)) for case in cases])


async def _everything(pool: asyncpg.Pool, cases: list[CaseFile]) -> dict[str, list[str]]:
    return await everything_about(pool, *(case.nomination_id for case in cases))


def _short(head: EntryHead) -> EntryHead:
    """Return the head of an entry as `record_many` gives it: its sender has the standing."""
    return head.model_copy(update={"standing": None, "act_id": None, "digest": None})


async def test_a_sitting_decides_on_a_nomination_once(
    gates: GateRecord, sittings: PostgresSittings, pool: asyncpg.Pool
) -> None:
    """Whoever repeats it, by whichever way, with whatever result, gets the first entry."""
    case = await gates.opened()
    after = await gates.moved(case, council_draft(case))
    before = await _everything(pool, [case])
    again = council_draft(case).model_copy(update={"expected_seq": after.seq})
    other = council_draft(case, agree=0).model_copy(update={"expected_seq": after.seq})

    assert Recorded(earlier=after.last_entry) == await gates.put(again)
    assert Recorded(earlier=after.last_entry) == await gates.put(other)
    for draft in (council_draft(case), again, other):
        assert (Recorded(earlier=_short(after.last_entry)),) == await sittings.record_many((draft,))
    assert before == await _everything(pool, [case])


async def test_the_entry_states_the_count_and_nobody_who_voted(gates: GateRecord, pool: asyncpg.Pool) -> None:
    """Sums and marks are there for everybody to count again; no member is named but as having had a hand."""
    case = await gates.opened()
    draft = council_draft(case, agree=14)
    await gates.put(draft)
    entry = (await ledger_of(pool, case.nomination_id))[-1]

    assert EntryKind.COUNCIL_DECIDED == entry.kind
    assert {
        "sitting_id": draft.sitting_id,
        "council": FIRST,
        **draft.result.model_dump(mode="json"),
    } == facts_of(entry)


async def test_what_was_written_in_bulk_verifies(
    gates: GateRecord, sittings: PostgresSittings, pool: asyncpg.Pool
) -> None:
    """Every chain goes on without a gap, and an auditor finds nothing amiss."""
    cases = await _cases(gates)
    answers = await sittings.record_many(await _drafts(gates, cases))

    for case, answer in zip(cases, answers, strict=True):
        evidence = await EvidenceReader(pool).evidence(case.nomination_id)
        assert evidence is not None
        assert [] == verify_record(evidence)
        assert answer.entry is not None
        assert (2, answer.entry.leaf_hash) == (evidence.head_seq, evidence.head_hash)


async def test_answers_come_in_the_order_of_the_drafts(
    gates: GateRecord, sittings: PostgresSittings, pool: asyncpg.Pool
) -> None:
    """Written now, on record before, and gone on in the meantime are told apart; none stops another."""
    known, gone, waits = cases = await _cases(gates)
    drafts = await _drafts(gates, cases)
    after = await gates.moved(known, council_draft(known))
    await gates.acted(gone, suspension())
    before = await _everything(pool, [known, gone])
    first, second, third = await sittings.record_many(drafts)

    assert Recorded(earlier=_short(after.last_entry)) == first
    assert Recorded() == second
    assert third.entry is not None
    assert (2, (await ledger_of(pool, waits.nomination_id))[-1].leaf_hash) == (
        third.entry.seq,
        third.entry.leaf_hash,
    )
    assert before == await _everything(pool, [known, gone])


def _told_twice(draft: Draft) -> Draft:
    return draft.model_copy(update={"notices": (*draft.notices, *draft.notices)})


def _into_the_next_round(draft: Draft) -> Draft:
    assert draft.standing is not None
    return draft.model_copy(update={"standing": draft.standing.model_copy(update={"round": 2})})


def _out_of_review(draft: Draft) -> Draft:
    assert draft.standing is not None
    changes = {"status": CaseStatus.RETURNED}
    return draft.model_copy(update={"standing": draft.standing.model_copy(update=changes)})


def _without_panel(draft: Draft) -> Draft:
    return draft.model_copy(update={"panel": ()})


BROKEN: dict[str, tuple[Callable[[Draft], Draft], str]] = {
    "told twice": (_told_twice, "notification_entry_id"),
    "to another round": (_into_the_next_round, "leads out of its stage"),
    "out of review": (_out_of_review, "leads out of its stage"),
    "to nobody": (_without_panel, "stage_panel_check"),
}


@pytest.mark.parametrize(("spoil", "fault"), BROKEN.values(), ids=BROKEN)
async def test_one_that_fails_takes_all_with_it(
    gates: GateRecord,
    sittings: PostgresSittings,
    pool: asyncpg.Pool,
    spoil: Callable[[Draft], Draft],
    fault: str,
) -> None:
    """Nothing of any of them is written, so that the whole can be tried again."""
    cases = await _cases(gates)
    first, second, third = await _drafts(gates, cases)
    before = await _everything(pool, cases)
    with pytest.raises(InvalidRecordError, match=fault):
        await sittings.record_many((first, second, spoil(third)))

    assert before == await _everything(pool, cases)


async def test_one_nomination_twice_in_one_call_is_refused(
    gates: GateRecord, sittings: PostgresSittings, pool: asyncpg.Pool
) -> None:
    """Two results for one nomination cannot both follow the same entry."""
    case = await gates.opened()
    (draft,) = await _drafts(gates, [case])
    before = await _everything(pool, [case])
    assert isinstance(draft, CouncilDraft)
    other = draft.model_copy(update={"sitting_id": "s-another"})
    with pytest.raises(InvalidRecordError):
        await sittings.record_many((draft, other))

    assert before == await _everything(pool, [case])


async def test_nothing_to_record_is_no_error(sittings: PostgresSittings) -> None:
    """A chunk from which everything had left is done."""
    assert () == await sittings.record_many(())


async def test_a_held_nomination_waits_for_no_council(gates: GateRecord, sittings: PostgresSittings) -> None:
    """Only what is in review at this gate comes onto a list."""
    waits = await gates.opened()
    held = await gates.acted(await gates.opened(), suspension())
    found = {case.nomination_id for case in await sittings.waiting(FIRST, 10_000)}

    assert waits.nomination_id in found
    assert held.nomination_id not in found


async def test_what_is_on_a_list_waits_for_no_other(sittings: PostgresSittings, pool: asyncpg.Pool) -> None:
    """Until its sitting has ended a nomination is on one list only, counted or not."""
    for sitting_id in (await open_sitting(pool), await counted_sitting(pool)):
        (listed,) = await sittings.on_list(sitting_id, 1, 1)
        waiting = {case.nomination_id for case in await sittings.waiting(FIRST, 10_000)}

        assert not listed.told
        assert listed.case.nomination_id not in waiting
