"""The registry of keys while everything is verified: read when a signature first asks for it."""

from adapters.postgres.keys import PostgresKeys
from adapters.statements import EnvelopeVerifier
from domain.key_registry import Registry, registry_of
from domain.signed_check import KeyCheck
from schemas.audit import Evidence


class KnownKeys:
    """Keys that signatures are held against; read again when one names a key that was not there yet."""

    def __init__(self, keys: PostgresKeys) -> None:
        """Read nothing yet."""
        self._keys = keys
        self._registry: Registry = {}

    async def check_for(self, evidence: Evidence) -> KeyCheck | None:
        """Return what the signatures of one nomination are held against; None where it has none.

        Raises:
            ValueError: the registry cannot be read as such.
        """
        if not evidence.signed:
            return None
        if any(row.kid not in self._registry for row in evidence.signed):
            self._registry = registry_of((await self._keys.evidence()).entries)
        return KeyCheck(self._registry, EnvelopeVerifier().holds)
