"""What people write into the cells of a dossier about conditions, in words they can act on when it is wrong.

No text here ever repeats an identity number.
"""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from typing import Annotated, cast

from pydantic import BeforeValidator, SecretStr, ValidationError

from schemas.nomination import AwardBasis, StatedFact

_BASES_VI = {
    "công trạng": AwardBasis.MERIT,
    "chuyên đề": AwardBasis.CAMPAIGN,
    "phong trào": AwardBasis.CAMPAIGN,
    "chuyên đề / phong trào": AwardBasis.CAMPAIGN,
    "đột xuất": AwardBasis.EXCEPTIONAL,
    "cống hiến": AwardBasis.LONG_SERVICE,
    "niên hạn": AwardBasis.SENIORITY,
    "đối ngoại": AwardBasis.EXTERNAL,
}
_YES, _NO = frozenset({"yes", "true", "có"}), frozenset({"no", "false", "không"})
_ONE_FACT = re.compile(
    r"\s*(?P<fact>[A-Za-z0-9][A-Za-z0-9._-]{0,79})\s*=\s*(?P<said>[^\s;()]+)\s*"
    r"(?:\((?P<evidence>[^()]*)\))?\s*"
)
_BETWEEN_FACTS = re.compile(r"[;\n](?![^()]*\))")
_LARGEST_FIGURE = len("999999999")
_FACT_FORM = 'must be like "initiative-recognised=yes (QĐ 12/2019); members=33"'
_PUNCTUATION = re.compile(r"[\s.-]")
_NUMBER = re.compile(r"[0-9A-Za-z/]{6,20}")


def _folded(value: object) -> str:
    return " ".join(unicodedata.normalize("NFC", value).casefold().split()) if isinstance(value, str) else ""


def _read_basis(value: object) -> object:
    word = _folded(value)
    if word in {*AwardBasis}:
        return AwardBasis(word)
    if word in _BASES_VI:
        return _BASES_VI[word]
    message = f"must be one of {', '.join(AwardBasis)} (or {', '.join(_BASES_VI)})"
    raise ValueError(message)


def _read_facts(value: object) -> object:
    """Facts in one cell stand apart by semicolons or lines; in a list each is such a text or a mapping."""
    if isinstance(value, str):
        return tuple(_fact_in(part) for part in _BETWEEN_FACTS.split(value) if part.strip())
    if isinstance(value, list | tuple):
        return tuple(_one_fact(part) for part in cast("Sequence[object]", value))
    raise ValueError(_FACT_FORM)


def _one_fact(part: object) -> StatedFact:
    if isinstance(part, StatedFact):
        return part
    if isinstance(part, str):
        return _fact_in(part)
    if not isinstance(part, dict):
        raise ValueError(_FACT_FORM)  # noqa: TRY004 - a fault of what is written, as all others here
    fields = cast("Mapping[str, object]", part)
    unknown = [name for name in fields if name not in StatedFact.model_fields]
    if unknown:
        message = f"{unknown[0]} is not known in a fact; known are {', '.join(StatedFact.model_fields)}"
        raise ValueError(message)
    said = [value for name in ("holds", "figure") if (value := fields.get(name)) is not None]
    if len(said) != 1:
        message = "a fact has either holds (yes or no) or figure (a whole number)"
        raise ValueError(message)
    return _fact(str(fields.get("fact")), _folded(str(said[0])), fields.get("evidence"))


def _fact_in(text: str) -> StatedFact:
    found = _ONE_FACT.fullmatch(text)
    if found is None:
        raise ValueError(_FACT_FORM)
    return _fact(found["fact"], _folded(found["said"]), found["evidence"])


def _fact(fact: str, said: str, evidence: object) -> StatedFact:
    figure = said.isascii() and said.isdigit() and len(said) <= _LARGEST_FIGURE
    if not figure and said not in _YES | _NO:
        message = f"{fact[:80]}: must say yes or no, or a whole number"
        raise ValueError(message)
    try:
        return StatedFact(
            fact=fact,
            holds=None if figure else said in _YES,
            figure=int(said) if figure else None,
            evidence=(evidence or None) if isinstance(evidence, str) else None,
        )
    except ValidationError:
        message = "the name of a fact is a code, and its evidence one line of at most 300 characters"
        raise ValueError(message) from None


def _read_identity_number(value: object) -> object:
    """Blanks, dots and dashes are only how it is written; the text of a fault has nothing of it."""
    text = value.get_secret_value() if isinstance(value, SecretStr) else str(value)
    number = _PUNCTUATION.sub("", text)
    if _NUMBER.fullmatch(number) is None:
        message = "must be an identity number of 6 to 20 digits or letters, as its paper shows it"
        raise ValueError(message)
    return SecretStr(number)


WrittenBasis = Annotated[AwardBasis, BeforeValidator(_read_basis)]
"""What an award is given for, by its code or in Vietnamese."""

WrittenFacts = Annotated[tuple[StatedFact, ...], BeforeValidator(_read_facts)]
"""What is stated of a nominee, as "initiative-recognised=yes (QĐ 12/2019); members=33", or as a list."""

IdentityNumber = Annotated[SecretStr, BeforeValidator(_read_identity_number)]
"""A number that stands for one person or unit for life; shown nowhere."""
