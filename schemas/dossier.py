"""A dossier as a nominator writes it, and what came of reading it.

The same models serve YAML, JSON, CSV and XLSX, so dates and kinds of nominee are taken as people write
them, in words a person can act on when they are wrong. Files are read in `adapters.dossier_files`.
"""

import re
import unicodedata
from collections.abc import Sequence
from datetime import date, datetime
from typing import Annotated, cast

from pydantic import (
    BeforeValidator,
    Field,
    NonNegativeInt,
    PositiveInt,
    SecretStr,
    ValidationInfo,
    field_validator,
)

from schemas.base import Exchanged, Written
from schemas.dossier_cells import IdentityNumber, WrittenBasis, WrittenFacts
from schemas.nomination import NominationRequest, SubjectKind
from schemas.text import Code, Line, Prose, Sha256

_KINDS_VI = {
    "cá nhân": SubjectKind.INDIVIDUAL,
    "tập thể": SubjectKind.COLLECTIVE,
    "hộ gia đình": SubjectKind.HOUSEHOLD,
}
_BETWEEN_CODES = re.compile(r"[,;\n]")
_DATES = (
    re.compile(r"(?P<year>[0-9]{4})-(?P<month>[0-9]{2})-(?P<day>[0-9]{2})"),
    re.compile(r"(?P<day>[0-9]{2})/(?P<month>[0-9]{2})/(?P<year>[0-9]{4})"),
)


def _read_date(value: object) -> date:
    # Nothing else is guessed: 1/2/2019 is January in some spreadsheets and February in others.
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    text = value if isinstance(value, str) else ""
    found = next((match for pattern in _DATES if (match := pattern.fullmatch(text))), None)
    if found is None:
        message = "must be a date like 2019-12-31 or 31/12/2019"
        raise ValueError(message)
    try:
        return date(int(found["year"]), int(found["month"]), int(found["day"]))
    except ValueError:
        message = f"must be a day of the calendar; {text} is none"
        raise ValueError(message) from None


def _read_kind(value: object) -> object:
    word = " ".join(unicodedata.normalize("NFC", value).casefold().split()) if isinstance(value, str) else ""
    if word in {*SubjectKind}:
        return SubjectKind(word)
    if word in _KINDS_VI:
        return _KINDS_VI[word]
    message = f"must be one of {', '.join(SubjectKind)} (or {', '.join(_KINDS_VI)})"
    raise ValueError(message)


def _read_codes(value: object) -> object:
    """Codes in one cell stand apart by commas, semicolons or lines; each stands once in what is read.

    Not by blanks: a name would fall apart into codes.
    """
    if isinstance(value, str):
        value = [part.strip() for part in _BETWEEN_CODES.split(value) if part.strip()]
    if not isinstance(value, list | tuple):
        return value
    parts = cast("Sequence[object]", value)
    return tuple(part for place, part in enumerate(parts) if part not in parts[:place])


def _read_count(value: object) -> object:
    digits = isinstance(value, str) and value.isascii() and value.isdigit() and len(value) <= len("999999999")
    if value is None or digits or (isinstance(value, int) and not isinstance(value, bool) and value >= 0):
        return value
    message = "must be a whole number, or null where the source does not count"
    raise ValueError(message)


WrittenDate = Annotated[date, BeforeValidator(_read_date)]
"""A day as people write it: 2019-12-31 or 31/12/2019."""

WrittenKind = Annotated[SubjectKind, BeforeValidator(_read_kind)]
"""A kind of nominee, by its code or in Vietnamese."""

WrittenCodes = Annotated[tuple[Code, ...], BeforeValidator(_read_codes)]
"""Codes as a list, or in one cell as "p-01; p-02"."""

WrittenHashes = Annotated[tuple[Sha256, ...], BeforeValidator(_read_codes)]
"""Documents as `attach` named them, in a list or in one cell."""

