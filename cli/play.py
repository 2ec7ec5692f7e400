"""Playing the reviewers: every level empties its inboxes, the lowest first."""

import asyncio
from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime
from uuid import uuid4

from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

from adapters.rule_files import RuleFiles
from cli.connection import Office
from cli.output import console
from cli.sending import known_nomination
from cli.signing import as_signed
from domain.errors import VinhDanhError
from domain.route import plan_route
from domain.working_days import day_in_vietnam
from schemas.messages import Decision, Receipt, Verdict
from schemas.nomination import NominationRequest
from schemas.route import Gate, StagePlan
from schemas.views import InboxItem

_AT_ONCE = 6


class DemoError(VinhDanhError):
    """The demo did not go as it must."""


async def play_reviewers(
    office: Office, rules: RuleFiles, requests: Sequence[NominationRequest], pace: float
) -> None:
    """Let the first member of each panel approve everything, level by level, showing how far each is.

    Args:
        office: the servers.
        rules: the rule sets, by which it is known beforehand how many each level will see.
        requests: what was submitted; each names its rule set.
        pace: seconds to wait before each decision, so that people can follow.
    """
    stages = _stages_in_order(rules, requests)
    ours = {request.nomination_id for request in requests}
    with _progress() as progress:
        bars = {
            level: progress.add_task(stage.level_name_vi, total=count)
            for level, (stage, count) in stages.items()
        }
        for level, (stage, _) in stages.items():
            items = [i for i in await office.reader.inbox(stage.panel[0]) if i.nomination_id in ours]
            at_once = asyncio.Semaphore(1 if pace else _AT_ONCE)
            turns = [_turn(office, stage.panel[0], item, at_once, pace) for item in items]
            for turn in asyncio.as_completed(turns):
                await turn
                progress.advance(bars[level])


def _stages_in_order(
    rules: RuleFiles, requests: Sequence[NominationRequest]
) -> dict[str, tuple[StagePlan, int]]:
    """The stages of all routes, lowest level first, each with the number of nominations that pass it."""
    rule_set = rules.named(requests[0].rule_set or "")
    found = [
        stage
        for request in requests
        for stage in plan_route(rule_set, request, day_in_vietnam(datetime.now(UTC))).stages
    ]
    counts = Counter(stage.level for stage in found)
    plans = {stage.level: stage for stage in found}
    return {
        level.level: (plans[level.level], counts[level.level])
        for level in rule_set.levels
        if level.level in plans
    }


async def _turn(
    office: Office, reviewer: str, item: InboxItem, at_once: asyncio.Semaphore, pace: float
) -> None:
    async with at_once:
        await asyncio.sleep(pace)
        await _approve(office, reviewer, item)


async def _approve(office: Office, reviewer: str, item: InboxItem) -> None:
    decision = Decision(
        decision_id=uuid4(),
        level=item.level,
        gate=Gate.DECISION,
        round=item.round,
        reviewer_id=reviewer,
        verdict=Verdict.APPROVE,
        content_hash=item.content_hash,
    )
    known = await known_nomination(office, item.nomination_id)
    answer = await office.gateway.send(item.nomination_id, await as_signed(office, known, decision))
    if not isinstance(answer, Receipt):
        message = f"{reviewer} was refused on {item.nomination_id}: {answer.explanation_en}"
        raise DemoError(message)


def _progress() -> Progress:
    return Progress(
        TextColumn("{task.description:14}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("decided"),
        console=console,
    )
