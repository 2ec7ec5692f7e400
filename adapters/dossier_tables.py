"""Dossiers written as one table with a header row, whatever file the table came from.

Each row repeats the dossier's own facts, because a table has no other place for them; its letter may stand in
one row alone.
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
from schemas.dossier import DossierFile, NominationRow, RowFault, WrittenLetter

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
    "unit": ("unit", "đơn vị"),
    "basis": ("basis", "loại hình khen thưởng", "loại hình"),
    "achievement_id": ("achievement_id", "mã thành tích"),
    "facts": ("facts", "dữ kiện"),
    "campaign": ("campaign", "đợt thi đua"),
    "movement": ("movement", "phong trào"),
    "content_group": ("content_group", "nội dung thi đua"),
    "attachments": ("attachments", "tài liệu kèm theo", "tài liệu"),
    "identity_number": ("identity_number", "số định danh", "số cccd", "cccd"),
    "letter.number": ("letter_number", "số tờ trình"),
    "letter.signed_on": ("letter_signed_on", "ngày tờ trình"),
    "letter.signer": ("letter_signer", "chức vụ người ký"),
    "letter.addressed_to": ("letter_addressed_to", "kính gửi"),
    "letter.text": ("letter_text", "nội dung tờ trình"),
}
"""The fields of a row, each with the names its column may have; the first is the one in messages."""

_FIELDS = {name: field for field, names in _COLUMNS.items() for name in names}
_HEADER_FIELDS = ("dossier_id", "nominator_id", "submitting_body", "rule_set")
_LETTER_FIELDS = tuple(f"letter.{field}" for field in WrittenLetter.model_fields)
_MAY_BE_LEFT_OUT = {
    *("rule_set", *_LETTER_FIELDS),
    *(name for name, field in NominationRow.model_fields.items() if not field.is_required()),
}


def names_a_column(name: str) -> bool:
    """Return whether a header cell is a column's name, in English or Vietnamese."""
    return folded(name) in _FIELDS


def dossier_in(records: Iterable[Sequence[object]]) -> WrittenDossier:
    """Return the dossier in a table's cells. Rows without content are passed over, but counted.

    Raises:
        DossierError: the header row is wrong, or no row tells of which dossier it is.
    """
    numbered = enumerate(records, start=1)
    filled = ((number, cells) for number, cells in numbered if not all(is_blank(cell) for cell in cells))
    _, names = next(filled, (0, ()))
    fields = _fields_under([str(plain(name) or "") for name in names])
    rows = [_row(number, fields, cells) for number, cells in filled]
    if not rows:
        message = "has a header row but no nominations"
        raise DossierError(message)
    return _under_one_header(rows)


def plain(cell: object) -> object:
    """Return a cell as it is written: numbers as text, an instant at midnight as its day."""
    if isinstance(cell, str):
        return cell.strip(BLANKS)
    if isinstance(cell, datetime):
        return cell.date() if cell.time() == time() else cell
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell) if isinstance(cell, int | float) and not isinstance(cell, bool) else cell


def folded(name: str) -> str:
    """Return a column's name as it is compared: without regard to case, blanks and spelling of letters."""
    return " ".join(normalize("NFC", name).casefold().split())


def _fields_under(names: list[str]) -> list[str | None]:
    """Return the field of each column; a column without a name has none, and must then be empty."""
    fields = [_FIELDS.get(folded(name)) for name in names]
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


def _row(number: int, fields: list[str | None], cells: Sequence[object]) -> WrittenRow:
    named = dict[str, object]()
    faults = list[RowFault]()
    for position, cell in enumerate(cells, start=1):
        field = fields[position - 1] if position <= len(fields) else None
        if field is not None:
            named[field] = plain(cell)
        elif not is_blank(cell):
            text = "holds something, but the header row names no column here"
            faults.append(RowFault(column=str(position), text=text))
        if field is not None and cell in ERROR_CODES:
            text = f"is the spreadsheet error {cell}; correct the cell"
            faults.append(RowFault(column=_COLUMNS[field][0], text=text))
        if field == "identity_number" and isinstance(cell, int | float):
            text = "is a number to the spreadsheet, which drops zeros in front; make it text"
            faults.append(RowFault(column=_COLUMNS[field][0], text=text))
    return WrittenRow(number, named, tuple(faults))


def _under_one_header(rows: list[WrittenRow]) -> WrittenDossier:
    """Take the dossier's facts from the first row that has them right; the others must repeat them."""
    with_letter = next((row for row in rows if _letter_in(row)), rows[0])
    for row in rows:
        header, _ = _header_in(row, with_letter)
        if header is not None:
            others = [_without_letter(other, with_letter) for other in rows]
            return WrittenDossier(header, [_without_header(other, header, row.number) for other in others])
    _, faults = _header_in(rows[0], with_letter)
    raise DossierError(listed(faults, f"row {rows[0].number}, column"))


def _letter_in(row: WrittenRow) -> dict[str, object]:
    """Return what a row says of the letter."""
    return {field: cell for field in _LETTER_FIELDS if not is_blank(cell := row.cells.get(field))}


def _header_in(row: WrittenRow, with_letter: WrittenRow) -> tuple[DossierFile | None, list[RowFault]]:
    said = {field.removeprefix("letter."): cell for field, cell in _letter_in(with_letter).items()}
    letter = {"letter": said} if said else {}
    fields = {field: row.cells.get(field) for field in _HEADER_FIELDS}
    header, faults = validated(DossierFile, fields | letter)
    return header, [RowFault(column=_COLUMNS[fault.column][0], text=fault.text) for fault in faults]


def _without_letter(row: WrittenRow, with_letter: WrittenRow) -> WrittenRow:
    """Note where a row tells of another letter than the first one that tells of any."""
    told = with_letter.cells
    faults = [
        RowFault(column=_COLUMNS[field][0], text=f"is not as in row {with_letter.number}; a dossier has one")
        for field, cell in _letter_in(row).items()
        if cell != told.get(field)
    ]
    return row._replace(faults=(*row.faults, *faults)) if faults else row


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
