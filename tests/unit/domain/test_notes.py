"""Signed notes and checkpoints: published examples, the way there and back, and every change refused."""

from base64 import b64encode

import pytest

from adapters.ed25519 import SigningKey, verify
from domain.checkpoints import CheckpointText, opened, parse_checkpoint
from domain.merkle import EMPTY_ROOT
from domain.notes import (
    MAX_NOTE,
    Note,
    NoteError,
    NoteKey,
    NoteSignature,
    NoteType,
    Signed,
    cosignature,
    log_signature,
    parse_note,
    parse_signatures,
    verified,
)

PUBLISHED_KEY = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
PUBLISHED = (
    "If you think cryptography is the answer to your problem,\n"
    "then you don't know what your problem is.\n"
    "\n"
    "— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN"
    "1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n"
)
"""The example in the documentation of golang.org/x/mod/sumdb/note, where the format comes from."""

PUBLIC_LOG = "arche2025h1.staging.ct.transparency.dev+ba2f06c0+AU0vHmlGCS/PdN8b2OaGmKprLI8HKM+dJ472xgFYh15f"
PUBLIC_WITNESS = "remora.n621.de+da77ade7+BOvN63jn/bLvkieywe8R6UYAtVtNbZpXh34x7onlmtw2"
PUBLIC_CHECKPOINT = (
    "arche2025h1.staging.ct.transparency.dev\n"
    "1432088532\n"
    "U7WM79jrzyhGZ5/GUBTpM7NzwdyfFx61t3RovgcC4Ro=\n"
    "\n"
    "— arche2025h1.staging.ct.transparency.dev zTM8sQAAAZ5W0WdjBAMARjBEAiBjW5IQf9pvsYLfQFX6hoGREPMHbdQ3urbllz"
    "alApkptQIgIpwtEroeW2BXaHAI4kJXFbon5Ch9MNL5zRNZ55lvGt0=\n"
    "— arche2025h1.staging.ct.transparency.dev ui8GwCF1+kWqZrxGdhj4aX3gcw7XUlXQQabg/27lefwhUkzbC3NygNI75MdhL1"
    "bfTW9g8Ei59RA23oHP7Ry1k3ZFWwQ=\n"
    "— remora.n621.de 2net5wAAAABqEiEgPlfF3V06o0Y+fHM+J5J9s27wgxxcOVSpZ/2g/KSiXCg9DEZI+aVCIobWX9sXTynk5XeU/zZ"
    "0WBxtqB0DrAWfBw==\n"
)
"""A public log's head as a public witness cosigned it; its first signature is of another kind."""

ORIGIN = "vinhdanh.example/so-cai"
LOG, WITNESS = SigningKey(b"\1" * 32), SigningKey(b"\2" * 32)
LOG_KEY = NoteKey(ORIGIN, NoteType.LOG, LOG.public)
WITNESS_KEY = NoteKey("archive.example/w1", NoteType.COSIGNATURE, WITNESS.public)
AT = 1_679_315_147


def _checkpoint() -> Note:
    text = str(CheckpointText(ORIGIN, 7, bytes(range(32))))
    lines = log_signature(text, LOG_KEY, LOG.sign), cosignature(text, WITNESS_KEY, AT, WITNESS.sign)
    return Note(text, lines)


def test_the_published_note_is_signed_by_the_published_key() -> None:
    """Text, key id and signature are read as the format's inventors write them."""
    key = NoteKey.parse(PUBLISHED_KEY)
    note = parse_note(PUBLISHED)

    assert verified(note, [key], verify) == (Signed(key, None),)
    assert str(note) == PUBLISHED
    assert str(key) == PUBLISHED_KEY


