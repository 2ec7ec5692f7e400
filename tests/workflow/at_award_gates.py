"""What tests of these two gates share: holders of the base title, and the auditor's check."""

from uuid import uuid4

from adapters.histories import read_witness
from adapters.postgres.evidence import EvidenceReader
from domain.two_witnesses import compare_witnesses, remarks_on
from domain.verification import verify_record
from schemas.audit import Finding, Remark
from schemas.nomination import NominationRequest
from tests.cases import a_decision
from tests.conditioned import based
from tests.workflow.gate_office import GateOffice


def a_unit() -> str:
    """Return the code of a unit that no other test knows."""
    return f"u-{uuid4().hex[:12]}"


async def honour(gates: GateOffice, unit: str, *subjects: str) -> None:
    """Confer the base title on these people of a unit, for 2019."""
    for subject in subjects:
        request = based(subject, unit)
        await gates.opened(request)
        assert await gates.send(request, a_decision(request, "ward")) is None


async def amiss(gates: GateOffice, request: NominationRequest) -> list[Finding | Remark]:
    """Return everything that an auditor finds fault with in a nomination, by record and by history."""
    evidence = await EvidenceReader(gates.pool).evidence(request.nomination_id)
    assert evidence
    client = gates.server.client
    witness = await read_witness(client, request.nomination_id, evidence.state.first_run_id)
    found = [*verify_record(evidence, witness.route), *compare_witnesses(evidence, witness)]
    return [*found, *remarks_on(evidence, witness)]
