"""Campaigns as people read them on a terminal: what is known of one, and what it came to."""

from collections.abc import Iterable, Sequence
from pathlib import Path

from adapters.postgres.matters import MatterRow
from cli.output import console, heading, moment, print_table
from domain.campaign_summary import latest_pledges, latest_results, total_of
from domain.campaign_words import (
    NOT_STATED,
    PHASES,
    STANDINGS,
    STATUSES,
    aim_text,
    amount_text,
    behind_text,
    day_text,
    met_text,
    named_text,
    period_text,
    pledging_text,
    reported_text,
    total_text,
)
from domain.table_words import UNKNOWN
from schemas.campaign import CampaignState, CampaignStatus, LaunchCampaign
from schemas.campaign_facts import CampaignFile
from schemas.campaign_summary import CampaignSummary, CampaignTold, MetricLine, NamedOf

_WHOLE = "toàn đợt / whole"


def print_next(written: CampaignFile, file: Path) -> None:
    """Say how the rest of a campaign's file is sent, if there is any."""
    name = written.campaign.campaign_id
    for verb, rows in (("pledge", written.pledges), ("report", written.results)):
        if rows:
            console.print(f"Next ({len(rows)}): starter.py campaign {verb} {name} {file} --as CODE")


def print_campaign(told: CampaignTold) -> None:
    """Print what is known of a campaign, with what is unknown said so."""
    launch, state = told.launch, told.state
    heading(f"{state.campaign_id}  {launch.name_vi}")
    rows = (
        ("năm / year", str(launch.year)),
        ("trạng thái / status", STATUSES[CampaignStatus(state.status)]),
        ("cơ quan / body", f"{state.body} ({state.rule_set})"),
        ("chủ đề / theme", launch.theme_vi or UNKNOWN),
        ("phát động / launched", day_text(launch.launched_on)),
        ("người phát động / launched by", _launcher(launch)),
        ("chỉ đạo / directed by", launch.directed_by_vi or UNKNOWN),
        ("phục vụ / serves", _listed(launch.serves_vi)),
        ("căn cứ chính trị / political bases", _listed(launch.political_bases_vi)),
        ("căn cứ pháp lý / legal bases", _listed(basis.citation for basis in launch.legal_bases)),
        ("nhận đề nghị / nominations", f"{period_text(state.window)} ({PHASES[state.window.phase]})"),
        ("nguồn / source", launch.source or UNKNOWN),
        ("trên sổ / on record", moment(told.launched_at)),
    )
    for label, text in rows:
        console.print(f"{label}: {text}")
    _print_content(launch)
    _print_rounds(launch, state)
    _print_pledges(told)
    _print_results(told)
    _print_closing(told)


def print_summary(summary: CampaignSummary, launch: LaunchCampaign) -> None:
    """Print what a campaign came to; different metrics stand beside each other and are never added."""
    heading(f"{summary.campaign_id}  {summary.name_vi}: {STATUSES[CampaignStatus(summary.status)]}")
    console.print(f"Nội dung thi đua / content groups: {named_text(summary.content_groups)}")
    console.print(f"Giao ước thi đua / pledges: {pledging_text(summary.pledging)}")
    reported = reported_text(summary.known_results, summary.unknown_results)
    console.print(f"Kết quả / results: {reported}")
    _print_lines(summary)
    _print_answers(summary, launch)
    if summary.closing is None:
        console.print("Tổng kết / closing: chưa / not yet")
    else:
        console.print(
            f"Tổng kết / closing: {day_text(summary.closing.held_on)}: {summary.closing.summary_vi}"
        )


def print_list(found: list[MatterRow]) -> None:
    """Print all campaigns, a line each."""
    rows = (_listed_row(row, CampaignState.model_validate(row.state)) for row in found)
    columns = ("campaign", "năm / year", "cơ quan / body", "trạng thái / status", "giao ước / pledges")
    print_table(f"Campaigns: {len(found)}", (*columns, "kết quả / results", "opened (UTC+7)"), rows)


def _listed_row(row: MatterRow, state: CampaignState) -> tuple[str, ...]:
    return (
        state.campaign_id,
        str(state.year),
        state.body,
        STATUSES[CampaignStatus(state.status)],
        str(state.pledges) if state.pledges else NOT_STATED,
        str(state.results) if state.results else NOT_STATED,
        moment(row.opened_at),
    )


def _launcher(launch: LaunchCampaign) -> str:
    post = f" ({launch.launched_by})" if launch.launched_by else ""
    return f"{launch.launcher_vi or UNKNOWN}{post}"


def _listed(texts: Iterable[str]) -> str:
    return "; ".join(texts) or UNKNOWN


