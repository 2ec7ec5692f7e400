"""What a rule said of a case, kept so that it can be read and checked years later."""

from typing import Any

from schemas.base import Exchanged
from schemas.text import Code, Sha256


class RuleVerdict(Exchanged):
    """One rule applied once: which rule of which rule set, to what, with what result, and why in words.

    `inputs` holds codes, numbers, dates and flags only, never free text or a person's name.
    """

    rule: Code
    rule_set: Code
    rule_set_digest: Sha256
    inputs: dict[str, Any]
    holds: bool
    vi: str
    en: str
