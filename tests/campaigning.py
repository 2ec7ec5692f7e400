"""Campaigns for tests, each with only what the test cares about."""

from datetime import date
from uuid import UUID, uuid4

from schemas.campaign import CloseCampaign, LaunchCampaign, ReportResult, SignPledge
from schemas.campaign_facts import Aim, CampaignRound, ContentGroup, Movement, Period, Target


def a_launch(
    campaign_id: str | None = None,
    *,
    actor_id: str = "district-chair",
    body: str = "quan-hoang-mai",
    rule_set: str | None = "2017-three-tier",
    on_behalf_of: str | None = None,
    count: int | None = 5,
    rounds: tuple[CampaignRound, ...] = (),
    window: Period | None = None,
) -> LaunchCampaign:
    """Return the launch of a campaign with two named content groups and two movements."""
    return LaunchCampaign(
        act_id=uuid4(),
        actor_id=actor_id,
        on_behalf_of=on_behalf_of,
        campaign_id=campaign_id or f"c-{uuid4().hex[:12]}",
        body=body,
        rule_set=rule_set,
        year=2026,
        name_vi="Phong trào thi đua của quận",
        content_group_count=count,
        content_groups=(
            ContentGroup(code="economy", text_vi="Phát triển kinh tế"),
            ContentGroup(code="reform", text_vi="Cải cách hành chính"),
        ),
        movements=(
            Movement(code="good-work", name_vi="Lao động giỏi", content_group="economy"),
            Movement(code="good-lessons", name_vi="Dạy tốt, học tốt"),
        ),
        rounds=rounds,
        nomination_window=window or Period(),
    )


def a_round(code: str, opens_on: date | None = None, closes_on: date | None = None) -> CampaignRound:
    """Return a round."""
    return CampaignRound(code=code, name_vi=f"Đợt {code}", opens_on=opens_on, closes_on=closes_on)


def a_target(
    value: str | None = "60",
    *,
    metric: str = "households-helped",
    measure: str = "households",
    aim: Aim = Aim.AT_LEAST,
    base_year: int | None = None,
    movement: str | None = None,
    content_group: str | None = None,
) -> Target:
    """Return a target, by default of a number of households."""
    return Target(
        metric=metric,
        name_vi="Hộ được giúp thoát nghèo",
        measure=measure,
        value=value,
        aim=aim,
        base_year=base_year,
        movement=movement,
        content_group=content_group,
    )


def a_pledge(
    unit: str = "phuong",
    *targets: Target,
    units: int | None = 1,
    actor_id: str = "district-officer-1",
    act_id: UUID | None = None,
    on_behalf_of: str | None = None,
) -> SignPledge:
    """Return the pledge of a unit, by default recorded by an officer of the district."""
    return SignPledge(
        act_id=act_id or uuid4(),
        actor_id=actor_id,
        on_behalf_of=on_behalf_of,
        unit=unit,
        unit_vi=f"Đơn vị {unit}",
        units=units,
        targets=targets,
    )


def a_result(
    value: str | None = "49",
    unit: str | None = None,
    *,
    metric: str = "households-helped",
    measure: str = "households",
    base_year: int | None = None,
    actor_id: str = "district-officer-1",
) -> ReportResult:
    """Return a result, by default of the whole campaign."""
    return ReportResult(
        act_id=uuid4(),
        actor_id=actor_id,
        metric=metric,
        name_vi="Hộ được giúp thoát nghèo",
        measure=measure,
        unit=unit,
        value=value,
        base_year=base_year,
    )


def a_closing(actor_id: str = "district-chair") -> CloseCampaign:
    """Return the close of a campaign."""
    return CloseCampaign(act_id=uuid4(), actor_id=actor_id, summary_vi="Đã tổng kết phong trào")
