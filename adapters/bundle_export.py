"""Taking everything about one nomination out of the servers, with the proofs that it is sealed."""

import asyncio
import time
from collections.abc import AsyncIterator, Iterable, Sequence
from typing import NamedTuple

import asyncpg
from temporalio.client import Client
from temporalio.service import RPCError, RPCStatusCode

from adapters.gateway import UnknownNominationError
from adapters.history_export import ENDED, HistoryExporter
from adapters.history_files import canonical_history, expanded, fetch_history
from adapters.person_keys import box_of
from adapters.postgres.evidence import EvidenceReader
from adapters.postgres.histories import PlacedLeaf, PostgresHistories
from adapters.postgres.seal import SealReader
from adapters.rule_files import RuleFiles
from domain.bundle import Bundle, place_of, rule_set_files
from domain.bundle_text_check import is_erased, named_in_erasure, rule_digests, seals_of
from domain.errors import VinhDanhError
from domain.history_seal import continued_in
from domain.key_registry import founder_of, registry_of
from schemas.audit import Evidence
from schemas.bundle import ProvenStreams
from schemas.erasure import ERASURES_STREAM
from schemas.keys import KEYS_STREAM, PlacedEntry
from schemas.names import history_stream, nomination_workflow_id
from schemas.seal import Checkpoint, ProvenEntry
from schemas.trust import Trust

_ASK_EVERY_SECONDS = 0.2


class _Leaves(NamedTuple):
    """The entries of a bundle, stream by stream."""

    nomination: list[PlacedLeaf]
    histories: list[PlacedLeaf]
    keys: list[PlacedLeaf]
    erasures: list[PlacedLeaf]


class NotSealedError(VinhDanhError):
    """A nomination's entries are not all sealed, so no proof of them can be taken away."""


