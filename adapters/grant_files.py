"""Reading awards of earlier years from YAML, JSON, CSV or XLSX, one row a grant.

A YAML or JSON file is a list of rows, or holds one under `grants`. What a fault says never repeats an
identity number, in whatever column it stands.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import cast

from adapters.dossier_documents import json_document, yaml_document
from adapters.dossier_faults import DossierError, WrittenRow, is_blank, joined, shown, validated
from adapters.dossier_files import bytes_of
from adapters.dossier_sheets import csv_records, xlsx_records
from adapters.dossier_tables import folded, plain
from adapters.rule_files import RuleFiles
from domain.route import find_award
from schemas.dossier import RowFault
from schemas.grant_rows import GrantReading, GrantRow, ReadGrant, RefusedGrant
from schemas.rules import RuleSet

_NAMES = {
    "ref": ("số tt", "số", "mã dòng"),
    "nominee_kind": ("đối tượng",),
    "subject": ("mã đối tượng",),
    "identity_number": ("số định danh", "số cccd", "cccd"),
    "award": ("danh hiệu", "hình thức khen thưởng"),
    "period_from": ("từ ngày",),
    "period_to": ("đến ngày",),
    "number": ("số quyết định",),
    "decided_on": ("ngày quyết định",),
    "issuer": ("mã cơ quan quyết định",),
    "issuer_vi": ("cơ quan quyết định",),
    "unit": ("đơn vị",),
    "evidence": ("căn cứ", "minh chứng"),
    "basis": ("loại hình khen thưởng", "loại hình"),
    "achievement_id": ("mã thành tích",),
}
"""The columns of a table with their Vietnamese names; the English one is the field's own."""

_LIKE_A_NUMBER_OF_SOMEBODY = re.compile(r"[0-9](?:[ .-]?[0-9]){8,}")

_FIELDS = {name: field for field, names in _NAMES.items() for name in (field, *names)}
_TOLD = frozenset(GrantRow.model_fields) - {"ref", "subject", "identity_number", "nominee_kind", "award"}


def read_grants(path: Path, rules: RuleFiles) -> GrantReading:
    """Read a file of grants and check each row.

    Raises:
        DossierError: the file as a whole cannot be read, or its header is wrong.
    """
    try:
        rows = _rows(path)
    except DossierError as error:
        message = f"{shown(path.name)}: {_masked(str(error))}"
        raise DossierError(message) from None
    return _reading(rows, rules)


def listed_grants(listed: object, rules: RuleFiles) -> GrantReading:
    """Check each row of a list of grants that stands in another file.

    Raises:
        DossierError: it is no list.
    """
    return _reading(_listed_in(listed), rules)


def _reading(rows: list[WrittenRow], rules: RuleFiles) -> GrantReading:
    read = [_read(row, rules.rule_sets) for row in _without_twins(rows)]
    return GrantReading(
        accepted=tuple(row for row in read if isinstance(row, ReadGrant)),
        refused=tuple(row for row in read if isinstance(row, RefusedGrant)),
    )


def _rows(path: Path) -> list[WrittenRow]:
    readers: dict[str, Callable[[bytes], list[WrittenRow]]] = {
        ".yaml": lambda raw: _listed_in(yaml_document(raw)),
        ".yml": lambda raw: _listed_in(yaml_document(raw)),
        ".json": lambda raw: _listed_in(json_document(raw)),
        ".csv": lambda raw: _table_in(csv_records(raw, _names_a_column)),
        ".xlsx": lambda raw: _table_in(xlsx_records(raw)),
    }
    reader = readers.get(path.suffix.lower())
    if reader is None:
        message = f"has none of the endings {', '.join(readers)}; save it as one of these"
        raise DossierError(message)
    rows = reader(bytes_of(path))
    if not rows:
        message = "holds no grants; add one row a grant"
        raise DossierError(message)
    return rows


def _listed_in(document: object) -> list[WrittenRow]:
    if isinstance(document, dict):
        document = cast("dict[str, object]", document).get("grants")
    if not isinstance(document, list):
        message = "must be a list of grants, or hold one under grants"
        raise DossierError(message)
    return [_listed_row(number, row) for number, row in enumerate(cast("list[object]", document), start=1)]


