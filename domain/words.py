"""A sentence in both languages."""

from typing import NamedTuple


class Words(NamedTuple):
    """The same sentence in Vietnamese and English."""

    vi: str
    en: str
