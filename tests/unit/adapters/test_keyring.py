"""Private keys as files: who may read them, whose they are, and how one follows another."""

import os
from pathlib import Path
from stat import S_IMODE

import pytest
from pydantic import ValidationError

from adapters.ed25519 import KeyFileError
from adapters.keyring import FOLDER_VARIABLE, Keyring, keys_folder
from domain.key_registry import thumbprint
from schemas.signing import KeyRole


@pytest.fixture
def keyring(tmp_path: Path) -> Keyring:
    """A keyring in a folder that is not there yet."""
    return Keyring(tmp_path / "secrets" / "keys")


def test_only_the_owner_may_read_keys(keyring: Keyring) -> None:
    """Neither the folder nor a key in it is open to anybody else."""
    keyring.new("ward-chair")

    assert 0o700 == S_IMODE(keyring.folder.stat().st_mode)
    assert 0o600 == S_IMODE(keyring.path_of("ward-chair").stat().st_mode)


def test_a_key_that_others_could_read_is_not_used(keyring: Keyring) -> None:
    """Somebody may have copied it, so the person is told what to do instead."""
    keyring.new("ward-chair")
    keyring.path_of("ward-chair").chmod(0o640)
    with pytest.raises(KeyFileError, match="can be read by others") as refused:
        keyring.key_of("ward-chair")

    assert 1 == len(str(refused.value).splitlines())


def test_a_person_signs_decisions_and_statements_on_keys_with_two_keys(keyring: Keyring) -> None:
    """A registrar who also decides does not vouch with the key that decides."""
    decides, vouches = keyring.new("ward-chair"), keyring.new("ward-chair", KeyRole.REGISTRAR)
    read = [keyring.key_of("ward-chair", role) for role in (KeyRole.REVIEWER, KeyRole.REGISTRAR)]

    assert decides.public != vouches.public
    assert [decides.public, vouches.public] == [key.public for key in read if key]
    assert keyring.key_of("ward-deputy") is None


def test_no_key_is_written_over(keyring: Keyring) -> None:
    """A key that is lost by a slip of the hand could never be found again."""
    before = keyring.new("ward-chair").public
    with pytest.raises(KeyFileError, match="is a key already"):
        keyring.new("ward-chair")
    after = keyring.key_of("ward-chair")

    assert after
    assert before == after.public


def test_a_rotation_keeps_the_old_key_and_may_be_repeated(keyring: Keyring) -> None:
    """The next key stays the same until it is turned over; the old one is kept under its thumbprint."""
    old = keyring.new("ward-chair")
    following = [keyring.next_of("ward-chair").public for _ in range(2)]
    keyring.turn_over("ward-chair")
    keyring.turn_over("ward-chair")
    now = keyring.key_of("ward-chair")

    assert now
    assert [now.public] * 2 == following
    assert sorted(["ward-chair", f"ward-chair@{thumbprint(old.public)}"]) == sorted(
        each.name for each in keyring.folder.iterdir()
    )


def test_a_turn_that_was_cut_off_is_finished(keyring: Keyring) -> None:
    """A crash after the old key was kept, and before the next one took its place, loses neither."""
    old, following = keyring.new("ward-chair"), keyring.next_of("ward-chair")
    path = keyring.path_of("ward-chair")
    os.link(path, path.with_name(f"ward-chair@{thumbprint(old.public)}"))
    keyring.turn_over("ward-chair")
    now = keyring.key_of("ward-chair")

    assert now
    assert following.public == now.public
    assert 2 == len(list(keyring.folder.iterdir()))


@pytest.mark.parametrize("person", ["../ward-chair", "a/b", "", "ward-chair@registrar", "Nguyễn Văn A", "."])
def test_only_codes_name_files(keyring: Keyring, person: str) -> None:
    """Nothing that a person types leads out of the folder, or to another one's key."""
    with pytest.raises(ValidationError):
        keyring.new(person)

    assert not keyring.folder.exists()


@pytest.mark.parametrize("content", ["", "not base64!", "c2hvcnQ="])
def test_what_is_no_key_says_so(keyring: Keyring, content: str) -> None:
    """A damaged file is one line that names it, never its contents."""
    keyring.new("ward-chair")
    keyring.path_of("ward-chair").write_text(content)
    with pytest.raises(KeyFileError, match="holds no key that can be read") as refused:
        keyring.key_of("ward-chair")

    assert not content or content not in str(refused.value)


def test_the_environment_names_the_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The embedded stack has a folder of its own; otherwise keys are below the user's home."""
    monkeypatch.setenv(FOLDER_VARIABLE, str(tmp_path))
    given = keys_folder()
    monkeypatch.delenv(FOLDER_VARIABLE)

    assert (tmp_path, Path.home() / ".config" / "vinh-danh" / "keys") == (given, keys_folder())