def _listed_row(number: int, row: object) -> WrittenRow:
    if isinstance(row, dict):
        return WrittenRow(number, cast("dict[str, object]", row))
    text = f"must hold columns: {', '.join(_NAMES)}"
    return WrittenRow(number, {}, (RowFault(column="row", text=text),))


def _table_in(records: Iterable[Sequence[object]]) -> list[WrittenRow]:
    numbered = ((number, [plain(cell) for cell in record]) for number, record in enumerate(records, start=1))
    filled = ((number, cells) for number, cells in numbered if not all(is_blank(cell) for cell in cells))
    _, names = next(filled, (0, list[object]()))
    fields = _fields_under([str(name or "") for name in names])
    return [_table_row(number, fields, cells) for number, cells in filled]


def _fields_under(names: list[str]) -> list[str | None]:
    fields = [_FIELDS.get(folded(name)) for name in names]
    pairs = zip(names, fields, strict=True)
    faults = [f'column "{shown(name)}" is not known' for name, field in pairs if field is None and name]
    faults += [f"column {field} stands twice" for field in _NAMES if fields.count(field) > 1]
    needed = [name for name, field in GrantRow.model_fields.items() if field.is_required()]
    faults += [f"column {name} is missing" for name in needed if name not in fields]
    if faults:
        message = f"header row: {joined(faults)}; known are {', '.join(_NAMES)}"
        raise DossierError(message)
    return fields


def _table_row(number: int, fields: list[str | None], cells: list[object]) -> WrittenRow:
    named = {field: cell for field, cell in zip(fields, cells, strict=False) if field}
    beyond = [cell for place, cell in enumerate(cells) if place >= len(fields) or fields[place] is None]
    if all(is_blank(cell) for cell in beyond):
        return WrittenRow(number, named)
    text = "holds something beside the named columns; delete it or name the column"
    return WrittenRow(number, named, (RowFault(column="row", text=text),))


def _names_a_column(name: str) -> bool:
    return folded(name) in _FIELDS


def _without_twins(rows: list[WrittenRow]) -> list[WrittenRow]:
    """Note where a ref stands in two rows: nobody can tell which one is meant."""
    first: dict[str, int] = {}
    marked: list[WrittenRow] = []
    for row in rows:
        ref = str(row.cells.get("ref") or "").strip().lower()
        told = first.setdefault(ref, row.number) if ref else row.number
        twin = RowFault(column="ref", text=f"stands in row {told} too; give each row its own")
        marked.append(row if told == row.number else row._replace(faults=(*row.faults, twin)))
    return marked


def _read(row: WrittenRow, rule_sets: Sequence[RuleSet]) -> ReadGrant | RefusedGrant:
    told, faults = validated(GrantRow, row.cells)
    award = _award(told, rule_sets) if told else None
    if told and award is None:
        text = f'"{shown(told.award)}" is not an award of any rule set; "starter.py awards" lists them'
        faults = [*faults, RowFault(column="award", text=text)]
    faults = [fault.model_copy(update={"text": _masked(fault.text)}) for fault in (*row.faults, *faults)]
    if told is None or award is None or faults:
        unread = "ref" in {fault.column for fault in faults}
        ref = None if unread else shown(_masked(str(row.cells.get("ref") or ""))) or None
        return RefusedGrant(row=row.number, ref=ref, faults=tuple(faults))
    fields = told.model_dump(include=set(_TOLD)) | {"subject_kind": told.nominee_kind, "award": award}
    return ReadGrant(
        row=row.number,
        ref=told.ref,
        fields=fields,
        subject=told.subject,
        identity_number=told.identity_number,
    )


def _masked(text: str) -> str:
    return _LIKE_A_NUMBER_OF_SOMEBODY.sub("…", text)


def _award(row: GrantRow, rule_sets: Sequence[RuleSet]) -> str | None:
    """Return the code of the award that a row names, by the rules of its time first."""
    day = row.decided_on or row.period_to
    of_its_time = sorted(rule_sets, key=lambda rule_set: (rule_set.valid_from > day, -_age(rule_set)))
    found = (find_award(rule_set, row.award) for rule_set in of_its_time)
    return next((award.code for award in found if award), None)


def _age(rule_set: RuleSet) -> int:
    return rule_set.valid_from.toordinal()
