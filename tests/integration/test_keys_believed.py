"""Keys that nobody believes who knows the founder, and keys for everybody to try things out with."""

from pathlib import Path
from time import perf_counter

import asyncpg
import pytest

from adapters.keyring import Keyring
from adapters.postgres.followed_keys import FollowedKeys
from adapters.postgres.keys import PostgresKeys
from adapters.rule_files import RuleFiles
from adapters.try_out_keys import TryOutKeysError, enrol_everybody
from domain.key_people import posts
from schemas.signing import KeyRole
from tests.integration.key_desk import Desk, findings
from tests.keyholders import (
    CITY,
    CITY_REGISTRAR,
    STATE_REGISTRAR,
    WARD_CHAIR,
    Holder,
    a_registrar,
    enrolled,
)


async def test_a_worker_that_knows_the_founder_takes_no_other_key(
    own_pool: asyncpg.Pool,
) -> None:
    """What a stolen credential puts on the registry is good for the database, and not for the worker."""
    keys = PostgresKeys(own_pool, RuleFiles())
    desk = await Desk(keys).founded()
    book, astray = FollowedKeys(keys, desk.state.kid), FollowedKeys(keys, desk.city.kid)
    chair, thief, late = Holder(WARD_CHAIR), Holder("ward-deputy"), Holder("ward-secretary")
    before = await book.life_of(chair.kid)
    await desk.recorded(enrolled(chair, desk.city, after=await desk.end()))
    forged = enrolled(thief, a_registrar(CITY_REGISTRAR, CITY), after=await desk.end())
    await keys.record_all([(forged, (CITY_REGISTRAR,))], 3)
    await desk.keys.record_all([(enrolled(late, desk.city, after=await desk.end()), (CITY_REGISTRAR,))], 4)
    known = [await book.life_of(each.kid) for each in (chair, thief, late)]

    assert before is None
    assert [WARD_CHAIR, None, None] == [life and life.key.person for life in known]
    assert [chair.kid] == [life.key.kid for life in await book.keys_of(WARD_CHAIR)]
    assert await keys.life_of(thief.kid), "the database has no way to tell"
    assert await astray.life_of(chair.kid) is None


async def test_everybody_has_a_key_to_try_things_out_with(own_pool: asyncpg.Pool, tmp_path: Path) -> None:
    """All people of the rule sets are enrolled in under two seconds, as verification wants it, and once."""
    keys, keyring = PostgresKeys(own_pool, RuleFiles()), Keyring(tmp_path / "keys")
    started = perf_counter()
    made = await enrol_everybody(keys, keyring)
    took = perf_counter() - started
    people, evidence = posts(await keys.offices(), KeyRole.REVIEWER), await keys.evidence()

    assert len(people) + 3 == made == len(evidence.entries)
    assert took < 2
    assert set() == findings(evidence)
    assert all(keyring.key_of(person) for person in people)
    assert keyring.key_of(STATE_REGISTRAR, KeyRole.REGISTRAR)
    assert 0 == await enrol_everybody(keys, keyring)
    with pytest.raises(TryOutKeysError, match="founded by registrars"):
        await enrol_everybody(keys, Keyring(tmp_path / "empty"))
