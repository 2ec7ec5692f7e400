"""Whether a bundle's entries stand in one sealed and signed ledger, in the places that they claim."""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from itertools import pairwise

from domain.bundle import Bundle
from domain.checkpoints import CheckpointText, Opened, opened
from domain.ledger import leaf_hash
from domain.merkle import verify_inclusion
from domain.notes import NoteError, NoteKey, Verify
from domain.verification import chain_faults
from schemas.bundle import BundleCode, BundleFinding
from schemas.erasure import ERASURES_STREAM
from schemas.keys import KEYS_STREAM
from schemas.ledger import LedgerEntry
from schemas.names import history_stream, nomination_workflow_id
from schemas.seal import ProvenEntry
from schemas.trust import Trust

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def open_checkpoint(bundle: Bundle, trust: Trust, verify: Verify) -> Opened:
    """Return the bundle's checkpoint, which the log of `trust` has signed.

    Raises:
        NoteError: it has not, or no log is named, or a trusted key's line does not hold.
    """
    if trust.log is None:
        message = "no key of the log is named"
        raise NoteError(message)
    return opened(bundle.note, [NoteKey.parse(key) for key in (trust.log, *trust.witnesses)], verify)


def check_cosigned(found: Opened, trust: Trust) -> Iterator[BundleFinding]:
    """As many witnesses have cosigned as `trust` wants."""
    names = {one.key.name for one in found.cosigned}
    if trust.witnesses and len(names) < trust.quorum:
        text = f"{len(names)} of the witnesses have cosigned the checkpoint, {trust.quorum} must have"
        yield _finding(BundleCode.CHECKPOINT_NOT_COSIGNED, text)


def check_proofs(bundle: Bundle, head: CheckpointText) -> Iterator[BundleFinding]:
    """Every entry is proven to be in the tree of the checkpoint."""
    for proven in bundle.streams.all():
        entry, proof = proven.entry, proven.proof
        if proof is None:
            yield _finding(BundleCode.ENTRY_NOT_SEALED, f"{_name(entry)} was not sealed when it was exported")
        elif proof.tree_size != head.size or not _is_proven(proven, head):
            text = f"the proof of {_name(entry)} does not lead to the root of the checkpoint"
            yield _finding(BundleCode.PROOF_WRONG, text)


def check_order(bundle: Bundle) -> Iterator[BundleFinding]:
    """The order of the tree is that of each stream, and no two entries stand in one place."""
    for stream in _streams(bundle).values():
        for before, after in pairwise(stream):
            if before.proof and after.proof and before.proof.leaf_index >= after.proof.leaf_index:
                text = f"{_name(after.entry)} was sealed before the entry that it follows"
                yield _finding(BundleCode.ORDER_WRONG, text)
    places = [proven.proof.leaf_index for proven in bundle.streams.all() if proven.proof]
    if len(places) != len(set(places)):
        yield _finding(BundleCode.ORDER_WRONG, "two entries claim one place in the tree")


def check_streams(bundle: Bundle) -> Iterator[BundleFinding]:
    """Every stream is the one that it is taken for, whole from its first entry, and each hash is right."""
    for name, stream in _streams(bundle).items():
        entries = [proven.entry for proven in stream]
        for code, text in chain_faults(entries):
            yield BundleFinding(code=code, text=f"{name}: {text}")
        yield from _faults_of_entries(name, entries)
    erasures = [proven.entry for proven in bundle.streams.erasures]
    yield from _faults_of_entries(ERASURES_STREAM, erasures)
    for entry in erasures:  # taken out of their stream, one by one
        if sha256(entry.body).hexdigest() != entry.body_sha256 or leaf_hash(entry) != entry.leaf_hash:
            yield _finding(
                BundleCode.BUNDLE_ALTERED, f"{_name(entry)} does not have the hash of its contents"
            )


def _faults_of_entries(name: str, entries: Iterable[LedgerEntry]) -> Iterator[BundleFinding]:
    """Return what is told of entries beside what their hashes cover, and is not so."""
    for entry in entries:
        if entry.stream_id != name:
            yield _finding(BundleCode.BUNDLE_ALTERED, f"{_name(entry)} is of another stream than {name}")
        if entry.occurred_at != _EPOCH + timedelta(microseconds=entry.occurred_us):
            text = f"the time of {_name(entry)} is not the one that its hash covers"
            yield _finding(BundleCode.BUNDLE_ALTERED, text)
        if entry.dedup_key and name != KEYS_STREAM:
            text = f"{_name(entry)} carries a key that no hash covers"
            yield _finding(BundleCode.BUNDLE_ALTERED, text)


def _streams(bundle: Bundle) -> dict[str, tuple[ProvenEntry, ...]]:
    """Return the streams of which a bundle holds every entry up to some point, by their names."""
    workflow = nomination_workflow_id(bundle.nomination_id)
    return {
        bundle.nomination_id: bundle.streams.nomination,
        history_stream(workflow): bundle.streams.histories,
        KEYS_STREAM: bundle.streams.keys,
    }


def _is_proven(proven: ProvenEntry, head: CheckpointText) -> bool:
    proof = proven.proof
    path = [bytes.fromhex(step) for step in proof.path] if proof else []
    leaf = bytes.fromhex(proven.entry.leaf_hash)
    return proof is not None and verify_inclusion(leaf, proof.leaf_index, head.size, path, head.root)


def _name(entry: LedgerEntry) -> str:
    return f"entry {entry.seq} ({entry.kind})"


def _finding(code: BundleCode, text: str) -> BundleFinding:
    return BundleFinding(code=code, text=text)
