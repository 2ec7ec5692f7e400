"""A witness of other people's logs, as C2SP tlog-witness has it: it cosigns what continues what it knows.

    POST /add-checkpoint     `old <size>`, proof, empty line, checkpoint -> a signature line, or a refusal
    GET  /checkpoint?origin= the note that was cosigned last for a log (not of C2SP; for auditors)
    GET  /health             200 while it answers

It needs no secrets from those who ask and tells none: everything it takes and gives is public.
"""

import time
from collections.abc import Callable, Sequence
from typing import NamedTuple

import structlog
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from adapters.ed25519 import SigningKey, verify
from adapters.witness_state import WitnessState
from domain.notes import Note, NoteError, NoteKey, NoteSignature, NoteType, cosignature, parse_note
from domain.witnessing import SIZE_TYPE, Logs, Refused, Submission, judge

MAX_BODY = 128 * 1024
"""A larger request is refused unread; the largest rightful one is well below."""


class WitnessKey(NamedTuple):
    """A witness's private key and the name under which it cosigns."""

    name: str
    private: SigningKey

    @property
    def public(self) -> NoteKey:
        """The key as logs and auditors are given it; its `str()` is the vkey."""
        return NoteKey(self.name, NoteType.COSIGNATURE, self.private.public)


class Witness:
    """Judges submissions one after the other and keeps what it cosigns before it says so."""

    def __init__(
        self, key: WitnessKey, logs: Logs, state: WitnessState, now: Callable[[], float] = time.time
    ) -> None:
        """Cosign for these logs.

        Raises:
            NoteError: a log has the witness's own key.
            WitnessStateError: the state of one of the logs is damaged.
        """
        if any(log.public == key.public.public for keys in logs.values() for log in keys):
            message = (
                "a log has the witness's own key; a witness vouches for others only, give it another key"
            )
            raise NoteError(message)
        for origin in logs:
            state.latest(origin)
        self._key, self._logs, self._state, self._now = key, logs, state, now
        self._log = structlog.get_logger()

    def add(self, submission: Submission) -> NoteSignature | Refused:
        """Return the cosignature of a checkpoint, which is kept by then, or why there is none.

        Nothing may run between the judgement and the keeping, so this is not asynchronous.

        Raises:
            OSError: the checkpoint could not be kept, so it is not cosigned.
        """
        judged = judge(submission, self._logs, self._state.checkpoint, verify)
        if isinstance(judged, Refused):
            self._tell(submission, judged)
            return judged
        note = parse_note(submission.note)
        line = cosignature(note.text, self._key.public, int(self._now()), self._key.private.sign)
        self._state.keep(Note(note.text, (*_by(note, self._logs[judged.origin]), line)))
        self._log.info("witness.cosigned", origin=judged.origin, size=judged.size, root=judged.root.hex())
        return line

    def tell_where(self, host: str, port: int) -> None:
        """Log where it listens, and by which key it is known."""
        self._log.info("witness.listening", host=host, port=port, vkey=str(self._key.public))

    def latest(self, origin: str) -> Note | None:
        """Return the note that was cosigned last for a log."""
        return self._state.latest(origin) if origin in self._logs else None

    def _tell(self, submission: Submission, refused: Refused) -> None:
        """A fork is told with the log's own note, which is the proof of it."""
        told = {"status": refused.status.value, "reason": refused.reason}
        if refused.is_fork:
            self._log.error("witness.log_forked", **told, note=submission.note)
        else:
            self._log.warning("witness.refused", **told)


def witness_app(witness: Witness) -> Starlette:
    """Return the service of a witness."""

    async def add_checkpoint(request: Request) -> Response:
        body = await _body(request)
        if body is None:
            return _refusal(413, "the request is too long")
        try:
            answer = witness.add(Submission.parse(body.decode()))
        except (NoteError, UnicodeDecodeError) as error:
            return _refusal(400, str(error))
        except OSError:
            structlog.get_logger().exception("witness.state_not_kept")
            return _refusal(503, "the witness cannot keep its state; try again later")
        if isinstance(answer, NoteSignature):
            return PlainTextResponse(str(answer))
        if answer.at is not None:
            # As a header: as a media type it would be given a charset, which C2SP does not have.
            return Response(f"{answer.at}\n", answer.status, headers={"content-type": SIZE_TYPE})
        return _refusal(answer.status, answer.reason)

    async def latest_checkpoint(request: Request) -> Response:
        note = witness.latest(request.query_params.get("origin", ""))
        return PlainTextResponse(str(note)) if note else _refusal(404, "nothing is cosigned for this origin")

    async def health(_: Request) -> Response:
        return PlainTextResponse("ok\n")

    return Starlette(
        routes=[
            Route("/add-checkpoint", add_checkpoint, methods=["POST"]),
            Route("/checkpoint", latest_checkpoint),
            Route("/health", health),
        ]
    )


async def _body(request: Request) -> bytes | None:
    body = bytearray()
    async for part in request.stream():
        body += part
        if len(body) > MAX_BODY:
            return None
    return bytes(body)


def _by(note: Note, keys: Sequence[NoteKey]) -> tuple[NoteSignature, ...]:
    """The log's own lines; a stranger's are not kept."""
    known = {(key.name, key.key_id) for key in keys}
    return tuple(line for line in note.signatures if (line.name, line.key_id) in known)


def _refusal(status: int, reason: str) -> Response:
    return PlainTextResponse(f"{reason}\n", status)
