"""Verifying dossiers, campaigns and revocations; what cannot be read is a finding and stops nothing."""

import asyncio
from collections.abc import AsyncIterator
from typing import NamedTuple

from adapters.matter_histories import read_matter_witness
from cli.connection import Office
from domain.errors import InvalidRecordError
from domain.matters.verification import verify_matter
from domain.matters.witness import compare_matter, is_matter_unwitnessed, remarks_on_matter
from schemas.audit import Finding, FindingCode, Remark
from schemas.ledger import EntryKind
from schemas.matter_audit import MatterEvidence
from schemas.names import MATTER_WORKFLOWS

_AT_ONCE = 8
_SECOND_LOOK_SECONDS = 1


class MattersLook(NamedTuple):
    """What was found, what somebody should look at all the same, and how much was looked at.

    `matters` are those that were opened: of a start that was refused, only the refusal is on record.
    """

    findings: list[Finding]
    notices: list[Remark]
    matters: int
    unwitnessed: int


async def look_at_matters(office: Office) -> MattersLook:
    """Return what is amiss in any matter, and those that Temporal has and the record has not."""
    streams = await office.matters.streams()
    looks: list[MattersLook] = []
    for start in range(0, len(streams), _AT_ONCE):
        some = streams[start : start + _AT_ONCE]
        looks += await asyncio.gather(*(_verify_one(office, each) for each in some))
    found = [finding for look in looks for finding in look.findings]
    found += [finding async for finding in _unknown_to_the_record(office, set(streams))]
    return MattersLook(
        findings=found,
        notices=[notice for look in looks for notice in look.notices],
        matters=sum(look.matters for look in looks),
        unwitnessed=sum(look.unwitnessed for look in looks),
    )


async def _verify_one(office: Office, stream: str) -> MattersLook:
    """Check one matter; look again before blaming one that was moving while it was read."""
    look = await _look(office, stream)
    if look.findings:
        await asyncio.sleep(_SECOND_LOOK_SECONDS)
        look = await _look(office, stream)
    return look


async def _look(office: Office, stream: str) -> MattersLook:
    try:
        evidence = await office.matters.evidence(stream)
        witness = await read_matter_witness(office.client, stream)
        findings = [*verify_matter(evidence), *compare_matter(evidence, witness)]
        notices = remarks_on_matter(evidence, witness)
        unwitnessed = int(is_matter_unwitnessed(evidence, witness))
        return MattersLook(findings, notices, int(_was_opened(evidence)), unwitnessed)
    except (ValueError, LookupError, TypeError, InvalidRecordError) as error:
        text = f"the record of the matter cannot be read as such ({type(error).__name__})"
        finding = Finding(code=FindingCode.UNREADABLE, nomination_id=stream, text=text)
        return MattersLook([finding], [], 1, 0)


def _was_opened(evidence: MatterEvidence) -> bool:
    entries = evidence.entries
    return evidence.row is not None or any(e.kind is not EntryKind.REFUSAL_RECORDED for e in entries)


async def _unknown_to_the_record(office: Office, known: set[str]) -> AsyncIterator[Finding]:
    """Walk Temporal's workflows for matters that the record does not know.

    One that failed was not opened, so it is rightly not on record; one that was started a moment ago may be
    on record at the second look.
    """
    kinds = ", ".join(f'"{name}"' for name in MATTER_WORKFLOWS.values())
    query = f'WorkflowType IN ({kinds}) AND ExecutionStatus!="Failed"'
    unknown = {workflow.id async for workflow in office.client.list_workflows(query)} - known
    if unknown:
        await asyncio.sleep(_SECOND_LOOK_SECONDS)
        unknown -= set(await office.matters.streams())
    for stream in sorted(unknown):
        text = "Temporal has a workflow for this matter, which is not on record"
        yield Finding(code=FindingCode.NOT_IN_RECORD, nomination_id=stream, text=text)
