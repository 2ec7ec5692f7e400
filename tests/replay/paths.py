"""Every path that a nomination can take, as short plays: what is done to one case, in order."""

from contextlib import suppress

from temporalio.client import WorkflowFailureError

from domain.canonical import content_hash
from schemas.messages import Receipt, Refusal, Verdict
from schemas.names import MessageName
from tests.cases import a_decision, a_nomination, a_resubmission, a_withdrawal
from tests.replay.gate_paths import GATE_PATHS
from tests.replay.stage import Play, Request, Stage
from tests.workflow.ending_rules import GO_ON, LAPSE
from tests.workflow.garbage import garbage
from tests.workflow.sending import send_raw
from tests.workflow.untold import record_without_telling
from workflows.inbound import Act


def _approval(stage: Stage, level: str, *, round_: int = 1, seen: str | None = None) -> Act:
    return a_decision(stage.request, level, round_=round_, seen=seen)


def _return(stage: Stage, level: str = "ward") -> Act:
    return a_decision(stage.request, level, Verdict.RETURN, reason="Thiếu minh chứng")


async def _climbs(stage: Stage) -> None:
    await stage.send(*(_approval(stage, level) for level in ("ward", "district", "city", "state")))


async def _returned(stage: Stage) -> None:
    again = a_resubmission(stage.request, "Đã bổ sung")
    seen = content_hash(again.content)
    await stage.send(_approval(stage, "ward"), _return(stage, "district"), again)
    await stage.send(_approval(stage, "district", round_=2, seen=seen), _approval(stage, "city", seen=seen))


async def _rejected(stage: Stage) -> None:
    await stage.send(a_decision(stage.request, "ward", Verdict.REJECT, reason="Không đủ điều kiện"))


async def _withdrawn(stage: Stage) -> None:
    await stage.send(a_withdrawal())


async def _withdrawn_when_returned(stage: Stage) -> None:
    await stage.send(_return(stage), a_withdrawal())


def _refused(stage: Stage) -> list[Act]:
    """Return readable messages that are all refused while the case is returned."""
    request = stage.request
    return [
        a_decision(request, "city"),
        a_decision(request, "ward", gate="council_vote"),
        a_decision(request, "ward", round_=2),
        a_decision(request, "ward"),
        a_withdrawal(actor_id="ward-chair"),
        a_resubmission(request, "Khác", actor_id="ward-chair"),
    ]


async def _refusals_by_update(stage: Stage) -> None:
    await stage.send(a_decision(stage.request, "ward", reviewer_id="city-chair"))
    await stage.send(a_decision(stage.request, "ward", seen="ab" * 32), a_withdrawal(actor_id="x"))
    await stage.send(_return(stage), *_refused(stage))


async def _refusals_by_signal(stage: Stage) -> None:
    await stage.send(_return(stage))
    await stage.send_blindly(*_refused(stage))


async def _garbage_by_update(stage: Stage) -> None:
    for name, args, _ in garbage(stage.request)[::3]:
        await send_raw(stage.case, name, args, Refusal)
    await stage.send(_approval(stage, "ward"))


async def _garbage_by_signal(stage: Stage) -> None:
    for name, args, _ in garbage(stage.request)[::2]:
        await stage.case.signal(name, args=args)
    await stage.send(_approval(stage, "ward"))


async def _refused_by_the_record(stage: Stage) -> None:
    unjoined = a_decision(stage.request, "ward", Verdict.REJECT, reason="\U000105d2\u0307")
    await stage.send(unjoined)
    await stage.send_blindly(_return(stage))


async def _decided_by_signal(stage: Stage) -> None:
    await stage.send_blindly(_approval(stage, "ward"), _approval(stage, "district"))
    await stage.gateway.send_blindly(stage.request.nomination_id, _approval(stage, "city"))
    await stage.case.result()


async def _repeated(stage: Stage) -> None:
    decision = _approval(stage, "ward")
    early = _approval(stage, "city")
    for _ in range(2):
        await stage.send_blindly(decision, early)
    await send_raw(stage.case, MessageName.DECIDE, [decision], Receipt)


async def _escalated(stage: Stage) -> None:
    await stage.catch_up()
    await stage.to_the_end_of_the_clock()
    await stage.send(_return(stage))
    await stage.to_the_end_of_the_clock()
    await stage.send(a_resubmission(stage.request, "Đã bổ sung"))


async def _lapsed(stage: Stage) -> None:
    await stage.catch_up()
    await stage.server.fast_forward(stage.case)
    await stage.case.result()


async def _lapsed_when_returned(stage: Stage) -> None:
    await stage.send(_return(stage))
    await _lapsed(stage)


async def _silence_went_on(stage: Stage) -> None:
    await stage.catch_up()
    for _ in ("ward", "district", "city"):
        await stage.to_the_end_of_the_clock()


async def _cancel_refused(stage: Stage) -> None:
    await stage.send(_approval(stage, "ward"))
    await stage.case.cancel()
    await stage.send(_approval(stage, "district"), _approval(stage, "city"))


async def _continued_as_new(stage: Stage) -> None:
    for _ in range(24):
        await stage.send(_approval(stage, "state"))
    await stage.send_blindly(*(_approval(stage, "state") for _ in range(24)))
    await stage.send(_approval(stage, "ward"))


async def _caught_up(stage: Stage) -> None:
    await stage.catch_up()
    await record_without_telling(stage.pool, stage.request, a_decision(stage.request, "ward"))
    await stage.catch_up()
    await record_without_telling(stage.pool, stage.request, a_decision(stage.request, "district"))
    await stage.send(_approval(stage, "district"), _approval(stage, "city"))


async def _start_refused(stage: Stage) -> None:
    with suppress(WorkflowFailureError):
        await stage.case.result()


PATHS: dict[str, tuple[Request, Play]] = {
    "climbs-to-state": (lambda: a_nomination("HCLD3"), _climbs),
    "returned-and-resubmitted": (a_nomination, _returned),
    "rejected": (a_nomination, _rejected),
    "withdrawn": (a_nomination, _withdrawn),
    "withdrawn-when-returned": (a_nomination, _withdrawn_when_returned),
    "refusals-by-update": (a_nomination, _refusals_by_update),
    "refusals-by-signal": (a_nomination, _refusals_by_signal),
    "garbage-by-update": (a_nomination, _garbage_by_update),
    "garbage-by-signal": (a_nomination, _garbage_by_signal),
    "refused-by-the-record": (a_nomination, _refused_by_the_record),
    "decided-by-signal": (a_nomination, _decided_by_signal),
    "repeated": (a_nomination, _repeated),
    "reminded-and-escalated": (a_nomination, _escalated),
    "lapsed": (lambda: a_nomination(rule_set=LAPSE), _lapsed),
    "lapsed-when-returned": (lambda: a_nomination(rule_set=LAPSE), _lapsed_when_returned),
    "silence-went-on": (lambda: a_nomination(rule_set=GO_ON), _silence_went_on),
    "cancel-refused": (a_nomination, _cancel_refused),
    "continued-as-new": (a_nomination, _continued_as_new),
    "caught-up": (a_nomination, _caught_up),
    "start-refused": (lambda: a_nomination("NOPE"), _start_refused),
    **GATE_PATHS,
}
"""Each path by name, with the nomination it begins with. A new path is added here and recorded."""
