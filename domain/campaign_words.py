"""A campaign in words, in Vietnamese and English; figures as people write them in Vietnam.

What nobody knows says so. An amount that lacks parts says "at least", and how many are missing.
"""

from datetime import date
from decimal import Decimal

from domain.table_words import UNKNOWN
from schemas.campaign import CampaignStatus, Phase
from schemas.campaign_facts import PERCENT, PERCENT_CHANGE, Aim, Period
from schemas.campaign_summary import MetricLine, NamedOf, Total
from schemas.case import CaseStatus
from schemas.eligibility import Holds

NOT_ADDED_UP = "không cộng / not added up"
"""What stands where there are several percentages."""

NOT_PLEDGED = "không giao ước / not pledged"
"""What stands where there is no target, not even one that is unknown."""

NOT_STATED = "-"
"""What stands where nobody said anything, not even that it is unknown."""

_MILLIARD = Decimal(1_000_000_000)
_MEASURES = {
    "VND": "đồng",
    "households": "hộ / households",
    "people": "người / people",
    "units": "đơn vị / units",
    "works": "công trình / works",
    "items": "mục / items",
    PERCENT: "%",
}
STATUSES = {
    CampaignStatus.LAUNCHED: "đã phát động / launched",
    CampaignStatus.CLOSED: "đã tổng kết / closed",
}
PHASES = {
    Phase.AHEAD: "chưa mở / ahead",
    Phase.OPEN: "đang mở / open",
    Phase.OVER: "đã đóng / over",
    Phase.UNDATED: "không rõ ngày mở / undated",
}
MET = {Holds.YES: "đạt / met", Holds.NO: "chưa đạt / not met", Holds.UNKNOWN: UNKNOWN}
STANDINGS = {
    CaseStatus.IN_REVIEW: "đang xét / in review",
    CaseStatus.RETURNED: "đã trả lại / returned",
    CaseStatus.SUSPENDED: "đang tạm dừng / suspended",
    CaseStatus.AWAITING_CONSENT: "chờ đồng ý hình thức thấp hơn / awaiting consent",
    CaseStatus.CONFERRED: "được khen thưởng / conferred",
    CaseStatus.REJECTED: "bị từ chối / rejected",
    CaseStatus.WITHDRAWN: "đã rút / withdrawn",
    CaseStatus.LAPSED: "quá hạn / lapsed",
}


def number_text(figure: str) -> str:
    """Return an exact decimal number with points between thousands and a decimal comma."""
    return f"{Decimal(figure):,f}".translate(str.maketrans(",.", ".,"))


def amount_text(figure: str, measure: str) -> str:
    """Return a figure with what it measures; milliards of đồng also in short."""
    if measure == PERCENT_CHANGE:
        return _change_text(figure)
    return f"{number_text(figure)} {_MEASURES.get(measure, measure)}{_in_short(figure, measure)}"


def figure_text(figure: str | None) -> str:
    """Return a number, or that it is unknown."""
    return UNKNOWN if figure is None else number_text(figure)


def total_text(total: Total | None, measure: str) -> str:
    """Return a sum in words: exact, or at least so much, or unknown; never nought for what is unknown."""
    if total is None:
        return NOT_ADDED_UP
    if total.amount is None:
        return UNKNOWN if total.unknown else NOT_PLEDGED
    known = amount_text(total.amount, measure)
    if total.unknown == 0:
        return known
    return f"ít nhất / at least {known}; {total.unknown} không rõ / unknown"


def named_text(named: NamedOf) -> str:
    """Return how many content groups are named of how many there are."""
    if named.count is None:
        known = f"{named.named} được nêu, tổng số không rõ / {named.named} named, total unknown"
        return known if named.named else UNKNOWN
    return f"{named.named}/{named.count} được nêu / {named.named} of {named.count} named"


def pledging_text(pledging: Total) -> str:
    """Return how many units signed a pledge, as far as anybody knows."""
    if pledging.known == 0 and pledging.unknown == 0:
        return f"chưa có bản giao ước nào trên sổ, số lượng {UNKNOWN}; none on record"
    if pledging.amount is None:
        return "đã ký; số đơn vị không rõ / signed; number unknown"
    if pledging.unknown == 0:
        return f"{pledging.amount} đơn vị đã ký / {pledging.amount} units signed"
    return (
        f"ít nhất {pledging.amount} đơn vị đã ký, thêm {pledging.unknown} nhóm không rõ số lượng / "
        f"at least {pledging.amount} units signed, and {pledging.unknown} groups of unknown number"
    )


def aim_text(line: MetricLine) -> str:
    """Return what was pledged on a line, with the sign that says which side of it is right."""
    text = total_text(line.pledged, line.measure)
    return f"≤ {text}" if line.aim is Aim.AT_MOST else text


def met_text(line: MetricLine) -> str:
    """Return whether a target is met; where nothing was pledged there is none to meet."""
    return NOT_STATED if line.pledged == Total() else MET[line.met]


def reported_text(known: int, unknown: int) -> str:
    """Return how many results were reported, with a figure and without."""
    if known + unknown == 0:
        return "chưa có / none reported"
    return f"{known} có số liệu / with a figure; {unknown} {UNKNOWN}"


def behind_text(line: MetricLine) -> str:
    """Return what a relative figure rests on: its whole, or its base year and the number behind it."""
    match line.measure:
        case "percent":
            return f"mẫu số / denominator: {figure_text(line.denominator)}"
        case "percent_change":
            year = f"so với / against {line.base_year}" if line.base_year else f"so với / against {UNKNOWN}"
            return f"{year}; số tuyệt đối / absolute: {figure_text(line.absolute)}"
        case _:
            return NOT_STATED


def day_text(day: date | None) -> str:
    """Return a day as people write it, or that it is unknown."""
    return f"{day:%d/%m/%Y}" if day else UNKNOWN


def period_text(period: Period) -> str:
    """Return a period from its first to its last day."""
    if period.opens_on is None and period.closes_on is None:
        return UNKNOWN
    return f"{day_text(period.opens_on)} - {day_text(period.closes_on)}"


def _change_text(figure: str) -> str:
    if Decimal(figure) == 0:
        return "không đổi / no change"
    size = number_text(figure.removeprefix("-"))
    if figure.startswith("-"):
        return f"giảm {size} % / {size} % fewer"
    return f"tăng {size} % / {size} % more"


def _in_short(figure: str, measure: str) -> str:
    """Return milliards of đồng in short, where that is exact."""
    milliards = Decimal(figure) / _MILLIARD
    if measure != "VND" or milliards < 1 or milliards != milliards.quantize(Decimal("0.001")):
        return ""
    return f" ({number_text(f'{milliards.normalize():f}')} tỷ đồng)"
