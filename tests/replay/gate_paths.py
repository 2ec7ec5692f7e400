"""The ways of a nomination through gates, councils and what people do around them, as short plays."""

from typing import Any
from uuid import uuid4

from domain.gates.consultation import View
from schemas.acts import LowerAwardAnswer, Migration, Reassignment, Recusal, Resumption, Suspension
from schemas.case import Standing
from schemas.council import Choice
from schemas.messages import Act, Verdict
from schemas.nomination import NominationRequest, StatedFact
from tests.cases import NOMINATOR, a_decision, a_resubmission
from tests.conditioned import claim, overriding, ruling, titled
from tests.conditioned_rules import ELIGIBILITY, INITIATIVE, QUOTA
from tests.gated import (
    CLIMB,
    CONSULTATION,
    COUNCIL,
    FIRST,
    FULL,
    INTAKE,
    MEMBERS,
    OFFICER,
    PUBLIC,
    REGISTRAR,
    SUCCESSOR,
    THIRD,
    appraisal,
    comment,
    gated,
    gated_book,
    lower_award,
    opinion,
    papers,
    resolution,
)
from tests.replay.stage import Play, Request, Stage
from tests.workflow.at_award_gates import a_unit, honour
from tests.workflow.gate_office import GateOffice, office_over


def _office(stage: Stage) -> GateOffice:
    return office_over(stage.server, stage.pool, gated_book())


async def _standing(stage: Stage) -> Standing:
    await stage.catch_up()
    return await _office(stage).standing(stage.request)


def _recusals(council: str) -> list[Act]:
    return [Recusal(act_id=uuid4(), actor_id=who) for who in MEMBERS[council][:2]]


async def _all_gates(stage: Stage) -> None:
    """Returned at intake, then every gate in turn up to the public's comments; an agency objects."""
    request = stage.request
    await stage.send(papers(request, "report"), a_resubmission(request, "Đã bổ sung"))
    at = await _standing(stage)
    same: dict[str, Any] = {"round": at.round, "content_hash": at.content_hash}
    objection = opinion(request, "tax", View.OBJECTS, "Còn nợ thuế", **same)
    said = comment(request, **same)
    await stage.send(papers(request, at=at), appraisal(request, at=at), objection)
    await stage.send(opinion(request, "police", **same), said, resolution(request, said, **same))


async def _silent(stage: Stage) -> None:
    await stage.send(opinion(stage.request, "tax"))
    await _office(stage).due(stage.request)
    await stage.send(a_decision(stage.request, "ward"))


async def _commented(stage: Stage) -> None:
    said = comment(stage.request)
    await stage.send_blindly(said)
    await _office(stage).due(stage.request)
    await stage.send(
        comment(stage.request), resolution(stage.request, said), a_decision(stage.request, "ward")
    )


async def _ineligible(stage: Stage) -> None:
    await stage.send(papers(stage.request, "minutes", hand_on=True), a_decision(stage.request, "ward"))
    back = a_decision(stage.request, "ward", Verdict.RETURN, reason="Thiếu")
    await stage.send(back.model_copy(update={"return_to": "appraisal"}))


async def _suspended(stage: Stage) -> None:
    held = Suspension(act_id=uuid4(), actor_id=OFFICER, ground="complaint", reason="Có đơn")
    await stage.send(held, papers(stage.request))
    await _office(stage).until(stage.request, (await _office(stage).server.get_current_time(stage.case)))
    await stage.send_blindly(Resumption(act_id=uuid4(), actor_id=OFFICER, reason="Đã có kết luận"))
    await stage.send(papers(stage.request))
    await stage.to_the_end_of_the_clock()


async def _delegated(stage: Stage) -> None:
    await _office(stage).delegated(OFFICER, "deputised", "intake")
    await stage.send(papers(stage.request, actor_id="deputised", on_behalf_of=OFFICER))
    await stage.send(a_decision(stage.request, "ward", reviewer_id="clerk", on_behalf_of="ward-chair"))
    await stage.send(a_decision(stage.request, "ward"))


