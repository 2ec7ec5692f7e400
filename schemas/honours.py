"""Who was honoured, as the roll of honour (bảng vinh danh) tells it."""

from datetime import date

from schemas.base import Exchanged
from schemas.nomination import SubjectKind
from schemas.text import Code


class Honour(Exchanged):
    """One award that is in force, with the name of the body that gave it as it was then.

    `period_from` and `period_to` are the first and last day of the achievement, `decided_on` is a day in
    Vietnam. What is None is not on record: an award of earlier years has no nomination here, so the record
    knows its nominee by the code alone.
    """

    grant_id: Code
    nomination_id: Code | None = None
    dossier_id: Code | None = None
    award: Code
    award_name_vi: str | None = None
    award_name_en: str | None = None
    nominee_kind: SubjectKind
    nominee_name: str | None = None
    nominee_id: Code | None = None
    period_from: date
    period_to: date
    level: Code | None = None
    level_name_vi: str | None = None
    body_name_vi: str | None = None
    decided_on: date | None = None
    number: str | None = None
    rule_set: Code | None = None

    @property
    def year(self) -> int:
        """The year of achievement."""
        return self.period_to.year
