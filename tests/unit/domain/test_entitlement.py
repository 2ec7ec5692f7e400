"""Who may act for a body on a day, and when somebody may act for another."""

from datetime import UTC, date, datetime, timedelta
from typing import Any, Literal
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.entitlement import covers, holdings, holds_on, people_of
from schemas.register import Delegation, RecordedAppointment
from schemas.rules import DECIDERS, Appointment, Body, Role

MAY, JUNE, JULY = date(2026, 5, 15), date(2026, 6, 1), date(2026, 7, 1)
ACT = UUID(int=1)
RECORDED_AT = datetime(2026, 4, 1, tzinfo=UTC)
WARD = Body(
    body="phuong",
    level="ward",
    name_vi="Phường",
    name_en="Ward",
    panel=("p-chair", "p-deputy"),
    people=(
        Appointment(person="p-late", role=Role.DEPUTY, valid_from=JUNE, form_of_authority="KT. CHỦ TỊCH"),
        Appointment(person="p-officer", role=Role.OFFICER, valid_to=MAY),
    ),
)


def _act(
    act: Literal["appoint", "dismiss"],
    person: str,
    role: Role,
    start: date,
    end: date | None = None,
    *,
    body: str = "phuong",
) -> RecordedAppointment:
    return RecordedAppointment(
        act=act,
        act_id=ACT,
        body=body,
        person=person,
        role=role,
        valid_from=start,
        valid_to=end,
        recorded_at=RECORDED_AT,
    )


@pytest.mark.parametrize(
    ("roles", "on", "expected"),
    [
        (DECIDERS, MAY, ("p-chair", "p-deputy")),
        (DECIDERS, JUNE, ("p-chair", "p-deputy", "p-late")),
        (Role.CHAIR, JUNE, ("p-chair",)),
        (Role.DEPUTY, JUNE, ("p-deputy", "p-late")),
        (Role.OFFICER, MAY, ("p-officer",)),
        (Role.OFFICER, MAY + timedelta(days=1), ()),
        ((Role.OFFICER, Role.CHAIR), MAY, ("p-chair", "p-officer")),
        (Role.REGISTRAR, MAY, ()),
    ],
)
def test_the_files_say_who_is_there(roles: Any, on: date, expected: tuple[str, ...]) -> None:  # noqa: ANN401
    """The panel is the chair and the deputies, and both ends of a dated role belong to it."""
    assert expected == people_of(WARD, roles, on, ())


def test_people_say_more_than_the_panel() -> None:
    """A chair with dates is not also a chair without, and the panel's first is then a deputy."""
    told = (Appointment(person="p-new", role=Role.CHAIR, valid_from=JUNE),)
    both = (*told, Appointment(person="p-chair", role=Role.CHAIR, valid_to=MAY))

    assert ("p-chair",) == people_of(WARD.model_copy(update={"people": both}), Role.CHAIR, MAY, ())
    assert ("p-new",) == people_of(WARD.model_copy(update={"people": both}), Role.CHAIR, JUNE, ())
    assert () == people_of(WARD.model_copy(update={"people": told}), Role.CHAIR, MAY, ())


def test_recorded_acts_change_it_from_their_day() -> None:
    """An appointment begins and ends on its days, a dismissal leaves the days before it as they were."""
    recorded = (
        _act("appoint", "p-member", Role.COUNCIL_MEMBER, MAY, JUNE),
        _act("dismiss", "p-deputy", Role.DEPUTY, JUNE),
        _act("appoint", "p-elsewhere", Role.DEPUTY, MAY, body="tp-ha-noi"),
    )

    assert () == people_of(WARD, Role.COUNCIL_MEMBER, MAY - timedelta(days=1), recorded)
    assert ("p-member",) == people_of(WARD, Role.COUNCIL_MEMBER, JUNE, recorded)
    assert () == people_of(WARD, Role.COUNCIL_MEMBER, JUNE + timedelta(days=1), recorded)
    assert ("p-chair", "p-deputy") == people_of(WARD, DECIDERS, MAY, recorded)
    assert ("p-chair", "p-late") == people_of(WARD, DECIDERS, JUNE, recorded)


