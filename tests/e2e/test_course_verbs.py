"""What changes a nomination's course: recusal, suspension, other people, a lower award, other rules."""

from uuid import uuid4

from cli.connection import Office
from tests.e2e.conftest import ForkedStarter
from tests.e2e.gated_cases import complete, done, in_inbox, refused, shown, waiting
from tests.gated import FULL, INTAKE, LOWER, REGISTRAR, SUCCESSOR

CHAIR, DEPUTY, KEEPER = ("--as", "ward-chair"), ("--as", "ward-deputy"), ("--as", REGISTRAR)
APPROVE = ("--verdict", "approve")


async def test_who_is_recused_has_it_no_more_in_their_inbox(starter: ForkedStarter, office: Office) -> None:
    """Declared, or a relative by the nominator's word; show says who, and the others go on."""
    request = await waiting(office, INTAKE, relatives=("ward-deputy",))
    await complete(starter, request)
    before = await in_inbox(starter, "ward-chair", request)
    kind = await done(starter, "recuse", request, *CHAIR, "--ground", "relative", "--note", "Anh em ruột")
    told = await shown(starter, request)
    text = await starter("show", request.nomination_id)

    assert before
    assert "recusal.recorded" == kind
    assert None is await in_inbox(starter, "ward-chair", request)
    assert None is await in_inbox(starter, "ward-deputy", request)
    assert "recused" == await refused(starter, "decide", request, *CHAIR, *APPROVE)
    assert [{"person": "ward-chair", "ground": "relative"}] == told["recused"]
    assert "Recused:      ward-chair (relative)" in text.out


async def test_a_suspended_nominee_waits_for_nobody(starter: ForkedStarter, office: Office) -> None:
    """While it is held it is in no inbox and says since when; resumed, it is given to whom it is assigned."""
    request = await waiting(office, INTAKE)
    await complete(starter, request)
    await done(starter, "suspend", request, *KEEPER, "--ground", "complaint", "--reason", "Có đơn thư")
    told, text = await shown(starter, request), await starter("show", request.nomination_id)
    listed = await starter("list", "--status", "suspended", "--json")
    held = await in_inbox(starter, "ward-chair", request)
    await done(starter, "resume", request, *KEEPER, "--reason", "Đã xác minh")
    await done(starter, "reassign", request, *KEEPER, "--to", "ward-deputy", "--reason", "Chủ tịch đi vắng")
    after = await shown(starter, request)

    assert None is held
    assert told["suspended_since"] == told["acts"][-1]["acted_at"]
    assert "Suspended:    since" in text.out
    assert request.nomination_id in {item["nomination_id"] for item in listed.json}
    assert None is after["suspended_since"]
    assert None is await in_inbox(starter, "ward-chair", request)
    assert await in_inbox(starter, "ward-deputy", request)


async def test_a_lower_award_is_proposed_answered_and_conferred(
    starter: ForkedStarter, office: Office
) -> None:
    """The nominator is asked in their inbox; what was agreed to is what the decider confers."""
    request = await waiting(office, INTAKE)
    await complete(starter, request)
    await done(starter, "propose-lower", request, LOWER, *CHAIR, "--reason", "Chưa đủ mức")
    asked, proposed = await in_inbox(starter, "ward-office", request), await shown(starter, request)
    other = await refused(starter, "answer-lower", request, *DEPUTY, "--consent")
    await done(starter, "answer-lower", request, "--as", "ward-office", "--consent", "--note", "Đồng ý")
    agreed, waits = await shown(starter, request), await in_inbox(starter, "ward-chair", request)

    assert asked
    assert waits
    assert LOWER == waits["award"]
    assert "awaiting_consent" == asked["status"]
    assert "not_the_nominator" == other
    assert [(LOWER, False), (LOWER, True)] == [
        (told["lower_award"], told["lower_award_agreed"]) for told in (proposed, agreed)
    ]
    assert "decision.recorded" == await done(starter, "decide", request, *CHAIR, *APPROVE)
    listed = (await starter("list", "--status", "conferred", "--json")).json
    assert [LOWER] == [item["award"] for item in listed if item["nomination_id"] == request.nomination_id]


