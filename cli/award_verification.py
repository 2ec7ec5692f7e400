"""Verifying the award record, the numbers of decisions and the quotas against the ledger."""

from collections.abc import AsyncIterator
from typing import NamedTuple

from cli.connection import Office
from domain.award_evidence import NUMBER_STREAM, verify_grant, verify_stream, verify_vouched
from domain.errors import InvalidRecordError
from schemas.audit import Finding, FindingCode


class AwardsLook(NamedTuple):
    """What was found, and how much was looked at."""

    findings: list[Finding]
    grants: int
    numbers: int


async def look_at_awards(office: Office) -> AwardsLook:
    """Return what is amiss in the award record; what cannot be read is a finding, and ends only this."""
    findings: list[Finding] = []
    grants, numbers = 0, 0
    try:
        async for entry in office.award_evidence.vouched():
            findings += verify_vouched(entry)
        async for grant in office.award_evidence.grants():
            findings += verify_grant(grant)
            grants += 1
        findings += [each async for each in _not_shown(office)]
        for name in await office.award_evidence.streams():
            stream = await office.award_evidence.stream(name)
            findings += verify_stream(stream)
            numbers += len(stream.entries) if name.startswith(NUMBER_STREAM) else 0
    except (ValueError, LookupError, TypeError, InvalidRecordError) as error:
        text = f"the award record cannot be read as such ({type(error).__name__})"
        findings.append(Finding(code=FindingCode.UNREADABLE, nomination_id="award record", text=text))
    return AwardsLook(findings, grants, numbers)


async def _not_shown(office: Office) -> AsyncIterator[Finding]:
    for grant_id in await office.award_evidence.events_of_no_grant():
        text = "the award record has events of the grant but does not show it"
        yield Finding(code=FindingCode.GRANT_DIFFERS, nomination_id=grant_id, text=text)
