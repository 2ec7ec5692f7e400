"""Verifying the sealed ledger as a whole: leaves, links, tree, checkpoints, and what is not sealed yet."""

from collections.abc import AsyncIterator, Callable, Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

import asyncpg

from adapters import ed25519
from adapters.postgres.sealed_ledger import OddEntry, SealedLedger, sealed_ledger
from domain.checkpoint_check import CheckpointCheck, held_checkpoint
from domain.checkpoints import CheckpointText
from domain.history_check import history_faults
from domain.merkle import CompactRange, frontier_nodes
from domain.sealed_check import (
    LEDGER,
    LedgerWalk,
    Piece,
    StatedHead,
    cut_findings,
    waiting_faults,
)
from schemas.audit import Finding, FindingCode, Remark
from schemas.seal import Checkpoint
from schemas.trust import Trust

SEALED_WITHIN_SECONDS = 10.0
"""The sealer seals about every second; what waits longer is amiss."""

MOST_FINDINGS = 1_000
"""A ledger that was replaced as a whole would otherwise fill the memory with its findings."""

_PIECE = 2_000


class Held(NamedTuple):
    """A checkpoint that an auditor has kept, as its text.

    The tree on record must begin with it. `resumes`: what it covers is then not walked again.
    """

    note: str
    resumes: bool = False


@dataclass
class SealLook:
    """What the walk over the sealed ledger saw.

    `leaves` are those that were walked, after the first `resumed_at`, which a trusted checkpoint vouches for;
    `cosigned_to` is the size of the last tree that enough witnesses have cosigned. `trusted`: the log's key
    is the auditor's own, not the one that the record names.
    """

    leaves: int = 0
    waiting: int = 0
    checkpoints: int = 0
    histories: int = 0
    resumed_at: int = 0
    cosigned_to: int = 0
    findings: list[Finding] = field(default_factory=list[Finding])
    notices: list[Remark] = field(default_factory=list[Remark])
    left_out: int = 0
    trusted: bool = False

    def add(self, findings: Iterable[Finding]) -> None:
        """Take findings, as many as anybody can read."""
        for finding in findings:
            if len(self.findings) < MOST_FINDINGS:
                self.findings.append(finding)
            else:
                self.left_out += 1


async def verify_seal(
    pool: asyncpg.Pool,
    trust: Trust | None = None,
    held: Held | None = None,
    step: Callable[[int], None] = lambda _leaves: None,
) -> SealLook:
    """Walk the sealed ledger and return what is amiss.

    `step` is told how many leaves more were walked.

    Raises:
        HeldCheckpointError: `held` is no checkpoint, or not by the log that is trusted.
        NoteError: a key in `trust` is none.
        StorageUnavailableError: the database does not answer.
    """
    async with sealed_ledger(pool) as ledger:
        return await look_at_ledger(ledger, trust, held, step)


async def look_at_ledger(
    ledger: SealedLedger,
    trust: Trust | None = None,
    held: Held | None = None,
    step: Callable[[int], None] = lambda _leaves: None,
) -> SealLook:
    """Walk one snapshot of the sealed ledger, as `verify_seal` does."""
    look, check = SealLook(), CheckpointCheck(trust, ed25519.verify)
    kept = None if held is None else held_checkpoint(held.note, trust, ed25519.verify)
    size, now = await ledger.bounds()
    heads = [] if kept is None else _heads_of(kept, size, look)
    resumed = held is not None and held.resumes and heads
    walk = LedgerWalk(await _start(ledger, heads[0], look) if resumed else None)
    async for piece in _pieces(ledger, walk.size, size, heads, check, look):
        look.add(walk.take(piece))
        look.leaves += len(piece.leaves)
        step(len(piece.leaves))
    await _after_the_end(ledger, size, check, look)
    await _beside_the_tree(ledger, look)
    look.add(check.end(now))
    look.checkpoints, look.cosigned_to = check.checked, check.cosigned_to
    look.trusted = check.trusts_log
    if look.left_out:
        text = f"{look.left_out} more findings on the seal were left out"
        look.notices.append(Remark(nomination_id=LEDGER, text=text))
    return look


async def leaves_to_walk(pool: asyncpg.Pool) -> int:
    """Return how many leaves there are, as it is now."""
    async with sealed_ledger(pool) as ledger:
        size, _ = await ledger.bounds()
    return size


