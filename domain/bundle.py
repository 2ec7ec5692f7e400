"""A bundle as its parts: where each stands, how it is spelt, and the way back."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from hashlib import sha256
from typing import TypeVar
from uuid import UUID

from pydantic import BaseModel, ValidationError

from domain.canonical import canonical_json
from domain.ledger import facts_of
from schemas.audit import Evidence, SignedRow
from schemas.bundle import BundleCode, BundleFinding, BundlePart, Manifest, ProvenStreams
from schemas.seal import ProvenEntry
from schemas.signing import SignedStatement
from schemas.trust import Trust

MANIFEST = "manifest.json"
SUMMARY = "summary.html"
RECORD = "record.json"
ENTRIES = "entries.json"
CHECKPOINT = "checkpoint.txt"
KEYS = "keys.json"
HISTORIES, ENVELOPES, RULES, CALENDARS = "histories/", "envelopes/", "rules/", "calendars/"
_SINGLE = (MANIFEST, SUMMARY, RECORD, ENTRIES, CHECKPOINT, KEYS)
_REQUIRED = (SUMMARY, RECORD, ENTRIES, CHECKPOINT, KEYS)
_FOLDERS = (HISTORIES, ENVELOPES, RULES, CALENDARS)
_NOT_SEALED = 2**62
_Model = TypeVar("_Model", bound=BaseModel)


class BundleError(ValueError):
    """A bundle cannot be checked at all; `finding` says why."""

    def __init__(self, code: BundleCode, text: str) -> None:
        """Name what is amiss."""
        super().__init__(text)
        self.finding = BundleFinding(code=code, text=text)


@dataclass(frozen=True)
class Bundle:
    """Everything about one nomination.

    `evidence` is the record with its entries and envelopes, `note` the signed checkpoint, `keys` the keys
    that the exporter names. `histories` are canonical exports, run by run; `rules` the files of rule sets,
    each set by its name and the beginning of its digest; `calendars` the days that an office added, by their
    hash. Places of signed decisions are their leaves in the sealed tree.
    """

    evidence: Evidence
    streams: ProvenStreams
    note: str
    keys: Trust
    histories: tuple[bytes, ...] = ()
    rules: Mapping[str, Mapping[str, bytes]] = field(default_factory=dict[str, dict[str, bytes]])
    calendars: Mapping[str, bytes] = field(default_factory=dict[str, bytes])

    @property
    def nomination_id(self) -> str:
        """Which nomination it is about."""
        return self.evidence.nomination_id

    def with_calendars(self, calendars: Mapping[str, bytes]) -> "Bundle":
        """Return it with these days that an office added, by their hash."""
        return replace(self, calendars=calendars)


def parts_of(bundle: Bundle, summary: str) -> dict[str, bytes]:
    """Return the parts of a bundle in their order, each in its one spelling, the manifest first."""
    parts = {
        SUMMARY: summary.encode(),
        RECORD: _spelt(bundle.evidence.model_copy(update={"entries": (), "signed": ()})),
        ENTRIES: _spelt(bundle.streams),
        CHECKPOINT: bundle.note.encode(),
        KEYS: _spelt(bundle.keys),
    }
    parts |= {f"{HISTORIES}{number}.json": each for number, each in enumerate(bundle.histories, start=1)}
    parts |= {
        f"{ENVELOPES}{row.decision_id}.json": bytes.fromhex(row.envelope) for row in bundle.evidence.signed
    }
    parts |= {
        f"{RULES}{name}/{file}": text for name, files in bundle.rules.items() for file, text in files.items()
    }
    parts |= {f"{CALENDARS}{digest}.yaml": text for digest, text in bundle.calendars.items()}
    return {MANIFEST: _spelt(_manifest(bundle.nomination_id, parts)), **parts}


def bundle_of(parts: Mapping[str, bytes]) -> Bundle:
    """Return the bundle that these parts are, each being what the manifest says.

    Raises:
        BundleError: a part is missing, unknown, altered, or not to be read as what it is.
    """
    manifest = _read(parts, MANIFEST, Manifest)
    _check_manifest(manifest, parts)
    streams = _read(parts, ENTRIES, ProvenStreams)
    record = _read(parts, RECORD, Evidence)
    if record.nomination_id != manifest.nomination_id or record.entries or record.signed:
        raise BundleError(BundleCode.BUNDLE_ALTERED, "the record is not the one of the manifest's nomination")
    entries = tuple(proven.entry for proven in streams.nomination)
    signed = tuple(_signed_rows(_below(parts, ENVELOPES), streams))
    return Bundle(
        evidence=record.model_copy(update={"entries": entries, "signed": signed}),
        streams=streams,
        note=_text(parts, CHECKPOINT),
        keys=_read(parts, KEYS, Trust),
        histories=tuple(_below(parts, HISTORIES).values()),
        rules=_rules(_below(parts, RULES)),
        calendars={name.removesuffix(".yaml"): each for name, each in _below(parts, CALENDARS).items()},
    )


def place_of(proven: ProvenEntry) -> int:
    """Return an entry's place in the order of the ledger; what is not sealed stands after all that is."""
    return _NOT_SEALED + proven.entry.seq if proven.proof is None else proven.proof.leaf_index


