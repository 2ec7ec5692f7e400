"""All gates. To add one: write its file beside this one, and add its line here."""

from domain.gates.appraisal import AppraisalGate
from domain.gates.consultation import Consultation
from domain.gates.council_vote import CouncilVote
from domain.gates.decision import DecisionGate
from domain.gates.eligibility import EligibilityGate
from domain.gates.intake import Intake
from domain.gates.public_comment import PublicComment
from domain.gates.quota import QuotaGate
from domain.gates.unit import GateUnit

GATES: dict[str, GateUnit] = {
    unit.gate: unit
    for unit in (
        Intake(),
        EligibilityGate(),
        QuotaGate(),
        AppraisalGate(),
        Consultation(),
        PublicComment(),
        CouncilVote(),
        DecisionGate(),
    )
}
"""Each gate by its name."""
