"""Verifying the sealed ledger, as part of verifying everything."""

import asyncio

import asyncpg

from adapters.seal_verification import Held, SealLook, leaves_to_walk, nothing_late, verify_seal
from cli.progress import progress
from domain.errors import InvalidRecordError
from domain.sealed_check import LEDGER
from schemas.audit import Finding, FindingCode
from schemas.trust import Trust

LOOKS = 20
SECONDS_BETWEEN = 1.0


async def look_at_seal(
    pool: asyncpg.Pool, trust: Trust | None, held: Held | None, *, shown: bool
) -> SealLook:
    """Walk the sealed ledger; a sealer that was only started again a moment ago is not blamed.

    Raises:
        HeldCheckpointError: `held` cannot be used.
        NoteError: a key in `trust` is none.
        StorageUnavailableError: the database does not answer.
    """
    try:
        leaves = await leaves_to_walk(pool)
        with progress("Đang kiểm tra niêm phong / Verifying the seal", leaves, shown=shown) as bar:
            look = await verify_seal(pool, trust, held, bar.step)
    except (ValueError, LookupError, TypeError, InvalidRecordError) as error:
        text = f"the seal cannot be read as such ({type(error).__name__})"
        return SealLook(findings=[Finding(code=FindingCode.UNREADABLE, nomination_id=LEDGER, text=text)])
    if any(_is_late(finding) for finding in look.findings) and await _caught_up(pool):
        look.findings = [finding for finding in look.findings if not _is_late(finding)]
    return look


async def _caught_up(pool: asyncpg.Pool) -> bool:
    for _ in range(LOOKS):
        await asyncio.sleep(SECONDS_BETWEEN)
        if await nothing_late(pool):
            return True
    return False


def _is_late(finding: Finding) -> bool:
    return finding.code is FindingCode.SEALING_LATE
