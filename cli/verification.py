"""Verifying everything on record, nomination by nomination, against itself and against Temporal."""

import asyncio
from collections.abc import AsyncIterator
from typing import NamedTuple

from pydantic import BaseModel, Field

from adapters.kept_witness import read_either_witness
from adapters.postgres.evidence import EvidenceReader
from adapters.seal_verification import Held
from adapters.statements import METHODS
from cli.award_verification import look_at_awards
from cli.connection import Office
from cli.known_keys import KnownKeys
from cli.matter_verification import look_at_matters
from cli.progress import progress
from cli.seal_verification import look_at_seal
from cli.sitting_verification import look_at_sittings
from domain.erasure import verify_erasures
from domain.errors import InvalidRecordError
from domain.key_check import doubts, founder_findings, verify_keys
from domain.register_check import verify_register
from domain.two_witnesses import compare_witnesses, is_unwitnessed, remarks_on
from domain.verification import verify_record
from schemas.audit import Evidence, Finding, FindingCode, Remark
from schemas.erasure import ERASURES_STREAM
from schemas.keys import KEYS_STREAM
from schemas.names import NOMINATION_WORKFLOW, nomination_of_workflow
from schemas.trust import Trust

_AT_ONCE = 8
_SECOND_LOOK_SECONDS = 1


class VerificationReport(BaseModel):
    """What was looked at, and everything that is amiss.

    `unwitnessed` counts closed nominations whose history Temporal has dropped after its retention: they
    were checked by their record alone; `unwitnessed_sittings` and `unwitnessed_matters` count such sittings
    and matters (dossiers, campaigns, revocations). `register_entries` are those of the register of people,
    `key_entries` those of the registry of keys; `erasures` are people who were erased;
    `grants` are those on the award record, `numbers` those of decisions. `notices` are no findings: what they
    name is in order, but somebody should look at it. Of the sealed ledger, `sealed` leaves were walked after
    the first `resumed_at`, against `checkpoints`; `cosigned_to` leaves are vouched for by witnesses, and
    `waiting` entries are not sealed yet, `histories` are kept beside it; `trusted`: the log's key is one that
    the auditor brought.
    """

    nominations: int
    ledger_entries: int
    decisions: int
    refusals: int
    unwitnessed: int
    findings: list[Finding]
    register_entries: int = 0
    key_entries: int = 0
    sittings: int = 0
    unwitnessed_sittings: int = 0
    matters: int = 0
    unwitnessed_matters: int = 0
    grants: int = 0
    numbers: int = 0
    acts: int = 0
    erasures: int = 0
    sealed: int = 0
    waiting: int = 0
    checkpoints: int = 0
    histories: int = 0
    resumed_at: int = 0
    cosigned_to: int = 0
    trusted: bool = False
    notices: list[Remark] = Field(default_factory=list[Remark])

    @property
    def clean(self) -> bool:
        """Whether nothing was found amiss."""
        return not self.findings


async def verify_all(
    office: Office, *, shown: bool = False, trust: Trust | None = None, held: Held | None = None
) -> VerificationReport:
    """Check every nomination, some at once, and the ledger as a whole.

    `shown`: whoever waits at a terminal sees how far it is. `trust` are the keys that the auditor brings,
    `held` is a checkpoint that they have kept.
    """
    report = VerificationReport(
        nominations=0, ledger_entries=0, decisions=0, refusals=0, unwitnessed=0, findings=[]
    )
    known = set(await office.evidence.streams_without_nomination())
    for stream in sorted(known):
        text = "the ledger has entries for a nomination that is not on record"
        code = FindingCode.STREAM_WITHOUT_NOMINATION
        report.findings.append(Finding(code=code, nomination_id=stream, text=text))
    await _verify_register(office, report)
    await _verify_keys(office, report, trust)
    await _verify_erasures(office, report)
    await _verify_sittings(office, report)
    await _verify_matters(office, report)
    awards = await look_at_awards(office)
    report.findings += awards.findings
    report.grants, report.numbers = awards.grants, awards.numbers
    keys = KnownKeys(office.keys)
    with progress("Đang kiểm tra / Verifying", await office.evidence.how_many(), shown=shown) as bar:
        async for ids in _in_groups(office.evidence):
            known.update(ids)
            for look in await asyncio.gather(*(_verify_one(office, keys, each) for each in ids)):
                _add(report, look)
            bar.step(len(ids))
    async for nomination_id in unknown_to_the_record(office, known):
        _add(report, await _verify_one(office, keys, nomination_id))
    await _verify_seal(office, report, trust, held, shown=shown)
    return report


async def _verify_seal(
    office: Office, report: VerificationReport, trust: Trust | None, held: Held | None, *, shown: bool
) -> None:
    """Walk the sealed ledger; what a nomination's own check has said already is not said again."""
    look = await look_at_seal(office.pool, trust, held, shown=shown)
    report.findings += [finding for finding in look.findings if finding not in report.findings]
    report.notices += look.notices
    report.sealed, report.waiting, report.checkpoints = look.leaves, look.waiting, look.checkpoints
    report.histories = look.histories
    report.resumed_at, report.cosigned_to, report.trusted = look.resumed_at, look.cosigned_to, look.trusted


