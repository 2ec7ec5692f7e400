"""Whether everything on record was in order when it happened, and led where its entry says."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any, NamedTuple

from domain.acts import ACTS
from domain.case_file import apply_entry, open_case
from domain.climb import first_move
from domain.conferral_check import conferral_faults
from domain.gates.quota import QuotaFound, place_asked_for
from domain.ledger import facts_of
from domain.move import Move
from domain.objection import OBJECTION_KINDS
from domain.replay import (
    NotInOrderError,
    acts_of,
    found_in,
    head_of,
    move_by_act,
    move_by_clock,
    move_by_council,
)
from schemas.audit import Evidence, Finding, FindingCode
from schemas.case import Clock, Standing
from schemas.case_file import CaseFile
from schemas.ledger import EntryKind, LedgerEntry
from schemas.messages import Act
from schemas.record import ClockChange, EntryHead
from schemas.route import Route
from schemas.verdicts import RuleVerdict

_BY_PEOPLE = frozenset(
    {
        EntryKind.DECISION_RECORDED,
        EntryKind.NOMINATION_RESUBMITTED,
        EntryKind.NOMINATION_WITHDRAWN,
        *(kind.kind for kind in ACTS.values()),
    }
)


def first_route(evidence: Evidence, witnessed: Route | None) -> Route | None:
    """Return the route with which the nomination was accepted: the one that its first migration left.

    A migration that does not say which one it left leaves only the second witness.
    """
    for entry in evidence.entries:
        if entry.kind is EntryKind.NOMINATION_MIGRATED:
            left = facts_of(entry).get("left_route")
            return Route.model_validate(left) if left else witnessed
    return evidence.state.route


class _Step(NamedTuple):
    """One entry, the case that it found, and what was sent, if it came from a person."""

    case: CaseFile
    entry: LedgerEntry
    head: EntryHead
    act: Act | None


def check_rules(evidence: Evidence, route: Route | None) -> Iterator[Finding]:
    """Replay the case from its first entry, or from a migration on when the `route` before is not known."""
    acts, (first, *later) = acts_of(evidence), evidence.entries
    case = open_case(evidence.state.request, route or evidence.state.route, head_of(first))
    known = route is not None
    for fault in _opening_faults(case, first) if known else ():
        yield _broken(evidence, first, fault)
    for entry in later:
        step = _Step(case, entry, head_of(entry), acts.get(entry.seq))
        for fault in (*_faults(step), *conferral_faults(evidence, case, entry)) if known else ():
            yield _broken(evidence, entry, fault)
        case = apply_entry(case, step.head)
        known = known or step.head.route is not None


def _opening_faults(opened: CaseFile, first: LedgerEntry) -> Iterator[str]:
    """Return what is not right about the acceptance; its content is checked with the request."""
    move = first_move(opened.request, opened.route, opened.standing.content_hash)
    yield from _differences(move, first, opened.last_entry)


def _faults(step: _Step) -> Iterator[str]:
    """Return what is not right about one entry, as the ends of sentences."""
    try:
        move = _move(step)
    except NotInOrderError as error:
        yield f"was not in order ({error})"
        return
    except (ValueError, LookupError, TypeError, StopIteration):
        yield "leads nowhere from where the case stood"
        return
    if move is not None:
        yield from _differences(move, step.entry, step.head)
        yield from _place_faults(step)
        if facts_of(step.entry).get("reserve") != _reserved(step):
            yield "reserves another place in the quota than the one that was found free"


def _move(step: _Step) -> Move | None:
    """Return where an entry leads; None where it leads nowhere, or where its row says nothing.

    Raises:
        NotInOrderError: the rules did not allow it.
    """
    kind = step.entry.kind
    if kind is EntryKind.REFUSAL_RECORDED:
        if step.head.standing is not None:
            message = "a refusal changes nothing"
            raise NotInOrderError(message)
        return None
    if kind in OBJECTION_KINDS:
        _check_beside_the_outcome(step)
        return None
    if kind in _BY_PEOPLE:
        return move_by_act(step.case, step.act, step.head, found_in(step.entry)) if step.act else None
    if kind is EntryKind.COUNCIL_DECIDED:
        return move_by_council(step.case, step.entry)
    return move_by_clock(step.case, step.entry)


def _check_beside_the_outcome(step: _Step) -> None:
    """See that an objection leaves the outcome as it is; how it is settled has a workflow of its own."""
    if not step.case.standing.closed or step.head.standing not in (None, step.case.standing):
        message = "an objection comes after the outcome and does not change it"
        raise NotInOrderError(message)


def _place_faults(step: _Step) -> Iterator[str]:
    facts, standing = facts_of(step.entry), step.case.standing
    if step.head.route is not None and step.entry.kind is not EntryKind.NOMINATION_MIGRATED:
        yield "brings another route"
    found = facts.get("level"), facts.get("gate"), facts.get("round")
    if "message" in facts and found != (standing.level, standing.gate, standing.round):
        yield "says that it found the case elsewhere"


def _reserved(step: _Step) -> dict[str, Any] | None:
    """Return the place that an entry reserves by what was found for it."""
    found = found_in(step.entry)
    if found is None or step.entry.kind not in {EntryKind.QUOTA_RESERVED, EntryKind.QUOTA_CLAIMED}:
        return None
    place = place_asked_for(step.case.route, step.entry.kind, QuotaFound.model_validate(found))
    return place.model_dump(mode="json") if place else None


def _differences(move: Move, entry: LedgerEntry, head: EntryHead) -> Iterator[str]:
    if not _leads_there(move, head):
        yield "does not lead where it says"
    if _without_words(facts_of(entry).get("verdicts", [])) != _verdicts(move.verdicts):
        yield "states other verdicts than the rules give"


def _leads_there(move: Move, head: EntryHead) -> bool:
    """Compare standings, but for what was found out when the entry was written."""
    after = head.standing
    if after is None or not _clock_fits(move, after, head):
        return False
    filled: dict[str, Any] = {"clock": after.clock}
    if move.seat is not None:
        if after.panel is None:
            return False
        filled |= {"panel": after.panel, "delegations": after.delegations}
    return move.standing.model_copy(update=filled) == after


def _clock_fits(move: Move, after: Standing, head: EntryHead) -> bool:
    """Return whether the clock is the one that runs on, but for instants that a calendar gives."""
    before, clock = move.standing.clock, after.clock
    if move.start_clock is not None:
        return clock is not None and _is_fresh(clock, {head.recorded_at, move.clock_from})
    if before is None or clock is None:
        return before == clock
    if move.extend_clock is not None:
        return clock.ends_at > before.ends_at and _same(before, clock, "ends_at")
    if move.clock_change is ClockChange.PAUSE:
        return clock.paused is not None and _same(before, clock, "paused")
    if move.clock_change is ClockChange.RESUME:
        given = ("remind_at", "due_at", "ends_at", "calendar", "paused", "computation")
        return clock.paused is None and _same(before, clock, *given)
    return before == clock


def _is_fresh(clock: Clock, starts: set[datetime | None]) -> bool:
    untouched = not clock.reminded and clock.escalations == 0 and clock.paused is None
    return untouched and clock.started_at in starts


def _same(one: Clock, other: Clock, *besides: str) -> bool:
    return one.model_dump(exclude=set(besides)) == other.model_dump(exclude=set(besides))


def _verdicts(verdicts: tuple[RuleVerdict, ...]) -> list[dict[str, Any]]:
    return _without_words([verdict.model_dump(mode="json") for verdict in verdicts])


def _without_words(verdicts: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Verdicts without their explanations, whose wording may be another in a later version."""
    return [
        {name: value for name, value in verdict.items() if name not in {"vi", "en"}} for verdict in verdicts
    ]


def _broken(evidence: Evidence, entry: LedgerEntry, fault: str) -> Finding:
    text = f"entry {entry.seq} ({entry.kind}) {fault}"
    return Finding(code=FindingCode.RULES_BROKEN, nomination_id=evidence.nomination_id, text=text)
