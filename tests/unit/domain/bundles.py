"""A bundle without servers: a case with a signed decision, its keys and history, sealed by a small log."""

from base64 import b64encode
from dataclasses import replace
from datetime import UTC, datetime
from hashlib import sha256

from adapters import ed25519
from adapters.statements import METHODS, EnvelopeVerifier
from domain.bundle import Bundle, place_of
from domain.bundle_check import Verifiers
from domain.canonical import canonical_json
from domain.history_seal import history_body
from domain.ledger import FIRST_PREV_HASH, leaf_hash
from domain.merkle import inclusion_proof
from domain.signing import envelope_bytes
from schemas.audit import Evidence, SignedRow, Witness
from schemas.bundle import ProvenStreams
from schemas.evidence import HistorySeal, KeptCalendar
from schemas.ledger import EntryKind, LedgerEntry
from schemas.names import history_stream, nomination_workflow_id
from schemas.seal import InclusionProof, ProvenEntry
from schemas.trust import Trust
from tests.cases import a_decision, a_nomination, a_withdrawal
from tests.grown_tree import Grown
from tests.keyholders import GrowingRegistry, Holder, a_registrar, enrolled
from tests.signing import CHAIRS_KEYS, envelope_of, signed
from tests.small_log import SmallLog
from tests.unit.domain.case_files import a_case
from tests.unit.domain.recorded import Recorded

LONG_AGO = datetime(1970, 1, 1, microsecond=1, tzinfo=UTC)
"""When the entries of `GrowingRegistry` happened, by what their hashes cover."""

CALENDAR = b"version: '1'\n"
BY = Verifiers(ed25519.verify, lambda envelope: METHODS[envelope.method], EnvelopeVerifier().holds)


class Case:
    """A nomination that its ward approved by a signed decision, and that was then withdrawn."""

    def __init__(self) -> None:
        """Put it on record, with the registry of keys that it needs."""
        self.request = a_nomination()
        self.registrar = a_registrar()
        chair = Holder("ward-chair")
        chair.signing = CHAIRS_KEYS["ward-chair"]
        self.keys = GrowingRegistry()
        self.keys.add(enrolled(self.registrar), self.registrar.person)
        founded = self.keys.end
        self.keys.add(enrolled(chair, self.registrar, after=founded), self.registrar.person)
        self.recorded = Recorded(self.request, a_case(request=self.request).route)
        prev = self.recorded.entries[-1].leaf_hash
        self.decision = signed(a_decision(self.request, "ward"), self.request.nomination_id, prev=prev)
        self.recorded.send(self.decision, a_withdrawal())
        self.history = canonical_json({"workflow_id": self.workflow_id, "events": [self._started()]})

    @property
    def workflow_id(self) -> str:
        """The workflow that carried it."""
        return nomination_workflow_id(self.request.nomination_id)

    @property
    def witness(self) -> Witness:
        """What its history tells."""
        return self.recorded.witness()

    def envelope(self) -> bytes:
        """What the chair signed, as it is kept."""
        return envelope_bytes(envelope_of(self.decision))

    def bundle(self) -> Bundle:
        """Return the bundle of it, sealed in the order keys, nomination, history."""
        own = [entry.model_copy(update={"dedup_key": ""}) for entry in self.recorded.entries]
        registry = [placed.entry.model_copy(update={"occurred_at": LONG_AGO}) for placed in self.keys.entries]
        entries = [*registry, *own, self._seal()]
        log = SmallLog("tests.example/ledger", Grown([bytes.fromhex(one.leaf_hash) for one in entries]))
        proven = [_proven(entry, index, log.tree) for index, entry in enumerate(entries)]
        keys = len(self.keys.entries)
        streams = ProvenStreams(
            keys=tuple(proven[:keys]), nomination=tuple(proven[keys:-1]), histories=(proven[-1],)
        )
        row = SignedRow(
            decision_id=self.decision.decision_id,
            kid=envelope_of(self.decision).signatures[0].keyid,
            envelope=self.envelope().hex(),
            place=keys + 1,
            seq=2,
        )
        return Bundle(
            evidence=self._evidence().model_copy(update={"entries": tuple(own), "signed": (row,)}),
            streams=streams,
            note=log.note(len(entries)),
            keys=Trust(log=str(log.key), registrar=self.registrar.kid),
            histories=(self.history,),
            calendars={sha256(CALENDAR).hexdigest(): CALENDAR},
        )

    def _evidence(self) -> Evidence:
        """The record; on a route without plans a stage's panel is the one of the route."""
        evidence = self.recorded.evidence
        panels = {stage.level: stage.panel for stage in evidence.state.route.stages}
        stages = tuple(row.model_copy(update={"panel": panels[row.level]}) for row in evidence.stages)
        return evidence.model_copy(update={"stages": stages})

    def _started(self) -> dict[str, object]:
        payload = {"data": b64encode(self.request.model_dump_json().encode()).decode()}
        started = {"originalExecutionRunId": "run", "input": {"payloads": [payload]}}
        return {"eventId": "1", "workflowExecutionStartedEventAttributes": started}

    def _seal(self) -> LedgerEntry:
        seal = HistorySeal(
            workflow_id=self.workflow_id,
            run_id="run",
            status="completed",
            events=1,
            sha256=sha256(self.history).hexdigest(),
            stored_sha256="ab" * 32,
            build_id="0123456789abcdef",
            calendar=KeptCalendar(name="no holidays", sha256=sha256(CALENDAR).hexdigest()),
        )
        last = self.recorded.entries[-1]
        return rehashed(
            last.model_copy(
                update={
                    "stream_id": history_stream(self.workflow_id),
                    "seq": 1,
                    "kind": EntryKind.HISTORY_SEALED,
                    "dedup_key": "",
                    "prev_hash": FIRST_PREV_HASH,
                    "body": history_body(seal),
                }
            )
        )


def rehashed(entry: LedgerEntry) -> LedgerEntry:
    """Return an entry with the hashes of what it says."""
    entry = entry.model_copy(update={"body_sha256": sha256(entry.body).hexdigest()})
    return entry.model_copy(update={"leaf_hash": leaf_hash(entry)})


def _proven(entry: LedgerEntry, index: int, tree: Grown) -> ProvenEntry:
    size = len(tree.leaves)
    path = tuple(step.hex() for step in inclusion_proof(index, size, tree.read))
    return ProvenEntry(entry=entry, proof=InclusionProof(leaf_index=index, tree_size=size, path=path))


def resealed(bundle: Bundle, entry: LedgerEntry, *, first: bool) -> Bundle:
    """Return the bundle with an erasure, which was sealed before everything else in it or after it."""
    rest = [proven.entry for proven in sorted(bundle.streams.all(), key=place_of)]
    entries = [entry, *rest] if first else [*rest, entry]
    log = SmallLog("tests.example/ledger", Grown([bytes.fromhex(one.leaf_hash) for one in entries]))
    proven = {one.leaf_hash: _proven(one, index, log.tree) for index, one in enumerate(entries)}
    told = {name: tuple(proven[one.entry.leaf_hash] for one in stream) for name, stream in bundle.streams}
    streams = ProvenStreams(**told | {"erasures": (proven[entry.leaf_hash],)})
    moved = tuple(row.model_copy(update={"place": row.place + first}) for row in bundle.evidence.signed)
    evidence = bundle.evidence.model_copy(update={"signed": moved})
    return replace(bundle, streams=streams, note=log.note(len(entries)), evidence=evidence)