def test_the_published_text_is_signed_as_its_inventors_sign_it() -> None:
    """What we write is what others read: the same key gives the same note, byte for byte."""
    key = NoteKey.parse(PUBLISHED_KEY)
    text = parse_note(PUBLISHED).text
    private = SigningKey(bytes.fromhex("810a1402d5146c8d84f2443330f54080ebf98ee17d9c74f6252fc5d5c7283173"))

    assert private.public == key.public
    assert str(Note(text, (log_signature(text, key, private.sign),))) == PUBLISHED


def test_a_public_logs_checkpoint_and_its_cosignature_hold() -> None:
    """A head that other people's log and witness signed opens here, and tells when the witness signed."""
    log, witness = NoteKey.parse(PUBLIC_LOG), NoteKey.parse(PUBLIC_WITNESS)
    found = opened(PUBLIC_CHECKPOINT, [log, witness], verify)

    assert found.checkpoint.size == 1_432_088_532
    assert found.signed == (Signed(log, None), Signed(witness, 1_779_573_024))
    assert found.cosigned == (Signed(witness, 1_779_573_024),)


def test_a_cosigned_checkpoint_goes_there_and_back() -> None:
    """What is written is read as it was, and both keys are found on it."""
    note = _checkpoint()
    found = opened(str(note), [LOG_KEY, WITNESS_KEY], verify)

    assert parse_note(str(note)) == note
    assert found.checkpoint == CheckpointText(ORIGIN, 7, bytes(range(32)))
    assert found.signed == (Signed(LOG_KEY, None), Signed(WITNESS_KEY, AT))
    assert note.with_signatures(*note.signatures) == note


def test_no_change_of_one_bit_of_a_checkpoint_is_taken() -> None:
    """Text, names, key ids, times, signatures and even the newlines are covered, bit by bit."""
    note = str(_checkpoint()).encode()
    expected = opened(note.decode(), [LOG_KEY, WITNESS_KEY], verify)
    for bit in range(len(note) * 8):
        changed = (int.from_bytes(note, "big") ^ 1 << bit).to_bytes(len(note), "big").decode(errors="replace")
        try:
            found = opened(changed, [LOG_KEY, WITNESS_KEY], verify)
        except NoteError:
            continue
        assert found.signed != expected.signed, f"bit {bit}"
        assert found.checkpoint == expected.checkpoint, f"bit {bit}: one line became a stranger's, no more"


@pytest.mark.parametrize(
    "changed",
    [
        PUBLISHED.replace("\n\n", "\n"),
        PUBLISHED.rstrip("\n"),
        PUBLISHED + "\n",
        PUBLISHED + "another line\n",
        PUBLISHED.replace("—", "-"),
        PUBLISHED.replace("PeterNeumann", "Peter+Neumann"),
        PUBLISHED.replace("PeterNeumann", ""),
        PUBLISHED.replace("x08go", "x08g"),
        PUBLISHED.replace("nAM=", "nAN="),
        PUBLISHED.replace("nAM=", "nAM"),
        PUBLISHED.replace("nAM=\n", "nAM= \n"),
        PUBLISHED.replace("your", "your\t"),
        PUBLISHED.replace("your", "your\r"),
        PUBLISHED.replace("your", "your\ud800"),
        "x" * MAX_NOTE + PUBLISHED,
        "text\n\n— name x08goA\n",
        "text\n\n— name x08gow==\n",
        "\n\n— name x08goAAA\n",
        "",
    ],
)
def test_what_is_no_note_to_the_letter_is_refused(changed: str) -> None:
    """Two readers never take the same bytes for two notes, or two spellings for one."""
    with pytest.raises(NoteError):
        parse_note(changed)


