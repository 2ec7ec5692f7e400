"""The register of people from the command line: appoint, dismiss, delegate, revoke, look up."""

import asyncio
from uuid import uuid4

from tests.e2e.conftest import ForkedStarter, Said

BODY = ("--body", "phuong-hoang-mai")
CHAIR = ("--as", "ward-chair")
WHY = ("--reason", "Theo quyết định phân công")
FROM = ("--from", "2025-07-01")


def _answer(said: Said) -> tuple[int, str, str]:
    return said.code, said.json["answer"], said.json.get("kind") or said.json["reason"]


def _people(said: Said) -> set[tuple[str, str]]:
    return {(each["person"], each["role"]) for each in said.json["people"]}


async def test_people_come_and_go_on_record(starter: ForkedStarter) -> None:
    """An appointment and a dismissal have receipts, show among the people, and change no earlier day."""
    person, words = f"p-{uuid4().hex[:8]}", (*BODY, "--role", "officer", *WHY)
    appointed = await starter("appoint", person, *words, "--from", "01/07/2025", *CHAIR, "--json")
    there = await starter("people", BODY[1], "--json")
    yesterday = await starter("people", BODY[1], "--on", "2025-12-31", "--json")
    dismissed = await starter("dismiss", person, *words, *FROM, *CHAIR)
    gone = await starter("people", BODY[1])

    assert (0, "receipt", "appointment.recorded") == _answer(appointed)
    assert (person, "officer") in _people(there)
    assert {("ward-chair", "chair"), ("ward-deputy", "deputy")} <= _people(yesterday)
    assert (person, "officer") not in _people(yesterday)
    assert (0, "On record at phuong-hoang-mai: dismissal.recorded.") == (
        dismissed.code,
        dismissed.out.splitlines()[0],
    )
    assert (0, False) == (gone.code, person in gone.out)


async def test_a_delegation_is_given_shown_and_revoked(starter: ForkedStarter) -> None:
    """Both names are on record with the scope; a repeat is the same act, a revocation its end."""
    act, to = uuid4(), f"p-{uuid4().hex[:8]}"
    words = (
        "delegate",
        to,
        *BODY,
        *CHAIR,
        *FROM,
        "--to",
        "2099-12-31",
        "--award",
        "LDTT",
        *WHY,
        "--act-id",
        act,
    )
    first, again = await starter(*words, "--json"), await starter(*words, "--json")
    shown = await starter("people", BODY[1])
    listed = await starter("people", BODY[1], "--json")
    revoked = await starter("revoke-delegation", act, *CHAIR, *WHY, "--json")
    after = await starter("people", BODY[1])

    assert (0, "receipt", "delegation.recorded") == _answer(first)
    assert first.json == again.json
    assert all(word in shown.out for word in (str(act), to, "ward-chair", "LDTT"))
    [given] = [each for each in listed.json["delegations"] if each["delegation_id"] == str(act)]
    assert ("ward-chair", to, ["LDTT"], None) == (
        given["delegator"],
        given["delegate"],
        given["awards"],
        given["gates"],
    )
    assert (0, "receipt", "delegation.revoked") == _answer(revoked)
    assert str(act) not in after.out


async def test_what_is_not_in_order_is_a_no(starter: ForkedStarter) -> None:
    """Exit code 1 with the reason in both languages, and nothing is written."""
    role, to = ("--role", "officer"), ("--to", "2099-12-31")
    said = await asyncio.gather(
        starter("appoint", "p-1", *BODY, *role, *FROM, *WHY, "--as", "ward-deputy", "--json"),
        starter("appoint", "ward-chair", *BODY, *role, *FROM, *WHY, *CHAIR, "--json"),
        starter("dismiss", "p-nobody", *BODY, *role, *FROM, *WHY, *CHAIR, "--json"),
        starter("delegate", "ward-chair", *BODY, *FROM, *to, *WHY, *CHAIR, "--json"),
        starter("delegate", "p-1", *BODY, *FROM, *to, *WHY, "--as", "city-chair", "--json"),
        starter("appoint", "p-1", "--body", "phuong-nao", *role, *FROM, *WHY, *CHAIR, "--json"),
    )
    text = await starter("dismiss", "p-nobody", *BODY, *role, *FROM, *WHY, *CHAIR)

    assert [
        (1, "refusal", "not_the_registrar"),
        (1, "refusal", "own_appointment"),
        (1, "refusal", "not_appointed"),
        (1, "refusal", "own_delegation"),
        (1, "refusal", "not_entitled"),
        (1, "refusal", "unknown_body"),
    ] == [_answer(each) for each in said]
    assert text.out.startswith("Refused (not_appointed): ")
    assert "Từ chối: " in text.out


async def test_what_cannot_be_an_act_is_wrong_usage(starter: ForkedStarter) -> None:
    """Dates that run backwards and codes that are names are never sent; an unknown id is a no."""
    said = await asyncio.gather(
        starter("delegate", "p-1", *BODY, *CHAIR, *FROM, "--to", "2025-06-30", *WHY),
        starter("appoint", "Nguyễn Văn A", *BODY, "--role", "officer", *FROM, *WHY, *CHAIR),
        starter("appoint", "p-1", *BODY, "--role", "king", *FROM, *WHY, *CHAIR),
        starter("people", BODY[1], "--on", "tomorrow"),
        starter("revoke-delegation", uuid4(), *CHAIR, *WHY),
        starter("people", "phuong-nao"),
    )

    assert [2, 2, 2, 2, 1, 1] == [each.code for each in said]
    assert "valid_to: is before valid_from" in said[0].err
    assert said[5].err == 'starter.py: no rule set has a body "phuong-nao"; check its code\n'


async def test_the_register_is_part_of_what_is_verified(starter: ForkedStarter) -> None:
    """Verify looks at the register too, and its streams are no finding."""
    await starter("appoint", f"p-{uuid4().hex[:8]}", *BODY, "--role", "auditor", *FROM, *WHY, *CHAIR)
    said = await starter("verify", "--json")

    assert 0 < said.json["register_entries"]
    assert [] == [each for each in said.json["findings"] if each["nomination_id"].startswith("register:")]
