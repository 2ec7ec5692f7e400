"""A log in memory that signs checkpoints of its tree and submits them to witnesses."""

from hashlib import sha256

from adapters.ed25519 import SigningKey
from domain.checkpoints import CheckpointText
from domain.merkle import consistency_proof
from domain.notes import Note, NoteKey, NoteType, log_signature
from domain.witnessing import Submission
from tests.grown_tree import Grown


class SmallLog:
    """One origin with its key and tree; the same origin has the same key unless another is given."""

    def __init__(self, origin: str, tree: Grown, key: SigningKey | None = None) -> None:
        """Sign for this origin."""
        self._private = key or SigningKey(sha256(origin.encode()).digest())
        self.origin, self.tree = origin, tree
        self.key = NoteKey(origin, NoteType.LOG, self._private.public)

    def signed(self, checkpoint: CheckpointText) -> str:
        """Return a note with any checkpoint, also a false one."""
        text = str(checkpoint)
        return str(Note(text, (log_signature(text, self.key, self._private.sign),)))

    def note(self, size: int) -> str:
        """Return the checkpoint of the tree at a size."""
        return self.signed(CheckpointText(self.origin, size, self.tree.roots[size]))

    def submission(self, old: int, new: int) -> Submission:
        """Return what is submitted to a witness that stands at `old`."""
        return Submission(old, consistency_proof(old, new, self.tree.read), self.note(new))
