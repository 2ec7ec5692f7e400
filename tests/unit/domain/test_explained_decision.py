"""What a decider is told they may do: confer, propose a lower award, or only return or reject."""

import pytest

from domain.explanation import explain
from schemas.case import PassedGate
from tests.gated import APPRAISAL, LOWER, gated
from tests.unit.domain.gates.walking import Walk

CONFERS, LOWERS, REFUSES = "approval confers the award", f"(propose-lower): {LOWER}.", "only return or reject"


@pytest.mark.parametrize("result", ["eligible", "ineligible", "not_carried", "incomplete"])
def test_nobody_is_told_of_an_approval_that_would_be_refused(result: str) -> None:
    """After missing papers, a failed criterion or a lost vote neither the award nor a lower is offered."""
    walk = Walk(gated(APPRAISAL))
    passed = PassedGate(gate="appraisal", round=1, content_hash=walk.at.content_hash, result=result)
    walk.put(gate="decision", gate_state=None, panel=("ward-chair", "ward-deputy"), passed=(passed,))
    said = " ".join(explain(walk.case).en)
    possible = result == "eligible"

    assert [possible, possible, not possible] == [words in said for words in (CONFERS, LOWERS, REFUSES)]
    assert "ward-chair, ward-deputy" in said
    assert len(explain(walk.case).vi) == len(explain(walk.case).en)
