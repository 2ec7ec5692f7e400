"""The byte layout of the ledger, against vectors put together by hand."""

import json
from datetime import UTC, datetime
from hashlib import sha256

import pytest

from domain.canonical import message_digest
from domain.deadlines import Alarm
from domain.ledger import FIRST_PREV_HASH, acceptance_body, draft_body, leaf_hash
from schemas.ledger import EntryKind, LedgerEntry
from schemas.messages import RefusalReason, Verdict
from schemas.record import Draft
from tests.cases import a_decision, a_resubmission, a_withdrawal
from tests.unit.domain.case_files import MONDAY, a_case
from workflows.drafts import alarm_draft, decision_draft, refusal_draft, resubmission_draft, withdrawal_draft
from workflows.inbound import Inbound

PRIVATE = "Bà Nguyễn thiếu minh chứng"
CASE = a_case()


def _entry(**fields: object) -> LedgerEntry:
    body = b'{"v":1}'
    return LedgerEntry(
        stream_id="n-1",
        seq=2,
        kind=EntryKind.DECISION_RECORDED,
        dedup_key="act/1",
        prev_hash="11" * 32,
        occurred_us=1_583_114_400_123_457,
        occurred_at=datetime(2020, 3, 2, 2, 0, 0, 123457, tzinfo=UTC),
        body=body,
        body_sha256=sha256(body).hexdigest(),
        leaf_hash="00" * 32,
    ).model_copy(update=fields)


def test_the_leaf_hash_is_over_this_layout() -> None:
    """Written out byte by byte, so that another implementation can be checked against it."""
    header = (
        bytes.fromhex(
            "56444c31"  # VDL1
            "0003" + "6e2d31"  # three bytes: n-1
            "0000000000000002"
            + "11" * 32  # the second entry, and the hash of the first
            + "0011"
            + "6465636973696f6e2e7265636f72646564"  # seventeen bytes: decision.recorded
            "00059fd58b754a41"  # 2020-03-02 02:00:00.123457 UTC, in microseconds
        )
        + sha256(b'{"v":1}').digest()
    )

    assert sha256(b"\x00" + header).hexdigest() == leaf_hash(_entry())


def test_the_first_entry_follows_32_zero_bytes() -> None:
    """Nothing comes before it, which must be as fixed as everything else."""
    assert bytes(32) == bytes.fromhex(FIRST_PREV_HASH)


@pytest.mark.parametrize(
    "changed",
    [
        {"stream_id": "n-2"},
        {"seq": 3},
        {"kind": EntryKind.REFUSAL_RECORDED},
        {"prev_hash": "22" * 32},
        {"occurred_us": 1_583_114_400_123_458},
        {"body_sha256": sha256(b"{}").hexdigest()},
    ],
)
def test_every_fact_of_an_entry_is_in_its_hash(changed: dict[str, object]) -> None:
    """Whoever changes one of them changes the hash, and so every entry after it."""
    assert leaf_hash(_entry()) != leaf_hash(_entry(**changed))


def _drafts() -> list[Draft]:
    decision = a_decision(CASE.request, "ward", Verdict.RETURN, reason=PRIVATE)
    resubmission = a_resubmission(CASE.request, PRIVATE).model_copy(update={"note": PRIVATE})
    withdrawal = a_withdrawal().model_copy(update={"reason": PRIVATE})
    refused = Inbound(name="decide", digest="ab" * 32, act=decision, fault=None)
    return [
        decision_draft(CASE, decision, message_digest(decision), MONDAY),
        resubmission_draft(CASE, resubmission, message_digest(resubmission), MONDAY),
        withdrawal_draft(CASE, withdrawal, message_digest(withdrawal), MONDAY),
        refusal_draft(CASE, refused, RefusalReason.STALE_CONTENT, MONDAY),
        alarm_draft(CASE, Alarm(MONDAY, EntryKind.DEADLINE_REMINDED), MONDAY),
    ]


@pytest.mark.parametrize("draft", _drafts(), ids=lambda draft: type(draft).__name__)
def test_a_body_vouches_for_free_text_without_holding_it(draft: Draft) -> None:
    """The ledger can never be erased, so no reason, note or account of merit may be in it."""
    body = json.loads(draft_body(draft, draft.standing))

    assert {"v", "facts", "standing"} == set(body)
    assert PRIVATE not in json.dumps(body, ensure_ascii=False)
    assert CASE.request.content.nominee.name not in json.dumps(body, ensure_ascii=False)


def test_the_first_body_names_the_route_and_the_rules_but_not_the_nominee() -> None:
    """An auditor reads from it which levels had to decide, and under which text of the rules."""
    body = json.loads(acceptance_body(CASE.request, CASE.route, CASE.standing))

    assert ["ward", "district", "city"] == [stage["level"] for stage in body["facts"]["route"]]
    assert CASE.route.rule_set_digest == body["facts"]["rule_set_digest"]
    assert CASE.request.content.nominee.name not in json.dumps(body, ensure_ascii=False)


def test_a_draft_without_a_body_is_a_fault_of_ours() -> None:
    """A new kind of draft must say what it puts into the ledger."""
    with pytest.raises(TypeError, match="no ledger body"):
        draft_body(Draft(nomination_id="n-1", expected_seq=1, at=MONDAY), None)
