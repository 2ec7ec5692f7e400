"""A decision's signature is verified by whoever writes it, whatever the workflow has seen."""

import pytest

from schemas.messages import Decision, RefusalReason
from schemas.record import DecisionDraft, Recorded
from tests.signing import CHAIRS_KEYS, SOMEBODYS, changed, signed, signed_saying
from tests.unit.activities.test_recording import Office
from tests.unit.schemas.examples import DECIDED, DECISION, DECISION_DRAFT

_SIGNED = signed(DECISION, "n-1")


def _draft(decision: Decision) -> DecisionDraft:
    return DECISION_DRAFT.model_copy(update={"decision": decision})


@pytest.mark.parametrize(
    ("decision", "reason"),
    [
        (signed(DECISION, "n-1", key=SOMEBODYS), RefusalReason.KEY_NOT_VALID),
        (changed(_SIGNED, lambda _: bytes(64)), RefusalReason.BAD_SIGNATURE),
        (changed(_SIGNED, lambda sig: sig[:-1]), RefusalReason.BAD_SIGNATURE),
        (signed(DECISION, "n-1", namespace="elsewhere"), RefusalReason.STATEMENT_DIFFERS),
        (signed(DECISION, "n-2"), RefusalReason.STATEMENT_DIFFERS),
        (signed_saying(_SIGNED, verdict="approve"), RefusalReason.STATEMENT_DIFFERS),
    ],
    ids=["unknown key", "forged", "cut off", "other installation", "other case", "other verdict"],
)
async def test_what_is_not_rightly_signed_never_reaches_the_record(
    decision: Decision, reason: RefusalReason
) -> None:
    """Not even from a workflow that believed it: a stolen credential of Temporal decides nothing."""
    office = Office(Recorded(entry=DECIDED))

    assert Recorded(refused=reason) == await office.run(_draft(decision))
    assert ([], []) == (office.record.given, office.audit.lines)


async def test_what_is_rightly_signed_is_written() -> None:
    """The record then asks whether the key is good at that moment."""
    office = Office(Recorded(entry=DECIDED))

    assert Recorded(entry=DECIDED) == await office.run(_draft(_SIGNED))
    assert [_draft(_SIGNED).decision] == [
        given.decision for given, _ in office.record.given if isinstance(given, DecisionDraft)
    ]


async def test_a_key_is_looked_up_once() -> None:
    """A thumbprint never comes to name another key; the next decision costs no round trip for it."""
    office = Office(Recorded(entry=DECIDED))
    for _ in range(3):
        await office.run(_draft(signed(DECISION, "n-1", key=CHAIRS_KEYS["ward-chair"])))

    assert 1 == office.keys.asked
