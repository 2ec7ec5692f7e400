"""What a campaign came to: results against pledges, with what is unknown kept apart from nought.

Only figures of the same metric, measure and base year are ever compared, and only those of measures that
count something are added up: percentages never, and two metrics never.
"""

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal, localcontext
from typing import NamedTuple

from schemas.campaign import ReportResult, SignPledge
from schemas.campaign_facts import ADDED_UP, Aim, ResultFacts, Target
from schemas.campaign_summary import CampaignSummary, CampaignTold, MetricLine, NamedOf, Total
from schemas.eligibility import Holds

_DIGITS = 60
"""More than the sum of any number of figures has: sums are exact."""


class Metric(NamedTuple):
    """What figures must share to stand on one line."""

    metric: str
    measure: str
    base_year: int | None


class _Told(NamedTuple):
    """What is said of one metric: targets by unit, results by unit (None: the whole campaign)."""

    targets: Mapping[str, Target]
    results: Mapping[str | None, ResultFacts]
    names: Mapping[str, str]


def summarise(told: CampaignTold) -> CampaignSummary:
    """Return what a campaign came to so far."""
    pledges, results = latest_pledges(told.pledges), latest_results(told.results)
    known = sum(result.value is not None for result in results)
    return CampaignSummary(
        campaign_id=told.state.campaign_id,
        year=told.state.year,
        name_vi=told.launch.name_vi,
        status=told.state.status,
        content_groups=NamedOf(named=len(told.launch.content_groups), count=told.launch.content_group_count),
        pledging=total_of(None if pledge.units is None else str(pledge.units) for pledge in pledges),
        lines=tuple(_lines(pledges, results)),
        known_results=known,
        unknown_results=len(results) - known,
        answers=told.answers,
        closing=told.closing,
    )


def latest_pledges(pledges: Iterable[SignPledge]) -> tuple[SignPledge, ...]:
    """Return the pledges that count: the last of each unit."""
    return tuple({pledge.unit: pledge for pledge in pledges}.values())


def latest_results(results: Iterable[ReportResult]) -> tuple[ReportResult, ...]:
    """Return the results that count: the last on each metric of each unit."""
    return tuple({(_metric(result), result.unit): result for result in results}.values())


def total_of(values: Iterable[str | None]) -> Total:
    """Return the sum of the parts that are known, and how many are not (None)."""
    parts = list(values)
    known = [Decimal(part) for part in parts if part is not None]
    with localcontext(prec=_DIGITS):
        amount = f"{sum(known, Decimal()):f}" if known else None
    return Total(amount=amount, known=len(known), unknown=len(parts) - len(known))


def is_met(aim: Aim | None, pledged: Total | None, achieved: Total | None) -> Holds:
    """Return whether a target is reached; unknown unless everything about both figures is known."""
    if aim is None or not _complete(pledged) or not _complete(achieved):
        return Holds.UNKNOWN
    target, figure = _amount(pledged), _amount(achieved)
    met = figure >= target if aim is Aim.AT_LEAST else figure <= target
    return Holds.YES if met else Holds.NO


def _complete(total: Total | None) -> bool:
    return total is not None and total.complete


def _amount(total: Total | None) -> Decimal:
    return Decimal(total.amount if total and total.amount else "NaN")


def _metric(one: Target | ResultFacts) -> Metric:
    return Metric(one.metric, one.measure, one.base_year)


def _lines(pledges: tuple[SignPledge, ...], results: tuple[ReportResult, ...]) -> Iterator[MetricLine]:
    """Yield the lines of each metric: the whole campaign first, then each unit."""
    metrics = dict.fromkeys(
        [*map(_metric, results), *(_metric(target) for pledge in pledges for target in pledge.targets)]
    )
    for metric in metrics:
        told = _told_of(metric, pledges, results)
        if None in told.results or (len(told.names) > 1 and metric.measure in ADDED_UP):
            yield _campaign_line(metric, told)
        yield from (_unit_line(metric, told, unit) for unit in told.names)


def _told_of(metric: Metric, pledges: tuple[SignPledge, ...], results: tuple[ReportResult, ...]) -> _Told:
    targets = {
        pledge.unit: target for pledge in pledges for target in pledge.targets if _metric(target) == metric
    }
    found = {result.unit: result for result in results if _metric(result) == metric}
    names = {unit: found[unit].unit_vi or unit for unit in found if unit is not None}
    names |= {pledge.unit: pledge.unit_vi for pledge in pledges if pledge.unit in {*targets, *names}}
    return _Told(targets, found, names)


def _campaign_line(metric: Metric, told: _Told) -> MetricLine:
    """Return the line of the whole campaign: its own report if there is one, else the sum of the units."""
    aims = {target.aim for target in told.targets.values()}
    told_in_sum = metric.measure in ADDED_UP or not told.targets
    pledged = total_of(target.value for target in told.targets.values()) if told_in_sum else None
    own = told.results.get(None)
    achieved = total_of([own.value]) if own else total_of(_value_of(told, unit) for unit in told.names)
    return _line(metric, told, None, aims.pop() if len(aims) == 1 else None, pledged, achieved)


def _value_of(told: _Told, unit: str | None) -> str | None:
    result = told.results.get(unit)
    return result.value if result else None


def _unit_line(metric: Metric, told: _Told, unit: str) -> MetricLine:
    target = told.targets.get(unit)
    pledged = total_of([target.value]) if target else Total()
    achieved = total_of([_value_of(told, unit)])
    return _line(metric, told, unit, target.aim if target else None, pledged, achieved)


def _line(  # noqa: PLR0913, PLR0917 - the parts of a line
    metric: Metric,
    told: _Told,
    unit: str | None,
    aim: Aim | None,
    pledged: Total | None,
    achieved: Total,
) -> MetricLine:
    result = told.results.get(unit)
    return MetricLine(
        **metric._asdict(),
        name_vi=result.name_vi if result else _name_of(told),
        unit=unit,
        unit_vi=told.names.get(unit) if unit else None,
        aim=aim,
        pledged=pledged,
        achieved=achieved,
        met=is_met(aim, pledged, achieved),
        denominator=result.denominator if result else None,
        absolute=result.absolute if result else None,
        note=result.note if result else None,
    )


def _name_of(told: _Told) -> str:
    return next(one.name_vi for one in (*told.results.values(), *told.targets.values()))
