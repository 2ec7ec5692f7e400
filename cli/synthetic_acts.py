"""Sending what people do in a synthetic case: to the nomination, or to the register of people."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

from pydantic import TypeAdapter

from cli.play import DemoError
from cli.sending import known_nomination
from cli.signing import as_signed
from cli.synthetic_play import Done, Play
from cli.synthetic_reading import given_fields, read_as
from domain.acts import MESSAGES
from domain.working_days import day_in_vietnam, working_day_after
from schemas.acts import GateAct
from schemas.messages import Act, Decision, Receipt, Resubmission
from schemas.nomination import NominationContent
from schemas.register import RegisterAct, RegisterReceipt
from schemas.synthetic import ActStep, RegisterStep

_REGISTER_ACT = TypeAdapter[RegisterAct](RegisterAct)


async def send_act(play: Play, step: ActStep) -> Done:
    """Send a message to the nomination, with what it takes from the moment filled in."""
    act_id = uuid4()
    if step.id:
        play.acts[step.id] = act_id
    answer = await play.office.gateway.send(play.nomination_id, await _act(play, step, act_id))
    if isinstance(answer, Receipt):
        number = f", number {answer.number}" if answer.number else ""
        return Done(f"{step.act}: on record, entry {answer.seq}{number}")
    return Done(f"{step.act}: refused ({answer.reason}), entry {answer.seq}", answer)


async def record_in_register(play: Play, step: RegisterStep) -> Done:
    """Send an act to the register of people; it holds from today, for as long as the step says."""
    today = day_in_vietnam(datetime.now(UTC))
    fields = step.given | {
        "act": step.register_act,
        "act_id": uuid4(),
        "actor_id": step.by,
        "valid_from": today,
        "valid_to": working_day_after(today, step.days, play.calendar),
    }
    answer = await play.office.register.record(read_as(_REGISTER_ACT.validate_python, fields))
    if not isinstance(answer, RegisterReceipt):
        message = f"the register refused to {step.register_act}: {answer.en}"
        raise DemoError(message)
    return Done(f"{step.register_act}: on the register, entry {answer.seq}")


async def _act(play: Play, step: ActStep, act_id: UUID) -> Act:
    model = MESSAGES.get(step.act)
    if model is None:
        message = f"{step.act} is not sent to a nomination; use another step for it"
        raise DemoError(message)
    given = given_fields(play, step.given)
    if model is Resubmission:
        given = await _whole_content(play, given)
    act = read_as(model.model_validate, given | await _moment(play, step, model, act_id))
    if not isinstance(act, Decision):
        return act
    return await as_signed(play.office, await known_nomination(play.office, play.nomination_id), act)


async def _moment(play: Play, step: ActStep, model: type[Act], act_id: UUID) -> dict[str, Any]:
    """Return who acts under which id and, for acts at a gate, which gate waits now with which content."""
    decides = model is Decision
    fields: dict[str, Any] = {
        "decision_id" if decides else "act_id": act_id,
        "reviewer_id" if decides else "actor_id": step.by,
    }
    if step.on_behalf_of:
        fields["on_behalf_of"] = step.on_behalf_of
    if decides or issubclass(model, GateAct):
        standing = (await play.progress()).standing
        fields |= {name: getattr(standing, name) for name in ("level", "gate", "round", "content_hash")}
    return fields


async def _whole_content(play: Play, given: dict[str, Any]) -> dict[str, Any]:
    """A resubmission carries the whole content again; what the step gives of it is what changed."""
    known = await play.office.reader.nomination(play.nomination_id)
    before = known.content if known else play.request.content
    changed = {name: given[name] for name in NominationContent.model_fields if name in given}
    rest = {name: value for name, value in given.items() if name not in changed}
    return rest | {"content": before.model_dump(mode="json") | changed}
