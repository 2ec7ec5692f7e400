"""Whether the rows that people look at say what the ledger says."""

from collections.abc import Iterator
from datetime import datetime
from typing import NamedTuple

from domain.canonical import content_hash
from domain.ledger import facts_of, standing_of
from schemas.audit import Evidence, Finding, FindingCode, StageRow
from schemas.case import CaseStatus, Standing
from schemas.route import Route


def _check_standing(evidence: Evidence) -> Iterator[Finding]:
    standings = [standing for entry in evidence.entries if (standing := standing_of(entry))]
    if not standings:
        yield _differs(evidence, "the ledger holds no standing")
        return
    last, state = standings[-1], evidence.state
    waits = last.clock is not None and last.status is not CaseStatus.SUSPENDED
    due = last.clock.due_at if waits and last.clock else None
    shown = (state.status, state.level, state.body, state.round, state.content_version, state.content_hash)
    said = (last.status, last.level, last.body, last.round, last.content_version, last.content_hash)
    if (*shown, state.due_at) != (*said, due):
        text = (
            f"the nomination is shown as {state.status} at {state.level}, the ledger says {last.status} at "
        )
        yield _differs(evidence, f"{text}{last.level}, or another field differs")
    if state.standing != last:
        yield _differs(evidence, "the standing of the nomination is not the last one of the ledger")


def _check_request(evidence: Evidence) -> Iterator[Finding]:
    """What was asked for, by whom, as the first entry vouches for it."""
    first, state, request = evidence.entries[0], evidence.state, evidence.state.request
    facts, standing = facts_of(first), standing_of(first)
    for name in ("nominator_id", "dossier_id"):
        if {getattr(state, name), getattr(request, name)} != {facts[name]}:
            yield _differs(evidence, f"the {name} is not the one that was accepted")
    if {state.award, request.content.award, state.route.award} != {facts["award"]}:
        yield _differs(evidence, "the award is not the one that was accepted")
    if standing is None or (not state.erased and content_hash(request.content) != standing.content_hash):
        yield _differs(evidence, "the request is not the one that was accepted")
    if state.submitting_body != request.submitting_body:
        yield _differs(evidence, "the submitting body is not the one that asked")
    yield from _check_route(evidence)


def _check_route(evidence: Evidence) -> Iterator[Finding]:
    """The route on record is the one that was accepted, or that of the last migration."""
    route = evidence.state.route
    new = [facts["new_route"] for entry in evidence.entries if "new_route" in (facts := facts_of(entry))]
    if new:
        if Route.model_validate(new[-1]) != route:
            yield _differs(evidence, "the route is not the one of the last migration")
        return
    facts = facts_of(evidence.entries[0])
    stages = [{"level": stage.level, "body": stage.body} for stage in route.stages]
    signed = None if route.signed_levels is None else list(route.signed_levels)
    accepted = facts["route"], facts["rule_set"], facts["rule_set_digest"], facts.get("signed_levels")
    if (stages, route.rule_set, route.rule_set_digest, signed) != accepted:
        yield _differs(evidence, "the route is not the one that was accepted")


class _Stage(NamedTuple):
    """A stage as the ledger says it should be on record; no `panel`: it is not known who sat there."""

    body: str
    gate: str | None
    panel: tuple[str, ...] | None
    due_at: datetime | None


def check_stages(evidence: Evidence, route: Route | None) -> Iterator[Finding]:
    """Who may act at a stage, by which inboxes go, is who may act by the ledger or else by the route.

    `route` is the one that the nomination was accepted with, None when nobody knows it any more.
    """
    said = _stages_by_the_ledger(evidence, route)
    for row in evidence.stages:
        stage = said.pop((row.level, row.round), None)
        if stage is None:
            yield _differs(evidence, f"the ledger knows no stage at {row.level}, round {row.round}")
            continue
        for name in _differing(row, stage):
            yield _differs(evidence, f"the {name} at {row.level} is not the one of the ledger or the route")
    for level, number in said:
        yield _differs(evidence, f"the stage at {level}, round {number}, is not on record")
    yield from _check_which_is_open(evidence)


def _stages_by_the_ledger(evidence: Evidence, route: Route | None) -> dict[tuple[str, int], _Stage]:
    stages: dict[tuple[str, int], _Stage] = {}
    for entry in evidence.entries:
        new, standing = facts_of(entry).get("new_route"), standing_of(entry)
        route = Route.model_validate(new) if new else route
        if standing is not None and standing.status is CaseStatus.IN_REVIEW:
            panel = standing.panel or _panel_by_route(route, standing.level)
            due = standing.clock.due_at if standing.clock else None
            stages[standing.level, standing.round] = _Stage(standing.body, standing.gate, panel, due)
    return stages


def _panel_by_route(route: Route | None, level: str) -> tuple[str, ...] | None:
    stages = route.stages if route else ()
    return next((stage.panel for stage in stages if stage.level == level), None)


def _differing(row: StageRow, stage: _Stage) -> list[str]:
    pairs = {
        "body": (row.body, stage.body),
        "gate": (row.gate, stage.gate),
        "panel": (row.panel, row.panel if stage.panel is None else stage.panel),
        "due date": (row.due_at, stage.due_at),
    }
    return [name for name, (shown, said) in pairs.items() if shown != said]


def _check_which_is_open(evidence: Evidence) -> Iterator[Finding]:
    """Inboxes show what waits at stages that are not closed: the one where the case stands, or none."""
    standings = [standing for entry in evidence.entries if (standing := standing_of(entry))]
    said = [(last.level, last.round) for last in standings[-1:] if _keeps_its_stage_open(last)]
    shown = [(row.level, row.round) for row in evidence.stages if row.closed_at is None]
    if shown != said:
        yield _differs(evidence, "the stage that is open is not the one where the nomination stands")


def _keeps_its_stage_open(standing: Standing) -> bool:
    return (standing.before or standing.status) in {CaseStatus.IN_REVIEW, CaseStatus.AWAITING_CONSENT}


STATE_CHECKS = (_check_standing, _check_request)
"""Each yields what differs from the ledger; `check_stages` needs the first route besides."""


def _differs(evidence: Evidence, text: str) -> Finding:
    return Finding(code=FindingCode.STATE_DIFFERS, nomination_id=evidence.nomination_id, text=text)
