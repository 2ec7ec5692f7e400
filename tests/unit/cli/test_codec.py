"""The verbs for keys and tokens of what Temporal stores."""

import json
from pathlib import Path

import pytest

from adapters.codec_tokens import CodecTokensError, read_tokens
from adapters.payload_keys import PayloadKeysError, read_keys
from cli import codec


def test_a_key_is_changed_in_two_steps(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """First it reads, so that every process can be given it; then it writes. No step shows or loses a key."""
    file = tmp_path / "keys.json"
    codec.keys(file)
    first = read_keys(file)
    codec.add(file)
    added = read_keys(file)
    second = next(name for name in added.keys if name != first.current)
    codec.use(file, second)
    capsys.readouterr()
    codec.list_keys(file, as_json=True)
    shown = capsys.readouterr().out

    assert first.current == added.current
    assert {"current": second, "keys": [first.current, second]} == json.loads(shown)
    assert first.keys.items() <= read_keys(file).keys.items()
    assert not any(key in shown for key in added.keys.values())


def test_a_file_that_is_there_is_left_alone(tmp_path: Path) -> None:
    """Nobody loses the keys of running cases by repeating the first step."""
    file = tmp_path / "keys.json"
    codec.keys(file)
    before = file.read_bytes()
    with pytest.raises(PayloadKeysError, match="is there already; add a key to it"):
        codec.keys(file)

    assert before == file.read_bytes()


def test_a_token_is_shown_once_and_kept_as_its_hash(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Who reads the file cannot ask in anybody's name; a new token takes the place of the old one."""
    file = tmp_path / "tokens.json"
    tokens: list[str] = []
    for name in ("op-1", "op-2", "op-1"):
        codec.token(name, file, as_json=True)
        tokens.append(json.loads(capsys.readouterr().out)["token"])
    known = read_tokens(file)

    assert [None, "op-2", "op-1"] == [known.holder(f"Bearer {token}") for token in tokens]
    assert not any(token in file.read_text() for token in tokens)
    assert 0o600 == file.stat().st_mode & 0o777


def test_tokens_are_not_added_to_a_file_of_something_else(tmp_path: Path) -> None:
    """A wrong path does not spoil what stands there."""
    file = tmp_path / "keys.json"
    codec.keys(file)
    before = file.read_bytes()
    with pytest.raises(CodecTokensError, match="holds no tokens"):
        codec.token("op-1", file)

    assert before == file.read_bytes()
