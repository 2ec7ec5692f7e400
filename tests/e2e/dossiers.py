"""Dossiers as files, the same one in every format."""

import csv
import json
from pathlib import Path
from uuid import uuid4

from openpyxl import Workbook

Row = dict[str, str]

_OF_THE_DOSSIER = {
    "nominator": "ward-office",
    "submitting_body": "phuong-hoang-mai",
    "rule_set": "2025-two-tier",
}


def a_row(ref: str, **changes: str) -> Row:
    """Return a row that the rules accept: ward and city decide on it."""
    return {
        "ref": ref,
        "award": "BK_TP",
        "nominee_kind": "collective",
        "nominee_name": f"Tổ dân phố số {ref}",
        "period_from": "2025-01-01",
        "period_to": "2025-12-31",
        "achievement": "Hoàn thành xuất sắc nhiệm vụ năm 2025",
    } | changes


def a_dossier_id() -> str:
    """Return an id that no other dossier has."""
    return f"d-{uuid4().hex[:12]}"


def written(path: Path, dossier_id: str, *rows: Row) -> Path:
    """Write a dossier to `path`, in the format that its ending names."""
    match path.suffix:
        case ".csv":
            _write_csv(path, _table(dossier_id, rows))
        case ".xlsx":
            _write_xlsx(path, _table(dossier_id, rows))
        case _:  # JSON is YAML
            path.write_text(json.dumps(_document(dossier_id, rows), ensure_ascii=False))
    return path


def _table(dossier_id: str, rows: tuple[Row, ...]) -> list[Row]:
    return [{"dossier": dossier_id} | _OF_THE_DOSSIER | row for row in rows]


def _write_csv(path: Path, table: list[Row]) -> None:
    with path.open("w", newline="") as file:
        writer = csv.DictWriter(file, table[0])
        writer.writeheader()
        writer.writerows(table)


def _write_xlsx(path: Path, table: list[Row]) -> None:
    workbook = Workbook()
    sheet = workbook.worksheets[0]
    sheet.append(list(table[0]))
    for row in table:
        sheet.append(list(row.values()))
    workbook.save(path)


def _document(dossier_id: str, rows: tuple[Row, ...]) -> dict[str, object]:
    return {
        "dossier_id": dossier_id,
        "nominator_id": _OF_THE_DOSSIER["nominator"],
        "submitting_body": _OF_THE_DOSSIER["submitting_body"],
        "rule_set": _OF_THE_DOSSIER["rule_set"],
        "nominations": list(rows),
    }
