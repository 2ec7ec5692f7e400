"""`rules diff` on a record: what a new version would mean for cases that are there, without touching them."""

from adapters.rule_files import RULES_FOLDER
from cli.connection import Office
from tests.e2e.climbing import approved, entry_kinds, opened
from tests.e2e.conftest import ForkedStarter


async def test_a_new_version_is_asked_of_the_cases_on_record(starter: ForkedStarter, office: Office) -> None:
    """The servers run rules by which chairs decide alone; with councils, all these cases would differ."""
    conferred, waiting = await opened(office), await opened(office)
    await approved(office, conferred, "ward", "city")
    before = [await entry_kinds(office, each) for each in (conferred, waiting)]
    new = RULES_FOLDER / "2025-two-tier"
    said = await starter("rules", "diff", new, "--json")
    same = await starter("rules", "diff", str(RULES_FOLDER / "2017-three-tier"))
    (preview,) = said.json["previews"]
    closed = {case["nomination_id"]: case for case in preview["closed"]}
    open_ = {case["nomination_id"]: case for case in preview["open"]}

    assert (0, True) == (said.code, said.json["record_was_read"])
    assert "awards.BK_TP.procedures" in {change["place"] for change in preview["changes"]}
    assert "conferred" == closed[conferred.nomination_id]["status"]
    assert "in_review" == open_[waiting.nomination_id]["status"]
    gates = "intake, eligibility, appraisal, council_vote, decision"
    assert [
        f"At the level {level} it would pass {gates} instead of decision." for level in ("ward", "city")
    ] == closed[conferred.nomination_id]["en"]
    assert (0, "Cases on record:") == (same.code, same.out[same.out.index("Cases on record:") :][:16])
    assert before == [await entry_kinds(office, each) for each in (conferred, waiting)]
