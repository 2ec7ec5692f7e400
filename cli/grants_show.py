"""How the award record is shown to people, in both languages."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from cli.grants_import import ImportedRow
from cli.output import console, day, heading, moment, print_table
from schemas.award_record import (
    AwardHistory,
    Grant,
    GrantEvent,
    GrantEventKind,
    GrantReceipt,
    GrantRefusal,
)

_HAPPENED = {
    GrantEventKind.GRANTED: "tặng / granted",
    GrantEventKind.PRESENTED: "trao tặng / presented",
    GrantEventKind.REVOKED: "hủy bỏ / revoked",
    GrantEventKind.RESTORED: "khôi phục / restored",
    GrantEventKind.CORRECTED: "đính chính / corrected",
}


def print_grant_answer(answer: GrantReceipt | GrantRefusal) -> None:
    """Print a receipt or a refusal."""
    if isinstance(answer, GrantRefusal):
        console.print(f"Refused ({answer.reason}): {answer.en}")
        console.print(f"Từ chối: {answer.vi}")
        return
    about = f" of {answer.grant_id}" if answer.grant_id else ""
    console.print(f"On record at {answer.body}: {answer.kind}{about}.")
    console.print(f"Receipt: entry {answer.seq}, hash {answer.leaf_hash}")
    console.print(f"Act: {answer.act_id}, recorded {moment(answer.recorded_at)} (UTC+7)")


def print_rows(file: str, rows: Sequence[ImportedRow]) -> None:
    """Print what became of each row of a file."""
    table = (
        (str(row.row), row.ref or "-", row.result, row.subject or "-", row.grant_id or "-", _reason(row))
        for row in rows
    )
    columns = ("row", "ref", "result", "nominee code", "grant", "reason")
    print_table(f"{file}: {len(rows)} grants", columns, table)


def print_history(
    history: AwardHistory, events: Mapping[str, Sequence[GrantEvent]], flags: Sequence[Mapping[str, Any]]
) -> None:
    """Print what a nominee was given and what became of it, the earliest year first."""
    heading(f"Hồ sơ khen thưởng / Award record: {history.subject}, {len(history.grants)}")
    if history.complete_to is None:
        console.print("Chưa ai xác nhận đầy đủ / Nobody vouches that it is complete.")
    else:
        console.print(f"Đầy đủ đến năm / Complete up to {history.complete_to}.")
    for grant in history.grants:
        console.print()
        _print_grant(grant, events.get(grant.grant_id, ()))
        for flag in flags:
            if flag["grant_id"] == grant.grant_id:
                text = f"  ! cần xem xét vì / to be looked at because of {flag['because_of']}"
                console.print(f"{text}, {moment(flag['at'])}")


def _print_grant(grant: Grant, events: Sequence[GrantEvent]) -> None:
    number = f", {grant.number}" if grant.number else ""
    state = " (đã hủy bỏ / revoked)" if grant.revoked else ""
    heading(f"{grant.year} {grant.award}{number}: {grant.issuer_vi}{state}")
    console.print(
        f"  {grant.grant_id}, {grant.period_from:%d/%m/%Y} - {grant.period_to:%d/%m/%Y}"
        f", đơn vị / unit {grant.unit or '-'}"
    )
    for event in events:
        told = f"entry {event.entry_seq} of {event.stream_id}"
        console.print(f"  {moment(event.at)}  {_HAPPENED[event.kind]}{_set_right(event)} ({told})")


def _set_right(event: GrantEvent) -> str:
    if event.kind is GrantEventKind.PRESENTED:
        return f" {day(date.fromisoformat(event.facts['presented_on']))}"
    if event.kind is not GrantEventKind.CORRECTED:
        return ""
    return ": " + ", ".join(f"{field} = {value or '-'}" for field, value in sorted(event.facts.items()))


def _reason(row: ImportedRow) -> str:
    return " / ".join(filter(None, (row.reason_vi, row.reason)))
