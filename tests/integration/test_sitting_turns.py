"""Sittings on the real record: each step in its turn, and the key only while papers are counted."""

import asyncpg
import pytest

from adapters.postgres.sittings import PostgresSittings
from domain.errors import InvalidRecordError
from schemas.sitting_record import EndingDraft, OpeningDraft
from tests.integration.on_record import AT, RUN
from tests.integration.sat import KEY, a_paper, closing_of, counted, open_sitting, put_on


@pytest.fixture
def sittings(pool: asyncpg.Pool) -> PostgresSittings:
    """The record of sittings on the shared database."""
    return PostgresSittings(pool)


async def _is_kept(admin: asyncpg.Connection, sitting_id: str) -> bool:
    query = "select exists (select from council.ballot_key where sitting_id = $1)"
    kept: bool = await admin.fetchval(query, sitting_id)
    return kept


async def test_the_key_is_handed_out_between_close_and_count_only(
    sittings: PostgresSittings, pool: asyncpg.Pool, admin: asyncpg.Connection
) -> None:
    """Nobody can open a paper while others still vote, and nobody ever again after the count."""
    sitting_id = await open_sitting(pool)
    handed_out = [await sittings.hand_out_key(sitting_id)]
    await put_on(sittings, closing_of(sitting_id))
    handed_out.append(await sittings.hand_out_key(sitting_id))
    await counted(pool, sitting_id)
    handed_out.append(await sittings.hand_out_key(sitting_id))

    assert [None, KEY, None] == handed_out
    assert not await _is_kept(admin, sitting_id)


async def test_an_open_sitting_is_not_counted(
    sittings: PostgresSittings, pool: asyncpg.Pool, admin: asyncpg.Connection
) -> None:
    """Whoever counts too early leaves no result, and the key where it was."""
    sitting_id = await open_sitting(pool)
    await put_on(sittings, a_paper(sitting_id, expected_seq=3, member=1))
    with pytest.raises(InvalidRecordError, match="is not closed"):
        await counted(pool, sitting_id)

    assert () == await sittings.results(sitting_id, 1, 9)
    assert await _is_kept(admin, sitting_id)


async def test_a_member_votes_once(sittings: PostgresSittings, pool: asyncpg.Pool) -> None:
    """A second paper of one member is refused by the record itself, with its entry."""
    sitting_id = await open_sitting(pool)
    with pytest.raises(InvalidRecordError, match="ballot_pkey"):
        await sittings.record(a_paper(sitting_id, expected_seq=3))

    assert 3 == len(await sittings.entries_after(sitting_id, 0))


async def test_a_sitting_does_not_end_before_its_count(
    sittings: PostgresSittings, pool: asyncpg.Pool
) -> None:
    """Its nominations stay on the list until their results are known."""
    sitting_id = await open_sitting(pool)
    await put_on(sittings, closing_of(sitting_id))
    end = EndingDraft(sitting_id=sitting_id, expected_seq=4, at=AT, recorded=0, left=())
    with pytest.raises(InvalidRecordError, match="is not counted"):
        await sittings.record(end)


async def test_a_nomination_is_on_one_open_list(sittings: PostgresSittings, pool: asyncpg.Pool) -> None:
    """A second sitting over the same nomination is not opened while the first has not ended."""
    sitting = await sittings.sitting(await open_sitting(pool))
    assert sitting is not None
    request = sitting.header.request.model_copy(update={"sitting_id": "s-too-many"})
    header = sitting.header.model_copy(update={"request": request})
    draft = OpeningDraft(request=request, first_run_id=RUN, at=AT)

    assert await sittings.open_sitting(draft, sitting.model_copy(update={"header": header}), None) is None
    assert await sittings.sitting("s-too-many") is None
    assert () == await sittings.entries_after("s-too-many", 0)
