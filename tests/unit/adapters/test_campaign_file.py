"""Campaigns as files: the examples say what their source says, and faults are told in one line."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from adapters.campaign_file import CampaignFileError, act_from_file, read_campaign
from schemas.campaign import LaunchCampaign, SignPledge
from schemas.campaign_facts import CampaignFile

LEAST = "campaign: {campaign_id: c, body: quan, year: 2020, name_vi: X}\n"


@pytest.fixture
def shipped(repository: Path) -> tuple[CampaignFile, CampaignFile]:
    """The campaigns of 2019 and 2020."""
    return (
        read_campaign(repository / "examples/hoang-mai-2019-campaign.yaml"),
        read_campaign(repository / "examples/hoang-mai-2020-campaign.yaml"),
    )


def written(folder: Path, text: str) -> Path:
    """Return a file with this text."""
    path = folder / "c.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def test_the_campaign_of_2020_says_no_more_than_its_source(
    shipped: tuple[CampaignFile, CampaignFile],
) -> None:
    """Four of five content groups, three groups of units without a number, and no day."""
    _, file = shipped
    facts = file.campaign

    assert (5, 4) == (facts.content_group_count, len(facts.content_groups))
    assert [("Các ban", None), ("Các ngành", None), ("UBND các phường", None)] == [
        (pledge.unit_vi, pledge.units) for pledge in file.pledges
    ]
    assert all(pledge.signed_on is None and not pledge.targets for pledge in file.pledges)
    assert (None, None, (), ()) == (facts.launched_on, facts.theme_vi, facts.rounds, file.results)
    assert (None, None) == (facts.nomination_window.opens_on, facts.nomination_window.closes_on)


def test_the_results_of_2019_are_those_of_the_source(shipped: tuple[CampaignFile, CampaignFile]) -> None:
    """Each figure with its measure, what it rests on unknown, and nothing that was not said."""
    file, _ = shipped
    figures: list[tuple[Any, ...]] = [
        (each.metric, each.value, each.measure, each.base_year, each.denominator, each.absolute)
        for each in file.results
    ]

    assert [
        ("social-support", "14600000000", "VND", None, None, None),
        ("gratitude-fund", "1300000000", "VND", None, None, None),
        ("households-out-of-poverty", "49", "households", None, None, None),
        ("new-works-inspected", "100", "percent", None, None, None),
        ("building-order-violations", "-50", "percent_change", 2018, None, None),
        ("district-forms", None, "items", None, None, None),
    ] == figures
    assert (4, 9) == (len(file.campaign.areas_vi), len(file.campaign.movements))
    assert (None, (), ()) == (
        file.campaign.content_group_count,
        file.campaign.content_groups,
        file.pledges,
    )


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "the file: Input should be a valid dictionary"),
        ("campaign: [", "is not YAML"),
        (
            LEAST + "results: [{metric: m, name_vi: X, measure: VND, value: 1.5}]\n",
            "is not exact without quotes",
        ),
        (LEAST + "pledges: [{unit: u, unit_vi: U, colour: red}]\n", "pledges.0.colour: Extra inputs"),
        (LEAST + LEAST, "campaign is written twice"),
    ],
    ids=["empty", "no YAML", "rounded", "unknown field", "twice"],
)
def test_a_wrong_file_is_told_in_one_line(tmp_path: Path, text: str, said: str) -> None:
    """The file and the first fault are named."""
    with pytest.raises(CampaignFileError) as raised:
        read_campaign(written(tmp_path, text))

    assert str(raised.value).startswith("c.yaml: ")
    assert said in str(raised.value)
    assert "\n" not in str(raised.value)


def test_a_missing_and_a_huge_file_are_told(tmp_path: Path) -> None:
    """Neither ends in a traceback, and no more is read than a campaign may hold."""
    with pytest.raises(CampaignFileError, match="check the path"):
        read_campaign(tmp_path / "none.yaml")
    with pytest.raises(CampaignFileError, match="larger than 4 MB"):
        read_campaign(written(tmp_path, "#" * (4 * 1024 * 1024 + 1)))


def test_the_act_of_a_row_has_the_id_of_what_it_says(tmp_path: Path) -> None:
    """The same words of the same person are the same act; any other words are another one."""
    pledges = [{"unit": "a", "unit_vi": "A"}, {"unit": "a", "unit_vi": "A", "units": None}]
    file = read_campaign(written(tmp_path, LEAST + yaml.safe_dump({"pledges": pledges})))
    first, other = file.pledges
    ids = [
        act_from_file("c", "p-1", SignPledge, first).act_id,
        act_from_file("c", "p-1", SignPledge, other).act_id,
        act_from_file("c", "p-2", SignPledge, first).act_id,
        act_from_file("d", "p-1", SignPledge, first).act_id,
        act_from_file("c", "p-1", LaunchCampaign, file.campaign).act_id,
    ]

    assert ids[0] == act_from_file("c", "p-1", SignPledge, first).act_id
    assert len(ids) == len(set(ids))
