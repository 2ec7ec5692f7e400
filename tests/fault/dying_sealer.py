"""A sealer that dies in the middle of a round, with whatever it has written so far.

    python -m tests.fault.dying_sealer DATABASE_URL FOLDER STEP

It does one round of the product's sealer, and its last act is this step (`adapters.sealer.STEPS`).
"""

import asyncio
import os
import signal
import sys
from pathlib import Path

from tests.sealed import sealer_on


def die_after(fatal: str, reached: str) -> None:
    """End this process at once, as a kill does, if the step that was reached is the fatal one."""
    if reached == fatal:
        os.kill(os.getpid(), signal.SIGKILL)


async def main(database: str, folder: str, fatal: str) -> None:
    """Do one round."""
    async with sealer_on(database, Path(folder), reached=lambda step: die_after(fatal, step)) as sealer:
        await sealer.seal()


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
