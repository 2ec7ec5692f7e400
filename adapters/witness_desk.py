"""Having the witness cosign checkpoints, beside the sealing: a witness that is away holds nothing up.

Each time the last checkpoint is shown, with the proof that it continues the one that the witness saw last;
after a witness was away that is one large step, and nothing is missed.
"""

import asyncio

from adapters.background import Background
from adapters.checkpoint_folder import CheckpointFolder
from adapters.postgres.seal import SealReader
from adapters.postgres.sealing import SealStore
from adapters.sealing_log import StructlogSealLog
from adapters.witness_client import WitnessClient
from domain.errors import VinhDanhError
from domain.notes import NoteKey

_LONGEST_PAUSE_SECONDS = 60


class WitnessDesk(Background):
    """Asks in the background for as long as it is entered."""

    def __init__(  # noqa: PLR0913, PLR0917 - each is a place of its own
        self,
        url: str,
        key: NoteKey,
        reader: SealReader,
        store: SealStore,
        folder: CheckpointFolder,
        log: StructlogSealLog,
        seconds: float,
    ) -> None:
        """Look every `seconds` whether there is a checkpoint that this witness has not cosigned."""
        self._key, self._reader, self._store, self._folder = key, reader, store, folder
        self._log, self._seconds = log, seconds
        self._witness = WitnessClient(url, key)

    async def ask(self) -> bool:
        """Have the last checkpoint cosigned if it is not yet; return whether it was asked for.

        Raises:
            WitnessAwayError: the witness cannot be asked now.
            WitnessRefusedError: it does not cosign; a fork is one reason.
            StorageUnavailableError: the record is away.
        """
        checkpoint, since = await self._reader.checkpoint(), await self._reader.last_cosigned(str(self._key))
        if checkpoint is None or checkpoint.head.size <= since:
            return False
        size = checkpoint.head.size

        async def prove(old_size: int) -> tuple[bytes, ...]:
            return await self._reader.consistency(old_size, size)

        line = await self._witness.cosign(checkpoint.note, since, prove)
        await self._store.keep_cosignature(size, self._key.name, str(line).rstrip("\n"), str(self._key))
        cosigned = await self._reader.checkpoint(size)
        if cosigned:
            self._folder.write(cosigned)
        return True

    async def _go_on(self) -> None:
        async with self._witness:
            await self._ask_for_ever()

    async def _ask_for_ever(self) -> None:
        pause, away = self._seconds, False
        while True:
            await asyncio.sleep(pause)
            try:
                asked = await self.ask()
                if asked and away:
                    self._log.cosigning_again()
                pause, away = self._seconds, away and not asked
            except (VinhDanhError, OSError) as error:
                self._log.not_cosigned(error)
                pause, away = min(pause * 2, _LONGEST_PAUSE_SECONDS), True
