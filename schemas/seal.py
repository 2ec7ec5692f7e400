"""The sealed ledger: one Merkle tree (RFC 9162) over all entries, its signed heads, and proofs from it.

Hashes are 64 hexadecimal digits here and raw bytes in `domain.merkle`; base64 stands only in signed notes,
whose text is that of C2SP checkpoints.
"""

from pydantic import AwareDatetime, NonNegativeInt

from schemas.base import Exchanged
from schemas.ledger import LedgerEntry
from schemas.text import Sha256


class TreeHead(Exchanged):
    """How many leaves the tree has, and their root."""

    size: NonNegativeInt
    root: Sha256


class Checkpoint(Exchanged):
    """A signed tree head as it is kept and exported: `note` is the C2SP text with its signatures.

    `log_key` and `witness_keys` are the verifier keys of the signatures as the record names them: whoever
    checks holds their own.
    """

    head: TreeHead
    note: str
    signed_at: AwareDatetime
    log_key: str = ""
    witness_keys: tuple[str, ...] = ()


class InclusionProof(Exchanged):
    """That a leaf stands at `leaf_index` of a tree of `tree_size` leaves."""

    leaf_index: NonNegativeInt
    tree_size: NonNegativeInt
    path: tuple[Sha256, ...]


class ProvenEntry(Exchanged):
    """A ledger entry and, once it is sealed, where it stands in the tree; None: not sealed yet."""

    entry: LedgerEntry
    proof: InclusionProof | None
