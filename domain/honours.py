"""The roll of honour (bảng vinh danh) as a table: the latest year first, and in it the highest level."""

from collections.abc import Iterable

from domain.award_names import AwardNames
from domain.table_words import SUBJECT_KINDS
from schemas.honours import Honour
from schemas.tables import Cell, CellKind, Column, Table

_COLUMNS = (
    Column(key="year", heading_vi="năm", heading_en="year", kind=CellKind.WHOLE),
    Column(key="level", heading_vi="cấp", heading_en="level"),
    Column(key="award", heading_vi="mã", heading_en="code", kind=CellKind.CODE),
    Column(key="award_name_vi", heading_vi="khen thưởng", heading_en="award"),
    Column(key="award_name_en", heading_vi="tên tiếng Anh", heading_en="in English", on_terminal=False),
    Column(key="nominee", heading_vi="đối tượng", heading_en="nominee"),
    Column(key="kind", heading_vi="loại đối tượng", heading_en="kind", on_terminal=False),
    Column(
        key="nominee_id",
        heading_vi="mã đối tượng",
        heading_en="nominee code",
        kind=CellKind.CODE,
        on_terminal=False,
    ),
    Column(key="period_from", heading_vi="từ ngày", heading_en="from", kind=CellKind.DATE, on_terminal=False),
    Column(key="period_to", heading_vi="đến ngày", heading_en="to", kind=CellKind.DATE, on_terminal=False),
    Column(key="body", heading_vi="cơ quan khen thưởng", heading_en="conferred by", on_terminal=False),
    Column(key="number", heading_vi="số", heading_en="number", kind=CellKind.CODE, on_terminal=False),
    Column(key="decided_on", heading_vi="ngày ký", heading_en="decided on", kind=CellKind.DATE),
    Column(key="grant", heading_vi="lần khen thưởng", heading_en="grant", kind=CellKind.CODE),
    Column(key="dossier", heading_vi="hồ sơ", heading_en="dossier", kind=CellKind.CODE, on_terminal=False),
)


def roll_of_honour(honours: Iterable[Honour], names: AwardNames, year: int | None) -> Table:
    """Return the roll of honour, of a year of achievement or of all."""
    ordered = sorted(honours, key=lambda one: (-one.year, names.rank(one.level), one.award, one.grant_id))
    return Table(
        title_vi=f"Bảng vinh danh năm {year}" if year else "Bảng vinh danh",
        title_en=f"Roll of honour for {year}" if year else "Roll of honour",
        columns=_COLUMNS,
        rows=tuple(_row(one, names) for one in ordered),
    )


def with_codes(roll: Table) -> Table:
    """Return the roll with the nominee's code where no name is known, for who sees no column of codes."""
    rows = (row | {"nominee": row["nominee"] or row["nominee_id"]} for row in map(dict, roll.rows))
    return roll.model_copy(update={"rows": tuple(rows)})


def _row(honour: Honour, names: AwardNames) -> dict[str, Cell]:
    award = names.award(honour.award, honour.rule_set)
    return {
        "year": honour.year,
        "level": honour.level_name_vi or _level(honour, names),
        "award": honour.award,
        "award_name_vi": honour.award_name_vi or (award.vi if award else None),
        "award_name_en": honour.award_name_en or (award.en if award else None),
        "nominee": honour.nominee_name,
        "kind": SUBJECT_KINDS[honour.nominee_kind],
        "nominee_id": honour.nominee_id,
        "period_from": honour.period_from,
        "period_to": honour.period_to,
        "body": honour.body_name_vi,
        "number": honour.number,
        "decided_on": honour.decided_on,
        "grant": honour.grant_id,
        "dossier": honour.dossier_id,
    }


def _level(honour: Honour, names: AwardNames) -> str | None:
    if honour.level is None:
        return None
    name = names.level(honour.level, honour.rule_set)
    return name.vi if name else honour.level
