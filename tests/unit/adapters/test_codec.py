"""What the codec hides, what it lets pass, and which keys open what."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from temporalio.api.common.v1 import Payload
from temporalio.api.failure.v1 import Failure
from temporalio.converter import DataConverter

from adapters.codec import KEY_ID, EncryptionCodec, KeyRing, converter_with, data_converter, is_encrypted
from adapters.payload_keys import (
    KEYS_VARIABLE,
    PayloadKeys,
    PayloadKeysError,
    ensure_keys,
    read_keys,
    write_keys,
)

_ACHIEVEMENT = "Cứu hai cháu nhỏ khỏi đuối nước".encode()


def _payload(data: bytes = _ACHIEVEMENT) -> Payload:
    return Payload(metadata={"encoding": b"json/plain", "messageType": b"nomination"}, data=data)


def _codec(keys: PayloadKeys) -> EncryptionCodec:
    return EncryptionCodec(KeyRing(keys))


@given(st.binary(max_size=4096), st.dictionaries(st.text(max_size=8), st.binary(max_size=32), max_size=4))
def test_whatever_is_sealed_comes_out_the_same(data: bytes, metadata: dict[str, bytes]) -> None:
    """No act, answer or state is changed by its encryption."""
    codec = _codec(PayloadKeys.new())
    payload = Payload(metadata=metadata, data=data)

    assert payload == codec.opened(codec.sealed(payload))


@pytest.mark.parametrize("inside", [b"\xff\xff\xff", b"\x0a", b"{}"])
def test_what_is_no_payload_inside_passes_as_it_is(inside: bytes) -> None:
    """Also who has a key cannot make the codec raise, and so fail a workflow's task for ever."""
    ring = KeyRing(PayloadKeys.new())
    name, cipher = ring.current
    nonce = bytes(12)
    metadata = {"encoding": b"binary/encrypted", KEY_ID: name.encode()}
    sent = Payload(metadata=metadata, data=nonce + cipher.encrypt(nonce, inside, name.encode()))

    assert sent == EncryptionCodec(ring).opened(sent)


def test_nothing_of_a_payload_is_left_in_clear() -> None:
    """Neither what it says nor what kind it is can be read from what Temporal stores."""
    keys = PayloadKeys.new()
    sealed = _codec(keys).sealed(_payload())
    stored = sealed.SerializeToString()

    assert {"encoding": b"binary/encrypted", KEY_ID: keys.current.encode()} == dict(sealed.metadata)
    assert _ACHIEVEMENT not in stored
    assert b"nomination" not in stored
    assert b"json/plain" not in stored


def test_the_same_payload_is_never_sealed_the_same_way_twice() -> None:
    """Nobody can tell from what is stored that two people gave the same verdict."""
    codec = _codec(PayloadKeys.new())

    assert 100 == len({codec.sealed(_payload()).data for _ in range(100)})


async def test_what_was_written_in_clear_stays_readable() -> None:
    """Histories from before the codec replay, and a foreign payload reaches the workflow."""
    clear = [_payload(), Payload()]

    assert clear == await _codec(PayloadKeys.new()).decode(clear)


def test_an_altered_payload_passes_as_it_is() -> None:
    """One bit changed anywhere in it, or its key's name changed, and it is not read; nor does it raise."""
    keys = PayloadKeys.new().with_another()
    other = next(name for name in keys.keys if name != keys.current)
    codec = _codec(keys)
    sealed = codec.sealed(_payload())
    altered = [
        Payload(metadata=dict(sealed.metadata), data=_with_bit_flipped(sealed.data, bit))
        for bit in range(len(sealed.data) * 8)
    ]
    renamed = Payload(metadata=dict(sealed.metadata) | {KEY_ID: other.encode()}, data=sealed.data)

    assert [*altered, renamed] == [codec.opened(payload) for payload in (*altered, renamed)]


@pytest.mark.parametrize(
    "metadata", [{}, {KEY_ID: b"\xff\xfe"}, {KEY_ID: b"payload-ffffffff"}, {KEY_ID: b""}]
)
@pytest.mark.parametrize("data", [b"", b"short", b"x" * 11, b"x" * 12, b"x" * 100])
def test_what_only_says_that_it_is_encrypted_passes_as_it_is(metadata: dict[str, bytes], data: bytes) -> None:
    """Nothing that a client can put into a payload makes the codec raise, whatever key it names."""
    keys = PayloadKeys.new()
    for named in (metadata, metadata | {KEY_ID: keys.current.encode()}):
        payload = Payload(metadata={"encoding": b"binary/encrypted", **named}, data=data)

        assert payload == _codec(keys).opened(payload)


