"""How a dossier is shown: its letter, its rows, where its nominations stand, and who carries them."""

from collections.abc import Sequence
from datetime import date

from pydantic import BaseModel

from adapters.postgres.dossiers import Carrier, Lineage, StandingCount
from adapters.postgres.matters import MatterRow
from cli.connection import Office
from cli.output import console, day, heading, moment, print_table
from domain.matters.dossier_words import reason_in_words, result_in_words, status_in_words
from schemas.dossier_matter import DossierState, RowCounts
from schemas.dossier_rows import RowView
from schemas.matter import MatterKind, MatterOnRecord


class DossierView(BaseModel):
    """Everything that is known of one dossier; `rows` None: they were not asked for."""

    dossier: MatterOnRecord
    counts: RowCounts
    standing: list[StandingCount]
    lineage: list[Lineage]
    rows: list[RowView] | None = None

    @property
    def state(self) -> DossierState:
        """Its state as dossiers have it."""
        return DossierState.model_validate(self.dossier.state)


async def look_up(office: Office, dossier_id: str, *, rows: bool) -> DossierView | None:
    """Return what is known of a dossier, None: there is none."""
    known = await office.matters.matter(f"{MatterKind.DOSSIER}:{dossier_id}")
    if known is None:
        return None
    return DossierView(
        dossier=known,
        counts=await office.dossiers.counts(dossier_id),
        standing=await office.dossiers.standing(dossier_id),
        lineage=await office.dossiers.lineage(dossier_id),
        rows=await office.dossiers.rows_of(dossier_id) if rows else None,
    )


def print_dossier(view: DossierView) -> None:
    """Print a dossier for a person."""
    state, start = view.state, view.dossier.start
    heading(f"{state.dossier_id}: {status_in_words(state.status)}")
    letter = start["letter"]
    signed_on = day(date.fromisoformat(letter["signed_on"]))
    console.print(f"Tờ trình / Letter: {letter['number']}, {signed_on}, {letter['signer']}")
    console.print(f"Kính gửi / To: {letter['addressed_to']}")
    console.print(f"Người trình / Nominator: {state.nominator_id} ({state.submitting_body})")
    _print_counts(state, view.counts)
    _print_standing(view.standing)
    _print_lineage(view.lineage)
    _print_summary(state)
    if view.rows is not None:
        _print_rows(view.rows)


def print_dossiers(rows: Sequence[MatterRow]) -> None:
    """Print the dossiers on record."""
    columns = ("hồ sơ / dossier", "trạng thái / status", "dòng / rows", "đơn vị trình / body", "từ / since")
    states = [(row, DossierState.model_validate(row.state)) for row in rows]
    print_table(
        f"Hồ sơ trình / Dossiers: {len(rows)}",
        columns,
        (
            (
                state.dossier_id,
                status_in_words(state.status),
                str(state.rows),
                state.submitting_body,
                moment(row.opened_at),
            )
            for row, state in states
        ),
    )


def print_way(nomination: str, way: Sequence[Carrier]) -> None:
    """Print which dossiers carried a nomination."""
    rows = ((each.dossier_id, moment(each.since), str(each.act_id or "-")) for each in way)
    print_table(f"{nomination}: hồ sơ mang theo / carried by", ("hồ sơ / dossier", "từ / since", "act"), rows)


def _print_counts(state: DossierState, counts: RowCounts) -> None:
    left = state.rows - counts.accepted - counts.known - counts.refused
    console.print(
        f"Dòng / Rows: {state.rows} = {counts.accepted} mới / accepted + {counts.known} đã có / known "
        f"+ {counts.refused} bị từ chối / refused + {left} chưa mở / not opened yet"
    )


def _print_standing(standing: Sequence[StandingCount]) -> None:
    if standing:
        rows = ((each.status, each.level, str(each.nominations)) for each in standing)
        print_table(
            "Đang mang / Carried now", ("trạng thái / status", "cấp / level", "đề nghị / nominations"), rows
        )


def _print_lineage(lineage: Sequence[Lineage]) -> None:
    if lineage:
        columns = (
            "từ / from",
            "vào / into",
            "đề nghị / nominations",
            "khi / at",
            "ai / by",
            "act",
            "lý do / why",
        )
        print_table(
            "Chuyển giao / Hand-overs",
            columns,
            (
                (
                    each.from_dossier,
                    each.into_dossier,
                    str(each.nominations),
                    moment(each.acted_at),
                    each.actor_id,
                    str(each.act_id),
                    each.reason,
                )
                for each in lineage
            ),
        )


def _print_summary(state: DossierState) -> None:
    summary = state.summary
    if summary is None:
        return
    outcomes = ", ".join(f"{status} {count}" for status, count in sorted(summary.outcomes.items())) or "-"
    awards = ", ".join(f"{award} {count}" for award, count in sorted(summary.awards.items())) or "-"
    console.print(f"Kết quả / Outcomes: {outcomes}")
    console.print(f"Danh hiệu, hình thức đã tặng / Conferred: {awards}")
    console.print(
        f"Hồ sơ khác mang / Carried elsewhere: {summary.moved}; "
        f"dòng bị từ chối / refused rows: {summary.refused}"
    )


def _print_rows(rows: Sequence[RowView]) -> None:
    columns = ("dòng / row", "ref", "đề nghị / nomination", "kết quả / result", "nay / now", "lý do / why")
    print_table(
        f"Từng dòng / Rows: {len(rows)}",
        columns,
        (
            (
                str(row.row),
                row.ref,
                row.nomination_id,
                result_in_words(row.result),
                f"{row.status}, {row.level}" if row.status else "-",
                reason_in_words(row.reason),
            )
            for row in rows
        ),
    )