def test_who_is_dismissed_can_come_back() -> None:
    """A dismissal ends what was recorded before it, and nothing that is recorded after it."""
    recorded = (
        _act("dismiss", "p-deputy", Role.DEPUTY, MAY),
        _act("appoint", "p-deputy", Role.DEPUTY, JULY),
    )

    assert ("p-late",) == people_of(WARD, Role.DEPUTY, JUNE, recorded)
    assert ("p-late", "p-deputy") == people_of(WARD, Role.DEPUTY, JULY, recorded)


def test_a_role_that_had_not_begun_is_void() -> None:
    """Dismissing somebody before their first day leaves no trace of the role."""
    recorded = (
        _act("appoint", "p-2", Role.SECRETARY, JULY),
        _act("dismiss", "p-2", Role.SECRETARY, JUNE),
    )

    assert () == people_of(WARD, Role.SECRETARY, JULY, recorded)
    assert "p-2" not in {each.person for each in holdings(WARD, recorded)}


_ACTS = st.builds(
    _act,
    st.sampled_from(["appoint", "dismiss"]),
    st.sampled_from(["p-chair", "p-deputy", "p-late", "p-2"]),
    st.sampled_from([Role.CHAIR, Role.DEPUTY]),
    st.dates(date(2026, 1, 1), date(2026, 12, 31)),
)


@given(acts=st.lists(_ACTS, max_size=6), later=_ACTS, day=st.dates(date(2026, 1, 1), date(2026, 12, 31)))
def test_an_act_changes_no_day_before_its_first(
    acts: list[RecordedAppointment], later: RecordedAppointment, day: date
) -> None:
    """Whatever was recorded before, one more act leaves all earlier days as they were, and does its own."""
    before, after = (people_of(WARD, later.role, day, each) for each in (acts, [*acts, later]))
    if day < later.valid_from:
        assert before == after
    else:
        assert (later.act == "appoint") == (later.person in after)
        assert set(before) - {later.person} == set(after) - {later.person}


def test_a_holding_tells_where_it_comes_from() -> None:
    """What a deputy signs under and the act that appointed them stay with the role."""
    [late] = [each for each in holdings(WARD, ()) if each.person == "p-late"]
    [recorded] = holdings(
        WARD.model_copy(update={"panel": (), "people": ()}), (_act("appoint", "p", Role.CHAIR, MAY),)
    )

    assert ("KT. CHỦ TỊCH", None) == (late.form_of_authority, late.act_id)
    assert ACT == recorded.act_id
    assert not holds_on(recorded, MAY - timedelta(days=1))


DELEGATION = Delegation(
    delegation_id=ACT,
    delegator="p-chair",
    delegate="p-2",
    body="phuong",
    gates=("decision",),
    awards=("LDTT", "GK_XA"),
    valid_from=MAY,
    valid_to=JUNE,
)
QUESTION: dict[str, Any] = {
    "delegator": "p-chair",
    "delegate": "p-2",
    "body": "phuong",
    "gate": "decision",
    "award": "GK_XA",
    "on": JUNE,
}


@pytest.mark.parametrize(
    "other",
    [
        {"delegator": "p-2"},
        {"delegate": "p-chair"},
        {"body": "tp-ha-noi"},
        {"gate": "intake"},
        {"award": "BK_TP"},
        {"on": JUNE + timedelta(days=1)},
        {"on": MAY - timedelta(days=1)},
    ],
)
def test_a_delegation_covers_its_scope_and_nothing_else(other: dict[str, Any]) -> None:
    """Both names, the body, the gate, the award and the day must fit."""
    assert covers(DELEGATION, **QUESTION)
    assert not covers(DELEGATION, **(QUESTION | other))


def test_a_delegation_without_lists_covers_all_gates_and_awards() -> None:
    """Nothing named means nothing left out."""
    wide = DELEGATION.model_copy(update={"gates": None, "awards": None})

    asked: dict[str, Any] = QUESTION | {"gate": "intake", "award": "BK_TP"}

    assert covers(wide, **asked)
