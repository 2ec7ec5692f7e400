"""The rules of campaigns: who may speak, what a target may name, how acts are counted."""

from datetime import UTC, datetime

import pytest

from domain.matters.campaign import LAUNCHERS, SPEAKERS, Campaign, roles_for
from schemas.acts import CaseAct
from schemas.campaign import CampaignFound, CampaignState
from schemas.messages import RefusalReason
from schemas.rules import Role
from tests.campaigning import a_closing, a_launch, a_pledge, a_result, a_target

AT = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
UNIT = Campaign()
FOUND = CampaignFound(rule_set="2017-three-tier", acts_for="quan-hoang-mai")
STATE = CampaignState.model_validate(UNIT.open(a_launch("c-1"), FOUND, AT).state)


@pytest.mark.parametrize(
    ("found", "reason"),
    [
        (FOUND, None),
        (CampaignFound(acts_for="quan-hoang-mai"), RefusalReason.UNKNOWN_BODY),
        (CampaignFound(rule_set="2017-three-tier"), RefusalReason.NOT_ENTITLED),
    ],
)
def test_a_campaign_is_launched_by_who_leads_its_body(
    found: CampaignFound, reason: RefusalReason | None
) -> None:
    """Rules that have the body, and an office there."""
    assert reason is UNIT.judge_start(a_launch("c-1"), found, AT)


@pytest.mark.parametrize(
    ("act", "reason"),
    [
        (a_pledge("phuong", a_target(movement="good-work", content_group="reform")), None),
        (a_pledge("phuong", a_target(), a_target(metric="b", movement="no")), RefusalReason.NOT_IN_CAMPAIGN),
        (a_pledge("phuong", a_target(content_group="no")), RefusalReason.NOT_IN_CAMPAIGN),
        (a_pledge("phuong", on_behalf_of="district-chair"), RefusalReason.NO_DELEGATION),
        (a_result(), None),
        (a_closing(), None),
    ],
)
def test_a_target_names_only_what_the_campaign_has(act: CaseAct, reason: RefusalReason | None) -> None:
    """The list of content groups may be incomplete; what is not named cannot be pledged to."""
    assert reason is UNIT.judge(STATE, act, FOUND, AT)


@pytest.mark.parametrize("act", [a_pledge(), a_result(), a_closing()])
def test_who_holds_no_office_for_an_act_is_refused(act: CaseAct) -> None:
    """Whatever it is."""
    nobody = FOUND.model_copy(update={"acts_for": None})

    assert RefusalReason.NOT_ENTITLED is UNIT.judge(STATE, act, nobody, AT)


def test_officers_speak_and_do_not_launch_or_close() -> None:
    """Chair, deputy and registrar do both."""
    assert (LAUNCHERS, LAUNCHERS) == (roles_for(a_launch()), roles_for(a_closing()))
    assert (SPEAKERS, SPEAKERS) == (roles_for(a_pledge()), roles_for(a_result()))
    assert {Role.OFFICER} == set(SPEAKERS) - set(LAUNCHERS)


@pytest.mark.parametrize(("again", "counts"), [(False, (1, 1)), (True, (0, 0))])
def test_what_is_said_again_is_not_counted_again(again: bool, counts: tuple[int, int]) -> None:  # noqa: FBT001
    """The state counts units and metrics, not versions."""
    found = FOUND.model_copy(update={"again": again})
    pledged = CampaignState.model_validate(UNIT.step(STATE, a_pledge(), found, AT).state)
    reported = CampaignState.model_validate(UNIT.step(STATE, a_result(), found, AT).state)

    assert counts == (pledged.pledges, reported.results)


def test_the_state_holds_no_free_text() -> None:
    """What people wrote stays in the acts; the ledger vouches for it by their hash."""
    written = a_launch("c-1")
    texts = {written.name_vi, *(group.text_vi for group in written.content_groups)}

    assert not any(text in STATE.model_dump_json() for text in texts)


def test_nothing_else_moves_a_campaign() -> None:
    """A message of another kind never reaches it; if it did, that is a defect."""
    with pytest.raises(ValueError, match="does not go on by"):
        UNIT.step(STATE, a_launch("c-1"), FOUND, AT)
    with pytest.raises(TypeError, match="is not opened by"):
        UNIT.name_of(a_pledge())
