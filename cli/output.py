"""How results are shown: tables for people, one JSON value for scripts."""

import json
import sys
from collections.abc import Iterable, Sequence
from datetime import date, datetime

from pydantic import BaseModel
from rich.console import Console
from rich.table import Table

from domain.table_words import heading_of, in_words, title_of
from domain.working_days import VIETNAM_TIME
from schemas import tables
from schemas.messages import Answer, Receipt

_WIDTH_OF_A_FILE = 160

# What people wrote is shown as they wrote it: brackets and colons in it are no markup.
console = Console(
    highlight=False,
    markup=False,
    emoji=False,
    soft_wrap=True,
    width=None if sys.stdout.isatty() else _WIDTH_OF_A_FILE,
)


def heading(text: str) -> None:
    """Print a line that stands out on a terminal."""
    console.print(text, style="bold")


def print_json(value: object) -> None:
    """Print one JSON value; models are written as they are exchanged."""
    print(json.dumps(value, ensure_ascii=False, indent=2, default=_plain))


def print_table(title: str, columns: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Print a table."""
    table = Table(title=title, title_justify="left", title_style="bold", box=None, pad_edge=False)
    for column in columns:
        table.add_column(column, overflow="fold")
    for row in rows:
        table.add_row(*row)
    console.print(table)


def show_table(table: tables.Table) -> None:
    """Print a table of the record and how many rows it has; what is unknown says so."""
    columns = [column for column in table.columns if column.on_terminal]
    rows = ([in_words(column.kind, row[column.key]) for column in columns] for row in table.rows)
    print_table(f"{title_of(table)}: {len(table.rows)}", [heading_of(column) for column in columns], rows)


def day(when: date | None) -> str:
    """Return a day as people in Vietnam write it; of an instant, the day that it is there."""
    there = when.astimezone(VIETNAM_TIME) if isinstance(when, datetime) else when
    return there.strftime("%d/%m/%Y") if there else "-"


def moment(instant: datetime) -> str:
    """Return day and time of an instant in Vietnam."""
    return instant.astimezone(VIETNAM_TIME).strftime("%d/%m/%Y %H:%M:%S")


def print_answer(answer: Answer) -> None:
    """Print a receipt or a refusal for a person."""
    if isinstance(answer, Receipt):
        console.print(f"On record: {answer.nomination_id} is now {answer.status}, {answer.level} level.")
        if answer.number:
            console.print(f"Số / Number: {answer.number}")
        console.print(f"Receipt: entry {answer.seq}, hash {answer.leaf_hash}")
        console.print(f"Act: {answer.act_id}, recorded {moment(answer.recorded_at)} (UTC+7)")
    else:
        console.print(f"Refused ({answer.reason}): {answer.explanation_en}")
        console.print(f"Từ chối: {answer.explanation_vi}")
        console.print(f"On record: entry {answer.seq}, hash {answer.leaf_hash}")


def _plain(value: object) -> object:
    if isinstance(value, BaseModel):
        return value.model_dump(mode="json")
    if isinstance(value, datetime):
        return value.isoformat()
    return str(value)
