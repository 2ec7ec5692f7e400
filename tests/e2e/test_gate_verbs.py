"""What people type at each gate: the record fills in where it waits, the answer says what came of it."""

from pathlib import Path
from uuid import uuid4

import yaml

from cli.connection import Office
from schemas.messages import Receipt
from tests.cases import a_resubmission
from tests.conftest import Eventually
from tests.e2e.conftest import ForkedStarter
from tests.e2e.gated_cases import complete, done, in_inbox, refused, shown, typed, waiting
from tests.gated import APPRAISAL, CONSULTATION, CRITERIA, INTAKE, MEMBERS, OFFICER, PUBLIC, REGISTRAR, SECOND

CHAIR, CLERK = ("--as", "ward-chair"), ("--as", OFFICER)


async def test_papers_are_asked_for_and_a_repeat_is_answered_as_the_first_time(
    starter: ForkedStarter, office: Office
) -> None:
    """The nominator finds the return in their inbox; a check repeated after the case went on is the same."""
    request, act = await waiting(office, INTAKE), uuid4()
    missing = ("check-papers", request, *CLERK, "--missing", "report", "--note", "Thiếu báo cáo")
    assert "papers.checked" == await done(starter, *missing)
    returned = await in_inbox(starter, "ward-office", request)
    again = a_resubmission(request, "Đã bổ sung báo cáo")
    assert isinstance(await office.gateway.send(request.nomination_id, again), Receipt)
    checked = [await typed(starter, "check-papers", request, *CLERK, "--act-id", act) for _ in range(2)]
    told = await shown(starter, request)

    assert returned
    assert ("returned", "intake") == (returned["status"], returned["gate"])
    assert [0, 0] == [said.code for said in checked]
    assert checked[0].json == checked[1].json
    assert [("check_papers", True), ("check_papers", False)] == [
        (each["message"], each["stale"]) for each in told["acts"]
    ]
    assert [("intake", "passed", "complete"), ("decision", "waits", None)] == [
        (gate["gate"], gate["state"], gate["result"]) for gate in told["gates"]
    ]


async def test_an_incomplete_dossier_is_handed_on_to_the_decider(
    starter: ForkedStarter, office: Office
) -> None:
    """What the decider does then says to which gate, for which counted reason, and in which form."""
    request = await waiting(office, INTAKE)
    await done(starter, "check-papers", request, *CLERK, "--missing", "report", "--hand-on")
    back = ("--verdict", "return", "--reason", "Bổ sung", "--return-to", "intake", "--reason-code", "R1")
    await done(starter, "decide", request, *CHAIR, *back, "--reason-code", "R2", "--authority", "CHỦ TỊCH")
    told = await shown(starter, request)
    [decision] = told["decisions"]

    assert ("intake", ["R1", "R2"], "CHỦ TỊCH") == (
        decision["return_to"],
        decision["reason_codes"],
        decision["authority"],
    )
    assert ("intake", 2) == (told["gate"], told["nomination"]["round"])


async def test_an_appraisal_is_concluded_from_its_findings(
    starter: ForkedStarter, office: Office, tmp_path: Path
) -> None:
    """From options or a file; ineligible goes to the decider, eligible to the council and its sitting."""
    against, in_favour = await waiting(office, APPRAISAL), await waiting(office, APPRAISAL)
    merit, conduct = CRITERIA
    failed = ("--failed", f"{conduct}=Đang bị khiếu nại")
    await done(starter, "appraise", against, *CLERK, "--met", f"{merit}=Báo cáo số 3", *failed)
    sheet = tmp_path / "phiếu.yaml"
    found = [{"criterion": each, "met": "pass", "evidence": "BB 12"} for each in CRITERIA]
    sheet.write_text(yaml.safe_dump({"findings": found}, allow_unicode=True))
    await done(starter, "appraise", in_favour, *CLERK, "--file", sheet)
    to_decide = await shown(starter, against)
    member = MEMBERS["phuong"][0]
    vote = await in_inbox(starter, member, in_favour)
    text = await starter("inbox", "--as", member)

    assert [("appraisal", "passed"), ("council_vote", "left out"), ("decision", "waits")] == [
        (gate["gate"], gate["state"]) for gate in to_decide["gates"]
    ]
    assert {"appraisal.merit": True, "appraisal.conduct": False} == {
        verdict["rule"]: verdict["holds"] for entry in to_decide["verdicts"] for verdict in entry["verdicts"]
    }
    assert vote
    assert "council_vote" == vote["gate"]
    assert any(
        in_favour.nomination_id in line and "voted on in a sitting" in line for line in text.out.split("\n")
    )