@pytest.mark.parametrize(
    "text",
    [
        "origin\n07\n{root}\n",
        "origin\n-1\n{root}\n",
        "origin\n+1\n{root}\n",
        "origin\n٣\n{root}\n",
        "origin\n\n{root}\n",
        "origin\n9223372036854775808\n{root}\n",
        "\n1\n{root}\n",
        "origin\n1\n{root}",
        "origin\n1\n{root}\nextension\n",
        "origin\n1\n\n",
        "origin\n1\nAAAA\n",
        "origin\n1\n{hex}\n",
        "origin\n1\n",
    ],
)
def test_what_is_no_checkpoint_to_the_letter_is_refused(text: str) -> None:
    """A size or root that can be read in two ways is none."""
    filled = text.format(root=b64encode(EMPTY_ROOT).decode(), hex=EMPTY_ROOT.hex())
    with pytest.raises(NoteError):
        parse_checkpoint(filled)


@pytest.mark.parametrize(
    "vkey",
    [
        "",
        "PeterNeumann",
        PUBLISHED_KEY.replace("c74f20a3", "c74f20a4"),
        PUBLISHED_KEY.replace("c74f20a3", "C74F20A3"),
        PUBLISHED_KEY.replace("Peter", "Pieter"),
        PUBLISHED_KEY.replace("PeterN", "Peter N"),
        PUBLISHED_KEY.replace("ARpc", "AhpC"),
        PUBLISHED_KEY[:-4],
        PUBLISHED_KEY + "AAAA",
        "PeterNeumann+173116ae+ZRpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
    ],
)
def test_a_damaged_vkey_is_refused(vkey: str) -> None:
    """A key that was copied with a mistake, or is of another kind, never becomes a key to trust."""
    with pytest.raises(NoteError):
        NoteKey.parse(vkey)


def test_a_note_by_strangers_only_is_refused() -> None:
    """Nothing is taken from a note before a trusted key is found on it."""
    with pytest.raises(NoteError, match="not signed by a key that is trusted"):
        verified(_checkpoint(), [NoteKey.parse(PUBLISHED_KEY)], verify)


def test_a_witness_does_not_stand_in_for_the_log() -> None:
    """A checkpoint that its own log has not signed is refused, however many witnesses have."""
    note = _checkpoint()
    witnessed = str(Note(note.text, note.signatures[1:]))
    for keys in ([WITNESS_KEY], [LOG_KEY, WITNESS_KEY]):
        with pytest.raises(NoteError, match="not signed by the log"):
            opened(witnessed, keys, verify)


def test_a_log_signs_for_its_own_origin_only() -> None:
    """One trusted log cannot give out heads of another."""
    text = str(CheckpointText("another.example/log", 7, EMPTY_ROOT))
    note = str(Note(text, (log_signature(text, LOG_KEY, LOG.sign),)))
    with pytest.raises(NoteError, match="not signed by the log"):
        opened(note, [LOG_KEY], verify)


def test_one_false_line_of_a_trusted_key_spoils_the_note() -> None:
    """A forged line beside a right one is a change that somebody made, not noise."""
    note = _checkpoint()
    forged = NoteSignature(WITNESS_KEY.name, WITNESS_KEY.key_id, bytes(72))
    with pytest.raises(NoteError, match="does not hold"):
        opened(str(note.with_signatures(forged)), [LOG_KEY, WITNESS_KEY], verify)


def test_a_signature_does_not_pass_for_one_of_the_other_kind() -> None:
    """The same key under the same name signs as a log or as a witness, never as both by one signature."""
    note = _checkpoint()
    as_witness = NoteKey(ORIGIN, NoteType.COSIGNATURE, LOG.public)
    line = NoteSignature(ORIGIN, as_witness.key_id, AT.to_bytes(8, "big") + note.signatures[0].blob)
    with pytest.raises(NoteError, match="does not hold"):
        verified(Note(note.text, (line,)), [as_witness], verify)


def test_a_witness_answers_in_signature_lines() -> None:
    """An answer is read line by line, and half a line is refused."""
    line = _checkpoint().signatures[1]

    assert parse_signatures(str(line)) == (line,)
    for broken in ("", "\n", str(line)[:-1], f"{line}\n", f"{line}x\n"):
        with pytest.raises(NoteError):
            parse_signatures(broken)
