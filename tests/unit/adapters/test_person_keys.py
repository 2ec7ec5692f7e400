"""Sealing what is told of people: nothing but the right key opens it, and nothing changed is ever opened."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.person_cipher import (
    TOKEN,
    MasterKeyError,
    MasterKeys,
    PersonKey,
    key_id_of,
    sealed_of,
    token_of,
)
from adapters.person_keys import master_key_below, master_keys

NAME = "Nguyễn Thị Hòa"


@given(st.binary(max_size=200))
def test_what_is_sealed_is_opened_by_its_key_and_by_no_other(clear: bytes) -> None:
    """Sealed bytes name their key, come back whole, and stay closed to another key of the same name."""
    key = PersonKey.new()
    sealed = key.seal(clear)

    assert key_id_of(sealed) == key.key_id
    assert key.open(sealed) == clear
    assert PersonKey.new()._replace(key_id=key.key_id).open(sealed) is None


def test_any_changed_bit_keeps_it_closed() -> None:
    """What was sealed cannot be changed without a key, not in one bit."""
    key = PersonKey.new()
    sealed = key.seal(NAME.encode())
    flipped = (
        sealed[:place] + bytes([sealed[place] ^ 1 << bit]) + sealed[place + 1 :]
        for place in range(len(sealed))
        for bit in range(8)
    )

    assert not any(key.open(each) for each in flipped)


@given(st.text(max_size=100))
def test_a_token_is_plain_text_that_leads_back(text: str) -> None:
    """A token stands in JSON as it is, is found there, and two of the same text are the same."""
    key = PersonKey.new()
    token = token_of(key.seal(text.encode("utf-8", "surrogatepass")))
    found = TOKEN.fullmatch(token)

    assert found
    assert key.open(sealed_of(found[1], found[2])) == text.encode("utf-8", "surrogatepass")
    assert token == token_of(key.seal(text.encode("utf-8", "surrogatepass")))


def test_two_people_with_one_name_have_nothing_in_common() -> None:
    """Nobody sees from the record that the same was told of two people."""
    one, other = (token_of(PersonKey.new().seal(NAME.encode())) for _ in range(2))

    assert one.rsplit(":", 1)[1] != other.rsplit(":", 1)[1]


def test_a_wrapped_key_is_bound_to_its_person() -> None:
    """Whoever writes to the database cannot hand one person's key to another."""
    master, key = MasterKeys((bytes(32),)), PersonKey.new()
    wrapped = master.wrap(key, "p-1")

    assert master.unwrap(key.key_id, "p-1", wrapped) == key
    with pytest.raises(MasterKeyError):
        master.unwrap(key.key_id, "p-2", wrapped)


def test_an_earlier_master_key_still_unwraps(tmp_path: Path) -> None:
    """A new master key is put first in the file, and what the old one wrapped stays readable."""
    path = tmp_path / "master.key"
    MasterKeys.make(path)
    old, key = MasterKeys.read(path), PersonKey.new()
    newer = tmp_path / "newer.key"
    MasterKeys.make(newer)
    path.write_text(newer.read_text() + path.read_text())

    assert MasterKeys.read(path).unwrap(key.key_id, "p-1", old.wrap(key, "p-1")) == key
    with pytest.raises(MasterKeyError):
        MasterKeys.read(newer).unwrap(key.key_id, "p-1", old.wrap(key, "p-1"))


def test_a_master_key_is_made_once_and_for_its_owner_only(tmp_path: Path) -> None:
    """A second start finds the first one's key, and nobody else may read it."""
    path = tmp_path / "below" / "master.key"
    MasterKeys.make(path)
    first = path.read_bytes()
    MasterKeys.make(path)

    assert path.read_bytes() == first
    assert path.stat().st_mode & 0o077 == 0
    assert [each.name for each in path.parent.iterdir()] == [path.name]


@pytest.mark.parametrize("text", ["", "short\n", "é", "YWJj\n"])
def test_a_file_that_holds_no_key_is_refused_in_one_line(tmp_path: Path, text: str) -> None:
    """Nothing is sealed under a key that is empty, short or no key at all."""
    path = tmp_path / "master.key"
    path.write_text(text)

    with pytest.raises(MasterKeyError, match=r"holds no master key .* restore it") as refused:
        MasterKeys.read(path)
    assert "\n" not in str(refused.value)


def test_without_a_master_key_nothing_is_begun(monkeypatch: pytest.MonkeyPatch) -> None:
    """A process that nobody gave a master key says so, and does not write in clear instead."""
    monkeypatch.delenv("PERSON_MASTER_KEY_FILE")

    with pytest.raises(MasterKeyError, match="set PERSON_MASTER_KEY_FILE"):
        master_keys()


def test_an_embedded_stack_makes_its_own_master_key(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """`up` needs no preparation; and a key that is below its folder is used before any other."""
    given = master_key_below(tmp_path)
    monkeypatch.delenv("PERSON_MASTER_KEY_FILE")
    made = master_key_below(tmp_path)
    monkeypatch.setenv("PERSON_MASTER_KEY_FILE", str(given))

    assert given.parent != tmp_path
    assert made.parent == tmp_path
    assert master_key_below(tmp_path) == made
