"""Checkpoints are what the log signed and witnesses saw, by the keys that an auditor brings."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from adapters import ed25519
from domain.checkpoint_check import WITNESS_PATIENCE, CheckpointCheck, HeldCheckpointError, held_checkpoint
from domain.checkpoints import CheckpointText
from domain.merkle import CompactRange, leaf_of
from domain.notes import Note, NoteKey, NoteType, cosignature, log_signature
from schemas.audit import FindingCode
from schemas.seal import Checkpoint, TreeHead
from schemas.trust import Trust

_AT = datetime(2026, 11, 23, 8, tzinfo=UTC)
_ORIGIN, _OTHER = "ledger.test/vinh-danh", b"\xab" * 32
_LOG, _FORGER, _SEEN = (ed25519.SigningKey.new() for _ in range(3))


def _root(size: int) -> bytes:
    tree = CompactRange()
    for number in range(size):
        tree.append(leaf_of(str(number).encode()))
    return tree.root()


def _log_key(key: ed25519.SigningKey = _LOG, origin: str = _ORIGIN) -> NoteKey:
    return NoteKey(origin, NoteType.LOG, key.public)


_WITNESS = NoteKey("witness.test/one", NoteType.COSIGNATURE, _SEEN.public)
_TRUST = Trust(log=str(_log_key()), witnesses=(str(_WITNESS),))


def _signed(
    size: int,
    *,
    key: ed25519.SigningKey = _LOG,
    seen: bool = True,
    root: bytes | None = None,
    at: datetime = _AT,
) -> Checkpoint:
    """A checkpoint of the first `size` leaves."""
    right = _root(size)
    text = str(CheckpointText(_ORIGIN, size, root or right))
    lines = [log_signature(text, _log_key(key), key.sign)]
    lines += [cosignature(text, _WITNESS, 1_800_000_000, _SEEN.sign)] if seen else []
    return Checkpoint(
        head=TreeHead(size=size, root=right.hex()),
        note=str(Note(text, tuple(lines))),
        signed_at=at,
        log_key=str(_log_key(key)),
        witness_keys=(str(_WITNESS),) if seen else (),
    )


def _amiss(trust: Trust | None, *checkpoints: Checkpoint, now: datetime = _AT) -> list[FindingCode]:
    check = CheckpointCheck(trust, ed25519.verify)
    found = [finding for each in checkpoints for finding in check.take(each)]
    return [finding.code for finding in (*found, *check.end(now))]


@pytest.mark.parametrize("trust", [None, _TRUST, Trust()], ids=["no keys", "keys", "no keys in the file"])
def test_checkpoints_of_the_log_are_passed(trust: Trust | None) -> None:
    """By the keys that an auditor brings, or by those on record where there are no others."""
    assert [] == _amiss(trust, _signed(1), _signed(5, seen=False), _signed(9))


@pytest.mark.parametrize(
    "checkpoint",
    [
        lambda: _signed(5, key=_FORGER),
        lambda: _signed(5, root=_OTHER),
        lambda: _signed(5).model_copy(update={"note": _signed(6).note}),
        lambda: _signed(5).model_copy(update={"note": "no note"}),
        lambda: _signed(5).model_copy(update={"note": _signed(5).note.replace("\n5\n", "\n6\n")}),
    ],
    ids=["another key", "another root", "another note", "no note", "edited"],
)
def test_a_checkpoint_that_the_log_has_not_signed_so_is_named(checkpoint: Callable[[], Checkpoint]) -> None:
    """The auditor's key decides, whatever the record says of its own keys."""
    assert [FindingCode.CHECKPOINT_FORGED] == _amiss(_TRUST, _signed(4), checkpoint(), _signed(9))


def test_even_without_keys_to_trust_a_change_of_keys_is_named() -> None:
    """Who signs anew with another key has to sign everything anew."""
    assert [FindingCode.CHECKPOINT_FORGED] == _amiss(None, _signed(4), _signed(5, key=_FORGER))


def test_checkpoints_that_no_witness_takes_are_named() -> None:
    """A witness refuses a fork; after a while its silence is a finding, and what it takes covers the rest."""
    late = _AT + WITNESS_PATIENCE + timedelta(seconds=1)
    alone = _signed(5, seen=False)

    assert [] == _amiss(_TRUST, _signed(4), alone)
    assert [FindingCode.CHECKPOINT_UNWITNESSED] == _amiss(_TRUST, _signed(4), alone, now=late)
    assert [] == _amiss(_TRUST, _signed(4), alone, _signed(9), now=late)
    assert [] == _amiss(Trust(log=_TRUST.log), alone, now=late)


def test_a_held_checkpoint_must_be_by_the_log_that_is_trusted() -> None:
    """A walk never begins from what somebody else signed; without a key the file is taken at its word."""
    assert 5 == held_checkpoint(_signed(5).note, _TRUST, ed25519.verify).size
    assert 5 == held_checkpoint(_signed(5, key=_FORGER).note, None, ed25519.verify).size
    for note in (_signed(5, key=_FORGER).note, "no note"):
        with pytest.raises(HeldCheckpointError, match="cannot be used"):
            held_checkpoint(note, _TRUST, ed25519.verify)
