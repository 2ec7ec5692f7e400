"""Whether hashes in the ledger bind what is not in it: histories, rules, calendars, the request."""

from base64 import b64decode
from collections.abc import Callable, Iterator
from contextlib import suppress
from hashlib import sha256
from typing import Any

from domain.bundle import Bundle, place_of, rule_set_text
from domain.canonical import text_digest
from domain.history_seal import continued_in, run_in, seal_in, start_in
from domain.ledger import facts_of, standing_of
from domain.personal import Seal, sealed_act, sealed_content, sealed_request, subject_of
from schemas.audit import Evidence
from schemas.bundle import BundleCode, BundleFinding
from schemas.case import OUTCOMES
from schemas.erasure import ERASED
from schemas.evidence import HistorySeal
from schemas.ledger import EntryKind, LedgerEntry
from schemas.nomination import NominationRequest


def seals_of(bundle: Bundle) -> list[HistorySeal]:
    """Return what the ledger vouches for of this nomination's histories, run by run.

    Raises:
        ValueError: an entry cannot be read.
    """
    sealed = (proven.entry for proven in bundle.streams.histories)
    return [seal_in(entry) for entry in sealed if entry.kind is EntryKind.HISTORY_SEALED]


def runs_of(bundle: Bundle, seals: list[HistorySeal]) -> list[bytes]:
    """Return the histories by which the case went on record, from its first run over each continue-as-new.

    A run is the one that the ledger vouches for; one that goes on is taken at its word.
    """
    sealed = {seal.sha256: seal.run_id for seal in seals}
    runs = {sealed.get(sha256(each).hexdigest()) or run_in(each): each for each in bundle.histories}
    found, run_id = list[bytes](), bundle.evidence.state.first_run_id
    while run_id and (clear := runs.pop(run_id, None)) is not None:
        found.append(clear)
        run_id = continued_in(clear) or ""
    return found


def check_histories(bundle: Bundle, seals: list[HistorySeal]) -> Iterator[BundleFinding]:
    """Every history is one that the ledger vouches for, and none of those is missing.

    That of a run that goes on cannot be vouched for yet (`unbound_histories` tells); it must be the last.
    """
    bound = {seal.sha256 for seal in seals}
    last = (runs_of(bundle, seals) or [b""])[-1]
    over = bundle.evidence.state.status in OUTCOMES
    for number, clear in enumerate(bundle.histories, start=1):
        if sha256(clear).hexdigest() not in bound and (over or clear != last):
            text = f"history {number} is none that the ledger vouches for"
            yield _finding(BundleCode.HISTORY_NOT_BOUND, text)
    there = {sha256(clear).hexdigest() for clear in bundle.histories}
    for seal in seals if not is_erased(bundle.evidence) else ():
        if seal.sha256 not in there:
            text = f"the history of run {seal.run_id} is missing, for which the ledger vouches"
            yield _finding(BundleCode.HISTORY_MISSING, text)


def unbound_histories(bundle: Bundle, seals: list[HistorySeal]) -> int:
    """Return how many histories the ledger does not vouch for."""
    sealed = {seal.sha256 for seal in seals}
    return sum(sha256(clear).hexdigest() not in sealed for clear in bundle.histories)


def check_request(bundle: Bundle, seals: list[HistorySeal]) -> Iterator[BundleFinding]:
    """What was asked for on record is what the first run was started with."""
    runs = runs_of(bundle, seals)
    if runs and _request_in(runs[0]) != bundle.evidence.state.request and not is_erased(bundle.evidence):
        text = "the request on record is not the one with which the workflow was started"
        yield _finding(BundleCode.REQUEST_NOT_BOUND, text)


def check_rules(bundle: Bundle) -> Iterator[BundleFinding]:
    """The files of each rule set are those whose digest an entry of the nomination names."""
    named = rule_digests(bundle.evidence)
    for name, files in bundle.rules.items():
        if sha256(rule_set_text(files)).hexdigest() not in named:
            text = f"the files of the rule set {name} are not those under which the nomination was decided"
            yield _finding(BundleCode.RULES_NOT_BOUND, text)