async def _verify_register(office: Office, report: VerificationReport) -> None:
    """Check the register of people, body by body; what cannot be read is a finding."""
    for stream in await office.register.streams():
        try:
            evidence = await office.register.evidence(stream)
            report.findings += verify_register(evidence)
            report.register_entries += len(evidence.entries)
        except (ValueError, LookupError, TypeError, InvalidRecordError) as error:
            text = f"the register cannot be read as such ({type(error).__name__})"
            report.findings.append(Finding(code=FindingCode.UNREADABLE, nomination_id=stream, text=text))


async def _verify_keys(office: Office, report: VerificationReport, trust: Trust | None) -> None:
    """Check the registry of signing keys; what cannot be read is a finding."""
    try:
        evidence = await office.keys.evidence()
        report.findings += verify_keys(evidence, lambda envelope: METHODS[envelope.method])
        report.findings += founder_findings(evidence, trust.registrar if trust else None)
        report.key_entries = len(evidence.entries)
        report.notices += doubts(evidence)
    except (ValueError, LookupError, TypeError, InvalidRecordError) as error:
        text = f"the registry of keys cannot be read as such ({type(error).__name__})"
        report.findings.append(Finding(code=FindingCode.UNREADABLE, nomination_id=KEYS_STREAM, text=text))


async def _verify_erasures(office: Office, report: VerificationReport) -> None:
    """Check the erasures of personal data; what cannot be read is a finding."""
    try:
        evidence = await office.erasures.evidence()
        report.findings += verify_erasures(evidence)
        report.erasures = len(evidence.entries)
    except (ValueError, LookupError, TypeError, InvalidRecordError) as error:
        text = f"the erasures cannot be read as such ({type(error).__name__})"
        report.findings.append(Finding(code=FindingCode.UNREADABLE, nomination_id=ERASURES_STREAM, text=text))


async def _verify_sittings(office: Office, report: VerificationReport) -> None:
    """Check the sittings of councils, one by one."""
    streams = await office.sittings.streams()
    report.sittings = len(streams)
    look = await look_at_sittings(office, streams)
    report.findings += look.findings
    report.notices += look.notices
    report.unwitnessed_sittings = look.unwitnessed


async def _verify_matters(office: Office, report: VerificationReport) -> None:
    """Check dossiers, campaigns and revocations, some at once."""
    look = await look_at_matters(office)
    report.findings += look.findings
    report.notices += look.notices
    report.matters, report.unwitnessed_matters = look.matters, look.unwitnessed


def _add(report: VerificationReport, look: "_Look") -> None:
    report.nominations += 1
    report.findings += look.findings
    report.notices += look.notices
    if look.evidence is not None:
        report.ledger_entries += len(look.evidence.entries)
        report.decisions += len(look.evidence.decisions)
        report.acts += len(look.evidence.acts)
        report.refusals += len(look.evidence.refusals)
        report.unwitnessed += look.unwitnessed


class _Look(NamedTuple):
    evidence: Evidence | None
    unwitnessed: bool
    findings: list[Finding]
    notices: tuple[Remark, ...] = ()


async def _verify_one(office: Office, keys: KnownKeys, nomination_id: str) -> _Look:
    """Check one nomination; look again before blaming a case that was moving while it was read."""
    look = await _look(office, keys, nomination_id)
    if look.findings:
        await asyncio.sleep(_SECOND_LOOK_SECONDS)
        look = await _look(office, keys, nomination_id)
    return look


async def _look(office: Office, keys: KnownKeys, nomination_id: str) -> _Look:
    """Check one nomination; what cannot be read is a finding, and keeps nothing else from being checked."""
    try:
        evidence = await office.evidence.evidence(nomination_id)
        if evidence is None:
            return _not_on_record(nomination_id)
        first_run = evidence.state.first_run_id
        witness = await read_either_witness(office.client, office.pool, nomination_id, first_run)
        notices = tuple(remarks_on(evidence, witness))
        held = await keys.check_for(evidence)
        findings = [*verify_record(evidence, witness.route, held), *compare_witnesses(evidence, witness)]
    except (ValueError, LookupError, TypeError, InvalidRecordError) as error:
        text = f"the record cannot be read as such ({type(error).__name__})"
        finding = Finding(code=FindingCode.UNREADABLE, nomination_id=nomination_id, text=text)
        return _Look(None, unwitnessed=False, findings=[finding])
    return _Look(evidence, is_unwitnessed(evidence, witness), findings, notices)


def _not_on_record(nomination_id: str) -> _Look:
    text = "Temporal has a workflow for this nomination, which is not on record"
    finding = Finding(code=FindingCode.NOT_IN_RECORD, nomination_id=nomination_id, text=text)
    return _Look(None, unwitnessed=False, findings=[finding])


async def unknown_to_the_record(office: Office, known: set[str]) -> AsyncIterator[str]:
    """Walk Temporal's workflows for nominations that are not in `known`, and add them to it.

    One that failed was not accepted, so it is rightly not on record.
    """
    query = f'WorkflowType="{NOMINATION_WORKFLOW}" AND ExecutionStatus!="Failed"'
    async for workflow in office.client.list_workflows(query):
        nomination_id = nomination_of_workflow(workflow.id)
        if nomination_id not in known:
            known.add(nomination_id)
            yield nomination_id


async def _in_groups(reader: EvidenceReader) -> AsyncIterator[list[str]]:
    group: list[str] = []
    async for nomination_id in reader.nomination_ids():
        group.append(nomination_id)
        if len(group) == _AT_ONCE:
            yield group
            group = []
    if group:
        yield group
