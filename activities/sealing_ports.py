"""What the sealing activity asks of the sealer."""

from typing import Protocol

from schemas.sealing import Round


class Sealer(Protocol):
    """Seals the ledger; of several, one works at a time.

    Raises, from every method:
        StorageUnavailableError: the record is away; trying again will help.
        InvalidRecordError: another session seals now.
    """

    async def claim(self) -> bool:
        """Become the one that seals, or stay it; False while another one is."""
        ...

    async def anything_due(self) -> bool:
        """Return, cheaply, whether a round would do anything."""
        ...

    async def seal(self) -> Round:
        """Bring what waits into the tree and sign it; to be done again after any interruption.

        Raises:
            SealRefusedError: the tree does not extend the one that was signed last.
        """
        ...


class SealLog(Protocol):
    """What people who watch logs are told of the sealer."""

    def sealed(self, done: Round) -> None:
        """Tell of entries sealed, and of entries held back because their chain is broken."""
        ...

    def postponed(self, error: Exception) -> None:
        """Tell that nothing is sealed for now, and why."""
        ...
