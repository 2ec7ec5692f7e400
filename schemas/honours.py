"""Who was honoured, as the roll of honour (bảng vinh danh) tells it."""

from datetime import date

from pydantic import AwareDatetime

from schemas.base import Exchanged
from schemas.nomination import SubjectKind
from schemas.text import Code


class Honour(Exchanged):
    """One award that was conferred, with the names of award, level and body as they were then.

    `period_from` and `period_to` are the first and last day of the achievement. `nominee_id` None: the
    nominee has no code. A name or `conferred_at` is None where the record does not hold it.
    """

    nomination_id: Code
    dossier_id: Code
    award: Code
    award_name_vi: str
    award_name_en: str
    nominee_kind: SubjectKind
    nominee_name: str
    nominee_id: Code | None
    period_from: date
    period_to: date
    level: Code
    level_name_vi: str | None
    body: Code
    body_name_vi: str | None
    conferred_at: AwareDatetime | None

    @property
    def year(self) -> int:
        """The year of achievement."""
        return self.period_to.year
