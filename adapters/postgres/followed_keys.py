"""The registry of keys as a worker believes it that was told the founder: what registrars have signed.

The database cannot check signatures. Whoever may write to it can put a key of their own there. Verification
finds it; a worker that reads the registry in this way never takes it in the first place.
"""

import asyncio
from collections.abc import Sequence

from adapters.postgres.keys import PostgresKeys
from adapters.statements import METHODS
from domain.key_check import entry_fault
from domain.key_registry import KeyHistory, founder_of
from schemas.keys import KeyLife, PlacedEntry


class FollowedKeys:
    """`activities.signing_ports.KeyBook` that follows the registry from a founding key, entry by entry.

    It stops for good at the first entry that no registrars have rightly signed: no later key is known here.
    """

    def __init__(self, keys: PostgresKeys, founder: str) -> None:
        """Read from `keys`; `founder` is the thumbprint of the first registrar's key."""
        self._keys = keys
        self._founder = founder
        self._history = KeyHistory()
        self._seq = 0
        self._reading = asyncio.Lock()

    async def life_of(self, kid: str) -> KeyLife | None:
        """Return a key as far as it was followed, or None when registrars have not enrolled it."""
        if kid not in self._history.lives:
            await self._read_on()
        return self._history.lives.get(kid)

    async def keys_of(self, person: str) -> tuple[KeyLife, ...]:
        """Return all keys that registrars have enrolled for a person, in order."""
        await self._read_on()
        return tuple(life for life in self._history.lives.values() if life.key.person == person)

    async def _read_on(self) -> None:
        async with self._reading:
            entries = await self._keys.entries_after(self._seq)
            await asyncio.to_thread(self._follow, entries)

    def _follow(self, entries: Sequence[PlacedEntry]) -> None:
        for placed in entries:
            if placed.entry.seq != self._seq + 1 or not self._is_vouched_for(placed):
                return
            self._history.add(placed)
            self._seq += 1

    def _is_vouched_for(self, placed: PlacedEntry) -> bool:
        if entry_fault(self._history, placed, lambda envelope: METHODS[envelope.method]):
            return False
        founder = founder_of(self._history.lives)
        first = founder.key.kid if founder else _kid(placed)
        return first == self._founder


def _kid(placed: PlacedEntry) -> str:
    """The key of an entry that was found to be in order."""
    alone = KeyHistory()
    alone.add(placed)
    return next(iter(alone.lives))
