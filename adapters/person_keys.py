"""The keys of people, over the record: sealing what is told of them, and opening it for whoever may read it.

A key that was destroyed is forgotten by every process half a minute later at the latest.
"""

import json
import os
import re
import time
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any, cast
from uuid import UUID

import asyncpg

from adapters.person_cipher import (
    TOKEN,
    LostKeyError,
    MasterKeyError,
    MasterKeys,
    PersonKey,
    key_id_of,
    sealed_of,
    token_of,
)
from adapters.postgres.driver import PlainStatements
from domain.errors import InvalidRecordError
from domain.personal import Seal
from schemas.erasure import ERASED, UNREADABLE

MASTER_KEY_VARIABLE = "PERSON_MASTER_KEY_FILE"
_BETWEEN_DIGITS = re.compile(r"[\s.-]")
_HELD_SECONDS = 30.0
_MOST_HELD = 20_000
_POOLS = 64


def master_keys() -> MasterKeys:
    """Return the installation's master keys, from the file that PERSON_MASTER_KEY_FILE names.

    Raises:
        MasterKeyError: the variable is not set, or the file cannot be used.
    """
    path = os.environ.get(MASTER_KEY_VARIABLE)
    if not path:
        message = "set PERSON_MASTER_KEY_FILE to the master key for personal data (docs/operations.md)"
        raise MasterKeyError(message)
    return MasterKeys.read(Path(path))


def master_key_below(folder: Path) -> Path:
    """Return the master key's file of an embedded stack: the one below its folder, or the environment's.

    Where there is neither, one is made below the folder.
    """
    own, given = folder / "person-master.key", os.environ.get(MASTER_KEY_VARIABLE)
    if given and not own.exists():
        return Path(given).resolve()
    MasterKeys.make(own)
    return own


@lru_cache(maxsize=_POOLS)
def box_of(pool: asyncpg.Pool) -> "PersonBox":
    """Return the one box of this pool."""
    return PersonBox(pool)


class PersonBox:
    """Seals and opens personal data; master keys are read when something is first sealed or opened."""

    def __init__(self, pool: asyncpg.Pool, master: MasterKeys | None = None) -> None:
        """Work over this pool, under these master keys or those that the environment names."""
        self._statements = PlainStatements(pool, "person")
        self._master = master
        self._held = _Held()
        self._subjects: dict[str, str] = {}  # of nominations, which never change

    async def conceal(self, subject: str, clear: bytes) -> bytes:
        """Return bytes sealed under the subject's key, which is made if there is none."""
        return (await self._keys_of([subject]))[subject].seal(clear)

    async def reveal(self, sealed: bytes) -> bytes | None:
        """Return what `conceal` was given, None: the subject was erased.

        Raises:
            ValueError: these bytes were never sealed here, or were changed.
        """
        key_id = key_id_of(sealed)
        keys = await self._keys([key_id])
        if key_id not in keys:
            message = f"no person's key {key_id} is on record"
            raise ValueError(message)
        key = keys[key_id]
        clear = key.open(sealed) if key else None
        if key and clear is None:
            message = "what is sealed here was changed"
            raise ValueError(message)
        return clear

    async def seal_for(self, subject: str) -> Seal:
        """Return what turns texts about this subject into tokens."""
        return (await self.seals_for([subject]))[subject]

    async def seal_for_nomination(self, nomination_id: str) -> Seal:
        """Return what turns texts about a nomination on record into tokens.

        Raises:
            InvalidRecordError: it is not on record.
        """
        known = self._held.by_subject([self._subjects.get(nomination_id, "")])
        if known:
            return _sealer(next(iter(known.values())))
        row = await self._statements.row("key_of_nomination", nomination_id=nomination_id)
        if row is None or row["subject"] is None:
            message = f"nomination {nomination_id} is not on record"
            raise InvalidRecordError(message)
        self._remember(nomination_id, row["subject"])
        if row["key_id"] is not None:
            self._hold([row], needed=True)
        return await self.seal_for(row["subject"])

    def _remember(self, nomination_id: str, subject: str) -> None:
        if len(self._subjects) >= _MOST_HELD:
            self._subjects.clear()
        self._subjects[nomination_id] = subject

    async def seals_for(self, subjects: Iterable[str]) -> dict[str, Seal]:
        """Return what turns texts into tokens, for each of these subjects."""
        keys = await self._keys_of(sorted(set(subjects)))
        return {subject: _sealer(key) for subject, key in keys.items()}

    async def subject_of(self, nomination_id: str) -> str | None:
        """Return whom a nomination is about, None: it is not on record."""
        found: str | None = await self._statements.value("subject_of", nomination_id=nomination_id)
        return found

    def hash_of_number(self, number: str) -> str | None:
        """Return the keyed hash of an identity number without blanks and marks, None: nothing is left."""
        plain = _BETWEEN_DIGITS.sub("", number)
        return self._masters().blind(plain) if plain else None

    async def opened(self, found: Any) -> Any:  # noqa: ANN401 - whatever was read
        """Return whatever was read with every token in it opened; what was erased says so."""
        key_ids: set[UUID] = set()
        _collect(found, key_ids)
        if not key_ids:
            return found
        return _opened(found, await self._keys(key_ids))

    async def _keys(self, key_ids: Iterable[UUID]) -> dict[UUID, PersonKey | None]:
        wanted = set(key_ids)
        known = self._held.by_id(wanted)
        if missing := wanted - known.keys():
            rows = await self._statements.rows("keys", key_ids=json.dumps([key_id.hex for key_id in missing]))
            known |= self._hold(rows)
        return known

    async def _keys_of(self, subjects: Sequence[str]) -> dict[str, PersonKey]:
        known = self._held.by_subject(subjects)
        if missing := [subject for subject in subjects if subject not in known]:
            master = self._masters()
            rows = await self._statements.rows(
                "keys_for",
                given=json.dumps([_offered(master, PersonKey.new(), subject) for subject in missing]),
            )
            self._hold(rows, needed=True)
            known |= self._held.by_subject(missing)
        return known

    def _hold(self, rows: Iterable[asyncpg.Record], *, needed: bool = False) -> dict[UUID, PersonKey | None]:
        """Keep keys for a moment; one that cannot be unwrapped is left out, unless it is needed to seal."""
        found: dict[UUID, PersonKey | None] = {}
        for row in rows:
            subject: str = row["subject"]
            wrapped: bytes | None = row["wrapped_key"]
            key_id = UUID(bytes=row["key_id"].bytes)  # not of the driver's own class
            try:
                found[key_id] = self._masters().unwrap(key_id, subject, wrapped) if wrapped else None
            except LostKeyError:
                if needed:
                    raise
                continue
            self._held.hold(key_id, subject, found[key_id])
        return found

    def _masters(self) -> MasterKeys:
        self._master = self._master or master_keys()
        return self._master


