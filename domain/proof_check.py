"""Checking the proof of one entry: by itself, without asking anybody.

Covered is what the entry's hash covers: stream, number, kind, time, body and the entry before. Its
`dedup_key` is the record's own and proves nothing.
"""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from hashlib import sha256

from domain.checkpoints import Opened, opened
from domain.ledger import leaf_hash
from domain.merkle import verify_inclusion
from domain.notes import NoteError, NoteKey, Verify
from schemas.ledger import LedgerEntry
from schemas.seal import Checkpoint, InclusionProof
from schemas.sealing import ProofCheck, ProofFault, SealedReceipt
from schemas.trust import Trust

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def check_proof(receipt: SealedReceipt, trust: Trust, verify: Verify) -> ProofCheck:
    """Return what is wrong with a proof, if anything; never raises.

    The log's and the witnesses' keys are those of `trust`. Where it has none the keys that came with the
    proof are used, which shows that the proof is whole and not by whom it was signed.
    """
    entry, proof, checkpoint = receipt.entry, receipt.proof, receipt.checkpoint
    if proof is None or checkpoint is None:
        return ProofCheck(faults=(*_entry_faults(entry), ProofFault.NOT_SEALED))
    try:
        note = opened(checkpoint.note, _keys(checkpoint, trust), verify)
    except NoteError as error:
        return ProofCheck(faults=(*_entry_faults(entry), ProofFault.CHECKPOINT_BAD), why=str(error))
    faults = (
        *_entry_faults(entry),
        *_tree_faults(entry, proof, checkpoint, note),
        *_witness_faults(note, trust),
    )
    return ProofCheck(
        faults=faults,
        origin=note.checkpoint.origin,
        size=note.checkpoint.size,
        witnesses=tuple(one.key.name for one in note.cosigned),
        anchored=trust.log is not None,
        witnesses_anchored=bool(trust.witnesses),
    )


def _entry_faults(entry: LedgerEntry) -> Iterator[ProofFault]:
    if sha256(entry.body).hexdigest() != entry.body_sha256:
        yield ProofFault.BODY_CHANGED
    if leaf_hash(entry) != entry.leaf_hash or entry.occurred_at != _instant(entry):
        yield ProofFault.ENTRY_CHANGED


def _tree_faults(
    entry: LedgerEntry, proof: InclusionProof, checkpoint: Checkpoint, note: Opened
) -> Iterator[ProofFault]:
    size, root = note.checkpoint.size, note.checkpoint.root
    if (proof.tree_size, checkpoint.head.size, checkpoint.head.root) != (size, size, root.hex()):
        yield ProofFault.ANOTHER_TREE
    path = [bytes.fromhex(each) for each in proof.path]
    if not verify_inclusion(bytes.fromhex(entry.leaf_hash), proof.leaf_index, size, path, root):
        yield ProofFault.NOT_IN_TREE


def _witness_faults(note: Opened, trust: Trust) -> Iterator[ProofFault]:
    if trust.witnesses and len({one.key for one in note.cosigned}) < trust.quorum:
        yield ProofFault.TOO_FEW_WITNESSES


def _keys(checkpoint: Checkpoint, trust: Trust) -> list[NoteKey]:
    return [
        NoteKey.parse(vkey)
        for vkey in (trust.log or checkpoint.log_key, *(trust.witnesses or checkpoint.witness_keys))
    ]


def _instant(entry: LedgerEntry) -> datetime | None:
    try:
        return _EPOCH + timedelta(microseconds=entry.occurred_us)
    except OverflowError:
        return None
