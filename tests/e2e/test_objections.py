"""An objection after the decision, from the command line."""

from cli.connection import Office
from tests.e2e.climbing import approved, opened
from tests.e2e.conftest import ForkedStarter


async def test_an_objection_is_filed_settled_by_another_and_shown(
    starter: ForkedStarter, office: Office
) -> None:
    """Refused while the case is open, taken after the outcome, settled by four eyes, seen with the case."""
    request = await opened(office)
    nomination = request.nomination_id
    words = ("object", nomination, "--as", "cong-dan-01", "--ground", "FALSE_CLAIM", "--text", "Kê khai sai")
    too_early = await starter(*words, "--json")
    await approved(office, request, "ward", "city")
    filed = await starter(*words, "--json")
    objection = filed.json["act_id"]
    waiting, before = await starter("objections", "--open", "--json"), await starter("show", nomination)
    settle = ("settle-objection", objection, "--reason", "Đã xác minh", "--upheld")
    by_decider = await starter(*settle, "--as", "city-chair", "--json")
    settled = await starter(*settle, "--as", "city-deputy")
    after, verified = await starter("show", nomination), await starter("verify", "--json")

    assert (1, "not_closed") == (too_early.code, too_early.json["reason"])
    assert (0, "objection.filed") == (filed.code, filed.json["kind"])
    assert objection in {one["objection_id"] for one in waiting.json}
    assert f"Objection {objection} (ground FALSE_CLAIM) waits for" in before.out
    assert (1, "four_eyes") == (by_decider.code, by_decider.json["reason"])
    assert 0 == settled.code
    assert "The award is flagged for revocation" in after.out
    assert "Status:       conferred" in after.out
    assert nomination not in verified.out