async def test_a_delegate_finds_and_decides_what_waits_for_somebody_else(
    starter: ForkedStarter, office: Office
) -> None:
    """Marked with whom they act for; both names are on record; after a revocation nothing is there."""
    request, other = await waiting(office, INTAKE), await waiting(office, INTAKE)
    await complete(starter, request)
    await complete(starter, other)
    delegate, act = f"p-{uuid4().hex[:8]}", uuid4()
    given = ("delegate", delegate, "--body", "phuong", *CHAIR, "--from", "2025-07-01", "--to", "2099-12-31")
    assert 0 == (await starter(*given, "--gate", "decision", "--reason", "Đi công tác", "--act-id", act)).code
    item, text = await in_inbox(starter, delegate, request), await starter("inbox", "--as", delegate)
    await done(starter, "decide", request, "--as", delegate, "--on-behalf-of", "ward-chair", *APPROVE)
    [decision] = (await shown(starter, request))["decisions"]
    assert 0 == (await starter("revoke-delegation", act, *CHAIR, "--reason", "Đã về")).code

    assert item
    assert ("ward-chair", "decision") == (item["on_behalf_of"], item["gate"])
    assert "for ward-chair" in text.out
    assert (delegate, "ward-chair") == (decision["reviewer_id"], decision["on_behalf_of"])
    assert None is await in_inbox(starter, delegate, other)


async def test_four_eyes_keep_a_case_out_of_an_inbox(starter: ForkedStarter, office: Office) -> None:
    """Who is officer and deputy too, and found the papers complete, does not find the decision to take."""
    person = f"p-{uuid4().hex[:8]}"
    for role in ("officer", "deputy"):
        words = ("--body", "phuong", "--role", role, "--from", "2025-07-01", "--reason", "Phân công", *CHAIR)
        assert 0 == (await starter("appoint", person, *words)).code
    request = await waiting(office, INTAKE)
    await done(starter, "check-papers", request, "--as", person)

    assert None is await in_inbox(starter, person, request)
    assert await in_inbox(starter, "ward-chair", request)
    assert "four_eyes" == await refused(starter, "decide", request, "--as", person, *APPROVE)


async def test_an_open_case_is_moved_to_other_rules(starter: ForkedStarter, office: Office) -> None:
    """By the registrar, to the successor of the body where it waits."""
    request = await waiting(office, FULL)
    words = ("--rule-set", SUCCESSOR, "--body", "phuong", "--reason", "Sắp xếp đơn vị hành chính")
    kind = await done(starter, "migrate", request, *KEEPER, *words)

    assert "nomination.migrated" == kind
    assert SUCCESSOR == (await shown(starter, request))["nomination"]["route"]["rule_set"]


async def test_a_code_that_nobody_has_is_said_to_be_nobodys(starter: ForkedStarter) -> None:
    """A typing error does not look like the empty inbox of somebody who has nothing to do."""
    nobody, idle = (
        await starter("inbox", "--as", "ward-chiar"),
        await starter("inbox", "--as", "state-council-01"),
    )

    assert (1, "") == (nobody.code, nobody.out)
    assert nobody.err.startswith('starter.py: nobody is called "ward-chiar"')
    assert (0, "Waiting for state-council-01: 0") == (idle.code, idle.out.splitlines()[0].strip())


async def test_a_name_instead_of_a_code_is_one_plain_line(starter: ForkedStarter, office: Office) -> None:
    """Whoever types a name is told what a code is, in no language of a program, and nothing is sent."""
    request = await waiting(office, INTAKE)
    said = [
        await starter("inbox", "--as", "Nguyễn Văn A"),
        await starter("decide", request.nomination_id, "--as", "Nguyễn Văn A", *APPROVE),
        await starter("recuse", request.nomination_id, "--as", "Nguyễn Văn A"),
    ]

    assert [2, 2, 2] == [each.code for each in said]
    assert {"starter.py: --as: is not a code"} == {each.err.partition(";")[0] for each in said}
    assert [] == (await shown(starter, request))["acts"]
