"""One example of every model of the sealed ledger."""

from datetime import UTC, datetime

from schemas.base import Exchanged
from schemas.ledger import EntryKind, LedgerEntry
from schemas.seal import Checkpoint, InclusionProof, ProvenEntry, TreeHead
from schemas.sealing import (
    PendingEntry,
    ProofCheck,
    ProofFault,
    Round,
    SealedLeaf,
    SealedReceipt,
    ShiftReport,
)

AT = datetime(2026, 11, 23, 1, 2, 3, 456789, tzinfo=UTC)
HASH = "1f" * 32

_ENTRY = LedgerEntry(
    stream_id="n-1",
    seq=1,
    kind=EntryKind.DECISION_RECORDED,
    dedup_key="act/1",
    prev_hash=HASH,
    occurred_us=1,
    occurred_at=AT,
    body=b"{}",
    body_sha256=HASH,
    leaf_hash=HASH,
)
_HEAD = TreeHead(size=9, root=HASH)
_CHECKPOINT = Checkpoint(
    head=_HEAD, note="a\n9\nH\n\n\N{EM DASH} a x\n", signed_at=AT, log_key="a+1+x", witness_keys=("b+2+y",)
)
_PROOF = InclusionProof(leaf_index=5, tree_size=9, path=(HASH, HASH))

EXAMPLES: tuple[Exchanged, ...] = (
    _HEAD,
    _CHECKPOINT,
    _PROOF,
    ProvenEntry(entry=_ENTRY, proof=_PROOF),
    SealedReceipt(entry=_ENTRY, proof=_PROOF, checkpoint=_CHECKPOINT),
    SealedLeaf(leaf_index=5, leaf_hash=HASH, entry=_ENTRY),
    PendingEntry(
        entry_id=3,
        stream_id="n-1",
        seq=1,
        kind="decision.recorded",
        prev_hash=HASH,
        occurred_us=1,
        body_sha256=HASH,
        leaf_hash=HASH,
        sealed_before=HASH,
    ),
    Round(sealed=2, held=1, size=9, more=True),
    ShiftReport(sealed=2, size=9),
    ProofCheck(
        faults=(ProofFault.CHECKPOINT_BAD,),
        why="not signed",
        origin="a",
        size=9,
        witnesses=("b",),
        anchored=True,
        witnesses_anchored=True,
    ),
)