class BundleExporter:
    """Takes bundles out of the record and of Temporal; a history that is over and not kept yet is kept."""

    def __init__(self, client: Client, pool: asyncpg.Pool, rules: RuleFiles) -> None:
        """Read over this pool; `rules` are those of this installation."""
        self._client, self._box = client, box_of(pool)
        self._keeping = HistoryExporter(client, pool, rules)
        self._evidence, self._seal = EvidenceReader(pool), SealReader(pool)
        self._histories = PostgresHistories(pool)

    async def bundle(self, nomination_id: str, wait_seconds: float = 5) -> Bundle:
        """Return everything about a nomination, waiting so long for what was recorded now to be sealed.

        Raises:
            UnknownNominationError: it is not on record.
            NotSealedError: an entry of it is still not sealed.
            StorageUnavailableError: the record does not answer.
            RPCError: Temporal does not answer.
        """
        evidence = await self._evidence.evidence(nomination_id)
        if evidence is None:
            raise UnknownNominationError(nomination_id)
        workflow_id = nomination_workflow_id(nomination_id)
        histories = await self._all_histories(workflow_id, evidence.state.first_run_id)
        leaves, checkpoint = await self._once_sealed(evidence, workflow_id, wait_seconds)
        streams = ProvenStreams(
            nomination=await self._proven(leaves.nomination, checkpoint),
            histories=await self._proven(leaves.histories, checkpoint),
            keys=await self._proven(leaves.keys, checkpoint, dedup=True),
            erasures=await self._proven(leaves.erasures, checkpoint),
        )
        bundle = Bundle(
            evidence=_placed(evidence, streams),
            streams=streams,
            note=checkpoint.note,
            keys=_keys(checkpoint, streams.keys),
            histories=histories,
            rules=await self._rules(evidence),
        )
        return await self._with_calendars(bundle)

    async def _all_histories(self, workflow_id: str, first_run_id: str) -> tuple[bytes, ...]:
        """Return every history that is kept, and after them those that Temporal has of runs still open."""
        open_runs = [each async for each in self._not_kept(workflow_id, first_run_id)]
        kept = [await self._clear(each.stored) for each in await self._histories.kept_of(workflow_id)]
        return tuple(clear for clear in (*kept, *open_runs) if clear is not None)

    async def _not_kept(self, workflow_id: str, first_run_id: str) -> AsyncIterator[bytes]:
        """Keep the histories of the case's runs that are over; yield those of runs that are not."""
        kept = {each.seal.run_id: each.stored for each in await self._histories.kept_of(workflow_id)}
        run_id: str | None = first_run_id
        while run_id:
            if run_id in kept:
                clear = await self._clear(kept[run_id])
            else:
                clear, over = await self._from_temporal(workflow_id, run_id)
                if clear is not None and not over:
                    yield clear
            run_id = continued_in(clear) if clear else None

    async def _from_temporal(self, workflow_id: str, run_id: str) -> tuple[bytes | None, bool]:
        """Return a run's history, keeping it if it is over, and whether it is; None: Temporal has none."""
        try:
            history = await fetch_history(self._client, workflow_id, run_id)
        except RPCError as error:
            if error.status is not RPCStatusCode.NOT_FOUND:
                raise
            return None, False
        over = history.events[-1].event_type in ENDED
        if over:
            await self._keeping.keep_documents()
            await self._keeping.keep(workflow_id, run_id)
        return canonical_history(history), over

    async def _clear(self, stored: bytes) -> bytes | None:
        """Return a kept history in clear, None when its person was erased."""
        compressed = await self._box.reveal(stored) if stored else None
        return None if compressed is None else expanded(compressed)

    async def _once_sealed(
        self, evidence: Evidence, workflow_id: str, wait_seconds: float
    ) -> tuple[_Leaves, Checkpoint]:
        """Return the entries of a bundle, and the first checkpoint that covers them all."""
        ends = time.monotonic() + wait_seconds
        while True:
            leaves = await self._leaves(evidence, workflow_id)
            checkpoint = await self._checkpoint_over(leaves)
            if checkpoint is not None:
                return leaves, checkpoint
            if time.monotonic() >= ends:
                message = "its entries are not sealed yet; see that the sealer runs, then try again"
                raise NotSealedError(message)
            await asyncio.sleep(_ASK_EVERY_SECONDS)

    async def _leaves(self, evidence: Evidence, workflow_id: str) -> _Leaves:
        own = await self._histories.stream(evidence.nomination_id)
        erasures = await self._histories.stream(ERASURES_STREAM) if is_erased(evidence) else []
        return _Leaves(
            nomination=[each for each in own if each.entry.seq <= evidence.head_seq],
            histories=await self._histories.stream(history_stream(workflow_id)),
            keys=await self._histories.stream(KEYS_STREAM),
            erasures=[each for each in erasures if named_in_erasure(each.entry, evidence)],
        )

    async def _checkpoint_over(self, leaves: _Leaves) -> Checkpoint | None:
        indexes = [each.leaf_index for stream in leaves for each in stream]
        places = [index for index in indexes if index is not None]
        if len(places) < len(indexes) or not places:
            return None
        return await self._seal.checkpoint_over(max(places))

    async def _proven(
        self, leaves: Iterable[PlacedLeaf], checkpoint: Checkpoint, *, dedup: bool = False
    ) -> tuple[ProvenEntry, ...]:
        """Return the entries that the checkpoint covers, each with its proof.

        `dedup`: with the key by which the record tells repeats, which no hash covers.
        """
        size, found = checkpoint.head.size, list[ProvenEntry]()
        for entry, index in leaves:
            if index is None or index >= size:
                break  # a later entry of the same stream stands later in the tree, too
            kept = entry if dedup else entry.model_copy(update={"dedup_key": ""})
            found.append(ProvenEntry(entry=kept, proof=await self._seal.inclusion(index, size)))
        return tuple(found)

    async def _rules(self, evidence: Evidence) -> dict[str, dict[str, bytes]]:
        found: dict[str, dict[str, bytes]] = {}
        for digest, name in rule_digests(evidence).items():
            text = await self._histories.document(digest)
            if text is not None:
                found[f"{name}-{digest[:12]}"] = rule_set_files(text)
        return found

    async def _with_calendars(self, bundle: Bundle) -> Bundle:
        named = {seal.calendar.sha256 for seal in seals_of(bundle) if seal.calendar}
        texts = {digest: await self._histories.document(digest) for digest in sorted(named)}
        return bundle.with_calendars({digest: text for digest, text in texts.items() if text is not None})


def _placed(evidence: Evidence, streams: ProvenStreams) -> Evidence:
    """Return the evidence with its entries as they are exported, and signed decisions at their leaves."""
    places = {proven.entry.seq: place_of(proven) for proven in streams.nomination}
    rows = (row.model_copy(update={"place": places[row.seq]}) for row in evidence.signed if row.seq in places)
    entries = tuple(proven.entry for proven in streams.nomination)
    return evidence.model_copy(update={"entries": entries, "signed": tuple(rows)})


def _keys(checkpoint: Checkpoint, keys: Sequence[ProvenEntry]) -> Trust:
    """Return the keys of log, witnesses and first registrar, as the record names them."""
    founder = founder_of(registry_of(PlacedEntry(place=place_of(each), entry=each.entry) for each in keys))
    return Trust(
        log=checkpoint.log_key or None,
        witnesses=checkpoint.witness_keys,
        registrar=founder.key.kid if founder else None,
    )
