"""The embedded Temporal server: it comes up although others are quicker to its port."""

import pytest

import adapters.local_temporal
from adapters.embedded import StackCard
from adapters.local_temporal import LocalTemporal
from adapters.processes import free_port
from tests.e2e.conftest import Folder


def test_another_server_on_its_port_is_not_taken_for_itself(
    new_folder: Folder, card: StackCard, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between finding a free port and listening there another can be quicker: then it takes another port."""
    taken = int(card.temporal_address.rsplit(":", 1)[1])
    ports = iter([taken])
    monkeypatch.setattr(adapters.local_temporal, "free_port", lambda: next(ports, 0) or free_port())
    server = LocalTemporal(new_folder("một máy chủ"))
    mark = server.start()
    alive, port = mark.alive(), server.port
    mark.stop()

    assert alive
    assert taken != port
