"""Whether the record of a matter is whole: its chain, what was said, and that each act led where it had to.

The rules of its kind are asked again, with what was found out on the day; only the instants of a clock are
taken from the entry, since the calendar of that day may have been another one.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any, NamedTuple

from domain.canonical import model_digest
from domain.ledger import FIRST_PREV_HASH, facts_of
from domain.matters.ledger import BESIDE, beside_facts, state_of
from domain.matters.registry import MATTERS
from domain.matters.unit import MatterUnit, with_clock
from domain.verification import chain_faults
from schemas.acts import CaseAct
from schemas.audit import Finding, FindingCode
from schemas.case import Clock
from schemas.ledger import EntryKind, LedgerEntry
from schemas.matter import MatterKind, MatterState, MatterStep
from schemas.matter_audit import MatterActEvidence, MatterEvidence

Found = Iterator[tuple[FindingCode, str]]
Unit = MatterUnit[Any, Any]


def verify_matter(evidence: MatterEvidence) -> list[Finding]:
    """Return everything that is amiss in the record of one matter, seen from itself."""
    found = [*chain_faults(evidence.entries), *_check_head(evidence)]
    if not found:  # what hangs on a broken chain proves nothing either way
        checks: tuple[Callable[[MatterEvidence], Found], ...] = (
            _check_acts,
            _check_refusals,
            _check_beside,
            _check_row,
            _check_course,
        )
        found = [each for check in checks for each in check(evidence)]
    return [Finding(code=code, nomination_id=evidence.stream, text=text) for code, text in found]


def _check_head(evidence: MatterEvidence) -> Found:
    last = evidence.entries[-1] if evidence.entries else None
    ends = (last.seq, last.leaf_hash) if last else (0, FIRST_PREV_HASH)
    if (evidence.head_seq, evidence.head_hash) != ends:
        text = f"the ledger ends at entry {ends[0]}, but entry {evidence.head_seq} was written last"
        yield FindingCode.HEAD_DIFFERS, text
    if evidence.row is not None and evidence.row.seq != ends[0]:
        text = f"the matter counts {evidence.row.seq} entries, the ledger has {ends[0]}"
        yield FindingCode.HEAD_DIFFERS, text


def _check_acts(evidence: MatterEvidence) -> Found:
    """What people said has the digest that its entry vouches for, and every act has its entry."""
    unit, rows = _unit_of(evidence), {row.seq: row for row in evidence.acts}
    for entry in evidence.entries:
        if entry.kind is EntryKind.REFUSAL_RECORDED or "message" not in facts_of(entry):
            continue
        row = rows.pop(entry.seq, None)
        if row is None:
            yield FindingCode.DETAIL_MISSING, f"{_name(entry)} has no act beside the ledger"
        elif _told(row) != _stated(entry) or row.at != entry.occurred_at:
            yield FindingCode.DETAIL_DIFFERS, f"{_name(entry)}: the act beside the ledger differs"
        elif model_digest(unit.read_act(row.message, row.act)) != row.digest:
            yield FindingCode.DETAIL_DIFFERS, f"{_name(entry)}: what was said is not what was recorded"
    for seq in rows:
        yield FindingCode.DETAIL_WITHOUT_ENTRY, f"an act beside the ledger has no entry (seq {seq})"


def _told(row: MatterActEvidence) -> dict[str, Any]:
    return row.model_dump(mode="json", include=_WHO)


_WHO = {"act_id", "message", "actor_id", "on_behalf_of", "digest"}


def _stated(entry: LedgerEntry) -> dict[str, Any]:
    return {name: value for name, value in facts_of(entry).items() if name in _WHO}


def _check_refusals(evidence: MatterEvidence) -> Found:
    rows = {row.seq: row for row in evidence.refusals}
    for entry in evidence.entries:
        if entry.kind is not EntryKind.REFUSAL_RECORDED:
            continue
        row = rows.pop(entry.seq, None)
        if row is None:
            yield FindingCode.DETAIL_MISSING, f"{_name(entry)} has no row beside the ledger"
        elif (row.model_dump(mode="json", exclude={"at", "seq"}), row.at) != (
            facts_of(entry),
            entry.occurred_at,
        ):
            yield FindingCode.DETAIL_DIFFERS, f"{_name(entry)}: the row beside the ledger differs"
    for seq in rows:
        yield FindingCode.DETAIL_WITHOUT_ENTRY, f"a refusal beside the ledger has no entry (seq {seq})"


def _check_beside(evidence: MatterEvidence) -> Found:
    """Flags and hand-overs are those that entries state, no more and no fewer."""
    stated, kept = Counter[tuple[int, str, str]](), Counter[tuple[int, str, str]]()
    for entry in evidence.entries:
        facts = facts_of(entry)
        stated.update((entry.seq, flag["grant_id"], flag["because_of"]) for flag in facts.get("flags", ()))
        stated.update((entry.seq, each, facts["carried_by"]) for each in facts.get("carries", ()))
    kept.update((flag.seq, flag.grant_id, flag.because_of) for flag in evidence.flags)
    kept.update((each.seq, each.nomination_id, each.carried_by) for each in evidence.carried)
    for seq, what, _ in sorted(stated - kept):
        yield FindingCode.DETAIL_MISSING, f"entry {seq}: what it states of {what} is not kept beside it"
    for seq, what, _ in sorted(kept - stated):
        yield FindingCode.DETAIL_WITHOUT_ENTRY, f"entry {seq} does not state what is kept of {what}"


def _check_row(evidence: MatterEvidence) -> Found:
    """The row that lists go by is what the last entry says."""
    states = [state for state in map(state_of, evidence.entries) if state is not None]
    row = evidence.row
    if row is None:
        if states:
            yield FindingCode.DETAIL_MISSING, "the ledger tells of a matter that is not on record"
        return
    if not states:
        yield FindingCode.DETAIL_WITHOUT_ENTRY, "the matter is on record, but no entry opened it"
        return
    state = MatterState.model_validate(states[-1])
    due = state.clock.due_at if state.clock else None
    if row.state != states[-1] or (row.status, row.closed, row.due_at) != (state.status, state.closed, due):
        yield FindingCode.STATE_DIFFERS, f"the matter is {row.status}, its ledger says {state.status}"
    if not evidence.stream.startswith(f"{row.kind}:"):
        yield FindingCode.STATE_DIFFERS, f"the matter is a {row.kind} by its row"


class _Course(NamedTuple):
    """A matter on its way: its rules, what it was started with, and where it stands."""

    unit: Unit
    acts: dict[int, MatterActEvidence]
    state: dict[str, Any] | None = None


def _check_course(evidence: MatterEvidence) -> Found:
    """Ask the rules again, entry by entry, whether each act was in order and led where its entry says."""
    course = _Course(_unit_of(evidence), {row.seq: row for row in evidence.acts})
    for entry in evidence.entries:
        reached = state_of(entry)
        if reached is None:
            yield from _check_idle(entry)
            continue
        yield from ((code, f"{_name(entry)}: {text}") for code, text in _check_step(course, entry, reached))
        started = course.acts.get(entry.seq) if course.state is None else None
        if started and evidence.row and started.act != evidence.row.start:
            yield FindingCode.DETAIL_DIFFERS, f"{_name(entry)}: the matter was started with another act"
        course = course._replace(state=reached)


def _check_idle(entry: LedgerEntry) -> Found:
    """Only a refusal leads nowhere, and it does nothing else either."""
    if entry.kind is not EntryKind.REFUSAL_RECORDED or any(facts_of(entry).get(name) for name in BESIDE):
        yield FindingCode.RULES_BROKEN, f"{_name(entry)}: it leads nowhere and is no mere refusal"


def _check_step(course: _Course, entry: LedgerEntry, reached: dict[str, Any]) -> Found:
    act = _act_of(course, entry)
    if act is None and "message" in facts_of(entry):
        return  # its row is missing, which is a finding already
    if act is not None and entry.kind is not course.unit.acts[_message(course, entry)].kind:
        yield FindingCode.RULES_BROKEN, "this message does not become such an entry"
    broken = _broken(course, entry, act)
    if broken is not None:
        yield FindingCode.RULES_BROKEN, broken
        return
    try:
        step = _step(course, entry, act)
    except (ValueError, TypeError) as error:
        yield FindingCode.RULES_BROKEN, f"its rules lead nowhere from here ({type(error).__name__})"
        return
    if course.unit.read_state(_with_its_clock(step, reached).state) != course.unit.read_state(reached):
        yield FindingCode.STATE_DIFFERS, "it does not lead where the entry says"
    stated = {name: value for name, value in facts_of(entry).items() if name in BESIDE}
    if beside_facts(step) != stated:
        yield FindingCode.RULES_BROKEN, "what it did beside the state is not what its rules ask for"


def _broken(course: _Course, entry: LedgerEntry, act: CaseAct | None) -> str | None:
    """Why this entry should not be there, or None."""
    at, found = entry.occurred_at, course.unit.read_found(facts_of(entry).get("found"))
    if course.state is None:
        if act is None or facts_of(entry)["message"] != course.unit.opens_by:
            return "the matter is not opened by this"
        return _refused(course.unit.judge_start(act, found, at))
    state = course.unit.read_state(course.state)
    if state.closed:
        return "the matter was closed before"
    if act is None:
        return _rings_too_early(course.unit, state, entry.kind, at)
    if facts_of(entry)["message"] == course.unit.opens_by:
        return "the matter was open already"
    return _refused(course.unit.judge(state, act, found, at))


def _refused(reason: str | None) -> str | None:
    return None if reason is None else f"by the rules it had to be refused ({reason})"


def _rings_too_early(unit: Unit, state: MatterState, kind: EntryKind, at: datetime) -> str | None:
    """A clock rings no earlier than it says; what a workflow's own work comes to has no clock."""
    alarm = unit.next_alarm(state)
    early = alarm is not None and alarm.kind is kind and at < alarm.at
    return "the clock rang before its time" if early else None


