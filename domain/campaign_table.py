"""The summary of a campaign as a table: a row for each metric and unit, unknown figures left empty."""

from domain.campaign_words import MET, NOT_PLEDGED
from schemas.campaign_summary import CampaignSummary, MetricLine, Total
from schemas.tables import Cell, CellKind, Column, Table

_COLUMNS = (
    Column(key="metric", heading_vi="mã chỉ tiêu", heading_en="metric", kind=CellKind.CODE),
    Column(key="name", heading_vi="chỉ tiêu", heading_en="metric in Vietnamese"),
    Column(key="unit", heading_vi="đơn vị", heading_en="unit"),
    Column(key="measure", heading_vi="đơn vị tính", heading_en="measure", kind=CellKind.CODE),
    Column(key="base_year", heading_vi="năm gốc", heading_en="base year", kind=CellKind.WHOLE),
    Column(key="pledged", heading_vi="giao ước", heading_en="pledged"),
    Column(
        key="pledged_unknown",
        heading_vi="giao ước không rõ",
        heading_en="pledges unknown",
        kind=CellKind.WHOLE,
        on_terminal=False,
    ),
    Column(key="achieved", heading_vi="kết quả", heading_en="achieved"),
    Column(
        key="achieved_unknown",
        heading_vi="kết quả không rõ",
        heading_en="results unknown",
        kind=CellKind.WHOLE,
        on_terminal=False,
    ),
    Column(key="met", heading_vi="đạt", heading_en="met"),
    Column(key="denominator", heading_vi="mẫu số", heading_en="denominator", on_terminal=False),
    Column(key="absolute", heading_vi="số tuyệt đối", heading_en="absolute", on_terminal=False),
    Column(key="note", heading_vi="ghi chú", heading_en="note", on_terminal=False),
)


def campaign_table(summary: CampaignSummary) -> Table:
    """Return the results of a campaign against its pledges; figures are exact, as text with a point.

    A figure of which parts are unknown is the sum of the known ones: the column beside says how many are not.
    """
    return Table(
        title_vi=f"{summary.name_vi}: kết quả so với giao ước"[:300],
        title_en=f"{summary.campaign_id}: results against pledges",
        columns=_COLUMNS,
        rows=tuple(map(_row, summary.lines)),
    )


def _row(line: MetricLine) -> dict[str, Cell]:
    is_pledged = line.pledged != Total()
    return {
        "metric": line.metric,
        "name": line.name_vi,
        "unit": line.unit_vi or "toàn đợt / whole campaign",
        "measure": line.measure,
        "base_year": line.base_year,
        "pledged": _amount(line.pledged) if is_pledged else NOT_PLEDGED,
        "pledged_unknown": line.pledged.unknown if line.pledged else None,
        "achieved": _amount(line.achieved),
        "achieved_unknown": line.achieved.unknown,
        "met": MET[line.met] if is_pledged else NOT_PLEDGED,
        "denominator": line.denominator,
        "absolute": line.absolute,
        "note": line.note,
    }


def _amount(total: Total | None) -> str | None:
    return total.amount if total else None
