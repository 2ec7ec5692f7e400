"""Asking a witness for its cosignature (C2SP tlog-witness).

    async with WitnessClient(url, NoteKey.parse(vkey)) as witness:
        line = await witness.cosign(note, since, prove)      # str(parse_note(note).with_signatures(line))

`note` is the text of a checkpoint that its log has signed. `since` is the size of the tree that the witness
is believed to have cosigned last, 0 when that is not known; `prove(size)` returns the consistency path from
that size to the note's tree (empty for 0). A witness that stands elsewhere says where, and is asked once more
from there. What comes back is checked: the line holds for this note, by that witness's key.
"""

from collections.abc import Awaitable, Callable, Sequence
from http import HTTPStatus
from typing import NamedTuple, Self

import httpx

from adapters.ed25519 import verify
from domain.checkpoints import parse_checkpoint, parse_size
from domain.errors import VinhDanhError
from domain.notes import Note, NoteError, NoteKey, NoteSignature, parse_note, parse_signatures, verified
from domain.witnessing import SIZE_TYPE, Submission

Prove = Callable[[int], Awaitable[Sequence[bytes]]]
"""Returns the consistency path from a size to the tree that is submitted."""

_SECONDS = 5.0
_MAX_ANSWER = 64 * 1024
_LATER = {HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.REQUEST_TIMEOUT}
# What runs on this machine is not asked through the office's proxy.
_LOCAL: dict[str, httpx.AsyncBaseTransport | None] = {"all://127.0.0.1": None, "all://localhost": None}


class WitnessAwayError(VinhDanhError):
    """The witness cannot be reached, or not now; asking again later helps."""


class WitnessRefusedError(VinhDanhError):
    """The witness answers, and does not cosign; somebody must look why."""


class WitnessForkError(WitnessRefusedError):
    """The witness has cosigned a tree of this log that the submitted one does not continue."""


class _Answer(NamedTuple):
    status: int
    kind: str
    text: str


class WitnessClient:
    """One witness, by its address and its key; keeps its connection open between questions."""

    def __init__(self, url: str, key: NoteKey) -> None:
        """Ask at this address (the submission prefix), and take only what this key has signed.

        Raises:
            WitnessRefusedError: it is no address.
        """
        self._key = key
        try:
            self._http = httpx.AsyncClient(base_url=url, timeout=_SECONDS, mounts=_LOCAL)
        except httpx.InvalidURL:
            message = f"{url!r} is no address of a witness; set WITNESS_URL as in http://host:8091"
            raise WitnessRefusedError(message) from None

    async def __aenter__(self) -> Self:
        """Use the connection."""
        return self

    async def __aexit__(self, *_: object) -> None:
        """Close it."""
        await self._http.aclose()

    async def cosign(self, note: str, since: int, prove: Prove) -> NoteSignature:
        """Return the witness's cosignature of a checkpoint.

        Raises:
            WitnessAwayError: it cannot be asked now.
            WitnessForkError: it has cosigned a tree that this one does not continue: a fork or a rollback.
            WitnessRefusedError: it does not take this log, or answers with what is no cosignature.
            NoteError: `note` is no checkpoint.
        """
        submitted = parse_note(note)
        size = parse_checkpoint(submitted.text).size
        answer = await self._ask(Submission(since, tuple(await prove(since)), note))
        stands = _stands_at(answer)
        if stands is not None and stands > size:
            message = (
                f"witness {self._key.name} knows {stands} leaves and is shown {size}: the log was rolled back"
            )
            raise WitnessForkError(message)
        if stands is not None:
            answer = await self._ask(Submission(stands, tuple(await prove(stands)), note))
        return self._cosignature(submitted, answer)

    async def _ask(self, submission: Submission) -> _Answer:
        try:
            async with self._http.stream(
                "POST", "add-checkpoint", content=str(submission).encode()
            ) as response:
                return await _read(response)
        except httpx.HTTPError as error:
            why = type(error).__name__
            message = f"witness {self._key.name} cannot be reached ({why}); it is asked again later"
            raise WitnessAwayError(message) from None

    def _cosignature(self, note: Note, answer: _Answer) -> NoteSignature:
        if answer.status != HTTPStatus.OK:
            raise _refusal(self._key.name, answer)
        try:
            lines = parse_signatures(answer.text)
            own = [line for line in lines if (line.name, line.key_id) == (self._key.name, self._key.key_id)]
            verified(Note(note.text, tuple(own)), [self._key], verify)
        except NoteError:
            message = f"witness {self._key.name}: what it answers is not its cosignature; compare its vkey"
            raise WitnessRefusedError(message) from None
        return own[0]


def _stands_at(answer: _Answer) -> int | None:
    """The size at which the witness stands, where it asks for a proof from there."""
    if answer.status != HTTPStatus.CONFLICT or answer.kind != SIZE_TYPE:
        return None
    try:
        return parse_size(answer.text.removesuffix("\n"))
    except NoteError:
        return None


def _refusal(name: str, answer: _Answer) -> VinhDanhError:
    said = f"it answers {answer.status}: {_first_line(answer.text)}"
    if answer.status in {HTTPStatus.CONFLICT, HTTPStatus.UNPROCESSABLE_ENTITY} and answer.kind != SIZE_TYPE:
        return WitnessForkError(f"witness {name} sees a fork; stop and look into it: {said}")
    if (
        answer.status >= HTTPStatus.INTERNAL_SERVER_ERROR
        or answer.status in _LATER
        or answer.kind == SIZE_TYPE
    ):
        return WitnessAwayError(f"witness {name} cannot cosign now, and is asked again later: {said}")
    return WitnessRefusedError(f"witness {name} does not cosign; ask its office why: {said}")


def _first_line(text: str) -> str:
    """What a stranger said, made fit for a log line."""
    return "".join(character for character in text.partition("\n")[0][:200] if character.isprintable())


async def _read(response: httpx.Response) -> _Answer:
    body = bytearray()
    async for part in response.aiter_bytes():
        body += part
        if len(body) > _MAX_ANSWER:
            break
    kind = response.headers.get("content-type", "").partition(";")[0]
    return _Answer(response.status_code, kind, bytes(body[:_MAX_ANSWER]).decode(errors="replace"))
