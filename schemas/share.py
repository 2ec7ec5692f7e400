"""Exact shares of a whole: a council's quorum and mark, a quota, a part of a collective."""

import re
from collections.abc import Mapping
from math import gcd
from typing import Annotated, Any, Self, cast

from pydantic import Field, model_serializer, model_validator

from schemas.base import Exchanged

_SHARE = re.compile(r"(?P<numerator>[0-9]{1,6}) ?(?:/ ?(?P<denominator>[0-9]{1,6})|%)")
_Term = Annotated[int, Field(strict=True, gt=0, lt=1_000_000)]


class Share(Exchanged):
    """An exact part of a whole, above none and up to all of it, always in lowest terms.

    Read from "9/10", "90%" or its two numbers; written as "9/10".
    """

    numerator: _Term
    denominator: _Term

    @model_validator(mode="before")
    @classmethod
    def _read(cls, value: object) -> object:
        if isinstance(value, str):
            return _in_lowest_terms(_terms_of(value))
        if isinstance(value, Mapping):
            return _in_lowest_terms(cast("Mapping[str, object]", value))
        return value

    @model_validator(mode="after")
    def _no_more_than_all(self) -> Self:
        if self.numerator > self.denominator:
            message = f"{self} is more than all; write at most 100%"
            raise ValueError(message)
        return self

    @model_serializer
    def _write(self) -> str:
        return str(self)

    def __str__(self) -> str:
        """Return the share as it is written in rule sets."""
        return f"{self.numerator}/{self.denominator}"


def _terms_of(text: str) -> dict[str, object]:
    found = _SHARE.fullmatch(text.strip())
    if found is None:
        message = 'is not a share; write it as "9/10" or "90%"'
        raise ValueError(message)
    return {"numerator": int(found["numerator"]), "denominator": int(found["denominator"] or 100)}


def _in_lowest_terms(terms: Mapping[str, Any]) -> dict[str, object]:
    """Return the terms reduced; what is no pair of positive integers is left for the fields to refuse."""
    pair = [terms.get("numerator"), terms.get("denominator")]
    if not all(type(term) is int and term > 0 for term in pair):
        return dict(terms)
    numerator, denominator = cast("list[int]", pair)
    divisor = gcd(numerator, denominator)
    return {**terms, "numerator": numerator // divisor, "denominator": denominator // divisor}
