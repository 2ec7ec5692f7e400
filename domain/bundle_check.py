"""Checking a bundle without any server: its parts against the ledger, the ledger against a signed checkpoint.

Two things are left to the caller, who has Temporal's library: reading the histories as a second witness
(`Witness`) and replaying them on the workflow's code.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from domain.bundle import Bundle, place_of
from domain.bundle_seal_check import check_cosigned, check_order, check_proofs, check_streams, open_checkpoint
from domain.bundle_text_check import (
    check_calendars,
    check_erasure,
    check_histories,
    check_request,
    check_rules,
    is_erased,
    rule_digests,
    seals_of,
    unbound_histories,
    unknown_calendars,
)
from domain.key_check import VerifyBy, statement_faults
from domain.key_registry import founder_of, is_flagged, registry_of
from domain.notes import NoteError, Verify
from domain.signed_check import Holds, KeyCheck
from domain.two_witnesses import compare_witnesses, remarks_on
from domain.verification import verify_record
from schemas.audit import Finding, FindingCode, Witness
from schemas.bundle import BundleCode, BundleFinding
from schemas.evidence import HistorySeal
from schemas.keys import PlacedEntry
from schemas.trust import Trust

MALFORMED = (ValueError, LookupError, TypeError, AttributeError, RecursionError)
"""What reading something raises that is not what it is taken for."""


@dataclass(frozen=True)
class Verifiers:
    """How signatures are checked: those on notes, those on statements, and those on envelopes by a key."""

    notes: Verify
    statements: VerifyBy
    envelopes: Holds


def anchors(bundle: Bundle, trust: Trust | None) -> Trust:
    """Return the keys to go by: those of the auditor, and the bundle's own for what the auditor left open."""
    own, held = bundle.keys, trust or Trust()
    return Trust(
        log=held.log or own.log,
        witnesses=held.witnesses or own.witnesses,
        quorum=held.quorum if held.witnesses else own.quorum,
        registrar=held.registrar or own.registrar,
    )


def check_bundle(
    bundle: Bundle, witness: Witness | None, trust: Trust | None, by: Verifiers
) -> tuple[list[BundleFinding], int]:
    """Return everything that is amiss, and the size of the tree that the checkpoint signs (0: none does).

    `witness` is what the histories tell, None when there are none.
    """
    held = anchors(bundle, trust)
    sealed, size = _seal_faults(bundle, held, by)
    broken = [*check_streams(bundle), *check_order(bundle)]
    if broken:
        return [*sealed, *broken], size  # what hangs on a broken chain proves nothing either way
    try:
        return [*sealed, *_faults_of_parts(bundle, held, witness, by)], size
    except MALFORMED as error:
        text = f"the record cannot be read as such ({type(error).__name__})"
        return [*sealed, BundleFinding(code=FindingCode.UNREADABLE, text=text)], size


def notices_on(bundle: Bundle, witness: Witness | None, trust: Trust | None) -> Iterator[str]:
    """Return what is in order and should be read all the same, a sentence each."""
    seals = seals_of(bundle)
    yield from _notices_on_keys(bundle, trust)
    if unbound_histories(bundle, seals):
        yield "the case was still open: nothing in the ledger binds the history of its last run yet"
    if is_erased(bundle.evidence):
        yield "the nominee was erased, with texts and histories; the rest is proven, but their code and dates"
    for digest, name in rule_digests(bundle.evidence).items():
        if f"{name}-{digest[:12]}" not in bundle.rules:
            yield f"the files of the rule set {name} ({digest[:12]}) are not in the bundle"
    for name in sorted(unknown_calendars(bundle, seals)):
        yield f"the days of the calendar {name} are not in the bundle; clocks tell the holidays they skipped"
    if witness is not None:
        yield from (remark.text for remark in remarks_on(bundle.evidence, witness))


