"""The demo: the awards of Hoàng Mai for 2019, whoever else runs it, and whatever became of an earlier one."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from adapters.embedded import StackCard
from adapters.processes import ProcessMark
from tests.e2e.conftest import Copied, Said, Starter, ended


@dataclass(frozen=True)
class Demos:
    """A demo that was killed in the middle, and two that ran after it, both at once."""

    starter: Starter
    of_the_killed: list[ProcessMark]
    for_scripts: Said
    for_people: Said


def _cards(starter: Starter) -> list[Path]:
    return list((starter.folder / ".local" / "demo").glob("*/stack.json"))


async def _killed_in_the_middle(starter: Starter) -> list[ProcessMark]:
    """Start a slow demo, kill it once it plays the reviewers, and return the processes it had started."""
    demo = await starter.begin("demo", "--pace", "30")
    assert demo.stdout
    async with asyncio.timeout(60):
        while b"Temporal and PostgreSQL are running" not in await demo.stdout.readline():
            pass
    demo.kill()
    await demo.communicate()
    [path] = _cards(starter)
    card = StackCard.read(path)
    assert card
    return [card.postgres, card.temporal, card.worker]


@pytest.fixture(scope="module")
async def demos(copied: Copied) -> AsyncIterator[Demos]:
    """In a copy of the project, so that nobody's own demo is touched."""
    starter = copied("bản trình diễn")
    try:
        left = await _killed_in_the_middle(starter)
        assert all(mark.alive() for mark in left)
        both = [await starter.begin("demo", "--json"), await starter.begin("demo")]
        for_scripts, for_people = await asyncio.gather(*map(ended, both))
        yield Demos(starter, left, for_scripts, for_people)
    finally:
        await starter("down")


async def test_the_figures_are_those_of_the_source(demos: Demos) -> None:
    """18 awards, 1 of the state and 17 of the city, 15 collectives and 3 individuals; unknown is not zero."""
    figures = demos.for_scripts.json
    expected = {
        "submitted": 18,
        "outcomes": {"conferred": 18},
        "conferred_by_level": {"state": 1, "city": 17},
        "conferred_by_award": {"HCLD3": 1, "COTD_TP": 5, "BK_TP": 7, "TTLDXS": 5},
        "conferred_by_subject": {"collective": 15, "individual": 3},
        "unknown_counts": {"GK_HUYEN": None},
        "decisions": 55,
        "ledger_entries": 73,
        "verified": True,
    }

    assert (0, "") == (demos.for_scripts.code, demos.for_scripts.err)
    assert expected == {name: figures[name] for name in expected}


async def test_people_read_the_same_figures(demos: Demos) -> None:
    """The roll of honour lists every award, says what the source does not count, and what was verified."""
    lines = demos.for_people.out.splitlines()

    assert (0, "") == (demos.for_people.code, demos.for_people.err)
    assert "18 conferred: 1 at state level, 17 at city level; 15 collectives, 3 individuals." in lines
    assert "Nothing is amiss." in lines
    assert 18 == sum(" nhận " in line for line in lines)
    assert any("(GK_HUYEN)" in line and "unknown: the source gives no count" in line for line in lines)


async def test_nothing_of_a_killed_demo_is_left(demos: Demos) -> None:
    """The next demo ends the servers of the killed one and removes its folder."""
    assert [False] * 3 == [mark.alive() for mark in demos.of_the_killed]
    assert 2 == len(_cards(demos.starter))


async def test_the_verbs_work_on_what_a_demo_left_until_down(demos: Demos) -> None:
    """They find the servers of the latest demo by themselves; after `down` nothing runs any more."""
    cards = [card for path in _cards(demos.starter) if (card := StackCard.read(path))]
    verified = await demos.starter("verify", "--json")
    down = await demos.starter("down")

    assert (0, 18) == (verified.code, verified.json["nominations"])
    assert (0, "Stopped 2 stack(s).\n") == (down.code, down.out)
    assert [False] * 6 == [
        mark.alive() for card in cards for mark in (card.postgres, card.temporal, card.worker)
    ]
