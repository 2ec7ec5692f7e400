"""Verifying the sittings of councils; what cannot be read is a finding, and stops no other check."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from typing import NamedTuple

from adapters.sitting_histories import read_sitting_witness
from cli.connection import Office
from domain.errors import InvalidRecordError
from domain.sitting_check import verify_sitting
from domain.sitting_witness import compare_sitting, is_sitting_unwitnessed, remarks_on_sitting
from schemas.audit import Finding, FindingCode, Remark
from schemas.names import SITTING_WORKFLOW, sitting_of_workflow, sitting_workflow_id

_SECOND_LOOK_SECONDS = 1


class SittingsLook(NamedTuple):
    """What was found, what somebody should look at all the same, and how many have no history any more."""

    findings: list[Finding]
    notices: list[Remark]
    unwitnessed: int


async def look_at_sittings(office: Office, sittings: Sequence[str]) -> SittingsLook:
    """Return what is amiss in these sittings, results that none has, and sittings not on record."""
    looks = [await _verify_one(office, each) for each in sittings]
    found = [finding for look in looks for finding in look.findings]
    for nomination_id in await office.sittings.results_of_no_sitting():
        text = "the nomination has a council's result that no sitting has"
        code = FindingCode.DETAIL_WITHOUT_ENTRY
        found.append(Finding(code=code, nomination_id=nomination_id, text=text))
    found += [finding async for finding in _unknown_to_the_record(office, set(sittings))]
    notices = [notice for look in looks for notice in look.notices]
    return SittingsLook(found, notices, sum(look.unwitnessed for look in looks))


async def _verify_one(office: Office, sitting_id: str) -> SittingsLook:
    """Check one sitting; look again before blaming one that was moving while it was read."""
    look = await _look(office, sitting_id)
    if look.findings:
        await asyncio.sleep(_SECOND_LOOK_SECONDS)
        look = await _look(office, sitting_id)
    return look


async def _look(office: Office, sitting_id: str) -> SittingsLook:
    try:
        evidence = await office.sittings.evidence(sitting_id)
        if evidence is None:
            text = "the ledger has entries for a sitting that is not on record"
            return _only(sitting_id, FindingCode.DETAIL_MISSING, text)
        witness = await read_sitting_witness(office.client, sitting_id, evidence.first_run_id)
        findings = [*verify_sitting(evidence), *compare_sitting(evidence, witness)]
        notices = remarks_on_sitting(evidence, witness)
        return SittingsLook(findings, notices, int(is_sitting_unwitnessed(evidence, witness)))
    except (ValueError, LookupError, TypeError, InvalidRecordError) as error:
        text = f"the record of the sitting cannot be read as such ({type(error).__name__})"
        return _only(sitting_id, FindingCode.UNREADABLE, text)


async def _unknown_to_the_record(office: Office, known: set[str]) -> AsyncIterator[Finding]:
    """Walk Temporal's workflows for sittings that the record does not know.

    One that failed was not opened, so it is rightly not on record; one that was called a moment ago may be
    on record at the second look.
    """
    query = f'WorkflowType="{SITTING_WORKFLOW}" AND ExecutionStatus!="Failed"'
    called = {sitting_of_workflow(workflow.id) async for workflow in office.client.list_workflows(query)}
    unknown = sorted(called - known)
    if unknown:
        await asyncio.sleep(_SECOND_LOOK_SECONDS)
    for sitting_id in unknown:
        if await office.sittings.status(sitting_id) is None:
            text = "Temporal has a workflow for this sitting, which is not on record"
            yield _finding(sitting_id, FindingCode.NOT_IN_RECORD, text)


def _only(sitting_id: str, code: FindingCode, text: str) -> SittingsLook:
    return SittingsLook([_finding(sitting_id, code, text)], [], 0)


def _finding(sitting_id: str, code: FindingCode, text: str) -> Finding:
    return Finding(code=code, nomination_id=sitting_workflow_id(sitting_id), text=text)