def _step(course: _Course, entry: LedgerEntry, act: CaseAct | None) -> MatterStep:
    unit, at = course.unit, entry.occurred_at
    found = unit.read_found(facts_of(entry).get("found"))
    if course.state is None and act is not None:
        return unit.open(act, found, at)
    state = unit.read_state(course.state or {})
    return unit.after_alarm(state, entry.kind, found, at) if act is None else unit.step(state, act, found, at)


def _with_its_clock(step: MatterStep, reached: dict[str, Any]) -> MatterStep:
    """The step with the clock of the entry where the calendar had a say in it, else with its own."""
    if step.start_clock is None and step.extend_clock is None:
        return step
    clock = Clock.model_validate(reached["clock"]) if reached.get("clock") else None
    return with_clock(step, clock)


def _act_of(course: _Course, entry: LedgerEntry) -> CaseAct | None:
    row = course.acts.get(entry.seq)
    return course.unit.read_act(row.message, row.act) if row else None


def _message(course: _Course, entry: LedgerEntry) -> Any:  # noqa: ANN401 - a name of the unit's acts
    return next(name for name in course.unit.acts if name == course.acts[entry.seq].message)


def _unit_of(evidence: MatterEvidence) -> Unit:
    return MATTERS[MatterKind(evidence.stream.partition(":")[0])]


def _name(entry: LedgerEntry) -> str:
    return f"entry {entry.seq} ({entry.kind})"
