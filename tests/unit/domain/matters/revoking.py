"""What a revocation meets where everything is in order, for tests of its rules."""

from datetime import UTC, datetime, timedelta
from typing import Any

from domain.matters.revocation import Revocation
from schemas.case import Clock
from schemas.legal import LegalBasis, Mark
from schemas.matter import MatterStep
from schemas.record import NoticeKind
from schemas.revocation import (
    OpenRevocation,
    Origin,
    Post,
    RecoveryItem,
    RevocationAction,
    RevocationFound,
    RevocationState,
)
from schemas.rules import Deadline, DeadlineEnd
from tests.revoking import NOMINEE, a_ruling, an_opening

AT = datetime(2026, 12, 31, 18, 0, tzinfo=UTC)
"""In Vietnam it is the first day of 2027."""
UNIT = Revocation()
SETTLING = Deadline(
    working_days=20,
    remind_before=10,
    grace=5,
    end=DeadlineEnd.LAPSE,
    basis=LegalBasis(citation="Luật Khiếu nại 2011", mark=Mark.RECALLED_HIGH),
)
CLOCK = Clock(
    started_at=AT,
    remind_at=AT + timedelta(days=10),
    due_at=AT + timedelta(days=20),
    ends_at=AT + timedelta(days=25),
    calendar="tests",
)
WARD = Post(body="phuong-hoang-mai", level="ward", rule_set="2025-two-tier")
ORIGIN = Origin(
    grant_id="n-1",
    award="LDTT",
    revoked=False,
    nominee=NOMINEE,
    nominator_id="ward-office",
    submitting_body="phuong",
    body="phuong",
    level="ward",
    rule_set="2017-three-tier",
)
REVOKED = ORIGIN.model_copy(update={"revoked": True})


def found(**changes: Any) -> RevocationFound:  # noqa: ANN401 - the model's fields
    """Return what is found out where everything is in order."""
    usual: dict[str, Any] = {
        "origin": ORIGIN,
        "deciding": (WARD,),
        "submitting": (WARD,),
        "held": ("phuong-hoang-mai",),
        "settling": SETTLING,
        "told_of_delay": "tp-ha-noi",
        "number_symbol": "QĐ-UBND",
    }
    return RevocationFound.model_validate(usual | changes)


def opened(opening: OpenRevocation, **changes: Any) -> RevocationState:  # noqa: ANN401 - the state's fields
    """Return the state that an opening leads to, with its clock."""
    origin = REVOKED if opening.action is RevocationAction.RESTORE else ORIGIN
    state = UNIT.read_state(UNIT.open(opening, found(origin=origin), AT).state)
    return state.model_copy(update={"clock": CLOCK} | changes)


def recovering(*items: RecoveryItem) -> RevocationState:
    """Return a revocation that was granted and waits for these."""
    opening = an_opening("n-1", recover=items)
    return UNIT.read_state(UNIT.step(opened(opening), a_ruling(opening), found(), AT).state)


def told(step: MatterStep, kind: NoticeKind) -> list[str]:
    """Return who is told so."""
    return [notice.recipient for notice in step.notices if notice.kind is kind]
