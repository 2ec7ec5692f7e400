"""A council's sitting over a synthetic case: called, voted in by each member, counted and told."""

from uuid import uuid4

from adapters.filling_in import fill_in
from cli.play import DemoError
from cli.synthetic_play import Done, Play
from domain.route import stage_at
from domain.stages import plan_of
from schemas.council import Choice, CouncilRule, Manner
from schemas.route import Gate
from schemas.sitting import PaperReceipt, SittingOutcome, SittingRequest
from schemas.synthetic import SittingStep


async def hold_sitting(play: Play, step: SittingStep) -> Done:
    """Call the sitting, cast every member's paper, and wait until the nomination has its result."""
    councils, request = play.office.councils, await _call(play, step)
    await councils.call(request)
    await councils.opened(request.sitting_id)
    for member, choice in step.choices.items():
        await _vote(play, request.sitting_id, member, choice, in_writing=member in step.in_writing)
    outcome = await councils.outcome(request.sitting_id)
    return Done(await _what_came_of_it(play, request, outcome), ballots=outcome.papers)


async def _call(play: Play, step: SittingStep) -> SittingRequest:
    return SittingRequest(
        sitting_id=f"{play.nomination_id}-{play.step}",
        body=step.council,
        called_by=step.by,
        secret=(await _rule(play)).secret,
        rule_set=play.request.rule_set,
        working_days=step.days,
    )


async def _rule(play: Play) -> CouncilRule:
    """Return the rule by which the council votes that the case waits for."""
    known = await play.office.reader.nomination(play.nomination_id)
    if known is None or (await play.progress()).standing.gate != Gate.COUNCIL_VOTE:
        message = "the case does not wait for a council; correct the steps before this one"
        raise DemoError(message)
    stage = stage_at(known.route, known.level)
    return CouncilRule.model_validate(plan_of(stage, Gate.COUNCIL_VOTE).settings)


async def _vote(play: Play, sitting_id: str, member: str, choice: Choice, *, in_writing: bool) -> None:
    form = await play.office.councils.form(sitting_id, member)
    manner = Manner.IN_WRITING if in_writing else Manner.IN_PERSON
    answer = await play.office.councils.send(
        fill_in(form, {}, act_id=uuid4(), rest=choice, manner=manner).paper
    )
    if not isinstance(answer, PaperReceipt):
        message = f"the paper of {member} was refused: {answer.explanation_en}"
        raise DemoError(message)


async def _what_came_of_it(play: Play, request: SittingRequest, outcome: SittingOutcome) -> str:
    kind = "secret papers" if request.secret else "papers"
    said = f"sitting: {outcome.papers} {kind}, closed ({outcome.closed_by})"
    for item in await play.office.sittings.results(request.sitting_id, 1, 1):
        if item.result is None:
            return f"{said}; {item.outcome}"
        tally, needed = item.result.tally, item.result.needed_mark
        return f"{said}; {tally.agree} of {tally.members} agree, {needed} needed: {item.outcome}"
    return said
