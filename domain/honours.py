"""The roll of honour (bảng vinh danh) as a table: the latest year first, and in it the highest level."""

from collections.abc import Iterable, Sequence

from domain.working_days import VIETNAM_TIME
from schemas.honours import Honour
from schemas.nomination import SubjectKind
from schemas.rules import RuleSet
from schemas.tables import Cell, CellKind, Column, Table

_KINDS = {
    SubjectKind.INDIVIDUAL: "cá nhân / individual",
    SubjectKind.COLLECTIVE: "tập thể / collective",
    SubjectKind.HOUSEHOLD: "hộ gia đình / household",
}
_COLUMNS = (
    Column(key="year", heading_vi="năm", heading_en="year", kind=CellKind.WHOLE),
    Column(key="level", heading_vi="cấp", heading_en="level"),
    Column(key="award", heading_vi="mã khen thưởng", heading_en="award code", kind=CellKind.CODE),
    Column(key="award_name_vi", heading_vi="khen thưởng", heading_en="award in Vietnamese"),
    Column(key="award_name_en", heading_vi="tên tiếng Anh", heading_en="award in English", on_terminal=False),
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
    Column(key="decided_on", heading_vi="ngày quyết định", heading_en="decided on", kind=CellKind.DATE),
    Column(key="nomination", heading_vi="đề nghị", heading_en="nomination", kind=CellKind.CODE),
    Column(key="dossier", heading_vi="hồ sơ", heading_en="dossier", kind=CellKind.CODE, on_terminal=False),
)


def roll_of_honour(honours: Iterable[Honour], levels: Sequence[str], year: int | None) -> Table:
    """Return the roll of honour, of a year of achievement or of all.

    `levels` are the codes of levels, the highest first; one that is not among them comes last.
    """
    ranks = {level: rank for rank, level in enumerate(levels)}
    ordered = sorted(
        honours, key=lambda one: (-one.year, ranks.get(one.level, len(ranks)), one.award, one.nomination_id)
    )
    return Table(
        title_vi=f"Bảng vinh danh năm {year}" if year else "Bảng vinh danh",
        title_en=f"Roll of honour for {year}" if year else "Roll of honour",
        columns=_COLUMNS,
        rows=tuple(map(_row, ordered)),
    )


def highest_first(rule_sets: Iterable[RuleSet]) -> list[str]:
    """Return the levels of several rule sets, the highest first; each names its own from the lowest up."""
    ranks = dict[str, int]()
    for rule_set in rule_sets:
        for rank, level in enumerate(reversed(rule_set.levels)):
            ranks[level.level] = max(rank, ranks.get(level.level, 0))
    return sorted(ranks, key=lambda level: ranks[level])


def _row(honour: Honour) -> dict[str, Cell]:
    decided = honour.conferred_at
    return {
        "year": honour.year,
        "level": honour.level_name_vi or honour.level,
        "award": honour.award,
        "award_name_vi": honour.award_name_vi,
        "award_name_en": honour.award_name_en,
        "nominee": honour.nominee_name,
        "kind": _KINDS[honour.nominee_kind],
        "nominee_id": honour.nominee_id,
        "period_from": honour.period_from,
        "period_to": honour.period_to,
        "body": honour.body_name_vi or honour.body,
        "decided_on": decided.astimezone(VIETNAM_TIME).date() if decided else None,
        "nomination": honour.nomination_id,
        "dossier": honour.dossier_id,
    }
