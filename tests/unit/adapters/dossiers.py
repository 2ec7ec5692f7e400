"""Dossiers for these tests: the same few rows, written in every format."""

import csv
import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

import pytest
import yaml
from openpyxl import Workbook

from adapters.dossier_files import DossierError, read_dossier
from adapters.rule_files import RuleFiles
from schemas.dossier import DossierReading, RowFault
from schemas.nomination import NominationRequest

RULES = RuleFiles()
TODAY = datetime(2026, 1, 5, 2, 0, tzinfo=UTC)
ENDINGS = (".yaml", ".json", ".csv", ".xlsx")
HEADER = {
    "dossier_id": "mau-2025",
    "nominator_id": "nominator-01",
    "submitting_body": "phuong-hoang-mai",
    "rule_set": "2025-two-tier",
}
TABLE_NAMES = {"dossier_id": "dossier", "nominator_id": "nominator"}

Row = dict[str, object]


def a_row(ref: object = "01", **changed: object) -> Row:
    """Return a row that the rules of 2025 accept, except for what is changed."""
    row: Row = {
        "ref": ref,
        "award": "BK_TP",
        "nominee_kind": "individual",
        "nominee_name": "Nguyễn Văn A",
        "nominee_id": "nv-001",
        "period_from": "2025-01-01",
        "period_to": "2025-12-31",
        "achievement": "Hoàn thành xuất sắc nhiệm vụ năm 2025",
    }
    return row | changed


def without(row: Mapping[str, object], *columns: str) -> Row:
    """Return the row without these columns."""
    return {column: value for column, value in row.items() if column not in columns}


def written(folder: Path, ending: str, rows: Sequence[Row], **header: object) -> Path:
    """Write a dossier in the format that the ending names."""
    path = folder / f"dossier{ending}"
    facts = HEADER | header
    if ending in {".csv", ".xlsx"}:
        return write_table(path, as_table(facts, rows))
    document = facts | {"nominations": list(rows)}
    if ending == ".json":
        path.write_text(json.dumps(document), "utf-8")
    else:
        path.write_text(yaml.dump(document, Dumper=yaml.CSafeDumper, allow_unicode=True), "utf-8")
    return path


def as_table(facts: Mapping[str, object], rows: Sequence[Row]) -> list[list[object]]:
    """Return a header row and the rows, each with the dossier's facts repeated."""
    full = [{TABLE_NAMES.get(name, name): value for name, value in {**facts, **row}.items()} for row in rows]
    names = list(dict.fromkeys(name for row in full for name in row))
    return [list(names), *([row.get(name) for name in names] for row in full)]


def write_table(
    path: Path, table: Sequence[Sequence[object]], *, delimiter: str = ",", encoding: str = "utf-8"
) -> Path:
    """Write the cells as CSV or XLSX."""
    if path.suffix == ".csv":
        with path.open("w", encoding=encoding, newline="") as file:
            csv.writer(file, delimiter=delimiter).writerows(table)
        return path
    workbook = Workbook(write_only=True)
    sheet = workbook.create_sheet()
    for cells in table:
        sheet.append(cells)
    workbook.save(path)
    return path


def reading_of(path: Path) -> DossierReading:
    """Read a dossier under the shipped rules."""
    return read_dossier(path, RULES, TODAY)


def requests_in(path: Path) -> list[NominationRequest]:
    """Return what a dossier asks for, of which no row is refused."""
    reading = reading_of(path)

    assert () == reading.refused
    return [row.request for row in reading.accepted]


def faults_in(path: Path) -> list[tuple[int, str, str]]:
    """Return row, column and text of every fault."""
    return [(row.row, fault.column, fault.text) for row in reading_of(path).refused for fault in row.faults]


def faults_of_row(folder: Path, row: Row, ending: str = ".json") -> list[RowFault]:
    """Return what is wrong with the only row of a dossier."""
    (refused,) = reading_of(written(folder, ending, [row])).refused
    return list(refused.faults)


def refusal_of(path: Path) -> str:
    """Return the line with which a file as a whole is refused."""
    with pytest.raises(DossierError) as refused:
        reading_of(path)
    return str(refused.value)
