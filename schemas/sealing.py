"""Sealing: what waits for it, what stands in the tree, and what a person takes away as proof."""

from enum import StrEnum
from typing import Literal

from pydantic import NonNegativeInt, PositiveInt

from schemas.base import Exchanged
from schemas.ledger import LedgerEntry
from schemas.seal import Checkpoint, ProvenEntry
from schemas.text import Sha256


class PendingEntry(Exchanged):
    """An entry that is not sealed yet: what of it is hashed, and its hash.

    `sealed_before` is the hash under which the entry before it in its stream is sealed, None when it is not.
    """

    entry_id: int
    stream_id: str
    seq: PositiveInt
    kind: str
    prev_hash: Sha256
    occurred_us: int
    body_sha256: Sha256
    leaf_hash: Sha256
    sealed_before: Sha256 | None


class SealedLeaf(Exchanged):
    """One leaf of the tree, and the entry that it was made of; None: the entry is gone."""

    leaf_index: NonNegativeInt
    leaf_hash: Sha256
    entry: LedgerEntry | None


class SealedReceipt(ProvenEntry):
    """An entry, and once it is sealed its proof with the checkpoint that the proof leads to."""

    v: Literal[1] = 1
    checkpoint: Checkpoint | None


class Round(Exchanged):
    """What one round of the sealer did: entries sealed, entries held back, and the size of the tree."""

    sealed: NonNegativeInt
    held: NonNegativeInt
    size: NonNegativeInt
    more: bool = False


class ShiftReport(Exchanged):
    """What was sealed in one shift."""

    sealed: NonNegativeInt
    size: NonNegativeInt


class ProofFault(StrEnum):
    """What is wrong with a proof."""

    NOT_SEALED = "not_sealed"
    BODY_CHANGED = "body_changed"
    ENTRY_CHANGED = "entry_changed"
    CHECKPOINT_BAD = "checkpoint_bad"
    ANOTHER_TREE = "another_tree"
    NOT_IN_TREE = "not_in_tree"
    TOO_FEW_WITNESSES = "too_few_witnesses"


class ProofCheck(Exchanged):
    """What was found about a proof, and by which keys.

    `why` tells more about `CHECKPOINT_BAD`. `anchored`: the log's key came from whoever checks, and not with
    the proof; `witnesses` are those whose signatures hold, `witnesses_anchored` says the same of their keys.
    """

    faults: tuple[ProofFault, ...]
    why: str = ""
    origin: str = ""
    size: NonNegativeInt = 0
    witnesses: tuple[str, ...] = ()
    anchored: bool = False
    witnesses_anchored: bool = False
