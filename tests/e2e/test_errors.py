"""When something is missing or wrong, one line says what to do next, and the exit code which kind it is."""

import asyncio

import pytest

from adapters.embedded import StackCard
from adapters.processes import free_port
from tests.e2e.conftest import Copied, ForkedStarter, Said, Starter

_DATABASE = "postgresql://vinhdanh_app@/vinhdanh"


def _line(said: Said) -> str:
    [line] = said.err.splitlines()
    return line


async def test_without_servers_every_verb_says_how_to_start_them(copied: Copied) -> None:
    """Whoever begins learns the next command, also from the verbs that would have changed something."""
    starter = copied("không máy chủ")
    verify, submit, down = await asyncio.gather(
        starter("verify", "--json"), starter("submit", "examples/hoang-mai-2019.yaml"), starter("down")
    )

    assert [(1, "")] * 2 == [(said.code, said.out) for said in (verify, submit)]
    assert all('start them with "starter.py up"' in _line(said) for said in (verify, submit))
    assert (0, "Nothing to stop.\n") == (down.code, down.out)


@pytest.mark.parametrize(
    ("environment", "line"),
    [
        ({"TEMPORAL_ADDRESS": ""}, "only DATABASE_URL is set; set both TEMPORAL_ADDRESS and DATABASE_URL"),
        ({"DATABASE_URL": ""}, "only TEMPORAL_ADDRESS is set; set both TEMPORAL_ADDRESS and DATABASE_URL"),
        ({"DATABASE_URL": f"{_DATABASE}?host=/nowhere"}, "check DATABASE_URL, or start it"),
        ({"DATABASE_URL": _DATABASE.replace("@", "@localhost:port")}, "check DATABASE_URL, or start it"),
        ({"DATABASE_URL": "vinhdanh"}, "check DATABASE_URL, or start it"),
        ({"TEMPORAL_ADDRESS": "no address"}, "Temporal at no address does not answer"),
        ({"TEMPORAL_PROFILE": "nobody's"}, "the TEMPORAL_* variables cannot be used"),
    ],
)
async def test_a_server_that_cannot_be_used_is_named(
    environment: dict[str, str], line: str, starter: ForkedStarter
) -> None:
    """The line says which of the two it is and what to look at, and nothing is printed as a result."""
    said = await starter("verify", "--json", **environment)

    assert (1, "") == (said.code, said.out)
    assert line in _line(said)


async def test_a_temporal_that_does_not_answer_is_an_orderly_no(
    card: StackCard, fresh_starter: Starter
) -> None:
    """Its client, still trying when the interpreter ends, must not abort the process with another code."""
    nobody = f"127.0.0.1:{free_port()}"
    answers_in_another_protocol = {"TEMPORAL_TLS": "true", "TEMPORAL_ADDRESS": card.temporal_address}
    said = await asyncio.gather(
        fresh_starter("list", TEMPORAL_ADDRESS=nobody),
        fresh_starter("list", **answers_in_another_protocol),
        fresh_starter("verify", **answers_in_another_protocol),
    )

    assert [(1, "")] * 3 == [(each.code, each.out) for each in said]
    assert all("does not answer; check TEMPORAL_ADDRESS, or start it" in _line(each) for each in said)


@pytest.mark.parametrize(
    "words",
    [
        ("show", "n-unknown"),
        ("history", "n-unknown", "--json"),
        ("decide", "n-unknown", "--as", "ward-chair", "--verdict", "approve", "--signal"),
        ("withdraw", "n-unknown", "--as", "ward-office", "--reason", "x"),
    ],
)
async def test_an_unknown_nomination_is_a_no(words: tuple[str, ...], starter: ForkedStarter) -> None:
    """Exit code 1: the command was right, the answer is that there is none."""
    said = await starter(*words)

    assert (1, "") == (said.code, said.out)
    assert _line(said).startswith('starter.py: no nomination is called "n-unknown"')


@pytest.mark.parametrize(
    "words",
    [
        ("decide", "n-1", "--as", "ward-chair"),
        ("decide", "n-1", "--as", "ward-chair", "--verdict", "approve", "--decision-id", "12"),
        ("list", "--status", "lost"),
        ("conjure",),
    ],
)
async def test_wrong_usage_is_told_from_a_no(words: tuple[str, ...], starter: ForkedStarter) -> None:
    """Exit code 2: what cannot be a message is never sent, and never taken for a refusal."""
    said = await starter(*words)

    assert (2, "") == (said.code, said.out)
    assert "Usage: starter.py" in said.err