def _print_content(launch: LaunchCampaign) -> None:
    named = NamedOf(named=len(launch.content_groups), count=launch.content_group_count)
    rows = [(group.code, group.text_vi) for group in launch.content_groups]
    missing = (launch.content_group_count or 0) - len(rows)
    rows += [(NOT_STATED, UNKNOWN)] * missing
    _print_rows(
        f"Nội dung thi đua / content groups: {named_text(named)}", ("code", "nội dung / content"), rows
    )
    movements = [
        (each.code, each.name_vi, each.area_vi or UNKNOWN, each.content_group or UNKNOWN)
        for each in launch.movements
    ]
    bare = [area for area in launch.areas_vi if area not in {each.area_vi for each in launch.movements}]
    movements += [(NOT_STATED, UNKNOWN, area, UNKNOWN) for area in bare]
    columns = ("code", "phong trào / movement", "lĩnh vực / area", "nội dung / content group")
    print_table("Phong trào / movements", columns, movements or [(NOT_STATED, UNKNOWN, UNKNOWN, UNKNOWN)])


def _print_rounds(launch: LaunchCampaign, state: CampaignState) -> None:
    names = {each.code: each.name_vi for each in launch.rounds}
    rows = [
        (each.code, names[each.code], day_text(each.opens_on), day_text(each.closes_on), PHASES[each.phase])
        for each in state.rounds
    ]
    columns = ("code", "đợt / round", "từ / from", "đến hết / to", "trạng thái / stands")
    print_table("Các đợt / rounds", columns, rows or [(NOT_STATED, *[UNKNOWN] * 4)])


def _print_pledges(told: CampaignTold) -> None:
    pledges = latest_pledges(told.pledges)
    rows = [
        (
            each.unit,
            each.unit_vi,
            str(each.units) if each.units else UNKNOWN,
            day_text(each.signed_on),
            each.signatory_vi or UNKNOWN,
            str(len(each.targets)) if each.targets else UNKNOWN,
        )
        for each in pledges
    ]
    signing = total_of(None if each.units is None else str(each.units) for each in pledges)
    columns = (
        "unit",
        "đơn vị",
        "số đơn vị / units",
        "ngày / day",
        "người ký / signatory",
        "chỉ tiêu / targets",
    )
    _print_rows(f"Giao ước thi đua / pledges: {pledging_text(signing)}", columns, rows)


def _print_results(told: CampaignTold) -> None:
    results = latest_results(told.results)
    rows = [
        (
            each.metric,
            each.name_vi,
            each.unit_vi or each.unit or _WHOLE,
            amount_text(each.value, each.measure) if each.value is not None else UNKNOWN,
            each.source or NOT_STATED,
        )
        for each in results
    ]
    known = sum(each.value is not None for each in results)
    columns = ("metric", "chỉ tiêu", "đơn vị / unit", "kết quả / result", "nguồn / source")
    _print_rows(f"Kết quả / results: {reported_text(known, len(results) - known)}", columns, rows)


def _print_closing(told: CampaignTold) -> None:
    if told.closing is not None:
        console.print(f"Tổng kết / closing ({day_text(told.closing.held_on)}): {told.closing.summary_vi}")


def _print_lines(summary: CampaignSummary) -> None:
    if not summary.lines:
        return
    rows = [
        (
            line.name_vi,
            line.unit_vi or _WHOLE,
            aim_text(line),
            total_text(line.achieved, line.measure),
            met_text(line),
        )
        for line in summary.lines
    ]
    columns = ("chỉ tiêu / metric", "đơn vị / unit", "giao ước / pledged", "kết quả / result", "đạt / met")
    print_table("Kết quả so với giao ước / results against pledges", columns, rows)
    _print_rests(summary.lines)


def _print_rests(lines: Iterable[MetricLine]) -> None:
    """Print what figures rest on, for those that rest on something or have a note."""
    told = [(line.name_vi, _rests_of(line)) for line in lines]
    if any(rests for _, rests in told):
        heading("Căn cứ và ghi chú / what figures rest on")
    for name, rests in told:
        if rests:
            console.print(f"- {name}: {'; '.join(rests)}")


def _rests_of(line: MetricLine) -> list[str]:
    return [text for text in (behind_text(line), line.note or NOT_STATED) if text != NOT_STATED]


def _print_answers(summary: CampaignSummary, launch: LaunchCampaign) -> None:
    movements = {each.code: each.name_vi for each in launch.movements}
    groups = {each.code: each.text_vi for each in launch.content_groups}
    rows = [
        (
            _named(each.movement, movements),
            _named(each.content_group, groups),
            STANDINGS[each.status],
            str(each.count),
        )
        for each in summary.answers
    ]
    count = sum(each.count for each in summary.answers)
    columns = ("phong trào / movement", "nội dung / content group", "kết quả / outcome", "số / count")
    _print_rows(f"Đề nghị khen thưởng / nominations: {count}", columns, rows)


def _print_rows(title: str, columns: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Print a table, or its title alone where it has no rows."""
    if rows:
        print_table(title, columns, rows)
    else:
        heading(title)


def _named(code: str | None, names: dict[str, str]) -> str:
    return f"{names.get(code, UNKNOWN)} ({code})" if code else NOT_STATED
