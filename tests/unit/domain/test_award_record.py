"""What a grant is after its events, and which acts of a registrar are in order."""

from datetime import UTC, date, datetime
from typing import Any
from uuid import uuid4

import pytest

from domain.award_record import facts_of_grant, judge_registrars_act, registrars_body
from domain.award_record_words import GRANT_REFUSALS
from schemas.award_record import (
    Completeness,
    Correction,
    Grant,
    GrantEvent,
    GrantEventKind,
    GrantRefusalReason,
    GrantSource,
    ImportedGrant,
    Presentation,
)
from schemas.nomination import SubjectKind

TODAY = date(2026, 7, 1)
GRANT = Grant(
    grant_id="g-1",
    source=GrantSource.IMPORTED,
    subject="p-1",
    subject_kind=SubjectKind.INDIVIDUAL,
    award="LDTT",
    period_from=date(2019, 1, 1),
    period_to=date(2019, 12, 31),
    decided_on=date(2020, 1, 15),
    issuer_vi="UBND phường Hoàng Mai",
)


def _event(kind: GrantEventKind, **facts: Any) -> GrantEvent:  # noqa: ANN401 - facts are any JSON
    at = datetime(2026, 7, 1, tzinfo=UTC)
    return GrantEvent(grant_id="g-1", seq=1, kind=kind, facts=facts, at=at, stream_id="s", entry_seq=1)


def _common(**fields: object) -> dict[str, Any]:
    return {"act_id": uuid4(), "actor_id": "ward-chair", "body": "phuong"} | fields


def test_a_grant_is_what_its_events_come_to() -> None:
    """Corrections set fields; a revocation or a restoration is only that, whatever else it says."""
    granted = _event(GrantEventKind.GRANTED, award="LDTT", unit="p-1", period_to="2019-12-31")
    presented = _event(GrantEventKind.PRESENTED, presented_on="2020-02-03", presenter_vi="Chủ tịch")
    corrected = _event(GrantEventKind.CORRECTED, unit="p-2", revoked=True, grant_id="g-9", source="x")
    revoked = _event(GrantEventKind.REVOKED, award="CSTDT", number="1/QĐ")
    restored = _event(GrantEventKind.RESTORED)
    after = facts_of_grant((granted, presented, corrected))

    assert {
        "grant_id": "g-1",
        "award": "LDTT",
        "unit": "p-2",
        "period_to": "2019-12-31",
        "presented_on": "2020-02-03",
        "revoked": False,
    } == after
    assert after | {"revoked": True} == facts_of_grant((granted, presented, corrected, revoked))
    assert after == facts_of_grant((granted, presented, corrected, revoked, restored))


def test_what_is_in_order_is_not_refused() -> None:
    """An import of what is new, a presentation after the decision, a correction that changes something."""
    imported = ImportedGrant(**_common(grant=GRANT))
    presented = Presentation(**_common(grant_id="g-1", presented_on=date(2020, 1, 15)))
    corrected = Correction(**_common(grant_id="g-1", facts={"unit": "p-2"}, reason="Ghi nhầm"))
    vouched = Completeness(**_common(subject="p-1", complete_to=2026, evidence="Sổ"))

    assert judge_registrars_act(imported, None, TODAY) is None
    assert all(judge_registrars_act(act, GRANT, TODAY) is None for act in (presented, corrected, vouched))


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"source": GrantSource.DECIDED_HERE}, GrantRefusalReason.NOT_A_GRANT),
        ({"revoked": True}, GrantRefusalReason.NOT_A_GRANT),
        ({"period_to": date(2018, 12, 31)}, GrantRefusalReason.NOT_A_GRANT),
        ({"decided_on": date(2026, 7, 2)}, GrantRefusalReason.NOT_THAT_DAY),
        ({"presented_on": date(2026, 7, 2)}, GrantRefusalReason.NOT_THAT_DAY),
    ],
)
def test_an_import_is_of_the_past(changes: dict[str, Any], reason: GrantRefusalReason) -> None:
    """What was decided here, or is still to come, is not brought on record as of earlier years."""
    act = ImportedGrant(**_common(grant=GRANT.model_copy(update=changes)))

    assert reason == judge_registrars_act(act, None, TODAY)


def test_what_is_revoked_is_not_presented() -> None:
    """Nobody hands over what was taken back."""
    act = Presentation(**_common(grant_id="g-1", presented_on=date(2020, 2, 3)))
    revoked = GRANT.model_copy(update={"revoked": True})

    assert GrantRefusalReason.REVOKED == judge_registrars_act(act, revoked, TODAY)


@pytest.mark.parametrize("field", ["number", "decided_on", "award", "issuer", "issuer_vi"])
def test_a_decision_made_here_stands(field: str) -> None:
    """What the ledger entry of a decision says is corrected only where the decision was not made here."""
    said: dict[str, str] = {"decided_on": "2020-01-16"}
    act = Correction(**_common(grant_id="g-1", facts={field: said.get(field, "X-1")}, reason="Ghi nhầm"))
    here = GRANT.model_copy(update={"source": GrantSource.DECIDED_HERE})

    assert judge_registrars_act(act, GRANT, TODAY) is None
    assert GrantRefusalReason.NOT_CORRECTABLE == judge_registrars_act(act, here, TODAY)


def test_nobody_vouches_for_years_to_come() -> None:
    """A history can be complete up to this year, not beyond."""
    act = Completeness(**_common(subject="p-1", complete_to=2027, evidence="Sổ"))

    assert GrantRefusalReason.NOT_THAT_DAY == judge_registrars_act(act, None, TODAY)


def test_a_reason_is_vouched_for_by_its_hash() -> None:
    """What somebody wrote about a person is not in the ledger, which cannot be erased in part."""
    act = Correction(**_common(grant_id="g-1", facts={"unit": "p-2"}, reason="Viết nhầm tổ"))

    assert "nhầm".encode() not in registrars_body(act)
    assert b'"reason_sha256":"' in registrars_body(act)


def test_every_refusal_has_words() -> None:
    """Whoever is refused reads why and what to do next, in both languages."""
    assert set(GrantRefusalReason) == GRANT_REFUSALS.keys()
    assert all(words.vi and words.en for words in GRANT_REFUSALS.values())
