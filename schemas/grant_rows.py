"""Awards of earlier years as an office writes them into a file, one row a grant, and what came of it."""

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any
from uuid import UUID, uuid5

from pydantic import (
    BeforeValidator,
    Field,
    PositiveInt,
    SecretStr,
    TypeAdapter,
    ValidationError,
    ValidationInfo,
    field_validator,
)

from schemas.award_record import Grant, GrantSource
from schemas.base import Exchanged, Written
from schemas.dossier import RowFault, WrittenDate, WrittenKind
from schemas.dossier_cells import IdentityNumber, WrittenBasis
from schemas.text import Code, Line

_IMPORTS = UUID("6f1c3f0e-5d0b-5b7e-9a35-0d9a5b1f7c21")
"""The space of names in which an office's own refs become ids of acts."""

_CODE: TypeAdapter[str] = TypeAdapter(Code)
_LONGEST_PLAIN = 8
"""A longer run of nothing but digits is taken for an identity number, which is no code."""


def import_id(body: str, ref: str) -> UUID:
    """Return the id of the act that imports this row of this body; the same row has the same id for ever."""
    return uuid5(_IMPORTS, f"{body}/{ref.lower()}")


def _read_code(value: object) -> str:
    """A code; no fault repeats what stands there, for it may be an identity number in the wrong column."""
    text = str(value).strip()
    try:
        code = _CODE.validate_python(text)
    except ValidationError:
        message = "is not a code; an identity number stands in the column identity_number"
        raise ValueError(message) from None
    if len(text) > _LONGEST_PLAIN and text.replace(".", "").replace("-", "").isdigit():
        message = "looks like an identity number; write it in the column identity_number"
        raise ValueError(message)
    return code


OwnCode = Annotated[str, BeforeValidator(_read_code)]
"""A code of the office's own, which is no identity number."""


class GrantRow(Written):
    """One grant of earlier years, under the number `ref` that the importing office gave it.

    `subject` is the nominee's code, `identity_number` what leads to it; one of both is needed. `award` is a
    code, a Vietnamese name or an alias; `issuer_vi` is the name of the body that gave it, as it was.
    """

    ref: OwnCode
    nominee_kind: WrittenKind
    subject: OwnCode | None = None
    identity_number: IdentityNumber | None = Field(default=None, validate_default=True)
    award: Line
    period_from: WrittenDate
    period_to: WrittenDate
    number: Line | None = None
    decided_on: WrittenDate | None = None
    issuer: Code | None = None
    issuer_vi: Line
    unit: Code | None = None
    evidence: Line | None = None
    basis: WrittenBasis | None = None
    achievement_id: Code | None = None

    @field_validator("identity_number")
    @classmethod
    def _says_who(cls, number: SecretStr | None, others: ValidationInfo) -> SecretStr | None:
        if number is None and others.data.get("subject", "wrong") is None:
            message = "is missing, and so is subject; fill one of them in"
            raise ValueError(message)
        return number

    @field_validator("period_to")
    @classmethod
    def _period_runs_forward(cls, period_to: date, others: ValidationInfo) -> date:
        if period_to < others.data.get("period_from", period_to):
            message = "is before period_from; swap them"
            raise ValueError(message)
        return period_to


class ReadGrant(Exchanged):
    """A row that can be imported: the award's code is known, the nominee's code may still be looked up."""

    row: PositiveInt
    ref: Code
    fields: Mapping[str, Any]
    subject: Code | None
    identity_number: SecretStr | None

    def grant(self, body: str, subject: str) -> Grant:
        """Return the grant that the row tells of, for this nominee."""
        grant_id = f"g-{import_id(body, self.ref).hex[:20]}"
        return Grant(grant_id=grant_id, source=GrantSource.IMPORTED, subject=subject, **self.fields)


class RefusedGrant(Exchanged):
    """A row that cannot be read, with everything to correct; `ref` None: it has none."""

    row: PositiveInt
    ref: str | None
    faults: tuple[RowFault, ...]

    @property
    def text(self) -> str:
        """All faults as one line that leads to the columns."""
        return "; ".join(f"column {fault.column}: {fault.text}" for fault in self.faults)


class GrantReading(Exchanged):
    """What came of a file; rows are numbered as a spreadsheet shows them, or by their place in a list."""

    accepted: tuple[ReadGrant, ...]
    refused: tuple[RefusedGrant, ...]
