"""When something is missing or wrong, one line says what to do next, and the exit code which kind it is."""

import asyncio

from adapters.embedded import StackCard
from adapters.processes import free_port
from tests.e2e.conftest import Copied, Said, Starter

_NO_DATABASE = "postgresql://vinhdanh_app@/vinhdanh?host=/nowhere"


def _line(said: Said) -> str:
    [line] = said.err.splitlines()
    return line


async def test_without_servers_every_verb_says_how_to_start_them(copied: Copied) -> None:
    """Whoever begins learns the next command, also from the verbs that would have changed something."""
    starter = copied("không máy chủ")
    said = await asyncio.gather(
        starter("verify", "--json"),
        starter("submit", "examples/hoang-mai-2019.yaml"),
        starter("list", DATABASE_URL=_NO_DATABASE),
        starter("list", TEMPORAL_ADDRESS="127.0.0.1:7233"),
        starter("down"),
    )

    assert [(1, "")] * 4 == [(each.code, each.out) for each in said[:4]]
    assert all('start them with "starter.py up"' in _line(each) for each in said[:2])
    assert all("only " in _line(each) and "set both" in _line(each) for each in said[2:4])
    assert (0, "Nothing to stop.\n") == (said[4].code, said[4].out)


async def test_servers_that_are_away_are_named(card: StackCard, fresh_starter: Starter) -> None:
    """The line says which of the two does not answer, and the exit code is 1 every time."""
    nobody = f"127.0.0.1:{free_port()}"
    said = await asyncio.gather(
        fresh_starter("list", DATABASE_URL=_NO_DATABASE),
        fresh_starter("verify", DATABASE_URL="postgresql://vinhdanh_app@localhost:port/vinhdanh"),
        fresh_starter("verify", TEMPORAL_ADDRESS=nobody),
        fresh_starter("list", TEMPORAL_ADDRESS="no address"),
        fresh_starter("list", TEMPORAL_PROFILE="nobody's"),
        *(
            fresh_starter("list", TEMPORAL_ADDRESS=card.temporal_address, TEMPORAL_TLS="true")
            for _ in range(2)
        ),
    )

    assert [(1, "")] * 7 == [(each.code, each.out) for each in said]
    assert all("check DATABASE_URL, or start it" in _line(each) for each in said[:2])
    assert f"Temporal at {nobody} does not answer; check TEMPORAL_ADDRESS, or start it" in _line(said[2])
    assert "Temporal at no address does not answer" in _line(said[3])
    assert "the TEMPORAL_* variables cannot be used" in _line(said[4])
    assert all("does not answer" in _line(each) for each in said[5:])


async def test_a_no_is_told_from_wrong_usage(fresh_starter: Starter) -> None:
    """Exit code 1 where the command was right and the answer is that there is none, 2 where it was wrong."""
    unknown, wrong = await asyncio.gather(
        fresh_starter("decide", "n-unknown", "--as", "ward-chair", "--verdict", "approve", "--signal"),
        fresh_starter("decide", "n-unknown", "--as", "ward-chair"),
    )

    assert (1, "") == (unknown.code, unknown.out)
    assert _line(unknown).startswith('starter.py: no nomination is called "n-unknown"')
    assert (2, "") == (wrong.code, wrong.out)
    assert "Usage: starter.py decide" in wrong.err
