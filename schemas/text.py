"""Text as it may enter the system: NFC, printable, bounded.

Vietnamese has several spellings of one letter in Unicode. Everything is normalised to NFC where it
enters, so that equal names compare, hash and sort as equal. NUL, other control characters and lone
surrogates are refused, because PostgreSQL or JSON would refuse them later, where it is too late to ask.
"""

import unicodedata
from typing import Annotated

from pydantic import AfterValidator, Field, StringConstraints

_REFUSED_CATEGORIES = {"Cc": "a control character", "Cs": "a lone surrogate"}


def clean_text(text: str, *, allowed_controls: str = "") -> str:
    """Return `text` in NFC without surrounding blanks.

    Raises:
        ValueError: if it holds a control character or lone surrogate that is not in `allowed_controls`.
    """
    if not text.isprintable():  # what is printable has neither; most text is, and it is read often
        _refuse_controls(text, allowed_controls)
    return unicodedata.normalize("NFC", text).strip()


def _refuse_controls(text: str, allowed_controls: str) -> None:
    for position, character in enumerate(text, start=1):
        refused = _REFUSED_CATEGORIES.get(unicodedata.category(character))
        if refused and character not in allowed_controls:
            message = f"has {refused} (U+{ord(character):04X}) at position {position}; remove it"
            raise ValueError(message)


def _bounded(text: str, longest: int) -> str:
    if not text:
        message = "is empty; fill it in"
        raise ValueError(message)
    if len(text) > longest:
        message = f"is longer than {longest} characters; shorten it"
        raise ValueError(message)
    return text


def _clean_line(text: str) -> str:
    return _bounded(clean_text(text), 300)


def _clean_prose(text: str) -> str:
    return _bounded(clean_text(text.replace("\r\n", "\n"), allowed_controls="\n\t"), 8_000)


Line = Annotated[str, AfterValidator(_clean_line)]
"""One line of text: a name, a title. Not empty, at most 300 characters."""

Prose = Annotated[str, AfterValidator(_clean_prose)]
"""Several lines of text: a reason, an account of merit. Not empty, at most 8,000 characters."""

Code = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,79}$")]
"""An opaque identifier. Never a person's name: codes appear in workflow ids, logs and search attributes."""

Sha256 = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
"""A SHA-256 digest as 64 lower-case hexadecimal digits."""

Round = Annotated[int, Field(gt=0, lt=2**31)]
"""How often a stage was entered; bounded as the record and canonical JSON are."""
