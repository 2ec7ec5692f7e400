"""Where a rule comes from, and how well that is known."""

from datetime import date
from enum import StrEnum

from schemas.base import Exchanged
from schemas.text import Code, Line


class Mark(StrEnum):
    """How well a rule's source is known: seen in a source, or recalled with some confidence."""

    SOURCED = "S"
    RECALLED_HIGH = "R-H"
    RECALLED_MEDIUM = "R-M"
    RECALLED_LOW = "R-L"
    UNKNOWN = "?"


class LegalBasis(Exchanged):
    """Where a rule comes from, and who has checked it (None: nobody yet)."""

    citation: Line
    mark: Mark
    verified_by: Code | None = None
    verified_on: date | None = None
