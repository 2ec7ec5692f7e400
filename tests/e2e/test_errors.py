"""When something is missing or wrong, one line says what to do next, and the exit code says which kind it is."""

import asyncio

import pytest

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
        starter("list"),
        starter("verify", "--json"),
        starter("submit", "examples/hoang-mai-2019.yaml"),
        starter("list", DATABASE_URL=_NO_DATABASE),
        starter("list", TEMPORAL_ADDRESS="127.0.0.1:7233"),
        starter("down"),
    )

    assert [(1, "")] * 5 == [(each.code, each.out) for each in said[:5]]
    assert all('start them with "starter.py up"' in _line(each) for each in said[:3])
    assert all("only " in _line(each) and "set both" in _line(each) for each in said[3:5])
    assert (0, "Nothing to stop.\n") == (said[5].code, said[5].out)


async def test_servers_that_are_away_are_named(card: StackCard, starter: Starter) -> None:
    """The line says which of the two does not answer, and the exit code is 1 every time."""
    nobody = f"127.0.0.1:{free_port()}"
    said = await asyncio.gather(
        starter("list", DATABASE_URL=_NO_DATABASE),
        starter("verify", DATABASE_URL="postgresql://vinhdanh_app@localhost:port/vinhdanh"),
        starter("verify", TEMPORAL_ADDRESS=nobody),
        starter("list", TEMPORAL_ADDRESS="no address"),
        starter("list", TEMPORAL_PROFILE="nobody's"),
        *(starter("list", TEMPORAL_ADDRESS=card.temporal_address, TEMPORAL_TLS="true") for _ in range(3)),
    )

    assert [(1, "")] * 8 == [(each.code, each.out) for each in said]
    assert all("check DATABASE_URL, or start it" in _line(each) for each in said[:2])
    assert f"Temporal at {nobody} does not answer; check TEMPORAL_ADDRESS, or start it" in _line(said[2])
    assert "Temporal at no address does not answer" in _line(said[3])
    assert "the TEMPORAL_* variables cannot be used" in _line(said[4])
    assert all("does not answer" in _line(each) for each in said[5:])


@pytest.mark.parametrize(
    "words",
    [
        ("show", "n-unknown"),
        ("history", "n-unknown", "--json"),
        ("decide", "n-unknown", "--as", "ward-chair", "--verdict", "approve", "--signal"),
        ("withdraw", "n-unknown", "--as", "ward-office", "--reason", "x"),
    ],
)
async def test_an_unknown_nomination_is_told_from_wrong_usage(words: tuple[str, ...], starter: Starter) -> None:
    """Exit code 1: the command was right, the answer is that there is none."""
    said = await starter(*words)

    assert (1, "") == (said.code, said.out)
    assert _line(said).startswith('starter.py: no nomination is called "n-unknown"')


async def test_wrong_usage_is_exit_code_2(starter: Starter) -> None:
    """What cannot be a message is never sent, and never taken for a refusal."""
    decide = ("decide", "n-1", "--verdict", "approve", "--as")
    said = await asyncio.gather(
        starter("decide", "n-1", "--as", "ward-chair"),
        starter(*decide, "ward-chair", "--decision-id", "12"),
        starter("list", "--status", "lost"),
        starter("conjure"),
    )

    assert [(2, "")] * 4 == [(each.code, each.out) for each in said]
    assert all("Usage: starter.py" in each.err for each in said)
