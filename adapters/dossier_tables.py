"""Dossiers written as one table with a header row, whatever file the table came from.

Each row repeats the dossier's own facts, because a table has no other place for them.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime, time
from unicodedata import normalize

from openpyxl.cell.cell import ERROR_CODES

from adapters.dossier_faults import (
    BLANKS,
    DossierError,
    WrittenDossier,
    WrittenRow,
    is_blank,
    joined,
    listed,
    shown,
    validated,
)
from schemas.dossier import DossierFile, NominationRow, RowFault

_COLUMNS = {
    "dossier_id": ("dossier", "dossier_id", "hồ sơ", "mã hồ sơ"),
    "nominator_id": ("nominator", "nominator_id", "người trình"),
    "submitting_body": ("submitting_body", "đơn vị trình"),
    "rule_set": ("rule_set", "bộ quy tắc"),
    "ref": ("ref", "số"),
    "award": ("award", "danh hiệu", "hình thức khen thưởng"),
    "nominee_kind": ("nominee_kind", "đối tượng"),
    "nominee_name": ("nominee_name", "họ tên / tên tập thể", "họ tên", "tên tập thể"),
    "nominee_id": ("nominee_id", "mã đối tượng"),
    "period_from": ("period_from", "từ ngày"),
    "period_to": ("period_to", "đến ngày"),
    "achievement": ("achievement", "thành tích"),
    "procedure": ("procedure", "quy trình"),
    "sector": ("sector", "lĩnh vực", "ngành"),
    "papers": ("papers", "giấy tờ"),
    "relatives": ("relatives", "người thân"),
}
"""The fields of a row, each with the names its column may have; the first is the one in messages."""

_FIELDS = {name: field for field, names in _COLUMNS.items() for name in names}
_HEADER_FIELDS = ("dossier_id", "nominator_id", "submitting_body", "rule_set")
_MAY_BE_LEFT_OUT = {"rule_set", "nominee_id", "procedure", "sector", "papers", "relatives"}


def names_a_column(name: str) -> bool:
    """Return whether a header cell is a column's name, in English or Vietnamese."""
    return _folded(name) in _FIELDS


def dossier_in(records: Iterable[Sequence[object]]) -> WrittenDossier:
    """Return the dossier in a table's cells. Rows without content are passed over, but counted.

    Raises:
        DossierError: the header row is wrong, or no row tells of which dossier it is.
    """
    plain = ((number, [_plain(cell) for cell in record]) for number, record in enumerate(records, start=1))
    filled = ((number, cells) for number, cells in plain if not all(is_blank(cell) for cell in cells))
    _, names = next(filled, (0, list[object]()))
    fields = _fields_under([str(name or "") for name in names])
    rows = [_row(number, fields, cells) for number, cells in filled]
    if not rows:
        message = "has a header row but no nominations"
        raise DossierError(message)
    return _under_one_header(rows)


def _plain(cell: object) -> object:
    if isinstance(cell, str):
        return cell.strip(BLANKS)
    if isinstance(cell, datetime):
        return cell.date() if cell.time() == time() else cell
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell) if isinstance(cell, int | float) and not isinstance(cell, bool) else cell


def _folded(name: str) -> str:
    return " ".join(normalize("NFC", name).casefold().split())


def _fields_under(names: list[str]) -> list[str | None]:
    """Return the field of each column; a column without a name has none, and must then be empty."""
    fields = [_FIELDS.get(_folded(name)) for name in names]
    pairs = zip(names, fields, strict=True)
    faults = [f'column "{shown(name)}" is not known' for name, field in pairs if field is None and name]
    for field, (name, *_) in _COLUMNS.items():
        if fields.count(field) > 1:
            faults.append(f"column {name} stands twice")
        if field not in fields and field not in _MAY_BE_LEFT_OUT:
            faults.append(f"column {name} is missing")
    if faults:
        known = ", ".join(names[0] for names in _COLUMNS.values())
        message = f"header row: {joined(faults)}; known are {known}"
        raise DossierError(message)
    return fields


def _row(number: int, fields: list[str | None], cells: list[object]) -> WrittenRow:
    named = dict[str, object]()
    faults = list[RowFault]()
    for position, cell in enumerate(cells, start=1):
        field = fields[position - 1] if position <= len(fields) else None
        if field is not None:
            named[field] = cell
        elif not is_blank(cell):
            text = "holds something, but the header row names no column here"
            faults.append(RowFault(column=str(position), text=text))
        if field is not None and cell in ERROR_CODES:
            text = f"is the spreadsheet error {cell}; correct the cell"
            faults.append(RowFault(column=_COLUMNS[field][0], text=text))
    return WrittenRow(number, named, tuple(faults))


def _under_one_header(rows: list[WrittenRow]) -> WrittenDossier:
    """Take the dossier's facts from the first row that has them right; the others must repeat them."""
    for row in rows:
        header, _ = _header_in(row)
        if header is not None:
            return WrittenDossier(header, [_without_header(other, header, row.number) for other in rows])
    _, faults = _header_in(rows[0])
    raise DossierError(listed(faults, f"row {rows[0].number}, column"))


def _header_in(row: WrittenRow) -> tuple[DossierFile | None, list[RowFault]]:
    header, faults = validated(DossierFile, {field: row.cells.get(field) for field in _HEADER_FIELDS})
    return header, [RowFault(column=_COLUMNS[fault.column][0], text=fault.text) for fault in faults]


def _without_header(row: WrittenRow, header: DossierFile, told_in: int) -> WrittenRow:
    faults = list(row.faults)
    for field in _HEADER_FIELDS:
        said, found = getattr(header, field), row.cells.get(field)
        if said != (None if is_blank(found) else found):
            here = "is empty" if is_blank(found) else f'is "{shown(str(found))}"'
            there = "leaves it empty" if said is None else f'says "{said}"'
            text = f"{here}, but row {told_in} {there}; a file holds one dossier"
            faults.append(RowFault(column=_COLUMNS[field][0], text=text))
    cells = {field: cell for field, cell in row.cells.items() if field in NominationRow.model_fields}
    return WrittenRow(row.number, cells, tuple(faults))
