"""What activities need to check signatures, as protocols; `adapters` provides it."""

from typing import Protocol

from schemas.keys import KeyLife
from schemas.signing import SignedStatement


class StatementVerifier(Protocol):
    """Checks signatures by the method that an envelope names.

    Methods are a registry in `adapters.statements`, one function each. `dsse-ed25519` signs the DSSE encoding
    with an Ed25519 key. Two more have their place there, each with a member of `SigningMethod` of its own:
    WebAuthn, where the signature is an assertion whose challenge is the SHA-256 of the DSSE encoding and the
    envelope also keeps authenticator data and client data; and a national certificate authority, where it is
    a CMS signature and the registry holds the certificate's key. Only the last has the force of law
    (Law 20/2023/QH15).
    """

    def holds(self, envelope: SignedStatement, kid: str, public: bytes) -> bool:
        """Return whether the envelope has one signature by the key `kid`, and it holds; never raises."""
        ...


class KeyBook(Protocol):
    """The registry of keys as it stands now.

    Raises, from every method:
        StorageUnavailableError: trying again will help.
    """

    async def life_of(self, kid: str) -> KeyLife | None:
        """Return a key and what became of it, or None when none is enrolled under this thumbprint."""
        ...

    async def keys_of(self, person: str) -> tuple[KeyLife, ...]:
        """Return all keys that a person ever had, in the order in which they were enrolled."""
        ...
