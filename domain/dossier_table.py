"""The state of a dossier (hồ sơ) as a table: what became of each of its rows."""

from collections.abc import Iterable

from schemas.dossier_rows import RowView
from schemas.tables import Cell, CellKind, Column, Table

_COLUMNS = (
    Column(key="row", heading_vi="dòng", heading_en="row", kind=CellKind.WHOLE),
    Column(key="ref", heading_vi="số hiệu", heading_en="ref", kind=CellKind.CODE),
    Column(key="nomination", heading_vi="đề nghị", heading_en="nomination", kind=CellKind.CODE),
    Column(key="result", heading_vi="kết quả nhận", heading_en="result"),
    Column(key="reason", heading_vi="lý do", heading_en="reason"),
    Column(key="opened_at", heading_vi="lúc", heading_en="at", kind=CellKind.INSTANT, on_terminal=False),
    Column(key="status", heading_vi="trạng thái", heading_en="status"),
    Column(key="level", heading_vi="cấp", heading_en="level", kind=CellKind.CODE),
    Column(key="carried_by", heading_vi="hồ sơ đang mang", heading_en="carried by", kind=CellKind.CODE),
)


def dossier_table(dossier_id: str, rows: Iterable[RowView]) -> Table:
    """Return the rows of a dossier in their order; what is no nomination has no status."""
    return Table(
        title_vi=f"Hồ sơ {dossier_id}",
        title_en=f"Dossier {dossier_id}",
        columns=_COLUMNS,
        rows=tuple(_row(row) for row in rows),
    )


def _row(row: RowView) -> dict[str, Cell]:
    return {
        "row": row.row,
        "ref": row.ref,
        "nomination": row.nomination_id if row.status else None,
        "result": row.result and row.result.value,
        "reason": row.reason,
        "opened_at": row.opened_at,
        "status": row.status,
        "level": row.level,
        "carried_by": row.carried_by,
    }
