"""The sealer: brings the ledger's entries into the tree, and signs what the tree has become.

The steps of a round, in this order; after a crash between any two of them the next round goes on:

    leaves     pending entries become leaves, in one transaction
    state      the tree that is to be signed is on this sealer's own disk, if it extends the one that is there
    signed     its checkpoint is signed, the same however often
    kept       the checkpoint is on record
    exported   and outside the database
"""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime

from adapters.checkpoint_folder import CheckpointFolder
from adapters.ed25519 import SigningKey
from adapters.postgres.seal import SealReader
from adapters.postgres.sealing import SealStore
from adapters.seal_state import SealState, StateFile
from domain.checkpoints import CheckpointText
from domain.errors import SealRefusedError
from domain.merkle import CompactRange, frontier_nodes
from domain.notes import Note, NoteKey, NoteType, log_signature
from domain.sealing import due_of, grow
from schemas.seal import TreeHead
from schemas.sealing import Round

STEPS = ("leaves", "state", "signed", "kept", "exported")


class LogKey:
    """The key by which one log signs its checkpoints."""

    def __init__(self, origin: str, key: SigningKey) -> None:
        """Sign as the log `origin`."""
        self._key = key
        self._named = NoteKey(origin, NoteType.LOG, key.public)

    @property
    def vkey(self) -> str:
        """The verifier key, as auditors and witnesses are given it."""
        return str(self._named)

    def checkpoint(self, tree: CompactRange) -> str:
        """Return the signed note of a tree; it is the same each time."""
        text = str(CheckpointText(self._named.name, tree.size, tree.root()))
        return str(Note(text, (log_signature(text, self._named, self._key.sign),)))


class Sealer:
    """`activities.sealing_ports.Sealer` on PostgreSQL and this machine's disk."""

    def __init__(  # noqa: PLR0913, PLR0917 - each is a place of its own
        self,
        store: SealStore,
        reader: SealReader,
        state: StateFile,
        key: LogKey,
        folder: CheckpointFolder,
        reached: Callable[[str], None] = lambda _step: None,
    ) -> None:
        """Seal with this key; `reached` is told after each step (`STEPS`)."""
        self._store, self._reader, self._state = store, reader, state
        self._key, self._folder, self._reached = key, folder, reached
        self._one_at_a_time = asyncio.Lock()

    async def claim(self) -> bool:
        """Become the one that seals, or stay it; False while another one is."""
        return await self._store.claim()

    async def anything_due(self) -> bool:
        """Return, cheaply, whether a round would do anything."""
        return await self._store.anything_due()

    async def seal(self) -> Round:
        """Do one round.

        Raises:
            SealRefusedError: the tree does not extend the one that was signed last.
            StorageUnavailableError: the record is away; trying again will help.
            InvalidRecordError: another session seals now.
        """
        async with self._one_at_a_time:
            tree = await self._reader.tree()
            state = await self._checked(tree)
            round_ = await self._add_leaves(tree)
            tree = await self._agreed(state.tree())
            if tree.size != state.size:
                self._state.write(SealState.of(self._key.vkey, tree))
                self._reached("state")
            if tree.size:
                await self._sign(tree)
            return round_

    async def _checked(self, tree: CompactRange) -> SealState:
        """Return what was signed last, after making sure that the tree on record extends it."""
        state = self._state.read()
        if state is None:
            return await self._first_state()
        if state.log_key != self._key.vkey:
            message = f"{self._state.path} is of another log or key; restore the key, or the state"
            raise SealRefusedError(message)
        if tree.size < state.size:
            message = (
                f"the record has {tree.size} sealed entries, but {state.size} were signed: "
                "an older state of the database; restore the newest backup"
            )
            raise SealRefusedError(message)
        there = await self._reader.nodes(frontier_nodes(state.size))
        if tuple(there) != state.tree().frontier:
            message = f"the first {state.size} sealed entries are not those that were signed; run verify"
            raise SealRefusedError(message)
        return state

    async def _first_state(self) -> SealState:
        """Begin a log, but never in the place of one that has signed before."""
        if await self._reader.checkpoint() is not None:
            message = f"checkpoints were signed, but {self._state.path} is gone; restore it from a backup"
            raise SealRefusedError(message)
        state = SealState.of(self._key.vkey, CompactRange())
        self._state.write(state)
        return state

    async def _add_leaves(self, tree: CompactRange) -> Round:
        """Make leaves of what waits, in one transaction."""
        pending, more = await self._store.due()
        due = due_of(pending)
        size = tree.size
        if due.linked:
            nodes = grow(tree, [bytes.fromhex(entry.leaf_hash) for entry in due.linked])
            size = await self._store.add(size, due.linked, nodes)
            self._reached("leaves")
        return Round(sealed=len(due.linked), held=len(due.held), size=size, more=more and bool(due.linked))

    async def _agreed(self, mine: CompactRange) -> CompactRange:
        """Return the tree as it is committed, grown here from the one that was signed last."""
        for leaf in await self._reader.hashes(mine.size, await self._reader.size()):
            mine.append(leaf)
        if tuple(await self._reader.nodes(frontier_nodes(mine.size))) != mine.frontier:
            message = f"the nodes of the tree of {mine.size} entries are not those of its leaves; run verify"
            raise SealRefusedError(message)
        return mine

    async def _sign(self, tree: CompactRange) -> None:
        """Sign the tree, keep the checkpoint and put it outside, as far as that is not done yet."""
        kept = await self._reader.checkpoint(tree.size)
        if kept is None:
            note = self._key.checkpoint(tree)
            self._reached("signed")
            head = TreeHead(size=tree.size, root=tree.root().hex())
            await self._store.keep_checkpoint(head, note, self._key.vkey, datetime.now(UTC))
            self._reached("kept")
            kept = await self._reader.checkpoint(tree.size)
        if kept is None or kept.head.root != tree.root().hex():
            message = (
                f"the checkpoint of {tree.size} entries on record is not the one signed here; run verify"
            )
            raise SealRefusedError(message)
        if not self._folder.holds(kept):
            self._folder.write(kept)
            self._reached("exported")
