"""How fast the sealed ledger is verified, and how much memory that takes.

    python -m benchmarks.verification [--entries 100000] [--streams 20000]

The entries are appended by the ledger's own function and sealed by the product's own sealer. Measured is the
walk of `starter.py verify` over them: leaf hashes, bodies, links, subtrees and checkpoints; the rest of
`verify`, which looks at each nomination and its history, is not in it.
"""

import argparse
import asyncio
import json
import tempfile
import time
from pathlib import Path

import asyncpg
import psutil

from adapters.ed25519 import SigningKey
from adapters.local_postgres import LocalPostgres
from adapters.postgres.pool import open_pool
from adapters.seal_verification import Held, SealLook, verify_seal
from adapters.sealer import LogKey
from schemas.trust import Trust
from tests.sealed import ORIGIN, sealer_on

_BATCH = 1_000
_MEGABYTE = 2**20
_KEY = LogKey(ORIGIN, SigningKey(b"\7" * 32))
_APPEND = """
select count(*) from generate_series($1::int, $2::int) n,
  ledger.append('n-' || n % $3::int, 'bench/' || n, 'decision.recorded', n,
    convert_to('{"facts":{"n":' || n || ',"text":"' || repeat('x', 500) || '"}}', 'UTF8'))
"""


class Memory:
    """What this process holds, as the walk goes on."""

    def __init__(self, leaves: int) -> None:
        """Look when a tenth of the leaves is walked, and from then on."""
        self._process, self._leaves, self._walked = psutil.Process(), leaves, 0
        self.early = self.most = 0.0

    def step(self, leaves: int) -> None:
        """Look now."""
        self._walked += leaves
        held = self._process.memory_info().rss / _MEGABYTE
        self.most = max(self.most, held)
        if self._walked <= self._leaves / 10:
            self.early = self.most


async def main(entries: int, streams: int) -> None:
    """Make the ledger, walk it twice, and print one JSON value."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        server = LocalPostgres(Path(folder, "postgres"))
        server.start()
        server.migrate()
        try:
            print(json.dumps(await _measured(server, Path(folder), entries, streams), indent=2))
        finally:
            server.stop()


async def _measured(server: LocalPostgres, folder: Path, entries: int, streams: int) -> dict[str, object]:
    url = server.application_url()
    notes = await _filled(url, folder, entries, streams)
    memory = Memory(entries)
    async with await open_pool(url, size=2) as pool:
        began = time.monotonic()
        look = await verify_seal(pool, Trust(log=_KEY.vkey), Held(notes[-1]), memory.step)
        seconds = time.monotonic() - began
        began = time.monotonic()
        tail = await verify_seal(pool, Trust(log=_KEY.vkey), Held(notes[len(notes) // 2], resumes=True))
        resumed = time.monotonic() - began
    _check(look, tail, entries)
    return {
        "entries": look.leaves,
        "checkpoints": look.checkpoints,
        "entries_a_second": round(look.leaves / seconds),
        "megabytes_after_a_tenth": round(memory.early),
        "megabytes_at_most": round(memory.most),
        "resumed_at": tail.resumed_at,
        "resumed_seconds": round(resumed, 2),
    }


async def _filled(url: str, folder: Path, entries: int, streams: int) -> list[str]:
    """Append and seal in turn; return the checkpoint of each round."""
    admin = await asyncpg.connect(url.replace("vinhdanh_app@", "postgres@"))
    notes = list[str]()
    async with sealer_on(url, folder, key=_KEY) as sealer:
        for first in range(1, entries + 1, _BATCH):
            await admin.execute(_APPEND, first, min(first + _BATCH - 1, entries), streams)
            await sealer.seal()
            notes.append((folder / "checkpoints" / "latest.txt").read_text())
    await admin.execute("vacuum analyze")
    await admin.close()
    return notes


def _check(look: SealLook, tail: SealLook, entries: int) -> None:
    if look.findings or tail.findings or look.leaves != entries:
        message = f"the ledger that was made for this is not whole: {look.findings or tail.findings}"
        raise RuntimeError(message)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--entries", type=int, default=100_000)
    parser.add_argument("--streams", type=int, default=20_000)
    chosen = parser.parse_args()
    asyncio.run(main(chosen.entries, chosen.streams))
