"""The state of a dossier as a table."""

from datetime import UTC, datetime

from domain.dossier_table import dossier_table
from schemas.dossier_matter import RowResult
from schemas.dossier_rows import RowView

_AT = datetime(2025, 12, 30, 3, 0, tzinfo=UTC)


def _row(row: int, **known: object) -> RowView:
    unknown = dict.fromkeys(("result", "reason", "opened_at", "status", "level", "carried_by"))
    return RowView.model_validate(
        unknown | {"row": row, "ref": f"{row:02}", "nomination_id": f"d-{row:02}"} | known
    )


def test_each_row_says_what_became_of_it() -> None:
    """A refused row has its reason and is no nomination; one that nobody opened yet has nothing."""
    accepted = _row(
        2, result=RowResult.ACCEPTED, opened_at=_AT, status="in_review", level="ward", carried_by="d"
    )
    refused = _row(3, result=RowResult.REFUSED, reason="award: closed", opened_at=_AT)
    table = dossier_table("d", (accepted, refused, _row(4)))

    assert [("d-02", "accepted", "in_review"), (None, "refused", None), (None, None, None)] == [
        (row["nomination"], row["result"], row["status"]) for row in table.rows
    ]
    assert [None, "award: closed", None] == [row["reason"] for row in table.rows]
