"""Verifying the sittings of councils; what cannot be read is a finding, and stops no other check."""

import asyncio
from collections.abc import Sequence

from temporalio.client import WorkflowExecutionStatus
from temporalio.service import RPCError, RPCStatusCode

from cli.connection import Office
from domain.errors import InvalidRecordError
from domain.sitting_check import verify_sitting
from schemas.audit import Finding, FindingCode
from schemas.names import sitting_workflow_id
from schemas.sitting import SittingStatus
from schemas.sitting_audit import SittingEvidence

_SECOND_LOOK_SECONDS = 1


async def sitting_findings(office: Office, sittings: Sequence[str]) -> list[Finding]:
    """Return everything that is amiss in these sittings, and results that none of them has."""
    found = [finding for each in sittings for finding in await _verify_one(office, each)]
    for nomination_id in await office.sittings.results_of_no_sitting():
        text = "the nomination has a council's result that no sitting has"
        code = FindingCode.DETAIL_WITHOUT_ENTRY
        found.append(Finding(code=code, nomination_id=nomination_id, text=text))
    return found


async def _verify_one(office: Office, sitting_id: str) -> list[Finding]:
    """Check one sitting; look again before blaming one that was moving while it was read."""
    found = await _look(office, sitting_id)
    if found:
        await asyncio.sleep(_SECOND_LOOK_SECONDS)
        found = await _look(office, sitting_id)
    return found


async def _lost(office: Office, evidence: SittingEvidence) -> list[Finding]:
    """A sitting that has not ended needs its workflow."""
    if evidence.status is SittingStatus.ENDED:
        return []
    stream = sitting_workflow_id(evidence.sitting_id)
    try:
        status = (await office.client.get_workflow_handle(stream).describe()).status
    except RPCError as error:
        if error.status is not RPCStatusCode.NOT_FOUND:
            raise
        status = None
    if status is WorkflowExecutionStatus.RUNNING:
        return []
    text = f"the sitting is {evidence.status}, but no workflow carries it"
    return [Finding(code=FindingCode.WORKFLOW_LOST, nomination_id=stream, text=text)]


async def _look(office: Office, sitting_id: str) -> list[Finding]:
    stream = sitting_workflow_id(sitting_id)
    try:
        evidence = await office.sittings.evidence(sitting_id)
        if evidence is None:
            text = "the ledger has entries for a sitting that is not on record"
            return [Finding(code=FindingCode.DETAIL_MISSING, nomination_id=stream, text=text)]
        return [*verify_sitting(evidence), *await _lost(office, evidence)]
    except (ValueError, LookupError, TypeError, InvalidRecordError) as error:
        text = f"the record of the sitting cannot be read as such ({type(error).__name__})"
        return [Finding(code=FindingCode.UNREADABLE, nomination_id=stream, text=text)]
