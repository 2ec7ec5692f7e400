"""Checking a bundle offline: its file, its parts, its proofs, and the workflow's code on its histories."""

from temporalio.client import WorkflowHistory

from adapters import ed25519
from adapters.build import build_id
from adapters.bundle_file import BundleFileError, unpack
from adapters.histories import witness_of
from adapters.history_files import read_history
from adapters.statements import METHODS, EnvelopeVerifier
from cli.bundle_replay import Replayed, replay
from domain.bundle import Bundle, BundleError, bundle_of, manifest_hash, summary_in
from domain.bundle_check import MALFORMED, Verifiers, builds_of, check_bundle, notices_on
from domain.bundle_summary import summary_of
from domain.bundle_text_check import runs_of, seals_of
from domain.notes import NoteError, Verify
from schemas.audit import Witness
from schemas.bundle import BundleCode, BundleFinding, BundleReport
from schemas.case import OUTCOMES
from schemas.signing import SignedStatement
from schemas.trust import Trust


async def check_data(data: bytes, trust: Trust | None) -> BundleReport:
    """Return what checking the bytes of a bundle came to; nothing else is asked."""
    try:
        parts = unpack(data)
    except BundleFileError as error:
        return _unusable("", BundleFinding(code=BundleCode.BUNDLE_ALTERED, text=str(error)))
    manifest = manifest_hash(parts)
    try:
        bundle = bundle_of(parts)
        return await _check(bundle, summary_in(parts), manifest, trust)
    except BundleError as error:
        return _unusable(manifest, error.finding)
    except MALFORMED as error:
        text = f"it cannot be read as what it is ({type(error).__name__})"
        return _unusable(manifest, BundleFinding(code=BundleCode.BUNDLE_UNREADABLE, text=text))


async def _check(bundle: Bundle, summary: str, manifest: str, trust: Trust | None) -> BundleReport:
    seals, state = seals_of(bundle), bundle.evidence.state
    runs = [read_history(clear) for clear in runs_of(bundle, seals)]
    witness = _witness(runs)
    by = Verifiers(ed25519.verify, _by_method, EnvelopeVerifier().holds)
    findings, size = check_bundle(bundle, witness, trust, by)
    others = [read_history(clear) for clear in bundle.histories if clear not in runs_of(bundle, seals)]
    replayed = await replay([*others, *runs])
    outcome = state.status if state.status in OUTCOMES else None
    findings += _replay_faults(replayed, bool(runs) and outcome is not None and replayed.outcome != outcome)
    notices = [*notices_on(bundle, witness, trust)]
    findings += _summary_faults(bundle, summary, builds_of(seals), notices)
    return BundleReport(
        nomination_id=bundle.nomination_id,
        manifest_sha256=manifest,
        entries=len(bundle.streams.all()),
        decisions=len(bundle.evidence.decisions),
        signed=len(bundle.evidence.signed),
        tree_size=size,
        runs=len(bundle.histories),
        builds=builds_of(seals),
        build=build_id(),
        trusted=trust is not None and trust.log is not None,
        outcome=outcome,
        replayed=replayed.outcome,
        findings=tuple(findings),
        notices=tuple(notices),
    )


def _witness(runs: list[WorkflowHistory]) -> Witness | None:
    return witness_of(event for run in runs for event in run.events) if runs else None


def _by_method(envelope: SignedStatement) -> Verify:
    return METHODS[envelope.method]


def _replay_faults(replayed: Replayed, differs: bool) -> list[BundleFinding]:  # noqa: FBT001 - of one caller
    faults = list(replayed.faults)
    if differs:
        faults.append(
            f"replaying the workflow comes to {replayed.outcome or 'no outcome'}, not to the one on record"
        )
    return [BundleFinding(code=BundleCode.REPLAY_DIFFERS, text=text) for text in faults]


def _summary_faults(
    bundle: Bundle, summary: str, builds: tuple[str, ...], notices: list[str]
) -> list[BundleFinding]:
    """The summary is what this program would write; where another build wrote it, the wording may differ."""
    try:
        if summary_of(bundle) == summary:
            return []
    except (*MALFORMED, NoteError):
        text = "the summary cannot be written again from the parts"
        return [BundleFinding(code=BundleCode.SUMMARY_NOT_BOUND, text=text)]
    if builds and build_id() not in builds:
        notices.append("another build wrote the summary: it was not compared, so go by what stands here")
        return []
    text = "the summary does not say what the parts of the bundle say"
    return [BundleFinding(code=BundleCode.SUMMARY_NOT_BOUND, text=text)]


def _unusable(manifest: str, finding: BundleFinding) -> BundleReport:
    return BundleReport(nomination_id="", manifest_sha256=manifest, build=build_id(), findings=(finding,))
