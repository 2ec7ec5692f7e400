"""How a case file grows: one ledger entry at a time, always the same way.

The workflow and the auditor both rebuild a case by applying its entries in order.
"""

from collections.abc import Sequence
from functools import lru_cache, reduce

from domain.refusals import REFUSALS
from schemas.case_file import AnsweredAct, CaseFile
from schemas.ledger import EntryKind
from schemas.messages import Answer, Receipt, Refusal
from schemas.nomination import NominationRequest
from schemas.record import EntryHead
from schemas.route import Route


def one_of(route: Route) -> Route:
    """Return the one copy that all cases with an equal route share.

    Thousands that wait at one level go a few ways only, and a way with its rules is much of a case.
    """
    return _kept(route.model_dump_json())


@lru_cache(maxsize=256)
def _kept(route: str) -> Route:
    return Route.model_validate_json(route)


def open_case(request: NominationRequest, route: Route, first: EntryHead) -> CaseFile:
    """Return the case as its first entry leaves it.

    Raises:
        ValueError: the entry holds no standing, so it is not a nomination's first.
    """
    if first.standing is None:
        message = "a nomination's first entry has a standing"
        raise ValueError(message)
    return CaseFile(request=request, route=one_of(route), standing=first.standing, last_entry=first)


def apply_entry(case: CaseFile, entry: EntryHead) -> CaseFile:
    """Return the case after this entry; the entry must be the next one."""
    if entry.seq != case.seq + 1:
        message = f"entry {entry.seq} does not follow entry {case.seq}"
        raise ValueError(message)
    return case.model_copy(
        update={
            "standing": entry.standing or case.standing,
            "route": entry.route or case.route,
            "last_entry": entry,
            "answered": case.answered | _newly_answered(case, entry),
        }
    )


def rebuild_case(request: NominationRequest, route: Route, entries: Sequence[EntryHead]) -> CaseFile:
    """Return the case after all its entries, the first one included."""
    first, *later = entries
    return reduce(apply_entry, later, open_case(request, route, first))


def receipt_for(nomination_id: str, entry: EntryHead) -> Receipt:
    """Return the receipt of an act that is on record as `entry`.

    Raises:
        ValueError: the entry is not an act that gets a receipt.
    """
    if entry.act_id is None or entry.digest is None or entry.standing is None:
        message = f"entry {entry.seq} ({entry.kind}) is not an act with a receipt"
        raise ValueError(message)
    return Receipt(
        nomination_id=nomination_id,
        act_id=entry.act_id,
        kind=entry.kind,
        seq=entry.seq,
        leaf_hash=entry.leaf_hash,
        digest=entry.digest,
        recorded_at=entry.recorded_at,
        status=entry.standing.status,
        level=entry.standing.level,
        round=entry.standing.round,
        number=entry.number,
    )


def refusal_for(nomination_id: str, entry: EntryHead) -> Refusal:
    """Return the refusal that is on record as `entry`.

    Raises:
        ValueError: the entry is not a refusal.
    """
    if entry.refusal_reason is None or entry.digest is None:
        message = f"entry {entry.seq} ({entry.kind}) is not a refusal"
        raise ValueError(message)
    words = REFUSALS[entry.refusal_reason]
    return Refusal(
        nomination_id=nomination_id,
        act_id=entry.act_id,
        reason=entry.refusal_reason,
        explanation_vi=words.vi,
        explanation_en=words.en,
        seq=entry.seq,
        leaf_hash=entry.leaf_hash,
        digest=entry.digest,
        recorded_at=entry.recorded_at,
    )


def answer_for(nomination_id: str, entry: EntryHead) -> Answer:
    """Return what the sender of the act that is on record as `entry` is told."""
    if entry.kind is EntryKind.REFUSAL_RECORDED:
        return refusal_for(nomination_id, entry)
    return receipt_for(nomination_id, entry)


def _newly_answered(case: CaseFile, entry: EntryHead) -> dict[str, AnsweredAct]:
    """Acts with a receipt are kept in the case.

    Refusals are looked up in the record, so that a flood of refused messages cannot grow the state that
    continue-as-new carries.
    """
    if entry.kind is EntryKind.REFUSAL_RECORDED or entry.act_id is None or entry.digest is None:
        return {}
    answered = AnsweredAct(digest=entry.digest, receipt=receipt_for(case.nomination_id, entry))
    return {str(entry.act_id): answered}