WrittenCount = Annotated[NonNegativeInt | None, BeforeValidator(_read_count)]
"""A real count, or None for unknown: unknown is not zero."""


class NominationRow(Written):
    """One nomination of a dossier, under the number `ref` that the nominator's office gave it.

    `award` is a code, a Vietnamese name or an alias of the rule set. `procedure` names another way to decide
    than the award's usual one; `sector` is what intake windows may depend on; `papers` are those that were
    handed in; `relatives` are people who may not take part because they are relatives of the nominee. What
    conditions and campaigns ask for is told as in `schemas.nomination`. `identity_number` leads to the code
    of the nominee in the award record, and goes nowhere else.
    """

    ref: Code
    award: Line
    nominee_kind: WrittenKind
    nominee_name: Line
    nominee_id: Code | None = None
    period_from: WrittenDate
    period_to: WrittenDate
    achievement: Prose
    procedure: Code | None = None
    sector: Code | None = None
    papers: WrittenCodes | None = None
    relatives: WrittenCodes | None = None
    unit: Code | None = None
    basis: WrittenBasis | None = None
    achievement_id: Code | None = None
    facts: WrittenFacts | None = Field(default=None, max_length=50)
    campaign: Code | None = None
    movement: Code | None = None
    content_group: Code | None = None
    attachments: WrittenHashes | None = Field(default=None, max_length=20)
    identity_number: IdentityNumber | None = None

    @field_validator("period_to")
    @classmethod
    def _period_runs_forward(cls, period_to: date, others: ValidationInfo) -> date:
        if period_to < others.data.get("period_from", period_to):
            message = "is before period_from; swap them"
            raise ValueError(message)
        return period_to


class UncountedGrants(Written):
    """Awards that a source mentions without a nomination for each; `count` None: it gives no number."""

    award: Line
    subjects: tuple[WrittenKind, ...] = Field(min_length=1)
    count: WrittenCount
    note: Line


class WrittenLetter(Written):
    """The submission letter (tờ trình) of a dossier; `signer` is the post of who signed it, not the name."""

    number: Line
    signed_on: WrittenDate
    signer: Line
    addressed_to: Line
    text: Prose


class DossierFile(Written):
    """The envelope around many nominations.

    `rule_set` is for a dossier that was accepted while an earlier rule set was in force; `letter` is the
    submission letter that it comes with.
    """

    dossier_id: Code
    rule_set: Code | None = None
    nominator_id: Code
    submitting_body: Code
    note: Line | None = None
    letter: WrittenLetter | None = None
    nominations: tuple[NominationRow, ...] = ()
    uncounted: tuple[UncountedGrants, ...] = ()


class RowFault(Exchanged):
    """What to correct in one column of a row."""

    column: str
    text: str


class AcceptedRow(Exchanged):
    """A row that is in order, as the nomination it asks for.

    `identity_number` is matched to the code of a nominee before the nomination is submitted; it is never
    written out.
    """

    row: PositiveInt
    ref: Code
    request: NominationRequest
    identity_number: SecretStr | None = Field(default=None, exclude=True, repr=False)


class RefusedRow(Exchanged):
    """A row that is not in order, with everything to correct; `ref` None: it has none that can be read."""

    row: PositiveInt
    ref: Code | None
    faults: tuple[RowFault, ...] = Field(min_length=1)

    @property
    def text(self) -> str:
        """All faults as one line that leads to the row and its columns."""
        faults = "; ".join(f"column {fault.column}: {fault.text}" for fault in self.faults)
        return f"row {self.row}, {faults}"


class DossierReading(Exchanged):
    """What came of a file: every row is either accepted or refused.

    `dossier` holds the header's facts, and in `nominations` the accepted rows as they were written.
    Rows are numbered as a spreadsheet shows them, or by their place in the list of a YAML or JSON file.
    """

    dossier: DossierFile
    accepted: tuple[AcceptedRow, ...]
    refused: tuple[RefusedRow, ...]