async def test_nobody_decides_at_another_gate(starter: ForkedStarter, office: Office) -> None:
    """An officer on the panel of the appraisal does not confer by the verb of the chair."""
    request = await waiting(office, APPRAISAL)

    assert "wrong_gate" == await refused(starter, "decide", request, *CLERK, "--verdict", "approve")
    assert "waits" == (await shown(starter, request))["gates"][0]["state"]


async def test_a_vote_is_given_to_another_council(starter: ForkedStarter, office: Office) -> None:
    """By the registrar, with the reason; show names the council that votes now."""
    request = await waiting(office, APPRAISAL)
    met = [word for each in CRITERIA for word in ("--met", f"{each}=BB 12")]
    await done(starter, "appraise", request, *CLERK, *met)
    words = ("--as", REGISTRAR, "--council", SECOND, "--reason", "Hội đồng phường chưa kiện toàn")
    kind = await done(starter, "reassign", request, *words)

    assert "nomination.reassigned" == kind
    assert SECOND == (await shown(starter, request))["council"]
    assert await in_inbox(starter, MEMBERS[SECOND][0], request)


async def test_agencies_answer_from_their_own_inboxes(starter: ForkedStarter, office: Office) -> None:
    """An objection needs its reason; who has answered is asked no more; rules speak both languages."""
    request = await waiting(office, CONSULTATION)
    unfounded = await refused(starter, "opinion", request, "--as", "tax", "--objects")
    asked = await in_inbox(starter, "tax", request)
    await done(starter, "opinion", request, "--as", "tax", "--objects", "--text", "Còn nợ thuế")
    answered, awaited = await in_inbox(starter, "tax", request), await in_inbox(starter, "police", request)
    await done(starter, "opinion", request, "--as", "police", "--agrees")
    text = await starter("show", request.nomination_id)

    assert ("missing_reason", None) == (unfounded, answered)
    assert asked
    assert awaited
    assert "Còn nợ thuế" in text.out
    assert "Mọi cơ quan được hỏi đã trả lời. / Every agency that was asked has answered." in text.out


async def test_a_comment_is_made_and_resolved_once(
    starter: ForkedStarter, office: Office, eventually: Eventually
) -> None:
    """By signal too: whoever sends blindly finds by the id they are told what became of it."""
    request = await waiting(office, PUBLIC)
    said = await typed(starter, "comment", request, "--as", "citizen-1", "--text", "Cần xem lại", "--signal")
    comment = said.json["act_id"]

    async def made() -> bool:
        return [comment] == [str(act.act_id) for act in await office.reader.acts_of(request.nomination_id)]

    await eventually(made)
    resolve = ("resolve-comment", request, comment, *CLERK, "--resolution", "Đã xác minh")
    kind, again = await done(starter, *resolve), await refused(starter, *resolve)

    assert (0, None) == (said.code, said.json["answer"])
    assert ("comment.resolved", "already_said") == (kind, again)


async def test_old_content_that_was_read_is_what_an_act_is_bound_to(
    starter: ForkedStarter, office: Office
) -> None:
    """Whoever names the hash they read is refused when the content is another one."""
    request = await waiting(office, INTAKE)
    stale = await refused(starter, "check-papers", request, *CLERK, "--content-hash", "0" * 64)

    assert "stale_content" == stale
    await complete(starter, request)
