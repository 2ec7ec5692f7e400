"""What people type where conditions or a quota keep a nomination waiting, and before they nominate."""

from uuid import uuid4

from cli.connection import Office
from cli.submission import ACCEPTED, submit
from schemas.messages import Receipt
from schemas.nomination import NominationRequest, StatedFact
from tests.cases import a_decision
from tests.conditioned import based, titled
from tests.conditioned_rules import ASKING, ELIGIBILITY, HELD, INITIATIVE, QUOTA, TITLE
from tests.e2e.conftest import ForkedStarter
from tests.e2e.gated_cases import done, in_inbox, refused, shown, typed
from tests.gated import OFFICER, RULES

CLERK = ("--as", OFFICER)
DENIED = StatedFact(fact="initiative-recognised", holds=False)
HERE = ("--rule-set", RULES, "--year", "2019")


def somebody() -> str:
    """Return a code that no other test knows, of a person or of a unit."""
    return f"c-{uuid4().hex[:12]}"


async def opened(office: Office, request: NominationRequest) -> NominationRequest:
    """Put a nomination on record."""
    assert (ACCEPTED, None) == await submit(office, request)
    return request


async def honoured(office: Office, unit: str, *people: str) -> None:
    """Confer the base title on people of a unit."""
    for person in people:
        request = await opened(office, based(person, unit))
        answer = await office.gateway.send(request.nomination_id, a_decision(request, "ward"))
        assert isinstance(answer, Receipt)


async def test_an_officer_reads_what_was_found_and_overrides_it_with_a_reason(
    starter: ForkedStarter, office: Office
) -> None:
    """Inbox and show say it in both languages; without a reason the override is refused."""
    who, unit = somebody(), somebody()
    await honoured(office, unit, who)
    request = await opened(office, titled(ELIGIBILITY, who, unit=unit, facts=(DENIED,)))
    found = (await shown(starter, request))["findings"]
    text, inbox = await starter("show", request.nomination_id), await starter("inbox", *CLERK)
    override = ("rule-on-eligibility", request, *CLERK, "--override")
    unfounded = await refused(starter, *override, INITIATIVE)
    met = await starter("rule-on-eligibility", request.nomination_id, *CLERK, "--met", INITIATIVE)
    kind = await done(starter, *override, f"{INITIATIVE}=Sáng kiến đã áp dụng toàn trường")
    after = await shown(starter, request)

    assert {HELD: "yes", INITIATIVE: "no"} == {one["condition"]: one["holds"] for one in found}
    for words in (found[1]["vi"], found[1]["en"]):
        assert words in " ".join(text.out.split())
        assert words in inbox.out
    assert "rule-on-eligibility" in inbox.out
    assert ("missing_reason", "eligibility.ruled") == (unfounded, kind)
    assert (1, True) == (met.code, "let pass with --override CODE=REASON" in met.out)
    [act], [gate, *_] = after["acts"], after["gates"]
    assert "Sáng kiến đã áp dụng toàn trường" == act["act"]["rulings"][0]["reason"]
    assert ("eligibility", "overridden") == (gate["gate"], gate["result"])


async def test_what_is_unknown_is_ruled_on_with_its_paper(starter: ForkedStarter, office: Office) -> None:
    """Every condition that show lists is ruled on at once; no ruling at all is wrong usage."""
    request = await opened(office, titled(ASKING, somebody(), unit=somebody(), facts=None))
    nothing = await starter("rule-on-eligibility", request.nomination_id, *CLERK)
    ruling = ("rule-on-eligibility", request, *CLERK, "--met", f"{HELD}=QĐ 7/2019")
    half = await refused(starter, *ruling)
    ruled_out = ("--not-met", f"{INITIATIVE}=Chưa có quyết định công nhận")
    bare = await starter(*ruling[:1], request.nomination_id, *CLERK, "--met", HELD, *ruled_out)
    kind = await done(starter, *ruling, *ruled_out)

    assert (2, "incomplete", "eligibility.ruled") == (nothing.code, half, kind)
    assert (1, True) == (bare.code, "met with its paper: --met CODE=EVIDENCE" in bare.out)
    assert "decision" == (await shown(starter, request))["gate"]


async def test_a_place_is_claimed_or_given_up(starter: ForkedStarter, office: Office) -> None:
    """Who finds none sees how many there are; claiming says no, and giving up needs its reason."""
    request = await opened(office, titled(QUOTA, somebody(), unit=somebody()))
    item, text = await in_inbox(starter, OFFICER, request), await starter("inbox", *CLERK)
    spent = await typed(starter, "claim-quota", request, *CLERK)
    silent = await refused(starter, "claim-quota", request, *CLERK, "--give-up")
    kind = await done(starter, "claim-quota", request, *CLERK, "--give-up", "--reason", "Hết chỉ tiêu")

    assert item
    assert 0 == item["gate_state"]["limit"]
    assert "0 in all, 0 taken, 0 left" in text.out
    assert (1, "quota_spent") == (spent.code, spent.json["reason"])
    assert ("missing_reason", "quota.claimed") == (silent, kind)
    assert "no_quota" == (await shown(starter, request))["gates"][0]["result"]


async def test_somebody_asks_before_nominating(starter: ForkedStarter, office: Office) -> None:
    """Yes with exit 0; no and unknown with exit 1; each condition has its evidence and its basis."""
    who, unit = somebody(), somebody()
    await honoured(office, unit, who, *(somebody() for _ in range(6)))
    asked = ("eligible", who, TITLE, *HERE)
    yes = await starter(*asked, "--fact", "initiative-recognised=yes", "--json")
    no = await starter(*asked, "--fact", "initiative-recognised=no", "--json")
    unknown = await starter(*asked, "--json")
    text = await starter(*asked, "--fact", "initiative-recognised=yes")

    assert [(0, "yes"), (1, "no"), (1, "unknown")] == [
        (said.code, said.json["answer"]) for said in (yes, no, unknown)
    ]
    assert {"unit": unit, "year": 2019, "base": 7, "limit": 1, "taken": 0} == yes.json["quota"]
    assert ["made up for tests"] * 2 == [one["basis"]["citation"] for one in yes.json["findings"]]
    assert yes.json["findings"][0]["evidence"]
    assert "đủ điều kiện / eligible" in text.out
    assert "1 in all, 0 taken, 1 left" in text.out


async def test_a_question_that_cannot_be_asked_is_said_so(starter: ForkedStarter) -> None:
    """An unknown award, a fact that is none, and a nominee whose kind nobody knows."""
    award = await starter("eligible", "p-1", "KHONG_CO", *HERE)
    fact = await starter("eligible", "p-1", TITLE, *HERE, "--fact", "initiative-recognised=perhaps")
    kind = await starter("eligible", somebody(), "GK_XA", *HERE)
    code = await starter("eligible", "Nguyễn Văn A", TITLE, *HERE)

    assert (1, 2, 2, 2) == (award.code, fact.code, kind.code, code.code)
    assert "list them with starter.py awards" in award.err
    assert "initiative-recognised=yes" in " ".join(fact.err.split())
    assert "--kind" in kind.err
    assert "is not a code" in code.err
