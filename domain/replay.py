"""Where each entry of a nomination's ledger leads by the rules, from nothing but the record.

What the rules cannot know, because it was found out when the entry was written, is taken from the entry: the
clock by the calendar of that day, who held a seat, who had delegated, and what the award record said.
"""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from typing import Any

from domain.act_moves import after_act, after_migration
from domain.canonical import content_hash
from domain.climb import after_alarm, after_council, after_decision, after_resubmission, after_withdrawal
from domain.council import result_of
from domain.deadlines import counts_from, may_come_of, next_alarm
from domain.detail_check import message_in
from domain.gates.council_vote import rule_of, state_of
from domain.judgement import judge
from domain.ledger import facts_of, standing_of
from domain.move import Move
from domain.signed_check import decision_in
from domain.signing import statement_fault
from domain.sitting_list import council_view
from schemas.acts import CaseAct, Migration
from schemas.audit import Evidence
from schemas.case_file import CaseFile
from schemas.council import CouncilResult, Tally
from schemas.erasure import ERASED
from schemas.ledger import EntryKind, LedgerEntry
from schemas.messages import Act, Decision, RefusalReason, Resubmission, Withdrawal
from schemas.record import EntryHead


class NotInOrderError(Exception):
    """The rules did not allow what an entry says; the text says why."""


def head_of(entry: LedgerEntry) -> EntryHead:
    """Return an entry as a workflow learns it."""
    facts = facts_of(entry)
    is_refusal = entry.kind is EntryKind.REFUSAL_RECORDED
    return EntryHead(
        seq=entry.seq,
        leaf_hash=entry.leaf_hash,
        kind=entry.kind,
        recorded_at=entry.occurred_at,
        act_id=facts.get("act_id") or facts.get("decision_id"),
        digest=facts.get("digest"),
        standing=standing_of(entry),
        refusal_reason=facts.get("reason") if is_refusal else None,
        route=facts.get("new_route"),
    )


def found_in(entry: LedgerEntry) -> dict[str, Any] | None:
    """Return what was found out when the entry was written, None where nothing had to be."""
    found: dict[str, Any] | None = facts_of(entry).get("found")
    return found


def acts_of(evidence: Evidence) -> dict[int, Act]:
    """Return what people sent, by the entry that it became, as far as its rows can be read as such."""
    acts: dict[int, Act] = {row.seq: act for row in evidence.acts if (act := message_in(row))}
    signed = {row.seq: row for row in evidence.signed}
    for decision in evidence.decisions:
        acts[decision.seq] = decision_in(decision, signed.get(decision.seq))
    if evidence.withdrawal:
        acts[evidence.withdrawal.seq] = Withdrawal.model_validate(evidence.withdrawal.model_dump())
    return acts | _resubmissions(evidence)


def move_by_act(case: CaseFile, act: Act, head: EntryHead, found: Mapping[str, Any] | None = None) -> Move:
    """Return where this act leads, with what the entry says was found out for it.

    Raises:
        NotInOrderError: it had to be refused.
    """
    refused = judge(case.model_copy(update={"answered": {}}), act)
    if refused is not None and not _only_erased(case, act, head, refused):
        raise NotInOrderError(refused)
    match act:
        case Decision():
            return after_decision(case, act)
        case Resubmission():
            return after_resubmission(case, _hash_of(act, head))
        case Withdrawal():
            return after_withdrawal(case)
        case Migration():
            return _migration(case, act, head)
        case CaseAct():
            return after_act(case, act, found)


def _only_erased(case: CaseFile, act: Act, head: EntryHead, refused: RefusalReason) -> bool:
    """Whether a statement only differs because the reason that it vouches for was erased since.

    It is the last thing that is judged. That an erasure is on record is for other checks to say.
    """
    if refused is not RefusalReason.STATEMENT_DIFFERS or not isinstance(act, Decision):
        return False
    return act.reason == ERASED and statement_fault(act, case.nomination_id, head.digest) is None


def _hash_of(act: Resubmission, head: EntryHead) -> str:
    """The hash of the content that it brought; of what is erased only that which the entry states is left."""
    if act.content.nominee.name == ERASED and head.standing is not None:
        return head.standing.content_hash
    return content_hash(act.content)


def move_by_council(case: CaseFile, entry: LedgerEntry) -> Move:
    """Return where a sitting's result leads; how the sitting came to it is for the sitting's own record.

    Raises:
        NotInOrderError: the case did not wait for this council, or the result does not follow from the sums.
    """
    facts, view = facts_of(entry), council_view(case)
    if view is None or state_of(view).council != facts["council"]:
        message = "it did not wait for this council"
        raise NotInOrderError(message)
    result = CouncilResult.model_validate({**facts, "verdicts": facts.get("verdicts", ())})
    tally, route = Tally.model_validate(facts["tally"]), case.route
    counted = result_of(rule_of(view), tally, route.rule_set, route.rule_set_digest)
    sums, voters = result.model_copy(update={"verdicts": counted.verdicts}), _voters(case, entry)
    if sums != counted or tally.members != len(case.standing.panel or ()) or len(voters) < tally.cast:
        message = "the result does not follow from the sums, or they from the voters"
        raise NotInOrderError(message)
    return after_council(case, counted, voters)


def move_by_clock(case: CaseFile, entry: LedgerEntry) -> Move:
    """Return where what the clock rang for leads.

    Raises:
        NotInOrderError: something else was next, or not yet.
    """
    alarm = next_alarm(case)
    if alarm is None or entry.kind not in may_come_of(case, alarm):
        raise NotInOrderError(f"next was {alarm.kind}" if alarm else "no clock ran")
    if alarm.at is not None and entry.occurred_at < alarm.at:
        message = f"its time was {alarm.at:%Y-%m-%d %H:%M} UTC"
        raise NotInOrderError(message)
    move = after_alarm(case, entry.kind, found_in(entry))
    return replace(move, clock_from=counts_from(alarm, entry.occurred_at))


def _migration(case: CaseFile, act: Migration, head: EntryHead) -> Move:
    route = head.route
    if route is None or route.rule_set != act.rule_set:
        message = "it brings no route under the rule set that it names"
        raise NotInOrderError(message)
    return after_migration(case.model_copy(update={"route": route}), route)


def _voters(case: CaseFile, entry: LedgerEntry) -> tuple[str, ...]:
    """Who the entry says took part, as far as they sat on the council."""
    before, after = case.standing, standing_of(entry)
    here = [
        hand.person
        for hand in (after.hands if after else None) or ()
        if (hand.level, hand.gate) == (before.level, before.gate)
    ]
    return tuple(who for who in here if who in (before.panel or ()))


def _resubmissions(evidence: Evidence) -> dict[int, Act]:
    facts = {
        entry.seq: facts_of(entry)
        for entry in evidence.entries
        if entry.kind is EntryKind.NOMINATION_RESUBMITTED
    }
    acts: dict[int, Act] = {}
    for row in evidence.contents:
        with suppress(ValueError, LookupError):  # a row that tells no such act is found elsewhere
            acts[row.seq] = Resubmission.model_validate(
                {
                    "act_id": facts[row.seq]["act_id"],
                    "actor_id": row.submitted_by,
                    "content": row.content,
                    "note": row.note,
                }
            )
    return acts