def test_after_a_rotation_old_and_new_are_read_and_the_new_key_writes() -> None:
    """Cases that are open for months outlive their first key."""
    first = PayloadKeys.new()
    before = _codec(first).sealed(_payload())
    both = first.with_another()
    second = next(name for name in both.keys if name != first.current)
    rotated = both.writing_with(second)
    after = _codec(rotated).sealed(_payload())

    assert [_payload()] * 2 == [_codec(rotated).opened(each) for each in (before, after)]
    assert second.encode() == after.metadata[KEY_ID]
    assert is_encrypted(_codec(first).opened(after))


def test_a_key_that_was_added_to_the_file_is_known_without_a_restart(tmp_path: Path) -> None:
    """A worker that runs reads what a newer process has written under a key that was added meanwhile."""
    path = ensure_keys(tmp_path / "keys.json")
    running = EncryptionCodec(KeyRing.of_file(path))
    more = read_keys(path).with_another()
    write_keys(path, more.writing_with(next(name for name in more.keys if name != more.current)))
    newer = EncryptionCodec(KeyRing.of_file(path))

    assert _payload() == running.opened(newer.sealed(_payload()))


def test_a_file_that_was_broken_meanwhile_does_not_stop_who_runs(tmp_path: Path) -> None:
    """A worker keeps the keys it has when somebody spoils the file under it."""
    path = ensure_keys(tmp_path / "keys.json")
    codec = EncryptionCodec(KeyRing.of_file(path))
    sealed, foreign = codec.sealed(_payload()), _codec(PayloadKeys.new()).sealed(_payload())
    path.write_text("{")

    assert foreign == codec.opened(foreign)
    assert _payload() == codec.opened(sealed)


async def test_a_failure_hides_its_message_and_its_stack() -> None:
    """What went wrong with a case is read by who holds the key, and by nobody else."""
    converter = converter_with(KeyRing(PayloadKeys.new()))
    stored, read = await _there_and_back(converter, ValueError("Nguyễn Văn A đã bị kỷ luật"))

    assert "Nguyễn" not in stored
    assert "test_codec" not in stored
    assert "Nguyễn Văn A đã bị kỷ luật" in read


async def _there_and_back(converter: DataConverter, error: Exception) -> tuple[str, str]:

    failure = Failure()
    try:
        raise error
    except ValueError as raised:
        await converter.encode_failure(raised, failure)
    stored = str(failure)
    return stored, str(await converter.decode_failure(failure))


def test_a_process_without_keys_says_which_variable_to_set(monkeypatch: pytest.MonkeyPatch) -> None:
    """It does not start, and nothing leaves it in clear."""
    monkeypatch.delenv(KEYS_VARIABLE, raising=False)
    with pytest.raises(PayloadKeysError, match="PAYLOAD_KEYS_FILE is not set; name the file"):
        data_converter()


@pytest.mark.parametrize(
    "text",
    ["", "{}", '{"current": "a", "keys": {}}', '{"current": "a", "keys": {"b": "c2VjcmV0"}}', "not-a-key"],
)
def test_a_file_of_something_else_is_refused_and_not_quoted(tmp_path: Path, text: str) -> None:
    """A wrong file does not end up on a screen or in a log, which a right one half typed would as well."""
    path = tmp_path / "keys.json"
    path.write_text(text)
    with pytest.raises(PayloadKeysError) as refused:
        read_keys(path)

    assert "holds no payload keys" in str(refused.value)
    assert "c2VjcmV0" not in str(refused.value)


def test_only_the_owner_may_read_the_file(tmp_path: Path) -> None:
    """Who else is on the machine gets no key from it; what is there already is kept."""
    path = ensure_keys(tmp_path / "keys.json")
    kept = path.read_bytes()

    assert 0o600 == path.stat().st_mode & 0o777
    assert kept == ensure_keys(path).read_bytes()
    assert [path] == list(tmp_path.iterdir())


def test_a_key_that_is_not_there_cannot_write() -> None:
    """A typing error in a key's name is caught before anything is written under it."""
    with pytest.raises(PayloadKeysError, match='there is no key "payload-x"'):
        PayloadKeys.new().writing_with("payload-x")


def _with_bit_flipped(data: bytes, bit: int) -> bytes:
    changed = bytearray(data)
    changed[bit // 8] ^= 1 << bit % 8
    return bytes(changed)
