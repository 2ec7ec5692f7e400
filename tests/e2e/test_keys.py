"""The registry of keys from the command line: founded, enrolled by one and by two, rotated, revoked."""

import asyncio
from pathlib import Path
from stat import S_IMODE
from typing import NamedTuple

import pytest

from adapters.embedded import StackCard
from adapters.keyring import FOLDER_VARIABLE, Keyring
from schemas.keys import KEYS_STREAM
from schemas.signing import KeyRole
from tests.e2e.conftest import ForkedStarter, Said

STATE, CITY, WARD = "state-registrar", "city-registrar", "ward-chair"
BOTH = ("--as", STATE, "--as", CITY)


class Registry(NamedTuple):
    """The command line on a registry of its own, and two folders of keys."""

    starter: ForkedStarter
    here: Path
    elsewhere: Path

    async def __call__(self, *words: object, elsewhere: bool = False) -> Said:
        """Run a verb of the group, with the keys here or with those elsewhere."""
        folder = self.elsewhere if elsewhere else self.here
        return await self.starter("keys", *words, SIGNING_KEYS_FOLDER=str(folder))


@pytest.fixture
def keys(card: StackCard, repository: Path, own_database: str, tmp_path: Path) -> Registry:
    """A registry that nobody has founded, in a database of its own beside the session's Temporal."""
    starter = ForkedStarter(repository, card.environment() | {"DATABASE_URL": own_database})
    return Registry(starter, tmp_path / "keys here", tmp_path / "keys elsewhere")


async def test_keys_from_the_first_registrar_to_the_last_revocation(keys: Registry, tmp_path: Path) -> None:
    """Two offices with keys of their own found a registry, enrol people, replace a key and end it."""
    founded, made = await asyncio.gather(
        keys("found", STATE, "--json"), keys("new", CITY, "--registrar", "--json", elsewhere=True)
    )
    given, file = made.json["key"]["public_key"], tmp_path / "deputy.json"
    await keys("enrol", CITY, "--registrar", "--body", "tp-ha-noi", "--as", STATE, "--public-key", given)
    chair, half = await asyncio.gather(
        keys("enrol", WARD, "--as", CITY, elsewhere=True),
        keys("enrol", "city-deputy", "--as", STATE, "--to", file, "--json"),
    )
    both = await keys("cosign", file, "--as", CITY, elsewhere=True)
    rotated = await keys("rotate", WARD, "--as", CITY, "--json", elsewhere=True)
    listed = await keys("list", WARD, "--json")
    old, new = (each["key"]["kid"] for each in listed.json["keys"])
    ended = await keys("revoke", old, "--reason", "superseded", "--as", CITY, "--json", elsewhere=True)
    table, verified = await asyncio.gather(keys("list"), keys.starter("verify", "--json"))

    assert (0, 0, 0) == (founded.code, made.code, chair.code)
    assert (0, "written", 0) == (half.code, half.json["answer"], both.code)
    assert ["Statement", "On"] == [both.out.splitlines()[at].split()[0] for at in (0, 2)]
    assert ["key.rotated", "key.revoked"] == [each.json["kind"] for each in (rotated, ended)]
    assert new == rotated.json["kid"]
    assert f"Founding thumbprint: {founded.json['kid']}" in table.out
    assert "revoked: superseded" in table.out
    assert 6 == verified.json["key_entries"]
    assert [] == [each for each in verified.json["findings"] if each["nomination_id"] == KEYS_STREAM]
    assert {0o600} == {S_IMODE(each.stat().st_mode) for each in keys.elsewhere.iterdir()}
    assert {CITY + "@registrar", WARD, f"{WARD}@{old}"} == {each.name for each in keys.elsewhere.iterdir()}


async def test_what_cannot_be_done_with_keys_is_one_line(keys: Registry, tmp_path: Path) -> None:
    """Each refusal says in one line what to do next, and a name is never taken for a code."""
    await keys("found", STATE)
    nothing = tmp_path / "nothing.json"
    nothing.write_text("{}")
    said = await asyncio.gather(
        keys("found", CITY),
        keys("enrol", "ward-deputy", "--as", "nobody"),
        keys("enrol", "p-nobody", "--as", STATE),
        keys("enrol", "ward-deputy", "--as", STATE, "--public-key", "AAAA"),
        keys("rotate", "ward-deputy", "--as", STATE),
        keys("revoke", "x" * 43, "--reason", "lost", "--as", STATE),
        keys("cosign", nothing, "--as", STATE),
        keys("try-out"),
        keys("new", "Nguyễn Văn A"),
        keys("revoke", "x" * 43, "--reason", "tired", "--as", STATE),
    )

    assert [1] * 8 + [2] * 2 == [each.code for each in said]
    assert f"{STATE} founded the registry" in said[0].err
    assert not Keyring(keys.here).key_of(CITY, KeyRole.REGISTRAR)
    assert all(1 == len(each.err.splitlines()) for each in said[:9])
    assert "embedded stack only" in said[7].err
    assert "Nguyễn" not in said[8].err


async def test_everybody_may_be_tried_out_on_the_embedded_stack(
    starter: ForkedStarter, card: StackCard
) -> None:
    """One verb gives everybody of the rule sets a key, in the stack's own folder; again changes nothing."""
    first, again = await starter("keys", "try-out", "--json"), await starter("keys", "try-out", "--json")
    listed = await starter("keys", "list", WARD, "--json")
    keyring = Keyring(Path(card.environment()[FOLDER_VARIABLE]))

    assert (0, 0, 0) == (first.code, again.code, again.json["enrolled"])
    assert str(keyring.folder) == first.json["folder"]
    assert keyring.key_of(WARD)
    assert [2] == [len(each["registrars"]) for each in listed.json["keys"]]
