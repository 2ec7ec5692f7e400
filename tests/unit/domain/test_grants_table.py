"""The award record as a table: every grant as it stands, with what is not known left open."""

from datetime import date

from adapters.rule_files import RuleFiles
from domain.award_names import AwardNames
from domain.grants_table import grants_table
from schemas.award_record import Grant, GrantSource
from schemas.nomination import SubjectKind

NAMES = AwardNames(RuleFiles().rule_sets)
IMPORTED = Grant(
    grant_id="g-1",
    source=GrantSource.IMPORTED,
    subject="s-1",
    subject_kind=SubjectKind.INDIVIDUAL,
    award="CSTDCS",
    period_from=date(2015, 1, 1),
    period_to=date(2015, 12, 31),
    issuer_vi="UBND quận Hoàng Mai",
    revoked=True,
)


def test_a_revoked_grant_stays_on_the_list() -> None:
    """The award record hides nothing: it says that a grant was revoked."""
    kept = IMPORTED.model_copy(update={"grant_id": "g-2", "revoked": False})
    rows = grants_table([IMPORTED, kept], NAMES).rows

    assert [("g-1", True), ("g-2", False)] == [(row["grant"], row["revoked"]) for row in rows]


def test_what_nobody_knows_of_a_grant_is_left_open() -> None:
    """A day, a number or a paper that is not on record is unknown; a grant without a basis is for merit."""
    [row] = grants_table([IMPORTED], NAMES).rows
    open_ = {"unit", "achievement", "number", "decided_on", "presented_on", "evidence", "rule_set"}

    assert open_ == {key for key, cell in row.items() if cell is None}
    assert (2015, "công trạng / merit", "UBND quận Hoàng Mai") == (row["year"], row["basis"], row["issuer"])
    assert "Chiến sĩ thi đua cơ sở" == row["award_name_vi"]
