"""What can be wrong with a dossier, in plain words and by column.

Text from the file is shown escaped and shortened: a message must never break a terminal or a log.
"""

from collections.abc import Iterator, Mapping
from typing import NamedTuple, TypeVar

from pydantic import BaseModel, ValidationError

from domain.errors import VinhDanhError
from schemas.dossier import DossierFile, RowFault
from schemas.text import clean_text

REPEATED = object()
"""Stands for the value of a field that a file gives twice."""

BLANKS = " \t\r\n\u00a0\u3000"
"""What is no content at either end of a cell. Other control characters stay, to be refused."""

_SHOWN = 60
_TOLD = 12
_PLAIN_WORDS = {
    "missing": "is missing",
    "string_type": "must be text",
    "tuple_type": "must be a list",
    "too_short": "must not be an empty list",
    "model_type": "must hold fields",
}
_Model = TypeVar("_Model", bound=BaseModel)


class DossierError(VinhDanhError):
    """A file cannot be read as a dossier; the text names the file and what to do."""


class WrittenRow(NamedTuple):
    """One row as found: its number, its cells by column, and what is wrong beyond a single cell."""

    number: int
    cells: Mapping[str, object]
    faults: tuple[RowFault, ...] = ()


class WrittenDossier(NamedTuple):
    """A file as found: the header's facts, checked, and the rows, not yet checked."""

    header: DossierFile
    rows: list[WrittenRow]


def shown(text: str) -> str:
    """Return `text` from a file as it may appear in a message."""
    short = text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in short)


def is_blank(value: object) -> bool:
    """Return whether a cell holds nothing."""
    return value is None or (isinstance(value, str) and not value.strip(BLANKS))


def listed(faults: list[RowFault], place: str) -> str:
    """Return the first faults as one line; `place` stands before the name of each column."""
    return joined([f"{place} {fault.column}: {fault.text}" for fault in faults])


def joined(faults: list[str]) -> str:
    """Return the first faults as one line that can still be read when there are thousands."""
    more = [f"and {len(faults) - _TOLD} more"] if len(faults) > _TOLD else []
    return "; ".join(faults[:_TOLD] + more)


def validated(
    model: type[_Model], fields: Mapping[str, object], *, word: str = "column"
) -> tuple[_Model | None, list[RowFault]]:
    """Return the model made of the fields that are not blank, or None with what is wrong, by field."""
    unknown = [name for name in fields if name not in model.model_fields]
    known = ", ".join(model.model_fields)
    faults = [RowFault(column=name, text=f"is not a known {word}; known are {known}") for name in unknown]
    filled = {
        name: value.strip(BLANKS) if isinstance(value, str) else value
        for name, value in fields.items()
        if name in model.model_fields and not is_blank(value)
    }
    try:
        made = model.model_validate(filled)
    except ValidationError as error:
        return None, faults + list(_faults_in(error))
    return (None if faults else made), faults


def _faults_in(error: ValidationError) -> Iterator[RowFault]:
    for detail in error.errors(include_url=False):
        place = [str(part + 1) if isinstance(part, int) else part for part in detail["loc"]]
        yield RowFault(
            column=".".join(place),
            text=_in_plain_words(detail["type"], detail["input"], detail.get("ctx", {})),
        )


def _in_plain_words(kind: str, value: object, context: Mapping[str, object]) -> str:
    if value is REPEATED:
        return "is given twice; keep one"
    match kind:
        case "value_error":
            return str(context["error"])
        case "string_pattern_mismatch" | "string_unicode":
            return _fault_of_code(str(value))
        case "extra_forbidden":
            return "is not known here; remove it"
        case _:
            return _PLAIN_WORDS.get(kind, "cannot be read; write it as in the examples")


def _fault_of_code(text: str) -> str:
    try:
        clean_text(text)
    except ValueError as error:
        return str(error)
    rule = "at most 80 letters a-z, digits, dots, dashes and underscores, a letter or digit first"
    return f'"{shown(text)}" is not a code; write {rule}'