async def nothing_late(pool: asyncpg.Pool) -> bool:
    """Return whether no entry has waited too long to be sealed, as it is now."""
    async with sealed_ledger(pool) as ledger:
        late, _ = await ledger.late(SEALED_WITHIN_SECONDS)
    return not late


def _heads_of(kept: CheckpointText, size: int, look: SealLook) -> list[StatedHead]:
    """Return the head that an auditor holds, if the ledger is long enough to hold it against."""
    head = StatedHead(kept.size, kept.root, "the checkpoint you hold", FindingCode.TREE_FORKED)
    look.add(cut_findings(size, [head]))
    return [head] if 0 < kept.size <= size else []


async def _start(ledger: SealedLedger, head: StatedHead, look: SealLook) -> CompactRange | None:
    """Return the trusted tree, None when the one on record does not begin with it: then all is walked."""
    wanted = frontier_nodes(head.size)
    stored = await ledger.subtrees(wanted)
    if None not in stored:
        tree = CompactRange(head.size, [node for node in stored if node is not None])
        if tree.root() == head.root:
            look.resumed_at = head.size
            return tree
    return None


async def _pieces(  # noqa: PLR0913, PLR0917 - what belongs to a walk
    ledger: SealedLedger,
    first: int,
    size: int,
    held: list[StatedHead],
    check: CheckpointCheck,
    look: SealLook,
) -> AsyncIterator[Piece]:
    while first < size:
        end = min(first + _PIECE, size)
        checkpoints = await ledger.checkpoints(first, end)
        for checkpoint in checkpoints:
            look.add(check.take(checkpoint))
        heads = [_stated(each) for each in checkpoints] + [h for h in held if first < h.size <= end]
        yield Piece(
            end,
            await ledger.leaves(first, end),
            sorted(heads, key=lambda head: head.size),
            await ledger.nodes(first, end),
        )
        first = end


def _stated(checkpoint: Checkpoint) -> StatedHead:
    size, root = checkpoint.head.size, bytes.fromhex(checkpoint.head.root)
    return StatedHead(size, root, f"its checkpoint of {checkpoint.signed_at:%Y-%m-%d %H:%M:%S} UTC")


async def _after_the_end(ledger: SealedLedger, size: int, check: CheckpointCheck, look: SealLook) -> None:
    """Look for checkpoints over more leaves than there are."""
    largest = await ledger.largest_size()
    if largest > size:
        for checkpoint in await ledger.checkpoints(largest - 1, largest):
            look.add(check.take(checkpoint))
            look.add(cut_findings(size, [_stated(checkpoint)]))


async def _beside_the_tree(ledger: SealedLedger, look: SealLook) -> None:
    """Look at entries that are not in the tree, and at the ends of streams."""
    async for waiting in ledger.waiting():
        look.waiting += 1
        if waiting.entry is None:
            text = "an entry that waited to be sealed is not on record any more"
            look.add([_finding(LEDGER, FindingCode.ENTRY_DELETED, text)])
        else:
            look.add(waiting_faults(waiting.entry, waiting.before))
    late, seconds = await ledger.late(SEALED_WITHIN_SECONDS)
    if late:
        text = f"{late} entries wait to be sealed, the first for {seconds:.0f} s: see whether the sealer runs"
        look.add([_finding(LEDGER, FindingCode.SEALING_LATE, text)])
    async for odd in ledger.odd_entries():
        look.add([_odd(odd)])
    async for kept in ledger.kept_histories():
        look.histories += 1
        look.add(history_faults(kept))
    async for end in ledger.wrong_ends():
        text = f"the ledger ends at entry {end.found}, but entry {end.noted} was written last"
        look.add([_finding(end.stream_id, FindingCode.HEAD_DIFFERS, text)])


def _odd(odd: OddEntry) -> Finding:
    where = f"entry {odd.seq} ({odd.kind})"
    if odd.vouches:
        text = f"the history that {where} vouches for is not kept any more"
        return _finding(odd.stream_id, FindingCode.DETAIL_MISSING, text)
    text = f"{where} is neither sealed nor waits for it: it did not come by the ledger's way"
    return _finding(odd.stream_id, FindingCode.ENTRY_UNSEALED, text)


def _finding(subject: str, code: FindingCode, text: str) -> Finding:
    return Finding(code=code, nomination_id=subject, text=text)