def rule_digests(evidence: Evidence) -> dict[str, str]:
    """Return the names of the rule sets that a nomination went by, by the digests of their files."""
    found: dict[str, str] = {}
    for entry in evidence.entries:
        facts = facts_of(entry)
        for told in (facts, facts.get("new_route") or {}):
            if "rule_set_digest" in told:
                found[told["rule_set_digest"]] = told["rule_set"]
    return found


def check_calendars(bundle: Bundle, seals: list[HistorySeal]) -> Iterator[BundleFinding]:
    """Each calendar is one that an entry for a kept history names by its hash."""
    named = {seal.calendar.sha256 for seal in seals if seal.calendar}
    for digest, text in bundle.calendars.items():
        if sha256(text).hexdigest() != digest or digest not in named:
            fault = f"the calendar {digest[:12]} is none that the ledger names"
            yield _finding(BundleCode.CALENDAR_NOT_BOUND, fault)


def unknown_calendars(bundle: Bundle, seals: list[HistorySeal]) -> set[str]:
    """Return the names of calendars that clocks went by and whose days are not in the bundle."""
    there = {
        seal.calendar.name for seal in seals if seal.calendar and seal.calendar.sha256 in bundle.calendars
    }
    standings = (standing_of(entry) for entry in bundle.evidence.entries)
    return {standing.clock.calendar for standing in standings if standing and standing.clock} - there


def is_erased(told: Evidence) -> bool:
    """Return whether texts of the record were erased."""
    beside = [*told.contents, *told.decisions, *told.acts, *((told.withdrawal,) if told.withdrawal else ())]
    return told.state.erased or any(row.erased for row in beside)


def check_erasure(bundle: Bundle) -> Iterator[BundleFinding]:
    """What is erased tells nothing, and a later entry of the ledger says that this nominee was erased."""
    told = bundle.evidence
    if not is_erased(told):
        return
    named = [proven for proven in bundle.streams.erasures if named_in_erasure(proven.entry, told)]
    gone_at = max(map(place_of, named), default=-1)
    places = {proven.entry.seq: place_of(proven) for proven in bundle.streams.nomination}
    if not named:
        text = "texts are marked as erased, but no entry of the ledger says that the nominee was"
        yield _finding(BundleCode.ERASURE_NOT_PROVEN, text)
    elif any(places.get(seq, gone_at) >= gone_at for seq, _ in _erased_texts(told)):
        text = "texts are marked as erased that were recorded after the nominee was erased"
        yield _finding(BundleCode.ERASURE_NOT_PROVEN, text)
    if any(text != ERASED for _, texts in _erased_texts(told) for text in texts):
        yield _finding(
            BundleCode.ERASURE_NOT_PROVEN, "texts are marked as erased and stand there all the same"
        )


def _erased_texts(told: Evidence) -> Iterator[tuple[int, list[str]]]:
    """Return each row that is marked as erased: the number of its entry, and what is told there."""
    if told.state.erased:
        yield 1, _texts_in(sealed_request, told.state.request.model_dump(mode="json"))
    for version in (each for each in told.contents if each.erased):
        texts = _texts_in(sealed_content, version.content.model_dump(mode="json"))
        yield version.seq, texts + ([version.note] if version.note else [])
    for act in (each for each in told.acts if each.erased):
        yield act.seq, _texts_in(sealed_act, act.act)
    for row in (*told.decisions, *((told.withdrawal,) if told.withdrawal else ())):
        if row.erased:
            yield row.seq, [row.reason] if row.reason else []


def _texts_in(sealed: Callable[[dict[str, Any], Seal], object], said: dict[str, Any]) -> list[str]:
    """Return what of this is told of a person, by what would seal it."""
    found: list[str] = []
    sealed(said, lambda text: found.append(text) or text)
    return found


def named_in_erasure(entry: LedgerEntry, evidence: Evidence) -> bool:
    """Return whether an entry says that this nomination's nominee was erased."""
    facts = facts_of(entry)
    named = text_digest(subject_of(evidence.state.request), str(facts.get("act_id")))
    return entry.kind is EntryKind.SUBJECT_ERASED and facts.get("subject_sha256") == named


def _request_in(history: bytes) -> NominationRequest | None:
    """Return the request that a run was started with, None where there is none to be read."""
    with suppress(ValueError):
        return NominationRequest.model_validate_json(b64decode(start_in(history) or ""))
    return None


def _finding(code: BundleCode, text: str) -> BundleFinding:
    return BundleFinding(code=code, text=text)
