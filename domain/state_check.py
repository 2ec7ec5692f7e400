"""Whether the rows that people look at say what the ledger says."""

from collections.abc import Iterator

from domain.canonical import content_hash
from domain.ledger import facts_of, standing_of
from domain.route import stage_at
from schemas.audit import Evidence, Finding, FindingCode


def _check_standing(evidence: Evidence) -> Iterator[Finding]:
    standings = [standing for entry in evidence.entries if (standing := standing_of(entry))]
    if not standings:
        yield _differs(evidence, "the ledger holds no standing")
        return
    last, state = standings[-1], evidence.state
    due = last.clock.due_at if last.clock else None
    shown = (state.status, state.level, state.body, state.round, state.content_version, state.content_hash)
    said = (last.status, last.level, last.body, last.round, last.content_version, last.content_hash)
    if (*shown, state.due_at) != (*said, due):
        text = (
            f"the nomination is shown as {state.status} at {state.level}, the ledger says {last.status} at "
        )
        yield _differs(evidence, f"{text}{last.level}, or another field differs")


def _check_request(evidence: Evidence) -> Iterator[Finding]:
    """What was asked for, by whom, as the first entry vouches for it."""
    first, state, request = evidence.entries[0], evidence.state, evidence.state.request
    facts, standing = facts_of(first), standing_of(first)
    for name in ("nominator_id", "dossier_id"):
        if {getattr(state, name), getattr(request, name)} != {facts[name]}:
            yield _differs(evidence, f"the {name} is not the one that was accepted")
    if {state.award, request.content.award, state.route.award} != {facts["award"]}:
        yield _differs(evidence, "the award is not the one that was accepted")
    if standing is None or content_hash(request.content) != standing.content_hash:
        yield _differs(evidence, "the request is not the one that was accepted")
    if state.submitting_body != request.submitting_body:
        yield _differs(evidence, "the submitting body is not the one that asked")
    if [{"level": stage.level, "body": stage.body} for stage in state.route.stages] != facts["route"]:
        yield _differs(evidence, "the route is not the one that was accepted")


def _check_stages(evidence: Evidence) -> Iterator[Finding]:
    """Who may act at a stage, by which inboxes go, is who may act by the route."""
    levels = {stage.level for stage in evidence.state.route.stages}
    for stage in evidence.stages:
        if stage.level not in levels:
            yield _differs(evidence, f"a stage at {stage.level} is not on the route")
            continue
        plan = stage_at(evidence.state.route, stage.level)
        if (stage.body, stage.panel) != (plan.body, plan.panel):
            yield _differs(evidence, f"the panel at {stage.level} is not the one of the route")


STATE_CHECKS = (_check_standing, _check_request, _check_stages)
"""Each yields what differs from the ledger."""


def _differs(evidence: Evidence, text: str) -> Finding:
    return Finding(code=FindingCode.STATE_DIFFERS, nomination_id=evidence.nomination_id, text=text)
