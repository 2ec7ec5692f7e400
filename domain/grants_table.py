"""The award record (hồ sơ khen thưởng) as a table: every grant, those that were revoked too."""

from collections.abc import Iterable

from domain.award_names import AwardNames
from domain.table_words import SUBJECT_KINDS
from schemas.award_record import Grant, GrantSource
from schemas.nomination import AwardBasis
from schemas.tables import Cell, CellKind, Column, Table

_SOURCES = {
    GrantSource.DECIDED_HERE: "quyết định tại đây / decided here",
    GrantSource.IMPORTED: "nhập từ hồ sơ cũ / imported",
}
_BASES = {
    AwardBasis.MERIT: "công trạng / merit",
    AwardBasis.CAMPAIGN: "phong trào / campaign",
    AwardBasis.EXCEPTIONAL: "đột xuất / exceptional",
    AwardBasis.LONG_SERVICE: "cống hiến / long service",
    AwardBasis.SENIORITY: "niên hạn / seniority",
    AwardBasis.EXTERNAL: "đối ngoại / external",
}
_COLUMNS = (
    Column(key="grant", heading_vi="lần khen thưởng", heading_en="grant", kind=CellKind.CODE),
    Column(key="subject", heading_vi="mã đối tượng", heading_en="nominee code", kind=CellKind.CODE),
    Column(key="kind", heading_vi="loại đối tượng", heading_en="kind", on_terminal=False),
    Column(key="year", heading_vi="năm", heading_en="year", kind=CellKind.WHOLE),
    Column(key="award", heading_vi="mã", heading_en="code", kind=CellKind.CODE),
    Column(key="award_name_vi", heading_vi="khen thưởng", heading_en="award", on_terminal=False),
    Column(key="award_name_en", heading_vi="tên tiếng Anh", heading_en="in English", on_terminal=False),
    Column(key="basis", heading_vi="loại hình", heading_en="basis", on_terminal=False),
    Column(key="unit", heading_vi="đơn vị", heading_en="unit", kind=CellKind.CODE, on_terminal=False),
    Column(key="period_from", heading_vi="từ ngày", heading_en="from", kind=CellKind.DATE, on_terminal=False),
    Column(key="period_to", heading_vi="đến ngày", heading_en="to", kind=CellKind.DATE, on_terminal=False),
    Column(
        key="achievement",
        heading_vi="thành tích",
        heading_en="achievement",
        kind=CellKind.CODE,
        on_terminal=False,
    ),
    Column(key="issuer", heading_vi="cơ quan khen thưởng", heading_en="given by"),
    Column(key="number", heading_vi="số", heading_en="number", kind=CellKind.CODE),
    Column(key="decided_on", heading_vi="ngày ký", heading_en="decided on", kind=CellKind.DATE),
    Column(
        key="presented_on",
        heading_vi="ngày trao",
        heading_en="presented on",
        kind=CellKind.DATE,
        on_terminal=False,
    ),
    Column(key="revoked", heading_vi="đã thu hồi", heading_en="revoked", kind=CellKind.YES_NO),
    Column(key="source", heading_vi="nguồn", heading_en="source", on_terminal=False),
    Column(key="evidence", heading_vi="căn cứ", heading_en="evidence", on_terminal=False),
    Column(
        key="rule_set", heading_vi="bộ quy tắc", heading_en="rule set", kind=CellKind.CODE, on_terminal=False
    ),
)


def grants_table(grants: Iterable[Grant], names: AwardNames) -> Table:
    """Return these grants in their order, one a row."""
    return Table(
        title_vi="Hồ sơ khen thưởng",
        title_en="Award record",
        columns=_COLUMNS,
        rows=tuple(_row(grant, names) for grant in grants),
    )


def _row(grant: Grant, names: AwardNames) -> dict[str, Cell]:
    award = names.award(grant.award, grant.rule_set)
    return {
        "grant": grant.grant_id,
        "subject": grant.subject,
        "kind": SUBJECT_KINDS[grant.subject_kind],
        "year": grant.year,
        "award": grant.award,
        "award_name_vi": award.vi if award else None,
        "award_name_en": award.en if award else None,
        "basis": _BASES[grant.basis or AwardBasis.MERIT],
        "unit": grant.unit,
        "period_from": grant.period_from,
        "period_to": grant.period_to,
        "achievement": grant.achievement_id,
        "issuer": grant.issuer_vi,
        "number": grant.number,
        "decided_on": grant.decided_on,
        "presented_on": grant.presented_on,
        "revoked": grant.revoked,
        "source": _SOURCES[grant.source],
        "evidence": grant.evidence,
        "rule_set": grant.rule_set,
    }
