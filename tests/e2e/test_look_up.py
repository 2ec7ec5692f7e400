"""Looking up: what waits for whom, what there is, and one nomination in full."""

import asyncio

from cli.connection import Office
from tests.e2e.climbing import approved, opened
from tests.e2e.conftest import ForkedStarter


async def test_an_inbox_holds_what_its_owner_may_decide(starter: ForkedStarter, office: Office) -> None:
    """A nomination moves from one level's inboxes to the next's, for people and for scripts."""
    waiting, forwarded = await opened(office), await opened(office)
    await approved(office, forwarded, "ward")
    ward, city = await asyncio.gather(
        starter("inbox", "--as", "ward-deputy"), starter("inbox", "--as", "city-chair", "--json")
    )
    in_city = [item["nomination_id"] for item in city.json]

    assert (0, 0) == (ward.code, city.code)
    assert ward.out.startswith("Waiting for ward-deputy: ")
    assert (True, False) == (waiting.nomination_id in ward.out, forwarded.nomination_id in ward.out)
    assert (False, True) == (waiting.nomination_id in in_city, forwarded.nomination_id in in_city)


async def test_a_list_is_narrowed_by_level_and_status(starter: ForkedStarter, office: Office) -> None:
    """Each filter alone and both together show what they say and nothing else."""
    open_at_ward, conferred_at_ward = await opened(office), await opened(office, award="LDTT")
    await approved(office, conferred_at_ward, "ward")
    both = {open_at_ward.nomination_id, conferred_at_ward.nomination_id}
    said = await asyncio.gather(
        starter("list", "--level", "ward"),
        starter("list", "--status", "conferred", "--level", "ward", "--json"),
        starter("list", "--status", "in_review", "--json"),
    )
    conferred, in_review = ({item["nomination_id"] for item in each.json} & both for each in said[1:])

    assert [0] * 3 == [each.code for each in said]
    assert all(nomination_id in said[0].out for nomination_id in both)
    assert ({conferred_at_ward.nomination_id}, {open_at_ward.nomination_id}) == (conferred, in_review)


async def test_a_nomination_is_shown_with_what_a_decision_needs(
    starter: ForkedStarter, office: Office
) -> None:
    """Content and its hash, where it is and why in both languages, and what was decided."""
    request = await opened(office)
    [decision] = await approved(office, request, "ward")
    text, value = await asyncio.gather(
        starter("show", request.nomination_id), starter("show", request.nomination_id, "--json")
    )
    shown = value.json

    assert (0, 0) == (text.code, value.code)
    assert f"hash {decision.content_hash}" in text.out
    assert f"Nominee:      {request.content.nominee.name} (collective)" in text.out
    assert "approval confers the award: city-chair, city-deputy." in text.out
    assert "Người có thẩm quyền quyết định khen thưởng: city-chair, city-deputy." in text.out
    assert decision.content_hash == shown["nomination"]["content_hash"]
    assert [str(decision.decision_id)] == [each["decision_id"] for each in shown["decisions"]]
    assert {"vi", "en"} == set(shown["explanation"])
