"""The demo: the awards of Hoàng Mai for 2019 and the synthetic cases, whoever else runs it at the time."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from adapters.embedded import StackCard
from adapters.processes import ProcessMark
from adapters.synthetic_file import read_cases
from schemas.synthetic import ActStep, MatterActStep, SyntheticCases
from tests.e2e.conftest import Copied, Said, Starter, ended

pytestmark = pytest.mark.timeout(300)
"""Three demos are run before the first test here."""


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
    roll_ends = lines.index(
        "18 conferred: 1 at state level, 17 at city level; 15 collectives, 3 individuals."
    )
    assert "Nothing is amiss." in lines
    assert 18 == sum(" nhận " in line for line in lines[:roll_ends])
    assert any("(GK_HUYEN)" in line and "unknown: the source gives no count" in line for line in lines)


@pytest.fixture(scope="module")
def written(repository: Path) -> SyntheticCases:
    """The synthetic cases as the file has them."""
    return read_cases(repository / "examples" / "synthetic-cases.yaml")


async def test_the_synthetic_cases_end_as_the_file_says(demos: Demos, written: SyntheticCases) -> None:
    """Each case is played to its last step, and what is refused there is refused on real servers."""
    figures = demos.for_scripts.json["synthetic"]
    expected = {
        case.ref: {
            "title": {"vi": case.title_vi, "en": case.title_en},
            "status": case.steps[-1].then.status,
            "steps": len(case.steps),
            "refused": sum(
                bool(step.refused) for step in case.steps if isinstance(step, ActStep | MatterActStep)
            ),
        }
        for case in written.cases
    }
    entries = {ref: case.pop("ledger_entries") for ref, case in figures["cases"].items()}
    awards = {ref: case.pop("award") for ref, case in figures["cases"].items()}
    outcomes = Counter(case["status"] for case in figures["cases"].values())

    assert expected == figures["cases"]
    assert Counter(conferred=13, rejected=2, lapsed=1) == outcomes
    assert all(entries.values())
    assert ("syn-bang-khen", "syn-co") == (awards["syn-10-lower-award"], written.cases[9].nomination.award)
    assert (2, 16, True) == (figures["sittings"], figures["ballots"], figures["verified"])


async def test_a_revocation_flags_a_later_title_and_cancels_nothing(demos: Demos) -> None:
    """The award record has one revoked grant, one that somebody must look at, and both on one page."""
    figures = demos.for_scripts.json["synthetic"]
    record = await demos.starter("grants", "show", "syn-subject-14", "--json")
    revoked = {grant["grant_id"] for grant in record.json["grants"] if grant["revoked"]}
    flags = [(flag["grant_id"], flag["because_of"]) for flag in record.json["flags"]]
    base, later = "syn-cases-syn-14-last-place", "syn-cases-syn-16-flagged"

    assert (1, [base], [later]) == (figures["matters"], figures["revoked"], figures["flagged"])
    assert ({base}, [(later, base)]) == (revoked, flags)
    assert any("syn-chien-si-co-so 2001 revoked" in line for line in demos.for_people.out.splitlines())


async def test_the_reason_of_an_override_stays_on_record(demos: Demos) -> None:
    """Whoever looks the nomination up reads why it was let pass, beside what the record had said."""
    told = (await demos.starter("show", "syn-cases-syn-13-override")).out

    assert "overridden" in told
    assert "bảo lưu (synthetic)" in told
    assert "Missing: 2000" in told


async def test_people_see_at_every_step_what_happens_and_what_the_case_says(
    demos: Demos, written: SyntheticCases
) -> None:
    """Every sentence of the file is shown in its order, after headings that say it is synthetic."""
    lines = demos.for_people.out.splitlines()
    played = lines[lines.index(f"{written.title_vi} - {written.title_en}") :]
    told = iter(played)
    sentences = [text for case in written.cases for step in case.steps for text in (step.vi, step.en)]

    assert [] == [text for text in sentences if not any(text in line for line in told)]
    assert [] == [case.ref for case in written.cases if f"{case.title_vi} - {case.title_en}" not in played]
    assert any("It is suspended and its clock stands still" in line for line in played)
    assert any("The period for this is over." in line for line in played)
    assert any("was built on this one: somebody must look" in line for line in played)
    assert any("[quota: 1 of 1 taken (15 % of 4 " in line for line in played)


async def test_the_rules_of_the_synthetic_cases_stay_with_their_servers(demos: Demos) -> None:
    """Verbs on the demo's servers know its people; the project's own rules have never heard of them."""
    on_the_demo = await demos.starter("people", "syn-phuong", "--json")
    own = sorted(path.name for path in (demos.starter.folder / "rules").glob("*/"))

    assert "syn-ward-registrar" in {each["person"] for each in on_the_demo.json["people"]}
    assert [] == [name for name in own if name.startswith("syn-")]


async def test_a_demo_that_goes_another_way_than_the_file_says_fails_in_one_line(copied: Copied) -> None:
    """Nobody is shown a wrong explanation: case, step and difference are named; nothing is left."""
    starter = copied("kịch bản sai")
    path = starter.folder / "examples" / "synthetic-cases.yaml"
    script = path.read_text(encoding="utf-8")
    path.write_text(script.replace("then: {status: returned}", "then: {status: lapsed}", 1), encoding="utf-8")
    said = await starter("demo", "--json")

    assert (1, "") == (said.code, said.out)
    assert said.err.startswith("starter.py: syn-01-returned, step 1 (Synthetic: ")
    assert said.err.endswith("): status is returned, not lapsed\n")
    assert 1 == said.err.count("\n")
    assert [] == _cards(starter)


async def test_nothing_of_a_killed_demo_is_left(demos: Demos) -> None:
    """The next demo ends the servers of the killed one and removes its folder."""
    assert [False] * 3 == [mark.alive() for mark in demos.of_the_killed]
    assert 2 == len(_cards(demos.starter))


async def test_the_verbs_work_on_what_a_demo_left_until_down(demos: Demos) -> None:
    """They find the servers of the latest demo by themselves; after `down` nothing runs any more."""
    cards = [card for path in _cards(demos.starter) if (card := StackCard.read(path))]
    verified = await demos.starter("verify", "--json")
    down = await demos.starter("down")

    assert (0, 18 + 16) == (verified.code, verified.json["nominations"])
    assert (0, "Stopped 2 stack(s).\n") == (down.code, down.out)
    assert [False] * 6 == [
        mark.alive() for card in cards for mark in (card.postgres, card.temporal, card.worker)
    ]