def _faults_of_parts(
    bundle: Bundle, held: Trust, witness: Witness | None, by: Verifiers
) -> Iterator[BundleFinding]:
    seals = seals_of(bundle)
    yield from check_histories(bundle, seals)
    yield from check_rules(bundle)
    yield from check_calendars(bundle, seals)
    yield from check_erasure(bundle)
    yield from _key_faults(bundle, held, by)
    yield from _record_faults(bundle, witness, by)


def builds_of(seals: list[HistorySeal]) -> tuple[str, ...]:
    """Return the builds that exported the histories, each once."""
    return tuple(dict.fromkeys(seal.build_id for seal in seals))


def _seal_faults(bundle: Bundle, held: Trust, by: Verifiers) -> tuple[list[BundleFinding], int]:
    try:
        found = open_checkpoint(bundle, held, by.notes)
    except NoteError as error:
        return [BundleFinding(code=BundleCode.CHECKPOINT_NOT_SIGNED, text=str(error))], 0
    faults = [*check_cosigned(found, held), *check_proofs(bundle, found.checkpoint)]
    return faults, found.checkpoint.size


def _key_faults(bundle: Bundle, held: Trust, by: Verifiers) -> Iterator[BundleFinding]:
    """Every key was vouched for by registrars, down to the first one, which the auditor may hold."""
    entries = _placed(bundle)
    for code, text in statement_faults(entries, by.statements):
        yield BundleFinding(code=code, text=text)
    founder = founder_of(registry_of(entries))
    if founder is not None and held.registrar is not None and founder.key.kid != held.registrar:
        text = "the registry of keys does not begin with the registrar's key that is trusted"
        yield BundleFinding(code=BundleCode.ANCHOR_DIFFERS, text=text)


def _record_faults(bundle: Bundle, witness: Witness | None, by: Verifiers) -> Iterator[BundleFinding]:
    """The record against itself, the rules, the signatures, and the histories as a second witness."""
    keys = KeyCheck(registry_of(_placed(bundle)), by.envelopes)
    found: list[Finding] = verify_record(bundle.evidence, witness.route if witness else None, keys)
    for each in (*found, *_witness_faults(bundle, witness)):
        yield BundleFinding(code=each.code, text=each.text)
    yield from check_request(bundle, seals_of(bundle))


def _witness_faults(bundle: Bundle, witness: Witness | None) -> list[Finding]:
    if witness is not None:
        return compare_witnesses(bundle.evidence, witness)
    if is_erased(bundle.evidence):
        return []
    text = "the bundle holds no history, so its record has no second witness"
    code, nomination = FindingCode.HISTORY_UNAVAILABLE, bundle.nomination_id
    return [Finding(code=code, nomination_id=nomination, text=text)]


def _notices_on_keys(bundle: Bundle, trust: Trust | None) -> Iterator[str]:
    if trust is None:
        yield "no file of trust was given: the bundle was checked against the keys that it brings itself"
    elif missing := _left_open(trust):
        yield f"the file of trust leaves open: {missing}; there the bundle vouches for itself"
    if not anchors(bundle, trust).witnesses:
        yield "no witness has cosigned the checkpoint"
    registry = registry_of(_placed(bundle))
    places = {proven.entry.leaf_hash: place_of(proven) for proven in bundle.streams.all()}
    for row in bundle.evidence.signed:
        if is_flagged(registry, row.kid, row.place, places.get):
            yield f"decision {row.decision_id} was signed with a key that was compromised; ask its reviewer"


def _left_open(trust: Trust) -> str:
    """Return what an auditor has brought no key of, in words."""
    held = {"the log": trust.log, "witnesses": trust.witnesses, "the first registrar": trust.registrar}
    return ", ".join(whose for whose, key in held.items() if not key)


def _placed(bundle: Bundle) -> list[PlacedEntry]:
    return [PlacedEntry(place=place_of(proven), entry=proven.entry) for proven in bundle.streams.keys]
