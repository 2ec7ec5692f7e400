"""Whether checkpoints are what they claim: signed by the log, over what their rows say, seen by witnesses.

Checked with keys that the auditor was given by another way, this shows who signed; with the keys that the
record itself names, only that all fits together, which an administrator could arrange.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta

from domain.checkpoints import CheckpointText, opened, parse_checkpoint
from domain.errors import VinhDanhError
from domain.notes import NoteError, NoteKey, NoteType, Verify, parse_note
from domain.sealed_check import LEDGER
from schemas.audit import Finding, FindingCode
from schemas.seal import Checkpoint
from schemas.trust import Trust

WITNESS_PATIENCE = timedelta(minutes=10)
"""How long after its signing a checkpoint may be without a witness; one may be away for a while."""


class HeldCheckpointError(VinhDanhError):
    """The checkpoint that an auditor brings cannot be used."""


class CheckpointCheck:
    """Checks checkpoints in the order of their sizes, and remembers how far witnesses have seen them."""

    def __init__(self, trust: Trust | None, verify: Verify) -> None:
        """Check by the keys in `trust`; what it leaves out is taken from the record.

        Raises:
            NoteError: a key in `trust` is none.
        """
        self._verify = verify
        self._log = _key(trust.log, NoteType.LOG) if trust and trust.log else None
        witnesses = trust.witnesses if trust else ()
        self._witnesses = [_key(vkey, NoteType.COSIGNATURE) for vkey in witnesses]
        self._quorum = min(trust.quorum, len(witnesses)) if trust else 0
        self._claimed_log: str | None = None
        self._unseen_since: datetime | None = None
        self._unseen_from = 0
        self.checked = 0
        self.cosigned_to = 0

    @property
    def trusts_log(self) -> bool:
        """Whether the log's key is one that the auditor brought."""
        return self._log is not None

    @property
    def trusts_witnesses(self) -> bool:
        """Whether the auditor brought keys of witnesses."""
        return bool(self._witnesses)

    def take(self, checkpoint: Checkpoint) -> Iterator[Finding]:
        """Check the next checkpoint."""
        self.checked += 1
        try:
            found = opened(checkpoint.note, self._keys(checkpoint), self._verify)
        except NoteError as error:
            yield _forged(checkpoint, str(error))
            return
        stated = found.checkpoint
        if (stated.size, stated.root.hex()) != (checkpoint.head.size, checkpoint.head.root):
            yield _forged(checkpoint, "the note states another size or root than is kept beside it")
        yield from self._same_log(checkpoint)
        self._seen(checkpoint, len({one.key.name for one in found.cosigned}))

    def _keys(self, checkpoint: Checkpoint) -> list[NoteKey]:
        log = self._log or _key(checkpoint.log_key, NoteType.LOG)
        claimed = [_key(vkey, NoteType.COSIGNATURE) for vkey in checkpoint.witness_keys]
        return [log, *(self._witnesses or claimed)]

    def _same_log(self, checkpoint: Checkpoint) -> Iterator[Finding]:
        """Without a key to trust, at least all checkpoints are by one log and key."""
        first, self._claimed_log = self._claimed_log, checkpoint.log_key
        if self._log is None and first not in {None, checkpoint.log_key}:
            yield _forged(checkpoint, "it is signed by another key than the checkpoint before it")

    def _seen(self, checkpoint: Checkpoint, witnesses: int) -> None:
        """A witness that cosigns a tree has seen that it extends all before."""
        if witnesses >= max(self._quorum, 1):
            self.cosigned_to, self._unseen_since = checkpoint.head.size, None
        elif self._unseen_since is None:
            self._unseen_since, self._unseen_from = checkpoint.signed_at, checkpoint.head.size

    def end(self, now: datetime) -> Iterator[Finding]:
        """Return whether checkpoints are without a trusted witness for longer than one may be away."""
        since = self._unseen_since
        if self.trusts_witnesses and since is not None and now - since > WITNESS_PATIENCE:
            text = (
                f"no checkpoint from size {self._unseen_from} on is cosigned by {self._quorum} trusted "
                f"witnesses, the last that is has size {self.cosigned_to}: ask them whether they refused it"
            )
            yield Finding(code=FindingCode.CHECKPOINT_UNWITNESSED, nomination_id=LEDGER, text=text)


def held_checkpoint(note: str, trust: Trust | None, verify: Verify) -> CheckpointText:
    """Return what a checkpoint says that an auditor has kept; with `trust`, its log must have signed it.

    Raises:
        HeldCheckpointError: it is none, or not by that log.
    """
    try:
        if trust is None or trust.log is None:
            return parse_checkpoint(parse_note(note).text)
        witnesses = [_key(vkey, NoteType.COSIGNATURE) for vkey in trust.witnesses]
        return opened(note, [_key(trust.log, NoteType.LOG), *witnesses], verify).checkpoint
    except NoteError as error:
        message = f"the checkpoint to begin from cannot be used: {error}"
        raise HeldCheckpointError(message) from None


def _key(vkey: str, kind: NoteType) -> NoteKey:
    key = NoteKey.parse(vkey)
    if key.kind is not kind:
        message = f"the vkey of {key.name!r} is not of the kind that is needed here; look for a mix-up"
        raise NoteError(message)
    return key


def _forged(checkpoint: Checkpoint, why: str) -> Finding:
    text = f"the checkpoint of {checkpoint.head.size} leaves: {why}"
    return Finding(code=FindingCode.CHECKPOINT_FORGED, nomination_id=LEDGER, text=text)