async def _reassigned(stage: Stage) -> None:
    given = Reassignment(act_id=uuid4(), actor_id=REGISTRAR, panel=(OFFICER,), reason="Phân công lại")
    stranger = given.model_copy(update={"act_id": uuid4(), "panel": ("stranger",)})
    await stage.send(stranger, given, papers(stage.request), a_decision(stage.request, "ward"))


async def _substituted(stage: Stage) -> None:
    """Both councils out of reach, and a third one named."""
    await stage.send(*_recusals(FIRST), *_recusals("council-two"))
    await stage.catch_up()
    council = Reassignment(act_id=uuid4(), actor_id=REGISTRAR, council=THIRD, reason="Hết hội đồng")
    await stage.send(council)


async def _decided_by_council(stage: Stage) -> None:
    await stage.catch_up()
    office = _office(stage)
    sitting = await office.called(FIRST, "ward-chair")
    for member in MEMBERS[FIRST]:
        await office.vote(sitting, member, Choice.AGREE)
    await office.outcome(sitting)
    await stage.send(a_decision(stage.request, "ward"))


async def _migrated(stage: Stage) -> None:
    await stage.send(appraisal(stage.request), a_decision(stage.request, "ward"))
    move = Migration(
        act_id=uuid4(), actor_id=REGISTRAR, rule_set=SUCCESSOR, body=FIRST, reason="Bỏ cấp huyện"
    )
    await stage.send(move.model_copy(update={"act_id": uuid4(), "rule_set": "nowhere"}), move)
    await stage.send(appraisal(stage.request, at=await _standing(stage)))
    await stage.send(a_decision(stage.request, "ward", round_=2))


async def _lower_award(stage: Stage) -> None:
    consent = LowerAwardAnswer(act_id=uuid4(), actor_id=NOMINATOR, consent=True)
    refusal = consent.model_copy(update={"act_id": uuid4(), "consent": False})
    await stage.send(papers(stage.request), lower_award(stage.request), refusal)
    await stage.send(lower_award(stage.request), consent, a_decision(stage.request, "ward"))


async def _overridden(stage: Stage) -> None:
    """What the nomination itself denies is let pass, with a reason."""
    await stage.catch_up()
    await stage.send(ruling(stage.request, overriding(INITIATIVE, None)))
    await stage.send_blindly(ruling(stage.request, overriding(INITIATIVE)))
    await stage.send(appraisal(stage.request), a_decision(stage.request, "ward"))


async def _place_claimed(stage: Stage) -> None:
    """No place is left until enough people of the unit hold the title that the quota is a share of."""
    await stage.catch_up()
    await stage.send(claim(stage.request))
    await honour(_office(stage), stage.request.content.unit or "", *(f"holder-{n}" for n in range(7)))
    await stage.send(claim(stage.request), appraisal(stage.request), a_decision(stage.request, "ward"))


def _denied() -> NominationRequest:
    denied = StatedFact(fact="initiative-recognised", holds=False)
    return titled(ELIGIBILITY, "p-denied", unit=a_unit(), facts=(denied,))


GATE_PATHS: dict[str, tuple[Request, Play]] = {
    "gates": (lambda: gated(FULL), _all_gates),
    "silent-agency": (lambda: gated(CONSULTATION), _silent),
    "commented": (lambda: gated(PUBLIC), _commented),
    "ineligible": (lambda: gated(FULL), _ineligible),
    "suspended": (lambda: gated(INTAKE), _suspended),
    "delegated": (lambda: gated(INTAKE), _delegated),
    "reassigned": (lambda: gated(INTAKE), _reassigned),
    "substituted": (lambda: gated(COUNCIL), _substituted),
    "council-decided": (lambda: gated(COUNCIL), _decided_by_council),
    "migrated": (lambda: gated(CLIMB, "BK_TP"), _migrated),
    "lower-award": (lambda: gated(INTAKE), _lower_award),
    "eligibility-overridden": (_denied, _overridden),
    "quota-claimed": (lambda: titled(QUOTA, "p-claims", unit=a_unit()), _place_claimed),
}
"""Each such path by name, with the nomination it begins with."""
