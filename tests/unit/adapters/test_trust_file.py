"""What an auditor trusts is read strictly: a slip of the pen must not widen it."""

import json
from pathlib import Path

import pytest

from adapters.ed25519 import SigningKey
from adapters.trust_file import TrustFileError, read_trust
from domain.notes import NoteKey, NoteType
from schemas.trust import Trust

_LOG = str(NoteKey("ledger.example/log", NoteType.LOG, SigningKey(b"\1" * 32).public))
_WITNESS = str(NoteKey("archive.example/w1", NoteType.COSIGNATURE, SigningKey(b"\2" * 32).public))


def _written(folder: Path, text: str) -> Path:
    path = folder / "trust.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def test_keys_are_read_from_yaml_and_json(tmp_path: Path) -> None:
    """Both forms say the same."""
    trust = Trust(log=_LOG, witnesses=(_WITNESS,), registrar="A" * 43)
    yaml = f"log: {_LOG}\nwitnesses: [{_WITNESS}]\nregistrar: {'A' * 43}\n"

    assert trust == read_trust(_written(tmp_path, yaml))
    assert trust == read_trust(_written(tmp_path, json.dumps(trust.model_dump(mode="json"))))


@pytest.mark.parametrize(
    "text",
    ["log: nothing", "logs: x", "witnesses: [x]", f"log: {_LOG}\nquorum: 0", "registrar: x", "- log", "{"],
)
def test_what_is_no_trust_file_is_refused_in_one_line(tmp_path: Path, text: str) -> None:
    """The line names the file, and a field that nobody knows is not passed over."""
    with pytest.raises(TrustFileError, match=r"^trust\.yaml: [^\n]+$"):
        read_trust(_written(tmp_path, text))
