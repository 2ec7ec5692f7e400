"""Where a key is made that nobody says a folder for."""

import os
from pathlib import Path

import pytest

from adapters.embedded import StackCard
from adapters.keyring import FOLDER_VARIABLE
from adapters.processes import ProcessMark
from cli import connection
from cli.connection import keyring_here


@pytest.fixture
def nothing_named(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """An environment that names no servers and no folder of keys."""
    for name in (FOLDER_VARIABLE, "TEMPORAL_ADDRESS", "DATABASE_URL"):
        monkeypatch.delenv(name, raising=False)
    return monkeypatch


def test_a_key_is_made_where_the_running_stack_looks_for_it(
    nothing_named: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Who tries things out on a stack makes a key there, not one in their home that no verb finds again."""
    mark = ProcessMark.of(os.getpid())
    card = StackCard(
        temporal_address="",
        temporal_ui="",
        database_url="",
        postgres=mark,
        temporal=mark,
        worker=mark,
        signing_keys=tmp_path / "keys",
    )
    (tmp_path / "stack.json").write_text(card.model_dump_json())
    nothing_named.setattr(connection, "UP_CARD", tmp_path / "stack.json")
    of_the_stack = keyring_here().folder
    nothing_named.setenv(FOLDER_VARIABLE, str(tmp_path / "named"))

    assert (tmp_path / "keys", tmp_path / "named") == (of_the_stack, keyring_here().folder)
