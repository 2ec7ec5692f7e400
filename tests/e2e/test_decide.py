"""Deciding: a receipt for what is in order, a refusal on record for what is not, and repeats do no harm."""

import asyncio
from collections.abc import Sequence
from uuid import uuid4

from cli.connection import Office
from tests.conftest import Eventually
from tests.e2e.climbing import approved, entry_kinds, opened, refusals
from tests.e2e.conftest import ForkedStarter, Said

_APPROVE = ("--verdict", "approve")


def _refused(said: Said) -> tuple[int, str, str]:
    return said.code, said.json["answer"], said.json["reason"]


async def test_a_decision_is_answered_with_its_receipt(starter: ForkedStarter, office: Office) -> None:
    """The reviewer learns where the nomination is now, and which entry proves what they did."""
    request = await opened(office)
    said = await starter("decide", request.nomination_id, "--as", "ward-chair", *_APPROVE)
    entry = (await office.reader.entry_heads(request.nomination_id))[-1]
    lines = said.out.splitlines()

    assert (0, "") == (said.code, said.err)
    assert f"On record: {request.nomination_id} is now in_review, city level." == lines[0]
    assert f"Receipt: entry 2, hash {entry.leaf_hash}" == lines[1]
    assert f"Act: {entry.act_id}" == lines[2].partition(",")[0]


async def test_a_signal_is_sent_without_an_answer_and_arrives(
    starter: ForkedStarter, office: Office, eventually: Eventually
) -> None:
    """A script that does not wait can still look up, by the id it is told, what became of it."""
    request = await opened(office)
    said = await starter(
        "decide", request.nomination_id, "--as", "ward-chair", *_APPROVE, "--signal", "--json"
    )

    async def decided() -> bool:
        decisions = await office.reader.decisions_of(request.nomination_id)
        return [said.json["decision_id"]] == [str(decision.decision_id) for decision in decisions]

    await eventually(decided)

    assert (0, None) == (said.code, said.json["answer"])


async def test_what_is_not_in_order_is_refused_on_record(starter: ForkedStarter, office: Office) -> None:
    """Old content, the wrong person and a missing reason: exit code 1, the reason, and an entry each."""
    request = await opened(office)
    chair, deputy = ("--as", "ward-chair"), ("--as", "city-deputy")
    said = await asyncio.gather(
        *(
            starter("decide", request.nomination_id, *words, "--json")
            for words in (
                (*chair, *_APPROVE, "--content-hash", "0" * 64),
                (*deputy, *_APPROVE),
                (*chair, "--verdict", "return"),
            )
        )
    )

    assert [
        (1, "refusal", "stale_content"),
        (1, "refusal", "not_on_panel"),
        (1, "refusal", "missing_reason"),
    ] == [_refused(each) for each in said]
    assert ["missing_reason", "not_on_panel", "stale_content"] == sorted(await refusals(office, request))


async def test_a_repeat_gets_the_same_receipt(starter: ForkedStarter, office: Office) -> None:
    """Who got no answer repeats the command and learns that it was recorded; its id names nothing else."""
    request, decision_id = await opened(office), uuid4()
    words = ("decide", request.nomination_id, "--as", "ward-chair", "--decision-id", decision_id, "--json")
    first = await starter(*words, *_APPROVE)
    second = await starter(*words, *_APPROVE)
    other = await starter(*words, "--verdict", "reject", "--reason", "Thôi")

    assert (0, 0) == (first.code, second.code)
    assert first.json == second.json
    assert (1, "refusal", "id_reused") == _refused(other)
    assert ["nomination.accepted", "decision.recorded", "refusal.recorded"] == await entry_kinds(
        office, request
    )


async def test_after_the_close_everything_is_refused_on_record(
    starter: ForkedStarter, office: Office
) -> None:
    """By update or signal, and the very decision that closed it still has its receipt."""
    request = await opened(office, award="LDTT")
    [conferral] = await approved(office, request, "ward")
    decide = ("decide", request.nomination_id, "--as", "ward-chair", "--json")
    commands: Sequence[tuple[object, ...]] = (
        (*decide, "--verdict", "reject", "--reason", "Đổi ý"),
        (*decide, *_APPROVE, "--signal"),
        (*decide, *_APPROVE, "--decision-id", conferral.decision_id),
    )
    update, signal, repeat = await asyncio.gather(*(starter(*words) for words in commands))

    assert (1, "refusal", "closed") == _refused(update)
    assert (1, "refusal", "closed") == _refused(signal)
    assert (0, "receipt", 2) == (repeat.code, repeat.json["answer"], repeat.json["seq"])
    assert ["closed", "closed"] == await refusals(office, request)
