"""Every refusal tells a person what to do, in both languages."""

import pytest

from domain.case_file import answer_for, apply_entry, open_case, rebuild_case, receipt_for, refusal_for
from domain.refusals import REFUSALS
from schemas.ledger import EntryKind
from schemas.messages import Receipt, Refusal, RefusalReason
from schemas.record import EntryHead
from tests.cases import a_decision
from tests.unit.domain.case_files import MONDAY, a_case

CASE = a_case()
ACT_ID = a_decision(CASE.request, "ward").decision_id


def _head(seq: int, kind: EntryKind = EntryKind.DECISION_RECORDED, **fields: object) -> EntryHead:
    standing = CASE.standing.model_copy(update={"round": seq})
    head = EntryHead(seq=seq, leaf_hash="cd" * 32, kind=kind, recorded_at=MONDAY, standing=standing)
    return head.model_copy(update=fields)


REFUSED = _head(
    2,
    EntryKind.REFUSAL_RECORDED,
    act_id=ACT_ID,
    digest="ef" * 32,
    standing=None,
    refusal_reason=RefusalReason.STALE_CONTENT,
)
DECIDED = _head(2, act_id=ACT_ID, digest="ef" * 32)


@pytest.mark.parametrize("reason", RefusalReason)
def test_every_reason_has_words_in_both_languages(reason: RefusalReason) -> None:
    """A reason without words would fail the workflow at the moment it is used."""
    words = REFUSALS[reason]

    assert words.vi
    assert words.en
    assert words.vi != words.en
    assert words.vi.endswith(".")
    assert words.en.endswith(".")


def test_an_act_is_answered_with_a_receipt_and_a_refused_one_with_words() -> None:
    """Both come from the ledger entry alone, so a repeat gets the same answer."""
    receipt, refusal = answer_for("n-1", DECIDED), answer_for("n-1", REFUSED)

    assert isinstance(receipt, Receipt)
    assert (2, "cd" * 32, ACT_ID, 2) == (receipt.seq, receipt.leaf_hash, receipt.act_id, receipt.round)
    assert isinstance(refusal, Refusal)
    assert (2, RefusalReason.STALE_CONTENT) == (refusal.seq, refusal.reason)
    assert REFUSALS[RefusalReason.STALE_CONTENT].vi == refusal.explanation_vi


def test_an_entry_is_not_answered_as_what_it_is_not() -> None:
    """An alarm gets no receipt, and a decision no refusal."""
    with pytest.raises(ValueError, match="not an act with a receipt"):
        receipt_for("n-1", _head(2, EntryKind.DEADLINE_REMINDED))
    with pytest.raises(ValueError, match="not a refusal"):
        refusal_for("n-1", DECIDED)


def test_a_case_grows_entry_by_entry_without_a_gap() -> None:
    """Acts are remembered with their receipts; refusals only move the end of the ledger."""
    first = _head(1, EntryKind.NOMINATION_ACCEPTED)
    case = open_case(CASE.request, CASE.route, first)
    refused, decided = apply_entry(case, REFUSED), apply_entry(case, DECIDED)

    assert (case.standing, {}) == (refused.standing, refused.answered)
    assert DECIDED.standing == decided.standing
    assert receipt_for(CASE.nomination_id, DECIDED) == decided.answered[str(ACT_ID)].receipt
    assert decided == rebuild_case(CASE.request, CASE.route, [first, DECIDED])
    with pytest.raises(ValueError, match="does not follow"):
        apply_entry(case, _head(3))


def test_a_case_is_opened_by_an_entry_with_a_standing() -> None:
    """Nothing can be built on an entry that does not say where the nomination stands."""
    with pytest.raises(ValueError, match="has a standing"):
        open_case(CASE.request, CASE.route, _head(1, standing=None))