def summary_in(parts: Mapping[str, bytes]) -> str:
    """Return the summary for people.

    Raises:
        BundleError: it is not text.
    """
    return _text(parts, SUMMARY)


def manifest_hash(parts: Mapping[str, bytes]) -> str:
    """Return the SHA-256 of the manifest, by which a bundle can be named on paper."""
    return sha256(parts.get(MANIFEST, b"")).hexdigest()


def rule_set_text(files: Mapping[str, bytes]) -> bytes:
    """Return the files of a rule set as the one text whose SHA-256 its digest is.

    Each file is its name, a zero byte, its bytes and a zero byte.
    """
    return b"".join(name.encode() + b"\x00" + text + b"\x00" for name, text in files.items())


def rule_set_files(text: bytes) -> dict[str, bytes]:
    """Return the files that `rule_set_text` made one of.

    Raises:
        ValueError: the text is not of that form.
    """
    pieces = text.split(b"\x00")
    if len(pieces) % 2 == 0 or pieces[-1]:
        message = "is not the text of a rule set"
        raise ValueError(message)
    return {name.decode(): raw for name, raw in zip(pieces[:-1:2], pieces[1::2], strict=True)}


def _manifest(nomination_id: str, parts: Mapping[str, bytes]) -> Manifest:
    listed = (
        BundlePart(path=path, size=len(content), sha256=sha256(content).hexdigest())
        for path, content in parts.items()
    )
    return Manifest(nomination_id=nomination_id, parts=tuple(listed))


def _check_manifest(manifest: Manifest, parts: Mapping[str, bytes]) -> None:
    listed = [part.path for part in manifest.parts]
    for path in (*_REQUIRED, *listed):
        if path not in parts:
            raise BundleError(BundleCode.PART_MISSING, f"the part {path} is missing")
    if [MANIFEST, *listed] != list(parts):
        raise BundleError(BundleCode.PART_UNKNOWN, "the bundle holds other parts than its manifest lists")
    for path in listed:
        if path not in _SINGLE and not path.startswith(_FOLDERS):
            raise BundleError(BundleCode.PART_UNKNOWN, f"the part {path} is none that a bundle has")
    if _manifest(manifest.nomination_id, {path: parts[path] for path in listed}) != manifest:
        raise BundleError(BundleCode.PART_ALTERED, "a part does not have the hash that the manifest lists")


def _spelt(model: BaseModel) -> bytes:
    return canonical_json(model.model_dump(mode="json"))


def _read(parts: Mapping[str, bytes], path: str, model: type[_Model]) -> _Model:
    """Return a part as what it is; what it says must be all that it holds."""
    content = parts.get(path)
    if content is None:
        raise BundleError(BundleCode.PART_MISSING, f"the part {path} is missing")
    try:
        read = model.model_validate_json(content)
        spelt = _spelt(read) == content or canonical_json(json.loads(content)) == content
    except (ValidationError, ValueError, RecursionError) as error:
        text = f"the part {path} cannot be read as what it is ({type(error).__name__})"
        raise BundleError(BundleCode.BUNDLE_UNREADABLE, text) from None
    if not spelt:
        raise BundleError(BundleCode.BUNDLE_ALTERED, f"the part {path} is not in canonical JSON")
    return read


def _text(parts: Mapping[str, bytes], path: str) -> str:
    try:
        return parts[path].decode()
    except (KeyError, UnicodeDecodeError):
        raise BundleError(BundleCode.BUNDLE_UNREADABLE, f"the part {path} is not text") from None


def _below(parts: Mapping[str, bytes], folder: str) -> dict[str, bytes]:
    return {path.removeprefix(folder): each for path, each in parts.items() if path.startswith(folder)}


def _signed_rows(envelopes: Mapping[str, bytes], streams: ProvenStreams) -> Iterator[SignedRow]:
    """Return the envelopes as rows beside the ledger; one that belongs to no entry has seq 0."""
    decided = {facts_of(proven.entry).get("decision_id"): proven for proven in streams.nomination}
    for name, content in envelopes.items():
        decision_id = name.removesuffix(".json")
        proven = decided.get(decision_id)
        try:
            yield SignedRow(
                decision_id=UUID(decision_id),
                kid=_kid_of(content),
                envelope=content.hex(),
                place=place_of(proven) if proven else _NOT_SEALED,
                seq=proven.entry.seq if proven else 0,
            )
        except ValueError:
            text = f"the part {ENVELOPES}{name} is no signed decision"
            raise BundleError(BundleCode.BUNDLE_UNREADABLE, text) from None


def _kid_of(envelope: bytes) -> str:
    return SignedStatement.model_validate_json(envelope).signatures[0].keyid


def _rules(files: Mapping[str, bytes]) -> dict[str, dict[str, bytes]]:
    found: dict[str, dict[str, bytes]] = {}
    for path, text in files.items():
        name, _, file = path.partition("/")
        found.setdefault(name, {})[file] = text
    return found
