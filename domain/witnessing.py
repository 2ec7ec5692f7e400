"""What a witness answers to a log that submits a checkpoint (C2SP tlog-witness, `add-checkpoint`).

The request is text, each line with its newline: `old <size>`, the hashes of a consistency proof (RFC 9162
§2.1.4) in base64 one a line, an empty line, and the checkpoint. The witness cosigns only what continues the
tree that it cosigned last for the same origin, so a log that shows two people different trees cannot have
both cosigned.

The answer is a status of HTTP, as C2SP has them: 400 no such request, 404 an origin the witness does not
know, 403 not signed by that log, 409 the witness is at another size (or at this one with another root),
422 the proof does not hold. The last, and the second kind of 409, are a log that has been forked or rolled
back, or lies; everything else is an error that can be set right.
"""

from base64 import b64encode
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Self

from domain.checkpoints import CheckpointText, opened, parse_checkpoint, parse_hash, parse_size
from domain.merkle import EMPTY_ROOT, verify_consistency
from domain.notes import NoteError, NoteKey, NoteType, Verify, parse_note

MAX_PROOF = 63
"""The most lines that a proof may have; also the most levels that a tree can have."""


SIZE_TYPE = "text/x.tlog.size"
"""The content type of an answer 409 that holds the size at which the witness stands."""


@dataclass(frozen=True, slots=True)
class Submission:
    """What a log submits: a checkpoint, and a proof that it continues the tree of `old_size` leaves."""

    old_size: int
    proof: tuple[bytes, ...]
    note: str

    def __str__(self) -> str:
        """Return the body of the request."""
        proof = "".join(f"{b64encode(beside).decode()}\n" for beside in self.proof)
        return f"old {self.old_size}\n{proof}\n{self.note}"

    @classmethod
    def parse(cls, body: str) -> Self:
        """Read the body of a request.

        Raises:
            NoteError: it is none, to the letter.
        """
        head, _, note = body.partition("\n\n")
        first, *proof = head.split("\n")
        if not first.startswith("old ") or len(proof) > MAX_PROOF:
            message = (
                "a submission is `old <size>`, at most 63 lines of proof, an empty line and a checkpoint"
            )
            raise NoteError(message)
        return cls(parse_size(first.removeprefix("old ")), tuple(map(parse_hash, proof)), note)


@dataclass(frozen=True, slots=True)
class Refused:
    """Why a witness does not cosign; `at` is the size it stands at, when the log asked from another one."""

    status: HTTPStatus
    reason: str
    at: int | None = None

    @property
    def is_fork(self) -> bool:
        """Whether the log signed what does not go together with what it signed before, or cannot show it."""
        return self.at is None and self.status in {HTTPStatus.CONFLICT, HTTPStatus.UNPROCESSABLE_ENTITY}


Logs = Mapping[str, Sequence[NoteKey]]
"""The keys of each log that is witnessed, by its origin."""


def logs_of(keys: Iterable[NoteKey]) -> Logs:
    """Return the keys by origin; a log whose key changes has two for a while.

    Raises:
        NoteError: there is none, or one is the key of a witness.
    """
    logs: dict[str, list[NoteKey]] = {}
    for key in keys:
        if key.kind is not NoteType.LOG:
            message = f"the vkey of {key.name!r} is a witness's; a log's is needed"
            raise NoteError(message)
        logs.setdefault(key.name, []).append(key)
    if not logs:
        message = "no log to witness is named; give the vkey of one"
        raise NoteError(message)
    return logs


def judge(
    submission: Submission, logs: Logs, latest: Callable[[str], CheckpointText | None], verify: Verify
) -> CheckpointText | Refused:
    """Return the checkpoint to be cosigned, or why it is not.

    `latest` gives what was cosigned last for an origin, None for nothing yet. Between that reading and the
    keeping of what is returned, nothing else may be judged for the same origin.
    """
    try:
        origin = parse_checkpoint(parse_note(submission.note).text).origin
    except NoteError as error:
        return Refused(HTTPStatus.BAD_REQUEST, str(error))
    if origin not in logs:
        return Refused(HTTPStatus.NOT_FOUND, "the log is not known to this witness; ask its office to add it")
    try:
        checkpoint = opened(submission.note, logs[origin], verify).checkpoint
    except NoteError as error:
        return Refused(HTTPStatus.FORBIDDEN, str(error))
    return _continues(submission, latest(origin) or CheckpointText(origin, 0, EMPTY_ROOT), checkpoint)


def _continues(submission: Submission, old: CheckpointText, new: CheckpointText) -> CheckpointText | Refused:
    if submission.old_size > new.size:
        return Refused(HTTPStatus.BAD_REQUEST, "the old size is above the checkpoint's")
    if submission.old_size != old.size:
        return Refused(HTTPStatus.CONFLICT, f"the witness is at size {old.size}", at=old.size)
    if old.size == new.size and old.root != new.root:
        return Refused(HTTPStatus.CONFLICT, f"the log has another root at size {old.size} than it had before")
    if not verify_consistency(old.size, old.root, new.size, new.root, submission.proof):
        reason = f"the proof does not show that the tree continues the one of size {old.size}"
        return Refused(HTTPStatus.UNPROCESSABLE_ENTITY, reason)
    return new