class _Held:
    """Keys that were read a moment ago, by their ids and by whose they are."""

    def __init__(self) -> None:
        self._keys: dict[UUID, tuple[float, PersonKey | None]] = {}
        self._live: dict[str, UUID] = {}

    def by_id(self, key_ids: Iterable[UUID]) -> dict[UUID, PersonKey | None]:
        since = time.monotonic() - _HELD_SECONDS
        found = {key_id: self._keys.get(key_id) for key_id in key_ids}
        return {key_id: held[1] for key_id, held in found.items() if held and held[0] > since}

    def by_subject(self, subjects: Iterable[str]) -> dict[str, PersonKey]:
        ids = {subject: self._live[subject] for subject in subjects if subject in self._live}
        keys = self.by_id(ids.values())
        found = {subject: keys.get(key_id) for subject, key_id in ids.items()}
        return {subject: key for subject, key in found.items() if key}

    def hold(self, key_id: UUID, subject: str, key: PersonKey | None) -> None:
        if len(self._keys) >= _MOST_HELD:
            self._keys.clear()
            self._live.clear()
        self._keys[key_id] = (time.monotonic(), key)
        if key:
            self._live[subject] = key_id


def _offered(master: MasterKeys, key: PersonKey, subject: str) -> dict[str, str]:
    """A new key as the record takes it, if there is none yet."""
    return {"subject": subject, "key_id": key.key_id.hex, "wrapped": master.wrap(key, subject).hex()}


def _sealer(key: PersonKey) -> Seal:
    return lambda text: token_of(key.seal(_in_one_spelling(text).encode()))


def _in_one_spelling(text: str) -> str:
    """The record cannot see any more how a sealed text is spelt, so it is seen here."""
    if not unicodedata.is_normalized("NFC", text):
        message = "the record refused it: a text about a person is not in NFC"
        raise InvalidRecordError(message)
    return text


def _collect(found: object, key_ids: set[UUID]) -> None:
    if isinstance(found, str):
        if "vdp1:" in found:
            key_ids.update(UUID(match[1]) for match in TOKEN.finditer(found))
    elif isinstance(found, asyncpg.Record):
        for value in found.values():
            _collect(value, key_ids)
    elif isinstance(found, list):
        for value in cast("list[object]", found):
            _collect(value, key_ids)


def _opened(found: object, keys: Mapping[UUID, PersonKey | None]) -> object:
    if isinstance(found, str):
        return _opened_text(found, keys) if "vdp1:" in found else found
    if isinstance(found, asyncpg.Record):
        return {name: _opened(value, keys) for name, value in found.items()}
    if isinstance(found, list):
        return [_opened(value, keys) for value in cast("list[object]", found)]
    return found


def _opened_text(text: str, keys: Mapping[UUID, PersonKey | None]) -> str:
    """A text that is one token becomes what it stands for; in JSON it is written as JSON has it."""
    whole = TOKEN.fullmatch(text)
    if whole:
        return _clear(whole[1], whole[2], keys)
    return TOKEN.sub(lambda match: json.dumps(_clear(match[1], match[2], keys))[1:-1], text)


def _clear(key_id: str, rest: str, keys: Mapping[UUID, PersonKey | None]) -> str:
    if UUID(key_id) not in keys:
        return UNREADABLE
    key = keys[UUID(key_id)]
    if key is None:
        return ERASED
    clear = key.open(sealed_of(key_id, rest))
    return UNREADABLE if clear is None else clear.decode()
