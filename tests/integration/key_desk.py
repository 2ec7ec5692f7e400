"""A founded registry of keys on the real record, and what verification finds there."""

from adapters.postgres.keys import PostgresKeys
from adapters.statements import METHODS
from domain.key_check import verify_keys
from schemas.audit import FindingCode
from schemas.keys import KeyEvidence, KeyReceipt, KeyRefusal
from schemas.keys import KeyRefusalReason as Reason
from schemas.signing import SignedStatement
from tests.keyholders import (
    CITY,
    CITY_REGISTRAR,
    a_registrar,
    enrolled,
)


class Desk:
    """A founded registry with two registrars."""

    def __init__(self, keys: PostgresKeys) -> None:
        """Nothing is recorded yet."""
        self.keys = keys
        self.state = a_registrar()
        self.city = a_registrar(CITY_REGISTRAR, CITY)

    async def founded(self) -> "Desk":
        """Enrol the founder, and the second registrar by the founder alone."""
        await self.recorded(enrolled(self.state))
        await self.recorded(enrolled(self.city, self.state, after=await self.end()))
        return self

    async def end(self) -> str:
        """Return the leaf hash at the end of the registry."""
        return (await self.keys.evidence()).head_hash

    async def recorded(self, envelope: SignedStatement) -> KeyReceipt:
        """Put a statement on record that is in order."""
        answer = await self.keys.record(envelope)
        assert isinstance(answer, KeyReceipt), answer
        return answer

    async def refused(self, envelope: SignedStatement) -> Reason:
        """Send a statement that is refused."""
        answer = await self.keys.record(envelope)
        assert isinstance(answer, KeyRefusal), answer
        return answer.reason


def findings(evidence: KeyEvidence) -> set[FindingCode]:
    """Return what verification names."""
    return {each.code for each in verify_keys(evidence, lambda envelope: METHODS[envelope.method])}
