"""What became of the rows of a dossier, as people look them up."""

from pydantic import AwareDatetime, PositiveInt

from schemas.base import Exchanged
from schemas.dossier_matter import RowResult


class RowView(Exchanged):
    """What became of a row; `status` None: it is no nomination; `carried_by` tells who carries it now."""

    row: PositiveInt
    ref: str
    nomination_id: str
    result: RowResult | None
    reason: str | None
    opened_at: AwareDatetime | None
    status: str | None
    level: str | None
    carried_by: str | None
