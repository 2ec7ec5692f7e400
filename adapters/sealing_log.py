"""What people who watch logs are told of the sealer and the witness. Sizes and kinds of errors only."""

import structlog

from schemas.sealing import Round


class StructlogSealLog:
    """`activities.sealing_ports.SealLog`."""

    def __init__(self) -> None:
        """Write to the process's log."""
        self._log = structlog.get_logger("seal")
        self._held = 0

    def sealed(self, done: Round) -> None:
        """Tell of entries sealed, and once of entries held back because their chain is broken."""
        if done.sealed:
            self._log.info("seal.sealed", entries=done.sealed, size=done.size)
        if done.held != self._held:
            self._held = done.held
            self._log.error("seal.held_back", entries=done.held, do="run starter.py verify")

    def postponed(self, error: Exception) -> None:
        """Tell that nothing is sealed for now, and why."""
        self._log.error("seal.postponed", error=type(error).__name__, why=str(error))

    def no_witness(self) -> None:
        """Tell that nobody cosigns."""
        self._log.warning("seal.no_witness", do="set WITNESS_URL and WITNESS_KEY")

    def cosigning_again(self) -> None:
        """Tell that the witness cosigns after it had not."""
        self._log.info("seal.cosigning_again")

    def not_cosigned(self, error: Exception) -> None:
        """Tell that the witness has not cosigned, and why; entries are sealed all the same."""
        self._log.error("seal.not_cosigned", error=type(error).__name__, why=str(error))
