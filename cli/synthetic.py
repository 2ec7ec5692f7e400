"""The demo's synthetic part: every case of the file is played, and every step must end as the file says."""

import asyncio
from collections.abc import Collection, Sequence
from contextlib import nullcontext
from typing import Any

from adapters.calendar import VietnamCalendar
from adapters.dossier_files import nomination_in
from adapters.rule_files import RuleFiles
from cli.connection import Office
from cli.play import DemoError
from cli.submission import ACCEPTED, submit_all
from cli.synthetic_acts import record_in_register, send_act
from cli.synthetic_grants import act_on_grants, look_at_quota, look_at_record
from cli.synthetic_matters import act_on_matter
from cli.synthetic_output import Page, print_beginning, print_summary, tell_case, tell_step
from cli.synthetic_play import Done, Play
from cli.synthetic_sittings import hold_sitting
from cli.synthetic_waits import wait
from domain.errors import VinhDanhError
from schemas.case_file import Progress
from schemas.dossier import DossierFile
from schemas.nomination import NominationRequest
from schemas.synthetic import (
    ActStep,
    AwardRecordStep,
    GrantsStep,
    MatterActStep,
    QuotaStep,
    RegisterStep,
    SittingStep,
    Step,
    SyntheticCase,
    SyntheticCases,
    WaitStep,
)

_AT_ONCE = 4


async def play_synthetic(office: Office, cases: SyntheticCases, pace: float) -> dict[str, Any]:
    """Play all cases, some at once unless there is a pace, and return the figures.

    They are told one after the other, and explained as it happens.

    Args:
        office: servers that know the cases' rules and whose clocks can be moved.
        cases: the file.
        pace: seconds to wait before each step, so that people can follow.

    Raises:
        DemoError: a step did not end as the file says; the text names the case and the step.
    """
    print_beginning(cases)
    requests = [_request(cases, case) for case in cases.cases]
    await _submit(office, requests)
    calendar, rules, turns = VietnamCalendar().days, RuleFiles(), _Turns(pace)
    plays = [Play(office, calendar, rules, request) for request in requests]
    pages = [Page() for _ in plays]
    playing: dict[str, asyncio.Task[list[Done]]] = {}
    for play, page, case in zip(plays, pages, cases.cases, strict=True):
        before = playing.get(case.after or "")
        playing[case.ref] = asyncio.create_task(_in_turn(turns, play, page, case, before))
    try:
        done = [await _shown(page, task) for page, task in zip(pages, playing.values(), strict=True)]
    finally:
        await _stop(playing.values())
    return await _summarise(cases, plays, done)


class _Turns:
    """Who may play now. A sitting takes in all that waits, so what goes to a council goes there alone."""

    def __init__(self, pace: float) -> None:
        self.pace = pace
        self.at_once = asyncio.Semaphore(1 if pace else _AT_ONCE)
        self.council = asyncio.Semaphore(1)


async def _in_turn(
    turns: _Turns, play: Play, page: Page, case: SyntheticCase, before: asyncio.Task[list[Done]] | None
) -> list[Done]:
    if before is not None:
        await before
    votes = any(isinstance(step, SittingStep) for step in case.steps)
    async with turns.at_once, turns.council if votes else nullcontext():
        return await _play_case(play, page, case, turns.pace)


async def _shown(page: Page, task: asyncio.Task[list[Done]]) -> list[Done]:
    page.show()
    return await task


async def _stop(playing: Collection[asyncio.Task[list[Done]]]) -> None:
    """Let nothing go on after an error; what was played to its end is not touched."""
    for task in playing:
        task.cancel()
    await asyncio.gather(*playing, return_exceptions=True)


async def _summarise(
    cases: SyntheticCases, plays: Sequence[Play], done: Sequence[Sequence[Done]]
) -> dict[str, Any]:
    played = {
        case.ref: await _figures(play, case, answers)
        for case, play, answers in zip(cases.cases, plays, done, strict=True)
    }
    print_summary(cases, played)
    return {
        "note": {"vi": cases.note_vi, "en": cases.note_en},
        "cases": played,
        "sittings": sum(isinstance(step, SittingStep) for case in cases.cases for step in case.steps),
        "ballots": sum(answer.ballots for answers in done for answer in answers),
        "matters": sum(len(play.matters) for play in plays),
        "revoked": sorted(grant.grant_id for grant in await plays[0].office.awards.grants() if grant.revoked),
        "flagged": sorted({row["grant_id"] for row in await plays[0].office.awards.flags()}),
    }


def _request(cases: SyntheticCases, case: SyntheticCase) -> NominationRequest:
    procedure = case.procedure or case.nomination.procedure
    row = case.nomination.model_copy(update={"ref": case.ref, "procedure": procedure})
    return nomination_in(row, row.award, DossierFile.model_validate(cases.dossier.model_dump()))


async def _submit(office: Office, requests: Sequence[NominationRequest]) -> None:
    results = await submit_all(office, requests)
    for request, (result, reason) in zip(requests, results, strict=True):
        if result != ACCEPTED:
            message = f"{request.nomination_id} was not accepted: {reason or result}"
            raise DemoError(message)


async def _play_case(play: Play, page: Page, case: SyntheticCase, pace: float) -> list[Done]:
    tell_case(page, case)
    before, all_done = None, list[Done]()
    for play.step, step in enumerate(case.steps, start=1):
        await asyncio.sleep(pace)
        try:
            done = await _take(play, step)
            after = await play.progress()
            _check(step, done, after)
        except VinhDanhError as error:
            message = f"{case.ref}, step {play.step} ({step.en}): {error}"
            raise DemoError(message) from error
        said = await play.office.gateway.explain(play.nomination_id)
        tell_step(page, step, done, before, after, said)
        before = after
        all_done.append(done)
    return all_done


async def _take(play: Play, step: Step) -> Done:
    match step:
        case ActStep():
            return await send_act(play, step)
        case RegisterStep():
            return await record_in_register(play, step)
        case SittingStep():
            return await hold_sitting(play, step)
        case WaitStep():
            return await wait(play, step)
        case GrantsStep():
            return await act_on_grants(play, step)
        case MatterActStep():
            return await act_on_matter(play, step)
        case AwardRecordStep():
            return await look_at_record(play, step)
        case QuotaStep():
            return await look_at_quota(play, step)


def _check(step: Step, done: Done, after: Progress) -> None:
    """Compare what happened with what the file says."""
    expected = step.refused if isinstance(step, ActStep | MatterActStep) else None
    got = done.refused.reason if done.refused else None
    if got != expected:
        message = f"it was {_answer(got)}, not {_answer(expected)}"
        raise DemoError(message)
    stands = after.standing.model_copy(update={"award": after.award})
    for name in sorted(step.then.model_fields_set):
        if getattr(stands, name) != getattr(step.then, name):
            message = f"{name} is {getattr(stands, name)}, not {getattr(step.then, name)}"
            raise DemoError(message)


def _answer(refused: str | None) -> str:
    return f"refused ({refused})" if refused else "taken"


async def _figures(play: Play, case: SyntheticCase, done: Sequence[Done]) -> dict[str, Any]:
    progress = await play.progress()
    return {
        "title": {"vi": case.title_vi, "en": case.title_en},
        "status": progress.standing.status,
        "award": progress.award,
        "steps": len(done),
        "refused": sum(each.refused is not None for each in done),
        "ledger_entries": progress.seq,
    }
