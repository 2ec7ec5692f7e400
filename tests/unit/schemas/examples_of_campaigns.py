"""One example of every model that workers exchange over a campaign."""

from datetime import UTC, date, datetime

from domain.campaign_summary import summarise
from domain.matters.campaign import Campaign
from schemas.base import Exchanged
from schemas.campaign import CampaignFound, CampaignState
from schemas.campaign_facts import (
    Aim,
    CampaignFacts,
    ClosingFacts,
    Movement,
    Period,
    PledgeFacts,
    ResultFacts,
)
from schemas.campaign_summary import AnswerCount, CampaignTold, Total
from schemas.case import CaseStatus
from schemas.legal import LegalBasis, Mark
from tests.campaigning import a_closing, a_launch, a_pledge, a_result, a_round, a_target

AT = datetime(2026, 11, 23, 2, 0, 0, 123457, tzinfo=UTC)
_TARGET = a_target("-50.5", measure="percent_change", aim=Aim.AT_MOST, base_year=2018, movement="good-work")
_WINDOW = Period(opens_on=date(2026, 12, 1), closes_on=date(2027, 1, 31))
_ROUND = a_round("dot-1", date(2026, 7, 1), date(2026, 12, 31))
LAUNCH = a_launch("c-1", rounds=(_ROUND,), window=_WINDOW).model_copy(
    update={
        "theme_vi": "Năm nâng cao hiệu lực",
        "launched_on": date(2026, 1, 10),
        "launched_by": "district-chair",
        "launcher_vi": "Chủ tịch UBND quận",
        "directed_by_vi": "Bí thư Quận ủy",
        "areas_vi": ("Kinh tế",),
        "movements": (
            Movement(code="good-work", name_vi="Lao động giỏi", area_vi="Kinh tế", content_group="economy"),
        ),
        "source": "Kế hoạch số 1",
        "serves_vi": ("Kế hoạch 5 năm",),
        "legal_bases": (LegalBasis(citation="Luật Thi đua, khen thưởng 2022", mark=Mark.SOURCED),),
        "political_bases_vi": ("Chỉ thị 05",),
    }
)
PLEDGE = a_pledge("phuong", _TARGET, a_target(None, content_group="economy"), units=None).model_copy(
    update={"signed_on": date(2026, 1, 10), "signatory_vi": "Chủ tịch UBND phường", "source": "Biên bản"}
)
RESULT = a_result("-60", "phuong", measure="percent_change", base_year=2018).model_copy(
    update={
        "unit_vi": "UBND phường",
        "denominator": "100",
        "absolute": "12",
        "note": "Số liệu quận",
        "source": "Báo cáo số 1",
    }
)
CLOSING = a_closing().model_copy(update={"held_on": date(2027, 1, 15)})
FOUND = CampaignFound(rule_set="2017-three-tier", acts_for="quan-hoang-mai", again=True)
STATE = CampaignState.model_validate(Campaign().open(LAUNCH, FOUND, AT).state).model_copy(
    update={"pledges": 1, "results": 2}
)
TOLD = CampaignTold(
    state=STATE,
    launch=LAUNCH,
    launched_at=AT,
    pledges=(PLEDGE,),
    results=(RESULT, a_result(None)),
    closing=CLOSING,
    answers=(AnswerCount(movement="good-work", content_group=None, status=CaseStatus.CONFERRED, count=2),),
)
SUMMARY = summarise(TOLD)

EXAMPLES: tuple[Exchanged, ...] = (
    LAUNCH,
    LAUNCH.content_groups[0],
    LAUNCH.movements[0],
    _ROUND,
    _WINDOW,
    PLEDGE,
    *PLEDGE.targets,
    RESULT,
    CLOSING,
    CampaignFacts.model_validate(LAUNCH.model_dump()),
    PledgeFacts.model_validate(PLEDGE.model_dump()),
    ResultFacts.model_validate(RESULT.model_dump()),
    ClosingFacts.model_validate(CLOSING.model_dump()),
    FOUND,
    STATE,
    STATE.window,
    TOLD,
    TOLD.answers[0],
    SUMMARY,
    SUMMARY.lines[0],
    SUMMARY.pledging,
    Total(amount="5", known=1, unknown=2),
    SUMMARY.content_groups,
)
