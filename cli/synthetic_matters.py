"""Messages to a matter in a synthetic case, such as a revocation: opened, acted on, and told."""

from typing import Any
from uuid import UUID, uuid4

from cli.play import DemoError
from cli.synthetic_play import Done, Play
from cli.synthetic_reading import given_fields, read_as
from domain.matters.registry import MATTERS
from domain.matters.revocation_words import explain_revocation
from domain.matters.unit import MatterUnit
from schemas.acts import CaseAct
from schemas.case_file import Explanation
from schemas.matter import MatterAnswer, MatterReceipt
from schemas.names import MessageName
from schemas.revocation import DecideRevocation, RevocationState
from schemas.synthetic import MatterActStep


async def act_on_matter(play: Play, step: MatterActStep) -> Done:
    """Send a message to a matter, with what it takes from the moment filled in; the first one opens it.

    Raises:
        DemoError: it is no such message, or the matter stands otherwise afterwards than the step says.
    """
    unit = _unit_of(step.message)
    answer = await (_open(play, step, unit) if step.id else _send(play, step, unit))
    if not isinstance(answer, MatterReceipt):
        return Done(f"{step.message}: refused ({answer.reason}), entry {answer.seq}", answer)
    if step.stands not in {None, answer.status}:
        message = f"the matter is {answer.status}, not {step.stands}"
        raise DemoError(message)
    number = f", number {answer.number}" if answer.number else ""
    said = f"{step.message}: on record, entry {answer.seq}{number}"
    return Done(said, words=await _words(play, answer.matter, opened=step.id is not None))


def _unit_of(message: MessageName) -> MatterUnit[Any, Any]:
    for unit in MATTERS.values():
        if message in unit.acts:
            return unit
    text = f"{message} is not sent to a matter; use another step for it"
    raise DemoError(text)


async def _open(play: Play, step: MatterActStep, unit: MatterUnit[Any, Any]) -> MatterAnswer:
    start = _act(play, step, unit, {})
    name = unit.name_of(start)
    play.matters[step.id or name] = f"{unit.kind}:{name}"
    return await play.office.matter_gateway.open(unit.kind, name, step.message, start)


async def _send(play: Play, step: MatterActStep, unit: MatterUnit[Any, Any]) -> MatterAnswer:
    stream = play.matters.get(step.of or "")
    if stream is None:
        message = f'no matter before this has the id "{step.of}"; correct of'
        raise DemoError(message)
    seen = await _seen(play, stream) if unit.acts[step.message].model is DecideRevocation else {}
    return await play.office.matter_gateway.send(stream, step.message, _act(play, step, unit, seen))


def _act(play: Play, step: MatterActStep, unit: MatterUnit[Any, Any], seen: dict[str, Any]) -> CaseAct:
    act_id: UUID = uuid4()
    fields = given_fields(play, step.given) | seen | {"act_id": act_id, "actor_id": step.by}
    if step.on_behalf_of:
        fields["on_behalf_of"] = step.on_behalf_of
    return read_as(unit.acts[step.message].model.model_validate, fields)


async def _seen(play: Play, stream: str) -> dict[str, Any]:
    """Return the hash that a decision is bound to: that of the act that opened the revocation."""
    state = await _state(play, stream)
    return {"content_hash": RevocationState.model_validate(state).opening_hash}


async def _state(play: Play, stream: str) -> dict[str, Any]:
    known = await play.office.matters.matter(stream)
    return known.state if known else {}


async def _words(play: Play, stream: str, *, opened: bool) -> Explanation | None:
    """Return what a revocation says of itself; what it is about, only when it is opened."""
    if not stream.startswith("revocation:"):
        return None
    said = explain_revocation(RevocationState.model_validate(await _state(play, stream)))
    told = said if opened else said[1:]
    return Explanation(vi=tuple(each.vi for each in told), en=tuple(each.en for each in told))
