"""Which acts on the register of people are in order."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from pydantic import ValidationError

from domain.register_judgement import Register, judge_register_act
from domain.register_words import REGISTER_REFUSALS, register_refusal
from schemas.register import (
    AppointmentAct,
    DelegationAct,
    DismissalAct,
    RecordedAppointment,
    RecordedDelegation,
    RegisterAct,
    RegisterSnapshot,
    RevocationAct,
)
from schemas.register import RegisterRefusalReason as Reason
from schemas.rules import Role
from tests.unit.rules.shipped import BOOK, TWO_TIER_2025

TODAY = date(2026, 3, 2)
TOMORROW, YESTERDAY = TODAY + timedelta(days=1), TODAY - timedelta(days=1)
AT = datetime(2026, 1, 1, tzinfo=UTC)
WARD, CITY = "phuong-hoang-mai", "tp-ha-noi"
GIVEN = UUID(int=7)


def _on_record(person: str, role: Role, body: str = WARD, start: date = YESTERDAY) -> RecordedAppointment:
    return RecordedAppointment(
        act="appoint",
        act_id=uuid4(),
        body=body,
        person=person,
        role=role,
        valid_from=start,
        recorded_at=AT,
    )


def _register(*appointments: RecordedAppointment, revoked: bool = False) -> Register:
    delegation = RecordedDelegation(
        delegation_id=GIVEN,
        delegator="ward-chair",
        delegate="p-2",
        body=WARD,
        valid_from=TODAY,
        valid_to=TOMORROW,
        recorded_at=AT,
        revoked_at=AT if revoked else None,
    )
    snapshot = RegisterSnapshot(last=9, appointments=appointments, delegations=(delegation,))
    return Register(BOOK.named(TWO_TIER_2025), snapshot, TODAY)


def _act(kind: type[Any], **fields: object) -> RegisterAct:
    """An act that is in order on an empty register, but for the given fields."""
    usual: dict[str, Any] = {
        "act_id": uuid4(),
        "actor_id": "ward-chair",
        "body": WARD,
        "reason": "Theo quyết định phân công",
        "person": "ward-deputy" if kind is DismissalAct else "p-2",
        "role": Role.DEPUTY if kind is DismissalAct else Role.OFFICER,
        "delegate": "p-2",
        "delegation_id": GIVEN,
        "valid_from": TODAY,
        "valid_to": TOMORROW if kind is DelegationAct else None,
    }
    act: RegisterAct = kind.model_validate(usual | fields)
    return act


@pytest.mark.parametrize("kind", [AppointmentAct, DismissalAct, DelegationAct, RevocationAct])
def test_the_usual_acts_are_in_order(kind: type[Any]) -> None:
    """The refusals below are of something that would otherwise be recorded."""
    assert judge_register_act(_register(), _act(kind)) is None


@pytest.mark.parametrize(
    ("act", "reason"),
    [
        (_act(AppointmentAct, body="phuong-nao-do"), Reason.UNKNOWN_BODY),
        (_act(AppointmentAct, actor_id="ward-deputy"), Reason.NOT_THE_REGISTRAR),
        (_act(AppointmentAct, actor_id="city-chair"), Reason.NOT_THE_REGISTRAR),
        (_act(AppointmentAct, person="ward-chair"), Reason.OWN_APPOINTMENT),
        (_act(AppointmentAct, person="ward-deputy", role=Role.DEPUTY), Reason.ALREADY_APPOINTED),
        (_act(DismissalAct, actor_id="ward-deputy"), Reason.NOT_THE_REGISTRAR),
        (_act(DismissalAct, role=Role.CHAIR), Reason.NOT_APPOINTED),
        (_act(DelegationAct, actor_id="city-chair"), Reason.NOT_ENTITLED),
        (_act(DelegationAct, delegate="ward-chair"), Reason.OWN_DELEGATION),
        (_act(DelegationAct, valid_from=YESTERDAY, valid_to=YESTERDAY), Reason.OVER_ALREADY),
        (_act(DelegationAct, awards=["LDTT", "GK_HUYEN"]), Reason.UNKNOWN_AWARD),
        (_act(RevocationAct, delegation_id=UUID(int=8)), Reason.UNKNOWN_DELEGATION),
        (_act(RevocationAct, body=CITY, actor_id="city-chair"), Reason.UNKNOWN_DELEGATION),
        (_act(RevocationAct, actor_id="p-2"), Reason.NOT_THE_DELEGATOR),
    ],
)
def test_what_is_not_in_order_is_refused(act: RegisterAct, reason: Reason) -> None:
    """Each reason has an act that meets it and nothing else."""
    assert reason is judge_register_act(_register(), act)


def test_a_revoked_delegation_is_not_revoked_again() -> None:
    """There is one end, and it is the first."""
    assert Reason.ALREADY_REVOKED is judge_register_act(_register(revoked=True), _act(RevocationAct))


def test_once_there_is_a_registrar_the_chair_no_longer_registers() -> None:
    """The chair stands in only while a body has no registrar of its own on that day."""
    there = _register(_on_record("p-reg", Role.REGISTRAR))
    not_yet = _register(_on_record("p-reg", Role.REGISTRAR, start=TOMORROW))

    assert Reason.NOT_THE_REGISTRAR is judge_register_act(there, _act(AppointmentAct))
    assert judge_register_act(there, _act(AppointmentAct, actor_id="p-reg")) is None
    assert judge_register_act(not_yet, _act(AppointmentAct)) is None


def test_a_registrar_registers_for_the_bodies_below_and_not_above() -> None:
    """The city's registrar may change a ward's people, the ward's may not change the city's."""
    recorded = _register(_on_record("p-city", Role.REGISTRAR, CITY), _on_record("p-ward", Role.REGISTRAR))

    assert judge_register_act(recorded, _act(AppointmentAct, actor_id="p-city")) is None
    assert judge_register_act(recorded, _act(RevocationAct, actor_id="p-city")) is None
    assert Reason.NOT_THE_REGISTRAR is judge_register_act(
        recorded, _act(AppointmentAct, actor_id="p-ward", body=CITY)
    )


def test_only_who_acts_on_nominations_may_delegate() -> None:
    """A recorded officer may, a registrar or auditor has nothing that could be delegated."""
    recorded = _register(
        _on_record("p-officer", Role.OFFICER),
        _on_record("p-reg", Role.REGISTRAR),
        _on_record("p-a", Role.AUDITOR),
    )

    assert judge_register_act(recorded, _act(DelegationAct, actor_id="p-officer")) is None
    for other in ("p-reg", "p-a"):
        assert Reason.NOT_ENTITLED is judge_register_act(recorded, _act(DelegationAct, actor_id=other))


def test_who_delegates_must_be_entitled_when_it_begins() -> None:
    """A chair who leaves tomorrow cannot let somebody act for them the day after."""
    leaving = _on_record("p-old", Role.DEPUTY).model_copy(update={"valid_to": TODAY})
    later = {"actor_id": "p-old", "valid_from": TOMORROW, "valid_to": TOMORROW}

    assert judge_register_act(_register(leaving), _act(DelegationAct, actor_id="p-old")) is None
    assert Reason.NOT_ENTITLED is judge_register_act(_register(leaving), _act(DelegationAct, **later))


@pytest.mark.parametrize("kind", [AppointmentAct, DelegationAct])
def test_dates_do_not_run_backwards(kind: type[Any]) -> None:
    """Such an act cannot even be written."""
    with pytest.raises(ValidationError, match="is before valid_from"):
        _act(kind, valid_to=YESTERDAY)


def test_every_refusal_has_its_words() -> None:
    """Whoever is refused reads why in both languages, and no reason is left without."""
    assert set(Reason) == set(REGISTER_REFUSALS)
    for reason in Reason:
        said = register_refusal(GIVEN, reason)
        assert said.vi.endswith(".")
        assert said.en.endswith(".")
        assert said.vi != said.en
